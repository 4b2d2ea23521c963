package console

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
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
	Draft      int64 // 0 before anything was saved
	Entries    []entryLine
	Channels   []incident.Channel
	Channel    string
	Received   string
	ReportLang string
	Tell       bool
	Receipt    *intake.Receipt
}

// entryLine is something begun and not filed, told apart by channel and its first words, which only who typed them sees.
type entryLine struct {
	intake.Entry
	Channel, Words string
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
	if id := number(v.r.URL.Query().Get("draft")); id != 0 {
		i := slices.IndexFunc(p.Entries, func(e entryLine) bool { return e.ID == id })
		if i < 0 {
			return incident.Errorf(incident.NotFound, "error.draft_unknown")
		}
		p.fill(p.Entries[i].Values)
		p.Draft, p.Entries = id, nil
	}
	return v.render("enter", &p)
}

func (c *Console) enterOf(v *visit) (enterPage, error) {
	if c.Intake == nil {
		return enterPage{}, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	f, err := c.Forms.Find("door", 0)
	if err != nil {
		return enterPage{}, err
	}
	p := enterPage{Page: v.page("console.enter.title"), answering: answering{f, url.Values{}, map[string]string{}, true}, Token: c.Intake.NewToken(), Channels: spoken,
		Channel: string(incident.Phone), Received: web.JST(c.Now()).Format(receivedForm), ReportLang: string(incident.JA)}
	list, err := c.Intake.ListEntries(v.ctx(), v.actor)
	for _, e := range list {
		words := e.Values.Get("story")
		if words == "" {
			words = e.Values.Get("reporter_org")
		}
		p.Entries = append(p.Entries, entryLine{e, e.Values.Get("_channel"), clip(words)})
	}
	return p, err
}

// fill puts back what was typed.
func (p *enterPage) fill(f url.Values) {
	p.Kept, p.Channel, p.Received, p.ReportLang, p.Tell = f, f.Get("_channel"), f.Get("_received"), f.Get("_lang"), f.Get("_tell") != ""
	if t := f.Get("_token"); t != "" {
		p.Token = t
	}
	p.Draft = number(f.Get("_draft"))
}

// saveEntry keeps what is typed so far, sent by the page's script as somebody types; the answer is the id to save under.
func (c *Console) saveEntry(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id, err := c.keepEntry(v, f.Values)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = fmt.Fprint(v.w, id)
	return err
}

func (c *Console) keepEntry(v *visit, f url.Values) (int64, error) {
	if c.Intake == nil {
		return 0, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	return c.Intake.SaveEntry(v.ctx(), v.actor, number(f.Get("_draft")), f)
}

var (
	shortMonthDay = regexp.MustCompile(`^(\d{1,2})[/.-](\d{1,2})$`)
	shortDigits   = regexp.MustCompile(`^(0[1-9]|1[0-2])([0-3]\d)$`)
	shortBack     = regexp.MustCompile(`^-(\d{1,3})$`)
)

// shortDates writes out dates typed short at a phone: 1/20 and 0120 are the last 20 January, -1 is yesterday.
func shortDates(f *form.Form, v url.Values, today time.Time) {
	for _, s := range f.Steps {
		for _, q := range s.Questions {
			if q.Kind != form.Date || len(v[q.ID]) != 1 {
				continue
			}
			typed := strings.TrimSpace(v[q.ID][0])
			m := shortMonthDay.FindStringSubmatch(typed)
			if m == nil {
				m = shortDigits.FindStringSubmatch(typed)
			}
			if m != nil {
				v.Set(q.ID, m[1]+"月"+m[2]+"日")
			} else if m = shortBack.FindStringSubmatch(typed); m != nil {
				v.Set(q.ID, today.AddDate(0, 0, -int(number(m[1]))).Format(time.DateOnly))
			}
		}
	}
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
	p.fill(f)
	if f.Get("_do") == "save" {
		if p.Draft, err = c.keepEntry(v, f); err != nil {
			return err
		}
		return v.done(fmt.Sprintf("/enter?draft=%d", p.Draft), "console.enter.saved")
	}
	shortDates(p.Form, f, web.JST(c.Now()))
	reading := p.Form.ReadValues(f, web.JST(c.Now()))
	p.Kept, p.Entries = reading.Kept, nil
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
			if p.Draft != 0 {
				if err := c.Intake.DropEntry(v.ctx(), v.actor, p.Draft); err != nil {
					c.Log.Error("entry not removed after filing", "err", err) // the report is filed; the draft ends by itself
				}
			}
			p.Receipt = &receipt
			v.w.Header().Set("Cache-Control", "no-store")
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
		Answers: r.Answers, Raw: []byte(raw.Encode()), Unread: r.Unread, At: at, By: v.actor, TellNumber: p.Tell}
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
