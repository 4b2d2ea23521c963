// Package web is what the pages of portal and console share, and the site's before its first release: rendering, languages, posting, error pages, security headers.
// It is not for any page itself, and it reaches no data.
package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

//go:embed assets/* templates/*.tmpl
var own embed.FS

// App renders the pages of one face and answers its errors.
type App struct {
	Texts *i18n.Catalogue
	Log   *slog.Logger
	Desk  func() incident.Text // name of the desk, for header and footer
	Demo  bool
	Home  string                                // path of the first page
	Face  string                                // "portal", "console" or "site": a class on <body>
	Open  []string                              // patterns of posts taken from anywhere, by programs of mail providers: their address itself is the secret, and no cookie counts there
	Actor func(r *http.Request) *incident.Actor // who is signed in, asked inside Handle only, so that an error page keeps the menu; nil where nobody signs in

	pages map[incident.Lang]map[string]*template.Template // a template is escaped once, at its first use: cloning one for each request costs a millisecond
}

// Load parses every page template of a face together with the shared layout. The file page.tmpl defines "main" and, when it wants, "head".
// funcs adds functions to the shared ones.
func (a *App) Load(files fs.FS, glob string, funcs template.FuncMap) error {
	a.pages = map[incident.Lang]map[string]*template.Template{}
	all := template.FuncMap{"date": func(t time.Time) string { return t.Format("2006-01-02") }}
	maps.Copy(all, a.functions(incident.JA))
	maps.Copy(all, funcs)
	layout, err := template.New("layout").Funcs(all).ParseFS(own, "templates/*.tmpl")
	if err != nil {
		return fmt.Errorf("layout: %w", err)
	}
	names, err := fs.Glob(files, glob)
	if err != nil {
		return err
	}
	for _, lang := range []incident.Lang{incident.JA, incident.EN} {
		pages := map[string]*template.Template{"error": template.Must(template.Must(layout.Clone()).ParseFS(own, "templates/error.tmpl"))}
		for _, name := range names {
			body, err := fs.ReadFile(files, name)
			if err != nil {
				return fmt.Errorf("template %s: %w", name, err)
			}
			t, err := template.Must(layout.Clone()).New(path.Base(name)).Parse(a.fold(string(body), lang))
			if err != nil {
				return fmt.Errorf("template %s: %w", name, err)
			}
			pages[strings.TrimSuffix(path.Base(name), ".tmpl")] = t
		}
		for _, t := range pages {
			t.Funcs(a.functions(lang))
		}
		a.pages[lang] = pages
	}
	return nil
}

var plainText = regexp.MustCompile(`\{\{T "([^"{}]+)"\}\}`)

// fold puts texts without arguments into the template itself: a page has a hundred of them, and calling for each costs more than all its data.
func (a *App) fold(body string, lang incident.Lang) string {
	return plainText.ReplaceAllStringFunc(body, func(call string) string {
		return template.HTMLEscapeString(a.Texts.T(lang, plainText.FindStringSubmatch(call)[1]))
	})
}

// functions are what templates call in one language.
func (a *App) functions(lang incident.Lang) template.FuncMap {
	return template.FuncMap{
		"T":     func(key string, args ...any) string { return a.Texts.T(lang, key, args...) },
		"L":     func(t incident.Text) string { return t.In(lang) },
		"lang":  func() string { return string(lang) },
		"day":   func(t time.Time) string { return dayIn(lang, t) },
		"clock": func(t time.Time) string { return clockIn(lang, t) },
		"when":  func(w incident.When) string { return WhenIn(lang, w) },
	}
}

// Page is what every page struct embeds: title and what the layout shows.
type Page struct {
	Title  string
	Actor  *incident.Actor // signed-in staff, nil elsewhere
	Notice string          // one sentence of success above the content
	Errors []FieldError    // the error summary; empty for none
	Path   string          // filled by Render: where the language switch returns to
	Query  string          // filled by Render: query string to keep over the language switch
	App    *App            // filled by Render
}

func (p *Page) page() *Page { return p }

// Paged is a page struct; embed Page and pass its address.
type Paged interface{ page() *Page }

