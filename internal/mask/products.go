package mask

import "strings"

// products reads what is sold or run under a victim's name: in quotation marks beside the word for a product, site or service, behind such a word and a gap,
// a colon or は, and before というサイト and the like.
func (r *reader) products() []guess {
	v := r.v
	leads := v.says(productLeads)
	if !leads && !v.says(productTails) && !v.holds('「', '『', '"') {
		return nil
	}
	var out []guess
	add := func(from, to int, doubt bool) {
		word := v.word(from, to)
		if to-from >= 2 && !notProducts.has(word) && !r.t.all(from, to) {
			out = v.room.guesses.push(out, guess{found{from, to, Product, NoParty}, Context, doubt})
		}
	}
	for i := 0; i < len(v.runes); i++ {
		switch c := v.runes[i]; {
		case c == '「' || c == '『' || c == '"' && (i == 0 || v.gap(i) || v.script[i-1] != latin):
			to := i + 1
			for to < len(v.runes) && to-i < 24 && !quoteParts.has(v.runes[to]) {
				to++
			}
			if to < len(v.runes) && strings.ContainsRune(`」』"`, v.runes[to]) && (r.productAfter(to+1) || r.productBefore(i)) && r.callable(i+1, to) {
				add(i+1, to, true)
			}
			i = max(i, to-1)
		case v.script[i] == latin && (i == 0 || v.gap(i) || v.script[i-1] != latin) && !isDigit(v.runes[i]):
			to := i + 1
			for to < len(v.runes) && !v.gap(to) && (v.script[to] == latin || v.runes[to] == '-' && to+1 < len(v.runes) && v.script[to+1] == latin) {
				to++
			}
			if to-i >= 4 && v.isCapital(i) && (productTails.starts(v, to) > 0 || productLeads.ends(v, i) > 0 && !v.gap(i)) && !strings.ContainsRune("./:@_\\", v.runeAt(to)) && (i == 0 || !strings.ContainsRune("./:@_\\", v.runes[i-1])) {
				add(i, to, true)
			}
			i = to - 1
		case leads && c == 'と' && v.saidOf(i) > 0:
			if from := r.calledFrom(i); from < i {
				add(from, i, true)
			}
		}
		if leads && i > 2 && i < len(v.runes) && v.script[i] != sign && (v.runes[i-1] == ':' || v.runes[i-1] == 'は' || v.gap(i)) && !v.lineEdge(i) {
			if to := r.labelledProduct(i); to > i {
				add(i, to, true)
			}
		}
	}
	return out
}

var notProducts = union(generic, vendors, latinTrade, tradeVocabulary, latinVocabulary, wellKnown)

// quoteParts end what is quoted, or show that it is a sentence.
var quoteParts = newRunes(`「」『』。、"`)

// callable refuses quoted stretches that are a sentence, a sign-in page of everybody's or a desk: nothing a site or program is called.
func (r *reader) callable(from, to int) bool {
	v := r.v
	word := v.word(from, to)
	return !(strings.ContainsAny(word, ".を") || notProductTails.ends(v, to) > 0 || r.ordinary(from, to) && r.everyday(from, to) && v.script[from] != kata && !strings.ContainsFunc(word, func(c rune) bool { return 'ぁ' <= c && c <= 'ん' }))
}

var notProductTails = newRare("サポートセンター", "確認センター", "窓口", "係", "事務局", "サポート", "課", "部", "です", "ます", "ません", "ました", "ください", "下さい", "なさい", "でした", "ないか", "という", "について", "のお知らせ", "のご案内", "の件", "翌々末", "式", "一覧", "設定", "画面", "メニュー", "ボタン", "タブ", "履歴", "検索", "通知", "登録", "変更", "削除", "追加", "確認", "エラー", "完了", "警告", "更新", "保存", "送信", "承認", "許可", "拒否", "ヘルプ", "ログイン", "ログアウト", "ホーム", "トップ", "マイページへ", "お問い合わせ", "問い合わせ", "同意", "規約", "ポリシー", "機能", "モード", "権限", "項目", "欄", "名", "必須", "任意", "公開", "非公開", "有効", "無効", "オン", "オフ", "はい", "いいえ", "キャンセル", "予約済み", "メンテナンス中", "停止中", "準備中", "在庫切れ", "パスワード", "ユーザー", "ユーザ", "管理者", "ゲスト", "共有", "フォルダ", "ダウンロード", "アップロード", "インストール")

