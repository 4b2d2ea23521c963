package mask

import (
	"sort"
	"strings"
)

// guess is a candidate nobody declared, with what shows it.
type guess struct {
	found
	reason Reason
	doubt  bool
}

// reader reads names nobody declared out of the words of a view.
type reader struct {
	v      *view
	toks   []token
	t      *taken
	tagger *Tagger
	seen   tagged  // what the tagger sees
	others []guess // what the tagger takes for departments, products and places
}

func newReader(v *view, t *taken) *reader { return &reader{v: v, toks: v.tokens(), t: t} }

func (m *Masker) reader(v *view, t *taken) *reader {
	r := newReader(v, t)
	if r.tagger = m.tagger; r.tagger == nil {
		r.tagger = builtIn()
	}
	return r
}

// at is the first token that ends behind rune i.
func (r *reader) at(i int) int {
	return sort.Search(len(r.toks), func(j int) bool { return r.toks[j].to > i })
}

// starts tells whether the dictionary begins a word at rune i, or knows none there.
func (r *reader) starts(i int) bool {
	j := r.at(i)
	return j >= len(r.toks) || r.toks[j].from >= i
}

func (r *reader) text(k token) string { return r.v.word(k.from, k.to) }

// joined tells whether token i follows the one before without anything between.
func (r *reader) joined(i int) bool {
	return i > 0 && i < len(r.toks) && r.toks[i].from == r.toks[i-1].to && !r.v.fieldEdge(r.toks[i].from)
}

func (r *reader) is(i int, classes ...class) bool {
	if i < 0 || i >= len(r.toks) {
		return false
	}
	for _, c := range classes {
		if r.toks[i].class == c {
			return true
		}
	}
	return false
}

func (r *reader) script(i int) script { return r.v.script[r.toks[i].from] }

func (r *reader) length(i int) int { return r.toks[i].to - r.toks[i].from }

// persons reads names of people: surname and given name, a name beside a title, a surname that stands as a word.
func (r *reader) persons() []guess {
	var out []guess
	for i := 0; i < len(r.toks); i++ {
		from, to, n, reason := r.person(i)
		if n == 0 {
			continue
		}
		doubt := reason == Dictionary
		if !r.t.any(from, to) {
			out = r.v.room.guesses.push(out, guess{found{from, to, Name, NoParty}, reason, doubt})
		}
		i += n - 1
	}
	return out
}

// person reads a name that begins at token i and tells how many tokens it has; 0 for none.
func (r *reader) person(i int) (from, to, n int, reason Reason) {
	k := r.toks[i]
	switch {
	case r.script(i) == kata:
		return r.foreign(i)
	case k.class == surnameClass:
		return r.bySurname(i)
	case k.class == givenClass || k.class == personClass:
		return r.byGiven(i)
	case r.script(i) == hira && (k.class == regionClass || k.class == properClass || k.class == unknownClass || k.class == nounClass) && k.to-k.from >= 2 && r.titleAt(i+1):
		if !notPersonal.has(r.text(k)) && r.freeBefore(i) {
			return k.from, k.to, 1, Title
		}
	}
	return 0, 0, 0, ""
}

// bySurname reads on from a surname.
func (r *reader) bySurname(i int) (from, to, n int, reason Reason) {
	k := r.toks[i]
	from, to, n = k.from, k.to, 1
	if r.insideWord(i) {
		return 0, 0, 0, ""
	}
	for r.joined(i+n) && n < 4 && r.is(i+n, givenClass, personClass) {
		to, n = r.toks[i+n].to, n+1
	}
	if n > 1 {
		if more := r.givenTail(i + n); more > 0 {
			to, n = r.toks[i+n+more-1].to, n+more
		}
		if r.orgFollows(i + n) {
			return 0, 0, 0, ""
		}
		return from, to, n, Gazetteer
	}
	if r.titleAt(i + 1) {
		return from, to, n, Title
	}
	if more := r.givenTail(i + 1); more > 0 {
		to = r.toks[i+more].to
		if end := i + 1 + more; !r.orgFollows(end) {
			if r.titleAt(end) {
				return from, to, 1 + more, Title
			}
			return from, to, 1 + more, Dictionary
		}
	}
	word := r.text(k)
	if gazetteer.has(word) && !commonSurnames.has(word) || k.to-k.from < 2 || r.script(i) != han {
		if r.deptBefore(i) && !r.compound(i+1) && r.actsAfter(to) {
			return from, to, n, Title
		}
		return 0, 0, 0, ""
	}
	if r.compound(i + 1) {
		return 0, 0, 0, ""
	}
	return from, to, n, Dictionary
}

