package portal

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

type findPage struct {
	web.Page
	Number, Code string
}

// find asks for number and code.
func (p *portal) find(w http.ResponseWriter, r *http.Request) error {
	p.app.Render(w, r, http.StatusOK, "find", &findPage{Page: p.page(r, "portal.find.title")})
	return nil
}

type statusPage struct {
	web.Page
	Key        intake.Key
	View       intake.View
	Now        time.Time
	Accepted   time.Time
	Unread     int
	Asks       []askedLine
	Asking     int // of them, how many wait
	Due        time.Time
	Steps      []reviewStep // parts of the form that can be amended
	Words      string       // of a message that was not sent
	Contesting string
	MayContest bool
	MayAmend   bool
	MayErase   bool
	FileMB     int
	AllMB      int
}

// Over tells whether the day to answer to a draft has passed.
func (p statusPage) Over(s incident.Showing) bool { return s.Over(p.Now) }

// status shows the report behind number and code.
func (p *portal) status(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	if err != nil {
		return err
	}
	if f.Values.Get(fieldDo) == "lang:ja" || f.Values.Get(fieldDo) == "lang:en" {
		r = inLang(w, r, f.Values.Get(fieldDo)[len("lang:"):])
	}
	k := p.key(r, f)
	if number := strings.TrimSpace(k.Number) == ""; number || strings.TrimSpace(k.Code) == "" { // asking for nothing is no try
		empty := &incident.Error{Kind: incident.Invalid, Key: "portal.find.empty", Field: "code"}
		if number {
			empty.Field = "number"
		}
		page := &findPage{Page: p.page(r, "portal.find.title"), Number: k.Number, Code: k.Code}
		page.Errors = p.summary(r, empty)
		p.app.Render(w, r, statusOf(empty), "find", page)
		return nil
	}
	return p.showStatus(w, r, k, outcome{})
}

func (p *portal) key(r *http.Request, f web.Form) intake.Key {
	return intake.Key{Number: f.Values.Get("number"), Code: f.Values.Get("code"), Source: p.Source(r)}
}

// outcome is what became of something the reporter sent from the status page.
type outcome struct {
	notice     string
	err        error
	words      string
	contesting string
}

// showStatus finds the report again and shows it with the outcome of what was just done. Nothing of it is in an address, so nothing is redirected.
func (p *portal) showStatus(w http.ResponseWriter, r *http.Request, k intake.Key, o outcome) error {
	v, err := p.Intake.Find(r.Context(), k.Number, k.Code, k.Source)
	if err != nil {
		page := &findPage{Page: p.page(r, "portal.find.title"), Number: k.Number, Code: k.Code}
		page.Errors = p.summary(r, err)
		if statusOf(err) == http.StatusNotFound {
			page.Errors[0].Field = "number"
		}
		p.app.Render(w, r, statusOf(err), "find", page)
		return nil
	}
	page := &statusPage{Page: p.page(r, "portal.status.title", v.Number), Key: k, View: v, Now: p.Now(), Words: o.words, Contesting: o.contesting,
		FileMB: intake.MaxFile >> 20, AllMB: maxFiles >> 20}
	page.Notice, page.Errors = o.notice, p.summary(r, o.err)
	page.MayAmend = v.State != incident.Withdrawn && !v.WordsErased()
	page.MayErase = !v.AllErased() && (v.EraseAsked == nil || !v.EraseAsked.Waits())
	page.MayContest = !v.WordsErased() && slices.Contains([]incident.ReportState{incident.NotAccepted, incident.Duplicate, incident.Spam}, v.State)
	for _, m := range v.Messages {
		if m.Unread {
			page.Unread++
		}
	}
	page.Asks = p.askedLines(web.Lang(r), v)
	for _, a := range v.Asking() {
		page.Asking, page.Due = page.Asking+1, a.Due.Add(-time.Minute)
	}
	for _, s := range v.Steps {
		if s.To == incident.Accepted && v.State == incident.Accepted {
			page.Accepted = s.At
		}
	}
	if own, err := p.Intake.OwnForm(v); err == nil {
		for _, s := range own.Steps {
			page.Steps = append(page.Steps, reviewStep{ID: s.ID, Label: s.Title.In(web.Lang(r))})
		}
	}
	p.app.Render(w, r, statusOf(o.err), "status", page)
	return nil
}

// message sends a message to the desk.
func (p *portal) message(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	o := outcome{words: f.Values.Get("words"), err: err}
	if err == nil {
		if o.err = p.Intake.Write(r.Context(), p.key(r, f), o.words); o.err == nil {
			o = outcome{notice: p.t(r, "portal.status.written")}
		}
	}
	return p.showStatus(w, r, p.key(r, f), o)
}

// contest asks the desk to reconsider its decision.
func (p *portal) contest(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	o := outcome{contesting: f.Values.Get("words"), err: err}
	if err == nil {
		o.err = p.Intake.Contest(r.Context(), p.key(r, f), o.contesting)
		if one, ok := o.err.(*incident.Error); ok && one.Field == "words" {
			one.Field = "contesting"
		}
		if o.err == nil {
			o = outcome{notice: p.t(r, "portal.status.contest.done")}
		}
	}
	return p.showStatus(w, r, p.key(r, f), o)
}

// addFiles adds files to the report as a new version of it.
func (p *portal) addFiles(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fileLimits)
	list, empty := files(f.Files)
	switch errs := slices.Concat(f.Refused, empty); {
	case err != nil:
	case len(errs) > 0:
		err = errs
	case len(list) == 0:
		err = &incident.Error{Kind: incident.Invalid, Key: "portal.status.files.none", Field: "files"}
	default:
		_, err = p.Intake.Amend(r.Context(), intake.Amendment{Key: p.key(r, f), Files: list})
	}
	o := outcome{err: err}
	if err == nil {
		o.notice = p.t(r, "portal.status.files.done", len(list))
	}
	return p.showStatus(w, r, p.key(r, f), o)
}

type withdrawPage struct {
	web.Page
	Key intake.Key
}

// withdraw asks whether it is meant, then takes the report back.
func (p *portal) withdraw(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	if err != nil {
		return err
	}
	k := p.key(r, f)
	if f.Values.Get("sure") != "yes" {
		p.app.Render(w, r, http.StatusOK, "withdraw", &withdrawPage{Page: p.page(r, "portal.status.withdraw.title"), Key: k})
		return nil
	}
	o := outcome{err: p.Intake.Withdraw(r.Context(), k, "by_reporter")}
	if o.err == nil {
		o.notice = p.t(r, "portal.status.withdraw.done")
	}
	return p.showStatus(w, r, k, o)
}

type erasePage struct {
	web.Page
	Key intake.Key
}

// erase asks whether it is meant, then asks the desk to erase the content.
func (p *portal) erase(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	if err != nil {
		return err
	}
	k := p.key(r, f)
	if f.Values.Get("sure") != "yes" {
		p.app.Render(w, r, http.StatusOK, "erase", &erasePage{Page: p.page(r, "portal.erase.title"), Key: k})
		return nil
	}
	o := outcome{err: p.Intake.AskErase(r.Context(), k)}
	if o.err == nil {
		o.notice = p.t(r, "portal.erase.done")
	}
	return p.showStatus(w, r, k, o)
}

// summary is web.App.Summary with a line in the log for what is our fault.
func (p *portal) summary(r *http.Request, err error) []web.FieldError {
	if err != nil && statusOf(err) == http.StatusServiceUnavailable {
		p.Log.Error("not stored", "route", r.Pattern, "err", err)
	}
	return p.app.Summary(web.Lang(r), err)
}
