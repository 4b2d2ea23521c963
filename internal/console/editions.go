package console

import (
	"net/url"
	"time"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/web"
)

type editionsPage struct {
	web.Page
	Editions []incident.Edition
	Open     map[string]int // released cases that wait to be corrected or withdrawn, by edition
	May      bool
	Themes   bool
}

func (c *Console) editions(v *visit) error {
	list, err := c.Publish.List(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	open, err := c.Publish.CorrectionsOpen(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	return v.render("editions", &editionsPage{Page: v.page("console.editions.title"), Editions: list, Open: open, May: v.can(incident.EditionEdit), Themes: v.can(incident.CaseRead)})
}

type newEditionPage struct {
	web.Page
	Frame frame
}

// frame is what an edition is besides its cases and texts, as the fields of a form.
type frame struct {
	ID, TitleJA, TitleEN, Scheme, From, To, DateRule, Cutoff string
	New                                                      bool
	Schemes                                                  []incident.CaseScheme
	Rules                                                    []incident.DateRule
}

func frameOf(e incident.Edition) frame {
	f := frame{ID: e.ID, TitleJA: e.Title.JA, TitleEN: e.Title.EN, Scheme: e.Scheme, DateRule: string(e.DateRule), Schemes: incident.CaseSchemes(), Rules: incident.DateRules}
	if !e.From.IsZero() {
		f.From, f.To, f.Cutoff = e.From.Format(time.DateOnly), e.To.Format(time.DateOnly), web.JST(e.Cutoff).Format(receivedForm)
	}
	return f
}

// refill puts what was typed into the fields.
func (f *frame) refill(v url.Values) {
	if f.New {
		f.ID = v.Get("id")
	}
	f.TitleJA, f.TitleEN, f.Scheme, f.From, f.To = v.Get("title.ja"), v.Get("title.en"), v.Get("scheme"), v.Get("from"), v.Get("to")
	f.DateRule, f.Cutoff = v.Get("date_rule"), v.Get("cutoff")
}

// readFrame reads the fields; a date that cannot be read stays zero, which publish tells together with all else.
func readFrame(v url.Values, e *incident.Edition) {
	e.Title = textOf(v, "title")
	e.Scheme, e.DateRule = v.Get("scheme"), incident.DateRule(v.Get("date_rule"))
	e.From, e.To, e.Cutoff = time.Time{}, time.Time{}, time.Time{}
	if t, err := time.Parse(time.DateOnly, v.Get("from")); err == nil {
		e.From = t
	}
	if t, err := time.Parse(time.DateOnly, v.Get("to")); err == nil {
		e.To = t
	}
	if t, err := time.ParseInLocation(receivedForm, v.Get("cutoff"), web.JST(e.Cutoff).Location()); err == nil {
		e.Cutoff = t.UTC()
	}
}

func (c *Console) newEditionForm(v *visit) error {
	f := frameOf(incident.Edition{DateRule: incident.ByWritten, Scheme: incident.SchemeOn(web.JST(c.Now())).Code})
	f.New = true
	return v.render("newedition", &newEditionPage{Page: v.page("console.edition.new"), Frame: f})
}

func (c *Console) newEdition(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	e := incident.Edition{ID: posted.Values.Get("id"), Texts: publish.NewTexts()}
	readFrame(posted.Values, &e)
	if _, there := c.Publish.Find(v.ctx(), v.actor, e.ID); there == nil {
		err = incident.Errorf(incident.Conflict, "error.edition_exists", e.ID)
		err.(*incident.Error).Field = "id"
	} else {
		err = c.Publish.Save(v.ctx(), v.actor, e, c.Now())
	}
	if err == nil {
		return v.done("/editions/"+url.PathEscape(e.ID), "console.edition.made")
	}
	if !shown(err) {
		return err
	}
	p := newEditionPage{Page: v.page("console.edition.new"), Frame: frameOf(e)}
	p.Frame.New = true
	p.Frame.refill(posted.Values)
	p.Errors = v.summary(err)
	return v.renderAs(web.StatusOf(err), "newedition", &p)
}
