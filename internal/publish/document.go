package publish

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/pdf"
	"todoke/internal/stats"
)

// document turns a collection into what package pdf typesets.
func document(c *incident.Collection, lang incident.Lang, words *i18n.Catalogue) pdf.Document {
	o := outliner{c: c, lang: lang, words: words}
	d := pdf.Document{
		Lang: string(lang), Series: o.t("publish.series"), Title: c.Title.In(lang), Subtitle: o.period(), Desk: c.Desk.In(lang),
		Demo: c.Demo, Date: o.t("publish.published", o.day(o.frozen())), Frozen: o.frozen(),
		Description: o.t("publish.description", o.n(c.Accepted), o.n(c.Chosen)), Keywords: []string{o.t("publish.series"), c.ID},
		Words: pdf.Words{Contents: o.t("publish.contents"), Figures: o.t("publish.contents.figures"), Tables: o.t("publish.contents.tables"), No: o.t("publish.table.no"), Date: o.t("publish.table.date." + string(c.DateRule)), Summary: o.t("publish.table.summary"),
			Figure: o.t("publish.figure"), Table: o.t("publish.table"), Category: o.t("publish.category"), Count: o.t("publish.count"), Total: o.t("publish.total"), Cases: o.t("publish.cases", "{n}")},
	}
	if c.Demo {
		d.DemoLabel, d.DemoNote = demoLabel(c, lang, words), o.t("publish.demo.note")
		d.Keywords = append(d.Keywords, d.DemoLabel)
	}
	for _, f := range c.Texts.Footnotes {
		d.Footnotes = append(d.Footnotes, pdf.Footnote{ID: f.ID, Text: f.Text.In(lang)})
	}
	sections := o.sections
	if c.Statistics != nil {
		sections = o.statisticsSections
		d.Series = o.t("publish.series.statistics")
		d.Description, d.Keywords[0] = o.t("publish.statistics.description", len(c.Statistics.Tables)), d.Series
	}
	for _, s := range sections() {
		d.Sections = append(d.Sections, pdf.Section{ID: s.ID, Number: s.Number, Title: s.Title, Level: s.Level, Blocks: o.pdfBlocks(s.Blocks)})
	}
	return d
}

func demoLabel(c *incident.Collection, lang incident.Lang, words *i18n.Catalogue) string {
	if c.DemoLabel != nil && c.DemoLabel.JA != "" {
		return c.DemoLabel.In(lang)
	}
	return words.T(lang, "web.demo")
}

func (o outliner) pdfBlocks(list []block) []pdf.Block {
	var out []pdf.Block
	for _, b := range list {
		switch b.Kind {
		case paragraphBlock:
			out = append(out, pdf.Paragraph(b.Text))
		case bulletBlock:
			out = append(out, pdf.Bullets(b.Items...))
		case numberedBlock:
			out = append(out, pdf.Ordered(b.Items...))
		case headingBlock:
			out = append(out, pdf.Heading(b.Text))
		case boxBlock:
			out = append(out, pdf.Box(b.Text, o.pdfBlocks(b.Blocks)...))
		case categoriesBlock:
			out = append(out, pdf.Block{Kind: pdf.KindCategories, Categories: o.pdfCategories(false)})
		case tableBlock:
			out = append(out, pdf.Block{Kind: pdf.KindCases, Table: &pdf.Table{Number: "2-1", Caption: o.t("publish.table.caption"), Categories: o.pdfCategories(true)}})
		case gridBlock:
			out = append(out, pdf.Block{Kind: pdf.KindGrid, Grid: b.Grid.pdf()})
		case statBlock:
			out = append(out, b.Stat.pdf()...)
		case observedBlock:
			out = append(out, pdf.Box(b.Text, o.pdfBlocks(b.Blocks)...))
		case figureBlock:
			out = append(out, pdf.Block{Kind: pdf.KindFigure, Figure: o.pdfFigure(b.Figure)})
		}
	}
	return out
}