// givenTail counts tokens behind a surname that look like a given name the dictionary lacks: one to three kanji that end where a word may end.
func (r *reader) givenTail(i int) int {
	size, n, rare := 0, 0, false
	for r.joined(i+n) && r.script(i+n) == han && !r.titleAt(i+n) && size <= 3 {
		if r.length(i+n) > 1 && !r.is(i+n, givenClass, surnameClass, personClass, unknownClass, regionClass) {
			return 0
		}
		if r.is(i+n, numberClass, areaClass, suffixClass, prefixClass) && !strings.ContainsRune(givenRunes, r.v.runes[r.toks[i+n].from]) {
			return 0
		}
		for p := r.toks[i+n].from; p < r.toks[i+n].to; p++ {
			rare = rare || strings.ContainsRune(givenRunes, r.v.runes[p])
		}
		size += r.length(i + n)
		n++
	}
	if size == 0 || size > 3 || !rare {
		return 0
	}
	return n
}

// byGiven reads a given name: with a title, or with the kanji before it that the dictionary does not know as a surname.
func (r *reader) byGiven(i int) (from, to, n int, reason Reason) {
	k := r.toks[i]
	from, to, n = k.from, k.to, 1
	for r.joined(i+n) && n < 3 && r.is(i+n, givenClass, personClass) && r.script(i+n) == r.script(i) {
		to, n = r.toks[i+n].to, n+1
	}
	if r.orgFollows(i + n) {
		return 0, 0, 0, ""
	}
	titled := r.titleAt(i + n)
	if r.script(i) == han && to-from >= 2 {
		if back := r.surnameBack(i); back > 0 {
			return r.toks[i-back].from, to, n, Dictionary
		}
	}
	switch {
	case r.insideWord(i):
	case titled && (to-from >= 2 || r.script(i) == han):
		return from, to, n, Title
	case r.script(i) == han && to-from >= 3 && !r.compound(i+n):
		return from, to, n, Dictionary
	case r.script(i) == han && to-from == 2 && k.class == givenClass && n == 1 && strings.ContainsRune("郎子美雄夫彦", r.v.runes[to-1]) && !r.compound(i+1):
		return from, to, n, Dictionary
	}
	return 0, 0, 0, ""
}

// surnameBack counts the tokens before a given name that may be a surname the dictionary lacks: pieces of one kanji, or a place.
func (r *reader) surnameBack(i int) int {
	size, n := 0, 0
	for n < 3 && r.joined(i-n) && r.script(i-n-1) == han && (r.length(i-n-1) == 1 || r.is(i-n-1, regionClass, unknownClass, properClass) && n == 0) {
		n++
		size += r.length(i - n)
		if r.is(i-n, suffixClass, honorClass, prefixClass) && n == 1 && r.length(i-n) == 1 && leads.has(r.v.runes[r.toks[i-n].from]) {
			return 0
		}
	}
	if size == 0 || size > 4 || r.joined(i-n) && r.script(i-n-1) == han && !r.deptEnds(i-n-1) {
		return 0
	}
	return n
}

// foreign reads names in katakana: parts joined by a middle dot of which the dictionary knows one, or one with a title.
func (r *reader) foreign(i int) (from, to, n int, reason Reason) {
	if r.joined(i) && (r.script(i-1) == kata || r.v.runes[r.toks[i].from] == '・') {
		return 0, 0, 0, ""
	}
	from = r.toks[i].from
	known, dots := false, 0
	for n = 0; n == 0 || r.joined(i+n) && (r.script(i+n) == kata || r.v.runes[r.toks[i+n].from] == '・'); n++ {
		known = known || r.is(i+n, givenClass, surnameClass, personClass)
		if r.v.runes[r.toks[i+n].from] == '・' {
			dots++
		}
		to = r.toks[i+n].to
	}
	word := r.v.word(from, to)
	if to-from < 2 || to-from > 20 || notAnyName.has(word) {
		return 0, 0, 0, ""
	}
	polite := i+n < len(r.toks) && r.toks[i+n].from == to && r.titleAt(i+n)
	switch {
	case polite && (known || dots > 0 || to-from <= 8):
		if !known && notPeopleSet.has(r.v.word(from, to)) || !known && strings.HasSuffix(word, "しすてむ") {
			return 0, 0, 0, ""
		}
		return from, to, n, Title
	case known && dots > 0 && dots < 4:
		return from, to, n, Gazetteer
	}
	if a, b, ok := kanaName(word); ok && a > 0 && b > 0 {
		return from, to, n, Gazetteer
	}
	return 0, 0, 0, ""
}

