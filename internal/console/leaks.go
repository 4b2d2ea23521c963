package console

import (
	"net/url"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/web"
)

// leaksPage shows what the leak check found in an edition, and the waivers of two people.
type leaksPage struct {
	web.Page
	Edition publish.EditionView
	Terms   []leakRow // each may be waived
	Others  []foundLine
	Waivers []waiverRow
	Shown   bool // the terms are on the page, for this answer only
	May     struct{ Waive, Look, Open bool }
	Typed   typed
	Asked   string // the row whose form came back
}

// leakRow is a term found in a file.
type leakRow struct {
	foundLine
	Mark, ID, Term string
	More           int
}

// waiverRow is a waiver with who may do what with it.
type waiverRow struct {
	publish.Waiver
	Kind          string
	First, Second string
	Agree         bool // by who looks
}

func (c *Console) leaks(v *visit) error {
	p, err := c.leaksOf(v, nil)
	if err != nil {
		return err
	}
	return v.render("leaks", &p)
}

// leaksOf reads the last check; with shown, a check made just now with its terms.
func (c *Console) leaksOf(v *visit, shown *publish.CheckResult) (leaksPage, error) {
	e, err := c.Publish.Find(v.ctx(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return leaksPage{}, err
	}
	waivers, err := c.Publish.Waivers(v.ctx(), v.actor, e.ID)
	if err != nil {
		return leaksPage{}, err
	}
	p := leaksPage{Page: v.page("console.leaks.title", e.ID), Edition: e, Shown: shown != nil}
	p.May.Waive = v.can(incident.LeakWaive) && e.State == incident.Built
	p.May.Look = v.can(incident.ReportOpen) && (e.State == incident.Built || e.State == incident.Checked)
	p.May.Open = v.can(incident.ReportRead)
	found := e.Check.Found
	if shown != nil {
		found = shown.Found
	}
	lines := v.found(found)
	for i, f := range found {
		if f.Mark == "" {
			p.Others = append(p.Others, lines[i])
			continue
		}
		p.Terms = append(p.Terms, leakRow{lines[i], f.Mark, f.Mark[:8] + url.PathEscape(f.File), f.Term, f.More})
	}
	for _, w := range waivers {
		row := waiverRow{Waiver: w, First: w.FirstName, Second: w.SecondName, Agree: v.can(incident.LeakWaive) && w.Waiver.Second == 0 && w.Waiver.First != v.actor.ID && e.State != incident.Released}
		if w.Waiver.Kind != "" {
			row.Kind = v.t("term." + w.Waiver.Kind)
		}
		p.Waivers = append(p.Waivers, row)
	}
	return p, nil
}

// actOnLeaks asks for a waiver, agrees to one, takes one back, or shows the terms.
func (c *Console) actOnLeaks(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f, id, now := posted.Values, v.r.PathValue("id"), c.Now()
	again := func(wrong error) error {
		p, err := c.leaksOf(v, nil)
		if err != nil {
			return err
		}
		p.Errors, p.Typed, p.Asked = v.summary(wrong), typed{f}, f.Get("mark")+f.Get("file")
		return v.renderAs(web.StatusOf(wrong), "leaks", &p)
	}
	if f.Get("do") == "look" {
		if !v.can(incident.ReportOpen) {
			return v.forbidden(incident.ReportOpen)
		}
		result, err := c.Publish.Findings(v.ctx(), v.actor, id, f.Get("reason"), now)
		if shown(err) {
			return again(err)
		}
		if err != nil {
			return err
		}
		p, err := c.leaksOf(v, &result)
		if err != nil {
			return err
		}
		return v.render("leaks", &p)
	}
	acts := map[string]act{
		"waive": {incident.LeakWaive, "console.done.waive", func() error {
			return c.Publish.Waive(v.ctx(), v.actor, id, publish.Found{File: f.Get("file"), Mark: f.Get("mark")}, f.Get("reason"), now)
		}},
		"agree":  {incident.LeakWaive, "console.done.agree", func() error { return c.Publish.AgreeWaiver(v.ctx(), v.actor, id, number(f.Get("waiver")), now) }},
		"revoke": {incident.LeakWaive, "console.done.revoke", func() error { return c.Publish.RevokeWaiver(v.ctx(), v.actor, id, number(f.Get("waiver")), now) }},
	}
	return v.act(acts, f.Get("do"), "/editions/"+url.PathEscape(id)+"/leaks", again)
}
