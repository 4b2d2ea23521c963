package publish

import (
	"html/template"

	"todoke/internal/incident"
)

// FigurePreview is a figure as it will be drawn, and what is read to who cannot see it.
type FigurePreview struct {
	SVG template.HTML
	Alt string
}

// DrawFigure draws a figure for the desk, finished or not, as on paper: with outcome and notes in the picture. id makes its element ids its own on a page.
func (p *Publish) DrawFigure(f incident.Figure, lang incident.Lang, id string) FigurePreview {
	if f.Kind != "flow" && f.Kind != "exhibit" { // the other kinds are made from a collection
		return FigurePreview{}
	}
	o := outliner{lang: lang, words: p.words}
	one := &figure{Figure: f}
	alt := o.figureAlt(one)
	return FigurePreview{SVG: o.draw(one, true).svg("preview-"+id, f.Caption.In(lang), alt), Alt: alt}
}
