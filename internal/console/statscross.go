package console

import (
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/stats"
	"todoke/internal/web"
)

// crossPage is an ad hoc table: what is crossed, what came out, and how to keep and hand it on.
type crossPage struct {
	web.Page
	Asked      crossForm
	Dimensions []stats.Dimension
	Measures   []stats.Measure
	Bases      []stats.Basis
	Filters    []filterGroup
	Sets       []stats.Freeze
	View       *statView
	Formats    []stats.FileFormat
	Query      template.URL // of the files
	Address    string       // for colleagues
	Hidden     url.Values
	MaySave    bool
	Typed      typed
}

// crossForm is what the form holds.
type crossForm struct {
	D1, D2, D3    string
	Measure, Date string
	Period, Set   string
	K             string
}

// whenForm is the fields of period and set.
type whenForm struct {
	Period, Set string
	Sets        []stats.Freeze
}

// When are the fields of period and set.
func (p *crossPage) When() whenForm { return whenForm{p.Asked.Period, p.Asked.Set, p.Sets} }

// filterGroup is the classes of one dimension to tick.
type filterGroup struct {
	Dimension stats.Dimension
	Classes   []filterClass
	Chosen    int
	Not       bool
}

type filterClass struct {
	Value, Label string
	On           bool
}

// filterGroups lists every dimension but time with its classes, those of conditions ticked.
func (v *visit) filterGroups(where []stats.Condition) []filterGroup {
	var out []filterGroup
	for _, d := range v.c.Stats.Dimensions() {
		if d.Source == "time" {
			continue
		}
		g := filterGroup{Dimension: d}
		chosen := map[string]bool{}
		for _, w := range where {
			if w.Dimension == d.ID {
				g.Not = w.Not
				for _, code := range w.In {
					chosen[code] = true
				}
			}
		}
		seen := map[string]bool{}
		add := func(code, label string) {
			if !seen[code] {
				seen[code] = true
				g.Classes = append(g.Classes, filterClass{d.ID + ":" + code, label, chosen[code]})
				if chosen[code] {
					g.Chosen++
				}
			}
		}
		for _, l := range d.Lists {
			for _, k := range l.Classes {
				add(cmp.Or(k.Kind, k.Code), k.Title.In(v.lang))
			}
		}
		add("other", v.t("stats.other"))
		add("unknown", v.t("stats.unknown"))
		out = append(out, g)
	}
	return out
}

// conditions reads the ticked classes: those of one dimension are alternatives, dimensions hold together, "not" turns one round.
func conditions(f url.Values) []stats.Condition {
	var out []stats.Condition
	for _, w := range f["w"] {
		dim, code, ok := strings.Cut(w, ":")
		if !ok {
			continue
		}
		i := slices.IndexFunc(out, func(c stats.Condition) bool { return c.Dimension == dim })
		if i < 0 {
			i = len(out)
			out = append(out, stats.Condition{Dimension: dim, Not: slices.Contains(f["not"], dim)})
		}
		if !slices.Contains(out[i].In, code) {
			out[i].In = append(out[i].In, code)
		}
	}
	return out
}

// crossAsked reads an ad hoc cross out of an address.
func (v *visit) crossAsked(f url.Values) (stats.Query, error) {
	q := stats.CrossQuery{Measure: stats.Measure(f.Get("measure")), Date: stats.Basis(f.Get("date")), Filters: conditions(f)}
	for _, name := range []string{"d1", "d2", "d3"} {
		if s := f.Get(name); s != "" {
			q.Dimensions = append(q.Dimensions, s)
		}
	}
	if k, err := strconv.Atoi(f.Get("k")); err == nil {
		q.Suppress.K = k
	}
	d, err := v.c.Stats.CrossDefinition(q)
	out := stats.Query{Inline: &d, Freeze: f.Get("set")}
	if err != nil {
		return out, err
	}
	sets, err := v.c.sets(v)
	if err != nil {
		return out, err
	}
	out.Period, err = v.parsedPeriod(f, out.Freeze, sets)
	return out, err
}

func (c *Console) cross(v *visit) error {
	p, wrong, err := c.crossOf(v, v.r.URL.Query())
	if err != nil {
		return err
	}
	if wrong != nil {
		p.Errors = v.summary(wrong)
		return v.renderAs(web.StatusOf(wrong), "statcross", p)
	}
	return v.render("statcross", p)
}

