package publish

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	sumnote "golang.org/x/mod/sumdb/note"
)

// Nothing that was done to a copy goes unseen, each thing is called what it is, and a copy as released passes with the desk's key and with its own.
func TestVerifyFolder(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil))
		d.ready(Options{WithoutPDF: true})
		d.must(d.Release(ctx, publisher, "2020H1", d.now))
		site, edition := d.public(), files{}
		for name, body := range site {
			if rest, ok := strings.CutPrefix(name, "editions/2020H1/"); ok {
				edition[rest] = body
			}
		}
		key := d.boxes.VerifierKey()
		private, foreign, err := sumnote.GenerateKey(rand.Reader, "other")
		d.must(err)
		signer, err := sumnote.NewSigner(private)
		d.must(err)
		resigned, err := sumnote.Sign(&sumnote.Note{Text: strings.Split(string(edition[signatureName]), "\n\n")[0] + "\n"}, signer)
		d.must(err)
		write := func(name string, body []byte) func(dir string) error {
			return func(dir string) error { return os.WriteFile(filepath.Join(dir, name), body, 0o644) }
		}
		flipped := bytes.Clone(edition["index.html"])
		flipped[len(flipped)/2] ^= 1
		for _, c := range []struct {
			name   string
			list   files
			key    string
			tamper func(dir string) error
			want   []string
		}{
			{"site", site, key, nil, nil},
			{"site, own key", site, "", nil, nil},
			{"edition", edition, key, nil, nil},
			{"edition, own key", edition, "", nil, nil},
			{"one bit", edition, key, write("index.html", flipped), []string{"verify.altered index.html"}},
			{"longer", edition, key, write("index.html", append(bytes.Clone(edition["index.html"]), ' ')), []string{"verify.altered index.html"}},
			{"cut short", edition, key, write("index.html", edition["index.html"][:100]), []string{"verify.altered index.html"}},
			{"missing", edition, key, func(dir string) error { return os.Remove(filepath.Join(dir, "cases.csv")) }, []string{"verify.missing cases.csv"}},
			{"added", edition, key, write("pay.html", nil), []string{"verify.added pay.html"}},
			{"link", edition, key, func(dir string) error {
				page := filepath.Join(dir, "index.html")
				return errors.Join(os.Rename(page, filepath.Join(dir, "..", "page.html")), os.Symlink("../page.html", page))
			}, []string{"verify.link index.html"}},
			{"pinned key replaced", edition, key, write(keyName, []byte(foreign+"\n")), []string{"verify.other_key signing-key.txt"}},
			{"another manifest", edition, key, write(manifestName, site[manifestName]), []string{"verify.manifest 2020H1 1"}},
			{"another signed manifest", edition, key, func(dir string) error {
				return errors.Join(write(manifestName, site[manifestName])(dir), write(signatureName, site[signatureName])(dir))
			}, nil},
			{"all signed by another", edition, key, func(dir string) error {
				return errors.Join(write(keyName, []byte(foreign))(dir), write(signatureName, resigned)(dir))
			}, []string{"verify.other_key signing-key.txt", "verify.foreign manifest.json.sig"}},
			{"signed by another", edition, "", write(signatureName, resigned), []string{"verify.foreign manifest.json.sig"}},
			{"signature cut short", edition, key, write(signatureName, edition[signatureName][:60]), []string{"verify.signature manifest.json.sig"}},
			{"signature altered", edition, key, write(signatureName, bytes.Replace(edition[signatureName], []byte("2020H1"), []byte("2020H2"), 1)), []string{"verify.signature manifest.json.sig"}},
			{"manifest cut short", edition, key, write(manifestName, edition[manifestName][:500]), []string{"verify.manifest 2020H1 –"}},
			{"no signature", edition, key, func(dir string) error { return os.Remove(filepath.Join(dir, signatureName)) }, []string{"verify.missing manifest.json.sig"}},
			{"no key", edition, "", func(dir string) error { return os.Remove(filepath.Join(dir, keyName)) }, []string{"verify.no_key signing-key.txt"}},
			{"broken key", edition, "", write(keyName, []byte("nonsense")), []string{"verify.key_form signing-key.txt"}},
		} {
			dir := filepath.Join(t.TempDir(), "copy")
			d.must(c.list.write(dir))
			if c.tamper != nil {
				d.must(c.tamper(dir))
			}
			v, err := VerifyFolder(ctx, dir, c.key, nil)
			d.must(err)
			if c.name == "another signed manifest" { // it is told which release the signature is of
				if len(v.Problems) < 10 || v.Release != 1 {
					t.Errorf("%s: %+v", c.name, v)
				}
				continue
			}
			if got := problems(v); !slices.Equal(got, c.want) {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
			if v.Pinned != (c.key == "" && c.name != "no key") || v.Edition != "2020H1" && len(c.want) == 0 || v.Key != Fingerprint(key) && len(c.want) == 0 {
				t.Errorf("%s: %+v", c.name, v)
			}
		}
		if got := string(site["index.html"]); !strings.Contains(got, digest(site[keyName])) || digest(site[keyName]) != Fingerprint(key) {
			t.Error("the home page does not name the key")
		}
		if _, err := VerifyFolder(ctx, t.TempDir(), key, nil); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("an empty folder: %v", err)
		}
		if _, err := VerifyFolder(ctx, d.Publish.dir+"/public", "nonsense", nil); !slices.Equal(keys(err), []string{"verify.key_given"}) {
			t.Errorf("a key that is none: %v", err)
		}
		if v, err := VerifyFolder(ctx, d.Publish.dir+"/public", key, nil); err != nil || len(v.Problems) > 0 {
			t.Errorf("the desk's own release: %v %q", err, problems(v))
		}
		overWeb(t, d, site, key)
	})
}

