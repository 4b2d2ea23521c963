package export

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
)

func TestVERIS(t *testing.T) {
	c := incidenttest.Collection()
	c.Cases[0].Facts = append(c.Cases[0].Facts,
		incident.Fact{Dimension: "damage", Code: "personal_info_leak", Polarity: incident.Present, Certainty: incident.Possible, Source: "reporter", Quantity: &incident.Quantity{Value: 120, Unit: "persons", Bound: incident.AtLeast}},
		incident.Fact{Dimension: "damage", Code: "data_deleted", Polarity: incident.Absent, Certainty: incident.Confirmed, Source: "reporter"},
		incident.Fact{Dimension: "damage", Code: "web_defaced", Polarity: incident.Present, Certainty: incident.Possible, Source: "reporter"})
	for _, code := range vocabulary()["damage"] { // one case that says everything the vocabulary knows, and so uses every path
		c.Cases[1].Facts = append(c.Cases[1].Facts, incident.Fact{Dimension: "damage", Code: code.Code, Polarity: incident.Present, Certainty: incident.Confirmed, Source: "reporter"})
	}
	for _, d := range incident.Dimensions {
		for _, code := range vocabulary()[string(d)] {
			c.Cases[2].Facts = append(c.Cases[2].Facts, incident.Fact{Dimension: d, Code: code.Code, Polarity: incident.Present, Certainty: incident.Presumed, Source: "desk"})
		}
	}
	c.Cases[3].Facts = nil
	c.Cases[45].Withdrawn = "2020-09-01"
	files, err := VERIS(&c, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	var all []object
	if err := json.Unmarshal(files["veris.json"], &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 45 || len(files) != 46 || files["veris/2020-0046.json"] != nil {
		t.Errorf("%d incidents, %d files; a withdrawn case has none", len(all), len(files))
	}
	said := fmt.Sprint(all[0])
	if !strings.Contains(said, "data_disclosure:Potentially") || strings.Contains(said, "Destruction") || strings.Contains(said, "Defacement") ||
		!strings.Contains(said, "damage=data_deleted/absent/confirmed") || !strings.Contains(said, "at_least 120 persons") || !strings.Contains(said, "damage=web_defaced/present/possible") {
		t.Errorf("certainty got lost: %s", said)
	}
	if !strings.Contains(fmt.Sprint(all[1]["attribute"]), "data_disclosure:Yes") || all[1]["security_incident"] != "Near miss" {
		t.Errorf("%v", all[1])
	}
	if fmt.Sprint(all[3]["action"]) != "map[unknown:map[]]" || fmt.Sprint(all[3]["discovery_method"]) != "map[unknown:true]" {
		t.Errorf("a case without facts: %v", all[3])
	}
	dir := schemas(t)
	if dir == "" {
		return
	}
	schema := compile(t, dir, "veris/verisc-merged.json")
	for i, one := range all {
		if err := schema.Validate(any(map[string]any(one))); err != nil {
			t.Errorf("case %d: %v", i, err)
		}
	}
}
