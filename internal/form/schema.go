package form

import (
	"encoding/json"
	"fmt"
	"strconv"

	"todoke/internal/incident"
)

// node is one piece of a JSON Schema.
type node map[string]any

// Schema writes the JSON Schema (2020-12) of a body as ReadJSON reads it, titles and descriptions in lang. Conditions between questions are not in it:
// what is sent is read whether it was asked or not. Every question may be missing.
func (f *Form) Schema(lang incident.Lang) ([]byte, error) {
	properties := node{}
	for i := range f.Steps {
		for j := range f.Steps[i].Questions {
			if q := &f.Steps[i].Questions[j]; q.Kind != Files {
				properties[q.ID] = q.schema(lang)
			}
		}
	}
	b, err := json.MarshalIndent(node{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"$id":                  "urn:todoke:form:" + f.ID + ":" + strconv.Itoa(f.Version),
		"title":                f.Title.In(lang),
		"type":                 "object",
		"properties":           properties,
		"additionalProperties": false,
	}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("schema of form %s: %w", f.ID, err)
	}
	return b, nil
}

func (q *Question) schema(lang incident.Lang) node {
	members := node{"state": node{"enum": bodyStates}}
	switch q.Kind {
	case Single:
		members["value"] = node{"oneOf": q.codes(lang)}
	case Multi:
		members["values"] = node{"type": "array", "items": node{"oneOf": q.codes(lang)}, "uniqueItems": true}
	case Date:
		members["date"] = line(MaxLine)
	case Number:
		members["number"] = node{"type": "integer", "minimum": 0, "maximum": mostNumber}
		members["value"] = line(MaxLine)
	case LongText:
		members["value"] = line(MaxText)
	case Address:
		members["value"] = line(MaxAddress)
	default:
		members["value"] = line(MaxLine)
	}
	if q.otherwise() {
		other := node{}
		for _, o := range q.Options {
			if o.Other {
				other[o.Code] = line(MaxLine)
			}
		}
		members["other"] = node{"type": "object", "properties": other, "additionalProperties": false}
	}
	s := node{"title": q.Label.In(lang), "type": "object", "properties": members, "additionalProperties": false, "minProperties": 1}
	if q.Kind == Number {
		s["not"] = node{"required": []string{"number", "value"}}
	}
	if help := q.Help.In(lang); help != "" {
		s["description"] = help
	}
	return s
}

func line(limit int) node { return node{"type": "string", "minLength": 1, "maxLength": limit} }

// codes are the options, each a constant with its label as title.
func (q *Question) codes(lang incident.Lang) []node {
	var out []node
	for _, o := range q.Options {
		out = append(out, node{"const": o.Code, "title": o.Label.In(lang)})
	}
	return out
}
