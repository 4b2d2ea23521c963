package mask

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// quantity is an exact amount, count or day, with coarser values that may stand instead.
type quantity struct {
	guess
	coarse []string
}

// figure is a number as written: 1,037, 1億2,345万, with the value it has.
type figure struct {
	from, to int
	value    float64
	tens     bool // written with 万 or 億
	decimals bool
}

// figureAt reads a number at rune i; to is i where there is none.
func (v *view) figureAt(i int) figure {
	f := figure{from: i, to: i}
	var total, part float64
	digits, scale := 0, 0.0
	for k := i; k < len(v.runes) && k-i < 24; k++ {
		r := v.runes[k]
		if k > i && v.gap(k) {
			break
		}
		switch {
		case '0' <= r && r <= '9':
			digits++
			if scale > 0 {
				part += float64(r-'0') * scale
				scale /= 10
			} else {
				part = part*10 + float64(r-'0')
			}
			f.to = k + 1
			continue
		case r == ',' && digits > 0 && scale == 0 && k+3 < len(v.runes) && isDigits(v.runes[k+1:k+4]):
			continue
		case r == '.' && digits > 0 && scale == 0 && k+1 < len(v.runes) && isDigit(v.runes[k+1]):
			scale, f.decimals = 0.1, true
			continue
		case digits > 0 && strings.ContainsRune("億万千", r):
			unit := map[rune]float64{'億': 1e8, '万': 1e4, '千': 1e3}[r]
			if r == '千' {
				part *= unit
			} else {
				total, part, digits, scale = total+part*unit, 0, 0, 0
				f.tens = true
			}
			f.to = k + 1
			if r != '千' && (k+1 >= len(v.runes) || v.runes[k+1] < '0' || v.runes[k+1] > '9') {
				f.value = total
				return f
			}
			if r != '千' {
				digits = 0
			}
			continue
		}
		break
	}
	f.value = total + part
	return f
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isDigits(rs []rune) bool {
	for _, r := range rs {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(rs) > 0
}

var (
	moneyUnits = newEndings([]string{"円", "ドル", "米ドル", "ユーロ", "ポンド", "元", "ウォン", "btc", "eth", "xmr", "ビットコイン", "yen", "jpy", "usd", "eur", "dollars", "euros", "bitcoin", "bitcoins", "ポイント"})
	countUnits = newEndings([]string{"件", "名", "人", "名分", "人分", "件分", "台", "通", "個", "回", "社", "アカウント", "レコード", "ファイル", "ユーザー", "ユーザ", "口座", "枚", "冊", "世帯", "店舗", "拠点", "端末", "行", "箇所", "ヶ所", "か所", "カ所", "点", "本", "校", "床", "戸", "団体", "種類", "セッション", "リクエスト", "メール", "部", "名様", "組", "人月", "軒", "戸分", "家族", "アドレス", "枚分", "通分", "台分", "社分", "店", "商品", "作品", "投稿",
		"people", "persons", "customers", "records", "accounts", "files", "employees", "users", "machines", "computers", "messages", "mails", "emails", "patients", "students", "members", "devices", "pcs", "servers", "addresses", "entries", "orders", "cards"})
	notCounts    = newEndings([]string{"年", "月", "日", "時", "分", "秒", "回目", "件目", "台目", "通目", "人目", "個目", "行目", "本目", "枚目", "社目", "番", "点検", "回線", "本部", "部門", "組織", "個人", "人物", "通信", "通知", "台帳", "台風", "行政", "社員", "社内", "名前", "件名", "個別", "枚方", "本社", "本件", "点数", "回復", "回答", "通販", "人事", "部長", "部署", "組合", "メールアドレス", "校正", "点滅", "通報", "本番", "人体", "部品"})
	roughly      = newEndings([]string{"約", "およそ", "おおよそ", "ほぼ", "概ね", "凡そ", "延べ約", "合計約", "計約", "総額約", "about", "approximately", "around", "some", "roughly", "nearly", "over", "最大約", "数"})
	roughlyAfter = newEndings([]string{"程度", "ほど", "くらい", "ぐらい", "前後", "以上", "超", "余", "余り", "弱", "強", "近く", "以下", "未満", "以内", "間"})
)

// quantities finds exact sums, exact counts and exact days. Rounded ones, and counts that many share, are left.
func (v *view) quantities() []quantity {
	if v.digits == 0 && !v.holds('円') {
		return nil
	}
	var out []quantity
	for i := 0; i < len(v.runes); i++ {
		r := v.runes[i]
		if r == '円' {
			if from := v.kanjiSum(i); i-from >= 4 {
				out = append(out, quantity{guess{found{from, i + 1, Amount, NoParty}, Pattern, false}, nil})
			}
			continue
		}
		if r < '0' || r > '9' || i > 0 && !v.gap(i) && (v.script[i-1] == latin && !strings.HasSuffix(v.word(max(0, i-3), i), "jpy") || strings.ContainsRune(".-/:_#%", v.runes[i-1]) && i > 1 && v.script[i-2] == latin) {
			continue
		}
		if q, ok := v.dayAt(i); ok {
			out = append(out, q)
			i = q.to - 1
			continue
		}
		f := v.figureAt(i)
		if q, ok := v.countAt(f); ok {
			out = append(out, q)
		}
		i = max(i, f.to-1)
	}
	return out
}

// kanjiSum goes back over a number in kanji before rune i: 百二十三万四千五百円.
func (v *view) kanjiSum(i int) int {
	for i > 0 && strings.ContainsRune("〇零一二三四五六七八九十百千万億壱弐参拾", v.runes[i-1]) && !v.newLine(i) {
		i--
	}
	return i
}

// countAt reads what a figure counts.
func (v *view) countAt(f figure) (quantity, bool) {
	rough := roughly.ends(v, f.from) > 0 && !(v.runes[f.from-1] == '数' && f.from > 1 && (v.gap(f.from) || v.script[f.from-2] == han || v.runes[f.from-2] == 'の'))
	money := moneyUnits.starts(v, f.to)
	from := f.from
	if from > 0 && strings.ContainsRune("¥$€£", v.runes[from-1]) {
		from--
	} else if v.endsWith(from, moneyMarks) > 0 {
		from -= v.endsWith(from, moneyMarks)
	} else if money == 0 {
		n := countUnits.starts(v, f.to)
		if n > 0 && (v.newLine(f.to) || v.wideGap(f.to)) {
			n = 0
		}
		if n == 0 {
			n = v.pluralAt(f)
		}
		if n == 0 && !rough && v.figured(f) {
			return quantity{guess{found{from, f.to, Amount, NoParty}, Context, true}, coarseCounts(f.value, "")}, true
		}
		if n == 0 || n <= notCounts.starts(v, f.to) {
			return quantity{}, false
		}
		end := f.to + n
		if v.script[end-1] == latin && end < len(v.runes) && !v.gap(end) && v.script[end] == latin {
			return quantity{}, false
		}
		if rough || roughlyAfter.starts(v, end) > 0 || f.decimals || round(f.value, 2) == f.value || f.value < 100 {
			return quantity{}, false
		}
		unit := v.src[v.start[f.to]:v.end[end-1]]
		return quantity{guess{found{from, end, Count, NoParty}, Pattern, f.value < 1000}, coarseCounts(f.value, unit)}, true
	}
	end := f.to + money
	if money > 0 && v.script[end-1] == latin && end < len(v.runes) && !v.gap(end) && v.script[end] == latin {
		return quantity{}, false
	}
	if f.value < 1000 && !f.decimals && from == f.from && !strings.HasPrefix(v.word(f.to, len(v.runes)), "btc") {
		return quantity{}, false
	}
	if rough || roughlyAfter.starts(v, end) > 0 || !f.decimals && round(f.value, 1) == f.value {
		return quantity{}, false
	}
	unit := v.src[v.start[f.to-1]+len(v.src[v.start[f.to-1]:v.end[f.to-1]]) : v.end[end-1]]
	head := v.src[v.start[from]:v.start[f.from]]
	coarse := []string{}
	for _, c := range coarseCounts(f.value, unit) {
		coarse = append(coarse, strings.Replace(c, "約", "約"+head, 1))
	}
	return quantity{guess{found{from, end, Amount, NoParty}, Pattern, round(f.value, 2) == f.value}, coarse}, true
}

var moneyMarks = newWords("usd", "jpy", "eur", "us$", "gbp", "aud", "cad", "chf", "cny", "rmb", "krw", "twd", "hkd", "sgd", "a$", "c$", "hk$", "nt$")

// pluralAt is the length of a plural word of English behind a figure of four and more with its comma, or some of people: 2,041 bookings, 417 families.
func (v *view) pluralAt(f figure) int {
	if f.decimals || f.to >= len(v.runes) || v.script[f.to] != latin || !v.gap(f.to) || v.newLine(f.to) || v.isCapital(f.to) {
		return 0
	}
	to := f.to
	for to < len(v.runes) && to-f.to < 16 && isSmall(v.runes[to]) && (to == f.to || !v.gap(to)) {
		to++
	}
	word := v.word(f.to, to)
	switch {
	case notPlurals.has(word) || to < len(v.runes) && !v.gap(to) && strings.ContainsRune("-/_@", v.runes[to]):
		return 0
	case word == "children" || word == "families" || word == "donors" || word == "guests" || word == "subscribers" || word == "residents" || word == "visitors" || word == "parents" || word == "clients" || word == "households":
		return to - f.to
	case len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && strings.ContainsRune(v.word(f.from, f.to), ','):
		return to - f.to
	}
	return 0
}

var notPlurals = set(strings.Fields("bits bytes seconds minutes hours days weeks months years characters words lines was is does has plus minus pixels milliseconds kilometers kilometres metres meters miles"))

// figured tells whether a bare figure stands behind a word that says it is a sum or a count: 件数 12,345, amount=1336500.
func (v *view) figured(f figure) bool {
	if !v.says(sumWords) || f.value < 100 || round(f.value, 2) == f.value || f.decimals && f.value < 1000 || f.to < len(v.runes) && !v.gap(f.to) && (v.script[f.to] == latin || v.script[f.to] == han && !strings.ContainsRune("也", v.runes[f.to]) || strings.ContainsRune("-/:.", v.runes[f.to]) && f.to+1 < len(v.runes) && v.script[f.to+1] == latin) {
		return false
	}
	at := v.back(f.from)
	if n := sumWords.ends(v, at); n > 0 {
		return v.script[at-1] != latin || at == n || v.gap(at-n) || v.script[at-n-1] != latin
	}
	return false
}

var sumWords = newWords("件数", "人数", "対象者数", "対象人数", "対象件数", "社員数", "会員数", "登録者数", "総数", "金額", "請求額", "請求金額", "被害額", "被害金額", "送金額", "振込額", "合計", "合計金額", "総額", "小計", "税込", "税抜", "支給額", "控除", "差引", "差引支給額", "手取り", "残高", "利用額", "利用金額", "損害額", "契約金額", "見積金額", "行数", "レコード数", "アドレス数",
	"amount", "amt", "total", "subtotal", "sum", "balance", "records", "subscribers", "price", "cost", "salary", "gaku", "kingaku")

// round keeps n figures of a value.
func round(x float64, n int) float64 {
	if x <= 0 {
		return x
	}
	s := strconv.FormatFloat(x, 'e', n-1, 64)
	y, _ := strconv.ParseFloat(s, 64)
	return y
}

// coarseCounts gives a value with two figures, with one, and as an order of magnitude.
func coarseCounts(x float64, unit string) []string {
	var out []string
	for _, n := range []int{2, 1} {
		if y := round(x, n); y != x && (len(out) == 0 || out[len(out)-1] != "約"+written(y)+unit) {
			out = append(out, "約"+written(y)+unit)
		}
	}
	if x >= 100 {
		step := 1.0
		for step*10 <= x {
			step *= 10
		}
		out = append(out, written(step)+unit+"以上")
	}
	return out
}

// written writes a value as Japanese publications do: 1,000, 12万, 1億2,000万.
func written(x float64) string {
	if x < 1 {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	n := int64(x + 0.5)
	if x < 1000 && x != float64(int64(x)) {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	s := ""
	if n >= 1e8 {
		s, n = s+thousands(n/1e8)+"億", n%1e8
	}
	if n >= 1e4 && (n%1e4 == 0 || n >= 1e5 && n%1000 == 0) {
		s, n = s+thousands(n/1e4)+"万", n%1e4
	}
	if n > 0 || s == "" {
		s += thousands(n)
	}
	return s
}

func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// dayAt reads an exact day at rune i and gives its month instead.
func (v *view) dayAt(i int) (quantity, bool) {
	day := func(from, to int, coarse ...string) (quantity, bool) {
		return quantity{guess{found{from, to, Date, NoParty}, Pattern, false}, coarse}, true
	}
	a, to := v.figures(i, 4)
	switch {
	case to == i:
		return quantity{}, false
	case v.runeAt(to) == '年' && to-i <= 4:
		m, mTo := v.figures(to+1, 2)
		if mTo == to+1 || v.runeAt(mTo) != '月' || m > 12 {
			return quantity{}, false
		}
		_, dTo := v.figures(mTo+1, 2)
		if dTo == mTo+1 || v.runeAt(dTo) != '日' {
			return quantity{}, false
		}
		from := i
		era := ""
		if n := v.endsWith(i, eras); n > 0 && to-i <= 2 {
			from -= n
			era = v.src[v.start[from]:v.start[i]]
		}
		return day(from, dTo+1, fmt.Sprintf("%s%d年%d月", era, a, m), fmt.Sprintf("%s%d年", era, a))
	case to-i == 4 && a >= 1900 && a < 2100 && (v.runeAt(to) == '-' || v.runeAt(to) == '/' || v.runeAt(to) == '.'):
		m, mTo := v.figures(to+1, 2)
		if m < 1 || m > 12 || v.runeAt(mTo) != v.runeAt(to) {
			return quantity{}, false
		}
		d, dTo := v.figures(mTo+1, 2)
		if d < 1 || d > 31 || v.runeAt(dTo) == v.runeAt(to) || v.runeAt(dTo) == '-' && v.runeAt(to) != '-' {
			return quantity{}, false
		}
		return day(i, dTo, fmt.Sprintf("%d年%d月", a, m), fmt.Sprintf("%d年", a))
	case v.runeAt(to) == '月' && to-i <= 2 && a >= 1 && a <= 12:
		d, dTo := v.figures(to+1, 2)
		if d < 1 || d > 31 || v.runeAt(dTo) != '日' || v.runeAt(dTo+1) == '間' {
			return quantity{}, false
		}
		return day(i, dTo+1, fmt.Sprintf("%d月", a))
	}
	return v.englishDay(i, a, to)
}

var (
	eras     = newWords("令和", "平成", "昭和")
	ordinals = newWords("th", "st", "nd", "rd")
	ofWord   = newWords("of")
	months   = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
)

// monthWords are months, whole and by their first three letters.
var monthWords = func() *wordSet {
	var all []string
	for _, m := range months {
		all = append(all, m, m[:3])
	}
	return newEndings(all)
}()

// englishDay reads 11 January 2020 and January 11, 2020 at the day's figures.
func (v *view) englishDay(i, d, to int) (quantity, bool) {
	if d < 1 || d > 31 || to-i > 2 {
		return quantity{}, false
	}
	to += v.has(to, ordinals)
	to += v.has(to, ofWord)
	if monthWords.starts(v, to) == 0 && monthWords.ends(v, i) == 0 {
		return quantity{}, false
	}
	for m, name := range months {
		for _, w := range []string{name, name[:3]} {
			rs := []rune(w)
			if v.reads(to, rs) && (to+len(rs) >= len(v.runes) || v.gap(to+len(rs)) || v.script[to+len(rs)] != latin) {
				end := to + len(rs)
				y, yTo := v.figures(end, 4)
				coarse := []string{titled(name)}
				if yTo-end == 4 {
					end, coarse = yTo, []string{fmt.Sprintf("%s %d", titled(name), y), strconv.Itoa(y)}
				}
				return quantity{guess{found{i, end, Date, NoParty}, Pattern, false}, coarse}, m >= 0
			}
			if v.reads(i-len(rs), rs) && (i-len(rs) <= 0 || v.gap(i-len(rs)) || v.script[i-len(rs)-1] != latin) {
				end, coarse := to, []string{titled(name)}
				k := to
				if v.runeAt(k) == ',' {
					k++
				}
				if y, yTo := v.figures(k, 4); yTo-k == 4 {
					end, coarse = yTo, []string{fmt.Sprintf("%s %d", titled(name), y), strconv.Itoa(y)}
				}
				return quantity{guess{found{i - len(rs), end, Date, NoParty}, Pattern, false}, coarse}, true
			}
		}
	}
	return quantity{}, false
}

// reads tells whether just these runes stand at rune i.
func (v *view) reads(i int, runes []rune) bool {
	return i >= 0 && i+len(runes) <= len(v.runes) && slices.Equal(v.runes[i:i+len(runes)], runes)
}

func titled(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (v *view) runeAt(i int) rune {
	if i < 0 || i >= len(v.runes) {
		return 0
	}
	return v.runes[i]
}

// figures reads at most n digits at rune i; none where more follow.
func (v *view) figures(i, n int) (value, to int) {
	to = i
	for to < len(v.runes) && to-i < n && '0' <= v.runes[to] && v.runes[to] <= '9' {
		value = value*10 + int(v.runes[to]-'0')
		to++
	}
	if to < len(v.runes) && '0' <= v.runes[to] && v.runes[to] <= '9' && !v.gap(to) {
		return 0, i
	}
	return value, to
}
