package site

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, body := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestHandler(t *testing.T) {
	data := t.TempDir()
	public := filepath.Join(data, "public")
	h := Handler(func() string { return public })
	ask := func(method, path string, head http.Header) *http.Response {
		r := httptest.NewRequest(method, path, nil)
		for k, v := range head {
			r.Header[k] = v
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result()
	}
	body := func(r *http.Response) string {
		b := make([]byte, 1<<16)
		n, _ := r.Body.Read(b)
		return string(b[:n])
	}
	if r := ask("GET", "/", nil); r.StatusCode != 200 || !strings.Contains(body(r), "公開しているものはまだありません") {
		t.Errorf("before the first release: %d", r.StatusCode)
	}
	write(t, filepath.Join(data, "secret"), map[string]string{"key": "k"})
	write(t, filepath.Join(data, "releases", "1"), map[string]string{"index.html": "one", "404.html": "lost", "cases/2020-0001/index.html": "case", "empty/x.txt": "x", "editions/2020H1/edition.json": "{}"})
	if err := os.Symlink(filepath.Join("releases", "1"), public); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(data, "secret", "key"), filepath.Join(data, "releases", "1", "way-out.txt")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		method, path string
		status       int
		body, media  string
	}{
		{"GET", "/", 200, "one", "text/html; charset=utf-8"},
		{"GET", "/cases/2020-0001/", 200, "case", "text/html; charset=utf-8"},
		{"GET", "/cases/2020-0001", 301, "", ""},
		{"GET", "/cases/2020-0001/index.html", 200, "case", "text/html; charset=utf-8"},
		{"GET", "/editions/2020H1/edition.json", 200, "{}", "application/json; charset=utf-8"},
		{"GET", "/index.html/", 404, "lost", "text/html; charset=utf-8"},
		{"GET", "/empty/", 404, "lost", ""}, // no listing
		{"GET", "/empty", 404, "lost", ""},
		{"GET", "/nothing", 404, "lost", ""},
		{"GET", "/way-out.txt", 404, "lost", ""}, // a link out of the release leads nowhere
		{"GET", "/..%2f..%2fsecret/key", 404, "lost", ""},
		{"HEAD", "/", 200, "", ""},
		{"POST", "/", 405, "", ""},
	} {
		r := ask(c.method, c.path, nil)
		if r.StatusCode != c.status || !strings.Contains(body(r), c.body) || c.media != "" && r.Header.Get("Content-Type") != c.media {
			t.Errorf("%s %s: %d, %s", c.method, c.path, r.StatusCode, r.Header.Get("Content-Type"))
		}
		if r.Header.Get("Content-Security-Policy") != policy || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %s: headers %v", c.method, c.path, r.Header)
		}
	}
	tag := ask("GET", "/", nil).Header.Get("ETag")
	if r := ask("GET", "/", http.Header{"If-None-Match": {tag}}); tag == "" || r.StatusCode != 304 {
		t.Errorf("tag %q: %d", tag, r.StatusCode)
	}
	// The next release shows without a restart.
	write(t, filepath.Join(data, "releases", "2"), map[string]string{"index.html": "the second"}) // of another length: both may be written within one tick of the clock
	if err := os.Symlink(filepath.Join("releases", "2"), public+".new"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(public+".new", public); err != nil {
		t.Fatal(err)
	}
	if r := ask("GET", "/", http.Header{"If-None-Match": {tag}}); r.StatusCode != 200 || body(r) != "the second" {
		t.Errorf("after the next release: %d", r.StatusCode)
	}
	if r := ask("GET", "/nothing", nil); r.StatusCode != 404 || !strings.Contains(body(r), "見つかりません") {
		t.Errorf("without a page of the release: %d", r.StatusCode)
	}
}
