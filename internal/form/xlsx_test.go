package form

import (
	"archive/zip"
	"bytes"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"todoke/internal/incident"
)

func TestSameWorkbookSameBytes(t *testing.T) {
	for _, lang := range []incident.Lang{incident.JA, incident.EN} {
		a, err := door(t).Workbook(lang)
		if err != nil {
			t.Fatal(err)
		}
		b, err := door(t).Workbook(lang)
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: the same form gave other bytes (%v)", lang, err)
		}
	}
}

func everyForm(t testing.TB) *Forms {
	t.Helper()
	forms, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return forms
}

// drawn gives the answers of one page filled at random.
func drawn(t *rapid.T, f *Form) []incident.Answer {
	words := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"2020-01-11", "令和元年", "昭和64年", "2020年1月上旬", "1月9日", "先週", "約30台", "12", "０", "株式会社 あ\nい", "不明", "n/a", "=1+1",
		"'=x", "-5", "＠x", "a；b; c", "その他：x", "x（推定）", "推定", "\"q\"", "1,2\t3", "_x0041_", "　", "■", "'", "□あ ■い", "x (estimated)"}))
	v := url.Values{}
	for _, c := range f.columns() {
		q := c.q
		if rapid.IntRange(0, 2).Draw(t, "ask") == 0 {
			continue
		}
		for _, o := range q.Options {
			if rapid.IntRange(0, 4).Draw(t, "tick") == 0 {
				v.Add(q.ID, o.Code)
			}
			if o.Other && rapid.IntRange(0, 2).Draw(t, "other") == 0 {
				v.Set(o.otherField, words.Draw(t, "words"))
			}
		}
		if len(q.Options) == 0 {
			v.Set(q.ID, words.Draw(t, "typed"))
		}
		v.Set(q.stateField, rapid.SampledFrom([]string{"", "", "estimated", "unknown", "not_applicable"}).Draw(t, "state"))
	}
	v.Set("story", "あ"+words.Draw(t, "story"))
	return f.ReadValues(v, today).Answers
}

