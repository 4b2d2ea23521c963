package publish

import (
	"strings"
	"time"

	"todoke/internal/export"
	"todoke/internal/incident"
)

// advisoryPage is one advisory on the site.
type advisoryPage struct {
	incident.PublishedAdvisory
	Text  []block
	Cases []caseRow
}

// advisoryList is the page of all of them.
type advisoryList struct {
	Rows  []incident.PublishedAdvisory
	VERIS bool // there are records of the cases they name
}

// Warned gives the template of a list of advisories its page.
func (p *page) Warned(rows []incident.PublishedAdvisory) warnedView { return warnedView{p, rows} }

type warnedView struct {
	Page *page
	Rows []incident.PublishedAdvisory
}

// DayOf is the day of an instant of an advisory.
func (p *page) DayOf(instant string) string {
	t, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		return instant
	}
	return p.day(t.In(incident.Japan).Format(time.DateOnly))
}

// advisoryFiles are the pages and formats of the advisories. Their addresses stand before the first one is published, so that readers can follow them.
func (p *Publish) advisoryFiles(l *library) (files, error) {
	out := files{}
	if err := p.advisoryFormats(l, out); err != nil {
		return nil, err
	}
	_, veris := out["data/advisories.veris.json"]
	for _, lang := range langs {
		pg := p.sitePage(l, lang, "advisories/index.html", p.words.T(lang, "public.advisories.title"))
		pg.Description, pg.Body = pg.t("public.advisories.lead"), advisoryList{l.advisories.list, veris}
		if err := out.execute(pg, "advisories"); err != nil {
			return nil, err
		}
		for _, a := range l.advisories.list {
			pg := p.sitePage(l, lang, "advisories/"+a.ID+"/index.html", a.ID)
			body := advisoryPage{PublishedAdvisory: a, Text: pg.blocks(a.Body)}
			for _, n := range a.Cases {
				if s := l.byNumber[n]; s != nil {
					body.Cases = append(body.Cases, l.row(s, ""))
				}
			}
			pg.Title = pg.titled(a.Title) + " – " + pg.Desk()
			pg.Description, pg.Body = pg.t("public.advisories.one", a.ID), body
			if err := out.execute(pg, "advisory"); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (p *Publish) advisoryFormats(l *library, out files) error {
	c, list := l.newest, l.advisories.list
	if list == nil {
		list = []incident.PublishedAdvisory{}
	}
	var err error
	if out["data/advisories.json"], err = export.AdvisoriesJSON(c, list); err != nil {
		return err
	}
	if out["data/advisories.schema.json"], err = export.AdvisorySchema(c.DemoLabel); err != nil {
		return err
	}
	if len(list) == 0 { // rows, events and objects of nothing are for no tool to read
		return nil
	}
	if out["data/advisories.csv"], err = export.AdvisoriesCSV(c, list); err != nil {
		return err
	}
	if out["data/advisories.xlsx"], err = export.AdvisoriesXLSX(c, list, p.words); err != nil {
		return err
	}
	veris, err := export.AdvisoryVERIS(list, p.words, func(n string) (*incident.Collection, *incident.PublishedCase) {
		if s := l.byNumber[n]; s != nil {
			return s.c, s.PublishedCase
		}
		return nil, nil
	})
	if err != nil {
		return err
	}
	if veris != nil {
		out["data/advisories.veris.json"] = veris
	}
	if out["data/advisories.stix.json"], err = export.AdvisorySTIX(c, list, p.words); err != nil {
		return err
	}
	more, err := export.AdvisoryMISP(c, list)
	for name, body := range more {
		out["advisories/"+name] = body
	}
	return err
}

// advisoryEntries are the advisories as entries of a feed.
func (l *library) advisoryEntries(pg *page) []feedEntry {
	var out []feedEntry
	for _, a := range l.advisories.list {
		e := feedEntry{ID: tagURI(l.newest, "advisory/"+a.ID), Title: a.ID + " " + pg.titled(a.Title), File: langDir(pg.lang) + "advisories/" + a.ID + "/index.html",
			Published: a.Published, Updated: a.Updated, Text: strings.Join(paragraphs(a.Body.In(pg.lang)), "\n\n")}
		if pg.Foreign(a.Body) {
			e.Text = pg.t("publish.untranslated") + "\n\n" + e.Text
		}
		if a.Withdrawn {
			e.Title = a.ID + " " + pg.t("public.withdrawn.title")
			e.Text = a.Change.In(pg.lang)
		}
		out = append(out, e)
	}
	return out
}
