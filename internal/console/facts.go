package console

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// factRow is one line of the facts table as text fields, so that what was typed wrongly can be shown again.
type factRow struct {
	N         int
	Code      string // "dimension:code", "" for an empty line
	Polarity  string
	Certainty string
	Source    string
	Status    string
	Item      string
	Value     string
	Unit      string
	Bound     string
	Remove    bool
}

// spareRows is how many empty lines stand below the coded facts.
const spareRows = 3

// Field gives the name of one input of the row.
func (r factRow) Field(name string) string { return fmt.Sprintf("fact.%d.%s", r.N, name) }

func factRows(facts []incident.Fact) []factRow {
	var out []factRow
	for _, f := range facts {
		r := factRow{N: len(out), Code: string(f.Dimension) + ":" + f.Code, Polarity: string(f.Polarity), Certainty: string(f.Certainty), Source: string(f.Source), Status: string(f.Status)}
		if f.Item > 0 {
			r.Item = strconv.Itoa(f.Item)
		}
		if f.Quantity != nil {
			r.Value, r.Unit, r.Bound = strconv.FormatFloat(f.Quantity.Value, 'f', -1, 64), f.Quantity.Unit, string(f.Quantity.Bound)
		}
		out = append(out, r)
	}
	return append(out, spare(len(out))...)
}

func spare(from int) []factRow {
	var out []factRow
	for i := range spareRows {
		out = append(out, factRow{N: from + i, Polarity: string(incident.Present), Certainty: string(incident.Confirmed), Source: string(incident.FromReporter)})
	}
	return out
}

// maxFacts bounds how many lines of a posted table are read.
const maxFacts = 200

func typedFactRows(f url.Values) []factRow {
	var out []factRow
	for i := range maxFacts {
		r := factRow{N: i}
		if !f.Has(r.Field("code")) {
			break
		}
		get := func(name string) string { return strings.TrimSpace(f.Get(r.Field(name))) }
		r.Code, r.Polarity, r.Certainty, r.Source, r.Status = get("code"), get("polarity"), get("certainty"), get("source"), get("status")
		r.Item, r.Value, r.Unit, r.Bound, r.Remove = get("item"), get("value"), get("unit"), get("bound"), get("remove") != ""
		out = append(out, r)
	}
	return out
}

// readFacts reads the posted table: empty and removed lines are left out; what cannot be read is told at its line.
func readFacts(f url.Values) ([]incident.Fact, error) {
	var out []incident.Fact
	var errs incident.Errors
	for _, r := range typedFactRows(f) {
		if r.Code == "" || r.Remove {
			continue
		}
		fact, err := r.fact()
		if err != nil {
			errs = append(errs, err)
		}
		out = append(out, fact)
	}
	return out, errs.Or()
}

func (r factRow) fact() (incident.Fact, *incident.Error) {
	dimension, code, _ := strings.Cut(r.Code, ":")
	f := incident.Fact{Dimension: incident.Dimension(dimension), Code: code, Polarity: incident.Polarity(r.Polarity), Certainty: incident.Certainty(r.Certainty),
		Source: incident.Source(r.Source), Status: incident.Status(r.Status), Item: int(number(text.Normal(r.Item)))}
	if f.Dimension != incident.DimResponse {
		f.Status = "" // the table offers it on every line; it means something for a response only
	}
	if r.Value == "" {
		return f, nil
	}
	value, err := strconv.ParseFloat(strings.ReplaceAll(text.Normal(r.Value), ",", ""), 64)
	if err != nil || value < 0 {
		e := incident.Errorf(incident.Invalid, "error.fact_value", r.N+1)
		e.Field = r.Field("value")
		return f, e
	}
	bound := incident.Bound(r.Bound)
	if bound == "" {
		bound = incident.Exactly
	}
	f.Quantity = &incident.Quantity{Value: value, Unit: r.Unit, Bound: bound}
	return f, nil
}
