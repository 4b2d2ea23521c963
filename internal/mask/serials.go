package mask

import "strings"

// Numbers and codes behind any word that ends as the name of one does: 会員番号, 免許証の番号, シリアルNo., 受付ID. What kind it is says the word before.

var (
	serialTails = newEndings([]string{"番号", "ナンバー", "no", "no.", "№", "id", "コード", "キー", "記号", "記番号"})
	// paperTails are papers and registers whose number often stands right behind them.
	paperTails = newEndings([]string{"雇用保険", "基礎年金", "年金", "年金手帳", "国民年金", "厚生年金", "健康保険", "証明書", "免許", "免許証", "免状", "旅券", "パスポート", "許可証", "籍", "証書", "合格証書", "建築士", "測量士", "電気工事士", "保健師", "看護師", "准看護師", "助産師", "薬剤師", "栄養士", "行政書士", "税理士", "社労士", "弁護士", "資格者証", "手帳", "imei", "iccid", "意匠", "車検証", "ナンバー", "シリアル",
		"serial", "serialno.", "passport", "permit", "certificate", "productkey", "licencekey", "licensekey", "key", "residencecard", "insurancenumber", "eligibilitynumber", "certificatenumber", "permitnumber", "licenceno.", "policynumber", "policyno.", "drivinglicence", "drivinglicense", "drivinglicencenumber", "imeinumber", "dl", "forklift", "vin", "lot", "licenceno", "policy", "policynumberis", "plate", "numberplate", "licenceplate", "licenseplate", "registrationplate", "中央", "鑑札", "修了証", "登録証", "専門員証", "支援専門員証", "士証", "保育士証", "車台番号", "枝番", "被保険者証", "保険証", "資格確認書", "受給者証", "段証", "責任者証", "海技免状", "手帳番号", "整理記号", "licence", "license", "serials", "keys"})
	caseTails = newEndings([]string{"伝票", "rma", "ems", "確認番号", "confirmation", "荷物番号", "照会番号", "マニフェスト番号", "障害票", "契約", "折り返し番号", "問い合わせid", "お問い合わせid", "問合せid", "お問合せid", "課題", "ケース", "planno.", "opplanno.", "稟議", "稟議書", "契約書", "見積書", "請求書", "注文書", "受付", "整理", "管理", "起票", "案件", "チケット", "当方", "先方", "送り状", "親チケット", "変更", "依頼", "文書", "資産",
		"contract", "supportcontract", "trackingnumber", "trackingno.", "tracking", "assettag", "po", "pono.", "ponumber", "purchaseorder", "jira", "servicenow", "theirs", "policesaid", "ours", "ourcase", "theircase", "vendorrefs", "refs", "refs.", "refno.", "incident", "incidents", "bookingref", "bookingnumber", "reservationnumber", "confirmationnumber", "quote", "quoteno.", "cases", "tickets", "issue", "parcel", "waybill", "claimno.", "claimnumber", "filenumber", "fileno.", "docno."})
	staffTails = newEndings([]string{"member", "customer", "student", "patient", "kaiin", "shain", "memberno", "customerno", "userno.", "店番号", "入館証", "乗務員証", "教員", "臨時職員", "利用者カード", "membersno.", "memberno.", "水栓番号", "badgeno.", "badge", "社番", "職番", "学籍", "学生証", "学生証番号", "員番", "社員証", "職員証", "会員証", "カルテ", "診察券", "利用カード", "貸出カード", "会員", "患者", "スタッフ", "生徒", "組合員", "利用者", "受講生", "受験者", "被験者", "顧客", "契約者",
		"studentids", "studentno.", "staffids", "memberids", "mrn", "patientmrn", "patientno.", "patientnumber", "contractorid", "contractor", "payrollno.", "payrollnumber", "employeeids", "employees", "membership", "membershipno.", "membershipnumber", "customerno.", "clientid", "clientno.", "crewid", "traineeid", "accountholderid", "registrationnumber", "badgenumber", "workerid", "workerno.", "personnelno.", "personnelnumber", "cardholderid", "studentnumbers", "matriculationnumber", "hrid", "staff"})
	// bridges stand between the word for a number and the number.
	bridges = newEndings([]string{"を", "例えば", "たとえば", "例:", "(例:", "(例", "でいうと", "はそれぞれ", "は順に", "は", "が", "の", "も", "だと", "として", "is", "was", "are", "were", "number", "reads", "and", "第", "no.", "no", "#", "番号", "例"})
)