// FieldError is one line of the error summary: the field's HTML id and the sentence.
type FieldError struct {
	Field string
	Text  string
}

// JST is Japanese time, the zone of every clock shown to people.
func JST(t time.Time) time.Time { return t.In(incident.Japan) }

// Render writes a page: buffered first, so that a template error becomes an error page and not half a page.
func (a *App) Render(w http.ResponseWriter, r *http.Request, status int, name string, p Paged) {
	lang := Lang(r)
	t, ok := a.pages[lang][name]
	if !ok {
		a.Fail(w, r, fmt.Errorf("no template %q", name))
		return
	}
	base := p.page()
	base.App, base.Path, base.Query = a, r.URL.Path, otherQuery(r)
	var buf bytes.Buffer
	if err := t.ExecuteTemplate(&buf, "layout", p); err != nil {
		if name != "error" {
			a.fail(w, r, base.Actor, fmt.Errorf("render %s: %w", name, err))
			return
		}
		a.Log.Error("error page failed", "err", err)
		http.Error(w, a.Texts.T(lang, "error.internal"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(lang))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(buf.Bytes()) // the client went away: nothing to do
	}
}

func otherQuery(r *http.Request) string {
	q := r.URL.Query()
	q.Del("lang")
	if s := q.Encode(); s != "" {
		return "&" + s
	}
	return ""
}

// errorPage is the page of an error that is not shown on the form itself.
type errorPage struct {
	Page
	Text string
	Back string
}

// status gives the HTTP status of an error kind.
func status(k incident.Kind) int {
	switch k {
	case incident.Invalid:
		return http.StatusUnprocessableEntity
	case incident.NotFound:
		return http.StatusNotFound
	case incident.Forbidden:
		return http.StatusForbidden
	case incident.Conflict:
		return http.StatusConflict
	case incident.TooLarge:
		return http.StatusRequestEntityTooLarge
	case incident.Limited:
		return http.StatusTooManyRequests
	case incident.Stored:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Fail answers with an error page. An incident.Error is told as it is; anything else is logged and answered with the general sentence.
func (a *App) Fail(w http.ResponseWriter, r *http.Request, err error) { a.fail(w, r, nil, err) }

func (a *App) fail(w http.ResponseWriter, r *http.Request, actor *incident.Actor, err error) {
	lang := Lang(r)
	code, title, said := http.StatusInternalServerError, a.Texts.T(lang, "web.error.title"), a.Texts.T(lang, "error.internal")
	var one *incident.Error
	var many incident.Errors
	switch {
	case errors.As(err, &many) && len(many) > 0:
		one = many[0]
		fallthrough
	case errors.As(err, &one):
		code, said = status(one.Kind), a.Texts.Error(lang, one)
		if one.Kind == incident.NotFound {
			title = a.Texts.T(lang, "web.error.not_found")
		}
	default:
		a.Log.Error("request failed", "method", r.Method, "route", r.Pattern, "err", err)
	}
	a.Render(w, r, code, "error", &errorPage{Page: Page{Title: title, Actor: actor}, Text: said, Back: back(r)})
}

// back is the page a request came from, when it is one of ours.
func back(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") {
		return ""
	}
	return u.RequestURI()
}

// Summary turns errors into the lines of an error summary.
func (a *App) Summary(lang incident.Lang, err error) []FieldError {
	var many incident.Errors
	var one *incident.Error
	if !errors.As(err, &many) {
		if errors.As(err, &one) {
			many = incident.Errors{one}
		} else if err != nil {
			a.Log.Error("request failed", "err", err)
			return []FieldError{{Text: a.Texts.T(lang, "error.internal")}}
		}
	}
	var out []FieldError
	for _, e := range many {
		out = append(out, FieldError{Field: e.Field, Text: a.Texts.Error(lang, e)})
	}
	return out
}

// StatusOf gives the HTTP status of an error, 500 for what is not an incident.Error.
func StatusOf(err error) int {
	var many incident.Errors
	if errors.As(err, &many) && len(many) > 0 {
		return status(many[0].Kind)
	}
	var one *incident.Error
	if errors.As(err, &one) {
		return status(one.Kind)
	}
	return http.StatusInternalServerError
}
