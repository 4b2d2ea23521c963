package publish

import (
	"context"
	"slices"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// candidates lists the cases of the edition's scheme, and those of another with a report in the period, in the order they would be printed. Once it is frozen only
// what was decided is read: nobody was asked about the rest.
func candidates(ctx context.Context, r store.Reader, e incident.Edition, scheme incident.CaseScheme, themes []incident.Theme) ([]Candidate, error) {
	var cases []incident.Case
	var err error
	if e.State == incident.InWork {
		cases, err = r.ListCandidateCases(ctx, e.ID, e.Scheme, period(e))
	} else {
		cases, err = r.ListDecidedCases(ctx, e.ID)
	}
	if err != nil {
		return nil, err
	}
	b, err := readBelow(ctx, r, cases)
	if err != nil {
		return nil, err
	}
	items, err := r.ListItems(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	decided := make(map[string]incident.Item, len(items))
	for _, i := range items {
		decided[i.Case] = i
	}
	carried, err := r.ListCaseThemes(ctx)
	if err != nil {
		return nil, err
	}
	var out []Candidate
	for _, one := range cases {
		c := Candidate{Case: one, Item: incident.Item{Case: one.Number}, Themes: carried[one.Number]}
		if i, ok := decided[one.Number]; ok {
			c.Item, c.Decided = i, true
		}
		c.gather(b, e, scheme, themes)
		if one.Scheme != e.Scheme && !c.Chosen && c.Date.IsZero() {
			continue
		}
		out = append(out, c)
	}
	order(out, scheme)
	return out, nil
}

// below is what many cases rest on, read in few queries: a desk of twenty years has ten thousand cases.
type below struct {
	reports   map[string][]incident.Report
	showings  map[string][]incident.Showing
	revisions map[string]incident.Revision // approved
	facts     map[int64][]incident.Fact    // coded
	consents  map[int64][]incident.PartyConsent
	rule      incident.ConsentRule
	remasked  store.Remasked
}

func readBelow(ctx context.Context, r store.Reader, cases []incident.Case) (below, error) {
	var b below
	numbers := make([]string, len(cases))
	for i, c := range cases {
		numbers[i] = c.Number
	}
	var err error
	if b.reports, err = r.ListReportsBelow(ctx, numbers); err != nil {
		return b, err
	}
	if b.showings, err = r.ListShowingsOf(ctx, numbers); err != nil {
		return b, err
	}
	if b.revisions, err = r.ListApprovedRevisions(ctx, numbers); err != nil {
		return b, err
	}
	var ids []int64
	for _, n := range numbers {
		for _, p := range b.reports[n] {
			ids = append(ids, p.ID)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if b.facts, err = r.ListCodedFacts(ctx, ids); err != nil {
		return b, err
	}
	if b.consents, err = r.ConsentsOf(ctx, ids); err != nil {
		return b, err
	}
	if b.rule, err = r.ConsentRule(ctx); err != nil {
		return b, err
	}
	b.remasked, err = r.ListRemasked(ctx)
	return b, err
}

// gather puts together what a case rests on and lists what keeps it out of the edition.
func (c *Candidate) gather(b below, e incident.Edition, scheme incident.CaseScheme, themes []incident.Theme) {
	reports := b.reports[c.Case.Number]
	c.Showings = b.showings[c.Case.Number]
	add := func(key string, args ...any) {
		c.Problems = append(c.Problems, at("case-"+c.Case.Number, key, append([]any{c.Case.Number}, args...)...))
	}
	if c.Case.Approved == 0 {
		add("publish.error.not_approved")
	}
	if c.Case.Hold != "" {
		add("publish.error.hold")
	}
	_, known := scheme.Category(c.Case.Category)
	switch {
	case c.Case.Category == "":
		add("publish.error.no_category")
	case !known || c.Case.Scheme != scheme.Code:
		add("publish.error.category", c.Case.Category)
	}
	var facts []incident.Fact
	standing := make([]incident.Standing, len(reports))
	for i, p := range reports {
		standing[i] = incident.Standing{Report: p.Number, Version: p.Version, State: p.State}
		c.Case.Reports = append(c.Case.Reports, p.Number)
		if b.remasked.Waits(p.ID) || p.MaskVersion < p.Version {
			add("publish.error.masking", p.Number)
		}
		refused, missing := incident.Unagreed(b.consents[p.ID], incident.UseCase, b.rule)
		if len(refused) > 0 {
			add("publish.error.consent", p.Number)
			c.Case.Stale = true
		} else if len(missing) > 0 {
			add("publish.error.consent_missing", p.Number)
		}
		facts = append(facts, b.facts[p.ID]...)
		day := p.Day(e.DateRule)
		if p.State == incident.Accepted && !p.AcceptedAt.After(e.Cutoff) && !day.Before(e.From) && !day.After(e.To) {
			c.reports = append(c.reports, p)
		}
	}
	if c.Case.Approved > 0 {
		c.revision = b.revisions[c.Case.Number]
		c.Summary, c.Chapter = c.revision.Summary, c.revision.Chapter != nil
		if incident.Stale(c.revision.Sources, standing) {
			c.Case.Stale = true
			add("publish.error.stale")
		}
		c.shape()
	}
	slices.SortStableFunc(c.reports, func(a, b incident.Report) int { return a.Day(e.DateRule).Compare(b.Day(e.DateRule)) })
	if len(c.reports) > 0 {
		c.Date = c.reports[0].Day(e.DateRule)
	} else {
		add("publish.error.period")
	}
	for _, t := range themes {
		if t.Proposed(facts) && !slices.Contains(c.Themes, t.Code) {
			c.Suggests = append(c.Suggests, t.Code)
		}
	}
	if c.Case.Scheme != scheme.Code {
		c.propose(scheme, facts)
	}
}

// period is what an edition counts.
func period(e incident.Edition) store.Period {
	return store.Period{Rule: e.DateRule, From: e.From, To: e.To, Cutoff: e.Cutoff}
}
