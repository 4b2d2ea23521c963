package export

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// What the sections of a VERIS action need besides what is known.
var verisAction = map[string][]string{"hacking": {"variety", "vector"}, "malware": {"variety", "vector"}, "social": {"variety", "vector", "target"}, "error": {"variety", "vector"}}

// VERIS writes an edition in the VERIS community schema 1.4.1, by file name: veris.json, an array of all incidents, and veris/CASE.json one each. Stated facts
// become enumerations; what is only possible, absent or unknown stands in the notes. Withdrawn cases are left out.
func VERIS(c *incident.Collection, words *i18n.Catalogue) (map[string][]byte, error) {
	out := map[string][]byte{}
	all := []object{}
	var err error
	for i := range c.Cases {
		p := &c.Cases[i]
		if p.Withdrawn != "" {
			continue
		}
		one, err := verisIncident(c, p, words)
		if err != nil {
			return nil, fmt.Errorf("veris.json: case %s: %w", p.Number, err)
		}
		all = append(all, one)
		if out["veris/"+p.Number+".json"], err = indented("veris", one); err != nil {
			return nil, err
		}
	}
	out["veris.json"], err = lines("veris.json", "[", "]", all)
	return out, err
}

func verisIncident(c *incident.Collection, p *incident.PublishedCase, words *i18n.Catalogue) (object, error) {
	day, err := time.Parse(time.DateOnly, p.Date)
	if err != nil {
		return nil, err
	}
	o := object{"schema_version": "1.4.1", "schema_name": "public", "incident_id": id("veris", c.Desk.JA, p.Number), "source_id": marked(c, c.Desk.JA, incident.JA), "reference": p.Number,
		"summary": marked(c, p.Summary.JA, incident.JA), "security_incident": happened(p), "confidence": verisConfidence(p),
		"timeline": object{"incident": object{"year": day.Year()}}, "actor": object{"external": object{"variety": []string{"Unknown"}, "motive": []string{"Unknown"}}}}
	plus := object{"edition": c.ID, "number": p.Number, "category": p.Category, "demo": c.Demo}
	if l := demoLabel(c); l != nil {
		plus["demo_label"] = l
	}
	o["plus"] = plus
	if p.Relation == incident.IsVictim {
		o["victim"] = object{"country": []string{"Unknown"}, "employee_count": "Unknown", "industry": "000", "government": government(p.Reporter.Code)}
	}
	notes := []string{"timeline.incident is the year of the report (" + string(c.DateRule) + "), not of the incident."}
	for _, f := range p.Facts {
		if !stated(f) && f.Certainty != incident.Possible || f.Polarity == incident.Absent {
			notes = append(notes, noted(f))
			continue
		}
		paths := counterpart(f).VERIS
		if f.Certainty == incident.Possible {
			if !slices.ContainsFunc(paths, func(s string) bool { return strings.HasPrefix(s, "attribute.confidentiality.") }) {
				notes = append(notes, noted(f))
				continue
			}
			paths = slices.DeleteFunc(slices.Clone(paths), func(s string) bool { return strings.HasPrefix(s, "attribute.confidentiality.data_disclosure.") })
			paths = append(paths, "attribute.confidentiality.data_disclosure.Potentially")
		}
		for _, path := range paths {
			place(o, path)
		}
		if len(paths) == 0 || f.Quantity != nil {
			notes = append(notes, noted(f))
		}
	}
	o["notes"] = strings.Join(notes, "\n")
	complete(o)
	return o, nil
}

// noted is a fact as cases.csv writes it.
func noted(f incident.Fact) string { return factCodes([]incident.Fact{f}) }

func happened(p *incident.PublishedCase) string {
	sure := false
	for _, f := range p.Facts {
		switch {
		case f.Dimension == incident.DimDamage && f.Code == "none" && f.Polarity == incident.Present:
			return "Near miss"
		case f.Dimension == incident.DimDamage && f.Polarity == incident.Present && f.Certainty == incident.Confirmed:
			sure = true
		}
	}
	if sure {
		return "Confirmed"
	}
	return "Suspected"
}

// verisConfidence is by the least sure of the stated attacks, malware and causes.
func verisConfidence(p *incident.PublishedCase) string {
	out := "High"
	for _, f := range p.Facts {
		if f.Polarity != incident.Present || !slices.Contains([]incident.Dimension{incident.DimAttack, incident.DimCause, incident.DimMalware}, f.Dimension) {
			continue
		}
		switch f.Certainty {
		case incident.Confirmed:
		case incident.Presumed:
			out = "Medium"
		default:
			return "Low"
		}
	}
	return out
}

func government(kind string) []string {
	switch kind {
	case "public_body", "not_stated", "education":
		return []string{"Unknown"}
	}
	return []string{"NA"}
}

// disclosures from the least to the most.
var disclosures = []string{"Unknown", "No", "Potentially", "Yes"}

// place puts the value of a dotted path where the schema wants it: in an array of words, of objects with a variety, or, for the disclosure, the most that is said.
func place(o object, path string) {
	parts := strings.Split(path, ".")
	at, value := o, parts[len(parts)-1]
	switch {
	case strings.HasPrefix(path, "asset.assets.variety."):
		asset := section(o, "asset")
		asset["assets"] = variety(asset["assets"], value)
	case strings.HasPrefix(path, "attribute.confidentiality.data.variety."):
		data := section(section(o, "attribute"), "confidentiality")
		data["data"] = variety(data["data"], value)
	case strings.HasPrefix(path, "attribute.confidentiality.data_disclosure."):
		data := section(section(o, "attribute"), "confidentiality")
		was, _ := data["data_disclosure"].(string)
		if slices.Index(disclosures, value) > slices.Index(disclosures, was) {
			data["data_disclosure"] = value
		}
	default:
		for _, s := range parts[:len(parts)-2] {
			at = section(at, s)
		}
		name := parts[len(parts)-2]
		list, _ := at[name].([]string)
		at[name] = unique(list, value)
	}
}

func section(o object, name string) object {
	s, ok := o[name].(object)
	if !ok {
		s = object{}
		o[name] = s
	}
	return s
}

func variety(list any, value string) []object {
	out, _ := list.([]object)
	if slices.ContainsFunc(out, func(o object) bool { return o["variety"] == value }) {
		return out
	}
	return append(out, object{"variety": value})
}

// complete says Unknown where the schema wants a word and nothing is known.
func complete(o object) {
	action := section(o, "action")
	for name, needs := range verisAction {
		if s, ok := action[name].(object); ok {
			for _, n := range needs {
				if s[n] == nil {
					s[n] = []string{"Unknown"}
				}
			}
		}
	}
	if len(action) == 0 {
		action["unknown"] = object{}
	}
	asset := section(o, "asset")
	if asset["assets"] == nil {
		asset["assets"] = []object{{"variety": "Unknown"}}
	}
	if asset["cloud"] == nil {
		asset["cloud"] = []string{"Unknown"}
	}
	found := section(o, "discovery_method")
	if len(found) == 0 {
		found["unknown"] = true
	}
	if attribute, ok := o["attribute"].(object); ok {
		if data, ok := attribute["confidentiality"].(object); ok && data["data_disclosure"] == nil {
			data["data_disclosure"] = "Unknown"
		}
	}
}
