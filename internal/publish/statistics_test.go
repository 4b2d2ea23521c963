package publish

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"todoke/internal/incident"
	"todoke/internal/stats"
	"todoke/internal/store"
)

var (
	writer   = incident.Actor{Kind: incident.Staff, ID: 5, Login: "ana", Roles: []incident.Role{incident.Analyst}}
	approver = incident.Actor{Kind: incident.Staff, ID: 6, Login: "rev", Roles: []incident.Role{incident.Reviewer}}
)

// counting gives a desk its statistics.
func (d *desk) counting() *stats.Stats {
	d.t.Helper()
	s, err := stats.New(stats.Config{Store: d.st, Texts: words(d.t), Now: func() time.Time { return d.now }})
	d.must(err)
	d.Publish.stats = s
	return s
}

// freezeYear freezes the year and makes an edition of it.
func (d *desk) freezeYear(s *stats.Stats, id string) {
	d.t.Helper()
	year, err := stats.ParsePeriod("2020")
	d.must(err)
	set, err := s.Freeze(ctx, writer, year)
	d.must(err)
	d.must(d.Save(ctx, publisher, incident.Edition{ID: id, Kind: incident.KindStatistics, Set: set.ID, Title: incident.Text{JA: "2020年の届出状況", EN: "Statistics of 2020"}}, d.now))
}

func (d *desk) releaseStatistics(id string) {
	d.t.Helper()
	d.must(d.Freeze(ctx, publisher, id, d.now))
	d.must(d.Build(ctx, publisher, id, d.now, Options{WithoutPDF: true}))
	r, err := d.Check(ctx, publisher, id, d.now)
	d.must(err)
	if !r.Passed {
		d.t.Fatalf("%+v", r.Found)
	}
	if err := d.Release(ctx, publisher, id, d.now); err != nil {
		if e, ok := err.(*incident.Error); ok {
			d.t.Log(e.Key, e.Args)
		}
		d.t.Fatal(err)
	}
}

// An edition of statistics goes the way of every edition: texts by two people, frozen, built, checked, released; its numbers have stable addresses; what came late
// stands in the revision table of the next, and the first is not touched.
func TestStatisticsEdition(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		s := d.counting()
		for n := range 3 {
			d.add(n+1, nil)
		}
		d.freezeYear(s, "2020")
		text := incident.Text{JA: "添付ファイルに気をつけてください。", EN: "Beware of attachments."}
		d.must(d.Comment(ctx, writer, "2020", "V2", text, d.now))
		if got := keys(d.Freeze(ctx, publisher, "2020", d.now)); !slices.Contains(got, "publish.error.comment_waits") {
			t.Errorf("a text nobody approved does not stop the freeze: %v", got)
		}
		if got := keys(d.ApproveComment(ctx, incident.Actor{Kind: incident.Staff, ID: 5, Roles: incident.Roles}, "2020", "V2", d.now, d.now)); !slices.Equal(got, []string{"publish.error.own_comment"}) {
			t.Errorf("the writer approves: %v", got)
		}
		if got := keys(d.ApproveComment(ctx, approver, "2020", "V2", d.now.Add(-time.Hour), d.now)); !slices.Equal(got, []string{"publish.error.comment_changed"}) {
			t.Errorf("an older text is approved: %v", got)
		}
		d.must(d.ApproveComment(ctx, approver, "2020", "V2", d.now, d.now))
		d.releaseStatistics("2020")
		site := d.public()
		for _, name := range []string{"statistics/index.html", "en/statistics/index.html", "statistics/2020/V2/index.html", "en/statistics/2020/A3/index.html", "editions/2020/index.html", "editions/2020/statistics.xlsx",
			"editions/2020/tables/V2.csv", "editions/2020/tables/V2.json", "editions/2020/edition.json", "editions/2020/edition.schema.json"} {
			if site[name] == nil {
				t.Errorf("no %s", name)
			}
		}
		page := string(site["statistics/2020/V2/index.html"])
		for _, want := range []string{`<td id="V2.2020-01.with">3</td>`, "発生率ではない", "添付ファイルに気をつけて", "/statistics/2020/V2/", "2020.1（2020-08-01確定）", "<svg"} {
			if !strings.Contains(page, want) {
				t.Errorf("the table's page lacks %q", want)
			}
		}
		for _, at := range []string{"index.html", "cases/", "search/index.html"} {
			for name, body := range site {
				if strings.HasPrefix(name, at) && strings.HasSuffix(name, ".html") && !bytes.Contains(body, []byte("statistics/index.html")) {
					t.Errorf("%s does not lead to the statistics", name)
				}
			}
		}
		schemaHolds(t, site["editions/2020/edition.schema.json"], site["editions/2020/edition.json"])
		first := map[string]string{}
		for name, body := range site {
			if strings.HasPrefix(name, "editions/2020/") {
				first[name] = digest(body)
			}
		}

		d.now = d.now.Add(24 * time.Hour)
		d.add(4, nil) // late
		d.freezeYear(s, "2020-2")
		d.releaseStatistics("2020-2")
		site = d.public()
		for name, sum := range first {
			if digest(site[name]) != sum {
				t.Errorf("%s changed with the next set", name)
			}
		}
		for _, x := range []struct{ file, want string }{{"editions/2020-2/index.html", "<td>+1</td>"}, {"statistics/2020/V2/index.html", "2020-2"}, {"statistics/2020-2/V2/index.html", `<td id="V2.2020-01.with">4</td>`}, {"statistics/2020/V2/index.html", `<td id="V2.2020-01.with">3</td>`}} {
			if !strings.Contains(strings.ReplaceAll(string(site[x.file]), "&#43;", "+"), x.want) {
				t.Errorf("%s lacks %q", x.file, x.want)
			}
		}
	})
}