// saidOf tells whether という and, within a few letters, the word for a site or program stand at rune i.
func (v *view) saidOf(i int) int {
	n := saysOf.starts(v, i)
	if n == 0 {
		return 0
	}
	for k := i + n; k < i+n+7 && k < len(v.runes) && v.script[k] != sign; k++ {
		if productLeads.starts(v, k) > 0 && v.script[k] != latin {
			return n
		}
		if v.script[k] == hira && k > i+n || v.runes[k] == '偽' {
			return 0
		}
	}
	return 0
}

var saysOf = newRare("という", "と言う", "というような", "という名の", "という名前の", "と呼ばれる", "とかいう")

// calledFrom is where a name right before という at rune i begins.
func (r *reader) calledFrom(i int) int {
	v := r.v
	if i == 0 || v.script[i-1] == sign {
		return i
	}
	from, j := i, r.at(i-1)
	for ; j >= 0 && j < len(r.toks) && i-r.toks[j].from <= 20; j-- {
		k := r.toks[j]
		if k.to > from || v.script[k.from] == sign || k.to < from && v.script[from-1] == sign || from < i && v.lineEdge(from) {
			break
		}
		if v.script[k.from] == hira && (r.is(j, particleClass) || r.is(j, otherClass) && k.to-k.from <= 2 && strings.ContainsRune("てたいるれ", v.runes[k.to-1])) && strings.ContainsRune("はがをにでもてたるへ", v.runes[k.to-1]) {
			break
		}
		from = k.from
	}
	if i-from < 3 || r.t.all(from, i) || r.ordinary(from, i) || r.everyday(from, i) || notProductTails.ends(v, i) > 0 {
		return i
	}
	return from
}

// labelledProduct is where a name ends that begins at rune i behind サイト名:, アプリ名は or the word for a site and a gap; i where none stands there.
func (r *reader) labelledProduct(i int) int {
	v := r.v
	at, sign1 := i, v.runes[i-1]
	if sign1 == ':' || sign1 == 'は' {
		at--
	}
	named := nameTails.ends(v, at)
	before := at - named
	if named > 0 && before > 0 && v.runes[before-1] == '(' { // ネットショップ（名称：手仕事のあしあと）
		before--
	}
	lead := productLeads.ends(v, before)
	if lead == 0 || v.script[before-1] == latin || named > 0 && v.runes[before-1] == '店' && lead == 1 {
		return i
	}
	to := i
	for to < len(v.runes) && to-i < 24 && (v.script[to] != sign || strings.ContainsRune("・ー-", v.runes[to])) && !(to > i && (v.lineEdge(to) || v.newLine(to))) && !(to > i && v.wideGap(to)) {
		if to > i && v.gap(to) && at == i {
			break
		}
		if to > i+1 && v.script[to] == hira && v.script[to-1] != hira && strings.ContainsRune("はがをにでとへ", v.runes[to]) {
			break
		}
		to++
	}
	if to-i < 3 || (named == 0 || sign1 != ':') && (r.ordinary(i, to) || r.everyday(i, to)) || generic.has(v.word(i, to)) || notProductTails.ends(v, to) > 0 {
		return i
	}
	mixed := false // holds Japanese
	for k := i; k < to; k++ {
		mixed = mixed || v.script[k] == hira || v.script[k] == kata || v.script[k] == han
	}
	closed := to >= len(v.runes) || v.gap(to) || v.script[to] == sign || v.has(to, productStops) > 0
	switch {
	case !mixed || !closed:
		return i
	case sign1 == ':', named > 0:
		return to
	case at == i && v.gap(to) && to < len(v.runes) && v.script[to] == hira && strings.ContainsRune("のはがをにでとへ", v.runes[to]) && (v.script[i] == hira || v.script[i] == kata):
		return to
	}
	return i
}

