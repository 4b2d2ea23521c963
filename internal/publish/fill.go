package publish

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// eachText visits every written part of an edition under the name its editor has on the page: introduction, overall.0.body, category.virus.1.heading, note.0.
// What visit changes is changed; slices and maps are not shared with what was there before.
func eachText(t *incident.EditionTexts, visit func(place string, x *incident.Text)) {
	for _, x := range []struct {
		place string
		text  *incident.Text
	}{{"introduction", &t.Introduction}, {"classification", &t.Classification}, {"remainder", &t.Remainder}, {"request", &t.Request}, {"next", &t.Next}} {
		visit(x.place, x.text)
	}
	points := func(place string, list []incident.KeyPoint) []incident.KeyPoint {
		list = slices.Clone(list)
		for i := range list {
			at := fmt.Sprintf("%s.%d.", place, i)
			visit(at+"heading", &list[i].Heading)
			visit(at+"body", &list[i].Body)
			if o := list[i].Observed; o != nil {
				own := *o
				visit(at+"source", &own.Source)
				list[i].Observed = &own
			}
		}
		return list
	}
	t.Overall, t.Schemes = points("overall", t.Overall), points("schemes", t.Schemes)
	t.ByCategory = maps.Clone(t.ByCategory)
	for _, code := range slices.Sorted(maps.Keys(t.ByCategory)) {
		t.ByCategory[code] = points("category."+code, t.ByCategory[code])
	}
	t.Footnotes = slices.Clone(t.Footnotes)
	for i := range t.Footnotes {
		visit(fmt.Sprintf("note.%d", i), &t.Footnotes[i].Text)
	}
}

// braces is a placeholder, or what was meant for one: full-width braces and a missing end are seen too.
var braces = regexp.MustCompile(`[{｛][^{}｛｝\n]{0,60}[}｝]?`)

// filler knows what each placeholder stands for.
type filler struct {
	values map[string]incident.Text // without braces: "cases", "count:virus", "standing:request"
}

// fill puts the values in and gives the placeholders it does not know. A standing text may hold others, but no standing text.
func (f filler) fill(s string, lang incident.Lang) (string, []string) {
	var unknown []string
	out := braces.ReplaceAllStringFunc(s, func(m string) string {
		name, closed := strings.CutSuffix(strings.TrimPrefix(m, "{"), "}")
		v, ok := f.values[name]
		if !ok || !closed || m[0] != '{' {
			unknown = append(unknown, m)
			return m
		}
		if !strings.HasPrefix(name, "standing:") {
			return v.In(lang)
		}
		inner := filler{values: maps.Clone(f.values)}
		maps.DeleteFunc(inner.values, func(k string, _ incident.Text) bool { return strings.HasPrefix(k, "standing:") })
		body, more := inner.fill(v.In(lang), lang)
		unknown = append(unknown, more...)
		return body
	})
	return out, unknown
}

// texts fills every written part in and tells of each placeholder it does not know, with its place.
func (f filler) texts(t incident.EditionTexts) (incident.EditionTexts, incident.Errors) {
	var errs incident.Errors
	eachText(&t, func(place string, x *incident.Text) {
		for _, l := range langs {
			s := &x.JA
			if l == incident.EN {
				s = &x.EN
			}
			if *s == "" {
				continue
			}
			filled, unknown := f.fill(*s, l)
			*s = filled
			for _, m := range unknown {
				errs = append(errs, at(place+"."+string(l), "publish.error.placeholder", m))
			}
		}
	})
	return t, errs
}

// at is a Conflict that belongs to one place of the edition page.
func at(field, key string, args ...any) *incident.Error {
	e := incident.Errorf(incident.Conflict, key, args...)
	e.Field = field
	return e
}

// figures are the placeholders every text of an edition may hold: counts, its period and desk, and with an edition before it {before:…}.
func figures(c *incident.Collection) map[string]incident.Text {
	n := func(i int) incident.Text { s := strconv.Itoa(i); return incident.Text{JA: s, EN: s} }
	out := map[string]incident.Text{"cases": n(c.Chosen), "accepted": n(c.Accepted), "desk": c.Desk}
	for _, k := range c.Categories {
		out["count:"+k.Code] = n(k.Count)
	}
	for _, t := range c.Themes {
		out["theme:"+t.Code] = n(t.Count)
	}
	if b := before(c); b != nil {
		out["before:cases"], out["before:accepted"] = n(b.Chosen), n(b.Accepted)
		for _, m := range b.Mapped {
			out["before:"+m.Code] = n(m.N())
		}
	}
	for i, p := range c.Planned {
		if i == 0 {
			out["next"], out["next.title"] = plannedDay(p), p.Title
		}
	}
	return out
}

// plannedDay is when a planned publication is due, in words: the day, or the month only.
func plannedDay(p incident.PlannedPublication) incident.Text {
	form, precision := time.DateOnly, text.Day
	if len(p.On) == len("2006-01") {
		form, precision = "2006-01", text.Month
	}
	t, err := time.Parse(form, p.On)
	if err != nil {
		return incident.Text{JA: p.On, EN: p.On}
	}
	d := text.Date{From: t, To: t, Precision: precision}
	return incident.Text{JA: text.JaDate(d), EN: text.EnDate(d)}
}

// Placeholders lists what the texts of an edition in work may hold, without braces, in order.
func Placeholders(v EditionView) []string {
	return slices.Sorted(maps.Keys(v.fills))
}
