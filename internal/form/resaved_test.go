package form

import (
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"todoke/internal/incident"
)

// resave names a folder; the workbooks of TestResavedWorkbook are written there, to be opened and saved again by another program.
var resave = flag.String("resave", "", "write the workbooks to save again to this folder")

// resaved is a filled form whose workbook, and whose list of two reports, LibreOffice 7.4 opened and saved as .xlsx.
var resaved = []struct {
	name, form string
	lang       incident.Lang
	reports    []url.Values
}{
	{"virus-ja", "virus", incident.JA, []url.Values{{"story": {"朝、共有フォルダが開けなかった。\n画面に英語の文が出た。"}, "discovered_on": {"2020-01-11"}, "virus_name": {"Emotet"}, "virus_place": {"pc", "server"},
		"virus_machines": {"30"}, "virus_machines.state": {"estimated"}, "reporter_org": {"株式会社鷺ノ浦"}, "reporter_phone": {"03-5550-0199"}, "relation": {"victim"}, "begun_on.state": {"unknown"}}}},
	{"access-en", "access", incident.EN, []url.Values{{"story": {"=1+1 was typed into the search box, and '; -- after it."}, "discovered_on": {"January 2020"}, "reporter_org": {"Saginoura Ltd."}, "relation": {"victim"}}}},
	{"list-ja", "virus", incident.JA, []url.Values{{"story": {"一件目"}, "discovered_on": {"2020年1月上旬"}, "virus_place": {"pc"}}, {"story": {"二件目、\"引用\"と 001"}, "discovered_on": {"2020-02-03"}, "reporter_org": {"0120商会"}}}},
	{"list-en", "access", incident.EN, []url.Values{{"story": {"First"}, "discovered_on": {"2020-02"}}, {"story": {"-5 degrees"}, "discovered_on": {"2020-02-03"}}}},
}

// What another program saved is read the same: its styles, shared strings and sheets are not ours.
func TestResavedWorkbook(t *testing.T) {
	forms := everyForm(t)
	for _, x := range resaved {
		f, err := forms.Find(x.form, 0)
		must(t, err)
		var want [][]incident.Answer
		for _, v := range x.reports {
			want = append(want, f.ReadValues(v, today).Answers)
		}
		if *resave != "" {
			b, err := f.FilledWorkbook(x.lang, want...)
			must(t, err)
			must(t, os.WriteFile(filepath.Join(*resave, x.name+".xlsx"), b, 0o600))
			continue
		}
		b, err := os.ReadFile(filepath.Join("testdata/resaved", x.name+".xlsx"))
		must(t, err)
		got, err := forms.ReadWorkbook(b, today)
		compare(t, x.name, Received{Form: f, Lang: x.lang}, want, got, err)
	}
}
