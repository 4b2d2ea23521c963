package mask

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// undeclaredNumbers are those of a person or an account, which no technical fact needs.
func (m *Masker) undeclaredNumbers(v *view) []found {
	var out []found
	add := func(from, to int, k Kind, _ Reason, doubt bool) {
		switch k {
		case MyNumber, Card, Account, Licence, Employee:
			if !doubt {
				out = append(out, found{from, to, k, NoParty})
			}
		}
	}
	words := v.asciiWords()
	v.papers(words, add)
	for _, w := range words {
		v.labelled(w, add)
		v.accounts(w, add)
	}
	v.spacedIBAN(words, add)
	v.numbers(add)
	v.tableNumbers(add)
	return out
}

// undeclaredNames takes the organisations and persons, and the addresses with a house number, that a text shows without their being declared.
func (m *Masker) undeclaredNames(r *reader) {
	for _, p := range r.places() {
		if p.kind == Address {
			r.t.put(p.found)
		}
	}
	all := r.names()
	for _, g := range all {
		r.t.put(g.found)
	}
	for _, g := range r.again(all) {
		r.t.put(g.found)
	}
}

// names reads organisations, then the persons beside them, then what a title alone shows.
func (r *reader) names() []guess {
	hidden := r.t
	r.t = r.v.cloneTaken(hidden)
	rules := r.v.room.guesses.take(32)[:0]
	take := func(lists ...[]guess) {
		for _, list := range lists {
			for _, g := range list {
				r.t.put(g.found)
			}
			rules = append(rules, list...)
		}
	}
	take(r.tableNames())
	take(r.cells())
	take(r.capitalised())
	take(r.orgs(), r.latinOrgs())
	take(r.fields())
	take(r.persons(), r.latinPersons())
	take(r.titled())
	take(r.context())
	r.t = hidden
	return r.decide(rules)
}

// titled reads persons before titles.
func (r *reader) titled() (out []guess) {
	v, titles := r.v, anyOf(titleStarts)
	for i := v.next(0, &titles); i < len(v.runes); i = v.next(i+1, &titles) {
		if f, ok := v.personBefore(i, r.t); ok && !r.t.any(f.from, f.to) {
			out = v.room.guesses.push(out, guess{f, Title, false})
			r.t.put(f)
		}
	}
	return out
}

// How likely the likeliest character or word of a span must be in a name for the span to be taken for one.
const (
	statedChance = 0.03 // where a rule is sure
	doubtChance  = 0.07 // where a rule doubts
	nameChance   = 0.18 // where no rule says so: for persons
	orgChance    = 0.10 // the same for all else
	partChance   = 0.75 // for what rules or lists of words would cut off
	sureChance   = 0.75 // from here on the lists of words that name nobody are not asked
	edgeChance   = 0.1  // below, what stands at either end of a rule's span is none of it
)

// decide joins what the rules and the tagger found. The tagger takes away what it sees nothing in, and cuts what rules took too much.
func (r *reader) decide(rules []guess) []guess {
	t := r.v.cloneTaken(r.t)
	out := r.v.room.guesses.take(len(rules) + 8)[:0]
	r.seen = r.sequence().read(r.tagger)
	s := &r.seen
	s.weigh()
	for _, g := range rules {
		if r.v.malware(g) {
			continue
		}
		least := float32(statedChance)
		if g.doubt {
			least = doubtChance
		}
		most, _ := s.chance(g.from, g.to)
		if most < least {
			continue
		}
		if most > sureChance {
			g = s.edged(g)
		}
		out = append(out, g)
		t.put(g.found)
	}
	for _, g := range s.names() {
		_, mean := s.chance(g.from, g.to)
		if mean < sureChance {
			whole := g
			g = r.trimmed(g)
			if off, _ := s.chance(whole.from, g.from); off > partChance {
				g.from = whole.from
			}
		}
		if to := r.stationEnd(g); to > 0 {
			g.kind, g.to = Place, to
		}
		switch {
		case t.all(g.from, g.to) || r.known(g) || r.v.malware(g) || mean < sureChance && r.nobody(g):
		case g.kind != Name && g.kind != Org:
			r.others = append(r.others, g)
		default:
			out = r.pieces(g, t, out)
		}
	}
	for _, g := range r.speakers() {
		if !t.any(g.from, g.to) {
			out = append(out, g)
			t.cover(g.from, g.to)
		}
	}
	return out
}

