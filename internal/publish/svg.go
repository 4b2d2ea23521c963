package publish

import (
	"html/template"
	"strconv"
	"strings"
)

// svg writes a layout as inline SVG: classes only, no style attribute, since the pages' policy allows none. title and desc are read to who cannot see it.
func (d drawing) svg(id, title, desc string) template.HTML {
	return d.svgAs("drawing", id, `<title id="`+esc(id)+`-t">`+esc(title)+`</title><desc id="`+esc(id)+`-d">`+esc(desc)+`</desc>`)
}

// svgBeside writes another layout of the picture with this id, shown in its place on a telephone; the words are the other's.
func (d drawing) svgBeside(id string) template.HTML { return d.svgAs("drawing narrow", id, "") }

func (d drawing) svgAs(class, id, words string) template.HTML {
	var b strings.Builder
	b.WriteString(`<svg class="` + class + `" role="img" viewBox="0 0 ` + num(d.width) + ` ` + num(d.height) + `" width="` + num(d.width) +
		`" height="` + num(d.height) + `" aria-labelledby="` + esc(id) + `-t ` + esc(id) + `-d">` + words)
	for _, s := range d.shapes {
		switch s.kind {
		case rectShape:
			b.WriteString(`<rect class="` + s.class("f-") + `" x="` + num(s.x) + `" y="` + num(s.y) + `" width="` + num(s.w) + `" height="` + num(s.h) + `" rx="` + num(s.radius) + `"/>`)
		case lineShape:
			s.svgLine(&b)
		case textShape:
			s.svgText(&b)
		}
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // built here from escaped parts only
}

func (s shape) class(prefix string) string {
	c := prefix + string(s.look)
	if s.dash {
		c += " dash"
	}
	if s.bold {
		c += " bold"
	}
	return c
}

func (s shape) svgLine(b *strings.Builder) {
	b.WriteString(`<polyline class="` + s.class("l-") + `" points="`)
	for i, p := range s.points {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(num(p[0]) + "," + num(p[1]))
	}
	b.WriteString(`"/>`)
	if n := len(s.points); s.arrow && n > 1 {
		tip, way := s.points[n-1], 1.0
		if tip[0] < s.points[n-2][0] {
			way = -1
		}
		back := num(tip[0] - way*9)
		b.WriteString(`<polygon class="` + s.class("a-") + `" points="` + num(tip[0]) + "," + num(tip[1]) + " " + back + "," + num(tip[1]-4.5) + " " + back + "," + num(tip[1]+4.5) + `"/>`)
	}
}

func (s shape) svgText(b *strings.Builder) {
	x, anchor := s.x, ""
	switch s.align {
	case "center":
		x, anchor = s.x+s.w/2, ` text-anchor="middle"`
	case "right":
		x, anchor = s.x+s.w, ` text-anchor="end"`
	}
	b.WriteString(`<text class="` + s.class("t-") + `" font-size="` + num(s.size) + `"` + anchor + `>`)
	for i, line := range s.lines {
		// The baseline lies 0.88 em below the top of a line's letters.
		y := s.y + float64(i)*s.size*leading + s.size*((leading-1)/2+0.88)
		b.WriteString(`<tspan x="` + num(x) + `" y="` + num(y) + `">` + esc(line) + `</tspan>`)
	}
	b.WriteString(`</text>`)
}

func num(f float64) string {
	s := strconv.FormatFloat(f, 'f', 1, 64)
	return strings.TrimSuffix(s, ".0")
}

func esc(s string) string { return template.HTMLEscapeString(s) }
