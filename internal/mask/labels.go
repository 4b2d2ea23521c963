package mask

import "strings"

// label is the words that say what follows them is, and how what follows must look.
type label struct {
	kind  Kind
	words *wordSet
	form  *form
	doubt bool
}

var (
	idForm   = newForm(`^[a-z0-9][a-z0-9._/-]*[0-9][a-z0-9._/-]*`)
	nameForm = newForm(`^[a-z0-9_][a-z0-9._\\-]{1,40}\$?`)
	labels   = []label{
		{Licence, newEndings([]string{"医師免許番号", "看護師免許番号", "薬剤師名簿登録番号", "登録販売者番号", "資格番号", "licence", "license", "residencecard", "pharmacistno.", "nurseno.", "保険証番号", "保険証記号", "免許証番号", "免許証の番号", "免許番号", "運転免許証番号", "運転免許", "免許証", "パスポート番号", "旅券番号", "パスポート", "在留カード番号", "在留カード", "保険証番号", "被保険者番号", "保険者番号", "被保険者証番号", "被保険者証記号番号", "基礎年金番号", "年金番号", "ライセンスキー",
			"ライセンス番号", "プロダクトキー", "シリアル番号", "シリアルキー", "シリアル", "製造番号", "許可番号", "認可番号", "登録番号", "医籍登録番号", "licensekey", "licencekey", "licensenumber", "licencenumber", "licenseno.", "driver'slicense", "driverslicense", "drivinglicence", "passportnumber", "passportno.", "passport", "productkey", "serialnumber", "s/n", "ライセンスid", "登記番号", "住民票コード"}), idForm, false},
		{Employee, newEndings([]string{"社員", "職員", "職員番号の", "社員番号の", "社員no", "社員番号", "職員番号", "従業員番号", "社員no", "社員no.", "職員no.", "社員id", "職員id", "従業員id", "社員コード", "職員コード", "学籍番号", "学生番号", "生徒番号", "児童番号", "会員番号", "会員no.", "会員id", "患者番号", "患者id", "カルテ番号", "診察券番号", "診察券", "組合員番号", "組合員コード", "教職員番号", "顧客番号", "お客様番号", "お客さま番号", "顧客id", "顧客コード", "利用者番号", "受講番号", "受験番号",
			"図書館カード番号", "employeeid", "employeenumber", "employeeno.", "employee", "staffid", "staffnumber", "staffno.", "studentid", "studentnumber", "memberid", "membernumber", "memberno.", "patientid", "customerid", "customernumber", "badge", "badgeno."}), idForm, false},
		{Ticket, newEndings([]string{"受付票番号", "受付番号でいうと", "チケット番号でいうと", "受付番号", "整理番号", "問い合わせ番号", "問合せ番号", "お問い合わせ番号", "お問合せ番号", "問合番号", "チケット番号", "チケット", "チケットid", "案件番号", "案件", "管理番号", "注文番号", "ご注文番号", "受注番号", "発注番号", "伝票番号", "契約番号", "ご契約番号", "依頼番号", "事案番号", "インシデント番号", "インシデント", "ケース番号", "ケースid", "予約番号", "請求書番号", "請求番号", "見積番号", "見積書番号", "文書番号", "稟議番号", "申込番号", "申請番号", "届出番号", "相談番号", "追跡番号", "送り状番号", "証券番号",
			"ticket", "ticketno.", "ticketnumber", "ticketid", "caseno.", "casenumber", "caseid", "case", "orderno.", "ordernumber", "orderid", "order", "invoiceno.", "invoicenumber", "invoice", "incidentnumber", "incidentno.", "incidentid", "reference", "referenceno.", "referencenumber", "ref.", "ref", "contractnumber", "contractno.", "問い合わせ", "受付no.", "案件no.", "管理no.", "問合せno."}), idForm, false},
		{User, newEndings([]string{"ユーザ名", "ユーザー名", "ユーザid", "ユーザーid", "ユーザ", "ユーザー", "アカウント名", "アカウント", "アカウントid", "ログインid", "ログイン名", "ログオン名", "ログオンid", "ログインユーザ", "ログインユーザー", "利用者id", "管理者id", "username", "user", "useraccount", "userid", "account", "accountname", "login", "loginname", "loginid", "logon", "uid", "samaccountname", "ftpアカウント", "vpnアカウント", "adアカウント", "管理者アカウント", "ドメインアカウント", "管理者ユーザー", "ハンドルネーム", "ニックネーム", "ユーザーネーム", "foruser", "passwordfor", "invaliduser", "publickeyfor", "sudo", "sl_username", "sasl_username", "利用者", "awsのアカウント", "アカウントは", "ユーザー:", "proxy"}), nameForm, false},
		{Host, newEndings([]string{"ホスト名", "ホスト", "端末名", "端末", "端末id", "コンピュータ名", "コンピューター名", "サーバ名", "サーバー名", "サーバ", "サーバー", "pc名", "pc", "マシン名", "機器名", "装置名", "nas名", "nas", "netbios名", "hostname", "host", "servername", "server", "computername", "computer", "machinename", "machine", "workstation", "laptop", "ルータ", "ルーター", "パソコン", "ファイルサーバ", "ファイルサーバー", "ドメインコントローラ", "ドメインコントローラー", "プリンタ", "プリンター", "複合機", "ワークステーション", "ワークステーション名", "レセコン", "ap名", "踏み台", "踏み台サーバ", "踏み台サーバー", "ジャンプサーバ", "ジャンプサーバー", "横展開", "仮想マシン", "機器", "機器id", "装置", "ノートpc", "ノートパソコン", "タブレット", "デバイス名", "デバイス", "レジ", "券売機", "基地局", "スイッチ", "アクセスポイント", "ファイアウォール", "pbx", "machineis", "machinecalled", "onecalled", "pccalled", "laptopcalled", "servercalled", "servernamed", "hostcalled", "devicename", "device", "machinenamed", "ranon", "runson", "infected", "endpoint", "terminal", "router", "switch", "printer", "node", "nodename", "vm", "domaincontroller", "fileserver", "routeserver", "jumphost", "jumpserver", "bastion", "extractfrom", "接続元端末", "感染端末", "対象端末", "該当端末", "発生端末", "検知端末", "ホスト:", "サーバ:"}), nameForm, false},
	}
)

