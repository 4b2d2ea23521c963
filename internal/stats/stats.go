// Package stats counts accepted reports under a stated rule, for a stated period and freeze date, and says beside every number what it is.
// It is not for deciding what a report is (triage), nor for drawing, publishing or guessing rates: its figures are reports, not incidents.
package stats

import (
	"time"

	"todoke/internal/incident"
)

// Query asks for one table.
type Query struct {
	Definition string      // id of a definition, as "A3"; its newest version unless Version says otherwise
	Version    int         // version of the definition, 0 for the newest
	Inline     *Definition // an unsaved definition for a preview; Definition and Version are not read then
	Period     Period      // what the table covers; a definition with Years > 1 reaches back from its end
	Filters    []Condition // narrow the population further, beside the definition's own
	Freeze     string      // id of a freeze; "" counts what stands now
	Whole      bool        // nothing withheld: for the eyes of those who may read reports, never to be handed on
}

// CrossQuery asks for an ad hoc table of one to three dimensions.
type CrossQuery struct {
	Measure    Measure
	Date       Basis
	Dimensions []string // rows, columns, slices; one to three ids of dimensions
	Filters    []Condition
	Period     Period
	Freeze     string
	Suppress   Suppress // how small numbers are withheld; always on unless Whole
	Whole      bool     // as in Query
}

// Place names one cell of a table by the codes of its headers; an empty code means the total of that direction.
type Place struct {
	Row, Column, Slice string
}

// Part says which of the reports behind a cell are wanted, the oldest first: at most Limit behind the Over passed over.
type Part struct{ Over, Limit int }

// RowsPage is the reports behind one cell, for those who may read reports.
type RowsPage struct {
	Numbers []string // receipt numbers, oldest first
	Total   int      // how many there are; Numbers holds the first of them
}

// Freeze is a set of tables as they stood at one moment. What comes later changes the next set and the revision table, never this one.
type Freeze struct {
	ID       string    // "2020.1": period and running number
	Period   string    // as ParsePeriod reads it
	Revision int       // 1 for the first set of the period, counted up
	Change   int64     // the last change counted
	At       time.Time // freeze date
	Who      string
	Tables   []string // definitions in it, "V1@1"
}

// Difference is one line of a revision table: a number that a later freeze of the same period gives differently.
type Difference struct {
	Definition  string        `json:"definition"`
	Row         HeaderCell    `json:"row"`
	Column      HeaderCell    `json:"column"`
	Old         int64         `json:"old"`
	New         int64         `json:"new"`
	Difference  int64         `json:"difference"`
	Title       incident.Text `json:"title"`
	OldMissing  bool          `json:"old_missing,omitempty"` // the old set had no such cell
	NewMissing  bool          `json:"new_missing,omitempty"` // the new set has no such cell
	Definitions [2]int        `json:"definitions,omitempty"` // versions, where they differ
	Suppressed  bool          `json:"suppressed,omitempty"`  // either number is suppressed: none of the three is given
}
