package mask

import "strings"

// What single words beside a name give away: whose relative somebody is, what a bracket says a name is, a polite word behind Latin letters, a kanji that
// is hardly ever anything but a surname.

var (
	kinWords = newEndings([]string{"夫の", "妻の", "父の", "母の", "兄の", "弟の", "姉の", "妹の", "息子の", "娘の", "長男の", "次男の", "三男の", "長女の", "次女の", "三女の", "祖父の", "祖母の", "孫の", "叔父の", "叔母の", "伯父の", "伯母の", "甥の", "姪の", "義父の", "義母の", "義兄の", "義弟の", "義姉の", "義妹の", "従兄の", "従妹の", "いとこの", "嫁の", "婿の", "友人の", "知人の", "同級生の", "同僚の", "先輩の", "後輩の", "恋人の", "婚約者の", "隣人の", "大家の", "家主の", "元夫の", "元妻の", "内縁の"})
	kinNots  = set(strings.Fields("もの こと ため ほう とき よう うち はなし 話 件 方 分 者 家 名 名義 端末 携帯 電話 職場 会社 口座 部屋 実家 自宅 代理 代 紹介 友人 名前 車 机 席 勧め 指示 相談 介護 世話 部下 上司 家族 親 子 母 父 兄 弟 姉 妹 夫 妻 写真 スマホ パソコン アカウント カード メール パスワード 勤務 遺産 葬儀 店 借金 入院 年金 保険 皆 みんな 人 男 女 男性 女性 娘 息子 友達 知人 二人 三人 一人 誰 たち ところ"))
	// aloneKanji are surnames of one kanji that are rarely a word of their own in a report.
	aloneKanji = newRunes("簗圷垰檀杢篁鵤椚硲鎹樗莇蛯筧榊鏑鵜鴫雫畷粟蓮轡辷垣楢樺櫟櫨蔀蕨薊蘆藺蜷蟹誉諏迫辰逵遠酉釼鎗鎰闞靭靱鞆鞍韮頴鮎鯰鰐鵬鷺鷲鸙麿黛巽乾旭薮藪橘榎楠椋槇樋桝枡栃柊柚曽彭尹呉劉崔姜鄭曺")
	// saidTails end what a bracket behind a name says it is.
	saidTails   = newEndings([]string{"会社", "業者", "商社", "メーカー", "病院", "施設", "塾", "団体", "事業所", "代理店", "ベンダー", "ベンダ", "支援b型", "支援a型", "美容室", "飲食店", "居酒屋", "小売店", "ec業者", "工務店", "保育園", "幼稚園", "学校", "教室", "旅館", "ホテル", "薬局", "歯科", "医院", "クリニック", "劇団", "出版社", "編集部", "商店", "取引先", "委託先", "再委託先", "元請", "下請", "仕入先", "得意先", "農園", "不動産", "写真館", "食堂", "カフェ", "パン屋", "花屋", "本屋", "雑貨店", "美容院", "整骨院", "寺", "神社", "教会", "組合", "協会", "財団", "法人", "社団", "同業", "子会社", "親会社", "関連会社", "グループ会社", "売店", "印刷所", "新聞社", "雑誌社", "放送局"})
	notSaid     = set(strings.Fields("当社 弊社 自社 他社 各社 同社 本社 支社 会社 業者 店 病院 施設 団体 取引先 委託先 先方 当方 上記 下記 同 相手 以下"))
	politeLatin = newWords("さん", "様", "さま", "氏", "殿", "くん", "君", "ちゃん", "先生")
)

// asideSigns are the runes that a name stands beside, or that are one.
var asideSigns = func() *sieve {
	s := newSieve("(")
	for _, r := range aloneKanji.list {
		s.add(r)
	}
	return s
}()

