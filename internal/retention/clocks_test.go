package retention_test

import (
	"slices"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/retention"
	"todoke/internal/store"
)

func of(list []retention.DueRow, number string) []incident.Kept {
	var out []incident.Kept
	for _, r := range list {
		if r.Number == number {
			out = append(out, r.Classes...)
		}
	}
	return out
}

// Nothing is due until somebody confirms a clock, however old a report is; then each class is due on its own day.
func TestNothingRunsUnconfirmed(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.closed(nil)
		open := d.file(nil)
		d.now = d.now.AddDate(30, 0, 0)
		due, err := d.Due(ctx, mono, 365)
		d.must(err)
		if len(due.Now)+len(due.Soon)+len(due.Held) != 0 {
			t.Errorf("due without a clock: %+v", due)
		}
		d.refused(d.Confirm(ctx, satoe, incident.ProposedClocks[0]), "error.forbidden")
		d.clocks()
		due, err = d.Due(ctx, mono, 365)
		d.must(err)
		if got := of(due.Now, n); !slices.Equal(got, incident.KeptOfReport) {
			t.Errorf("due %v", got)
		}
		if got := of(due.Now, open); got != nil {
			t.Errorf("an open report is due: %v", got)
		}
		if due.Start != d.now.Add(retention.Wait) {
			t.Errorf("erasing begins %s", due.Start)
		}
		clocks, err := d.Clocks(ctx, mono)
		d.must(err)
		for _, c := range clocks {
			if !c.Running || c.Who != kan.Who() || !c.At.Equal(d.now) {
				t.Errorf("clock %+v", c)
			}
		}
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Action: string(incident.RetentionSet), Limit: 20})
		d.must(err)
		if len(rows) != len(incident.AllKept) || rows[0].Who != kan.Who() || rows[0].Detail != "confirmed event=erased months=120" {
			t.Errorf("audited %d: %+v", len(rows), rows[0])
		}
		d.must(d.Stop(ctx, kan, incident.KeptMasked))
		d.refused(d.Stop(ctx, kan, incident.KeptMasked), "retention.error.not_running")
		d.refused(d.Stop(ctx, kan, incident.KeptFiles), "retention.error.needed")
		due, err = d.Due(ctx, mono, 365)
		d.must(err)
		if got := of(due.Now, n); slices.Contains(got, incident.KeptMasked) {
			t.Errorf("a stopped clock lets go: %v", got)
		}
	})
}

// Each class has its day, counted from its event; what is about to come is listed apart.
func TestDueDays(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.closed(nil)
		d.clocks()
		begun := d.now
		for _, x := range []struct {
			months  int
			now     []incident.Kept
			soonest []incident.Kept
		}{
			{11, nil, []incident.Kept{incident.KeptFiles}},
			{13, []incident.Kept{incident.KeptFiles}, nil},
			{25, []incident.Kept{incident.KeptFiles, incident.KeptOriginal, incident.KeptContact}, nil},
			{61, incident.KeptOfReport, nil},
		} {
			d.now = begun.AddDate(0, x.months, 0)
			due, err := d.Due(ctx, mono, 60)
			d.must(err)
			got := of(due.Now, n)
			slices.SortFunc(got, func(a, b incident.Kept) int {
				return slices.Index(incident.AllKept, a) - slices.Index(incident.AllKept, b)
			})
			if !slices.Equal(got, x.now) || !slices.Equal(of(due.Soon, n), x.soonest) {
				t.Errorf("after %d months: now %v, soon %v", x.months, got, of(due.Soon, n))
			}
		}
		v, err := d.Report(ctx, bun, n)
		d.must(err)
		if len(v.Rows) != 5 || v.Open || v.Erased() || !v.Rows[0].There || v.Rows[0].Due.IsZero() {
			t.Errorf("what is kept: %+v", v)
		}
	})
}

