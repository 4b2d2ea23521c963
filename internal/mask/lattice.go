package mask

import (
	"math"
	"sync"
	"unicode/utf8"

	"github.com/ikawaha/kagome-dict/dict"
)

// lattice finds the cheapest way through a stretch of text in words of the dictionary (Viterbi), as kagome's normal mode does, with its memory kept from one
// stretch to the next.
type lattice struct {
	runes []rune
	nodes []node
	first []int32 // by rune: the first node that ends there, and the last
	last  []int32
	ways  []way // to where words are being added, by their left side
}

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
	dict     *dict.Dict
	more     []uint8 // by id: how many further words are written alike
	columns  int64
	category []byte
	begin    []stem // by rune
	pairs    []pair // by two runes, hashed; a third of a million places, where the index would be asked eight times
}

// stem is how the words of the dictionary go on behind some runes.
type stem struct {
	state int32 // of its index, -1 where no word goes on so
	word  int32 // its number of the word that ends here and, in the last eight bits, how many further words are written alike; -1 for none
}

type pair struct {
	runes uint32 // both, 0 for an empty place
	stem
}

var nowhere = stem{-1, -1}

func newCutter(d *dict.Dict) *cutter {
	c := &cutter{dict: d, more: make([]uint8, len(d.Morphs)), columns: d.Connection.Row, category: d.CharCategory}
	for id, n := range d.Index.Dup {
		c.more[id] = uint8(min(n, math.MaxUint8))
	}
	c.begin = make([]stem, 1<<16)
	for r := range c.begin {
		c.begin[r] = c.step(0, rune(r))
	}
	var list []pair
	for r, s := range c.begin {
		if s.state >= 0 {
			c.follow(s.state, func(next rune, s stem) { list = append(list, pair{uint32(r)<<16 | uint32(next), s}) })
		}
	}
	size := 1
	for size < 2*len(list) {
		size *= 2
	}
	c.pairs = make([]pair, size)
	for _, p := range list {
		*c.place(p.runes) = p
	}
	return c
}

// follow calls fn with every rune that goes on a word behind a state of the index, of those below 0x10000.
func (c *cutter) follow(state int32, fn func(rune, stem)) {
	da := c.dict.Index.Da
	var bytes [3]byte
	var down func(state int32, n, most int)
	down = func(state int32, n, most int) {
		from, to := 0x80, 0xc0
		if n == 0 {
			from, to = 1, 0xf0
		}
		for b := from; b < to; b++ {
			q := da[state].Base + int32(b)
			if int(q) >= len(da) || da[q].Check != state {
				continue
			}
			if bytes[n] = byte(b); n == 0 {
				if most = 1; b >= 0xe0 {
					most = 3
				} else if b >= 0xc0 {
					most = 2
				}
			}
			if n+1 < most {
				down(q, n+1, most)
				continue
			}
			if r, size := utf8.DecodeRune(bytes[:most]); size == most {
				fn(r, stem{q, c.word(q)})
			}
		}
	}
	down(state, 0, 0)
}

// place is where a pair of runes lies, or an empty one.
func (c *cutter) place(runes uint32) *pair {
	for i := runes * 0x9E3779B1 >> 8; ; i++ {
		if p := &c.pairs[int(i)&(len(c.pairs)-1)]; p.runes == runes || p.runes == 0 {
			return p
		}
	}
}

// step goes on from a state of the index by a rune.
func (c *cutter) step(q int32, r rune) stem {
	da := c.dict.Index.Da
	var buf [utf8.UTFMax]byte
	for _, b := range buf[:utf8.EncodeRune(buf[:], r)] {
		p := q
		if q = da[p].Base + int32(b); int(q) >= len(da) || da[q].Check != p {
			return nowhere
		}
	}
	return stem{q, c.word(q)}
}

// word is that of the stem at a state of the index.
func (c *cutter) word(q int32) int32 {
	da := c.dict.Index.Da
	if ahead := int(da[q].Base); ahead < len(da) && da[ahead].Check == q && da[ahead].Base <= 0 {
		id := -da[ahead].Base
		return id<<8 | int32(c.more[id])
	}
	return -1
}

