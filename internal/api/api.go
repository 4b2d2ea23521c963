// Package api is the desk's interface for programs, under /api/v1: filing, amending and following reports, and reading what is published. OpenAPI comes from its types.
// It is not for people's pages, nor for staff: everything goes through intake and the files of the public site.
package api

import (
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"todoke/internal/auth"
	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

//go:embed templates/*.tmpl
var templates embed.FS

// Base is the path under which all of it stands.
const Base = "/api/v1"

// Version of the interface, in its description. Fields may be added under the same path; none changes its meaning.
const Version = "1.0"

// Config is what the interface is built from.
type Config struct {
	Intake *intake.Intake
	Forms  *form.Forms
	Auth   *auth.Auth
	Texts  *i18n.Catalogue
	Log    *slog.Logger
	Desk   func() incident.Text
	Demo   bool
	Public func() fs.FS                 // the released site; nil for none
	Source func(r *http.Request) string // sender's address; nil for web.Source
}

// largeBodies is how many JSON bodies above smallBody are held in memory at once.
const largeBodies = 8

type api struct {
	Config
	app   *web.App
	mux   *http.ServeMux
	large chan struct{}
	specs map[incident.Lang]*spec
}

// New builds the handler of everything under Base.
func New(c Config) (http.Handler, error) {
	a := &api{Config: c, mux: http.NewServeMux(), large: make(chan struct{}, largeBodies), specs: map[incident.Lang]*spec{}}
	if a.Source == nil {
		a.Source = web.Source
	}
	a.app = &web.App{Texts: c.Texts, Log: c.Log, Desk: c.Desk, Demo: c.Demo, Home: "/", Face: "portal"}
	if err := a.app.Load(templates, "templates/*.tmpl", nil); err != nil {
		return nil, err
	}
	for _, lang := range []incident.Lang{incident.JA, incident.EN} {
		mux := a.mux
		if lang == incident.JA {
			mux = http.NewServeMux() // described twice, served once: the words of a description are of one language
		}
		s, err := a.describe(lang, mux)
		if err != nil {
			return nil, fmt.Errorf("describe the api: %w", err)
		}
		a.specs[lang] = s
	}
	a.mux.Handle("GET "+Base+"/{$}", a.app.Handle(a.docs))
	a.mux.HandleFunc("GET "+Base+"/openapi.json", a.openJSON)
	a.mux.HandleFunc("GET "+Base+"/openapi.yaml", a.openYAML)
	a.mux.HandleFunc("/", a.unknown)
	return a.around(a.mux), nil
}

// describe registers every operation on mux and gives their description in one language.
func (a *api) describe(lang incident.Lang, mux *http.ServeMux) (*spec, error) {
	title := a.Desk().In(lang)
	if a.Demo {
		title += " — " + a.Texts.T(lang, "web.demo")
	}
	config := huma.DefaultConfig(title, Version)
	config.Info.Description = a.Texts.T(lang, "api.lead")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", "", nil
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"code":  {Type: "apiKey", In: "header", Name: codeHeader, Description: a.Texts.T(lang, "api.security.code")},
		"token": {Type: "http", Scheme: "bearer", Description: a.Texts.T(lang, "api.security.token")},
	}
	b := &builder{api: a, huma: humago.New(mux, config), lang: lang}
	b.huma.UseMiddleware(func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		next(huma.WithValue(ctx, callKey{}, &call{r: r, w: w, lang: web.Lang(r)}))
	})
	b.forms()
	b.reports()
	b.own()
	b.consents()
	b.showings()
	b.organisations()
	b.public()
	b.statistics()
	return newSpec(b.huma.OpenAPI())
}

// around puts before every operation what each needs: headers, the refusal of other sites' pages (no CORS), and panics as problems.
func (a *api) around(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.refuse(w, r, incident.Errorf(incident.Forbidden, "error.cross_site"))
	}))
	inner := cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				a.refuse(w, r, fmt.Errorf("panic: %v", p))
			}
		}()
		web.Headers(w)
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Vary", "Accept-Language")
		w.Header().Set("Content-Language", string(web.Lang(r)))
		inner.ServeHTTP(w, r)
	})
}

// unknown answers what no operation takes: the methods there are for the address, or that there is no such address.
func (a *api) unknown(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, m := range []string{http.MethodGet, http.MethodPost} {
		try := r.Clone(r.Context())
		try.Method = m
		if _, pattern := a.mux.Handler(try); pattern != "/" {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		a.refuse(w, r, incident.Errorf(incident.Invalid, "api.error.method", strings.Join(allowed, ", ")))
		return
	}
	a.refuse(w, r, incident.Errorf(incident.NotFound, "api.error.unknown"))
}
