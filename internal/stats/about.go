package stats

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
)

// About says in words what a table counts: period, freeze, measure, date, population, dimensions, denominator, n, counting rules, small numbers, version.
func (st *Stats) About(t *Table, d Definition) []incident.NamedText {
	b := st.book
	var out []incident.NamedText
	add := func(key string, text incident.Text) {
		if text.JA != "" {
			out = append(out, incident.NamedText{Name: b.text("stats.about." + key), Text: text})
		}
	}
	add("period", b.text("stats.about.span", t.From, t.To))
	if t.Freeze != "" {
		add("frozen", b.text("stats.about.frozen_at", t.Freeze, frozenDay(t.FrozenAt)))
	} else {
		add("frozen", b.text("stats.about.live"))
	}
	add("measure", b.text("stats.measure."+string(d.Measure)))
	add("basis", b.text("stats.date."+string(d.Date)))
	add("population", b.inWords(d.Where))
	add("axes", b.joined(" × ", " × ", slices.Collect(func(yield func(incident.Text) bool) {
		for _, a := range []Axis{d.Rows, d.Columns, d.Slices} {
			if dim, ok := b.dimension(a.Dimension); ok && !yield(dim.Title) {
				return
			}
		}
	})))
	add("denominator", b.text("stats.denominator."+cmp.Or(d.Denominator, "none")))
	if !t.Total.None && !t.Total.Suppressed {
		add("n", b.text("stats.about.reports", thousands(t.N)))
	}
	var rules []incident.Text
	for _, id := range t.Rules {
		title := incident.Text{JA: id, EN: id}
		for _, r := range b.rules {
			if r.ID == id {
				title = r.Title
			}
		}
		rules = append(rules, title)
	}
	add("rule", b.joined("、", "; ", rules))
	if t.Suppress.On {
		add("suppress", b.text("stats.about.suppressed", cmp.Or(t.Suppress.K, defaultK)))
	} else {
		add("suppress", b.text("stats.about.unsuppressed"))
	}
	if t.Version > 0 && t.Definition != "" {
		add("version", incident.Text{JA: strconv.Itoa(t.Version), EN: strconv.Itoa(t.Version)})
	}
	return out
}

// frozenDay is the Japanese day of a freeze.
func frozenDay(stamp string) string {
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return at.In(incident.Japan).Format(time.DateOnly)
}

func (b *book) joined(ja, en string, list []incident.Text) incident.Text {
	var x, y []string
	for _, t := range list {
		x, y = append(x, t.JA), append(y, t.In(incident.EN))
	}
	return incident.Text{JA: strings.Join(x, ja), EN: strings.Join(y, en)}
}

// inWords says conditions in words: all must hold.
func (b *book) inWords(list []Condition) incident.Text {
	if len(list) == 0 {
		return b.text("stats.about.everything")
	}
	var all []incident.Text
	for _, w := range list {
		dim, _ := b.dimension(w.Dimension)
		var codes []incident.Text
		for _, c := range w.In {
			codes = append(codes, b.class(dim, c))
		}
		key := "stats.about.is"
		if w.Not {
			key = "stats.about.is_not"
		}
		in := b.joined("・", " / ", codes)
		all = append(all, incident.Text{JA: b.texts.T(incident.JA, key, dim.Title.JA, in.JA), EN: b.texts.T(incident.EN, key, dim.Title.EN, in.EN)})
	}
	return b.joined("、", "; ", all)
}

// class names a class of a dimension.
func (b *book) class(d Dimension, code string) incident.Text {
	for _, l := range b.lists(d) {
		for _, c := range l.Classes {
			if c.Code == code || c.Kind != "" && c.Kind == code {
				return c.Title
			}
		}
	}
	if code == "other" || code == "unknown" {
		return b.text("stats." + code)
	}
	return incident.Text{JA: code, EN: code}
}