func (c *cutter) of(r rune) byte {
	if int(r) < len(c.category) {
		return c.category[r]
	}
	return c.category[0]
}

// cut calls fn with every word of some runes in order: its runes, and its number or one below zero.
func (c *cutter) cut(runes []rune, fn func(from, to, id int32)) {
	la := lattices.Get().(*lattice)
	defer lattices.Put(la)
	n := int32(len(runes))
	la.runes, la.nodes, la.first, la.last = runes, la.nodes[:0], la.first[:0], la.last[:0]
	for range n + 1 {
		la.first, la.last = append(la.first, -1), append(la.last, -1)
	}
	la.nodes = append(la.nodes, node{before: -1, next: -1})
	la.first[0], la.last[0] = 0, 0
	for at := int32(0); at < n; at++ {
		if la.first[at] >= 0 { // some way leads here
			c.wordsAt(la, at, n)
		}
	}
	end, _ := la.cheapest(c, n, 0)
	way := la.first[:0]
	for k := end; k > 0; k = la.nodes[k].before {
		way = append(way, k)
	}
	for i := len(way) - 1; i >= 0; i-- {
		w := la.nodes[way[i]]
		fn(w.from, w.to, w.id)
	}
	la.runes = nil
}

// wordsAt adds the words that begin at rune at: those of the dictionary and, where there is none or its kind of letter wants it, unknown ones.
func (c *cutter) wordsAt(la *lattice, at, n int32) {
	d := c.dict
	la.ways = la.ways[:0]
	known := false
	first := la.runes[at]
	s := nowhere
	if int(first) < len(c.begin) {
		s = c.begin[first]
	}
	for to := at + 1; s.state >= 0; to++ {
		if s.word >= 0 {
			known = true
			id := s.word >> 8
			for x := id; x <= id+s.word&0xff; x++ {
				la.add(c, at, to, x, d.Morphs[x])
			}
		}
		if to == n {
			break
		}
		next := la.runes[to]
		if to > at+1 || next >= 1<<16 {
			s = c.step(s.state, next)
		} else if p := c.place(uint32(first)<<16 | uint32(next)); p.runes != 0 {
			s = p.stem
		} else {
			s = nowhere
		}
	}
	class := c.of(first)
	if known && !d.InvokeList[class] {
		return
	}
	to := at + 1
	if d.GroupList[class] {
		for to < n && c.of(la.runes[to]) == class {
			to++
		}
	}
	id := d.UnkDict.Index[int32(class)]
	for x := id; x <= id+d.UnkDict.IndexDup[int32(class)]; x++ {
		if to-1 > at {
			la.add(c, at, to-1, -1-x, d.UnkDict.Morphs[x])
		}
		la.add(c, at, to, -1-x, d.UnkDict.Morphs[x])
	}
}

func (la *lattice) add(c *cutter, from, to, id int32, m dict.Morph) {
	before, cost := la.way(c, from, m.LeftID)
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

// way is cheapest for the words that begin where some are being added, which often share their left side.
func (la *lattice) way(c *cutter, at int32, left int16) (before, cost int32) {
	for _, w := range la.ways {
		if w.left == left {
			return w.before, w.cost
		}
	}
	before, cost = la.cheapest(c, at, left)
	la.ways = append(la.ways, way{left, before, cost})
	return before, cost
}

// cheapest is the node that ends at a rune and from which a word with these neighbours to its left costs least, and what it costs till there.
func (la *lattice) cheapest(c *cutter, at int32, left int16) (best, cost int32) {
	row := c.dict.Connection.Vec[c.columns*int64(left) : c.columns*(int64(left)+1)]
	best, cost = la.first[at], math.MaxInt32
	for k := best; k >= 0; k = la.nodes[k].next {
		if x := la.nodes[k].cost + int32(row[la.nodes[k].right]); x < cost {
			best, cost = k, x
		}
	}
	return best, cost
}
