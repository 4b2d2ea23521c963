package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"maps"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
)

// feedEntries is how many entries a feed holds, the newest.
const feedEntries = 50

// feed is a list of what was published, written as Atom (RFC 4287) and as JSON Feed 1.1.
type feed struct {
	Name    string // file below feeds/, without its ending
	Title   string
	Entries []feedEntry
}

// feedEntry has an id that never changes, and a file of the site it leads to.
type feedEntry struct {
	ID        string
	Title     string
	File      string
	Published string // RFC 3339
	Updated   string
	Text      string
	Tags      []string
}

// tagURI names a thing of a desk for ever (RFC 4151). The files do not know under which address they are served, and that may change: the authority is a name that
// no one can own (RFC 2606) with the desk's name hashed into it.
func tagURI(c *incident.Collection, what string) string {
	sum := sha256.Sum256([]byte(c.Desk.JA))
	return "tag:" + hex.EncodeToString(sum[:8]) + ".todoke.invalid,2020:" + what
}

// feeds are all feeds in one language.
func (p *Publish) feeds(l *library, pg *page) []feed {
	editions := feed{Name: "editions", Title: pg.t("public.feeds.editions")}
	for _, c := range l.cards {
		editions.Entries = append(editions.Entries, feedEntry{ID: tagURI(c.Collection, "edition/"+c.ID), Title: plain(c.Title.In(pg.lang)), Published: c.FrozenAt, Updated: updated(c.Collection),
			File: "editions/" + c.ID + "/" + langDir(pg.lang) + "index.html", Text: pg.about(c.Collection)})
	}
	byCategory := map[string][]*shelved{}
	fresh := l.fresh()
	for _, s := range fresh {
		code := s.c.Scheme + "-" + s.Category
		byCategory[code] = append(byCategory[code], s)
	}
	out := []feed{editions, {Name: "cases", Title: pg.t("public.feeds.cases"), Entries: l.caseEntries(pg, fresh)},
		{Name: "corrections", Title: pg.t("public.feeds.corrections"), Entries: l.correctionEntries(pg)},
		{Name: "advisories", Title: pg.t("public.feeds.advisories"), Entries: l.advisoryEntries(pg)}}
	for _, code := range slices.Sorted(maps.Keys(byCategory)) {
		list := byCategory[code]
		out = append(out, feed{Name: "category-" + code, Title: pg.t("public.feeds.category", list[0].category().In(pg.lang), list[0].c.SchemeName.In(pg.lang)), Entries: l.caseEntries(pg, list)})
	}
	for i := range out {
		list := out[i].Entries
		slices.SortStableFunc(list, func(a, b feedEntry) int { return strings.Compare(b.Updated, a.Updated) })
		out[i].Entries = list[:min(len(list), feedEntries)]
	}
	return out
}

// about is an edition in one sentence.
func (p *page) about(c *incident.Collection) string {
	if c.Statistics != nil {
		return p.t("publish.statistics.description", len(c.Statistics.Tables))
	}
	return p.t("publish.description", p.n(c.Accepted), p.n(c.Chosen))
}

// updated is when an edition last changed.
func updated(c *incident.Collection) string {
	out := c.FrozenAt
	for _, e := range c.Errata {
		out = max(out, e.Date+"T00:00:00Z")
	}
	return out
}

// fresh are the cases, those first published last at the front.
func (l *library) fresh() []*shelved {
	out := slices.Clone(l.cases)
	slices.Reverse(out)
	slices.SortStableFunc(out, func(a, b *shelved) int { return strings.Compare(b.first().FrozenAt, a.first().FrozenAt) })
	return out
}

// first is the edition that published a case first.
func (s *shelved) first() *incident.Collection { return s.held[len(s.held)-1].c }

// caseEntries are those of the cases that changed last; only they are put into words.
func (l *library) caseEntries(pg *page, list []*shelved) []feedEntry {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b *shelved) int { return strings.Compare(b.updated(), a.updated()) })
	var out []feedEntry
	for _, s := range list[:min(len(list), feedEntries)] {
		out = append(out, l.caseEntry(pg, s))
	}
	return out
}

// updated is when a case last changed.
func (s *shelved) updated() string {
	out := s.c.FrozenAt
	for _, h := range s.held {
		for _, c := range h.errata {
			out = max(out, c.Date+"T00:00:00Z")
		}
	}
	if s.Withdrawn != "" {
		out = max(out, s.Withdrawn+"T00:00:00Z")
	}
	return out
}

func (l *library) caseEntry(pg *page, s *shelved) feedEntry {
	e := feedEntry{ID: tagURI(l.newest, "case/"+s.Number), Title: s.Number + " " + pg.Short(s.head), File: langDir(pg.lang) + "cases/" + s.Number + "/index.html",
		Published: s.first().FrozenAt, Updated: s.updated(), Text: strings.Join(paragraphs(s.Summary.In(pg.lang)), "\n\n"), Tags: []string{s.category().In(pg.lang)}}
	if pg.Foreign(s.Summary) && s.Withdrawn == "" {
		e.Text = pg.t("publish.untranslated") + "\n\n" + e.Text
	}
	if s.Withdrawn != "" {
		e.Title = s.Number + " " + pg.t("public.withdrawn.title")
		e.Text = pg.t("public.withdrawn.lead", pg.day(s.Withdrawn))
	}
	return e
}

