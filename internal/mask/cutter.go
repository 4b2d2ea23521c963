package mask

import (
	"slices"

	"github.com/ikawaha/kagome-dict/dict"
)

const (
	sides     = 1316    // how many words have; they are numbered from 1 by how much they are met
	columns   = 42 * 32 // as many, in whole lines of memory
	leastCost = 0       // the column of the least of a row
)

// cutter is the dictionary laid out for the lattice.
type cutter struct {
	trie
	costs    [][columns]int16 // between neighbours: by the side of the one behind and that of the one before
	textEdge int16            // the side of the beginning and the end of a text
	unknown  []unknownWords   // by category
}

// unknownWords are how words the dictionary lacks are made of letters of one category.
type unknownWords struct {
	always bool // also where the dictionary has a word
	group  bool // letters of the category in a row are one word
	from   int32
	morphs []morph
}

func newCutter(d *dict.Dict, list []class) *cutter {
	side := sidesByUse(d)
	words := make([]entry, len(list))
	for i, m := range side.morphs(d.Morphs) {
		words[i] = entry{m, list[i]}
	}
	c := &cutter{trie: newTrie(d.Index, words), costs: make([][columns]int16, sides+1), textEdge: side[0]}
	for r := range c.begin {
		c.begin[r].category = d.CharCategory[r]
	}
	for i, cost := range d.Connection.Vec {
		row := &c.costs[side[i/sides]]
		row[side[i%sides]], row[leastCost] = cost, min(row[leastCost], cost)
	}
	for k := range d.InvokeList {
		from := d.UnkDict.Index[int32(k)]
		c.unknown = append(c.unknown, unknownWords{d.InvokeList[k], d.GroupList[k], from, side.morphs(d.UnkDict.Morphs[from : from+d.UnkDict.IndexDup[int32(k)]+1])})
	}
	return c
}

// sideNumbers are those of the sides of the dictionary, here.
type sideNumbers [sides]int16

// sidesByUse numbers the sides from 1 by the words of one and two kana, which a text holds most, so that few lines of memory hold what is asked for.
func sidesByUse(d *dict.Dict) (number sideNumbers) {
	var use [sides]int
	count := func(word string, n int) {
		for _, id := range d.Index.Search(word) {
			use[d.Morphs[id].LeftID] += n
		}
	}
	for r := 'ぁ'; r <= 'ゖ'; r++ {
		count(string(r), 'ゖ'-'ぁ')
		for q := 'ぁ'; q <= 'ゖ'; q++ {
			count(string([]rune{r, q}), 1)
		}
	}
	order := make([]int, sides)
	for side := range order {
		order[side] = side
	}
	slices.SortStableFunc(order, func(a, b int) int { return use[b] - use[a] })
	for k, side := range order {
		number[side] = int16(k + 1)
	}
	return number
}

// morphs are the dictionary's as they are kept.
func (number *sideNumbers) morphs(list []dict.Morph) []morph {
	out := make([]morph, len(list))
	for i, m := range list {
		if m.LeftID != m.RightID {
			panic("mask: the dictionary has outgrown its layout")
		}
		out[i] = morph{number[m.LeftID], m.Weight}
	}
	return out
}

// Sorts of words, as they are marked where one of at least two runes begins; the next bit marks where it ends.
const (
	surnameSort uint16 = 1 << (2 * iota)
	givenSort
	regionSort
	companySort
	nounSort
)

// sorts are those of the classes.
var sorts = [16]uint16{surnameClass: surnameSort, givenClass: givenSort, personClass: givenSort, regionClass: regionSort, companyClass: companySort, properClass: companySort,
	nounClass: nounSort, suffixClass: nounSort}
