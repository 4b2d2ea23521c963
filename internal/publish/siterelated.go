package publish

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
)

const (
	relatedMost   = 5 // cases named on a page
	relatedShared = 2 // facts two cases must share at least
	relatedWhy    = 4 // shared facts said
)

// related is another case that shares coded facts, the rarest first.
type related struct {
	other  *shelved
	shared []factKey
	weight int
}

type factKey struct {
	dimension incident.Dimension
	code      string
}

// telling are the dimensions that make two cases alike.
var telling = []incident.Dimension{incident.DimMalware, incident.DimAttack, incident.DimCause, incident.DimDamage, incident.DimAsset, incident.DimEnvironment}

func (s *shelved) keys() []factKey {
	var out []factKey
	for _, f := range s.told() {
		k := factKey{f.Dimension, f.Code}
		if slices.Contains(telling, f.Dimension) && f.Code != string(incident.Unknown) && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// relate finds what is related to each case. It is found again where the facts of no case changed since the last time.
func (l *library) relate() {
	keys := make([][]factKey, len(l.cases))
	var all []string
	for i, s := range l.cases {
		if s.Withdrawn == "" {
			keys[i] = s.keys()
		}
		all = append(all, "case", s.Number)
		for _, k := range keys[i] {
			all = append(all, string(k.dimension), k.code)
		}
	}
	made := false
	note, _ := l.m.unit(files{}, "related", keyOf(all...), func() (files, string, error) {
		made = true
		l.match(keys)
		return nil, l.relatedNote(keys), nil
	})
	if !made {
		l.readRelated(keys, note)
	}
}

// relatedNote writes down what is related: for each case its list of others, each with the places of the shared facts among its own.
func (l *library) relatedNote(keys [][]factKey) string {
	if l.m == nil {
		return ""
	}
	var b strings.Builder
	for i, s := range l.cases {
		for _, r := range s.related {
			fmt.Fprintf(&b, "%d:%d", r.other.id, r.weight)
			for _, k := range r.shared {
				fmt.Fprintf(&b, ":%d", slices.Index(keys[i], k))
			}
			b.WriteByte(',')
		}
		b.WriteByte(';')
	}
	return b.String()
}

// readRelated reads what relatedNote wrote of the same cases; keys come in the order that match left them in.
func (l *library) readRelated(keys [][]factKey, note string) {
	weight := weights(keys, len(l.cases))
	for i, one := range strings.SplitN(note, ";", len(l.cases)+1)[:len(l.cases)] {
		byWeight(keys[i], weight)
		for _, r := range strings.Split(strings.TrimSuffix(one, ","), ",") {
			part := strings.Split(r, ":")
			if len(part) < 2 {
				continue
			}
			var n []int
			for _, p := range part {
				v, _ := strconv.Atoi(p) // written by relatedNote, under the same key
				n = append(n, v)
			}
			out := related{other: l.cases[n[0]], weight: n[1]}
			for _, k := range n[2:] {
				out.shared = append(out.shared, keys[i][k])
			}
			l.cases[i].related = append(l.cases[i].related, out)
		}
	}
}

func weights(keys [][]factKey, cases int) map[factKey]int {
	holders := map[factKey]int{}
	for _, list := range keys {
		for _, k := range list {
			holders[k]++
		}
	}
	out := map[factKey]int{}
	for k, n := range holders {
		out[k] = int(math.Round(16 * math.Log2(float64(cases+1)/float64(n))))
	}
	return out
}

func byWeight(keys []factKey, weight map[factKey]int) {
	slices.SortStableFunc(keys, func(a, b factKey) int { return cmp.Compare(weight[b], weight[a]) })
}

// match finds for each case those that share the most, a fact counting for more the fewer cases have it.
func (l *library) match(keys [][]factKey) {
	holders := map[factKey][]int{}
	for i := range keys {
		for _, k := range keys[i] {
			holders[k] = append(holders[k], i)
		}
	}
	weight := weights(keys, len(l.cases))
	score, shared := make([]int, len(l.cases)), make([]int, len(l.cases))
	for i, s := range l.cases {
		byWeight(keys[i], weight)
		var touched []int
		for _, k := range keys[i] {
			for _, j := range holders[k] {
				if shared[j] == 0 {
					touched = append(touched, j)
				}
				shared[j]++
				score[j] += weight[k]
			}
		}
		var best []int
		for _, j := range touched {
			if j != i && shared[j] >= relatedShared {
				at, _ := slices.BinarySearchFunc(best, j, func(a, b int) int { return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(b, a)) })
				if at < relatedMost {
					best = slices.Insert(best, at, j)
					best = best[:min(len(best), relatedMost)]
				}
			}
		}
		for _, j := range best {
			r := related{other: l.cases[j], weight: score[j]}
			for _, k := range keys[i] {
				if slices.Contains(keys[j], k) && len(r.shared) < relatedWhy {
					r.shared = append(r.shared, k)
				}
			}
			s.related = append(s.related, r)
		}
		for _, j := range touched {
			score[j], shared[j] = 0, 0
		}
	}
}

// caseShelf is what the site's page of a case says beyond the edition's: where else to look, what became of it, how to cite it.
type caseShelf struct {
	Related []relatedView
	History []historyView
	BibTeX  string
	CSL     string
}

type relatedView struct {
	caseRow
	Why string
}

// historyView is one thing that happened to a case, newest first.
type historyView struct{ Date, What, Note string }

func (l *library) shelf(p *page, s *shelved) *caseShelf {
	out := &caseShelf{History: l.history(p, s), BibTeX: bibTeX(p, s), CSL: csl(p, s)}
	for _, r := range s.related {
		var why []string
		for _, k := range r.shared {
			why = append(why, p.t("public.related.fact", p.t("publish.dimension."+string(k.dimension)), l.vocabulary.Label(string(k.dimension), k.code, p.lang)))
		}
		out.Related = append(out.Related, relatedView{l.row(r.other, ""), strings.Join(why, p.t("publish.comma"))})
	}
	return out
}

func (l *library) history(p *page, s *shelved) []historyView {
	var out []historyView
	for _, h := range s.held {
		first := h.one.Revision // as it was published at first
		for _, e := range h.errata {
			what := p.t("public.erratum." + string(e.Kind))
			if e.Was > 0 {
				what = p.t("public.history.corrected", what, e.Was, first)
				first = e.Was
			}
			out = append(out, historyView{e.Date, what, plain(e.Note.In(p.lang))})
		}
		out = append(out, historyView{frozenDay(h.c.FrozenAt), p.t("public.history.published", plain(h.c.Title.In(p.lang)), h.one.No, first), ""})
	}
	slices.SortStableFunc(out, func(a, b historyView) int { return strings.Compare(b.Date, a.Date) })
	return out
}

// citeTitle is what a case is cited as.
func citeTitle(p *page, s *shelved) string {
	if s.Chapter != nil && s.Withdrawn == "" {
		return plain(s.Chapter.Title.In(p.lang))
	}
	return p.t("publish.case.title", s.Number)
}

func bibTeX(p *page, s *shelved) string {
	clean := strings.NewReplacer("{", "", "}", "", "\\", "", "\n", " ").Replace
	var b strings.Builder
	line := func(name, value string) { b.WriteString("  " + name + " = {" + clean(value) + "},\n") }
	b.WriteString("@misc{todoke-" + s.Number + ",\n")
	b.WriteString("  author = {{" + clean(p.Desk()) + "}},\n")
	line("title", citeTitle(p, s))
	line("howpublished", p.t("public.cite.how", plain(s.c.Title.In(p.lang)), s.No, s.Number, s.Revision))
	line("year", frozenDay(s.c.FrozenAt)[:4])
	if p.Demo != "" {
		line("note", p.Demo)
	}
	b.WriteString("}")
	return b.String()
}

// csl is an item in the citation style language's JSON.
func csl(p *page, s *shelved) string {
	day := strings.Split(frozenDay(s.c.FrozenAt), "-")
	var parts []int
	for _, d := range day {
		n, _ := strconv.Atoi(d) // a date the freeze wrote
		parts = append(parts, n)
	}
	item := struct {
		ID        string              `json:"id"`
		Type      string              `json:"type"`
		Title     string              `json:"title"`
		Author    []map[string]string `json:"author"`
		Container string              `json:"container-title"`
		Number    string              `json:"number"`
		Version   string              `json:"version"`
		Issued    map[string][][]int  `json:"issued"`
		Language  string              `json:"language"`
		Note      string              `json:"note,omitempty"`
	}{"todoke-" + s.Number, "report", citeTitle(p, s), []map[string]string{{"literal": p.Desk()}}, plain(s.c.Title.In(p.lang)), s.Number, strconv.Itoa(s.Revision),
		map[string][][]int{"date-parts": {parts}}, string(p.lang), p.Demo}
	body, _ := json.MarshalIndent(item, "", "  ") // plain strings and numbers
	return string(body)
}
