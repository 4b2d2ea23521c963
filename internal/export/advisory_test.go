package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/xuri/excelize/v2"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
)

func warnings() []incident.PublishedAdvisory {
	return []incident.PublishedAdvisory{
		{ID: "2020-A02", Version: 1, Published: "2020-09-02T03:00:00Z", Updated: "2020-09-02T03:00:00Z", AdvisoryText: incident.AdvisoryText{Title: incident.Text{JA: "=題", EN: "Title"}, Body: incident.Text{JA: "本文。", EN: "Text."},
			Cases: []string{"2020-0001"}, Observables: []incident.Observable{{Kind: "url", Value: "hxxp://evil[.]example/"}}, Measures: []incident.Text{{JA: "止める", EN: "Stop"}, {JA: "確かめる"}}}},
		{ID: "2020-A01", Version: 2, Published: "2020-08-30T03:00:00Z", Updated: "2020-09-01T03:00:00Z", AdvisoryText: incident.AdvisoryText{Title: incident.Text{JA: "取り下げたもの"}, Change: incident.Text{JA: "誤りがあった。"}, Withdrawn: true}},
	}
}

// The advisories in every format: against the formats' own schemas where those are here, marked as a demonstration, nothing in them that opens, a withdrawn one revoked.
func TestAdvisoryFormats(t *testing.T) {
	c := incidenttest.Collection()
	list := warnings()
	body, err := AdvisoriesJSON(&c, list)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := AdvisorySchema(c.DemoLabel)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("advisories.schema.json", decoded(t, schema)); err != nil {
		t.Fatal(err)
	}
	s, err := compiler.Compile("advisories.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(decoded(t, body)); err != nil {
		t.Error(err)
	}
	if s.Validate(map[string]any{"format": "todoke-advisories/1"}) == nil {
		t.Error("a file without its fields is accepted")
	}

	table, err := AdvisoriesCSV(&c, list)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(table), "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][6] != "'=題" || rows[1][11] != "url=hxxp://evil[.]example/" || rows[2][5] != "true" || !strings.HasPrefix(string(table), "\uFEFF") {
		t.Errorf("rows %q, %v", rows, err)
	}

	sheet, err := AdvisoriesXLSX(&c, list, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(sheet))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for at, want := range map[string]string{"A1": "[実演・架空] 注意喚起", "B3": "番号", "B4": "2020-A02", "C5": "2", "G4": "=題", "L4": "url=hxxp://evil[.]example/", "F5": "true"} {
		if got, err := book.GetCellValue("注意喚起", at); err != nil || got != want {
			t.Errorf("%s of advisories.xlsx is %q, want %q, %v", at, got, want, err)
		}
	}
	if again, err := AdvisoriesXLSX(&c, list, catalogue(t)); err != nil || !bytes.Equal(sheet, again) {
		t.Error("the same advisories give another workbook")
	}

	find := func(n string) (*incident.Collection, *incident.PublishedCase) {
		for i := range c.Cases {
			if c.Cases[i].Number == n {
				return &c, &c.Cases[i]
			}
		}
		return nil, nil
	}
	list[0].Cases = []string{"2020-0001", "2019-0099"} // one that is published nowhere
	list[1].Cases = []string{"2020-0002"}              // of an advisory that was withdrawn
	records, err := AdvisoryVERIS(list, catalogue(t), find)
	if err != nil {
		t.Fatal(err)
	}
	var incidents []map[string]any
	if err := json.Unmarshal(records, &incidents); err != nil || len(incidents) != 1 || incidents[0]["reference"] != "2020-0001" || fmt.Sprint(incidents[0]["plus"].(map[string]any)["advisories"]) != "[2020-A02]" {
		t.Errorf("VERIS %s, %v", records, err)
	}
	if dir := schemas(t); dir != "" {
		if err := compile(t, dir, "veris/verisc-merged.json").Validate(decoded(t, records).([]any)[0]); err != nil {
			t.Error(err)
		}
	}
	list[0].Cases = []string{"2019-0099"}
	if none, err := AdvisoryVERIS(list, catalogue(t), find); none != nil || err != nil {
		t.Errorf("VERIS of no case: %s, %v", none, err)
	}

	stix, err := AdvisorySTIX(&c, list, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	all := objects(t, stix)
	validate(t, all)
	reports, revoked := 0, 0
	for _, o := range all {
		if o["type"] == "report" {
			reports++
			if o["revoked"] == true {
				revoked++
			}
			if strings.Contains(o["description"].(string), "http:") {
				t.Error("an observable that opens")
			}
		}
		if o["type"] == "indicator" {
			t.Error("an observable is made an indicator")
		}
	}
	if reports != 2 || revoked != 1 {
		t.Errorf("%d reports, %d revoked", reports, revoked)
	}

	feed, err := AdvisoryMISP(&c, list)
	if err != nil {
		t.Fatal(err)
	}
	if len(feed) != 4 {
		t.Errorf("%d files of the MISP feed", len(feed))
	}
	if dir := schemas(t); dir != "" {
		misp := compile(t, dir, "misp/schema.json")
		for name, b := range feed {
			if strings.HasSuffix(name, ".json") && !strings.HasSuffix(name, "manifest.json") {
				if err := misp.Validate(decoded(t, b)); err != nil {
					t.Error(name, err)
				}
			}
		}
	}

	files, err := TAXII([]TAXIIEdition{{Collection: &c, STIX: func() ([]byte, error) { return mustSTIX(t, &c), nil }}}, catalogue(t), TAXIIBefore{}, TAXIIAdvisories{First: "2020-08-30T03:00:00Z", STIX: stix})
	if err != nil {
		t.Fatal(err)
	}
	var m struct{ Objects []taxiiObject }
	if err := json.Unmarshal(files["taxii2/advisories/manifest.json"], &m); err != nil || len(m.Objects) != len(all) {
		t.Errorf("%d of %d objects in the collection, %v", len(m.Objects), len(all), err)
	}
	for i := 1; i < len(m.Objects); i++ {
		if m.Objects[i].DateAdded <= m.Objects[i-1].DateAdded {
			t.Errorf("%s was added before the one in front of it", m.Objects[i].ID)
		}
	}
	if !strings.Contains(string(files["taxii2/advisories/objects.json"]), "実演・架空") {
		t.Error("the collection is not marked as a demonstration")
	}
}

func mustSTIX(t *testing.T, c *incident.Collection) []byte {
	b, err := STIX(c, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
