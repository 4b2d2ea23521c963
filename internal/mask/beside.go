package mask

import (
	"slices"
	"strings"

	"todoke/internal/text"
)

// beside takes what stands by something declared: another name in brackets, the rest of a sign-in name, the head of a cooperative's.
func (e *echoing) beside() {
	for _, f := range e.own {
		if f.party == NoParty || f.kind != Org && f.kind != Name && f.kind != Domain {
			continue
		}
		if from, to := e.v.otherName(f.to); f.kind != Domain && from < to && !e.t.any(from, to) {
			e.add(from, to, f.kind, f.party)
		}
		e.handle(f)
		e.add(f.to, e.tailEnd(f), f.kind, f.party)
		if n := kindHeads.ends(e.v, f.from); n > 0 && f.kind == Org && (!e.v.gap(f.from) || n == len("npo")) && !e.v.newLine(f.from) {
			e.add(f.from-n, f.from, f.kind, f.party)
		}
		e.add(f.to, e.initialBehind(f), f.kind, f.party)
		e.add(f.to, e.toldApart(f), f.kind, f.party)
		e.add(f.to, e.itsTrade(f), f.kind, f.party)
		e.add(e.capitalsBefore(f), f.from, f.kind, f.party)
		e.add(f.to, e.capitalsBehind(f), f.kind, f.party)
		if r := e.v.runeAt(f.to); f.kind == Org && (r == '株' || r == '有') && e.v.fieldish(f.to+1) { // サクラバ建材 株
			e.add(f.to, f.to+1, f.kind, f.party)
		}
		e.reading(f)
		e.add(f.to, e.quotedEnd(f), f.kind, f.party)
		e.add(f.to, e.tradeBehind(f), f.kind, f.party)
		e.add(e.goesBack(f), f.from, Org, f.party)
		e.add(f.to, e.saidOn(f), f.kind, f.party)
		e.greeter(f)
		if n := e.introducedFrom(f.from); n > 0 {
			from := f.from - len("from")
			e.add(from-n, from, Name, f.party)
		}
		if r := e.v.runeAt(f.to); f.kind == Name && r == ')' { // 発条(はつじょう)弾
			e.add(f.to+1, e.givenEnd(f.to+1, f.party), f.kind, f.party)
		}
	}
}

// kindHeads are short words for what an organisation is that stand right before its name, and company forms converted wrongly.
var kindHeads = newRare("ja", "jf", "npo", "coop", "生協", "合名)", "合資)", "合同)", "有限)", "株式)", "遊戯会社", "有元会社", "株敷会社", "株色会社")

// otherName is a name in Latin letters in brackets behind a declared one: 常磐台学術大学（TUAS）.
func (v *view) otherName(to int) (int, int) {
	if v.runeAt(to) != '(' {
		return 0, 0
	}
	from := to + 1
	if n := shortLead.starts(v, from); n > 0 {
		from += n
	}
	for strings.ContainsRune(":=、", v.runeAt(from)) && from < len(v.runes) {
		from++
	}
	k := from
	for k < len(v.runes) && k-from < 24 && (v.script[k] == latin && !isDigit(v.runes[k]) || strings.ContainsRune("-.&'", v.runes[k])) {
		k++
	}
	for i := from + 1; i < k; i++ {
		if v.gap(i) && !(v.isCapital(from) && v.isCapital(i)) {
			return 0, 0
		}
	}
	if word := v.word(from, k); k-from < 2 || v.runeAt(k) != ')' && v.runeAt(k) != '、' && v.runeAt(k) != ',' || englishWords.has(word) || latinVocabulary.has(word) || acronyms.has(word) || latinTitles.has(word) || latinPlain.has(word) {
		return 0, 0
	}
	return from, k
}

