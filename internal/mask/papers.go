package mask

import "strings"

// Numbers of licences, permits, passports, insurance cards and cars, which are written in ways of their own: 品川 330 あ 70-16, 関自旅二第2207号,
// UH 7730 6154 KA, 保険証(31880214 枝番01).

// plateAreas are the places that stand on number plates.
var plateAreas = newRare(strings.Fields(`札幌 函館 旭川 室蘭 苫小牧 釧路 知床 帯広 十勝 北見 青森 弘前 八戸 岩手 盛岡 平泉 奥州 宮城 仙台 秋田 山形 庄内 福島 会津 郡山 白河 いわき 水戸 土浦 つくば 宇都宮 那須 日光 とちぎ 群馬 前橋 高崎 大宮 川口 所沢 川越 熊谷 春日部 越谷 千葉 成田 習志野 市川 船橋 袖ヶ浦 市原
	野田 柏 松戸 品川 世田谷 練馬 杉並 板橋 足立 江東 江戸川 葛飾 八王子 多摩 横浜 川崎 湘南 相模 新潟 長岡 上越 富山 石川 金沢 福井 山梨 富士山 長野 松本 諏訪 安曇野 南信州 岐阜 飛騨 静岡 浜松 沼津 伊豆 富士 名古屋 豊橋 三河 岡崎 豊田 尾張小牧 一宮 春日井 三重 鈴鹿 四日市 伊勢志摩 滋賀 京都 大阪 なにわ 和泉 堺 神戸
	姫路 奈良 飛鳥 和歌山 鳥取 島根 出雲 岡山 倉敷 広島 福山 山口 下関 徳島 香川 高松 愛媛 高知 福岡 北九州 久留米 筑豊 佐賀 長崎 佐世保 熊本 大分 宮崎 鹿児島 奄美 沖縄 練 足 横 名 泉 京 大 神`)...)

var (
	// paperWords are papers whose number may stand some words behind.
	paperWords = newWords("免許証", "免許", "運転免許", "免状", "旅券", "パスポート", "在留カード", "ざいりゅうカード", "特別永住者証明書", "保険証", "資格確認書", "被保険者証", "受給者証", "医療証", "手帳", "許可証", "許可", "認可", "登録証", "証明書", "資格者証", "資格証", "修了証", "技能講習", "検定証", "車検証", "査証", "鑑札", "認定証", "取引士証", "従業者証", "登録票", "籍登録", "介護保険", "国民健康保険", "健康保険", "国保", "社保", "保険者番号", "本人確認書類",
		"passport", "passports", "licence", "license", "licences", "licenses", "licencephoto", "residencecard", "residencecards", "zairyucard", "permit", "permits", "eligibility", "idscan", "idcard", "identitycard", "insurancecard", "healthinsurance", "insuranceno.", "insurancenumber", "certificate", "certificates", "drivinglicence", "driver'slicense", "registrationno.", "visano.", "visanumber", "ssn", "socialsecuritynumber", "socialsecurityno.", "ninumber", "nino.", "nationalinsurancenumber", "drivernumber", "driverno.", "旅券番号", "番号証")
	// paperStems end what a number between 第 and 号 is of.
	paperStems = newRare("免許", "免状", "許可", "認可", "登録", "証", "証書", "証明書", "資格", "手帳", "士", "師", "籍", "旅券", "番号", "級", "免許状", "指定", "届出", "業", "知事", "大臣", "公安委員会", "licence", "license", "permit")
	// lawWords end what is numbered so and is public: laws, orders, cases of a court.
	lawWords = newRare("法律", "法", "政令", "省令", "府令", "条例", "告示", "規則", "規程", "要綱", "訓令", "通達", "通知", "議案", "決議", "判決", "答申", "勧告", "条約", "質問", "事務連絡", "発議", "請願", "陳情", "巻", "乙", "甲", "創刊", "通巻", "図", "表", "様式", "別記", "別紙")
	// countedAfter show a number between 第 and 号 to be one of a row.
	countedAfter = newRare("様式", "議案", "機", "車", "線", "棟", "館", "室", "被保険者", "店", "炉", "艇", "証", "議員", "文書", "書式", "条", "バス", "系統", "埠頭", "倉庫", "門", "橋", "公園")

	monthForm = newForm(`^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-3][0-9])?$|^(?:19|20)[0-9]{2}[-/][0-9]{1,2}(?:[-/][0-9]{1,2})?$|^[0-9]{1,2}[-/][0-9]{1,2}[-/](?:19|20)[0-9]{2}$`)
)