// pieces appends what of a guess of the tagger's nothing else has taken, single characters only if it is rather sure of them, and marks it taken.
func (r *reader) pieces(g guess, t *taken, out []guess) []guess {
	whole := g.found
	for from := whole.from; from < whole.to; {
		to := from + 1
		for to < whole.to && t.at(to) == t.at(from) {
			to++
		}
		if !t.at(from) {
			g.from, g.to = from, to
			most, mean := r.seen.chance(from, to)
			if notLatinNames.has(r.v.word(from, to)) {
				from = to
				continue
			}
			if g.found == whole || to-from > 1 && most > nameChance && !r.v.crumb(from, to) || mean > partChance && r.v.script[from] != sign {
				out = append(out, g)
			}
		}
		from = to
	}
	t.cover(whole.from, whole.to)
	return out
}

// stationTails end the name of a place that people meet at.
var stationTails = newEndings([]string{"駅", "駅前", "駅近く", "港", "空港", "インター", "交差点", "海岸", "峠"})

// stationEnd is where the name of a station or the like ends that a guess is, or begins; 0 for other guesses.
func (r *reader) stationEnd(g guess) int {
	v := r.v
	if g.kind != Name && g.kind != Org {
		return 0
	}
	if g.kind == Org && stationTails.ends(v, g.to) > 0 {
		return g.to
	}
	for to := g.to; to < len(v.runes) && to <= g.to+2 && v.script[to] == han && !v.gap(to) && v.has(to, titles) == 0; to++ { // 三笠 of 三笠台駅前
		if n := stationTails.starts(v, to); n > 0 && v.nameEnds(to+n) {
			return to
		}
	}
	return 0
}

// Words that everybody knows, and words that name nobody.
var (
	everybodyKnows = union(vendors, wellKnown, generic, notPeopleSet)
	namesNobody    = union(everybodyKnows, ordinaryWords, tradeVocabulary, text2region)
)

// known tells whether a guess is somebody everybody knows, with a company form or without, or a word of the trade in katakana: ウィンドウ.
func (r *reader) known(g guess) bool {
	g = r.withoutForm(g)
	word := r.v.word(g.from, g.to)
	in := allLists.find(word)
	return in.meets(everybodyKnows.lists) || r.v.script[g.from] == kata && in.meets(ordinaryWords.lists)
}

// withoutForm is a guess without a company form before it and behind it.
func (r *reader) withoutForm(g guess) guess {
	v := r.v
	if n := formStarts.starts(v, g.from); n > 0 && g.from+n < g.to {
		g.from += n
	}
	if n := formStarts.ends(v, g.to); n > 0 && g.to-n > g.from {
		g.to -= n
	}
	return g
}

