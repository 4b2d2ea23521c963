package console

import (
	"cmp"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/stats"
)

// statView is a counted table as a page shows it.
type statView struct {
	Table  *stats.Table
	Grids  []statGrid // the table, then one for each class of a third dimension
	Chart  template.HTML
	Below  []string
	Pairs  []statPair // what it counts, in words
	Held   int        // numbers shown here that are withheld from everybody else
	Linked bool       // numbers lead to the reports behind them
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

type statPair struct{ Name, Text string }

// statView makes the view of a table. whole is the same table with nothing withheld, for who may read reports; address leads to the reports behind a number.
func (v *visit) statView(t, whole *stats.Table, d stats.Definition, address url.Values) statView {
	s := statView{Table: t, Linked: address != nil && v.can(incident.ReportRead), Chart: template.HTML(stats.Chart(t, v.lang, v.c.Texts)), // made of escaped parts
		Below: t.Below(v.lang)[len(t.Breaks):]}
	if d.Measure != "" {
		s.Pairs = v.defined(t, d)
	}
	layers := []stats.Slice{{Table: t}}
	layers = append(layers, t.Slices...)
	for _, l := range layers {
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

// defined says in words what a table counts.
func (v *visit) defined(t *stats.Table, d stats.Definition) []statPair {
	var out []statPair
	add := func(key, text string) {
		if text != "" {
			out = append(out, statPair{v.t("console.stats." + key), text})
		}
	}
	add("period", v.t("console.stats.span", t.From, t.To))
	if t.Freeze != "" {
		add("frozen", v.t("console.stats.frozen_at", t.Freeze, day(t.FrozenAt)))
	} else {
		add("frozen", v.t("console.stats.live"))
	}
	add("measure", v.t("stats.measure."+string(d.Measure)))
	add("basis", v.t("stats.date."+string(d.Date)))
	add("population", v.population(d.Where))
	var axes []string
	for _, a := range []stats.Axis{d.Rows, d.Columns, d.Slices} {
		if a.Dimension != "" {
			axes = append(axes, v.dimension(a.Dimension).Title.In(v.lang))
		}
	}
	add("axes", strings.Join(axes, " × "))
	add("denominator", v.t("stats.denominator."+cmp.Or(d.Denominator, "none")))
	if !t.Total.None && !t.Total.Suppressed {
		add("n", v.t("console.stats.reports", commas(int(t.N))))
	}
	var rules []string
	for _, id := range t.Rules {
		rules = append(rules, v.rule(id))
	}
	add("rule", strings.Join(rules, v.t("console.stats.semicolon")))
	if t.Suppress.On {
		add("suppress", v.t("console.stats.suppressed", cmp.Or(t.Suppress.K, 3)))
	} else {
		add("suppress", v.t("console.stats.unsuppressed"))
	}
	if d.Version > 0 && t.Definition != "" {
		add("version", strconv.Itoa(d.Version))
	}
	return out
}

func day(stamp string) string {
	if len(stamp) >= 10 {
		return stamp[:10]
	}
	return stamp
}

// population says conditions in words: all must hold.
func (v *visit) population(list []stats.Condition) string {
	var out []string
	for _, w := range list {
		dim := v.dimension(w.Dimension)
		var codes []string
		for _, c := range w.In {
			codes = append(codes, v.class(dim, c))
		}
		key := "console.stats.is"
		if w.Not {
			key = "console.stats.is_not"
		}
		out = append(out, v.t(key, dim.Title.In(v.lang), strings.Join(codes, v.t("console.stats.or"))))
	}
	if len(out) == 0 {
		return v.t("console.stats.everything")
	}
	return strings.Join(out, v.t("console.stats.semicolon"))
}

func (v *visit) dimension(id string) stats.Dimension {
	for _, d := range v.c.Stats.Dimensions() {
		if d.ID == id {
			return d
		}
	}
	return stats.Dimension{ID: id, Title: incident.Text{JA: id, EN: id}}
}

// class names a code of a dimension.
func (v *visit) class(d stats.Dimension, code string) string {
	for _, l := range d.Lists {
		for _, c := range l.Classes {
			if c.Code == code || c.Kind == code {
				return c.Title.In(v.lang)
			}
		}
	}
	if code == "other" || code == "unknown" {
		return v.t("stats." + code)
	}
	return code
}

func (v *visit) rule(id string) string {
	list, err := v.c.Stats.Rules(v.ctx())
	if err == nil {
		for _, r := range list {
			if r.ID == id {
				return r.Title.In(v.lang)
			}
		}
	}
	return id
}
