package site

import (
	"embed"
	"net/http"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/web"
)

//go:embed templates/*.tmpl
var templates embed.FS

// emptyPage stands at every address before the first release: what will be here, by whom, and how to report.
type emptyPage struct {
	web.Page
	Portal, Mail string
}

// empty answers with the page; its style is served beside it, for there is no release to take one from. No cookie keeps the language here.
func (h *handler) empty(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/assets/") {
		web.Assets().ServeHTTP(w, r)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/en/") && !r.URL.Query().Has("lang") {
		q := r.URL.Query()
		q.Set("lang", string(incident.EN))
		r = r.Clone(r.Context())
		r.URL.RawQuery = q.Encode()
	}
	w.Header().Set("Vary", "Accept-Language")
	h.app.Render(w, r, http.StatusOK, "empty", &emptyPage{Page: web.Page{Title: h.Texts.T(web.Lang(r), "site.empty.title")}, Portal: h.Portal, Mail: h.Mail})
}
