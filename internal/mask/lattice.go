package mask

import (
	"math"
	"sync"
)

// lattice finds the cheapest way through a stretch of text in words of the dictionary (Viterbi), as kagome's normal mode does, with its memory kept from one
// stretch to the next.
type lattice struct {
	runes []rune
	two   []stem // by rune: how the words go on behind it and the one after
	nodes []node
	last  []int32  // by rune: the node put last of those that end there
	marks []uint16 // by rune: which sorts of words begin and end there
	at    int32    // where words are being added
	here  []leg    // the ways that lead there, the cheapest first
	group group    // the last that made words the dictionary lacks
	found []int32  // the nodes of the cheapest way, from its end
}

// leg is what a way costs, in the upper bits, the last node on it, and the side of that: the cheaper is the lesser, of two that cost the same the one found first.
type leg int64

const (
	sideBits = 11
	costBit  = 33
)

func newLeg(cost, node, side int) leg { return leg(cost<<costBit | node<<sideBits | side) }

func (l leg) cost() int32 { return int32(l >> costBit) }
func (l leg) node() int32 { return int32(l>>sideBits) & (1<<(costBit-sideBits) - 1) }
func (l leg) side() int   { return int(l & (1<<sideBits - 1)) }

// by goes on by a word to another node.
func (l leg) by(m morph) leg { return l - leg(l.side()) + newLeg(int(m.cost), 0, int(m.side)) }

// to is the leg of a way that ends with a node instead of the one before it.
func (l leg) to(node int32) leg { return l - newLeg(0, int(l.node()), 0) + newLeg(0, int(node), 0) }

// node is a word on some way. Node 0 stands for none, node 1 for the beginning of the text.
type node struct {
	leg          // of the cheapest way with it, but for the node, which is the one before
	from   int32 // rune
	id     int32 // of the dictionary; below zero where the word is not in it
	beside int32 // another node that ends where it does
}

// group is letters in a row that the dictionary makes unknown words of together: each piece up to its end is one, unless a longer one that costs less makes it
// needless.
type group struct {
	to    int32
	costs []int32 // by kind of word: the least up to its end
}

var lattices = sync.Pool{New: func() any { return new(lattice) }}

// cut calls fn with every word of some runes in order: its runes, and its number or one below zero. In marks it notes the sorts of all words that could
// begin or end at a rune.
func (c *cutter) cut(runes []rune, marks []uint16, fn func(from, to, id int32)) {
	la := lattices.Get().(*lattice)
	defer lattices.Put(la)
	n := int32(len(runes))
	la.begin(runes, marks)
	la.put(0, node{leg: newLeg(0, 0, int(c.textEdge))})
	for i := 1; i < len(runes); i++ { // all at once, so that the processor waits for memory once and not at every rune
		la.two = append(la.two, *c.pair(runes[i-1], runes[i]))
	}
	for at := range n {
		if la.arrive(at) {
			c.wordsAt(la)
		}
	}
	la.arrive(n)
	for k := la.cheapest(c, c.textEdge).node(); k > 1; k = la.nodes[k].node() {
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
	la.runes, la.marks, la.two, la.found, la.group.to = runes, marks, la.two[:0], la.found[:0], 0
	la.nodes, la.last = append(la.nodes[:0], node{}), append(la.last[:0], make([]int32, len(runes)+1)...)
}

// arrive goes on to a rune and tells whether some way leads there.
func (la *lattice) arrive(at int32) bool {
	here := la.here[:0]
	for k := la.last[at]; k > 0; k = la.nodes[k].beside {
		l := la.nodes[k].leg.to(k)
		if len(here) > 0 && l < here[0] {
			l, here[0] = here[0], l
		}
		here = append(here, l)
	}
	la.at, la.here = at, here
	return len(here) > 0
}

// wordsAt adds the words that begin where the lattice is: those of the dictionary and, where there is none or its kind of letter wants it, unknown ones.
func (c *cutter) wordsAt(la *lattice) {
	at, n := la.at, int32(len(la.runes))
	first := c.one(la.runes[at])
	s := &first.stem
	known := c.addStem(la, at+1, s)
	if at+1 < n && s.next != 0 {
		s = &la.two[at]
		known = c.addStem(la, at+2, s) || known
		for to := at + 2; to < n && s.next != 0; to++ {
			s = c.step(s, la.runes[to])
			known = c.addStem(la, to+1, s) || known
		}
	}
	if u := &c.unknown[first.category]; u.always || !known {
		c.addUnknown(la, u)
	}
}

// addStem adds the word of a stem, and those written alike, and tells whether there is one.
func (c *cutter) addStem(la *lattice, to int32, s *stem) bool {
	id, more := s.words()
	if more == 0 {
		return false
	}
	if from := la.at; to-from > 1 {
		la.marks[from] |= s.sorts()
		la.marks[to-1] |= s.sorts() << 1
	} else {
		la.marks[from] |= s.sorts() & (surnameSort | givenSort) << 10
	}
	for m, last := s.morph, id+more-1; ; m = c.words[id].morph {
		la.put(to, node{la.cheapest(c, m.side).by(m), la.at, id, 0})
		if id++; id > last {
			return true
		}
	}
}

// addUnknown adds words the dictionary lacks.
func (c *cutter) addUnknown(la *lattice, u *unknownWords) {
	g, at := &la.group, la.at
	if at >= g.to {
		g.costs = g.costs[:0]
		for range u.morphs {
			g.costs = append(g.costs, math.MaxInt32)
		}
		class := c.one(la.runes[at]).category
		for g.to = at + 1; u.group && int(g.to) < len(la.runes) && c.one(la.runes[g.to]).category == class; g.to++ {
		}
	}
	for k, m := range u.morphs {
		l := la.cheapest(c, m.side).by(m)
		if l.cost() >= g.costs[k] {
			continue
		}
		g.costs[k] = l.cost()
		w := node{l, at, -1 - u.from - int32(k), 0}
		if g.to-1 > at {
			la.put(g.to-1, w)
		}
		la.put(g.to, w)
	}
}

// put puts the node of a word that ends at a rune on the lattice.
func (la *lattice) put(to int32, w node) {
	w.beside, la.last[to] = la.last[to], int32(len(la.nodes))
	la.nodes = append(la.nodes, w)
}

// cheapest is the way that has arrived behind which a word of a side costs least.
func (la *lattice) cheapest(c *cutter, side int16) leg {
	row, best := &c.costs[side], leg(math.MaxInt64)
	least := newLeg(int(row[leastCost]), 0, 0)
	for _, l := range la.here {
		if l+least < best { // as few of the dearer ways
			best = min(best, l+newLeg(int(row[l.side()]), 0, 0))
		}
	}
	return best
}
