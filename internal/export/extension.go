package export

import "todoke/internal/incident"

// The extension of incident: STIX 2.1 leaves that object at name and description.

// extension is the id of our extension of incident.
func (b *bundle) extension() string {
	return "extension-definition--" + id("extension", "todoke-incident", "1")
}

const extensionText = `property-extension of incident: one case of a published collection, drawn from confidential reports. Properties: format ("todoke-incident/1"); edition, position and revision ` +
	`(edition id, 項番 in it, numbered text); number (case number, stable); scheme, category and category_label; date and date_rule (YYYY-MM-DD of the report, and which date that is: written, received, accepted); ` +
	`reporter (kind of organisation), relation (victim, contractor, observer), reports (how many reports the case is drawn from); facts: objects with dimension, code, polarity (present, or absent: looked for and not found), ` +
	`certainty (confirmed, presumed, possible, investigating, unknown, not_stated), source, and where there is one item, status (done, considered) and quantity (value, unit, bound). withdrawn (YYYY-MM-DD) when the case was withdrawn. ` +
	`The JSON Schema is the PublishedCase and Fact of edition.schema.json in the same folder; the codes are in dictionary.json.`

func (b *bundle) extensionDefinition() object {
	return object{"type": "extension-definition", "id": b.extension(), "created": b.fixed(), "modified": b.fixed(), "name": "Todoke incident", "version": "1.0.0",
		"description": "Coded facts of a de-identified incident, each with polarity, certainty and source.", "schema": extensionText, "extension_types": []string{"property-extension"}}
}

func (b *bundle) caseExtension(p *incident.PublishedCase) object {
	o := object{"extension_type": "property-extension", "format": "todoke-incident/1", "edition": b.c.ID, "position": p.No, "number": p.Number, "revision": p.Revision, "scheme": b.c.Scheme,
		"category": p.Category, "date": p.Date, "date_rule": b.c.DateRule, "reporter": p.Reporter.Code, "relation": p.Relation, "reports": p.Reports}
	for _, k := range b.c.Categories {
		if k.Code == p.Category {
			o["category_label"] = k.Label.JA
		}
	}
	if len(p.Facts) > 0 {
		o["facts"] = p.Facts
	}
	if p.Withdrawn != "" {
		o["withdrawn"] = p.Withdrawn
	}
	for k, v := range o { // an empty string says nothing and STIX wants none
		if v == "" || v == incident.Relation("") {
			delete(o, k)
		}
	}
	return o
}