// papers finds such numbers.
func (v *view) papers(words []word, add adder) {
	if v.digits < 2 {
		return
	}
	for i, r := range v.runes {
		switch {
		case r >= '0' && r <= '9':
			if i+2 < len(v.runes) && v.script[i+1] == hira && i > 1 {
				v.plate(i+1, add)
			}
		case r == '第':
			v.numbered(i, add)
		case r == '記' && i+1 < len(v.runes) && v.runes[i+1] == '号':
			v.insured(i, add)
		}
	}
	for k := range words {
		v.paperNumber(words, k, add)
	}
}

// plate reads the number plate of a car around its kana at rune i.
func (v *view) plate(i int, add adder) {
	head := i
	for head > 0 && i-head < 3 && v.script[head-1] == latin && v.runes[head-1] < 0x80 && (head == i || !v.gap(head)) {
		head--
	}
	to, figures, hyphen := i+1, 0, false
	for to < len(v.runes) && to-i < 6 && (to == i+1 || !v.gap(to)) && (isDigit(v.runes[to]) || strings.ContainsRune("・.-ー", v.runes[to])) {
		if isDigit(v.runes[to]) {
			figures++
		}
		hyphen = hyphen || strings.ContainsRune("-ー", v.runes[to])
		to++
	}
	for to > i+1 && !isDigit(v.runes[to-1]) {
		to--
	}
	if figures == 0 || figures > 4 || i-head < 2 || to < len(v.runes) && !v.gap(to) && v.script[to] == latin {
		return
	}
	n := plateAreas.ends(v, head)
	spaced := v.gap(i) && v.gap(i+1)
	switch {
	case n > 0 && (spaced || hyphen || i-head == 3 && unitAfter.starts(v, to) == 0 && v.runeAt(to) != ','):
	case n == 0 && spaced && i-head == 3 && v.gap(head) && head > 0 && v.script[head-1] == han && isDigits(v.runes[head:i]): // of a place not in the list
		for n < 4 && n < head && v.script[head-1-n] == han && (n == 0 || !v.gap(head-n)) {
			n++
		}
	default:
		return
	}
	add(head-n, to, Licence, Pattern, false)
}

// numbered reads a number between 第 at rune i and 号, with the letters of who gave it before: 燕法第55号, 岐阜県知事(3)第4418号.
func (v *view) numbered(i int, add adder) {
	figures := func(k int) (end, n int) {
		for end = k; end < len(v.runes) && end-k < 24 && !(end > k && v.lineEdge(end)) && (v.script[end] == latin && v.runes[end] < 0x80 || v.runes[end] == '-' && end > k); end++ {
			if isDigit(v.runes[end]) {
				n++
			}
		}
		return end, n
	}
	to, n := figures(i + 1)
	switch {
	case n == 0 || to >= len(v.runes):
		return
	case n < 3 && strings.ContainsRune("級種類", v.runes[to]): // 海技免状 第3級 044812
		next := to + 1
		if v.runeAt(next) == '第' {
			next++
		}
		if end, m := figures(next); m >= 5 && v.paperNear(i, paperStems, 12) {
			if v.runeAt(end) == '号' {
				end++
			}
			add(i, end, Licence, Pattern, false)
		}
		return
	case v.runes[to] != '号':
		return
	}
	to++
	if !v.gap(to) && countedAfter.starts(v, to) > 0 {
		return
	}
	for k := i; k > max(0, i-9) && !v.lineEdge(k); k-- {
		if lawWords.ends(v, k) > 0 && paperStems.ends(v, k) == 0 {
			return
		}
	}
	from := v.issuer(i)
	near := v.paperNear(from, paperStems, 20) || from < i && v.paperNear(i, paperStems, 4)
	if n >= 3 && near || n >= 2 && from < i && near || n >= 5 || n >= 3 && from < i {
		add(from, to, Licence, Pattern, !near)
	}
}

// issuer goes back from 第 at rune i over the letters of who gave a number: 関自旅二, 平二三中一種, 般-5, 岐阜県知事(3).
func (v *view) issuer(i int) int {
	if i > 3 && v.runes[i-1] == ')' {
		k := i - 2
		for k > 0 && i-k < 6 && (isDigit(v.runes[k]) || v.script[k] == han) && v.runes[k] != '(' {
			k--
		}
		if v.runes[k] == '(' && k >= 2 && v.has(k-2, governors) > 0 {
			for k -= 2; k > 0 && i-k < 16 && v.script[k-1] == han && !v.gap(k); k-- {
			}
			return k
		}
		return i
	}
	from := i
	for from > 0 && i-from < 9 && (from == i || !v.gap(from)) && (v.script[from-1] == han && v.runes[from-1] != '号' || v.runes[from-1] == '-' || isDigit(v.runes[from-1]) && i-from < 4) && !(from == i && v.gap(i) && !isDigit(v.runes[from-1])) {
		from--
	}
	if n := v.endsWith(i, boards); n > 0 && v.gap(i) && !v.lineEdge(i) { // 岐公委 第40912-7号
		for from = i - n; from > 0 && i-from < 9 && v.script[from-1] == han && !v.gap(from); from-- {
		}
		return from
	}
	switch {
	case from == i-1 && v.runes[from] == '証' && (v.gap(from) || v.script[max(from-1, 0)] == sign):
		return from
	case from < i && strings.ContainsRune("員者客生様", v.runes[i-1]):
		return i
	case from < i && isDigit(v.runes[i-1]) && !strings.ContainsRune("般特", v.runes[from]): // a figure that belongs to something else
		return i
	case from < i && (v.runes[from] == '-' || isDigit(v.runes[from])):
		return i
	case paperStems.ends(v, i) > 0 || serialTails.ends(v, i) > 0 || i-from > 8 || paperWords.ends(v, i) > 0:
		return i
	}
	return from
}

