package mask

import (
	"slices"
	"strings"
)

// headings are what the head of a table's column says stands below; each stands under one kind, or which of two held would change from run to run.
var headings = func() map[string]Kind {
	m := map[string]Kind{}
	for k, words := range map[Kind]string{
		Employee: "社員番号 職員番号 員番 社員no 社員no. 社員id 職員id 従業員番号 社員コード 職員コード 社番 学籍番号 学生番号 生徒番号 会員番号 会員id 患者番号 患者id 顧客番号 顧客id 顧客コード 利用者番号 組合員番号 受験番号 受講番号 お客様番号 診察券番号 カルテ番号 employeeid employeeno staffid staffno staffno. studentid memberid patientid customerid empid empno badge",
		User:     "ログイン名 ログオンid ログオン名 ユーザーネーム 担当者id 更新者 作成者 loginname userid id uid userprincipalname samaccountname ログインid ユーザーid ユーザid ユーザー名 ユーザ名 アカウント アカウント名 ログオン名 利用者id username user userid login account loginid",
		Host:     "端末名 端末 ホスト名 pc名 コンピュータ名 コンピューター名 サーバ名 サーバー名 機器名 マシン名 デバイス名 デバイス ノード nodename devicename workstation hostname host computer machine device",
		Account:  "口座番号 口座 振込口座 accountno accountnumber bankaccount",
		Card:     "カード番号 クレジットカード番号 cardnumber card cardno",
		MyNumber: "個人番号 マイナンバー mynumber",
		Licence:  "免許番号 免許証番号 登録番号 保険証番号 被保険者番号 基礎年金番号 旅券番号 在留カード番号 シリアル シリアル番号 製造番号 ライセンス ライセンスキー プロダクトキー パスポート番号 旅券 免許 許可番号 手帳番号 証番号 保険者番号 passportno passportnumber licenceno licencenumber licenseno licensenumber residencecard permit permitno serial serialno serialnumber licence license passport",
		Ticket:   "受付番号 問い合わせ番号 案件番号 管理番号 注文番号 伝票番号 契約番号 チケット チケット番号 ticket case orderno orderid caseid 申込番号 予約番号",
		Phone:    "電話 電話番号 tel 携帯 携帯電話 内線 fax phone mobile",
		Amount:   "金額 請求額 請求金額 合計 合計金額 件数 人数 支給額 控除額 差引支給額 残高 利用額 利用金額 被害額 送金額 振込額 amount total price",
		Name:     "氏名 名前 お名前 担当 担当者 利用者 使用者 本人 契約者 保護者 患者氏名 生徒氏名 会員氏名 受取人 name fullname owner contact カナ フリガナ ふりがな 氏名カナ 姓 名 代表者 所有者",
		Org:      "会社名 会社 組織名 組織 団体名 法人名 企業名 取引先 施設名 学校名 店名 店舗名 委託先 所属先 company organisation organization customer client vendor",
	} {
		for _, w := range strings.Fields(words) {
			if s := string(squeezedWords(w)[0]); m[s] == "" {
				m[s] = k
			} else if m[s] != k {
				panic("mask: a heading of two kinds: " + w)
			}
		}
	}
	return m
}()

// cell is one cell of a table: runes from to to.
type cell struct{ from, to int }

// headed is a cell of a table and what the heading above says that it holds.
type headed struct {
	cell
	kind Kind
}

// columns are the cells below a heading that says what stands there. A table is rows of one sign (a comma, a tab, a bar, two spaces) below
// each other; the rows below count while they have as many cells as the head.
func (v *view) columns() []headed {
	if v.tabled {
		return v.table
	}
	v.tabled = true
	if v.nextLine(0) == len(v.runes) {
		return nil
	}
	var head []Kind
	var few [12]cell
	row := few[:0]
	for i, end := 0, 0; i < len(v.runes); i = end {
		if end = v.nextLine(i); end-i >= 600 {
			head = nil
			continue
		}
		row = v.cells(row[:0], i, end)
		if head != nil && len(row) > len(head) {
			row = v.thousandsJoined(row)
		}
		if head == nil || len(row) != len(head) {
			head = v.heading(row)
			continue
		}
		for n, c := range row {
			if k := head[n]; k != "" && c.from < c.to {
				v.table = append(v.table, headed{c, k})
			}
		}
	}
	return v.table
}

// thousandsJoined joins the cells that the comma of a sum parted: 213,840.
func (v *view) thousandsJoined(row []cell) []cell {
	out := row[:0]
	for _, c := range row {
		if n := len(out) - 1; n >= 0 && c.to-c.from == 3 && isDigits(v.runes[c.from:c.to]) && out[n].to+1 == c.from && v.runes[out[n].to] == ',' && out[n].to-out[n].from <= 3 && isDigits(v.runes[out[n].from:out[n].to]) {
			out[n].to = c.to
			continue
		}
		out = append(out, c)
	}
	return out
}

