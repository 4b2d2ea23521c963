package analyze

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// findContradictions lists what cannot all be true, and what is worth asking for. The body names questions or codes, never words.
func findContradictions(_ context.Context, _ *Analyze, m masked) ([]store.Finding, error) {
	var out []store.Finding
	add := func(kind string, parts ...string) {
		out = append(out, store.Finding{Kind: kind, Body: strings.Join(parts, " ")})
	}
	r := m.report
	dates := []struct {
		name string
		when incident.When
	}{{"begun", r.Begun}, {"discovered", r.Discovered}, {"contained", r.Contained}}
	for i, a := range dates {
		for _, b := range dates[i+1:] {
			if a.when.Known() && b.when.Known() && a.when.From.After(b.when.To) {
				add("date_order", a.name, b.name)
			}
		}
		if a.when.Known() && a.when.From.After(r.Received) {
			add("date_future", a.name)
		}
	}
	if r.Begun.Known() && r.Discovered.Known() {
		if days := int(r.Discovered.From.Sub(r.Begun.To).Hours() / 24); days > 365 {
			add("long_unnoticed", strconv.Itoa(days))
		}
	}
	m.damage(add)
	m.missing(add)
	return out, nil
}

func (m masked) codes(question string) []string {
	a, _ := form.Find(m.answers, question)
	return a.Codes
}

// damage compares what the two forms say of damage: none beside some, an infection found but not infected, machines counted without infection.
func (m masked) damage(add func(kind string, parts ...string)) {
	for _, q := range []string{"virus_damage", "access_damage"} {
		if c := m.codes(q); len(c) > 1 && slices.Contains(c, "none") {
			add("damage_none_and_some", q)
		}
	}
	v, a := m.codes("virus_damage"), m.codes("access_damage")
	if slices.Contains(v, "none") && len(a) > 0 && !slices.Contains(a, "none") || slices.Contains(a, "none") && len(v) > 0 && !slices.Contains(v, "none") {
		add("damage_differs", "virus_damage", "access_damage")
	}
	statement := m.codes("virus_statement")
	machines, counted := form.Find(m.answers, "virus_machines")
	if slices.Contains(statement, "found") && counted && machines.Number > 0 {
		add("not_infected_but_machines", "virus_statement", "virus_machines")
	}
	if slices.Contains(statement, "found") && len(v) > 0 && !slices.Contains(v, "none") {
		add("not_infected_but_damage", "virus_statement", "virus_damage")
	}
	if slices.Contains(statement, "infected") && len(v) == 0 {
		add("missing", "virus_damage")
	}
	if slices.Contains(m.codes("virus_place"), "unknown") && slices.Contains(m.codes("virus_internet"), "no") {
		add("place_unknown_but_closed", "virus_place", "virus_internet")
	}
}

// wanted are the answers worth asking back for, each with the question that makes it so; "" where always.
var wanted = []struct{ question, when string }{
	{"story", ""}, {"discovered_on", ""}, {"relation", ""}, {"org_kind", ""}, {"consent", ""}, {"access_cause", "access_method"}, {"access_asset", "access_method"}, {"virus_name", "virus_statement"},
}

func (m masked) missing(add func(kind string, parts ...string)) {
	has := func(question string) bool {
		a, ok := form.Find(m.answers, question)
		if !ok {
			return false
		}
		return form.Told(a) || slices.ContainsFunc(m.texts, func(t store.MaskedText) bool { return t.Field == question || strings.HasPrefix(t.Field, question+".") })
	}
	for _, w := range wanted {
		if m.form.Question(w.question) != nil && !has(w.question) && (w.when == "" || has(w.when)) {
			add("missing", w.question)
		}
	}
}
