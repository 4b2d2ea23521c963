package console

import (
	"net/url"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/web"
)

// correctionsPage is what was corrected in a released edition, what waits, and what the next revision holds.
type correctionsPage struct {
	web.Page
	ID       string
	Now      *incident.Collection
	Next     *incident.Collection // nil where nothing is staged
	New      []incident.Erratum   // of Next, not out yet
	Tasks    []publish.Correction // on cases of the edition
	Edit     bool
	Release  bool
	MayOpen  bool
	Typed    typed
	Numbered map[string]int // row of a case in the edition
}

func (c *Console) corrections(v *visit) error {
	p, err := c.correctionsOf(v, nil)
	if err != nil {
		return err
	}
	return v.render("corrections", &p)
}

func (c *Console) correctionsOf(v *visit, f url.Values) (correctionsPage, error) {
	id := v.r.PathValue("id")
	p := correctionsPage{Page: v.page("console.corrections.title", id), ID: id, Edit: v.can(incident.EditionEdit), Release: v.can(incident.EditionRelease), MayOpen: v.can(incident.ReportRead),
		Typed: typed{f}, Numbered: map[string]int{}}
	e, err := c.Publish.Find(v.ctx(), v.actor, id)
	if err != nil {
		return p, err
	}
	if e.State != incident.Released {
		return p, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	if p.Now, p.Next, err = c.Publish.Staged(v.ctx(), v.actor, id); err != nil {
		return p, err
	}
	if p.Next != nil {
		p.New = p.Next.Errata[:max(len(p.Next.Errata)-len(p.Now.Errata), 0)]
	}
	for _, one := range p.Now.Cases {
		p.Numbered[one.Number] = one.No
	}
	all, err := c.Publish.Corrections(v.ctx(), v.actor, "")
	if err != nil {
		return p, err
	}
	for _, k := range all {
		if p.Numbered[k.Case] > 0 {
			p.Tasks = append(p.Tasks, k)
		}
	}
	return p, nil
}

// correct does what one form of the page asks.
func (c *Console) correct(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f, id, now := posted.Values, v.r.PathValue("id"), c.Now()
	note := textOf(f, "note")
	acts := map[string]act{
		"correct": {incident.EditionEdit, "console.done.staged", func() error {
			_, err := c.Publish.CorrectCase(v.ctx(), v.actor, f.Get("case"), note, now)
			return err
		}},
		"withdraw": {incident.EditionEdit, "console.done.staged", func() error {
			_, err := c.Publish.WithdrawCase(v.ctx(), v.actor, f.Get("case"), now)
			return err
		}},
		"remark":  {incident.EditionEdit, "console.done.staged", func() error { return c.Publish.Remark(v.ctx(), v.actor, id, note, now) }},
		"drop":    {incident.EditionEdit, "console.done.dropped", func() error { return c.Publish.DropCorrection(v.ctx(), v.actor, f.Get("case"), f.Get("reason"), now) }},
		"unstage": {incident.EditionEdit, "console.done.unstaged", func() error { return c.Publish.Unstage(v.ctx(), v.actor, id, now) }},
		"release": {incident.EditionRelease, "console.done.corrected", func() error {
			return c.Publish.ReleaseStaged(v.ctx(), v.actor, now, publish.Options{WithoutPDF: f.Get("without_pdf") != ""})
		}},
	}
	return v.act(acts, f.Get("do"), "/editions/"+url.PathEscape(id)+"/corrections", func(wrong error) error {
		p, err := c.correctionsOf(v, f)
		if err != nil {
			return err
		}
		p.Errors = v.summary(atField(wrong, "case"))
		return v.renderAs(web.StatusOf(wrong), "corrections", &p)
	})
}
