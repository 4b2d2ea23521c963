package publish

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// browsePage is how many cases a page of a list holds.
const browsePage = 100

// aspect is one way through the cases: by category, cause, malware, kind of organisation, damage or year.
type aspect struct {
	Key    string
	Values []*aspectValue
}

// aspectValue is one value of an aspect with the cases that have it, newest first.
type aspectValue struct {
	Code  string
	Label incident.Text
	Of    incident.Text // of a category: the scheme it belongs to
	order int
	rows  []caseRow
}

// Count is how many cases have the value.
func (v *aspectValue) Count() int { return len(v.rows) }

// caseRow is a case in a list.
type caseRow struct {
	Number    string
	Date      string
	Headline  incident.Text
	Category  incident.Text
	Certainty incident.Certainty // of the fact the list goes by, empty where it goes by none
	Withdrawn bool
	shown     string // hash of all that but for the certainty
}

func (l *library) row(s *shelved, c incident.Certainty) caseRow {
	return caseRow{s.Number, s.Date, s.head, s.category(), c, s.Withdrawn != "", s.shown}
}

// Short is a headline no longer than a list bears; where it stands in for one in English, as long as a Japanese one.
func (p *page) Short(t incident.Text) string {
	if p.Foreign(t) {
		return short(t, incident.JA)
	}
	return short(t, p.Lang)
}

// short cuts what a headline is in one language.
func short(t incident.Text, lang incident.Lang) string {
	s, most := t.JA, 90
	if lang == incident.EN {
		s, most = t.EN, 170
	}
	s, cut := text.Limit(s, most)
	if cut {
		return s + "…"
	}
	return s
}

// Foreign tells whether a text stands in for one in the page's language.
func (p *page) Foreign(t incident.Text) bool { return p.Lang == incident.EN && t.EN == "" }

// Sure names a certainty.
func (p *page) Sure(c incident.Certainty) string {
	return vocabulary().Label("certainty", string(c), p.Lang)
}

// At leads from this page to a file of the site in the same language.
func (p *page) At(file string) string { return p.Root + langDir(p.Lang) + file }

// cut cuts the library up into aspects; a value no case has is left out.
func (l *library) cut() []aspect {
	out := []aspect{{Key: "category"}, {Key: "cause"}, {Key: "malware"}, {Key: "damage"}, {Key: "org"}, {Key: "year"}}
	seen := map[string]*aspectValue{}
	put := func(a *aspect, v aspectValue, row caseRow) {
		key := a.Key + "/" + v.Code
		if seen[key] == nil {
			seen[key] = &v
			a.Values = append(a.Values, &v)
		}
		was := seen[key]
		if n := len(was.rows); n > 0 && was.rows[n-1].Number == row.Number {
			return // one case says it of several parts; the surest was first
		}
		was.rows = append(was.rows, row)
	}
	for i := len(l.cases) - 1; i >= 0; i-- {
		s := l.cases[i]
		for k, cat := range s.c.Categories {
			if cat.Code == s.Category {
				put(&out[0], aspectValue{Code: s.c.Scheme + "-" + cat.Code, Label: cat.Label, Of: s.c.SchemeName, order: k - 100*schemeOrder(l, s.c.Scheme)}, l.row(s, ""))
			}
		}
		put(&out[5], aspectValue{Code: s.Date[:4], Label: incident.Text{JA: s.Date[:4] + "年", EN: s.Date[:4]}, order: -year(s.Date)}, l.row(s, ""))
		if s.Withdrawn != "" {
			continue
		}
		put(&out[4], aspectValue{Code: s.Reporter.Code, Label: s.Reporter.Text, order: place(l.vocabulary["org_kind"], s.Reporter.Code)}, l.row(s, ""))
		for k, d := range []incident.Dimension{incident.DimCause, incident.DimMalware, incident.DimDamage} {
			facts := slices.DeleteFunc(slices.Clone(s.Facts), func(f incident.Fact) bool { return f.Dimension != d || f.Polarity != incident.Present })
			slices.SortStableFunc(facts, func(a, b incident.Fact) int {
				return cmp.Or(strings.Compare(a.Code, b.Code), slices.Index(incident.Certainties, a.Certainty)-slices.Index(incident.Certainties, b.Certainty))
			})
			for _, f := range facts {
				n := place(l.vocabulary[string(d)], f.Code)
				if n < 0 {
					continue
				}
				put(&out[k+1], aspectValue{Code: f.Code, Label: l.vocabulary[string(d)][n].Text, order: n}, l.row(s, f.Certainty))
			}
		}
	}
	for _, a := range out {
		slices.SortStableFunc(a.Values, func(a, b *aspectValue) int { return cmp.Compare(a.order, b.order) })
	}
	return out
}

