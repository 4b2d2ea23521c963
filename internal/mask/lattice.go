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
	nodes []node
	first []int32 // by rune: the first node that ends there, and the last
	last  []int32
	bytes []int32 // by rune: where it begins
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
	begin    []int32 // by rune: the state of the dictionary's index behind it, -1 where no word begins so
}

func newCutter(d *dict.Dict) *cutter {
	c := &cutter{dict: d, more: make([]uint8, len(d.Morphs)), columns: d.Connection.Row, category: d.CharCategory}
	for id, n := range d.Index.Dup {
		c.more[id] = uint8(min(n, math.MaxUint8))
	}
	c.begin = make([]int32, 1<<16)
	var buf [utf8.UTFMax]byte
	for r := range c.begin {
		c.begin[r] = c.state(0, buf[:utf8.EncodeRune(buf[:], rune(r))])
	}
	return c
}

// state is that of the index behind some bytes, -1 where no word goes on so.
func (c *cutter) state(q int32, bytes []byte) int32 {
	da := c.dict.Index.Da
	for _, b := range bytes {
		p := q
		if q = da[p].Base + int32(b); int(q) >= len(da) || da[q].Check != p {
			return -1
		}
	}
	return q
}

func (c *cutter) of(r rune) byte {
	if int(r) < len(c.category) {
		return c.category[r]
	}
	return c.category[0]
}

// cut calls fn with every word of s in order: its runes, and its number or one below zero.
func (c *cutter) cut(s string, fn func(from, to, id int32)) {
	la := lattices.Get().(*lattice)
	defer lattices.Put(la)
	n := int32(0)
	la.bytes, la.nodes = la.bytes[:0], la.nodes[:0]
	for at := range s {
		la.bytes = append(la.bytes, int32(at))
		n++
	}
	la.bytes = append(la.bytes, int32(len(s)))
	la.first, la.last = la.first[:0], la.last[:0]
	for range n + 1 {
		la.first, la.last = append(la.first, -1), append(la.last, -1)
	}
	la.nodes = append(la.nodes, node{before: -1, next: -1})
	la.first[0], la.last[0] = 0, 0
	for at := int32(0); at < n; at++ {
		if la.first[at] >= 0 { // some way leads here
			c.wordsAt(la, s, at, n)
		}
	}
	end := la.cheapest(c, n, 0)
	way := la.first[:0]
	for k := end; k > 0; k = la.nodes[k].before {
		way = append(way, k)
	}
	for i := len(way) - 1; i >= 0; i-- {
		w := la.nodes[way[i]]
		fn(w.from, w.to, w.id)
	}
}

// wordsAt adds the words that begin at rune at: those of the dictionary and, where there is none or its kind of letter wants it, unknown ones.
func (c *cutter) wordsAt(la *lattice, s string, at, n int32) {
	d := c.dict
	known := false
	da := d.Index.Da
	first, _ := utf8.DecodeRuneInString(s[la.bytes[at]:])
	q := int32(-1)
	if int(first) < len(c.begin) {
		q = c.begin[first]
	}
	for to := at + 1; q >= 0; {
		if ahead := int(da[q].Base); ahead < len(da) && da[ahead].Check == q && da[ahead].Base <= 0 {
			known = true
			id := -da[ahead].Base
			for x := id; x <= id+int32(c.more[id]); x++ {
				la.add(c, at, to, x, d.Morphs[x])
			}
		}
		if to == n {
			break
		}
		for i := la.bytes[to]; i < la.bytes[to+1] && q >= 0; i++ {
			p := q
			if q = da[p].Base + int32(s[i]); int(q) >= len(da) || da[q].Check != p {
				q = -1
			}
		}
		to++
	}
	class := c.of(first)
	if known && !d.InvokeList[class] {
		return
	}
	to := at + 1
	if d.GroupList[class] {
		for to < n {
			if r, _ := utf8.DecodeRuneInString(s[la.bytes[to]:]); c.of(r) != class {
				break
			}
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
	before := la.cheapest(c, from, int64(m.LeftID))
	w := node{from: from, to: to, id: id, right: int32(m.RightID), before: before, next: -1}
	b := &la.nodes[before]
	w.cost = b.cost + int32(c.dict.Connection.Vec[c.columns*int64(m.LeftID)+int64(b.right)]) + int32(m.Weight)
	k := int32(len(la.nodes))
	la.nodes = append(la.nodes, w)
	if la.last[to] < 0 {
		la.first[to] = k
	} else {
		la.nodes[la.last[to]].next = k
	}
	la.last[to] = k
}

// cheapest is the node that ends at a rune and from which a word with these neighbours to its left costs least.
func (la *lattice) cheapest(c *cutter, at int32, left int64) int32 {
	row := c.dict.Connection.Vec[c.columns*left : c.columns*(left+1)]
	best, cost := la.first[at], int32(math.MaxInt32)
	for k := la.first[at]; k >= 0; k = la.nodes[k].next {
		if x := la.nodes[k].cost + int32(row[la.nodes[k].right]); x < cost {
			best, cost = k, x
		}
	}
	return best
}
