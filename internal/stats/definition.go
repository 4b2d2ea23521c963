package stats

import "todoke/internal/incident"

// Measure is what a table counts.
type Measure string

// Measures. Acts are facts (one report may tell of several acts of one kind); detections are the numbers found, cases those drawn from the reports;
// dwell is the median of the days from begun to discovered, where both days are known.
const (
	Reports    Measure = "reports"
	WithDamage Measure = "reports_with_damage"
	Acts       Measure = "acts"
	Detections Measure = "detections"
	Cases      Measure = "cases"
	Dwell      Measure = "dwell"
)

// Measures lists the measures in the order shown.
var Measures = []Measure{Reports, WithDamage, Acts, Detections, Cases, Dwell}

// Basis is which of a report's dates decides its period (design §2, four dates).
type Basis string

// Bases.
const (
	ByWritten    Basis = "written"
	ByReceived   Basis = "received"
	ByAccepted   Basis = "accepted"
	ByBegun      Basis = "begun"
	ByDiscovered Basis = "discovered"
	ByContained  Basis = "contained"
)

// Bases lists the bases in the order shown.
var Bases = []Basis{ByWritten, ByReceived, ByAccepted, ByBegun, ByDiscovered, ByContained}

// Coarse is what a table does with a date that is only a month, only a year, or estimated.
type Coarse string

// Ways with coarse dates. Fitting counts a report whose whole range lies in one period of the table and lists the others; Exact lists
// everything that is not a day; First takes the first day of the range.
const (
	Fitting Coarse = "fitting"
	Exact   Coarse = "exact"
	First   Coarse = "first"
)

// Definition is one table as data: what is counted, over which reports, by what. Desk definitions are kept in the database by version; those of
// the trade (V1–V8, A1–A7, domain.md §2.2) ship with the program.
type Definition struct {
	ID          string          `toml:"id" json:"id"`                         // "A3"; letters, digits, "-" and "_"
	Version     int             `toml:"version" json:"version"`               // counted up with every change
	Title       incident.Text   `toml:"title" json:"title"`                   // ja and en
	Group       string          `toml:"group" json:"group,omitempty"`         // "virus" or "access" for the order of an edition; "" for others
	Measure     Measure         `toml:"measure" json:"measure"`               // one of Measures
	Date        Basis           `toml:"date" json:"date"`                     // which date decides the period
	Coarse      Coarse          `toml:"coarse" json:"coarse,omitempty"`       // coarse dates; "fitting" when not said
	Certainty   []string        `toml:"certainty" json:"certainty,omitempty"` // facts of which certainty count; confirmed, presumed, possible and unknown when not said
	Years       int             `toml:"years" json:"years,omitempty"`         // how many years the table covers, ending with the period; 0 and 1: the period alone
	Where       []Condition     `toml:"where" json:"where,omitempty"`         // the population: all must hold
	Rows        Axis            `toml:"rows" json:"rows"`                     // what the rows are
	Columns     Axis            `toml:"columns" json:"columns,omitzero"`      // what the columns are; none for a list
	Slices      Axis            `toml:"slices" json:"slices,omitzero"`        // a third dimension: one table each
	MultiValued bool            `toml:"multi_valued" json:"multi_valued"`     // says that a report may stand in several cells, so that sums exceed the reports; must be said where it is so
	Denominator string          `toml:"denominator" json:"denominator"`       // of shares: "reports" of the population, "sum" of the cells, "row" total, "column" total, or "none"
	Decimals    int             `toml:"decimals" json:"decimals"`             // of shares, rounded half up; 1 in the trade
	Notes       []incident.Text `toml:"note" json:"notes,omitempty"`          // printed under the table, before those of the engine
	Suppress    Suppress        `toml:"suppress" json:"suppress"`             // small numbers
}

// Condition keeps reports that have one of the codes of a dimension, or with Not those that have none of them.
type Condition struct {
	Dimension string   `toml:"dimension" json:"dimension"`
	In        []string `toml:"in" json:"in"`
	Not       bool     `toml:"not" json:"not,omitempty"`
}

