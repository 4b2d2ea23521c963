package mask

import (
	"slices"
	"strings"
	"unicode"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Lengths, in runes, of what may resemble.
const (
	leastEcho   = 3  // in kana and kanji
	leastLatin  = 4  // in Latin letters
	leastSlip   = 5  // with one letter wrong, where it is a word of its own
	longSlip    = 7  // in Latin letters with one wrong, anywhere
	leastFrame  = 3  // of consonants
	mostEcho    = 40 // of a word
	mostSaid    = 10 // of what may be said as a name is
	mostForeign = 16 // of a name in other letters
)

// How likely the tagger must find a name where little else speaks for it.
const (
	partEcho    = 0.03 // in a long piece of a declared name
	echoChance  = 0.05 // in kanji of one, or syllables
	hitChance   = 0.08 // in a short name as it is declared
	shortChance = 0.1  // in a word that is like one of the language
	oneChance   = 0.15 // in a single kanji
)

// resembling finds what nothing else took and resembles a declared name: slips of the keyboard, what stands in brackets behind it, its kanji as they may be said, the
// syllables of an abbreviation, foreign names in kana, and short names where nothing but the tagger speaks for them. It is always in doubt.
// With machines their names are taken whole.
func (m *Masker) resembling(r *reader, declared []found, hits []hit, machines bool) []guess {
	if len(m.echoes.list) == 0 {
		return nil
	}
	e := echoing{reader: r, echoes: &m.echoes, own: declared, ownAt: r.v.room.owners.take(len(r.v.runes)), outAt: r.v.room.owners.take(len(r.v.runes)), machines: machines}
	for k, f := range declared {
		for i := f.from; f.party != NoParty && i < f.to; i++ {
			e.ownAt[i] = int32(k + 1)
		}
	}
	e.said()
	e.shortNames(m, hits)
	e.beside()
	e.unread(m.parties)
	e.slips()
	e.particles()
	e.holes()
	e.foreign(m.parties)
	e.parts()
	e.homophones()
	e.misheard()
	e.toldKanji()
	e.misread()
	e.misquoted()
	e.capitalled()
	e.words()
	e.shortForms()
	for _, g := range e.out { // what is added meanwhile is whole
		e.handle(g.found)
	}
	return e.out
}

// echoing collects what resembles.
type echoing struct {
	*reader
	*echoes
	own      []found // what is surely declared
	ownAt    []int32 // by rune: which of own and one, 0 for none
	out      []guess
	outAt    []int32 // by rune: which of out and one, 0 for none
	machines bool
}

// declared tells whether anything surely declared of n runes or more stands, or ends or begins, within runes from to to.
func (e *echoing) declared(from, to, n int) bool {
	for i := from; i < to; i++ {
		if k := e.ownAt[i]; k > 0 && e.own[k-1].to-e.own[k-1].from >= n {
			return true
		}
	}
	return false
}

// add takes runes from to to where not all is taken yet.
func (e *echoing) add(from, to int, k Kind, party int) {
	if from < to && e.worth(from, to) {
		e.take(from, to, k, party)
	}
}

func (e *echoing) take(from, to int, k Kind, party int) {
	e.out = append(e.out, guess{found{from, to, k, party}, Resembles, true})
	e.t.cover(from, to)
	for i := from; i < to; i++ {
		e.outAt[i] = int32(len(e.out))
	}
}

// join takes a particle between two pieces of one name.
func (e *echoing) join(from, to int, k Kind, party int) {
	if !e.t.any(from, to) {
		e.take(from, to, k, party)
	}
}

// within tells whether f is a guess that nobody declared and holds only a piece of g, which stands better for it: もんじゅ of もんじゅだに.
func (f found) within(g found) bool {
	return f.party == NoParty && slices.Contains(Tags, f.kind) && f.from >= g.from && f.to <= g.to
}

// withResembling adds what resembles to a list without overlaps.
func (v *view) withResembling(list []found, more []guess) []found {
	owner := v.room.owners.take(len(v.runes))
	for k, f := range list {
		for i := f.from; i < f.to; i++ {
			owner[i] = int32(k + 1)
		}
	}
	gone := make([]bool, len(list))
	for _, g := range more {
		for i := g.from; i < g.to; i++ {
			piece := g.found
			for piece.from = i; i < g.to && (owner[i] == 0 || int(owner[i]) <= len(gone) && list[owner[i]-1].within(g.found)); i++ {
				if owner[i] > 0 {
					gone[owner[i]-1] = true
				}
				owner[i] = int32(len(gone) + 1)
			}
			if piece.to = i; piece.to > piece.from {
				list = append(list, piece)
			}
		}
	}
	out := list[:0]
	for k, f := range list {
		if k >= len(gone) || !gone[k] {
			out = append(out, f)
		}
	}
	return out
}

// worth tells whether anything but signs and single particles is not taken yet.
func (e *echoing) worth(from, to int) bool {
	for i := from; i < to; i++ {
		lone := e.t.at(i-1) && e.t.at(i+1) || to-from > 1 && (i == from || i+1 == to) && (e.t.at(i-1) || e.t.at(i+1))
		if !e.t.at(i) && e.v.script[i] != sign && !(lone && (strings.ContainsRune("のはがをにでともへや", e.v.runes[i]) || e.v.runes[i] == 's' && e.v.runeAt(i-1) == '\'')) {
			return true
		}
	}
	return false
}

// shortNames takes the hits of terms that what stands around did not allow, where the tagger sees a name or they fill a cell.
func (e *echoing) shortNames(m *Masker, hits []hit) {
	v := e.v
	var sure []string // as spelled somewhere in the text where it is plain
	for _, h := range hits {
		if word := v.word(h.from, h.to); e.declared(h.from, h.to, h.to-h.from) && !slices.Contains(sure, word) {
			sure = append(sure, word)
		}
	}
	names, orgs := v.room.bools.take(len(v.runes)+1), v.room.bools.take(len(v.runes)+1) // where one may begin, and end
	for _, h := range hits {
		switch m.terms[h.word].Kind {
		case Name:
			names[h.from] = true
		case Org:
			orgs[h.to] = true
		}
	}
	pair := func(h hit, k Kind) bool { // 糸車の目黒です
		return k == Org && v.runeAt(h.to) == 'の' && (names[h.to+1] || e.guessed(h.to+1, Name)) && v.beginsWord(h.from, nil) || k == Name && v.runeAt(h.from-1) == 'の' && orgs[h.from-1] && (h.to-h.from >= leastEcho || v.endsWord(h.to, nil))
	}
	for _, h := range hits {
		t := m.terms[h.word]
		if t.Kind == Name && (e.selfNamed(h.from, h.to) || e.spellsOut(h, m, hits)) {
			e.add(h.from, h.to, t.Kind, t.Party)
			continue
		}
		half := e.t.any(h.from, h.to) // something else was seen in a piece of it
		if half && e.declared(h.from, h.to, 1) || v.otherwise(h.from, h.to, t, e.t) || v.script[h.from] == han && !(v.beginsWord(h.from, e.t) && v.endsWord(h.to, e.t)) || !v.whole(h.from, h.to) && !pair(h, t.Kind) && !(half && v.fieldish(h.from) && v.endsWord(h.to, e.t)) || stationTails.starts(v, h.to) > 0 || latinTitles.has(t.Text) {
			continue
		}
		least := float32(hitChance)
		if h.to-h.from == 1 {
			least = oneChance
		}
		if most, _ := e.seen.chance(h.from, h.to); most > least || half || pair(h, t.Kind) || e.introduced(h.from, h.to, t.Kind) || t.Kind == Name && v.cellAlone(h.from, h.to) || slices.Contains(sure, v.word(h.from, h.to)) && e.tells(h.from, h.to) {
			e.add(h.from, h.to, t.Kind, t.Party)
		}
	}
}

// selfNamed tells whether somebody calls himself by a name, also behind a verb or particle: 私巽は, おれはつねお。, 昨夜相談したよしばです, 電話したげんたの親父.
func (e *echoing) selfNamed(from, to int) bool {
	v := e.v
	if v.runeAt(from-1) == '私' && strings.ContainsRune("はがも、", v.runeAt(to)) {
		return true
	}
	if isKana(v.runes[from]) && to-from >= leastEcho && namesSelf.ends(v, from) > 0 && (v.fieldish(to) || callsMe.starts(v, to) > 0) {
		return true
	}
	kin := v.runeAt(to) == 'の' && kinship.starts(v, to+1) > 0
	if intro.starts(v, to) == 0 && !kin || !strings.ContainsRune("たるのは", v.runeAt(from-1)) {
		return false
	}
	return v.script[from] == hira && to-from >= leastEcho
}

// spellsOut tells whether a name in kana is what a sentence tells the kanji of: ケイは土二つの圭.
func (e *echoing) spellsOut(h hit, m *Masker, hits []hit) bool {
	v := e.v
	if v.runeAt(h.to) != 'は' || !isKana(v.runes[h.from]) || !v.beginsWord(h.from, nil) {
		return false
	}
	return slices.ContainsFunc(hits, func(o hit) bool {
		t := m.terms[o.word]
		return t.Kind == Name && t.Party == m.terms[h.word].Party && v.script[o.from] == han && o.from > h.to && o.from-h.to < readNear/4 && v.inLine(h.to, o.to) && !slices.Contains(v.runes[h.to:o.from], '。')
	})
}

// guessed tells whether something that resembles a declared name of a kind begins at rune i.
func (e *echoing) guessed(i int, k Kind) bool {
	return slices.ContainsFunc(e.out, func(g guess) bool { return g.from == i && g.kind == k })
}

// introduced tells whether somebody gives the name as his own, or it stands beside something declared: ソラノネのしだらです, its kai from, Lucia Ferreyra / HH.
func (e *echoing) introduced(from, to int, k Kind) bool {
	v := e.v
	switch {
	case k != Name && k != Org:
		return false
	case k == Name && v.runeAt(to) == '(' && e.ownBegins(to+1, Org), k == Name && callMe.starts(v, to) > 0: // 谺（合唱団こだま）, ハインと呼んで
		return v.beginsWord(from, nil)
	case k == Name && v.runeAt(to) == 'の' && herThings.starts(v, to+1) > 0: // 昇の名前を使って
		return v.beginsWord(from, nil)
	case k == Name && to == len(v.runes) && to-from > 1 && v.fieldish(from): // a signature
		return true
	case k == Name && v.script[from] == latin && e.tells(from, to) && (v.gap(from) || strings.ContainsRune("_-", v.runes[from-1])): // yuu, wms_iki
		return v.gap(to)
	case k == Name && v.script[from] == latin && v.isCapital(from) && v.gap(from) && v.runeAt(to) == ':' && (v.newLine(from) || from > 0 && isDigit(v.runes[from-1])): // 09:03 Lee:
		return true
	case k == Org && to-from > 1 && v.script[from] != latin && v.fieldish(from) && v.runeAt(to) == ':': // ・日輪:VPN装置
		return true
	case k == Org && to-from == 2 && v.isCapital(from) && v.isCapital(from+1) && v.gap(from) && v.gap(to): // shift: KO domain controller
		return true
	case v.script[from] == latin:
		return k == Name && (v.gap(from) || v.script[from-1] == sign) && (v.gap(to) || v.script[to] == sign) && (iAm.ends(v, from) > 0 && !v.newLine(from) || iAmHere.starts(v, to) > 0)
	case k == Org: // 轟轟のPC
		return to-from > 1 && v.runeAt(to) == 'の' && belongings.starts(v, to+1) > 0 && v.beginsWord(from, e.t)
	}
	return false
}

// ownBegins tells whether something surely declared of one of the kinds begins at rune i.
func (e *echoing) ownBegins(i int, kinds ...Kind) bool {
	return i < len(e.ownAt) && e.ownAt[i] > 0 && e.own[e.ownAt[i]-1].from == i && slices.Contains(kinds, e.own[e.ownAt[i]-1].kind)
}

var (
	namesSelf  = newRare("俺は", "おれは", "おらは", "わしは", "わし", "僕は", "ぼくは", "私は", "わたしは", "わたくしは", "うちは", "あたしは")
	callsMe    = newRare("呼んで", "って", "いうて", "ちゅう", "言う", "いう")
	kinship    = newRare("親父", "おやじ", "父", "母", "親", "妻", "嫁", "夫", "主人", "家内", "息子", "娘", "兄", "姉", "弟", "妹", "祖父", "祖母", "孫")
	iAm        = newRare("私、", "私は", "im", "i'm", "i’m", "its", "it's", "it’s", "thisis", "iam", "nameis", "callme")
	belongings = newRare("pc", "パソコン", "端末", "サーバ", "アカウント", "メール", "ホームページ", "サイト", "hp", "名前", "名義", "名を", "者です", "代表", "会員", "社員", "職員", "業務", "システム", "ネットワーク")
	herThings  = newRare("名前", "名義", "名を", "アカウント", "メール", "スマホ", "携帯", "pc", "パソコン", "端末")
	callMe     = newRare("と呼んで", "とお呼び", "と呼ばれ", "と呼びます")
	iAmHere    = newRare("here,", "here.", "here:", "here(", "from", "speaking")
)

// tells tells whether a word is of a sort that means the same wherever it stands.
func (e *echoing) tells(from, to int) bool {
	v, word := e.v, e.v.word(from, to)
	return to-from >= leastEcho && (v.script[from] != hira || to-from > leastEcho) && v.beginsWord(from, e.t) && v.endsWord(to, e.t) && !plainEnglish(word) && !acronyms.has(word) && !latinVocabulary.has(word) && !latinPlain.has(word) && !gazetteer.has(word) && !(v.script[from] != latin && plainWords.has(word))
}

// whole tells whether what stands from rune from to to is no part of a word in Latin letters or kana.
func (v *view) whole(from, to int) bool {
	joined := func(i int) bool {
		return i > 0 && i < len(v.runes) && !v.gap(i) && v.script[i] == v.script[i-1] && (v.script[i] == latin || v.script[i] == kata || v.script[i] == hira && to-from < 4)
	}
	return !joined(from) && !joined(to)
}

// cellAlone tells whether it fills a cell of a line of cells parted by commas.
func (v *view) cellAlone(from, to int) bool {
	edge := func(i int) bool {
		return i >= 0 && i < len(v.runes) && (v.runes[i] == ',' || v.runes[i] == ';' || v.runes[i] == '|')
	}
	return edge(from-1) && (edge(to) || to == len(v.runes) || v.newLine(to)) || edge(to) && (from == 0 || v.newLine(from))
}

// foreign takes the words of a report in Japanese or Latin letters that are written in others, as people from elsewhere write their names.
func (e *echoing) foreign(parties []incident.Party) {
	who := slices.IndexFunc(parties, func(p incident.Party) bool { return p.Name+p.Kana+p.NameEN != "" })
	if who < 0 {
		return
	}
	v, all := e.v, 0
	is := func(i int) bool {
		r := v.runes[i]
		return r > 0x250 && v.script[i] == latin && unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic)
	}
	var list []found
	for i := 0; i < len(v.runes); i++ {
		if v.script[i] != latin || v.runes[i] <= 0x250 {
			continue
		}
		from := i
		for i < len(v.runes) && (is(i) || i > from && unicode.Is(unicode.M, v.runes[i])) && (i == from || !v.newLine(i)) {
			i++
		}
		if i > from {
			all += i - from
			list = append(list, found{from, i, Name, who})
		}
	}
	if all*3 > len(v.runes) {
		return // the text is in that tongue
	}
	for _, f := range list {
		if n := f.to - f.from; n > 1 && n <= mostForeign {
			e.add(f.from, f.to, f.kind, f.party)
		}
	}
}

