package stats_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/stats"
	"todoke/internal/store"
)

var staff = incident.Actor{Kind: incident.Staff, Login: "hanako", Roles: incident.Roles}

// desk is an open Stats over a store, with reports put there as intake and triage would leave them.
type desk struct {
	*stats.Stats
	t     *testing.T
	st    *store.Store
	now   time.Time
	n     int
	batch []sample
}

func newDesk(t *testing.T, st *store.Store) *desk {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, st: st, now: time.Date(2023, 2, 1, 3, 0, 0, 0, time.UTC)}
	if d.Stats, err = stats.New(stats.Config{Store: st, Texts: texts, Now: func() time.Time { return d.now }}); err != nil {
		t.Fatal(err)
	}
	return d
}

// sample is one report as the tests make it.
type sample struct {
	received   time.Time
	as         incident.Acceptance
	org        incident.OrgKind
	channel    incident.Channel
	begun      incident.When
	discovered incident.When
	facts      []incident.Fact
	reporter   string
	detections int64
	list       []store.Detection
	state      incident.ReportState // Accepted when empty
	id         int64
	number     string
}

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 3, 0, 0, 0, time.UTC) }

func fact(dim incident.Dimension, code string) incident.Fact {
	f := incident.Fact{Dimension: dim, Code: code, Polarity: incident.Present, Certainty: incident.Confirmed, Source: incident.FromReporter, Coded: true, By: "staff:t"}
	if dim == incident.DimResponse {
		f.Status = incident.Done
	}
	return f
}

// add puts a report into the batch; flush writes it.
func (d *desk) add(s sample) {
	d.batch = append(d.batch, s)
	if len(d.batch) >= 500 {
		d.flush()
	}
}

func (d *desk) flush() {
	d.t.Helper()
	err := d.st.Write(context.Background(), func(tx *store.Tx) error {
		for i := range d.batch {
			if err := d.insert(tx, &d.batch[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.batch = d.batch[:0]
}

func (d *desk) insert(tx *store.Tx, s *sample) error {
	ctx := context.Background()
	if s.id == 0 {
		d.n++
		s.id, s.number = store.NewID(d.now), fmt.Sprintf("T-%d-%06d-X", s.received.Year(), d.n)
	}
	if s.channel == "" {
		s.channel = incident.Web
	}
	r := incident.Report{ID: s.id, Number: s.number, State: incident.Received, Channel: s.channel, Form: "door", FormVersion: 1, Lang: incident.JA, Version: 1, MaskVersion: 1,
		Received: s.received, OrgKind: s.org, Begun: s.begun, Discovered: s.discovered, Consent: incident.ConsentStatistics}
	if err := tx.InsertReport(ctx, r, []byte{1}); err != nil {
		return err
	}
	if s.reporter != "" {
		if err := tx.ReplaceParties(ctx, s.id, []store.Party{{ID: store.NewID(d.now), Role: incident.RoleReporter, Placeholder: "届出者", Pseudonym: s.reporter}}); err != nil {
			return err
		}
	}
	if s.detections > 0 {
		if err := tx.PutAnswers(ctx, s.id, 1, []incident.Answer{{Question: "virus_count", State: incident.KnownYes, Number: s.detections}}); err != nil {
			return err
		}
	}
	if err := tx.UpdateMasked(ctx, r, 1); err != nil {
		return err
	}
	if len(s.facts) > 0 {
		if err := tx.ReplaceFacts(ctx, s.id, true, s.facts, d.now); err != nil {
			return err
		}
	}
	if len(s.list) > 0 {
		if err := tx.ReplaceDetections(ctx, s.id, s.list); err != nil {
			return err
		}
	}
	if s.state == "" {
		s.state = incident.Accepted
	}
	to := store.Decision{State: s.state}
	if s.state == incident.Accepted {
		to.AcceptedAt, to.Acceptance = s.received.AddDate(0, 0, 1), s.as
	}
	_, err := tx.Decide(ctx, s.id, incident.Received, to)
	return err
}

func (d *desk) table(id, period string) *stats.Table {
	d.t.Helper()
	return d.ask(stats.Query{Definition: id}, period)
}

func (d *desk) ask(q stats.Query, period string) *stats.Table {
	d.t.Helper()
	d.flush()
	p, err := stats.ParsePeriod(period)
	if err != nil {
		d.t.Fatal(err)
	}
	q.Period = p
	t, err := d.Table(context.Background(), staff, q)
	if err != nil {
		d.t.Fatal(err)
	}
	return t
}

// at gives the cell of a row and column by code; the column "" is the row's total, the row "" the column's.
func at(t *testing.T, tb *stats.Table, row, column string) stats.Cell {
	t.Helper()
	find := func(h stats.Header, code string) int {
		for i, c := range h.Cells {
			if c.Code == code {
				return i
			}
		}
		return -1
	}
	r, c := find(tb.Rows, row), find(tb.Columns, column)
	switch {
	case row == "" && column == "":
		return tb.Total
	case row == "" && c >= 0:
		return tb.ColumnTotal[c]
	case column == "" && r >= 0 && len(tb.RowTotals) > 0:
		return tb.RowTotals[r]
	case r >= 0 && c >= 0:
		return tb.Cells[r][c]
	}
	return stats.Cell{None: true}
}
