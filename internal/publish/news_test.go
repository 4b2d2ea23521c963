package publish

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"todoke/internal/incident"
)

// What a release brought is told once, each thing with the page it is read on, and nothing of what is in work; every page told of is in the release.
func TestNews(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		tell := func(after, to int64) string {
			t.Helper()
			news, err := d.News(ctx, after, to)
			d.must(err)
			var out []string
			for _, n := range news {
				out = append(out, strings.TrimSpace(n.Kind+" "+n.Ref))
				for _, file := range []string{n.File.JA, n.File.EN} {
					if _, err := os.Stat(filepath.Join(d.dir, publicLink, file)); err != nil {
						t.Errorf("%s: %v", n.Kind, err)
					}
				}
				if n.Title.JA == "" || n.Topic == incident.TopicEditions && (len(n.Counts) == 0 || n.Scheme != "2020H1") {
					t.Errorf("%+v", n)
				}
			}
			return strings.Join(out, ", ")
		}
		if d.Publish.Public() != 0 || tell(0, 99) != "" {
			t.Error("news before anything was released")
		}
		one, two := d.out()
		if got := tell(0, 1); got != "cases" || d.Publish.Public() != 1 {
			t.Errorf("the first release brought %q", got)
		}
		d.now = d.now.AddDate(0, 1, 0)
		_, err := d.WithdrawCase(ctx, publisher, two, d.now)
		d.must(err)
		if got := tell(0, 99); got != "cases" {
			t.Errorf("with something staged: %q", got)
		}
		d.must(d.ReleaseStaged(ctx, publisher, d.now, Options{WithoutPDF: true}))
		d.must(d.Remark(ctx, publisher, "2020H1", incident.Text{JA: "表紙を直しました。", EN: "The cover was mended."}, d.now))
		d.must(d.ReleaseStaged(ctx, publisher, d.now, Options{WithoutPDF: true}))
		for _, c := range []struct {
			after, to int64
			want      string
		}{{1, 2, "withdrawal " + two}, {2, 3, "erratum"}, {1, 3, "withdrawal " + two + ", erratum"}, {3, 3, ""}, {0, 3, "cases, withdrawal " + two + ", erratum"}} {
			if got := tell(c.after, c.to); got != c.want {
				t.Errorf("releases after %d up to %d brought %q, want %q", c.after, c.to, got, c.want)
			}
		}
		news, err := d.News(ctx, 1, 2)
		d.must(err)
		if !strings.HasSuffix(news[0].File.EN, "en/cases/"+two+"/index.html") || len(news[0].Counts) != 1 || one == two {
			t.Errorf("%+v", news)
		}
	})
}

// The page of feeds leads to where readers subscribe, as known when it was released: made again under other settings it comes out the same.
func TestSubscribeLink(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.subscribe = "https://report.desk.example/subscribe"
		d.out()
		page := func() string {
			body, err := os.ReadFile(filepath.Join(d.dir, publicLink, "en", "feeds", "index.html"))
			d.must(err)
			return string(body)
		}
		if !strings.Contains(page(), `<a href="https://report.desk.example/subscribe?lang=en">`) {
			t.Error("no link")
		}
		d.subscribe = ""
		d.must(os.RemoveAll(filepath.Join(d.dir, releasesDir)))
		d.must(d.Relink(ctx))
		if !strings.Contains(page(), "report.desk.example") {
			t.Error("the link is lost when the release is made again")
		}
		d.must(d.Remark(ctx, publisher, "2020H1", incident.Text{JA: "表紙を直しました。", EN: "The cover was mended."}, d.now))
		d.must(d.ReleaseStaged(ctx, publisher, d.now, Options{WithoutPDF: true}))
		if strings.Contains(page(), "report.desk.example") {
			t.Error("the link stays where the desk offers it no more")
		}
	})
}
