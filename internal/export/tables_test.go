package export

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/xuri/excelize/v2"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
)

type termOf = incident.Term

func TestCasesXLSX(t *testing.T) {
	c := incidenttest.Collection()
	c.Cases[1].Summary.JA = "=1+1"
	words := catalogue(t)
	body, err := CasesXLSX(&c, words)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := CasesXLSX(&c, words)
		if err != nil || !bytes.Equal(body, again) {
			t.Fatalf("a second time other bytes: %v", err)
		}
	}
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if !f.Modified.Equal(time.Date(2020, 8, 28, 1, 0, 0, 0, time.UTC)) {
			t.Errorf("%s is dated %s", f.Name, f.Modified)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := f.GetDocProps()
	if err != nil || p.Created != c.FrozenAt || p.Modified != c.FrozenAt || !strings.Contains(p.Title, "実演・架空") {
		t.Errorf("properties %+v, %v", p, err)
	}
	if got := fmt.Sprint(f.GetSheetList()); got != "[事例 事実 分類 項目とコード]" {
		t.Errorf("sheets %s", got)
	}
	for _, s := range f.GetSheetList() {
		if a1, _ := f.GetCellValue(s, "A1"); !strings.HasPrefix(a1, "[実演・架空]") {
			t.Errorf("sheet %s begins with %q", s, a1)
		}
	}
	rows, err := f.GetRows("事例")
	if err != nil || len(rows) != 2+1+46 || rows[3][2] != "2020-0001" || rows[4][10] != "=1+1" {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if formula, _ := f.GetCellFormula("事例", "K5"); formula != "" {
		t.Errorf("a text became the formula %s", formula)
	}
	// Totals live: what a spreadsheet reckons is what the edition says.
	for i, k := range append(c.Categories, incident.CategoryCount{Count: c.Chosen}) {
		place := fmt.Sprintf("D%d", 4+i)
		formula, _ := f.GetCellFormula("分類", place)
		stored, _ := f.GetCellValue("分類", place)
		live, err := f.CalcCellValue("分類", place)
		if err != nil || formula == "" || stored != fmt.Sprint(k.Count) || live != stored {
			t.Errorf("%s: formula %q, stored %s, reckoned %s, want %d: %v", place, formula, stored, live, k.Count, err)
		}
	}
	facts, err := f.GetRows("事実")
	want := 3
	for _, p := range c.Cases {
		want += len(p.Facts)
	}
	if err != nil || len(facts) != want {
		t.Errorf("%d rows of facts, want %d: %v", len(facts), want, err)
	}
}

func TestDictionary(t *testing.T) {
	c := incidenttest.Collection()
	words := catalogue(t)
	// Every column of cases.csv is told, in order, and none besides.
	var keys []string
	for _, k := range columnsOf("cases", words) {
		keys = append(keys, k.Key)
	}
	if fmt.Sprint(keys) != fmt.Sprint(columns) {
		t.Errorf("columns of cases.csv %v, of the dictionary %v", columns, keys)
	}
	for _, k := range dictionaryData().Column {
		if k.JA == "" || k.EN == "" || k.Codes != "" && len(codesOf(&c, k.Codes)) == 0 {
			t.Errorf("column %s/%s: %+v", k.Sheet, k.Key, k)
		}
	}
	body, err := DictionaryCSV(&c, words)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\uFEFF")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	for _, list := range codeLists {
		codes += len(codesOf(&c, list))
	}
	if len(rows) != 1+len(dictionaryData().Column)+codes || rows[1][0] != "実演・架空" {
		t.Errorf("%d rows, want %d; %q", len(rows), 1+len(dictionaryData().Column)+codes, rows[1])
	}
	body, err = DictionaryJSON(&c, words)
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Columns []object
		Codes   map[string][]struct {
			Code      string
			Elsewhere *Counterpart
		}
	}
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Columns) != len(dictionaryData().Column) || d.Codes["cause"][0].Elsewhere.Weakness[0] != "CWE-521" {
		t.Errorf("%s", body[:400])
	}
}

