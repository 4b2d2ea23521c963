package mask

import (
	"slices"
	"unicode/utf8"

	"github.com/ikawaha/kagome-dict/dict"
)

// trie holds the words of the dictionary by their runes. kagome's own index goes by bytes, three steps a rune, each to another place in ten megabytes; here a
// rune is one step, and what goes on behind some runes lies side by side.
type trie struct {
	begin []single // by rune
	pairs []pair   // by two runes, hashed
	nodes []branch // what goes on behind two and more runes, the branches of one stem in the order of their runes
	words []entry  // in the order of the stems, so that the short ones, which are met most, lie together
}

// entry is a word of the dictionary.
type entry struct {
	morph
	class class
}

// morph is how a word stands in a text.
type morph struct {
	side int16 // by which the costs between neighbours are listed, the same to the left and to the right
	cost int16
}

// stem is how the words of the dictionary go on behind some runes: twelve bytes, so that four pairs of runes lie in a line of memory.
type stem struct {
	next  uint32 // the first branch behind it and, in the last eight bits, how many; 0 for none. Behind one rune, whether there are any
	word  uint32 // the number of the word that ends here; how many are written so, in eight bits; which sorts they are, in the last five
	morph        // of the word, so that most need not be looked up in another place of memory
}

// newStem is a stem where words from a number on end.
func newStem(next uint32, id int, alike []entry) stem {
	if id >= 1<<19 || len(alike) >= 1<<8 {
		panic("mask: the dictionary has outgrown its layout")
	}
	s := stem{next: next, word: uint32(id)<<13 | uint32(len(alike))<<5, morph: alike[0].morph}
	for _, w := range alike {
		for k := range 5 {
			s.word |= uint32(sorts[w.class]>>(2*k)&1) << k
		}
	}
	return s
}

// words are the number of the first word that ends at a stem and how many there are.
func (s *stem) words() (id, n int32) { return int32(s.word >> 13), int32(s.word >> 5 & 0xff) }

// sorts are those of all words that end at a stem.
func (s *stem) sorts() uint16 { return sortsOf[s.word&0x1f] }

// sortsOf are the sorts that five bits stand for.
var sortsOf = func() (t [32]uint16) {
	for i := range t {
		for k := range 5 {
			t[i] |= uint16(i>>k&1) << (2 * k)
		}
	}
	return t
}()

// single is all that is known of a rune by itself, in a line of memory.
type single struct {
	stem
	category byte  // by which words the dictionary lacks are made of it
	names    uint8 // how much rather it begins and ends surnames and given names than other words, two bits each
}

type branch struct {
	stem
	rune uint32
}

type pair struct {
	stem
	runes uint32 // both, 0 for an empty place
}

var nowhere stem

// newTrie lays out an index of words; it knows runes below 0x10000 only, as the dictionary does.
func newTrie(index dict.IndexTable, words []entry) trie {
	b := newBuilder(index)
	b.ends = []int32{-1}
	b.t = trie{begin: make([]single, 1<<16), nodes: make([]branch, 1, len(index.Da)/3), words: make([]entry, 0, len(words))}
	at := func(next uint32, word int32) stem {
		if word < 0 {
			return stem{next: next}
		}
		from := len(b.t.words)
		b.t.words = append(b.t.words, words[word>>8:word>>8+word&0xff+1]...)
		return newStem(next, from, b.t.words[from:])
	}
	type longer struct {
		runes uint32
		node  int32
		word  int32
	}
	var list []longer
	b.follow(0, func(r rune, node, word int32) {
		any := uint32(0)
		b.follow(node, func(next rune, node, word int32) {
			any, list = 1, append(list, longer{uint32(r)<<16 | uint32(next), node, word})
		})
		b.t.begin[r].stem = at(any, word)
	})
	b.t.pairs = make([]pair, 2*len(list)+1)
	for _, p := range list {
		*b.t.place(p.runes) = pair{at(b.branches(p.node), p.word), p.runes}
	}
	b.t.nodes = slices.Clone(b.t.nodes) // without the room to grow
	for i, word := range b.ends {
		n := &b.t.nodes[i]
		n.stem = at(n.next, word)
	}
	return b.t
}

// builder reads an index of kagome's.
type builder struct {
	index          dict.IndexTable
	child, sibling []int32 // by node: the first one behind it and the next beside it, in the order of their bytes; 0 for none
	ends           []int32 // by branch laid out: the word that ends there
	t              trie
}

func newBuilder(index dict.IndexTable) *builder {
	da := index.Da
	b := &builder{index: index, child: make([]int32, len(da)), sibling: make([]int32, len(da))}
	for q := len(da) - 1; q > 0; q-- {
		p := da[q].Check
		if p < 0 || int(p) >= len(da) {
			continue
		}
		if c := int32(q) - da[p].Base; c > 0 && c < 0xf0 {
			b.sibling[q], b.child[p] = b.child[p], int32(q)
		}
	}
	return b
}

