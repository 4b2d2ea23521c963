package mask

import (
	"strings"
)

// orgs reads names of organisations: beside a company form, before the word of an institution or a trade, and those the dictionary knows.
func (r *reader) orgs() []guess {
	v := r.v
	var out []guess
	add := func(from, to int, reason Reason, doubt bool) {
		if to < len(v.runes) && v.gap(to) && !v.lineEdge(to) { // まごころ薬局 城北店
			for k := to + 2; k <= to+6 && k <= len(v.runes) && v.inName(k-1) && !v.gap(k-1); k++ {
				if branchWords.ends(v, k) > 0 && v.nameEnds(k) {
					to = k
					break
				}
			}
		}
		if to-from >= 2 && !r.t.all(from, to) {
			out = v.room.guesses.push(out, guess{found{from, to, Org, NoParty}, reason, doubt})
		}
	}
	for i := v.next(0, &orgWords); i < len(v.runes); i = v.next(i+1, &orgWords) {
		if n := formStarts.starts(v, i); n > 0 && !r.t.any(i, i+n) && v.formStands(i, n) {
			for _, f := range v.orgBeside(i, i+n, r.t) {
				add(f.from, f.to, CompanyForm, false)
			}
			i += n - 1
			continue
		}
		if v.script[i] != han && v.script[i] != kata {
			continue
		}
		if n := institutions.starts(v, i); n > 0 {
			if end := r.institutionEnd(i + n); end > 0 {
				if from := r.headStart(i); from < i && r.specific(from, i, true) {
					add(from, end, CompanyForm, false)
				}
				i = end - 1
				continue
			}
		}
		if n := strongTrade.starts(v, i); n > 0 && v.nameEnds(i+n) {
			if from := r.headStart(i); i-from >= 1 && (i-from >= 2 || r.is(r.at(from), surnameClass, unknownClass, nounClass) && r.starts(from) && oneKanji[v.runes[from]]) && (r.specific(from, i, false) || i-from >= 2 && !r.everyday(from, i)) && !(siteWords.starts(v, i) > 0 && r.onlyPlaces(from, i)) {
				add(from, i+n, CompanyForm, true)
				i += n - 1
				continue
			}
		}
		if n := weakTrade.starts(v, i); n > 0 && v.nameEnds(i+n) {
			if from := r.headStart(i); i-from >= 2 && (r.named(from, i) || v.script[from] == hira && v.script[i-1] == hira && i-from >= 3) && !generic.has(v.word(from, i+n)) && !(siteWords.starts(v, i) > 0 && r.onlyPlaces(from, i)) && !(v.script[from] == kata && r.kataOnly(from, i) && !r.hasNames(from, i) && softTrade.has(v.word(i, i+n))) {
				add(from, i+n, CompanyForm, true)
				i += n - 1
				continue
			}
		}
		if n := orgLeads.starts(v, i); n > 0 && (i == 0 || v.gap(i) || v.script[i-1] != v.script[i]) {
			if end := v.nameEnd(i+n, r.t); end-(i+n) >= 2 && !v.lineEdge(i+n) && (r.named(i+n, end) || v.script[i+n] == hira && end-(i+n) >= 3 || v.script[i+n] == kata && !r.ordinary(i+n, end)) {
				add(i, end, Context, true)
				i = end - 1
			}
		}
	}
	dots := v.holds('・')
	for i := 1; dots && i < len(v.runes); i++ {
		if v.runes[i] == '・' && v.script[i-1] == kata {
			i = r.dotted(i, add)
		}
	}
	for i := range r.toks {
		if from, to, ok := r.compoundName(i); ok && !r.t.any(from, to) {
			add(from, to, Dictionary, true)
			continue
		}
		if from, to, ok := r.company(i); ok {
			add(from, to, Dictionary, true)
		}
	}
	return out
}

// orgWords are what orgs begins at.
var orgWords = anyOf(formStarts, institutions, strongTrade, weakTrade, orgLeads)

var branchWords = newEndings([]string{"店", "支店", "本店", "校", "院", "支部", "営業所", "工場", "分院", "本院", "センター"})

