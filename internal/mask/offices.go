package mask

import "strings"

// Numbers as offices write them: 第401882号, 岐阜県知事(3)第4418号, 令和5年(ワ)第90218号, 燕法55号.

var (
	// registrars give numbers to trades and papers; what stands before 第 or (3)第 and ends so says enough.
	registrars = newRare("知事", "大臣", "長官", "局長", "公安委員会", "委員会", "保健所長", "市長", "区長", "町長", "法務局", "陸運局", "協会", "連盟", "知事許可", "大臣許可", "公安委員会許可", "知事登録", "大臣登録", "知事免許", "大臣免許", "長官登録", "局長登録", "知事登録旅行業", "長官登録旅行業", "許可", "登録", "免許", "届出")
	// papers are what a number behind them is of.
	papers = newRare("免許", "免許証", "免許状", "免状", "状", "取引業", "許可", "許可証", "認可", "認可証", "登録", "登録証", "登録証明書", "証明書", "証書", "証", "籍", "士", "師", "資格", "資格者証", "業", "鑑札", "旅券", "手帳", "特許", "商標登録", "意匠登録", "実用新案登録", "段証", "級", "認定", "指定", "届出", "受理", "受付", "被害届", "事件", "稟議", "契約", "契約書", "通知", "文書", "決裁", "免許証番号", "免許番号", "許可番号", "登録番号", "番号", "証番号", "通知書", "決定通知", "決定", "修了証", "員", "受理番号", "車検証", "保険証", "手形", "小切手", "借用証", "物件", "証券", "整理", "主任者証", "責任者証", "検定")
	// laws are numbered too, and everybody's.
	laws     = newRare("法律", "政令", "省令", "府令", "告示", "条例", "規則", "規程", "通達", "訓令", "議案", "号議案", "様式", "別表", "別紙", "別記", "図", "表", "附則", "憲法", "台風", "創刊", "通巻", "巻", "会報", "機関紙", "レベル", "フェーズ", "安全", "警報", "注意報", "バージョン", "型", "令")
	eraNames = newRare("令和", "平成", "昭和")
)

// officeNumbers finds numbers that end in 号.
func (v *view) officeNumbers(add adder) {
	if !v.holds('号') {
		return
	}
	for i := 1; i < len(v.runes); i++ {
		if v.runes[i] != '号' || v.numeral(i-1) < 0 || v.lineEdge(i) {
			continue
		}
		if next := v.runeAt(i + 1); strings.ContainsRune("機車線室館店棟艦議様地令被", next) && !v.gap(i+1) {
			continue
		}
		if from, kind := v.officeFrom(i); from < i {
			end := i + 1
			if v.runeAt(end) == 'の' && end+1 < len(v.runes) && isDigit(v.runes[end+1]) && v.digitsEnd(end+1)-end < 4 { // 第2207号の4
				end = v.digitsEnd(end + 1)
			}
			add(from, end, kind, Context, false)
		}
	}
}

// numeral is a figure of either kind, -1 for none.
func (v *view) numeral(i int) rune {
	if i < 0 {
		return -1
	}
	if r := v.runes[i]; '0' <= r && r <= '9' {
		return r - '0'
	}
	return kanjiFigure(v.runes[i])
}

// officeFrom is where a number begins whose 号 is rune i; i where it is none that identifies.
func (v *view) officeFrom(i int) (from int, kind Kind) {
	body, figures := i, 0
	for body > 0 && i-body < 24 && (v.numeral(body-1) >= 0 || v.runes[body-1] == '-' || v.script[body-1] == latin && figures > 0 && !v.gap(body)) && !v.newLine(body) {
		if body--; v.numeral(body) >= 0 {
			figures++
		}
	}
	for body < i && v.runes[body] == '-' {
		body++
	}
	at := body
	if at > 0 && v.runes[at-1] == '第' && !v.newLine(at) {
		at--
	}
	ordinal := at < body
	lead := v.prefixFrom(at)
	if laws.ends(v, at) > 0 || figures == 0 {
		return i, ""
	}
	head := v.word(lead, at)
	if ordinal && strings.Contains(head, "年") {
		for k := lead; k < at; k++ {
			if eraNames.starts(v, k) == 2 {
				return k, Ticket
			}
		}
	}
	if kind, _ := v.announced(lead); kind != "" && kind != bareNumber && (figures >= 2 || lead < at) {
		return lead, kind
	}
	if !ordinal {
		return i, ""
	}
	open := v.overBrackets(at)
	switch {
	case registrars.ends(v, open) > 0 && (figures >= 2 || open < at):
		for lead > 0 && at-lead < 16 && v.script[lead-1] == han && (lead == at || !v.gap(lead)) && !v.newLine(lead) {
			lead--
		}
		return lead, Licence
	case figures < 2:
		return i, ""
	case papers.ends(v, v.back(lead)) > 0 && laws.ends(v, v.back(lead)) == 0, open < at && papers.ends(v, open) > 0:
		return lead, Licence
	}
	for k := at; k > lead; k-- {
		if papers.ends(v, k) > 0 {
			return k, Licence
		}
	}
	if figures >= 6 || lead < at && at-lead <= 6 && figures >= 3 && v.script[lead] == han && v.gap(lead) { // so long a number is no article's; 総情第451号
		return lead, Licence
	}
	return i, ""
}

// prefixFrom goes back from a number over what offices put before it: kanji, figures, brackets; not over the word that announces it.
func (v *view) prefixFrom(at int) int {
	k := at
	for k > 0 && at-k < 26 && !v.newLine(k) {
		if v.labelEnds(k) {
			break
		}
		if open := v.overBrackets(k); open < k {
			k = open
			continue
		}
		if v.gap(k) && !(k < at && v.runes[k] == '(') && !(k == at && k > 2 && v.numeral(k-1) >= 0 && strings.ContainsRune("般特-", v.runes[k-2])) || v.script[k-1] != han && v.script[k-1] != kata && v.numeral(k-1) < 0 && v.runes[k-1] != '-' {
			break
		}
		k--
	}
	for k < at && v.runes[k] == '-' {
		k++
	}
	return k
}

// labelEnds tells whether a word that announces a number ends before rune i.
func (v *view) labelEnds(i int) bool {
	kind, _ := v.serialKind(i)
	return kind != "" || v.endsWith(i, theNumber) > 0
}

// overBrackets goes back from rune i over one pair of brackets.
func (v *view) overBrackets(i int) int {
	if i < 2 || v.runes[i-1] != ')' {
		return i
	}
	for k := i - 1; k > 0 && i-k < 9; k-- {
		if v.runes[k-1] == '(' {
			return k - 1
		}
	}
	return i
}
