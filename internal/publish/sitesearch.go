package publish

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/text"
)

//go:embed assets/site.css
var siteStyle []byte

//go:embed assets/search.js
var searchScript []byte

//go:embed assets/selfcheck.js
var selfScript []byte

// siteScripts are the scripts of the site by their path; the check lets no other pass.
var siteScripts = files{"search.js": searchScript, "selfcheck.js": selfScript}

const searchFormat = "todoke-search/1"

// searchDocs is how many cases one file of texts holds.
const searchDocs = 20

// searchIndex is search/index.json: which files there are. Their names hold their hash, so that a cache may keep them for ever.
type searchIndex struct {
	Format string   `json:"format"` // "todoke-search/1"
	Demo   string   `json:"demo,omitempty"`
	Cases  int      `json:"cases"`
	Bits   int      `json:"bits"`
	Per    int      `json:"per"` // cases in a file of texts
	Grams  []string `json:"grams"`
	Docs   []string `json:"docs"`
}

// searchDoc is one case as searched and shown; a case's place in the list of all is its number in the index.
type searchDoc struct {
	Number    string        `json:"number"`
	Date      string        `json:"date"`
	Title     incident.Text `json:"title"`
	Category  incident.Text `json:"category"`
	Terms     incident.Text `json:"terms"` // labels of its facts
	JA        []string      `json:"ja"`
	EN        []string      `json:"en"`
	Withdrawn string        `json:"withdrawn,omitempty"`
}

// text is what the index holds of a case; search.js puts it together in the same way.
func (d searchDoc) text() string {
	return strings.Join(slices.Concat([]string{d.Number, d.Category.JA, d.Category.EN, d.Terms.JA, d.Terms.EN}, d.JA, d.EN), "\n")
}

type searchTexts struct {
	Demo string      `json:"demo,omitempty"`
	Docs []searchDoc `json:"docs"`
}

type searchGrams struct {
	Demo  string             `json:"demo,omitempty"`
	Grams map[string][]int32 `json:"grams"`
}

func (l *library) searchDoc(s *shelved) searchDoc {
	d := searchDoc{Number: s.Number, Date: s.Date, Title: s.head, Category: s.category(), Withdrawn: s.Withdrawn, JA: []string{}, EN: []string{}}
	if s.Withdrawn != "" {
		d.Title = incident.Text{}
		return d
	}
	var ja, en []string
	put := func(t incident.Text) {
		if !slices.Contains(ja, t.JA) {
			ja, en = append(ja, t.JA), append(en, t.EN)
		}
	}
	put(s.Reporter.Text)
	for _, f := range s.told() {
		if n := place(l.vocabulary[string(f.Dimension)], f.Code); n >= 0 {
			put(l.vocabulary[string(f.Dimension)][n].Text)
		}
	}
	d.Terms = incident.Text{JA: strings.Join(ja, "、"), EN: strings.Join(en, ", ")}
	texts := []incident.Text{}
	if k := s.Chapter; k != nil {
		texts = append(texts, k.Title)
	}
	texts = append(texts, s.Summary)
	if k := s.Chapter; k != nil {
		texts = append(texts, k.Discovery, k.Damage, k.Cause, k.Response)
		for _, point := range k.KeyPoints {
			texts = append(texts, point.Heading, point.Body)
		}
		for _, f := range k.Figures {
			texts = append(texts, f.Caption, f.Outcome)
		}
	}
	for _, t := range texts {
		d.JA, d.EN = append(d.JA, paragraphs(t.JA)...), append(d.EN, paragraphs(t.EN)...)
	}
	return d
}

// paragraphs are the pieces of a text without its light marks.
func paragraphs(s string) []string {
	var out []string
	for _, b := range incident.Blocks(s) {
		if b.Kind == incident.Paragraph {
			out = append(out, plain(b.Text))
			continue
		}
		for _, item := range b.Items {
			out = append(out, plain(item))
		}
	}
	return out
}

// searchFiles are the search page in both languages and the index it reads.
func (p *Publish) searchFiles(l *library) (files, error) {
	out, err := l.searchAgain()
	if out == nil && err == nil {
		out, err = l.searchAnew()
	}
	if err != nil {
		return nil, err
	}
	for _, lang := range langs {
		pg := p.sitePage(l, lang, "search/index.html", p.words.T(lang, "public.search.title"))
		pg.Description, pg.Body = pg.t("public.search.lead", pg.n(len(l.cases))), len(l.cases)
		if err := out.execute(pg, "search"); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func demoOf(c *incident.Collection) string {
	if !c.Demo {
		return ""
	}
	return c.DemoLabel.JA
}

// searchParts are the files of the index: nothing but the documents decides them, so that the leak check, having read those, can make the rest again.
func searchParts(docs []searchDoc, demo string) (files, error) {
	out := files{}
	index := searchIndex{Format: searchFormat, Demo: demo, Cases: len(docs), Per: searchDocs, Grams: []string{}, Docs: []string{}}
	texts := make([]string, len(docs))
	for i := 0; i < len(docs); i += searchDocs {
		some := docs[i:min(i+searchDocs, len(docs))]
		for k, d := range some {
			texts[i+k] = d.text()
		}
		name, err := searchFile(out, "d", i/searchDocs, searchTexts{demo, some})
		if err != nil {
			return nil, err
		}
		index.Docs = append(index.Docs, name)
	}
	postings := text.IndexTexts(texts)
	index.Bits = postings.Bits
	for i := range 1 << postings.Bits {
		name, err := searchFile(out, "g", i, searchGrams{demo, postings.Part(i)})
		if err != nil {
			return nil, err
		}
		index.Grams = append(index.Grams, name)
	}
	var err error
	out["search/index.json"], err = compact(index)
	return out, err
}

func compact(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}