// institutionEnd goes on over further words of an institution behind one: 大学 附属 病院, 小学校 PTA; 0 where the word goes on as something else.
func (r *reader) institutionEnd(i int) int {
	v := r.v
	for {
		at := i
		for _, w := range []*wordSet{orgTails, institutions} {
			if n := w.starts(v, i); n > 0 {
				i += n
				break
			}
		}
		if i == at {
			break
		}
	}
	if v.nameEnds(i) || v.gap(i) || v.script[i] == han {
		return i
	}
	return 0
}

var orgTails = newEndings([]string{"附属", "付属", "医学部", "工学部", "理学部", "文学部", "法学部", "経済学部", "薬学部", "農学部", "教育学部", "大学院", "研究科", "研究室", "研究所", "連合会", "本校", "分校", "総合", "中央", "本店", "本部", "本社", "支店", "支社", "支部", "支所", "営業所", "出張所", "工場", "事務局", "センター", "グループ", "県", "市"})

// nameEnds tells whether a name may end before rune i: other writing, a title, or a word that often follows one.
func (v *view) nameEnds(i int) bool {
	return v.gap(i) || v.script[i] != v.script[i-1] && v.script[i] != han && v.script[i] != kata || v.script[i] == sign || v.has(i, follows) > 0 || v.has(i, honorifics) > 0 ||
		v.has(i, titles) > 0 || v.has(i, honorificTails) > 0
}

// headStart goes back from rune i over what may be the head of an organisation's name.
func (r *reader) headStart(i int) int {
	v := r.v
	to := i
	for i > 0 && to-i < 20 && !v.fieldEdge(i) {
		if v.inName(i-1) && (i == to || !v.gap(i)) {
			if r.t.at(i - 1) {
				break
			}
			i--
			continue
		}
		if v.script[i-1] == hira { // みどり市立北小学校, さくら銀行: what the dictionary takes for a name, or all that stands in the field
			if from, ok := r.kanaHead(i); ok {
				i = from
				continue
			}
			if from := r.fieldHead(i); from < i {
				i = from
			} else if from := r.hiraHead(i); from < i {
				i = from
			}
		}
		break
	}
	for i < to {
		n := 0
		for _, w := range []*wordSet{leadIn, roleWords} {
			n = max(n, w.starts(v, i))
		}
		if n > 0 && (i+n == to || r.starts(i+n)) {
			i += n
			continue
		}
		if v.runes[i] == '・' {
			i++
			continue
		}
		break
	}
	return i
}

// leadIn are words that stand right before an organisation's name without being part of it.
var leadIn = newEndings([]string{"取引先", "仕入先", "得意先", "委託先", "再委託先", "提携先", "納入先", "顧客", "弊社", "当社", "同", "各", "元", "旧", "現", "他", "本", "当", "両", "某", "親会社", "子会社", "関連会社", "グループ会社", "協力会社", "業者", "保守業者", "攻撃者", "近隣", "地元", "県内", "市内", "都内", "大手", "老舗", "際", "後日", "翌日", "同日", "先日", "本日", "昨日", "今回", "現在", "以前", "一方", "際に"})

// fieldHead goes back to where a field begins when all between is short and in kana with at most one の: こもれびの森, 土佐塩の道.
func (r *reader) fieldHead(i int) int {
	v := r.v
	particles := 0
	for k := i; k > 0 && i-k <= 9; k-- {
		if k < i && (v.script[k-1] == sign || v.gap(k)) && !r.t.at(k) {
			if v.script[k] == hira && strings.ContainsRune("のはがをにでともへや", v.runes[k]) {
				return i
			}
			return k
		}
		if strings.ContainsRune("はがをにでともへや", v.runes[k-1]) && v.script[k-1] == hira && r.is(r.at(k-1), particleClass) || r.t.at(k-1) {
			return i
		}
		if v.runes[k-1] == 'の' {
			if particles++; particles > 1 || k < 2 || v.script[k-2] != hira && !(v.script[k-2] == han && (k == 2 || v.gap(k-2) || v.script[k-3] == sign)) {
				return i
			}
		}
		if k == 1 && i-1 <= 9 {
			return 0
		}
	}
	return i
}

