package mask

import (
	"regexp"
	"slices"
	"strings"

	"todoke/internal/text"
)

// Declared telephone and house numbers in kanji figures and in pieces: 八三-五五五-二二四〇, 55の2240, 0967-32-71…「86」, 番地は713.

// leastTail is how many figures from the end of a telephone number say which it is.
const leastTail = 6

// numerals finds declared telephone numbers in kanji figures, or of which only a piece is told, and house numbers without their street.
func (m *Masker) numerals(v *view) []found {
	if len(m.phones)+len(m.houses) == 0 || v.figureCount() < 2 && !v.holds('零') {
		return nil
	}
	var out []found
	var digits [16]byte
	for i := 0; i < len(v.runes); i++ {
		if phoneFigure(v.runes[i]) < 0 {
			continue
		}
		n, to := v.figuresFrom(i, digits[:])
		if n <= len(digits) {
			figures := string(digits[:n])
			if out = m.piecesOfPhone(v, i, to, figures, out); v.standsAlone(i, to) {
				out = m.house(v, i, to, figures, out)
			}
		}
		i = to - 1
	}
	return out
}

// figuresFrom reads the figures of a number that begins at rune i as far as they have room, and tells how many there are and where they end; one or two signs, or の, may
// stand between two.
func (v *view) figuresFrom(i int, digits []byte) (n, to int) {
	to = i
	for k, signs := i, 0; k < len(v.runes) && (k == i || !v.newLine(k)); k++ {
		if d := phoneFigure(v.runes[k]); d >= 0 {
			if n < len(digits) {
				digits[n] = byte('0' + d)
			}
			n, to, signs = n+1, k+1, 0
		} else if signs++; signs > 2 || !phoneSigns.has(v.runes[k]) && v.runes[k] != 'の' {
			break
		}
	}
	return n, to
}

// piecesOfPhone adds figures with which a declared number ends or begins, where they can be nothing else, and what is told of it behind a pause.
func (m *Masker) piecesOfPhone(v *view, from, to int, figures string, out []found) []found {
	n := len(figures)
	last := n >= leastTail || n == 4 && (lastFigures.ends(v, v.behindLabel(from)) > 0 || v.standsAlone(from, to) && !slices.Contains(knownPorts, figures))
	first := figures[0] == '0' && (n >= leastTail || n > 1 && areaCodes.ends(v, v.behindLabel(from)) > 0)
	for _, p := range m.phones {
		switch {
		case last && strings.HasSuffix(p.digits, figures), n >= 9 && figures[0] == '0' && strings.HasSuffix(p.digits, figures[1:]): // 01632 960417 of +44 1632 960417
			out = v.room.founds.push(out, found{v.phoneStart(from), to, Phone, p.party})
		case first && strings.HasPrefix(p.digits, figures):
			out = v.room.founds.push(out, found{v.phoneStart(from), to, Phone, p.party})
			if a, b := v.toldNextTo(to, p.digits[n:]); b > a {
				out = v.room.founds.push(out, found{a, b, Phone, p.party})
			}
		case n > 1 && v.runeAt(to) == '局' && v.runeAt(to+1) == 'の' && phoneFigure(v.runeAt(to+2)) >= 0 && strings.HasSuffix(p.digits[:max(0, len(p.digits)-4)], figures): // 54局の2716
			out = v.room.founds.push(out, found{from, to + 2, Phone, p.party})
		}
	}
	return out
}

// toldNextTo is where the rest of a number stands behind rune i, which is where its beginning ends: 0146-47-11、「はちさん」で83.
func (v *view) toldNextTo(i int, rest string) (from, to int) {
	const most = 12 // runes between them
	for k := i; len(rest) > 1 && k < min(i+most, len(v.runes)); k++ {
		if phoneFigure(v.runes[k]) < 0 {
			continue
		}
		digits := make([]byte, len(rest))
		if n, to := v.figuresFrom(k, digits); n == len(rest) && string(digits) == rest {
			return k, to
		}
		break
	}
	return 0, 0
}

// behindLabel is where the word ends that tells what stands from rune i on: 末尾は2240.
func (v *view) behindLabel(i int) int {
	for i > 0 && strings.ContainsRune(`:はが=「『"'([<`, v.runes[i-1]) {
		i--
	}
	return i
}

// standsAlone tells whether figures are no piece of a longer thing and count nothing.
func (v *view) standsAlone(from, to int) bool {
	joined := func(i int) bool { return v.script[i] == latin || strings.ContainsRune("-./:", v.runes[i]) }
	return (from == 0 || v.gap(from) || !joined(from-1)) && (to == len(v.runes) || v.gap(to) || !joined(to)) && (v.newLine(to) || unitAfter.starts(v, to) == 0)
}

var (
	areaCodes   = newRare("市外局番", "局番", "市外", "areacode", "dialingcode", "areacodeis")
	lastFigures = newRare("下4桁", "下四桁", "下4けた", "下四けた", "末尾", "末尾4桁", "末尾四桁", "末4桁", "末四桁", "最後の4桁", "最後の四桁", "最後", "末尾の番号", "endingin", "endingwith", "endsin", "ending", "endswith", "last4digits", "lastfourdigits", "last4", "lastfour", "lastfourdigitsare", "lastfourare")
	knownPorts  = []string{"1433", "1521", "3306", "3389", "4444", "4899", "5432", "5900", "5938", "8080", "8443", "8888", "9200"}
)

// house adds the number of a declared address that stands without it.
func (m *Masker) house(v *view, from, to int, figures string, out []found) []found {
	if len(figures) < 3 || len(figures) == 3 && beforeHouse.ends(v, v.behindLabel(from)) == 0 {
		return out
	}
	for _, h := range m.houses {
		if h.digits == figures {
			return v.room.founds.push(out, found{from, to, Address, h.party})
		}
	}
	return out
}

var (
	beforeHouse = newRare("番地", "番", "地番", "丁目", "住所")
	houseNumber = regexp.MustCompile(`[0-9]+(?:(?:丁目|番地の|番地|番|号|の|-)[0-9]+)*`)
)

// houseDigits are the figures of the house number in an address, "" where it has none.
func houseDigits(address string) string {
	s := text.Normal(address)
	return digitsOf(houseNumber.FindString(s[len(prefecture.FindString(s)):]))
}

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
