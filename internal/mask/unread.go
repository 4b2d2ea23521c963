package mask

import (
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Kana by which people call themselves whose name the form states in kanji only, so that nothing says how it is read: べっきです of 戸次, 電話口はどどさん of 百々.

// unreadParty is the only party with a name whose reading nobody declared, NoParty where there is none or several.
func unreadParty(parties []incident.Party) int {
	who := NoParty
	for i, p := range parties {
		name := text.Squeeze(p.Name)
		if name == "" || p.Kana != "" || all(name, isKana) || all(name, isLatinRune) {
			continue
		}
		if who != NoParty {
			return NoParty
		}
		who = i
	}
	return who
}

// unread takes what somebody calls himself by in kana.
func (e *echoing) unread(parties []incident.Party) {
	who := unreadParty(parties)
	if who == NoParty {
		return
	}
	v := e.v
	for to := 2; to <= len(v.runes); to++ {
		if !isKana(v.runes[to-1]) || to < len(v.runes) && !v.gap(to) && intro.starts(v, to)+politeTitles.starts(v, to) == 0 && v.script[to] != sign {
			continue
		}
		from := to
		for from > 0 && to-from <= mostCalled && v.script[from-1] == v.script[to-1] && (from == to || !v.gap(from)) && !(from < to-1 && whoIs.ends(v, from) > 0) {
			from--
		}
		if n := to - from; n >= 2 && n <= mostCalled && v.endsWith(to, politeTitles)+v.endsWith(to, intro) == 0 && e.callsHimself(from, to, who) {
			e.add(from, to, Name, who)
		}
	}
}

// mostCalled is how many kana a surname or given name has at most.
const mostCalled = 5

// callsHimself tells whether what stands from rune from to to is how somebody calls himself, or is called: at the head of a line or of what was said, or behind 電話口は.
// A word of the language before です is one only where the name's kanji may begin so.
func (e *echoing) callsHimself(from, to, who int) bool {
	v, word := e.v, e.v.word(from, to)
	if ordinaryEcho(word) || plainWords.has(word) || strings.ContainsRune("をんっゃゅょー", v.runes[from]) {
		return false
	}
	told := whoIs.ends(v, from)+whoIs.ends(v, v.back(from)) > 0
	if told && intro.starts(v, to)+politeTitles.starts(v, to) > 0 {
		return true
	}
	if !told && from > 0 && !v.newLine(from) && v.runes[from-1] != '「' && openings.ends(v, from) == 0 {
		return false
	}
	return saysName.starts(v, to) > 0 || (told || intro.starts(v, to) > 0) && (e.mayRead(v.runes[from], who) || !wholeKana(word) && !wordList().holds(word, nounClass, otherClass, particleClass, suffixClass, prefixClass, numberClass, honorClass))
}

// mayRead tells whether a kana may begin the reading of a half of the party's name.
func (e *echoing) mayRead(r rune, party int) bool {
	return slices.ContainsFunc(e.list, func(x *echo) bool {
		return x.party == party && x.kind == Name && len(x.said) > 0 && x.said[0].voice.has(bigKana(r))
	})
}

var saysName = newRare("と申", "ともうし", "と言います", "といいます", "でございます", "と名乗")

// whoIs are words before a name that say whose it is.
var whoIs = newRare("電話口は", "出たのは", "出られたのは", "担当は", "担当者は", "本人は", "名前は", "お名前は", "名字は", "苗字は", "姓は", "相談者は", "届出者は", "連絡先は", "窓口は", "下は", "下の名は", "下の名前は", "名前:", "お名前:", "お名前はa.", "名前はa.", "氏名:", "担当:", "担当者:", "届出者:", "相談者:", "相手は、", "読みは", "読み:", "よみ:", "よみは", "正しくは")
