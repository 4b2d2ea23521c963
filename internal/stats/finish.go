package stats

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"todoke/internal/incident"
)

// Percent gives v of n in percent with so many decimals, rounded half up; "" when n is nothing.
func Percent(v, n int64, decimals int) string {
	if n <= 0 {
		return ""
	}
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	scale := int64(100)
	for range decimals {
		scale *= 10
	}
	q := (v*scale*2 + n) / (2 * n)
	if decimals == 0 {
		return sign + strconv.FormatInt(q, 10)
	}
	scale /= 100
	return fmt.Sprintf("%s%d.%0*d", sign, q/scale, decimals, q%scale)
}

// Change gives the change from old to new in percent of old with a sign, as "+73.4" or "-36.2"; "" when old is nothing.
func Change(old, new int64, decimals int) string {
	s := Percent(new-old, old, decimals)
	if new > old && s != "" {
		s = "+" + s
	}
	return s
}

// shape says which of an axis's cells are shown, by index in the tally, and which of them are left out with a note.
type shape struct {
	show    []int
	omitted int
}

func (b *book) shape(a *axis, t *tally, at func(i int) int) shape {
	if !a.on {
		return shape{show: []int{0}}
	}
	var s shape
	for i, h := range a.head {
		n := t.value(at(i + 1))
		empty := n.Value == 0 && !n.None || n.None && h.Kind != ""
		switch {
		case a.months > 0:
		case h.Kind == "other" && a.spec.Other == "omit", h.Kind == "unknown" && a.spec.Unknown == "omit":
			s.omitted += int(n.Value)
			continue
		case empty && (h.Kind != "" || a.spec.Empty == "hide"):
			continue
		}
		s.show = append(s.show, i+1)
	}
	if a.spec.Order == "count" {
		slices.SortStableFunc(s.show, func(x, y int) int {
			kx, ky := a.head[x-1].Kind, a.head[y-1].Kind
			if (kx == "") != (ky == "") { // other and unknown stay last
				return len(kx) - len(ky)
			}
			if kx != "" {
				return 0
			}
			return int(t.value(at(y)).Value - t.value(at(x)).Value)
		})
	}
	return s
}

// count counts one definition over a set; a second time where an axis shows only its greatest classes.
func (b *book) count(s *set, d Definition, q Query, today int32) (*plan, *tally, error) {
	s.lazy.Lock()
	pl, err := b.plan(s, d, q.Period, q.Filters, today)
	s.lazy.Unlock()
	if err != nil {
		return nil, nil, err
	}
	t := newTally(pl)
	t.run(s, pl)
	t.settle()
	if again, cut := b.cut(d, pl, t); cut {
		return b.count(s, again, q, today)
	}
	return pl, t, nil
}

// cut names the classes of axes that show only their greatest; the rest is counted again as "other", so that no report stands there twice.
func (b *book) cut(d Definition, pl *plan, t *tally) (Definition, bool) {
	changed := false
	for i, spec := range []*Axis{&d.Rows, &d.Columns, &d.Slices} {
		a := &pl.axes[i]
		if spec.Top <= 0 || !a.on || a.months > 0 {
			continue
		}
		top := *a
		top.spec.Order, top.spec.Empty = "count", "hide"
		var codes []string
		for _, k := range b.shape(&top, t, t.along(i)).show {
			if h := a.head[k-1]; h.Kind == "" && len(codes) < spec.Top {
				codes = append(codes, h.Code)
			}
		}
		spec.Top, spec.Codes, changed = 0, codes, true
		if spec.Order == "" || spec.Order == "list" {
			spec.Order = "list"
		}
	}
	return d, changed
}

// along gives the place of the i-th cell of a direction with the totals of the others.
func (t *tally) along(direction int) func(i int) int {
	switch direction {
	case 0:
		return func(i int) int { return t.at(i, 0, 0) }
	case 1:
		return func(i int) int { return t.at(0, i, 0) }
	}
	return func(i int) int { return t.at(0, 0, i) }
}

func (b *book) table(pl *plan, t *tally, earlier []past) *Table {
	shapes := [3]shape{}
	for i := range pl.axes {
		shapes[i] = b.shape(&pl.axes[i], t, t.along(i))
	}
	out := b.layer(pl, t, shapes, 0)
	if pl.axes[2].on {
		for _, z := range shapes[2].show {
			out.Slices = append(out.Slices, Slice{Head: pl.axes[2].head[z-1], Table: b.layer(pl, t, shapes, z)})
		}
	}
	out.Breaks = b.breaks(pl)
	withhold(pl, t, shapes, out, earlier)
	b.notes(pl, t, shapes, out)
	return out
}