func TestHolds(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.closed(nil)
		d.clocks()
		d.now = d.now.AddDate(10, 0, 0)
		next := d.now.AddDate(1, 0, 0)
		d.refused(d.Hold(ctx, satoe, n, "", next), "error.reason_short")
		d.refused(d.Hold(ctx, satoe, n, "  あ い ", next), "error.reason_short")
		d.refused(d.Hold(ctx, satoe, n, "訴訟の間は残す", d.now), "retention.error.until")
		d.refused(d.Hold(ctx, satoe, n, "訴訟の間は残す", d.now.AddDate(11, 0, 0)), "retention.error.until")
		d.refused(d.Hold(ctx, kan, n, "訴訟の間は残す", next), "error.forbidden")
		d.must(d.Hold(ctx, satoe, n, "樗木さんとの訴訟の間は残す", next))
		holds, err := d.Holds(ctx, mono)
		d.must(err)
		if len(holds) != 1 || holds[0].Number != n || holds[0].Who != satoe.Who() || holds[0].Reason == "樗木さんとの訴訟の間は残す" {
			t.Fatalf("holds %+v", holds)
		}
		due, err := d.Due(ctx, mono, 30)
		d.must(err)
		if len(due.Now) != 0 || len(of(due.Held, n)) != 5 {
			t.Errorf("held: now %v, held %v", due.Now, due.Held)
		}
		d.refused(d.Lift(ctx, satoe, n, holds[0].ID, "x"), "error.reason_short")
		d.must(d.Lift(ctx, satoe, n, holds[0].ID, "訴訟が終わった"))
		d.refused(d.Lift(ctx, satoe, n, holds[0].ID, "訴訟が終わった"), "retention.error.hold_over")
		if due, err = d.Due(ctx, mono, 30); err != nil || len(of(due.Now, n)) != 5 {
			t.Errorf("lifted: %v, %v", due.Now, err)
		}
		d.must(d.Hold(ctx, satoe, n, "調査の間は残す", d.now.Add(time.Hour)))
		d.now = d.now.Add(2 * time.Hour)
		if due, err = d.Due(ctx, mono, 30); err != nil || len(of(due.Now, n)) != 5 {
			t.Errorf("a hold whose day is over still holds: %v, %v", due.Now, err)
		}
	})
}

// Early erasing takes a request, two people, and a report on which work has ended.
func TestRequests(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		n := d.file(nil)
		d.refused(d.NoteRequest(ctx, kan, n, "phone", "電話で頼まれた"), "error.forbidden")
		d.refused(d.NoteRequest(ctx, hana, n, "dream", "夢で頼まれた"), "error.word_source")
		d.refused(d.NoteRequest(ctx, hana, n, "phone", ""), "error.reason_short")
		d.must(d.NoteRequest(ctx, hana, n, "phone", "樗木さんから電話で頼まれた"))
		d.refused(d.NoteRequest(ctx, hana, n, "phone", "もう一度頼まれた"), "retention.error.asked")
		list, err := d.Requests(ctx, mono)
		d.must(err)
		if len(list) != 1 || list[0].Origin != "phone" || list[0].State != store.EraseWaiting {
			t.Fatalf("%+v", list)
		}
		id := list[0].ID
		d.refused(d.ProposeErase(ctx, hana, n, id), "retention.error.open")
		d.refused(d.RefuseErase(ctx, hana, n, id, "because"), "retention.error.answer")
		d.must(d.triage.Withdraw(ctx, hana, n, "by_reporter", ""))
		d.refused(d.AgreeErase(ctx, bun, n, id), "retention.error.answered")
		d.must(d.ProposeErase(ctx, hana, n, id))
		d.refused(d.AgreeErase(ctx, hana, n, id), "retention.error.same_person")
		d.must(d.Hold(ctx, satoe, n, "調査の間は残す", d.now.AddDate(0, 1, 0)))
		d.refused(d.AgreeErase(ctx, bun, n, id), "retention.error.held")
		v, err := d.Report(ctx, hana, n)
		d.must(err)
		d.must(d.Lift(ctx, satoe, n, v.Holds[0].ID, "調査が終わった"))
		d.must(d.AgreeErase(ctx, bun, n, id))
		d.refused(d.RefuseErase(ctx, bun, n, id, "held"), "retention.error.answered")
		if _, err := d.st.FindJob(ctx, retention.JobErase, "due"); err != nil {
			t.Errorf("no job erases: %v", err)
		}
		other := d.closed(nil)
		d.must(d.NoteRequest(ctx, hana, other, "post", "手紙で頼まれた"))
		list, err = d.Requests(ctx, mono)
		d.must(err)
		d.must(d.RefuseErase(ctx, hana, other, list[0].ID, "duty"))
		if list, err = d.Requests(ctx, mono); err != nil || len(list) != 0 {
			t.Errorf("%v, %v", list, err)
		}
	})
}
