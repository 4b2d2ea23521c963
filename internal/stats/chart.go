package stats

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// Measures of a chart in its own units; 12 are the height of its letters.
const (
	chartWidth  = 720.0
	chartLetter = 12.0
	chartRow    = 24.0
	chartLabel  = 260.0 // widest the names of rows may be before they break
	chartRows   = 80    // more are left to the table beside the picture
	heatColumns = 3     // with more columns than these the table is drawn as a heat map
)

// fills of stacked parts differ by lightness and by hatching, so that they stay apart in black and white and for every eye.
var fills = []struct{ id, ground, stroke, lines string }{
	{"a", "#1d3f72", "", ""},
	{"b", "#ffffff", "#1d3f72", "M0 6L6 0"},
	{"c", "#c3cede", "#1d3f72", "M0 3H6"},
	{"d", "#ffffff", "#4a5361", "M3 0V6M0 3H6"},
}

// Chart draws a table as a picture for pages, in SVG with attributes only: bars from zero, stacked by the columns, or a heat map where the columns are many.
// Title, unit, source and n stand in it, and all its numbers as words in its description. Numbers withheld are drawn as a cross. It has no clock: the same
// table gives the same bytes.
func Chart(t *Table, lang incident.Lang, words *i18n.Catalogue) []byte {
	d := &chart{t: t, lang: lang, words: words}
	d.measure()
	if len(t.Columns.Cells) > heatColumns {
		d.heat()
	} else {
		d.bars()
	}
	return d.finish()
}

type chart struct {
	t     *Table
	lang  incident.Lang
	words *i18n.Catalogue
	b     strings.Builder
	rows  int
	label float64 // width of the names of rows
	y     float64
}

func (d *chart) say(key string, args ...any) string { return d.words.T(d.lang, key, args...) }

func (d *chart) measure() {
	d.rows = min(len(d.t.Rows.Cells), chartRows)
	for _, h := range d.t.Rows.Cells[:d.rows] {
		d.label = max(d.label, textWidth(h.Label.In(d.lang))*chartLetter+10)
	}
	d.label = min(d.label, chartLabel)
	d.y = 58
}

// bars draws one bar a row; time runs downwards.
func (d *chart) bars() {
	if len(d.t.Columns.Cells) > 1 {
		d.legend()
	}
	most := int64(1)
	for i := range d.rows {
		most = max(most, d.sum(i))
	}
	wide := chartWidth - d.label - 84
	for i := range d.rows {
		d.rowLabel(i)
		x := d.label
		for j, c := range d.t.Cells[i] {
			if c.Suppressed || c.None {
				continue
			}
			w := wide * float64(c.Value) / float64(most)
			if w > 0 {
				fmt.Fprintf(&d.b, `<rect x="%.1f" y="%.1f" width="%.1f" height="16" fill="url(#f-%s)" stroke="#1a1a1c" stroke-width="0.6"/>`, x, d.y+4, w, fills[j%len(fills)].id)
			}
			x += w
		}
		d.text(x+6, d.y+16, "start", "", d.figures(i))
		d.next(i)
	}
	fmt.Fprintf(&d.b, `<path d="M%.1f %.1fV%.1f" stroke="#1a1a1c" fill="none"/>`, d.label, 56+d.legendHeight(), d.y)
}

// sum is the length of a bar: what its parts show.
func (d *chart) sum(i int) (n int64) {
	for _, c := range d.t.Cells[i] {
		if !c.Suppressed && !c.None {
			n += c.Value
		}
	}
	return n
}

// figures are the numbers of a row, as they stand in the table.
func (d *chart) figures(i int) string {
	var out []string
	for _, c := range d.t.Cells[i] {
		out = append(out, number(c))
	}
	if len(out) > 1 && len(d.t.RowTotals) > i {
		return number(d.t.RowTotals[i]) + " (" + strings.Join(out, " + ") + ")"
	}
	return strings.Join(out, " + ")
}