// hiraHead goes back over hiragana that stands before the word of an institution and is no particle, verb or pronoun: むらさき of 先のむらさき幼稚園.
func (r *reader) hiraHead(i int) int {
	v := r.v
	if strings.ContainsRune("るたいなうすつぬむんのはがをにでとへもやらかだ", v.runes[i-1]) && !kanaNames.has(v.word(max(0, i-3), i)) {
		return i
	}
	from := i
	for from > 0 && i-from < 7 && v.script[from-1] == hira && (from == i || !v.gap(from)) && !strings.ContainsRune("のはがをにでとへ", v.runes[from-1]) && !r.t.at(from-1) {
		from--
	}
	if i-from < 3 || i-from > 6 || from > 0 && v.script[from-1] == han && !v.gap(from) || notKanaHeads.has(v.word(from, i)) {
		return i
	}
	return from
}

var (
	kanaNames    = set(strings.Fields("さくら みらい あおい くるみ みかん たんぽぽ ぞら そら ひなた ゆうひ かなた こころ なかま ぼたん りんご もみじ"))
	notKanaHeads = set(strings.Fields("ごと とき など まで から より ため その この あの どの ここ そこ あそこ どこ それ これ あれ または および ならびに ただし なお また さらに しかし そして それぞれ すべて あくまで おそらく かつ もし いずれ おり まま こと もの よう ほど くらい ぐらい だけ しか ばかり いわゆる"))
)

func (r *reader) kanaHead(i int) (int, bool) {
	j := r.at(i - 1)
	if j >= len(r.toks) || r.toks[j].to != i {
		return 0, false
	}
	k := r.toks[j]
	switch k.class {
	case regionClass, properClass, givenClass, surnameClass, companyClass, unknownClass:
		return k.from, k.to-k.from >= 2
	}
	return k.from, k.class == nounClass && k.to-k.from >= 3
}

// dotted takes words of katakana joined by middle dots, of which one at least is no word of the trade: a foreign name or a company's. It gives the end.
func (r *reader) dotted(i int, add func(from, to int, reason Reason, doubt bool)) int {
	v := r.v
	from, to := i, i
	for from > 0 && (v.script[from-1] == kata || v.runes[from-1] == '・') && !v.lineEdge(from) {
		from--
	}
	for to < len(v.runes) && (v.script[to] == kata || v.runes[to] == '・') && !v.lineEdge(to) {
		to++
	}
	parts := strings.Split(v.word(from, to), "・")
	odd := false
	for _, p := range parts {
		if len([]rune(p)) < 2 {
			return to
		}
		odd = odd || !notAnyName.has(p) && !tradeVocabulary.has(p)
	}
	known := true
	for j := r.at(from); j < len(r.toks) && r.toks[j].from < to; j++ {
		if r.is(j, unknownClass, givenClass, surnameClass, personClass, regionClass, companyClass, properClass) && !generic.has(r.text(r.toks[j])) && !tradeVocabulary.has(r.text(r.toks[j])) {
			known = false
		}
	}
	if odd && (!known || len(parts) == 2) && len(parts) <= 4 {
		add(from, to, Dictionary, true)
	}
	return to
}

// tradeVocabulary are words of katakana that texts about incidents join by middle dots.
var tradeVocabulary = set(strings.Fields(`インシデント レスポンス ブルートフォース パスワードリスト アタック クロスサイト スクリプティング インジェクション リバース プロキシ リモートデスクトップ プロトコル デスクトップ エクスプロイト キット ダウンローダ ローダ スティーラ ワイパー ルートキット スパイウェア アドウェア シェル スクリプト マクロ エクスプローラ ブラウザ クライアント ディレクトリ アクティブ コントローラ ドメインコントローラ オペレーション フォルダ ログ イベント アラート レポート テンプレート プラグイン テーマ フレームワーク ライブラリ ミドルウェア カーネル ファームウェア パッチ アップデート ハッシュ アドレス ポート パケット トラフィック トンネル アクセス コントロール ポリシー ルール フィルタ ホワイトリスト ブラックリスト サンドボックス スキャナ スキャン モニタ モニタリング エンドポイント ゲートウェイ ロードバランサ インスタンス コンテナ バケット ストレージ ボリューム スナップショット リストア リカバリ プリント スプーラ テスト コミュニティ コンテンツ マネジメント レジストリ レジストラ ホスティング メーリングリスト ニュースレター キャンペーン クリック フィード タブレット ノートパソコン スマートフォン カメラ センサ プリンタ スキャナ ファクス テレワーク リモートワーク ワクチン カーナビ ドライブ`))

