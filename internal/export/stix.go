package export

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// Ids that others gave: TLP 2.0 as OASIS publishes it in its common objects.
const (
	tlpClear     = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
	tlpExtension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
)

// confidence is STIX's number for a certainty, from the admiralty credibility scale of STIX 2.1 appendix A; none where truth cannot be judged.
var confidence = map[incident.Certainty]int{incident.Confirmed: 90, incident.Presumed: 70, incident.Possible: 50}

// bundle gathers STIX objects in order, each once.
type bundle struct {
	c       *incident.Collection
	words   *i18n.Catalogue
	at      time.Time // the edition's instant
	desk    string    // id of the desk's identity
	marks   []string  // every object carries them
	objects []object
	seen    map[string]bool
}

// STIX writes stix.json, a STIX 2.1 bundle of an edition, one object a line: each case is an incident with our extension (the coded facts), related to
// ATT&CK techniques, malware, measures and the class of organisation that reported. What was looked for and not found, and what is not known, stands in the
// extension only. Ids and created are the same in every edition; modified is the freeze, or the day of a later correction. A withdrawn case is revoked.
func STIX(c *incident.Collection, words *i18n.Catalogue) ([]byte, error) {
	b, err := newBundle(c, words)
	if err != nil {
		return nil, err
	}
	b.add(b.extensionDefinition())
	for i := range c.Cases {
		if err := b.incident(&c.Cases[i]); err != nil {
			return nil, fmt.Errorf("stix.json: case %s: %w", c.Cases[i].Number, err)
		}
	}
	b.report()
	return b.write("stix.json", c.ID, "edition")
}

// newBundle begins with who says it and how it may be passed on.
func newBundle(c *incident.Collection, words *i18n.Catalogue) (*bundle, error) {
	at, err := frozen(c)
	if err != nil {
		return nil, err
	}
	b := &bundle{c: c, words: words, at: at, seen: map[string]bool{}}
	b.desk = "identity--" + id("desk", c.Desk.JA)
	b.add(object{"type": "marking-definition", "spec_version": "2.1", "id": tlpClear, "created": "2022-10-01T00:00:00.000Z", "name": "TLP:CLEAR",
		"extensions": object{tlpExtension: object{"extension_type": "property-extension", "tlp_2_0": "clear"}}})
	b.marks = []string{tlpClear}
	if l := demoLabel(c); l != nil {
		mark := "marking-definition--" + id("demo", l.JA, l.EN)
		b.add(object{"type": "marking-definition", "spec_version": "2.1", "id": mark, "created": b.fixed(), "definition_type": "statement", "name": l.EN,
			"definition": object{"statement": l.JA + " / " + l.EN}})
		b.marks = append(b.marks, mark)
	}
	b.named(object{"type": "identity", "id": b.desk, "created": b.fixed(), "modified": b.fixed(), "identity_class": "organization"}, "name", incident.Text{JA: marked(c, c.Desk.JA, incident.JA), EN: marked(c, c.Desk.In(incident.EN), incident.EN)})
	return b, nil
}

// fixed is the created and modified of what stands for a code, which no edition changes: the day the mapping was last revised.
func (b *bundle) fixed() string { return millis(mappings().Revised) }

func (b *bundle) write(name, edition, what string) ([]byte, error) {
	return lines(name, `{"type":"bundle","id":"bundle--`+id(what, b.c.Desk.JA, edition, b.c.FrozenAt)+`","objects":[`, "]}", b.objects)
}

// add puts an object in, once; the common properties are filled in here.
func (b *bundle) add(o object) string {
	name := o["id"].(string)
	if b.seen[name] {
		return name
	}
	b.seen[name] = true
	o["spec_version"] = "2.1"
	if name != tlpClear {
		if o["id"] != b.desk && o["created_by_ref"] == nil {
			o["created_by_ref"] = b.desk
		}
		if len(b.marks) > 0 {
			o["object_marking_refs"] = b.marks
		}
		if l := demoLabel(b.c); l != nil && o["type"] != "marking-definition" {
			o["labels"] = []string{l.JA, l.EN}
		}
	}
	b.objects = append(b.objects, o)
	return name
}

