package mask

import (
	"hash/maphash"

	"todoke/internal/text"
)

// lexicon tells at one look which lists of words a whole word stands in: a map for each list took three lines of memory for every list that lacks the word.
type lexicon struct {
	seed  maphash.Seed
	some  [1 << 11]uint64 // a bit for each hash that is taken: most words stand in no list and are known by this alone
	slots []uint32        // a power of two of places, at most half of them taken: the index of a word from 1 on and, above, the tag of its hash; 0 where nothing is
	words []listedWord
	lists int
}

// listedWord is a word, squeezed, and the lists it stands in.
type listedWord struct {
	word string
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

const indexBits = 18 // of a slot; the others are the tag

// allLists is the lexicon of the program's own lists.
var allLists = newLexicon()

func newLexicon() *lexicon { return &lexicon{seed: maphash.MakeSeed(), slots: make([]uint32, 16)} }

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
	for _, e := range l.of.words {
		if e.in.meets(l.lists) {
			do(e.word)
		}
	}
}

// find tells which lists a word stands in.
func (x *lexicon) find(word string) bitset {
	h := maphash.String(x.seed, word)
	if x.some[h%uint64(len(x.some))]>>(h>>58)&1 == 0 {
		return bitset{}
	}
	if s := *x.slot(h, word); s != 0 {
		return x.words[s&(1<<indexBits-1)-1].in
	}
	return bitset{}
}

// slot is where a word of this hash is noted or would be.
func (x *lexicon) slot(h uint64, word string) *uint32 {
	for i := h; ; i++ {
		s := &x.slots[i&uint64(len(x.slots)-1)]
		if *s == 0 || *s>>indexBits == uint32(h>>32)>>indexBits && x.words[*s&(1<<indexBits-1)-1].word == word {
			return s
		}
	}
}

// add notes a word in the list.
func (l vocabulary) add(word string) {
	x := l.of
	s := x.slot(maphash.String(x.seed, word), word)
	if *s == 0 {
		x.words = append(x.words, listedWord{word: word})
		s = x.note(len(x.words) - 1)
		if 2*len(x.words) > len(x.slots) {
			x.slots = make([]uint32, 2*len(x.slots))
			for i := range x.words {
				s = x.note(i)
			}
		}
	}
	in := &x.words[*s&(1<<indexBits-1)-1].in
	in[0] |= l.lists[0]
	in[1] |= l.lists[1]
}

// note puts the index of a word that is new in its slot.
func (x *lexicon) note(index int) *uint32 {
	h := maphash.String(x.seed, x.words[index].word)
	x.some[h%uint64(len(x.some))] |= 1 << (h >> 58)
	s := x.slot(h, x.words[index].word)
	*s = uint32(h>>32)>>indexBits<<indexBits | uint32(index+1)
	return s
}
