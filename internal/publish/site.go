package publish

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// site is the whole public folder: every released edition as it is, and around them what is made anew of all of them. The last of editions is the one this
// release brought. Its files depend on the frozen collections and advisories, the self-check questions and the program alone; what m knows of the last release is
// taken from there.
func (p *Publish) site(r store.Release, editions []released, m *memo) (files, error) {
	warned, err := p.advisoriesOf(context.Background(), r.N) // a few rows, like the self-check questions
	if err != nil {
		return nil, err
	}
	return p.siteWith(r, editions, warned, m)
}

// siteWith is site with the advisories it shows.
func (p *Publish) siteWith(r store.Release, editions []released, warned advisories, m *memo) (files, error) {
	out, err := p.siteFiles(r, editions, warned, m)
	if err != nil {
		return nil, err
	}
	if m != nil && m.fill(out) != nil { // the folder is not as it was left: make everything
		m.forget()
		return p.siteWith(r, editions, warned, m)
	}
	return out, p.sign(r, editions[len(editions)-1].c, out, m.sums(out))
}

// siteFiles are the files of the public folder but for its manifest; those that stay as they were are nil.
func (p *Publish) siteFiles(r store.Release, editions []released, warned advisories, m *memo) (files, error) {
	newest := editions[len(editions)-1].c
	out := files{"style.css": style, "site.css": siteStyle, "icon.svg": icon}
	key := []byte(p.seal.VerifierKey() + "\n")
	out[keyName] = key
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
	l := newLibrary(cards[0].Collection, cards, m) // a correction of an earlier edition does not make the site older
	l.key, l.at, l.advisories, l.subscribe = digest(key), r.At, warned, r.Subscribe
	around, err := p.around(l, editions)
	if err != nil {
		return nil, err
	}
	maps.Copy(out, around)
	if newest.Demo {
		out["robots.txt"] = []byte("User-agent: *\nDisallow: /\n")
	}
	return out, nil
}

// sign adds the manifest of a public folder and its signature.
func (p *Publish) sign(r store.Release, newest *incident.Collection, out files, sums map[string]fileSum) error {
	body, err := manifestOf(Manifest{Release: r.N, Demo: newest.Demo, DemoLabel: newest.DemoLabel, FrozenAt: newest.FrozenAt}, sums)
	if err != nil {
		return err
	}
	note, err := p.seal.SignNote(releaseNote(r, body))
	out[manifestName], out[signatureName] = body, []byte(note)
	return err
}

// around makes the pages, feeds, indexes and data over all published cases; each part writes files of its own.
func (p *Publish) around(l *library, editions []released) (files, error) {
	knowledge, err := p.knowledge(context.Background(), l.at) // a few rows; everything else here is made of frozen things
	if err != nil {
		return nil, err
	}
	parts := []func() (files, error){
		func() (files, error) { return l.formats(editions, p.words) },
		func() (files, error) { return p.caseFiles(l, l.cases[:len(l.cases)/2]) },
		func() (files, error) { return p.caseFiles(l, l.cases[len(l.cases)/2:]) },
		func() (files, error) { return p.browseFiles(l) },
		func() (files, error) { return p.searchFiles(l) },
		func() (files, error) { return p.selfFiles(l, knowledge) },
		func() (files, error) { return p.feedFiles(l) },
		func() (files, error) { return p.advisoryFiles(l) },
		func() (files, error) { return p.frontFiles(l) },
		func() (files, error) { return p.statisticsSite(l) },
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
	subscribe  string    // where readers subscribe by mail; "" for nowhere
	at         time.Time // of the release: what the desk wrote later is for the next; zero takes the newest
	m          *memo
	heads      map[*incident.Collection]string // hash of each edition without its cases
	hashes     map[*incident.Collection]hashes
	aspects    func() []aspect
}

// shelved is one published case with what the editions say of it.
type shelved struct {
	*incident.PublishedCase
	c       *incident.Collection // the newest edition that holds it
	at      int                  // its place there
	id      int                  // its place in the library
	held    []heldIn             // newest first
	related []related
	sum     string        // hash of the case as its newest edition has it
	shown   string        // hash of what a list shows of it
	head    incident.Text // its headline
}

// heldIn is one edition that holds a case, with what was corrected there.
type heldIn struct {
	c      *incident.Collection
	one    *incident.PublishedCase
	errata []incident.Erratum
}

func newLibrary(newest *incident.Collection, cards []editionCard, m *memo) *library {
	l := &library{newest: newest, cards: cards, byNumber: map[string]*shelved{}, vocabulary: vocabulary(), m: m, heads: map[*incident.Collection]string{}}
	l.aspects = sync.OnceValue(l.cut)
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
	l.sums()
	l.relate()
	return l
}

// sums gives every case and the rest of every edition its hash: they decide what has to be made again.
func (l *library) sums() {
	var all []*incident.Collection
	for _, card := range l.cards {
		all = append(all, card.Collection)
	}
	l.hashes = l.m.hashes(all)
	for c, h := range l.hashes {
		l.heads[c] = h.head
	}
	for _, s := range l.cases {
		s.sum, s.head = l.hashes[s.c].cases[s.at], s.headline()
		r := l.row(s, "")
		s.shown = keyOf(r.Number, r.Date, short(r.Headline, incident.JA), short(r.Headline, incident.EN), r.Category.JA, r.Category.EN, strconv.FormatBool(r.Withdrawn))
	}
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
	pg.Site, pg.Counted = true, len(l.statistics()) > 0
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
	for _, s := range cases {
		err := l.m.pages(out, "case/"+s.Number, l.caseKey(s), func() (files, error) {
			made := files{}
			for _, lang := range langs {
				pg := newCasePage(s.c, s.at, lang, p.words, "cases/"+s.Number+"/index.html")
				pg.Site, pg.Edition, pg.Counted = true, "editions/"+s.c.ID+"/", len(l.statistics()) > 0
				body := pg.Body.(casePage)
				body.Shelf = l.shelf(pg, s)
				pg.Body = body
				if err := made.execute(pg, "case"); err != nil {
					return nil, err
				}
			}
			return made, nil
		})
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", s.Number, err)
		}
	}
	return out, nil
}

// caseKey is what the page of a case is made of: itself, the editions that hold it, where its neighbours are, and what is shown of those related.
func (l *library) caseKey(s *shelved) string {
	parts := []string{s.sum, strconv.Itoa(s.at), strconv.FormatBool(len(l.statistics()) > 0)}
	for _, h := range s.held {
		parts = append(parts, l.heads[h.c], strconv.Itoa(h.one.No), strconv.Itoa(h.one.Revision))
	}
	for _, at := range []int{s.at - 1, s.at + 1} {
		if at < 0 || at >= len(s.c.Cases) {
			parts = append(parts, "", "")
			continue
		}
		parts = append(parts, s.c.Cases[at].Number, strconv.Itoa(s.c.Cases[at].No))
	}
	for _, r := range s.related {
		parts = append(parts, "related", r.other.shown)
		for _, k := range r.shared {
			parts = append(parts, string(k.dimension), k.code)
		}
	}
	return keyOf(parts...)
}