// named adds an object whose text in field is in both languages: Japanese in the object, English in language-content where there is any.
func (b *bundle) named(o object, field string, t incident.Text, more ...text) string {
	name := o["id"].(string)
	if b.seen[name] {
		return name
	}
	o["lang"] = string(incident.JA)
	english := object{}
	for _, one := range append([]text{{field, t}}, more...) {
		if one.JA == "" {
			continue
		}
		o[one.field] = one.JA
		if one.EN != "" {
			english[one.field] = one.EN
		}
	}
	b.add(o)
	if len(english) > 0 {
		b.add(object{"type": "language-content", "id": "language-content--" + id("en", name), "created": o["created"], "modified": o["modified"],
			"object_ref": name, "object_modified": o["modified"], "contents": object{"en": english}})
	}
	return name
}

type text struct {
	field string
	incident.Text
}

// incident adds a case with all it relates to.
func (b *bundle) incident(p *incident.PublishedCase) error {
	created, err := time.Parse(time.DateOnly, p.Date)
	if err != nil {
		return err
	}
	modified := b.modified(p)
	o := object{"type": "incident", "id": b.incidentID(p), "created": millis(created), "modified": millis(modified),
		"external_references": []object{{"source_name": "todoke", "external_id": p.Number, "description": b.c.Title.JA}},
		"extensions":          object{b.extension(): b.caseExtension(p)}}
	name := b.words.Text("publish.case.title", p.Number)
	if p.Chapter != nil {
		name = incident.Text{JA: name.JA + " " + p.Chapter.Title.JA, EN: strings.TrimSpace(name.EN + " " + p.Chapter.Title.EN)} // a title not yet translated is left out
	}
	if p.Withdrawn != "" {
		o["revoked"] = true
	}
	name = incident.Text{JA: marked(b.c, name.JA, incident.JA), EN: marked(b.c, name.EN, incident.EN)}
	ref := b.named(o, "name", name, text{"description", p.Summary})
	if p.Withdrawn != "" {
		return nil
	}
	r := related{b: b, source: ref, created: o["created"].(string), modified: o["modified"].(string)}
	r.to(b.class(p.Reporter), incident.Text{JA: vocabulary().Label("relation", string(p.Relation), incident.JA), EN: vocabulary().Label("relation", string(p.Relation), incident.EN)}, 0)
	for _, f := range p.Facts {
		b.fact(&r, f)
	}
	return nil
}

func (b *bundle) incidentID(p *incident.PublishedCase) string {
	return "incident--" + id("case", b.c.Desk.JA, p.Number)
}

// modified is the freeze, or the day of the newest erratum on the case when that is later.
func (b *bundle) modified(p *incident.PublishedCase) time.Time {
	return changed(b.c, b.at, time.Millisecond, func(e incident.Erratum) bool { return e.Case == p.Number })
}

// changed is when the newest erratum of some came out, which know no more than their day: those of one day, or of the day of the freeze, follow each other a step apart,
// so that each is a version of its own.
func changed(c *incident.Collection, frozen time.Time, step time.Duration, of func(incident.Erratum) bool) time.Time {
	at := frozen
	for _, e := range slices.Backward(c.Errata) { // the newest comes first
		d, err := time.Parse(time.DateOnly, e.Date)
		switch {
		case err != nil || !of(e):
		case d.After(at):
			at = d
		default:
			at = at.Add(step)
		}
	}
	return at
}

// fact relates an incident to what a fact names, as far as the fact says that it is or may be so.
func (b *bundle) fact(r *related, f incident.Fact) {
	sure, known := confidence[f.Certainty]
	if f.Polarity != incident.Present || !known {
		return
	}
	m := counterpart(f)
	said := b.said(f)
	for _, t := range m.Attack {
		r.to(b.technique(t), said, sure)
	}
	switch {
	case f.Dimension == incident.DimMalware && len(m.STIX) > 0:
		r.to(b.malware(f.Code, m), said, sure)
	case f.Dimension == incident.DimResponse:
		r.to(b.measure(f.Code, m), said, sure)
	}
}

