package portal

import (
	"net/http"
	"slices"
	"strings"

	"todoke/internal/form"
	"todoke/internal/intake"
	"todoke/internal/web"
)

// amend shows one part of the form of a report already filed, and takes what is new in it. Earlier answers are not shown: whoever finds
// number and code learns nothing from them.
func (p *portal) amend(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	k := p.key(r, f)
	if err != nil {
		return p.showStatus(w, r, k, outcome{err: err})
	}
	v, err := p.Intake.Find(r.Context(), k.Number, k.Code, k.Source)
	if err != nil {
		return p.showStatus(w, r, k, outcome{})
	}
	own, err := p.Intake.OwnForm(v)
	if err != nil {
		return err
	}
	step := own.Step(f.Values.Get(fieldStep))
	if step == nil {
		return p.showStatus(w, r, k, outcome{})
	}
	answers := map[string][]string{}
	for name, list := range f.Values {
		q, _, _ := strings.Cut(name, ".")
		if slices.ContainsFunc(step.Questions, func(x form.Question) bool { return x.ID == q }) {
			answers[name] = list
		}
	}
	s := &state{form: own, step: step.ID, posted: answers, reading: own.ReadValues(answers, web.JST(p.Now()))}
	if do := f.Values.Get(fieldDo); do != "send" {
		return p.showAmend(w, r, s, v, k, nil)
	}
	if len(s.reading.Errors) > 0 {
		return p.showAmend(w, r, s, v, k, s.reading.Errors)
	}
	_, err = p.Intake.Amend(r.Context(), intake.Amendment{Key: k, FormVersion: own.Version, Answers: s.reading.Answers, Raw: s.raw(), Unread: s.reading.Unread})
	if err != nil {
		return p.showAmend(w, r, s, v, k, err)
	}
	return p.showStatus(w, r, k, outcome{notice: p.t(r, "portal.status.amended")})
}

func (p *portal) showAmend(w http.ResponseWriter, r *http.Request, s *state, v intake.View, k intake.Key, err error) error {
	lang := web.Lang(r)
	step := s.form.Step(s.step)
	page := &stepPage{Page: p.page(r, "portal.amend.title", step.Title.In(lang)), ID: s.step, Action: "/status/amend", Amend: true}
	questions := slices.DeleteFunc(slices.Clone(step.Questions), func(q form.Question) bool { return q.Kind == form.Files })
	page.Fields, _ = p.fields(lang, s, questions, true)
	for i := range page.Fields {
		page.Fields[i].Before = slices.Contains(v.Answered, page.Fields[i].ID)
	}
	page.Hidden = []pair{{"number", k.Number}, {"code", k.Code}, {fieldStep, s.step}}
	page.Errors = p.named(r, s, err)
	p.app.Render(w, r, statusOf(err), "step", page)
	return nil
}
