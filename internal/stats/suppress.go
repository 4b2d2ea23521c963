package stats

import (
	"slices"
	"strings"

	"todoke/internal/incident"
)

// defaultK is the least number of reports a number may stand for where a definition does not say.
const defaultK = 3

// telling are the dimensions of which two together can single out a reporter: kind, industry, region, size, and the month.
var telling = []string{"org", "org_kind", "industry", "prefecture", "region", "size", "month"}

// Telling tells whether a table crosses two or more of kind, industry, region, size and month, by an axis or by a condition: its small numbers are
// withheld whatever it says of itself (issue 6, point 6).
func (d Definition) Telling(filters ...Condition) bool {
	groups := map[string]bool{}
	add := func(dim string) {
		if slices.Contains(telling, dim) {
			groups[strings.NewReplacer("org_kind", "org", "prefecture", "region").Replace(dim)] = true // one thing told twice
		}
	}
	for _, a := range []Axis{d.Rows, d.Columns, d.Slices} {
		add(a.Dimension)
	}
	for _, w := range slices.Concat(d.Where, filters) {
		if !w.Not { // "without individuals" singles out nobody
			add(w.Dimension)
		}
	}
	return len(groups) > 1
}

// guarded is the definition with the rule that holds for a query: nothing is withheld from those who may see every report, small numbers always
// from ad hoc filters and telling crosses.
func (d Definition) guarded(q Query) Definition {
	if q.Whole {
		d.Suppress = Suppress{}
	} else if len(q.Filters) > 0 || d.Telling() {
		d.Suppress.On = true
	}
	if d.Suppress.On && d.Suppress.K == 0 {
		d.Suppress.K = defaultK
	}
	return d
}

// asksWhole asks the right to see numbers as they are.
func asksWhole(a incident.Actor, whole bool) error {
	if !whole {
		return nil
	}
	return incident.Ask(a, incident.ReportRead)
}

// spot is a place of a table by index: rows, columns, slices; 0 is the total of a direction.
type spot [3]int

// field is the true numbers of a table with its totals, as suppression reckons with them.
type field struct {
	size   spot
	value  []int64
	behind []int64 // reports each number stands for
	floor  []int64 // what an earlier set lets a reader know it is at least
	hidden []bool  // withheld
	shown  []bool  // stands in the table at all
	multi  [3]bool // a report may stand in several classes: the classes sum to the total or more
}

func (f *field) at(p spot) int { return (p[2]*f.size[0]+p[0])*f.size[1] + p[1] }

func (f *field) spot(i int) spot {
	return spot{i / f.size[1] % f.size[0], i % f.size[1], i / f.size[1] / f.size[0]}
}

func newField(pl *plan, size spot) *field {
	n := size[0] * size[1] * size[2]
	f := &field{size: size, value: make([]int64, n), behind: make([]int64, n), floor: make([]int64, n), hidden: make([]bool, n), shown: make([]bool, n)}
	for i, a := range pl.axes {
		f.multi[i] = a.on && (a.dim.Multi && !(pl.def.Measure == Acts && i == pl.facts) || pl.def.Measure == Cases)
	}
	return f
}

// fill reads the numbers of a tally; index gives its cell of a direction for one of ours, -1 for none.
func (f *field) fill(t *tally, index func(direction, i int) int) {
	for i := range f.value {
		p := f.spot(i)
		r, c, z := index(0, p[0]), index(1, p[1]), index(2, p[2])
		if r < 0 || c < 0 || z < 0 {
			continue
		}
		k := t.at(r, c, z)
		if f.value[i] = t.cells[k]; t.days != nil {
			f.value[i] = int64(len(t.days[k]))
		}
		f.behind[i] = f.value[i]
		if t.behind != nil && t.days == nil {
			f.behind[i] = t.behind[k]
		}
	}
}

// past is an earlier set of the same table as the public has it.
type past struct {
	pl    *plan
	t     *tally
	table *Table
}

// withhold takes out of a table what its definition does not let out: numbers that stand for fewer than k reports, and beside each so many others that
// nobody can reckon it back from the totals. Whatever is published, here and in earlier sets under the assumption that reports only came to it, leaves every number
// withheld an interval at least k wide.
//
// It goes by hypercubes (Repsilber 1994, as statistical offices use them): two numbers a direction, all corners withheld, can be shifted against each other without any
// sum being changed; how far is what a reader cannot know. Where no such cube is found the whole table is withheld.
func withhold(pl *plan, t *tally, shapes [3]shape, out *Table, earlier []past) {
	if !out.Suppress.On {
		return
	}
	var index [3][]int
	var size spot
	for d := range index {
		index[d] = []int{0}
		if pl.axes[d].on {
			index[d] = append(index[d], shapes[d].show...)
		}
		size[d] = len(index[d])
	}
	f := newField(pl, size)
	f.fill(t, func(d, i int) int { return index[d][i] })
	h := &hider{field: f, k: int64(out.Suppress.K), bulk: pl.def.Measure == Acts || pl.def.Measure == Detections}
	cells := cellsOf(pl, out, f)
	for i, list := range cells {
		f.shown[i] = len(list) > 0 && (!list[0].None || pl.def.Measure == Dwell)
		f.hidden[i] = !f.shown[i]
	}
	for _, e := range earlier {
		h.remember(e, pl, index)
	}
	for i := range f.value {
		few := f.behind[i] > 0 && f.behind[i] < h.k || pl.def.Measure == Cases && f.value[i] > 0 && f.value[i] < h.k
		if f.shown[i] && (few || out.Suppress.Zero && f.behind[i] == 0) {
			f.hidden[i] = true
		}
	}
	if !h.protect() {
		for i := range f.hidden {
			f.hidden[i] = true
		}
	}
	f.apply(cells, out)
}

