package site

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHandler(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "release")
	for name, body := range map[string]string{
		"release/index.html": "home", "release/cases/2020-0001/index.html": "case", "release/edition.json": "{}",
		"release/.hidden.html": "no", "release/secret.db": "no", "release/404.html": "gone", "outside.html": "no",
	} {
		p := filepath.Join(base, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../outside.html", filepath.Join(dir, "link.html")); err != nil {
		t.Fatal(err)
	}
	h := Handler(func() string { return dir })
	for _, c := range []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/", 200, "home"},
		{"GET", "/cases/2020-0001/", 200, "case"},
		{"GET", "/cases/2020-0001", 301, ""},
		{"GET", "/edition.json", 200, "{}"},
		{"GET", "/cases/", 404, "gone"},
		{"GET", "/.hidden.html", 404, "gone"},
		{"GET", "/secret.db", 404, "gone"},
		{"GET", "/link.html", 404, "gone"},
		{"GET", "/../outside.html", 301, ""},
		{"GET", "/..%2foutside.html", 301, ""},
		{"POST", "/", 405, ""},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.body) {
			t.Errorf("%s %s: %d %q, want %d %q", c.method, c.path, w.Code, w.Body, c.status, c.body)
		}
		if csp := w.Header().Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s: CSP %q", c.path, csp)
		}
	}
}

func TestNothingReleased(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(func() string { return filepath.Join(t.TempDir(), "public") }).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 404 || !strings.Contains(w.Body.String(), "まだ公開") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
