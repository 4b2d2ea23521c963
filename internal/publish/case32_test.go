package publish

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCase32AlteredPageIsSeen: in cases 26, 30 and 32 pages were altered on the server. A copy of a released edition whose page was altered, replaced or added
// to is told from the one released, by the check and by anybody who compares the manifest; and a manifest made to fit is not the one that was signed.
func TestCase32AlteredPageIsSeen(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil))
		d.ready(Options{WithoutPDF: true})
		d.must(d.Release(ctx, publisher, "2020H1", d.now))
		copied := func() string {
			out := filepath.Join(t.TempDir(), "out")
			d.must(d.Export(ctx, "2020H1", out))
			return out
		}
		if r, err := d.CheckDir(ctx, publisher, "2020H1", copied(), d.now); err != nil || !r.Passed {
			t.Fatalf("the copy as released: %v, %+v", err, r.Found)
		}
		for name, tamper := range map[string]func(dir string) error{
			"altered": func(dir string) error {
				page := filepath.Join(dir, "index.html")
				body, err := os.ReadFile(page)
				d.must(err)
				return os.WriteFile(page, []byte(strings.Replace(string(body), "</main>", `<meta http-equiv="refresh" content="0;url=https://phish.example/"></main>`, 1)), 0o644)
			},
			"removed": func(dir string) error { return os.Remove(filepath.Join(dir, "cases.csv")) },
			"added": func(dir string) error {
				return os.WriteFile(filepath.Join(dir, "pay.html"), []byte("<!doctype html>"), 0o644)
			},
		} {
			dir := copied()
			d.must(tamper(dir))
			if r, err := d.CheckDir(ctx, publisher, "2020H1", dir, d.now); err != nil || r.Passed {
				t.Errorf("%s: passes, %v", name, err)
			}
		}
		ours := assets
		defer func() { assets = ours }()
		assets = nil // a later program with another style
		if r, err := d.CheckDir(ctx, publisher, "2020H1", copied(), d.now); err != nil || !r.Passed {
			t.Errorf("the copy as released, after an upgrade: %v, %+v", err, r.Found)
		}
		restyled := copied()
		d.must(os.WriteFile(filepath.Join(restyled, "style.css"), []byte("p::after { content: 'x' }"), 0o644))
		if r, err := d.CheckDir(ctx, publisher, "2020H1", restyled, d.now); err != nil || !has(r, "style.css", "publish.check.style") || !has(r, "style.css", "publish.check.hash") {
			t.Errorf("another style after an upgrade: %v, %+v", err, r.Found)
		}
		assets = ours
		dir := copied()
		manifest, err := os.ReadFile(filepath.Join(dir, manifestName))
		d.must(err)
		note, err := os.ReadFile(filepath.Join(dir, signatureName))
		d.must(err)
		text, err := d.boxes.VerifyNote(string(note))
		d.must(err)
		if !strings.Contains(text, digest(manifest)) || strings.Contains(text, digest(append(manifest, ' '))) {
			t.Error("the signature does not tell this manifest from another")
		}
		if _, err := d.boxes.VerifyNote(strings.Replace(string(note), digest(manifest), digest(nil), 1)); err == nil {
			t.Error("a signature holds for a text that was altered")
		}
	})
}
