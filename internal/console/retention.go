package console

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/retention"
	"todoke/internal/web"
)

// retentionPage shows the clocks, what they let go of, and what stands against it.
type retentionPage struct {
	web.Page
	Clocks   []retention.ClockView
	Due      retention.Due
	Days     int
	Holds    []retention.Hold
	Requests []retention.Request
	Runs     []retention.Run
	Typed    typed
	May      struct{ Set, Read bool }
}

// soonDays is how many days ahead the page looks.
const soonDays = 90

// firstRows are the rows of a list of what is due that a page shows; the rest is counted.
func firstRows(list []retention.DueRow) []retention.DueRow { return list[:min(len(list), 50)] }

func (c *Console) retention(v *visit) error {
	p, err := c.retentionOf(v)
	if err != nil {
		return err
	}
	return v.render("retention", &p)
}

func (c *Console) retentionOf(v *visit) (retentionPage, error) {
	p := retentionPage{Page: v.page("console.retention.title"), Days: soonDays}
	p.May.Set, p.May.Read = v.can(incident.RetentionSet), v.can(incident.ReportRead)
	var err error
	if p.Clocks, err = c.Retention.Clocks(v.ctx(), v.actor); err != nil {
		return p, err
	}
	if p.Due, err = c.Retention.Due(v.ctx(), v.actor, soonDays); err != nil {
		return p, err
	}
	if p.Holds, err = c.Retention.Holds(v.ctx(), v.actor); err != nil {
		return p, err
	}
	if p.Requests, err = c.Retention.Requests(v.ctx(), v.actor); err != nil {
		return p, err
	}
	p.Runs, err = c.Retention.Runs(v.ctx(), v.actor)
	return p, err
}

// certificate gives the signed certificate of a run as a file.
func (c *Console) certificate(v *visit) error {
	n := number(v.r.PathValue("run"))
	body, err := c.Retention.CertificateOf(v.ctx(), v.actor, n)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="erasing-%d.txt"`, n))
	_, err = v.w.Write([]byte(body))
	return err
}

// actOnRetention confirms or stops a clock, or begins erasing what is due.
func (c *Console) actOnRetention(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f := posted.Values
	class := incident.Kept(f.Get("class"))
	again := func(wrong error) error {
		p, err := c.retentionOf(v)
		if err != nil {
			return err
		}
		p.Errors, p.Typed = v.summary(wrong), typed{f}
		return v.renderAs(web.StatusOf(wrong), "retention", &p)
	}
	acts := map[string]act{
		"confirm": {incident.RetentionSet, "console.retention.confirmed", func() error {
			months, _ := strconv.Atoi(strings.TrimSpace(f.Get("months-" + string(class)))) // what is no number is 0, and refused as that
			return c.Retention.Confirm(v.ctx(), v.actor, incident.Clock{Class: class, Event: incident.KeptEvent(f.Get("event-" + string(class))), Months: months})
		}},
		"stop":  {incident.RetentionSet, "console.retention.stopped", func() error { return c.Retention.Stop(v.ctx(), v.actor, class) }},
		"start": {incident.RetentionSet, "console.retention.started", func() error { return c.Retention.Start(v.ctx(), v.actor) }},
	}
	return v.act(acts, f.Get("do"), "/retention", again)
}

// keptPage shows what is kept of one report, its holds and requests to erase.
type keptPage struct {
	web.Page
	Kept    retention.ReportView
	Typed   typed
	Origins []string
	Answers []string
	Me      int64
	May     struct{ Hold, Erase bool }
}

func (c *Console) keptForm(v *visit) error {
	p, err := c.keptOf(v)
	if err != nil {
		return err
	}
	return v.render("kept", &p)
}

func (c *Console) keptOf(v *visit) (keptPage, error) {
	k, err := c.Retention.Report(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return keptPage{}, notHere(err)
	}
	p := keptPage{Page: v.page("console.kept.title", k.Number), Kept: k, Origins: incident.EraseOrigins, Answers: incident.EraseAnswers, Me: v.actor.ID}
	p.May.Hold, p.May.Erase = v.can(incident.ReportHold), v.can(incident.ReportErase)
	return p, nil
}

// actOnKept holds a report or lifts a hold, and notes, proposes, agrees to or refuses an erasing.
func (c *Console) actOnKept(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f, report := posted.Values, v.r.PathValue("number")
	id := number(f.Get("id"))
	again := func(wrong error) error {
		p, err := c.keptOf(v)
		if err != nil {
			return err
		}
		p.Errors, p.Typed = v.summary(wrong), typed{f}
		return v.renderAs(web.StatusOf(wrong), "kept", &p)
	}
	acts := map[string]act{
		"hold": {incident.ReportHold, "console.kept.held.done", func() error {
			until, err := time.ParseInLocation(time.DateOnly, f.Get("until"), incident.Japan)
			if err != nil {
				return &incident.Error{Kind: incident.Invalid, Key: "retention.error.until_day", Field: "until"}
			}
			return c.Retention.Hold(v.ctx(), v.actor, report, f.Get("hold-reason"), until.AddDate(0, 0, 1))
		}},
		"lift": {incident.ReportHold, "console.kept.lifted.done", func() error {
			return c.Retention.Lift(v.ctx(), v.actor, report, id, f.Get("lift-reason-"+f.Get("id")))
		}},
		"ask": {incident.ReportErase, "console.kept.asked.done", func() error {
			return c.Retention.NoteRequest(v.ctx(), v.actor, report, f.Get("origin"), f.Get("note"))
		}},
		"propose": {incident.ReportErase, "console.kept.proposed.done", func() error { return c.Retention.ProposeErase(v.ctx(), v.actor, report, id) }},
		"agree":   {incident.ReportErase, "console.kept.agreed.done", func() error { return c.Retention.AgreeErase(v.ctx(), v.actor, report, id) }},
		"refuse": {incident.ReportErase, "console.kept.refused.done", func() error {
			return c.Retention.RefuseErase(v.ctx(), v.actor, report, id, f.Get("answer"))
		}},
	}
	return v.act(acts, f.Get("do"), "/reports/"+report+"/retention", again)
}

// Event is the event chosen in a clock's row: what was typed, else what stands.
func (p *retentionPage) Event(c retention.ClockView) string {
	return p.typedOf(c, "event-", string(c.Event))
}

// Months is what stands in a clock's row.
func (p *retentionPage) Months(c retention.ClockView) string {
	return p.typedOf(c, "months-", strconv.Itoa(c.Months))
}

func (p *retentionPage) typedOf(c retention.ClockView, field, standing string) string {
	if p.Typed.Is("confirm", "class", string(c.Class)) {
		return p.Typed.Or("confirm", field+string(c.Class), standing)
	}
	return standing
}

// Last is the last day of a span that ends at the midnight after it.
func (p *retentionPage) Last(end time.Time) time.Time { return end.Add(-time.Minute) }

// Last is the last day of a span that ends at the midnight after it.
func (p *keptPage) Last(end time.Time) time.Time { return end.Add(-time.Minute) }