// nobody tells whether every word of what the tagger takes for a name is one of the lists of words that name nobody.
func (r *reader) nobody(g guess) bool {
	v := r.v
	g = r.withoutForm(g)
	word := v.word(g.from, g.to)
	switch {
	case g.kind == Org && siteWords.ends(v, g.to) > 0 && r.onlyPlaces(g.from, g.to-siteWords.ends(v, g.to)):
		return true
	case g.kind == Name && v.script[g.to-1] == han && !v.gap(g.to) && g.to < len(v.runes) && strings.ContainsRune("町村川駅橋", v.runes[g.to]):
		return true
	case g.kind == Name && g.from > 0 && v.script[g.from-1] == han && v.script[g.from] == han && !v.gap(g.from) && strings.ContainsRune("町村川橋", v.runes[g.to-1]) && !leads.has(v.runes[g.from-1]) && !r.t.at(g.from-1): // 大高橋町
		return true
	case g.kind == Name && g.to-g.from == 1 && g.from > 0 && v.script[g.from] == han && v.script[g.from-1] == han && !v.gap(g.from) && !leads.has(v.runes[g.from-1]) && !r.t.at(g.from-1): // 府警察
		return true
	case namesNobody.has(word) || g.kind != Place && places.has(word):
		return true
	case latinTitles.has(word) || v.crumb(g.from, g.to) && g.to-g.from < 4 && v.script[g.from] != hira:
		return true
	case titleSet.starts(v, g.from) == g.to-g.from || formStarts.starts(v, g.from) == g.to-g.from || roleWords.starts(v, g.from) == g.to-g.from:
		return true
	case v.script[g.from] == kata && v.script[g.to-1] == kata:
		return r.builtOfWords(g.from, g.to)
	case v.script[g.from] == latin && g.kind != Dept:
		for _, w := range strings.FieldsFunc(word, func(c rune) bool { return c < 'a' || c > 'z' }) {
			if !everydayLatin.has(w) && !latinTitles.has(w) {
				return false
			}
		}
		return len(strings.Fields(v.src[v.start[g.from]:v.end[g.to-1]])) == 1
	}
	return false
}

// notAgain are words that may be names only where something shows it.
var notAgain = union(gazetteer, generic, notPeopleSet, vendors)

// mostAgain is how many runes a name has that is sought once more.
const mostAgain = 60

// again finds the guessed names, and the heads of long ones, where they stand in the same text without form or title.
func (r *reader) again(guesses []guess) []guess {
	v := r.v
	var aFewWords [16]string
	var aFewKinds [16]Kind
	words, kinds := aFewWords[:0], aFewKinds[:0]
	add := func(w string, k Kind) {
		least := 2
		if all(w, isKana) {
			least = 3
		}
		if n := utf8.RuneCountInString(w); n >= least && n <= mostAgain && !slices.Contains(words, w) && !notAgain.has(w) {
			words, kinds = append(words, w), append(kinds, k)
		}
	}
	for _, g := range guesses {
		for g.kind == Org && g.from < g.to && v.has(g.from, formWords) > 0 {
			g.from += v.has(g.from, formWords)
		}
		for g.kind == Org && g.from < g.to && v.endsWith(g.to, formWords) > 0 {
			g.to -= v.endsWith(g.to, formWords)
		}
		if g.from >= g.to {
			continue
		}
		w := v.word(g.from, g.to)
		add(w, g.kind)
		if g.kind == Org {
			add(tradeHead(w), Org)
			continue
		}
		for j := r.at(g.from); j < len(r.toks) && r.toks[j].to < g.to; j++ { // the surname of a whole name
			if r.toks[j].class == surnameClass && r.toks[j].from == g.from {
				add(r.text(r.toks[j]), Name)
			}
		}
	}
	if len(words) == 0 {
		return nil
	}
	var out []guess
	for _, h := range newSought(words).findInto(v.room.hits.take(16)[:0], v.runes) {
		if !r.t.any(h.from, h.to) && v.allows(h.from, h.to, Term{Kind: kinds[h.word], Need: Word}, r.t) {
			out = v.room.guesses.push(out, guess{found{h.from, h.to, kinds[h.word], NoParty}, Again, true})
		}
	}
	return out
}

// formStands keeps Latin forms to words of their own: the inc of incident is none.
func (v *view) formStands(i, n int) bool {
	return v.script[i] != latin || (v.gap(i) || v.script[i-1] != latin) && (v.gap(i+n) || v.script[i+n] != latin)
}

