package publish

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
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
		{"edition.schema.json", func() ([]byte, error) { return export.EditionSchema(c.DemoLabel, nil) }},
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

// formats are the files over all editions, at addresses that never change: data/ and taxii2/. Editions released before there was STIX are not in TAXII.
func (l *library) formats(editions []released, words *i18n.Catalogue) (files, error) {
	out := files{}
	var all []*incident.Collection
	for _, card := range l.cards {
		all = append(all, card.Collection)
	}
	if err := l.casesJSON(out, all); err != nil {
		return nil, err
	}
	var err error
	if out["data/mappings.json"], err = export.MappingsJSON(all[0].DemoLabel); err != nil {
		return nil, err
	}
	if out["data/edition.schema.json"], err = export.EditionSchema(all[0].DemoLabel, nil); err != nil {
		return nil, err
	}
	return out, l.taxii(out, editions, words)
}

// casesJSON adds data/cases.json. What an edition adds to it is taken out of the last one, where its place there was noted.
func (l *library) casesJSON(out files, all []*incident.Collection) error {
	const name, noted = "data/cases.json", "data/cases"
	at := map[string][2]int{} // by key: where a run begins and ends
	for _, part := range strings.Fields(l.m.last(noted).note) {
		var key string
		var from, to int
		if n, _ := fmt.Sscanf(strings.ReplaceAll(part, ":", " "), "%s %d %d", &key, &from, &to); n == 3 {
			at[key] = [2]int{from, to}
		}
	}
	var was []byte
	if len(at) > 0 {
		if body, err := l.m.body(name); err == nil {
			was = body
		}
	}
	seen, runs, keys := map[string]bool{}, make([][]byte, len(all)), make([]string, len(all))
	for i, c := range all {
		parts := append([]string{l.hashes[c].head}, l.hashes[c].cases...)
		for k := range c.Cases {
			parts = append(parts, strconv.FormatBool(seen[c.Cases[k].Number]))
		}
		keys[i] = keyOf(parts...)
		if r, ok := at[keys[i]]; ok && r[0] < r[1] && r[1] <= len(was) {
			runs[i] = was[r[0]:r[1]]
		} else {
			var err error
			if runs[i], err = export.CasesRun(c, seen); err != nil {
				return err
			}
		}
		for k := range c.Cases {
			seen[c.Cases[k].Number] = true
		}
	}
	body, err := export.CasesOf(all, runs)
	if err != nil {
		return err
	}
	out[name] = body
	if l.m == nil {
		return nil
	}
	var note []string
	from := 0
	for i, run := range runs {
		if len(run) > 0 {
			from += bytes.Index(body[from:], run)
			note = append(note, fmt.Sprintf("%s:%d:%d", keys[i], from, from+len(run)))
			from += len(run)
		}
	}
	l.m.remember(noted, unit{note: strings.Join(note, " "), files: []string{name}})
	return nil
}

// taxii adds taxii2/. Editions that are as they were are taken out of the last files.
func (l *library) taxii(out files, editions []released, words *i18n.Catalogue) error {
	const manifest, objects = "taxii2/cases/manifest.json", "taxii2/cases/objects.json"
	var served []export.TAXIIEdition
	keys := map[string]string{}
	for _, e := range editions {
		name := "editions/" + e.c.ID + "/stix.json"
		body, ok := e.files["stix.json"]
		if !ok {
			continue
		}
		one, hash := export.TAXIIEdition{Collection: e.c, STIX: func() ([]byte, error) { return body, nil }}, ""
		if body == nil {
			hash, one.STIX = l.m.was.files[name].hash, func() ([]byte, error) { return l.m.body(name) }
		} else {
			hash = digest(body)
		}
		keys[e.c.ID] = keyOf(hash, e.c.ID, e.c.FrozenAt, demoOf(l.newest))
		if l.m.last("taxii/"+e.c.ID).key == keys[e.c.ID] {
			one.Manifest, _ = l.m.body("taxii2/" + e.c.ID + "/manifest.json") // without it, it is made
		}
		served = append(served, one)
	}
	var before export.TAXIIBefore
	if l.m != nil {
		var errA, errB error
		before.Manifest, errA = l.m.body(manifest)
		before.Objects, errB = l.m.body(objects)
		if errA != nil || errB != nil {
			before = export.TAXIIBefore{}
		}
	}
	var beside []export.TAXIIAdvisories
	if warned := l.advisories.list; len(warned) > 0 {
		stix, err := export.AdvisorySTIX(l.cards[0].Collection, warned, words)
		if err != nil {
			return err
		}
		beside = append(beside, export.TAXIIAdvisories{First: warned[len(warned)-1].Published, STIX: stix})
	}
	more, err := export.TAXII(served, words, before, beside...)
	if err != nil {
		return err
	}
	maps.Copy(out, more)
	for _, e := range served { // sorted: the newest is the last
		err := l.m.pages(out, "taxii/"+e.Collection.ID, keys[e.Collection.ID], func() (files, error) {
			return export.TAXIIManifest(e, served[len(served)-1].Collection)
		})
		if err != nil {
			return err
		}
	}
	return nil
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
