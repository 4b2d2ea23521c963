package mask

import "strings"

// Of what words are made: of the trade, of every report, of names.

// plainWord tells whether token i is a word of the trade or of everybody.
func (r *reader) plainWord(i int) bool {
	return plainWords.has(r.text(r.toks[i]))
}

// plainWords are the lists of words of the trade and of everybody in one, since most words are asked for.
var plainWords = union(generic, notPeopleSet, tradeVocabulary, ordinaryWords, vendors, text2region, notDepts, prefectureNames)

var notStrange = union(ordinaryWords, generic, notPeopleSet, text2region, places, notDepts, vendors)

// strange tells whether runes hold a piece that is a name or nothing the dictionary has, or are single kanji in a row that are no word.
func (r *reader) strange(from, to int) bool {
	v := r.v
	word := v.word(from, to)
	if notStrange.has(word) || gazetteer.has(word) && !commonSurnames.has(word) {
		return false
	}
	single, pieces, last := 0, 0, -1
	for i := r.at(from); i < len(r.toks) && r.toks[i].from < to; i++ {
		pieces++
		k := r.toks[i]
		w := r.text(k)
		if r.plainWord(i) {
			single, last = 0, -1
			continue
		}
		switch {
		case r.is(i, unknownClass):
			if r.script(i) == kata && k.to-k.from >= 3 && !r.builtOfWords(k.from, k.to) || r.script(i) == han && k.to-k.from >= 2 {
				return true
			}
		case r.is(i, surnameClass, givenClass, personClass, companyClass, properClass) && k.to-k.from >= 2 && (r.script(i) != hira || k.to-k.from >= 3) && !(gazetteer.has(w) && !commonSurnames.has(w) && pieces == 1 && k.to == to):
			return true
		case r.is(i, regionClass) && k.to-k.from >= 2 && !places.has(w) && (k.to < to || !cityNames.has(w)) && !(k.to < to && siteWords.ends(v, to) > 0):
			return true
		}
		if pieces == 1 && k.to < to && k.to-k.from >= 2 && r.is(i, nounClass) && r.script(i) == han && wordList().knows(r.spelled(k.from, k.to), regionClass, surnameClass, companyClass) {
			return true // 高砂ボイラ: a word that is a name elsewhere, at the head of a longer one
		}
		if k.to-k.from == 1 && r.script(i) == han && r.is(i, nounClass, surnameClass, givenClass, regionClass, properClass, companyClass, personClass) && !strings.ContainsRune(helperKanji, v.runes[k.from]) {
			if single++; single >= 2 && last == i-1 {
				return true
			}
			last = i
		}
	}
	return false
}

// helperKanji are kanji the dictionary calls nouns that go together with others to make ordinary words of a report.
const helperKanji = "本当同各全両他旧新元前後上下左右内外中間別毎約以済時分秒年月日週件名台社者人個回度目点式型系側先宛用的性化等類品部課係室班局長員数値値表図書紙面版号種例値量率高低計再未非不無被初終要可否有旨際側方事物所場店校院器機材料網線路経網鍵穴欄枠軸声音色形式語文字句章節項"

// builders are words that longer ones are built of, ofEveryday those of the trade and of every report.
var builders, ofEveryday = union(ordinaryWords, generic, tradeVocabulary, notPeopleSet, vendors), union(ordinaryWords, generic, notPeopleSet, text2region, tradeVocabulary)

// builtOfWords tells whether katakana can be cut into words of the trade and words the dictionary has, the longest first.
func (r *reader) builtOfWords(from, to int) bool {
	n := to - from
	if n > 30 {
		return false
	}
	reach := make([]bool, n+1)
	reach[0] = true
	for a := 0; a < n; a++ {
		if !reach[a] {
			continue
		}
		for b := a + 2; b <= n; b++ {
			if reach[b] {
				continue
			}
			w := r.v.word(from+a, from+b)
			reach[b] = builders.has(w) || b-a >= 3 && wordList().knows(r.spelled(from+a, from+b), nounClass)
		}
	}
	return reach[n]
}

// everyday tells whether every word in runes is of the trade, of every report or a number, or a verb's.
func (r *reader) everyday(from, to int) bool {
	if ofEveryday.has(r.v.word(from, to)) {
		return true
	}
	for i := r.at(from); i < len(r.toks) && r.toks[i].from < to; i++ {
		if !r.plainWord(i) && !r.is(i, numberClass, prefixClass, suffixClass, otherClass, countryClass) && !strings.ContainsRune(helperKanji, r.v.runes[r.toks[i].from]) && !(r.script(i) == kata && r.builtOfWords(r.toks[i].from, r.toks[i].to)) {
			return false
		}
	}
	return true
}
