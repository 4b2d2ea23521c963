package mask

import (
	"slices"
	"strings"
)

// defangs are what people write for the full stop and the @ of an address so that nobody follows it.
var defangs = []struct {
	written []rune
	means   rune
}{
	{[]rune("[.]"), '.'}, {[]rune("(.)"), '.'}, {[]rune("{.}"), '.'}, {[]rune("<.>"), '.'}, {[]rune("[dot]"), '.'}, {[]rune("(dot)"), '.'}, {[]rune("{dot}"), '.'}, {[]rune("<dot>"), '.'}, {[]rune("[。]"), '.'},
	{[]rune("[どっと]"), '.'}, {[]rune("(どっと)"), '.'}, {[]rune("_dot_"), '.'}, {[]rune("-dot-"), '.'}, {[]rune(`\.`), '.'},
	{[]rune("[at]"), '@'}, {[]rune("(at)"), '@'}, {[]rune("{at}"), '@'}, {[]rune("<at>"), '@'}, {[]rune("[@]"), '@'}, {[]rune("(@)"), '@'}, {[]rune("{@}"), '@'}, {[]rune("<@>"), '@'}, {[]rune("(a)"), '@'}, {[]rune("[a]"), '@'}, {[]rune("_at_"), '@'},
	{[]rune("-at-"), '@'}, {[]rune("(あっと)"), '@'}, {[]rune("(あっとまーく)"), '@'}, {[]rune("[あっと]"), '@'}, {[]rune("[あっとまーく]"), '@'}, {[]rune("あっとまーく"), '@'}, {[]rune("*@*"), '@'}, {[]rune("★"), '@'}, {[]rune("☆"), '@'}, {[]rune("◆"), '@'},
	{[]rune("◎"), '@'}, {[]rune("●"), '@'}, {[]rune("■"), '@'}, {[]rune("♯"), '@'}, {[]rune("#"), '@'}, {[]rune("[:]"), ':'}, {[]rune("(:)"), ':'}, {[]rune("[://]"), ':'}, {[]rune("。"), '.'}, {[]rune(","), '.'}, {[]rune("、"), '.'}, {[]rune("%40"), '@'}, {[]rune("=40"), '@'}, {[]rune("%2e"), '.'}, {[]rune("&#64;"), '@'}, {[]rune("&#46;"), '.'}, {[]rune("dot"), '.'}, {[]rune("at"), '@'},
}

var defangStarts = func() (b sieve) {
	for _, d := range defangs {
		b.add(d.written[0])
	}
	return b
}()

// refanged are the declared domains and mail addresses of a view in which something stands for their full stops and @.
func (m *Masker) refanged(v *view) []hit {
	if !m.addressed {
		return nil
	}
	first := 1
	for ; first < len(v.runes); first++ {
		if n, _ := v.defangAt(first); n > 0 {
			break
		}
	}
	if first >= len(v.runes) {
		return nil
	}
	from := max(0, first-100) // no name is longer
	most := len(v.runes) - from
	h := heard{v.room.runes.take(most)[:0], v.room.ints.take(most)[:0], v.room.ints.take(most)[:0]}
	for i := from; i < len(v.runes); {
		n, to := v.defangAt(i)
		if n == 0 {
			n, to = 1, v.runes[i]
		}
		h.add(to, i, i+n)
		i += n
	}
	var out []hit
	hits, _ := m.spellings(v, h.runes)
	for _, x := range hits {
		if t := m.terms[x.word]; (t.Kind == Domain || t.Kind == Mail) && strings.ContainsAny(t.Text, ".@") && !spells(t.Text, v.runes[h.from[x.from]:h.to[x.to-1]]) {
			out = append(out, hit{h.from[x.from], h.to[x.to-1], x.word})
		}
	}
	return out
}

// defangAt reads at rune i what stands for a full stop or @ between letters.
func (v *view) defangAt(i int) (int, rune) {
	if i == 0 || v.script[i-1] != latin || !defangStarts.may(v.runes[i]) || isSmall(v.runes[i]) && !v.gap(i) {
		return 0, 0
	}
	for _, d := range defangs {
		n := len(d.written)
		if i+n < len(v.runes) && v.runes[i] == d.written[0] && v.word(i, i+n) == string(d.written) && v.script[i+n] == latin {
			if isSmall(d.written[0]) && !(v.gap(i) && v.gap(i+n)) { // a word of its own: tanaka at example dot jp
				continue
			}
			if (d.written[0] == ',' || d.written[0] == '、') && (v.gap(i) || v.gap(i+1)) { // a mark of the sentence
				continue
			}
			return n, d.means
		}
	}
	return 0, 0
}

