package publish

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
)

func (d *desk) public() files {
	d.t.Helper()
	target, err := filepath.EvalSymlinks(filepath.Join(d.dir, "public"))
	d.must(err)
	list, err := readFolder(target)
	d.must(err)
	return list
}

func same(t *testing.T, what string, a, b files) {
	t.Helper()
	if !slices.Equal(a.names(), b.names()) {
		t.Errorf("%s: files differ: %v and %v", what, a.names(), b.names())
	}
	for name := range a {
		if !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s: %s differs", what, name)
		}
	}
}

// A release is one folder behind one link: the edition as checked, pages around it, a manifest over all and the desk's signature.
func TestRelease(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil), d.add(2, nil))
		if r := d.ready(Options{WithoutPDF: true}); !r.Passed {
			t.Fatalf("%+v", r.Found)
		}
		checked, err := readFolder(d.buildDir("2020H1"))
		d.must(err)
		d.must(d.Release(ctx, publisher, "2020H1", d.now))
		site := d.public()
		edition := files{}
		for name, body := range site {
			if rest, ok := strings.CutPrefix(name, "editions/2020H1/"); ok {
				edition[rest] = body
			}
		}
		sealed, err := d.boxes.VerifyNote(string(edition["manifest.json.sig"]))
		d.must(err)
		if !strings.Contains(sealed, digest(edition["manifest.json"])) {
			t.Errorf("the edition's signature is over something else: %s", sealed)
		}
		checked["manifest.json.sig"] = edition["manifest.json.sig"]
		checked["signing-key.txt"] = []byte(d.boxes.VerifierKey() + "\n")
		same(t, "edition", checked, edition)
		for _, name := range []string{"index.html", "en/index.html", "cases/2020-0001/index.html", "en/cases/2020-0002/index.html", "404.html", "robots.txt"} {
			if site[name] == nil {
				t.Errorf("no %s", name)
			}
		}
		var m Manifest
		d.must(json.Unmarshal(site["manifest.json"], &m))
		if len(m.Files) != len(site)-2 || m.Release != 1 || !m.Demo {
			t.Errorf("%d of %d files, %+v", len(m.Files), len(site), m)
		}
		note, err := d.boxes.VerifyNote(string(site["manifest.json.sig"]))
		d.must(err)
		if !strings.Contains(note, digest(site["manifest.json"])) {
			t.Errorf("the signature is over something else: %s", note)
		}
		for _, err := range []error{d.Reopen(ctx, publisher, "2020H1", "x", d.now), d.Build(ctx, publisher, "2020H1", d.now, Options{WithoutPDF: true}), d.Release(ctx, publisher, "2020H1", d.now)} {
			if got := keys(err); !slices.Equal(got, []string{"error.edition_move"}) {
				t.Errorf("a released edition moves: %v", got)
			}
		}
		out := filepath.Join(t.TempDir(), "out")
		d.must(d.Export(ctx, "2020H1", out))
		exported, err := readFolder(out)
		d.must(err)
		same(t, "export", checked, exported)
	})
}

// What was checked is what is released: a file changed in between stops it.
func TestReleaseOfOtherFiles(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil))
		d.ready(Options{WithoutPDF: true})
		name := filepath.Join(d.buildDir("2020H1"), "index.html")
		body, err := os.ReadFile(name)
		d.must(err)
		d.must(os.WriteFile(name, append(body, ' '), 0o644))
		if got := keys(d.Release(ctx, publisher, "2020H1", d.now)); !slices.Equal(got, []string{"publish.error.unchecked"}) {
			t.Errorf("%v", got)
		}
		if _, err := os.Lstat(filepath.Join(d.dir, "public")); err == nil {
			t.Error("the public link is there")
		}
	})
}

