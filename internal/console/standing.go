package console

import (
	"net/url"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/web"
)

type standingPage struct {
	web.Page
	Texts        []publish.Standing
	Placeholders []string
	Edit         bool
	Typed        typed
}

func (c *Console) standing(v *visit) error {
	p, err := c.standingOf(v, nil)
	if err != nil {
		return err
	}
	return v.render("standing", &p)
}

func (c *Console) standingOf(v *visit, f url.Values) (standingPage, error) {
	p := standingPage{Page: v.page("console.standing.title"), Placeholders: publish.StandingPlaceholders(), Edit: v.can(incident.EditionEdit), Typed: typed{f}}
	var err error
	p.Texts, err = c.Publish.StandingTexts(v.ctx(), v.actor)
	return p, err
}

func (c *Console) saveStanding(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f := posted.Values
	t := incident.StandingText{Name: strings.TrimSpace(f.Get("name")), Title: textOf(f, "title"), Body: textOf(f, "body")}
	err = c.Publish.SaveStanding(v.ctx(), v.actor, t, c.Now())
	if err == nil {
		return v.done("/standing", "console.standing.saved")
	}
	if !shown(err) {
		return err
	}
	p, again := c.standingOf(v, f)
	if again != nil {
		return again
	}
	known := false
	for i := range p.Texts {
		if p.Texts[i].Name == t.Name {
			p.Texts[i].Title, p.Texts[i].Body, known = t.Title, t.Body, true
		}
	}
	f.Set("do", "new")
	if known {
		f.Set("do", t.Name)
	}
	p.Errors = v.summary(err)
	if !known { // the fields of a new text are named without its mark
		for i := range p.Errors {
			p.Errors[i].Field = "new" + strings.TrimPrefix(p.Errors[i].Field, t.Name)
		}
	}
	return v.renderAs(web.StatusOf(err), "standing", &p)
}

type calendarPage struct {
	web.Page
	Planned []plannedRow
	Kinds   []string
	Edit    bool
	Typed   typed
}

// plannedRow is one line of the calendar with what became of it.
type plannedRow struct {
	incident.PlannedEdition
	State string // of the edition of that id, "" while there is none
	Late  bool
}

// About is the planned day, or its month where only that is told.
func (r plannedRow) About() incident.When {
	w := incident.OnDay(r.Day)
	if !r.Exact {
		w.Precision = incident.Month
	}
	return w
}

func (c *Console) calendar(v *visit) error {
	p, err := c.calendarOf(v, nil)
	if err != nil {
		return err
	}
	return v.render("calendar", &p)
}

func (c *Console) calendarOf(v *visit, f url.Values) (calendarPage, error) {
	p := calendarPage{Page: v.page("console.calendar.title"), Kinds: incident.PlannedKinds, Edit: v.can(incident.EditionEdit), Typed: typed{f}}
	list, err := c.Publish.Calendar(v.ctx(), v.actor)
	if err != nil {
		return p, err
	}
	editions, err := c.Publish.List(v.ctx(), v.actor)
	if err != nil {
		return p, err
	}
	for _, x := range list {
		row := plannedRow{PlannedEdition: x}
		for _, e := range editions {
			if e.ID == x.ID {
				row.State = string(e.State)
			}
		}
		due := x.Day
		if !x.Exact {
			due = x.Day.AddDate(0, 1, -1)
		}
		row.Late = row.State != string(incident.Released) && due.Before(c.Now().Truncate(24*time.Hour))
		p.Planned = append(p.Planned, row)
	}
	return p, nil
}

func (c *Console) plan(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f := posted.Values
	acts := map[string]act{
		"plan":   {incident.EditionEdit, "console.calendar.saved", func() error { return c.Publish.Plan(v.ctx(), v.actor, readPlanned(f), c.Now()) }},
		"unplan": {incident.EditionEdit, "console.calendar.dropped", func() error { return c.Publish.Unplan(v.ctx(), v.actor, f.Get("id"), c.Now()) }},
	}
	return v.act(acts, f.Get("do"), "/calendar", func(wrong error) error {
		p, err := c.calendarOf(v, f)
		if err != nil {
			return err
		}
		p.Errors = v.summary(wrong)
		return v.renderAs(web.StatusOf(wrong), "calendar", &p)
	})
}

func readPlanned(f url.Values) incident.PlannedEdition {
	e := incident.PlannedEdition{ID: strings.TrimSpace(f.Get("id")), Kind: f.Get("kind"), Title: textOf(f, "title"), Exact: f.Get("month_only") == "", Public: f.Get("public") != "", Note: strings.TrimSpace(f.Get("note"))}
	if t, err := time.Parse(time.DateOnly, f.Get("day")); err == nil {
		e.Day = t
	}
	return e
}
