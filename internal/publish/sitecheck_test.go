package publish

import (
	"bytes"
	"slices"
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
		out, err = d.site(store.Release{N: 1, Edition: c[len(c)-1].ID, At: clock}, editions, nil)
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

// What the site's templates, scripts, feeds and index hold passes its own check; what is put into them does not.
func TestSiteCheck(t *testing.T) {
	list := sampleSite(t, incidenttest.Collection())
	swap := func(name, old, new string) {
		t.Helper()
		if !bytes.Contains(list[name], []byte(old)) {
			t.Fatalf("%s holds no %s", name, old)
		}
		list[name] = bytes.Replace(list[name], []byte(old), []byte(new), 1)
	}
	want := map[string]string{}
	list["search.js"], want["search.js"] = append(bytes.Clone(list["search.js"]), "fetch('//x')"...), "publish.check.foreign_script"
	list["more.js"], want["more.js"] = []byte("1"), "publish.check.foreign_script"
	swap("index.html", "</main>", "<script>1</script></main>")
	want["index.html"] = "publish.check.element"
	swap("en/index.html", `action="../en/search/"`, `action="https://elsewhere.example/"`)
	want["en/index.html"] = "publish.check.link"
	swap("feeds/cases.atom", `href="../cases`, `href="../ncases`)
	want["feeds/cases.atom"] = "publish.check.broken"
	for name := range list {
		if gramPart(name) { // a word no text holds
			swap(name, `"grams":{`, `"grams":{"鷺沼":[1],`)
			want[name] = "public.check.derived"
			break
		}
	}
	c := incidenttest.Collection()
	k := &checker{scope: scope{collections: []*incident.Collection{&c}, site: true, at: clock}, finder: mask.NewFinder(nil, nil), files: list, ids: map[string][]string{},
		result: &CheckResult{}, mark: func(string) string { return "" }}
	k.allow()
	k.all(ctx)
	k.follow()
	for name, key := range want {
		if !slices.ContainsFunc(k.result.Found, func(f Found) bool { return f.File == name && f.Key == key }) {
			t.Errorf("%s: no %s", name, key)
		}
	}
}