var bareNumberWord = newRare("番号")

var boards = newRare("公委", "公安委", "公安委員会", "労基", "労働局", "運輸局", "経産局")

var governors = newRare("知事", "大臣", "局長")

// paperNear tells whether one of the words ends within n runes before rune i, in the same line and sentence.
func (v *view) paperNear(i int, words *wordSet, n int) bool {
	for k := i; k > 0 && i-k <= n; k-- {
		if m := words.ends(v, k); m > 0 && (v.script[k-1] != latin || v.wordStands(k-m, k)) {
			return true
		}
		if k < i && v.lineEdge(k) || v.runes[k-1] == '。' {
			return false
		}
	}
	return false
}

// insured reads 記号 at rune i and 番号 behind it, as an insurance card has them.
func (v *view) insured(i int, add adder) {
	value := func(k int) (from, to int) {
		for k < len(v.runes) && strings.ContainsRune(":=・「は", v.runes[k]) {
			k++
		}
		from = k
		for k < len(v.runes) && k-from < 12 && (k == from || !v.gap(k)) && (v.script[k] == latin || v.runes[k] == '-' || k-from < 7 && (v.script[k] == hira || v.script[k] == han) && v.runes[k] != '番') {
			k++
		}
		return from, k
	}
	if v.has(i+2, bareNumberWord) > 0 { // 記号番号 331・208
		from, to := value(i + 4)
		for to > from && to+1 < len(v.runes) && (v.runes[to] == '・' || v.runes[to] == '-') && isDigit(v.runes[to+1]) {
			to = v.digitsEnd(to + 1)
		}
		if to > from && isDigit(v.runes[from]) && figuresIn(v.word(from, to)) >= 4 && !savings(v.runes[from:to]) {
			add(from, v.branchEnd(to), Licence, Context, false)
		}
		return
	}
	a, b := value(i + 2)
	k := b
	for k < len(v.runes) && k-b < 2 && strings.ContainsRune("・、,/|", v.runes[k]) {
		k++
	}
	if savings(v.runes[a:b]) || b == a || k+2 >= len(v.runes) || v.runes[k] != '番' || v.runes[k+1] != '号' {
		return
	}
	c, d := value(k + 2)
	if c+2 > d || !isDigits(v.runes[c:c+2]) {
		return
	}
	for d > c && v.script[d-1] != latin {
		d--
	}
	d = v.branchEnd(d)
	if a > i+2 || c > k+2 {
		add(a, b, Licence, Context, false)
		add(c, d, Licence, Context, false)
		return
	}
	add(i, d, Licence, Context, false)
}

// savings tells whether a number begins as those of the post's savings accounts do: 1 and four figures.
func savings(rs []rune) bool {
	return len(rs) >= 5 && rs[0] == '1' && isDigits(rs[:5]) && (len(rs) == 5 || rs[5] == '-')
}

// branchEnd takes 枝番01 behind a number along.
func (v *view) branchEnd(i int) int {
	if i+2 < len(v.runes) && v.runes[i] == '枝' && v.runes[i+1] == '番' {
		if end := v.digitsEnd(i + 2); end > i+2 {
			return end
		}
	}
	return i
}

// What stands before and behind the number of a paper in its word.
var numberHeads, numberTails = newSigns(`:=#"'([<.,`), newSigns("-/")

