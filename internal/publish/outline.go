package publish

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/stats"
	"todoke/internal/text"
)

// section is one numbered part of an edition, the same for page and paper: view.go turns it into HTML, document.go into PDF.
type section struct {
	ID     string
	Number string
	Title  string
	Level  int // 1 to 3
	Blocks []block
}

// block is one piece of a section.
type block struct {
	Kind   blockKind
	Text   string
	Items  []string
	Blocks []block
	Level  int // of a heading on a page
	Figure *figure
	Grid   *grid
	Stat   *statGrid
	JA     bool // the English text is missing and this is the Japanese one
}

type blockKind string

const (
	paragraphBlock  blockKind = "paragraph"
	bulletBlock     blockKind = "bullets"
	numberedBlock   blockKind = "numbered"
	headingBlock    blockKind = "heading"
	boxBlock        blockKind = "box"
	categoriesBlock blockKind = "categories"
	tableBlock      blockKind = "table"
	figureBlock     blockKind = "figure"
	gridBlock       blockKind = "grid"
	statBlock       blockKind = "stat"
	observedBlock   blockKind = "observed"
)

// figure is one figure with the number it has in its edition.
type figure struct {
	Number string
	incident.Figure
	table *stats.Table // of kind "chart": what is drawn
}

// outliner reads a collection in one language.
type outliner struct {
	c     *incident.Collection
	lang  incident.Lang
	words *i18n.Catalogue
}

func (o outliner) t(key string, args ...any) string { return o.words.T(o.lang, key, args...) }

// blocks reads the light marks of a text; where English is missing the page says so and the Japanese stands, marked.
func (o outliner) blocks(t incident.Text) []block {
	missing := o.lang == incident.EN && t.EN == "" && t.JA != ""
	var out []block
	if missing {
		out = append(out, block{Kind: paragraphBlock, Text: o.t("publish.untranslated")})
	}
	for _, b := range incident.Blocks(t.In(o.lang)) {
		kind := paragraphBlock
		switch b.Kind {
		case incident.Bullets:
			kind = bulletBlock
		case incident.Numbered:
			kind = numberedBlock
		}
		out = append(out, block{Kind: kind, Text: b.Text, Items: b.Items, JA: missing})
	}
	return out
}

// headed writes key points: a heading where there is one, then the text.
func (o outliner) headed(points []incident.KeyPoint, level int) []block {
	var out []block
	for _, p := range points {
		if p.Observed != nil {
			out = append(out, o.observed(p))
			continue
		}
		if h := p.Heading.In(o.lang); h != "" {
			out = append(out, block{Kind: headingBlock, Text: h, Level: level, JA: o.lang == incident.EN && p.Heading.EN == ""})
		}
		out = append(out, o.blocks(p.Body)...)
	}
	return out
}

// sections is the whole edition in reading order.
func (o outliner) sections() []section {
	c := o.c
	out := []section{
		{ID: "intro", Number: "1.", Title: o.t("publish.section.intro"), Level: 1, Blocks: o.blocks(c.Texts.Introduction)},
		{ID: "list", Number: "2.", Title: o.t("publish.section.list"), Level: 1, Blocks: o.list()},
		{ID: "points", Number: "2-1.", Title: o.t("publish.section.points"), Level: 2, Blocks: append(o.headed(c.Texts.Overall, 4), o.themes()...)},
	}
	n := 0
	for _, cat := range c.Categories {
		points, line := c.Texts.ByCategory[cat.Code], o.since(cat.Code)
		if len(points) == 0 && line == "" {
			continue
		}
		n++
		s := section{ID: "points-" + cat.Code, Number: fmt.Sprintf("2-1-%d.", n), Title: cat.Label.In(o.lang), Level: 3}
		if line != "" {
			s.Blocks = append(s.Blocks, block{Kind: paragraphBlock, Text: line})
		}
		s.Blocks = append(s.Blocks, o.headed(points, 5)...)
		out = append(out, s)
	}
	out = append(out, o.comparison("2-2.")...)
	next := incident.FirstChapter
	for _, one := range c.Chapters() {
		out = append(out, o.chapter(one)...)
		next = one.ChapterNo + 1
	}
	errata := o.errata(strconv.Itoa(next) + ".")
	return append(append(out, errata...), o.closing(next+len(errata))...)
}

