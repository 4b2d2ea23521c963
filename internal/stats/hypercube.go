package stats

import (
	"cmp"
	"slices"
)

// partners is how many candidates of a direction are tried for the corners of a cube, the greatest first.
const partners = 60

// protect withholds, for every number withheld, the corners of a cube in which it can move far enough; false when there is none for some.
func (h *hider) protect() bool {
	h.lines = map[*field]*[3][]line{}
	for _, f := range append(slices.Clone(h.older), h.field) {
		h.lines[f] = f.measure()
	}
	width := make([]int64, len(h.value)) // proven so far
	var todo []int
	for i := range h.value {
		if h.shown[i] && h.hidden[i] {
			todo = append(todo, i)
		}
	}
	slices.SortStableFunc(todo, func(a, b int) int { return cmp.Compare(h.value[b], h.value[a]) })
	for n := 0; n < len(todo); n++ {
		if width[todo[n]] >= h.need(todo[n]) {
			continue
		}
		cube, wide, ok := h.cheapest(h.spot(todo[n]))
		if !ok {
			return false
		}
		for _, c := range cube {
			i := h.at(c.spot)
			width[i] = max(width[i], wide)
			if !h.hidden[i] {
				h.hidden[i] = true
				todo = append(todo, i)
			}
		}
	}
	return true
}

// corner is one number of a cube and which way it moves when the first goes up.
type corner struct {
	spot
	up bool
}

// cheapest finds the cube around a number that is wide enough and withholds least beside what is withheld already.
func (h *hider) cheapest(p spot) (best []corner, wide int64, found bool) {
	need := h.need(h.at(p))
	least := int64(-1)
	var choice [3][]int
	for d := range choice {
		choice[d] = h.candidates(d, p)
	}
	cube := make([]corner, 0, 8)
	for _, z := range choice[2] {
		for _, r := range choice[0] {
			for _, c := range choice[1] {
				cube = h.cube(cube[:0], p, spot{r, c, z})
				cost := h.cost(cube)
				if least >= 0 && cost >= least {
					continue
				}
				if w := h.wide(cube); w >= need {
					best, wide, found, least = slices.Clone(cube), w, true, cost
					if cost == 0 {
						return best, wide, true
					}
				}
			}
		}
	}
	return best, wide, found
}

// candidates lists the partners of a number in one direction: none (its own index) where there is one place only or the classes may exceed their total.
func (h *hider) candidates(d int, p spot) []int {
	if h.size[d] == 1 {
		return []int{0}
	}
	var out []int
	if h.multi[d] {
		out = append(out, p[d])
	}
	var rest []int
	for i := range h.size[d] {
		if i != p[d] {
			rest = append(rest, i)
		}
	}
	if len(rest) > partners {
		value := func(i int) int64 { q := p; q[d] = i; return h.value[h.at(q)] }
		slices.SortStableFunc(rest, func(a, b int) int { return cmp.Compare(value(b), value(a)) })
		rest = rest[:partners]
	}
	return append(out, rest...)
}

// cube lists the corners between two spots. Two classes of a line move against each other, a class and its total together.
func (h *hider) cube(buf []corner, p, q spot) []corner {
	buf = append(buf, corner{p, true})
	for d := range p {
		if p[d] == q[d] {
			continue
		}
		for _, c := range buf {
			c.spot[d] = q[d]
			if p[d] > 0 && q[d] > 0 {
				c.up = !c.up
			}
			buf = append(buf, c)
		}
	}
	return buf
}

// cost is what a cube takes from the reader that is not taken yet; totals cost more than cells.
func (h *hider) cost(cube []corner) (n int64) {
	for _, c := range cube {
		i := h.at(c.spot)
		if h.hidden[i] {
			continue
		}
		v := 1 + h.value[i]
		for d := range c.spot {
			if c.spot[d] == 0 && h.size[d] > 1 {
				v *= 2
			}
		}
		n += v
	}
	return n
}

// wide is the greatest interval over which the first corner can be shown to move: this set alone above what earlier ones have told, or all sets together
// where all withhold the whole cube.
func (h *hider) wide(cube []corner) int64 {
	alone := h.room(h.field, cube, true, h.floor) + h.room(h.field, cube, false, h.floor)
	if len(h.older) == 0 {
		return alone
	}
	up, down := h.room(h.field, cube, true, nil), h.room(h.field, cube, false, nil)
	for _, f := range h.older {
		for _, c := range cube {
			if !f.hidden[f.at(c.spot)] {
				return alone
			}
		}
		up, down = min(up, h.room(f, cube, true, nil)), min(down, h.room(f, cube, false, nil))
	}
	return max(alone, up+down)
}

// enough stands for a room without a bound.
const enough = int64(1) << 40

// room is how far the corners can move one way with no number below its floor, and no class above its total nor the classes below it in lines that may exceed it.
func (h *hider) room(f *field, cube []corner, up bool, floor []int64) int64 {
	far := enough
	for n, c := range cube {
		i := f.at(c.spot)
		rises := c.up == up
		if !rises {
			low := int64(0)
			if floor != nil {
				low = floor[i]
			}
			far = min(far, f.value[i]-low)
		}
		for d := range c.spot {
			if f.multi[d] {
				far = min(far, h.slack(f, cube, n, d, rises))
			}
		}
	}
	return max(far, 0)
}

// slack is how far a corner can move within its line of a direction whose classes may exceed their total.
func (h *hider) slack(f *field, cube []corner, n, d int, rises bool) int64 {
	p := cube[n].spot
	l := h.lines[f][d][f.lineOf(p, d)]
	q := p
	q[d] = 0
	total, mine := f.value[f.at(q)], f.value[f.at(p)]
	other := -1 // index of the corner that moves in the same line
	for m, c := range cube {
		same := m != n
		for e := range p {
			same = same && (e == d || c.spot[e] == p[e])
		}
		if same {
			other = c.spot[d]
		}
	}
	over := l.sum - total
	switch {
	case p[d] == 0 && other < 0 && rises:
		return over
	case p[d] == 0 && rises:
		return enough
	case p[d] == 0 && other < 0:
		return total - l.most
	case p[d] == 0: // the class beside it goes down as well, the others stay
		q[d] = other
		if f.value[f.at(q)] == l.most {
			return total - l.second
		}
		return total - l.most
	case rises && other == 0:
		return enough
	case rises:
		return total - mine
	case other < 0:
		return over
	}
	return enough
}

// lineOf numbers the lines of a direction.
func (f *field) lineOf(p spot, d int) int {
	p[d] = 0
	return f.at(p)
}

// measure reads the lines of every direction that needs them.
func (f *field) measure() *[3][]line {
	var out [3][]line
	for d := range out {
		if !f.multi[d] {
			continue
		}
		out[d] = make([]line, len(f.value))
		for i, v := range f.value {
			p := f.spot(i)
			if p[d] == 0 {
				continue
			}
			l := &out[d][f.lineOf(p, d)]
			l.sum += v
			if v > l.most {
				l.most, l.second = v, l.most
			} else if v > l.second {
				l.second = v
			}
		}
	}
	return &out
}