// layer makes the table of one slice, 0 for all.
func (b *book) layer(pl *plan, t *tally, shapes [3]shape, z int) *Table {
	d := pl.def
	out := &Table{Format: TableFormat, Definition: d.ID, Version: d.Version, Title: d.Title, Group: d.Group, Measure: d.Measure, Unit: b.text("stats.unit." + string(d.Measure)),
		Date: d.Date, From: dayTime(pl.from).Format(time.DateOnly), To: dayTime(pl.to).Format(time.DateOnly), N: t.n, MultiValued: d.MultiValued, Suppress: d.Suppress}
	out.Rows, out.Columns = b.header(&pl.axes[0], shapes[0]), b.header(&pl.axes[1], shapes[1])
	crossing := b.crosses(pl)
	out.Total = t.value(t.at(0, 0, z))
	for _, r := range shapes[0].show {
		line := make([]Cell, 0, len(shapes[1].show))
		for _, c := range shapes[1].show {
			line = append(line, t.value(t.at(r, c, z)))
		}
		out.Cells = append(out.Cells, line)
		if pl.axes[1].on && d.Columns.Total != "hide" {
			out.RowTotals = append(out.RowTotals, t.value(t.at(r, 0, z)))
		}
	}
	if pl.axes[0].on && d.Rows.Total != "hide" {
		for _, c := range shapes[1].show {
			out.ColumnTotal = append(out.ColumnTotal, t.value(t.at(0, c, z)))
		}
	}
	if crossing { // what is counted by two rules has no sum
		if pl.axes[1].months > 0 {
			for i := range out.RowTotals {
				out.RowTotals[i] = Cell{None: true}
			}
		} else {
			for i := range out.ColumnTotal {
				out.ColumnTotal[i] = Cell{None: true}
			}
		}
		out.Total = Cell{None: true}
		out.N = 0
	}
	shares(d, out)
	return out
}

func (b *book) header(a *axis, s shape) Header {
	if !a.on {
		return Header{Cells: []HeaderCell{{Label: b.text("stats.total")}}}
	}
	h := Header{Dimension: a.dim.ID, Title: a.dim.Title}
	for _, i := range s.show {
		h.Cells = append(h.Cells, a.head[i-1])
	}
	return h
}

// shares writes the shares of cells and totals by the definition's denominator.
func shares(d Definition, t *Table) {
	if d.Measure == Dwell || d.Denominator == "" || d.Denominator == "none" {
		return
	}
	put := func(c *Cell, of Cell) {
		if !c.None && !of.None {
			c.Share = Percent(c.Value, of.Value, d.Decimals)
		}
	}
	whole := t.Total
	if d.Denominator == "reports" {
		whole = Cell{Value: t.N, None: t.Total.None}
	}
	if d.Denominator == "reports" || d.Denominator == "sum" {
		t.Denominator = whole.Value
	}
	for r := range t.Cells {
		for c := range t.Cells[r] {
			of := whole
			switch d.Denominator {
			case "row":
				of = t.Total
				if len(t.RowTotals) > 0 {
					of = t.RowTotals[r]
				}
			case "column":
				of = t.Total
				if len(t.ColumnTotal) > 0 {
					of = t.ColumnTotal[c]
				}
			}
			put(&t.Cells[r][c], of)
		}
		if len(t.RowTotals) > 0 && d.Denominator != "row" {
			of := whole
			if d.Denominator == "column" {
				of = t.Total
			}
			put(&t.RowTotals[r], of)
		}
	}
	put(&t.Total, whole)
	if d.Denominator != "column" {
		for c := range t.ColumnTotal {
			of := whole
			if d.Denominator == "row" {
				of = t.Total
			}
			put(&t.ColumnTotal[c], of)
		}
	}
}

