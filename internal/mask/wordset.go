package mask

// wordSet is words to be looked for beside a rune. A text is asked for some forty such sets at every rune, so that its view knows from the beginning where words
// of which sets stand (wordplaces.go); without that it costs a step or two where none stands.
type wordSet struct {
	number      int // of the set, for what a view knows; -1 for none
	words       [][]rune
	starting    wordTable // by the first rune
	ending      wordTable // by the last, the words turned round
	first, last runeBits
}

// runeBits tells by the low nine bits of a rune whether it can be one of some runes.
type runeBits [8]uint64

func (b *runeBits) add(r rune) { b[r>>6&7] |= 1 << (r & 63) }

func (b *runeBits) may(r rune) bool { return b[r>>6&7]>>(r&63)&1 != 0 }

// wordTable is words by a rune: for each rune that some begin with its place in text, where stand the length and the letters of each, and 0.
type wordTable struct {
	runes []rune // hashed, 0 for an empty place
	place []int32
	text  []rune
}

func newEndings(words []string) *wordSet { return newWordSet(squeezedWords(words...)) }

func newWords(words ...string) *wordSet { return newEndings(words) }

// newRare makes a set that few places of a text are asked for: it is looked up where it is asked and takes no number.
func newRare(words ...string) *wordSet { return numberedSet(-1, squeezedWords(words...)) }

// newWordSet takes squeezed words, those to be found before others first.
func newWordSet(words [][]rune) *wordSet { return numberedSet(known.add(words), words) }

func numberedSet(number int, words [][]rune) *wordSet {
	w := &wordSet{number: number, words: words}
	turned := make([][]rune, len(words))
	for i, s := range words {
		t := make([]rune, len(s))
		for k, r := range s {
			t[len(s)-1-k] = r
		}
		turned[i] = t
		w.first.add(s[0])
		w.last.add(t[0])
	}
	w.starting, w.ending = newWordTable(words), newWordTable(turned)
	return w
}

func newWordTable(words [][]rune) wordTable {
	by, order := map[rune][][]rune{}, []rune{}
	for _, s := range words {
		if by[s[0]] == nil {
			order = append(order, s[0])
		}
		by[s[0]] = append(by[s[0]], s)
	}
	size := 1
	for size < 2*len(by) {
		size *= 2
	}
	t := wordTable{runes: make([]rune, size), place: make([]int32, size)}
	for _, r := range order {
		k := int(r) & (size - 1)
		for t.runes[k] != 0 {
			k = (k + 1) & (size - 1)
		}
		t.runes[k], t.place[k] = r, int32(len(t.text))
		for _, s := range by[r] {
			t.text = append(append(t.text, rune(len(s))), s...)
		}
		t.text = append(t.text, 0)
	}
	return t
}

// of gives the words that begin with a rune.
func (t *wordTable) of(r rune) []rune {
	for k := int(r); ; k++ {
		switch k &= len(t.runes) - 1; t.runes[k] {
		case r:
			return t.text[t.place[k]:]
		case 0:
			return nil
		}
	}
}

// starts gives the length of the first word, the longest in most sets, that begins at rune i of the view.
func (w *wordSet) starts(v *view, i int) int {
	if i >= len(v.runes) || !w.mayStart(v, i) {
		return 0
	}
	return w.startsThere(v.runes[i:])
}

func (w *wordSet) mayStart(v *view, i int) bool {
	if v.starting != nil && w.number >= 0 {
		return v.starting[i].has(w.number)
	}
	return w.first.may(v.runes[i])
}

func (w *wordSet) mayEnd(v *view, i int) bool {
	if v.ending != nil && w.number >= 0 {
		return v.ending[i].has(w.number)
	}
	return w.last.may(v.runes[i-1])
}

func (w *wordSet) startsThere(runes []rune) int {
next:
	for list := w.starting.of(runes[0]); len(list) > 0 && list[0] > 0; {
		n := int(list[0])
		word := list[1 : 1+n]
		list = list[1+n:]
		if n > len(runes) {
			continue
		}
		for k := 1; k < n; k++ {
			if runes[k] != word[k] {
				continue next
			}
		}
		return n
	}
	return 0
}

// ends gives the length of the first word that ends before rune i of the view.
func (w *wordSet) ends(v *view, i int) int {
	if i <= 0 || !w.mayEnd(v, i) {
		return 0
	}
	return w.endsThere(v.runes[:i])
}

func (w *wordSet) endsThere(runes []rune) int {
	last := len(runes) - 1
next:
	for list := w.ending.of(runes[last]); len(list) > 0 && list[0] > 0; {
		n := int(list[0])
		word := list[1 : 1+n]
		list = list[1+n:]
		if n > len(runes) {
			continue
		}
		for k := 1; k < n; k++ {
			if runes[last-k] != word[k] {
				continue next
			}
		}
		return n
	}
	return 0
}