// branches lays out what goes on behind a node of the index, and all behind that.
func (b *builder) branches(node int32) uint32 {
	first := len(b.t.nodes)
	var nodes []int32
	b.follow(node, func(r rune, node, word int32) {
		b.t.nodes, b.ends = append(b.t.nodes, branch{rune: uint32(r)}), append(b.ends, word)
		nodes = append(nodes, node)
	})
	for i, node := range nodes {
		next := b.branches(node) // which may move the branches
		b.t.nodes[first+i].next = next
	}
	if len(nodes) == 0 {
		return 0
	}
	if len(nodes) > 255 || first >= 1<<24 {
		panic("mask: the dictionary has outgrown its layout")
	}
	return uint32(first)<<8 | uint32(len(nodes))
}

// follow calls fn with every rune that goes on a word behind a node of the index, in order, of those below 0x10000.
func (b *builder) follow(node int32, fn func(r rune, node, word int32)) {
	var bytes [3]byte
	var down func(node int32, n, most int)
	down = func(node int32, n, most int) {
		for q := b.child[node]; q > 0; q = b.sibling[q] {
			c := q - b.index.Da[node].Base
			switch {
			case n == 0 && c < 0x80:
				most = 1
			case n == 0 && c < 0xe0:
				most = 2
			case n == 0:
				most = 3
			}
			if bytes[n] = byte(c); n+1 < most {
				down(q, n+1, most)
			} else if r, size := utf8.DecodeRune(bytes[:most]); size == most {
				fn(r, q, b.word(q))
			}
		}
	}
	down(node, 0, 0)
}

// word is that of the stem at a node of the index.
func (b *builder) word(node int32) int32 {
	da := b.index.Da
	if ahead := int(da[node].Base); ahead < len(da) && da[ahead].Check == node && da[ahead].Base <= 0 {
		id := -da[ahead].Base
		return id<<8 | min(b.index.Dup[id], 254)
	}
	return -1
}

// alike are the words that end at a stem.
func (t *trie) alike(s *stem) []entry {
	id, n := s.words()
	return t.words[id : id+n]
}

// place is where a pair of runes lies, or an empty one.
func (t *trie) place(runes uint32) *pair {
	for i := uint64(runes*0x9E3779B1) * uint64(len(t.pairs)) >> 32; ; i++ {
		if i == uint64(len(t.pairs)) {
			i = 0
		}
		if p := &t.pairs[i]; p.runes == runes || p.runes == 0 {
			return p
		}
	}
}

// one is what is known of a rune by itself: of one the dictionary knows none of, as of the first.
func (t *trie) one(r rune) *single {
	if uint32(r) < uint32(len(t.begin)) {
		return &t.begin[r]
	}
	return &t.begin[0]
}

// pair is the stem of two runes.
func (t *trie) pair(a, b rune) *stem {
	if uint32(a) >= 1<<16 || uint32(b) >= 1<<16 {
		return &nowhere
	}
	return &t.place(uint32(a)<<16 | uint32(b)).stem
}

// step goes on from a stem of two and more runes by a rune.
func (t *trie) step(s *stem, r rune) *stem {
	list := t.nodes[s.next>>8 : s.next>>8+s.next&0xff]
	for len(list) > 8 {
		if half := len(list) / 2; list[half].rune <= uint32(r) {
			list = list[half:]
		} else {
			list = list[:half]
		}
	}
	for i := range list {
		if list[i].rune == uint32(r) {
			return &list[i].stem
		}
	}
	return &nowhere
}

// find is the stem of some runes.
func (t *trie) find(runes string) *stem {
	s, before, n := &nowhere, rune(0), 0
	for _, r := range runes {
		switch n++; {
		case n == 1:
			s = &t.one(r).stem
		case s.next == 0:
			return &nowhere
		case n == 2:
			s = t.pair(before, r)
		default:
			s = t.step(s, r)
		}
		before = r
	}
	return s
}

// each calls fn with the first and last rune of every word of two to four, and the word.
func (t *trie) each(fn func(head, tail rune, s *stem)) {
	var down func(head rune, next uint32, more int)
	down = func(head rune, next uint32, more int) {
		for i := next >> 8; i < next>>8+next&0xff; i++ {
			b := &t.nodes[i]
			fn(head, rune(b.rune), &b.stem)
			if more > 0 {
				down(head, b.next, more-1)
			}
		}
	}
	for i := range t.pairs {
		if p := &t.pairs[i]; p.runes != 0 {
			fn(rune(p.runes>>16), rune(p.runes&0xffff), &p.stem)
			down(rune(p.runes>>16), p.next, 1)
		}
	}
}