// words takes words by themselves.
func (e *echoing) words() {
	v := e.v
	for i := 0; i < len(v.runes); {
		from := i
		for i < len(v.runes) && v.script[i] == v.script[from] && (i == from || !v.gap(i)) && isDigit(v.runes[i]) == isDigit(v.runes[from]) {
			i++
		}
		if i == from {
			i++
			continue
		}
		if v.script[from] == sign || isDigits(v.runes[from:i]) || e.t.all(from, i) || v.script[from] == hira && (e.t.any(from, i) || !(v.fieldish(from) && v.fieldish(i))) {
			continue
		}
		if x := e.echoOf(from, i); x != nil {
			e.add(from, i, x.kind, x.party)
		}
	}
}

// fieldish tells whether a word may end before rune i or begin there, signs and lines counted.
func (v *view) fieldish(i int) bool {
	return v.gap(i) || v.fieldEdge(i) || v.script[i] == sign || v.script[i-1] == sign
}

// prose tells whether a word in small letters stands as a word of its own beside others, which in a text is one of its language.
func (e *echoing) prose(from, to int) bool {
	v := e.v
	small := func(i int) bool { return i >= 0 && i < len(v.runes) && isSmall(v.runes[i]) && !v.isCapital(i) }
	return small(from) && v.gap(from) && (small(from-1) || small(to)) && v.clockEnd(to) == to && (v.gap(to) || strings.ContainsRune(".,:;!?)\"", v.runeAt(to)))
}

