package stats_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/stats"
	"todoke/internal/store"
)

// TestFreeze holds that a frozen set never changes: late, amended and withdrawn reports show in the live tables, in the next set, and in the revision table.
func TestFreeze(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		ctx := context.Background()
		d := newDesk(t, st)
		as := func(dm incident.Damage) incident.Acceptance {
			return incident.Acceptance{Scheme: incident.SchemeAccess, Damage: dm}
		}
		for i := range 4 {
			d.n++
			d.add(sample{id: int64(1000 + i), number: "T-2020-00000" + string(rune('1'+i)) + "-X", received: day(2020, 3, 1+i), as: as(incident.WithDamage), facts: []incident.Fact{fact(incident.DimAttack, "phishing")}})
		}
		before := d.table("A1", "2020")
		p := period(t, "2020")
		first, err := d.Freeze(ctx, staff, p)
		if err != nil || first.ID != "2020.1" || len(first.Tables) < 15 {
			t.Fatal(first, err)
		}
		frozen := func(id string) string {
			tb, err := d.Table(ctx, staff, stats.Query{Definition: "A1", Period: p, Freeze: id})
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(tb)
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		then := frozen("2020.1")

		d.now = d.now.AddDate(0, 3, 0)
		d.add(sample{received: day(2020, 12, 31), as: as(incident.NoDamage)}) // late
		d.flush()
		err = st.Write(ctx, func(tx *store.Tx) error { // one withdrawn, one recoded
			if _, err := tx.Decide(ctx, 1000, incident.Accepted, store.Decision{State: incident.Withdrawn}); err != nil {
				return err
			}
			return tx.ReplaceFacts(ctx, 1001, true, []incident.Fact{fact(incident.DimAttack, "dos"), fact(incident.DimAttack, "worm")}, d.now)
		})
		if err != nil {
			t.Fatal(err)
		}
		live := d.table("A1", "2020")
		if before.Total.Value != 4 || live.Total.Value != 4 || at(t, live, "2020-12", "").Value != 1 || at(t, live, "2020-03", "").Value != 3 {
			t.Errorf("live: %d then %d", before.Total.Value, live.Total.Value)
		}
		if now := frozen("2020.1"); now != then {
			t.Errorf("the frozen set changed:\n%s\n%s", then, now)
		}
		// what was not kept as a table is counted on the rows of the freeze
		x, err := d.Table(ctx, staff, stats.Query{Definition: "A3", Period: p, Freeze: "2020.1", Filters: []stats.Condition{{Dimension: "damaged", In: []string{"with"}}}})
		if err != nil || at(t, x, "impersonation", "").Value != 4 || x.Revision != 1 {
			t.Errorf("crossed over the freeze: %+v %v", x, err)
		}
		rows, err := d.Rows(ctx, staff, stats.Query{Definition: "A1", Period: p, Freeze: "2020.1"}, stats.Place{Row: "2020-03"}, stats.Part{Limit: 10})
		if err != nil || rows.Total != 4 {
			t.Errorf("behind the frozen number: %+v %v", rows, err)
		}
		for _, part := range []stats.Part{{Over: 1, Limit: 2}, {Over: 3, Limit: 10}, {Over: 9, Limit: 10}} {
			some, err := d.Rows(ctx, staff, stats.Query{Definition: "A1", Period: p, Freeze: "2020.1"}, stats.Place{Row: "2020-03"}, part)
			want := rows.Numbers[min(part.Over, 4):min(part.Over+part.Limit, 4)]
			if err != nil || some.Total != 4 || !slices.Equal(some.Numbers, want) {
				t.Errorf("%+v of what is behind it: %+v %v, want %v", part, some, err, want)
			}
		}

		second, err := d.Freeze(ctx, staff, p)
		if err != nil || second.ID != "2020.2" || second.Revision != 2 {
			t.Fatal(second, err)
		}
		diff, err := d.Revisions(ctx, staff, "2020.1", "2020.2")
		if err != nil {
			t.Fatal(err)
		}
		find := func(table, row, column string) (stats.Difference, bool) {
			i := slices.IndexFunc(diff, func(x stats.Difference) bool {
				return x.Definition == table && x.Row.Code == row && x.Column.Code == column
			})
			if i < 0 {
				return stats.Difference{}, false
			}
			return diff[i], true
		}
		if x, ok := find("A1", "2020-03", "with"); !ok || x.Old != 4 || x.New != 3 || x.Difference != -1 {
			t.Errorf("revision of March: %+v in %+v", x, diff)
		}
		if x, ok := find("A3", "impersonation", ""); !ok || x.Old != 4 || x.New != 2 {
			t.Errorf("revision of the method: %+v", x)
		}
		if _, ok := find("A1", "2020-02", "with"); ok {
			t.Error("a cell that did not change is in the revision table")
		}
		if again := frozen("2020.1"); again != then {
			t.Error("the second freeze changed the first")
		}
		if _, err := d.Freeze(ctx, incident.Actor{Kind: incident.Staff, Roles: []incident.Role{incident.Auditor}}, p); !errors.Is(err, &incident.Error{Kind: incident.Forbidden}) {
			t.Errorf("an auditor froze a set: %v", err)
		}
		if _, err := d.Rows(ctx, incident.Actor{Kind: incident.Staff, Roles: []incident.Role{incident.Auditor}}, stats.Query{Definition: "A1", Period: p}, stats.Place{}, stats.Part{Limit: 10}); !errors.Is(err, &incident.Error{Kind: incident.Forbidden}) {
			t.Errorf("an auditor saw the reports behind a number: %v", err)
		}
	})
}

