package publish

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/store"
)

// says writes down what the reporter of case n says about its publication.
func (d *desk) says(n int, word incident.Word) {
	d.t.Helper()
	r, err := d.st.FindReport(ctx, incident.ReportNumber(2020, int64(n)))
	d.must(err)
	d.must(d.st.Write(ctx, func(tx *store.Tx) error {
		return tx.SayConsent(ctx, r, incident.ConsentLine{ID: store.NewID(d.now), Role: incident.RoleReporter, Use: incident.UseCase, Word: word, SaidAt: d.now, At: d.now, Channel: "web", Who: "reporter"})
	}))
}

func (d *desk) corrections(number string) string {
	d.t.Helper()
	list, err := d.Corrections(ctx, publisher, number)
	d.must(err)
	var out []string
	for _, c := range list {
		out = append(out, c.Case+" "+string(c.Cause)+" "+string(c.State))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// out makes the edition 2020H1 of two cases and releases it; the second has a chapter.
func (d *desk) out() (one, two string) {
	d.t.Helper()
	one = d.add(1, nil)
	two = d.add(2, func(h *happening) {
		h.revision.Chapter = &incident.Chapter{Title: incident.Text{JA: "鉛筆が流れ着いた件", EN: "Pencils washed ashore"}, Damage: incident.Text{JA: "鉛筆が一本、岸に着いた。"}, Figures: []incident.Figure{incidenttest.Flow()}}
	})
	d.edition(one, two)
	if r := d.ready(Options{WithoutPDF: true}); !r.Passed {
		d.t.Fatalf("%+v", r.Found)
	}
	d.must(d.Release(ctx, publisher, "2020H1", d.now))
	return one, two
}

// Consent taken back after the release: a task, then a tombstone in the next revision of the edition. The words are in no file of the new release, number and
// every count stay, the notice says that and when, and not why.
func TestConsentTakenBack(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		one, two := d.out()
		before := d.public()
		was := d.frozen()
		d.now = d.now.AddDate(0, 2, 0)
		d.says(2, incident.Refused)
		if got := d.corrections(""); got != two+" consent open" {
			t.Fatalf("corrections %q", got)
		}
		d.says(2, incident.Unsaid)
		d.says(2, incident.Refused) // again, while the first is open: one task
		if got := d.corrections(""); got != two+" consent open" {
			t.Fatalf("corrections %q", got)
		}
		if v, err := d.Find(ctx, publisher, "2020H1"); err != nil || !stale(v, two) || stale(v, one) {
			t.Errorf("the case is not stale, or the other is: %v", err)
		}
		ids, err := d.WithdrawCase(ctx, publisher, two, d.now)
		if err != nil || !slices.Equal(ids, []string{"2020H1"}) {
			t.Fatal(ids, err)
		}
		same(t, "before the release", before, d.public())
		now, next, err := d.Staged(ctx, publisher, "2020H1")
		if err != nil || now.Revision != 0 || next == nil || next.Revision != 1 || next.FrozenAt != was.FrozenAt {
			t.Fatalf("%v, %+v", err, next)
		}
		if got := d.corrections(two); got != two+" consent staged" {
			t.Errorf("corrections %q", got)
		}
		d.must(d.ReleaseStaged(ctx, publisher, d.now, Options{WithoutPDF: true}))
		site := d.public()
		for name, body := range site {
			for _, words := range []string{"端末2台", "on 2 machines", "鉛筆", "Pencils", "consent", "同意"} {
				if bytes.Contains(body, []byte(words)) && !bytes.Contains(before[name], []byte(words)) || strings.Contains("端末2台 on 2 machines 鉛筆 Pencils", words) && bytes.Contains(body, []byte(words)) {
					t.Errorf("%s holds %q", name, words)
				}
			}
		}
		var c incident.Collection
		d.must(json.Unmarshal(site["editions/2020H1/edition.json"], &c))
		i := slices.IndexFunc(c.Cases, func(p incident.PublishedCase) bool { return p.Number == two })
		if i < 0 || c.Cases[i].Withdrawn != "2020-10-01" || c.Chosen != was.Chosen || c.Accepted != was.Accepted || c.Categories[0] != was.Categories[0] || len(c.Errata) != 1 || c.Revision != 1 {
			t.Errorf("%+v", c)
		}
		for _, name := range []string{"cases/" + two + "/index.html", "editions/2020H1/index.html", "editions/2020H1/cases/" + two + "/index.html"} {
			if !bytes.Contains(site[name], []byte("取り下げ")) {
				t.Errorf("%s does not say that the case was withdrawn", name)
			}
			if strings.HasPrefix(name, "cases/") && !bytes.Contains(site[name], []byte("配られた写しは、取り戻せません")) {
				t.Errorf("%s does not say that copies are out", name)
			}
		}
		if !bytes.Contains(site["editions/2020H1/index.html"], []byte("端末1台")) {
			t.Error("the other case went too")
		}
		if got := d.corrections(""); got != two+" consent done" {
			t.Errorf("corrections %q", got)
		}
		if _, next, err := d.Staged(ctx, publisher, "2020H1"); err != nil || next != nil {
			t.Errorf("something is still staged: %v", err)
		}
		_ = os.RemoveAll(filepath.Join(d.dir, "releases"))
		d.must(os.Remove(filepath.Join(d.dir, "public")))
		d.must(d.Relink(ctx))
		same(t, "from the database alone", site, d.public())
		if got := keys(d.ReleaseStaged(ctx, publisher, d.now, Options{WithoutPDF: true})); !slices.Equal(got, []string{"publish.error.nothing_staged"}) {
			t.Errorf("released again: %v", got)
		}
		if _, err := d.WithdrawCase(ctx, publisher, two, d.now); !slices.Equal(keys(err), []string{"publish.error.case_not_released"}) {
			t.Errorf("withdrawn again: %v", err)
		}
		d.next(t, two)
	})
}

