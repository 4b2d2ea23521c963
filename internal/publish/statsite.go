package publish

import (
	"path"
	"slices"
	"strings"

	"todoke/internal/incident"
)

// statistics are the editions of statistics, the newest period first, of one period the newest set first.
func (l *library) statistics() []*incident.Collection {
	var out []*incident.Collection
	for _, c := range l.cards {
		if c.Statistics != nil {
			out = append(out, c.Collection)
		}
	}
	slices.SortStableFunc(out, func(a, b *incident.Collection) int {
		if a.PeriodFrom == b.PeriodFrom && a.PeriodTo == b.PeriodTo {
			return b.Statistics.Revision - a.Statistics.Revision
		}
		return 0
	})
	return out
}

// later is the edition of the same period with the newest set, "" where c is that one.
func (l *library) later(c *incident.Collection) string {
	for _, o := range l.statistics() {
		if o.PeriodFrom == c.PeriodFrom && o.PeriodTo == c.PeriodTo && o.Statistics.Revision > c.Statistics.Revision {
			return o.ID
		}
	}
	return ""
}

// glancePage is the newest statistics on one page, for everybody.
type glancePage struct {
	C       *incident.Collection
	Figures []glanceFigure
	Shown   []glanceTable
	All     []publishedTable
	Others  []*incident.Collection
}

// glanceTable is one picture with its table.
type glanceTable struct {
	ID     string
	Blocks []block
}

// glanceTables are the tables shown at a glance, in this order, where the edition has them.
var glanceTables = []string{"V1", "V2", "V4", "A1Y", "A1", "A3", "A5"}

// statisticsFiles writes /statistics/, the page at a glance, and /statistics/EDITION/TABLE/, the address a number is cited by.
func (p *Publish) statisticsSite(l *library) (files, error) {
	out := files{}
	list := l.statistics()
	if len(list) == 0 {
		return out, nil
	}
	for _, lang := range langs {
		for _, c := range list {
			for i, t := range c.Statistics.Tables {
				pg := newTablePage(c, i, lang, p.words, "statistics/"+c.ID+"/"+t.ID+"/index.html")
				pg.Site, pg.Edition, pg.Counted = true, "editions/"+c.ID+"/", true
				body := pg.Body.(statTablePage)
				body.Later = l.later(c)
				pg.Body = body
				if err := out.execute(pg, "stattable"); err != nil {
					return nil, err
				}
			}
		}
		c := list[0]
		pg := newPage(c, lang, p.words, "statistics/index.html")
		pg.Site, pg.Edition, pg.Counted = true, "editions/"+c.ID+"/", true
		pg.Title, pg.Description = p.words.T(lang, "public.statistics.title")+" – "+pg.Desk(), p.words.T(lang, "public.statistics.lead")
		body := glancePage{C: c, Figures: pg.glance(), All: pg.tables(), Others: list[1:]}
		for _, id := range glanceTables {
			for _, t := range body.All {
				if t.Definition == id {
					blocks := []block{{Kind: figureBlock, Figure: pg.chartOf(t)}}
					for _, g := range pg.grids(t) {
						blocks = append(blocks, block{Kind: statBlock, Stat: g})
					}
					body.Shown = append(body.Shown, glanceTable{id, blocks})
				}
			}
		}
		pg.Body = body
		if err := out.execute(pg, "glance"); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// StatPage leads from this page to the page of a table in the same language: within an edition its own, on the site the one it is cited by.
func (p *page) StatPage(id string) string {
	if p.Site {
		return p.At("statistics/" + p.c.ID + "/" + id + "/index.html")
	}
	return p.Root + langDir(p.Lang) + id + "/index.html"
}

// Listing tells whether the files of each table are listed below it: at a glance they are not.
func (p *page) Listing() bool { _, glance := p.Body.(glancePage); return !glance }

// OfTable tells whether the page is that of one table, which need not lead to itself.
func (p *page) OfTable() bool { _, of := p.Body.(statTablePage); return of }

// File leads from this page to a file of the edition.
func (p *page) File(name string) string { return p.Root + p.Edition + name }

// OwnFile leads to a file of the edition in the page's language.
func (p *page) OwnFile(name string) string { return p.File(langDir(p.Lang) + name) }

// Cited is the address a table is cited by.
func (p *page) Cited(id string) string { return "/statistics/" + p.c.ID + "/" + id + "/" }

// SetFrozen is the day the numbers were frozen.
func (p *page) SetFrozen() string { return p.day(frozenDay(p.c.Statistics.FrozenAt)) }

// WithStat gives the template of a table of numbers its page.
func (p *page) WithStat(g *statGrid) statView { return statView{p, g} }

type statView struct {
	Page *page
	*statGrid
}

// wantedOfStatistics are the sentences a file of an edition of statistics must hold.
func wantedOfStatistics(c *incident.Collection, name string, lang incident.Lang, out []string) []string {
	tables, err := tablesOf(c)
	if err != nil {
		return append(out, err.Error()) // which no file holds
	}
	base := strings.TrimPrefix(name, "en/")
	id := strings.TrimSuffix(path.Base(base), path.Ext(base))
	if path.Base(base) == "index.html" {
		id = path.Base(path.Dir(base))
	}
	for _, t := range tables {
		title := t.Title.In(lang)
		switch {
		case base == "index.html", base == "edition.json", base == "statistics.xlsx", path.Ext(base) == ".pdf", t.Definition == id && path.Ext(base) != ".csv":
			out = append(out, title)
		case t.Definition == id && len(t.Notes) > 0:
			out = append(out, t.Notes[0].In(lang))
		}
	}
	if base == manifestName {
		out = append(out, c.FrozenAt)
	}
	return out
}
