package publish

import (
	"bytes"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/mask"
	"todoke/internal/store"
)

// around of the sample edition, without a database of cases.
func sampleSite(t *testing.T, c ...incident.Collection) files {
	t.Helper()
	var out files
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		if out != nil {
			return
		}
		d := &desk{t: t, now: clock}
		d.boxes = incidenttest.Seal(t, st, func() time.Time { return clock })
		d.Publish = New(Config{Store: st, Seal: d.boxes, Catalogue: words(t), Dir: t.TempDir(), Desk: incident.Text{JA: "架空受付所", EN: "Fictional Desk"}, Demo: true})
		var editions []released
		for i := range c {
			list, err := d.files(ctx, &c[i], Options{WithoutPDF: true})
			d.must(err)
			editions = append(editions, released{&c[i], list})
		}
		var err error
		out, err = d.site(store.Release{N: 1, Edition: c[len(c)-1].ID, At: clock}, editions)
		d.must(err)
		var all []*incident.Collection
		for i := range c {
			all = append(all, &c[i])
		}
		r, err := d.check(ctx, scope{collections: all, site: true, at: clock}, out)
		d.must(err)
		for _, f := range r.Found {
			if f.Key != "publish.check.parties" {
				t.Errorf("%s %s %s", f.File, f.Place, f.Key)
			}
		}
	})
	return out
}

// What the site's templates, scripts, feeds and index hold passes its own check; what was put into them does not.
func TestSiteCheck(t *testing.T) {
	site := sampleSite(t, incidenttest.Collection())
	for name, change := range map[string]func(list files) string{
		"a script that was added to": func(list files) string {
			list["search.js"] = append(bytes.Clone(list["search.js"]), "fetch('//x')"...)
			return "publish.check.foreign_script"
		},
		"a script of somebody else": func(list files) string {
			list["more.js"] = []byte("1")
			return "publish.check.foreign_script"
		},
		"a script within a page": func(list files) string {
			list["index.html"] = bytes.Replace(list["index.html"], []byte("</main>"), []byte("<script>1</script></main>"), 1)
			return "publish.check.element"
		},
		"a form that leads away": func(list files) string {
			list["index.html"] = bytes.Replace(list["index.html"], []byte(`action="search/"`), []byte(`action="https://elsewhere.example/"`), 1)
			return "publish.check.link"
		},
		"a link in a feed": func(list files) string {
			list["feeds/cases.atom"] = bytes.Replace(list["feeds/cases.atom"], []byte(`href="../cases`), []byte(`href="../ncases`), 1)
			return "publish.check.broken"
		},
		"a word in the index that no text holds": func(list files) string {
			for name := range list {
				if gramPart(name) {
					list[name] = bytes.Replace(list[name], []byte(`"grams":{`), []byte(`"grams":{"鷺沼":[1],`), 1)
				}
			}
			return "public.check.derived"
		},
	} {
		t.Run(name, func(t *testing.T) {
			list := files{}
			for n, b := range site {
				list[n] = b
			}
			want := change(list)
			c := incidenttest.Collection()
			k := &checker{scope: scope{collections: []*incident.Collection{&c}, site: true, at: clock}, finder: mask.NewFinder(nil, nil), files: list, ids: map[string][]string{},
				result: &CheckResult{}, mark: func(string) string { return "" }}
			k.allow()
			k.all(ctx)
			k.follow()
			for _, f := range k.result.Found {
				if f.Key == want {
					return
				}
			}
			t.Errorf("not found: %+v", k.result.Found)
		})
	}
}
