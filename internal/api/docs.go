package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"todoke/internal/web"
)

// spec is the description of the interface in one language.
type spec struct {
	json, yaml []byte
	operations []operation
}

// operation is one operation as the page shows it.
type operation struct {
	ID, Method, Path, Summary, Text string
	Params                          []param
	Bodies                          []string // media types
	Statuses                        []status
}

type param struct {
	Name, In, Text string
}

type status struct{ Code, Text string }

func newSpec(o *huma.OpenAPI) (*spec, error) {
	s := &spec{}
	var err error
	if s.json, err = json.MarshalIndent(o, "", "  "); err != nil {
		return nil, err
	}
	if s.yaml, err = o.YAML(); err != nil {
		return nil, err
	}
	for path, item := range o.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op != nil {
				s.operations = append(s.operations, shown(path, op))
			}
		}
	}
	slices.SortFunc(s.operations, func(x, y operation) int {
		return strings.Compare(x.Path+" "+x.Method, y.Path+" "+y.Method)
	})
	return s, nil
}

func shown(path string, op *huma.Operation) operation {
	out := operation{ID: op.OperationID, Method: op.Method, Path: path, Summary: op.Summary, Text: op.Description}
	for _, p := range op.Parameters {
		out.Params = append(out.Params, param{p.Name, p.In, p.Description})
	}
	if op.RequestBody != nil {
		for kind := range op.RequestBody.Content {
			out.Bodies = append(out.Bodies, kind)
		}
		slices.Sort(out.Bodies)
	}
	for code, r := range op.Responses {
		out.Statuses = append(out.Statuses, status{code, r.Description})
	}
	slices.SortFunc(out.Statuses, func(x, y status) int { return strings.Compare(x.Code, y.Code) })
	return out
}

type docsPage struct {
	web.Page
	Base       string
	Operations []operation
	Problems   []problemKind
}

type problemKind struct {
	Slug   string
	Status int
}

// docs is the page that tells people what the interface does.
func (a *api) docs(w http.ResponseWriter, r *http.Request) error {
	p := &docsPage{Page: web.Page{Title: a.Texts.T(web.Lang(r), "api.title")}, Base: Base, Operations: a.specs[web.Lang(r)].operations}
	for code, slug := range slugs {
		p.Problems = append(p.Problems, problemKind{slug, code})
	}
	slices.SortFunc(p.Problems, func(x, y problemKind) int { return x.Status - y.Status })
	a.app.Render(w, r, http.StatusOK, "docs", p)
	return nil
}

func (a *api) openJSON(w http.ResponseWriter, r *http.Request) {
	a.serveSpec(w, "application/json", a.specs[web.Lang(r)].json)
}

func (a *api) openYAML(w http.ResponseWriter, r *http.Request) {
	a.serveSpec(w, "application/yaml", a.specs[web.Lang(r)].yaml)
}

func (a *api) serveSpec(w http.ResponseWriter, kind string, b []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, _ = w.Write(b) // the caller has gone: nobody is left to tell
}
