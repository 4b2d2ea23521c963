package console

import (
	"cmp"
	"html/template"
	"net/url"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/stats"
)

// statView is a counted table as a page shows it.
type statView struct {
	Table  *stats.Table
	Grids  []statGrid // the table, then one for each class of a third dimension
	Chart  template.HTML
	Narrow template.HTML // shown in its place on a telephone, "" where it is scrolled there
	Below  []string
	Pairs  []incident.NamedText // what it counts, in words
	Held   int                  // numbers shown here that are withheld from everybody else
	Linked bool                 // numbers lead to the reports behind them
	Empty  []string             // classes of a third dimension whose table would hold nothing but zeros
}

// statGrid is rows and columns ready to print.
type statGrid struct {
	Caption, RowHead string
	Heads            []string
	Lines            []statLine
	Shared           bool
}

// statLine is one row; Break stands below it where the counting changes.
type statLine struct {
	Head  string
	Cells []statCell
	Total bool
	Break string
}

// statCell is one number.
type statCell struct {
	Text, Share string
	Href        string // the reports behind it
	Held        bool   // withheld from everybody else
}

// statView makes the view of a table. whole is the same table with nothing withheld, for who may read reports; address leads to the reports behind a number.
func (v *visit) statView(t, whole *stats.Table, d stats.Definition, address url.Values) statView {
	s := statView{Table: t, Linked: address != nil && v.can(incident.ReportRead), Chart: template.HTML(stats.Chart(t, v.lang, v.c.Texts)), Narrow: template.HTML(stats.NarrowChart(t, v.lang, v.c.Texts)), // made of escaped parts
		Below: t.Below(v.lang)[len(t.Breaks):]}
	if d.Measure != "" {
		s.Pairs = v.c.Stats.About(t, d)
	}
	layers := []stats.Slice{{Table: t}}
	layers = append(layers, t.Slices...)
	for i, l := range layers {
		if i > 0 && l.Table.Empty() {
			s.Empty = append(s.Empty, l.Head.Label.In(v.lang))
			continue
		}
		s.Grids = append(s.Grids, v.statGrid(&s, l, whole, address))
	}
	return s
}

// cellsOf gives the numbers of a layer by the codes of their headers.
func cellsOf(t *stats.Table, slice string) map[stats.Place]stats.Cell {
	out := map[stats.Place]stats.Cell{}
	if t == nil {
		return out
	}
	if slice != "" {
		i := 0
		for i = range t.Slices {
			if t.Slices[i].Head.Code == slice {
				break
			}
		}
		if i >= len(t.Slices) {
			return out
		}
		t = t.Slices[i].Table
	}
	for r, line := range t.Cells {
		for c, x := range line {
			out[stats.Place{Row: t.Rows.Cells[r].Code, Column: t.Columns.Cells[c].Code, Slice: slice}] = x
		}
		if r < len(t.RowTotals) {
			out[stats.Place{Row: t.Rows.Cells[r].Code, Slice: slice}] = t.RowTotals[r]
		}
	}
	for c, x := range t.ColumnTotal {
		out[stats.Place{Column: t.Columns.Cells[c].Code, Slice: slice}] = x
	}
	out[stats.Place{Slice: slice}] = t.Total
	return out
}

func (v *visit) statGrid(s *statView, l stats.Slice, whole *stats.Table, address url.Values) statGrid {
	t, slice := l.Table, l.Head.Code
	g := statGrid{Caption: strings.TrimSpace(s.Table.Definition + " " + t.Title.In(v.lang)), RowHead: t.Rows.Title.In(v.lang)}
	if slice != "" {
		g.Caption = l.Head.Label.In(v.lang)
	}
	g.Caption += v.t("console.stats.caption", t.Unit.In(v.lang))
	exact := cellsOf(whole, slice)
	cell := func(x stats.Cell, at stats.Place) statCell {
		at.Slice = slice
		out := statCell{Share: x.Share}
		if w, ok := exact[at]; ok && x.Suppressed && !w.Suppressed {
			x, out.Held, out.Share = w, true, w.Share
			s.Held++
		}
		switch {
		case x.Suppressed:
			out.Text = "×"
			return out
		case x.None:
			out.Text = "–"
			return out
		}
		out.Text = commas(int(x.Value))
		if x.N > 0 {
			out.Text += v.t("console.stats.of", commas(int(x.N)))
		}
		if s.Linked && x.Value > 0 {
			q := url.Values{"row": {at.Row}, "column": {at.Column}, "slice": {at.Slice}}
			for k, list := range address {
				q[k] = list
			}
			out.Href = "/statistics/behind?" + q.Encode()
		}
		g.Shared = g.Shared || out.Share != ""
		return out
	}
	for _, h := range t.Columns.Cells {
		g.Heads = append(g.Heads, cmp.Or(h.Label.In(v.lang), v.t("stats.total")))
	}
	if len(t.RowTotals) > 0 {
		g.Heads = append(g.Heads, v.t("stats.total"))
	}
	for r, line := range t.Cells {
		row := t.Rows.Cells[r]
		out := statLine{Head: row.Label.In(v.lang)}
		for c, x := range line {
			out.Cells = append(out.Cells, cell(x, stats.Place{Row: row.Code, Column: t.Columns.Cells[c].Code}))
		}
		if r < len(t.RowTotals) {
			out.Cells = append(out.Cells, cell(t.RowTotals[r], stats.Place{Row: row.Code}))
		}
		for _, b := range s.Table.Breaks {
			if b.Axis == "rows" && b.After == row.Code {
				out.Break = b.Text.In(v.lang)
			}
		}
		g.Lines = append(g.Lines, out)
	}
	if len(t.ColumnTotal) > 0 {
		out := statLine{Head: v.t("stats.total"), Total: true}
		for c, x := range t.ColumnTotal {
			out.Cells = append(out.Cells, cell(x, stats.Place{Column: t.Columns.Cells[c].Code}))
		}
		if len(t.RowTotals) > 0 {
			out.Cells = append(out.Cells, cell(t.Total, stats.Place{}))
		}
		g.Lines = append(g.Lines, out)
	}
	return g
}

// Wide tells whether a table needs the whole width of a page.
func (s statView) Wide() bool { return s.Grids[0].Columns() > 7 }

// Columns is how many columns of numbers a grid has, shares counted.
func (g statGrid) Columns() int {
	n := len(g.Heads) + 1
	if g.Shared {
		n += len(g.Heads)
	}
	return n
}