// labelWords are the words of all labels.
var labelWords = func() *wordSet {
	var all [][]rune
	for _, l := range labels {
		all = append(all, l.words.words...)
	}
	return newWordSet(all)
}()

// Where in a word a label may end, and what stands about names of machines and numbers.
var (
	labelHeads   = newSigns(`:="'(<[#`)
	labelEnds    = newSigns(":=#")
	bracketSigns = newSigns("([")
	shapeEnds    = newSigns(`.,;:!?"'()[]<>{}`)
	shapeSigns   = newSigns(`\-`)
	labelMarks   = signsOf(`:=#"'(<[`)
	shapeMarks   = signsOf(`0123456789\-`)
)

// labelled finds what a label before a word says it is, and tickets, sign-in names and machines by their shape.
func (v *view) labelled(w word, add adder) {
	if !w.signs.has(labelMarks) {
		v.labelledAt(w, 0, add)
	} else {
		v.labelledInside(w, add)
	}
	v.shaped(w, add)
}

// labelledInside is labelled for a word that may hold the label itself.
func (v *view) labelledInside(w word, add adder) {
	s, off := w.s, 0
	inner := len(s) - len(labelHeads.trimLeft(s))
	if i := labelEnds.last(s[:min(len(s), 40)]); i > 0 && i+1 < len(s) && !strings.Contains(s, "//") { // user=tanaka, id:4711
		off = i + 1
		for off < len(s)-1 && strings.IndexByte(`<"'([`, s[off]) >= 0 { // user=<tanaka>, "user":"tanaka"
			off++
		}
	}
	bracket := 0
	if i := bracketSigns.index(s[:min(len(s), 40)]); i > 0 && i > inner && i+2 < len(s) && !strings.Contains(s, "//") { // PC(kanko-note3)
		bracket = i + 1
	}
	_ = v.labelledAt(w, inner, add) || off != inner && v.labelledAt(w, off, add) || bracket > 0 && v.labelledAt(w, bracket, add)
	if strings.Contains(s, `":`) { // {"user":"tanaka","host":"web01"}
		for i := 0; i+3 < len(s); i++ {
			if s[i] == '"' && s[i+1] == ':' {
				start := i + 2
				if s[start] == '"' {
					start++
				}
				v.labelledAt(w, start, add)
				i = start
			}
		}
	}
}

