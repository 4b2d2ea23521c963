// Package portal is the reporter's pages: filing without an account, saving and resuming, the receipt, and the way back with number and code.
// It is not for storing or judging: everything goes through intake, and nothing is kept on the server until the reporter saves or files.
package portal

import (
	"embed"
	"log/slog"
	"net/http"
	"time"

	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/subscribe"
	"todoke/internal/web"
)

//go:embed templates/*.tmpl
var templates embed.FS

// Contact is how the desk is reached when the pages do not work; empty parts are not shown.
type Contact struct {
	Phone string
	Mail  string
	Hours incident.Text
}

// Config is what the portal is built from.
type Config struct {
	Intake  *intake.Intake
	Forms   *form.Forms
	Texts   *i18n.Catalogue
	Log     *slog.Logger
	Desk    func() incident.Text // name of the desk
	Demo    bool
	Now     func() time.Time
	Contact Contact
	Site    string // address of the public site; "" for none

	Subscribe *subscribe.Subscribe         // nil: nobody can subscribe by mail
	Source    func(r *http.Request) string // sender's address; nil for web.Source
}

// The form of the one door.
const door = "door"

// Limits of one post. Values must hold the longest answers form keeps, as UTF-8.
const (
	maxValues = 1 << 20
	maxFiles  = 2 * intake.MaxFile
)

var (
	fieldLimits = web.Limits{Values: maxValues}
	fileLimits  = web.Limits{Values: maxValues, File: intake.MaxFile, Files: maxFiles}
)

type portal struct {
	Config
	app    *web.App
	advice advice
}

// New builds the reporter's pages.
func New(c Config) (http.Handler, error) {
	p := &portal{Config: c, app: &web.App{Texts: c.Texts, Log: c.Log, Desk: c.Desk, Demo: c.Demo, Home: "/", Face: "portal",
		Open: []string{"POST /subscribe/stop/{token}"}}}
	if err := p.app.Load(templates, "templates/*.tmpl", nil); err != nil {
		return nil, err
	}
	var err error
	if p.advice, err = loadAdvice(); err != nil {
		return nil, err
	}
	if p.Source == nil {
		p.Source = web.Source
	}
	mux := http.NewServeMux()
	for pattern, h := range map[string]web.Handler{
		"GET /{$}":              p.home,
		"GET /report":           p.start,
		"POST /report":          p.walk,
		"GET /review":           p.toStart,
		"POST /receipt":         p.file,
		"GET /receipt":          p.again,
		"POST /receipt/card":    p.card,
		"POST /receipt/proof":   p.proof,
		"GET /resume":           p.resumeForm,
		"POST /resume":          p.resume,
		"GET /status":           p.find,
		"POST /status":          p.status,
		"POST /status/message":  p.message,
		"POST /status/contest":  p.contest,
		"POST /status/files":    p.addFiles,
		"POST /status/withdraw": p.withdraw,
		"POST /status/erase":    p.erase,
		"POST /status/amend":    p.amend,
		"POST /status/ask":      p.ask,
		"POST /status/consent":  p.consent,
		"POST /status/showing":  p.showing,
		"GET /status/{rest...}": p.toFind,
		"GET /list":             p.listForm,
		"POST /list":            p.list,
		"GET /list/form/{name}": p.emptyForm,

		"GET /subscribe":                  p.subscribeForm,
		"POST /subscribe":                 p.subscribe,
		"GET /subscribe/confirm/{token}":  p.confirmForm,
		"POST /subscribe/confirm/{token}": p.confirm,
		"GET /subscribe/change/{token}":   p.changeForm,
		"POST /subscribe/change/{token}":  p.change,
		"GET /subscribe/stop/{token}":     p.stopForm,
		"POST /subscribe/stop/{token}":    p.stop,
		"/":                               p.unknown,
	} {
		mux.Handle(pattern, p.app.Handle(h))
	}
	mux.Handle("GET /assets/", web.Assets())
	return p.app.Wrap(mux), nil
}

type homePage struct {
	web.Page
	Site    string
	Contact Contact
	Mails   bool // readers can subscribe
}

func (p *portal) home(w http.ResponseWriter, r *http.Request) error {
	p.app.Render(w, r, http.StatusOK, "home", &homePage{Page: p.page(r, "portal.home.title"), Site: p.Site, Contact: p.Contact, Mails: p.Subscribe.On()})
	return nil
}

func (p *portal) toStart(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, "/report", http.StatusSeeOther)
	return nil
}

func (p *portal) toFind(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, "/status", http.StatusSeeOther)
	return nil
}

func (p *portal) unknown(http.ResponseWriter, *http.Request) error {
	return incident.Errorf(incident.NotFound, "error.page_not_found")
}

// page begins a page struct with a title of the catalogue.
func (p *portal) page(r *http.Request, title string, args ...any) web.Page {
	return web.Page{Title: p.t(r, title, args...)}
}

func (p *portal) t(r *http.Request, key string, args ...any) string {
	return p.Texts.T(web.Lang(r), key, args...)
}