// handle takes the rest of a word without spaces that holds a name in Latin letters, as sign-in names and machines have it: atelier.tsubakizaka, TONO-vCenter; but
// neither of an address nor of the name of a file.
func (e *echoing) handle(f found) {
	v := e.v
	if !e.machines || v.script[f.from] != latin || v.script[f.to-1] != latin {
		return
	}
	in := func(i int) bool {
		return i >= 0 && i < len(v.runes) && (v.script[i] == latin || strings.ContainsRune("._-#", v.runes[i]))
	}
	a, b := f.from, f.to
	for in(a-1) && !v.gap(a) {
		a--
	}
	for in(b) && !v.gap(b) {
		b++
	}
	for b > f.to && v.script[b-1] == sign {
		b--
	}
	for a < f.from && v.script[a] == sign {
		a++
	}
	word := v.word(a, b)
	last := word[strings.LastIndexByte(word, '.')+1:]
	switch {
	case strings.Count(word, ".") > 1, last != word && len(last) < leastSlip:
	case last == word && b < len(v.runes) && v.runes[b] == '/' && v.runeAt(a-1) == '/': // a bucket, a repository
		e.add(a, b, f.kind, f.party)
	case b < len(v.runes) && !v.gap(b) && (strings.ContainsRune("/@", v.runes[b]) || v.runes[b] == ':' && !v.gap(b+1)), a > 0 && !v.gap(a) && strings.ContainsRune("/@", v.runes[a-1]):
	default:
		e.add(a, b, f.kind, f.party)
	}
}

// initialBehind is where a single capital ends behind an organisation's name in Latin letters, for its next word: OBOROZUKI S.
func (e *echoing) initialBehind(f found) int {
	v, i := e.v, f.to
	if f.kind == Name || v.script[f.to-1] != latin || i >= len(v.runes) || !v.gap(i) || v.newLine(i) || !isSmall(v.runes[i]) || !v.isCapital(i) || v.runeAt(i+1) != '.' {
		return f.to
	}
	return i + 2
}

// toldApart is where ends what tells a name from others like it, or that it owns: 服部J, 林(森), Blackwood's.
func (e *echoing) toldApart(f found) int {
	v, i := e.v, f.to
	if v.script[i-1] == latin {
		if v.runeAt(i) == '\'' && v.runeAt(i+1) == 's' && !v.gap(i) && (i+2 == len(v.runes) || v.script[i+2] == sign || v.newLine(i+2)) {
			return i + 2
		}
		return i
	}
	if f.kind != Name || i >= len(v.runes) {
		return i
	}
	if v.script[i] == latin && v.isCapital(i) && !v.gap(i) && (v.fieldish(i+1) || v.script[i+1] == hira) {
		return i + 1
	}
	if v.runes[i] == '(' && v.runeAt(i+2) == ')' && slices.ContainsFunc(e.list, func(x *echo) bool {
		return x.kind == Name && x.party == f.party && (len(x.plain) > 0 && x.plain[0] == v.runes[i+1] || len(x.kana) > 0 && x.kana[0] == v.runes[i+1])
	}) {
		return i + 3
	}
	return i
}

// itsTrade is where the trade ends that somebody puts behind a name with の: 半田の水産 of 半田水産, 深谷坂の管工事組合.
func (e *echoing) itsTrade(f found) int {
	v, i := e.v, f.to+1
	if v.script[f.to-1] == latin || v.runeAt(f.to) != 'の' || i+1 >= len(v.runes) || v.script[i] == sign || v.script[i] == hira {
		return f.to
	}
	if !slices.ContainsFunc(e.clips, func(c clip) bool {
		return c.kind == Org && c.party == f.party && strings.Contains(string(c.name), string(v.runes[f.from:f.to])+string(v.runes[i:i+2]))
	}) {
		return f.to
	}
	for i < len(v.runes) && v.script[i] == v.script[f.to+1] && !v.gap(i) && honorifics.starts(v, i) == 0 {
		i++
	}
	if offices.starts(v, f.to+1) > 0 || i-f.to-1 < 2 {
		return f.to
	}
	return i
}

// capitalsBefore is where capitals begin that stand right before an organisation's name in kana or kanji: MKロータス of エム・ケイ・ロータス.
func (e *echoing) capitalsBefore(f found) int {
	v, i := e.v, f.from
	if f.kind != Org || v.script[i] == latin || v.gap(i) {
		return i
	}
	for i > 0 && f.from-i < leastSlip && isSmall(v.runes[i-1]) && v.isCapital(i-1) && (i == f.from || !v.gap(i)) {
		i--
	}
	if word := v.word(i, f.from); i > 0 && !v.gap(i) && v.script[i-1] == latin || latinVocabulary.has(word) || acronyms.has(word) {
		return f.from
	}
	return i
}