// cellsOf gives the printed cells of every spot; without columns a total stands in two places.
func cellsOf(pl *plan, out *Table, f *field) [][]*Cell {
	cells := make([][]*Cell, len(f.value))
	layers := []*Table{out}
	for _, s := range out.Slices {
		layers = append(layers, s.Table)
	}
	shift := 0
	if pl.axes[1].on {
		shift = 1
	}
	for z, l := range layers {
		put := func(r, c int, x *Cell) {
			i := f.at(spot{r, c, z})
			cells[i] = append(cells[i], x)
		}
		for r := range l.Cells {
			for c := range l.Cells[r] {
				put(r+1, c+shift, &l.Cells[r][c])
			}
		}
		for r := range l.RowTotals {
			put(r+1, 0, &l.RowTotals[r])
		}
		for c := range l.ColumnTotal {
			put(0, c+shift, &l.ColumnTotal[c])
		}
		put(0, 0, &l.Total)
	}
	return cells
}

// apply takes the withheld numbers out, with the shares whose denominator went.
func (f *field) apply(cells [][]*Cell, out *Table) {
	held := false
	for i, list := range cells {
		if !f.shown[i] || !f.hidden[i] {
			continue
		}
		held = true
		out.HeldBack++
		for _, c := range list {
			*c = Cell{Suppressed: true}
		}
	}
	layers := []*Table{out}
	for _, s := range out.Slices {
		layers = append(layers, s.Table)
	}
	for _, l := range layers {
		l.Suppressed = held
		if out.Total.Suppressed {
			l.N, l.Denominator = 0, 0
		}
		if l.Total.Suppressed {
			l.Denominator = 0
		}
		if held {
			l.dropShares()
		}
	}
}

// dropShares takes out every share of a table in which something is withheld but those of published numbers of a published whole: a share and its number
// give the denominator.
func (t *Table) dropShares() {
	whole := t.Denominator > 0
	for _, list := range append(slices.Clone(t.Cells), t.RowTotals, t.ColumnTotal, []Cell{}) {
		for i := range list {
			if !whole {
				list[i].Share = ""
			}
		}
	}
	if !whole {
		t.Total.Share = ""
	}
}

// hider chooses what to withhold beside the small numbers.
type hider struct {
	*field
	k     int64
	bulk  bool     // numbers of things, of which one report may bring thousands
	older []*field // earlier sets in the same places
	lines map[*field]*[3][]line
}

// line is what inequalities over one line of a direction need: the total's value is at index 0, these are of the others.
type line struct{ sum, most, second int64 }

// need is how wide the interval of a number must be.
func (h *hider) need(i int) int64 {
	if h.bulk {
		return max(h.k, (h.value[i]+4)/5)
	}
	return h.k
}

// remember lays an earlier set over this one: what was withheld stays withheld, what was published is a floor.
func (h *hider) remember(e past, pl *plan, index [3][]int) {
	if e.table.Rows.Dimension != pl.axes[0].dim.ID || e.table.Columns.Dimension != pl.axes[1].dim.ID {
		return // another table under the same name
	}
	old := newField(pl, h.size)
	codes := func(d, i int) string {
		if i == 0 {
			return ""
		}
		return pl.axes[d].head[index[d][i]-1].Code
	}
	old.fill(e.t, func(d, i int) int {
		if i == 0 {
			return 0
		}
		k := slices.IndexFunc(e.pl.axes[d].head, func(c HeaderCell) bool { return c.Code == codes(d, i) })
		if k < 0 {
			return -1
		}
		return k + 1
	})
	was := e.table.withheld()
	for i := range old.value {
		p := h.spot(i)
		old.hidden[i] = was[Place{codes(0, p[0]), codes(1, p[1]), codes(2, p[2])}] || !h.shown[i]
		h.hidden[i] = h.hidden[i] || old.hidden[i]
		if v := old.value[i]; v <= h.value[i] {
			h.floor[i] = max(h.floor[i], v)
		}
	}
	h.older = append(h.older, old)
}

// withheld lists the places of a table that show no number.
func (t *Table) withheld() map[Place]bool {
	out := map[Place]bool{}
	layer := func(l *Table, slice string) {
		for _, n := range numbers(l) {
			if n.cell.Suppressed {
				out[Place{n.row.Code, n.column.Code, slice}] = true
			}
		}
	}
	layer(t, "")
	for _, s := range t.Slices {
		layer(s.Table, s.Head.Code)
	}
	return out
}

// tells whether a table shows any number at all.
func (t *Table) tells() bool {
	for _, n := range numbers(t) {
		if !n.cell.Suppressed {
			return true
		}
	}
	return false
}
