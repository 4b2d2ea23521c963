package mask

import (
	"math"
	"sync"

	"github.com/ikawaha/kagome-dict/dict"
)

// lattice finds the cheapest way through a stretch of text in words of the dictionary (Viterbi), as kagome's normal mode does, with its memory kept from one
// stretch to the next.
type lattice struct {
	runes []rune
	two   []stem // by rune: how the words go on behind it and the one after
	nodes []node
	first []int32 // by rune: the first node that ends there, and the last
	last  []int32
	marks []uint16 // by rune: which sorts of words begin and end there
	ends  []end    // what ends where words are being added
	ways  []way    // to where words are being added, by their left side
}

// end is what of a node the words behind it ask for, side by side in memory.
type end struct{ right, cost, node int32 }

// way is the cheapest way to a place for words with the same left side.
type way struct {
	left   int16
	before int32
	cost   int32
}

type node struct {
	from, to int32 // runes
	id       int32 // of the dictionary; below zero where the word is not in it
	right    int32
	cost     int32
	before   int32 // the node before on the cheapest way
	next     int32 // the next node that ends at the same rune
}

var lattices = sync.Pool{New: func() any { return new(lattice) }}

// cutter is the dictionary laid out for the lattice.
type cutter struct {
	trie
	costs    []int16 // between neighbours: a row for each left side, of columns right sides
	columns  int32
	category []byte
	unknown  []unknownWords // by category
	names    []uint8        // by rune: how much rather it begins and ends surnames and given names than other words, two bits each
}

// unknownWords are how words the dictionary lacks are made of letters of one category.
type unknownWords struct {
	always bool // also where the dictionary has a word
	group  bool // letters of the category in a row are one word
	from   int32
	morphs []dict.Morph
}

func newCutter(d *dict.Dict, words []entry) *cutter {
	c := &cutter{trie: newTrie(d.Index, words), costs: d.Connection.Vec, columns: int32(d.Connection.Row), category: d.CharCategory}
	for k := range d.InvokeList {
		from := d.UnkDict.Index[int32(k)]
		c.unknown = append(c.unknown, unknownWords{d.InvokeList[k], d.GroupList[k], from, d.UnkDict.Morphs[from : from+d.UnkDict.IndexDup[int32(k)]+1]})
	}
	return c
}

func (c *cutter) of(r rune) byte {
	if int(r) < len(c.category) {
		return c.category[r]
	}
	return c.category[0]
}

// cut calls fn with every word of some runes in order: its runes, and its number or one below zero. In marks it notes the sorts of all words that could
// begin or end at a rune.
func (c *cutter) cut(runes []rune, marks []uint16, fn func(from, to, id int32)) {
	la := lattices.Get().(*lattice)
	defer lattices.Put(la)
	n := int32(len(runes))
	la.runes, la.nodes, la.first, la.last, la.two = runes, la.nodes[:0], la.first[:0], la.last[:0], la.two[:0]
	for range n + 1 {
		la.first, la.last = append(la.first, -1), append(la.last, -1)
	}
	for i := 1; i < len(runes); i++ { // all at once, so that the processor waits for memory once and not at every rune
		la.two = append(la.two, c.pair(runes[i-1], runes[i]))
	}
	la.marks = marks
	la.nodes = append(la.nodes, node{before: -1, next: -1})
	la.first[0], la.last[0] = 0, 0
	for at := int32(0); at < n; at++ {
		if la.first[at] >= 0 { // some way leads here
			c.wordsAt(la, at, n)
		}
	}
	la.gather(n)
	end, _ := la.cheapest(c, 0)
	way := la.first[:0]
	for k := end; k > 0; k = la.nodes[k].before {
		way = append(way, k)
	}
	for i := len(way) - 1; i >= 0; i-- {
		w := la.nodes[way[i]]
		fn(w.from, w.to, w.id)
	}
	la.runes, la.marks = nil, nil
}

// wordsAt adds the words that begin at rune at: those of the dictionary and, where there is none or its kind of letter wants it, unknown ones.
func (c *cutter) wordsAt(la *lattice, at, n int32) {
	la.ways = la.ways[:0]
	la.gather(at)
	first := la.runes[at]
	s := c.one(first)
	known := s.word >= 0
	c.add(la, at, at+1, &s)
	if at+1 < n && s.next != 0 {
		s = la.two[at]
		known = known || s.word >= 0
		c.add(la, at, at+2, &s)
		for to := at + 2; to < n && s.next != 0; to++ {
			s = c.step(s, la.runes[to])
			known = known || s.word >= 0
			c.add(la, at, to+1, &s)
		}
	}
	class := c.of(first)
	u := &c.unknown[class]
	if known && !u.always {
		return
	}
	to := at + 1
	if u.group {
		for to < n && c.of(la.runes[to]) == class {
			to++
		}
	}
	for k, m := range u.morphs {
		id := -1 - u.from - int32(k)
		if to-1 > at {
			la.add(c, at, to-1, id, m)
		}
		la.add(c, at, to, id, m)
	}
}

