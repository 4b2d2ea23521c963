package publish

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
)

// manyEditions are editions of the sample's cases under numbers of their own; the second holds one case of the first in a newer revision.
func manyEditions(n int) []incident.Collection {
	var out []incident.Collection
	for e := range n {
		c := incidenttest.Collection()
		c.ID, c.FrozenAt = fmt.Sprintf("%dH1", 2020+e), fmt.Sprintf("%d-09-01T01:00:00Z", 2020+e)
		for i := range c.Cases {
			c.Cases[i].Number = incident.CaseNumber(2020+e, int64(i+1))
		}
		if e == 1 {
			again := out[0].Cases[3]
			again.Revision++
			again.Summary.JA += "その後、原因が判明した。"
			c.Cases[3] = again
		}
		out = append(out, c)
	}
	return out
}

// A site brought up to date is the one made at once, whatever changed, and also after a run that was cut off.
func TestSiteBroughtUpToDate(t *testing.T) {
	st := incidenttest.SQLite(t) // no row is read
	d := &desk{t: t}
	p := New(Config{Store: st, Seal: incidenttest.Seal(t, st, func() time.Time { return clock }), Catalogue: words(t), Dir: t.TempDir(), Demo: true})
	dir := t.TempDir()
	folder := filepath.Join(dir, "site")
	now := manyEditions(3)
	written := map[string]time.Time{}
	steps := []struct {
		name   string
		change func()
		most   int // files that are written again, at most
	}{
		{"made", func() {}, 1 << 20},
		{"nothing", func() {}, 2},
		{"a summary", func() { now[2].Cases[5].Summary.JA += "端末を鷲づかみに調べた。" }, 300},
		{"an old summary", func() { now[0].Cases[7].Summary.EN += " Zymurgy." }, 300},
		{"how a summary begins, which lists and related cases show", func() { now[0].Cases[8].Summary.JA = "書き出しを改めた。" + now[0].Cases[8].Summary.JA }, 400},
		{"a title", func() { now[1].Title.JA += "（改題）" }, 1 << 20},
		{"a fact", func() { now[2].Cases[6].Facts = now[2].Cases[6].Facts[1:] }, 1 << 20},
		{"a case less", func() { now[2].Cases = now[2].Cases[:len(now[2].Cases)-1] }, 1 << 20},
		{"an edition more", func() { now = append(now, manyEditions(4)[3]) }, 1 << 20},
		{"a withdrawal", func() {
			one := &now[1].Cases[2]
			one.Withdrawn, one.Summary, one.Facts, one.Chapter, one.ChapterNo = "2021-10-02", incident.Text{}, []incident.Fact{}, nil, 0
			now[1].Errata = []incident.Erratum{{Kind: incident.CaseWithdrawn, Date: "2021-10-02", Case: one.Number, Note: incident.Text{JA: "取り下げ", EN: "Withdrawn"}}}
		}, 1 << 20},
		{"cut off", func() {
			d.must(os.Remove(folder + ".state"))
			d.must(os.WriteFile(filepath.Join(folder, "index.html"), []byte("half"), 0o600))
			d.must(os.WriteFile(filepath.Join(folder, "index.html.new"), []byte("half"), 0o600))
		}, 1 << 20},
	}
	for i, step := range steps {
		step.change()
		d.must(p.RenderSite(ctx, now, folder))
		whole := filepath.Join(dir, fmt.Sprint("whole", i))
		d.must(p.RenderSite(ctx, now, whole))
		a, err := readFolder(folder)
		d.must(err)
		b, err := readFolder(whole)
		d.must(err)
		same(t, step.name, a, b)
		var m Manifest
		d.must(json.Unmarshal(a[manifestName], &m))
		for _, f := range m.Files {
			if digest(a[f.Path]) != f.SHA256 || len(a[f.Path]) != f.Size {
				t.Errorf("%s: the manifest says otherwise of %s", step.name, f.Path)
			}
		}
		if len(m.Files) != len(a)-2 { // manifest and signature
			t.Errorf("%s: %d files, %d in the manifest", step.name, len(a), len(m.Files))
		}
		n := 0
		times := map[string]time.Time{}
		for name := range a {
			info, err := os.Stat(filepath.Join(folder, filepath.FromSlash(name)))
			d.must(err)
			times[name] = info.ModTime()
			if times[name] != written[name] {
				n++
			}
		}
		if n > step.most {
			var list []string
			for name := range times {
				if times[name] != written[name] {
					list = append(list, name)
				}
			}
			t.Errorf("%s: %d of %d files were written again: %s", step.name, n, len(a), strings.Join(list, " "))
		}
		maps.Copy(written, times)
	}
}
