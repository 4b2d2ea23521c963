package console

import (
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

type quarantinePage struct {
	web.Page
	Waiting   []intake.Waiting
	Pager     pager
	Here      string // this page's address, for its forms
	Done      bool   // what was dealt with is shown
	MayFinish bool
	MayOpen   bool
	Wrong     int64 // whose note is missing
}

func (c *Console) quarantineOf(v *visit) (quarantinePage, error) {
	p := quarantinePage{Page: v.page("console.quarantine.title"), Done: v.r.URL.Query().Get("show") == "done", MayFinish: v.can(incident.ReportTriage), MayOpen: v.can(incident.ReportOpen)}
	if c.Intake == nil {
		return p, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	var err error
	p.Pager, err = paged(v.r.URL, func(over int) (total int, err error) {
		p.Waiting, total, err = c.Intake.ListQuarantine(v.ctx(), v.actor, intake.QuarantinePart{Done: p.Done, Over: over, Limit: pageRows})
		return total, err
	})
	p.Here = p.Pager.here(v.r.URL)
	return p, err
}

// quarantine lists what came in and could not become a report.
func (c *Console) quarantine(v *visit) error {
	p, err := c.quarantineOf(v)
	if err != nil {
		return err
	}
	return v.render("quarantine", &p)
}

// finishQuarantined notes how somebody dealt with one thing; its bytes stay.
func (c *Console) finishQuarantined(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p, err := c.quarantineOf(v)
	if err != nil {
		return err
	}
	id := number(f.Values.Get("id"))
	if err := c.Intake.FinishQuarantined(v.ctx(), v.actor, id, f.Values.Get("note")); err != nil {
		if !shown(err) {
			return err
		}
		p.Wrong = id
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "quarantine", &p)
	}
	return v.done(p.Here, "console.quarantine.finished")
}