// capitalsBehind is where capitals end that stand right behind such a name for its last words: みなもLC of みなもレディースクリニック.
func (e *echoing) capitalsBehind(f found) int {
	v, i := e.v, f.to
	if f.kind != Org || v.script[i-1] == latin {
		return i
	}
	for i < len(v.runes) && i-f.to < leastSlip && isSmall(v.runes[i]) && v.isCapital(i) && !v.gap(i) {
		i++
	}
	if word := v.word(f.to, i); i < len(v.runes) && !v.gap(i) && (v.script[i] == latin || v.runes[i] == '-') || latinVocabulary.has(word) || acronyms.has(word) || latinTrade.has(word) {
		return f.to
	}
	return i
}

// capitalled takes the head of an organisation's name with capitals for the rest of it: 新庄NW of 新庄ネットワークス, 空っ風RC of 空っ風ランニングクラブ.
func (e *echoing) capitalled() {
	v := e.v
	for i := 2; i < len(v.runes); i++ {
		if v.script[i] != latin || !v.isCapital(i) || v.gap(i) || v.script[i-1] == latin || v.script[i-1] == sign {
			continue
		}
		to := i
		for to < len(v.runes) && to-i < leastLatin && isSmall(v.runes[to]) && v.isCapital(to) && (to == i || !v.gap(to)) {
			to++
		}
		if to < len(v.runes) && !v.gap(to) && v.script[to] == latin {
			continue
		}
		if word := v.word(i, to); latinVocabulary.has(word) || acronyms.has(word) {
			continue
		}
		for _, x := range e.list {
			if from := e.headBefore(i, x); from < i && v.beginsWord(from, e.t) && !ordinaryEcho(v.word(from, i)) {
				e.add(from, to, x.kind, x.party)
				break
			}
		}
	}
}

// headBefore is where a piece of a name begins that ends before rune i, of two runes from its beginning or three from elsewhere, and goes on with what the capital
// there may stand for; i where none does.
func (e *echoing) headBefore(i int, x *echo) int {
	for at := range x.plain {
		for n := min(len(x.plain)-at-1, i); n > min(at+1, 2); n-- {
			if slices.Equal(e.v.runes[i-n:i], x.plain[at:at+n]) && initialOf(e.v.runes[i], x.plain[at+n]) {
				return i - n
			}
		}
	}
	return i
}

// initialOf tells whether a capital may stand for what begins with a rune: any for a kanji.
func initialOf(capital, r rune) bool {
	latin := text.Hepburn(string(r))
	return !isKana(r) || latin != "" && alikeLetter(rune(latin[0])) == alikeLetter(capital)
}

// goesBack is where what stands right before a name begins that stands before it in the organisation's too: カ平賀 of 丸カ平賀水産加工.
func (e *echoing) goesBack(f found) int {
	v, name := e.v, e.v.runes[f.from:f.to]
	if v.script[f.from] == latin || v.gap(f.from) || v.script[max(f.from-1, 0)] == hira {
		return f.from
	}
	for _, x := range e.list {
		if x.kind != Org || x.party != f.party {
			continue
		}
		for k := 1; k+len(name) <= len(x.plain); k++ {
			from, n := f.from, k
			for slices.Equal(x.plain[k:k+len(name)], name) && n > 0 && from > 0 && v.runes[from-1] == x.plain[n-1] && v.script[from-1] != hira && !v.gap(from) {
				from, n = from-1, n-1
			}
			if from < f.from && v.beginsWord(from, e.t) {
				return from
			}
		}
	}
	return f.from
}

// tradeBehind is where two or three words of a trade or a country end by which an organisation's name in Latin letters goes on, as others translate it: horohoro
// model japan, Twilight express systems.
func (e *echoing) tradeBehind(f found) int {
	v, to := e.v, f.to
	if f.kind != Org || v.script[f.to-1] != latin {
		return f.to
	}
	for n := 1; n <= 3 && to < len(v.runes) && v.gap(to) && !v.newLine(to) && isSmall(v.runes[to]) && (v.isCapital(f.from) || !v.isCapital(to)); n++ {
		from := to
		for to < len(v.runes) && isSmall(v.runes[to]) && (to == from || !v.gap(to)) {
			to++
		}
		word := v.word(from, to)
		if country := word == "japan" || word == "jp"; !country && !translated.has(word) {
			return f.to
		} else if n > 1 && (country || to == len(v.runes) || v.newLine(to) || v.script[to] != latin) {
			return to
		}
	}
	return f.to
}