// Axis is one direction of a table.
type Axis struct {
	Dimension string   `toml:"dimension" json:"dimension"`       // id of a Dimension; "" for no axis
	Order     string   `toml:"order" json:"order,omitempty"`     // "list" as the dimension has it (default), "count" falling
	Codes     []string `toml:"codes" json:"codes,omitempty"`     // only these classes, in this order; the rest goes to "other"
	Top       int      `toml:"top" json:"top,omitempty"`         // only so many by count; the rest goes to "other"
	Other     string   `toml:"other" json:"other,omitempty"`     // what is in no class: "last" (default) or "omit", which says in a note how many
	Unknown   string   `toml:"unknown" json:"unknown,omitempty"` // reports of which nothing is known here: "last" (default), "other" joins them to other, or "omit"
	Empty     string   `toml:"empty" json:"empty,omitempty"`     // classes with nothing: "show" (default) or "hide"
	Total     string   `toml:"total" json:"total,omitempty"`     // "show" (default) or "hide"
}

// Suppress says whether small numbers of a table are withheld from the public; off for the trade's own tables.
type Suppress struct {
	On   bool `toml:"on" json:"on"`
	K    int  `toml:"k" json:"k,omitempty"`       // the least number of reports a cell may stand for; 3 when not said
	Zero bool `toml:"zero" json:"zero,omitempty"` // nothing is withheld like a small number; else it is shown as 0
}

// CountingRule is a named way of counting with the days it holds for (domain.md §2.1). A series that crosses from one rule to another carries a break.
type CountingRule struct {
	ID     string        `toml:"id" json:"id"`
	Title  incident.Text `toml:"title" json:"title"`
	From   string        `toml:"from" json:"from,omitempty"`     // first day, YYYY-MM-DD; "" for ever before
	To     string        `toml:"to" json:"to,omitempty"`         // last day; "" for ever after
	Scheme string        `toml:"scheme" json:"scheme,omitempty"` // "virus" or "access"; "" for both
	Unit   string        `toml:"unit" json:"unit"`               // "report", or "reporter_day_name": reporter × day × virus name
	Damage string        `toml:"damage" json:"damage"`           // "two": not known counts as without damage, as published (被害なし = 検知・未遂); "three" shows it apart
}

// Dimension is one thing reports are told apart by: a list of codes, read from a source, with classes that may differ by period.
type Dimension struct {
	ID       string        `toml:"id" json:"id"`
	Title    incident.Text `toml:"title" json:"title"`
	Source   string        `toml:"source" json:"source"`               // a fact dimension, "scheme", "outcome", "org_kind", "channel", "answer.QUESTION", or "time" for years and months
	Fallback string        `toml:"fallback" json:"fallback,omitempty"` // a second source, read where the first says nothing
	Multi    bool          `toml:"multi" json:"multi,omitempty"`       // a report may have several
	Lists    []ClassList   `toml:"list" json:"lists,omitempty"`        // classes by period; none means the codes of the vocabulary as they are
}

// ClassList is the classes of a dimension for a span of days: a crosswalk from our codes to the published classes (domain.md §2.3).
type ClassList struct {
	From    string  `toml:"from" json:"from,omitempty"` // first day, YYYY-MM-DD; "" for ever before
	To      string  `toml:"to" json:"to,omitempty"`     // last day; "" for ever after
	Classes []Class `toml:"class" json:"classes"`
}

// Class is one published class and the codes that fall into it. A code in no class of its list is "other".
type Class struct {
	Code  string        `toml:"code" json:"code"`
	Title incident.Text `toml:"title" json:"title"`
	Of    []string      `toml:"of" json:"of"`
	Kind  string        `toml:"kind" json:"kind,omitempty"` // "other" or "unknown" for classes that say so
}

// Problem is one thing wrong with a definition, a rule or a dimension, at a line of its text.
type Problem struct {
	Line int             // from 1; 0 where no line can be named
	Err  *incident.Error // what is wrong, with a catalogue key
}