// said is a fact in words: what, how sure, who says so.
func (b *bundle) said(f incident.Fact) incident.Text {
	v := vocabulary()
	say := func(lang incident.Lang) string {
		parts := []string{v.Label(string(f.Dimension), f.Code, lang), v.Label("certainty", string(f.Certainty), lang), v.Label("source", string(f.Source), lang)}
		if f.Status != "" {
			parts = append(parts, v.Label("status", string(f.Status), lang))
		}
		return strings.Join(parts, " / ")
	}
	return incident.Text{JA: say(incident.JA), EN: say(incident.EN)}
}

// related draws relationships from one object, each target once: the first fact that names it says how.
type related struct {
	b                         *bundle
	source, created, modified string
}

func (r *related) to(target string, said incident.Text, sure int) {
	name := "relationship--" + id("related-to", r.source, target)
	o := object{"type": "relationship", "id": name, "created": r.created, "modified": r.modified, "relationship_type": "related-to", "source_ref": r.source, "target_ref": target}
	if sure > 0 {
		o["confidence"] = sure
	}
	o["lang"], o["description"] = "ja", said.JA+" ("+said.EN+")"
	r.b.add(o)
}

// class is the kind of organisation that reported; never an organisation.
func (b *bundle) class(t incident.Term) string {
	return b.named(object{"type": "identity", "id": "identity--" + id("class", t.Code), "created": b.fixed(), "modified": b.fixed(), "identity_class": "class"}, "name", t.Text)
}

func (b *bundle) technique(t string) string {
	return b.add(object{"type": "attack-pattern", "id": "attack-pattern--" + id("attack", t), "created": b.fixed(), "modified": b.fixed(), "lang": "en", "name": mappings().Techniques[t],
		"external_references": []object{{"source_name": "mitre-attack", "external_id": t, "url": techniqueURL(t)}}})
}

func techniqueURL(t string) string {
	return "https://attack.mitre.org/techniques/" + strings.ReplaceAll(t, ".", "/") + "/"
}

func (b *bundle) malware(code string, m Counterpart) string {
	t := term("malware", code)
	return b.named(object{"type": "malware", "id": "malware--" + id("malware", code), "created": b.fixed(), "modified": b.fixed(), "is_family": true, "malware_types": m.STIX}, "name", t)
}

func (b *bundle) measure(code string, m Counterpart) string {
	o := object{"type": "course-of-action", "id": "course-of-action--" + id("response", code), "created": b.fixed(), "modified": b.fixed()}
	var refs []object
	for _, k := range m.Mitigation {
		refs = append(refs, object{"source_name": "mitre-attack", "external_id": k, "url": "https://attack.mitre.org/mitigations/" + k + "/", "description": mappings().Mitigations[k]})
	}
	if refs != nil {
		o["external_references"] = refs
	}
	return b.named(o, "name", term("response", code))
}

// term is a code's label.
func term(list, code string) incident.Text {
	return incident.Text{JA: vocabulary().Label(list, code, incident.JA), EN: vocabulary().Label(list, code, incident.EN)}
}

// report holds the edition together.
func (b *bundle) report() {
	var refs []string
	for _, o := range b.objects {
		switch o["type"] {
		case "incident", "relationship", "attack-pattern", "malware", "course-of-action", "identity":
			refs = append(refs, o["id"].(string))
		}
	}
	title := incident.Text{JA: marked(b.c, b.c.Title.JA, incident.JA)}
	if b.c.Title.EN != "" {
		title.EN = marked(b.c, b.c.Title.EN, incident.EN)
	}
	at, created := millis(b.at), millis(b.at)
	modified := millis(changed(b.c, b.at, time.Millisecond, func(incident.Erratum) bool { return true }))
	if d, err := time.Parse(time.DateOnly, b.c.Cutoff); err == nil {
		created = millis(d) // a correction must not change it
	}
	b.named(object{"type": "report", "id": "report--" + id("edition", b.c.Desk.JA, b.c.ID), "created": created, "modified": modified, "published": at, "report_types": []string{"threat-report"}, "object_refs": refs,
		"external_references": []object{{"source_name": "todoke", "external_id": b.c.ID}}}, "name", title, text{"description", b.c.Texts.Introduction})
}
