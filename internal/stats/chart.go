package stats

import (
	"encoding/xml"
	"fmt"
	"strings"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// inks are the colours of a picture in a file of its own, on white paper.
var inks = map[Look]struct{ fill, stroke string }{
	LookGround: {fill: "#ffffff"}, LookInk: {fill: "#1a1a1c"}, LookMuted: {fill: "#4a5361"}, LookOn: {fill: "#ffffff"},
	LookAxis: {stroke: "#1a1a1c"}, LookGrid: {stroke: "#c9ccd6"}, LookBreak: {fill: "#8f1020", stroke: "#8f1020"}, LookHatch: {stroke: "#1d3f72"},
	LookTrend: {stroke: "#1d3f72"}, LookDashed: {stroke: "#1d3f72"}, LookThin: {stroke: "#1a1a1c"}, LookFirst: {"#1d3f72", "#1a1a1c"}, LookSecond: {"#ffffff", "#1a1a1c"}, LookThird: {"#c3cede", "#1a1a1c"},
	"chart-h0": {"#ffffff", "#8a8f9c"}, "chart-h1": {"#e3e9f3", "#8a8f9c"}, "chart-h2": {"#bfcce3", "#8a8f9c"}, "chart-h3": {"#8fa6cc", "#8a8f9c"},
	"chart-h4": {"#4a6ba3", "#8a8f9c"}, "chart-h5": {"#1d3f72", "#8a8f9c"},
}

// Ink is the colour of a Look on white: of areas and letters, and of lines and edges; "" for none.
func (l Look) Ink() (fill, stroke string) { return inks[l].fill, inks[l].stroke }

// Wide is how thick a line of a Look is.
func (l Look) Wide() float64 {
	switch l {
	case LookTrend, LookDashed:
		return 1.6
	case LookHatch, LookThin:
		return 0.8
	}
	return 1
}

// Dashed tells whether a line of a Look is broken.
func (l Look) Dashed() bool { return l == LookBreak || l == LookDashed }

// Looks lists every Look.
func Looks() []Look {
	out := []Look{LookGround, LookInk, LookMuted, LookOn, LookAxis, LookGrid, LookBreak, LookHatch, LookTrend, LookDashed, LookThin, LookFirst, LookSecond, LookThird}
	return append(out, heatLooks...)
}

// Chart draws a table as a picture in a file of its own: SVG with attributes only, no style, no script, no font fetched. The same table gives the same bytes.
func Chart(t *Table, lang incident.Lang, words *i18n.Catalogue) []byte {
	return Draw(t, lang, words).file(t, "chart", lang)
}

// NarrowChart is Chart as DrawNarrow lays it out, nil where that cannot be.
func NarrowChart(t *Table, lang incident.Lang, words *i18n.Catalogue) []byte {
	p, fits := DrawNarrow(t, lang, words)
	if !fits {
		return nil
	}
	return p.file(t, "narrow", lang)
}

func (p Picture) file(t *Table, id string, lang incident.Lang) []byte {
	if t.Definition != "" {
		id += "-" + t.Definition
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="%s-t %s-d" lang="%s" font-family="'BIZ UDPGothic', sans-serif">`,
		p.Width, p.Height, p.Width, p.Height, id, id, lang)
	fmt.Fprintf(&b, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, id, escaped(p.Title), id, escaped(p.Description))
	fmt.Fprintf(&b, `<rect width="%.0f" height="%.0f" fill="#ffffff"/>`, p.Width, p.Height)
	for _, m := range p.Marks {
		m.svg(&b)
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

func (m Mark) svg(b *strings.Builder) {
	fill, stroke := m.Look.Ink()
	switch m.Kind {
	case RectMark:
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" stroke="%s" stroke-width="0.6"/>`, m.X, m.Y, m.W, m.H, fill, stroke)
	case LineMark:
		dash := ""
		if m.Look.Dashed() {
			dash = ` stroke-dasharray="5 3"`
		}
		fmt.Fprintf(b, `<polyline fill="none" stroke="%s" stroke-width="%g"%s points="`, stroke, m.Look.Wide(), dash)
		for i, p := range m.Points {
			if i > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(b, "%.1f,%.1f", p[0], p[1])
		}
		b.WriteString(`"/>`)
	case TextMark:
		x, anchor := m.X, "start"
		switch m.Align {
		case "center":
			x, anchor = m.X+m.W/2, "middle"
		case "right":
			x, anchor = m.X+m.W, "end"
		}
		bold := ""
		if m.Bold {
			bold = ` font-weight="bold"`
		}
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" font-size="%g" text-anchor="%s"%s fill="%s">%s</text>`, x, m.Y+m.Size*1.08, m.Size, anchor, bold, fill, escaped(m.Text))
	}
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder never fails
	return b.String()
}