// What is no name whole, and what is none as a piece of one.
var notAnyName, notPiece = union(generic, vendors, notPeopleSet), union(generic, vendors, tradeVocabulary, text2region)

// named tells whether the runes hold a word that is a name or that the dictionary lacks.
func (r *reader) named(from, to int) bool {
	if notAnyName.has(r.v.word(from, to)) {
		return false
	}
	single, pieces := 0, 0
	for i := r.at(from); i < len(r.toks) && r.toks[i].from < to; i++ {
		word := r.text(r.toks[i])
		pieces++
		switch r.toks[i].class {
		case surnameClass, givenClass, personClass, regionClass, companyClass, properClass, unknownClass:
			if !notPiece.has(word) {
				return true
			}
		case nounClass, suffixClass, prefixClass:
			if r.length(i) == 1 && r.script(i) == han && !strings.ContainsRune("本当同各他全両某御貴弊元旧現新前後別上下左右内外大小高低長短多少無不未非再最第", r.v.runes[r.toks[i].from]) {
				single++
			}
		}
	}
	letters := 0
	for i := from; i < to; i++ {
		if r.v.script[i] == latin && r.v.runes[i] > '9' {
			letters++
		}
	}
	return single >= 2 && single == pieces || pieces > 0 && r.v.script[from] == kata && to-from >= 3 && r.kataOnly(from, to) || letters >= 2 && letters == to-from && !tradeVocabulary.has(r.v.word(from, to)) && !latinVocabulary.has(string(r.v.runes[from:to]))
}

// softTrade are words that katakana of the trade stands before too often.
var softTrade = set([]string{"サービス", "システム", "データ", "ネット", "ネットワーク", "センター", "情報", "通信", "製品", "開発", "事業", "工場", "販売", "ショップ", "オンライン", "保守", "部品", "家", "屋", "店", "会", "本店", "機構", "市場", "公社", "販売所", "教室", "計画", "写真", "放送", "新聞", "通販", "モール", "基地", "空港"})

// hasNames tells whether a piece is a name or lacking in the dictionary.
func (r *reader) hasNames(from, to int) bool {
	for i := r.at(from); i < len(r.toks) && r.toks[i].from < to; i++ {
		if r.is(i, surnameClass, givenClass, personClass, regionClass, companyClass, properClass, unknownClass) {
			return true
		}
	}
	return false
}

// onlyPlaces tells whether the runes name places and nothing else: 川越 of 川越支店.
func (r *reader) onlyPlaces(from, to int) bool {
	for i := r.at(from); i < len(r.toks) && r.toks[i].from < to; i++ {
		if !r.is(i, regionClass, areaClass) && !cityNames.has(r.text(r.toks[i])) {
			return false
		}
	}
	return true
}

// kataOnly tells whether the runes are katakana that is no word of the trade.
func (r *reader) kataOnly(from, to int) bool {
	for i := from; i < to; i++ {
		if r.v.script[i] != kata {
			return false
		}
	}
	for i := r.at(from); i < len(r.toks) && r.toks[i].from < to; i++ {
		if w := r.text(r.toks[i]); generic.has(w) || vendors.has(w) || tradeVocabulary.has(w) || notPeopleSet.has(w) {
			return false
		}
	}
	return true
}

var latinVocabulary = set(strings.Fields("web it ict ip vpn dns smtp imap pop http https ssl tls rdp smb ssh ftp ec sns api os pc usb lan wan wifi wi-fi cpu gpu ad ldap sso mfa sql db nas san cms crm erp pos atm fax pdf csv html xml json url ddos dos c2 iot ot ics scada edr av ids ips utm waf siem soc csirt cve saas paas iaas id hp ai rpa ml qr sms mms line"))

