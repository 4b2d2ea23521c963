package publish

import (
	"maps"
	"path"
	"slices"
	"strings"

	"todoke/internal/export"
	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// formats are the files of an edition that other programs read.
func formats(c *incident.Collection, words *i18n.Catalogue) (files, error) {
	out := files{}
	one := func(name string, write func() ([]byte, error)) error {
		body, err := write()
		out[name] = body
		return err
	}
	for _, f := range []struct {
		name  string
		write func() ([]byte, error)
	}{
		{"edition.json", func() ([]byte, error) { return export.EditionJSON(c) }},
		{"edition.schema.json", func() ([]byte, error) { return export.EditionSchema(c.DemoLabel) }},
		{"cases.csv", func() ([]byte, error) { return export.CasesCSV(c, words) }},
		{"cases.xlsx", func() ([]byte, error) { return export.CasesXLSX(c, words) }},
		{"dictionary.csv", func() ([]byte, error) { return export.DictionaryCSV(c, words) }},
		{"dictionary.json", func() ([]byte, error) { return export.DictionaryJSON(c, words) }},
		{"stix.json", func() ([]byte, error) { return export.STIX(c, words) }},
	} {
		if err := one(f.name, f.write); err != nil {
			return nil, err
		}
	}
	for _, write := range []func(*incident.Collection, *i18n.Catalogue) (map[string][]byte, error){export.MISP, export.VERIS, export.AttackFlows} {
		more, err := write(c, words)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, more)
	}
	return out, nil
}

// siteFormats are the files over all editions, at addresses that never change: data/ and taxii2/. Editions released before there was STIX are not in TAXII.
func siteFormats(cards []editionCard, editions []released, warned []incident.PublishedAdvisory, words *i18n.Catalogue) (files, error) {
	out := files{}
	var all []*incident.Collection
	for _, card := range cards {
		all = append(all, card.Collection)
	}
	var err error
	if out["data/cases.json"], err = export.CasesJSON(all); err != nil {
		return nil, err
	}
	if out["data/mappings.json"], err = export.MappingsJSON(all[0].DemoLabel); err != nil {
		return nil, err
	}
	if out["data/edition.schema.json"], err = export.EditionSchema(all[0].DemoLabel); err != nil {
		return nil, err
	}
	var served []export.TAXIIEdition
	for _, e := range editions {
		if body, ok := e.files["stix.json"]; ok {
			served = append(served, export.TAXIIEdition{Collection: e.c, STIX: body})
		}
	}
	var beside []export.TAXIIAdvisories
	if len(warned) > 0 {
		stix, err := export.AdvisorySTIX(all[0], warned, words)
		if err != nil {
			return nil, err
		}
		beside = append(beside, export.TAXIIAdvisories{First: warned[len(warned)-1].Published, STIX: stix})
	}
	more, err := export.TAXII(served, words, beside...)
	maps.Copy(out, more)
	return out, err
}

// formatHosts are the hosts that formats name: their schemas and the knowledge base they refer to.
var formatHosts = []string{"json-schema.org", "jsonfeed.org", "attack.mitre.org", "center-for-threat-informed-defense.github.io", "schemas.openxmlformats.org"}

// formatWants are the sentences a file of formats or siteFormats must hold, and whether name is one whose need is known. MISP's hashes.csv can hold none.
func formatWants(c *incident.Collection, byNumber map[string]*incident.PublishedCase, name string) ([]string, bool) {
	var out []string
	if c.Demo && name != "misp/hashes.csv" {
		out = append(out, c.DemoLabel.JA)
	}
	switch {
	case slices.Contains([]string{"edition.json", "cases.csv", "cases.xlsx", "stix.json", "veris.json", "data/cases.json", "taxii2/cases/objects.json"}, name):
		for i := range c.Cases {
			if one := &c.Cases[i]; name != "veris.json" || one.Withdrawn == "" {
				out = append(out, firstWords(one.Summary.JA))
			}
		}
	case path.Dir(name) == "veris":
		if one := byNumber[strings.TrimSuffix(path.Base(name), ".json")]; one != nil {
			out = append(out, firstWords(one.Summary.JA))
		}
	case strings.HasPrefix(name, "misp/"), strings.HasPrefix(name, "attack-flow/"), strings.HasPrefix(name, "data/"), strings.HasPrefix(name, "taxii2/"):
	default:
		return nil, false
	}
	return out, true
}