// add adds the word of a stem, and those written alike.
func (c *cutter) add(la *lattice, from, to int32, s *stem) {
	if s.word < 0 {
		return
	}
	if to-from > 1 {
		la.marks[from] |= s.sorts
		la.marks[to-1] |= s.sorts << 1
	} else {
		la.marks[from] |= s.sorts & (surnameSort | givenSort) << 10
	}
	id := s.word >> 8
	la.add(c, from, to, id, s.morph)
	if more := s.word & 0xff; more > 0 {
		for k := range c.words[id+1 : id+1+more] {
			la.add(c, from, to, id+1+int32(k), c.words[id+1+int32(k)].Morph)
		}
	}
}

func (la *lattice) add(c *cutter, from, to, id int32, m dict.Morph) {
	before, cost := la.way(c, m.LeftID)
	w := node{from: from, to: to, id: id, right: int32(m.RightID), before: before, next: -1, cost: cost + int32(m.Weight)}
	k := int32(len(la.nodes))
	la.nodes = append(la.nodes, w)
	if la.last[to] < 0 {
		la.first[to] = k
	} else {
		la.nodes[la.last[to]].next = k
	}
	la.last[to] = k
}

// gather notes the nodes that end at a rune.
func (la *lattice) gather(at int32) {
	la.ends = la.ends[:0]
	for k := la.first[at]; k >= 0; k = la.nodes[k].next {
		w := &la.nodes[k]
		la.ends = append(la.ends, end{w.right, w.cost, k})
	}
}

// way is cheapest for the words that begin where some are being added, which often share their left side.
func (la *lattice) way(c *cutter, left int16) (before, cost int32) {
	for _, w := range la.ways {
		if w.left == left {
			return w.before, w.cost
		}
	}
	before, cost = la.cheapest(c, left)
	la.ways = append(la.ways, way{left, before, cost})
	return before, cost
}

// cheapest is the node gathered from which a word with these neighbours to its left costs least, the first of several, and what it costs till there.
func (la *lattice) cheapest(c *cutter, left int16) (best, cost int32) {
	row := c.costs[c.columns*int32(left) : c.columns*(int32(left)+1)]
	best, cost = -1, math.MaxInt32
	for i := range la.ends {
		e := &la.ends[i]
		if x := e.cost + int32(row[e.right]); x < cost {
			best, cost = e.node, x
		}
	}
	return best, cost
}

// Sorts of words, as they are marked where one of at least two runes begins; the next bit marks where it ends.
const (
	surnameSort uint16 = 1 << (2 * iota)
	givenSort
	regionSort
	companySort
	nounSort
)

// sorts are those of the classes.
var sorts = [16]uint16{surnameClass: surnameSort, givenClass: givenSort, personClass: givenSort, regionClass: regionSort, companyClass: companySort, properClass: companySort,
	nounClass: nounSort, suffixClass: nounSort}

// sort notes at every stem the sorts of the words that end there.
func (c *cutter) sort() {
	note := func(s *stem) {
		if s.word < 0 {
			return
		}
		for _, w := range c.alike(s.word) {
			s.sorts |= sorts[w.class]
		}
	}
	for i := range c.begin {
		note(&c.begin[i])
	}
	for i := range c.pairs {
		if c.pairs[i].runes != 0 {
			note(&c.pairs[i].stem)
		}
	}
	for i := range c.nodes {
		note(&c.nodes[i].stem)
	}
}

// readNames tells from the dictionary's names and its other words how much rather a kanji begins and ends the first.
func (c *cutter) readNames() {
	c.sort()
	const places = 4 // the first and last of a surname, of a given name
	var names, others [places][1 << 16]float32
	var sums [places]float32
	var rest float32
	count := func(head, tail rune, word int32) {
		if word < 0 {
			return
		}
		for _, w := range c.alike(word) {
			switch w.class {
			case surnameClass, givenClass:
				at := 0
				if w.class == givenClass {
					at = 2
				}
				names[at][head]++
				names[at+1][tail]++
				sums[at]++
				sums[at+1]++
			case nounClass, otherClass:
				for at := range places {
					if at%2 == 0 {
						others[at][head]++
					} else {
						others[at][tail]++
					}
				}
				rest++
			}
		}
	}
	c.each(count)
	c.names = make([]uint8, 1<<16)
	for r := range c.names {
		for at := range places {
			n, o := names[at][r], others[at][r]
			rather := (n + 0.3) / (sums[at] + 1) / ((o + 0.3) / (rest + 1))
			code := 1
			switch {
			case n+o < 3:
				code = 0
			case rather > 3.3:
				code = 3
			case rather > 1:
				code = 2
			}
			c.names[r] |= uint8(code << (2 * at))
		}
	}
}
