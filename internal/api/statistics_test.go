package api_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/stats"
	"todoke/internal/store"
)

var publisher = incident.Actor{Kind: incident.Staff, ID: 7, Login: "pub", Roles: incident.Roles}

// small withholds what stands for one report.
const small = `id = "small"
title = { ja = "手口別・主体別", en = "Method by kind of reporter" }
measure = "reports"
date = "received"
multi_valued = true
denominator = "reports"
decimals = 1

[rows]
dimension = "method"

[columns]
dimension = "org"

[suppress]
on = true
k = 3
`

// counted is an edition of statistics of one year, in work.
type counted struct {
	d       *desk
	edition string
	publish *publish.Publish
}

// count freezes the year 2020 with one more report and begins an edition of it, as staff do.
func (d *desk) count(edition string) counted {
	d.Helper()
	texts, err := i18n.Load()
	d.must(err)
	s, err := stats.New(stats.Config{Store: d.st, Texts: texts, Now: func() time.Time { return d.now }})
	d.must(err)
	received := time.Date(2020, 1, 20, 3, 0, 0, 0, time.UTC)
	r := incident.Report{ID: store.NewID(d.now), Number: "T-2020-9" + edition[len(edition)-1:] + "0000-X", State: incident.Received, Channel: incident.Web, Form: "door", FormVersion: 1, Lang: incident.JA,
		Version: 1, MaskVersion: 1, Received: received, OrgKind: incident.Company, Consent: incident.ConsentStatistics}
	box, err := d.seal.NewBox(r.ID)
	d.must(err)
	party, err := json.Marshal(incident.Party{Role: incident.RoleReporter, Org: secret})
	d.must(err)
	id := store.NewID(d.now)
	sealed, err := box.Seal(store.SealedParty, strconv.FormatInt(id, 10), party)
	d.must(err)
	d.must(d.st.Write(d.Context(), func(tx *store.Tx) error {
		err := errors.Join(tx.InsertKey(d.Context(), r.ID, box.Wrapped()), tx.InsertReport(d.Context(), r, []byte{1}), tx.UpdateMasked(d.Context(), r, 1),
			tx.ReplaceParties(d.Context(), r.ID, []store.Party{{ID: id, Role: incident.RoleReporter, Placeholder: "届出者"}}),
			tx.PutSealed(d.Context(), r.ID, store.SealedParty, strconv.FormatInt(id, 10), sealed))
		if err != nil {
			return err
		}
		f := incident.Fact{Dimension: incident.DimAttack, Code: "phishing", Polarity: incident.Present, Certainty: incident.Confirmed, Source: incident.FromReporter, Coded: true, By: "staff:t"}
		if err := tx.ReplaceFacts(d.Context(), r.ID, true, []incident.Fact{f}, d.now); err != nil {
			return err
		}
		_, err = tx.Decide(d.Context(), r.ID, incident.Received, store.Decision{State: incident.Accepted, AcceptedAt: received, Acceptance: incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.WithDamage}})
		return err
	}))
	if _, problems, err := s.SaveDefinition(d.Context(), publisher, small); err != nil || len(problems) > 0 {
		d.Fatal(problems, err)
	}
	year, err := stats.ParsePeriod("2020")
	d.must(err)
	set, err := s.Freeze(d.Context(), publisher, year, "V1", "small")
	d.must(err)
	c := counted{d, edition, publish.New(publish.Config{Store: d.st, Seal: d.seal, Stats: s, Catalogue: texts, Dir: d.dir, Desk: incident.Text{JA: "届出受付所", EN: "Report Desk"}})}
	d.must(c.publish.Save(d.Context(), publisher, incident.Edition{ID: edition, Kind: incident.KindStatistics, Set: set.ID, Title: incident.Text{JA: "2020年の届出状況", EN: "Statistics of 2020"}}, d.now))
	return c
}

// release publishes the edition; the interface then reads its files.
func (c counted) release() {
	c.d.Helper()
	ctx := c.d.Context()
	c.d.must(c.publish.Freeze(ctx, publisher, c.edition, c.d.now))
	c.d.must(c.publish.Build(ctx, publisher, c.edition, c.d.now, publish.Options{WithoutPDF: true}))
	r, err := c.publish.Check(ctx, publisher, c.edition, c.d.now)
	c.d.must(err)
	if !r.Passed {
		c.d.Fatalf("%+v", r.Found)
	}
	c.d.must(c.publish.Release(ctx, publisher, c.edition, c.d.now))
	public := os.DirFS(filepath.Join(c.d.dir, "public"))
	c.d.must(fs.WalkDir(public, "editions/"+c.edition, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(public, name)
		c.d.site[name] = &fstest.MapFile{Data: b}
		return err
	}))
}