// orgBeside reads the name after a form, or else before it; of two the one without a gap.
func (v *view) orgBeside(from, to int, t *taken) []found {
	start := v.nameStart(from, t)
	for n := leadIn.starts(v, start); n > 0 && start+n <= from; n = leadIn.starts(v, start) {
		start += n
	}
	before := from-start >= 2 && !v.known(start, from) && !v.lineEdge(from) && !generic.has(v.word(start, from))
	after, end := false, to
	if v.script[to-1] != latin && !v.lineEdge(to) {
		end = v.nameEnd(to, t)
		end -= v.endsWith(end, honorificTails)
		after = !v.known(to, end) && (end-to >= 2 && deptMarks.ends(v, end) == 0 || end-to >= 4 && !v.gap(to))
	}
	if before && to < len(v.runes) && v.script[to] == hira && !v.gap(to) && strings.ContainsRune("とはがをにでのへもや", v.runes[to]) {
		after = false
	}
	switch {
	case after && !(before && (v.gap(to) && !v.gap(from) || v.script[from] != latin && !v.gap(from) && v.script[from-1] != hira && !v.gap(start) && start > 0 && v.script[start-1] == sign)):
		return []found{{from, end, Org, NoParty}}
	case before:
		return []found{{start, to, Org, NoParty}}
	}
	return nil
}

var kodomo = newWords("ども")

var honorificTails = newWords("様", "殿", "御中", "社長", "会長", "部長", "課長", "担当", "担当者", "本社", "支社", "支店", "営業所", "工場", "側", "宛", "内", "製", "社員", "従業員", "代表", "代表取締役")

// known tells whether runes name a company everybody knows.
func (v *view) known(from, to int) bool { return vendors.has(v.word(from, to)) }

// nameEnd is where a name that begins at i ends: kanji, katakana and Latin go together, hiragana only as its beginning, where it may hold a の before a
// kanji: こもれびの森.
func (v *view) nameEnd(i int, t *taken) int {
	from := i
	if i < len(v.runes) && v.script[i] == hira && strings.ContainsRune("のはがをにでともへやかだなっ", v.runes[i]) && (i+1 >= len(v.runes) || v.script[i+1] != hira) {
		return i
	}
	for i < len(v.runes) && i-from < 12 && v.script[i] == hira && (i == from || !v.gap(i)) && !t.at(i) && !(i > from && strings.ContainsRune("はがをに", v.runes[i]) && (i+1 >= len(v.runes) || v.script[i+1] != hira)) {
		if v.runes[i] == 'の' && i > from && i+1 < len(v.runes) && (v.script[i+1] != han || i+2 < len(v.runes) && v.script[i+2] == han) {
			break
		}
		i++
	}
	for i < len(v.runes) && i-from < 24 && (v.inName(i) || i > from && v.runes[i-1] == '子' && v.has(i, kodomo) > 0 || i > from+1 && v.runes[i-2] == '子' && v.has(i-1, kodomo) > 0 || v.script[i] == latin || v.runes[i] == '-' && i > from && v.script[i-1] == latin && i+1 < len(v.runes) && v.script[i+1] == latin) && !t.at(i) && (i == from || !v.gap(i)) {
		i++
	}
	if i > from && i < len(v.runes) && i-from < 16 && v.script[i] == hira && v.script[i-1] != hira && !t.at(i) { // 子ども食堂ぽかぽか, アトリエひまわり
		k := i
		for k < len(v.runes) && k-i < 6 && v.script[k] == hira && !v.gap(k) {
			k++
		}
		if k-i >= 3 && !strings.ContainsRune("のはがをにでともへやかだなっさよまし", v.runes[i]) && (k >= len(v.runes) || v.gap(k) || v.script[k] == sign || v.script[k] != hira) {
			for e := i + 3; e <= k; e++ {
				if e == k || strings.ContainsRune("のはがをに", v.runes[e]) {
					return e
				}
			}
		}
	}
	return i
}

func (v *view) nameStart(i int, t *taken) int {
	to := i
	for i > 0 && to-i < 24 && v.inName(i-1) && !t.at(i-1) && (i == to || !v.gap(i)) {
		i--
	}
	for i < to && v.runes[i] == '・' {
		i++
	}
	return i
}

func (v *view) inName(i int) bool {
	return v.script[i] == han || v.script[i] == kata || v.script[i] == latin || v.runes[i] == '・' || v.runes[i] == '&'
}

