package console

import (
	"net/url"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type casesPage struct {
	web.Page
	Cases   []triage.CaseRow
	Pager   pager
	Filter  url.Values
	Schemes []incident.CaseScheme
	States  []string
	Staff   map[int64]string
	Typed   typed
	May     bool // begin a case

	Narrowed bool // something is filtered
}

// Category gives the label of a category of a case's own scheme.
func (p casesPage) Category(scheme, code string) incident.Text {
	return categoryOf(p.Schemes, scheme, code)
}

func categoryOf(schemes []incident.CaseScheme, scheme, code string) incident.Text {
	for _, s := range schemes {
		if t, ok := s.Category(code); ok && s.Code == scheme {
			return t.Text
		}
	}
	return incident.Text{JA: code, EN: code}
}

// revisionStates are the states a case list is filtered by, in the order shown.
var revisionStates = []string{"none", string(incident.Draft), string(incident.Submitted), string(incident.Returned), string(incident.Approved)}

func (c *Console) cases(v *visit) error {
	p, err := c.casesOf(v)
	if err != nil {
		return err
	}
	return v.render("cases", &p)
}

func (c *Console) casesOf(v *visit) (casesPage, error) {
	q := v.r.URL.Query()
	p := casesPage{Page: v.page("console.cases.title"), Filter: q, Schemes: incident.CaseSchemes(), States: revisionStates, May: v.can(incident.CaseDraft)}
	scheme, category, _ := strings.Cut(q.Get("category"), "/")
	f := triage.CaseFilter{Scheme: scheme, Category: category, State: incident.RevisionState(q.Get("state")), Stale: q.Get("stale") != "", Words: q.Get("q"),
		Newest: q.Get("sort") == string(triage.NewestFirst), Limit: pageRows}
	p.Narrowed = f.Scheme+f.Category+string(f.State)+f.Words != "" || f.Stale
	var err error
	p.Pager, err = paged(v.r.URL, func(over int) (int, error) {
		f.Offset = over
		page, err := c.Triage.ListCases(v.ctx(), v.actor, f)
		p.Cases = page.Cases
		return page.Total, err
	})
	return p, err
}

// beginCase makes a case from report numbers typed in, one a line.
func (c *Console) beginCase(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	scheme, category, _ := strings.Cut(f.Values.Get("category"), "/")
	made, err := c.Triage.NewCase(v.ctx(), v.actor, triage.CaseStart{Reports: strings.Fields(f.Values.Get("reports")), Scheme: scheme, Category: category})
	if err == nil {
		return v.done("/cases/"+made, "console.done.case_new")
	}
	err = atField(err, "reports")
	if !shown(err) {
		return err
	}
	p, again := c.casesOf(v)
	if again != nil {
		return again
	}
	f.Values.Set("do", "new")
	p.Typed, p.Errors = typed{f.Values}, v.summary(err)
	return v.renderAs(web.StatusOf(err), "cases", &p)
}