func place(list []incident.Term, code string) int {
	return slices.IndexFunc(list, func(t incident.Term) bool { return t.Code == code })
}

// schemeOrder counts the schemes upwards by the periods they were used in.
func schemeOrder(l *library, scheme string) int {
	for i, c := range l.cards {
		if c.Scheme == scheme {
			return len(l.cards) - i
		}
	}
	return 0
}

func year(date string) int {
	n, _ := strconv.Atoi(date[:4]) // a date the freeze wrote
	return n
}

// listPage is one page of the cases with one value.
type listPage struct {
	Aspect  string
	Value   *aspectValue
	Rows    []caseRow
	N, Of   int    // this page and how many there are
	Prev    string // files of the neighbours, empty where there is none
	Next    string
	Feed    string
	Certain bool // the rows have a certainty
}

func (p *Publish) browseFiles(l *library) (files, error) {
	out := files{}
	aspects := l.aspects()
	for _, lang := range langs {
		all := p.sitePage(l, lang, "browse/index.html", p.words.T(lang, "public.browse.title"))
		all.Description, all.Body = all.t("public.browse.lead"), aspects
		if err := out.execute(all, "browse"); err != nil {
			return nil, err
		}
		for _, a := range aspects {
			for _, v := range a.Values {
				if err := p.lists(out, l, lang, a.Key, v); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}

// lists writes the pages of one value: 2/, 3/ … lie below the first.
func (p *Publish) lists(out files, l *library, lang incident.Lang, key string, v *aspectValue) error {
	file := func(n int) string {
		if n == 1 {
			return fmt.Sprintf("browse/%s/%s/index.html", key, v.Code)
		}
		return fmt.Sprintf("browse/%s/%s/%d/index.html", key, v.Code, n)
	}
	pages := (len(v.rows) + browsePage - 1) / browsePage
	for n := 1; n <= pages; n++ {
		title := p.words.T(lang, "public.browse."+key) + p.words.T(lang, "publish.colon") + v.Label.In(lang)
		if n > 1 {
			title = p.words.T(lang, "public.page.title", title, n)
		}
		body := listPage{Aspect: key, Value: v, Rows: v.rows[(n-1)*browsePage : min(n*browsePage, len(v.rows))], N: n, Of: pages, Certain: v.rows[0].Certainty != ""}
		if n > 1 {
			body.Prev = file(n - 1)
		}
		if n < pages {
			body.Next = file(n + 1)
		}
		if key == "category" {
			body.Feed = "feeds/category-" + v.Code
		}
		err := l.m.pages(out, "list/"+string(lang)+"/"+file(n), l.listKey(title, body), func() (files, error) {
			made := files{}
			pg := p.sitePage(l, lang, file(n), title)
			pg.Description, pg.Body = pg.t("publish.cases", pg.n(len(v.rows))), body
			return made, made.execute(pg, "list")
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// listKey is what a page of a list is made of.
func (l *library) listKey(title string, b listPage) string {
	v := b.Value
	parts := []string{l.heads[l.newest], strconv.FormatBool(len(l.statistics()) > 0), title, b.Aspect, v.Code, v.Label.JA, v.Label.EN, v.Of.JA, v.Of.EN, strconv.Itoa(len(v.rows)), strconv.Itoa(b.Of), b.Prev, b.Next, b.Feed, strconv.FormatBool(b.Certain)}
	for _, r := range b.Rows {
		parts = append(parts, r.shown, string(r.Certainty))
	}
	return keyOf(parts...)
}
