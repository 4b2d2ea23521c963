package stats

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"todoke/internal/text"
)

// heat draws rows and columns as a field of cells, darker for more, each with its number where it has room.
func (d *chart) heat() {
	d.rows = min(d.rows, chartRows)
	cols := len(d.t.Columns.Cells)
	for _, h := range d.t.Rows.Cells[:d.rows] {
		d.label = max(d.label, text.Width(h.Label.In(d.lang))*chartLetter+10)
	}
	d.label = min(d.label, chartLabel, d.width-float64(min(cols, 20))*22)
	w := (d.width - d.label) / float64(cols)
	key := d.heads(w, w < 34) // too narrow for names: they stand below with a number each
	most := d.fullest()
	for i := range d.rows {
		d.rowLabel(i)
		d.cells(i, w, most)
		d.next(i)
	}
	d.key(key)
}

// heads names the columns of a heat map, by numbers where their names have no room, and gives what the numbers mean.
func (d *chart) heads(w float64, numbered bool) (key []string) {
	size, lines := chartSmall, 1
	heads := make([][]string, len(d.t.Columns.Cells))
	for j, h := range d.t.Columns.Cells {
		label := h.Label.In(d.lang)
		heads[j] = wrap(label, (w-4)/size, 5)
		if numbered && text.Width(label)*size > w-2 {
			heads[j] = []string{fmt.Sprint(j + 1)}
			key = append(key, fmt.Sprint(j+1)+" "+label)
		}
		lines = max(lines, len(heads[j]))
	}
	for j := range heads {
		for k, s := range heads[j] {
			d.text(d.label+w*float64(j), d.y+12*float64(lines-len(heads[j])+k), w, size, "center", false, LookInk, s)
		}
	}
	d.y += 12*float64(lines) + 6
	return key
}

// fullest is the largest number of a heat map.
func (d *chart) fullest() int64 {
	most := int64(1)
	for _, line := range d.t.Cells[:d.rows] {
		for _, c := range line {
			most = max(most, drawnValue(c))
		}
	}
	return most
}

// cells draws one row of a heat map.
func (d *chart) cells(i int, w float64, most int64) {
	for j, c := range d.t.Cells[i] {
		level := 0
		if v := drawnValue(c); v > 0 {
			level = 1 + int(float64(v)/float64(most)*float64(len(heatLooks)-2)+0.5)
		}
		ink := LookInk
		if level > 3 {
			ink = LookOn
		}
		d.add(Mark{Kind: RectMark, Look: heatLooks[level], X: d.label + w*float64(j), Y: d.y, W: w, H: chartRow})
		if s := number(c); text.Width(s)*chartSmall <= w {
			d.text(d.label+w*float64(j), d.y+5, w, chartSmall, "center", false, ink, s)
		}
	}
}

// key says below a heat map what the numbers of its heads mean.
func (d *chart) key(names []string) {
	if len(names) == 0 {
		return
	}
	d.y += 6
	lines := 8
	if d.small {
		lines = 16
	}
	for _, s := range wrap(strings.Join(names, d.say("stats.chart.comma")), d.width/chartSmall-1, lines) {
		d.text(0, d.y, d.width, chartSmall, "", false, LookMuted, s)
		d.y += 13
	}
}

// narrowHeat draws a heat map with the name of a row above its cells; false where a cell has no room for its number.
func (d *chart) narrowHeat() bool {
	d.rows = min(d.rows, chartRows)
	cols := len(d.t.Columns.Cells)
	w := d.width / float64(max(cols, 1))
	if w < narrowCell {
		return false
	}
	for _, line := range d.t.Cells[:d.rows] {
		if slices.ContainsFunc(line, func(c Cell) bool { return text.Width(number(c))*chartSmall > w }) {
			return false
		}
	}
	numbered := w < 34 || slices.ContainsFunc(d.t.Columns.Cells, func(h HeaderCell) bool { return !whole(h.Label.In(d.lang), (w-4)/chartSmall, 5) })
	key, most := d.heads(w, numbered), d.fullest()
	for i := range d.rows {
		for _, s := range wrap(d.t.Rows.Cells[i].Label.In(d.lang), d.width/chartLetter-1, 3) {
			d.text(3, d.y+3, d.width-3, chartLetter, "", false, LookInk, s)
			d.y += 17
		}
		d.y += 4
		d.cells(i, w, most)
		d.next(i)
	}
	d.key(key)
	return true
}

// whole tells whether a text wraps into so many lines without losing its end or parting a word of letters.
func whole(s string, width float64, most int) bool {
	lines := wrap(s, width, most)
	if strings.HasSuffix(lines[len(lines)-1], "…") && !strings.HasSuffix(s, "…") {
		return false
	}
	for i, line := range lines[1:] {
		first, _ := utf8.DecodeRuneInString(line)
		if last, _ := utf8.DecodeLastRuneInString(lines[i]); last < 0x1100 && first < 0x1100 && !strings.Contains(s, lines[i]+" "+line) {
			return false
		}
	}
	return true
}
