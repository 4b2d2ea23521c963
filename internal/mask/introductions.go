package mask

import "strings"

// How people say what they and their names are called, beside something declared: 読みはゆるき, ソラノネのしだらです, im bia from claire.

// reading takes what the text says a name is read as, near behind it: 阿武…。あんのと読みます.
func (e *echoing) reading(f found) {
	v := e.v
	if n := writtenSo.starts(v, f.to); n > 0 { // 「北郷と書いてほんごう」
		to := f.to + n
		for to < len(v.runes) && to-f.to-n < mostSaid && isKana(v.runes[to]) {
			to++
		}
		if to > f.to+n+1 && v.runeAt(to) == '」' {
			e.add(f.to+n, to, f.kind, f.party)
			return
		}
	}
	for i := f.to + 2; i < len(v.runes) && i-f.to < readNear; i++ {
		if n := readingIs.starts(v, i); n > 0 {
			to := i + n
			for to < len(v.runes) && to-i-n < mostSaid && isKana(v.runes[to]) && (to == i+n || !v.newLine(to)) && intro.starts(v, to) == 0 {
				to++
			}
			e.add(i+n, to, f.kind, f.party)
			return
		}
		if v.runes[i] != 'と' || readAs.starts(v, i) == 0 {
			continue
		}
		from := i
		for from > f.to && i-from < mostSaid && isKana(v.runes[from-1]) && (from == i || !v.gap(from)) && !v.fieldEdge(from) && notBut.ends(v, from) == 0 {
			from--
		}
		for k := i - 2; k > from && !v.fieldish(from) && notBut.ends(v, from) == 0; k-- { // 通草と書いてあけびと読む
			if strings.ContainsRune("ては", v.runes[k-1]) {
				from = k
			}
		}
		if i-from > 1 && !scriptNames.has(v.word(from, i)) && (v.fieldish(from) || notBut.ends(v, from) > 0 || strings.ContainsRune("ては", v.runes[from-1])) {
			e.add(from, i, f.kind, f.party)
		}
		return
	}
}

// misread takes kana of which somebody says beside a name that it is not read so: 菅(スガ、カンではない), くろきと読まれますがくろぎ, だいわだじゃない、おおわだだ.
func (e *echoing) misread() {
	v := e.v
	for i := 2; i < len(v.runes); i++ {
		if !isKana(v.runes[i-1]) {
			continue
		}
		n := notReadSo.starts(v, i)
		if n == 0 {
			continue
		}
		from := i - 1
		for i-from < mostSaid && !v.fieldish(from) && v.script[from-1] == v.script[i-1] {
			from--
		}
		if i-from > 1 && !scriptNames.has(v.word(from, i)) && (v.fieldish(from) || v.script[from-1] == han) {
			if f := e.readBeside(from, i+n); f.party != NoParty {
				e.add(from, i, f.kind, f.party)
				e.add(f.from, f.to, f.kind, f.party)
			}
		}
	}
}

// misquoted takes what is quoted, behind a name, as how that is heard or converted wrongly: ウッチ様、電話では「うち」に聞こえる, 「肝門」「関紋」と変換されがち.
func (e *echoing) misquoted() {
	v := e.v
	for i := 3; i < len(v.runes); i++ {
		if v.runes[i-1] != '」' || garbles.starts(v, i) == 0 {
			continue
		}
		party, kind := NoParty, Name
		first := i
		for first > 0 && v.runes[first-1] == '」' {
			from := first - 1
			for from > 0 && first-from <= mostSaid && v.runes[from-1] != '「' && !v.newLine(from) {
				from--
			}
			if v.runeAt(from-1) != '「' {
				break
			}
			first = from - 1
		}
		for k := first - 1; k > max(0, first-readNear/3) && v.runes[k] != '。' && party == NoParty; k-- {
			if f := e.partyAt(k); f.kind == Name || f.kind == Org {
				party, kind = f.party, f.kind
			} else if wordsForName.ends(v, k+1) > 0 {
				party, kind = e.list[0].party, Org
			}
		}
		for from := first; party != NoParty && from < i; {
			to := from + 1
			for v.runes[to] != '」' {
				to++
			}
			if to > from+2 {
				e.add(from+1, to, kind, party)
			}
			from = to + 1
		}
	}
}