// echoOf gives the first name that the word resembles, nil where there is none.
func (e *echoing) echoOf(from, to int) *echo {
	v, n := e.v, to-from
	most, _ := e.seen.chance(from, to)
	if n < 2 || n > mostEcho {
		return nil
	}
	var is func(x *echo) bool
	switch s := v.script[from]; {
	case s == latin:
		is = e.latinEcho(from, to, most)
	case n < leastEcho || ordinaryEcho(v.word(from, to)):
	case s == kata || s == hira:
		is = e.kanaEcho(from, to, most)
	case s == han && most > echoChance && !(n == leastEcho && wordList().knows(v.word(from, to), nounClass)):
		is = func(x *echo) bool { return n < len(x.written) && holds(x.written, v.runes[from:to]) }
	}
	if is == nil {
		return nil
	}
	if k := slices.IndexFunc(e.list, is); k >= 0 {
		return e.list[k]
	}
	return nil
}

// ordinaryEcho tells whether a word is one of the lists of words that name nobody.
func ordinaryEcho(word string) bool { return ordinaryEchoes.has(word) }

var ordinaryEchoes = union(generic, ordinaryWords, tradeVocabulary, notPeopleSet, vendors, wellKnown, places, gazetteer)

// knownLatin are words in Latin letters that resemble much and name nobody.
var knownLatin = union(latinVocabulary, acronyms, latinTrade, latinPlain, notLatinNames, latinTitles, latinCities, bigPlaces)