// heading gives the kind of each column of a row of headings; nil where no cell is one.
func (v *view) heading(row []cell) []Kind {
	if len(row) < 2 {
		return nil
	}
	for _, c := range row {
		if c.to-c.from > 14 {
			return nil
		}
	}
	out := make([]Kind, 0, len(row))
	some := 0
	for _, c := range row {
		k := headings[v.word(c.from, c.to)]
		if k != "" {
			some++
		}
		out = append(out, k)
	}
	if some == 0 {
		return nil
	}
	return out
}

// cells parts a line at its commas, bars, or else tabs and wide spaces, and appends what stands between to row.
func (v *view) cells(row []cell, from, to int) []cell {
	at, line := from, v.runes[from:to]
	for _, sign := range ",|;/" {
		if !v.held.may(sign) || !slices.Contains(line, sign) {
			continue
		}
		for i, r := range line {
			if r == sign {
				row, at = append(row, cell{at, from + i}), from+i+1
			}
		}
		return append(row, cell{at, to})
	}
	for _, i := range v.seamsIn(from+1, to) {
		if v.wideGap(i) {
			row, at = append(row, cell{at, i}), i
		}
	}
	return append(row, cell{at, to})
}

// tableNumbers finds numbers and sign-in names that a heading announces.
func (v *view) tableNumbers(add adder) {
	for _, c := range v.columns() {
		k, s := c.kind, v.word(c.from, c.to)
		named := (k == User || k == Host) && len(s) >= 3 && len(s) <= 40 && !commonAccounts.has(s) && (isHandle(s) || strings.Contains(s, `\`))
		if k == Amount {
			if f := v.figureAt(c.from); f.to == c.to && f.value >= 100 && round(f.value, 2) != f.value {
				add(c.from, c.to, Amount, Context, true)
			}
			continue
		}
		numbered := k != Name && k != Org && k != Host && len(s) <= 30 && figuresIn(s) >= 3 && c.to-c.from == len(s)
		if named || numbered {
			add(c.from, c.to, k, Context, false)
		}
	}
}

// numberedRows finds the numbers that rows of people begin with, at least two one below the other: | 700412 | 黒葛原 愛 |.
func (v *view) numberedRows(add adder) {
	type row struct{ from, to int }
	var last row
	for i, end := 0, 0; i < len(v.runes); i = end {
		end = v.nextLine(i)
		from := i
		if v.runes[from] == '|' {
			from++
		}
		var here row
		if to := v.digitsEnd(from); to-from >= 4 && to-from <= 10 && to+2 < end {
			name := to
			if v.runes[to] == '|' || v.runes[to] == ',' || v.runes[to] == ';' {
				name++
			}
			if (name > to || v.wideGap(to)) && (v.nameAhead(name, end) || to-from > 4 && name > to && (v.script[name] == han || v.script[name] == kata || v.script[name] == latin && v.isCapital(name))) && (to-from > 4 || !strings.HasPrefix(v.word(from, to), "20")) {
				here = row{from, to}
			}
		}
		if here.to > 0 && last.to > 0 && here.to-here.from == last.to-last.from {
			add(last.from, last.to, Employee, Context, true)
			add(here.from, here.to, Employee, Context, true)
		}
		last = here
	}
}

// nameAhead tells whether a person's name in Japanese begins at rune i.
func (v *view) nameAhead(i, end int) bool {
	if i >= end || v.script[i] == sign || v.script[i] == latin {
		return false
	}
	for n := 3; n > 0; n-- {
		if i+n <= end && wordList().knows(v.word(i, i+n), surnameClass, givenClass) {
			return v.gap(i+n) || n > 1
		}
	}
	return false
}

// tableNames finds people and organisations that a heading announces.
func (r *reader) tableNames() []guess {
	v := r.v
	var out []guess
	for _, c := range v.columns() {
		if k := c.kind; (k == Name || k == Org) && c.to-c.from >= 2 && c.to-c.from <= 24 && !r.t.any(c.from, c.to) && !isDigit(v.runes[c.from]) && r.cellOfName(c.cell, k) {
			out = v.room.guesses.push(out, guess{found{c.from, c.to, k, NoParty}, Context, false})
		}
	}
	return out
}

// cellOfName refuses cells that say something else than a name.
func (r *reader) cellOfName(c cell, k Kind) bool {
	word := r.v.word(c.from, c.to)
	if notPersonal.has(word) || ordinaryWords.has(word) || englishOrTrade.has(word) || notDepts.has(word) || strings.ContainsAny(word, "@。、:=") || k == Name && c.to-c.from > 14 {
		return false
	}
	return !r.ordinary(c.from, c.to) || r.v.script[c.from] == han && !r.everyday(c.from, c.to)
}
