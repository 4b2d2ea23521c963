package mask

import (
	"cmp"
	"math/bits"
	"slices"
)

// sought is some words that short texts are searched for. It lies cold in memory when its text comes, so that a place where none of them begins touches nothing but the
// heads, and words that begin alike lie side by side.
type sought struct {
	heads heads
	lists []int32 // by the hash of the two runes that words begin with: where their list lies in words; 0 for none
	words []int32 // in each list by their runes: how many runes one shares with the one before, how many more it has, its number, and these; -1 at the end
}

type soughtWord struct {
	runes []rune
	place int // in lists
	word  int
}

// newSought lays out words; empty ones are not sought.
func newSought(words []string) *sought {
	x := &sought{lists: make([]int32, 1<<bits.Len(uint(len(words)))), words: []int32{-1}}
	list := make([]soughtWord, 0, len(words))
	for k, word := range words {
		if rs := []rune(word); len(rs) > 0 {
			x.heads.add(rs[0], runeOf(rs, 1))
			list = append(list, soughtWord{rs, x.place(rs[0], runeOf(rs, 1)), k})
		}
	}
	slices.SortFunc(list, func(a, b soughtWord) int {
		if a.place != b.place {
			return a.place - b.place
		}
		return cmp.Or(slices.Compare(a.runes, b.runes), a.word-b.word)
	})
	for i, w := range list {
		same := 0
		if i > 0 && list[i-1].place == w.place {
			same = sharedRunes(list[i-1].runes, w.runes)
		} else {
			x.lists[w.place] = int32(len(x.words))
		}
		x.words = append(append(x.words, int32(same), int32(len(w.runes)-same), int32(w.word)), w.runes[same:]...)
		if i+1 == len(list) || list[i+1].place != w.place {
			x.words = append(x.words, -1)
		}
	}
	return x
}

// place is where the list of words that begin with two runes is noted; others may lie there too.
func (x *sought) place(r, next rune) int {
	return int(uint32(together(r, next)) * 0x9E3779B1 >> 8 & uint32(len(x.lists)-1))
}

// sharedRunes is how many runes two words begin with in common.
func sharedRunes(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// findInto adds all occurrences of the words in a text to out, in the order of their ends.
func (x *sought) findInto(out []hit, text []rune) []hit {
	had := len(out)
	for i, r := range text {
		if !x.heads.first.may(r) {
			continue
		}
		next := runeOf(text, i+1)
		here, alone := x.place(r, next), x.place(r, 0)
		two := x.heads.pairs.may(together(r, next))
		if two {
			out = x.begin(out, text, i, here)
		}
		if x.heads.pairs.may(together(r, 0)) && !(two && alone == here) {
			out = x.begin(out, text, i, alone)
		}
	}
	slices.SortFunc(out[had:], func(a, b hit) int { return cmp.Or(a.to-b.to, a.from-b.from, a.word-b.word) })
	return out
}

// begin adds the words of a list that begin at rune i of a text.
func (x *sought) begin(out []hit, text []rune, i, place int) []hit {
	list := x.words[x.lists[place]:]
	stands := 0 // how many runes of the last word do; one that shares fewer with it comes behind all that may
	for int(list[0]) >= stands {
		same, more, word := int(list[0]), int(list[1]), int(list[2])
		letters := list[3 : 3+more]
		list = list[3+more:]
		if same > stands {
			continue
		}
		for stands-same < more && i+stands < len(text) && text[i+stands] == letters[stands-same] {
			stands++
		}
		if stands == same+more {
			out = append(out, hit{i, i + stands, word})
		}
	}
	return out
}
