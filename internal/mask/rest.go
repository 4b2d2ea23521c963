package mask

import (
	"strings"
)

// rest proposes, last of all and with doubt, what still reads like somebody's name: a run of nouns with a piece the dictionary has as a name or does
// not have, in which nothing is an ordinary word of the trade. It looks at what a word is made of, not at what stands beside it.
func (r *reader) rest() []guess {
	var out []guess
	for i := 0; i < len(r.toks); {
		j := r.nounRun(i)
		if j == i {
			i++
			continue
		}
		if r.mayBeName(r.toks[i].from, r.toks[j-1].to) {
			if g, ok := r.nameInRun(i, j); ok && r.mayBeName(g.from, g.to) {
				out = r.v.room.guesses.push(out, g)
			}
		}
		i = j
	}
	return out
}

// mayBeName tells whether the tagger gives any of the runes the chance that what is only made like a name must have.
func (r *reader) mayBeName(from, to int) bool {
	most, _ := r.seen.chance(from, to)
	return most >= restChance
}

// nounRun is the token behind a run of joined nouns that begins at token i and of which nothing was taken.
func (r *reader) nounRun(i int) int {
	j := i
	for j < len(r.toks) && j-i < 12 && (j == i || r.joined(j) && !r.v.gap(r.toks[j].from)) && !r.t.any(r.toks[j].from, r.toks[j].to) {
		if r.is(j, particleClass, otherClass, honorClass) || r.v.runes[r.toks[j].from] == '・' || r.script(j) == hira && (r.length(j) < 3 || r.is(j, nounClass) && !r.is(j-1, regionClass, surnameClass, companyClass) || j == i && !r.is(j, regionClass, properClass, surnameClass, givenClass, nounClass)) {
			break
		}
		j++
	}
	return j
}

// nameInRun takes the run of tokens i to j without the words of a role before it and behind it, if it may be a name.
func (r *reader) nameInRun(i, j int) (guess, bool) {
	v := r.v
	for i < j && (r.plainWord(i) && r.length(i) > 1 || r.is(i, prefixClass, numberClass)) {
		i++
	}
	for i < j && (r.plainWord(j-1) && !r.tradeToken(j-1) || r.is(j-1, numberClass)) {
		j--
	}
	if i >= j {
		return guess{}, false
	}
	from, to := r.toks[i].from, r.toks[j-1].to
	for cut := true; cut && from < to; {
		cut = false
		for _, w := range []*wordSet{leadIn, roleWords} {
			if n := w.starts(v, from); n > 0 && from+n < to {
				from, cut = from+n, true
			}
		}
		for _, w := range []*wordSet{notCompanies, roleWords} {
			if n := w.ends(v, to); n > 0 && to-n > from {
				to, cut = to-n, true
			}
		}
	}
	if from >= to || to-from < 2 || languageTails.ends(v, to) > 0 || !r.strange(from, to) {
		return guess{}, false
	}
	kind := Org
	if to-from <= 4 && r.is(r.at(from), surnameClass, givenClass, personClass) {
		kind = Name
	}
	return guess{found{from, to, kind, NoParty}, Dictionary, true}, true
}

var languageTails = newEndings([]string{"語", "文字", "人", "製", "県警", "府警", "時代", "休み", "公開", "監視", "制御盤", "期限", "番号", "文字列"})

// plainWord tells whether token i is a word of the trade or of everybody.
func (r *reader) plainWord(i int) bool {
	return plainWords.has(r.text(r.toks[i]))
}

// plainWords are the lists of words of the trade and of everybody in one, since most words are asked for.
var plainWords = union(generic, notPeopleSet, tradeVocabulary, ordinaryWords, vendors, text2region, notDepts, prefectureNames)

// tradeToken tells whether token i is part of a company's name at its end.
func (r *reader) tradeToken(i int) bool {
	return strongTrade.ends(r.v, r.toks[i].to) > 0 || weakTrade.ends(r.v, r.toks[i].to) > 0 || institutions.ends(r.v, r.toks[i].to) > 0
}

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