func stale(v EditionView, number string) bool {
	return slices.ContainsFunc(v.Candidates, func(c Candidate) bool { return c.Case.Number == number && c.Case.Stale })
}

// next releases a second edition after a correction: the corrected one stays as it is, and the withdrawn case may not come back.
func (d *desk) next(t *testing.T, withdrawn string) {
	t.Helper()
	before := d.public()
	three := d.add(3, func(h *happening) {
		h.report.Received = time.Date(2020, 7, 3, 1, 0, 0, 0, time.UTC)
		h.report.AcceptedAt = h.report.Received
	})
	e, err := d.st.FindEdition(ctx, "2020H1")
	d.must(err)
	e.ID, e.From, e.To = "2020H2", time.Date(2020, 7, 1, 0, 0, 0, 0, time.UTC), time.Date(2020, 12, 31, 0, 0, 0, 0, time.UTC)
	d.must(d.Save(ctx, publisher, e, d.now))
	d.must(d.Choose(ctx, publisher, e.ID, []incident.Item{{Case: three, Chosen: true}, {Case: withdrawn, Chosen: true}}, d.now))
	if got := keys(d.Freeze(ctx, publisher, e.ID, d.now)); !slices.Contains(got, "publish.error.consent") {
		t.Errorf("a case without consent was frozen: %v", got)
	}
	d.must(d.Choose(ctx, publisher, e.ID, []incident.Item{{Case: withdrawn, Reason: "掲載しない"}}, d.now))
	d.must(d.Freeze(ctx, publisher, e.ID, d.now))
	d.must(d.Build(ctx, publisher, e.ID, d.now, Options{WithoutPDF: true}))
	if r, err := d.Check(ctx, publisher, e.ID, d.now); err != nil || !r.Passed {
		t.Fatalf("%v %+v", err, r.Found)
	}
	d.must(d.Release(ctx, publisher, e.ID, d.now))
	after := d.public()
	for name, body := range before {
		if strings.HasPrefix(name, "editions/") && !bytes.Equal(after[name], body) {
			t.Errorf("%s of the corrected edition changed", name)
		}
	}
}

