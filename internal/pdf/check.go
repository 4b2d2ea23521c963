package pdf

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strings"
	"time"
)

var colour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// Check lists everything that would stop the document from being typeset, joined into one error.
func (d *Document) Check() error {
	c := checker{notes: map[string]bool{}, sections: map[string]bool{}}
	if d.Lang != "ja" && d.Lang != "en" {
		c.add("language %q is neither ja nor en", d.Lang)
	}
	c.need("title", d.Title)
	c.need("desk", d.Desk)
	if d.Demo {
		c.need("demonstration label", d.DemoLabel)
	}
	if _, err := time.Parse(time.DateOnly, d.Frozen); err != nil {
		c.add("frozen date: %v", err)
	}
	words := reflect.ValueOf(d.Words)
	for i := range words.NumField() {
		c.need("word "+words.Type().Field(i).Name, words.Field(i).String())
	}
	for _, n := range d.Footnotes {
		if n.ID == "" || c.notes[n.ID] {
			c.add("footnote id %q is empty or used twice", n.ID)
		}
		if marker.MatchString(n.Text) {
			c.add("footnote %q holds a footnote", n.ID)
		}
		c.notes[n.ID] = true
	}
	c.checkSections(d.Sections)
	return errors.Join(c.problems...)
}

type checker struct {
	problems []error
	notes    map[string]bool
	sections map[string]bool
}

func (c *checker) add(format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf(format, args...))
}

func (c *checker) need(what, value string) {
	if strings.TrimSpace(value) == "" {
		c.add("%s is empty", what)
	}
}

func (c *checker) text(text string) {
	for _, m := range marker.FindAllStringSubmatch(text, -1) {
		if !c.notes[m[1]] {
			c.add("no footnote %q", m[1])
		}
	}
}

func (c *checker) checkSections(list []Section) {
	level := 0
	for _, s := range list {
		at := max(s.Level, 1)
		if at > 3 || at > level+1 {
			c.add("section %q: level %d after level %d", s.Title, at, level)
		}
		level = at
		c.need("title of section "+s.ID, s.Title)
		if s.ID == "" || c.sections[s.ID] {
			c.add("section id %q is empty or used twice", s.ID)
		}
		c.sections[s.ID] = true
	}
	for _, s := range list {
		c.blocks(s.Blocks, false)
	}
}

func (c *checker) blocks(list []Block, inCell bool) {
	for _, b := range list {
		c.text(b.Text)
		for _, item := range b.Items {
			c.text(item)
		}
		switch b.Kind {
		case KindParagraph:
		case KindBullets, KindOrdered:
			if len(b.Items) == 0 {
				c.add("a list has no items")
			}
		case KindHeading, KindBreak, KindCases, KindCategories, KindGrid, KindFigure, KindBox:
			if inCell {
				c.add("a %s cannot stand in a row or box", b.Kind)
				continue
			}
			c.outer(b)
		default:
			c.add("unknown block %q", b.Kind)
		}
	}
}

func (c *checker) outer(b Block) {
	switch {
	case b.Kind == KindCases && b.Table == nil, b.Kind == KindGrid && b.Grid == nil, b.Kind == KindFigure && b.Figure == nil:
		c.add("a %s block is empty", b.Kind)
	case b.Kind == KindCases:
		c.text(b.Table.Caption)
		for _, category := range b.Table.Categories {
			c.need("label of a class", category.Label)
			for _, row := range category.Rows {
				c.text(row.Note)
				c.blocks(row.Blocks, true)
				if row.See != "" && !c.sections[row.See] {
					c.add("row %s: no section %q", row.No, row.See)
				}
			}
		}
	case b.Kind == KindGrid:
		c.grid(b.Grid)
	case b.Kind == KindFigure:
		c.figure(b.Figure)
	case b.Kind == KindBox:
		c.blocks(b.Blocks, true)
	}
}

func (c *checker) grid(g *Grid) {
	c.text(g.Caption)
	if len(g.Heads) == 0 || len(g.Heads) > mostColumns {
		c.add("table %s: %d columns", g.Number, len(g.Heads))
	}
	for i, row := range g.Rows {
		if len(row.Cells) != len(g.Heads) {
			c.add("table %s row %d: %d cells under %d heads", g.Number, i+1, len(row.Cells), len(g.Heads))
		}
	}
}

// mostColumns is how many columns of figures a page is wide.
const mostColumns = 16

func (c *checker) figure(f *Figure) {
	c.text(f.Caption)
	c.need("alternative text of figure "+f.Number, f.Alt)
	if !(f.Width > 0 && f.Height > 0 && f.Width < 5000 && f.Height < 5000) {
		c.add("figure %s: size %g × %g", f.Number, f.Width, f.Height)
	}
	for i, s := range f.Shapes {
		if !finite(s) {
			c.add("figure %s shape %d: a number is not finite", f.Number, i)
		}
		for _, paint := range []string{s.Fill, s.Stroke} {
			if paint != "" && !colour.MatchString(paint) {
				c.add("figure %s shape %d: colour %q", f.Number, i, paint)
			}
		}
		switch {
		case s.Kind == ShapeLine && (len(s.Points) < 2 || s.Stroke == ""):
			c.add("figure %s shape %d: a line needs two points and a stroke", f.Number, i)
		case (s.Kind == ShapeRect || s.Kind == ShapeText) && s.W <= 0:
			c.add("figure %s shape %d: no width", f.Number, i)
		case s.Kind != ShapeLine && s.Kind != ShapeRect && s.Kind != ShapeText:
			c.add("figure %s shape %d: unknown kind %q", f.Number, i, s.Kind)
		}
	}
}

func finite(s Shape) bool {
	sum := s.X + s.Y + s.W + s.H + s.Thickness + s.Radius + s.Size
	for _, p := range s.Points {
		sum += p[0] + p[1]
	}
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}
