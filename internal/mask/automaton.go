package mask

import "slices"

// automaton finds every occurrence of many words in one pass (Aho and Corasick, 1975), over runes.
type automaton struct {
	next  map[uint64]int32 // state and rune to state
	first runeBits         // which runes begin a word
	begin []int32          // after quicken: the state after one rune below 0x10000
	fail  []int32
	words [][]int32 // words that end in a state
	more  []int32   // nearest state on the chain of failures that ends words, 0 for none
	size  []int     // length of each word in runes
}

// hit is one occurrence of a word, in runes.
type hit struct{ from, to, word int }

func key(state int32, r rune) uint64 { return uint64(state)<<32 | uint64(uint32(r)) }

func newAutomaton(words []string) *automaton {
	a := &automaton{next: map[uint64]int32{}, fail: []int32{0}, words: [][]int32{nil}, more: []int32{0}, size: make([]int, len(words))}
	type edge struct {
		from int32
		r    rune
		to   int32
	}
	var edges []edge // in the order made; levels are sorted out by depth below
	depth := []int{0}
	for w, word := range words {
		state := int32(0)
		for _, r := range word {
			k := key(state, r)
			to, ok := a.next[k]
			if !ok {
				to = int32(len(a.fail))
				a.next[k] = to
				a.fail, a.words, a.more = append(a.fail, 0), append(a.words, nil), append(a.more, 0)
				depth = append(depth, depth[state]+1)
				edges = append(edges, edge{state, r, to})
			}
			state = to
			a.size[w]++
		}
		if state != 0 {
			a.words[state] = append(a.words[state], int32(w))
		}
	}
	byDepth := make([][]edge, len(edges)+2)
	for _, e := range edges {
		byDepth[depth[e.to]] = append(byDepth[depth[e.to]], e)
	}
	for _, level := range byDepth {
		for _, e := range level {
			if e.from == 0 {
				a.first.add(e.r)
			} else {
				a.fail[e.to] = a.step(a.fail[e.from], e.r)
			}
			if f := a.fail[e.to]; len(a.words[f]) > 0 {
				a.more[e.to] = f
			} else {
				a.more[e.to] = a.more[f]
			}
		}
	}
	return a
}

// quicken spends a quarter of a megabyte on large texts: most of their runes begin no word.
func (a *automaton) quicken() *automaton {
	begin := make([]int32, 1<<16)
	for r := range begin {
		begin[r] = a.next[key(0, rune(r))]
	}
	a.begin = begin
	return a
}

func (a *automaton) step(state int32, r rune) int32 {
	for {
		if state == 0 {
			if !a.first.may(r) {
				return 0
			}
			if int(r) < len(a.begin) {
				return a.begin[r]
			}
		}
		if to, ok := a.next[key(state, r)]; ok {
			return to
		}
		if state == 0 {
			return 0
		}
		state = a.fail[state]
	}
}

// find lists all occurrences, in the order of their ends.
func (a *automaton) find(text []rune) []hit {
	if len(a.size) == 0 {
		return nil
	}
	var out []hit
	state := int32(0)
	for i, r := range text {
		state = a.step(state, r)
		for s := state; s != 0; s = a.more[s] {
			for _, w := range a.words[s] {
				out = append(out, hit{i + 1 - a.size[w], i + 1, int(w)})
			}
		}
	}
	return out
}

// findFew finds the same as an automaton of these words, which differ and are not empty, without building one where they are few.
func findFew(words []string, text []rune) []hit {
	if len(words) > 24 {
		return newAutomaton(words).find(text)
	}
	list, order := make([][]rune, len(words)), make([]int, len(words))
	var last runeBits
	for i, w := range words {
		list[i], order[i] = []rune(w), i
		last.add(list[i][len(list[i])-1])
	}
	slices.SortFunc(order, func(a, b int) int { return len(list[b]) - len(list[a]) })
	var out []hit
	for i, r := range text {
		if !last.may(r) {
			continue
		}
		for _, w := range order {
			if n := len(list[w]); n <= i+1 && list[w][n-1] == r && slices.Equal(list[w], text[i+1-n:i+1]) {
				out = append(out, hit{i + 1 - n, i + 1, w})
			}
		}
	}
	return out
}
