package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

var small = Limits{Values: 1 << 20, File: 50 << 20, Files: 100 << 20}

// post makes a multipart request; write puts the parts in.
func post(t *testing.T, ctx context.Context, write func(m *multipart.Writer)) *http.Request {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	write(m)
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

func file(m *multipart.Writer, name string, size int) {
	w, err := m.CreateFormFile("files", name)
	if err == nil {
		_, err = w.Write(make([]byte, size))
	}
	if err != nil {
		panic(err)
	}
}

// TestReadFormCountsNames: a post of empty parts with long names or of very many weighs on the limit of values as its bytes do.
func TestReadFormCountsNames(t *testing.T) {
	posts := map[string]func(m *multipart.Writer){
		"long names": func(m *multipart.Writer) {
			for range 3 {
				_ = m.WriteField(strings.Repeat("n", 500_000), "")
			}
		},
		"many parts": func(m *multipart.Writer) {
			for range 100_000 {
				_ = m.WriteField("a", "")
			}
		},
		"many empty files": func(m *multipart.Writer) {
			for range 100_000 {
				file(m, "a", 0)
			}
		},
	}
	for name, write := range posts {
		_, err := ReadForm(httptest.NewRecorder(), post(t, t.Context(), write), small)
		var e *incident.Error
		if !errors.As(err, &e) || e.Kind != incident.TooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFilesInHandBounded: many large posts at once are refused their files, never their words, and when they end there is room again.
func TestFilesInHandBounded(t *testing.T) {
	settled := func() int64 { // what a post held goes back a moment after it ends, that of the test before too
		for wait := 0; filesHeld.Load() != 0 && wait < 500; wait++ {
			time.Sleep(10 * time.Millisecond)
		}
		return filesHeld.Load()
	}
	if n := settled(); n != 0 {
		t.Fatalf("%d bytes held before the first post", n)
	}
	ctx, end := context.WithCancel(t.Context())
	refused := 0
	for range 8 {
		f, err := ReadForm(httptest.NewRecorder(), post(t, ctx, func(m *multipart.Writer) {
			_ = m.WriteField("story", "動かない")
			file(m, "a.bin", 45<<20)
		}), small)
		if err != nil || f.Values.Get("story") != "動かない" {
			t.Fatalf("%v %v", f.Values, err)
		}
		for _, e := range f.Refused {
			if e.Kind != incident.Stored || e.Field != "files" {
				t.Errorf("refused as %v", e)
			}
			refused++
		}
	}
	if refused == 0 || filesHeld.Load() > roomForFiles {
		t.Errorf("%d refused, %d MiB held", refused, filesHeld.Load()>>20)
	}
	end()
	if n := settled(); n != 0 {
		t.Errorf("%d bytes still held after the posts ended", n)
	}
}

// TestBrokenFormIsNotQuoted: what a parser says of a broken post may quote the report; neither the answer nor the log has it.
func TestBrokenFormIsNotQuoted(t *testing.T) {
	words, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	a := &App{Texts: words, Log: slog.New(slog.NewTextHandler(&log, nil)), Desk: func() incident.Text { return incident.Text{} }, Home: "/"}
	if err := a.Load(own, "templates/error.tmpl", nil); err != nil {
		t.Fatal(err)
	}
	h := a.Handle(func(w http.ResponseWriter, r *http.Request) error {
		_, err := ReadForm(w, r, small)
		return err
	})
	for kind, body := range map[string]string{
		"multipart/form-data; boundary=x":   "--x\r\nhimitsu-no-namae\r\n\r\nbody\r\n--x--\r\n",
		"application/x-www-form-urlencoded": "story=himitsu%zz-no-namae",
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		said, err := io.ReadAll(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if w.Code != http.StatusUnprocessableEntity || strings.Contains(log.String(), "himitsu") || strings.Contains(log.String(), "%zz") || strings.Contains(string(said), "himitsu") {
			t.Errorf("%s: %d, log %q", kind, w.Code, log.String())
		}
	}
}

// TestSource: a proxy on this machine names the caller; nobody else may, and one IPv6 network is one source.
func TestSource(t *testing.T) {
	for _, c := range []struct {
		peer      string
		forwarded []string
		want      string
	}{
		{"192.0.2.7:5000", nil, "192.0.2.7"},
		{"192.0.2.7:5000", []string{"198.51.100.1"}, "192.0.2.7"},
		{"127.0.0.1:5000", nil, "127.0.0.1"},
		{"127.0.0.1:5000", []string{"198.51.100.1"}, "198.51.100.1"},
		{"[::1]:5000", []string{"10.0.0.9, 198.51.100.1"}, "198.51.100.1"},
		{"127.0.0.1:5000", []string{"10.0.0.9", "198.51.100.2"}, "198.51.100.2"},
		{"127.0.0.1:5000", []string{"unknown"}, "127.0.0.1"},
		{"[::ffff:192.0.2.7]:5000", nil, "192.0.2.7"},
		{"[2001:db8:1:2:3:4:5:6]:5000", nil, "2001:db8:1:2::/64"},
		{"[2001:db8:1:2:9::1]:5000", nil, "2001:db8:1:2::/64"},
		{"@", nil, "@"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		r.Header["X-Forwarded-For"] = c.forwarded
		if got := Source(r); got != c.want {
			t.Errorf("%s %v: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}

// TestErrorPageLeadsNowhereElse: the way back on an error page is a page of ours or none.
func TestErrorPageLeadsNowhereElse(t *testing.T) {
	for referer, want := range map[string]string{
		"http://example.com/status?lang=en": "/status?lang=en", "https://evil.example/x": "", "javascript:alert(1)": "", "http://example.com//evil.example": "", "": "",
	} {
		r := httptest.NewRequest(http.MethodGet, "http://example.com/lost", nil)
		r.Header.Set("Referer", referer)
		if got := back(r); got != want {
			t.Errorf("%q: %q, want %q", referer, got, want)
		}
	}
}
