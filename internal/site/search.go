package site

import (
	"bytes"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/text"
)

const (
	searchRunes = 200 // of a query; the field takes no more
	searchMost  = 100 // cases on the page without script
)

// searchIndex is search/index.json of a release, as package publish writes it.
type searchIndex struct {
	Format string
	Cases  int
	Bits   int
	Per    int
	Grams  []string
	Docs   []string
}

// searchDoc is one case in a file of texts.
type searchDoc struct {
	Number    string
	Date      string
	Title     incident.Text
	Category  incident.Text
	Terms     incident.Text
	JA        []string
	EN        []string
	Withdrawn string
}

func (d searchDoc) text() string {
	return strings.Join(slices.Concat([]string{d.Number, d.Category.JA, d.Category.EN, d.Terms.JA, d.Terms.EN}, d.JA, d.EN), "\n")
}

// search answers the search form of a reader without script: the release's own page with the results in it. It tells whether the address was that page's.
func (h *handler) search(w http.ResponseWriter, r *http.Request, root *os.Root) bool {
	lang, dir := incident.JA, ""
	switch r.URL.Path {
	case "/search/", "/search/index.html":
	case "/en/search/", "/en/search/index.html":
		lang, dir = incident.EN, "en/"
	default:
		return false
	}
	page, err := root.ReadFile(dir + "search/index.html")
	if err != nil {
		return false
	}
	query, _ := text.Limit(r.URL.Query().Get("q"), searchRunes)
	found, all, err := h.find(root, query)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return true
	}
	var b bytes.Buffer
	body := struct {
		Lang, Root, Said, Withdrawn string
		Found                       []searchDoc
	}{string(lang), "../" + dir, h.Texts.T(lang, "public.search.found", all), h.Texts.T(lang, "public.withdrawn.title"), found}
	if lang == incident.EN {
		body.Root = "../../en/"
	}
	switch {
	case all == 0:
		body.Said = h.Texts.T(lang, "public.search.none")
	case all > len(found):
		body.Said = h.Texts.T(lang, "site.search.first", all, len(found))
	}
	if err := resultList.Execute(&b, body); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return true
	}
	page = within(page, `<div id="results">`, `</div>`, b.Bytes())
	page = bytes.Replace(page, []byte(`type="search" value=""`), []byte(`type="search" value="`+template.HTMLEscapeString(query)+`"`), 1)
	w.Header().Set("Content-Type", mediaType("x.html"))
	w.Header().Set("X-Robots-Tag", "noindex")
	if r.Method != http.MethodHead {
		_, _ = w.Write(page) // the reader has gone: nobody is left to tell
	}
	return true
}

// within replaces what stands between two marks.
func within(page []byte, from, to string, body []byte) []byte {
	i := bytes.Index(page, []byte(from))
	if i < 0 {
		return page
	}
	i += len(from)
	j := bytes.Index(page[i:], []byte(to))
	if j < 0 {
		return page
	}
	return slices.Concat(page[:i], body, page[i+j:])
}

var resultList = template.Must(template.New("").Funcs(template.FuncMap{"in": func(lang string, t incident.Text) string { return t.In(incident.Lang(lang)) }, "day": dayIn}).Parse(`
<p>{{.Said}}</p>
<ol class="rows found">{{range .Found}}
<li><a href="{{$.Root}}cases/{{.Number}}/index.html"><span class="number">{{.Number}}</span> <span class="headline"{{if and (eq $.Lang "en") (eq .Title.EN "")}} lang="ja"{{end}}>{{if .Withdrawn}}{{$.Withdrawn}}{{else}}{{in $.Lang .Title}}{{end}}</span></a>
<span class="about">{{day $.Lang .Date}} · {{in $.Lang .Category}}</span></li>{{end}}
</ol>
`))

// dayIn writes a day of the index as the pages beside it write theirs; what is no day stays as it is.
func dayIn(lang, s string) string {
	t, err := time.Parse(time.DateOnly, s)
	switch {
	case err != nil:
		return s
	case lang == string(incident.EN):
		return t.Format("2 January 2006")
	}
	return t.Format("2006年1月2日")
}

// find gives the newest cases that hold a query and how many do; it reads only the parts of the index the query names, and of the texts those that can hold it.
func (h *handler) find(root *os.Root, query string) ([]searchDoc, int, error) {
	var index searchIndex
	if err := readJSON(root, "index.json", &index); err != nil {
		return nil, 0, err
	}
	if index.Format != "todoke-search/1" || index.Per < 1 || len(index.Grams) != 1<<index.Bits || len(index.Docs)*index.Per < index.Cases {
		return nil, 0, errors.New("search/index.json is of another kind")
	}
	ids, exact, err := text.Candidates(query, index.Bits, index.Cases, func(i int) (map[string][]int32, error) {
		var part struct{ Grams map[string][]int32 }
		err := readJSON(root, index.Grams[i], &part)
		return part.Grams, err
	})
	if err != nil {
		return nil, 0, err
	}
	slices.Reverse(ids)
	var out []searchDoc
	all, last := 0, -1
	var some struct{ Docs []searchDoc }
	for _, id := range ids {
		if exact && all >= searchMost {
			return out, len(ids), nil
		}
		if n := int(id) / index.Per; n != last {
			some.Docs = nil
			if err := readJSON(root, index.Docs[n], &some); err != nil {
				return nil, 0, err
			}
			last = n
		}
		at := int(id) % index.Per
		if at >= len(some.Docs) {
			return nil, 0, errors.New("search: a text is missing")
		}
		if d := some.Docs[at]; exact || text.Contains(d.text(), query) {
			if all++; len(out) < searchMost {
				out = append(out, d)
			}
		}
	}
	return out, all, nil
}

func readJSON(root *os.Root, name string, into any) error {
	body, err := root.ReadFile("search/" + name)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, into)
}
