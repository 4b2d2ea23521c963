package analyze

import (
	"context"
	"slices"
	"strings"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// findContradictions lists what cannot all be true, and what is worth asking for. It speaks of questions by their labels and holds no words of the report.
func findContradictions(_ context.Context, an *Analyze, m masked) ([]store.Finding, error) {
	c := checker{masked: m, an: an}
	c.dates()
	c.damage()
	c.infection()
	c.missing()
	return c.out, nil
}

type checker struct {
	masked
	an  *Analyze
	out []store.Finding
}

func (c *checker) add(kind string, args ...any) { c.out = append(c.out, c.an.say(kind, args...)) }

// label is how the form calls a question.
func (c *checker) label(question string) string {
	if q := c.form.Question(question); q != nil {
		return q.Label.JA
	}
	return question
}

func (c *checker) date(name string) string { return c.an.texts.T(incident.JA, "finding.date."+name) }

func (c *checker) dates() {
	r := c.report
	list := []struct {
		name string
		when incident.When
	}{{"begun", r.Begun}, {"discovered", r.Discovered}, {"contained", r.Contained}}
	for i, a := range list {
		for _, b := range list[i+1:] {
			if a.when.Known() && b.when.Known() && a.when.From.After(b.when.To) {
				c.add("date_order", c.date(a.name), c.date(b.name))
			}
		}
		if a.when.Known() && a.when.From.After(r.Received.Add(day)) { // a day in Japan begins before one in UTC
			c.add("date_future", c.date(a.name))
		}
	}
	if r.Begun.Known() && r.Discovered.Known() {
		if days := int(r.Discovered.From.Sub(r.Begun.To) / day); days > 365 {
			c.add("long_unnoticed", days)
		}
	}
}

const day = 24 * time.Hour

func (c *checker) codes(question string) []string {
	a, _ := form.Find(c.answers, question)
	return a.Codes
}

// damage compares what the two forms say of it: none beside some.
func (c *checker) damage() {
	for _, q := range []string{"virus_damage", "access_damage"} {
		if codes := c.codes(q); len(codes) > 1 && slices.Contains(codes, "none") {
			c.add("none_and_some", c.label(q))
		}
	}
	v, a := c.codes("virus_damage"), c.codes("access_damage")
	none := func(codes []string) bool { return slices.Contains(codes, "none") }
	if len(v) > 0 && len(a) > 0 && none(v) != none(a) {
		c.add("differs", c.label("virus_damage"), c.label("access_damage"))
	}
}

// infection compares "found" and "infected" with what else is said.
func (c *checker) infection() {
	statement, damage := c.codes("virus_statement"), c.codes("virus_damage")
	machines, _ := form.Find(c.answers, "virus_machines")
	if slices.Contains(statement, "found") {
		if machines.Number > 0 {
			c.add("not_infected_but", c.label("virus_machines"))
		}
		if len(damage) > 0 && !slices.Contains(damage, "none") {
			c.add("not_infected_but", c.label("virus_damage"))
		}
	}
	if slices.Contains(statement, "infected") && len(damage) == 0 {
		c.add("missing", c.label("virus_damage"))
	}
}

// wanted are the answers worth asking back for, each with the question that makes it so; "" where always.
var wanted = []struct{ question, when string }{
	{"story", ""}, {"discovered_on", ""}, {"relation", ""}, {"org_kind", ""}, {"consent", ""}, {"access_cause", "access_method"}, {"access_asset", "access_method"}, {"virus_name", "virus_statement"},
}

func (c *checker) missing() {
	has := func(question string) bool {
		a, ok := form.Find(c.answers, question)
		return ok && form.Told(a) || slices.ContainsFunc(c.texts, func(t store.MaskedText) bool { return t.Field == question || strings.HasPrefix(t.Field, question+".") })
	}
	for _, w := range wanted {
		if c.form.Question(w.question) != nil && !has(w.question) && (w.when == "" || has(w.when)) {
			c.add("missing", c.label(w.question))
		}
	}
}
