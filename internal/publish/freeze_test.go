package publish

import (
	"slices"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/store"
)

func day(month time.Month, n int) incident.When {
	return incident.OnDay(time.Date(2020, month, n, 0, 0, 0, 0, time.UTC))
}

// Cases are ordered by class, place by hand, date and number, and numbered through; the count is of reports accepted in the period.
func TestFreezeOrderAndCount(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		late := d.add(1, func(h *happening) { h.report.Written = day(3, 2) })
		other := d.add(2, func(h *happening) { h.one.Category = "other"; h.report.Written = day(1, 2) })
		first := d.add(3, func(h *happening) {
			h.report.Written = day(3, 1)
			h.revision.Chapter = &incident.Chapter{Title: incident.Text{JA: "章"}, Figures: []incident.Figure{incidenttest.Flow()}}
		})
		// 15:30 UTC on New Year's Eve is the first of January in Japan.
		edge := d.add(4, func(h *happening) {
			h.report.Received = time.Date(2019, 12, 31, 15, 30, 0, 0, time.UTC)
			h.report.AcceptedAt = h.report.Received.Add(time.Hour)
		})
		d.add(5, func(h *happening) { // accepted, in the period, no case of this edition's choice
			h.revision.N, h.one.Category = 0, "virus"
		})
		d.add(6, func(h *happening) { // written before the period
			h.report.Written, h.revision.N = incident.OnDay(time.Date(2019, 12, 31, 0, 0, 0, 0, time.UTC)), 0
		})
		d.add(7, func(h *happening) { h.report.AcceptedAt, h.revision.N = time.Time{}, 0 }) // never accepted
		d.add(8, func(h *happening) {                                                       // accepted after the cut-off
			h.report.AcceptedAt, h.revision.N = clock.AddDate(0, 1, 0), 0
		})
		d.edition(late, other, first, edge)
		d.must(d.Freeze(ctx, publisher, "2020H1", d.now))
		c := d.frozen()
		var order []string
		for i, one := range c.Cases {
			order = append(order, one.Number)
			if one.No != i+1 {
				t.Errorf("%s has number %d", one.Number, one.No)
			}
		}
		if want := []string{edge, first, late, other}; !slices.Equal(order, want) {
			t.Errorf("order %v, want %v", order, want)
		}
		if c.Accepted != 5 || c.Chosen != 4 || c.Categories[0].Count != 3 || c.Categories[5].Count != 1 {
			t.Errorf("accepted %d, chosen %d, classes %v", c.Accepted, c.Chosen, c.Categories)
		}
		if c.Cases[0].Date != "2020-01-01" || c.Cases[1].ChapterNo != 3 || !c.Demo || c.DemoLabel.JA != "実演・架空" || len(c.Cases[0].Facts) != 1 {
			t.Errorf("%+v", c.Cases[:2])
		}
	})
}

// Everything that keeps cases out comes back together, and nothing is frozen.
func TestFreezeRefuses(t *testing.T) {
	breaks := []struct {
		key    string
		change func(h *happening)
	}{
		{"publish.error.not_approved", func(h *happening) { h.revision.State = incident.Submitted }},
		{"publish.error.stale", func(h *happening) { h.report.Version, h.report.MaskVersion = 2, 2 }},
		{"publish.error.hold", func(h *happening) { h.one.Hold = "未修正" }},
		{"publish.error.category", func(h *happening) { h.one.Category = "nonsense" }},
		{"publish.error.masking", func(h *happening) { h.report.MaskVersion = 0 }},
		{"publish.error.consent", func(h *happening) { h.report.Consent = incident.ConsentStatistics }},
		{"publish.error.period", func(h *happening) { h.report.Written = day(7, 1) }},
	}
	onDesks(t, func(t *testing.T, d *desk) {
		var cases []string
		for i, b := range breaks {
			cases = append(cases, d.add(i+1, b.change))
		}
		d.add(20, nil)
		d.edition(cases...)
		got := keys(d.Freeze(ctx, publisher, "2020H1", d.now))
		for _, b := range append(breaks, struct {
			key    string
			change func(h *happening)
		}{"publish.error.undecided", nil}) {
			if !slices.Contains(got, b.key) {
				t.Errorf("%s is not among %v", b.key, got)
			}
		}
		if len(got) != len(breaks)+1 {
			t.Errorf("%d reasons: %v", len(got), got)
		}
		if e, err := d.st.FindEdition(ctx, "2020H1"); err != nil || e.State != incident.InWork || !e.FrozenAt.IsZero() {
			t.Errorf("%+v, %v", e, err)
		}
	})
}

// A case that becomes unfit between freeze and release is not released.
func TestReleaseLooksAgain(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil))
		if r := d.ready(Options{WithoutPDF: true}); !r.Passed {
			t.Fatalf("%+v", r.Found)
		}
		d.must(d.st.Write(ctx, func(tx *store.Tx) error {
			c, err := tx.FindCase(ctx, "2020-0001")
			if err != nil {
				return err
			}
			c.Hold = "未修正"
			return tx.UpdateCase(ctx, c)
		}))
		if got := keys(d.Release(ctx, publisher, "2020H1", d.now)); !slices.Equal(got, []string{"publish.error.hold"}) {
			t.Errorf("%v", got)
		}
	})
}

// Who lacks the right moves nothing.
func TestRights(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil))
		nobody := incident.Actor{Kind: incident.Staff, ID: 9, Login: "hana", Roles: []incident.Role{incident.Intake}}
		for name, call := range map[string]func() error{
			"Save":    func() error { return d.Save(ctx, nobody, incident.Edition{}, d.now) },
			"Choose":  func() error { return d.Choose(ctx, nobody, "2020H1", nil, d.now) },
			"Freeze":  func() error { return d.Freeze(ctx, nobody, "2020H1", d.now) },
			"Reopen":  func() error { return d.Reopen(ctx, nobody, "2020H1", "x", d.now) },
			"Build":   func() error { return d.Build(ctx, nobody, "2020H1", d.now, Options{}) },
			"Check":   func() error { _, err := d.Check(ctx, nobody, "2020H1", d.now); return err },
			"Release": func() error { return d.Release(ctx, nobody, "2020H1", d.now) },
		} {
			if got := keys(call()); !slices.Equal(got, []string{"error.forbidden"}) {
				t.Errorf("%s: %v", name, got)
			}
		}
	})
}