// numerals are the declared phones in kanji figures, or without what stands at their head: 八三-五五五-二二四〇, 83-555-2240, 55の2240.
func (m *Masker) numerals(v *view) []found {
	if len(m.phones) == 0 || v.figureCount() < 2 && !v.holds('零') {
		return nil
	}
	var out []found
	var digits [16]byte
	for i := 0; i < len(v.runes); i++ {
		if phoneFigure(v.runes[i]) < 0 {
			continue
		}
		n, last, k := 0, i, i
		for signs := 0; k < len(v.runes) && (k == i || !v.newLine(k)); k++ {
			if d := phoneFigure(v.runes[k]); d >= 0 {
				if n < len(digits) {
					digits[n] = byte('0' + d)
				}
				n, last, signs = n+1, k, 0
			} else if signs++; signs > 2 || !phoneSigns.has(v.runes[k]) && v.runes[k] != 'の' {
				break
			}
		}
		if n < leastTail {
			out = m.pieceOfPhone(v, i, last+1, string(digits[:n]), out)
		}
		if n >= leastTail && n <= len(digits) {
			s := string(digits[:n])
			for _, p := range m.phones {
				if strings.HasSuffix(p.digits, s) || s[0] == '0' && strings.HasPrefix(p.digits, s) || n >= 9 && s[0] == '0' && strings.HasSuffix(p.digits, s[1:]) { // 01632 960417 of +44 1632 960417
					out = v.room.founds.push(out, found{v.phoneStart(i), last + 1, Phone, p.party})
				}
			}
		}
		i = max(i, k-1)
	}
	return out
}

// pieceOfPhone adds figures by which a declared number begins or ends, where they can be nothing else: 市外局番0294, 54局の2716, 2817の代表に.
func (m *Masker) pieceOfPhone(v *view, from, to int, figures string, out []found) []found {
	i := from
	for i > 0 && (v.runes[i-1] == ':' || v.runes[i-1] == 'は' || v.runes[i-1] == 'が') {
		i--
	}
	area := figures[0] == '0' && len(figures) > 1 && areaCodes.ends(v, i) > 0
	last := len(figures) == 4 && (lastFigures.ends(v, i) > 0 || v.standsAlone(from, to) && !slices.Contains(knownPorts, figures))
	for _, p := range m.phones {
		n := max(0, len(p.digits)-4)
		office := v.runeAt(to) == '局' && v.runeAt(to+1) == 'の' && phoneFigure(v.runeAt(to+2)) >= 0 && len(figures) > 1 && strings.HasSuffix(p.digits[:n], figures)
		if office {
			to += 2
		}
		if office || area && strings.HasPrefix(p.digits, figures) || last && strings.HasSuffix(p.digits, figures) {
			return v.room.founds.push(out, found{from, to, Phone, p.party})
		}
	}
	return out
}

// standsAlone tells whether figures are no piece of a longer thing and count nothing.
func (v *view) standsAlone(from, to int) bool {
	joined := func(i int) bool { return v.script[i] == latin || strings.ContainsRune("-./:", v.runes[i]) }
	return (from == 0 || v.gap(from) || !joined(from-1)) && (to == len(v.runes) || v.gap(to) || !joined(to)) && unitAfter.starts(v, to) == 0
}

var (
	areaCodes   = newRare("市外局番", "局番", "市外", "areacode", "dialingcode", "areacodeis")
	lastFigures = newRare("下4桁", "下四桁", "下4けた", "下四けた", "末尾", "末尾4桁", "末尾四桁", "末4桁", "末四桁", "最後の4桁", "最後の四桁", "最後", "endingin", "endsin", "ending", "endswith", "last4digits", "lastfourdigits", "last4", "lastfour", "lastfourdigitsare", "lastfourare")
	knownPorts  = []string{"1433", "1521", "3306", "3389", "4444", "4899", "5432", "5900", "5938", "8080", "8443", "8888", "9200"}
)

// leastTail is how many figures from the end of a number say which it is.
const leastTail = 6

// phoneFigure is the figure a rune stands for in a telephone number; -1 for none.
func phoneFigure(r rune) int {
	switch {
	case '0' <= r && r <= '9':
		return int(r - '0')
	case r == '零':
		return 0
	case r < '〇':
		return -1
	}
	return int(kanjiFigure(r))
}
