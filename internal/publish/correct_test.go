package publish

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/export"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/store"
)

// served reads one file of the site as it is served.
func (d *desk) served(name string) string {
	d.t.Helper()
	body, err := os.ReadFile(filepath.Join(d.dir, publicLink, filepath.FromSlash(name)))
	d.must(err)
	return string(body)
}

// revise stores a later approved text of a case.
func (d *desk) revise(number string, n int, ja string) {
	d.t.Helper()
	d.must(d.st.Write(ctx, func(tx *store.Tx) error {
		v, err := tx.FindRevision(ctx, number, n-1)
		if err != nil {
			return err
		}
		v.N, v.Summary.JA, v.Decided = n, ja, d.now
		return tx.PutRevision(ctx, v)
	}))
}

// A corrected case says so wherever it is published: on its page with the revision it replaces, in feeds, TAXII and MISP, and in the next edition. A remark on the
// edition stands beside it. The first text is in no file any more.
func TestCorrection(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		one, two := d.add(1, nil), d.add(2, nil)
		d.edition(one, two)
		if r := d.ready(Options{WithoutPDF: true}); !r.Passed {
			t.Fatalf("%+v", r.Found)
		}
		d.must(d.Release(ctx, publisher, "2020H1", d.now))
		d.now = d.now.AddDate(0, 1, 0)
		note := incident.Text{JA: "端末の台数を改めました。", EN: "The number of machines was put right."}
		if _, err := d.CorrectCase(ctx, publisher, one, note, d.now); !slices.Equal(keys(err), []string{"publish.error.nothing_newer"}) {
			t.Errorf("%v", keys(err))
		}
		d.revise(one, 2, "届出者（企業）の端末九台で異常が見つかった。原因は不明である。")
		if _, err := d.CorrectCase(ctx, publisher, one, incident.Text{JA: "株式会社鷺沼紙器の申し出による。"}, d.now); !slices.Equal(keys(err), []string{"publish.error.named"}) {
			t.Errorf("a notice with a name: %v", keys(err))
		}
		if _, err := d.CorrectCase(ctx, publisher, "2020-0077", note, d.now); !slices.Equal(keys(err), []string{"publish.error.case_not_released"}) {
			t.Errorf("%v", keys(err))
		}
		ids, err := d.CorrectCase(ctx, publisher, one, note, d.now)
		d.must(err)
		if !slices.Equal(ids, []string{"2020H1"}) {
			t.Errorf("%v", ids)
		}
		d.must(d.Remark(ctx, publisher, "2020H1", incident.Text{JA: "2ページの見出しに脱字がありました。"}, d.now))
		if strings.Contains(d.served("cases/"+one+"/index.html"), "九台") {
			t.Error("staged is public already")
		}
		d.must(d.ReleaseStaged(ctx, publisher, d.now, Options{WithoutPDF: true}))
		for name, wants := range map[string][]string{
			"cases/" + one + "/index.html":    {"九台", note.JA, "訂正", "第1版"},
			"en/cases/" + one + "/index.html": {note.EN, "revision 1"},
			"editions/2020H1/index.html":      {note.JA, "2ページの見出しに脱字"},
			"feeds/corrections.atom":          {note.JA, "2ページの見出しに脱字"},
			"editions/2020H1/edition.json":    {`"was": 1`, `"revision": 2`},
		} {
			for _, want := range wants {
				if !strings.Contains(d.served(name), want) {
					t.Errorf("%s lacks %s", name, want)
				}
			}
		}
		var list struct {
			Objects []struct {
				ID, Version string
				Added       string `json:"date_added"`
			}
		}
		d.must(json.Unmarshal([]byte(d.served("taxii2/cases/manifest.json")), &list))
		newer := 0
		for i, o := range list.Objects {
			if strings.HasPrefix(o.ID, "incident--") && strings.HasPrefix(o.Version, "2020-09-01") && strings.HasPrefix(o.Added, "2020-09-01") {
				newer++
			}
			if i > 0 && o.Added < list.Objects[i-1].Added {
				t.Error("objects do not stand in the order they came in")
			}
		}
		if newer != 1 {
			t.Errorf("%d incidents with a newer version, want the corrected one", newer)
		}
		var manifest map[string]struct{ Timestamp string }
		d.must(json.Unmarshal([]byte(d.served("editions/2020H1/misp/manifest.json")), &manifest))
		stamps := map[string]bool{}
		for _, e := range manifest {
			stamps[e.Timestamp] = true
		}
		if len(manifest) != 2 || len(stamps) != 2 {
			t.Errorf("MISP events %v: the corrected one needs a time of its own", manifest)
		}
		// the next edition tells it again
		next := d.add(9, func(h *happening) {
			h.report.Received = h.report.Received.AddDate(0, 7, 0)
			h.report.AcceptedAt = h.report.Received
			h.one.Scheme, h.one.Category = "2021H1", "virus"
		})
		d.now = d.now.AddDate(0, 6, 0)
		e := incident.Edition{ID: "2020H2", Title: incident.Text{JA: "次の号"}, Scheme: "2021H1", DateRule: incident.ByReceived, Cutoff: d.now}
		e.From, e.To = day(7, 1).From, day(12, 31).From
		d.must(d.Save(ctx, publisher, e, d.now))
		d.must(d.Choose(ctx, publisher, "2020H2", []incident.Item{{Case: next, Chosen: true}}, d.now))
		d.must(d.Freeze(ctx, publisher, "2020H2", d.now))
		c, err := collection(ctx, d.st.Reader, "2020H2")
		d.must(err)
		if len(c.Earlier) != 2 || c.Earlier[0].Edition != "2020H1" || c.Earlier[1].Note != note {
			t.Errorf("%+v", c.Earlier)
		}
	})
}