func (g *grid) pdf() *pdf.Grid {
	out := &pdf.Grid{Number: g.Number, Caption: g.Caption, Heads: g.Heads, Notes: g.Notes}
	for _, r := range g.Rows {
		out.Rows = append(out.Rows, pdf.GridRow{Cells: r.Cells, Total: r.Total})
	}
	return out
}

func (o outliner) pdfCategories(withRows bool) []pdf.Category {
	var out []pdf.Category
	for _, cat := range o.c.Categories {
		p := pdf.Category{Label: cat.Label.In(o.lang), Count: cat.Count}
		for i := range o.c.Cases {
			if c := &o.c.Cases[i]; withRows && c.Category == cat.Code {
				p.Rows = append(p.Rows, o.pdfRow(c))
			}
		}
		if !withRows || len(p.Rows) > 0 { // a class without cases is counted but has no part in the table
			out = append(out, p)
		}
	}
	return out
}

func (o outliner) pdfRow(c *incident.PublishedCase) pdf.Row {
	r := pdf.Row{No: strconv.Itoa(c.No), Date: o.date(c.Date), Blocks: o.pdfBlocks(o.blocks(c.Summary))}
	if c.Withdrawn != "" {
		r.Blocks = []pdf.Block{pdf.Paragraph(o.t("public.withdrawn.lead", o.day(c.Withdrawn)))}
	}
	if c.Chapter != nil {
		r.Note, r.See = o.t("publish.row.chapter", c.ChapterNo), "chapter-"+strconv.Itoa(c.No)
	}
	return r
}

func (o outliner) pdfFigure(f *figure) *pdf.Figure {
	d := o.draw(f, true)
	out := &pdf.Figure{Number: f.Number, Caption: o.caption(f.Figure), Alt: o.figureAlt(f), Width: d.width, Height: d.height}
	out.Float = f.table == nil && f.Kind != "series" // a chart stays with its table
	for _, s := range d.shapes {
		out.Shapes = append(out.Shapes, s.pdf())
	}
	return out
}

// draw lays a figure out; on paper outcome and notes stand in the picture, on a page in words beside it.
func (o outliner) draw(f *figure, paper bool) drawing {
	if f.Kind == "series" {
		return o.layoutSeries()
	}
	if f.table != nil {
		return chartDrawing(stats.Draw(f.table, o.lang, o.words))
	}
	if f.Kind == "exhibit" {
		return layoutExhibit(f.Figure, o.lang, o.t("publish.figure.redrawn"), paper)
	}
	result := ""
	if paper {
		result = o.t("publish.figure.outcome")
	}
	return layoutFlow(f.Figure, o.lang, result)
}

// figureAlt says in words all that the picture says.
func (o outliner) figureAlt(f *figure) string {
	var b strings.Builder
	b.WriteString(f.Caption.In(o.lang))
	if f.Kind == "series" {
		b.WriteString(" " + o.seriesAlt())
	}
	if f.table != nil {
		b.WriteString(" " + stats.Draw(f.table, o.lang, o.words).Description)
	}
	labels := map[string]string{}
	for _, a := range f.Actors {
		labels[a.ID] = a.Label.In(o.lang)
	}
	for i, s := range f.Steps {
		key := "publish.figure.step"
		if s.From == s.To {
			key = "publish.figure.step.in_place"
		}
		b.WriteString(" " + o.t(key, i+1, labels[s.From], labels[s.To], s.Label.In(o.lang)))
	}
	if f.Exhibit != nil {
		for _, p := range f.Exhibit.Parts {
			b.WriteString(" " + o.t("publish.figure.part", p.Label.In(o.lang), p.Body.In(o.lang), p.Note.In(o.lang)))
		}
	}
	if out := f.Outcome.In(o.lang); out != "" {
		b.WriteString(" " + o.t("publish.figure.outcome") + o.t("publish.colon") + out)
	}
	return b.String()
}

