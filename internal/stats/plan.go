package stats

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"todoke/internal/incident"
)

// axis is one direction of a table made ready for counting: every report gets the indices of the cells it belongs to.
type axis struct {
	spec    Axis
	dim     Dimension
	on      bool
	months  int // length of a time cell in months; 0 for codes
	first   int // first time cell: year × 12 + month of its first month, from 0
	head    []HeaderCell
	lists   []lookup
	other   int // index of "other", -1 where it is joined or cannot be
	unknown int
}

// lookup is one class list: by number of a code the index of its class, or none.
type lookup struct {
	from, to int32
	class    []int16
	fallback []int16
}

const none = -1

var timeUnits = map[string]int{"year": 12, "half": 6, "quarter": 3, "month": 1}

// plan is one table made ready for counting.
type plan struct {
	def             Definition
	from, to, today int32
	basis           int
	certainty       uint8
	axes            [3]axis // rows, columns, slices
	oldTo           int32   // last day of the rule reporter × day × name; noDay where it does not apply
	pop             *roaring.Bitmap
	checks          []check
	month           []int32  // by day from "from": its month as monthOf gives it
	weight          []uint16 // of reports before oldTo, nil where none is needed
	facts           int      // the axis whose facts are the acts, -1 for none
	reach1990       int32
}

// check is a condition that bitmaps alone cannot hold, because its classes change within the span.
type check struct {
	axis *axis
	in   []int
	not  bool
}

func (b *book) plan(s *set, d Definition, p Period, filters []Condition, today int32) (*plan, error) {
	pl := &plan{def: d, from: dayOf(p.From), to: dayOf(p.To), today: today, basis: basisIndex(d.Date), certainty: certaintyMask(d.Certainty), oldTo: noDay, facts: none,
		reach1990: dayOf(time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC))}
	if d.Years > 1 {
		first := p.To.Year() - d.Years + 1
		for first < p.To.Year() && s.inYear(pl.basis, first).IsEmpty() {
			first++ // a desk has no zeros before its first report
		}
		pl.from = min(pl.from, dayOf(time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC)))
	}
	pl.months()
	for i, spec := range []Axis{d.Rows, d.Columns, d.Slices} {
		if d.Suppress.On { // what is left out and told in a note could be reckoned with
			spec.Other, spec.Unknown = strings.TrimPrefix(spec.Other, "omit"), strings.TrimPrefix(spec.Unknown, "omit")
		}
		a, err := b.axis(s, spec, pl)
		if err != nil {
			return nil, err
		}
		pl.axes[i] = a
		if pl.facts == none && a.on && a.months == 0 && a.dim.Multi {
			pl.facts = i
		}
	}
	if d.Measure == Acts && pl.facts == none {
		return nil, &incident.Error{Kind: incident.Invalid, Key: "stats.error.acts", Field: "rows"}
	}
	if d.Measure == Reports || d.Measure == WithDamage {
		for _, r := range b.rules {
			if r.Unit == reporterDayName && (r.Scheme == d.Group || r.Scheme == "" || d.Group == "") {
				pl.oldTo = max(pl.oldTo, ruleDay(r.To, true))
			}
		}
	}
	if pl.oldTo >= pl.from {
		pl.weight = s.weights(pl.oldTo)
	}
	return pl, b.population(s, pl, filters)
}

// months fills the table from day to month.
func (pl *plan) months() {
	pl.month = make([]int32, pl.to-pl.from+1)
	for d := range pl.month {
		pl.month[d] = int32(monthOf(pl.from + int32(d)))
	}
}

// monthOf is year × 12 + month of a day, the month from 0.
func monthOf(d int32) int {
	t := dayTime(d)
	return t.Year()*12 + int(t.Month()) - 1
}

func ruleDay(s string, last bool) int32 {
	if s == "" {
		if last {
			return 1 << 30
		}
		return noDay
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return noDay // Check refuses such rules
	}
	return dayOf(t)
}

