package publish

import (
	"cmp"
	"html/template"
	"path"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/stats"
)

// page is what every template is given; Body is one of the page kinds below.
type page struct {
	outliner
	Lang        incident.Lang
	Root        string // from this page to the edition's folder: "", "../", "../../" …
	Self        string // this page's path under the edition's folder, Japanese and English alike, without the "en/"
	Title       string
	Description string
	Demo        string // label, empty when this is no demonstration
	Home        string // link of the head line
	Edition     string // from the root to the edition's folder, on pages of the site
	Site        bool   // a page of the site, not of one edition
	Counted     bool   // the site has statistics
	Other       string // the same page in the other language
	Body        any
	notes       notes
}

// T gives a text of the catalogue in the page's language.
func (p *page) T(key string, args ...any) string { return p.t(key, args...) }

// Out is the link from a page of an edition to the site around it, where it lies under editions/ID. In a copy kept alone it leads nowhere.
func (p *page) Out() string { return p.Root + "../../" + langDir(p.Lang) + "index.html" }

// Runs cuts a running text for the template, numbering footnotes as it goes.
func (p *page) Runs(s string) []run { return p.notes.runs(s) }

// Notes lists the footnotes mentioned so far; the template asks at its end.
func (p *page) Notes() []note { return p.notes.list }

// Collection is the edition the page belongs to.
func (p *page) Collection() *incident.Collection { return p.c }

// In gives a text in the page's language.
func (p *page) In(t incident.Text) string { return plain(t.In(p.Lang)) }

// Day writes a full date, Date one as the table has it, Num a count.
func (p *page) Day(s string) string  { return p.day(s) }
func (p *page) Date(s string) string { return p.date(s) }
func (p *page) Num(n int) string     { return p.n(n) }

// Frozen is the day the edition was frozen.
func (p *page) Frozen() string { return p.day(p.frozen()) }

// Period is the edition's period.
func (p *page) Period() string { return p.period() }

// DateHead names the column of dates after the rule that decides the period.
func (p *page) DateHead() string { return p.t("publish.table.date." + string(p.c.DateRule)) }

// CasePath leads from this page to the page of a case in the same language.
func (p *page) CasePath(number string) string {
	return p.Root + langDir(p.Lang) + "cases/" + number + "/index.html"
}

// Row leads from this page to the edition's row of a case.
func (p *page) Row(no int) string {
	return p.Root + p.Edition + langDir(p.Lang) + "index.html#case-" + strconv.Itoa(no)
}

// Blocks are the blocks of a text.
func (p *page) Blocks(t incident.Text) []block { return p.blocks(t) }

// Desk names the body that publishes.
func (p *page) Desk() string { return p.c.Desk.In(p.Lang) }

// With and One give the block template its page.
func (p *page) With(b []block) withBlocks { return withBlocks{Page: p, Blocks: b} }
func (p *page) One(b block) withBlocks    { return withBlocks{Page: p, Blocks: []block{b}} }

// withBlocks are blocks on a page.
type withBlocks struct {
	Page   *page
	Blocks []block
}

// WithFigures gives the template of the numbers at a glance its page.
func (p *page) WithFigures(list []glanceFigure) figuresView { return figuresView{p, list} }

type figuresView struct {
	Page    *page
	Figures []glanceFigure
}

// WithFigure gives the figure template its page.
func (p *page) WithFigure(f *figure) figureView { return p.figure(f) }

// WithGrid gives the grid template its page.
func (p *page) WithGrid(g *grid) gridView { return gridView{p, g} }

type gridView struct {
	Page *page
	*grid
}

// figureView is a figure on a page: the picture, and in words beside it what it shows.
type figureView struct {
	Page    *page
	Number  string
	Kind    string
	Caption string
	SVG     template.HTML
	Narrow  template.HTML // the same of a chart for a telephone, "" where it is scrolled there
	Steps   []stepView
	Parts   []partView
	Outcome string
}

type stepView struct {
	From, To         string
	FromRole, ToRole string
	InPlace          bool
	Label            string
	Technique        string
}

type partView struct{ Label, Body, Note string }

func (p *page) figure(f *figure) figureView {
	v := figureView{Page: p, Number: f.Number, Kind: f.Kind, Caption: p.caption(f.Figure), Outcome: f.Outcome.In(p.Lang)}
	actors := map[string]incident.FlowActor{}
	for _, a := range f.Actors {
		actors[a.ID] = a
	}
	for _, s := range f.Steps {
		from, to := actors[s.From], actors[s.To]
		v.Steps = append(v.Steps, stepView{From: from.Label.In(p.Lang), To: to.Label.In(p.Lang), FromRole: string(roleLook(from.Role)), ToRole: string(roleLook(to.Role)),
			InPlace: s.From == s.To, Label: s.Label.In(p.Lang), Technique: s.Technique})
	}
	if f.Exhibit != nil {
		for _, part := range f.Exhibit.Parts {
			if part.Note.JA != "" {
				v.Parts = append(v.Parts, partView{Label: part.Label.In(p.Lang), Body: part.Body.In(p.Lang), Note: part.Note.In(p.Lang)})
			}
		}
	}
	described := p.t("publish.figure.described")
	if f.Kind == "series" {
		described = p.seriesAlt()
	}
	if f.table != nil {
		described = stats.Draw(f.table, p.lang, p.words).Description
		if narrow, fits := stats.DrawNarrow(f.table, p.lang, p.words); fits {
			v.Narrow = chartDrawing(narrow).svgBeside("figure-" + f.Number)
		}
	}
	v.SVG = p.draw(f, false).svg("figure-"+f.Number, plain(v.Caption), described)
	return v
}

