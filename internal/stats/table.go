package stats

import (
	"slices"

	"todoke/internal/incident"
)

// TableFormat names the JSON form of a Table.
const TableFormat = "todoke-table/1"

// Table is one counted table. Counted twice over the same rows it has the same bytes as JSON.
type Table struct {
	Format      string          `json:"format"`
	Definition  string          `json:"definition"` // "" for an ad hoc cross
	Version     int             `json:"version"`
	Title       incident.Text   `json:"title"`
	Group       string          `json:"group,omitempty"`
	Measure     Measure         `json:"measure"`
	Unit        incident.Text   `json:"unit"` // 件, 個, 日 …
	Date        Basis           `json:"date"`
	From        string          `json:"from"` // first day covered, YYYY-MM-DD
	To          string          `json:"to"`   // last day covered
	Rows        Header          `json:"rows"`
	Columns     Header          `json:"columns"`                 // without an axis one column with the empty code, the total
	Cells       [][]Cell        `json:"cells"`                   // by row, then column
	RowTotals   []Cell          `json:"row_totals,omitempty"`    // one a row, where the columns are an axis with a total
	ColumnTotal []Cell          `json:"column_totals,omitempty"` // one a column, where the rows have a total
	Total       Cell            `json:"total"`                   // the whole population under the measure, each report once
	N           int64           `json:"n"`                       // reports counted from (under the rule of the period)
	Denominator int64           `json:"denominator,omitempty"`   // of the shares where it is one number: reports or sum
	MultiValued bool            `json:"multi_valued"`
	Slices      []Slice         `json:"slices,omitempty"` // the same table for each class of a third dimension
	Notes       []incident.Text `json:"notes"`            // the definition's and the engine's; shares always bring n and that they are no rates
	Breaks      []Break         `json:"breaks,omitempty"`
	Listed      []Listed        `json:"listed,omitempty"` // reports not counted because of their dates, with the reason
	Rules       []string        `json:"rules"`            // ids of the counting rules in force
	Freeze      string          `json:"freeze,omitempty"` // id of the set, "" for live numbers
	FrozenAt    string          `json:"frozen_at,omitempty"`
	Revision    int             `json:"revision,omitempty"`
	Suppressed  bool            `json:"suppressed,omitempty"` // some numbers are withheld
	Suppress    Suppress        `json:"suppress"`
	HeldBack    int64           `json:"-"` // cells withheld, for staff
}

// Header is one direction of a table.
type Header struct {
	Dimension string        `json:"dimension,omitempty"`
	Title     incident.Text `json:"title,omitzero"`
	Cells     []HeaderCell  `json:"cells"`
}

// HeaderCell is the head of one row or column. Code is stable; Kind is "other" or "unknown" for those two, else "".
type HeaderCell struct {
	Code  string        `json:"code"`
	Label incident.Text `json:"label"`
	Kind  string        `json:"kind,omitempty"`
}

// Cell is one number. Value is nothing when None or Suppressed is set.
type Cell struct {
	Value      int64  `json:"value"`
	Share      string `json:"share,omitempty"` // percent of the denominator, rounded half up, as "65.9"; "" where there is none
	N          int64  `json:"n,omitempty"`     // for dwell: reports the median is taken of
	None       bool   `json:"none,omitempty"`  // no number can be given: a total across a break, a median of nothing
	Suppressed bool   `json:"suppressed,omitempty"`
}

// Slice is the table of one class of the third dimension.
type Slice struct {
	Head  HeaderCell `json:"head"`
	Table *Table     `json:"table"`
}

// Empty tells whether a table holds nothing but zeros that everybody may see; one with a number withheld is not empty.
func (t *Table) Empty() bool {
	zero := func(list []Cell) bool {
		return !slices.ContainsFunc(list, func(c Cell) bool { return c.Suppressed || c.Value != 0 })
	}
	return zero(t.RowTotals) && zero(t.ColumnTotal) && zero([]Cell{t.Total}) && !slices.ContainsFunc(t.Cells, func(line []Cell) bool { return !zero(line) })
}

// Break says that the numbers before and after it are counted differently and must not be joined.
type Break struct {
	Axis  string        `json:"axis"`  // "rows" or "columns"
	After string        `json:"after"` // code of the last header cell before the break
	Text  incident.Text `json:"text"`
}

// Listed is how many reports are not counted for one reason.
type Listed struct {
	Reason string        `json:"reason"` // "before_1990", "future", "coarse", "no_date"
	Label  incident.Text `json:"label"`
	N      int64         `json:"n"`
}
