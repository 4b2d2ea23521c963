package stats

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/text"
)

// Picture is a table as a drawing in points, origin at the upper left: the same for a page, a file and paper. It says all it shows in Description.
type Picture struct {
	Width, Height float64
	Title         string
	Description   string // every number drawn, as words
	Marks         []Mark // in the order they are drawn
}

// Mark is one piece of a Picture.
type Mark struct {
	Kind       MarkKind
	Look       Look
	X, Y, W, H float64
	Points     [][2]float64 // of a line
	Text       string
	Size       float64 // of letters
	Align      string  // of a text within W: "" left, "center", "right"; Y is the top of its line
	Bold       bool
}

// MarkKind is what a Mark is.
type MarkKind string

// Kinds of Mark.
const (
	RectMark MarkKind = "rect"
	LineMark MarkKind = "line"
	TextMark MarkKind = "text"
)

// Look is what a Mark means; who draws it gives it colours. Parts differ by lightness and hatching, so that they stay apart in black and white and
// for every eye.
type Look string

// Looks. Heat begins at 0, the lightest.
const (
	LookGround Look = "chart-ground" // behind everything
	LookInk    Look = "chart-ink"    // text
	LookMuted  Look = "chart-muted"  // small text
	LookOn     Look = "chart-on"     // text on a dark ground
	LookAxis   Look = "chart-axis"
	LookGrid   Look = "chart-grid"
	LookBreak  Look = "chart-break" // where counting changes
	LookHatch  Look = "chart-hatch"
	LookTrend  Look = "chart-trend"
	LookDashed Look = "chart-dashed" // the second line of a trend
	LookThin   Look = "chart-thin"   // its third
	LookFirst  Look = "chart-a"
	LookSecond Look = "chart-b"
	LookThird  Look = "chart-c"
)

// heatLooks are the grounds of a heat map, rising.
var heatLooks = []Look{"chart-h0", "chart-h1", "chart-h2", "chart-h3", "chart-h4", "chart-h5"}

// lineLooks are the lines of a trend in their order.
var lineLooks = []Look{LookTrend, LookDashed, LookThin}

// partLooks are the parts of a stacked bar in their order.
var partLooks = []Look{LookFirst, LookSecond, LookThird}

// Measures of a picture in its own units.
const (
	chartWidth  = 720.0
	chartLetter = 13.0
	chartSmall  = 11.0
	chartRow    = 24.0
	chartLabel  = 260.0 // widest the names of rows may be before they are cut
	chartRows   = 80    // more are left to the table beside the picture
	chartBars   = 24    // more than so many months or years are drawn as a line
	chartPoints = 480   // of a line; more are left to the table
	chartHigh   = 220.0 // of the field of bars over time
	heatColumns = 3     // with more columns than these the table is drawn as a heat map
)

// Draw lays a table out: bars over time stacked by the columns (one that lies where there is one month or year), a line where there are many months or years, ranked bars for classes, or a heat map
// where the columns are many. All begin at zero. Title, unit, source, period and n stand in it; numbers withheld are a cross, a change of counting is a
// broken line nothing is drawn across. It has no clock: the same table gives the same picture.
func Draw(t *Table, lang incident.Lang, words *i18n.Catalogue) Picture {
	d := &chart{t: t, lang: lang, words: words, width: chartWidth, left: 46}
	d.head(2)
	time, parts := d.time(), d.stacks()
	switch {
	case len(t.Columns.Cells) > heatColumns || !parts && !time:
		d.heat()
	case time && d.rows == 1 && parts: // one bar in a wide field says less than one that lies
		d.bars()
	case time && (d.rows > chartBars || !parts):
		d.trend()
	case time:
		d.overTime()
	default:
		d.bars()
	}
	d.foot()
	d.p.Description = d.described()
	return d.p
}

