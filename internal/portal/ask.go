package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

// asking is the page on which a reporter answers what the desk asked.
type asking struct {
	view   intake.View
	key    intake.Key
	form   *form.Form
	list   []intake.Asked
	values url.Values // typed in the fields of the page
}

// ask shows the questions that wait, keeps what was typed so far, or takes the answers: all or some, the rest goes on waiting.
func (p *portal) ask(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	k := p.key(r, f)
	if err != nil {
		return p.showStatus(w, r, k, outcome{err: err})
	}
	do := f.Values.Get(fieldDo)
	if lang, ok := strings.CutPrefix(do, "lang:"); ok {
		r = inLang(w, r, lang)
	}
	v, err := p.Intake.Find(r.Context(), k.Number, k.Code, k.Source)
	if err != nil || len(v.Asking()) == 0 {
		return p.showStatus(w, r, k, outcome{})
	}
	a := asking{view: v, key: k, list: v.Asking()}
	if a.form, err = p.Intake.OwnForm(v); err != nil {
		return err
	}
	a.values = a.typed(f.Values)
	switch do {
	case "":
		if a.values, err = p.Intake.ResumeAnswering(r.Context(), k); err != nil {
			return err
		}
		return p.showAsk(w, r, a, nil, "")
	case "save":
		if err := p.Intake.SaveAnswering(r.Context(), k, a.values); err != nil {
			return p.showAsk(w, r, a, err, "")
		}
		return p.showAsk(w, r, a, nil, p.t(r, "portal.ask.saved"))
	case "send":
		s := a.state(p)
		if len(s.reading.Errors) > 0 {
			return p.showAsk(w, r, a, s.reading.Errors, "")
		}
		x := intake.Answering{Key: k, Answers: s.reading.Answers, Own: map[int64]string{}, Raw: s.raw(), Unread: s.reading.Unread}
		for _, q := range a.list {
			x.Own[q.ID] = a.values.Get(intake.OwnField(q.ID))
		}
		if err := p.Intake.Answer(r.Context(), x); err != nil {
			return p.showAsk(w, r, a, err, "")
		}
		return p.showStatus(w, r, k, outcome{notice: p.t(r, "portal.ask.sent")})
	}
	return p.showAsk(w, r, a, nil, "")
}

// typed picks the fields of the questions asked.
func (a asking) typed(all url.Values) url.Values {
	out := url.Values{}
	for name, list := range all {
		q, _, _ := strings.Cut(name, ".")
		if slices.ContainsFunc(a.list, func(x intake.Asked) bool { return x.Question != "" && x.Question == q || name == intake.OwnField(x.ID) }) {
			out[name] = list
		}
	}
	return out
}

// state reads what was typed under the form of the report.
func (a asking) state(p *portal) *state {
	answers := url.Values{}
	for name, list := range a.values {
		if !strings.HasPrefix(name, "own.") {
			answers[name] = list
		}
	}
	return &state{form: a.form, posted: answers, reading: a.form.ReadValues(answers, web.JST(p.Now()))}
}

func (p *portal) showAsk(w http.ResponseWriter, r *http.Request, a asking, err error, notice string) error {
	lang := web.Lang(r)
	s := a.state(p)
	page := &stepPage{Page: p.page(r, "portal.ask.title"), Action: "/status/ask", Amend: true, Asking: true}
	for _, q := range a.list {
		page.Due = q.Due
		if q.Question == "" {
			page.Fields = append(page.Fields, field{ID: intake.OwnField(q.ID), Kind: string(form.LongText), Label: q.Words, Value: a.values.Get(intake.OwnField(q.ID))})
			continue
		}
		x := a.form.Question(q.Question)
		if x == nil {
			continue
		}
		list, _ := p.fields(lang, s, []form.Question{*x}, true)
		for i := range list {
			list[i].Before = slices.Contains(a.view.Answered, x.ID)
		}
		page.Fields = append(page.Fields, list...)
	}
	page.Hidden = []pair{{"number", a.key.Number}, {"code", a.key.Code}}
	page.Notice, page.Errors = notice, p.named(r, s, err)
	p.app.Render(w, r, statusOf(err), "step", page)
	return nil
}

// askedLine is one question of the desk on the status page.
type askedLine struct {
	intake.Asked
	Label string
}

func (p *portal) askedLines(lang incident.Lang, v intake.View) []askedLine {
	f, err := p.Intake.OwnForm(v)
	var out []askedLine
	for _, a := range v.Asks {
		line := askedLine{Asked: a, Label: a.Words}
		if a.Question != "" {
			line.Label = a.Question
			if err == nil && f.Question(a.Question) != nil {
				line.Label = f.Question(a.Question).Label.In(lang)
			}
		}
		out = append(out, line)
	}
	return out
}
