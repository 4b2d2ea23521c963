package export

import (
	"fmt"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// What MITRE's Center for Threat-Informed Defense gave Attack Flow 2.0.
const (
	flowExtension = "extension-definition--fb9c968a-745b-4ade-9b25-c324172197f4"
	flowMaker     = "identity--d673f8cb-c168-42da-8ed4-0cb26725f86c"
	flowSchema    = "https://center-for-threat-informed-defense.github.io/attack-flow/stix/attack-flow-schema-2.0.0.json"
	flowCreated   = "2022-08-02T19:34:35.143Z"
)

// AttackFlows writes each attack-flow figure of an edition as an Attack Flow 2.0 bundle, by file name under attack-flow/: CASE-N.json, N counting the case's
// flows from 1. Each arrow is an action that leads to the next, each box but the attacker's an asset, the outcome a condition at the end.
func AttackFlows(c *incident.Collection, words *i18n.Catalogue) (map[string][]byte, error) {
	out := map[string][]byte{}
	for i := range c.Cases {
		p := &c.Cases[i]
		if p.Chapter == nil {
			continue
		}
		n := 0
		for j := range p.Chapter.Figures {
			f := &p.Chapter.Figures[j]
			if f.Kind != "flow" || len(f.Steps) == 0 {
				continue
			}
			n++
			name := fmt.Sprintf("attack-flow/%s-%d.json", p.Number, n)
			b, err := newBundle(c, words)
			if err != nil {
				return nil, err
			}
			b.flow(p, f, n)
			if out[name], err = b.write(name, fmt.Sprintf("%s/%d", p.Number, n), "flow"); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (b *bundle) flow(p *incident.PublishedCase, f *incident.Figure, n int) {
	at := millis(b.modified(p))
	b.add(object{"type": "identity", "id": flowMaker, "created_by_ref": flowMaker, "created": flowCreated, "modified": flowCreated, "name": "MITRE Center for Threat-Informed Defense", "identity_class": "organization"})
	b.add(object{"type": "extension-definition", "id": flowExtension, "created_by_ref": flowMaker, "created": flowCreated, "modified": flowCreated, "name": "Attack Flow",
		"description": "Extends STIX 2.1 with features to create Attack Flows.", "schema": flowSchema, "version": "2.0.0", "extension_types": []string{"new-sdo"},
		"external_references": []object{{"source_name": "Documentation", "description": "Documentation for Attack Flow", "url": "https://center-for-threat-informed-defense.github.io/attack-flow"}}})
	created := at
	if d, err := time.Parse(time.DateOnly, p.Date); err == nil {
		created = millis(d) // the same in every edition that holds the case
	}
	new := func(kind, which string) object {
		return object{"type": kind, "id": kind + "--" + id(kind, b.c.Desk.JA, p.Number, fmt.Sprint(n), which), "created": created, "modified": at,
			"extensions": object{flowExtension: object{"extension_type": "new-sdo"}}}
	}
	actors := map[string]incident.FlowActor{}
	assets := map[string]string{}
	for _, a := range f.Actors {
		actors[a.ID] = a
		if a.Role != "attacker" {
			assets[a.ID] = new("attack-asset", a.ID)["id"].(string)
		}
	}
	step := func(i int) string { return new("attack-action", fmt.Sprint(i))["id"].(string) }
	end := new("attack-condition", "outcome")
	flow := new("attack-flow", "flow")
	flow["scope"], flow["start_refs"] = "incident", []string{step(0)}
	flow["external_references"] = []object{{"source_name": "todoke", "external_id": p.Number}}
	b.named(flow, "name", incident.Text{JA: marked(b.c, f.Caption.JA, incident.JA), EN: english(b.c, f.Caption)}, text{"description", f.Outcome})
	for i, s := range f.Steps {
		o := new("attack-action", fmt.Sprint(i))
		if s.Technique != "" {
			o["technique_id"] = s.Technique
			if mappings().Techniques[s.Technique] != "" {
				o["technique_ref"] = b.technique(s.Technique)
			}
		}
		if a, ok := assets[s.To]; ok {
			o["asset_refs"] = []string{a}
		}
		if i+1 < len(f.Steps) {
			o["effect_refs"] = []string{step(i + 1)}
		} else if f.Outcome.JA != "" {
			o["effect_refs"] = []string{end["id"].(string)}
		}
		b.named(o, "name", s.Label, text{"description", way(actors[s.From], actors[s.To])})
	}
	for _, a := range f.Actors {
		if a.Role != "attacker" {
			b.named(new("attack-asset", a.ID), "name", a.Label)
		}
	}
	if f.Outcome.JA != "" {
		b.named(end, "description", f.Outcome)
	}
}

// english is a title in English with the mark of a demonstration, "" where it is not translated.
func english(c *incident.Collection, t incident.Text) string {
	if t.EN == "" {
		return ""
	}
	return marked(c, t.EN, incident.EN)
}

// way says who acts on whom: A → B, or A alone when something is done in place.
func way(from, to incident.FlowActor) incident.Text {
	if from.ID == to.ID {
		return from.Label
	}
	both := incident.Text{JA: from.Label.JA + " → " + to.Label.JA}
	if from.Label.EN != "" && to.Label.EN != "" {
		both.EN = from.Label.EN + " → " + to.Label.EN
	}
	return both
}
