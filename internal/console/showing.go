package console

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"todoke/internal/incident"
	"todoke/internal/triage"
	"todoke/internal/web"
)

// showingsPage is where a draft is shown to the reporters below it, and where their objections are answered.
type showingsPage struct {
	web.Page
	triage.Showings
	Typed typed
	Found []otherLine // of what was to be shown: who else could be recognised
}

// otherLine is one sentence that was not shown, and why.
type otherLine struct{ Place, Text string }

// DueFor is the day proposed, or typed.
func (p showingsPage) DueFor(report string) string {
	if p.Typed.Is("show", "report", report) {
		return p.Typed.Get("due")
	}
	return web.JST(p.Due).Format(time.DateOnly)
}

// Ticked tells whether a line is ticked: as typed, or as proposed.
func (p showingsPage) Ticked(report, field string, l triage.ShowingLine) bool {
	if p.Typed.Is("show", "report", report) {
		return p.Typed.Is("show", field, l.Body)
	}
	return l.Ticked
}

// Words is an answer typed to one objection.
func (p showingsPage) Words(id int64, n int) string {
	if p.Typed.Is("reply", "showing", strconv.FormatInt(id, 10)) && p.Typed.Is("reply", "n", strconv.Itoa(n)) {
		return p.Typed.Get("words")
	}
	return ""
}

func (c *Console) showingsOf(v *visit) (showingsPage, error) {
	n := v.r.PathValue("number")
	x, err := c.Triage.CaseShowings(v.ctx(), v.actor, n)
	return showingsPage{Page: v.page("console.showing.title", n), Showings: x}, err
}

func (c *Console) showings(v *visit) error {
	p, err := c.showingsOf(v)
	if err != nil {
		return err
	}
	return v.render("showing", &p)
}

// actOnShowings shows a draft, answers an objection, or stops showing.
func (c *Console) actOnShowings(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f, n := posted.Values, v.r.PathValue("number")
	var found []triage.Finding
	notice := "console.showing.done"
	again := func(wrong error) error {
		p, err := c.showingsOf(v)
		if err != nil {
			return err
		}
		p.Typed, p.Errors = typed{f}, v.summary(wrong)
		for _, x := range found {
			p.Found = append(p.Found, otherLine{v.place(x.Where, nil), c.Triage.Explain(v.lang, x)})
		}
		return v.renderAs(web.StatusOf(wrong), "showing", &p)
	}
	show := func() error {
		day, err := time.ParseInLocation(time.DateOnly, f.Get("due"), incident.Japan)
		if err != nil {
			return &incident.Error{Kind: incident.Invalid, Key: "error.ask_due", Field: "due-" + f.Get("report")}
		}
		mailed := false
		found, mailed, err = c.Triage.Show(v.ctx(), v.actor, n, triage.ShowDraft{Report: f.Get("report"), Revision: int(number(f.Get("revision"))), Sentences: slices.Clone(f["sentence"]), Facts: slices.Clone(f["fact"]), Due: day.AddDate(0, 0, 1)})
		if len(found) > 0 {
			return incident.Errorf(incident.Conflict, "console.showing.blocked")
		}
		if mailed {
			notice = "console.showing.done_mail"
		}
		return err
	}
	acts := map[string]act{
		"reply": {incident.CaseShow, "console.showing.replied", func() error {
			return c.Triage.ReplyToObjection(v.ctx(), v.actor, n, number(f.Get("showing")), int(number(f.Get("n"))), f.Get("words"))
		}},
		"close": {incident.CaseShow, "console.showing.closed", func() error { return c.Triage.CloseShowing(v.ctx(), v.actor, n, number(f.Get("showing"))) }},
	}
	path := "/cases/" + url.PathEscape(n) + "/showings"
	if f.Get("do") == "show" {
		err := show()
		switch {
		case err == nil:
			return v.done(path, notice)
		case shown(err):
			return again(err)
		}
		return err
	}
	return v.act(acts, f.Get("do"), path, again)
}
