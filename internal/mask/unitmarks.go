package mask

import (
	"slices"
	"sync"
)

// Marks of a unit.
const (
	titleStarts_ uint16 = 1 << iota
	titleEnds
	formStarts_
	formEnds
	tradeStarts
	tradeEnds
	roleEnds
	deptEnds_
	followStarts
	listedSurname
	listedGiven
	listedTrade
	listedOrgTail
	listedPlain
	listedTitle
	listedPlace
)

var (
	titleSet  = titles
	followSet = follows
	tradeSet  = newWordSet(slices.Concat(institutions.words, strongTrade.words, weakTrade.words))
	roleSet   = newWordSet(slices.Concat(roleWords.words, leadIn.words))
)

// marks tells which words of the lists begin at rune from or end at rune to.
func (v *view) marks(from, to int) uint16 {
	starts, ends := &v.starting[from], &v.ending[to]
	if starts[0]|starts[1]|ends[0]|ends[1] == 0 {
		return 0
	}
	var m uint16
	check := func(bit uint16, is bool) {
		if is {
			m |= bit
		}
	}
	check(titleStarts_, starts.has(titleSet))
	check(titleEnds, ends.has(titleSet))
	check(formStarts_, starts.has(formStarts))
	check(formEnds, ends.has(formStarts))
	check(tradeStarts, starts.has(tradeSet))
	check(tradeEnds, ends.has(tradeSet))
	check(roleEnds, ends.has(roleSet))
	check(deptEnds_, ends.has(deptMarks))
	check(followStarts, starts.has(followSet))
	return m
}

// listedAs gives the marks of a Latin word that stands in a list, squeezed.
func listedAs(word string) uint16 { return uint16(latinLists().find(word)[0]) }

// latinLists are the Latin words that stand in a list, each list being a mark.
var latinLists = sync.OnceValue(func() *lexicon {
	names, out := latinNames(), newLexicon()
	for _, e := range []struct {
		mark uint16
		list vocabulary
	}{{listedSurname, union(names.surname, names.englishSurname)}, {listedGiven, union(names.given, names.englishGiven)}, {listedTrade, latinTrade}, {listedOrgTail, union(orgTailWords, formTails)},
		{listedPlain, union(latinPlain, notLatinNames, ordinaryLatin, englishWords)}, {listedTitle, latinTitles}, {listedPlace, union(latinCities, bigPlaces)}} {
		e.list.each(vocabulary{out, bitset{uint64(e.mark)}}.add)
	}
	return out
})