// latinEcho tells how a word in Latin letters is compared; nil for one of the language.
func (e *echoing) latinEcho(from, to int, most float32) func(*echo) bool {
	v, n, word := e.v, to-from, e.v.word(from, to)
	caps := v.isCapital(from) && v.isCapital(to-1) && n <= 5
	if n < leastLatin && !caps {
		return nil
	}
	if shortLead.ends(v, v.back(from)) == 0 && (most < shortChance && e.prose(from, to) || knownLatin.has(word) || plainEnglish(word)) || ordinaryEcho(word) {
		return nil
	}
	w := heardLatin(v.runes[from:to])
	var f []string // of a word that looks like a name
	if n >= leastLatin && v.isCapital(from) {
		f = frames(string(w), true)
	}
	numbered := to < len(v.runes) && isDigit(v.runes[to]) && !v.gap(to)
	return func(x *echo) bool {
		switch {
		case len(x.latin) == leastLatin && n > leastLatin+1 && slices.Equal(w[:leastLatin], x.latin) && acronyms.has(word[leastLatin:]): // KUGAWMS
			return true
		case numbered && len(x.latin) == leastLatin && n > leastLatin && n <= 2*leastLatin && slices.Equal(w[:leastLatin], x.latin): // tonoesx1
			return true
		case x.kind == Name && n >= leastLatin && v.isCapital(from) && holds(x.latin, w): // Dami of Oluwadamilare
			return true
		case n >= leastLatin && (alikeLatin(w, x.latin, most) || saidAs(w, x.said, x.head) || !x.foreign && x.framed(f)):
			return true
		}
		return caps && x.kind == Org && n > 2 && (initialsOf(w, x.latin, most) || initialsSaid(w, x.said))
	}
}

// kanaEcho tells how a word in kana is compared.
func (e *echoing) kanaEcho(from, to int, most float32) func(*echo) bool {
	v, word := e.v, e.v.word(from, to)
	foreign, plain := v.script[from] == kata, wholeKana(word)
	if plain && !foreign {
		return nil
	}
	var l []rune
	var f []string
	if s := text.Hepburn(word); s != "" {
		if l = heardLatin([]rune(s)); foreign {
			f = frames(string(l), false)
		}
	}
	w := listen(v.runes[from:to]).runes
	return func(x *echo) bool {
		switch {
		case foreign && x.foreign && (len(l) >= leastLatin && slices.Equal(l, x.latin) || x.framed(f) && (!plain || len(f[0]) > leastFrame)):
			return true
		case plain:
			return false
		case x.foreign && len(l) >= leastLatin && slices.Equal(l, x.latin): // つげの of tsugeno@
			return true
		}
		return alikeKana(w, x.kana, most) || saidAs(l, x.said, x.head) || nickname(v.runes[from:to], x)
	}
}