// editionPage is the whole edition on one page.
type editionPage struct {
	Sections []section
	Groups   []group
	PDF      bool // edition.pdf is beside it
	Data     []dataRow
}

// group is one class of the table with its cases.
type group struct {
	incident.CategoryCount
	Cases []*incident.PublishedCase
	Share int // of the widest class, in hundredths, for the bar
}

func groups(c *incident.Collection) []group {
	var out []group
	widest := 1
	for _, cat := range c.Categories {
		widest = max(widest, cat.Count)
	}
	for _, cat := range c.Categories {
		g := group{CategoryCount: cat, Share: cat.Count * 100 / widest}
		for i := range c.Cases {
			if c.Cases[i].Category == cat.Code {
				g.Cases = append(g.Cases, &c.Cases[i])
			}
		}
		out = append(out, g)
	}
	return out
}

// casePage is one case on its own.
type casePage struct {
	*incident.PublishedCase
	Class    string
	Facts    []factView
	Account  []block
	Points   []block
	Prev     *incident.PublishedCase
	Next     *incident.PublishedCase
	Relation string
	Errata   []incident.Erratum // corrections of this case in its edition, newest first
	Shelf    *caseShelf         // on the site's page of the case, nil in an edition
}

// factView is one fact in words.
type factView struct{ Dimension, Statement, Certainty, Source string }

func (o outliner) facts(c *incident.PublishedCase, v incident.Vocabulary) []factView {
	var out []factView
	for _, f := range c.Facts {
		s := v.Label(string(f.Dimension), f.Code, o.lang)
		if f.Item > 0 {
			s = "(" + strconv.Itoa(f.Item) + ") " + s
		}
		if f.Quantity != nil {
			s = o.t("publish.fact.with", s, o.quantity(*f.Quantity, v))
		}
		if f.Polarity == incident.Absent {
			s = o.t("publish.fact.with", s, v.Label("polarity", string(incident.Absent), o.lang))
		}
		if f.Status != "" {
			s = o.t("publish.fact.with", s, v.Label("status", string(f.Status), o.lang))
		}
		out = append(out, factView{Dimension: o.t("publish.dimension." + string(f.Dimension)), Statement: s,
			Certainty: v.Label("certainty", string(f.Certainty), o.lang), Source: v.Label("source", string(f.Source), o.lang)})
	}
	return out
}

// quantity writes an amount with its bound: 1,000通以上.
func (o outliner) quantity(q incident.Quantity, v incident.Vocabulary) string {
	whole, part, found := strings.Cut(strconv.FormatFloat(q.Value, 'f', -1, 64), ".")
	n := thousands(whole)
	if found {
		n += "." + part
	}
	bound := q.Bound
	if bound == "" {
		bound = incident.Exactly
	}
	return o.t("publish.quantity."+string(bound), n, v.Label("unit", q.Unit, o.lang))
}

func langDir(lang incident.Lang) string {
	if lang == incident.EN {
		return "en/"
	}
	return ""
}

// up is the way from a page's folder back to its root.
func up(file string) string {
	return strings.Repeat("../", strings.Count(path.Clean(file), "/"))
}

// homePage lists the editions of a site and leads to its cases.
type homePage struct {
	Editions []editionCard
	Cases    int
	Newest   []caseRow
	Warnings []incident.PublishedAdvisory // the newest advisories in force
	Aspects  []aspect
	Planned  []plannedView // what is to come
	Key      string        // fingerprint of the key the releases are signed with
}

// plannedView is one planned publication.
type plannedView struct{ Title, On incident.Text }

// coming is what the newest edition tells of the calendar and is not out yet.
func (l *library) coming() []plannedView {
	var out []plannedView
	if len(l.cards) == 0 {
		return nil
	}
	for _, p := range l.cards[0].Planned {
		if !slices.ContainsFunc(l.cards, func(c editionCard) bool { return c.ID == p.ID }) {
			out = append(out, plannedView{p.Title, plannedDay(p)})
		}
	}
	return out
}

// editionCard is one edition on the home page.
type editionCard struct {
	*incident.Collection
	PDF bool
}

func sortCards(cards []editionCard) {
	slices.SortFunc(cards, func(a, b editionCard) int {
		return cmp.Or(strings.Compare(b.PeriodTo, a.PeriodTo), strings.Compare(b.ID, a.ID))
	})
}

// PeriodOf is the period of one of several editions.
func (p *page) PeriodOf(e editionCard) string {
	return p.t("publish.period", p.day(e.PeriodFrom), p.day(e.PeriodTo))
}

// Shelve gives the template of a case's surroundings its page.
func (p *page) Shelve(s *caseShelf) shelfView { return shelfView{p, s} }

type shelfView struct {
	Page *page
	*caseShelf
}

// Rows gives the template of a list of cases its page.
func (p *page) Rows(rows []caseRow) rowsView { return rowsView{p, rows} }

type rowsView struct {
	Page *page
	Rows []caseRow
}

// Words are texts for a script, as one JSON object by the last part of their keys.
func (p *page) Words(keys ...string) (string, error) {
	words := map[string]string{}
	for _, k := range keys {
		words[k[strings.LastIndexByte(k, '.')+1:]] = p.t(k)
	}
	b, err := compact(words)
	return strings.TrimSpace(string(b)), err
}
