package publish

import (
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// shown puts a draft of case n behind its reporter's code, in a state.
func (d *desk) shown(n int, state incident.ShowingState, silence incident.Silence, due time.Time) {
	d.t.Helper()
	r, err := d.st.FindReport(ctx, incident.ReportNumber(2020, int64(n)))
	d.must(err)
	d.must(d.st.Write(ctx, func(tx *store.Tx) error {
		return tx.InsertShowing(ctx, incident.Showing{ID: store.NewID(d.now), Case: incident.CaseNumber(2020, int64(n)), Revision: 1, ReportID: r.ID, Lang: incident.JA, State: state, Silence: silence,
			ShownBy: "staff:bun", ShownAt: d.now, Due: due, Parts: []incident.ShownPart{{N: 1, Kind: incident.PartSentence, Place: "summary.ja", Body: "文。"}}})
	}))
}

// A reporter who still looks keeps out that case alone, and the edition goes on; a date that passed lets it go or not, as the reporter was told.
func TestFreezeLeavesOut(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		var cases []string
		for i := range 7 {
			cases = append(cases, d.add(i+1, nil))
		}
		before, after := d.now.Add(-time.Hour), d.now.Add(time.Hour)
		d.shown(1, incident.ShowingWaiting, incident.SilenceAgrees, after)  // still time
		d.shown(2, incident.ShowingWaiting, incident.SilenceAgrees, before) // silent: goes
		d.shown(3, incident.ShowingWaiting, incident.SilenceLeaves, before) // silent: stays out
		d.shown(4, incident.ShowingObjected, incident.SilenceAgrees, before)
		d.shown(5, incident.ShowingAgreed, incident.SilenceLeaves, after)
		d.shown(6, incident.ShowingClosed, incident.SilenceLeaves, before)
		d.edition(cases...)
		d.must(d.Freeze(ctx, publisher, "2020H1", d.now))
		var got []string
		for _, c := range d.frozen().Cases {
			got = append(got, c.Number)
		}
		slices.Sort(got)
		if want := []string{cases[1], cases[4], cases[5], cases[6]}; !slices.Equal(got, want) || d.frozen().Chosen != 4 {
			t.Errorf("frozen %v, want %v", got, want)
		}
		items, err := d.st.ListItems(ctx, "2020H1")
		d.must(err)
		for _, i := range items {
			if out := !slices.Contains(got, i.Case); out != (i.Reason != "") || out == i.Chosen {
				t.Errorf("%+v", i)
			}
		}
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Action: "case.left_out", Limit: 10})
		if err != nil || len(rows) != 3 || !strings.Contains(rows[0].Detail, "edition=2020H1") {
			t.Errorf("%v %+v", err, rows)
		}
		if id, err := d.st.FrozenIn(ctx, cases[1]); err != nil || id != "2020H1" {
			t.Errorf("frozen in %q, %v", id, err)
		}
		if id, err := d.st.FrozenIn(ctx, cases[0]); err != nil || id != "" {
			t.Errorf("the one left out is frozen in %q, %v", id, err)
		}
	})
}

// Where something else stops the freeze, nothing is left out either.
func TestFreezeStoppedLeavesNothingOut(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil), d.add(2, func(h *happening) { h.one.Hold = "未修正" }))
		d.shown(1, incident.ShowingWaiting, incident.SilenceAgrees, d.now.Add(time.Hour))
		if got := keys(d.Freeze(ctx, publisher, "2020H1", d.now)); !slices.Equal(got, []string{"publish.error.hold"}) {
			t.Errorf("%v", got)
		}
		items, err := d.st.ListItems(ctx, "2020H1")
		d.must(err)
		for _, i := range items {
			if !i.Chosen {
				t.Errorf("%+v", i)
			}
		}
	})
}