// asides finds such names.
func (r *reader) asides(add func(from, to int, k Kind, reason Reason)) {
	v := r.v
	kin, polite := v.says(kinWords), v.says(politeLatin)
	for i := 1; i < len(v.runes); i++ {
		c := v.runes[i]
		if !asideSigns.may(c) && !(kin && v.runes[i-1] == 'の') && !(polite && v.starting[i].has(politeLatin)) {
			continue
		}
		switch {
		case kin && v.runes[i-1] == 'の' && kinWords.ends(v, i) > 0 && v.labelBegins(i-kinWords.ends(v, i)):
			if to := r.kinEnd(i); to > i {
				add(i, to, Name, Context)
			}
		case c == '(':
			r.bracket(i, add)
		case v.script[i] == han && (v.script[i-1] != han || v.gap(i)) && aloneKanji.has(c) && r.alone(i):
			add(i, i+1, Name, Context)
		case polite && v.script[i-1] == latin && v.script[i] != latin && v.has(i, politeLatin) > 0:
			if from := r.latinBack(i); from < i {
				add(from, i, Name, Title)
			}
		}
	}
	if len(v.runes) > 1 && aloneKanji.has(v.runes[0]) && r.alone(0) {
		add(0, 1, Name, Context)
	}
}

// kinEnd is where a given name behind 姪の and the like ends; from itself where none stands.
func (r *reader) kinEnd(from int) int {
	v := r.v
	to := from
	for to < len(v.runes) && to-from < 6 && v.script[to] == v.script[from] && v.script[to] != sign && v.script[to] != latin && (to == from || !v.gap(to)) && v.has(to, politeTitles) == 0 {
		if v.script[to] == hira && to-from >= 2 && strings.ContainsRune("がはにもとをのでへ", v.runes[to]) {
			break
		}
		to++
	}
	most, least := 3, 1
	if v.script[from] != han {
		most, least = 5, 2
	}
	word := v.word(from, to)
	if n := to - from; n < least || n > most || kinNots.has(word) || generic.has(word) || notPeopleSet.has(word) || ordinaryWords.has(word) || vendors.has(word) || !r.actsAfter(to) && v.has(to, politeTitles) == 0 || v.runeAt(to) == 'の' && n == 1 {
		return from
	}
	if v.script[from] == han && r.at(from) < len(r.toks) {
		if k := r.toks[r.at(from)]; k.from == from && k.to == to && r.is(r.at(from), nounClass) && to-from >= 2 && !wordList().knows(r.spelled(from, to), givenClass, surnameClass) {
			return from
		}
	}
	return to
}

// bracket takes the name before （清掃会社）, or a given name of one kanji in brackets behind a surname.
func (r *reader) bracket(i int, add func(from, to int, k Kind, reason Reason)) {
	v := r.v
	if i+2 < len(v.runes) && v.runes[i+2] == ')' && v.script[i+1] == han && r.t.at(i-1) && strings.ContainsRune(givenRunes, v.runes[i+1]) { // 上田(晃)
		add(i+1, i+2, Name, Context)
		return
	}
	end := i + 1
	for end < len(v.runes) && end-i < 22 && v.runes[end] != ')' && v.runes[end] != '(' && !v.lineEdge(end) {
		end++
	}
	if end >= len(v.runes) || v.runes[end] != ')' || end-i < 2 {
		return
	}
	if saidTails.ends(v, end) > 0 && !notSaid.has(v.word(i+1, end)) && !strings.ContainsRune(v.word(i+1, end), 'の') && v.script[i-1] != sign {
		from := i
		for from > 0 && i-from < 18 && (v.inName(from-1) || v.script[from-1] == hira && v.script[i-1] == hira || v.runes[from-1] == '-' || v.runes[from-1] == 'ー') && !r.t.at(from-1) && (from == i || !v.gap(from)) && !(v.script[from-1] == hira && strings.ContainsRune("のはがをにでとも", v.runes[from-1]) && (from < 2 || v.script[from-2] != hira)) {
			from--
		}
		if i-from >= 3 && (v.script[from] != latin || v.isCapital(from)) && !r.ordinary(from, i) && !r.everyday(from, i) || i-from >= 4 && v.script[from] == kata && v.script[i-1] == kata && !r.builtOfWords(from, i) {
			add(from, i, Org, Context)
		}
	}
}

