package portal

import (
	"net/http"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/text"
	"todoke/internal/web"
)

type savedPage struct {
	web.Page
	Code    string
	Expires time.Time
	Hidden  []pair
	Step    string
}

// save keeps what was typed so far and shows the code to come back with; a draft saved again keeps its code.
func (p *portal) save(w http.ResponseWriter, r *http.Request, s *state) error {
	var expires time.Time
	var err error
	if s.draft != "" {
		expires, err = p.Intake.ReplaceDraft(r.Context(), s.draft, s.values())
	} else {
		s.draft, expires, err = p.Intake.SaveDraft(r.Context(), s.values())
	}
	if err != nil {
		s.draft = s.posted.Get(fieldDraft)
		return p.showPage(w, r, s, err)
	}
	page := &savedPage{Page: p.page(r, "portal.saved.title"), Code: s.draft, Expires: expires, Hidden: s.hidden(nil), Step: s.step}
	p.app.Render(w, r, http.StatusOK, "saved", page)
	return nil
}

type resumePage struct {
	web.Page
	Code string
}

func (p *portal) resumeForm(w http.ResponseWriter, r *http.Request) error {
	p.app.Render(w, r, http.StatusOK, "resume", &resumePage{Page: p.page(r, "portal.resume.title")})
	return nil
}

// resume goes on with a draft, or forgets it.
func (p *portal) resume(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	if err != nil {
		return err
	}
	page := &resumePage{Page: p.page(r, "portal.resume.title"), Code: f.Values.Get("code")}
	if strings.TrimSpace(page.Code) == "" {
		empty := &incident.Error{Kind: incident.Invalid, Key: "portal.resume.empty", Field: "code"}
		page.Errors = p.summary(r, empty)
		p.app.Render(w, r, statusOf(empty), "resume", page)
		return nil
	}
	values, _, err := p.Intake.ResumeDraft(r.Context(), page.Code, p.Source(r))
	if err == nil && f.Values.Get(fieldDo) == "forget" {
		if err = p.Intake.DeleteDraft(r.Context(), page.Code); err == nil {
			page.Code, page.Notice = "", p.t(r, "portal.resume.forgotten")
			p.app.Render(w, r, http.StatusOK, "resume", page)
			return nil
		}
	}
	if err != nil {
		page.Errors = p.summary(r, err)
		if statusOf(err) == http.StatusNotFound || statusOf(err) == http.StatusTooManyRequests {
			page.Errors[0].Field = "code"
		}
		p.app.Render(w, r, statusOf(err), "resume", page)
		return nil
	}
	s, err := p.stateOf(values)
	if err != nil {
		return err
	}
	s.draft = normalCode(page.Code)
	if s.here() == nil {
		return p.showPage(w, r, s, nil)
	}
	return p.showStep(w, r, s, nil, p.t(r, "portal.resume.done"))
}

// normalCode writes a resume code as it was given out, whatever way it was typed.
func normalCode(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.ToUpper(text.Normal(s)) {
		switch r {
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') {
			continue
		}
		if n > 0 && n%5 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}
