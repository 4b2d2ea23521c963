package publish

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// shape is one stroke of a figure; a layout is a list of them, drawn in order, that svg.go and document.go turn into their own words.
// Units are those of the picture's own box; 12 units are the height of its letters.
type shape struct {
	kind       shapeKind
	look       look
	x, y, w, h float64
	radius     float64
	points     [][2]float64 // of a line
	arrow      bool         // at the end of a line
	dash       bool
	lines      []string // of a text; y is the top of the first
	size       float64
	align      string // left, center
	bold       bool
}

type shapeKind int

const (
	rectShape shapeKind = iota
	lineShape
	textShape
)

// look says what a stroke means; style.css gives it colours on screen, light and dark, and palette on paper.
type look string

const (
	lookPaper     look = "paper"     // ground behind labels
	lookInk       look = "ink"       // ordinary text and arrows
	lookMuted     look = "muted"     // lifelines, technique codes
	lookAttacker  look = "attacker"  // box and arrow of who attacks
	lookVictim    look = "victim"    // box of who is attacked
	lookThird     look = "third"     // box of somebody else
	lookSystem    look = "system"    // box of a machine or service
	lookOutcome   look = "outcome"   // what came of it
	lookBadge     look = "badge"     // disc of a number
	lookOnBadge   look = "onbadge"   // its number
	lookOnAttack  look = "onattack"  // text on the attacker's box
	lookWindow    look = "window"    // a redrawn mail or dialog
	lookWindowBar look = "windowbar" // its title line
	lookQuote     look = "quote"     // quoted matter inside
	lookNote      look = "note"      // a note on a part
)

// drawing is a finished layout.
type drawing struct {
	width, height float64
	shapes        []shape
}

func (d *drawing) add(s ...shape) { d.shapes = append(d.shapes, s...) }

const (
	letter  = 12.0
	leading = 1.4
	badge   = 9.0 // radius
)

// text adds lines of text, returning the y below them.
func (d *drawing) text(s shape) float64 {
	s.kind = textShape
	s.size = cmp.Or(s.size, letter)
	s.look = cmp.Or(s.look, lookInk)
	d.add(s)
	return s.y + float64(len(s.lines))*s.size*leading
}

func (d *drawing) badge(x, y float64, n int) {
	d.add(shape{kind: rectShape, look: lookBadge, x: x - badge, y: y - badge, w: 2 * badge, h: 2 * badge, radius: badge})
	d.text(shape{look: lookOnBadge, x: x - badge, y: y - 10.5*leading/2, w: 2 * badge, size: 10.5, align: "center", bold: true, lines: []string{strconv.Itoa(n)}})
}

// flow is the state of one attack-flow layout: actors side by side, time running down, one row a step.
type flow struct {
	drawing
	lang  incident.Lang
	at    map[string]int // actor id → column
	pitch float64
	actor []incident.FlowActor
}

// layoutFlow draws an attack flow as actors in a row with their lines below and one numbered arrow a step;
// result labels the outcome, which is left out where it is empty (a page says it in words below).
func layoutFlow(fig incident.Figure, lang incident.Lang, result string) drawing {
	f := flow{lang: lang, at: map[string]int{}, actor: fig.Actors}
	if len(fig.Actors) == 0 { // of a figure in work: nobody to draw yet
		f.width, f.height = 400, 2
		return f.drawing
	}
	for i, a := range fig.Actors {
		f.at[a.ID] = i
	}
	n := float64(max(len(fig.Actors), 1))
	f.pitch = math.Min(math.Max(640/n, 92), 190)
	f.width = math.Max(f.pitch*n, 400)
	y := f.heads() + 16
	var steps drawing
	f.shapes, steps.shapes = nil, f.shapes // the lines of life lie below everything else
	heads := steps.shapes
	for i, s := range fig.Steps {
		y = f.step(i+1, s, y)
	}
	rows := f.shapes
	f.shapes = nil
	top := heads[0].y + heads[0].h
	for i := range fig.Actors {
		x := f.x(i)
		f.add(shape{kind: lineShape, look: lookMuted, dash: true, points: [][2]float64{{x, top}, {x, y}}})
	}
	f.add(heads...)
	f.add(rows...)
	if out := fig.Outcome.In(lang); out != "" && result != "" {
		y = f.outcome(result, out, y+6)
	}
	f.height = y + 2
	return f.drawing
}

func (f *flow) x(column int) float64 {
	margin := (f.width - f.pitch*float64(len(f.actor))) / 2
	return margin + f.pitch*(float64(column)+0.5)
}

