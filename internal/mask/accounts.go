package mask

import "strings"

// Bank accounts by the words of banks: a branch before seven figures, 普通 and 当座, the 記号 and 番号 of the post office's bank, IBAN in groups.

var (
	accountWords = newEndings([]string{"口座番号", "口座", "口座no", "口座no.", "普通", "普通預金", "普通貯金", "普通口座", "当座", "当座預金", "当座口座", "貯蓄", "貯蓄預金", "総合口座", "定期", "定期預金", "(普)", "(当)", "普)", "当)", "記号番号", "通帳番号", "貯金", "預金", "accountnumber", "accountno.", "accountno", "account#", "bankaccount", "acctno.", "acctno", "acct.", "acct", "a/c", "a/cno.", "a/cnumber", "ordinary", "ord.", "ordinaryaccount", "savings", "savingsaccount", "currentaccount", "current", "checking", "checkingaccount", "futsu", "toza", "口座:普通", "フツウ", "トウザ", "チョチク", "フツー", "account", "accounts", "acc", "acc.", "accno.", "a/cno", "種目1", "種別1", "振込先口座"})
	branchWordsB = newEndings([]string{"支店", "本店", "本所", "本店営業部", "営業部", "出張所", "支所", "店", "branch", "br.", "種目:普通", "ネット支店", "銀行", "信用金庫", "信金", "信用組合", "信組", "農協", "労働金庫", "bank", "shinkin"})
	numberWord   = newWords("番号")
	yuchoWords   = newEndings([]string{"記号", "ゆうちょ", "ゆうちょ銀行", "郵便局"})
)

// accounts finds the number of an account in a word of figures.
func (v *view) accounts(w word, add adder) {
	if !w.signs.has(figureBits) {
		return
	}
	start := figureSigns.index(w.s)
	end := start
	for end < len(w.s) && (w.s[end] >= '0' && w.s[end] <= '9' || w.s[end] == '-') {
		end++
	}
	body := strings.TrimRight(w.s[start:end], "-")
	n := figuresIn(body)
	if n < 5 || n > 16 || end < len(w.s) && (isAlnum(w.s[end]) || w.s[end] == '/') || start > 0 && isAlnum(w.s[start-1]) && !strings.HasSuffix(w.s[:start], ".") {
		return
	}
	from, to := w.from+start, w.from+start+len(body)
	if yuchoShape(body) {
		add(from, to, Account, Pattern, false)
		return
	}
	if n == 7 && from > 0 && v.runes[from-1] == ',' && v.farBank(from) {
		add(from, to, Account, Context, false)
		return
	}
	if n == 7 && len(body) == 7 && from > 1 && v.gap(from) && strings.ContainsRune("1249", v.runes[from-1]) && v.gap(from-1) && v.script[from-2] == kata && !v.newLine(from) { // ﾓﾘｸﾞﾁ 1 4418203
		add(from, to, Account, Context, false)
		return
	}
	at := from
	for step := 0; step < 6; step++ {
		switch {
		case accountWords.ends(v, at) > 0 && (n >= 6 || v.script[at-1] == han) && v.latinStands(at, accountWords) && !strings.Contains(body, "--"):
			add(from, to, Account, Context, false)
			return
		case branchWordsB.ends(v, at) > 0 && n == 7 && v.latinStands(at, branchWordsB):
			add(from, to, Account, Context, false)
			return
		case at == from && yuchoWords.ends(v, at) > 0 && n == 5 && body[0] == '1':
			add(from, to, Account, Context, false)
			return
		case v.endsWith(at, numberWord) > 0 && n >= 6 && n <= 8 && v.symbolBefore(at-2):
			add(from, to, Account, Context, false)
			return
		}
		if at <= 0 || v.lineEdge(at) && step > 0 {
			return
		}
		if c := v.runes[at-1]; strings.ContainsRune(":=(「『,、はがの|)・", c) || v.endsWith(at, numberSign) > 0 {
			at -= max(0, v.endsWith(at, numberSign)-1)
			at--
			if c == ')' { // (店番012), (114)
				for k := at; k > 0 && at-k < 10; k-- {
					if v.runes[k-1] == '(' {
						at = k - 1
						break
					}
				}
			}
			continue
		}
		return
	}
}

var (
	numberSign  = newRare("no.", "no", "番号", "№")
	branchCodes = newRare("店番", "店番号", "支店番号", "支店コード", "店コード", "支店no.", "店舗コード", "branchcode", "branchno.", "sortcode", "bsb", "aba", "routingnumber", "routingno.", "transitnumber")
)

// branches finds the codes of branches: 店番018, sort code 20-00-00.
func (v *view) branches(w word, add adder) {
	if !w.signs.has(figureBits) {
		return
	}
	if c := w.s[len(w.s)-1]; isLetters(string(c)) || len(w.s) > 14 {
		return
	}
	start := figureSigns.index(w.s)
	if start > 2 {
		return
	}
	body := strings.TrimRight(w.s[start:], ".,;:)-")
	at := v.back(w.from + start)
	if n := figuresIn(body); n >= 3 && n <= 9 && strings.Trim(body, "0123456789-") == "" && branchCodes.ends(v, at) > 0 && v.latinStands(at, branchCodes) {
		add(w.from+start, w.from+start+len(body), Account, Context, false)
	}
}

// farBank tells whether a bank is named before rune i with nothing but words and commas between: Seto Inland Bank, Onomichi, 2207791.
func (v *view) farBank(i int) bool {
	for k := i; k > 0 && i-k < 30 && !v.newLine(k) && (v.script[k-1] == latin && !isDigit(v.runes[k-1]) || v.runes[k-1] == ','); k-- {
		if v.endsWith(k, bankWord) > 0 && k < i {
			return true
		}
	}
	return false
}

var bankWord = newRare("bank")

// latinStands keeps labels of letters to words of their own.
func (v *view) latinStands(i int, words *wordSet) bool {
	n := words.ends(v, i)
	return v.script[i-1] != latin && v.runes[i-1] != '.' || i == n || v.gap(i-n) || v.script[i-n-1] != latin
}

// yuchoShape is the 記号 and 番号 of the post office's bank: 1, four figures, six to eight that end in 1.
func yuchoShape(s string) bool {
	a, b, ok := strings.Cut(s, "-")
	if !ok || len(a) != 5 || a[0] != '1' || a[4] != '0' && a[4] != '1' && len(b) < 8 {
		return false
	}
	if len(b) > 2 && b[1] == '-' {
		b = b[2:]
	}
	return len(b) >= 6 && len(b) <= 8 && strings.Trim(b, "0123456789") == "" && b[len(b)-1] == '1'
}

// spacedIBAN finds an international account number in groups of four.
func (v *view) spacedIBAN(words []word, add adder) {
	for i, w := range words {
		if len(w.s) != 4 || !isLetters(w.s[:2]) || w.s[2] < '0' || w.s[2] > '9' || w.s[3] < '0' || w.s[3] > '9' {
			continue
		}
		all := w.s
		for j := i + 1; j < len(words) && j-i < 9 && words[j].from == words[j-1].to && !v.lineEdge(words[j].from); j++ {
			s := strings.TrimRight(words[j].s, ".,;:)")
			if len(s) > 4 {
				break
			}
			all += s
			if iban(all) {
				add(w.from, words[j].from+len(s), Account, Pattern, false)
			}
		}
	}
}