// A build that drops or alters what was released, without a notice, is refused, whatever the rows say.
func TestTamperedBuild(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		one, two := d.add(1, nil), d.add(2, nil)
		d.edition(one, two)
		if r := d.ready(Options{WithoutPDF: true}); !r.Passed {
			t.Fatalf("%+v", r.Found)
		}
		d.must(d.Release(ctx, publisher, "2020H1", d.now))
		was := d.served(manifestName)
		for name, tamper := range map[string]func(c *incident.Collection){
			"a case dropped":  func(c *incident.Collection) { c.Cases = c.Cases[:1] },
			"a text altered":  func(c *incident.Collection) { c.Cases[0].Summary.JA = "別の話になっている。" },
			"a count altered": func(c *incident.Collection) { c.Accepted++ },
			"another case corrected": func(c *incident.Collection) {
				c.Cases[0].Summary.JA += "加筆。"
				c.Errata = []incident.Erratum{{Kind: incident.Corrected, Date: "2020-08-02", Case: two, Note: incident.Text{JA: "直した。"}}}
			},
			"a withdrawal and a removal": func(c *incident.Collection) {
				next, _ := c.WithdrawCase(one, "2020-08-02", incident.Text{JA: "取り下げた。"})
				*c = *next
				c.Cases = c.Cases[:1]
			},
		} {
			c := d.frozen()
			tamper(c)
			c.Revision = 1
			body, err := export.EditionJSON(c)
			d.must(err)
			d.must(d.st.Write(ctx, func(tx *store.Tx) error {
				return tx.PutEditionRevision(ctx, store.EditionRevision{Edition: c.ID, Revision: 1, Collection: string(body), Who: "tamper", At: d.now})
			}))
			if got := keys(d.ReleaseStaged(ctx, publisher, d.now, Options{WithoutPDF: true})); !slices.Equal(got, []string{"publish.error.site"}) {
				t.Errorf("%s: %v", name, got)
			}
			if d.served(manifestName) != was {
				t.Fatalf("%s: released all the same", name)
			}
			d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.DropEditionRevision(ctx, c.ID) }))
		}
		// what is told is let through
		_, err := d.WithdrawCase(ctx, publisher, one, d.now)
		d.must(err)
		d.must(d.ReleaseStaged(ctx, publisher, d.now, Options{WithoutPDF: true}))
		// a site without an edition that was out
		last, err := d.st.LatestRelease(ctx)
		d.must(err)
		found, err := d.kept(last, files{})
		d.must(err)
		if len(found) < 3 || found[0].Key != "publish.check.dropped" {
			t.Errorf("%+v", found)
		}
	})
}

// A correction may bring a chapter, which comes behind those there are, and change it again the same day: each is a version of its own, and the chapters there were keep
// their numbers.
func TestCorrectedChapter(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		one, two := d.out() // two has chapter 3
		d.now = d.now.AddDate(0, 1, 0)
		chapter := func(n int, heading string) {
			t.Helper()
			d.must(d.st.Write(ctx, func(tx *store.Tx) error {
				v, err := tx.FindRevision(ctx, one, n-1)
				if err != nil {
					return err
				}
				v.N, v.Decided = n, d.now
				v.Chapter = &incident.Chapter{Title: incident.Text{JA: heading, EN: "A chapter"}, Damage: incident.Text{JA: "消しゴムが一つ、棚から落ちた。"}, Figures: []incident.Figure{incidenttest.Flow()}}
				return tx.PutRevision(ctx, v)
			}))
			if _, err := d.CorrectCase(ctx, publisher, one, incident.Text{JA: "章を改めました。"}, d.now); err != nil {
				t.Fatal(keys(err), err)
			}
			d.must(d.ReleaseStaged(ctx, publisher, d.now, Options{WithoutPDF: true}))
		}
		version := func() string {
			t.Helper()
			var list struct {
				Objects []struct{ ID, Version string }
			}
			d.must(json.Unmarshal([]byte(d.served("taxii2/cases/manifest.json")), &list))
			out := ""
			for _, o := range list.Objects {
				if strings.HasPrefix(o.ID, "incident--") {
					out = max(out, o.Version)
				}
			}
			return out
		}
		chapter(2, "消しゴムが落ちた件")
		first := version()
		page := d.served("editions/2020H1/index.html")
		for _, want := range []string{"項番2および1の事例は、3章から4章で順に詳しく紹介する。", "3.", "鉛筆が流れ着いた件", "消しゴムが落ちた件"} {
			if !strings.Contains(page, want) {
				t.Errorf("the edition lacks %s", want)
			}
		}
		if strings.Index(page, `id="chapter-2"`) > strings.Index(page, `id="chapter-1"`) {
			t.Error("the new chapter does not come behind")
		}
		if !strings.Contains(d.served("cases/"+one+"/index.html"), "消しゴムが落ちた件") || !strings.Contains(d.served("cases/"+two+"/index.html"), "鉛筆が流れ着いた件") {
			t.Error("a case lacks its chapter")
		}
		d.now = d.now.Add(time.Hour)
		chapter(3, "消しゴムが転がった件")
		if second := version(); second <= first {
			t.Errorf("the second correction of a day is version %s, the first was %s", second, first)
		}
		if page := d.served("cases/" + one + "/index.html"); !strings.Contains(page, "転がった") || strings.Contains(page, "落ちた件") {
			t.Error("the chapter was not changed")
		}
	})
}