var (
	nameTails    = newRare("名", "名称", "の名前", "の名称", "の名", "名の")
	productStops = newRare("です", "でした", "という", "になり", "と言い", "といい", "だそう", "であ")
)

func (r *reader) productAfter(i int) bool {
	return productTails.starts(r.v, i) > 0 || quotedTails.starts(r.v, i) > 0 || i < len(r.v.runes) && r.v.runes[i] == 'と' && r.v.saidOf(i) > 0 || i < len(r.v.runes) && (r.v.runes[i] == '(' || r.v.runes[i] == ',') && productLeads.starts(r.v, i+1) > 0
}

// productBefore allows の名前は and a bracket between the word for a product and the name.
func (r *reader) productBefore(i int) bool {
	v := r.v
	for k := i; k > i-6 && k > 0; k-- {
		if n := productLeads.ends(v, k); n > 0 && notLeads.ends(v, k) == 0 {
			return k == n || !isDigit(v.runes[k-n-1]) // 12ページ「電源」
		}
		if !strings.ContainsRune("の名前は:(称", v.runes[k-1]) {
			return false
		}
	}
	return false
}

var (
	productTails = newEndings([]string{"というシステム", "というサービス", "というサイト", "というアプリ", "という製品", "という商品", "というウェブサイト", "というホームページ", "という申請", "という予約", "という社内", "という店", "という会員", "という雑誌", "のサイト", "のウェブサイト", "の会員", "のログイン画面", "のログインページ", "にログイン", "を運営", "を提供", "の管理画面", "の管理者権限", "の公式", "のトップページ", "の予約", "の通販", "のウェブ", "の管理者に", "の管理者が", "の利用者に", "の利用者が", "(自社", "(社内", "(地域", "のアカウント情報"})
	// quotedTails show so only what stands in quotation marks.
	quotedTails  = newRare("の画面", "のカート", "のデータベース", "のdb", "のapi", "の加入者", "を使う宿", "の偽物", "の偽サイト", "会員番号", "のお知らせ", "のパスワード", "の認証", "の名簿", "のサーバ", "のサーバー")
	productLeads = newEndings([]string{"サイト", "サービス", "システム", "アプリ", "ショップ", "自社製品", "ポータル", "ブランド", "雑誌", "広報誌", "会報", "施設", "通販", "直販", "チャットボット", "チャット", "検索", "生産管理", "在庫管理", "顧客管理", "勤怠管理", "学習管理", "会員管理", "販売管理", "品質管理", "受発注", "基幹", "掲示板", "コミュニティ", "メルマガ", "メールマガジン", "市場", "ネットの店", "店", "ゲーム", "tool", "app", "site", "portal", "service", "platform", "system", "shop", "magazine", "自社開発の", "電子カルテ", "電カル", "カルテ", "予約", "ec", "プラットフォーム", "ウェブマガジン", "データベース", "ツール", "クラウド", "管理画面", "機器", "カート", "ソフト", "ページ", "連絡網", "一斉連絡", "連絡帳", "監視装置", "母子手帳", "電子申請", "電子図書館", "配信", "sns", "wi-fi", "フリーwi-fi", "スプレッドシート", "オンラインショップ", "ホームページ", "ウェブサイト", "ブログ", "チャンネル", "記録アプリ"})
	notLeads     = newRare("支払サイト", "回収サイト", "入金サイト", "お店", "支店", "本店", "他店", "同店", "当店", "各店", "商店", "飲食店")
)
