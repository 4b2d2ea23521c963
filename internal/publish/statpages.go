package publish

import (
	"cmp"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/pdf"
	"todoke/internal/stats"
)

// publishedTable is one table of an edition of statistics, read back.
type publishedTable struct {
	*stats.Table
	About      []incident.NamedText
	Commentary *incident.Text
}

// tables reads the tables of the edition; the freeze wrote them, so they can be read.
func (o outliner) tables() []publishedTable {
	list, err := tablesOf(o.c)
	if err != nil {
		panic(err)
	}
	var out []publishedTable
	for i, t := range list {
		x := o.c.Statistics.Tables[i]
		out = append(out, publishedTable{t, x.About, x.Commentary})
	}
	return out
}

// statGrid is a table of numbers ready to print, on a page or on paper.
type statGrid struct {
	ID      string // of the table; the id of a cell is ID.row.column
	Caption string
	RowHead string
	Heads   []string
	Rows    []statRow
	Notes   []string
	Shared  bool
	Layer   string // the class of a third dimension, "" for all
}

type statRow struct {
	Head  string
	Cells []statCell
	Total bool
	Break string // stands below the row: counting changes here
}

type statCell struct{ ID, Text, Share string }

// grids are a table and one for each class of its third dimension.
func (o outliner) grids(t publishedTable) []*statGrid {
	out := []*statGrid{o.grid(t.Table, stats.HeaderCell{})}
	for _, s := range t.Slices {
		out = append(out, o.grid(s.Table, s.Head))
	}
	out[len(out)-1].Notes = o.below(t.Table)
	return out
}

// below are the sentences under a table.
func (o outliner) below(t *stats.Table) []string {
	var out []string
	for _, n := range t.Notes {
		out = append(out, n.In(o.lang))
	}
	return out
}

