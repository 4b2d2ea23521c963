package portal

import (
	"net/http"
	"strings"
	"time"

	"todoke/internal/form"
	"todoke/internal/web"
)

// least is the page that asks for the least a report needs; it is no step of the form.
const least = "least"

type stepPage struct {
	web.Page
	ID       string
	Action   string
	Lead     string
	Opening  bool // says once more what is published, before the first question
	Least    bool
	Progress []mark
	At, Of   int
	Fields   []field
	Hidden   []pair
	First    bool
	Part     int // of a long step
	Parts    int
	Amend    bool // a step of a report already filed
	Asking   bool // what the desk asked of one
	Due      time.Time
}

// mark is one step of the progress list.
type mark struct {
	Label         string
	Current, Done bool
}

// start shows the first step with a fresh token.
func (p *portal) start(w http.ResponseWriter, r *http.Request) error {
	s, err := p.stateOf(nil)
	if err != nil {
		return err
	}
	s.step = s.form.Steps[0].ID
	return p.showStep(w, r, s, nil, "")
}

// walk takes one page of the form and goes where its button wants.
func (p *portal) walk(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	s, err2 := p.stateOf(f.Values)
	if err2 != nil {
		return err2
	}
	if err != nil { // too large: what came before is kept and shown
		return p.showPage(w, r, s, err)
	}
	do, arg, _ := strings.Cut(f.Values.Get(fieldDo), ":")
	switch do {
	case "lang":
		return p.showPage(w, inLang(w, r, arg), s, nil)
	case "back":
		if before := s.beside(-1); before != nil {
			s.step = before.id()
		}
		return p.showPage(w, r, s, nil)
	case "go":
		s.step = arg
		return p.showPage(w, r, s, nil)
	case "save":
		return p.save(w, r, s)
	}
	if errs := s.errorsOn(s.questions()); len(errs) > 0 {
		return p.showPage(w, r, s, errs)
	}
	next := s.beside(1)
	if do == "review" || s.step == least || s.step == review || next == nil {
		s.step = review
	} else {
		s.step = next.id()
	}
	return p.showPage(w, r, s, nil)
}

// questions are those of the page that was sent.
func (s *state) questions() []form.Question {
	if s.step == least {
		var out []form.Question
		for _, id := range []string{"noticed", "story"} {
			if q := s.form.Question(id); q != nil {
				out = append(out, *q)
			}
		}
		return out
	}
	if at := s.here(); at != nil {
		return at.questions
	}
	return nil
}

// showPage shows the page s stands at: a step, the review, or what asks for the least.
func (p *portal) showPage(w http.ResponseWriter, r *http.Request, s *state, err error) error {
	switch {
	case s.step == review && err == nil && s.form.Enough(s.reading.Answers) != nil:
		s.step = least
		return p.showStep(w, r, s, nil, "")
	case s.step == review:
		return p.showReview(w, r, s, err)
	case s.step != least && s.here() == nil:
		s.step = s.form.Steps[0].ID
	}
	return p.showStep(w, r, s, err, "")
}

func (p *portal) showStep(w http.ResponseWriter, r *http.Request, s *state, err error, notice string) error {
	lang := web.Lang(r)
	page := &stepPage{ID: s.step, Action: "/report"}
	if at := s.here(); at != nil {
		page.Title, page.Part, page.Parts = at.step.Title.In(lang), at.n, at.of
		if at.n == 1 {
			page.Lead = at.step.Lead.In(lang)
		}
		page.First = s.beside(-1) == nil
		page.Opening = page.First
	} else {
		page.Title, page.Lead = p.t(r, "portal.least.title"), p.t(r, "portal.least.lead")
		page.Least = true
	}
	var shown map[string]bool
	page.Fields, shown = p.fields(lang, s, s.questions(), page.Least)
	page.Hidden = s.hidden(shown)
	page.Progress, page.At, page.Of = p.progress(r, s)
	page.Notice, page.Errors = notice, p.named(r, s, err)
	p.app.Render(w, r, statusOf(err), "step", page)
	return nil
}

// progress lists the steps asked under the answers so far, and the review as the last.
func (p *portal) progress(r *http.Request, s *state) (list []mark, at, of int) {
	lang := web.Lang(r)
	here := s.here()
	done := true
	for i := range s.form.Steps {
		step := &s.form.Steps[i]
		if !s.form.Asked(*step, s.reading.Answers) {
			continue
		}
		current := here != nil && here.step == step
		if current {
			at, done = len(list)+1, false
		}
		list = append(list, mark{Label: step.Title.In(lang), Current: current, Done: done && !current})
	}
	last := s.step == review
	list = append(list, mark{Label: p.t(r, "portal.step.review"), Current: last})
	if of = len(list); last {
		at = of
	}
	return list, at, of
}

func statusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return web.StatusOf(err)
}

// named is summary with the question before each line, so that several read as different.
func (p *portal) named(r *http.Request, s *state, err error) []web.FieldError {
	list := p.summary(r, err)
	for i, e := range list {
		if q := s.form.Question(e.Field); q != nil {
			list[i].Text = p.t(r, "portal.question.named", q.Label.In(web.Lang(r)), e.Text)
		}
	}
	return list
}
