package mask

import (
	"math"
	"slices"
	"sync"

	"github.com/ikawaha/kagome-dict/dict"
)

// lattice finds the cheapest way through a stretch of text in words of the dictionary (Viterbi), as kagome's normal mode does, with its memory kept from one
// stretch to the next.
type lattice struct {
	runes []rune
	two   []stem // by rune: how the words go on behind it and the one after
	nodes []node
	ends  [][]end  // by rune: the ways that end there
	marks []uint16 // by rune: which sorts of words begin and end there
	ways  []way    // to where words are being added, by their side
	found []int32  // the nodes of the cheapest way, from its end
}

const (
	sides    = 1316    // how many words have
	columns  = 42 * 32 // as many, in whole lines of memory
	textEdge = 0       // the side of the beginning and the end of a text
)

// leg is what a way costs, in the upper half, and the last node on it: the cheaper is the lesser, of two that cost the same the one found first.
type leg int64

func newLeg(cost, node int32) leg { return leg(cost)<<32 | leg(node) }

func (l leg) cost() int32 { return int32(l >> 32) }
func (l leg) node() int32 { return int32(l) }

// end is a way and the column of its last word.
type end struct {
	leg
	column int32
}

// way is the cheapest one for words with the same side.
type way struct {
	leg
	side int16
}

// node is a word on some way. Node 0 stands for none, node 1 for the beginning of the text.
type node struct {
	from   int32 // rune
	id     int32 // of the dictionary; below zero where the word is not in it
	before int32 // the node before on the cheapest way with it
}

var lattices = sync.Pool{New: func() any { return new(lattice) }}

// cutter is the dictionary laid out for the lattice.
type cutter struct {
	trie
	costs    [][columns]int16 // between neighbours: by the side of the one behind and the column of the one before
	column   []int32          // by side
	category []byte
	unknown  []unknownWords // by category
	names    []uint8        // by rune: how much rather it begins and ends surnames and given names than other words, two bits each
}

// unknownWords are how words the dictionary lacks are made of letters of one category.
type unknownWords struct {
	always bool // also where the dictionary has a word
	group  bool // letters of the category in a row are one word
	from   int32
	morphs []morph
}

func newCutter(d *dict.Dict, list []class) *cutter {
	words := make([]entry, len(list))
	for i, m := range morphsOf(d.Morphs) {
		words[i] = entry{m, list[i]}
	}
	c := &cutter{trie: newTrie(d.Index, words), costs: make([][columns]int16, sides), category: d.CharCategory}
	c.column = c.columnsByUse()
	for i, cost := range d.Connection.Vec {
		c.costs[i/sides][c.column[i%sides]] = cost
	}
	for k := range d.InvokeList {
		from := d.UnkDict.Index[int32(k)]
		c.unknown = append(c.unknown, unknownWords{d.InvokeList[k], d.GroupList[k], from, morphsOf(d.UnkDict.Morphs[from : from+d.UnkDict.IndexDup[int32(k)]+1])})
	}
	return c
}

// columnsByUse gives the sides of what a text holds most, the words of one and two kana, the first columns, so that few lines of memory hold what is asked for.
func (c *cutter) columnsByUse() []int32 {
	var use [sides]int
	count := func(s *stem, n int) {
		for _, w := range c.alike(s) {
			use[w.side] += n
		}
	}
	for r := 'ぁ'; r <= 'ゖ'; r++ {
		count(c.one(r), 'ゖ'-'ぁ')
		for q := 'ぁ'; q <= 'ゖ'; q++ {
			count(c.pair(r, q), 1)
		}
	}
	order, column := make([]int, sides), make([]int32, sides)
	for side := range order {
		order[side] = side
	}
	slices.SortStableFunc(order, func(a, b int) int { return use[b] - use[a] })
	for k, side := range order {
		column[side] = int32(k)
	}
	return column
}

// morphsOf are the dictionary's as they are kept.
func morphsOf(list []dict.Morph) []morph {
	out := make([]morph, len(list))
	for i, m := range list {
		if m.LeftID != m.RightID {
			panic("mask: the dictionary has outgrown its layout")
		}
		out[i] = morph{m.LeftID, m.Weight}
	}
	return out
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
	la.begin(runes, marks)
	la.put(0, node{}, 0, c.column[textEdge])
	for i := 1; i < len(runes); i++ { // all at once, so that the processor waits for memory once and not at every rune
		la.two = append(la.two, *c.pair(runes[i-1], runes[i]))
	}
	for at := range n {
		if len(la.ends[at]) > 0 { // some way leads here
			c.wordsAt(la, at)
		}
	}
	for k := la.cheapest(c, n, textEdge).node(); k > 1; k = la.nodes[k].before {
		la.found = append(la.found, k)
	}
	for i := len(la.found) - 1; i >= 0; i-- {
		to := n
		if i > 0 {
			to = la.nodes[la.found[i-1]].from
		}
		w := la.nodes[la.found[i]]
		fn(w.from, to, w.id)
	}
	la.runes, la.marks = nil, nil
}

