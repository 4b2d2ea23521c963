package stats

import (
	"slices"
	"time"
)

// tally is the counted cells of a plan. Index 0 of each direction is its total; the cells of an axis begin at 1.
type tally struct {
	size   [3]int
	cells  []int64
	behind []int64             // reports each cell stands for, where small numbers are withheld
	last   []uint32            // the report each cell counted last, plus one
	days   map[int][]int32     // dwell: the values of each cell
	cases  map[uint64]struct{} // cell and case
	n      int64               // reports of the population
	listed map[string]int64
	trace  *[3]int // Rows: the cell whose reports are wanted
	ids    []int64
}

// reasons in the order listed.
var reasons = []string{"before_1990", "future", "coarse", "no_date"}

func newTally(pl *plan) *tally {
	t := &tally{listed: map[string]int64{}}
	n := 1
	for i, a := range pl.axes {
		t.size[i] = len(a.head) + 1
		n *= t.size[i]
	}
	t.cells = make([]int64, n)
	if pl.def.Suppress.On {
		t.behind, t.last = make([]int64, n), make([]uint32, n)
	}
	switch pl.def.Measure {
	case Dwell:
		t.days = map[int][]int32{}
	case Cases:
		t.cases = map[uint64]struct{}{}
	}
	return t
}

func (t *tally) at(r, c, s int) int { return (s*t.size[0]+r)*t.size[1] + c }

// run counts the population in one pass.
func (t *tally) run(s *set, pl *plan) {
	received := s.from[basisIndex(ByReceived)]
	var buf [3][]int16
	it := pl.pop.ManyIterator()
	chunk := make([]uint32, 4096)
	for {
		n := it.NextMany(chunk)
		if n == 0 {
			return
		}
		for _, i := range chunk[:n] {
			if pl.def.Measure == Detections {
				t.detections(s, pl, i, &buf)
				continue
			}
			day, why := pl.place(span{s.from[pl.basis][i], s.to[pl.basis][i]}, received[i], pl.def.Coarse)
			if why == "" && day == noDay || !pl.passes(s, i, max(day, pl.from)) {
				continue
			}
			if why != "" {
				t.listed[why]++
				continue
			}
			w := int64(1)
			if pl.weight != nil && day <= pl.oldTo {
				w = int64(pl.weight[i])
			}
			t.n += w
			t.report(s, pl, i, day, w, &buf)
		}
	}
}

// span is the days a date may mean.
type span struct{ from, to int32 }

// place gives the day a report is counted on, noDay when it does not belong to the span, or the reason why it is only listed.
func (pl *plan) place(date span, received int32, coarse Coarse) (int32, string) {
	from, to := date.from, date.to
	mine := received >= pl.from && received <= pl.to
	only := func(why string) (int32, string) {
		if mine {
			return noDay, why
		}
		return noDay, ""
	}
	switch {
	case from == noDay:
		return only("no_date")
	case from < pl.reach1990:
		return only("before_1990")
	case from > pl.today:
		return only("future")
	case coarse == First:
		to = from
	}
	if to < pl.from || from > pl.to {
		return noDay, ""
	}
	if from == to {
		return from, ""
	}
	if coarse == Exact || from < pl.from || to > pl.to {
		return noDay, "coarse"
	}
	for _, a := range pl.axes {
		if a.months > 0 && monthOf(from)/a.months != monthOf(to)/a.months {
			return noDay, "coarse"
		}
	}
	return from, ""
}

func (pl *plan) passes(s *set, i uint32, day int32) bool {
	var few [16]int16
	for _, c := range pl.checks {
		have := c.axis.cells(s, pl, i, day, false, few[:0])
		if slices.ContainsFunc(have, func(k int16) bool { return slices.Contains(c.in, int(k)) }) == c.not {
			return false
		}
	}
	return true
}

// keys fills buf with 0, the total, and the cells of the report in each direction.
func (t *tally) keys(s *set, pl *plan, i uint32, day int32, buf *[3][]int16) {
	for k := range pl.axes {
		buf[k] = append(buf[k][:0], 0)
		if a := &pl.axes[k]; a.on {
			list := a.cells(s, pl, i, day, pl.def.Measure == Acts && k == pl.facts, buf[k][1:])
			for j := range list {
				list[j]++
			}
			buf[k] = append(buf[k][:1], list...)
		}
	}
}