// specific tells whether the runes name somebody in particular rather than a sort of organisation. Of an institution one rare kanji is enough; before
// a trade at least one piece must be a name or a word the dictionary lacks.
func (r *reader) specific(from, to int, institution bool) bool {
	if generic.has(r.v.word(from, to)) || text2region.has(string(r.v.runes[from:to])) && !institution {
		return false
	}
	letters, named, pieces, plain, single := 0, false, 0, 0, 0
	for i := from; i < to; i++ {
		if r.v.script[i] == latin {
			letters++
		}
	}
	if letters >= 2 && !generic.has(r.v.word(from, to)) {
		return true
	}
	for i := r.at(from); i < len(r.toks) && r.toks[i].from < to; i++ {
		k := r.toks[i]
		pieces++
		word := r.text(k)
		switch k.class {
		case surnameClass, givenClass, personClass, regionClass, companyClass, properClass, unknownClass:
			if !generic.has(word) && !vendors.has(word) && k.class != countryClass {
				named = true
			}
		case numberClass:
			named = named || institution
		case nounClass, suffixClass, prefixClass, otherClass:
			if generic.has(word) {
				plain++
			} else if k.to-k.from == 1 && r.script(i) == han {
				single++
				named = named || institution && !strings.ContainsRune("本当同各他全両某御貴弊元旧現新前後別", r.v.runes[k.from])
			}
		}
	}
	if named || pieces == 0 {
		return named
	}
	return institution && plain < pieces || single == pieces && single >= 2 || plain == 0 && to-from >= 2 && (r.v.script[from] == han && single < pieces || r.kataOnly(from, to))
}

var notHead = union(text2region, generic, vendors)

// compoundName reads a place's or family's name that goes on in ordinary nouns, as names of firms do: 品川ダイカスト, 日東計測サービス.
func (r *reader) compoundName(i int) (from, to int, ok bool) {
	v, k := r.v, r.toks[i]
	if !r.is(i, regionClass, surnameClass, companyClass, properClass) || r.script(i) != han || r.length(i) < 2 {
		return 0, 0, false
	}
	if notHead.has(r.text(k)) || r.insideWord(i) {
		return 0, 0, false
	}
	n, size := 1, 0
	for r.joined(i+n) && !v.gap(r.toks[i+n].from) && n < 6 && (r.script(i+n) == han || r.script(i+n) == kata) && r.is(i+n, nounClass, unknownClass, properClass, regionClass, companyClass) {
		size += r.length(i + n)
		n++
	}
	from, to = k.from, r.toks[i+n-1].to
	if size < 2 || !v.nameEnds(to) || siteWords.ends(v, to) > 0 || deptMarks.ends(v, to) > 0 || roleWords.ends(v, to) > 0 || v.endsWith(to, titles) > 0 || v.endsWith(to, follows) > 0 || notCompanies.ends(v, to) > 0 || r.titleAt(i+1) || r.titleAt(i+n) && r.is(i, surnameClass) && size <= 2 {
		return 0, 0, false
	}
	return from, to, true
}

var notCompanies = newEndings([]string{"市内", "県内", "都内", "府内", "区内", "町内", "地方", "地区", "周辺", "付近", "方面", "在住", "出身", "時代", "時間", "経由", "宛", "名義", "本人", "個人", "以外", "以下", "以上", "以降", "連絡", "対応", "確認", "報告", "担当", "会議", "出張", "訪問", "発", "着", "近郊", "全域", "各地", "一帯", "沿岸", "勤務", "所属", "駐在", "便", "行き", "弁", "出社", "退社", "番号", "回線", "住所", "端末", "サーバ", "サーバー", "アカウント", "メール", "パソコン", "両名", "夫妻", "一家", "家族", "自身", "氏名", "宅", "自宅", "携帯", "電話", "様式"})

var notCompany = union(vendors, generic, places)

// company reads what the dictionary knows as an organisation, and a word before 社.
func (r *reader) company(i int) (from, to int, ok bool) {
	k := r.toks[i]
	if k.to-k.from < 2 || r.script(i) == hira || !r.is(i, surnameClass, regionClass, properClass, unknownClass, companyClass, personClass, givenClass) {
		return 0, 0, false
	}
	if notCompany.has(r.text(k)) {
		return 0, 0, false
	}
	if k.class == companyClass && !r.insideWord(i) {
		return k.from, k.to, true
	}
	if k.to < len(r.v.runes) && r.v.runes[k.to] == '社' && !r.v.fieldEdge(k.to) && r.v.nameEnds(k.to+1) && !r.insideWord(i) {
		return k.from, k.to + 1, true
	}
	return 0, 0, false
}