// Stems of what such a number is of. The first list is of technical things and of numbers read elsewhere.
var (
	techStems    = strings.Fields("エラー イベント ポート 型 品番 部品 バージョン ビルド プロセス スレッド ステータス 応答 終了 文字 ソース 国 電話 郵便 内線 行 ページ ルール シグネチャ セッション 通し 脆弱性 cve jvn kb 市外局 暗証 パスワード 認証 検証 確認 バー qr マイナンバー 個人 法人 カード 口座 支店 銀行 店 設定 機能 通貨 業種 優先 区 版 図 表 別紙 様式 章 節 fax ファックス ファクス 携帯 連 列 段 モデル 規格 周波数 チャネル 世代 号機 都道府県 市区町村 年度 問題 設問 質問 選択 項目 手順 階 順 応募 背 曜 コマンド 例外 停止 障害 症状 検知 原因 トレース コミット リビジョン プラグイン オブジェクト タスク プロダクト名 クライアント アプリ ドメイン テナント コンテナ イメージ コミュニティ 公開 秘密 鍵 共通 api アクセス ssh レジストリ 登録キー ショートカット ホット ファンクション ウイルス マルウェア 検体")
	staffStems   = strings.Fields("教員 教職 派遣 ドライバー 社員 職員 従業員 学籍 学生 生徒 児童 園児 会員 患者 カルテ 診察 組合員 顧客 客 利用者 受講 受験 スタッフ 派遣 契約者 図書 メンバー 店員 教員 隊員 寮生 入居者 居住者 加入者 被験者 名簿 社 乗務員 クルー 講師 被験 担当者 代理店 加盟店 出席 保護者 里親 組員 委員 議員 選手 競技者 競争参加者 支援者 寄付者 ポイント マイレージ 診療 健診 受診 検診")
	licenceStems = strings.Fields("国保 社保 共済 雇用保険 介護 海技 検定 手帳 鑑札 車台 免許 免状 許可 認可 登録 証 保険 年金 旅券 パスポート 在留 ライセンス プロダクト シリアル 製品 製造 資格 籍 事業者 事業所 医療機関 薬局 学校 施設 機関 認定 車両 車 アクティ アクティベーション imei iccid 端末 機器 基礎 住民票 個体 機体 届出済 船舶 無線局 猟銃 犬鑑札 土地 家屋 地番 物件 被保険者 保険者 受給者 手帳 保証書 ソフト サブスク オフィス")
	caseStems    = strings.Fields("受付 受理 問い合わせ 問合せ 問合 注文 受注 発注 伝票 契約 依頼 事案 事故 インシデント ケース チケット 予約 請求 見積 文書 稟議 申込 申請 届出 相談 追跡 送り状 証券 案件 管理 整理 起票 修理 保守 資産 荷物 配送 出荷 入荷 決済 取引 承認 オーダー 返品 チケ 回答 案内 配達 追跡用 事件 被害届 照会 納品 納付 確認書 検収 プロジェクト 工事 工番 製番 ロット 検査")
)