// The published schema accepts what we write, and refuses what is not an edition.
func TestEditionSchema(t *testing.T) {
	c := incidenttest.Collection()
	c.Errata = []incident.Erratum{{Kind: incident.CaseWithdrawn, Date: "2020-09-01", Case: "2020-0003", Note: incident.Text{JA: "取り下げた。"}}}
	body, err := EditionSchema(c.DemoLabel, nil)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("edition.schema.json", decoded(t, body)); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("edition.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	edition := func(change func(*incident.Collection)) error {
		c := c
		c.Cases = append([]incident.PublishedCase{}, c.Cases...)
		change(&c)
		b, err := EditionJSON(&c)
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(decoded(t, b))
	}
	if err := edition(func(*incident.Collection) {}); err != nil {
		t.Error(err)
	}
	if err := edition(func(c *incident.Collection) { c.Cases[0].Facts, c.Texts.ByCategory = nil, nil }); err != nil {
		t.Errorf("empty lists: %v", err)
	}
	for what, change := range map[string]func(*incident.Collection){
		"a date":     func(c *incident.Collection) { c.PeriodFrom = "2020年1月" },
		"an instant": func(c *incident.Collection) { c.FrozenAt = "2020-08-28" },
		"a certainty": func(c *incident.Collection) {
			c.Cases[0].Facts = []incident.Fact{{Dimension: "cause", Code: "x", Polarity: "present", Certainty: "sure", Source: "desk"}}
		},
		"a rule": func(c *incident.Collection) { c.DateRule = "some day" },
	} {
		if edition(change) == nil {
			t.Errorf("%s of no kind is accepted", what)
		}
	}
	if schema.Validate(map[string]any{"format": "todoke-edition/1"}) == nil {
		t.Error("an edition without its fields is accepted")
	}
}

func TestCasesJSON(t *testing.T) {
	old, c := incidenttest.Collection(), small()
	old.ID, c.ID = "2019H2", "2020H1"
	c.Cases[0].Revision = 2
	body, err := CasesJSON([]*incident.Collection{&c, &old})
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Demo     bool
		Editions []string
		Cases    []struct {
			Number, Edition, Path string
			Revision              int
		}
	}
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Cases) != 46 || d.Cases[0].Edition != "2020H1" || d.Cases[0].Revision != 2 || d.Cases[2].Edition != "2019H2" || d.Cases[0].Path != "/cases/2020-0005/" || !d.Demo {
		t.Errorf("%+v", d.Cases[:3])
	}
}

func TestTAXIIFiles(t *testing.T) {
	words := catalogue(t)
	first, second := small(), small()
	second.ID, second.FrozenAt = "2020H2", "2021-02-26T01:00:00Z"
	var editions []TAXIIEdition
	for _, c := range []*incident.Collection{&second, &first} {
		b, err := STIX(c, words)
		if err != nil {
			t.Fatal(err)
		}
		editions = append(editions, TAXIIEdition{c, func() ([]byte, error) { return b, nil }, nil})
	}
	files, err := TAXII(editions, words, TAXIIBefore{})
	if err != nil {
		t.Fatal(err)
	}
	for n, e := range editions { // what was written before is taken over to the same end
		own, err := TAXIIManifest(e, &second)
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(files, own)
		some := slices.Clone(editions)
		some[n].Manifest = files["taxii2/"+e.Collection.ID+"/manifest.json"]
		some[n].STIX = func() ([]byte, error) { return nil, errors.New("read again") }
		again, err := TAXII(some, words, TAXIIBefore{files["taxii2/cases/manifest.json"], files["taxii2/cases/objects.json"]})
		for name, body := range again {
			if err != nil || string(files[name]) != string(body) {
				t.Fatalf("%s differs when %s is taken over: %v", name, e.Collection.ID, err)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	one := files["taxii2/2020H1/objects.json"]
	if one == nil { // in the order of stix.json
		one, _ = editions[0].STIX() // given above
	}
	manifest := func(alias string) []taxiiObject {
		var m struct{ Objects []taxiiObject }
		if err := json.Unmarshal(files["taxii2/"+alias+"/manifest.json"], &m); err != nil {
			t.Fatal(alias, err)
		}
		return m.Objects
	}
	all, seen := manifest("cases"), map[string]int{}
	for i, o := range all {
		if i > 0 && all[i-1].DateAdded > o.DateAdded {
			t.Errorf("%s is out of order", o.ID)
		}
		seen[o.ID]++
	}
	if n := seen["incident--"+id("case", first.Desk.JA, first.Cases[0].Number)]; n != 2 || seen[tlpClear] != 1 {
		t.Errorf("an incident of two editions has %d versions, the marking %d", n, seen[tlpClear])
	}
	// Line by line the objects are those of the manifest.
	for alias, body := range map[string][]byte{"cases": files["taxii2/cases/objects.json"], "2020H1": one} {
		list := strings.Split(strings.TrimSuffix(string(body), "\n]}\n"), "\n")[1:]
		want := manifest(alias)
		if len(list) != len(want) {
			t.Fatalf("%s: %d lines, %d in the manifest", alias, len(list), len(want))
		}
		for i, line := range list {
			if !strings.Contains(line, `"id":"`+want[i].ID+`"`) {
				t.Errorf("%s, line %d: not %s", alias, i, want[i].ID)
			}
		}
	}
	var d struct {
		Collections []struct{ Alias, Title string }
	}
	if err := json.Unmarshal(files["taxii2/collections.json"], &d); err != nil || len(d.Collections) != 3 || d.Collections[0].Alias != "cases" || !strings.Contains(d.Collections[1].Title, "実演・架空") {
		t.Errorf("%+v %v", d, err)
	}
}
