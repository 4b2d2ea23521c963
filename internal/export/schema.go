package export

import (
	"encoding/json"
	"reflect"
	"strings"

	"todoke/internal/incident"
)

// closed are the named string types whose values are a closed list.
var closed = map[reflect.Type][]string{
	reflect.TypeFor[incident.DateRule]():    words(incident.DateRules),
	reflect.TypeFor[incident.Dimension]():   words(incident.Dimensions),
	reflect.TypeFor[incident.Certainty]():   words(incident.Certainties),
	reflect.TypeFor[incident.Source]():      words(incident.Sources),
	reflect.TypeFor[incident.Polarity]():    {string(incident.Present), string(incident.Absent)},
	reflect.TypeFor[incident.Status]():      {string(incident.Done), string(incident.Considered)},
	reflect.TypeFor[incident.Bound]():       {string(incident.Exactly), string(incident.AtLeast), string(incident.AtMost), string(incident.Roughly)},
	reflect.TypeFor[incident.ErratumKind](): {string(incident.Corrected), string(incident.CaseWithdrawn), string(incident.Amended)},
}

func words[T ~string](list []T) []string {
	var out []string
	for _, w := range list {
		out = append(out, string(w))
	}
	return out
}

// formats are the fields whose strings have a form of their own.
var formats = map[string]string{"period_from": "date", "period_to": "date", "cutoff": "date", "date": "date", "withdrawn": "date", "frozen_at": "date-time"}

// Raw names the fields of incident.Collection that hold JSON of types this package does not know, with those types.
type Raw map[string]reflect.Type

// EditionSchema writes edition.schema.json, the JSON Schema (2020-12) of edition.json. It is read off incident.Collection itself, so that the two cannot part;
// what each field means is in docs/integrate.md. Fields may be added under the same format, so none is forbidden.
func EditionSchema(demo *incident.Text, raw Raw) ([]byte, error) {
	w := schemaWriter{defs: object{}, raw: raw}
	root, defs := w.schemaOf(reflect.TypeFor[incident.Collection]()), w.defs
	out := object{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:todoke:schema:edition:1", "title": "todoke-edition/1", "$defs": defs, "demo": demo != nil}
	if demo != nil {
		out["$comment"], out["demo_label"] = demo.JA+" / "+demo.EN, demo
	}
	for k, v := range root {
		out[k] = v
	}
	return indented("edition.schema.json", out)
}

// schemaWriter gathers the definitions of one schema.
type schemaWriter struct {
	defs object
	raw  Raw
}

// schemaOf is the schema of a Go type as encoding/json writes it; structs become definitions.
func (w *schemaWriter) schemaOf(t reflect.Type) object {
	defs := w.defs
	if t == reflect.TypeFor[json.RawMessage]() {
		return object{}
	}
	if list, ok := closed[t]; ok {
		return object{"type": "string", "enum": list}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.schemaOf(t.Elem())
	case reflect.Slice, reflect.Array:
		return object{"type": []string{"array", "null"}, "items": w.schemaOf(t.Elem())} // an empty list is written as null
	case reflect.Map:
		return object{"type": []string{"object", "null"}, "additionalProperties": w.schemaOf(t.Elem())}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Struct:
		if _, known := defs[t.Name()]; !known {
			defs[t.Name()] = object{} // a type that holds itself ends here
			properties, required := object{}, []string{}
			w.fields(t, properties, &required)
			defs[t.Name()] = object{"type": "object", "properties": properties, "required": required}
		}
		return object{"$ref": "#/$defs/" + t.Name()}
	}
	return object{"type": "string"}
}

func (w *schemaWriter) fields(t reflect.Type, properties object, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			w.fields(f.Type, properties, required)
			continue
		}
		if name == "-" || name == "" {
			continue
		}
		of := f.Type
		if r, ok := w.raw[name]; ok && of == reflect.TypeFor[json.RawMessage]() {
			of = r
		}
		s := w.schemaOf(of)
		if form, ok := formats[name]; ok && s["type"] == "string" {
			s["format"] = form
		}
		properties[name] = s
		if !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero") {
			*required = append(*required, name)
		}
	}
}