// heat draws rows and columns as a field of cells, darker for more, each with its number.
func (d *chart) heat() {
	cols := len(d.t.Columns.Cells)
	w := (chartWidth - d.label) / float64(cols)
	high := 14.0
	for _, h := range d.t.Columns.Cells {
		high = max(high, textWidth(h.Label.In(d.lang))*9*0.5+14)
	}
	d.y += high
	for j, h := range d.t.Columns.Cells {
		fmt.Fprintf(&d.b, `<g transform="translate(%.1f %.1f) rotate(-30)">`, d.label+w*(float64(j)+0.5), d.y-4)
		d.small(0, 0, h.Label.In(d.lang))
		d.b.WriteString("</g>")
	}
	most := int64(1)
	for i := range d.rows {
		for _, c := range d.t.Cells[i] {
			most = max(most, c.Value)
		}
	}
	for i := range d.rows {
		d.rowLabel(i)
		for j, c := range d.t.Cells[i] {
			share := float64(c.Value) / float64(most)
			if c.Suppressed || c.None {
				share = 0
			}
			light := 255 - int(share*170)
			ink := "#1a1a1c"
			if light < 140 {
				ink = "#ffffff"
			}
			fmt.Fprintf(&d.b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="#%02x%02x%02x" stroke="#8a8f9c" stroke-width="0.5"/>`,
				d.label+w*float64(j), d.y, w, chartRow, light, light, min(light+20, 255))
			fmt.Fprintf(&d.b, `<text x="%.1f" y="%.1f" font-size="10" text-anchor="middle" fill="%s">%s</text>`, d.label+w*(float64(j)+0.5), d.y+16, ink, number(c))
		}
		d.next(i)
	}
}

func (d *chart) rowLabel(i int) {
	s := d.t.Rows.Cells[i].Label.In(d.lang)
	for textWidth(s)*chartLetter > d.label-8 && len(s) > 0 { // the whole name stands in the table and in the description
		r := []rune(s)
		s = strings.TrimSuffix(string(r[:len(r)-1]), "…")
		if r = []rune(s); len(r) > 0 {
			s = string(r[:len(r)-1]) + "…"
		}
	}
	d.text(d.label-6, d.y+16, "end", "", s)
}

// next goes to the next row, with the break drawn that stands between them.
func (d *chart) next(i int) {
	d.y += chartRow
	for _, b := range d.t.Breaks {
		if b.Axis == "rows" && b.After == d.t.Rows.Cells[i].Code {
			fmt.Fprintf(&d.b, `<path d="M0 %.1fH%.0f" stroke="#8f1020" stroke-dasharray="5 3" fill="none"/>`, d.y+5, chartWidth)
			d.y += 12
			d.small(0, d.y+8, b.Text.In(d.lang))
			d.y += 14
		}
	}
}

func (d *chart) legendHeight() float64 {
	if len(d.t.Columns.Cells) > 1 && len(d.t.Columns.Cells) <= heatColumns {
		return 22
	}
	return 0
}

func (d *chart) legend() {
	x := d.label
	for j, h := range d.t.Columns.Cells {
		fmt.Fprintf(&d.b, `<rect x="%.1f" y="%.1f" width="14" height="12" fill="url(#f-%s)" stroke="#1a1a1c" stroke-width="0.6"/>`, x, d.y-4, fills[j%len(fills)].id)
		label := h.Label.In(d.lang)
		d.text(x+20, d.y+6, "start", "", label)
		x += 34 + textWidth(label)*chartLetter
	}
	d.y += d.legendHeight()
}

func (d *chart) text(x, y float64, anchor, weight, s string) {
	bold := ""
	if weight != "" {
		bold = ` font-weight="` + weight + `"`
	}
	fmt.Fprintf(&d.b, `<text x="%.1f" y="%.1f" font-size="%.0f" text-anchor="%s"%s fill="#1a1a1c">%s</text>`, x, y, chartLetter, anchor, bold, escaped(s))
}

func (d *chart) small(x, y float64, s string) {
	fmt.Fprintf(&d.b, `<text x="%.1f" y="%.1f" font-size="9" fill="#4a5361">%s</text>`, x, y, escaped(s))
}

// finish puts title, description, unit and source around what was drawn.
func (d *chart) finish() []byte {
	t := d.t
	title := t.Title.In(d.lang)
	if t.Definition != "" {
		title = t.Definition + " " + title
	}
	foot := []string{d.say("stats.chart.source", t.From, t.To, t.N)}
	if len(t.Breaks) > 0 { // what is counted differently has no common n
		foot[0] = d.say("stats.chart.source.broken", t.From, t.To)
	}
	if rest := len(t.Rows.Cells) - d.rows; rest > 0 {
		foot = append(foot, d.say("stats.chart.rest", rest))
	}
	if t.Suppressed {
		foot = append(foot, d.say("stats.chart.withheld"))
	}
	foot = append(foot, d.say("stats.chart.no_rate"))
	inner := d.b.String()
	d.b.Reset()
	height := d.y + 12 + 14*float64(len(foot))
	fmt.Fprintf(&d.b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="t d" lang="%s" font-family="'BIZ UDPGothic', sans-serif">`,
		chartWidth, height, chartWidth, height, d.lang)
	fmt.Fprintf(&d.b, `<title id="t">%s</title><desc id="d">%s</desc><defs>`, escaped(title), escaped(d.described()))
	for _, f := range fills {
		fmt.Fprintf(&d.b, `<pattern id="f-%s" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="%s"/>`, f.id, f.ground)
		if f.lines != "" {
			fmt.Fprintf(&d.b, `<path d="%s" stroke="%s" fill="none"/>`, f.lines, f.stroke)
		}
		d.b.WriteString("</pattern>")
	}
	fmt.Fprintf(&d.b, `</defs><rect width="%.0f" height="%.0f" fill="#ffffff"/>`, chartWidth, height)
	d.text(0, 18, "start", "bold", title)
	d.small(0, 36, d.say("stats.chart.unit", t.Unit.In(d.lang)))
	d.b.WriteString(inner)
	for i, s := range foot {
		d.small(0, d.y+18+14*float64(i), s)
	}
	d.b.WriteString("</svg>\n")
	return []byte(d.b.String())
}

// described says every number drawn.
func (d *chart) described() string {
	var out []string
	for i := range d.rows {
		var cells []string
		for j, c := range d.t.Cells[i] {
			s := number(c)
			if head := d.t.Columns.Cells[j].Label.In(d.lang); head != "" {
				s = head + " " + s
			}
			cells = append(cells, s)
		}
		out = append(out, d.t.Rows.Cells[i].Label.In(d.lang)+": "+strings.Join(cells, ", "))
	}
	return strings.Join(out, "; ")
}

// number is a cell as it is printed: × withheld, – none to give.
func number(c Cell) string {
	switch {
	case c.Suppressed:
		return "×"
	case c.None:
		return "–"
	}
	return thousands(c.Value)
}

func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// textWidth is about how wide a text is in letters of full width.
func textWidth(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r < 0x1100 && !unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) {
			w += 0.56
		} else {
			w++
		}
	}
	return w
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder never fails
	return b.String()
}