// A set whose numbers do not come out when it is counted again, a text that names a party, a table the set does not have: refused.
func TestStatisticsRefused(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		s := d.counting()
		d.add(1, nil)
		for want, e := range map[string]incident.Edition{
			"publish.error.no_set": {ID: "2020", Kind: incident.KindStatistics, Title: incident.Text{JA: "あ"}},
			"publish.error.id":     {ID: "../x", Kind: incident.KindStatistics, Set: "2020.1", Title: incident.Text{JA: "あ"}},
		} {
			if got := keys(d.Save(ctx, publisher, e, d.now)); !slices.Contains(got, want) {
				t.Errorf("%s: %v", want, got)
			}
		}
		d.freezeYear(s, "2020")
		if err := d.Comment(ctx, writer, "2020", "Z9", incident.Text{JA: "あ"}, d.now); err == nil {
			t.Error("a text beside a table that is not there")
		}
		if err := d.Comment(ctx, incident.Actor{Kind: incident.Staff, ID: 9, Roles: []incident.Role{incident.Intake}}, "2020", "V2", incident.Text{JA: "あ"}, d.now); err == nil {
			t.Error("intake writes")
		}
		d.must(d.Comment(ctx, writer, "2020", "V2", incident.Text{JA: "株式会社鷺沼紙器の件に注意。", EN: "x"}, d.now))
		d.must(d.ApproveComment(ctx, approver, "2020", "V2", d.now, d.now))
		if got := keys(d.Freeze(ctx, publisher, "2020", d.now)); !slices.Contains(got, "publish.error.named") {
			t.Errorf("a text that names a party: %v", got)
		}
		d.must(d.Comment(ctx, writer, "2020", "V2", incident.Text{}, d.now))
		d.releaseStatistics("2020")
	})
}

// A kept table that was altered is refused before the freeze, and where that was passed by, at the check of the finished files.
func TestStatisticsAltered(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		s := d.counting()
		for n := range 3 {
			d.add(n+1, nil)
		}
		d.freezeYear(s, "2020")
		d.must(d.st.Write(ctx, func(tx *store.Tx) error { // the set of the year once more, one number of V2 another
			list, err := tx.ListFrozenTables(ctx, "2020.1")
			if err != nil {
				return err
			}
			i := slices.IndexFunc(list, func(k store.FrozenTable) bool { return k.Definition == "V2" })
			altered := strings.Replace(list[i].Body, `"value":3`, `"value":4`, 1)
			if altered == list[i].Body {
				t.Fatalf("no 3 in %s", altered)
			}
			list[i].Body = altered
			if _, err := tx.InsertFreeze(ctx, store.Freeze{ID: "2020.2", Period: "2020", Revision: 2, At: d.now, Who: "staff:ana"}); err != nil {
				return err
			}
			return tx.InsertFrozenTables(ctx, "2020.2", list)
		}))
		d.must(d.Save(ctx, publisher, incident.Edition{ID: "2020", Kind: incident.KindStatistics, Set: "2020.2", Title: incident.Text{JA: "2020年の届出状況"}}, d.now))
		if got := keys(d.Freeze(ctx, publisher, "2020", d.now)); !slices.Equal(got, []string{"publish.error.set_differs"}) {
			t.Errorf("frozen with an altered table: %v", got)
		}
		d.Publish.stats = nil // as if it was altered after the freeze
		d.must(d.Freeze(ctx, publisher, "2020", d.now))
		d.must(d.Build(ctx, publisher, "2020", d.now, Options{WithoutPDF: true}))
		d.Publish.stats = s
		r, err := d.Check(ctx, publisher, "2020", d.now)
		d.must(err)
		if r.Passed || len(r.Found) != 1 || r.Found[0].Key != "publish.check.set" || r.Found[0].Place != "V2" {
			t.Errorf("an altered table passes the check: %+v", r.Found)
		}
		if err := d.Release(ctx, publisher, "2020", d.now); err == nil {
			t.Error("it is released")
		}
	})
}

func schemaHolds(t *testing.T, schema, body []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("s.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("s.json")
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(v); err != nil {
		t.Error(err)
	}
}