// TestDates holds what becomes of reports whose deciding date is before 1990, in the future, a month, a year, or not there.
func TestDates(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	span := func(from, to time.Time, p incident.Precision) incident.When {
		return incident.When{From: from.Truncate(24 * time.Hour), To: to.Truncate(24 * time.Hour), Precision: p}
	}
	for _, w := range []incident.When{
		incident.OnDay(day(2020, 4, 5)),
		span(day(2020, 4, 1), day(2020, 4, 30), incident.Month),
		span(day(2020, 1, 1), day(2020, 12, 31), incident.Year),
		span(day(2020, 4, 20), day(2020, 5, 10), incident.About),
		span(day(2019, 1, 1), day(2020, 12, 31), incident.About),
		incident.OnDay(day(1989, 12, 31)),
		incident.OnDay(day(2023, 6, 1)), // after the test's today
		{},
		incident.OnDay(day(2019, 6, 1)), // counted in another year
	} {
		d.add(sample{received: day(2020, 6, 1), discovered: w, as: incident.Acceptance{Scheme: incident.SchemeAccess, Damage: incident.NoDamage}})
	}
	def := func(rows string, coarse stats.Coarse) *stats.Definition {
		return &stats.Definition{ID: "x", Version: 1, Measure: stats.Reports, Date: stats.ByDiscovered, Coarse: coarse, Rows: stats.Axis{Dimension: rows}}
	}
	for _, c := range []struct {
		rows    string
		coarse  stats.Coarse
		counted int64
		listed  map[string]int64
	}{
		{"month", stats.Fitting, 2, map[string]int64{"coarse": 3, "before_1990": 1, "future": 1, "no_date": 1}},
		{"year", stats.Fitting, 4, map[string]int64{"coarse": 1, "before_1990": 1, "future": 1, "no_date": 1}},
		{"month", stats.Exact, 1, map[string]int64{"coarse": 4, "before_1990": 1, "future": 1, "no_date": 1}},
		{"month", stats.First, 4, map[string]int64{"before_1990": 1, "future": 1, "no_date": 1}},
	} {
		tb := d.ask(stats.Query{Inline: def(c.rows, c.coarse)}, "2020")
		got := map[string]int64{}
		for _, l := range tb.Listed {
			got[l.Reason] = l.N
		}
		if tb.Total.Value != c.counted || len(got) != len(c.listed) {
			t.Errorf("%s %s: %d counted, listed %v", c.rows, c.coarse, tb.Total.Value, got)
		}
		for why, n := range c.listed {
			if got[why] != n {
				t.Errorf("%s %s: %d listed as %s, not %d", c.rows, c.coarse, got[why], why, n)
			}
		}
		if len(c.listed) > 0 && !slices.ContainsFunc(tb.Notes, func(n incident.Text) bool { return strings.Contains(n.EN, "Not counted") }) {
			t.Error("no note says what is not counted")
		}
	}
}

// TestShareSays holds that a table with shares says n and that they are no rates, whatever its definition says.
func TestShareSays(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	for range 3 {
		d.add(sample{received: day(2020, 6, 1), org: incident.Company, as: incident.Acceptance{Scheme: incident.SchemeAccess, Damage: incident.NoDamage}})
	}
	for _, den := range []string{"reports", "sum", "row", "column"} {
		tb := d.ask(stats.Query{Inline: &stats.Definition{ID: "x", Version: 1, Measure: stats.Reports, Date: stats.ByReceived, Denominator: den, Rows: stats.Axis{Dimension: "org"}, Columns: stats.Axis{Dimension: "damaged"}}}, "2020")
		var n, rate bool
		for _, x := range tb.Notes {
			n = n || strings.Contains(x.JA, "n＝3件")
			rate = rate || x.JA == "届出に基づく。発生率ではない。"
		}
		if tb.Cells[0][1].Share != "100" || !n || !rate {
			t.Errorf("%s: %+v %v", den, tb.Cells, tb.Notes)
		}
	}
	small := d.ask(stats.Query{Inline: &stats.Definition{ID: "x", Version: 1, Measure: stats.Reports, Date: stats.ByReceived, Denominator: "reports", Rows: stats.Axis{Dimension: "org"}, Suppress: stats.Suppress{On: true, K: 5}}}, "2020")
	if body, _ := json.Marshal(small); strings.Contains(string(body), `"value":3`) || strings.Contains(string(body), `3件`) || !small.Suppressed {
		t.Errorf("a number of three reports left: %s", body)
	}
}

