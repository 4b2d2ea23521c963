package console_test

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"todoke/internal/incident"
	"todoke/internal/stats"
)

// counted is a desk with accepted reports: five of companies, one of a school.
func counted(t *testing.T) (*desk, []string) {
	d := newDesk(t)
	_, hana := d.staff("setup-intake", incident.Intake)
	var numbers []string
	for i := range 6 {
		more := url.Values{"story": {fmt.Sprintf("共有フォルダのファイルが開けません（%d台目）。", i+1)}}
		if i == 5 {
			more.Set("org_kind", "education")
		}
		numbers = append(numbers, d.masked(d.file(more)))
	}
	d.must(d.triage.Accept(t.Context(), hana, numbers, incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.WithDamage}))
	return d, numbers
}

var behind = regexp.MustCompile(`href="(/statistics/behind[^"]*)"[^>]*>([0-9]+)</a>`)

// Every number of a table opens exactly as many reports as it says, for who may read reports; the auditor sees the numbers alone.
func TestStatisticsTraced(t *testing.T) {
	d, numbers := counted(t)
	b := d.as("ana", incident.Analyst)
	b.get("/statistics?period=2020").want(t, http.StatusOK, "V2", "A7", "ウイルス届出件数の月別推移")
	a := b.get("/statistics/tables/V2?period=2020")
	a.want(t, http.StatusOK, "<svg", "発生率ではない", "届出1件を1件と数える", "いまの数")
	links := behind.FindAllStringSubmatch(a.body, -1)
	if len(links) < 4 {
		t.Fatalf("%d numbers lead to reports", len(links))
	}
	for _, l := range links {
		rows := b.get(html.UnescapeString(l[1]))
		rows.want(t, http.StatusOK, l[2]+"件の届出です")
		if n := strings.Count(rows.body, `<a href="/reports/T-`); n != len(numbers) || l[2] != "6" {
			t.Errorf("%s stands for %d reports", l[2], n)
		}
	}
	eyes := d.as("kan", incident.Auditor)
	a = eyes.get("/statistics/tables/V2?period=2020")
	a.want(t, http.StatusOK, "6")
	a.lacks(t, "/statistics/behind", `href="/statistics/define`)
	eyes.get("/statistics/behind?table=V2&period=2020").want(t, http.StatusForbidden)
	b.get("/statistics/tables/V2?period=20201").want(t, http.StatusUnprocessableEntity, "期間「20201」", `value="20201"`)
	b.get("/statistics/tables/V9?period=2020").want(t, http.StatusNotFound)
	b.get("/statistics/tables/V2?period=2020&set=2020.9").want(t, http.StatusNotFound)
}

// Small numbers are marked for who may read reports, and stand in no page, picture or file of anybody else.
func TestStatisticsWithheld(t *testing.T) {
	d, _ := counted(t)
	cross := "?d1=org&d2=damaged&period=2020"
	b, eyes := d.as("ana", incident.Analyst), d.as("kan", incident.Auditor)
	a := b.get("/statistics/cross" + cross)
	a.want(t, http.StatusOK, `class="held"`, "公表もファイルへの書き出しもしません", "この集計のアドレス")
	e := eyes.get("/statistics/cross" + cross)
	e.want(t, http.StatusOK, "×")
	e.lacks(t, `class="held"`)
	b.get("/statistics/tables/V2?period=2020").want(t, http.StatusOK, `href="/statistics/tables/V2/file?period=2020&amp;set=&amp;version=1&amp;format=csv"`)
	for _, format := range []string{"csv", "json", "md", "svg", "xlsx"} {
		link := regexp.MustCompile(`href="(/statistics/cross/file\?[^"]*format=` + format + `)"`).FindStringSubmatch(a.body)
		if link == nil {
			t.Fatalf("no link to the file as %s", format)
		}
		f := b.get(html.UnescapeString(link[1])) // as a browser follows it
		f.want(t, http.StatusOK)
		text := f.body
		if format == "xlsx" {
			text = sheets(t, []byte(f.body))
		}
		// 5 companies and 1 school: with the total of 6 known, neither may be told
		for _, row := range []string{"法人", "教育・研究機関"} {
			i := strings.Index(text, row)
			if i < 0 {
				t.Fatalf("%s lacks %s", format, row)
			}
			line := text[i:min(i+len(row)+30, len(text))]
			if format != "json" && format != "svg" && regexp.MustCompile(`[15]`).MatchString(strings.SplitN(line, "\n", 2)[0]) {
				t.Errorf("%s tells %q", format, line)
			}
		}
		if format == "json" && regexp.MustCompile(`"value": [15]\b`).MatchString(text) {
			t.Errorf("json tells a withheld number")
		}
	}
	b.get("/statistics/cross/file"+cross+"&format=doc").want(t, http.StatusUnprocessableEntity)
	b.get("/statistics/cross?d1=nothing&period=2020").want(t, http.StatusUnprocessableEntity, "「nothing」という分類はありません")
}