// A second edition leaves the first as it is; link and folders come back from the database alone, byte for byte.
func TestRelink(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		one := d.add(1, nil)
		d.edition(one)
		d.ready(Options{WithoutPDF: true})
		d.must(d.Release(ctx, publisher, "2020H1", d.now))
		first := d.public()
		two := d.add(2, func(h *happening) {
			h.report.Received = time.Date(2020, 7, 3, 1, 0, 0, 0, time.UTC)
			h.report.AcceptedAt = h.report.Received
		})
		second, err := d.st.FindEdition(ctx, "2020H1")
		d.must(err)
		second.ID, second.From, second.To = "2020H2", time.Date(2020, 7, 1, 0, 0, 0, 0, time.UTC), time.Date(2020, 12, 31, 0, 0, 0, 0, time.UTC)
		d.must(d.Save(ctx, publisher, second, d.now))
		d.must(d.Choose(ctx, publisher, "2020H2", []incident.Item{{Case: two, Chosen: true}}, d.now))
		d.now = d.now.AddDate(0, 5, 0)
		d.must(d.Freeze(ctx, publisher, "2020H2", d.now))
		d.must(d.Build(ctx, publisher, "2020H2", d.now, Options{WithoutPDF: true}))
		if r, err := d.Check(ctx, publisher, "2020H2", d.now); err != nil || !r.Passed {
			t.Fatalf("%v %+v", err, r.Found)
		}
		d.must(d.Release(ctx, publisher, "2020H2", d.now))
		both := d.public()
		for name, body := range first {
			if strings.HasPrefix(name, "editions/") && !bytes.Equal(both[name], body) {
				t.Errorf("%s of the first edition changed", name)
			}
		}
		if both["cases/2020-0001/index.html"] == nil || both["cases/2020-0002/index.html"] == nil || !bytes.Contains(both["index.html"], []byte("editions/2020H2/")) {
			t.Error("the site lacks pages")
		}
		lose := map[string]func() error{
			"link":     func() error { return os.Remove(filepath.Join(d.dir, "public")) },
			"old link": func() error { return d.link(1) },
			"folders":  func() error { return os.RemoveAll(filepath.Join(d.dir, "releases")) },
			"all": func() error {
				_ = os.RemoveAll(filepath.Join(d.dir, "builds"))
				_ = os.RemoveAll(filepath.Join(d.dir, "releases"))
				return os.Remove(filepath.Join(d.dir, "public"))
			},
		}
		for _, name := range slices.Sorted(maps.Keys(lose)) {
			d.must(lose[name]())
			d.must(d.Relink(ctx))
			same(t, name, both, d.public())
		}
	})
}

// A desk that has released nothing has nothing to relink.
func TestRelinkEmpty(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.must(d.Relink(ctx))
		if _, err := os.Lstat(filepath.Join(d.dir, "public")); err == nil {
			t.Error("a link to nothing")
		}
	})
}

var markup = regexp.MustCompile(`<em>|<img`)

// What somebody wrote never becomes markup, and a demonstration says so on every page, in every file that can.
func TestPages(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		evil := `<em>強調</em><img src=x onerror=alert(1)> javascript:alert(1)`
		d.edition(d.add(1, func(h *happening) {
			h.revision.Summary = incident.Text{JA: "要約" + evil, EN: ""}
			h.revision.Chapter = &incident.Chapter{Title: incident.Text{JA: "題" + evil}, Cause: incident.Text{JA: "- " + evil}, Figures: []incident.Figure{
				{Kind: "flow", Caption: incident.Text{JA: evil}, Outcome: incident.Text{JA: evil}, Actors: []incident.FlowActor{{ID: "a", Label: incident.Text{JA: evil}, Role: `"><em>`}},
					Steps: []incident.Step{{From: "a", To: "missing", Label: incident.Text{JA: evil}, Technique: evil}, {From: "a", To: "a", Label: incident.Text{JA: evil}}}}}}
		}))
		if r := d.ready(Options{WithoutPDF: true}); !r.Passed {
			t.Fatalf("%+v", r.Found)
		}
		d.must(d.Release(ctx, publisher, "2020H1", d.now))
		for name, body := range d.public() {
			if !strings.HasSuffix(name, ".html") {
				continue
			}
			s := string(body)
			if m := markup.FindString(s); m != "" { // attributes are held by the check's own list
				t.Errorf("%s: %s from a text", name, m)
			}
			for _, want := range []string{`<meta name="robots" content="noindex">`, `<html lang="`, `class="skip"`} {
				if !strings.Contains(s, want) {
					t.Errorf("%s lacks %s", name, want)
				}
			}
			if strings.Count(s, "実演・架空")+strings.Count(s, "Demonstration") < 2 { // head line and title
				t.Errorf("%s does not say that it is a demonstration", name)
			}
		}
		en := string(d.public()["editions/2020H1/en/cases/2020-0001/index.html"])
		if !strings.Contains(en, `<p lang="ja">要約`) {
			t.Error("a text without English is not marked as Japanese")
		}
		if out := `href="../../../../../en/index.html"`; !strings.Contains(en, out) || len(d.public()["en/index.html"]) == 0 {
			t.Error("no way leads from the edition back to the site")
		}
	})
}

// Every look of a figure has its colours on screen and on paper.
func TestLooks(t *testing.T) {
	css := string(style)
	for l, p := range palette {
		for prefix, used := range map[string]bool{".f-": p.fill != "", ".t-": p.text != ""} {
			if used && !strings.Contains(css, prefix+string(l)) && l != lookInk {
				t.Errorf("style.css has no %s%s", prefix, l)
			}
		}
	}
}
