package export

import (
	"bytes"
	"cmp"
	"crypto/md5"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// advisoryFile is what advisories.json holds; its schema is read off it.
type advisoryFile struct {
	Format     string                       `json:"format"` // todoke-advisories/1
	Desk       incident.Text                `json:"desk"`
	Demo       bool                         `json:"demo"`
	DemoLabel  *incident.Text               `json:"demo_label,omitempty"`
	Advisories []incident.PublishedAdvisory `json:"advisories"` // newest first
}

// AdvisoriesJSON writes advisories.json: every published advisory in its newest version. c gives the desk and the mark of a demonstration.
func AdvisoriesJSON(c *incident.Collection, list []incident.PublishedAdvisory) ([]byte, error) {
	return indented("advisories.json", advisoryFile{"todoke-advisories/1", c.Desk, c.Demo, demoLabel(c), list})
}

// AdvisorySchema writes advisories.schema.json, the JSON Schema (2020-12) of advisories.json, read off the types.
func AdvisorySchema(demo *incident.Text) ([]byte, error) {
	w := schemaWriter{defs: object{}}
	root, defs := w.schemaOf(reflect.TypeFor[advisoryFile]()), w.defs
	out := object{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:todoke:schema:advisories:1", "title": "todoke-advisories/1", "$defs": defs, "demo": demo != nil}
	if demo != nil {
		out["$comment"], out["demo_label"] = demo.JA+" / "+demo.EN, demo
	}
	for k, v := range root {
		out[k] = v
	}
	return indented("advisories.schema.json", out)
}

// advisoryColumns are the heads of advisories.csv.
var advisoryColumns = []string{"demo", "id", "version", "published", "updated", "withdrawn", "title_ja", "title_en", "body_ja", "body_en", "cases", "observables", "measures_ja", "measures_en", "change_ja", "change_en"}

// AdvisoriesCSV writes advisories.csv: one row an advisory, in the manner of cases.csv.
func AdvisoriesCSV(c *incident.Collection, list []incident.PublishedAdvisory) ([]byte, error) {
	b := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	if err := w.Write(advisoryColumns); err != nil {
		return nil, fmt.Errorf("advisories.csv: %w", err)
	}
	demo := ""
	if l := demoLabel(c); l != nil {
		demo = l.JA
	}
	for _, a := range list {
		row := advisoryRow(demo, a)
		for i := range row {
			row[i] = cell(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, fmt.Errorf("advisories.csv: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// advisoryRow is an advisory in the columns of advisories.csv, as it is written.
func advisoryRow(demo string, a incident.PublishedAdvisory) []string {
	var measures [2][]string
	for _, m := range a.Measures {
		measures[0] = append(measures[0], m.JA)
		if m.EN != "" {
			measures[1] = append(measures[1], m.EN)
		}
	}
	return []string{demo, a.ID, strconv.Itoa(a.Version), a.Published, a.Updated, strconv.FormatBool(a.Withdrawn), a.Title.JA, a.Title.EN, a.Body.JA, a.Body.EN, strings.Join(a.Cases, "; "),
		strings.Join(observed(a), "; "), strings.Join(measures[0], "\n"), strings.Join(measures[1], "\n"), a.Change.JA, a.Change.EN}
}

// AdvisoriesXLSX writes advisories.xlsx: the rows of advisories.csv on one sheet, in the manner of cases.xlsx. Its only date is that of the newest change.
func AdvisoriesXLSX(c *incident.Collection, list []incident.PublishedAdvisory, words *i18n.Catalogue) ([]byte, error) {
	last, demo := "", ""
	if l := demoLabel(c); l != nil {
		demo = l.JA
	}
	var heads []any
	for _, k := range advisoryColumns {
		heads = append(heads, words.T(incident.JA, "public.advisories.column."+k))
	}
	rows := [][]any{heads}
	for _, a := range list {
		last = max(last, a.Updated)
		row := anys(advisoryRow(demo, a))
		row[2] = a.Version
		rows = append(rows, row)
	}
	at, err := time.Parse(time.RFC3339, last)
	if err != nil {
		return nil, fmt.Errorf("advisories.xlsx: %w", err)
	}
	top := *c
	top.ID, top.Title = "advisories", words.Text("public.advisories.title")
	out, err := book(workbook{c: &top, words: words}, at, func(w *workbook) error {
		if err := w.f.SetSheetName("Sheet1", top.Title.JA); err != nil {
			return err
		}
		return w.sheet(top.Title.JA, "advisories", rows, []float64{10, 10, 6, 20, 20, 8, 40, 40, 70, 70, 24, 40, 50, 50, 40, 40})
	})
	if err != nil {
		return nil, fmt.Errorf("advisories.xlsx: %w", err)
	}
	return out, nil
}

// AdvisoryVERIS writes advisories.veris.json: an advisory is no incident and has no record of its own; the file holds those of the published cases that advisories in force
// name, the very ones of the cases' editions, each with the advisories under plus. find gives a case and its edition. It is empty where there is none.
func AdvisoryVERIS(list []incident.PublishedAdvisory, words *i18n.Catalogue, find func(number string) (*incident.Collection, *incident.PublishedCase)) ([]byte, error) {
	named := map[string][]string{}
	for _, a := range slices.Backward(list) { // the oldest first
		if a.Withdrawn {
			continue
		}
		for _, n := range a.Cases {
			named[n] = append(named[n], a.ID)
		}
	}
	var all []object
	for _, n := range slices.Sorted(maps.Keys(named)) {
		c, p := find(n)
		if p == nil || p.Withdrawn != "" {
			continue
		}
		one, err := verisIncident(c, p, words)
		if err != nil {
			return nil, fmt.Errorf("advisories.veris.json: case %s: %w", n, err)
		}
		one["plus"].(object)["advisories"] = named[n]
		all = append(all, one)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return lines("advisories.veris.json", "[", "]", all)
}

// observed writes the observables of an advisory as kind=value, defanged as they are everywhere.
func observed(a incident.PublishedAdvisory) []string {
	var out []string
	for _, o := range a.Observables {
		out = append(out, o.Kind+"="+o.Value)
	}
	return out
}

// AdvisorySTIX writes all advisories as a STIX 2.1 bundle: each a report on the incidents of its cases. Observables stand in its description, defanged, and not as
// indicators: they were seen, nobody vouches that they are to be blocked. A withdrawn advisory is revoked.
func AdvisorySTIX(c *incident.Collection, list []incident.PublishedAdvisory, words *i18n.Catalogue) ([]byte, error) {
	b, err := newBundle(c, words)
	if err != nil {
		return nil, err
	}
	last := ""
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b incident.PublishedAdvisory) int { return strings.Compare(a.Updated, b.Updated) }) // as they come into the TAXII collection
	for _, a := range list {
		created, err := time.Parse(time.RFC3339, a.Published)
		if err != nil {
			return nil, fmt.Errorf("advisory %s: %w", a.ID, err)
		}
		modified, err := time.Parse(time.RFC3339, a.Updated)
		if err != nil {
			return nil, fmt.Errorf("advisory %s: %w", a.ID, err)
		}
		last = max(last, a.Updated)
		refs := []string{b.desk}
		for _, number := range a.Cases {
			refs = append(refs, "incident--"+id("case", c.Desk.JA, number))
		}
		o := object{"type": "report", "id": "report--" + id("advisory", c.Desk.JA, a.ID), "created": millis(created), "modified": millis(modified), "published": millis(created),
			"report_types": []string{"threat-report"}, "object_refs": refs, "external_references": []object{{"source_name": "todoke", "external_id": a.ID}}}
		if a.Withdrawn {
			o["revoked"] = true
		}
		name := incident.Text{JA: marked(c, a.ID+" "+a.Title.JA, incident.JA)}
		if a.Title.EN != "" {
			name.EN = marked(c, a.ID+" "+a.Title.EN, incident.EN)
		}
		b.named(o, "name", name, text{"description", running(a)})
	}
	return lines("advisories.stix.json", `{"type":"bundle","id":"bundle--`+id("advisories", c.Desk.JA, last)+`","objects":[`, "]}", b.objects)
}

// running is an advisory as running text: body, measures, observables, what changed.
func running(a incident.PublishedAdvisory) incident.Text {
	in := func(pick func(incident.Text) string) string {
		parts := []string{pick(a.Body)}
		for _, m := range a.Measures {
			if s := pick(m); s != "" {
				parts = append(parts, "- "+s)
			}
		}
		parts = append(parts, pick(a.Change))
		if pick(a.Body) != "" {
			parts = append(parts, observed(a)...)
		}
		var out []string
		for _, p := range parts {
			if p != "" {
				out = append(out, p)
			}
		}
		return strings.Join(out, "\n")
	}
	return incident.Text{JA: in(func(t incident.Text) string { return t.JA }), EN: in(func(t incident.Text) string { return t.EN })}
}

// AdvisoryMISP writes the advisories as a MISP feed of their own, by file name under misp/: an event each, manifest.json and hashes.csv.
func AdvisoryMISP(c *incident.Collection, list []incident.PublishedAdvisory) (map[string][]byte, error) {
	out, manifest := map[string][]byte{}, object{}
	var hashes bytes.Buffer
	for _, a := range list {
		at, err := time.Parse(time.RFC3339, a.Updated)
		if err != nil {
			return nil, fmt.Errorf("advisory %s: %w", a.ID, err)
		}
		stamp := strconv.FormatInt(at.Unix(), 10)
		e := mispEvent{UUID: id("misp advisory", c.Desk.JA, a.ID), Date: a.Published[:len(time.DateOnly)], Timestamp: stamp, Published: true, PublishedAt: stamp, Analysis: "2", ThreatLevel: "4", Distribution: "3",
			Orgc: mispOrg{Name: marked(c, c.Desk.JA, incident.JA), UUID: id("misp org", c.Desk.JA)}, Info: marked(c, a.ID+" "+a.Title.JA, incident.JA),
			Tag: []mispTag{{"tlp:clear"}, {"PAP:CLEAR"}, {"todoke:advisory"}}}
		if demoLabel(c) != nil {
			e.Tag = append(e.Tag, mispTag{"todoke:demonstration"})
		}
		add := func(kind, category, value, comment string) {
			if value != "" {
				e.Attribute = append(e.Attribute, mispAttribute{UUID: id("misp attribute", e.UUID, kind, value), Type: kind, Category: category, Value: value, Comment: comment, Timestamp: stamp, Alone: true})
			}
		}
		add("text", "Internal reference", c.Desk.JA+" "+a.ID, "advisory")
		if a.Withdrawn {
			e.Tag = append(e.Tag, mispTag{"todoke:withdrawn"})
			add("comment", "Other", a.Change.JA, "withdrawn, ja")
			add("comment", "Other", a.Change.EN, "withdrawn, en")
		} else {
			all := running(a)
			add("comment", "External analysis", all.JA, "advisory, ja")
			add("comment", "External analysis", all.EN, "advisory, en")
		}
		e.Attribute = once(e.Attribute)
		if out["misp/"+e.UUID+".json"], err = indented("misp event", object{"Event": e}); err != nil {
			return nil, err
		}
		manifest[e.UUID] = object{"Orgc": e.Orgc, "Tag": e.Tag, "info": e.Info, "date": e.Date, "analysis": e.Analysis, "threat_level_id": e.ThreatLevel, "timestamp": e.Timestamp}
		for _, x := range e.Attribute {
			sum := md5.Sum([]byte(x.Value)) // what MISP compares feeds by; nothing rests on its strength
			fmt.Fprintf(&hashes, "%s,%s\n", hex.EncodeToString(sum[:]), e.UUID)
		}
	}
	out["misp/hashes.csv"] = hashes.Bytes()
	var err error
	out["misp/manifest.json"], err = indented("misp manifest", manifest)
	return out, err
}

// advisoryShelf is the TAXII collection of the advisories: the objects of their bundle, each added when its advisory was last changed.
func advisoryShelf(a TAXIIAdvisories) ([]taxiiObject, error) {
	at, err := time.Parse(time.RFC3339, a.First)
	if err != nil {
		return nil, err
	}
	var b struct{ Objects []json.RawMessage }
	if err := json.Unmarshal(a.STIX, &b); err != nil {
		return nil, err
	}
	var out []taxiiObject
	for _, body := range b.Objects {
		var h stixHead
		if err := json.Unmarshal(body, &h); err != nil {
			return nil, err
		}
		version := cmp.Or(h.Modified, h.Created)
		if m, err := time.Parse(time.RFC3339Nano, version); err == nil && strings.HasPrefix(h.ID, "report--") && m.After(at) {
			at = m // what comes behind a report belongs to it
		}
		out = append(out, taxiiObject{ID: h.ID, DateAdded: at.UTC().Format("2006-01-02T15:04:05.000000Z"), Version: version, MediaType: stixMedia, body: body})
		at = at.Add(time.Microsecond)
	}
	return out, nil
}
