package stats_test

import (
	"context"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/stats"
	"todoke/internal/store"
)

// TestDeskFigures holds the desk's own figures against what was put in, on both databases.
func TestDeskFigures(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		ctx := context.Background()
		d := newDesk(t, st)
		d.now = time.Date(2020, 3, 20, 3, 0, 0, 0, time.UTC)
		empty, err := d.DeskFigures(ctx, staff, 12)
		if err != nil || empty.Waiting != 0 || len(empty.Queue.Cells) != 5 {
			t.Fatal(empty, err)
		}
		as := incident.Acceptance{Scheme: incident.SchemeAccess, Damage: incident.WithDamage}
		suggested := func(f incident.Fact) incident.Fact { f.Coded = false; return f }
		for i := range 4 {
			d.add(sample{received: day(2020, 1, 10+i), as: as, channel: incident.Mail, facts: []incident.Fact{fact(incident.DimAttack, "dos")}})
		}
		d.add(sample{received: day(2020, 3, 19), state: incident.Received, channel: incident.Web})
		d.add(sample{received: day(2020, 3, 1), state: incident.Received, channel: incident.Web})
		d.flush()
		list, err := st.ListArrivals(ctx, day(2020, 1, 1), day(2020, 4, 1))
		if err != nil || len(list) != 6 {
			t.Fatal(len(list), err)
		}
		first, err := st.FindReport(ctx, "T-2020-000001-X")
		if err != nil {
			t.Fatal(err)
		}
		err = st.Write(ctx, func(tx *store.Tx) error {
			return tx.ReplaceFacts(ctx, first.ID, false, []incident.Fact{suggested(fact(incident.DimAttack, "dos")), suggested(fact(incident.DimAttack, "worm"))}, d.now)
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.DeskFigures(ctx, staff, 12)
		if err != nil {
			t.Fatal(err)
		}
		cell := func(tb *stats.Table, row, column string) int64 {
			for r, h := range tb.Rows.Cells {
				for c, k := range tb.Columns.Cells {
					if h.Code == row && k.Code == column {
						return tb.Cells[r][c].Value
					}
				}
			}
			t.Errorf("%s has no %s %s", tb.Title.EN, row, column)
			return -1
		}
		if got.Waiting != 2 || !got.Oldest.Equal(day(2020, 3, 1)) || cell(got.Queue, "a0", "") != 1 || cell(got.Queue, "a3", "") != 1 {
			t.Errorf("queue %+v, oldest %s", got.Queue.Cells, got.Oldest)
		}
		if cell(got.Channels, "2020-01", "mail") != 4 || cell(got.Channels, "2020-03", "web") != 2 || len(got.Channels.Rows.Cells) != 3 || got.Channels.Total.Value != 6 {
			t.Errorf("channels %+v", got.Channels.Cells)
		}
		if cell(got.Suggestions, "attack", "coded") != 1 || cell(got.Suggestions, "attack", "not") != 1 {
			t.Errorf("suggestions %+v", got.Suggestions.Cells)
		}
		if c := got.Acceptance.Cells[0][0]; c.None || c.N != 4 {
			t.Errorf("acceptance %+v", got.Acceptance.Cells)
		}
		if _, err := d.DeskFigures(ctx, incident.Actor{Kind: incident.Staff, Roles: []incident.Role{incident.Administrator}}, 12); err == nil {
			t.Error("an administrator sees the desk's figures")
		}
	})
}