// titleAt tells whether token i is a title or post that stands behind a name.
func (r *reader) titleAt(i int) bool {
	if !r.joined(i) {
		return false
	}
	at := r.toks[i].from
	if n := r.v.has(at, titles); n > 0 && r.v.script[at] != latin {
		next := at + n
		if r.is(i, honorClass) || next >= len(r.v.runes) {
			return true
		}
		return !strings.ContainsRune(notAfterSama, r.v.runes[next]) || r.v.runes[at] != '様' && r.v.runes[at] != '氏'
	}
	return r.is(i, honorClass)
}

// deptBefore tells whether a department or post with or without の stands before token i: 総務部の林, 担当 林.
func (r *reader) deptBefore(i int) bool {
	if i == 0 || r.toks[i-1].to != r.toks[i].from {
		return false
	}
	j := i - 1
	if r.v.runes[r.toks[j].from] == 'の' && j > 0 && r.toks[j-1].to == r.toks[j].from {
		j--
	}
	return r.deptEnds(j)
}

// deptEnds tells whether token i ends a department, a post or a role.
func (r *reader) deptEnds(i int) bool {
	if i < 0 {
		return false
	}
	return strings.ContainsRune("部課係室班局科", r.v.runes[r.toks[i].to-1]) && r.script(i) == han || roleWords.ends(r.v, r.toks[i].to) > 0
}

// insideWord tells whether what stands right before token i makes it part of a longer word: 大高橋町, 旧田中.
func (r *reader) insideWord(i int) bool {
	if !r.joined(i) || r.v.gap(r.toks[i].from) {
		return false
	}
	if r.script(i-1) != r.script(i) && r.script(i-1) != latin {
		return r.is(i-1, prefixClass) && r.script(i-1) == han
	}
	if r.is(i-1, particleClass, honorClass) || r.deptEnds(i-1) || r.v.endsWith(r.toks[i].from, titles) > 0 || r.t.at(r.toks[i].from-1) {
		return false
	}
	return r.script(i) == han && !(r.is(i-1, nounClass, suffixClass) && leads.has(r.v.runes[r.toks[i-1].to-1]))
}

// compound tells whether token i goes on a word, so that a surname before it is part of a name of something else: 高橋川, 山田電機.
func (r *reader) compound(i int) bool {
	if !r.joined(i) || r.v.gap(r.toks[i].from) {
		return false
	}
	at := r.toks[i].from
	if r.v.has(at, follows) > 0 || r.titleAt(i) {
		return false
	}
	switch r.script(i) {
	case han, kata, latin:
		return true
	}
	return false
}

// orgFollows tells whether the word goes on as an organisation's or a place's name does.
func (r *reader) orgFollows(i int) bool {
	if !r.joined(i) || r.v.gap(r.toks[i].from) {
		return false
	}
	at := r.toks[i].from
	return r.is(i, areaClass) || formStarts.starts(r.v, at) > 0 || institutions.starts(r.v, at) > 0 || strongTrade.starts(r.v, at) > 0
}

func (r *reader) freeBefore(i int) bool {
	return !r.joined(i) || r.v.gap(r.toks[i].from) || r.script(i-1) != r.script(i) || r.is(i-1, particleClass)
}

// actsAfter tells whether a particle stands at a rune that shows the word before as somebody who does something.
func (r *reader) actsAfter(at int) bool {
	return at >= len(r.v.runes) || r.v.gap(at) || r.v.script[at] == sign || strings.ContainsRune("がはにもとへよで", r.v.runes[at])
}

var notPersonal = union(notPeopleSet, generic)

// givenRunes are kanji met in given names and seldom in the words that follow a surname.
const givenRunes = "郎朗太介助輔佑祐裕雄夫男彦仁人斗翔颯蓮陽悠優結菜奈那美香花華咲愛莉理里梨恵絵江枝代世子乃希紀貴樹輝晃亮良涼諒遼稜隆龍竜琉瑠璃凛凜澪紗沙早彩綾文史郁海音心桜葵蒼碧翼拓哲也弥哉耶司士志史嗣次治二一三吾悟康浩弘宏博裕寛洋広大昭章彰明晶朋智知朝友幸行之征正政昌雅将真誠信伸慎純淳潤順俊駿春晴遥陸空海岳峻健賢憲謙研建剛豪毅武猛勇進勉努実稔茂繁滋栄英秀久寿義善喜嘉芳吉克勝修治収敏利年俊聡敬孝隼瑛瑞琴鈴玲麗礼千夏秋冬百桃杏柚萌芽穂梢楓椿蘭静雪霞虹歩未来望夢叶笑和"