// A server that alters, withholds, redirects, overruns or fails is seen through; one that serves what was released passes.
func overWeb(t *testing.T, d *desk, site files, key string) {
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	altered := append(bytes.Clone(site["index.html"]), "<p>"...)
	for _, c := range []struct {
		name, path string
		do         http.HandlerFunc
		want       []string
	}{
		{"as released", "", nil, nil},
		{"altered", "/cases/2020-0001/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(altered) }, []string{"verify.altered cases/2020-0001/index.html"}},
		{"front alone", "/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(altered) }, []string{"verify.altered ./"}},
		{"gone", "/data/cases.json", http.NotFound, []string{"verify.missing data/cases.json"}},
		{"elsewhere", "/site.css", http.RedirectHandler(other.URL, http.StatusFound).ServeHTTP, []string{"verify.elsewhere site.css"}},
		{"manifest elsewhere", "/manifest.json", http.RedirectHandler(other.URL, http.StatusFound).ServeHTTP, []string{"verify.elsewhere manifest.json"}},
		{"endless", "/site.css", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(altered); err != nil {
					return
				}
			}
		}, []string{"verify.altered site.css"}},
		{"failing", "/site.css", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, []string{"verify.unread site.css"}},
		{"silent", "/site.css", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, []string{"verify.unread site.css"}},
	} {
		slow := 20 * time.Second
		if c.name == "silent" {
			slow = time.Second
		}
		pages := http.FileServer(http.Dir(filepath.Join(d.dir, "public")))
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if c.do != nil && (r.URL.Path == c.path || c.name == "altered" && r.URL.Path == c.path+"index.html") {
				c.do(w, r)
				return
			}
			if c.name == "front alone" && r.URL.Path == "/index.html" { // a server that gives the file, and readers something else
				_, _ = w.Write(site["index.html"])
				return
			}
			pages.ServeHTTP(w, r)
		}))
		v, err := VerifyURL(ctx, srv.Client(), srv.URL, key, slow, nil)
		srv.Close()
		d.must(err)
		if got := problems(v); !slices.Equal(got, c.want) || !v.Web {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if v.Unread() != (c.name == "failing" || c.name == "silent") {
			t.Errorf("%s: unread %t", c.name, v.Unread())
		}
	}
	if _, err := VerifyURL(ctx, other.Client(), other.URL, key, time.Second, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an empty server: %v", err)
	}
	for _, address := range []string{"ftp://example.org/", "http://", "http://a:b@example.org/"} {
		if _, err := VerifyURL(ctx, other.Client(), address, key, time.Second, nil); !slices.Equal(keys(err), []string{"verify.address"}) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func problems(v Verified) []string {
	var out []string
	for _, e := range v.Problems {
		s := e.Key
		for _, a := range e.Args {
			s += " " + fmt.Sprint(a)
		}
		out = append(out, s)
	}
	return out
}
