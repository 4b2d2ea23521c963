package mask

import "slices"

// wordSet is words to be looked for beside a rune. A text is asked for some forty such sets at every rune, so that its view knows from the beginning where words
// of which sets stand (wordplaces.go); without that it costs a step or two where none stands.
type wordSet struct {
	half             uint8  // where a view's setBits tell of the set
	bit              uint64 // and by which bit; 0 for a set they do not tell of
	words            [][]rune
	starting, ending wordTable // by their first runes; by their last, the words turned round
}

// runePair is the two runes that a word begins with; the second is 0 for a word of one.
type runePair uint64

func newPair(a, b rune) runePair { return runePair(a)<<32 | runePair(b) }

// wordTable is words by a pair of runes: for each that some begin with, and for each rune that is a word, where the list of these words lies in text: the length
// and the letters of each, and 0. The first list is empty, for the pairs that no word begins with.
type wordTable struct {
	heads heads
	pairs []runePair // hashed
	place []int32
	text  []rune
}

func newEndings(words []string) *wordSet { return newWordSet(squeezedWords(words...)) }

func newWords(words ...string) *wordSet { return newEndings(words) }

// newRare makes a set that few places of a text are asked for: it is looked up where it is asked.
func newRare(words ...string) *wordSet { return rareSet(squeezedWords(words...)) }

// newWordSet takes squeezed words, those to be found before others first.
func newWordSet(words [][]rune) *wordSet { return known.add(rareSet(words)) }

func rareSet(words [][]rune) *wordSet {
	w := &wordSet{words: words}
	turned := make([][]rune, len(words))
	for i, s := range words {
		turned[i] = slices.Clone(s)
		slices.Reverse(turned[i])
	}
	w.starting, w.ending = newWordTable(words), newWordTable(turned)
	return w
}

func newWordTable(words [][]rune) wordTable {
	begin := func(s []rune) (r, next rune) { return s[0], runeOf(s, 1) }
	size := 1
	for size < 2*len(words) {
		size *= 2
	}
	by := map[rune][][]rune{}
	for _, s := range words {
		by[s[0]] = append(by[s[0]], s)
	}
	t := wordTable{pairs: make([]runePair, size), place: make([]int32, size), text: []rune{0}}
	for _, s := range words {
		t.heads.add(begin(s))
		pair := newPair(begin(s))
		k := t.at(pair)
		if t.pairs[k] == pair {
			continue
		}
		t.pairs[k], t.place[k] = pair, int32(len(t.text))
		for _, w := range by[s[0]] {
			if p := newPair(begin(w)); p == pair || p == newPair(s[0], 0) {
				t.text = append(append(t.text, rune(len(w))), w...)
			}
		}
		t.text = append(t.text, 0)
	}
	return t
}

// of gives the words of a pair.
func (t *wordTable) of(pair runePair) []rune { return t.text[t.place[t.at(pair)]:] }

// at is the place of a pair, or an empty one.
func (t *wordTable) at(pair runePair) int {
	mask := len(t.pairs) - 1
	k := int(pair*0x9e3779b97f4a7c15>>40) & mask
	for t.pairs[k] != pair && t.pairs[k] != 0 {
		k = (k + 1) & mask
	}
	return k
}

// length is that of the first word, the longest in most sets, whose runes stand in a text from rune i on, the following ones by steps of 1 or -1; room is how
// many there are.
func (t *wordTable) length(runes []rune, i, step, room int) int {
	r, next := runes[i], rune(0)
	if room > 1 {
		next = runes[i+step]
	}
	if !t.heads.mayGoOn(r, next) {
		return 0
	}
	list := t.of(newPair(r, next))
	if list[0] == 0 { // only a word of one rune can stand here
		list = t.of(newPair(r, 0))
	}
next:
	for list[0] > 0 {
		n := int(list[0])
		word := list[1 : 1+n]
		list = list[1+n:]
		if n > room {
			continue
		}
		for k := 1; k < n; k++ {
			if runes[i+k*step] != word[k] {
				continue next
			}
		}
		return n
	}
	return 0
}

// starts gives the length of the word that begins at rune i of the view, 0 where none does.
func (w *wordSet) starts(v *view, i int) int {
	if i >= len(v.runes) || i < len(v.starting) && !v.starting[i].has(w) || !w.starting.heads.first.may(v.runes[i]) {
		return 0
	}
	return w.starting.length(v.runes, i, 1, len(v.runes)-i)
}

// ends gives the length of the word that ends before rune i of the view, 0 where none does.
func (w *wordSet) ends(v *view, i int) int {
	if i <= 0 || i < len(v.ending) && !v.ending[i].has(w) || !w.ending.heads.first.may(v.runes[i-1]) {
		return 0
	}
	return w.ending.length(v.runes, i-1, -1, i)
}