// What is staged can be taken back; a task can be closed with a reason, which names nobody; the desk can take a case out by itself.
func TestUnstage(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		one, two := d.out()
		before := d.public()
		if _, err := d.WithdrawCase(ctx, publisher, "2020-0077", d.now); !slices.Equal(keys(err), []string{"publish.error.case_not_released"}) {
			t.Errorf("%v", err)
		}
		d.says(2, incident.Refused)
		for _, number := range []string{one, two} {
			if _, err := d.WithdrawCase(ctx, publisher, number, d.now); err != nil {
				t.Fatal(err)
			}
		}
		_, next, err := d.Staged(ctx, publisher, "2020H1")
		if err != nil || next.Revision != 1 || len(next.Errata) != 2 {
			t.Fatalf("%v %+v", err, next)
		}
		d.must(d.Unstage(ctx, publisher, "2020H1", d.now))
		if got := d.corrections(""); got != one+" desk open; "+two+" consent open" {
			t.Errorf("corrections %q", got)
		}
		same(t, "taken back", before, d.public())
		if got := keys(d.Unstage(ctx, publisher, "2020H1", d.now)); !slices.Equal(got, []string{"publish.error.nothing_staged"}) {
			t.Errorf("%v", got)
		}
		d.must(d.DropCorrection(ctx, publisher, one, "株式会社鷺沼紙器に確かめた", d.now))
		list, err := d.Corrections(ctx, publisher, one)
		if err != nil || list[0].State != incident.CorrectionDropped || strings.Contains(list[0].Reason, "鷺沼") {
			t.Errorf("%v %+v", err, list)
		}
		if open, err := d.CorrectionsOpen(ctx, publisher); err != nil || open["2020H1"] != 1 || len(open) != 1 {
			t.Errorf("open %v %v", open, err)
		}
		if got := keys(d.DropCorrection(ctx, publisher, two, "訂正は要らない", d.now)); !slices.Equal(got, []string{"publish.error.consent"}) {
			t.Errorf("dropped against the word of a party: %v", got)
		}
		d.says(2, incident.Agreed)
		d.must(d.DropCorrection(ctx, publisher, two, "公表してよいと、電話で改めて聞いた", d.now))
		if open, err := d.CorrectionsOpen(ctx, publisher); err != nil || len(open) != 0 {
			t.Errorf("open %v %v", open, err)
		}
		for _, err := range []error{d.DropCorrection(ctx, publisher, one, "x", d.now), d.DropCorrection(ctx, publisher, two, " ", d.now)} {
			if len(keys(err)) != 1 {
				t.Errorf("%v", err)
			}
		}
	})
}

// A revision that names somebody is not released, and nothing changes; what was found is kept for the desk to see.
func TestStagedLeak(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		_, two := d.out()
		before := d.public()
		next, _ := d.frozen().WithdrawCase(two, "2020-10-01", incident.Text{JA: planted.Org + "の申し出により取り下げました。"})
		d.must(d.st.Write(ctx, func(tx *store.Tx) error { return d.stage(ctx, tx, publisher, next, d.now) }))
		if got := keys(d.ReleaseStaged(ctx, publisher, d.now, Options{WithoutPDF: true})); !slices.Equal(got, []string{"publish.error.site"}) {
			t.Fatalf("%v", got)
		}
		same(t, "after a refusal", before, d.public())
		if v, err := d.Find(ctx, publisher, "2020H1"); err != nil || v.Check.Passed || len(v.Check.Found) == 0 {
			t.Errorf("%v %+v", err, v.Check)
		}
		d.must(d.Relink(ctx)) // the check that failed is not taken for that of what is out
		same(t, "linked again", before, d.public())
	})
}

// Who lacks the right withdraws nothing.
func TestWithdrawRights(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		_, two := d.out()
		nobody := incident.Actor{Kind: incident.Staff, ID: 9, Login: "hana", Roles: []incident.Role{incident.Analyst}}
		for name, call := range map[string]func() error{
			"WithdrawCase":   func() error { _, err := d.WithdrawCase(ctx, nobody, two, d.now); return err },
			"DropCorrection": func() error { return d.DropCorrection(ctx, nobody, two, "x", d.now) },
			"Unstage":        func() error { return d.Unstage(ctx, nobody, "2020H1", d.now) },
			"ReleaseStaged":  func() error { return d.ReleaseStaged(ctx, nobody, d.now, Options{}) },
			"Corrections": func() error {
				_, err := d.Corrections(ctx, incident.Actor{Kind: incident.Reporter}, "")
				return err
			},
			"CorrectionsOpen": func() error {
				_, err := d.CorrectionsOpen(ctx, incident.Actor{Kind: incident.Reporter})
				return err
			},
			"Staged": func() error {
				_, _, err := d.Staged(ctx, incident.Actor{Kind: incident.Reporter}, "2020H1")
				return err
			},
		} {
			if got := keys(call()); !slices.Equal(got, []string{"error.forbidden"}) {
				t.Errorf("%s: %v", name, got)
			}
		}
	})
}
