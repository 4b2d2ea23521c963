package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"

	"todoke/internal/incident"
)

// FormInfo is one form in its newest version.
type FormInfo struct {
	ID      string        `json:"id"`
	Version int           `json:"version"`
	Title   incident.Text `json:"title"`
	Schema  string        `json:"schema" format:"uri-reference" doc:"JSON Schema of its answers."`
}

// FormList is every form.
type FormList struct {
	Forms []FormInfo `json:"forms" nullable:"false"`
}

// EditionInfo is one published edition.
type EditionInfo struct {
	ID         string        `json:"id"`
	Kind       string        `json:"kind"`
	Title      incident.Text `json:"title"`
	PeriodFrom string        `json:"period_from" format:"date"`
	PeriodTo   string        `json:"period_to" format:"date"`
	FrozenAt   string        `json:"frozen_at" format:"date-time"`
	Demo       bool          `json:"demo,omitempty" doc:"A demonstration; every word of it is fictional."`
	Self       string        `json:"self" format:"uri-reference"`
}

// EditionList is every published edition, newest first.
type EditionList struct {
	Editions []EditionInfo `json:"editions" nullable:"false"`
}

type formsOut struct{ Body FormList }

// fileOut is a file that is known by the hash of its content.
type fileOut struct {
	Status int
	ETag   string `header:"ETag"`
	Cache  string `header:"Cache-Control"`
	Body   map[string]json.RawMessage
}

type editionsOut struct {
	Cache string `header:"Cache-Control"`
	Body  EditionList
}

type oneForm struct {
	Form    string `path:"form" example:"door"`
	Version string `query:"version" doc:"Version; none means the newest."`
}

// IfChanged is the input of what a caller may have already.
type IfChanged struct {
	Match string `header:"If-None-Match"`
}

type oneEdition struct {
	IfChanged
	Edition string `path:"edition" example:"2020H1"`
}

type oneCase struct {
	IfChanged
	Case string `path:"case" example:"2020-0007"`
}

func (b *builder) forms() {
	register(b, b.operation("list-forms", http.MethodGet, "/forms"), b.api.listForms)
	register(b, b.operation("read-form", http.MethodGet, "/forms/{form}", 404), b.api.form)
}

func (a *api) listForms(*call, *nothing) (*formsOut, error) {
	out := FormList{Forms: []FormInfo{}}
	for _, f := range a.Forms.List() {
		out.Forms = append(out.Forms, FormInfo{f.ID, f.Version, f.Title, fmt.Sprintf("%s/forms/%s?version=%d", Base, f.ID, f.Version)})
	}
	return &formsOut{out}, nil
}

var plainNumber = regexp.MustCompile(`^[1-9][0-9]{0,5}$`)

func (a *api) form(c *call, in *oneForm) (*fileOut, error) {
	version := 0
	if in.Version != "" {
		if !plainNumber.MatchString(in.Version) {
			return nil, incident.Errorf(incident.NotFound, "error.form_unknown")
		}
		_, _ = fmt.Sscan(in.Version, &version) // it is digits
	}
	f, err := a.Forms.Find(in.Form, version)
	if err != nil {
		return nil, err
	}
	b, err := f.Schema(c.lang)
	if err != nil {
		return nil, err
	}
	return cached(b, "")
}

func (b *builder) public() {
	if b.api.Public == nil {
		return
	}
	register(b, b.operation("list-editions", http.MethodGet, "/editions"), b.api.editions)
	register(b, b.operation("read-edition", http.MethodGet, "/editions/{edition}", 404), b.api.edition)
	register(b, b.operation("list-cases", http.MethodGet, "/cases", 404), b.api.cases)
	register(b, b.operation("read-case", http.MethodGet, "/cases/{case}", 404), b.api.oneCase)
}

// cached gives a JSON file with its entity tag, or nothing where the caller has it already.
func cached(b []byte, match string) (*fileOut, error) {
	out := &fileOut{Status: http.StatusOK, ETag: tag(b), Cache: "public, max-age=300"}
	if match == out.ETag {
		out.Status = http.StatusNotModified
		return out, nil
	}
	if err := json.Unmarshal(b, &out.Body); err != nil {
		return nil, fmt.Errorf("published file: %w", err)
	}
	return out, nil
}

// tag is the entity tag of a file.
func tag(b []byte) string {
	sum := sha256.Sum256(b)
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// read gives a file of the released site, NotFound while there is none.
func (a *api) read(name string) ([]byte, error) {
	b, err := fs.ReadFile(a.Public(), name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, incident.Errorf(incident.NotFound, "api.error.not_published")
	}
	return b, err
}

// casesFile is the list of all published cases, as publish writes it.
const casesFile = "data/cases.json"

func (a *api) editions(*call, *nothing) (*editionsOut, error) {
	out := &editionsOut{Cache: "public, max-age=300", Body: EditionList{Editions: []EditionInfo{}}}
	b, err := a.read(casesFile)
	if errors.Is(err, incident.ErrNotFound) {
		return out, nil // nothing published yet
	}
	var index struct{ Editions []string }
	if err == nil {
		err = json.Unmarshal(b, &index)
	}
	for _, id := range index.Editions {
		var e EditionInfo
		if b, err = a.read("editions/" + id + "/edition.json"); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, &e); err != nil {
			return nil, fmt.Errorf("edition %s: %w", id, err)
		}
		e.Self = Base + "/editions/" + id
		out.Body.Editions = append(out.Body.Editions, e)
	}
	return out, err
}

var editionID = regexp.MustCompile(`^[0-9]{4}[A-Za-z0-9-]{0,28}$`)

func (a *api) edition(_ *call, in *oneEdition) (*fileOut, error) {
	if !editionID.MatchString(in.Edition) {
		return nil, incident.Errorf(incident.NotFound, "api.error.not_published")
	}
	b, err := a.read("editions/" + in.Edition + "/edition.json")
	if err != nil {
		return nil, err
	}
	return cached(b, in.Match)
}

func (a *api) cases(_ *call, in *IfChanged) (*fileOut, error) {
	b, err := a.read(casesFile)
	if err != nil {
		return nil, err
	}
	return cached(b, in.Match)
}

func (a *api) oneCase(_ *call, in *oneCase) (*fileOut, error) {
	b, err := a.read(casesFile)
	if err != nil {
		return nil, err
	}
	var index struct{ Cases []json.RawMessage }
	if err := json.Unmarshal(b, &index); err != nil {
		return nil, fmt.Errorf("published cases: %w", err)
	}
	for _, raw := range index.Cases {
		var c struct{ Number string }
		if err := json.Unmarshal(raw, &c); err != nil {
			return nil, fmt.Errorf("published cases: %w", err)
		}
		if c.Number == in.Case {
			return cached(raw, in.Match)
		}
	}
	return nil, incident.Errorf(incident.NotFound, "api.error.not_published")
}