func (t *tally) report(s *set, pl *plan, i uint32, day int32, w int64, buf *[3][]int16) {
	t.keys(s, pl, i, day, buf)
	if pl.def.Measure == Acts {
		acts := buf[pl.facts][1:]
		one := [2]int16{}
		whole := buf[pl.facts]
		for _, k := range acts {
			one[1] = k
			buf[pl.facts] = one[:]
			t.add(s, pl, i, w, buf)
		}
		buf[pl.facts] = whole
		return
	}
	t.add(s, pl, i, w, buf)
}

func (t *tally) add(s *set, pl *plan, i uint32, w int64, buf *[3][]int16) {
	if t.trace != nil {
		if slices.Contains(buf[0], int16(t.trace[0])) && slices.Contains(buf[1], int16(t.trace[1])) && slices.Contains(buf[2], int16(t.trace[2])) && w > 0 {
			t.ids = append(t.ids, s.ids[i])
		}
		return
	}
	for _, z := range buf[2] {
		for _, r := range buf[0] {
			row := t.at(int(r), 0, int(z))
			for _, c := range buf[1] {
				t.stands(s, pl, i, w, row+int(c))
				switch pl.def.Measure {
				case Dwell:
					if d, ok := dwell(s, i); ok {
						t.days[row+int(c)] = append(t.days[row+int(c)], d)
					}
				case Cases:
					for _, n := range s.cases[i] {
						t.cases[uint64(row+int(c))<<32|uint64(n)] = struct{}{}
					}
				default:
					t.cells[row+int(c)] += w
				}
			}
		}
	}
}

// stands notes that a cell stands for a report, once however often it is counted there.
func (t *tally) stands(s *set, pl *plan, i uint32, w int64, cell int) {
	if t.behind == nil || t.last[cell] == i+1 || w == 0 || pl.def.Measure == Cases && len(s.cases[i]) == 0 {
		return
	}
	t.behind[cell]++
	t.last[cell] = i + 1
}

// dwell is the days from begun to discovered where both are known to the day and in that order.
func dwell(s *set, i uint32) (int32, bool) {
	b, d := basisIndex(ByBegun), basisIndex(ByDiscovered)
	begun, found := s.from[b][i], s.from[d][i]
	if begun == noDay || found == noDay || s.to[b][i] != begun || s.to[d][i] != found || found < begun {
		return 0, false
	}
	return found - begun, true
}

// detections counts the numbers of one report, each in its own month where it has one, else on the report's date.
func (t *tally) detections(s *set, pl *plan, i uint32, buf *[3][]int16) {
	received := s.from[basisIndex(ByReceived)][i]
	counted, listed := false, ""
	for _, d := range s.found.of(i) {
		from, to := s.from[pl.basis][i], s.to[pl.basis][i]
		if d.from != 0 {
			from, to = monthDay(int(d.from)), monthDay(int(max(d.to, d.from))+1)-1
		}
		coarse := pl.def.Coarse
		if d.from != 0 {
			coarse = Fitting // a month is as fine as a number of detections is told
		}
		day, why := pl.place(span{from, to}, received, coarse)
		if day == noDay && why == "" || !pl.passes(s, i, max(day, pl.from)) {
			continue
		}
		if why != "" {
			listed = why
			continue
		}
		counted = true
		t.keys(s, pl, i, day, buf)
		t.add(s, pl, i, d.n, buf)
	}
	if counted {
		t.n++
	}
	if listed != "" {
		t.listed[listed]++
	}
}

// monthDay is the first day of a month given as year × 12 + month from 0.
func monthDay(m int) int32 { return dayOf(dateUTC(m/12, m%12+1)) }

func dateUTC(y, m int) time.Time { return time.Date(y, time.Month(m), 1, 0, 0, 0, 0, time.UTC) }

// value gives the number of a cell: for dwell the median rounded half up, with how many it is taken of.
func (t *tally) value(i int) Cell {
	if t.days == nil {
		return Cell{Value: t.cells[i]}
	}
	v := t.days[i]
	if len(v) == 0 {
		return Cell{None: true}
	}
	slices.Sort(v)
	lo, hi := int64(v[(len(v)-1)/2]), int64(v[len(v)/2])
	return Cell{Value: (lo + hi + 1) / 2, N: int64(len(v))}
}

// settle turns the sets of cases into numbers.
func (t *tally) settle() {
	for k := range t.cases {
		t.cells[k>>32]++
	}
}
