package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// quick gives for runes below 0x10000 the one rune that they squeeze to whatever stands beside them, blank for white space, and 0 for those that need their
// neighbours. Beside a rune of the last kind they are folded with it, the long way.
var quick = sync.OnceValue(func() *[1 << 16]rune {
	var q [1 << 16]rune
	for _, block := range [][2]rune{{0, 0x7e}, {0x2010, 0x206f}, {0x2190, 0x22ff}, {0x2460, 0x27bf}, {0x3000, 0x30ff}, {0x3200, 0x33ff}, {0x4e00, 0x9fff}, {0xff01, 0xff60}} {
		for r := block[0]; r <= block[1]; r++ {
			switch {
			case r == ' ' || r == '\n' || r == '\r' || r == '\t' || r == '\u3000':
				q[r] = blank
			case unify(r) >= 0 && stands(unify(r)) && !unicode.IsSpace(r) && lookalikes[r] == 0:
				if g := squeeze(string(r)); len(g) == 1 && !minds(g[0].r) && !strings.ContainsFunc(Normal(string(r)), minds) {
					q[r] = g[0].r
				}
			}
		}
	}
	return &q
})

const blank rune = -1

// minds tells the runes whose folding looks at what stands beside them (settleDashes, settle).
func minds(r rune) bool { return strings.ContainsRune("ー-々〻ヽヾゝゞヶケヵゕゖ", r) }

// squeezed collects squeezed runes with the bytes they came from, and the first rune these are.
type squeezed struct {
	runes, wrote []rune
	start, end   []int
}

func (q *squeezed) add(r, wrote rune, start, end int) {
	q.runes, q.wrote, q.start, q.end = append(q.runes, r), append(q.wrote, wrote), append(q.start, start), append(q.end, end)
}

// squeezeMap is squeeze, the shorter way where runes mind no neighbours, as nearly all do.
func squeezeMap(s string) squeezed {
	n := utf8.RuneCountInString(s)
	return squeezeInto(s, squeezed{make([]rune, 0, n), make([]rune, 0, n), make([]int, 0, n), make([]int, 0, n)})
}

// squeezeInto appends to out, which holds nothing.
func squeezeInto(s string, out squeezed) squeezed {
	table := quick()
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		var to rune
		if uint32(r) < uint32(len(table)) {
			to = table[r]
		}
		if to == 0 {
			to = out.settled(r)
		}
		switch {
		case to > 0:
			out.add(to, r, i, i+size)
		case to == 0:
			i = out.long(s, i, table)
			continue
		}
		i += size
	}
	return out
}

// settled is what a dash, a long vowel mark or ケ is where the rune before it decides alone.
func (q *squeezed) settled(r rune) rune {
	if len(q.runes) == 0 {
		return 0
	}
	before := q.runes[len(q.runes)-1]
	kana := isHiragana(before) || isKatakana(before)
	switch {
	case r == '-' && !kana && before != 'ー':
		return '-'
	case r == 'ー' && isHiragana(before):
		return 'ー'
	case r == 'ケ' && !isHan(before):
		return 'け'
	}
	return 0
}

// long folds the stretch about place i that minds its neighbours, from the last rune before it that does not mind, which is taken back, to the first of two
// behind it that do not, and gives the place where it ends.
func (q *squeezed) long(s string, i int, table *[1 << 16]rune) int {
	from := 0
	for n := len(q.runes); n > 0; n-- {
		r, start := q.runes[n-1], q.start[n-1]
		q.runes, q.wrote, q.start, q.end = q.runes[:n-1], q.wrote[:n-1], q.start[:n-1], q.end[:n-1]
		if (n == 1 || q.start[n-2] != start) && r != 'ー' && r != '-' && r != 'け' {
			from = start
			break
		}
	}
	to, free := len(s), 0
	for j, r := range s[i:] {
		var k rune
		if uint32(r) < uint32(len(table)) {
			k = table[r]
		}
		if k == blank {
			continue
		}
		if k == 0 {
			free = 0
			continue
		}
		if free++; free == 2 {
			to = i + j
			break
		}
	}
	for _, g := range squeeze(s[from:to]) {
		wrote, _ := utf8.DecodeRuneInString(s[from+g.start:])
		q.add(g.r, wrote, from+g.start, from+g.end)
	}
	return to
}

// Squeeze is the form in which names are sought: Normal without white space, katakana as hiragana, old forms of kanji as
// new ones, letters drawn like Latin ones as those, repetition marks written out, ヶ read as が between kanji.
func Squeeze(s string) string { return string(squeezeMap(s).runes) }

// SqueezeMap gives Squeeze(s) as runes, and for each the half-open range of bytes in s it came from. Cutting
// s[start[i]:end[j]] removes exactly what the runes i to j stand for, marks and invisible characters included.
func SqueezeMap(s string) (runes []rune, start, end []int) {
	q := squeezeMap(s)
	return q.runes, q.start, q.end
}

// SqueezeInto is SqueezeMap in the room of slices given, which must be empty; where it is too small, what comes back lies elsewhere. It gives by rune also the
// first of those in s that it came from.
func SqueezeInto(s string, runes, wrote []rune, start, end []int) ([]rune, []rune, []int, []int) {
	q := squeezeInto(s, squeezed{runes, wrote, start, end})
	return q.runes, q.wrote, q.start, q.end
}