// paperNumber looks at word k as the number of a paper named before it, or as a residence card's by its shape.
func (v *view) paperNumber(words []word, k int, add adder) {
	w := words[k]
	s := numberHeads.trimLeft(w.s)
	from := w.from + len(w.s) - len(s)
	if end := v.residence(from); end > 0 {
		add(from, end, Licence, Pattern, false)
		return
	}
	if end := v.latinPlate(words, k, from); end > 0 {
		add(from, end, Licence, Context, false)
		return
	}
	if !w.signs.has(figureBits) {
		return
	}
	n := 0
	for n < len(s) && (isAlnum(s[n]) || s[n] == '-' || s[n] == '/') {
		n++
	}
	rest := s[n:]
	s = numberTails.trimRight(s[:n])
	figures := figuresIn(s)
	if figures < 2 || strings.ContainsAny(rest[:min(len(rest), 1)], ".:@_\\%") && len(rest) > 1 && isAlnum(rest[1]) || strings.Contains(w.s, "//") || len(s) > 30 {
		return
	}
	to := from + len(s)
	if s[0] == '-' { // 入-26-0447
		head := from
		for head > 0 && from-head < 3 && v.script[head-1] == han && !v.gap(head) {
			head--
		}
		if kind, sure := v.announced(head); head < from && kind != "" && kind != bareNumber {
			add(head, to, kind, Context, !sure)
		}
		return
	}
	if !v.says(paperWords) || strings.Contains(s, "/") || monthForm.match(s) {
		return
	}
	// further groups, and letters before, with a space between
	for j := k + 1; j < len(words) && j-k < 4 && words[j].from == to && !v.lineEdge(to) && !v.wideGap(to) && rest == ""; j++ {
		part := strings.TrimRight(words[j].s, ".,;:)\"'")
		if !isDigits([]rune(part)) && !(len(part) <= 2 && isLetters(part) && v.isCapital(words[j].from)) || len(part) > 8 {
			break
		}
		figures, to, rest = figures+figuresIn(part), to+len(part), words[j].s[len(part):]
	}
	if k > 0 && words[k-1].to == from && from == w.from && !v.lineEdge(from) {
		if p := strings.TrimLeft(words[k-1].s, "(:"); len(p) <= 2 && len(p) > 0 && isLetters(p) && v.isCapital(words[k-1].to-len(p)) && v.isCapital(from-1) {
			from -= len(p)
		}
	}
	letters := strings.IndexFunc(v.word(from, to), func(r rune) bool { return 'a' <= r && r <= 'z' }) >= 0
	if figures < 6 && !(letters && figures >= 5) || !letters && unitAfter.starts(v, to) > 0 || from > 0 && !v.gap(from) && strings.ContainsRune("¥\\$,.+", v.runes[from-1]) || standard(s) && figures < 7 || !v.paperNear(from, paperWords, 22) {
		return
	}
	add(from, v.branchEnd(to), Licence, Context, false)
}

// plateWords stand before the number plate of a car in Latin letters.
var plateWords = newWords("plate", "plates", "plateno.", "platenumber", "plateis", "reg", "regno.", "registration", "carreg", "numberplate", "licenceplate", "licenseplate", "licenceplateis", "licenseplateis", "ナンバー", "車番", "車両番号")

// latinPlate is the end of a number plate in Latin letters at rune from of word k: Kobe 300 sa 12-34, AB12 CDE; 0 for none.
func (v *view) latinPlate(words []word, k, from int) int {
	if !v.says(plateWords) {
		return 0
	}
	before := v.back(from)
	n := plateWords.ends(v, before)
	if n == 0 || v.script[before-1] == latin && !v.wordStands(before-n, before) {
		return 0
	}
	to, figures := from, 0
	for j := k; j < len(words) && j-k < 4 && (j == k || words[j].from == to && !v.lineEdge(to) && !v.wideGap(to)); j++ {
		s := words[j].s[max(from-words[j].from, 0):]
		part := strings.TrimRight(s, `.,;:)"'`)
		if part == "" || len(part) > 8 || strings.Trim(part, "0123456789abcdefghijklmnopqrstuvwxyz-") != "" || !hasFigure(part) && !v.isCapital(to) && len(part) > 2 || englishWords.has(part) && len(part) < 3 {
			break
		}
		to, figures = to+len(part), figures+figuresIn(part)
		if len(part) < len(s) {
			break
		}
	}
	if figures < 2 || to-from < 5 {
		return 0
	}
	return to
}

// residence is the end of the number of a residence card at rune i: two capitals, eight figures, two capitals, with spaces where people put them; 0 for none.
func (v *view) residence(i int) int {
	if v.digits < 8 || i+12 > len(v.runes) || v.script[i] != latin || !v.isCapital(i) || !v.gap(i) && v.script[i-1] == latin {
		return 0
	}
	for k := i; k < i+12; k++ {
		r := v.runes[k]
		switch outer := k < i+2 || k >= i+10; {
		case outer && (r < 'a' || r > 'z' || !v.isCapital(k)), !outer && (r < '0' || r > '9'), k > i && v.lineEdge(k), k > i && v.gap(k) && k != i+2 && k != i+6 && k != i+10:
			return 0
		}
	}
	if i+12 < len(v.runes) && !v.gap(i+12) && v.script[i+12] == latin {
		return 0
	}
	return i + 12
}