// sheets is all that the cells of a workbook say.
func sheets(t *testing.T, body []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	for _, s := range f.GetSheetList() {
		rows, err := f.GetRows(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			out = append(out, strings.Join(r, " "))
		}
	}
	return strings.Join(out, "\n")
}

// A set is frozen, a late report changes the live table and the next set, and the revision table says so.
func TestStatisticsSets(t *testing.T) {
	d, _ := counted(t)
	b := d.as("ana", incident.Analyst)
	b.post("/statistics/sets", url.Values{"do": {"freeze"}, "period": {"2020"}}).want(t, http.StatusUnprocessableEntity, "確定する表を選んで")
	b.post("/statistics/sets", url.Values{"do": {"freeze"}, "period": {"二〇二〇"}, "table": {"V2"}}).want(t, http.StatusUnprocessableEntity, "読み取れません", `value="二〇二〇"`)
	freeze := url.Values{"do": {"freeze"}, "period": {"2020"}, "table": {"V1", "V2"}}
	b.post("/statistics/sets", freeze).want(t, http.StatusOK, "2020.1 を確定しました", "V2")
	late := d.masked(d.file(url.Values{"story": {"遅れて届いた届出です。"}}))
	d.must(d.triage.Accept(t.Context(), mustActor(d, "setup-intake"), []string{late}, incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.NoDamage}))
	was, is := b.get("/statistics/tables/V2?set=2020.1"), b.get("/statistics/tables/V2?period=2020")
	was.want(t, http.StatusOK, ">6</a>", "2020.1（2020-01-20確定）")
	is.want(t, http.StatusOK, ">7</a>")
	next := b.post("/statistics/sets", freeze)
	next.body = html.UnescapeString(next.body)
	next.want(t, http.StatusOK, "2020.2 を確定しました", "2020.1 と 2020.2 で異なる数", "被害なし", "+1")
	b.get("/statistics/sets").want(t, http.StatusOK, "2020.1", "2020.2", ">ana<")
	in := d.as("hana", incident.Intake)
	in.get("/statistics/sets").lacks(t, `action="/statistics/sets"`)
}

// A definition is made by form or by text, refused with line and reason, kept by version, and copied; those of the trade cannot be overwritten.
func TestStatisticsDefine(t *testing.T) {
	d, _ := counted(t)
	b := d.as("ana", incident.Analyst)
	b.get("/statistics/define?of=A3").want(t, http.StatusOK, "この定義による表", "<svg", "data-live")
	form := url.Values{"do": {"try"}, "id": {"mine"}, "title.ja": {"主体別・月別"}, "title.en": {"Kind by month"}, "measure": {"reports"}, "date": {"received"}, "rows": {"org"}, "columns": {"month"},
		"denominator": {"reports"}, "decimals": {"1"}, "period": {"2020"}, "w": {"scheme:virus", "scheme:both"}, "note.0.ja": {"試しの表です。"}, "note.0.en": {"On trial."}}
	b.post("/statistics/define", form).want(t, http.StatusUnprocessableEntity, "行目：", "[suppress] の on = true", "主体別・月別") // telling: must be suppressed
	form.Set("suppress", "1")
	b.post("/statistics/define", form).want(t, http.StatusOK, "この定義による表", "試しの表です。", `value="scheme:virus" checked`)
	form["do"] = []string{"save"}
	a := b.post("/statistics/define", form)
	a.want(t, http.StatusOK, "保存しました", "主体別・月別")
	if !strings.HasPrefix(a.path, "/statistics/tables/mine") {
		t.Errorf("saving led to %s", a.path)
	}
	form.Set("title.ja", "主体別・月別（改）")
	b.post("/statistics/define", form).want(t, http.StatusOK, "主体別・月別（改）", `<option value="1"`)
	if have, _ := d.stats.Versions(t.Context(), mustActor(d, "ana"), "mine"); len(have) != 2 {
		t.Errorf("%d versions", len(have))
	}
	form.Set("id", "V2")
	b.post("/statistics/define", form).want(t, http.StatusConflict, "「V2」という表はすでにあります")
	for _, x := range []struct{ body, want string }{
		{"id = \"x\"\ntitle = { ja = \"あ\", en = \"a\" }\nmeasure = \"reports\"\ndate = \"received\"\n[rows]\ndimension = \"weather\"\n", "6行目：「weather」という分類はありません"},
		{"id = \"x\"\ntitle = { ja = \"あ\", en = \"a\" }\nmeasure = \"reports\"\ndate = \"received\"\n[rows]\ndimension = \"method\"\n", "6行目：rows の分類では、1件の届出が複数の項目に数えられます"},
		{"id = \"x\nmeasure", "1行目：TOMLとして読めません"},
	} {
		b.post("/statistics/define", url.Values{"do": {"save-text"}, "body": {x.body}, "period": {"2020"}}).want(t, http.StatusUnprocessableEntity, x.want)
	}
	rules := url.Values{"do": {"save"}, "body": {"[[rule]]\nid = \"a\"\ntitle = { ja = \"あ\", en = \"a\" }\nto = \"2019-06-30\"\nunit = \"report\"\ndamage = \"two\"\n[[rule]]\nid = \"b\"\ntitle = { ja = \"い\", en = \"b\" }\nfrom = \"2019-06-30\"\nunit = \"report\"\ndamage = \"two\"\n"}}
	b.post("/statistics/rules", rules).want(t, http.StatusUnprocessableEntity, "8行目：「b」と「a」の期間が重なっています")
	rules.Set("body", strings.Replace(rules.Get("body"), `from = "2019-06-30"`, `from = "2019-07-01"`, 1))
	b.post("/statistics/rules", rules).want(t, http.StatusOK, "数え方の決まりを改めました", "この窓口で定めた決まり")
	b.post("/statistics/rules", url.Values{"do": {"reset"}}).want(t, http.StatusOK, "はじめから入っている決まり")
	kept := url.Values{"do": {"keep"}, "d1": {"channel"}, "period": {"2020"}, "id": {"channels"}, "title.ja": {"経路"}, "title.en": {"Channels"}}
	b.post("/statistics/cross", kept).want(t, http.StatusOK, "保存しました", "経路")
	b.post("/statistics/cross", kept).want(t, http.StatusConflict, "「channels」という表はすでにあります", `value="経路"`)
	b.get("/statistics").want(t, http.StatusOK, "この窓口の表", "channels", "mine")
}