// begin empties the lattice for some runes.
func (la *lattice) begin(runes []rune, marks []uint16) {
	la.runes, la.marks, la.two, la.found = runes, marks, la.two[:0], la.found[:0]
	for len(la.ends) <= len(runes) {
		la.ends = append(la.ends, nil)
	}
	for i := range la.ends[:len(runes)+1] {
		la.ends[i] = la.ends[i][:0]
	}
	la.nodes = append(la.nodes[:0], node{})
}

// wordsAt adds the words that begin at rune at: those of the dictionary and, where there is none or its kind of letter wants it, unknown ones.
func (c *cutter) wordsAt(la *lattice, at int32) {
	la.ways = la.ways[:0]
	first, n := la.runes[at], int32(len(la.runes))
	s := c.one(first)
	known := c.addStem(la, at, at+1, s)
	if at+1 < n && s.next != 0 {
		s = &la.two[at]
		known = c.addStem(la, at, at+2, s) || known
		for to := at + 2; to < n && s.next != 0; to++ {
			s = c.step(s, la.runes[to])
			known = c.addStem(la, at, to+1, s) || known
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
			la.addUnknown(c, at, to-1, id, m)
		}
		la.addUnknown(c, at, to, id, m)
	}
}

// addStem adds the word of a stem, and those written alike, and tells whether there is one.
func (c *cutter) addStem(la *lattice, from, to int32, s *stem) bool {
	id, more := s.words()
	if more == 0 {
		return false
	}
	if to-from > 1 {
		la.marks[from] |= s.sorts()
		la.marks[to-1] |= s.sorts() << 1
	} else {
		la.marks[from] |= s.sorts() & (surnameSort | givenSort) << 10
	}
	la.add(c, from, to, id, s.morph)
	for id, more = id+1, more-1; more > 0; id, more = id+1, more-1 {
		la.add(c, from, to, id, c.words[id].morph)
	}
	return true
}

func (la *lattice) add(c *cutter, from, to, id int32, m morph) {
	l := la.way(c, from, m.side)
	la.put(to, node{from, id, l.node()}, l.cost()+int32(m.cost), c.column[m.side])
}

// addUnknown adds a word unless one that began before and ends where it does makes it needless: of a run of katakana each piece up to its end is a word.
func (la *lattice) addUnknown(c *cutter, from, to, id int32, m morph) {
	l, column := la.way(c, from, m.side), c.column[m.side]
	cost := l.cost() + int32(m.cost)
	for _, e := range la.ends[to] {
		if e.column == column && e.cost() <= cost {
			return
		}
	}
	la.put(to, node{from, id, l.node()}, cost, column)
}

// put puts the node of a word that ends at a rune on the lattice, and the way that leads there with it.
func (la *lattice) put(to int32, w node, cost, column int32) {
	la.ends[to] = append(la.ends[to], end{newLeg(cost, int32(len(la.nodes))), column})
	la.nodes = append(la.nodes, w)
}

// way is cheapest for the words that begin where some are being added, which often share their side.
func (la *lattice) way(c *cutter, at int32, side int16) leg {
	for i := range la.ways {
		if la.ways[i].side == side {
			return la.ways[i].leg
		}
	}
	l := la.cheapest(c, at, side)
	la.ways = append(la.ways, way{l, side})
	return l
}

// cheapest is the way to a rune behind which a word of a side costs least.
func (la *lattice) cheapest(c *cutter, at int32, side int16) leg {
	row, best := &c.costs[side], leg(math.MaxInt64)
	for _, e := range la.ends[at] {
		best = min(best, e.leg+newLeg(int32(row[e.column]), 0))
	}
	return best
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

// readNames tells from the dictionary's names and its other words how much rather a kanji begins and ends the first.
func (c *cutter) readNames() {
	const places = 4 // the first and last of a surname, of a given name
	var names, others [places][1 << 16]float32
	var sums [places]float32
	var rest float32
	count := func(head, tail rune, s *stem) {
		for _, w := range c.alike(s) {
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