// publishedStatistics asks before an edition is out, and after: only what is published is told, as it is published.
func (d *desk) publishedStatistics() {
	d.Helper()
	e := d.count("2020")
	for _, path := range []string{"/statistics/2020/V1", "/statistics/2020.1/V1", "/statistics/2020H1/V1", "/statistics/%2e%2e/V1"} {
		d.call("GET", path, "").want(404, "There is no published edition of statistics of this name", "live tables are not offered")
	}
	if sets := d.call("GET", "/statistics", "").want(200).body["sets"].([]any); len(sets) > 0 {
		d.Errorf("a set that is not released is listed: %v", sets)
	}
	e.release()
	list := d.call("GET", "/statistics", "").want(200, `"edition":"2020"`, `"set":"2020.1"`, `"self":"/api/v1/statistics/2020/V1"`, `"id":"small"`)
	if sets := list.body["sets"].([]any); len(sets) != 1 || len(sets[0].(map[string]any)["tables"].([]any)) != 2 {
		d.Errorf("%s", list.text)
	}
	for _, path := range []string{"/statistics/2020/A3", "/statistics/2020/V1.json", "/statistics/2020/%2e%2e%2fedition"} { // A3 is counted by the desk, but not in the set
		a := d.call("GET", path, "").want(404, "The edition 2020 has no such table")
		if a.header.Get("Content-Type") != "application/problem+json" {
			d.Errorf("%s: %s", path, a.header)
		}
	}
	d.call("GET", "/statistics/2020/A3", "", "Accept-Language", "ja").want(404, "この表はありません")
	for id, n := range map[string]string{"V1": `"n": 1`, "small": `"n": 0`} { // the small one withholds its n as well
		a := d.call("GET", "/statistics/2020/"+id, "").want(200, `"format": "todoke-published-table/1"`, `"frozen_at": "2020-03-02T09:30:00Z"`, n, `"about"`)
		if a.text != string(d.site["editions/2020/tables/"+id+".json"].Data) {
			d.Errorf("%s is not its file", id)
		}
		d.call("GET", "/statistics/2020/"+id, "", "If-None-Match", a.header.Get("ETag")).want(304)
		for _, of := range []string{"T-2020-", secret, "HeldBack", "held_back"} {
			if strings.Contains(a.text, of) {
				d.Errorf("%s tells %q", id, of)
			}
		}
	}
	var t struct {
		Table stats.Table
		About []incident.NamedText
	}
	d.must(json.Unmarshal([]byte(d.call("GET", "/statistics/2020/small", "").text), &t))
	if !t.Table.Suppressed || len(t.About) == 0 || len(t.Table.Notes) == 0 || t.Table.Freeze != "2020.1" {
		d.Errorf("%+v", t)
	}
	withheld := 0
	for _, row := range t.Table.Cells {
		for _, c := range row {
			if c.Suppressed {
				withheld++
			}
			if c.Suppressed && (c.Value != 0 || c.Share != "" || c.N != 0) || !c.Suppressed && c.Value == 1 {
				d.Errorf("a small number is told: %+v", c)
			}
		}
	}
	if withheld == 0 {
		d.Error("nothing is withheld")
	}
}

// A later set of the same period comes first and leaves the earlier one as it was.
func TestLaterSet(t *testing.T) {
	d := newDesk(t)
	if sets := d.call("GET", "/statistics", "").want(200).body["sets"].([]any); len(sets) > 0 {
		t.Errorf("%v", sets)
	}
	d.count("2020").release()
	first := d.call("GET", "/statistics/2020/V1", "").want(200).text
	d.now = d.now.AddDate(0, 1, 0)
	d.count("2020-2").release()
	a := d.call("GET", "/statistics", "").want(200)
	if x, y := strings.Index(a.text, `"edition":"2020-2"`), strings.Index(a.text, `"edition":"2020"`); x < 0 || y < x {
		t.Errorf("the order of %s", a.text)
	}
	if d.call("GET", "/statistics/2020/V1", "").text != first || d.call("GET", "/statistics/2020-2/V1", "").text == first {
		t.Error("the sets of a period are mixed up")
	}
}