// Dates before 1990, in the future, or too coarse are listed under the table with their number, not counted.
func TestStatisticsDates(t *testing.T) {
	d, _ := counted(t)
	_, hana := d.staff("hana2", incident.Intake)
	for _, begun := range []string{"1989-12-31", "2030-01-01", "2019", ""} {
		n := d.masked(d.file(url.Values{"story": {"始まりが" + begun}, "begun": {begun}, "begun.state": {map[bool]string{true: "unknown", false: "known"}[begun == ""]}}))
		d.must(d.triage.Accept(t.Context(), hana, []string{n}, incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.WithDamage}))
	}
	b := d.as("ana", incident.Analyst)
	a := b.get("/statistics/cross?d1=month&date=begun&period=2020&k=2")
	a.want(t, http.StatusOK)
	var q = stats.CrossQuery{Dimensions: []string{"month"}, Date: stats.ByBegun, Whole: true}
	var err error
	q.Period, err = stats.ParsePeriod("2020")
	d.must(err)
	table, err := d.stats.Cross(t.Context(), mustActor(d, "ana"), q)
	d.must(err)
	listed := int64(0)
	for _, l := range table.Listed {
		listed += l.N
		if l.N >= 2 && !strings.Contains(a.body, l.Label.JA) {
			t.Errorf("the page does not list %s", l.Label.JA)
		}
	}
	if listed == 0 || table.N != 0 {
		t.Errorf("%d counted, %d listed: %+v", table.N, listed, table.Listed)
	}
}

// Where nothing of this year is counted, the pages open at the year of the newest counted report.
func TestStatisticsOpenAtAYearWithReports(t *testing.T) {
	d, _ := counted(t)
	for now, want := range map[int]string{2020: "2020", 2026: "2020"} {
		d.now = time.Date(now, 1, 21, 3, 0, 0, 0, time.UTC)
		b := d.as(fmt.Sprintf("ana%d", now), incident.Analyst)
		for _, page := range []string{"", "/cross", "/define", "/sets"} {
			b.get("/statistics"+page).want(t, http.StatusOK, `name="period" value="`+want+`"`)
		}
		b.get("/statistics/tables/V2").want(t, http.StatusOK, ">6</a>")
		b.get("/statistics?period=2019").want(t, http.StatusOK, `value="2019"`)
	}
}

// How the desk does: the figures are those of the reports, with a picture beside each.
func TestStatisticsDesk(t *testing.T) {
	d, _ := counted(t)
	d.file(nil)
	b := d.as("ana", incident.Analyst)
	a := b.get("/statistics/desk")
	a.want(t, http.StatusOK, "判断を待つ届出", "受付から受理までの日数", "自動の提案", "受付経路別", "<dd>1</dd>")
	if wide, upright := strings.Count(a.body, `<div class="broad"><svg`), strings.Count(a.body, `<div class="upright"><svg`); wide != 5 || upright != 5 {
		t.Errorf("%d pictures, %d for a telephone", wide, upright)
	}
}
