package console

import (
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/ops"
	"todoke/internal/web"
)

type waitingPage struct {
	web.Page
	Waits   []ops.Wait
	Mailbox intake.PollState
	More    bool
	Counts  []waitingCount // by kind, where there is more than is shown
	Older   ops.Older
	May     bool
	MayRead bool // reports
}

// waitingCount is how many jobs of a kind wait, and how many of them stopped.
type waitingCount struct {
	Kind     string
	N, Stuck int
}

// waiting shows the steps that wait, since when and why; nothing of what they work on.
func (c *Console) waiting(v *visit) error {
	p, err := c.waitingOf(v)
	if err != nil {
		return err
	}
	return v.render("waiting", &p)
}

func (c *Console) waitingOf(v *visit) (waitingPage, error) {
	p := waitingPage{Page: v.page("console.waiting.title"), May: v.can(incident.JobsRetry), MayRead: v.can(incident.ReportRead)}
	if c.Waits == nil {
		return p, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	var err error
	if p.Mailbox, err = c.Mailbox.Look(v.actor); err != nil {
		return p, err
	}
	if p.Older, err = c.Waits.Older(v.ctx(), v.actor); err != nil {
		return p, err
	}
	if p.Waits, p.More, err = c.Waits.List(v.ctx(), v.actor); err != nil || !p.More {
		return p, err
	}
	counts, err := c.Waits.Count(v.ctx(), v.actor)
	for _, k := range counts {
		p.Counts = append(p.Counts, waitingCount(k))
	}
	return p, err
}

// retry makes one waiting step due now.
func (c *Console) retry(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if c.Waits == nil {
		return incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	if err := c.Waits.Retry(v.ctx(), v.actor, number(f.Values.Get("job"))); err != nil {
		if !shown(err) {
			return err
		}
		p, again := c.waitingOf(v)
		if again != nil {
			return again
		}
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "waiting", &p)
	}
	return v.done("/waiting", "console.waiting.retried")
}