func (b *book) axis(s *set, spec Axis, pl *plan) (axis, error) {
	a := axis{spec: spec, other: none, unknown: none}
	if spec.Dimension == "" {
		return a, nil
	}
	dim, ok := b.dimension(spec.Dimension)
	if !ok {
		return a, &incident.Error{Kind: incident.Invalid, Key: "stats.error.dimension", Field: "rows", Args: []any{spec.Dimension}}
	}
	a.on, a.dim = true, dim
	if dim.Source == "time" {
		a.months = timeUnits[dim.ID]
		a.first = monthOf(pl.from) / a.months
		for k := a.first; k <= monthOf(pl.to)/a.months; k++ {
			a.head = append(a.head, timeHead(k, a.months, pl))
		}
		return a, nil
	}
	b.classes(s, &a, pl)
	return a, nil
}

func timeHead(k, months int, pl *plan) HeaderCell {
	y, part := k*months/12, k*months%12/months+1
	var h HeaderCell
	switch months {
	case 12:
		h = HeaderCell{Code: strconv.Itoa(y), Label: incident.Text{JA: fmt.Sprintf("%d年", y), EN: strconv.Itoa(y)}}
	case 6:
		h = HeaderCell{Code: fmt.Sprintf("%dH%d", y, part), Label: incident.Text{JA: fmt.Sprintf("%d年%s", y, []string{"上半期", "下半期"}[part-1]), EN: fmt.Sprintf("%d H%d", y, part)}}
	case 3:
		h = HeaderCell{Code: fmt.Sprintf("%dQ%d", y, part), Label: incident.Text{JA: fmt.Sprintf("%d年第%d四半期", y, part), EN: fmt.Sprintf("%d Q%d", y, part)}}
	default:
		h = HeaderCell{Code: fmt.Sprintf("%d-%02d", y, part), Label: incident.Text{JA: fmt.Sprintf("%d年%d月", y, part), EN: time.Month(part).String()[:3] + " " + strconv.Itoa(y)}}
		if dayTime(pl.from).Year() == dayTime(pl.to).Year() {
			h.Label = incident.Text{JA: fmt.Sprintf("%d月", part), EN: time.Month(part).String()[:3]}
		}
	}
	if last := monthOf(pl.to); last < (k+1)*months-1 && last >= k*months { // a cell the span ends in
		m := last%12 + 1
		h.Label.JA += fmt.Sprintf("（%d月まで）", m)
		h.Label.EN += " (to " + time.Month(m).String()[:3] + ")"
	}
	return h
}

// classes fills the header and the lookups of an axis of codes: the classes of every list that holds within the span, then other and unknown.
func (b *book) classes(s *set, a *axis, pl *plan) {
	lists := b.lists(a.dim)
	byCode := map[string]int{}
	var other, unknown *HeaderCell
	for _, l := range lists {
		if ruleDay(l.To, true) < pl.from || ruleDay(l.From, false) > pl.to {
			continue
		}
		for _, c := range l.Classes {
			h := HeaderCell{Code: c.Code, Label: c.Title, Kind: c.Kind}
			switch {
			case c.Kind == "unknown":
				h.Code = "unknown"
				unknown = &h
			case c.Kind == "other":
				h.Code = "other"
				other = &h
			case len(a.spec.Codes) > 0 && !slices.Contains(a.spec.Codes, c.Code):
			default:
				if _, twice := byCode[c.Code]; !twice {
					byCode[c.Code] = len(a.head)
					a.head = append(a.head, h)
				}
			}
		}
	}
	if len(a.spec.Codes) > 0 {
		slices.SortStableFunc(a.head, func(x, y HeaderCell) int {
			return slices.Index(a.spec.Codes, x.Code) - slices.Index(a.spec.Codes, y.Code)
		})
		for i, h := range a.head {
			byCode[h.Code] = i
		}
	}
	if other == nil {
		other = &HeaderCell{Code: "other", Kind: "other", Label: b.text("stats.other")}
	}
	if unknown == nil {
		unknown = &HeaderCell{Code: "unknown", Kind: "unknown", Label: b.text("stats.unknown")}
	}
	a.other = len(a.head)
	a.head = append(a.head, *other)
	a.unknown = a.other
	if a.spec.Unknown != "other" {
		a.unknown = len(a.head)
		a.head = append(a.head, *unknown)
	}
	for _, l := range lists {
		lk := lookup{from: ruleDay(l.From, false), to: ruleDay(l.To, true)}
		lk.class = a.table(s, a.dim.Source, l, byCode)
		if a.dim.Fallback != "" {
			lk.fallback = a.table(s, a.dim.Fallback, l, byCode)
		}
		a.lists = append(a.lists, lk)
	}
}

