package analyze

import (
	"context"
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// findContradictions lists what cannot all be true, and what is worth asking for. It speaks of questions by their labels and holds no words of the report.
func findContradictions(_ context.Context, an *Analyze, m masked) ([]store.Finding, error) {
	answered := func(question string) bool {
		return slices.ContainsFunc(m.texts, func(t store.MaskedText) bool { return t.Field == question || strings.HasPrefix(t.Field, question+".") })
	}
	var out []store.Finding
	for _, d := range m.form.Doubts(m.report.Received, m.answers, answered) {
		var args []any
		for _, id := range d.Questions {
			args = append(args, an.called(m, d.Kind, id))
		}
		switch d.Kind {
		case "long_unnoticed":
			args = []any{d.Days}
		case "not_infected_but":
			args = args[1:]
		}
		out = append(out, an.say(d.Kind, args...))
	}
	return out, nil
}

// called is how a finding calls a question: a date by what it is the date of, others by the form's label.
func (an *Analyze) called(m masked, kind, question string) incident.Text {
	q := m.form.Question(question)
	if strings.HasPrefix(kind, "date_") && q.Date != "" {
		return an.texts.Text("finding.date." + q.Date)
	}
	return q.Label
}