// notes writes what has to stand under the table; a share never leaves without its n and the sentence that it is no rate.
func (b *book) notes(pl *plan, t *tally, shapes [3]shape, out *Table) {
	d := pl.def
	out.Notes = append([]incident.Text{}, d.Notes...)
	add := func(key string, args ...any) { out.Notes = append(out.Notes, b.text(key, args...)) }
	add("stats.note.basis." + string(d.Date))
	if b.sums(pl) {
		add("stats.note.multi")
	}
	for _, r := range b.inForce(pl) {
		out.Rules = append(out.Rules, r.ID)
		if r.Unit == reporterDayName {
			out.Notes = append(out.Notes, r.Title)
		}
	}
	if out.Rules == nil {
		out.Rules = []string{}
	}
	if d.Measure == WithDamage || d.Measure == Acts || d.Measure == Cases || d.Measure == Dwell {
		add("stats.note." + string(d.Measure))
	}
	for i, s := range shapes {
		if s.omitted > 0 {
			out.Notes = append(out.Notes, incident.Text{JA: b.texts.T(incident.JA, "stats.note.omitted", pl.axes[i].dim.Title.JA, s.omitted),
				EN: b.texts.T(incident.EN, "stats.note.omitted", pl.axes[i].dim.Title.EN, s.omitted)})
		}
	}
	for _, why := range reasons {
		if n := t.listed[why]; n > 0 && (!d.Suppress.On || n >= int64(d.Suppress.K)) {
			out.Listed = append(out.Listed, Listed{Reason: why, Label: b.text("stats.listed." + why), N: n})
			out.Notes = append(out.Notes, incident.Text{JA: b.texts.T(incident.JA, "stats.note.listed", n, b.texts.T(incident.JA, "stats.listed."+why)),
				EN: b.texts.T(incident.EN, "stats.note.listed", n, b.texts.T(incident.EN, "stats.listed."+why))})
		}
	}
	if out.Suppressed {
		add("stats.note.suppressed", d.Suppress.K)
	}
	if d.Denominator != "" && d.Denominator != "none" && d.Measure != Dwell {
		switch {
		case out.Suppressed:
		case d.Denominator == "row", d.Denominator == "column":
			add("stats.note.share."+d.Denominator, out.N)
		default:
			add("stats.note.share."+d.Denominator, out.Denominator, out.N)
		}
		add("stats.note.rate")
	}
}

// sums tells whether cells of one direction may exceed the total because a report stands in several.
func (b *book) sums(pl *plan) bool {
	for _, a := range pl.axes {
		if a.on && a.dim.Multi {
			return true
		}
	}
	return false
}

// inForce lists the counting rules that hold within the span for the table's scheme.
func (b *book) inForce(pl *plan) []CountingRule {
	var out []CountingRule
	for _, r := range b.rules {
		if (pl.def.Group == "" || r.Scheme == "" || r.Scheme == pl.def.Group) && ruleDay(r.From, false) <= pl.to && ruleDay(r.To, true) >= pl.from {
			out = append(out, r)
		}
	}
	return out
}

// crosses tells whether the span holds days of two units of counting.
func (b *book) crosses(pl *plan) bool { return pl.oldTo >= pl.from && pl.oldTo < pl.to }

// breaks lists where a series of years or months crosses to another rule or class list; without such an axis a change within the span is a break of the whole.
func (b *book) breaks(pl *plan) []Break {
	var out []Break
	type change struct {
		day  int32 // first day of the new way
		text incident.Text
	}
	var changes []change
	if b.crosses(pl) {
		text := b.text("stats.break.rule")
		for _, r := range b.inForce(pl) {
			if r.Unit != reporterDayName && ruleDay(r.From, false) > pl.from {
				text = r.Title
			}
		}
		changes = append(changes, change{pl.oldTo + 1, text})
	}
	for _, a := range pl.axes {
		for _, l := range a.lists {
			if a.on && l.from > pl.from && l.from <= pl.to {
				changes = append(changes, change{l.from, incident.Text{JA: b.texts.T(incident.JA, "stats.break.classes", a.dim.Title.JA), EN: b.texts.T(incident.EN, "stats.break.classes", a.dim.Title.EN)}})
			}
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return int(a.day - b.day) })
	for _, c := range changes {
		br := Break{Text: c.text}
		for i, name := range []string{"rows", "columns"} {
			if a := &pl.axes[i]; a.months > 0 {
				br.Axis = name
				if k := monthOf(c.day-1)/a.months - a.first; k >= 0 && k < len(a.head) {
					br.After = a.head[k].Code
				}
			}
		}
		out = append(out, br)
	}
	return out
}
