package mask

import "strings"

// context reads names by the words before and behind them: whom somebody works for or with, what is run under a name, who stands in a row of names.
func (r *reader) context() []guess {
	v := r.v
	var out []guess
	add := func(from, to int, k Kind, reason Reason) {
		if from < to && !r.t.any(from, to) {
			out = v.room.guesses.push(out, guess{found{from, to, k, NoParty}, reason, true})
			r.t.put(found{from, to, k, NoParty})
		}
	}
	for _, at := range v.ends {
		if !v.ending[at].meets(&contextWords) {
			continue
		}
		if at == 1 || !labelTies.has(v.runes[at-1]) {
			r.behind(at, at, add)
		}
		if labelTies.has(v.runeAt(at)) {
			r.behind(at, at+1, add)
		}
	}
	polite := v.says(politeStarts)
	for i, c := range v.runes {
		if polite && i > 0 && v.starting[i].has(politeStarts) && !r.t.at(i-1) && v.script[i-1] != sign {
			if from := r.politeHead(i); from < i {
				add(from, i, Org, Title)
			}
		}
		if c == 'の' && i > 2 && i+1 < len(v.runes) && r.t.at(i+1) && !r.t.at(i-1) && v.inName(i-1) { // 日東計測サービスの久米川
			from := v.nameStart(i, r.t)
			for n := max(leadIn.starts(v, from), roleWords.starts(v, from)); n > 0 && from+n <= i; n = max(leadIn.starts(v, from), roleWords.starts(v, from)) {
				from += n
			}
			if i-from >= 3 && i-from <= 20 && !r.ordinary(from, i) && roleWords.ends(v, i) == 0 && r.named(from, i) && !cityNames.has(v.word(from, i)) {
				add(from, i, Org, Context)
			}
		}
	}
	r.asides(func(from, to int, k Kind, reason Reason) { // plain enough without the tagger's word
		if n := len(out); from < to && !r.t.any(from, to) {
			if add(from, to, k, reason); len(out) > n {
				out[n].doubt = false
			}
		}
	})
	r.rows(add)
	return out
}

// contextWords are what stands before a name that context finds first; all that ends as a department does ends in one of deptMarks.
var contextWords = anyOf(orgRoles, roleWords, deptMarks)

// labelTies stand between such a word and the name.
var labelTies = newRunes("のは:(・")

var (
	orgRoles     = newEndings([]string{"委託先", "再委託先", "保守", "保守業者", "保守ベンダ", "保守会社", "取引先", "仕入先", "得意先", "納入先", "ベンダ", "ベンダー", "業者", "親会社", "子会社", "孫会社", "関連会社", "グループ会社", "協力会社", "管理会社", "制作会社", "運営会社", "調査会社", "開発会社", "警備会社", "印刷会社", "出入り", "発注者", "受注者", "発注先", "元請", "元請け", "下請", "下請け", "決済", "決済代行", "サイト制作", "制作", "開発元", "販売元", "運営元", "届出者", "当社", "弊社", "当院", "当方", "自社", "当店", "本校", "当法人", "当団体", "屋号", "社名", "勤務先", "所属", "通報者", "契約先", "提携先", "発端", "顧問先", "加盟店", "代理店", "被害組織", "被害者", "フリースクール", "通販", "店名", "サイト名", "依頼元", "依頼先", "派遣元", "派遣先", "出向先", "バイト先", "アルバイト先", "納品先", "外注", "外注先", "監視", "運営は", "運営"})
	politeStarts = newWords("さん", "様", "御中", "さま")
	oneKanji     = func() map[rune]bool {
		m := map[rune]bool{}
		for _, c := range "湊轟橘段東西南北林森原星関岡堀岸谷島浜橋泉池滝沢畑坂辻堤菅桂柳榎楠柴柏桑栗梶椎榊乾巽旭平渚峰黒白赤青緑錦境宝幸塚丹伴滑奥長壇鎌鍋鍬釜仲昌城鴨鮎鯨亀鶴鷲鷹鳥熊猪鹿狩牧蔦芦葛菊椿椋槙樋樫檜欅藤萩荻蕪薄篠笹竹筒籠簗糸絹綾綱織羽翁" {
			m[c] = true
		}
		return m
	}()
)

// behind reads a name at rune i behind a word that ends at rune at.
func (r *reader) behind(at, i int, add func(from, to int, k Kind, reason Reason)) {
	v := r.v
	if i >= len(v.runes) || r.t.at(i) || v.script[i] == sign || v.script[i] == latin && v.script[i-1] == latin && !v.gap(i) {
		return
	}
	if n := orgRoles.ends(v, at); n > 0 && v.labelBegins(at-n) {
		if to := r.runEnd(i, 20); to-i >= 2 && !r.ordinary(i, to) && r.stands(to) && (at < i || v.gap(i)) {
			add(i, to, Org, Context)
			return
		}
	}
	if v.script[i] == han && (at < i || v.gap(i) || v.script[i-1] == han) && (roleWords.ends(v, at) > 0 || at < i && deptMarks.ends(v, at) > 1) {
		if to := r.surnameRun(i); to > i {
			add(i, to, Name, Context)
		}
	}
}

// runEnd is where a run of name letters from rune i ends, at most n runes on.
func (r *reader) runEnd(i, n int) int {
	end := r.v.nameEnd(i, r.t)
	if end-i > n {
		return i
	}
	return end
}

// stands tells whether a name may end at a rune: a particle, a sign, a gap or a title follows.
func (r *reader) stands(to int) bool {
	v := r.v
	return v.gap(to) || v.script[to] == sign || v.has(to, honorifics) > 0 || v.script[to] == hira && strings.ContainsRune("のがはをにともでやへかま", v.runes[to])
}