var wordsForName = newRare("会社名", "社名", "屋号", "店名", "園名", "校名", "法人名", "団体名")

var garbles = newRare("に聞こえ", "と聞こえ", "にきこえ", "ときこえ", "に変換", "と変換", "と誤変換", "に誤変換", "と誤記", "と誤って", "と間違", "と読まれ", "と読み間違", "と書き間違")

// readBeside is how a party's name is read that ends at most two signs before rune from, or begins a little behind rune to.
func (e *echoing) readBeside(from, to int) found {
	v := e.v
	for _, s := range e.aloud {
		for i := from; i > max(0, from-3) && (i == from || v.script[i] == sign); i-- {
			if at := i - len(s.kana); at >= 0 && v.hears(at, s.kana) {
				return found{at, i, s.kind, s.party}
			}
		}
		for i := to; i < min(len(v.runes), to+mostBetween) && v.runes[i] != '。'; i++ {
			if f := e.partyAt(i); f.party != NoParty && isKana(v.runes[i]) {
				return f
			}
			if v.hears(i, s.kana) {
				return found{i, i + len(s.kana), s.kind, s.party}
			}
		}
	}
	return found{party: NoParty}
}

// partyAt is what of a party holds rune i, surely or by what it resembles.
func (e *echoing) partyAt(i int) found {
	if k := e.ownAt[i]; k > 0 {
		return e.own[k-1]
	}
	if k := e.outAt[i]; k > 0 {
		return e.out[k-1].found
	}
	return found{party: NoParty}
}

// greeter takes a short word in kana that somebody of an organisation calls himself by: ソラノネのしだらです.
func (e *echoing) greeter(f found) {
	v, from := e.v, f.to+1
	if f.kind != Org || v.runeAt(f.to) != 'の' || from >= len(v.runes) || v.newLine(from) {
		return
	}
	to := from
	for to < len(v.runes) && to-from < leastFrame+leastEcho && v.script[to] == v.script[from] && (v.script[to] == hira || v.script[to] == kata) && !v.gap(to+1) && intro.starts(v, to) == 0 && calling.starts(v, to) == 0 {
		to++
	}
	if n := to - from; n > 1 && intro.starts(v, to)+calling.starts(v, to) > 0 && !ordinaryEcho(v.word(from, to)) && !wholeKana(v.word(from, to)) {
		e.add(from, to, Name, f.party)
	}
}

// introducedFrom is how long the word is by which somebody of an organisation calls himself in English before rune i: hello im bia from claire.
func (e *echoing) introducedFrom(i int) int {
	v, to := e.v, i-len("from")
	if to < 1 || !v.gap(to) || v.word(to, i) != "from" {
		return 0
	}
	from := to - 1
	for from > 0 && !v.gap(from) {
		from--
	}
	if word := v.word(from, to); iAm.ends(v, from) == 0 || !all(word, isLatinRune) || englishWords.has(word) {
		return 0
	}
	return to - from
}

// givenEnd is where the other half of a party's name ends that begins at rune i, i where none does.
func (e *echoing) givenEnd(i, party int) int {
	for _, x := range e.list {
		if x.kind == Name && x.party == party && len(x.plain) > 0 && e.v.reads(i, x.plain) {
			return i + len(x.plain)
		}
	}
	return i
}

// mostBetween is how many runes stand between what a name is not read as and what it is.
const mostBetween = 7

// readNear is how many runes behind a name its reading may be told.
const readNear = 60

var readingIs = newRare("下は", "下の名は", "下の名前は", "読みは", "よみは", "読み方は", "よみかたは", "ふりがなは", "読みは「", "読み方は「")

var writtenSo = newRare("と書いて", "とかいて", "って書いて")

var readAs = newRare("と読みます", "と読む", "とよみます", "とよむ", "と発音", "と申して読み")

var notReadSo = newRare("でなく", "ではなく", "じゃなく", "ではない", "じゃない", "じゃありま", "ではありま", "とは読", "と読まれ", "とは読ま", "と間違", "とまちが", "と呼ばれ")

var scriptNames = set([]string{"のほう", "ほう", "ところ", "ひらがな", "カタカナ", "かな", "カナ", "ふりがな", "フリガナ"})
