package site

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// handlerOf serves a folder for a desk of a made-up name.
func handlerOf(t *testing.T, c Config) http.Handler {
	t.Helper()
	words, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	c.Texts, c.Log, c.Desk = words, slog.New(slog.DiscardHandler), func() incident.Text { return incident.Text{JA: "架空<届出>窓口", EN: "Made-up desk"} }
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

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
	h := handlerOf(t, Config{Dir: func() string { return public }})
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
	if r := ask("GET", "/", nil); r.StatusCode != 200 || !strings.Contains(body(r), "まだ何も公開していません") {
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

// TestEmpty: before the first release every address says what will stand here, who runs it and how to report, in both languages; nothing more is known.
func TestEmpty(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	get := func(c Config, path, accept string) (int, string) {
		c.Dir = func() string { return none }
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept-Language", accept)
		w := httptest.NewRecorder()
		handlerOf(t, c).ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	portal := Config{Portal: "https://report.example/", Mail: "desk@report.example"}
	for _, c := range []struct {
		about        Config
		path, accept string
		want         []string
		not          string
	}{
		{portal, "/", "", []string{`<html lang="ja">`, "架空&lt;届出&gt;窓口が、届出をもとにした事例集", "noindex", `href="https://report.example/"`, `href="/?lang=en"`}, "mailto:"},
		{portal, "/cases/2020-0001/", "en-GB,en", []string{`<html lang="en">`, "published by Made-up desk", "Report an incident"}, "実演"},
		{portal, "/en/", "ja", []string{`<html lang="en">`, `href="/en/?lang=ja"`}, ""},
		{portal, "/en/?lang=ja", "en", []string{`<html lang="ja">`}, ""},
		{Config{Mail: "desk@report.example"}, "/", "", []string{`href="mailto:desk@report.example"`}, "届出の窓口へ"},
		{Config{Demo: true}, "/", "", []string{"架空&lt;届出&gt;窓口にお問い合わせ", "実演・架空"}, "mailto:"},
		{portal, "/assets/style.css", "", []string{".actions"}, "<html"},
	} {
		code, body := get(c.about, c.path, c.accept)
		if code != http.StatusOK || c.not != "" && strings.Contains(body, c.not) {
			t.Errorf("%s: %d, or %q in it", c.path, code, c.not)
		}
		for _, s := range c.want {
			if !strings.Contains(body, s) {
				t.Errorf("%s lacks %q", c.path, s)
			}
		}
	}
}