func anyIn(s string, stems []string) bool {
	for _, w := range stems {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// squeezeAll folds stems as views are folded.
func init() {
	for _, list := range []*[]string{&techStems, &staffStems, &licenceStems, &caseStems} {
		for i, w := range *list {
			(*list)[i] = string(squeezedWords(w)[0])
		}
	}
}

var bridgeSigns = newRunes(`:=「『"'([<#№*・→,、|`)

// overBridge goes back from rune i over one sign or word that may stand between a label and what it labels; i where there is none.
func (v *view) overBridge(i int) int {
	if i <= 0 {
		return i
	}
	if bridgeSigns.has(v.runes[i-1]) {
		return i - 1
	}
	if k := bridges.ends(v, i); k > 0 && (v.script[i-1] != latin || v.wordStands(i-k, i)) {
		return i - k
	}
	return i
}

// announced is the kind of number that what stands before rune i announces, with up to five signs and short words between.
func (v *view) announced(i int) (k Kind, sure bool) {
	for n := 0; n < 6 && i > 0; n++ {
		if k, sure = v.serialKind(i); k != "" {
			return k, sure
		}
		next := v.overBridge(i)
		if next == i || v.lineEdge(i) && n > 1 {
			break
		}
		i = next
	}
	return "", false
}

// wordStands tells whether Latin runes from to to are a word of their own.
func (v *view) wordStands(from, to int) bool {
	return (v.gap(from) || v.script[from-1] != latin) && (v.gap(to) || v.script[to] != latin)
}

// stem is what the Japanese word or words before rune i are, twelve characters at most.
func (v *view) stem(i int) string {
	from := i
	for from > 0 && i-from < 12 && (v.script[from-1] == han || v.script[from-1] == kata || v.runes[from-1] == 'の' || v.runes[from-1] == 'い' || v.runes[from-1] == 'お' || v.script[from-1] == latin) && (from == i || !v.gap(from)) {
		from--
	}
	return v.word(from, i)
}

// serialKind tells what number a word before rune i announces; "" for none and for technical ones. Sure are those that are plainly of a person or a paper.
func (v *view) serialKind(i int) (k Kind, sure bool) {
	if i <= 0 {
		return "", false
	}
	stands := func(w *wordSet) bool {
		n := w.ends(v, i)
		return n > 0 && (v.script[i-1] != latin || v.script[i-n] != latin || i == n || v.gap(i-n) || v.script[i-n-1] != latin)
	}
	if fullTickets.ends(v, i) > 0 {
		return Ticket, true
	}
	if v.script[i-1] == latin || v.runes[i-1] == '.' || v.runes[i-1] == '#' {
		switch {
		case stands(staffTails):
			return Employee, true
		case stands(caseTails):
			return Ticket, true
		case stands(paperTails):
			return Licence, true
		}
	}
	if n := serialTails.ends(v, i); n > 0 && (v.script[i-1] != latin || i == n || v.gap(i-n) || v.script[i-n-1] != latin) {
		at := i - n
		if at > 0 && v.runes[at-1] == 'の' {
			at--
		}
		stem := v.stem(at)
		tail := v.word(i-n, i)
		switch {
		case stem == "" && tail == "番号" && v.symbolBefore(at):
			return Licence, true
		case stem == "" || strings.HasSuffix(stem, "の") && len(stem) < 6:
			if tail == "番号" {
				return bareNumber, false
			}
			if tail == "id" && v.longFigure(i) {
				return Employee, false
			}
			return "", false
		case anyIn(stem, staffStems) && !anyIn(stem, []string{"電話"}):
			return Employee, true
		case anyIn(stem, licenceStems) && !anyIn(stem, []string{"電話", "郵便", "公開", "秘密", "型", "暗証"}):
			return Licence, true
		case anyIn(stem, caseStems) && !anyIn(stem, []string{"電話", "暗証", "郵便"}):
			return Ticket, true
		case anyIn(stem, techStems):
			return "", false
		case tail == "番号" || tail == "記号":
			return Ticket, false
		}
		return "", false
	}
	switch {
	case stands(paperTails):
		return Licence, true
	case stands(staffTails):
		return Employee, true
	case stands(caseTails):
		return Ticket, true
	}
	return "", false
}

// longFigure tells whether nothing but five and more figures stand behind rune i: ID 004518.
func (v *view) longFigure(i int) bool {
	for i < len(v.runes) && strings.ContainsRune(":は「", v.runes[i]) {
		i++
	}
	return v.digitsEnd(i)-i >= 5
}

var fullTickets = newWords("問い合わせ番号", "問合せ番号", "問合わせ番号", "お問合せ番号", "確認番号", "貨物番号", "コンテナ番号", "バーコード", "バーコード下の印字", "荷物番号", "照会番号", "お問い合わせid", "問い合わせid", "お問合せid", "問合せid", "お問い合わせno.", "お問い合わせ番号")

// bareNumber is what 番号 alone announces.
const bareNumber Kind = "number"

// symbolBefore tells whether 記号 with a few figures stands before rune i, as on a health insurance card: 記号1290・番号3317.
func (v *view) symbolBefore(i int) bool {
	for k := i; k > 1 && i-k < 12; k-- {
		if v.runes[k-1] == '号' && v.runes[k-2] == '記' {
			return true
		}
	}
	return false
}

// network is an address or a range of addresses.
var network = newForm(`^[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?$`)

var serialForm = newForm(`^[a-z0-9](?:[a-z0-9._/#-]*[a-z0-9])?`)

// serial finds a number in a word behind whatever announces one. Kanji that belong to it (令6-1182, 神医88210) are taken along.
func (v *view) serial(w word, start int, add adder) bool {
	if !w.signs.has(figureBits) || !v.said.meets(&serialWords) || !figureSigns.in(w.s[start:]) {
		return false
	}
	body := serialForm.find(w.s[start:])
	if len(body) < 3 || !hasFigure(body) || strings.Contains(w.s, "//") || strings.HasPrefix(body, "0x") || network.match(body) {
		return false
	}
	if rest := strings.TrimPrefix(strings.TrimPrefix(body, "no."), "no"); rest != body && len(rest) > 2 && strings.IndexByte("0123456789abcdefghijklmnopqrstuvwxyz", rest[0]) >= 0 {
		start, body = start+len(body)-len(rest), rest
	}
	from, to := w.from+start, w.from+start+len(body)
	for to < len(v.runes) && v.runes[to] == '・' && to+1 < len(v.runes) && isDigit(v.runes[to+1]) { // 記号8130・番号のない772
		for to++; to < len(v.runes) && isDigit(v.runes[to]); to++ {
		}
	}
	to = v.overLetter(to)
	if unitAfter.starts(v, to) > 0 && isDigits(v.runes[from:to]) && to-from < 7 {
		return false
	}
	if idOf.starts(v, to) > 0 && figuresIn(body) >= 4 { // ID 55-7120 の入館証
		add(from, to, Employee, Context, true)
		return true
	}
	var few [5]int
	heads := append(few[:0], from)
	pre := from
	for pre > 0 && from-pre < 6 && v.script[pre-1] == han && !v.gap(pre) && !strings.ContainsRune("号番証記者籍士師券", v.runes[pre-1]) {
		pre--
	}
	if pre < from {
		for k := pre; k < from && len(heads) < 5; k++ {
			heads = append(heads, k)
		}
	}
	for _, head := range heads {
		kind, sure := v.announced(head)
		if kind == bareNumber {
			if kind = Ticket; figuresIn(body) < 6 {
				continue
			}
		}
		if kind == "" || !sure && (len(body) < 4 || standard(body)) || versionLike.match(body) && strings.Contains(body, ".") {
			continue
		}
		for head < from && v.runes[head] == '第' {
			head++
		}
		add(head, to, kind, Context, !sure)
		return true
	}
	return false
}

// overLetter goes on from rune i over a kana or kanji between hyphens: 2024-セ-0031.
func (v *view) overLetter(i int) int {
	if i+3 < len(v.runes) && v.runes[i] == '-' && (v.script[i+1] == kata || v.script[i+1] == han) && (v.runes[i+2] == '-' || v.runes[i+2] == 'ー') && isDigit(v.runes[i+3]) {
		for i += 3; i < len(v.runes) && isDigit(v.runes[i]) && !v.gap(i); i++ {
		}
	}
	return i
}

// serialWords are all that announce a number or say behind it what it is of.
var serialWords = anyOf(fullTickets, serialTails, staffTails, caseTails, paperTails, idOf)

var idOf = newWords("の入館証", "の社員証", "の職員証", "の学生証", "の会員証", "の利用者証", "の社員", "の職員", "の会員", "の患者", "の学生")

// unitAfter are words that show a figure as a count, a day or a place in a row.
var unitAfter = newEndings([]string{"件", "名", "人", "台", "個", "回", "通", "枚", "年", "月", "日", "時", "分", "秒", "円", "社", "歳", "才", "階", "丁目", "校", "店", "本", "冊", "行", "点", "字", "桁", "文字", "%", "度", "割", "バイト", "万", "億", "千", "ヶ月", "か月", "カ月", "people", "users", "files", "records", "customers", "accounts", "members", "staff", "employees", "students", "patients", "cards", "orders", "times", "items", "pieces", "days", "hours", "minutes", "weeks", "months", "years"})

var (
	caseForm    = newForm(`^[a-z]{1,8}[-#_][0-9]{4,}(?:-[0-9a-z]+)*$|^[a-z]{2,8}-?[0-9]{2,8}(?:-[0-9a-z]{2,}){1,4}$|^[a-z]{1,2}[0-9]{0,4}-[0-9]{4,}(?:-[0-9a-z]+)*$|^[a-z]{2,5}/[0-9]{3,}/[0-9]{2,4}$`)
	staffForm   = newForm(`^[a-z]{1,3}[0-9]{5,9}[a-z]?$|^[0-9]{2}[a-z][0-9]{4,5}$`)
	permitForm  = newForm(`^[a-z]{2}[0-9]{8}[a-z]{2}$`)
	parcelForm  = newForm(`^1z[0-9a-z]{16}$`)
	bracketForm = newForm(`^[0-9]{4,8}-[a-z]{2,4}$|^[a-z]{2,8}(?:-[a-z]{1,4})?-[0-9]{3,8}$`)
	notSerials  = newForm(`^(?:as|kb|cve|cwe|ta|id|ver|v|rev|build|port|event|error|err|code|0x|x|utf|iso|en|din|ansi|gb|cp|rfc|std|win|windows|office|ios|ipv|sha|md|aes|rsa|ds|dc|mp|ecma|nist|log|web|nt|ms|ie|php|apt|unc|uac|snort|et|sid|eap|wpa|cat|ddr|usb|gen|tls|ssl|pop|imap|smb|rs|ix|rtx|ex|asa|fg|pa|srx|nvr)[-#_]?[0-9]`)
)

// unlabelled finds numbers by their shape alone, with doubt: product keys, numbers of cases, of staff, of papers.
func (v *view) unlabelled(s string, from int, add adder) bool {
	if len(s) > 40 || notSerials.match(s) || standard(s) || notMachines.has(s) {
		return false
	}
	letters := strings.IndexFunc(s, func(r rune) bool { return 'a' <= r && r <= 'z' }) >= 0
	if !letters {
		return false
	}
	kind := Kind("")
	switch {
	case (v.runeAt(from-1) == '【' || v.runeAt(from-1) == '[') && (v.runeAt(from+len(s)) == '】' || v.runeAt(from+len(s)) == ']') && bracketForm.match(s): // 【04417-SUP】
		kind = Ticket
	case permitForm.match(s), parcelForm.match(s):
		kind = Licence
	case caseForm.match(s) && !dateInside.match(s):
		kind = Ticket
	case staffForm.match(s):
		kind = Employee
	}
	if kind == "" {
		return false
	}
	add(from, from+len(s), kind, Pattern, true)
	return true
}

// standard tells whether s names a standard, a patch or the like; T24-1190 does not.
func standard(s string) bool {
	return standards.match(s) && !(isLetters(s[:1]) && len(s) > 1 && !isLetters(s[1:2]) && strings.IndexByte(s, '-') > 1)
}

var dateInside = newForm(`^[a-z]+[-_](?:19|20)[0-9]{2}(?:[-_]?[01][0-9](?:[-_]?[0-3][0-9])?)?$`)
