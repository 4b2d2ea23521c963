package portal

import (
	"bytes"
	"errors"
	"net/http"
	"net/mail"
	"slices"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

// review is the page before filing; it is no step of the form.
const review = "review"

type reviewPage struct {
	web.Page
	Progress []mark
	At, Of   int
	Steps    []reviewStep
	Hidden   []pair
	FileMB   int
	AllMB    int
	Again    bool // files were chosen and have to be chosen again
	Failed   bool // the desk could not store it
	Contact  Contact
}

type reviewStep struct {
	ID, Label string
	Unasked   bool
	Rows      []reviewRow
}

type reviewRow struct {
	ID, Label, State string
	Lines            []string
	Notes            []string
}

func (p *portal) showReview(w http.ResponseWriter, r *http.Request, s *state, err error) error {
	s.step = review
	page := &reviewPage{Page: p.page(r, "portal.review.title"), Steps: p.reviewSteps(web.Lang(r), s), Hidden: s.hidden(nil),
		FileMB: intake.MaxFile >> 20, AllMB: maxFiles >> 20, Again: err != nil, Contact: p.Contact}
	page.Progress, page.At, page.Of = p.progress(r, s)
	if status := statusOf(err); status == http.StatusServiceUnavailable || status == http.StatusInternalServerError {
		p.Log.Error("filing failed", "err", err)
		page.Failed = true
		page.Errors = []web.FieldError{{Text: p.t(r, "portal.review.not_filed")}}
		p.app.Render(w, r, http.StatusServiceUnavailable, "review", page)
		return nil
	}
	page.Errors = p.named(r, s, err)
	p.app.Render(w, r, statusOf(err), "review", page)
	return nil
}

// reviewSteps groups all answers by step. A step that is not asked any more but has answers is shown too: what was typed is filed.
func (p *portal) reviewSteps(lang incident.Lang, s *state) []reviewStep {
	var out []reviewStep
	for _, step := range s.form.Steps {
		rs := reviewStep{ID: step.ID, Label: step.Title.In(lang), Unasked: !s.form.Asked(step, s.reading.Answers)}
		for _, q := range step.Questions {
			if row, ok := p.reviewRow(lang, s, q); ok {
				rs.Rows = append(rs.Rows, row)
			}
		}
		if !rs.Unasked || len(rs.Rows) > 0 {
			out = append(out, rs)
		}
	}
	return out
}

func (p *portal) reviewRow(lang incident.Lang, s *state, q form.Question) (reviewRow, bool) {
	a, ok := form.Find(s.reading.Answers, q.ID)
	if !ok || !form.Told(a) && q.Kind != form.Number {
		return reviewRow{}, false
	}
	row := reviewRow{ID: q.ID, Label: q.Label.In(lang)}
	row.Lines, row.State = p.answerText(lang, q, a)
	for _, u := range s.reading.Unread {
		if u.Where == q.ID {
			row.Notes = append(row.Notes, p.Texts.T(lang, u.What))
		}
	}
	if q.Identifies == "reporter.mail" && a.Text != "" {
		if _, err := mail.ParseAddress(a.Text); err != nil {
			row.Notes = append(row.Notes, p.Texts.T(lang, "portal.review.mail_form"))
		}
	}
	return row, true
}

// file receives the report. Whatever goes wrong, everything typed is shown again; a second try with the same token is the same report.
func (p *portal) file(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fileLimits)
	s, err2 := p.stateOf(f.Values)
	if err2 != nil {
		return err2
	}
	if err != nil {
		return p.showReview(w, r, s, err)
	}
	list, empty := files(f.Files)
	if errs := slices.Concat(s.reading.Errors, f.Refused, empty); len(errs) > 0 {
		return p.showReview(w, r, s, errs)
	}
	receipt, err := p.Intake.Receive(r.Context(), intake.Submission{Token: s.token, Form: s.form.ID, FormVersion: s.form.Version, Lang: web.Lang(r),
		Source: p.Source(r), Channel: incident.Web, Answers: s.reading.Answers, Raw: s.raw(), Files: list, Unread: s.reading.Unread})
	if errors.Is(err, incident.Errorf(incident.Invalid, "error.not_enough")) {
		s.step = least
		return p.showStep(w, r, s, nil, "")
	}
	if err != nil {
		return p.showReview(w, r, s, err)
	}
	if s.draft != "" {
		if err := p.Intake.DeleteDraft(r.Context(), s.draft); err != nil { // it ends by itself after 14 days
			p.Log.Warn("draft of a filed report stays", "err", err)
		}
	}
	return p.showReceipt(w, r, s, receipt)
}

// files are the uploads with something in them; who chose an empty file is told so, and it is not left out in silence.
func files(uploads []web.Upload) (out []intake.File, empty incident.Errors) {
	for _, u := range uploads {
		if len(u.Body) > 0 {
			out = append(out, intake.File{Name: u.Name, Content: bytes.NewReader(u.Body)})
		} else {
			empty = append(empty, &incident.Error{Kind: incident.Invalid, Key: "portal.review.files.empty", Field: "files", Args: []any{u.Name}})
		}
	}
	return out, empty
}
