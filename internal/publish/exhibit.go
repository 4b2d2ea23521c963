package publish

import (
	"math"

	"todoke/internal/incident"
	"todoke/internal/text"
)

const (
	windowWide = 430.0
	noteWide   = 226.0
	noteGap    = 30.0
	inner      = 14.0 // margin inside the window
)

// exhibit is the state of one layout of a redrawn mail or dialog.
type exhibit struct {
	drawing
	lang    incident.Lang
	anchors []float64 // y of each noted part
}

// layoutExhibit draws a mail or dialog as a window with a numbered disc at each part that has a note. With notes set the notes stand beside it,
// as on paper; without, only their numbers do, and the page lists them. stamp says in the window's title line that this is redrawn.
func layoutExhibit(fig incident.Figure, lang incident.Lang, stamp string, notes bool) drawing {
	e := exhibit{lang: lang}
	e.width = windowWide + badge + 2
	if fig.Exhibit == nil {
		return e.drawing
	}
	y := e.parts(fig.Exhibit, 30) + 8
	body := e.shapes
	e.shapes = nil
	e.add(shape{kind: rectShape, look: lookWindow, x: 1, y: 1, w: windowWide - 2, h: y - 1, radius: 7},
		shape{kind: rectShape, look: lookWindowBar, x: 1, y: 1, w: windowWide - 2, h: 24, radius: 7})
	e.text(shape{look: lookMuted, x: inner, y: 1 + (24-10.5*leading)/2, w: windowWide - 2*inner, size: 10.5, bold: true, lines: []string{stamp}})
	e.add(body...)
	bottom := y
	for i, at := range e.anchors {
		e.badge(windowWide-1, at, i+1)
	}
	if notes {
		e.width = windowWide + noteGap + noteWide
		bottom = math.Max(bottom, e.notes(fig.Exhibit))
	}
	if out := fig.Outcome.In(lang); out != "" && notes {
		lines := wrap(out, (e.width-24)/letter)
		h := float64(len(lines))*letter*leading + 14
		e.add(shape{kind: rectShape, look: lookOutcome, x: 1, y: bottom + 8, w: e.width - 2, h: h, radius: 6})
		e.text(shape{x: 12, y: bottom + 15, w: e.width - 24, lines: lines})
		bottom += 8 + h
	}
	e.height = bottom + 2
	return e.drawing
}

// parts draws the lines and blocks of the window and remembers where the noted ones are.
func (e *exhibit) parts(x *incident.Exhibit, y float64) float64 {
	labels := 0.0
	for _, p := range x.Parts {
		labels = math.Max(labels, math.Min(text.Width(p.Label.In(e.lang))*letter, 120))
	}
	ruled := false
	for _, p := range x.Parts {
		label, body := p.Label.In(e.lang), p.Body.In(e.lang)
		if label != "" || ruled || y <= 30 {
			ruled = ruled || label == ""
		} else {
			e.add(shape{kind: lineShape, look: lookMuted, points: [][2]float64{{1, y + 3}, {windowWide - 1, y + 3}}})
			y, ruled = y+8, true
		}
		y = e.part(p, y, labels, label, body)
	}
	return y
}

func (e *exhibit) part(p incident.ExhibitPart, y, labels float64, label, body string) float64 {
	left, wide := inner, windowWide-2*inner-badge
	if label != "" {
		left, wide = inner+labels+10, wide-labels-10
	}
	pad := 0.0
	if p.Quote {
		pad = 8
		left, wide = left+pad, wide-2*pad
	}
	lines := wrap(body, wide/letter)
	heads := wrap(label, (labels+2)/letter)
	h := float64(max(len(lines), len(heads))) * letter * leading
	if p.Quote {
		e.add(shape{kind: rectShape, look: lookQuote, x: left - pad, y: y + 2, w: wide + 2*pad, h: h + 2*pad - 4, radius: 4})
	}
	if label != "" {
		e.text(shape{look: lookMuted, x: inner, y: y + pad, w: labels + 4, bold: true, lines: heads})
	}
	e.text(shape{x: left, y: y + pad, w: wide, lines: lines})
	if p.Note.JA != "" {
		at := y + pad + letter*leading/2
		if n := len(e.anchors); n > 0 {
			at = math.Max(at, e.anchors[n-1]+2*badge+3)
		}
		e.anchors = append(e.anchors, at)
	}
	return y + h + 2*pad + 4
}

// notes draws the notes in a column of their own, each as near its part as the one before it allows.
func (e *exhibit) notes(x *incident.Exhibit) float64 {
	left := windowWide + noteGap
	bottom, i := -6.0, 0
	for _, p := range x.Parts {
		note := p.Note.In(e.lang)
		if note == "" {
			continue
		}
		lines := wrap(note, (noteWide-36)/letter)
		h := math.Max(float64(len(lines))*letter*leading+10, 2*badge+6)
		y := math.Max(e.anchors[i]-h/2, bottom+6)
		y = math.Max(y, 1)
		e.add(shape{kind: lineShape, look: lookAttacker, points: [][2]float64{{windowWide - 1 + badge, e.anchors[i]}, {left, y + h/2}}},
			shape{kind: rectShape, look: lookNote, x: left, y: y, w: noteWide - 1, h: h, radius: 5})
		e.badge(left+badge+5, y+h/2, i+1)
		e.text(shape{x: left + 30, y: y + (h-float64(len(lines))*letter*leading)/2, w: noteWide - 34, lines: lines})
		bottom = y + h
		i++
	}
	return bottom
}
