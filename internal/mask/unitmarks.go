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

// latinLists are the marks of Latin words that stand in a list.
var latinLists = sync.OnceValue(func() map[string]uint16 {
	names := latinNames()
	out := map[string]uint16{}
	for _, e := range []struct {
		set map[string]bool
		bit uint16
	}{{names.surname, listedSurname}, {names.englishSurname, listedSurname}, {names.given, listedGiven}, {names.englishGiven, listedGiven}, {latinTrade, listedTrade}, {orgTailWords, listedOrgTail},
		{formTails, listedOrgTail}, {latinPlain, listedPlain}, {notLatinNames, listedPlain}, {ordinaryLatin, listedPlain}, {englishWords, listedPlain}, {latinTitles, listedTitle}, {latinCities, listedPlace}, {bigPlaces, listedPlace}} {
		for w := range e.set {
			out[w] |= e.bit
		}
	}
	return out
})
