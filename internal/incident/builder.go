package incident

import (
	"slices"
	"time"
)

// ContentRule says which cases of the period an edition takes by itself; an empty field does not narrow. What it leaves out is stored as not chosen, with the
// part of the rule as its reason, until somebody decides by hand.
type ContentRule struct {
	Categories []string `json:"categories,omitempty"` // of the edition's scheme
	Damage     Damage   `json:"damage,omitempty"`     // of at least one accepted report below the case
	Theme      string   `json:"theme,omitempty"`      // code of a theme the case carries
}

// Reasons a ContentRule writes into an Item; people write others.
const (
	RuleTook      = "rule"
	RuleCategory  = "rule:category"
	RuleDamage    = "rule:damage"
	RuleTheme     = "rule:theme"
	rulePrefixLen = len(RuleTook)
)

// ByRule tells whether an item was decided by a rule and not by hand, so that the rule may decide it anew.
func (i Item) ByRule() bool {
	return len(i.Reason) >= rulePrefixLen && i.Reason[:rulePrefixLen] == RuleTook
}

// Leaves gives the reason for which the rule leaves a case out, "" when it takes it.
func (r ContentRule) Leaves(category string, damages []Damage, themes []string) string {
	switch {
	case len(r.Categories) > 0 && !slices.Contains(r.Categories, category):
		return RuleCategory
	case r.Damage != "" && !slices.Contains(damages, r.Damage):
		return RuleDamage
	case r.Theme != "" && !slices.Contains(themes, r.Theme):
		return RuleTheme
	}
	return ""
}

// Theme is a subject that cuts across categories, as Emotet or multi-factor authentication; the desk makes and changes them.
type Theme struct {
	Code    string // a-z, 0-9 and hyphens; part of addresses
	Label   Text
	Facts   []string // "dimension:code"; a case with one of these facts present is proposed for the theme
	Retired bool     // not proposed and not offered any more; cases keep it
}

// Proposed tells whether the facts of a case suggest the theme; a person confirms.
func (t Theme) Proposed(facts []Fact) bool {
	return !t.Retired && slices.ContainsFunc(facts, func(f Fact) bool {
		return f.Polarity == Present && f.Certainty != Unknown && f.Certainty != NotStated && slices.Contains(t.Facts, string(f.Dimension)+":"+f.Code)
	})
}

// ThemeCount is one theme with the number of its cases in the edition.
type ThemeCount struct {
	Code  string `json:"code"`
	Label Text   `json:"label"`
	Count int    `json:"count"`
}

// Observation marks a key point as the desk's own, seen after the reports of the edition: when, and where it is written down.
type Observation struct {
	On     string `json:"on"` // YYYY-MM-DD or YYYY-MM
	Source Text   `json:"source"`
}

// StandingText is a text that returns from edition to edition, as the request to report; every version is kept.
type StandingText struct {
	Name    string
	Version int // 0: as shipped with the program
	Title   Text
	Body    Text
	Who     string
	At      time.Time
}

// PlannedEdition is one line of the release calendar.
type PlannedEdition struct {
	ID     string // of the edition it will be, as 2021H1
	Kind   string // "cases" or "statistics"
	Title  Text
	Day    time.Time // UTC midnight that stands for the Japanese day; of a month its first
	Exact  bool      // the day is fixed; else only the month is said
	Public bool      // told to readers
	Note   string    // for staff
}

// PlannedPublication is a line of the release calendar as an edition tells its readers.
type PlannedPublication struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`
	Title Text   `json:"title"`
	On    string `json:"on"` // YYYY-MM-DD, or YYYY-MM where only the month is fixed
}

// PlannedKinds lists the kinds of publication a calendar holds, in the order shown.
var PlannedKinds = []string{"cases", "statistics"}

// Comparison sets an edition beside the ones before it. Counts of another scheme are mapped forward through the crosswalk; where schemes differ a series breaks.
type Comparison struct {
	Editions []ComparedEdition `json:"editions"` // the earliest first, the edition itself last
}

// ComparedEdition is one edition of a Comparison.
type ComparedEdition struct {
	ID         string          `json:"id"`
	Title      Text            `json:"title"`
	PeriodFrom string          `json:"period_from"`
	PeriodTo   string          `json:"period_to"`
	Scheme     string          `json:"scheme"`
	SchemeName Text            `json:"scheme_name"`
	Accepted   int             `json:"accepted"`
	Chosen     int             `json:"chosen"`
	Own        []CategoryCount `json:"own"`             // in its own scheme
	Mapped     []MappedCount   `json:"mapped"`          // in the scheme of the edition that compares; empty where no crosswalk leads there
	Open       int             `json:"open"`            // cases whose category the crosswalk does not decide
	Break      bool            `json:"break"`           // its scheme differs from that of the next edition in the list
	Note       *Text           `json:"note,omitempty"`  // of the crosswalk: why there is no way back
	Moves      []CategoryMove  `json:"moves,omitempty"` // how the cases went from class to class
}

// MappedCount is how many cases of another scheme belong to a category: Sure ones by confirmed facts, Presumed ones by presumed facts.
type MappedCount struct {
	Code     string `json:"code"`
	Sure     int    `json:"sure"`
	Presumed int    `json:"presumed"`
}

// N is all cases mapped to the category.
func (m MappedCount) N() int { return m.Sure + m.Presumed }

// CategoryMove is how many cases went from a category of an earlier scheme to one of a later; To is "" where that is open.
type CategoryMove struct {
	From      string `json:"from"`
	FromLabel Text   `json:"from_label"`
	To        string `json:"to"`
	Count     int    `json:"count"`
}

// Compared sets an earlier edition beside a later scheme.
func Compared(c *Collection, scheme CaseScheme) ComparedEdition {
	out := ComparedEdition{ID: c.ID, Title: c.Title, PeriodFrom: c.PeriodFrom, PeriodTo: c.PeriodTo, Scheme: c.Scheme, SchemeName: c.SchemeName, Accepted: c.Accepted, Chosen: c.Chosen,
		Own: c.Categories, Mapped: []MappedCount{}}
	if c.Scheme == scheme.Code {
		for _, k := range c.Categories {
			out.Mapped = append(out.Mapped, MappedCount{Code: k.Code, Sure: k.Count})
		}
		return out
	}
	walk, ok := FindCrosswalk(c.Scheme, scheme.Code)
	if !ok {
		return out
	}
	out.Note = &walk.Note
	for _, t := range scheme.Categories {
		out.Mapped = append(out.Mapped, MappedCount{Code: t.Code})
	}
	moves := map[[2]string]int{}
	for _, one := range c.Cases {
		to := ""
		targets, sure := walk.Map(one.Category, one.Facts)
		if len(targets) == 1 {
			to = targets[0]
		}
		moves[[2]string{one.Category, to}]++
		i := slices.IndexFunc(out.Mapped, func(m MappedCount) bool { return m.Code == to })
		switch {
		case i < 0:
			out.Open++
		case sure:
			out.Mapped[i].Sure++
		default:
			out.Mapped[i].Presumed++
		}
	}
	for _, from := range c.Categories {
		for _, to := range append(slices.Clone(out.Mapped), MappedCount{}) {
			if n := moves[[2]string{from.Code, to.Code}]; n > 0 {
				out.Moves = append(out.Moves, CategoryMove{From: from.Code, FromLabel: from.Label, To: to.Code, Count: n})
			}
		}
	}
	return out
}

// EarlierErratum is what was corrected in an earlier edition since the one before this, told again in this one.
type EarlierErratum struct {
	Edition string `json:"edition"`
	Title   Text   `json:"title"`
	Erratum
}