// TestSurest holds that one fact from two sources is one act, as sure as the surest.
func TestSurest(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	doubt, sure := fact(incident.DimAttack, "dos"), fact(incident.DimAttack, "dos")
	doubt.Certainty, sure.Source = incident.Investigating, incident.FromDesk
	other := fact(incident.DimAttack, "worm")
	other.Certainty = incident.Investigating
	d.add(sample{received: day(2020, 6, 1), as: incident.Acceptance{Scheme: incident.SchemeAccess, Damage: incident.NoDamage}, facts: []incident.Fact{doubt, sure, other}})
	tb := d.table("A3", "2020")
	if at(t, tb, "dos", "").Value != 1 || tb.Total.Value != 1 {
		t.Errorf("%+v", tb.Cells)
	}
}

// TestCheck holds that a wrong definition is refused with the line and the reason.
func TestCheck(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	good := "id = \"mine\"\ntitle = { ja = \"あ\", en = \"a\" }\nmeasure = \"reports\"\ndate = \"received\"\nmulti_valued = true\n\n[[where]]\ndimension = \"scheme\"\nin = [\"access\"]\n\n[rows]\ndimension = \"method\"\n"
	if p := d.Check(good); len(p) > 0 {
		t.Fatalf("refused: %v %v", p[0].Line, p[0].Err)
	}
	rules := "[[rule]]\nid = \"a\"\ntitle = { ja = \"あ\", en = \"a\" }\nscheme = \"virus\"\nunit = \"report\"\nto = \"2019-12-31\"\n\n[[rule]]\nid = \"b\"\ntitle = { ja = \"い\", en = \"b\" }\nscheme = \"virus\"\nunit = \"report\"\nfrom = \"2019-06-01\"\n"
	for _, c := range []struct {
		body, key string
		line      int
	}{
		{strings.Replace(good, `"method"`, `"weather"`, 1), "stats.check.dimension", 12},
		{strings.Replace(good, "multi_valued = true\n", "", 1), "stats.check.double", 11},
		{strings.Replace(good, `["access"]`, `["acces"]`, 1), "stats.check.code", 9},
		{strings.Replace(good, `"reports"`, `"rates"`, 1), "stats.check.value", 3},
		{strings.Replace(good, `"received"`, `"someday"`, 1), "stats.check.value", 4},
		{strings.Replace(good, `"mine"`, `"../mine"`, 1), "stats.check.id", 1},
		{good + "colour = \"red\"\n", "stats.check.key", 13},
		{good + "order = = 3\n", "stats.check.syntax", 13},
		{good + "\n[suppress]\non = true\nk = 1\n", "stats.check.suppress", 16},
		{rules, "stats.check.overlap", 9},
		{strings.Replace(rules, "2019-06-01", "2020-02-30", 1), "stats.check.day", 9},
	} {
		p := d.Check(c.body)
		if !slices.ContainsFunc(p, func(p stats.Problem) bool { return p.Err.Key == c.key && p.Line == c.line }) {
			for _, x := range p {
				t.Logf("%d %v", x.Line, x.Err)
			}
			t.Errorf("%s at line %d not found in\n%s", c.key, c.line, c.body)
		}
	}
	ctx := context.Background()
	saved, problems, err := d.SaveDefinition(ctx, staff, good)
	if err != nil || len(problems) > 0 || saved.Version != 1 {
		t.Fatal(saved, problems, err)
	}
	if again, _, err := d.SaveDefinition(ctx, staff, strings.Replace(good, `"a"`, `"b"`, 1)); err != nil || again.Version != 2 {
		t.Fatal(again, err)
	}
	old := d.ask(stats.Query{Definition: "mine", Version: 1}, "2020")
	if now := d.table("mine", "2020"); now.Title.EN != "b" || old.Title.EN != "a" {
		t.Errorf("versions: %q %q", old.Title.EN, now.Title.EN)
	}
}