// head names the picture and its unit.
func (d *chart) head(lines int) {
	d.y = 58
	title := d.t.Title.In(d.lang)
	if d.t.Definition != "" {
		title = d.t.Definition + " " + title
	}
	d.p.Width, d.p.Title = d.width, title
	for _, line := range wrap(title, d.width/chartLetter-1, lines) {
		d.text(0, d.y-48, d.width, chartLetter, "", true, LookInk, line)
		d.y += 18
	}
	d.text(0, d.y-44, d.width, chartSmall, "", false, LookMuted, d.say("stats.chart.unit", d.t.Unit.In(d.lang)))
	d.y -= 18
	d.rows = len(d.t.Rows.Cells)
}

// time tells whether the rows are months or years.
func (d *chart) time() bool {
	return slices.Contains([]string{"year", "half", "quarter", "month"}, d.t.Rows.Dimension)
}

// stacks tells whether the columns are parts of a whole, so that they may stand on each other.
func (d *chart) stacks() bool {
	if len(d.t.Columns.Cells) < 2 {
		return true
	}
	if d.t.Measure == Dwell || len(d.t.RowTotals) == 0 && d.t.MultiValued {
		return false
	}
	for i, total := range d.t.RowTotals {
		sum, whole := int64(0), !total.None && !total.Suppressed
		for _, c := range d.t.Cells[i] {
			sum += c.Value
			whole = whole && !c.None && !c.Suppressed
		}
		if whole && sum != total.Value {
			return false
		}
	}
	return true
}

type chart struct {
	p     Picture
	t     *Table
	lang  incident.Lang
	words *i18n.Catalogue
	rows  int // drawn; the rest is left to the table
	first int // first row drawn
	width float64
	left  float64 // room for the numbers of an axis
	over  float64 // by how much the name of a standing bar may reach beyond its place
	label float64
	y     float64
	small bool // for a telephone
}

func (d *chart) say(key string, args ...any) string { return d.words.T(d.lang, key, args...) }

func (d *chart) add(m Mark) { d.p.Marks = append(d.p.Marks, m) }

func (d *chart) text(x, y, w, size float64, align string, bold bool, look Look, s string) {
	d.add(Mark{Kind: TextMark, Look: look, X: x, Y: y, W: w, Size: size, Align: align, Bold: bold, Text: s})
}

func (d *chart) line(look Look, points ...[2]float64) {
	d.add(Mark{Kind: LineMark, Look: look, Points: points})
}

// part draws one part of a bar with what tells it apart.
func (d *chart) part(j int, x, y, w, h float64) {
	look := partLooks[j%len(partLooks)]
	d.add(Mark{Kind: RectMark, Look: look, X: x, Y: y, W: w, H: h})
	if look != LookSecond || w < 2 || h < 2 {
		return
	}
	var zigzag [][2]float64
	if w >= h { // lies
		for i, at := 0, 0.0; at <= w; i, at = i+1, at+6 {
			zigzag = append(zigzag, [2]float64{x + at, y + h*float64(i%2)})
		}
	} else {
		for i, at := 0, 0.0; at <= h; i, at = i+1, at+6 {
			zigzag = append(zigzag, [2]float64{x + w*float64(i%2), y + at})
		}
	}
	if len(zigzag) > 1 {
		d.line(LookHatch, zigzag...)
	}
}

// bars draws one lying bar a row, with its number and share behind it.
func (d *chart) bars() {
	d.rows = min(d.rows, chartRows)
	for _, h := range d.t.Rows.Cells[:d.rows] {
		d.label = max(d.label, text.Width(h.Label.In(d.lang))*chartLetter+10)
	}
	d.label = min(d.label, chartLabel)
	d.legend()
	top, most := d.y, d.most()
	room := 0.0
	for i := range d.rows {
		room = max(room, text.Width(d.figures(i))*chartLetter+12)
	}
	wide := d.width - d.label - room
	for i := range d.rows {
		d.rowLabel(i)
		x := d.label
		for j, c := range d.t.Cells[i] {
			if w := wide * float64(drawnValue(c)) / float64(most); w > 0 {
				d.part(j, x, d.y+4, w, 16)
				x += w
			}
		}
		d.text(x+6, d.y+4, room, chartLetter, "", false, LookInk, d.figures(i))
		d.next(i)
	}
	d.line(LookAxis, [2]float64{d.label, top}, [2]float64{d.label, d.y})
}

