package mask

import (
	"slices"
	"unicode"
)

// edge tells what stands before a rune of a view: it is asked of every rune dozens of times, so that it is read once.
type edge byte

const (
	gapEdge    edge = 1 << iota // white space and nothing else, or the text begins or ends
	lineBreak                   // a line ends
	emptyLines                  // and an empty one stands between
	lineEnd                     // a line ends that is not merely wrapped
	fieldEnd                    // a line, a cell or a quoted string begins or ends
	wideSpace                   // a tab, a full-width space or two spaces, or the text begins
)

// wrapped is how many runes a line has at least when its end may be one somebody's mail program made.
const wrapped = 25

// readEdges notes the edge before each rune and at the end of the text.
func (v *view) readEdges() {
	v.edges = v.room.edges.take(len(v.runes) + 1)
	v.edges[len(v.runes)] = gapEdge | fieldEnd
	v.edges[0] = gapEdge | fieldEnd | wideSpace
	v.seams = v.room.ints.take(len(v.runes)/8 + 8)[:0]
	line, end := 0, 0 // where the line begins, where the rune before ends
	for i, start := range v.start {
		if start > end && i > 0 {
			e := edgeOf(v.src[end:start])
			if e&lineBreak != 0 {
				if e&emptyLines != 0 || i-line < wrapped {
					e |= lineEnd
				}
				line = i
			}
			v.edges[i] |= e
			v.seams = append(v.seams, i)
		}
		if end = v.end[i]; v.runes[i] == '"' {
			v.edges[i] |= fieldEnd
			v.edges[i+1] |= fieldEnd
		}
	}
}

// edgeOf is what is squeezed out between two runes, as far as it is seen without them.
func edgeOf(between string) edge {
	e, before := gapEdge, rune(0)
	for _, r := range between {
		switch {
		case r == '\n' && e&lineBreak != 0:
			e |= emptyLines
		case r == '\n':
			e |= lineBreak | fieldEnd
		case r == '\t':
			e |= wideSpace | fieldEnd
		case r == '\r' || r == '\f' || r == '\v':
			e |= fieldEnd
		case r == '　' || r == ' ' && before == ' ':
			e |= wideSpace
		case !unicode.IsSpace(r):
			e &^= gapEdge
		}
		before = r
	}
	return e
}

// edge is what stands before rune i; beyond the text as at its end.
func (v *view) edge(i int) edge {
	if uint(i) < uint(len(v.edges)) {
		return v.edges[i]
	}
	return gapEdge | fieldEnd
}

// gap tells whether something was squeezed out before rune i, or the text begins or ends there.
func (v *view) gap(i int) bool { return v.edge(i)&gapEdge != 0 }

// newLine tells whether a line ends before rune i.
func (v *view) newLine(i int) bool { return v.edge(i)&lineBreak != 0 }

// inLine tells whether no line ends between runes from and to.
func (v *view) inLine(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if v.newLine(i) {
			return false
		}
	}
	return true
}

// nextLine is where the line behind that of rune i begins.
func (v *view) nextLine(i int) int {
	for _, k := range v.seamsIn(i+1, len(v.runes)) {
		if v.edges[k]&lineBreak != 0 {
			return k
		}
	}
	return len(v.runes)
}

// seamsIn are the runes from from to to before which something was squeezed out.
func (v *view) seamsIn(from, to int) []int {
	a, _ := slices.BinarySearch(v.seams, from)
	n, _ := slices.BinarySearch(v.seams[a:], to)
	return v.seams[a : a+n]
}

// emptyLine tells whether empty lines stand before rune i.
func (v *view) emptyLine(i int) bool { return v.edge(i)&emptyLines != 0 }

// lineEdge tells whether a line ends before rune i that is not merely wrapped: the line before is short, or empty lines stand between.
func (v *view) lineEdge(i int) bool { return v.edge(i)&lineEnd != 0 }

// fieldEdge tells whether a field (a line, a cell, a quoted string) begins or ends between rune i-1 and rune i.
func (v *view) fieldEdge(i int) bool { return v.edge(i)&fieldEnd != 0 }

// wideGap tells whether a tab, a full-width space or two spaces stand before rune i, as between the columns of a table.
func (v *view) wideGap(i int) bool { return i < 0 || v.edge(i)&wideSpace != 0 }
