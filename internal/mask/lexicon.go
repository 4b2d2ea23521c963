package mask

import (
	"hash/maphash"

	"todoke/internal/text"
)

// lexicon tells at one look which lists of words a whole word stands in: a map for each list took three lines of memory for every list that lacks the word.
// A word is known by 63 bits of its hash; among ten thousand no other word ever has the same.
type lexicon struct {
	seed  maphash.Seed
	some  [1 << 11]uint64 // a bit for each hash that is taken: most words stand in no list and are known by this alone
	slots []listed        // a power of two of places, at most two of three taken
	words []string        // squeezed
	lists int
}

// listed is a word by its hash, 0 where none is, and the lists it stands in.
type listed struct {
	hash uint64
	in   bitset
}

// bitset holds a bit for each list of a lexicon.
type bitset [2]uint64

func (b bitset) meets(o bitset) bool { return b[0]&o[0]|b[1]&o[1] != 0 }

// vocabulary is a list of words of a lexicon or several in one.
type vocabulary struct {
	of    *lexicon
	lists bitset
}

// allLists is the lexicon of the program's own lists.
var allLists = newLexicon()

func newLexicon() *lexicon { return &lexicon{seed: maphash.MakeSeed(), slots: make([]listed, 16)} }

// set is a new list of the program's own of these words.
func set(list []string) vocabulary { return allLists.set(list) }

// set is a new list of these words, as they are squeezed.
func (x *lexicon) set(list []string) vocabulary {
	out := x.list()
	for _, w := range list {
		out.add(text.Squeeze(w))
	}
	return out
}

// list is a new list without words.
func (x *lexicon) list() vocabulary {
	out := vocabulary{of: x}
	out.lists[x.lists/64] = 1 << (x.lists % 64)
	x.lists++
	return out
}

// union is several lists of one lexicon in one.
func union(lists ...vocabulary) vocabulary {
	out := lists[0]
	for _, l := range lists {
		out.lists[0] |= l.lists[0]
		out.lists[1] |= l.lists[1]
	}
	return out
}

// has tells whether a word stands in the list.
func (l vocabulary) has(word string) bool { return l.of.find(word).meets(l.lists) }

// each goes through the words of the list.
func (l vocabulary) each(do func(string)) {
	for _, w := range l.of.words {
		if l.has(w) {
			do(w)
		}
	}
}

// find tells which lists a word stands in.
func (x *lexicon) find(word string) bitset {
	h := x.hash(word)
	if x.some[h>>1%uint64(len(x.some))]>>(h>>58)&1 == 0 {
		return bitset{}
	}
	return x.slot(h).in
}

func (x *lexicon) hash(word string) uint64 { return maphash.String(x.seed, word) | 1 }

// slot is the place of a hash or, where it is new, the empty one it would have.
func (x *lexicon) slot(h uint64) *listed {
	for i := h >> 20; ; i++ {
		if s := &x.slots[i&uint64(len(x.slots)-1)]; s.hash == h || s.hash == 0 {
			return s
		}
	}
}

// add notes a word in the list.
func (l vocabulary) add(word string) {
	x, h := l.of, l.of.hash(word)
	s := x.slot(h)
	if s.hash == 0 {
		if x.words = append(x.words, word); 3*len(x.words) > 2*len(x.slots) {
			old := x.slots
			x.slots = make([]listed, 2*len(old))
			for _, o := range old {
				*x.slot(o.hash) = o
			}
			s = x.slot(h)
		}
		s.hash = h
		x.some[h>>1%uint64(len(x.some))] |= 1 << (h >> 58)
	}
	s.in[0] |= l.lists[0]
	s.in[1] |= l.lists[1]
}