// overTime draws one standing bar a month or year, time from left to right.
func (d *chart) overTime() {
	d.legend()
	most, left := d.scale(), d.left
	wide := (d.width - left) / float64(max(d.rows, 1))
	base := d.y + 16 + chartHigh
	for i, line := range d.t.Cells {
		x, y := left+wide*float64(i), base
		bar := min(wide*0.7, 60)
		for j, c := range line {
			h := chartHigh * float64(drawnValue(c)) / most
			if h <= 0 {
				continue
			}
			y -= h
			d.part(j, x+(wide-bar)/2, y, bar, h)
			if s := number(c); len(line) > 1 && j == 0 && h >= 14 && text.Width(s)*chartSmall < bar {
				d.text(x, y+h/2-7, wide, chartSmall, "center", false, LookOn, s)
			}
		}
		d.text(x, y-15, wide, chartSmall, "center", false, LookInk, d.total(i))
		for k, s := range wrap(d.t.Rows.Cells[i].Label.In(d.lang), (wide+d.over)/chartSmall, 3) {
			d.text(x, base+5+float64(k)*13, wide, chartSmall, "center", false, LookInk, s)
		}
	}
	d.frame(left, base, wide)
	d.y = base + 46
}

// trend draws a line of many months or years, one a part; it is broken where the counting is.
func (d *chart) trend() {
	d.first = max(0, d.rows-chartPoints)
	d.rows -= d.first
	for x, j := d.left, 0; len(d.t.Columns.Cells) > 1 && j < len(d.t.Columns.Cells); j++ {
		label := d.t.Columns.Cells[j].Label.In(d.lang)
		x = d.within(x, d.left, 36+text.Width(label)*chartLetter)
		d.line(lineLooks[j%len(lineLooks)], [2]float64{x, d.y + 2}, [2]float64{x + 30, d.y + 2})
		d.text(x+36, d.y-6, 300, chartLetter, "", false, LookInk, label)
		x += 56 + text.Width(label)*chartLetter
	}
	d.y += 20
	most, left := d.scale(), d.left
	wide := (d.width - left - 24) / float64(max(d.rows-1, 1))
	base := d.y + 16 + chartHigh
	last := d.first + d.rows
	breaks := map[string]bool{}
	for _, b := range d.t.Breaks {
		if b.Axis == "rows" {
			breaks[b.After] = true
		}
	}
	for j := range d.t.Columns.Cells {
		var points [][2]float64
		flush := func() {
			if len(points) == 1 {
				points = append(points, [2]float64{points[0][0] + 1, points[0][1]})
			}
			if len(points) > 1 {
				d.line(lineLooks[j%len(lineLooks)], points...)
			}
			points = nil
		}
		for i := d.first; i < last; i++ {
			if c := d.t.Cells[i][j]; c.None || c.Suppressed {
				flush()
			} else {
				points = append(points, [2]float64{left + wide*float64(i-d.first), base - chartHigh*float64(c.Value)/most})
			}
			if breaks[d.t.Rows.Cells[i].Code] {
				flush()
			}
		}
		flush()
	}
	shown, room := -1000.0, 40.0
	for i := d.first; i < last; i++ {
		if x := left + wide*float64(i-d.first); x-shown >= room && x+room/2 < d.width+12 {
			label := d.t.Rows.Cells[i].Label.In(d.lang)
			for k, s := range wrap(label, room/chartSmall, 2) {
				d.text(x-room/2, base+5+float64(k)*13, room, chartSmall, "center", false, LookInk, s)
			}
			shown = x
		}
	}
	d.frame(left, base, wide)
	d.y = base + 40
}

