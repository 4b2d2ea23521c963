package mask

import (
	"math/bits"
	"slices"
)

// automaton finds every occurrence of very many words in one pass over long texts (Aho and Corasick, 1975), by runes. For the words of one report see sought.
type automaton struct {
	next   arcs    // from a state by a rune
	begin  []int32 // the state after one rune below 0x10000: most runes of a text begin no word
	states []state
	words  []int32 // by state: those that end there
	size   []int   // length of each word in runes
}

// state is how far words have been read.
type state struct {
	fail     int32
	more     int32 // nearest state on the chain of failures that ends words, 0 for none
	from, to int32 // of the words that end there
}

// hit is one occurrence of a word, in runes.
type hit struct{ from, to, word int }

// arcs are hashed by state and rune in one stretch of memory: a map took twice the steps and three times the waiting.
type arcs struct {
	all   []arc // a power of two of places, at most half of them taken
	shift int   // what is left of a hash is a place
	count int
}

type arc struct {
	key uint64 // of the state it comes from and its rune; 0 for an empty place
	to  int32
}

func key(at int32, r rune) uint64 { return uint64(at+1)<<32 | uint64(uint32(r)) }

func newArcs(size int) arcs { // a power of two
	return arcs{all: make([]arc, size), shift: 64 - bits.Len(uint(size-1))}
}

// place is where the arc of a key is or would be.
func (a *arcs) place(k uint64) *arc {
	for i := k * 0x9E3779B97F4A7C15 >> a.shift; ; i++ {
		if x := &a.all[i&uint64(len(a.all)-1)]; x.key == k || x.key == 0 {
			return x
		}
	}
}

func (a *arcs) add(k uint64, to int32) {
	if 2*a.count >= len(a.all) {
		more := newArcs(2 * len(a.all))
		for _, x := range a.all {
			if x.key != 0 {
				*more.place(x.key) = x
			}
		}
		more.count, *a = a.count, more
	}
	*a.place(k) = arc{k, to}
	a.count++
}

func newAutomaton(words []string) *automaton {
	a := &automaton{next: newArcs(16), states: make([]state, 1), size: make([]int, len(words))}
	var branches []grown                    // in the order made; levels are sorted out by depth below
	depth, ends := []int{0}, [][]int32{nil} // by state
	for w, word := range words {
		at := int32(0)
		for _, r := range word {
			k := key(at, r)
			to := a.next.place(k).to
			if to == 0 {
				to = int32(len(a.states))
				a.next.add(k, to)
				a.states, ends, depth = append(a.states, state{}), append(ends, nil), append(depth, depth[at]+1)
				branches = append(branches, grown{at, r, to})
			}
			at = to
			a.size[w]++
		}
		if at != 0 {
			ends[at] = append(ends[at], int32(w))
		}
	}
	for s, list := range ends {
		a.states[s].from = int32(len(a.words))
		a.words = append(a.words, list...)
		a.states[s].to = int32(len(a.words))
	}
	byDepth := make([][]grown, len(branches)+2)
	for _, e := range branches {
		byDepth[depth[e.to]] = append(byDepth[depth[e.to]], e)
	}
	a.link(slices.Concat(byDepth...))
	a.begin = make([]int32, 1<<16)
	for r := range a.begin {
		a.begin[r] = a.next.place(key(0, rune(r))).to
	}
	return a
}

// grown is an arc as it was made.
type grown struct {
	from int32
	r    rune
	to   int32
}

// link tells the states, of which those nearer to the beginning come first, how to go on where a word ends otherwise.
func (a *automaton) link(branches []grown) {
	for _, e := range branches {
		if e.from != 0 {
			a.states[e.to].fail = a.step(a.states[e.from].fail, e.r)
		}
		s := &a.states[e.to]
		if f := a.states[s.fail]; f.from < f.to {
			s.more = s.fail
		} else {
			s.more = f.more
		}
	}
}

func (a *automaton) step(at int32, r rune) int32 {
	for at != 0 {
		if to := a.next.place(key(at, r)).to; to != 0 {
			return to
		}
		at = a.states[at].fail
	}
	if int(r) < len(a.begin) {
		return a.begin[r]
	}
	return a.next.place(key(0, r)).to
}

// find lists all occurrences, in the order of their ends.
func (a *automaton) find(text []rune) []hit {
	var out []hit
	at := int32(0)
	for i, r := range text {
		at = a.step(at, r)
		for s := at; s != 0; s = a.states[s].more {
			for _, w := range a.words[a.states[s].from:a.states[s].to] {
				out = append(out, hit{i + 1 - a.size[w], i + 1, int(w)})
			}
		}
	}
	return out
}
