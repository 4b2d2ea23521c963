package console

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

// spoken are the channels whose reports staff type in.
var spoken = []incident.Channel{incident.Phone, incident.Fax, incident.Post}

type enterPage struct {
	web.Page
	answering
	Token      string
	Channels   []incident.Channel
	Channel    string
	Received   string
	ReportLang string
	Receipt    *intake.Receipt
}

// answering is the questions of a form as staff fill them in, all on one page (parts/questions.tmpl).
type answering struct {
	Form  *form.Form
	Kept  url.Values
	Wrong map[string]string // question → sentence
	Files bool              // files may be added
}

// receivedForm is how the page writes and reads the instant the desk had the report, in Japanese time.
const receivedForm = "2006-01-02T15:04"

func (c *Console) enterForm(v *visit) error {
	p, err := c.enterOf(v)
	if err != nil {
		return err
	}
	return v.render("enter", &p)
}

func (c *Console) enterOf(v *visit) (enterPage, error) {
	if c.Intake == nil {
		return enterPage{}, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	f, err := c.Forms.Find("door", 0)
	return enterPage{Page: v.page("console.enter.title"), answering: answering{f, url.Values{}, map[string]string{}, true}, Token: c.Intake.NewToken(), Channels: spoken,
		Channel: string(incident.Phone), Received: web.JST(c.Now()).Format(receivedForm), ReportLang: string(incident.JA)}, err
}

// Value gives what was typed in a field.
func (p answering) Value(name string) string { return p.Kept.Get(name) }

// Has tells whether an option is ticked.
func (p answering) Has(name, code string) bool { return slices.Contains(p.Kept[name], code) }

// fileReport files what was told by phone, fax or post; number and code are shown to be read out, and stand nowhere else.
func (c *Console) fileReport(v *visit) error {
	p, err := c.enterOf(v)
	if err != nil {
		return err
	}
	posted, err := v.formWithFiles()
	if err != nil {
		return err
	}
	f := posted.Values
	reading := p.Form.ReadValues(f, web.JST(c.Now()))
	p.Kept, p.Channel, p.Received, p.ReportLang = reading.Kept, f.Get("_channel"), f.Get("_received"), f.Get("_lang")
	if t := f.Get("_token"); t != "" {
		p.Token = t
	}
	errs := reading.Errors
	at, err := c.receivedAt(p.Received)
	if err != nil {
		errs = append(errs, err.(*incident.Error))
	}
	if !slices.Contains(spoken, incident.Channel(p.Channel)) {
		e := incident.Errorf(incident.Invalid, "error.channel")
		e.Field = "channel"
		errs = append(errs, e)
	}
	errs = append(errs, posted.Refused...)
	if len(errs) == 0 {
		receipt, err := c.Intake.Receive(v.ctx(), submission(v, p, reading, posted, at))
		if err == nil {
			p.Receipt = &receipt
			return v.render("enter", &p)
		}
		if !shown(err) {
			return err
		}
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "enter", &p)
	}
	p.Errors = v.summary(errs)
	for _, e := range errs {
		p.Wrong[e.Field] = c.Texts.Error(v.lang, e)
	}
	return v.renderAs(web.StatusOf(errs), "enter", &p)
}

func submission(v *visit, p enterPage, r form.Reading, posted web.Form, at time.Time) intake.Submission {
	raw := url.Values{}
	for k, x := range posted.Values {
		if !strings.HasPrefix(k, "_") {
			raw[k] = x
		}
	}
	s := intake.Submission{Token: p.Token, Form: p.Form.ID, FormVersion: p.Form.Version, Lang: incident.Lang(p.ReportLang), Channel: incident.Channel(p.Channel),
		Answers: r.Answers, Raw: []byte(raw.Encode()), Unread: r.Unread, At: at, By: v.actor}
	for _, u := range posted.Files {
		s.Files = append(s.Files, intake.File{Name: u.Name, Content: bytes.NewReader(u.Body)})
	}
	return s
}

// receivedAt reads when the desk had the report; not in the future.
func (c *Console) receivedAt(s string) (time.Time, error) {
	at, err := time.ParseInLocation(receivedForm, s, web.JST(c.Now()).Location())
	if err != nil || at.After(c.Now()) {
		e := incident.Errorf(incident.Invalid, "error.received_at")
		e.Field = "received"
		return time.Time{}, e
	}
	return at, nil
}