// crossOf fills the page; the second result is what is wrong with what was asked.
func (c *Console) crossOf(v *visit, f url.Values) (p *crossPage, wrong, err error) {
	p = &crossPage{Page: v.page("console.stats.cross"), Measures: stats.Measures, Bases: stats.Bases, Dimensions: c.Stats.Dimensions(), Formats: stats.FileFormats,
		MaySave: v.can(incident.StatsEdit), Filters: v.filterGroups(conditions(f)),
		Asked: crossForm{D1: f.Get("d1"), D2: f.Get("d2"), D3: f.Get("d3"), Measure: f.Get("measure"), Date: cmp.Or(f.Get("date"), string(stats.ByReceived)), Set: f.Get("set"), K: cmp.Or(f.Get("k"), "3")}}
	if p.Sets, err = c.sets(v); err != nil {
		return p, nil, err
	}
	if p.Asked.Period, err = v.period(f, p.Asked.Set, p.Sets); err != nil {
		return p, nil, err
	}
	if p.Asked.D1 == "" {
		return p, nil, nil
	}
	q, wrong := v.crossAsked(f)
	if wrong == nil {
		var t, whole *stats.Table
		if t, whole, wrong = c.both(v, q); wrong == nil {
			address := withoutPlace(f)
			for _, k := range []string{"format", "lang", "do", "id", "title.ja", "title.en"} {
				address.Del(k)
			}
			t.Definition = "" // it has no name
			view := v.statView(t, whole, *q.Inline, address)
			p.View, p.Query, p.Address, p.Hidden = &view, template.URL(address.Encode()), "/statistics/cross?"+address.Encode(), address
		}
	}
	if wrong != nil && !shown(wrong) {
		return p, nil, wrong
	}
	return p, wrong, nil
}

// crossFile gives an ad hoc table as a file, under the same rule of small numbers as everything that leaves.
func (c *Console) crossFile(v *visit) error {
	q, err := v.crossAsked(v.r.URL.Query())
	if err != nil {
		return err
	}
	t, err := c.Stats.Table(v.ctx(), v.actor, q)
	if err != nil {
		return err
	}
	t.Definition = "" // it has no name
	return v.tableFile(t, "cross-"+q.Period.Name)
}

// keepCross saves an ad hoc table as a definition of the desk.
func (c *Console) keepCross(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f := posted.Values
	q, err := v.crossAsked(f)
	if err == nil {
		d := *q.Inline
		d.ID, d.Title = strings.TrimSpace(f.Get("id")), textOf(f, "title")
		err = c.newDefinition(v, d)
		if err == nil {
			return v.done("/statistics/tables/"+url.PathEscape(d.ID)+"?"+url.Values{"period": {q.Period.Name}, "set": {q.Freeze}}.Encode(), "console.stats.saved")
		}
	}
	if !shown(err) {
		return err
	}
	p, wrong, failed := c.crossOf(v, f)
	if failed != nil {
		return failed
	}
	if wrong != nil {
		err = wrong
	}
	p.Typed, p.Errors = typed{f}, v.summary(err)
	return v.renderAs(web.StatusOf(err), "statcross", p)
}

// newDefinition saves a definition under an id nobody has taken.
func (c *Console) newDefinition(v *visit, d stats.Definition) error {
	have, err := c.Stats.Versions(v.ctx(), v.actor, d.ID)
	if err != nil {
		return err
	}
	if len(have) > 0 {
		return &incident.Error{Kind: incident.Conflict, Key: "stats.error.taken", Field: "id", Args: []any{d.ID}}
	}
	body, err := stats.Format(d)
	if err != nil {
		return err
	}
	_, problems, err := c.Stats.SaveDefinition(v.ctx(), v.actor, body)
	if err != nil {
		return err
	}
	var errs incident.Errors
	for _, x := range problems {
		e := *x.Err
		switch e.Key {
		case "stats.check.id":
			e.Field = "id"
		case "stats.check.title":
			e.Field = "title.ja"
		}
		errs = append(errs, &e)
	}
	return errs.Or()
}