// heads draws the boxes of the actors, all as high as the highest; roles differ by outline as well as by colour.
func (f *flow) heads() float64 {
	w, size := math.Min(f.pitch-10, 150), letter
	if f.pitch < 110 {
		size = 11
	}
	longest := 0.0 // word: one that does not fit would be broken anywhere
	for _, a := range f.actor {
		for _, word := range strings.Fields(a.Label.In(f.lang)) {
			if latin([]rune(word)[0]) {
				longest = math.Max(longest, text.Width(word))
			}
		}
	}
	size = math.Max(math.Min(size, (w-8)/math.Max(longest, 1)), 9)
	lines := make([][]string, len(f.actor))
	high := 1
	for i, a := range f.actor {
		lines[i] = wrapEven(a.Label.In(f.lang), (w-8)/size)
		high = max(high, len(lines[i]))
	}
	h := float64(high)*size*leading + 14
	for i, a := range f.actor {
		box := shape{kind: rectShape, look: roleLook(a.Role), x: f.x(i) - w/2, y: 1, w: w, h: h, radius: 8, dash: a.Role == "third"}
		ink := lookInk
		switch a.Role {
		case "attacker":
			ink = lookOnAttack
		case "system":
			box.radius = 1
		}
		f.add(box)
		f.text(shape{look: ink, x: box.x + 4, y: 1 + (h-float64(len(lines[i]))*size*leading)/2, w: w - 8, size: size, align: "center", bold: true, lines: lines[i]})
	}
	return 1 + h
}

func roleLook(role string) look {
	switch role {
	case "attacker":
		return lookAttacker
	case "victim":
		return lookVictim
	case "system":
		return lookSystem
	}
	return lookThird
}

// step draws one arrow with its number at the start and its label above; a step in place has its label beside the line.
func (f *flow) step(n int, s incident.Step, y float64) float64 {
	from, to := f.at[s.From], f.at[s.To]
	ink := lookInk
	if from < len(f.actor) && f.actor[from].Role == "attacker" {
		ink = lookAttacker
	}
	a, b := f.x(from), f.x(to)
	if from == to {
		return f.inPlace(n, s, y)
	}
	w := math.Min(math.Max(math.Abs(b-a)-12, 176), f.width-8)
	lines := wrapEven(s.Label.In(f.lang), w/letter)
	mid := math.Min(math.Max((a+b)/2, w/2+4), f.width-w/2-4)
	bottom := f.label(shape{x: mid - w/2, y: y, w: w, align: "center", lines: lines}, s.Technique)
	line := bottom + badge + 1
	way := math.Copysign(1, b-a)
	f.add(shape{kind: lineShape, look: ink, arrow: true, points: [][2]float64{{a + way*badge, line}, {b - way*2, line}}})
	f.badge(a, line, n)
	return line + badge + 12
}

func (f *flow) inPlace(n int, s incident.Step, y float64) float64 {
	x := f.x(f.at[s.From])
	w := math.Min(f.width*0.45, 260)
	left := x+badge+6+w > f.width
	lines := wrapEven(s.Label.In(f.lang), w/letter)
	box := shape{x: x + badge + 6, y: y, w: w, align: "left", lines: lines}
	if left {
		box.x = math.Max(2, x-badge-6-w)
		box.align = "right"
	}
	bottom := f.label(box, s.Technique)
	f.badge(x, (y+bottom)/2, n)
	return math.Max(bottom, y+2*badge) + 14
}

// label writes the words of a step on a ground of their own, so that no line runs through them.
func (f *flow) label(t shape, technique string) float64 {
	wide := 0.0
	for _, l := range t.lines {
		wide = math.Max(wide, text.Width(l)*letter)
	}
	h := float64(len(t.lines)) * letter * leading
	if technique != "" {
		h += 10 * leading
		wide = math.Max(wide, text.Width(technique)*10)
	}
	ground := shape{kind: rectShape, look: lookPaper, x: t.x - 3, y: t.y, w: wide + 6, h: h}
	switch t.align {
	case "center":
		ground.x = t.x + t.w/2 - wide/2 - 3
	case "right":
		ground.x = t.x + t.w - wide - 3
	}
	f.add(ground)
	y := f.text(t)
	if technique != "" {
		y = f.text(shape{look: lookMuted, x: t.x, y: y, w: t.w, size: 10, align: t.align, lines: []string{technique}})
	}
	return y
}

// outcome is the last line of the picture, over its whole width.
func (f *flow) outcome(label, words string, y float64) float64 {
	head := text.Width(label)*letter + 24
	lines := wrap(words, (f.width-head-26)/letter)
	h := float64(len(lines))*letter*leading + 16
	f.add(shape{kind: rectShape, look: lookOutcome, x: 1, y: y, w: f.width - 2, h: h, radius: 6})
	f.text(shape{x: 13, y: y + 8, w: head, bold: true, lines: []string{label}})
	f.text(shape{x: 1 + head, y: y + 8, w: f.width - head - 12, lines: lines})
	return y + h
}
