package console

import (
	"net/url"
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/stats"
	"todoke/internal/web"
)

// setsPage lists the frozen sets and freezes another.
type setsPage struct {
	web.Page
	Sets    []stats.Freeze
	Tables  []stats.Definition
	Period  string
	MayEdit bool
	Typed   typed
}

func (c *Console) statSets(v *visit) error {
	p, err := c.setsOf(v)
	if err != nil {
		return err
	}
	return v.render("statsets", p)
}

func (c *Console) setsOf(v *visit) (*setsPage, error) {
	p := &setsPage{Page: v.page("console.stats.sets"), MayEdit: v.can(incident.StatsEdit)}
	var err error
	if p.Sets, err = c.sets(v); err != nil {
		return p, err
	}
	if p.Period, err = v.period(v.r.URL.Query(), "", nil); err != nil {
		return p, err
	}
	p.Tables, err = c.Stats.Definitions(v.ctx(), v.actor)
	return p, err
}

// freezeSet keeps the tables of a period as they stand now: all of the trade's, and of the desk's own those ticked.
func (c *Console) freezeSet(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f := posted.Values
	period, err := stats.ParsePeriod(f.Get("period"))
	if err == nil {
		if tables := f["table"]; len(tables) == 0 {
			err = &incident.Error{Kind: incident.Invalid, Key: "stats.error.no_tables", Field: "table"}
		} else {
			var made stats.Freeze
			if made, err = c.Stats.Freeze(v.ctx(), v.actor, period, tables...); err == nil {
				return v.done("/statistics/sets/"+url.PathEscape(made.ID), "console.stats.frozen.done", made.ID)
			}
		}
	}
	if !shown(err) {
		return err
	}
	p, failed := c.setsOf(v)
	if failed != nil {
		return failed
	}
	p.Period, p.Typed, p.Errors = f.Get("period"), typed{f}, v.summary(err)
	return v.renderAs(web.StatusOf(err), "statsets", p)
}

// setPage is one frozen set with what the next or an earlier one gives differently.
type setPage struct {
	web.Page
	Set     stats.Freeze
	Tables  []*stats.Table
	Others  []stats.Freeze // of the same period
	With    string
	Older   string
	Newer   string
	Lines   []revisionLine
	Editing bool
}

// revisionLine is one number that two sets give differently.
type revisionLine struct {
	Table, Place, Old, New, Change string
	Href                           string
}

func (c *Console) statSet(v *visit) error {
	set, tables, err := c.Stats.FrozenSet(v.ctx(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &setPage{Page: v.page("console.stats.set", set.ID), Set: set, Tables: tables, With: v.r.URL.Query().Get("with"), Editing: v.can(incident.EditionEdit)}
	all, err := c.sets(v)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.Period == set.Period && o.ID != set.ID {
			p.Others = append(p.Others, o)
		}
	}
	if p.With == "" { // the set before
		for _, o := range p.Others {
			if o.Revision == set.Revision-1 {
				p.With = o.ID
			}
		}
	}
	i := slices.IndexFunc(p.Others, func(o stats.Freeze) bool { return o.ID == p.With })
	if i < 0 {
		p.With = ""
		return v.render("statset", p)
	}
	p.Older, p.Newer = p.With, set.ID
	if p.Others[i].Revision > set.Revision {
		p.Older, p.Newer = p.Newer, p.Older
	}
	list, err := c.Stats.Revisions(v.ctx(), v.actor, p.Older, p.Newer)
	if err != nil {
		return err
	}
	for _, d := range list {
		p.Lines = append(p.Lines, v.revisionLine(d, p.Newer))
	}
	return v.render("statset", p)
}

func (v *visit) revisionLine(d stats.Difference, set string) revisionLine {
	var place []string
	for _, h := range []stats.HeaderCell{d.Row, d.Column} {
		if s := h.Label.In(v.lang); s != "" {
			place = append(place, s)
		}
	}
	l := revisionLine{Table: d.Definition + " " + d.Title.In(v.lang), Place: strings.Join(place, " × "), Href: "/statistics/tables/" + url.PathEscape(d.Definition) + "?set=" + url.QueryEscape(set)}
	if l.Place == "" {
		l.Place = v.t("stats.total")
	}
	if d.Suppressed {
		l.Old, l.New, l.Change = "×", "×", "×"
		return l
	}
	l.Old, l.New, l.Change = commas(int(d.Old)), commas(int(d.New)), signed(d.Difference)
	if d.OldMissing {
		l.Old = "–"
	}
	if d.NewMissing {
		l.New = "–"
	}
	return l
}

func signed(n int64) string {
	if n > 0 {
		return "+" + commas(int(n))
	}
	if n < 0 {
		return "−" + commas(int(-n))
	}
	return "0"
}

// rulesPage shows the counting rules with their days, and takes the desk's own.
type rulesPage struct {
	web.Page
	Rules    []stats.CountingRule
	Body     string
	Own      bool
	MayEdit  bool
	Problems []string
}

func (c *Console) statRules(v *visit) error {
	p, err := c.rulesOf(v)
	if err != nil {
		return err
	}
	return v.render("statrules", p)
}

func (c *Console) rulesOf(v *visit) (*rulesPage, error) {
	p := &rulesPage{Page: v.page("console.stats.rules"), MayEdit: v.can(incident.StatsEdit)}
	var err error
	if p.Rules, err = c.Stats.Rules(v.ctx()); err != nil {
		return p, err
	}
	p.Body, p.Own, err = c.Stats.RulesText(v.ctx(), v.actor)
	return p, err
}

func (c *Console) saveRules(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	body := strings.ReplaceAll(posted.Values.Get("body"), "\r\n", "\n")
	if posted.Values.Get("do") == "reset" {
		body = ""
	}
	problems, err := c.Stats.SaveRules(v.ctx(), v.actor, body)
	if err != nil {
		return err
	}
	if len(problems) == 0 {
		return v.done("/statistics/rules", "console.stats.rules.saved")
	}
	p, err := c.rulesOf(v)
	if err != nil {
		return err
	}
	p.Body, p.Problems = body, v.problems(problems)
	p.Errors = v.summary(&incident.Error{Kind: incident.Invalid, Key: "error.form_wrong", Field: "body", Args: []any{len(problems)}})
	return v.renderAs(web.StatusOf(incident.Errorf(incident.Invalid, "error.form_wrong", len(problems))), "statrules", p)
}

// problems writes what is wrong with a text, each with its line.
func (v *visit) problems(list []stats.Problem) []string {
	var out []string
	for _, x := range list {
		s := v.c.Texts.Error(v.lang, x.Err)
		if x.Line > 0 {
			s = v.t("console.stats.line", x.Line, s)
		}
		out = append(out, s)
	}
	return out
}
