package console

import (
	"net/url"
	"slices"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type askPage struct {
	web.Page
	Report triage.ReportView
	Doubts []triage.Doubt
	Form   *form.Form
	Ready  []triage.Template // questions in own words to choose from
	Due    string
	Cover  string
	Own    []string
	Ticked url.Values
}

// ownRows is how many questions in own words one page takes; more go into another questionnaire.
const ownRows = 3

// Has tells whether something was ticked before the page had to be shown again.
func (p askPage) Has(name, value string) bool { return slices.Contains(p.Ticked[name], value) }

// Waits tells whether a question of the form waits for its answer already.
func (p askPage) Waits(question string) bool {
	return slices.ContainsFunc(p.Report.Asks, func(a triage.Asked) bool { return a.Open() && a.Question == question })
}

func (c *Console) askForm(v *visit) error {
	p, err := c.askOf(v)
	if err != nil {
		return err
	}
	return v.render("ask", &p)
}

func (c *Console) askOf(v *visit) (askPage, error) {
	r, err := c.Triage.FindReport(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return askPage{}, notHere(err)
	}
	by, err := c.Triage.AnswerBy(v.ctx(), v.actor)
	if err != nil {
		return askPage{}, err
	}
	p := askPage{Page: v.page("console.ask.title", r.Number), Report: r, Own: make([]string, ownRows), Ticked: url.Values{}, Due: web.JST(by).Format(time.DateOnly)}
	if p.Doubts, err = c.Triage.Doubts(v.ctx(), v.actor, r.Number); err != nil {
		return p, err
	}
	if p.Form, err = c.Forms.Find(r.Form, r.FormVersion); err != nil {
		return p, err
	}
	all, err := c.Triage.ReplyTemplates(v.ctx(), v.actor)
	if err != nil {
		return p, err
	}
	p.Ready = slices.DeleteFunc(all, func(t triage.Template) bool { return !t.Question })
	p.Cover, err = c.Triage.DraftReply(v.ctx(), v.actor, r.Number, "questions")
	return p, err
}

// ask puts the ticked questions behind the receipt.
func (c *Console) ask(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p, err := c.askOf(v)
	if err != nil {
		return err
	}
	q := triage.Questionnaire{Doubts: f.Values["doubt"], Questions: f.Values["question"], Own: slices.Clone(f.Values["own"]), Cover: f.Values.Get("cover")}
	for _, name := range f.Values["ready"] {
		if i := slices.IndexFunc(p.Ready, func(t triage.Template) bool { return t.Name == name }); i >= 0 {
			q.Own = append(q.Own, p.Ready[i].Body.In(p.Report.Lang))
		}
	}
	day, err := time.ParseInLocation(time.DateOnly, f.Values.Get("due"), incident.Japan)
	mailed := false
	if err != nil {
		err = &incident.Error{Kind: incident.Invalid, Key: "error.ask_due", Field: "due"}
	} else {
		q.Due = day.AddDate(0, 0, 1) // to the end of that day
		mailed, err = c.Triage.AskBack(v.ctx(), v.actor, p.Report.Number, q)
	}
	if err == nil {
		notice := "console.ask.done"
		if mailed {
			notice = "console.ask.done_mail"
		}
		return v.done("/reports/"+url.PathEscape(p.Report.Number), notice)
	}
	if !shown(err) {
		return err
	}
	p.Ticked, p.Due, p.Cover = f.Values, f.Values.Get("due"), f.Values.Get("cover")
	copy(p.Own, f.Values["own"])
	p.Errors = v.summary(err)
	return v.renderAs(web.StatusOf(err), "ask", &p)
}
