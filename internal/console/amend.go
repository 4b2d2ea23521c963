package console

import (
	"bytes"
	"net/url"
	"time"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type amendPage struct {
	web.Page
	answering
	Number   string
	Sources  []string
	Source   string
	SourceAt string
	Reason   string
}

// amendForm is where staff lay over a report what its reporter told them. Earlier answers are not shown: what is typed is laid over them.
func (c *Console) amendForm(v *visit) error {
	p, err := c.amendOf(v)
	if err != nil {
		return err
	}
	return v.render("amend", &p)
}

func (c *Console) amendOf(v *visit) (amendPage, error) {
	r, err := c.Triage.FindReport(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return amendPage{}, notHere(err)
	}
	if c.Intake == nil {
		return amendPage{}, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	f, err := c.Forms.Find(r.Form, r.FormVersion)
	return amendPage{Page: v.page("console.amend.title", r.Number), answering: answering{f, url.Values{}, map[string]string{}, true}, Number: r.Number,
		Sources: intake.Sources, Source: "phone", SourceAt: web.JST(c.Now()).Format(receivedForm)}, err
}

// amend files a new version on the reporter's word.
func (c *Console) amend(v *visit) error {
	p, err := c.amendOf(v)
	if err != nil {
		return err
	}
	posted, err := v.formWithFiles()
	if err != nil {
		return err
	}
	f := posted.Values
	shortDates(p.Form, f, web.JST(c.Now()))
	reading := p.Form.ReadValues(f, web.JST(c.Now()))
	p.Kept, p.Source, p.SourceAt, p.Reason = reading.Kept, f.Get("_source"), f.Get("_source_at"), f.Get("reason")
	errs := append(reading.Errors, posted.Refused...)
	at, bad := time.ParseInLocation(receivedForm, p.SourceAt, incident.Japan)
	if bad != nil {
		errs = append(errs, &incident.Error{Kind: incident.Invalid, Key: "error.received_at", Field: "source_at"})
	}
	if len(errs) == 0 {
		a := intake.Amendment{Key: intake.Key{Number: p.Number}, FormVersion: p.Form.Version, Answers: reading.Answers, Unread: reading.Unread, Source: p.Source, SourceAt: at}
		for _, u := range posted.Files {
			a.Files = append(a.Files, intake.File{Name: u.Name, Content: bytes.NewReader(u.Body)})
		}
		if _, err = c.Intake.AmendFor(v.ctx(), v.actor, p.Reason, a); err == nil {
			return v.done("/reports/"+url.PathEscape(p.Number)+"/versions", "console.amend.done")
		}
		if !shown(err) {
			return err
		}
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "amend", &p)
	}
	for _, e := range errs {
		p.Wrong[e.Field] = c.Texts.Error(v.lang, e)
	}
	p.Errors = v.summary(errs)
	return v.renderAs(web.StatusOf(errs), "amend", &p)
}

type versionsPage struct {
	web.Page
	Report   triage.ReportView
	Versions []triage.VersionChange
}

// versions shows what each version of a report changed.
func (c *Console) versions(v *visit) error {
	r, err := c.Triage.FindReport(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return notHere(err)
	}
	p := versionsPage{Page: v.page("console.versions.title", r.Number), Report: r}
	if p.Versions, err = c.Triage.Versions(v.ctx(), v.actor, r.Number); err != nil {
		return err
	}
	return v.render("versions", &p)
}

// Parts marks the placeholders of a masked answer.
func (p versionsPage) Parts(s string) []textPart { return cutAt(s, placeholders(p.Report)) }
