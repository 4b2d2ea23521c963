package mask

import (
	"slices"
	"sync"
)

// setBits tells of each set of words whether one of its words stands somewhere.
type setBits [2]uint64

// has tells whether a word of a set stands there, or may stand there where the set has no bit.
func (b *setBits) has(w *wordSet) bool { return b[w.half&1]&w.bit == w.bit }

func (b *setBits) add(more *setBits) { b[0], b[1] = b[0]|more[0], b[1]|more[1] }

// known are the sets of words the program has that have a bit each. All are looked for together in one walk over a text, instead of each by itself at every rune.
var known registry

type registry struct {
	mu     sync.Mutex
	sets   []*wordSet
	sealed bool // what a view knows is laid out; later sets have no bit
}

// add gives a set its bit.
func (k *registry) add(w *wordSet) *wordSet {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sealed {
		return w
	}
	n := len(k.sets)
	if n == 64*len(setBits{}) {
		panic("mask: more sets of words than setBits tells of")
	}
	w.half, w.bit = uint8(n/64), 1<<(n%64)
	k.sets = append(k.sets, w)
	return w
}

// wordPlaces is a trie of the words of all sets. Its nodes are hashed by the node before and a rune; the first is where all words begin.
type wordPlaces struct {
	begins [1 << 9]uint64 // by a hash of two runes, 0 where only one is: whether a word begins with them
	nodes  []placeNode
	masks  []setBits
}

// placeNode is where the words lead that begin with some runes.
type placeNode struct {
	next uint64 // the low six bits of the runes that go on, by which nearly all that do not are told
	from uint32 // the node behind the runes but the last
	rune uint16 // the last, 0 where nothing is
	mask uint16 // which sets have a word that ends here, 0 for none
}

var allPlaces = sync.OnceValue(func() *wordPlaces {
	known.mu.Lock()
	defer known.mu.Unlock()
	known.sealed = true
	beginnings := map[string]bool{}
	for _, set := range known.sets {
		for _, w := range set.words {
			for n := range w {
				beginnings[string(w[:n+1])] = true
			}
		}
	}
	size := 1
	for size < 2*len(beginnings) {
		size *= 2
	}
	p := &wordPlaces{nodes: make([]placeNode, size), masks: make([]setBits, 1)}
	p.nodes[0].rune = 0xffff // which is no letter
	for _, set := range known.sets {
		for _, w := range set.words {
			p.add(set, w)
		}
	}
	return p
})

// add lays a word of a set out.
func (p *wordPlaces) add(set *wordSet, word []rune) {
	at := uint32(0)
	for _, r := range word {
		if r >= 1<<16 {
			panic("mask: a word with a rare letter: " + string(word))
		}
		p.nodes[at].next |= 1 << (r & 63)
		to := p.step(at, r)
		p.nodes[to].from, p.nodes[to].rune = at, uint16(r)
		at = to
	}
	k := beginning(word[0], runeOf(word, 1))
	p.begins[k>>6] |= 1 << (k & 63)
	mask := p.masks[p.nodes[at].mask]
	mask[set.half] |= set.bit
	i := slices.Index(p.masks, mask)
	if i < 0 {
		i, p.masks = len(p.masks), append(p.masks, mask)
	}
	p.nodes[at].mask = uint16(i)
}

func beginning(r, next rune) uint32 { return uint32(together(r, next)) * 0x9E3779B1 >> 17 }

// mayBegin tells whether a word may begin with two runes: at most places of a text none does.
func (p *wordPlaces) mayBegin(r, next rune) bool {
	two, one := beginning(r, next), beginning(r, 0)
	return (p.begins[two>>6]>>(two&63)|p.begins[one>>6]>>(one&63))&1 != 0
}

// step gives the node behind another by a rune, an empty one where nothing is.
func (p *wordPlaces) step(at uint32, r rune) uint32 {
	mask := uint32(len(p.nodes) - 1)
	k := (at*31 + uint32(r)) * 0x9e3779b1 >> 12 & mask
	for {
		if e := &p.nodes[k]; e.rune == 0 || e.from == at && rune(e.rune) == r {
			return k
		}
		k = (k + 1) & mask
	}
}

// findWords notes where words of which sets start and end.
func (v *view) findWords() {
	p, n := allPlaces(), len(v.runes)
	v.starting, v.ending = v.room.places.take(n+1), v.room.places.take(n+1)
	v.begins, v.ends = v.room.ints.take(n/4 + 8)[:0], v.room.ints.take(n/4 + 8)[:0]
	for i, r := range v.runes {
		if v.ending[i] != (setBits{}) {
			v.ends = append(v.ends, i)
		}
		if !p.mayBegin(r, v.runeAt(i+1)) {
			continue
		}
		at := uint32(0)
		for k, r := range v.runes[i:] {
			if p.nodes[at].next>>(r&63)&1 == 0 {
				break
			}
			if at = p.step(at, r); p.nodes[at].rune == 0 {
				break
			}
			if mask := p.nodes[at].mask; mask != 0 {
				v.starting[i].add(&p.masks[mask])
				v.ending[i+k+1].add(&p.masks[mask])
				v.said.add(&p.masks[mask])
			}
		}
		if v.starting[i] != (setBits{}) {
			v.begins = append(v.begins, i)
		}
	}
	if v.ending[n] != (setBits{}) {
		v.ends = append(v.ends, n)
	}
}