// surnameRun reads one to four kanji, with a の or ノ between where two kanji follow a single one, that are no ordinary word and after which somebody
// acts or is acted on; i where there are none.
func (r *reader) surnameRun(i int) int {
	v := r.v
	to := i
	for to < len(v.runes) && to-i < 5 && v.script[to] == han && (to == i || !v.gap(to)) && !r.t.at(to) && v.has(to, titles) == 0 {
		to++
	}
	if to-i == 1 && to+1 < len(v.runes) && v.runes[to] == 'の' && v.script[to+1] == han && r.is(r.at(i), nounClass, properClass, regionClass) && r.actsAfter(to+2) {
		return to + 2 // 郷の江
	}
	if to-i > 4 || to == i || !r.actsAfter(to) && v.has(to, titles) == 0 && v.has(to, follows) == 0 || v.runeAt(to) == 'の' && v.runeAt(to+1) != '分' && to-i < 2 {
		return i
	}
	if to-i == 1 {
		if oneKanji[v.runes[i]] && to < len(v.runes) && (strings.ContainsRune("がはにとも", v.runes[to]) || v.has(to, intro) > 0) {
			return to
		}
		return i
	}
	word := v.word(i, to)
	first := r.at(i)
	if generic.has(word) || notPeopleSet.has(word) || notDepts.has(word) || text2region.has(word) || deptMarks.ends(v, to) > 0 || roleWords.ends(v, to) > 0 || institutions.ends(v, to) > 0 || strongTrade.ends(v, to) > 0 || first >= len(r.toks) || r.toks[first].from != i {
		return i
	}
	names, single, pieces := false, 0, 0
	for j := first; j < len(r.toks) && r.toks[j].from < to; j++ {
		pieces++
		switch {
		case r.is(j, surnameClass, regionClass, unknownClass, properClass, givenClass, personClass):
			names = true
		case r.length(j) == 1:
			if single++; pieces == 1 && r.is(j, prefixClass) || r.toks[j].to == to && r.is(j, suffixClass, areaClass) {
				return i
			}
		default:
			if r.is(j, nounClass) && pieces == 1 && r.toks[j].to == to && !wordList().knows(word, surnameClass) {
				return i
			}
		}
		if r.is(j, otherClass) && pieces > 1 || r.toks[j].to > to {
			return i
		}
	}
	if names || single > 0 || wordList().knows(r.spelled(i, to), surnameClass) {
		return to
	}
	return i
}

// politeHead goes back from さん, 様 and 御中 over a name of mixed writing.
func (r *reader) politeHead(i int) int {
	v := r.v
	if v.script[i-1] == hira { // くぼぞのさん at the beginning of a sentence or field
		from := i
		for from > 0 && i-from < 7 && v.script[from-1] == hira && !(v.gap(from) && !v.gap(i)) && !r.t.at(from-1) {
			from--
		}
		if n := i - from; n >= 3 && n <= 6 && (from == 0 || v.script[from-1] == sign || v.gap(from)) && !kanaWords.has(v.word(from, i)) && !notPeopleSet.has(v.word(from, i)) && !strings.HasPrefix(v.word(from, i), "お") && !strings.HasPrefix(v.word(from, i), "ご") {
			return from
		}
		return i
	}
	from := v.nameStart(i, r.t)
	for n := max(leadIn.starts(v, from), roleWords.starts(v, from)); n > 0 && from+n <= i; n = max(leadIn.starts(v, from), roleWords.starts(v, from)) {
		from += n
	}
	if i-from < 3 || i-from > 20 || r.ordinary(from, i) || !r.named(from, i) || roleWords.ends(v, i) > 0 || v.script[i-1] == latin && r.v.runes[i] == '様' {
		return i
	}
	return from
}

var kanaWords = set(strings.Fields("たくさん みなさん おかあさん おとうさん おにいさん おねえさん おじさん おばさん あかちゃん いろいろ みなみな それぞれ おつかれ ごくろう みんな いくつも さまざま もう もっと どなた おまわり おすもう"))

// rows takes the other cells of a row of names: 尾崎、五味、Park.
func (r *reader) rows(add func(from, to int, k Kind, reason Reason)) {
	v := r.v
	list := append(v.room.founds.take(len(r.t.list) + 8)[:0], r.t.list...)
	for n := 0; n < len(list) && n < 100_000; n++ {
		f := list[n]
		if f.kind != Name && f.kind != Org {
			continue
		}
		to := f.to
		if to >= len(v.runes) || !strings.ContainsRune("、・,/", v.runes[to]) || to+1 >= len(v.runes) || r.t.at(to+1) {
			continue
		}
		from := to + 1
		end := from
		for end < len(v.runes) && end-from < 12 && (v.inName(end) && v.runes[end] != '・') && !v.lineEdge(end) && !r.t.at(end) {
			end++
		}
		if end-from < 2 && !oneKanji[v.runeAt(from)] || end-from > 11 || end == from || r.ordinary(from, end) || !(v.gap(end) || v.script[end] == sign || v.has(end, honorifics) > 0 || v.script[end] == hira && strings.ContainsRune("のがはをにと", v.runes[end])) || !r.named(from, end) && !wordList().knows(r.spelled(from, end), surnameClass, givenClass) || f.kind == Name && end-from > 6 && v.script[from] == han {
			continue
		}
		if word := v.word(from, end); cityNames.has(word) && f.kind == Org || latinTrade.has(word) || prefectureNames.has(word) {
			continue
		}
		add(from, end, f.kind, Context)
		list = append(list, found{from, end, f.kind, NoParty})
	}
}
