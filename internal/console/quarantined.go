package console

import (
	"html/template"

	"todoke/internal/triage"
	"todoke/internal/web"
)

type quarantinedPage struct {
	web.Page
	File    triage.Quarantined
	Reason  string
	Preview *triage.FilePreview
	Picture template.URL // of the preview, drawn anew
}

func (c *Console) quarantinedOf(v *visit) (quarantinedPage, error) {
	x, err := c.Triage.FindQuarantined(v.ctx(), v.actor, number(v.r.PathValue("id")))
	return quarantinedPage{Page: v.page("console.quarantined.title"), File: x}, err
}

// quarantinedForm tells what is known of one thing in quarantine and asks for the reason.
func (c *Console) quarantinedForm(v *visit) error {
	p, err := c.quarantinedOf(v)
	if err != nil {
		return err
	}
	return v.render("quarantined", &p)
}

// openQuarantined shows it made harmless, in the answer to the post itself.
func (c *Console) openQuarantined(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p, err := c.quarantinedOf(v)
	if err != nil {
		return err
	}
	p.Reason = f.Values.Get("reason")
	shownFile, err := c.Triage.PreviewQuarantined(v.ctx(), v.actor, p.File.ID, p.Reason)
	if err != nil {
		if !shown(err) {
			return err
		}
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "quarantined", &p)
	}
	p.Preview, p.Picture = &shownFile, picture(shownFile)
	v.inert()
	return v.render("quarantined", &p)
}