// labelledAt looks at what stands in a word from a place on, by the label before it.
func (v *view) labelledAt(w word, start int, add adder) bool {
	s := w.s
	if start >= len(s) {
		return false
	}
	label := v.back(w.from + start)
	some := labels
	if labelWords.ends(v, label) == 0 {
		some = nil
	}
	for l := range some {
		e := &some[l]
		if e.words.ends(v, label) == 0 || !v.labelStands(label, e.words) {
			continue
		}
		body := strings.TrimRight(e.form.find(s[start:]), ".-_/")
		if rest := strings.TrimPrefix(body, "no."); e.kind != User && rest != body && len(rest) > 2 {
			start, body = start+len("no."), rest
		}
		if len(body) < 2 || !e.keeps(body, label < w.from+start) {
			continue
		}
		add(w.from+start, v.overLetter(w.from+start+len(body)), e.kind, Context, false)
		return true
	}
	return v.serial(w, start, add)
}

// row finds what stands behind a labelled word in a row of such words: 社員 A10442、A10459.
func (v *view) row(words []word, list []guess) []guess {
	kinds := map[int]Kind{} // by the rune behind a word
	for _, g := range list {
		switch g.kind {
		case Employee, Ticket, User, Host, Licence:
			kinds[g.to] = g.kind
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	var out []guess
	for _, w := range words {
		s := strings.Trim(w.s, ".,:;()[]")
		from := w.from + strings.Index(w.s, s)
		var k Kind
		for _, sep := range []int{1, 2, 3, 6} {
			if before := kinds[from-sep]; k == "" && before != "" && rowSigns.has(v.word(from-sep, from)) {
				k = before
			}
		}
		if k == "" || len(s) < 3 || strings.ContainsAny(s, "=:") || !hasFigure(s) && !strings.ContainsAny(s, "._-") && !(k == User && len(s) >= 4 && isLetters(s) && !v.isCapital(from) && !englishWords.has(s) && !latinVocabulary.has(s)) || notMachines.has(s) || versionLike.match(s) && k != Employee || len(s) > 40 {
			continue
		}
		kinds[from+len(s)] = k
		out = append(out, guess{found{from, from + len(s), k, NoParty}, Context, true})
	}
	return out
}

var rowSigns = set([]string{"から", "~", "→", "、", ",", "と", "及び", "/", "and", ",and", "・", ";", "号、", "号,", "号と", "andno.", "、no.", ",no.", "とno."})

// labelStands keeps Latin labels to words of their own.
func (v *view) labelStands(i int, words *wordSet) bool {
	n := words.ends(v, i)
	return v.script[i-1] != latin || i-n == 0 || v.gap(i-n) || v.script[i-n] != v.script[i-n-1]
}

// keeps refuses what a label is often followed by without naming anything: accounts and machines everybody has, versions, ordinary words.
func (e *label) keeps(body string, marked bool) bool {
	switch e.kind {
	case User:
		return !commonAccounts.has(body) && strings.ContainsFunc(body, func(r rune) bool { return 'a' <= r && r <= 'z' }) && !strings.HasPrefix(body, "0x") && !notUsers.has(body) && !commonLabels.has(body) && !strings.Contains(body, "//") && (marked || hasFigure(body) || strings.ContainsAny(body, "._-"))
	case Host:
		if modelForm.match(body) || sizeForm.match(body) {
			return false
		}
		if marked && len(body) >= 4 && isLetters(body) && japaneseSpelling(body) && !fileWords.has(body) && !englishWords.has(body) && !latinVocabulary.has(body) {
			return true // host=tsubaki
		}
		return !notMachines.has(body) && hasFigure(body) && !versionLike.match(body) && !ipForm.MatchString(body) || strings.Contains(body, "-") && !versionLike.match(body) && (marked || ownParts(body))
	case Ticket:
		return !strings.HasPrefix(body, "cve-") && len(body) >= 3
	case Licence:
		return len(body) >= 4
	case Employee:
		return len(body) >= 3
	}
	return true
}

var notUsers = set(strings.Fields("successfully was has had is are be on in at to for from with by and or the login logged logon name names failed"))

var (
	versionLike    = newForm(`^(?:v|ver)?[0-9]+(?:\.[0-9x]+)*$`)
	commonAccounts = set(strings.Fields(`admin administrator root guest user users test system service sa oracle postgres mysql www-data nobody daemon anonymous id ids password name login logon none null sysadmin operator info web mail ftp public default support
		office office365 microsoft microsoft365 google gmail twitter facebook line amazon aws azure adobe vpn ad sso o365 m365 windows linux unix exchange outlook teams slack zoom github id/password id/pw idとパスワード`))
	notMachines = set(strings.Fields(`windows2008 windows2012 windows2016 windows2019 windows2022 windows7 windows8 windows10 windows11 win7 win10 win11 os x64 x86 sha256 sha1 md5 utf8 utf-8 ipv4 ipv6 log4j web2 db2 mp3 mp4 o365 m365 office365 microsoft365 office2016 office2019
		eicar-test-file smb1 smbv1 smb2 http2 tls1 tls1.2 tls1.3 tls12 ssl3 ps1 php7 php5 php8 python3 log2 vpn1 2fa mfa a4 a3 usb3 pop3 imap4 ap1 2008 2012 2016 2019 2022 server2008 server2012 server2016 server2019 web1 web3 app1 3389 443 80 22`))
	standards = newForm(`^(?:cve|cwe|jvn|jvndb|jvnvu|jvnta|iso|iec|jis|rfc|kb|ms|ja|nist|sp|capec|ghsa|pci|fips|ieee|win|sha|md|utf|tls|ssl|aes|rsa|cp|ta|apt|unc|fin|windows|office|gpt|covid|h|rs)[-#]?[0-9]|^t1[0-9]{3}(?:\.[0-9]{3})?$|^t[-#]?[0-9]{1,3}$`)
)

// shaped finds tickets, DOMAIN\user, machines and keys by their shape alone.
func (v *view) shaped(w word, add adder) {
	if !w.signs.has(shapeMarks) {
		return
	}
	s := shapeEnds.trim(w.s)
	if len(s) < 3 || len(s) > 80 {
		return
	}
	figures := figureSigns.index(s)
	if figures < 0 && !shapeSigns.in(s) || figures == 0 && len(s) < 19 && strings.Trim(s, "0123456789.,:/-") == "" {
		return
	}
	from := w.from + strings.Index(w.s, s)
	switch {
	case strings.Contains(s, "//"):
	case len(s) >= 19 && figures >= 0 && strings.Count(s, "-") >= 4 && keyForm.MatchString(s) && !isUUID.match(s):
		at := keyForm.FindStringIndex(s)
		add(from+at[0], from+at[1], Licence, Pattern, false)
	case len(s) > 14 && isLetters(s[:2]) && iban(strings.ReplaceAll(s, "-", "")):
		add(from, from+len(s), Account, Pattern, false)
	case !named(s) && strings.IndexByte(s, '\\') < 0: // none of the forms below but CLM/7702/24
		if strings.Count(s, "/") == 2 && figures > 0 {
			v.unlabelled(s, from, add)
		}
	case figures > 0 && ticketForm.match(s) && !standards.match(s) && modelWords.ends(v, v.back(from)) > 0: // 型番 RT-4854-2950
	case figures > 0 && ticketForm.match(s) && !standards.match(s):
		add(from, from+len(s), Ticket, Pattern, !strings.ContainsAny(s, "-#_") || s[0] == '#')
	case strings.Contains(s, `\`):
		if !loginForm.MatchString(s) {
			return
		}
		if m := loginForm.FindStringSubmatch(s); !commonAccounts.has(m[2]) && m[1] != "hklm" && m[1] != "hkcu" && m[1] != "system32" {
			add(from, from+len(s), User, Pattern, false)
		}
	case modelWords.ends(v, v.back(from)) > 0, figures > 0 && !v.gap(from+len(s)) && isDigit(v.runes[from+len(s)-1]) && unitAfter.starts(v, from+len(s)) > 0: // PC3台
	case figures < 0 && namedMachine.match(s) && !latinTrade.has(s) && !notMachines.has(s):
		add(from, from+len(s), Host, Pattern, true)
	case (machine.match(s) || len(s) > 5 && namedMachine.match(s)) && !notMachines.has(s) && !standards.match(s) && !versionLike.match(s):
		add(from, from+len(s), Host, Pattern, true)
	case v.host(s, from, add):
	case figures >= 0:
		v.unlabelled(s, from, add)
	}
}

// named tells whether s holds only what tickets and machines are called by.
func named(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isAlnum(c) && c != '-' && c != '_' && c != '#' {
			return false
		}
	}
	return true
}

var namedMachine = newForm(`^(?:[a-z0-9]{2,12}-)+(?:pc|nas|sv|srv|svr|server|ws|fs|dc|db|nb|vm|note|print|nvr|mbp|mba|vaio|imac|mac|file|mfp|wks|surface|thinkpad|jimu|tablet|ipad|kiosk)[0-9]{0,3}$|^(?:pc|nas|sv|srv|svr|hv|ws|fs|dc|db|nb|vm|dt|nt|proxy|gw|mon|zbx|hp|mx|smtp|ldap)-[a-z0-9]{3,12}(?:-[a-z0-9]{1,6})*$|^[a-z]{2,10}(?:pc|nas|sv|srv|fs|dc|ws|db|web|mail)[0-9]{1,3}$|^(?:[a-z]{2,8}-){1,3}[a-z]{0,4}[0-9]{1,3}$`)

var isUUID = newForm(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-`)

// isLetters tells whether s holds small letters of ASCII only.
func isLetters(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}

var (
	myNumberWords  = newEndings([]string{"マイナンバー", "個人番号", "mynumber", "individualnumber", "マイナ番号", "通知カード", "番号通知書", "12桁の番号", "十二桁の番号", "マイナカード", "番号カード", "番号法", "myno.", "12-digit", "twelve-digit", "taxnumber", "nationalid", "マイナンバーカード番号", "マイナンバー番号"})
	corporateWords = newEndings([]string{"法人番号", "corporatenumber", "corporateno."})
	cardWords      = newEndings([]string{"visa", "mastercard", "jcb", "amex", "americanexpress", "diners", "discover", "unionpay", "アメックス", "ダイナース", "マスターカード", "銀聯", "デビット", "プリペイド", "クレジット", "与信", "ccnumber", "cc=", "カード番号", "クレジットカード番号", "クレジットカード", "カードno.", "クレカ", "デビットカード", "cardnumber", "creditcard", "card", "cardno.", "カード", "pan"})
)

// numbers finds numbers that carry a check digit, however their figures are parted, and those of the same length in a text that names their kind.
func (v *view) numbers(add adder) {
	cards, mine, corporate := v.says(cardWords), v.says(myNumberWords), v.says(corporateWords)
	v.grouped(cards, mine, corporate, add)
	v.hiddenPart(add)
	if cards || strings.Contains(v.src, "口座") {
		v.cardTails(add)
	}
	if v.figureCount() < 12 { // what follows looks at so many and more
		return
	}
	checked := func(whole chain) {
		v.within(whole, 12, 16, func(sub chain) bool {
			d, from, to := string(sub.digits), sub.at[0], sub.at[len(sub.at)-1]+1
			if !v.wordBeside(from, to) {
				return false
			}
			switch single := to-from == len(d); {
			case len(d) >= 14 && (cardNumber(d) || cards && luhn(d)) && (single || cards || v.groups(sub) >= 3):
				add(from, to, Card, Pattern, !cards)
			case len(d) == 12 && myNumber(d) && (single || mine):
				add(from, to, MyNumber, Pattern, !mine)
			case len(d) == 13 && corporateNumber(d) && (corporate || v.groups(sub) == 1 && v.bareCorporate(d, from)):
				add(v.withT(from), to, CorporateNumber, Pattern, !corporate)
			default:
				return false
			}
			return true
		})
	}
	if mine || cards || corporate {
		for _, whole := range v.digitChains(false) { // also those a line break parts
			checked(whole)
		}
	}
	for _, whole := range v.chains() {
		if n := len(whole.digits); n > 19 {
			gluedCards(string(whole.digits), cards, func(from, to int) { add(whole.at[from], whole.at[to-1]+1, Card, Pattern, false) })
		} else if n >= 17 && whole.at[n-1]-whole.at[0] == n-1 && cardWords.ends(v, v.overMarks(whole.at[0])) > 0 && (luhn(string(whole.digits)) || n == 19) {
			add(whole.at[0], whole.at[n-1]+1, Card, Context, false)
		}
		if whole.at[0] == 0 || v.runes[whole.at[0]-1] != 't' || len(whole.digits) != 13 {
			checked(whole)
		}
		for _, c := range v.parts(whole) {
			if len(c.digits) < 12 {
				continue
			}
			first, last := c.at[0], c.at[len(c.at)-1]+1
			if from := v.withT(first); from < first && len(c.digits) == 13 && (corporateNumber(string(c.digits)) || corporate) {
				add(from, last, CorporateNumber, Pattern, false)
				continue
			}
			if first > 0 && !v.gap(first) && v.script[first-1] == latin && v.runes[first-1] != 't' || last < len(v.runes) && !v.gap(last) && v.script[last] == latin {
				continue
			}
			if !cardNumber(string(c.digits)) && len(c.digits) > 12 { // a number with a check digit beside other figures
				v.within(c, 12, 16, func(sub chain) bool {
					d, from, to := string(sub.digits), sub.at[0], sub.at[len(sub.at)-1]+1
					if len(d) == len(c.digits) {
						return false
					}
					switch said := len(d) == 12 && mine || len(d) == 13 && corporate; {
					case len(d) == 12 && said && myNumber(d):
						add(from, to, MyNumber, Pattern, false)
					case len(d) == 13 && said && corporateNumber(d):
						add(v.withT(from), to, CorporateNumber, Pattern, false)
					case len(d) >= 14 && cardNumber(d) && cards:
						add(from, to, Card, Pattern, false)
					default:
						return false
					}
					return true
				})
			}
			switch d := string(c.digits); len(d) {
			case 12:
				if mine && !c.dotted || myNumber(d) && modelWords.ends(v, v.back(first)) == 0 && (!c.dotted || sized(v.groupSizes(c), groupings)) {
					add(first, last, MyNumber, Pattern, !mine)
				}
			case 13:
				if corporate || corporateNumber(d) && v.bareCorporate(d, first) && v.corporateGroups(c) {
					add(v.withT(first), last, CorporateNumber, Pattern, !corporate)
				}
			case 14, 15, 16:
				if (cardNumber(d) || cards) && v.cardGroups(c) {
					add(first, last, Card, Pattern, !cardNumber(d))
				}
			}
		}
	}
}

// bareCorporate tells whether thirteen figures with the check digit of a 法人番号 at rune from, of which nothing says what they are, may be one: no code of goods by
// their own check digit where the text before speaks of such, and no time in thousandths of a second.
func (v *view) bareCorporate(d string, from int) bool {
	if modelWords.ends(v, v.back(from)) > 0 {
		return false
	}
	sum := 0
	for i := range 12 {
		sum += int(d[i]-'0') * (1 + i%2*2)
	}
	if (10-sum%10)%10 == int(d[12]-'0') && (d[:2] == "45" || d[:2] == "49" || d[:3] == "978") {
		for i := max(0, from-1000); i < from; i++ {
			if goodsWords.starts(v, i) > 0 {
				return false
			}
		}
	}
	return d[0] != '1' || timeWords.ends(v, v.back(from)) == 0
}

var (
	goodsWords = newRare("janコード", "jan", "ean", "isbn", "バーコード", "商品コード", "gtin")
	timeWords  = newRare("ts", "time", "timestamp", "epoch", "date", "at", "_at", "タイムスタンプ", "時刻", "に", "unix")
)

// groupSizes are how many figures stand in each group of a chain.
func (v *view) groupSizes(c chain) []int {
	sizes := []int{1}
	for i := 1; i < len(c.at); i++ {
		if c.at[i] != c.at[i-1]+1 || v.gap(c.at[i]) {
			sizes = append(sizes, 0)
		}
		sizes[len(sizes)-1]++
	}
	return sizes
}

// corporateGroups tells whether the thirteen figures of a chain stand as those of a 法人番号 do.
func (v *view) corporateGroups(c chain) bool {
	sizes := v.groupSizes(c)
	return len(sizes) == 1 || sized(sizes, groupings) || sized(sizes, headGroupings) || len(sizes) == 2 && sizes[0] == 1
}

// cardGroups tells whether the figures of a chain stand in groups as those of a card do: 123456789012(12桁) do not.
func (v *view) cardGroups(c chain) bool {
	sizes := v.groupSizes(c)
	return len(sizes) != 2 || sizes[0] >= 4 && sizes[1] >= 4
}

// withT takes along the T before a 法人番号 as the number of who issues invoices (適格請求書発行事業者の登録番号) is written: T1234567890123, T-1234567890123.
func (v *view) withT(from int) int {
	k := from
	if k > 2 && v.runes[k-1] == ')' && v.runes[k-2] == 't' && v.runes[k-3] == '(' { // (T)1234567890123
		return k - 3
	}
	if k > 1 && (v.runes[k-1] == '-' || v.runes[k-1] == ':' || v.runes[k-1] == '.') && !v.gap(k) {
		k--
	}
	if k > 0 && v.runes[k-1] == 't' && (k < 2 || v.gap(k-1) || v.script[k-2] != latin) {
		return k - 1
	}
	return from
}

// overMarks goes back from rune i over 番号, は and signs between a word and its number.
func (v *view) overMarks(i int) int {
	i = v.back(i)
	if n := v.endsWith(i, theNumber); n > 0 {
		i = v.back(i - n)
	}
	return i
}

var theNumber = newRare("番号", "no.", "no", "number", "の番号")

// wordBeside tells whether nothing or only a word of letters stands right beside runes from to to: VISA4111…, but no piece of a hash.
func (v *view) wordBeside(from, to int) bool {
	before, after := from, to
	for before > 0 && !v.escapeBefore(from) && !v.gap(before) && v.script[before-1] == latin {
		if before--; isDigit(v.runes[before]) {
			return false
		}
	}
	for after < len(v.runes) && !v.gap(after) && v.script[after] == latin {
		if isDigit(v.runes[after]) {
			return false
		}
		after++
	}
	return from-before != 1 && after-to != 1
}

// parts cuts a chain that is longer than any number at its gaps, where the pieces then have a length numbers have, and the number of an invoice off at its head.
func (v *view) parts(c chain) []chain {
	const invoice = 13 // figures, before an amount in a table
	if len(c.digits) > invoice && v.withT(c.at[0]) < c.at[0] && c.at[invoice-1]-c.at[0] == invoice-1 && v.gap(c.at[invoice]) && corporateNumber(string(c.digits[:invoice])) {
		return append([]chain{{digits: c.digits[:invoice], at: c.at[:invoice], dotted: c.dotted}}, v.parts(chain{digits: c.digits[invoice:], at: c.at[invoice:], dotted: c.dotted})...)
	}
	if len(c.digits) <= 16 {
		return []chain{c}
	}
	var out []chain
	from := 0
	for i := 1; i <= len(c.digits); i++ {
		if i < len(c.digits) && !v.gap(c.at[i]) && c.at[i] == c.at[i-1]+1 {
			continue
		}
		slash := i < len(c.digits) && v.runes[c.at[i]-1] == '/'
		if n := i - from; !slash && n >= 12 && n < 16 && from+16 <= len(c.digits) && cardNumber(string(c.digits[from:from+16])) {
			continue
		} else if n >= 12 && (n <= 13 || n >= 14 && n <= 16 && cardNumber(string(c.digits[from:i]))) && (i == len(c.digits) || slash || v.gap(c.at[i]) || n == 16) {
			out = append(out, chain{digits: c.digits[from:i], at: c.at[from:i], dotted: c.dotted})
			from = i
		} else if n > 16 {
			from = i
		}
	}
	return out
}
