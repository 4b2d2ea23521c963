package console

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/stats"
	"todoke/internal/web"
)

// definePage makes or changes a definition: a form, the text beside it, and the table it gives.
type definePage struct {
	web.Page
	D          stats.Definition
	Axes       []axisForm
	Filters    []filterGroup
	Notes      []incident.Text
	Body       string
	Period     string
	Problems   []string
	View       *statView
	Dimensions []stats.Dimension
	Measures   []stats.Measure
	Bases      []stats.Basis
	Coarses    []stats.Coarse
	Certain    []tick
	Known      bool // a version of it is kept already
}

// axisForm is one direction in the form.
type axisForm struct {
	Name  string // rows, columns, slices
	Axis  stats.Axis
	Codes string
}

type tick struct {
	Value string
	On    bool
}

// moreNotes is how many empty notes the form offers.
const moreNotes = 2

func (c *Console) defineForm(v *visit) error {
	q := v.r.URL.Query()
	d := stats.Definition{Measure: stats.Reports, Date: stats.ByReceived, Denominator: "reports", Decimals: 1, Rows: stats.Axis{Dimension: "month"}, Suppress: stats.Suppress{On: true, K: 3}}
	if id := q.Get("of"); id != "" {
		var err error
		if d, err = c.Stats.Definition(v.ctx(), v.actor, id, 0); err != nil {
			return err
		}
		if q.Get("copy") != "" || c.Stats.Shipped(id) { // those of the trade stay as they are
			d.ID, d.Version = "", 0
		}
	}
	body, err := stats.Format(d)
	if err != nil {
		return err
	}
	p, err := c.defineOf(v, d, body, q)
	if err != nil {
		return err
	}
	if q.Get("of") != "" {
		p.preview(v)
	}
	return v.render("statdefine", p)
}

func (c *Console) defineOf(v *visit, d stats.Definition, body string, f url.Values) (*definePage, error) {
	period, err := v.period(f, "", nil)
	if err != nil {
		return nil, err
	}
	p := &definePage{Page: v.page("console.stats.define"), D: d, Body: body, Period: period, Dimensions: c.Stats.Dimensions(), Measures: stats.Measures, Bases: stats.Bases,
		Coarses: []stats.Coarse{stats.Fitting, stats.Exact, stats.First}, Filters: v.filterGroups(d.Where), Notes: slices.Clone(d.Notes)}
	for range moreNotes {
		p.Notes = append(p.Notes, incident.Text{})
	}
	for name, a := range map[string]stats.Axis{"rows": d.Rows, "columns": d.Columns, "slices": d.Slices} {
		p.Axes = append(p.Axes, axisForm{name, a, strings.Join(a.Codes, ", ")})
	}
	slices.SortFunc(p.Axes, func(a, b axisForm) int { return slices.Index(axisNames, a.Name) - slices.Index(axisNames, b.Name) })
	for _, k := range incident.Certainties {
		p.Certain = append(p.Certain, tick{string(k), slices.Contains(d.Certainty, string(k))})
	}
	have, err := c.Stats.Versions(v.ctx(), v.actor, d.ID)
	p.Known = err == nil && d.ID != "" && len(have) > 0
	return p, nil
}

var axisNames = []string{"rows", "columns", "slices"}

// preview counts the definition as it is written; what is wrong with it was told already.
func (p *definePage) preview(v *visit) {
	period, err := stats.ParsePeriod(p.Period)
	if err != nil {
		p.Errors = v.summary(err)
		return
	}
	d := p.D
	d.ID = cmp.Or(d.ID, "preview")
	t, whole, err := v.c.both(v, stats.Query{Inline: &d, Period: period})
	if err != nil {
		p.Errors = v.summary(err)
		return
	}
	t.Definition = p.D.ID
	view := v.statView(t, whole, d, nil)
	p.View = &view
}

// readDefinition reads the form.
func readDefinition(f url.Values) stats.Definition {
	n := func(name string) int { k, _ := strconv.Atoi(f.Get(name)); return k } // what is no number is none, which the check tells where it matters
	d := stats.Definition{ID: strings.TrimSpace(f.Get("id")), Title: textOf(f, "title"), Group: f.Get("group"), Measure: stats.Measure(f.Get("measure")), Date: stats.Basis(f.Get("date")),
		Coarse: stats.Coarse(f.Get("coarse")), Certainty: f["certainty"], Years: n("years"), MultiValued: f.Get("multi_valued") != "", Denominator: f.Get("denominator"), Decimals: n("decimals"),
		Where: conditions(f), Suppress: stats.Suppress{On: f.Get("suppress") != "", K: n("k"), Zero: f.Get("zero") != ""}}
	if d.Coarse == stats.Fitting {
		d.Coarse = ""
	}
	for name, into := range map[string]*stats.Axis{"rows": &d.Rows, "columns": &d.Columns, "slices": &d.Slices} {
		a := stats.Axis{Dimension: f.Get(name), Order: f.Get(name + ".order"), Top: n(name + ".top"), Other: f.Get(name + ".other"), Unknown: f.Get(name + ".unknown"), Empty: f.Get(name + ".empty"), Total: f.Get(name + ".total")}
		a.Codes = strings.FieldsFunc(f.Get(name+".codes"), func(r rune) bool { return strings.ContainsRune(" ,、　\n\r\t", r) })
		if a.Dimension != "" {
			*into = a
		}
	}
	for i := range 50 {
		at := "note." + strconv.Itoa(i)
		if !f.Has(at + ".ja") {
			break
		}
		if t := textOf(f, at); t.JA != "" || t.EN != "" {
			d.Notes = append(d.Notes, t)
		}
	}
	return d
}

// define shows what a definition gives, or keeps it; from the form, or from the text where that was sent.
func (c *Console) define(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f := posted.Values
	do := f.Get("do")
	var body string
	if strings.HasSuffix(do, "-text") {
		body = strings.ReplaceAll(f.Get("body"), "\r\n", "\n")
	} else if body, err = stats.Format(readDefinition(f)); err != nil {
		return err
	}
	d, problems := c.Stats.Parse(body)
	if len(problems) == 0 && strings.HasPrefix(do, "save") {
		var kept stats.Definition
		if c.Stats.Shipped(d.ID) {
			err = &incident.Error{Kind: incident.Conflict, Key: "stats.error.taken", Field: "id", Args: []any{d.ID}}
		} else if kept, problems, err = c.Stats.SaveDefinition(v.ctx(), v.actor, body); err == nil && len(problems) == 0 {
			return v.done("/statistics/tables/"+url.PathEscape(kept.ID)+"?period="+url.QueryEscape(f.Get("period")), "console.stats.saved")
		}
		if err != nil && !shown(err) {
			return err
		}
	}
	p, failed := c.defineOf(v, d, body, f)
	if failed != nil {
		return failed
	}
	p.Problems = v.problems(problems)
	switch {
	case len(problems) > 0:
		err = &incident.Error{Kind: incident.Invalid, Key: "error.form_wrong", Field: "body", Args: []any{len(problems)}}
		fallthrough
	case err != nil:
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "statdefine", p)
	}
	p.preview(v)
	return v.render("statdefine", p)
}
