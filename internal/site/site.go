// Package site serves the folder of the current release to readers: finished files, with the headers a public page needs.
// It is not for making those files, and it has no way to the store: whatever is not a file of the release does not exist here.
package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html/template"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/web"
)

// policy lets a page load style, images, scripts and what those read from here and nothing else; its one form, the search, leads here too.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Config is what the site serves, and what it says of the desk before there is anything to serve.
type Config struct {
	Dir    func() string // folder of the current release, asked at each request
	Texts  *i18n.Catalogue
	Log    *slog.Logger
	Desk   func() incident.Text
	Demo   bool
	Portal string // address of the portal, "" where none was set
	Mail   string // address that takes reports by mail, "" for none
}

// New serves the folder of a release, so that a release shows as soon as the link has changed. Folders are not listed; before the first release
// every address answers that there is nothing yet.
func New(c Config) (http.Handler, error) {
	h := &handler{Config: c, app: &web.App{Texts: c.Texts, Log: c.Log, Desk: c.Desk, Demo: c.Demo, Home: "/", Face: "site"}}
	if err := h.app.Load(templates, "templates/*.tmpl", nil); err != nil {
		return nil, err
	}
	return http.HandlerFunc(h.serve), nil
}

type handler struct {
	Config
	app  *web.App
	tags sync.Map // file, size and time → entity tag

	shelves sync.Map // TAXII collections of the release that is served
}

func (h *handler) serve(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Security-Policy", policy)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Cross-Origin-Opener-Policy", "same-origin")
	head.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	head.Set("Cache-Control", "no-cache") // ask again with the entity tag: a correction must show at once
	if !isTAXII(r.URL.Path) && r.Method != http.MethodGet && r.Method != http.MethodHead {
		head.Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	root, err := os.OpenRoot(h.Dir())
	if errors.Is(err, fs.ErrNotExist) && isTAXII(r.URL.Path) {
		h.taxiiRefuse(w, r, &taxiiError{http.StatusNotFound, "site.taxii.empty", nil})
		return
	}
	if errors.Is(err, fs.ErrNotExist) {
		h.empty(w, r)
		return
	}
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	defer root.Close() // the root was resolved once: a release in the middle of a request mixes nothing
	if isTAXII(r.URL.Path) {
		h.taxii(w, r, root)
		return
	}
	if r.URL.Query().Has("q") && h.search(w, r, root) {
		return
	}
	h.file(w, r, root)
}

func (h *handler) file(w http.ResponseWriter, r *http.Request, root *os.Root) {
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" {
		name = "."
	}
	info, err := root.Stat(name)
	if err == nil && info.IsDir() {
		if r.URL.Path != "/" && !strings.HasSuffix(r.URL.Path, "/") {
			if _, err := root.Stat(path.Join(name, "index.html")); err != nil {
				h.lost(w, r, root)
				return
			}
			http.Redirect(w, r, "/"+name+"/", http.StatusMovedPermanently)
			return
		}
		name = path.Join(name, "index.html")
	} else if strings.HasSuffix(r.URL.Path, "/") {
		h.lost(w, r, root)
		return
	}
	f, info, err := open(root, name)
	if err != nil {
		h.lost(w, r, root)
		return
	}
	defer f.Close()
	tag, err := h.tag(root, name, f, info)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("ETag", tag)
	w.Header().Set("Content-Type", mediaType(name))
	// The file's own time is that of a copy; the entity tag says whether it has changed.
	http.ServeContent(w, r, "", time.Time{}, f)
}

func open(root *os.Root, name string) (*os.File, fs.FileInfo, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

type tagKey struct {
	name string
	size int64
	time int64
}

// tag is the entity tag of a file by its content, the same on every node; computed once for each file of a release.
func (h *handler) tag(root *os.Root, name string, f *os.File, info fs.FileInfo) (string, error) {
	key := tagKey{root.Name() + "\x00" + name, info.Size(), info.ModTime().UnixNano()}
	if t, ok := h.tags.Load(key); ok {
		return t.(string), nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	t := `"` + hex.EncodeToString(sum.Sum(nil)[:16]) + `"`
	h.tags.Store(key, t)
	return t, nil
}

// mediaType is by ending, from this list alone: the tables of the machine differ.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".atom":
		return "application/atom+xml; charset=utf-8"
	case ".json":
		return "application/json; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".pdf":
		return "application/pdf"
	case ".svg":
		return "image/svg+xml"
	case ".txt", ".sig":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

// lost answers with the release's own page for what is not found, so that a demonstration says so there too.
func (h *handler) lost(w http.ResponseWriter, r *http.Request, root *os.Root) {
	f, _, err := open(root, "404.html")
	if err != nil {
		h.own(w, r)
		return
	}
	defer f.Close()
	w.Header().Set("Content-Type", mediaType("404.html"))
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, f) // the reader has gone: nobody is left to tell
	}
}

var lostPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>{{.Title}}</title></head>
<body><main><h1>{{.Title}}</h1></main></body></html>
`))

// own says that a page is not there, where the release has no page for that.
func (h *handler) own(w http.ResponseWriter, r *http.Request) {
	lang := incident.JA
	if strings.HasPrefix(r.URL.Path, "/en/") || strings.HasPrefix(r.Header.Get("Accept-Language"), "en") {
		lang = incident.EN
	}
	page := struct{ Lang, Title string }{string(lang), h.Texts.T(lang, "site.lost.title")}
	var b bytes.Buffer
	if err := lostPage.Execute(&b, page); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Vary", "Accept-Language")
	w.Header().Set("Content-Type", mediaType("x.html"))
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes())
	}
}