var (
	politeTitles = newWords("さん", "さま", "様", "氏", "殿", "くん")
	postTitles   = newWords("社長", "副社長", "会長", "専務", "常務", "部長", "副部長", "本部長", "次長", "課長", "課長補佐", "係長", "室長", "班長", "所長", "支店長", "店長", "局長", "院長", "校長",
		"専務理事", "看護部長", "事務局長", "副会長", "副本部長", "副所長", "副院長", "副校長", "教頭", "監査役", "取締役", "税理士", "司法書士", "行政書士", "弁護士", "会計士", "薬剤師", "教諭", "技師", "所員", "書記長", "住職", "研究員", "議員", "署長", "園長", "学長", "工場長", "館長", "主任", "主査", "教授", "准教授", "先生", "理事長", "理事")
	selfIntro    = newWords("と申します", "と申し", "ともうします")
	titleStarts  = newWordSet(slices.Concat(politeTitles.words, postTitles.words, selfIntro.words))
	notAfterSama = "子式々態相似変様"
)

// personBefore reads a name right before one of titleStarts at rune i: a title or a self-introduction.
func (v *view) personBefore(i int, t *taken) (found, bool) {
	if t.at(i) {
		return found{}, false
	}
	limit := 0
	switch {
	case v.has(i, politeTitles) > 0:
		n := v.has(i, politeTitles)
		if v.script[i] == kata && i > 0 && v.script[i-1] == kata && !v.gap(i) { // トークン
			return found{}, false
		}
		next := i + n
		if v.script[i] == han && next < len(v.runes) && (strings.ContainsRune(notAfterSama, v.runes[next]) || v.runes[i] == '氏' && v.runes[next] == '名' || v.runes[i] == '殿' && v.script[next] == han) {
			return found{}, false
		}
		limit = 6
	case v.has(i, postTitles) > 0, v.has(i, selfIntro) > 0:
		limit = 4
	default:
		return found{}, false
	}
	return v.surnameBefore(i, limit, t)
}

// surnameBefore takes the kanji or katakana right before rune i as a name, without the words of a department or role before them.
func (v *view) surnameBefore(i, limit int, t *taken) (found, bool) {
	if i == 0 || v.fieldEdge(i) || v.script[i-1] != han && v.script[i-1] != kata {
		return found{}, false
	}
	start := i
	for start > 0 && v.script[start-1] == v.script[i-1] && !t.at(start-1) && (start == i || !v.gap(start)) {
		start--
	}
	if v.script[i-1] == kata {
		word := v.word(start, i)
		if n := i - start; n < 2 || n > 8 || notPeopleSet.has(v.word(start, i)) || strings.HasSuffix(word, "しすてむ") {
			return found{}, false
		}
		return found{start, i, Name, NoParty}, true
	}
	for again := true; again && start < i; {
		again = false
		if n := v.has(start, notPeople); n > 0 && start+n <= i && (start+n < i || notPeopleSet.has(v.word(start, i))) && (n > 1 || i-start > 3) {
			start, again = start+n, true
		}
	}
	for k := i - 2; k >= start; k-- { // 総務課鏡沼さん
		if strings.ContainsRune("課部係室班社局", v.runes[k]) {
			start = k + 1
			break
		}
	}
	if v.runes[i-1] == '副' || v.runes[i-1] == '本' && i-start > 2 {
		i--
	}
	n := i - start
	if n < 1 || n > limit || notPeopleSet.has(v.word(start, i)) || n == 1 && !surnames[v.runes[start]] || strings.ContainsRune("者員人業先社店課部係室班局屋校院署所市県区町村国省庁用性客", v.runes[i-1]) {
		return found{}, false
	}
	return found{start, i, Name, NoParty}, true
}

// surnames of one kanji that are common enough to be one before さん.
var surnames = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range "林森原星関岡堀岸谷島浜橋南北東西角金泉池滝沢畑坂辻堤丘菅桂柳榎楠柴柏桑栗梶椎槇榊乾巽旭宮城平湊渚岬峰嶺黒白赤青緑" {
		m[r] = true
	}
	return m
}()
