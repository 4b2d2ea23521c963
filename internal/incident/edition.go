package incident

import (
	"slices"
	"time"
)

// DateRule names which of a report's dates decides whether it belongs to an edition (design §2, four dates).
type DateRule string

// Date rules.
const (
	ByReceived DateRule = "received"
	ByAccepted DateRule = "accepted"
	ByWritten  DateRule = "written"
)

// DateRules lists the date rules in the order shown.
var DateRules = []DateRule{ByWritten, ByReceived, ByAccepted}

// Day is the day of a report that decides its period under a rule, as the UTC midnight that stands for that Japanese day.
func (r Report) Day(rule DateRule) time.Time {
	at := r.Received
	switch {
	case rule == ByWritten && r.Written.Precision == Day:
		return r.Written.From
	case rule == ByAccepted:
		at = r.AcceptedAt
	}
	y, m, d := at.In(Japan).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// CaseScheme is the case scheme in force on the day the report was written or, where the form does not say it, received.
func (r Report) CaseScheme() CaseScheme { return SchemeOn(r.Day(ByWritten)) }

// Edition is a publication in work or frozen.
type Edition struct {
	ID       string // "2020H1"
	Kind     EditionKind
	Set      string // of statistics: the frozen set it publishes
	Title    Text
	State    EditionState
	Scheme   string    // case scheme
	From, To time.Time // first and last day of the period, UTC days
	DateRule DateRule
	Cutoff   time.Time // what was accepted later waits for the next edition
	FrozenAt time.Time // every date in a build; zero before the freeze
	Release  int64     // release number, 0 before
	Texts    EditionTexts
	Rule     ContentRule
}

// EditionTexts are the written parts of a case collection besides its cases.
type EditionTexts struct {
	Introduction   Text                  `json:"introduction"`
	Classification Text                  `json:"classification"` // notes on how cases were put into classes
	Overall        []KeyPoint            `json:"overall"`
	ByCategory     map[string][]KeyPoint `json:"by_category"`
	Remainder      Text                  `json:"remainder"` // what else was reported and where it is counted
	Request        Text                  `json:"request"`   // 届出のお願い
	Schemes        []KeyPoint            `json:"schemes"`   // boxes on the reporting schemes
	Next           Text                  `json:"next"`      // next publication
	Footnotes      []Footnote            `json:"footnotes"`
}

// Footnote is a note referred to in a text as [^ID].
type Footnote struct {
	ID   string `json:"id"`
	Text Text   `json:"text"`
}

// Item is one case considered for an edition: chosen or not, with the reason, and its place.
type Item struct {
	Case     string
	Chosen   bool
	Reason   string // why not chosen, or why chosen out of order
	Revision int    // frozen revision, 0 before the freeze
	Position int    // place inside its category by hand, before those without one; 0 means by date
}

// Collection is a frozen edition as published: edition.json is exactly this.
type Collection struct {
	Format     string               `json:"format"` // "todoke-edition/1"
	ID         string               `json:"id"`
	Kind       string               `json:"kind"` // "cases" or "statistics"
	Title      Text                 `json:"title"`
	Desk       Text                 `json:"desk"`
	Demo       bool                 `json:"demo"`
	DemoLabel  *Text                `json:"demo_label,omitempty"`
	PeriodFrom string               `json:"period_from"` // YYYY-MM-DD
	PeriodTo   string               `json:"period_to"`
	DateRule   DateRule             `json:"date_rule"`
	Cutoff     string               `json:"cutoff"`
	FrozenAt   string               `json:"frozen_at"` // RFC 3339, UTC
	Scheme     string               `json:"scheme"`
	SchemeName Text                 `json:"scheme_name"`
	Accepted   int                  `json:"accepted"` // reports accepted in the period
	Chosen     int                  `json:"chosen"`   // cases in this edition
	Categories []CategoryCount      `json:"categories"`
	Cases      []PublishedCase      `json:"cases"`
	Texts      EditionTexts         `json:"texts"`
	Statistics *PublishedSet        `json:"statistics,omitempty"`     // of kind "statistics"; scheme, categories and cases are empty then
	Themes     []ThemeCount         `json:"themes,omitempty"`         // subjects across categories, the most frequent first
	Comparison *Comparison          `json:"comparison,omitempty"`     // with the editions before; nil for the first
	Planned    []PlannedPublication `json:"planned,omitempty"`        // what is to come, the next first, as known at the freeze
	Revision   int                  `json:"revision,omitempty"`       // 0 as first released; counts up with each correction
	Errata     []Erratum            `json:"errata,omitempty"`         // what was corrected since, newest first
	Earlier    []EarlierErratum     `json:"earlier_errata,omitempty"` // of earlier editions, since the last of them was frozen
}

// ErratumKind is what was done to something released.
type ErratumKind string

// Kinds of Erratum.
const (
	Corrected     ErratumKind = "correction" // the case was replaced by a later revision
	CaseWithdrawn ErratumKind = "withdrawal" // the text was taken out; number and count stay
	Amended       ErratumKind = "erratum"    // a remark on the edition itself
)

// Erratum is one public notice of a change to a released edition.
type Erratum struct {
	Kind ErratumKind `json:"kind"`
	Date string      `json:"date"` // YYYY-MM-DD
	Case string      `json:"case,omitempty"`
	Note Text        `json:"note"`
	Was  int         `json:"was,omitempty"` // of a correction: the revision that was replaced
}

// FirstChapter is the number of the first chapter on a case: introduction and overview come before.
const FirstChapter = 3

// Chapters are the cases that have a chapter, in the order of the chapters.
func (c *Collection) Chapters() []*PublishedCase {
	var out []*PublishedCase
	for i := range c.Cases {
		if c.Cases[i].Chapter != nil {
			out = append(out, &c.Cases[i])
		}
	}
	slices.SortStableFunc(out, func(a, b *PublishedCase) int { return a.ChapterNo - b.ChapterNo })
	return out
}

// CategoryCount is one category with the number of its cases in the edition.
type CategoryCount struct {
	Code  string `json:"code"`
	Label Text   `json:"label"`
	Count int    `json:"count"`
}

// PublishedCase is one row of a collection, with its facts and chapter.
type PublishedCase struct {
	No        int      `json:"no"` // 項番 in this edition
	Number    string   `json:"number"`
	Revision  int      `json:"revision"`
	Category  string   `json:"category"`
	Date      string   `json:"date"` // 届出日, YYYY-MM-DD
	Reporter  Term     `json:"reporter"`
	Relation  Relation `json:"relation"`
	Reports   int      `json:"reports"` // how many reports it was drawn from
	Summary   Text     `json:"summary"`
	Facts     []Fact   `json:"facts"`
	Chapter   *Chapter `json:"chapter,omitempty"`
	ChapterNo int      `json:"chapter_no,omitempty"`
	Themes    []string `json:"themes,omitempty"`    // codes of Collection.Themes
	Withdrawn string   `json:"withdrawn,omitempty"` // day of its withdrawal: summary, facts and chapter are empty then, number and count stay
}
