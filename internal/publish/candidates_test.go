package publish

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// What many cases rest on is the same read at once and read one by one, also where there are more cases than one query takes.
func TestReadBelow(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		numbers := []string{d.add(1, nil), d.add(2, nil), d.add(3, func(h *happening) { h.one.Hold = "未修正" })}
		reports, err := d.st.ListCaseReports(ctx, numbers[1])
		d.must(err)
		d.must(d.st.Write(ctx, func(tx *store.Tx) error {
			if err := tx.Enqueue(ctx, store.JobMaskAgain, strconv.FormatInt(reports[0].ID, 10), d.now); err != nil {
				return err
			}
			return tx.InsertShowing(ctx, incident.Showing{ID: store.NewID(d.now), Case: numbers[0], Revision: 1, ReportID: reports[0].ID, Lang: incident.JA, State: incident.ShowingWaiting, ShownAt: d.now, Due: d.now})
		}))
		cases, err := d.st.ListCases(ctx, store.CaseFilter{})
		d.must(err)
		for i := range 1100 { // cases that are not there
			cases = slices.Insert(cases, i, incident.Case{Number: fmt.Sprintf("1999-%04d", i)})
		}
		b, err := readBelow(ctx, d.st.Reader, cases)
		d.must(err)
		same := func(what string, at any, got, want any) {
			t.Helper()
			if s := cmp.Diff(want, got, cmpopts.EquateEmpty()); s != "" {
				t.Errorf("%s of %v (-one by one +at once):\n%s", what, at, s)
			}
		}
		for _, n := range numbers {
			one, err := d.st.ListCaseReports(ctx, n)
			d.must(err)
			same("reports", n, b.reports[n], one)
			shown, err := d.st.ListShowings(ctx, n)
			d.must(err)
			same("showings", n, b.showings[n], shown)
			c, err := d.st.FindCase(ctx, n)
			d.must(err)
			if c.Approved > 0 {
				v, err := d.st.FindRevision(ctx, n, c.Approved)
				d.must(err)
				same("text", n, b.revisions[n], v)
			}
			for _, r := range one {
				facts, err := d.st.ListFacts(ctx, r.ID)
				d.must(err)
				same("facts", r.Number, b.facts[r.ID], slices.DeleteFunc(facts, func(f incident.Fact) bool { return !f.Coded }))
				parties, err := d.st.Consents(ctx, r.ID)
				d.must(err)
				same("consents", r.Number, b.consents[r.ID], parties)
				waits, err := d.st.MaskingWaits(ctx, r.ID)
				d.must(err)
				same("masking", r.Number, b.remasked.Waits(r.ID), waits)
			}
		}
		if len(b.facts) == 0 || len(b.consents) != 3 || !b.remasked.Waits(reports[0].ID) {
			t.Errorf("nothing to compare: %d with facts, %d with parties", len(b.facts), len(b.consents))
		}
		d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, store.JobRemask, "1", d.now) }))
		m, err := d.st.ListRemasked(ctx)
		d.must(err)
		if !m.Waits(1) {
			t.Error("while a term is sought any report may wait")
		}
	})
}

// An edition in work offers every case of its scheme or its period; a frozen one holds what was decided, however many cases come after it.
func TestCandidatesOnceFrozen(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		first := d.add(1, nil)
		d.edition(first)
		count := func() int {
			v, err := d.Find(ctx, publisher, "2020H1")
			d.must(err)
			return len(v.Candidates)
		}
		d.must(d.Freeze(ctx, publisher, "2020H1", d.now))
		later := d.add(2, nil)
		if n := count(); n != 1 {
			t.Errorf("%d candidates of a frozen edition, want 1", n)
		}
		d.must(d.Reopen(ctx, publisher, "2020H1", "もう一件", d.now))
		if n := count(); n != 2 {
			t.Errorf("%d candidates of the edition opened again, want 2 with %s", n, later)
		}
	})
}