// frame draws the axis from zero with its steps, and where the counting changes.
func (d *chart) frame(left, base, wide float64) {
	most := d.scale()
	var grid []Mark
	for _, step := range []float64{0.5, 1} {
		y := base - chartHigh*step
		grid = append(grid, Mark{Kind: LineMark, Look: LookGrid, Points: [][2]float64{{left, y}, {d.width, y}}},
			Mark{Kind: TextMark, Look: LookMuted, X: 0, Y: y - 7, W: left - 5, Size: chartSmall, Align: "right", Text: thousands(int64(most * step))})
	}
	d.p.Marks = append(grid, d.p.Marks...) // below the bars
	d.text(0, base-7, left-5, chartSmall, "right", false, LookMuted, "0")
	d.line(LookAxis, [2]float64{left, base - chartHigh}, [2]float64{left, base}, [2]float64{d.width, base})
	n := 0
	for _, b := range d.t.Breaks {
		for i := d.first; i < d.first+d.rows; i++ {
			if b.Axis != "rows" || b.After != d.t.Rows.Cells[i].Code {
				continue
			}
			x := left + wide*(float64(i-d.first)+1)
			d.line(LookBreak, [2]float64{x, base - chartHigh - 12}, [2]float64{x, base + 4})
			if d.small { // said below
				continue
			}
			w := min(d.width-x, 240)
			at, align := x+4, ""
			if w < 150 {
				w = min(x-left-4, 240)
				at, align = x-4-w, "right"
			}
			for k, s := range wrap(b.Text.In(d.lang), w/chartSmall, 2) {
				d.text(at, base-chartHigh-14+float64(k)*12+float64(n%2)*26, w, chartSmall, align, false, LookBreak, s)
			}
			n++
		}
	}
}

// scale is the top of the axis: a round number of two digits above every bar, and even, so that its half is whole.
func (d *chart) scale() float64 {
	most := float64(d.most())
	if d.rows > chartBars || !d.stacks() {
		most = 1
		for _, line := range d.t.Cells[d.first:] {
			for _, c := range line {
				most = max(most, float64(drawnValue(c)))
			}
		}
	}
	step := math.Pow(10, math.Floor(math.Log10(most)))
	if step > 1 {
		step /= 5
	}
	return max(math.Ceil(most/step/2)*2*step, 2)
}

// most is the length of the longest bar.
func (d *chart) most() int64 {
	most := int64(1)
	for _, line := range d.t.Cells[d.first : d.first+d.rows] {
		n := int64(0)
		for _, c := range line {
			n += drawnValue(c)
		}
		most = max(most, n)
	}
	return most
}

// drawnValue is what of a cell is drawn.
func drawnValue(c Cell) int64 {
	if c.Suppressed || c.None {
		return 0
	}
	return max(c.Value, 0)
}

// total is the number over a standing bar.
func (d *chart) total(i int) string {
	if len(d.t.Columns.Cells) != 1 && i < len(d.t.RowTotals) {
		return number(d.t.RowTotals[i])
	}
	if len(d.t.Columns.Cells) == 1 {
		return number(d.t.Cells[i][0])
	}
	return ""
}

// figures are the numbers of a row as they stand in the table, with the share of the row.
func (d *chart) figures(i int) string {
	var out []string
	for _, c := range d.t.Cells[i] {
		out = append(out, number(c))
	}
	if len(out) == 0 { // every column is empty and hidden
		if i < len(d.t.RowTotals) {
			return number(d.t.RowTotals[i])
		}
		return ""
	}
	whole, parts := d.t.Cells[i][0], ""
	if len(out) > 1 {
		if i >= len(d.t.RowTotals) {
			return strings.Join(out, " + ")
		}
		whole, parts = d.t.RowTotals[i], " ("+strings.Join(out, " + ")+")"
	}
	s := number(whole)
	if whole.Share != "" && !whole.Suppressed {
		s += d.say("stats.chart.share", whole.Share)
	}
	return s + parts
}

// rowLabel names a row; what has no room stands whole in the table and in the description.
func (d *chart) rowLabel(i int) {
	d.text(0, d.y+4, d.label-6, chartLetter, "right", false, LookInk, cutTo(d.t.Rows.Cells[i].Label.In(d.lang), (d.label-8)/chartLetter))
}