// paint is the colours of a look on paper; style.css has those of the screen (TestLooks holds that it has all).
type paint struct {
	fill, stroke, text string
	thickness          float64
}

var palette = map[look]paint{
	lookPaper:     {fill: "#ffffff"},
	lookInk:       {stroke: "#1a1a1c", text: "#1a1a1c", thickness: 1.3},
	lookMuted:     {stroke: "#8a8f9c", text: "#4a5361", thickness: 0.8},
	lookAttacker:  {fill: "#8f1020", stroke: "#8f1020", thickness: 1.5},
	lookOnAttack:  {text: "#ffffff"},
	lookVictim:    {fill: "#e8f1fe", stroke: "#0017c1", thickness: 1.6},
	lookThird:     {fill: "#ffffff", stroke: "#5b6272", thickness: 1.1},
	lookSystem:    {fill: "#eceef3", stroke: "#3d4453", thickness: 1.1},
	lookOutcome:   {fill: "#fff6d9", stroke: "#927200", thickness: 1},
	lookBadge:     {fill: "#1a1a1c", stroke: "#ffffff", thickness: 1},
	lookOnBadge:   {text: "#ffffff"},
	lookWindow:    {fill: "#ffffff", stroke: "#3d4453", thickness: 1.2},
	lookWindowBar: {fill: "#e3e6ee", stroke: "#3d4453", thickness: 1.2},
	lookQuote:     {fill: "#f1f3f8", stroke: "#c9ccd6", thickness: 0.8},
	lookNote:      {fill: "#fdeeee", stroke: "#8f1020", thickness: 1},
}

// onPaper is the same document for a printer without colour: what a picture says by colour it says by form and words as well.
func onPaper(d pdf.Document) pdf.Document {
	d.Print = true
	d.Sections = slices.Clone(d.Sections)
	for i := range d.Sections {
		d.Sections[i].Blocks = slices.Clone(d.Sections[i].Blocks)
		for j := range d.Sections[i].Blocks {
			b := &d.Sections[i].Blocks[j]
			if b.Figure == nil {
				continue
			}
			f := *b.Figure
			f.Shapes = slices.Clone(f.Shapes)
			for k := range f.Shapes {
				f.Shapes[k].Fill, f.Shapes[k].Stroke = grey(f.Shapes[k].Fill), grey(f.Shapes[k].Stroke)
			}
			b.Figure = &f
		}
	}
	return d
}

// grey is a colour as a printer without colours prints it, by its lightness (ITU-R BT.601).
func grey(colour string) string {
	var r, g, b int
	if n, err := fmt.Sscanf(colour, "#%02x%02x%02x", &r, &g, &b); err != nil || n != 3 {
		return colour
	}
	v := (299*r + 587*g + 114*b + 500) / 1000
	return fmt.Sprintf("#%02x%02x%02x", v, v, v)
}

func (s shape) pdf() pdf.Shape {
	p := palette[s.look]
	switch s.kind {
	case rectShape:
		return pdf.Shape{Kind: pdf.ShapeRect, X: s.x, Y: s.y, W: s.w, H: s.h, Fill: p.fill, Stroke: p.stroke, Thickness: p.thickness, Dash: s.dash, Radius: s.radius}
	case lineShape:
		return pdf.Shape{Kind: pdf.ShapeLine, Points: s.points, Stroke: p.stroke, Thickness: p.thickness, Dash: s.dash, End: s.arrow}
	}
	// The lines are broken already: room on both sides keeps the typesetter from breaking them again.
	const room = 30
	x := s.x
	switch s.align {
	case "center":
		x -= room / 2
	case "right":
		x -= room
	}
	return pdf.Shape{Kind: pdf.ShapeText, X: x, Y: s.y, W: s.w + room, H: float64(len(s.lines)) * s.size * leading, Size: s.size, Align: s.align, Bold: s.bold,
		Fill: p.text, Text: strings.Join(s.lines, "\n")}
}
