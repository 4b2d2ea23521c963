package console

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/web"
)

type advisoriesPage struct {
	web.Page
	Advisories []publish.AdvisoryView
	Write      bool
}

type advisoryPage struct {
	web.Page
	publish.AdvisoryView
	Draft    incident.AdvisoryText // what the editor shows
	Behind   []string
	Edit     bool
	Review   bool
	Release  bool // may be released by this actor now
	Problems []string
	Kinds    []string
	Public   string
	Typed    typed
}

func (c *Console) advisories(v *visit) error {
	list, err := c.Publish.Advisories(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	return v.render("advisories", &advisoriesPage{Page: v.page("console.advisories.title"), Advisories: list, Write: v.can(incident.CaseDraft)})
}

func (c *Console) newAdvisory(v *visit) error { return c.advisoryOf(v, "", nil, nil) }

func (c *Console) advisory(v *visit) error { return c.advisoryOf(v, v.r.PathValue("id"), nil, nil) }

// advisoryOf shows an advisory, or the editor of a new one; what was typed stands in the editor where a form comes back.
func (c *Console) advisoryOf(v *visit, id string, f url.Values, wrong error) error {
	title, args := "console.advisories.new", []any{}
	if id != "" {
		title, args = "console.advisories.one", []any{id}
	}
	p := advisoryPage{Page: v.page(title, args...), Edit: v.can(incident.CaseDraft), Kinds: incident.ObservableKinds, Typed: typed{f}}
	if id != "" {
		x, err := c.Publish.FindAdvisory(v.ctx(), v.actor, id)
		if err != nil {
			return err
		}
		p.AdvisoryView, p.Draft, p.Behind = x, x.AdvisoryText, x.Reports
		p.Edit = p.Edit && x.State != incident.Submitted
		p.Review = v.can(incident.CaseApprove) && x.State == incident.Submitted
		p.Release = v.can(incident.EditionRelease) && x.State == incident.Approved && x.Advisory.Release == 0
		for _, e := range x.Problems {
			p.Problems = append(p.Problems, c.Texts.Error(v.lang, e))
		}
		if c.Site != "" && x.Out() {
			p.Public = c.Site + "advisories/" + url.PathEscape(id) + "/"
		}
	}
	if f != nil && (f.Get("do") == "save" || f.Get("do") == "submit") {
		d := readAdvisory(f)
		p.Draft, p.Behind = d.AdvisoryText, d.Reports
	}
	if p.Edit {
		p.Draft.Observables = append(slices.Clone(p.Draft.Observables), incident.Observable{Kind: "domain"}, incident.Observable{Kind: "domain"})
		p.Draft.Measures = append(slices.Clone(p.Draft.Measures), incident.Text{}, incident.Text{})
	}
	if wrong != nil {
		p.Errors = v.summary(wrong)
		return v.renderAs(web.StatusOf(wrong), "advisory", &p)
	}
	return v.render("advisory", &p)
}

// readAdvisory reads the editor; numbers of cases and reports may be parted by lines, commas or spaces.
func readAdvisory(f url.Values) publish.AdvisoryDraft {
	parted := func(name string) []string {
		return strings.FieldsFunc(f.Get(name), func(r rune) bool { return strings.ContainsRune(" ,、，\r\n\t　", r) })
	}
	d := publish.AdvisoryDraft{AdvisoryText: incident.AdvisoryText{Title: textOf(f, "title"), Body: textOf(f, "body"), Change: textOf(f, "change"), Withdrawn: f.Get("withdrawn") != "", Cases: parted("cases")}, Reports: parted("reports")}
	rows(f, "observable", "value", func(row string) {
		d.Observables = append(d.Observables, incident.Observable{Kind: f.Get(row + ".kind"), Value: f.Get(row + ".value")})
	})
	rows(f, "measure", "ja", func(row string) { d.Measures = append(d.Measures, textOf(f, row)) })
	return d
}

func (c *Console) beginAdvisory(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	id, err := c.Publish.SaveAdvisory(v.ctx(), v.actor, readAdvisory(posted.Values), c.Now())
	if err == nil {
		return v.done("/advisories/"+url.PathEscape(id), "console.done.saved")
	}
	if !shown(err) {
		return err
	}
	posted.Values.Set("do", "save")
	return c.advisoryOf(v, "", posted.Values, err)
}

func (c *Console) actOnAdvisory(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f, id := posted.Values, v.r.PathValue("id")
	save := func() error {
		d := readAdvisory(f)
		d.ID = id
		_, err := c.Publish.SaveAdvisory(v.ctx(), v.actor, d, c.Now())
		return err
	}
	move := func(to incident.RevisionState, note string) func() error {
		return func() error { return c.Publish.MoveAdvisory(v.ctx(), v.actor, id, to, note, c.Now()) }
	}
	acts := map[string]act{
		"save": {incident.CaseDraft, "console.done.saved", save},
		"submit": {incident.CaseDraft, "console.done.submitted", func() error {
			if err := save(); err != nil {
				return err
			}
			return move(incident.Submitted, "")()
		}},
		"approve": {incident.CaseApprove, "console.done.approved", move(incident.Approved, "")},
		"return":  {incident.CaseApprove, "console.done.returned", move(incident.Returned, f.Get("why"))},
		"release": {incident.EditionRelease, "console.done.advisory", func() error { return c.Publish.ReleaseAdvisory(v.ctx(), v.actor, id, c.Now()) }},
	}
	return v.act(acts, f.Get("do"), "/advisories/"+url.PathEscape(id), func(wrong error) error { return c.advisoryOf(v, id, f, wrong) })
}

// Row names the fields of one row of the editor.
func (p advisoryPage) Row(kind string, i int) string { return fmt.Sprintf("%s.%d", kind, i) }

// Joined writes numbers as they are read.
func (p advisoryPage) Joined(list []string) string { return strings.Join(list, " ") }
