package console

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type attachmentPage struct {
	web.Page
	answering
	Number   string
	File     triage.Attachment
	Reasons  []string // the short list, where the report is one's own
	Typed    typed
	Password string // suggested for an archive; kept nowhere
	Preview  *triage.FilePreview
	Picture  template.URL // of the preview, drawn anew
	Token    string       // of a report filed from the transcription; sent twice, it files once
	Reason   string       // given for the preview, for the transcription beside it
	Copying  bool         // the entry form stands beside the text
	Receipt  *intake.Receipt
	May      struct{ Take, Enter bool }
}

func (c *Console) attachmentOf(v *visit) (attachmentPage, error) {
	p := attachmentPage{}
	r, err := c.Triage.FindReport(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return p, notHere(err)
	}
	if p.File, err = c.Triage.FindAttachment(v.ctx(), v.actor, r.Number, number(v.r.PathValue("id"))); err != nil {
		return p, err
	}
	p.Page, p.Number, p.Reasons, p.Password = v.page("console.file.title", p.File.N, r.Number), r.Number, r.OpenReasons, c.Triage.NewPassword()
	p.May.Take, p.May.Enter = v.can(incident.FileTake), v.can(incident.ReportEnter) && c.Intake != nil
	return p, nil
}

// fileForm tells what is known of a file and asks for the reason; nothing is opened by an address.
func (c *Console) fileForm(v *visit) error {
	p, err := c.attachmentOf(v)
	if err != nil {
		return err
	}
	return v.render("attachment", &p)
}

// openFile shows a file made harmless, in the answer to the post itself.
func (c *Console) openFile(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p, err := c.attachmentOf(v)
	if err != nil {
		return err
	}
	f.Values.Set("do", "open")
	p.Typed = typed{f.Values}
	if err := c.show(v, &p, reasonOf(f.Values)); err != nil {
		return v.fileAgain(&p, err)
	}
	v.inert()
	return v.render("attachment", &p)
}

// show opens the file into the page.
func (c *Console) show(v *visit, p *attachmentPage, reason string) error {
	f, err := c.Triage.PreviewAttachment(v.ctx(), v.actor, p.Number, p.File.ID, reason)
	if err != nil {
		return err
	}
	p.Preview, p.Reason, p.Picture = &f, reason, picture(f)
	return nil
}

// picture is the address of a preview's picture within the page itself; "" where it has none.
func picture(f triage.FilePreview) template.URL {
	if len(f.PNG) == 0 {
		return ""
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(f.PNG))
}

// inert forbids a page that shows a file all that a page may do but to be read and to post our own forms.
func (v *visit) inert() {
	v.w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; sandbox allow-forms allow-same-origin")
}

func (v *visit) fileAgain(p *attachmentPage, err error) error {
	if !shown(err) {
		return err
	}
	p.Errors = v.summary(err)
	return v.renderAs(web.StatusOf(err), "attachment", p)
}

// takeFile gives the file as an encrypted archive named for the report.
func (c *Console) takeFile(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p, err := c.attachmentOf(v)
	if err != nil {
		return err
	}
	f.Values.Set("do", "take")
	p.Typed, p.Password = typed{f.Values}, f.Values.Get("password")
	taken, err := c.Triage.TakeAttachment(v.ctx(), v.actor, p.Number, p.File.ID, triage.Take{Reason: reasonOf(f.Values), Password: p.Password})
	if err != nil {
		return v.fileAgain(&p, err)
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", taken.Name))
	h.Set("Cache-Control", "no-store")
	if err := taken.Save(v.w); err != nil { // half of it is on its way: cut the connection so that nobody takes it for whole
		c.Log.Error("file not taken whole", "err", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// transcribing is the reason for which the version before is opened when a transcription is laid over it.
const transcribing = "open.transcribing"

// transcribe shows the text of a file beside the entry form of its report, and files what was copied: as a new version of the report, or as a report of its own.
func (c *Console) transcribe(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	p, err := c.attachmentOf(v)
	if err != nil {
		return err
	}
	if c.Intake == nil {
		return incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	f, reason := posted.Values, reasonOf(posted.Values)
	r, err := c.Triage.FindReport(v.ctx(), v.actor, p.Number)
	if err != nil {
		return err
	}
	p.Typed = typed{url.Values{"do": {"open"}, "reason": {reason}}}
	if p.Token = f.Get("_token"); p.Token == "" {
		p.Token = c.Intake.NewToken()
	}
	if p.Form, err = c.Forms.Find(r.Form, r.FormVersion); err != nil {
		return err
	}
	p.Kept, p.Wrong, p.Copying = url.Values{}, map[string]string{}, true
	do := f.Get("_do")
	if do == "" {
		return c.beside(v, &p, reason, nil)
	}
	reading := p.Form.ReadValues(f, web.JST(c.Now()))
	p.Kept = reading.Kept
	if len(reading.Errors) > 0 {
		for _, e := range reading.Errors {
			p.Wrong[e.Field] = c.Texts.Error(v.lang, e)
		}
		return c.beside(v, &p, reason, reading.Errors)
	}
	switch do {
	case "amend":
		_, err = c.Intake.AmendFor(v.ctx(), v.actor, transcribing, intake.Amendment{Key: intake.Key{Number: r.Number}, FormVersion: r.FormVersion, Answers: reading.Answers, Unread: reading.Unread})
		if err == nil {
			return v.done("/reports/"+url.PathEscape(r.Number), "console.done.transcribed")
		}
	case "new":
		var receipt intake.Receipt
		receipt, err = c.Intake.Receive(v.ctx(), intake.Submission{Token: p.Token, Form: p.Form.ID, FormVersion: p.Form.Version, Lang: r.Lang, Channel: r.Channel,
			Answers: reading.Answers, Unread: reading.Unread, At: r.Received, By: v.actor})
		if err == nil {
			p.Receipt = &receipt
			return v.render("attachment", &p)
		}
	default:
		return unknownDo()
	}
	if !shown(err) {
		return err
	}
	return c.beside(v, &p, reason, err)
}

// beside opens the file again and puts the entry form beside it, with what is wrong in it.
func (c *Console) beside(v *visit, p *attachmentPage, reason string, wrong error) error {
	if err := c.show(v, p, reason); err != nil {
		p.Copying = false
		return v.fileAgain(p, err)
	}
	v.inert()
	if wrong == nil {
		return v.render("attachment", p)
	}
	p.Errors = v.summary(wrong)
	return v.renderAs(web.StatusOf(wrong), "attachment", p)
}
