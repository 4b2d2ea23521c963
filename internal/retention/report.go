package retention

import (
	"context"
	"fmt"
	"slices"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// KeptRow is what is kept of one class of a report.
type KeptRow struct {
	Class  incident.Kept
	There  bool
	Due    time.Time // when it goes; zero while no clock lets it go
	Erased time.Time // when it last went; zero for never
	Cause  string
}

// ReportView is what is kept of one report, what went, and what stands against or for its going.
type ReportView struct {
	Number   string
	Rows     []KeptRow
	Open     bool
	Held     time.Time
	Holds    []store.Hold
	Requests []store.EraseRequest
	Now      time.Time
}

// Erased tells whether anything of the report was erased.
func (v ReportView) Erased() bool {
	return slices.ContainsFunc(v.Rows, func(r KeptRow) bool { return !r.Erased.IsZero() })
}

// Report reads what is kept of a report.
func (k *Retention) Report(ctx context.Context, a incident.Actor, number string) (ReportView, error) {
	if err := incident.Ask(a, incident.ReportRead); err != nil {
		return ReportView{}, err
	}
	r, err := k.find(ctx, number)
	if err != nil {
		return ReportView{}, err
	}
	v, err := k.view(ctx, r)
	if err != nil {
		return v, fmt.Errorf("what is kept of %s: %w", r.Number, err)
	}
	return v, nil
}

func (k *Retention) view(ctx context.Context, r incident.Report) (ReportView, error) {
	v := ReportView{Number: r.Number, Now: k.c.Now()}
	l, err := k.c.Store.FindLife(ctx, r.ID)
	if err != nil {
		return v, err
	}
	all, err := k.c.Store.ListClocks(ctx)
	if err != nil {
		return v, err
	}
	gone, err := k.c.Store.ListErasures(ctx, r.ID)
	if err != nil {
		return v, err
	}
	if v.Holds, err = k.c.Store.ListHolds(ctx, r.ID); err != nil {
		return v, err
	}
	if v.Requests, err = k.c.Store.ListEraseRequests(ctx, r.ID); err != nil {
		return v, err
	}
	v.Open = l.Open()
	if l.Held(v.Now) {
		v.Held = l.HeldUntil
	}
	due := map[incident.Kept]time.Time{}
	if !v.Open {
		due = l.Due(running(all))
	}
	for _, class := range incident.KeptOfReport {
		row := KeptRow{Class: class, There: slices.Contains(l.Has, class), Due: due[class]}
		for _, e := range gone {
			if e.Class == class {
				row.Erased, row.Cause = e.At, e.Cause
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

// Hold keeps a report from being erased.
type Hold = store.Hold

// Request is a reporter's wish that the content of a report be erased, and the desk's answer.
type Request = store.EraseRequest