// next goes to the next row, with the break drawn that stands between them.
func (d *chart) next(i int) {
	d.y += chartRow
	for _, b := range d.t.Breaks {
		if b.Axis == "rows" && b.After == d.t.Rows.Cells[i].Code {
			lines := 1
			if d.small {
				lines = 4
			}
			d.line(LookBreak, [2]float64{0, d.y + 5}, [2]float64{d.width, d.y + 5})
			for _, s := range wrap(b.Text.In(d.lang), d.width/chartSmall-1, lines) {
				d.text(0, d.y+7, d.width, chartSmall, "", false, LookBreak, s)
				d.y += 13
			}
			d.y += 13
		}
	}
}

// legend names the parts of the bars.
func (d *chart) legend() {
	if len(d.t.Columns.Cells) < 2 {
		return
	}
	x := d.label
	for j, h := range d.t.Columns.Cells {
		label := h.Label.In(d.lang)
		x = d.within(x, d.label, 22+text.Width(label)*chartLetter)
		d.part(j, x, d.y-4, 16, 12)
		d.text(x+22, d.y-6, 300, chartLetter, "", false, LookInk, label)
		x += 44 + text.Width(label)*chartLetter
	}
	d.y += 20
}

// within is where the next name of a legend begins: on a line of its own where this one has no room for it.
func (d *chart) within(x, from, w float64) float64 {
	if x == from || x+w <= d.width {
		return x
	}
	d.y += 20
	return from
}

// foot says what every figure says of itself.
func (d *chart) foot() {
	t := d.t
	foot := []string{d.say("stats.chart.source", t.From, t.To, thousands(t.N))}
	if len(t.Breaks) > 0 || t.Total.None && t.Measure != Dwell { // what is counted differently has no common n
		foot[0] = d.say("stats.chart.source.broken", t.From, t.To)
	} else if t.Total.Suppressed {
		foot[0] = d.say("stats.chart.source.withheld", t.From, t.To)
	}
	if rest := len(t.Rows.Cells) - d.rows; rest > 0 {
		foot = append(foot, d.say("stats.chart.rest", rest))
	}
	if t.Suppressed {
		foot = append(foot, d.say("stats.chart.withheld"))
	}
	foot = append(foot, d.say("stats.chart.no_rate"))
	n := 0
	for _, line := range foot {
		for _, s := range wrap(line, d.width/chartSmall, 4) {
			d.text(0, d.y+10+14*float64(n), d.width, chartSmall, "", false, LookMuted, s)
			n++
		}
	}
	d.p.Height = d.y + 14 + 14*float64(n)
}

// described says every number drawn.
func (d *chart) described() string {
	var out []string
	for i := d.first; i < d.first+d.rows; i++ {
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

// cutTo cuts a text to a width in letters, with an ellipsis.
func cutTo(s string, width float64) string {
	if text.Width(s) <= width {
		return s
	}
	w, r := 1.0, []rune(s)
	for i, c := range r {
		if w += text.RuneWidth(c); w > width {
			return string(r[:i]) + "…"
		}
	}
	return s
}

// wrap breaks a text into lines no wider than so many letters: at spaces where it has them, anywhere in Japanese; the last line is cut.
func wrap(s string, width float64, most int) []string {
	var out []string
	width = max(width, 1)
	for s = strings.TrimSpace(s); text.Width(s) > width && len(out) < most-1; {
		w, cut := 0.0, 0
		r := []rune(s)
		for i, c := range r {
			if w += text.RuneWidth(c); w > width {
				break
			}
			cut = i + 1
		}
		cut = max(cut, 1)
		if cut < len(r) && r[cut] != ' ' && r[cut] < 0x1100 && r[cut-1] < 0x1100 { // within a word of letters or digits
			if k := strings.LastIndexByte(string(r[:cut]), ' '); k > 0 {
				cut = len([]rune(string(r[:cut])[:k]))
			}
		}
		out = append(out, strings.TrimSpace(string(r[:cut])))
		s = strings.TrimSpace(string(r[cut:]))
	}
	return append(out, cutTo(s, width))
}

// Printed is a cell as it stands in print: × withheld, – none to give, thousands parted.
func (c Cell) Printed() string { return number(c) }
