package mask

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/ikawaha/kagome-dict/dict"
	"github.com/ikawaha/kagome-dict/ipa"
)

// class is what the dictionary takes a token for, as far as names go.
type class byte

const (
	otherClass    class = iota
	surnameClass        // 人名,姓
	givenClass          // 人名,名
	personClass         // 人名,一般
	regionClass         // 地域,一般
	countryClass        // 地域,国
	companyClass        // 組織
	properClass         // 固有名詞,一般
	honorClass          // 接尾,人名: さん, 氏
	areaClass           // 接尾,地域: 市, 駅
	suffixClass         // other suffixes in kanji: 者, 部, 社
	prefixClass         // 接頭詞
	nounClass           // ordinary nouns
	numberClass         // 数
	particleClass       // particles, auxiliaries, symbols and what else ends a word
	unknownClass        // not in the dictionary
)

// token is one word of a view, in runes.
type token struct {
	from, to int
	class    class
	cost     uint8 // of the word by the dictionary, in thousands: what is met often is cheap
}

// wordList is the dictionary: some 20 MB, loaded when the first text is looked through.
var wordList = sync.OnceValue(func() *words {
	d := ipa.DictShrink()
	list := make([]class, len(d.POSTable.POSs))
	seen := map[[4]dict.POSID]class{}
	for i, pos := range d.POSTable.POSs {
		var k [4]dict.POSID
		copy(k[:], pos)
		c, ok := seen[k]
		if !ok {
			names := make([]string, len(pos))
			for j, id := range pos {
				names[j] = d.POSTable.NameList[id]
			}
			c = classOf(strings.Join(names, ","))
			seen[k] = c
		}
		list[i] = c
	}
	w := &words{newCutter(d, list), list[0]}
	w.cutter.readNames()
	inLargePages(w.cutter.begin, w.cutter.pairs, w.cutter.nodes, w.cutter.words, w.cutter.costs)
	*d = dict.Dict{} // nothing else in the program reads it, and what is not copied makes two thirds of its memory
	return w
})

type words struct {
	cutter *cutter
	first  class // of the dictionary's first word
}

func classOf(pos string) class {
	for _, e := range []struct {
		prefix string
		class  class
	}{
		{"名詞,固有名詞,人名,姓", surnameClass}, {"名詞,固有名詞,人名,名", givenClass}, {"名詞,固有名詞,人名", personClass},
		{"名詞,固有名詞,地域,国", countryClass}, {"名詞,固有名詞,地域", regionClass}, {"名詞,固有名詞,組織", companyClass}, {"名詞,固有名詞", properClass},
		{"名詞,接尾,人名", honorClass}, {"名詞,接尾,地域", areaClass}, {"名詞,接尾", suffixClass}, {"名詞,数", numberClass}, {"名詞", nounClass},
		{"接頭詞", prefixClass}, {"動詞", otherClass}, {"形容詞", otherClass}, {"副詞", otherClass}, {"連体詞", otherClass}, {"接続詞", particleClass}, {"感動詞", particleClass},
		{"助", particleClass}, {"記号", particleClass},
	} {
		if strings.HasPrefix(pos, e.prefix) {
			return e.class
		}
	}
	return otherClass
}

// longestStretch bounds what the tokenizer sees at once: its time grows faster than a stretch of one kind of letter.
const longestStretch = 120

// tokens cuts the stretches of Japanese in a view into words. Old forms of kanji, spaces and line breaks inside a line of prose are gone by then,
// so that they part no name; a line that is a heading or a cell is a stretch of its own.
func (v *view) tokens() []token {
	out := v.room.tokens.take(len(v.runes)/2 + 4)[:0]
	buf := v.room.runes.take(min(len(v.runes), longestStretch))
	v.words = v.room.marks.take(len(v.runes))
	for i := 0; i < len(v.runes); {
		if !v.japanese(i) {
			i++
			continue
		}
		from := i
		names := false
		buf = buf[:0]
		for i < len(v.runes) && i-from < longestStretch && v.japanese(i) && (i == from || !v.lineEdge(i)) {
			names = names || v.script[i] != hira
			buf = append(buf, v.written(i))
			i++
		}
		if names || v.namesInKana(from, i) {
			out = wordList().cut(out, buf, v.words[from:i], from)
		}
	}
	return out
}

// unknownCost is that of a word the dictionary lacks.
const unknownCost = 15

func (w *words) cut(out []token, runes []rune, marks []uint16, from int) []token {
	w.cutter.cut(runes, marks, func(a, b, id int32) {
		c, cost := unknownClass, uint8(unknownCost)
		if id >= 0 {
			word := w.cutter.words[id]
			c, cost = word.class, uint8(max(0, min(unknownCost-1, word.cost/1000)))
		}
		out = append(out, token{from + int(a), from + int(b), c, cost})
	})
	return out
}

// spells tells whether the dictionary has a kanji as a word, so that words with it are there too.
func (w *words) spells(r rune) bool { return w.cutter.one(r).stem != nowhere }

// knows tells whether the dictionary has a whole word of one of the classes.
func (w *words) knows(s string, classes ...class) bool {
	found := w.cutter.find(s)
	if *found == nowhere {
		return false
	}
	if found.word == 0 {
		return slices.Contains(classes, w.first) // kagome's search takes what only begins a word for the first of its words
	}
	for _, is := range w.cutter.alike(found) {
		if slices.Contains(classes, is.class) {
			return true
		}
	}
	return false
}

// holds tells whether the dictionary has a whole word of one of the classes, and takes no beginning of a longer one for it.
func (w *words) holds(s string, classes ...class) bool {
	return w.cutter.find(s).word > 0 && w.knows(s, classes...)
}

func (v *view) japanese(i int) bool {
	return v.script[i] == han || v.script[i] == hira || v.script[i] == kata || v.runes[i] == '・' && i > 0 && v.script[i-1] == kata && i+1 < len(v.runes) && v.script[i+1] == kata
}

// namesInKana keeps stretches of hiragana that may hold a name before a title.
func (v *view) namesInKana(from, to int) bool {
	for i := from + 2; i < to; i++ {
		if v.has(i, politeTitles) > 0 {
			return true
		}
	}
	return false
}

// written is the rune as the dictionary spells it: katakana as katakana, 々 as 々.
func (v *view) written(i int) rune {
	r := v.runes[i]
	if v.script[i] == hira {
		return r
	}
	o := v.wrote[i]
	switch {
	case o == '々' || o == 'ヶ' && r == 'が':
		return o
	case v.script[i] == han && o != r && unicode.Is(unicode.Han, o) && wordList().spells(o):
		return o // the dictionary has the old form, as in 齋藤
	case v.script[i] == kata && 'ぁ' <= r && r <= 'ゖ':
		return r + 'ァ' - 'ぁ'
	}
	return r
}
