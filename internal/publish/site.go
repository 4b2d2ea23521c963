package publish

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// site is the whole public folder: every released edition as it is, and around them what is made anew of all of them. The last of editions is the one this
// release brought. Its files depend on the frozen collections and the self-check questions alone.
func (p *Publish) site(r store.Release, editions []released) (files, error) {
	out, err := p.advisoriesOf(context.Background(), r.N) // a few rows, like the self-check questions
	if err != nil {
		return nil, err
	}
	return p.siteWith(r, editions, out)
}

// siteWith is site with the advisories it shows.
func (p *Publish) siteWith(r store.Release, editions []released, warned advisories) (files, error) {
	out := files{"style.css": style, "site.css": siteStyle, "icon.svg": icon}
	key := []byte(p.seal.VerifierKey() + "\n")
	out[keyName] = key
	newest := editions[len(editions)-1].c
	var cards []editionCard
	for i := len(editions) - 1; i >= 0; i-- {
		e := editions[i]
		_, withPDF := e.files["edition.pdf"]
		cards = append(cards, editionCard{e.c, withPDF})
		for name, body := range e.files {
			out["editions/"+e.c.ID+"/"+name] = body
		}
		note, err := p.seal.SignNote(editionNote(e))
		if err != nil {
			return nil, err
		}
		out["editions/"+e.c.ID+"/"+signatureName] = []byte(note)
		out["editions/"+e.c.ID+"/"+keyName] = key
	}
	sortCards(cards)
	l := newLibrary(newest, cards)
	l.key, l.at, l.advisories = digest(key), r.At, warned
	around, err := p.around(l)
	if err != nil {
		return nil, err
	}
	maps.Copy(out, around)
	more, err := siteFormats(cards, editions, warned.list, p.words)
	if err != nil {
		return nil, err
	}
	maps.Copy(out, more)
	if newest.Demo {
		out["robots.txt"] = []byte("User-agent: *\nDisallow: /\n")
	}
	m := Manifest{Release: r.N, Demo: newest.Demo, DemoLabel: newest.DemoLabel, FrozenAt: newest.FrozenAt}
	if out[manifestName], err = out.manifestOf(m); err != nil {
		return nil, err
	}
	note, err := p.seal.SignNote(releaseNote(r, out[manifestName]))
	if err != nil {
		return nil, err
	}
	out[signatureName] = []byte(note)
	return out, nil
}

// around makes the pages, feeds and indexes over all published cases; each part writes files of its own.
func (p *Publish) around(l *library) (files, error) {
	knowledge, err := p.knowledge(context.Background(), l.at) // a few rows; everything else here is made of frozen things
	if err != nil {
		return nil, err
	}
	parts := []func() (files, error){
		func() (files, error) { return p.caseFiles(l, l.cases[:len(l.cases)/2]) },
		func() (files, error) { return p.caseFiles(l, l.cases[len(l.cases)/2:]) },
		func() (files, error) { return p.browseFiles(l) },
		func() (files, error) { return p.searchFiles(l) },
		func() (files, error) { return p.selfFiles(l, knowledge) },
		func() (files, error) { return p.feedFiles(l) },
		func() (files, error) { return p.advisoryFiles(l) },
		func() (files, error) { return p.frontFiles(l) },
	}
	made, errs := make([]files, len(parts)), make(chan error, len(parts))
	for i, part := range parts { // beside each other: they share nothing but the library
		go func() {
			var err error
			made[i], err = part()
			errs <- err
		}()
	}
	for range parts {
		err = cmp.Or(err, <-errs)
	}
	out := files{}
	for _, list := range made {
		maps.Copy(out, list)
	}
	return out, err
}

// library is every published case once, out of the newest edition that holds it.
type library struct {
	newest     *incident.Collection // of this release: its desk, its mark of a demonstration
	cards      []editionCard        // newest period first
	cases      []*shelved           // by number, rising, so that a new case moves no other in the search index
	byNumber   map[string]*shelved
	vocabulary incident.Vocabulary
	key        string // fingerprint of the desk's verifier key
	advisories advisories
	at         time.Time // of the release: what the desk wrote later is for the next; zero takes the newest
}

// shelved is one published case with what the editions say of it.
type shelved struct {
	*incident.PublishedCase
	c       *incident.Collection // the newest edition that holds it
	at      int                  // its place there
	id      int                  // its place in the library
	held    []heldIn             // newest first
	related []related
}

