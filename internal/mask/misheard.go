package mask

import (
	"slices"
	"strings"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Names as a machine writes down what it hears, or somebody converts them wrongly: 見ろ句員 for みろくいん, アハレン待機 for アハレン タイキ, プラチナ試験 for プラチナ歯研.

// spoken is a declared name as it is read aloud, by its sound (listen).
type spoken struct {
	kana  []rune
	kind  Kind
	party int
}

// leastSpoken is how many kana a reading has that anything may stand for which is read so; of a shorter one more has to speak for it.
const leastSpoken = 5

// readAloud are the readings of the parties' names: as declared, of an organisation's also without the words of its trade, of a person's in kanji as the dictionary has them.
func readAloud(parties []incident.Party) []spoken {
	var out []spoken
	for i, p := range parties {
		add := func(k Kind, kana string) {
			s := spoken{listen([]rune(text.Squeeze(kana))).runes, k, i}
			same := func(o spoken) bool { return slices.Equal(o.kana, s.kana) }
			if len(s.kana) > 1 && all(string(s.kana), isKana) && !slices.ContainsFunc(out, same) {
				out = append(out, s)
			}
		}
		org := coreOrg(p.OrgKana)
		if org == "" {
			org = coreOrg(p.Org)
		}
		for q := text.Squeeze(org); q != ""; q = withoutTrade(q) {
			add(Org, q)
		}
		if p.OrgKana == "" {
			for _, r := range readByKanji(org) {
				add(Org, r)
			}
			head := strings.TrimRightFunc(text.Squeeze(org), func(r rune) bool { return !isKana(r) })
			if utf8.RuneCountInString(head) >= leastEcho {
				add(Org, head)
			}
		}
		for _, part := range append(nameParts(p.Kana), p.Kana) {
			add(Name, part)
		}
		if name := nameParts(stripTitle(brackets.ReplaceAllString(p.Name, ""))); p.Kana == "" && len(name) > 0 {
			surnames, givens := readName(name[0], name[len(name)-1])
			if len(surnames) == 0 {
				surnames = readByKanji(name[0])
			}
			for _, r := range surnames {
				add(Name, r)
			}
			for _, r := range givens {
				add(Name, r)
			}
		}
	}
	return out
}

// withoutTrade is a reading without the words of a trade at its end, empty where there are none.
func withoutTrade(kana string) string {
	for _, t := range kanaTrade {
		if head := len(kana) - len(t); head > 0 && kana[head:] == t {
			return kana[:head]
		}
	}
	return ""
}

// misheard takes what may be read aloud as a declared name is and holds kanji.
func (e *echoing) misheard() {
	v, a := e.v, aloud{v: e.v, h: e.v.heard()}
	righted := v.says(asWritten) || v.says(wrongly)
	for k, from := range a.h.from {
		r := a.h.runes[k]
		if !e.voice.has(r) && !v.saidKanji(from) || !e.beginsSaid(from) || !e.voices(r, from, v) { // the sound of a kanji lies far away
			continue
		}
		if e.hearsFrom(a, k) || !righted {
			continue
		}
		a.slips = 1
		e.hearsFrom(a, k)
		a.slips = 0
	}
}

// beginsSaid tells whether somebody may begin to say a name at rune i.
func (e *echoing) beginsSaid(i int) bool {
	v := e.v
	return v.fieldish(i) || v.beginsWord(i, e.t) || openings.ends(v, i) > 0 || notBut.ends(v, i) > 0
}

// hearsFrom takes the first name that what begins at rune k of the heard text may be read as.
func (e *echoing) hearsFrom(a aloud, k int) bool {
	for _, s := range e.aloud {
		if a.slips > 0 && len(s.kana) < leastSpoken {
			continue
		}
		end := a.to(k, s.kana)
		if end <= k {
			continue
		}
		from, to := a.h.from[k], a.h.to[end-1]
		if e.mayBeMisheard(from, to, len(s.kana)) && (a.slips == 0 || e.v.setRight(from, to)) {
			e.add(from, to, s.kind, s.party)
			return true
		}
	}
	return false
}

// voices tells whether a name read aloud may begin with a rune of the heard text, rune i of the view.
func (e *echoes) voices(r rune, i int, v *view) bool {
	return e.voice.has(r) || v.saidKanji(i) && e.voice.meets(&soundOf(r).voice)
}

// mayBeMisheard tells whether what is read as a name of n kana stands for it: it holds kanji that are no word of the language, and is long, or set right, or called so.
func (e *echoing) mayBeMisheard(from, to, n int) bool {
	v := e.v
	called, righted := calling.starts(v, to) > 0, v.setRight(from, to)
	if !v.holdsSaid(from, to) || !v.inLine(from, to) || !e.worth(from, to) || !v.fieldish(to) && !v.endsWord(to, e.t) && !called && !righted {
		return false
	}
	word := v.word(from, to)
	plain := ordinaryEcho(word) || wordList().holds(word, nounClass)
	switch {
	case righted, n > leastEcho && v.runeAt(to) == 'の' && belongings.starts(v, to+1) > 0:
		return true
	case plain:
		return false
	case n >= leastSpoken:
		return true
	}
	quoted := (v.runeAt(from-1) == '「' || v.runeAt(from-1) == '"') && (v.runeAt(to) == '」' || v.runeAt(to) == '"')
	return n >= leastEcho && (quoted || called || v.has(to, titles) > 0) && (v.script[to-1] == han || called && (v.fieldish(from) || openings.ends(v, from) > 0))
}

// holdsSaid tells whether a kanji, or what is said as one, stands from rune from to to.
func (v *view) holdsSaid(from, to int) bool {
	for i := from; i < to; i++ {
		if v.saidKanji(i) && (to-from > 1 || !isDigit(v.runes[i])) {
			return true
		}
	}
	return false
}

// setRight tells whether somebody says that what stands from rune from to to is written wrongly: 「相場」と書いてしまった, 薪、じゃない, 認識「憐れん」.
func (v *view) setRight(from, to int) bool {
	if notBut.starts(v, to) > 0 || wrongly.ends(v, from) > 0 {
		return true
	}
	for v.runeAt(to) == '」' || v.runeAt(to) == '"' || v.runeAt(to) == '、' || v.runeAt(to) == ')' {
		to++
	}
	return asWritten.starts(v, to) > 0 || v.runeAt(from-1) == '「' && wrongly.ends(v, from-1) > 0
}

var (
	asWritten = newWords("と書", "とか書", "と変換", "に変換", "と聞こ", "と聞き", "と出ま", "と出て", "と出る", "と認識", "に誤", "と表示", "と打", "と入力", "と登録", "と誤", "は誤", "じゃない", "ではない", "でなく", "じゃなく", "ではなく", "→", "と記", "となる", "となっ", "になる", "になっ")
	wrongly   = newWords("認識", "誤認識", "認識:", "変換", "誤変換", "変換:", "誤って", "誤記", "候補:", "結果:")
)
