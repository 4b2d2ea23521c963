package publish

import (
	"context"
	"fmt"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// comparedWith is how many earlier editions an edition is set beside.
const comparedWith = 4

// earlier reads the released case collections whose period ends before a day, the earliest first, no more than comparedWith.
func earlier(ctx context.Context, r store.Reader, from time.Time) ([]*incident.Collection, error) {
	bodies, err := r.ListReleasedCollections(ctx, 1<<62)
	if err != nil {
		return nil, err
	}
	var out []*incident.Collection
	for _, body := range bodies { // newest first
		c, err := parseCollection(body)
		if err != nil {
			return nil, err
		}
		if c.Kind == "cases" && c.PeriodTo < from.Format(time.DateOnly) && len(out) < comparedWith {
			out = append([]*incident.Collection{c}, out...)
		}
	}
	return out, nil
}

// compare sets a collection beside the earlier ones; nil when there are none.
func compare(c *incident.Collection, scheme incident.CaseScheme, before []*incident.Collection) *incident.Comparison {
	if len(before) == 0 {
		return nil
	}
	out := &incident.Comparison{}
	for _, b := range append(before[:len(before):len(before)], c) {
		out.Editions = append(out.Editions, incident.Compared(b, scheme))
	}
	for i := range out.Editions[:len(out.Editions)-1] {
		out.Editions[i].Break = out.Editions[i].Scheme != out.Editions[i+1].Scheme
	}
	return out
}

// before is the edition just before in the comparison, nil where there is none.
func before(c *incident.Collection) *incident.ComparedEdition {
	if c.Comparison == nil || len(c.Comparison.Editions) < 2 {
		return nil
	}
	return &c.Comparison.Editions[len(c.Comparison.Editions)-2]
}

// earlierErrata are the corrections of earlier editions that no edition has told of yet: those since the freeze of the newest of them.
func earlierErrata(before []*incident.Collection) []incident.EarlierErratum {
	if len(before) == 0 {
		return nil
	}
	since := frozenDay(before[len(before)-1].FrozenAt)
	var out []incident.EarlierErratum
	for i := len(before) - 1; i >= 0; i-- {
		for _, e := range before[i].Errata {
			if e.Date >= since {
				out = append(out, incident.EarlierErratum{Edition: before[i].ID, Title: before[i].Title, Erratum: e})
			}
		}
	}
	return out
}

// grid is a table of figures on a page and on paper: the first column names its row.
type grid struct {
	Number, Caption string
	Heads           []string
	Rows            []gridRow
	Notes           []string
}

type gridRow struct {
	Cells []string
	Total bool
}

// since is the line that sets a category beside the edition before, "" where there is nothing to compare.
func (o outliner) since(code string) string {
	b := before(o.c)
	if b == nil {
		return ""
	}
	now := o.c.Comparison.Editions[len(o.c.Comparison.Editions)-1]
	n := 0
	for _, k := range now.Own {
		if k.Code == code {
			n = k.Count
		}
	}
	for _, m := range b.Mapped {
		switch {
		case m.Code != code:
		case b.Scheme == o.c.Scheme:
			return o.t("publish.since.same", o.n(n), o.span(*b), o.n(m.N()))
		case m.Presumed > 0:
			return o.t("publish.since.presumed", o.n(n), o.span(*b), o.n(m.N()), o.n(m.Presumed))
		default:
			return o.t("publish.since.mapped", o.n(n), o.span(*b), o.n(m.N()))
		}
	}
	return o.t("publish.since.none", o.n(n), o.span(*b))
}

// span is the period of a compared edition in a few letters: 2020年1月～6月.
func (o outliner) span(e incident.ComparedEdition) string {
	from, err := time.Parse(time.DateOnly, e.PeriodFrom)
	to, err2 := time.Parse(time.DateOnly, e.PeriodTo)
	if err != nil || err2 != nil {
		return e.ID
	}
	if o.lang == incident.EN {
		if from.Year() == to.Year() {
			return from.Format("January") + " to " + to.Format("January 2006")
		}
		return from.Format("January 2006") + " to " + to.Format("January 2006")
	}
	if from.Year() == to.Year() {
		return fmt.Sprintf("%d年%d月～%d月", from.Year(), from.Month(), to.Month())
	}
	return fmt.Sprintf("%d年%d月～%d年%d月", from.Year(), from.Month(), to.Year(), to.Month())
}

// comparison is the section that sets the edition beside those before: a picture, a table, and what the crosswalk did.
func (o outliner) comparison(number string) []section {
	x := o.c.Comparison
	if x == nil {
		return nil
	}
	s := section{ID: "comparison", Number: number, Title: o.t("publish.section.comparison"), Level: 2}
	s.Blocks = append(s.Blocks, block{Kind: paragraphBlock, Text: o.t("publish.compare.lead")})
	table := 2 + min(len(o.c.Themes), 1) // the table of themes comes before
	s.Blocks = append(s.Blocks, block{Kind: gridBlock, Grid: o.countsGrid(fmt.Sprintf("2-%d", table))})
	caption := o.words.Text("publish.compare.figure")
	s.Blocks = append(s.Blocks, block{Kind: figureBlock, Figure: &figure{Number: "2-1", Figure: incident.Figure{Kind: "series", Caption: caption}}})
	for _, e := range x.Editions[:len(x.Editions)-1] {
		if e.Scheme == o.c.Scheme {
			continue
		}
		if len(e.Mapped) == 0 {
			s.Blocks = append(s.Blocks, block{Kind: paragraphBlock, Text: o.t("publish.compare.no_walk", o.span(e), e.SchemeName.In(o.lang))})
			continue
		}
		s.Blocks = append(s.Blocks, block{Kind: paragraphBlock, Text: o.t("publish.compare.walk", o.span(e), e.SchemeName.In(o.lang), o.c.SchemeName.In(o.lang)) + o.gap() + e.Note.In(o.lang)})
		table++
		s.Blocks = append(s.Blocks, block{Kind: gridBlock, Grid: o.movesGrid(e, fmt.Sprintf("2-%d", table))})
	}
	return []section{s}
}

// countsGrid has a row a category and a column an edition; mapped counts stand in brackets.
func (o outliner) countsGrid(number string) *grid {
	x := o.c.Comparison
	g := &grid{Number: number, Caption: o.t("publish.compare.table"), Heads: []string{o.t("publish.category")}}
	open, noWalk := false, false
	for _, e := range x.Editions {
		g.Heads = append(g.Heads, o.span(e))
		open = open || e.Open > 0
		noWalk = noWalk || len(e.Mapped) == 0
	}
	for i, k := range o.c.Categories {
		row := gridRow{Cells: []string{k.Label.In(o.lang)}}
		for _, e := range x.Editions {
			row.Cells = append(row.Cells, o.cell(e, i))
		}
		g.Rows = append(g.Rows, row)
	}
	if open {
		row := gridRow{Cells: []string{o.t("publish.compare.open")}}
		for _, e := range x.Editions {
			row.Cells = append(row.Cells, o.n(e.Open))
		}
		g.Rows = append(g.Rows, row)
	}
	total, accepted := gridRow{Cells: []string{o.t("publish.compare.chosen")}, Total: true}, gridRow{Cells: []string{o.t("publish.compare.accepted")}}
	for _, e := range x.Editions {
		total.Cells, accepted.Cells = append(total.Cells, o.n(e.Chosen)), append(accepted.Cells, o.n(e.Accepted))
	}
	g.Rows = append(g.Rows, total, accepted)
	for _, e := range x.Editions {
		if e.Scheme != o.c.Scheme {
			g.Notes = append(g.Notes, o.t("publish.compare.brackets"))
			break
		}
	}
	if noWalk {
		g.Notes = append(g.Notes, o.t("publish.compare.dash"))
	}
	g.Notes = append(g.Notes, o.t("publish.compare.not_rate"))
	return g
}

// cell is one count of the table: of another scheme in brackets, a dash where no crosswalk leads.
func (o outliner) cell(e incident.ComparedEdition, i int) string {
	switch {
	case len(e.Mapped) <= i:
		return "–"
	case e.Scheme == o.c.Scheme:
		return o.n(e.Mapped[i].N())
	}
	return "(" + o.n(e.Mapped[i].N()) + ")"
}

// movesGrid shows how the cases of an earlier edition went from class to class.
func (o outliner) movesGrid(e incident.ComparedEdition, number string) *grid {
	g := &grid{Number: number, Caption: o.t("publish.compare.moves", o.span(e)), Heads: []string{o.t("publish.compare.from") + " → " + o.t("publish.compare.to"), o.t("publish.count")}}
	for _, m := range e.Moves {
		to := o.t("publish.compare.open")
		if m.To != "" {
			to = o.categoryLabel(m.To)
		}
		g.Rows = append(g.Rows, gridRow{Cells: []string{m.FromLabel.In(o.lang) + " → " + to, o.n(m.Count)}})
	}
	g.Notes = []string{o.t("publish.compare.no_function")}
	return g
}

// themes lists the subjects across categories with the rows that carry them.
func (o outliner) themes() []block {
	if len(o.c.Themes) == 0 {
		return nil
	}
	g := &grid{Number: "2-2", Caption: o.t("publish.themes.table"), Heads: []string{o.t("publish.themes.theme"), o.t("publish.count"), o.t("publish.themes.rows")}, Notes: []string{o.t("publish.themes.note")}}
	for _, t := range o.c.Themes {
		var rows []string
		for _, one := range o.c.Cases {
			for _, code := range one.Themes {
				if code == t.Code {
					rows = append(rows, fmt.Sprint(one.No))
				}
			}
		}
		g.Rows = append(g.Rows, gridRow{Cells: []string{t.Label.In(o.lang), o.n(t.Count), strings.Join(rows, o.t("publish.comma"))}})
	}
	return []block{{Kind: headingBlock, Text: o.t("publish.themes.title"), Level: 4}, {Kind: gridBlock, Grid: g}}
}

// errata are the corrections of this edition and of earlier ones since the last, as a section; none where there are none.
func (o outliner) errata(number string) []section {
	if len(o.c.Errata)+len(o.c.Earlier) == 0 {
		return nil
	}
	s := section{ID: "errata", Number: number, Title: o.t("publish.section.errata"), Level: 1}
	item := func(e incident.Erratum) string {
		what := o.t("public.erratum." + string(e.Kind))
		if e.Case != "" {
			what += " " + o.t("publish.case.title", e.Case)
		}
		return o.day(e.Date) + o.t("publish.colon") + what + o.t("publish.colon") + e.Note.In(o.lang)
	}
	var own, others []string
	for _, e := range o.c.Errata {
		own = append(own, item(e))
	}
	for _, e := range o.c.Earlier {
		others = append(others, e.Title.In(o.lang)+o.t("publish.colon")+item(e.Erratum))
	}
	if len(own) > 0 {
		s.Blocks = append(s.Blocks, block{Kind: headingBlock, Text: o.t("publish.errata.own"), Level: 3}, block{Kind: bulletBlock, Items: own})
	}
	if len(others) > 0 {
		s.Blocks = append(s.Blocks, block{Kind: headingBlock, Text: o.t("publish.errata.earlier"), Level: 3}, block{Kind: bulletBlock, Items: others})
	}
	return []section{s}
}

// observed is a key point the desk saw itself, after the reports: framed, with date and source.
func (o outliner) observed(p incident.KeyPoint) block {
	on := plannedDay(incident.PlannedPublication{On: p.Observed.On}).In(o.lang)
	b := block{Kind: observedBlock, Text: o.t("publish.observed", on), Blocks: o.blocks(p.Body), JA: o.lang == incident.EN && p.Body.EN == ""}
	if h := p.Heading.In(o.lang); h != "" {
		b.Text += o.t("publish.colon") + h
	}
	b.Blocks = append(b.Blocks, block{Kind: paragraphBlock, Text: o.t("publish.observed.source", p.Observed.Source.In(o.lang))})
	return b
}

// seriesAlt says in words what the picture of the series shows.
func (o outliner) seriesAlt() string {
	var b strings.Builder
	for i, k := range o.c.Categories {
		b.WriteString(" " + k.Label.In(o.lang) + o.t("publish.colon"))
		for j, e := range o.c.Comparison.Editions {
			if j > 0 {
				b.WriteString(o.t("publish.comma"))
			}
			b.WriteString(o.span(e) + " " + o.cell(e, i))
		}
		b.WriteString(o.t("publish.stop"))
	}
	return strings.TrimSpace(b.String())
}

// layoutSeries draws a bar an edition for each category. Bars of another scheme are drawn with a broken outline, and between schemes the series is cut.
func (o outliner) layoutSeries() drawing {
	const (
		width   = 520.0
		left    = 150.0
		bar     = 14.0
		step    = 19.0
		room    = 60.0
		small   = 10.0
		longest = width - left - room
	)
	d := drawing{width: width}
	most := 1
	for i := range o.c.Categories {
		for _, e := range o.c.Comparison.Editions {
			if len(e.Mapped) > i {
				most = max(most, e.Mapped[i].N())
			}
		}
	}
	y := 4.0
	for i, k := range o.c.Categories {
		d.text(shape{x: 0, y: y, w: width, size: 11, bold: true, lines: []string{k.Label.In(o.lang)}})
		y += 19
		for _, e := range o.c.Comparison.Editions {
			d.text(shape{x: 8, y: y, w: left - 16, size: small, look: lookMuted, lines: []string{o.span(e)}})
			other := e.Scheme != o.c.Scheme
			n := 0
			if len(e.Mapped) > i {
				n = e.Mapped[i].N()
			}
			w := longest * float64(n) / float64(most)
			look := lookVictim
			if other {
				look = lookThird
			}
			if n > 0 {
				d.add(shape{kind: rectShape, look: look, x: left, y: y, w: w, h: bar, dash: other})
			}
			d.text(shape{x: left + w + 6, y: y - 1, w: room, size: small, lines: []string{o.cell(e, i)}})
			y += step
			if e.Break {
				d.add(shape{kind: lineShape, look: lookAttacker, points: [][2]float64{{8, y + 5}, {left + 60, y + 5}}, dash: true})
				if i == 0 {
					d.text(shape{x: left + 66, y: y - 2, w: width - left - 70, size: small, look: lookMuted, lines: []string{o.t("publish.compare.break")}})
				}
				y += 15
			}
		}
		y += 8
	}
	d.height = y
	return d
}