// list is the second section: how many of how many, the classes, the table, and what belongs to reading it.
func (o outliner) list() []block {
	c := o.c
	out := []block{
		{Kind: paragraphBlock, Text: o.t("publish.list.lead", o.t("publish.span", o.day(c.PeriodFrom), o.day(c.PeriodTo)), o.n(c.Accepted), o.n(c.Chosen), len(c.Categories))},
		{Kind: categoriesBlock},
		{Kind: paragraphBlock, Text: o.t("publish.list.basis."+string(c.DateRule)) + o.gap() + o.t("publish.list.cutoff", o.day(c.Cutoff)) + o.gap() + o.t("publish.list.units")},
		{Kind: tableBlock},
	}
	if s := o.featured(); s != "" {
		out = append(out, block{Kind: paragraphBlock, Text: s})
	}
	out = append(out, o.blocks(c.Texts.Remainder)...)
	if t := c.Texts.Classification; t.JA != "" {
		out = append(out, block{Kind: headingBlock, Text: o.t("publish.section.classification"), Level: 3})
		out = append(out, o.blocks(t)...)
	}
	return out
}

// featured says which rows have a chapter: 項番6、20および42については、3章から5章で詳しく紹介する。
func (o outliner) featured() string {
	var rows []string
	var chapters []int
	for _, c := range o.c.Chapters() {
		rows = append(rows, strconv.Itoa(c.No))
		chapters = append(chapters, c.ChapterNo)
	}
	switch len(rows) {
	case 0:
		return ""
	case 1:
		return o.t("publish.list.featured.one", rows[0], chapters[0])
	}
	return o.t("publish.list.featured", strings.Join(rows[:len(rows)-1], o.t("publish.comma")), rows[len(rows)-1], chapters[0], chapters[len(chapters)-1])
}

// chapter is the long account of one case: what the report said, then the lessons.
func (o outliner) chapter(c *incident.PublishedCase) []section {
	id, no := "chapter-"+strconv.Itoa(c.No), strconv.Itoa(c.ChapterNo)
	return []section{
		{ID: id, Number: no + ".", Title: o.t("publish.section.chapter", o.titled(c.Chapter.Title)), Level: 1, Blocks: []block{
			{Kind: paragraphBlock, Text: o.t("publish.chapter.from", c.No, o.categoryLabel(c.Category), o.date(c.Date), c.Number)}}},
		{ID: id + "-report", Number: no + "-1.", Title: o.t("publish.section.report"), Level: 2, Blocks: o.account(c, 4)},
		{ID: id + "-points", Number: no + "-2.", Title: o.t("publish.section.points"), Level: 2, Blocks: o.headed(c.Chapter.KeyPoints, 4)},
	}
}

// account is 発見経緯, 被害内容, 被害原因, 被害対応 and the figures.
func (o outliner) account(c *incident.PublishedCase, level int) []block {
	var out []block
	for _, p := range []struct {
		key  string
		text incident.Text
	}{{"discovery", c.Chapter.Discovery}, {"damage", c.Chapter.Damage}, {"cause", c.Chapter.Cause}, {"response", c.Chapter.Response}} {
		if p.text.JA == "" {
			continue
		}
		out = append(out, block{Kind: headingBlock, Text: o.t("publish.chapter." + p.key), Level: level})
		out = append(out, o.blocks(p.text)...)
	}
	for i, f := range c.Chapter.Figures {
		out = append(out, block{Kind: figureBlock, Figure: &figure{Number: fmt.Sprintf("%d-%d", c.ChapterNo, i+1), Figure: f}})
	}
	return out
}

