// Package site serves the released folder as it stands: plain files, strict headers, nothing computed.
// It is not for the console or the portal, and it has no way to the store or the keys: any web server could take its place.
package site

import (
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// types are the media types of what a release holds; nothing else is served.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".json": "application/json; charset=utf-8",
	".csv":  "text/csv; charset=utf-8",
	".pdf":  "application/pdf",
	".svg":  "image/svg+xml",
	".txt":  "text/plain; charset=utf-8",
	".sig":  "text/plain; charset=utf-8",
	".xml":  "application/xml; charset=utf-8",
}

// Handler serves the folder dir names at each request, for a release replaces it. Folders are served by their index.html, never listed;
// files whose name begins with a dot, links that lead outside and unknown types are not served.
func Handler(dir func() string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers(w)
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		clean := path.Clean("/" + r.URL.Path)
		if strings.HasSuffix(r.URL.Path, "/") && clean != "/" {
			clean += "/"
		}
		if clean != r.URL.Path {
			http.Redirect(w, r, clean, http.StatusMovedPermanently)
			return
		}
		serve(w, r, dir(), clean)
	})
}

func serve(w http.ResponseWriter, r *http.Request, dir, name string) {
	if strings.Contains(name, "/.") {
		notFound(w, r, dir)
		return
	}
	root, err := os.OpenRoot(dir)
	if err != nil { // nothing released yet
		notFound(w, r, dir)
		return
	}
	defer root.Close()
	file := strings.TrimPrefix(name, "/")
	if file == "" || strings.HasSuffix(file, "/") {
		file += "index.html"
	} else if info, err := root.Stat(file); err == nil && info.IsDir() {
		http.Redirect(w, r, name+"/", http.StatusMovedPermanently)
		return
	}
	mediaType, known := types[path.Ext(file)]
	f, err := root.Open(filepath.FromSlash(file))
	if err != nil || !known {
		notFound(w, r, dir)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		notFound(w, r, dir)
		return
	}
	w.Header().Set("Content-Type", mediaType)
	http.ServeContent(w, r, "", info.ModTime(), f) // Last-Modified and ranges; the file is in the release for good
}

// notFound answers with the release's own 404 page where it has one.
func notFound(w http.ResponseWriter, r *http.Request, dir string) {
	page := "404.html"
	if strings.HasPrefix(r.URL.Path, "/en/") {
		page = "en/404.html"
	}
	body, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(page)))
	if err != nil {
		body = []byte("<!DOCTYPE html><html lang=\"ja\"><meta charset=\"utf-8\"><title>まだ公開されているものはありません / Nothing published yet</title>" +
			"<h1>まだ公開されているものはありません</h1><p lang=\"en\">Nothing has been published here yet.</p></html>\n")
	}
	w.Header().Set("Content-Type", types[".html"])
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client went away: nothing to do
	}
}

// headers allow the release's own style and pictures and nothing else: there is no script on the public site.
func headers(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "public, max-age=300")
}