func (o outliner) grid(t *stats.Table, layer stats.HeaderCell) *statGrid {
	g := &statGrid{ID: t.Definition, RowHead: t.Rows.Title.In(o.lang), Caption: o.t("publish.statistics.caption", t.Title.In(o.lang), t.Unit.In(o.lang)), Layer: layer.Code}
	prefix := t.Definition
	if layer.Code != "" {
		prefix += "." + layer.Code
		g.Caption = layer.Label.In(o.lang) + o.t("publish.colon") + g.Caption
	}
	total := o.t("publish.total")
	cell := func(c stats.Cell, row, column string) statCell {
		out := statCell{ID: prefix + "." + cmp.Or(row, "total") + "." + cmp.Or(column, "total"), Text: c.Printed(), Share: c.Share}
		g.Shared = g.Shared || c.Share != ""
		return out
	}
	for _, h := range t.Columns.Cells {
		g.Heads = append(g.Heads, cmp.Or(h.Label.In(o.lang), total))
	}
	if len(t.RowTotals) > 0 {
		g.Heads = append(g.Heads, total)
	}
	for r, line := range t.Cells {
		row := statRow{Head: t.Rows.Cells[r].Label.In(o.lang)}
		for c, x := range line {
			row.Cells = append(row.Cells, cell(x, t.Rows.Cells[r].Code, t.Columns.Cells[c].Code))
		}
		if r < len(t.RowTotals) {
			row.Cells = append(row.Cells, cell(t.RowTotals[r], t.Rows.Cells[r].Code, ""))
		}
		for _, b := range t.Breaks {
			if b.Axis == "rows" && b.After == t.Rows.Cells[r].Code {
				row.Break = b.Text.In(o.lang)
			}
		}
		g.Rows = append(g.Rows, row)
	}
	if len(t.ColumnTotal) > 0 {
		row := statRow{Head: total, Total: true}
		for c, x := range t.ColumnTotal {
			row.Cells = append(row.Cells, cell(x, "", t.Columns.Cells[c].Code))
		}
		if len(t.RowTotals) > 0 {
			row.Cells = append(row.Cells, cell(t.Total, "", ""))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// Columns is how many columns of a page a grid has.
func (g *statGrid) Columns() int {
	if g.Shared {
		return 1 + 2*len(g.Heads)
	}
	return 1 + len(g.Heads)
}

// widest is how many columns of numbers a sheet of paper bears; more are printed one below the other.
const widest = 8

// pdf is the grid on paper, its shares beside their numbers.
func (g *statGrid) pdf() []pdf.Block {
	var out []pdf.Block
	for from := 0; from == 0 || from < len(g.Heads); from += widest {
		to := min(from+widest, len(g.Heads))
		p := &pdf.Grid{Number: g.ID, Caption: g.Caption, Heads: append([]string{g.RowHead}, g.Heads[from:to]...)}
		for _, r := range g.Rows {
			cells := []string{r.Head}
			for _, c := range r.Cells[from:to] {
				s := c.Text
				if c.Share != "" {
					s += " (" + c.Share + "%)"
				}
				cells = append(cells, s)
			}
			p.Rows = append(p.Rows, pdf.GridRow{Cells: cells, Total: r.Total})
			if r.Break != "" {
				p.Notes = append(p.Notes, r.Head+" | "+r.Break)
			}
		}
		if to == len(g.Heads) {
			p.Notes = append(p.Notes, g.Notes...)
		}
		out = append(out, pdf.Block{Kind: pdf.KindGrid, Grid: p})
	}
	return out
}

// chartOf is the picture of a table as a figure.
func (o outliner) chartOf(t publishedTable) *figure {
	f := &figure{Number: t.Definition, table: t.Table}
	f.Kind, f.Caption = "chart", t.Title
	return f
}

// chartDrawing lays the picture of a table out with the looks of this package.
func chartDrawing(p stats.Picture) drawing {
	d := drawing{width: p.Width, height: p.Height}
	d.add(shape{kind: rectShape, look: look(stats.LookGround), w: p.Width, h: p.Height})
	for _, m := range p.Marks {
		s := shape{look: look(m.Look), x: m.X, y: m.Y, w: m.W, h: m.H, points: m.Points, dash: m.Look.Dashed(), size: m.Size, align: m.Align, bold: m.Bold}
		switch m.Kind {
		case stats.RectMark:
			s.kind = rectShape
		case stats.LineMark:
			s.kind = lineShape
		case stats.TextMark:
			s.kind, s.lines, s.dash = textShape, []string{m.Text}, false
		}
		d.add(s)
	}
	return d
}

func init() {
	for _, l := range stats.Looks() {
		fill, stroke := l.Ink()
		p := paint{stroke: stroke, thickness: l.Wide()}
		switch l {
		case stats.LookInk, stats.LookMuted, stats.LookOn, stats.LookBreak:
			p.text = fill
		default:
			p.fill = fill
		}
		palette[look(l)] = p
	}
}

// statisticsSections is an edition of statistics in reading order: introduction, the tables in their groups, what changed, the request to report.
func (o outliner) statisticsSections() []section {
	c := o.c
	out := []section{{ID: "intro", Number: "1.", Title: o.t("publish.section.intro"), Level: 1, Blocks: o.introduction()}}
	n := 1
	group := ""
	k := 0
	for _, t := range o.tables() {
		name := cmp.Or(t.Group, "other")
		if name != group {
			group, k = name, 0
			n++
			out = append(out, section{ID: "group-" + name, Number: itoa(n) + ".", Title: o.t("publish.statistics.group." + name), Level: 1})
		}
		k++
		out = append(out, section{ID: t.Definition, Number: itoa(n) + "-" + itoa(k) + ".", Title: t.Title.In(o.lang), Level: 2, Blocks: o.tableBlocks(t, 4)})
	}
	if b := o.revisionBlocks(); len(b) > 0 {
		n++
		out = append(out, section{ID: "revisions", Number: itoa(n) + ".", Title: o.t("publish.statistics.revisions"), Level: 1, Blocks: b})
	}
	n++
	if c.Texts.Request.JA != "" || c.Texts.Next.JA != "" {
		out = append(out, o.closing(n)...)
	}
	return out
}

// introduction is what the desk wrote, then what holds for every number of the edition.
func (o outliner) introduction() []block {
	out := o.blocks(o.c.Texts.Introduction)
	for _, key := range []string{"counted", "frozen", "withheld"} {
		out = append(out, block{Kind: bulletBlock, Items: []string{o.t("publish.statistics."+key, o.day(frozenDay(o.c.Statistics.FrozenAt)), o.c.Statistics.ID)}})
	}
	return out
}

// tableBlocks are the picture, the numbers, what the desk says to them, and what is counted.
func (o outliner) tableBlocks(t publishedTable, level int) []block {
	out := []block{{Kind: figureBlock, Figure: o.chartOf(t)}}
	for _, g := range o.grids(t) {
		out = append(out, block{Kind: statBlock, Stat: g})
	}
	if t.Commentary != nil {
		out = append(out, block{Kind: headingBlock, Text: o.t("publish.statistics.commentary"), Level: level})
		out = append(out, o.blocks(*t.Commentary)...)
	}
	var about []string
	for _, x := range t.About {
		about = append(about, x.Name.In(o.lang)+o.t("publish.colon")+x.Text.In(o.lang))
	}
	return append(out, block{Kind: boxBlock, Text: o.t("publish.statistics.about"), Level: level, Blocks: []block{{Kind: bulletBlock, Items: about}}})
}

// revisionBlocks is the revision table to the edition of the same period before.
func (o outliner) revisionBlocks() []block {
	s := o.c.Statistics
	if s.Before == "" {
		return nil
	}
	list := readRevisions(s.Revisions)
	lead := block{Kind: paragraphBlock, Text: o.t("publish.statistics.revisions.lead", s.Before, s.BeforeSet, s.ID)}
	if len(list) == 0 {
		return []block{lead, {Kind: paragraphBlock, Text: o.t("publish.statistics.revisions.same")}}
	}
	g := &grid{Number: "R", Caption: o.t("publish.statistics.revisions"), Heads: []string{o.t("publish.table"), o.t("publish.statistics.place"), s.BeforeSet, s.ID, o.t("publish.statistics.difference")}}
	for _, d := range list {
		var place []string
		for _, h := range []stats.HeaderCell{d.Row, d.Column} {
			if l := h.Label.In(o.lang); l != "" {
				place = append(place, l)
			}
		}
		old, now, change := thousands(itoa(int(d.Old))), thousands(itoa(int(d.New))), withSign(int(d.Difference))
		switch {
		case d.Suppressed:
			old, now, change = "×", "×", "×"
		case d.OldMissing:
			old = "–"
		case d.NewMissing:
			now = "–"
		}
		g.Rows = append(g.Rows, gridRow{Cells: []string{d.Definition + " " + d.Title.In(o.lang), cmp.Or(strings.Join(place, " × "), o.t("publish.total")), old, now, change}})
	}
	return []block{lead, {Kind: gridBlock, Grid: g}}
}