// heldIn is one edition that holds a case, with what was corrected there.
type heldIn struct {
	c      *incident.Collection
	one    *incident.PublishedCase
	errata []incident.Erratum
}

func newLibrary(newest *incident.Collection, cards []editionCard) *library {
	l := &library{newest: newest, cards: cards, byNumber: map[string]*shelved{}, vocabulary: vocabulary()}
	for _, card := range cards {
		for i := range card.Cases {
			one := &card.Cases[i]
			s := l.byNumber[one.Number]
			if s == nil {
				s = &shelved{PublishedCase: one, c: card.Collection, at: i}
				l.byNumber[one.Number] = s
				l.cases = append(l.cases, s)
			}
			h := heldIn{c: card.Collection, one: one}
			for _, e := range card.Errata {
				if e.Case == one.Number {
					h.errata = append(h.errata, e)
				}
			}
			s.held = append(s.held, h)
		}
	}
	slices.SortFunc(l.cases, func(a, b *shelved) int { return strings.Compare(a.Number, b.Number) })
	for i, s := range l.cases {
		s.id = i
	}
	l.relate()
	return l
}

// category is the label of a case's class in its own edition.
func (s *shelved) category() incident.Text {
	for _, k := range s.c.Categories {
		if k.Code == s.Category {
			return k.Label
		}
	}
	return incident.Text{JA: s.Category}
}

// headline is a case in one line: the title of its chapter, or how its summary begins.
func (s *shelved) headline() incident.Text {
	if s.Chapter != nil {
		return incident.Text{JA: plain(s.Chapter.Title.JA), EN: plain(s.Chapter.Title.EN)}
	}
	return incident.Text{JA: plain(firstWords(s.Summary.JA)), EN: plain(firstWords(s.Summary.EN))}
}

// told are the facts a case states as present, sure enough to be matched or listed.
func (s *shelved) told() []incident.Fact {
	var out []incident.Fact
	for _, f := range s.Facts {
		if f.Polarity == incident.Present && !f.Dimension.Profile() && f.Certainty != incident.Unknown && f.Certainty != incident.NotStated {
			out = append(out, f)
		}
	}
	return out
}

// sitePage is a page of the site; file is its path without the language.
func (p *Publish) sitePage(l *library, lang incident.Lang, file, title string) *page {
	pg := newPage(l.newest, lang, p.words, file)
	pg.Site = true
	pg.Title = title + " – " + pg.Desk()
	return pg
}

// frontFiles are the home page and the page for what is not found.
func (p *Publish) frontFiles(l *library) (files, error) {
	out := files{}
	for name, body := range siteScripts {
		out[name] = body
	}
	for _, lang := range langs {
		home := p.sitePage(l, lang, "index.html", p.words.T(lang, "publish.home.title"))
		home.Description = home.t("publish.home.lead")
		body := homePage{Editions: l.cards, Cases: len(l.cases), Aspects: l.aspects(), Planned: l.coming(), Key: l.key}
		for i := len(l.cases) - 1; i >= 0 && len(body.Newest) < 5; i-- {
			body.Newest = append(body.Newest, l.row(l.cases[i], ""))
		}
		for _, a := range l.advisories.list {
			if !a.Withdrawn && len(body.Warnings) < 3 {
				body.Warnings = append(body.Warnings, a)
			}
		}
		home.Body = body
		if err := out.execute(home, "home"); err != nil {
			return nil, err
		}
	}
	lost := p.sitePage(l, incident.JA, "404.html", p.words.T(incident.JA, "publish.lost.title"))
	lost.Root, lost.Home, lost.Other = "/", "/index.html", "/en/index.html"
	return out, out.execute(lost, "lost")
}

// caseFiles writes /cases/NUMBER, the address of a case that never changes, beside the copy inside its edition.
func (p *Publish) caseFiles(l *library, cases []*shelved) (files, error) {
	out := files{}
	for _, lang := range langs {
		for _, s := range cases {
			pg := newCasePage(s.c, s.at, lang, p.words, "cases/"+s.Number+"/index.html")
			pg.Site, pg.Edition = true, "editions/"+s.c.ID+"/"
			body := pg.Body.(casePage)
			body.Shelf = l.shelf(pg, s)
			pg.Body = body
			if err := out.execute(pg, "case"); err != nil {
				return nil, fmt.Errorf("case %s: %w", s.Number, err)
			}
		}
	}
	return out, nil
}
