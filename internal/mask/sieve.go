package mask

import "slices"

// sieve tells which runes are among some, and lets a few others through.
type sieve [16]uint64

func newSieve(runes string) *sieve {
	s := new(sieve)
	for _, r := range runes {
		s.add(r)
	}
	return s
}

func (s *sieve) add(r rune) {
	k := uint32(r) * 0x9E3779B1 >> 22
	s[k>>6] |= 1 << (k & 63)
}

func (s *sieve) may(r rune) bool {
	k := uint32(r) * 0x9E3779B1 >> 22
	return s[k>>6]>>(k&63)&1 != 0
}

// heads tells with which rune and the one behind it, 0 where none is, words may begin: at most places of a text none does.
type heads struct{ first, pairs sieve }

func (h *heads) add(r, next rune) {
	h.first.add(r)
	h.pairs.add(together(r, next))
}

// mayGoOn tells whether words may begin with a rune that may be the first.
func (h *heads) mayGoOn(r, next rune) bool {
	return h.pairs.may(together(r, next)) || h.pairs.may(together(r, 0))
}

// runeOf is rune i of some, 0 behind the last.
func runeOf(runes []rune, i int) rune {
	if i < len(runes) {
		return runes[i]
	}
	return 0
}

// together is one number for two runes, of its own for those below 0x10000.
func together(a, b rune) rune { return a<<16 ^ b }

// readHeld notes which runes a view holds, and how many figures: most rules look for signs that most texts lack, and need not walk over those.
func (v *view) readHeld() {
	for _, r := range v.runes {
		v.held.add(r)
		if isDigit(r) {
			v.digits++
		}
	}
}

// holds tells whether one of some signs may stand in the view.
func (v *view) holds(signs ...rune) bool {
	for _, r := range signs {
		if v.held.may(r) {
			return true
		}
	}
	return false
}

// says tells whether a word of a set stands in the view, or may stand there where the set has no bit.
func (v *view) says(words *wordSet) bool { return v.said.has(words) }

// anyOf stands for several sets of words that have bits.
func anyOf(sets ...*wordSet) (b setBits) {
	for _, w := range sets {
		b[w.half] |= w.bit
	}
	return b
}

func (b *setBits) meets(o *setBits) bool { return b[0]&o[0]|b[1]&o[1] != 0 }

// next is the first rune from i on where a word of some sets starts; the end of the text where none does.
func (v *view) next(i int, sets *setBits) int {
	if !v.said.meets(sets) {
		return len(v.runes)
	}
	from, _ := slices.BinarySearch(v.begins, i)
	for _, k := range v.begins[from:] {
		if v.starting[k].meets(sets) {
			return k
		}
	}
	return len(v.runes)
}

// figureCount counts the figures of the view, those in kanji too: few texts hold as many as the numbers that rules look for.
func (v *view) figureCount() int {
	if v.counted == 0 {
		v.counted = 1
		for _, r := range v.runes {
			if '0' <= r && r <= '9' || kanjiFigure(r) >= 0 {
				v.counted++
			}
		}
	}
	return v.counted - 1
}
