package mask

import (
	"slices"
	"sync"
)

// setBits tells of each set of words whether one of its words stands somewhere.
type setBits [2]uint64

const mostSets = 128

func (b *setBits) has(n int) bool { return b[n>>6&1]>>(n&63)&1 != 0 }

// known are the sets of words the program has, each with its number. All are looked for together in one walk over a text, instead of each by itself at every rune.
var known registry

type registry struct {
	mu     sync.Mutex
	sets   [][][]rune
	sealed bool // what a view knows is laid out; later sets have no number
}

// add gives a set its number.
func (k *registry) add(words [][]rune) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sealed {
		return -1
	}
	if len(k.sets) == mostSets {
		panic("mask: more sets of words than setBits tells of")
	}
	k.sets = append(k.sets, words)
	return len(k.sets) - 1
}

// wordPlaces is a trie of the words of all sets.
type wordPlaces struct {
	first []uint16 // by the first rune: which node
	nodes []placeNode
	edges []placeEdge
	masks []setBits
}

type placeNode struct {
	next uint64 // the low six bits of the runes that go on, by which nearly all that do not are told
	edge uint32 // the first edge
	mask uint16 // which sets have a word that ends here, 0 for none
	size uint16 // how many edges
}

type placeEdge struct {
	rune rune
	node uint16
}

var allPlaces = sync.OnceValue(func() *wordPlaces {
	known.mu.Lock()
	defer known.mu.Unlock()
	known.sealed = true
	type branch struct {
		mask setBits
		next map[rune]*branch
	}
	root := &branch{next: map[rune]*branch{}}
	for n, words := range known.sets {
		for _, w := range words {
			at := root
			for _, r := range w {
				if at.next[r] == nil {
					at.next[r] = &branch{next: map[rune]*branch{}}
				}
				at = at.next[r]
			}
			at.mask[n>>6] |= 1 << (n & 63)
		}
	}
	p := &wordPlaces{first: make([]uint16, 1<<16), nodes: make([]placeNode, 1), masks: make([]setBits, 1)}
	var lay func(b *branch) uint16
	lay = func(b *branch) uint16 {
		node := placeNode{edge: uint32(len(p.edges)), size: uint16(len(b.next))}
		if b.mask != (setBits{}) {
			i := slices.Index(p.masks, b.mask)
			if i < 0 {
				i, p.masks = len(p.masks), append(p.masks, b.mask)
			}
			node.mask = uint16(i)
		}
		at := len(p.nodes)
		if at >= 1<<16 {
			panic("mask: the lists have outgrown their layout")
		}
		p.nodes = append(p.nodes, node)
		for r := range b.next {
			p.nodes[at].next |= 1 << (r & 63)
			p.edges = append(p.edges, placeEdge{rune: r})
		}
		slices.SortFunc(p.edges[node.edge:], func(a, b placeEdge) int { return int(a.rune - b.rune) })
		for k := range node.size {
			e := int(node.edge) + int(k)
			to := lay(b.next[p.edges[e].rune])
			p.edges[e].node = to
		}
		return uint16(at)
	}
	for r, b := range root.next {
		p.first[r] = lay(b)
	}
	return p
})

// step gives the node behind one by a rune, 0 for none.
func (p *wordPlaces) step(n *placeNode, r rune) uint16 {
	for _, e := range p.edges[n.edge : n.edge+uint32(n.size)] {
		if e.rune == r {
			return e.node
		}
	}
	return 0
}

// findWords notes where words of which sets start and end.
func (v *view) findWords() {
	p, n := allPlaces(), len(v.runes)
	v.starting, v.ending = v.room.places.take(n+1), v.room.places.take(n+1)
	for i, r := range v.runes {
		if uint32(r) >= 1<<16 {
			continue
		}
		for at, end := p.first[r], i+1; at != 0; end++ {
			node := &p.nodes[at]
			if node.mask != 0 {
				m := &p.masks[node.mask]
				s, e := &v.starting[i], &v.ending[end]
				s[0], s[1] = s[0]|m[0], s[1]|m[1]
				e[0], e[1] = e[0]|m[0], e[1]|m[1]
				v.said[0], v.said[1] = v.said[0]|m[0], v.said[1]|m[1]
			}
			if end == n || node.next>>(v.runes[end]&63)&1 == 0 {
				break
			}
			at = p.step(node, v.runes[end])
		}
	}
}