// Answers come back the same from CSV, in both languages and every form.
func TestCSVRoundTrip(t *testing.T) {
	eachShape(t, func(t *testing.T, forms *Forms, f *Form, lang incident.Lang) {
		rapid.Check(t, func(t *rapid.T) {
			list := [][]incident.Answer{drawn(t, f), drawn(t, f)}
			b, err := f.FilledCSV(lang, list...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := forms.ReadCSV(b, today)
			compare(t, "CSV", Received{Form: f, Lang: lang}, list, got, err)
		})
	})
}

// Answers come back the same from the item sheets of a workbook and from its list, in both languages and every form. A workbook takes too long to try many.
func TestWorkbookRoundTrip(t *testing.T) {
	eachShape(t, func(t *testing.T, forms *Forms, f *Form, lang incident.Lang) {
		for seed := range 3 {
			list := rapid.Custom(func(t *rapid.T) [][]incident.Answer { return [][]incident.Answer{drawn(t, f), drawn(t, f)} }).Example(seed)
			for what, want := range map[string][][]incident.Answer{"workbook": list[:1], "list in a workbook": list} {
				b, err := f.FilledWorkbook(lang, want...)
				if err != nil {
					t.Fatal(err)
				}
				got, err := forms.ReadWorkbook(b, today)
				compare(t, what, Received{Form: f, Lang: lang}, want, got, err)
			}
		}
	})
}

func eachShape(t *testing.T, try func(t *testing.T, forms *Forms, f *Form, lang incident.Lang)) {
	forms := everyForm(t)
	for _, f := range forms.List() {
		for _, lang := range []incident.Lang{incident.JA, incident.EN} {
			t.Run(f.ID+"/"+string(lang), func(t *testing.T) { try(t, forms, f, lang) })
		}
	}
}

func compare(t interface {
	Helper()
	Fatalf(string, ...any)
}, what string, as Received, want [][]incident.Answer, got []Received, err error) {
	t.Helper()
	if err != nil || len(got) != len(want) {
		t.Fatalf("%s: %d reports of %d, %v", what, len(got), len(want), err)
	}
	for i := range got {
		if d := cmp.Diff(want[i], got[i].Answers); d != "" {
			t.Fatalf("%s, report %d (-written +read):\n%s", what, i, d)
		}
		if what == "workbook" && (got[i].Form.ID != as.Form.ID || got[i].Lang != as.Lang) {
			t.Fatalf("%s: read as %s %s", what, got[i].Form.ID, got[i].Lang)
		}
	}
}

// Answers far longer than a cell of Excel go through the item sheets whole.
func TestLongAnswerInWorkbook(t *testing.T) {
	forms, f := everyForm(t), door(t)
	want := f.ReadValues(url.Values{"story": {strings.Repeat("𠮷野家で", 12_000)}}, today).Answers
	b, err := f.FilledWorkbook(incident.JA, want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := forms.ReadWorkbook(b, today)
	if err != nil || len(got) != 1 || !cmp.Equal(want, got[0].Answers) {
		t.Errorf("%d reports, %v", len(got), err)
	}
}

// book makes a workbook by hand.
func book(t testing.TB, fill func(x *excelize.File)) []byte {
	t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	fill(x)
	b, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func put(t testing.TB, x *excelize.File, sheet string, rows ...[]any) {
	t.Helper()
	for i, r := range rows {
		at, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := x.SetSheetRow(sheet, at, &r); err != nil {
			t.Fatal(err)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A workbook as somebody else made it: renamed and moved columns, day serials, merged cells, a title above, a total below, one column nobody knows, a hidden sheet.
func TestForeignWorkbook(t *testing.T) {
	for _, year := range []struct {
		d1904  bool
		serial float64
	}{{false, 43841}, {true, 43841 - 1462}} {
		b := book(t, func(x *excelize.File) {
			put(t, x, "Sheet1",
				[]any{"令和元年度 不正アクセス一覧"}, []any{},
				[]any{"No", "会社名", "概要", "発見年月日", "手口", "台帳番号"},
				[]any{1, "架空商会", "サーバに侵入された", year.serial, "脆弱性を悪用した攻撃", "A-1"},
				[]any{2, nil, "メールを乗っ取られた", "令和元年12月3日", "なりすまし・不正ログイン、フィッシング"},
				[]any{}, []any{"合計", nil, "2件"})
			must(t, x.MergeCell("Sheet1", "B4", "B5"))
			must(t, x.SetCellFormula("Sheet1", "C5", `"メールを"&"乗っ取られた"`))
			must(t, x.SetCellValue("Sheet1", "C5", "メールを乗っ取られた"))
			_, err := x.NewSheet("前回分")
			must(t, err)
			put(t, x, "前回分", []any{"会社名", "概要"}, []any{"x", "y"})
			must(t, x.SetSheetVisible("前回分", false))
			must(t, x.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &year.d1904}))
		})
		got, err := everyForm(t).ReadWorkbook(b, today)
		if err != nil || len(got) != 3 {
			t.Fatalf("%d reports, %v", len(got), err)
		}
		for i, day := range []time.Time{time.Date(2020, 1, 11, 0, 0, 0, 0, time.UTC), time.Date(2019, 12, 3, 0, 0, 0, 0, time.UTC)} {
			if a, _ := Find(got[i].Answers, "discovered_on"); !a.When.From.Equal(day) {
				t.Errorf("1904 %v, row %d was found on %v", year.d1904, got[i].Row, a.When)
			}
			if a, _ := Find(got[i].Answers, "reporter_org"); a.Text != "架空商会" {
				t.Errorf("row %d: organisation %q", got[i].Row, a.Text)
			}
		}
		if a, _ := Find(got[1].Answers, "access_method"); !cmp.Equal(a.Codes, []string{"login", "phishing"}) {
			t.Errorf("methods %v", a)
		}
		if got[2].Answers != nil || got[2].Unread[0] != (incident.Unread{Where: "row 7", What: "unread.total"}) {
			t.Errorf("the total was read as %+v", got[2])
		}
		for _, want := range []incident.Unread{{Where: "column 6", What: "unread.column"}, {Where: "sheet 2", What: "unread.hidden_sheet"}} {
			if !containsUnread(got[0].Unread, want) {
				t.Errorf("%v is missing in %v", want, got[0].Unread)
			}
		}
	}
}

func containsUnread(list []incident.Unread, want incident.Unread) bool {
	for _, u := range list {
		if u == want {
			return true
		}
	}
	return false
}

// Item sheets hold for every row of the list; detections go into the one report when there is no list.
func TestCoverAndDetections(t *testing.T) {
	forms := everyForm(t)
	f, err := forms.Find("virus", 0)
	must(t, err)
	b, err := f.FilledWorkbook(incident.JA, f.ReadValues(url.Values{"reporter_org": {"架空商会"}}, today).Answers)
	must(t, err)
	x, err := excelize.OpenReader(bytes.NewReader(b))
	must(t, err)
	for i, row := range [][]any{{"Emotet", 43831, "2020年1月", "１，２００"}, {"Trickbot", "2020-01", "", 3}, {"計", "", "", 1203}, {"名前だけ"}} {
		at, _ := excelize.CoordinatesToCellName(1, i+2)
		must(t, x.SetSheetRow("検出一覧", at, &row))
	}
	buf, err := x.WriteToBuffer()
	must(t, err)
	got, err := forms.ReadWorkbook(buf.Bytes(), today)
	if err != nil || len(got) != 1 {
		t.Fatalf("%d reports, %v", len(got), err)
	}
	want := []Detection{{"Emotet", 202001, 202001, 1200}, {"Trickbot", 202001, 202001, 3}}
	if d := cmp.Diff(want, f.Detections(got[0].Answers, today)); d != "" {
		t.Error(d)
	}
	if a, _ := Find(got[0].Answers, "reporter_org"); a.Text != "架空商会" {
		t.Errorf("organisation %q", a.Text)
	}
	if !containsUnread(got[0].Unread, incident.Unread{Where: "row 5", What: "unread.detection"}) {
		t.Errorf("a row without a count: %v", got[0].Unread)
	}
	put := func(sheet, at string, row []any) { must(t, x.SetSheetRow(sheet, at, &row)) }
	at := ""
	for i, c := range f.columns() {
		if c.q.ID == "story" {
			at, _ = excelize.CoordinatesToCellName(i+1, 3)
		}
	}
	put("一覧", at, []any{"一件目"})
	put("一覧", at[:len(at)-1]+"4", []any{"二件目"})
	buf, err = x.WriteToBuffer()
	must(t, err)
	got, err = forms.ReadWorkbook(buf.Bytes(), today)
	if err != nil || len(got) != 3 {
		t.Fatalf("%d reports with a list, %v", len(got), err)
	}
	for _, r := range got {
		if a, _ := Find(r.Answers, "reporter_org"); a.Text != "架空商会" {
			t.Errorf("row %d: organisation %q", r.Row, a.Text)
		}
	}
}

// What is no workbook, or a trap, is refused with the reason.
func TestBadWorkbooks(t *testing.T) {
	plain := book(t, func(x *excelize.File) { put(t, x, "Sheet1", []any{"会社名", "概要"}, []any{"あ", "い"}) })
	locked := func() []byte {
		x, err := excelize.OpenReader(bytes.NewReader(plain))
		must(t, err)
		var b bytes.Buffer
		must(t, x.Write(&b, excelize.Options{Password: "x"}))
		return b.Bytes()
	}
	bomb := func(lie bool) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create("xl/workbook.xml")
		must(t, err)
		_, err = w.Write([]byte("<x/>"))
		must(t, err)
		w, err = z.Create("xl/worksheets/sheet1.xml")
		must(t, err)
		zeros := make([]byte, 1<<20)
		for range 250 {
			_, err = w.Write(zeros)
			must(t, err)
		}
		must(t, z.Close())
		out := b.Bytes()
		if lie { // the size in the central directory
			i := bytes.Index(out, []byte("PK\x01\x02"))
			i += 4 + bytes.Index(out[i+4:], []byte("PK\x01\x02"))
			copy(out[i+24:], []byte{100, 0, 0, 0})
		}
		return out
	}
	wide := book(t, func(x *excelize.File) {
		put(t, x, "Sheet1", []any{"会社名", "概要"})
		must(t, x.SetCellValue("Sheet1", "XFD2", "x"))
	})
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"a password":      {locked(), "error.list_password"},
		"a zip bomb":      {bomb(false), "error.list_unpacked"},
		"a lying bomb":    {bomb(true), "error.list_unreadable"},
		"an old workbook": {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), "error.list_xls"},
		"no workbook":     {[]byte("PK\x03\x04 nothing"), "error.list_unreadable"},
		"too wide":        {wide, "error.list_wide"},
		"empty":           {book(t, func(*excelize.File) {}), "error.list_empty"},
		"half a workbook": {plain[:len(plain)/2], "error.list_unreadable"},
	} {
		_, err := everyForm(t).ReadWorkbook(c.b, today)
		var told *incident.Error
		if !errors.As(err, &told) || told.Key != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A formula counts with the value it had; without one it is listed.
func TestFormulaWithoutValue(t *testing.T) {
	b := book(t, func(x *excelize.File) {
		put(t, x, "Sheet1", []any{"会社名", "概要", "感染台数"}, []any{"架空商会", "感染した"}, []any{"架空商会", "感染した", "#REF!"})
		must(t, x.SetCellFormula("Sheet1", "C2", "1+1"))
	})
	got, err := everyForm(t).ReadWorkbook(b, today)
	if err != nil || len(got) != 2 || !containsUnread(got[0].Unread, incident.Unread{Where: "cell C2", What: "unread.formula"}) ||
		!containsUnread(got[1].Unread, incident.Unread{Where: "column 3", What: "unread.cell_error"}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func FuzzReadWorkbook(f *testing.F) {
	forms, form := everyForm(f), door(f)
	for _, lang := range []incident.Lang{incident.JA, incident.EN} {
		b, err := form.FilledWorkbook(lang, form.ReadValues(url.Values{"story": {"x"}, "noticed": {"leak"}}, today).Answers)
		must(f, err)
		f.Add(b)
	}
	f.Add(book(f, func(x *excelize.File) { put(f, x, "Sheet1", []any{"会社名", "概要"}, []any{"あ", "い"}) }))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := forms.ReadWorkbook(b, today)
		var told *incident.Error
		if err != nil && !errors.As(err, &told) {
			t.Errorf("an error nobody can be told: %v", err)
		}
		for _, r := range got {
			if r.Form == nil {
				t.Error("a report without a form")
			}
		}
	})
}

func writeSample(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, b, 0o600))
	return path
}

// The parts of a workbook are well-formed XML and hold no macro; unzip, another program, finds them whole.
func TestWorkbookParts(t *testing.T) {
	b, err := door(t).Workbook(incident.JA)
	must(t, err)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	for _, f := range z.File {
		if strings.Contains(f.Name, "vba") || f.Modified.Year() != 1979 {
			t.Errorf("%s modified %v", f.Name, f.Modified)
		}
	}
	if path, err := exec.LookPath("7z"); err == nil {
		if out, err := exec.Command(path, "t", writeSample(t, "form.xlsx", b)).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	}
}