// closing is the request to report with the boxes on the schemes, and the next publication.
func (o outliner) closing(next int) []section {
	t := o.c.Texts
	request := section{ID: "request", Number: strconv.Itoa(next) + ".", Title: o.t("publish.section.request"), Level: 1, Blocks: o.blocks(t.Request)}
	for _, s := range t.Schemes {
		request.Blocks = append(request.Blocks, block{Kind: boxBlock, Text: s.Heading.In(o.lang), Blocks: o.blocks(s.Body)})
	}
	if len(o.c.Planned) > 0 && t.Next.JA == "" {
		p := o.c.Planned[0]
		t.Next = o.words.Text("publish.next", p.Title.JA, plannedDay(p).JA)
		t.Next.EN = o.words.T(incident.EN, "publish.next", p.Title.In(incident.EN), plannedDay(p).EN)
	}
	if t.Next.JA != "" {
		request.Blocks = append(request.Blocks, block{Kind: headingBlock, Text: o.t("publish.section.next"), Level: 3})
		request.Blocks = append(request.Blocks, o.blocks(t.Next)...)
	}
	return []section{request}
}

func (o outliner) categoryLabel(code string) string {
	for _, c := range o.c.Categories {
		if c.Code == code {
			return c.Label.In(o.lang)
		}
	}
	return code
}

// footnote gives the text of a note, or "" when the edition has none of that id.
func (o outliner) footnote(id string) string {
	for _, f := range o.c.Texts.Footnotes {
		if f.ID == id {
			return f.Text.In(o.lang)
		}
	}
	return ""
}

func (o outliner) gap() string {
	if o.lang == incident.EN {
		return " "
	}
	return ""
}

// n writes a count with its thousands parted.
func (o outliner) n(n int) string { return thousands(strconv.Itoa(n)) }

func thousands(s string) string {
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// period writes the first and last day of the edition.
func (o outliner) period() string {
	return o.t("publish.period", o.day(o.c.PeriodFrom), o.day(o.c.PeriodTo))
}

// day writes a YYYY-MM-DD as a full date; what is not one stays as it is.
func (o outliner) day(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	d := text.Date{From: t, To: t, Precision: text.Day}
	if o.lang == incident.EN {
		return text.EnDate(d)
	}
	return text.JaDate(d)
}

// date writes a YYYY-MM-DD as the table does.
func (o outliner) date(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	if o.lang == incident.EN {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2006/1/2")
}

// frozen is the Japanese day of the freeze, the only date a build knows.
func (o outliner) frozen() string { return frozenDay(o.c.FrozenAt) }

func frozenDay(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return ""
	}
	return t.In(incident.Japan).Format(time.DateOnly)
}

// titled is a title; an English page says behind a Japanese one that it is not translated.
func (o outliner) titled(t incident.Text) string {
	if o.lang == incident.EN && t.EN == "" && t.JA != "" {
		return t.JA + " " + o.t("publish.title.untranslated")
	}
	return t.In(o.lang)
}

// caption is the caption of a figure; on an English page it says where words in the figure are not translated.
func (o outliner) caption(f incident.Figure) string {
	s := f.Caption.In(o.lang)
	if o.lang == incident.EN && !inEnglish(f) {
		s += " " + o.t("publish.figure.untranslated")
	}
	return s
}

// inEnglish tells whether every word of a figure has been translated.
func inEnglish(f incident.Figure) bool {
	texts := []incident.Text{f.Caption, f.Outcome}
	for _, a := range f.Actors {
		texts = append(texts, a.Label)
	}
	for _, s := range f.Steps {
		texts = append(texts, s.Label)
	}
	if f.Exhibit != nil {
		for _, p := range f.Exhibit.Parts {
			texts = append(texts, p.Label, p.Body, p.Note)
		}
	}
	for _, t := range texts {
		if t.JA != "" && t.EN == "" {
			return false
		}
	}
	return true
}