// alone tells whether the kanji at rune i stands by itself as somebody who acts or is named.
func (r *reader) alone(i int) bool {
	v := r.v
	to := i + 1
	if to >= len(v.runes) {
		return true
	}
	return (v.gap(to) || v.script[to] != han && v.script[to] != kata || v.has(to, titles) > 0) && (v.script[to] == sign || v.gap(to) || strings.ContainsRune("はがにともへをでの", v.runes[to]) || v.has(to, titles) > 0 || v.has(to, intro) > 0)
}

// latinBack goes back from a polite word over one or two words of Latin letters that name somebody.
func (r *reader) latinBack(i int) int {
	v := r.v
	from := i
	for words := 0; words < 2; words++ {
		k := from
		for k > 0 && v.script[k-1] == latin && !isDigit(v.runes[k-1]) && (k == from || !v.gap(k)) {
			k--
		}
		word := v.word(k, from)
		if len(word) < 2 || k > 0 && !v.gap(k) && (v.script[k-1] == latin || strings.ContainsRune("@._-/\\&", v.runes[k-1])) || r.t.any(k, from) || latinTrade.has(word) || latinVocabulary.has(word) || vendors.has(word) || wellKnown.has(word) || englishWords.has(word) && !latinNames().given.has(word) || len(word) < 4 && v.isCapital(from-1) && v.isCapital(k) {
			break
		}
		from = k
		if from == 0 || !v.gap(from) || v.lineEdge(from) {
			break
		}
	}
	return from
}

// trimmed takes words off what the tagger found that are no part of a name: a particle at either end, a role before a surname or a company.
func (r *reader) trimmed(g guess) guess {
	v := r.v
	for range 3 {
		first := r.at(g.from)
		if first+1 >= len(r.toks) || r.toks[first].from != g.from {
			break
		}
		end := r.toks[first].to
		switch {
		case g.to-end < 2 || r.toks[first+1].from != end:
			return r.trimmedEnd(g)
		case r.script(first) == hira && r.is(first, particleClass) && v.script[end] != hira:
		case g.kind == Name && r.script(first) == han && r.is(first, nounClass, prefixClass) && r.is(first+1, surnameClass) && !r.is(first, surnameClass):
		case g.kind == Org && orgPrefixes.has(r.text(r.toks[first])) && g.to-end >= 3:
		default:
			return r.trimmedEnd(g)
		}
		g.from = end
	}
	return r.trimmedEnd(g)
}

var orgPrefixes = set(strings.Fields("発注 受注 下請 元請 元請け 下請け 事業会社 子会社 発端 一次 二次 老舗 現 旧 同 各 施工 検収 見積 納入 委託 再委託 請負 保守 監視 設置 販売 仲介 決済 通報 提供"))

func (r *reader) trimmedEnd(g guess) guess {
	v := r.v
	for range 2 {
		last := r.at(g.to - 1)
		if last >= len(r.toks) || r.toks[last].to != g.to || r.script(last) != hira || !r.is(last, particleClass) && r.text(r.toks[last]) != "です" || r.toks[last].from-g.from < 2 || v.script[r.toks[last].from-1] == hira {
			break
		}
		g.to = r.toks[last].from
	}
	return g
}

// crumb tells whether what is left of a name between others is no name by itself: a title, of, 's.
func (v *view) crumb(from, to int) bool {
	word := strings.Trim(v.word(from, to), ".,' ")
	if word == "" || word == "s" || links.has(word) && word != "the" || latinTitles.has(word) {
		return true
	}
	if n := to - from; v.has(from, titles) == n || v.has(from, honorifics) == n || v.has(from, formWords) == n {
		return true
	}
	return false
}
