package mask

import "strings"

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