func (l *library) correctionEntries(pg *page) []feedEntry {
	var out []feedEntry
	for _, c := range l.cards {
		for i := len(c.Errata) - 1; i >= 0; i-- { // oldest first: a later notice must not change the id of an earlier one
			e := c.Errata[i]
			n := len(c.Errata) - i
			at := e.Date + "T00:00:00Z"
			one := feedEntry{ID: tagURI(c.Collection, "correction/"+c.ID+"/"+strconv.Itoa(n)), Published: at, Updated: at, Text: plain(e.Note.In(pg.lang)),
				Title: pg.t("public.erratum."+string(e.Kind)) + pg.t("publish.colon") + strings.TrimSpace(plain(c.Title.In(pg.lang))+" "+e.Case), File: "editions/" + c.ID + "/" + langDir(pg.lang) + "index.html"}
			if e.Case != "" && l.byNumber[e.Case] != nil {
				one.File = langDir(pg.lang) + "cases/" + e.Case + "/index.html"
			}
			out = append(out, one)
		}
	}
	return out
}

// feedsPage is the page that lists the feeds.
type feedsPage struct {
	Feeds     []feed
	Subscribe string // where readers subscribe by mail; "" for nowhere
}

// subscribeIn is the address where readers subscribe, in their language.
func subscribeIn(address string, lang incident.Lang) string {
	if address == "" {
		return ""
	}
	return address + "?lang=" + string(lang)
}

// feedFiles are the feeds in both languages and the page that lists them.
func (p *Publish) feedFiles(l *library) (files, error) {
	out := files{}
	for _, lang := range langs {
		pg := p.sitePage(l, lang, "feeds/index.html", p.words.T(lang, "public.feeds.title"))
		list := p.feeds(l, pg)
		pg.Description, pg.Body = pg.t("public.feeds.lead"), feedsPage{list, subscribeIn(l.subscribe, lang)}
		if err := out.execute(pg, "feeds"); err != nil {
			return nil, err
		}
		for _, f := range list {
			name := langDir(lang) + "feeds/" + f.Name
			var err error
			if out[name+".atom"], err = f.atom(l, pg); err != nil {
				return nil, err
			}
			if out[name+".json"], err = f.json(pg); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// shown is a title with the mark of a demonstration.
func (p *page) shown(title string) string {
	if p.Demo != "" {
		return "[" + p.Demo + "] " + title
	}
	return title
}

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   string      `xml:"author>name"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Link       atomLink       `xml:"link"`
	Summary    string         `xml:"summary,omitempty"`
	Categories []atomCategory `xml:"category"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// updated is when a feed's newest entry changed, or the newest edition where it has none.
func (f feed) updated(l *library) string {
	if len(f.Entries) > 0 {
		return f.Entries[0].Updated
	}
	return l.newest.FrozenAt
}

// Links lead from the feed's own address, as RFC 4287 §2 allows: the same files serve under any.
func (f feed) atom(l *library, pg *page) ([]byte, error) {
	x := atomFeed{Lang: string(pg.lang), ID: tagURI(l.newest, "feed/"+string(pg.lang)+"/"+f.Name), Title: pg.shown(f.Title), Updated: f.updated(l), Author: pg.Desk(),
		Links: []atomLink{{"self", "application/atom+xml", f.Name + ".atom"}, {"alternate", "text/html", "index.html"}}}
	if pg.Demo != "" {
		x.Subtitle = pg.t("publish.demo.note")
	}
	for _, e := range f.Entries {
		one := atomEntry{ID: e.ID, Title: pg.shown(e.Title), Published: e.Published, Updated: e.Updated, Link: atomLink{"alternate", "text/html", pg.Root + e.File}, Summary: e.Text}
		for _, t := range e.Tags {
			one.Categories = append(one.Categories, atomCategory{t})
		}
		x.Entries = append(x.Entries, one)
	}
	body, err := xml.MarshalIndent(x, "", " ")
	return slices.Concat([]byte(xml.Header), body, []byte("\n")), err
}

type jsonFeed struct {
	Version     string              `json:"version"`
	Title       string              `json:"title"`
	Description string              `json:"description,omitempty"`
	Home        string              `json:"home_page_url"`
	Self        string              `json:"feed_url"`
	Language    string              `json:"language"`
	Authors     []map[string]string `json:"authors"`
	Items       []jsonItem          `json:"items"`
}

type jsonItem struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Text      string   `json:"content_text"`
	Published string   `json:"date_published"`
	Modified  string   `json:"date_modified"`
	Tags      []string `json:"tags,omitempty"`
}

func (f feed) json(pg *page) ([]byte, error) {
	x := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: pg.shown(f.Title), Home: "index.html", Self: f.Name + ".json", Language: string(pg.lang),
		Authors: []map[string]string{{"name": pg.Desk()}}, Items: []jsonItem{}}
	if pg.Demo != "" {
		x.Description = pg.t("publish.demo.note")
	}
	for _, e := range f.Entries {
		x.Items = append(x.Items, jsonItem{e.ID, pg.Root + e.File, pg.shown(e.Title), e.Text, e.Published, e.Updated, e.Tags})
	}
	return compact(x)
}
