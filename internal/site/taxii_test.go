package site

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"todoke/internal/export"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
)

// shelves writes a release of two editions that share two cases, and gives its folder.
func shelves(t *testing.T) string {
	t.Helper()
	words, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	first, second := incidenttest.Collection(), incidenttest.Collection()
	second.ID, second.FrozenAt, second.Cases = "2020H2", "2021-02-26T01:00:00Z", second.Cases[4:6]
	list := map[string]string{"index.html": "home"}
	var editions []export.TAXIIEdition
	for _, c := range []*incident.Collection{&first, &second} {
		b, err := export.STIX(c, words)
		if err != nil {
			t.Fatal(err)
		}
		list["editions/"+c.ID+"/stix.json"] = string(b)
		editions = append(editions, export.TAXIIEdition{Collection: c, STIX: func() ([]byte, error) { return b, nil }})
	}
	files, err := export.TAXII(editions, words, export.TAXIIBefore{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range editions {
		own, err := export.TAXIIManifest(e, &second)
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(files, own)
	}
	for name, body := range files {
		list[name] = string(body)
	}
	dir := t.TempDir()
	write(t, dir, list)
	return dir
}

// client is a TAXII client as the standard describes one: it starts at discovery and follows what it is told.
type client struct {
	t *testing.T
	h http.Handler
}

func (c client) ask(method, address string, accept ...string) *http.Response {
	r := httptest.NewRequest(method, address, nil)
	if len(accept) == 0 {
		accept = []string{"application/taxii+json;version=2.1"}
	}
	if accept[0] != "" {
		r.Header["Accept"] = accept
	}
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, r)
	return w.Result()
}

type answer struct {
	status int
	head   http.Header
	More   bool
	Next   string
	Title  string
	Status string `json:"http_status"`

	Default     string
	APIRoots    []string `json:"api_roots"`
	Collections []struct {
		ID, Alias, Title string
		CanRead          bool `json:"can_read"`
		CanWrite         bool `json:"can_write"`
	}
	Objects  []map[string]any
	Versions []string
}

func (c client) read(address string, accept ...string) answer {
	c.t.Helper()
	r := c.ask("GET", address, accept...)
	a := answer{status: r.StatusCode, head: r.Header}
	if media := r.Header.Get("Content-Type"); media != "application/taxii+json;version=2.1" {
		c.t.Errorf("%s answers as %s", address, media)
	}
	if err := json.NewDecoder(r.Body).Decode(&a); err != nil {
		c.t.Fatalf("%s: %v", address, err)
	}
	if a.status >= 400 && (a.Title == "" || a.Status != fmt.Sprint(a.status)) {
		c.t.Errorf("%s: error %+v", address, a)
	}
	return a
}

func TestTAXII(t *testing.T) {
	dir := shelves(t)
	c := client{t, handlerOf(t, Config{Dir: func() string { return dir }})}
	found := c.read("/taxii2/")
	if len(found.APIRoots) != 1 || found.Default != found.APIRoots[0] || !strings.Contains(found.Title, "実演・架空") {
		t.Fatalf("discovery %+v", found)
	}
	api := found.APIRoots[0]
	if a := c.read(api); a.status != 200 || !strings.Contains(a.Title, "実演・架空") {
		t.Errorf("api root %+v", a)
	}
	list := c.read(api + "collections/").Collections
	if len(list) != 3 || !list[0].CanRead || list[0].CanWrite || !strings.Contains(list[0].Title, "実演・架空") {
		t.Fatalf("%+v", list)
	}
	cases := api + "collections/" + list[0].ID + "/"
	if c.read(cases).status != 200 || c.read(api+"collections/cases/").status != 200 {
		t.Error("a collection is not found by id or alias")
	}

	whole := c.read(cases + "objects/?match[version]=all")
	latest := c.read(cases + "objects/")
	if len(whole.Objects) <= len(latest.Objects) || whole.More {
		t.Fatalf("%d versions of %d objects", len(whole.Objects), len(latest.Objects))
	}
	// Page by page, whatever the size, the same objects come in the same order, once each.
	for _, limit := range []int{1, 7, 100} {
		var ids []string
		for next, n := "", 0; ; n++ {
			if limit == 1 && n == 20 {
				break
			}
			a := c.read(fmt.Sprintf("%sobjects/?match[version]=all&limit=%d&next=%s", cases, limit, url.QueryEscape(next)))
			for _, o := range a.Objects {
				ids = append(ids, o["id"].(string))
			}
			if a.head.Get("X-TAXII-Date-Added-First") == "" || a.head.Get("X-TAXII-Date-Added-First") > a.head.Get("X-TAXII-Date-Added-Last") || len(a.Objects) > limit {
				t.Fatalf("page of %d: %v", len(a.Objects), a.head)
			}
			if next = a.Next; !a.More {
				break
			}
		}
		for i, one := range ids {
			if whole.Objects[i]["id"] != one {
				t.Fatalf("limit %d: object %d is %s", limit, i, one)
			}
		}
		if limit > 1 && len(ids) != len(whole.Objects) {
			t.Errorf("limit %d: %d of %d objects", limit, len(ids), len(whole.Objects))
		}
	}
	// added_after alone finds the rest too, from any object.
	manifest := c.read(cases + "manifest/?match[version]=all")
	if len(manifest.Objects) != len(whole.Objects) {
		t.Fatalf("%d in the manifest", len(manifest.Objects))
	}
	for _, i := range []int{0, 50, len(manifest.Objects) - 2} {
		a := c.read(cases + "objects/?match[version]=all&added_after=" + manifest.Objects[i]["date_added"].(string))
		if len(a.Objects) != len(whole.Objects)-i-1 || a.Objects[0]["id"] != whole.Objects[i+1]["id"] {
			t.Errorf("after object %d come %d", i, len(a.Objects))
		}
	}
	if a := c.read(cases + "objects/?added_after=2030-01-01T00:00:00Z"); a.status != 200 || a.Objects != nil || a.More {
		t.Errorf("nothing new: %+v", a)
	}

	// The case of both editions.
	var twice string
	count := map[string]int{}
	for _, o := range whole.Objects {
		id := o["id"].(string)
		if count[id]++; count[id] == 2 && o["type"] == "incident" {
			twice = id
		}
	}
	for query, want := range map[string]string{"": "2021-02-26T01:00:00.000Z", "?match[version]=first": "2020-08-28T01:00:00.000Z", "?match[version]=last": "2021-02-26T01:00:00.000Z",
		"?match[version]=2020-08-28T01:00:00Z": "2020-08-28T01:00:00.000Z"} {
		if a := c.read(cases + "objects/" + twice + "/" + query); len(a.Objects) != 1 || a.Objects[0]["modified"] != want {
			t.Errorf("%s: %d objects", query, len(a.Objects))
		}
	}
	if a := c.read(cases + "objects/" + twice + "/versions/"); fmt.Sprint(a.Versions) != "[2020-08-28T01:00:00.000Z 2021-02-26T01:00:00.000Z]" {
		t.Errorf("versions %v", a.Versions)
	}
	if a := c.read(cases + "objects/?match[id]=" + twice + "&match[version]=all"); len(a.Objects) != 2 {
		t.Errorf("by id: %d", len(a.Objects))
	}
	incidents := c.read(cases + "objects/?match[type]=incident,malware&match[spec_version]=2.1")
	if len(incidents.Objects) != 47 || len(c.read(cases+"objects/?match[spec_version]=2.0").Objects) != 0 {
		t.Errorf("by type: %d", len(incidents.Objects))
	}
	if a := c.read(api + "collections/2020H2/objects/?match[type]=incident"); len(a.Objects) != 2 {
		t.Errorf("the second edition alone: %d", len(a.Objects))
	}
}

func TestTAXIIRefusals(t *testing.T) {
	dir := shelves(t)
	c := client{t, handlerOf(t, Config{Dir: func() string { return dir }})}
	cases := "/taxii2/api/collections/cases/"
	for address, status := range map[string]int{"/taxii2/nothing/": 404, "/taxii2/api/collections/none/": 404, "/taxii2/api/collections/none/objects/": 404, cases + "objects/incident--x/": 404,
		cases + "objects/incident--x/versions/": 404, "/taxii2/api/status/x/": 404, cases + "objects/?limit=0": 400, cases + "objects/?limit=many": 400, cases + "objects/?added_after=yesterday": 400,
		cases + "objects/?match[colour]=red": 400, cases + "objects/?match[version]=newest": 400, cases + "objects/?next=forged": 400} {
		if a := c.read(address); a.status != status {
			t.Errorf("%s: %d, want %d", address, a.status, status)
		}
	}
	for accept, status := range map[string]int{"application/taxii+json;version=2.1": 200, "application/taxii+json; version=2.1": 200, "application/taxii+json": 200, "*/*": 200, "": 200, "text/html,application/taxii+json;q=0.9": 200,
		"application/taxii+json;version=2.0": 406, "application/json": 406, "text/html": 406, "application/vnd.oasis.taxii+json": 406} {
		if a := c.read(cases+"objects/?limit=1", accept); a.status != status {
			t.Errorf("Accept %q: %d, want %d", accept, a.status, status)
		}
	}
	for _, m := range []struct {
		method, address string
		status          int
	}{{"POST", cases + "objects/", 403}, {"DELETE", cases + "objects/incident--x/", 403}, {"POST", "/taxii2/", 405}, {"PUT", cases + "objects/", 405}, {"HEAD", cases + "objects/", 200}, {"GET", "/taxii2", 301}, {"GET", cases + "objects?limit=2", 301}} {
		r := c.ask(m.method, m.address)
		if r.StatusCode != m.status || r.StatusCode == 405 && r.Header.Get("Allow") != "GET, HEAD" || r.StatusCode == 301 && !strings.HasSuffix(strings.Split(r.Header.Get("Location"), "?")[0], "/") {
			t.Errorf("%s %s: %d %v", m.method, m.address, r.StatusCode, r.Header)
		}
	}
	// The same as plain files.
	if r := c.ask("GET", "/taxii2/cases/objects.json", ""); r.StatusCode != 200 || r.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("as a file: %d %s", r.StatusCode, r.Header.Get("Content-Type"))
	}
	empty := client{t, handlerOf(t, Config{Dir: func() string { return filepath.Join(dir, "none") }})}
	if a := empty.read("/taxii2/"); a.status != 404 {
		t.Errorf("before the first release: %d", a.status)
	}
}

// A release in the middle: pages go on where they were, and a manifest that is not of its objects is no answer.
func TestTAXIIRelease(t *testing.T) {
	one, two := shelves(t), shelves(t)
	dir := one
	c := client{t, handlerOf(t, Config{Dir: func() string { return dir }})}
	a := c.read("/taxii2/api/collections/cases/objects/?limit=5")
	dir = two
	b := c.read("/taxii2/api/collections/cases/objects/?limit=5&next=" + a.Next)
	if len(b.Objects) != 5 || a.Objects[4]["id"] == b.Objects[0]["id"] {
		t.Errorf("%d objects", len(b.Objects))
	}
	path := filepath.Join(two, "taxii2", "cases", "objects.json")
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitN(string(body), "\n", 3)
	if err := os.WriteFile(path, []byte(lines[0]+"\n"+lines[2]), 0o644); err != nil {
		t.Fatal(err)
	}
	if a := c.read("/taxii2/api/collections/cases/objects/?limit=5"); a.status != 500 {
		t.Errorf("a file that lacks an object: %d", a.status)
	}
}