// translated are words of trades as a translation of an organisation's name has them.
var translated = set(strings.Fields("model models express railway rail bread cake cakes sweets flower flowers garden boat ship fish sushi ramen noodle noodles tea sake books book shop store clinic dental school academy farm works lab labs studio house inn hotel hostel spa salon market mart systems solutions trading industry industries foods food transport logistics printing construction"))

// quotedEnd is where a quotation ends that a name begins: 「ハイビスカス英会話(公式)」, ハンドル「くがやまゆたか＠HO」.
func (e *echoing) quotedEnd(f found) int {
	v, to := e.v, f.to
	if v.runeAt(f.from-1) != '「' && v.runeAt(f.from-1) != '"' || v.runeAt(to) != '(' && v.runeAt(to) != '@' {
		return to
	}
	for to < len(v.runes) && to-f.to < leastSlip+leastSlip && v.runes[to] != '」' && v.runes[to] != '"' && v.script[to] != hira && !v.newLine(to) {
		to++
	}
	if v.runeAt(to) != '」' && v.runeAt(to) != '"' {
		return f.to
	}
	return to
}

// saidOn is where the next word ends by which a name in Latin letters goes on as it may be said: kikusui yakuhin of キクスイ薬品.
func (e *echoing) saidOn(f found) int {
	v, to := e.v, f.to
	if v.script[f.to-1] != latin || v.newLine(to) {
		return f.to
	}
	for to < len(v.runes) && v.script[to] == latin && (to == f.to || !v.gap(to)) {
		to++
	}
	if to == f.to {
		return to
	}
	word := heardLatin(v.runes[f.from:to])
	if !slices.ContainsFunc(e.list, func(x *echo) bool { return x.party == f.party && saidAs(word, x.said, false) }) {
		return f.to
	}
	return v.withLatinForm(f.from, to)
}

// tailEnd is where a word of an organisation's name goes on behind its head in letters or kana: PEONY塾, ぬくもり手芸 of 手芸のアトリエぬくもり.
func (e *echoing) tailEnd(f found) int {
	v, to := e.v, f.to
	if f.kind != Org || v.script[f.to-1] == han {
		return to
	}
	for to < len(v.runes) && v.script[to] == han && !v.gap(to) {
		to++
	}
	tail := v.runes[f.to:to]
	if len(tail) == 0 || !slices.ContainsFunc(e.list, func(x *echo) bool {
		n := len(x.plain) - len(tail)
		return x.party == f.party && n > 0 && (slices.Equal(x.plain[n:], tail) || len(tail) > 1 && strings.Contains(string(x.plain), string(tail)))
	}) {
		return f.to
	}
	return to
}

// parts takes longer pieces of an organisation's name that begin where its writing changes, as far as the tagger sees a name in them: シャトー冨永 of ワイナリー・シャトー冨永.
func (e *echoing) parts() {
	v := e.v
	for _, x := range e.list {
		for k := 1; x.kind == Org && k+leastLatin <= len(x.plain); k++ {
			part := x.plain[k:]
			before := x.plain[k-1]
			inner := scriptOf(before) == scriptOf(part[0]) && before != 'の' && before != '・' && len(part) <= leastSlip
			if wholeKana(string(part)) || inner && ordinaryEcho(string(part)) {
				continue
			}
			kanji := !slices.ContainsFunc(part, isKana)
			for i := 0; i+len(part) <= len(v.runes); i++ {
				if to := i + len(part); v.reads(i, part) && !(inner && v.runeAt(i-1) != '当') && e.worth(i, to) && v.beginsWord(i, e.t) && v.endsWord(to, e.t) && (!kanji || v.runeAt(i-1) == '当' || len(part) > leastSlip) {
					if most, _ := e.seen.chance(i, to); most > partEcho || inner || len(part) >= leastSlip && v.fieldish(i) && v.fieldish(to) {
						e.add(i, to, x.kind, x.party)
					}
				}
			}
		}
	}
}

// scriptOf is the script of a rune of squeezed text.
func scriptOf(r rune) script {
	switch {
	case isKana(r):
		return kata
	case isLatinRune(r):
		return latin
	}
	return han
}