// table gives for every code the set knows the index of its class: "other" where the list has no class for a code of the source.
func (a *axis) table(s *set, source string, l ClassList, byCode map[string]int) []int16 {
	out := make([]int16, len(s.list))
	of := map[string]int{}
	for _, c := range l.Classes {
		i, shown := byCode[c.Code]
		switch {
		case c.Kind == "unknown":
			i = a.unknown
		case !shown:
			i = a.other
		}
		for _, code := range c.Of {
			of[code] = i
		}
	}
	for n, word := range s.list {
		out[n] = none
		if dim, code, ok := strings.Cut(word, ":"); ok && dim == source {
			out[n] = int16(a.other)
			if i, ok := of[code]; ok {
				out[n] = int16(i)
			}
		}
	}
	return out
}

// cells gives the indices a report falls into, each once, or with every one of its facts where repeat is set. day chooses the class list and the time cell.
func (a *axis) cells(s *set, pl *plan, i uint32, day int32, repeat bool, buf []int16) []int16 {
	if a.months > 0 {
		return append(buf, int16(int(pl.month[day-pl.from])/a.months-a.first))
	}
	l := &a.lists[0]
	for k := range a.lists {
		if day >= a.lists[k].from && day <= a.lists[k].to {
			l = &a.lists[k]
		}
	}
	codes := s.codes.of(i)
	buf = collect(codes, l.class, pl.certainty, repeat, buf)
	if len(buf) == 0 && l.fallback != nil {
		buf = collect(codes, l.fallback, pl.certainty, repeat, buf)
	}
	if len(buf) == 0 && !repeat {
		buf = append(buf, int16(a.unknown))
	}
	if len(buf) > 1 && !repeat && a.unknown != a.other { // what is partly known is not unknown
		buf = slices.DeleteFunc(buf, func(c int16) bool { return c == int16(a.unknown) })
	}
	return buf
}

func collect(codes []uint32, class []int16, certainty uint8, repeat bool, buf []int16) []int16 {
	for _, c := range codes {
		k := class[c>>3]
		if k != none && certainty&(1<<(c&7)) != 0 && (repeat || !slices.Contains(buf, k)) {
			buf = append(buf, k)
		}
	}
	return buf
}

// population chooses the positions to look at: those whose deciding date may lie in the span, and those received in it, under all conditions.
func (b *book) population(s *set, pl *plan, filters []Condition) error {
	pop := roaring.New()
	received := basisIndex(ByReceived)
	for y := dayTime(pl.from).Year(); y <= dayTime(pl.to).Year(); y++ {
		pop.Or(s.inYear(pl.basis, y))
		if pl.basis != received {
			pop.Or(s.inYear(received, y))
		}
	}
	if pl.def.Measure == Detections {
		pop = s.finders().Clone()
	}
	conds := slices.Concat(pl.def.Where, filters)
	if pl.def.Measure == WithDamage {
		pop.And(s.with("outcome", string(incident.WithDamage)))
	}
	for _, c := range conds {
		dim, ok := b.dimension(c.Dimension)
		if !ok || dim.Source == "time" {
			return &incident.Error{Kind: incident.Invalid, Key: "stats.error.dimension", Field: "where", Args: []any{c.Dimension}}
		}
		lists := b.lists(dim)
		if len(lists) > 1 || dim.Fallback != "" || certaintyMask(nil) != pl.certainty || slices.Contains(c.In, "other") || slices.Contains(c.In, "unknown") || dim.Multi {
			a, err := b.axis(s, Axis{Dimension: c.Dimension}, pl)
			if err != nil {
				return err
			}
			ch := check{axis: &a, not: c.Not}
			for i, h := range a.head {
				if slices.Contains(c.In, h.Code) {
					ch.in = append(ch.in, i)
				}
			}
			pl.checks = append(pl.checks, ch)
			continue
		}
		m := roaring.New()
		for _, cl := range lists[0].Classes {
			if slices.Contains(c.In, cl.Code) {
				for _, code := range cl.Of {
					m.Or(s.with(dim.Source, code))
				}
			}
		}
		if c.Not {
			pop.AndNot(m)
		} else {
			pop.And(m)
		}
	}
	pl.pop = pop
	return nil
}
