package stats

import (
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/text"
)

// Measures of a narrow picture in its own units, which are about the pixels of a telephone.
const (
	narrowWidth = 330.0
	narrowCell  = 22.0 // least wide a cell of a heat map may be
)

// DrawNarrow lays a table out for a telephone held upright, with letters as large as those of Draw: names stand above what they name, and bars over
// time lie where they have no room to stand. It is false where the columns are too many; then Draw's picture must be scrolled.
func DrawNarrow(t *Table, lang incident.Lang, words *i18n.Catalogue) (Picture, bool) {
	d := &chart{t: t, lang: lang, words: words, width: narrowWidth, over: 3, small: true}
	d.head(4)
	d.left = max(text.Width(thousands(int64(d.scale())))*chartSmall+8, 20)
	time, parts := d.time(), d.stacks()
	switch {
	case len(t.Columns.Cells) > heatColumns || !parts && !time:
		if !d.narrowHeat() {
			return Picture{}, false
		}
	case time && d.rows == 1 && parts:
		d.narrowBars()
	case time && (d.rows > chartBars || !parts):
		d.trend()
		d.changes()
	case time && d.stand():
		d.overTime()
		d.changes()
	default:
		d.narrowBars()
	}
	d.foot()
	d.p.Description = d.described()
	return d.p, true
}

// stand tells whether bars over time have room beside each other, each with its name and number.
func (d *chart) stand() bool {
	wide := (d.width - d.left) / float64(max(d.rows, 1))
	for i, h := range d.t.Rows.Cells {
		if !whole(h.Label.In(d.lang), (wide+d.over)/chartSmall, 3) || text.Width(d.total(i))*chartSmall > wide {
			return false
		}
	}
	return true
}

// narrowBars draws one lying bar a row over the whole width, its name and number above it.
func (d *chart) narrowBars() {
	d.rows = min(d.rows, chartRows)
	d.legend()
	top, most := d.y, d.most()
	for i := range d.rows {
		figures := d.figures(i)
		room := text.Width(figures)*chartLetter + 4
		names := d.width - room - 10
		if room > d.width*0.6 { // below the name, then
			names = d.width - 6
		}
		name := wrap(d.t.Rows.Cells[i].Label.In(d.lang), names/chartLetter, 4)
		for k, s := range name {
			d.text(4, d.y+4+17*float64(k), names, chartLetter, "", false, LookInk, s)
		}
		lines := len(name)
		if names > d.width-room {
			lines++
		}
		d.y += 4 + 17*float64(lines)
		d.text(d.width-room, d.y-17, room-3, chartLetter, "right", false, LookInk, figures)
		x := 0.0
		for j, c := range d.t.Cells[i] {
			if w := d.width * float64(drawnValue(c)) / float64(most); w > 0 {
				d.part(j, x, d.y+2, w, 14)
				x += w
			}
		}
		d.y += 22 - chartRow
		d.next(i)
	}
	d.line(LookAxis, [2]float64{0, top}, [2]float64{0, d.y})
}

// changes says below a picture over time what its broken lines mean.
func (d *chart) changes() {
	for _, b := range d.t.Breaks {
		if b.Axis != "rows" {
			continue
		}
		for _, s := range wrap(b.Text.In(d.lang), d.width/chartSmall-1, 6) {
			d.text(0, d.y+6, d.width, chartSmall, "", false, LookBreak, s)
			d.y += 13
		}
		d.y += 5
	}
}
