package console

import (
	"fmt"
	"net/url"
)

// field is one labelled input of the shared part "field": its name is also its HTML id unless ID is set.
type field struct {
	Name  string
	ID    string
	Label string
	Type  string // text, password, search, number, date, textarea, checkbox
	Value string
	Help  string
	Attrs []attr
}

type attr struct{ Name, Value string }

// newField builds a field inside a template: field "name" (T "label") value "key=value"…; the keys type, id and help are the field's own, rows, autocomplete,
// inputmode, maxlength and placeholder become attributes, required and readonly are switches.
func newField(name, label string, value any, options ...string) (field, error) {
	f := field{Name: name, ID: name, Label: label, Type: "text", Value: fmt.Sprint(value)}
	for _, o := range options {
		key, val := cut(o)
		switch key {
		case "type":
			f.Type = val
		case "id":
			f.ID = val
		case "help":
			f.Help = val
		case "class", "rows", "autocomplete", "inputmode", "maxlength", "list", "required", "readonly", "checked", "lang", "min", "step", "spellcheck", "autocapitalize", "pattern", "data-search":
			f.Attrs = append(f.Attrs, attr{key, val})
		default:
			return f, fmt.Errorf("field %s: unknown option %q", name, key)
		}
	}
	return f, nil
}

// pick is one choice from a vocabulary.
type pick struct {
	List, Name, Value, Label, Empty string
}

func newPick(list, name string, value any, label, empty string) pick {
	return pick{List: list, Name: name, Value: fmt.Sprint(value), Label: label, Empty: empty}
}

func cut(s string) (key, value string) {
	for i := range s {
		if s[i] == '=' {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// Has tells whether the field has an attribute.
func (f field) Has(name string) bool {
	for _, a := range f.Attrs {
		if a.Name == name {
			return true
		}
	}
	return false
}

// Attr gives an attribute's value, "" where it has none.
func (f field) Attr(name string) string {
	for _, a := range f.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// typed gives what was typed into a form that is shown again, or what stands there otherwise.
type typed struct{ url.Values }

// Or gives what was typed in a field of the form, or the standing value when this form was not the one sent.
func (t typed) Or(form, name, standing string) string {
	if t.Values == nil || t.Get("do") != form {
		return standing
	}
	return t.Get(name)
}

// Is tells whether a form was sent with this value for a field: for options and ticks.
func (t typed) Is(form, name, value string) bool {
	if t.Values == nil || t.Get("do") != form {
		return false
	}
	for _, v := range t.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}
