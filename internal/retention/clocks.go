package retention

import (
	"context"
	"fmt"
	"math"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// ClockView is a clock as people see it: what the desk confirmed, or what is proposed, and what stood before.
type ClockView struct {
	incident.Clock
	Events  []incident.KeptEvent
	Stopped bool // it ran and was stopped
	History []incident.Clock
}

// Clocks lists the clock of every class: the one that runs, else the one last confirmed, else what is proposed.
func (k *Retention) Clocks(ctx context.Context, a incident.Actor) ([]ClockView, error) {
	if err := incident.Ask(a, incident.RetentionRead); err != nil {
		return nil, err
	}
	all, err := k.c.Store.ListClocks(ctx)
	if err != nil {
		return nil, fmt.Errorf("clocks: %w", err)
	}
	var out []ClockView
	for _, p := range incident.ProposedClocks {
		v := ClockView{Clock: p, Events: incident.KeptEvents(p.Class)}
		for _, c := range all {
			if c.Class == p.Class {
				v.Clock, v.Stopped = c, !c.Running
				v.History = append(v.History, c)
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// running gives the clocks in force.
func running(all []incident.Clock) []incident.Clock {
	last := map[incident.Kept]incident.Clock{}
	for _, c := range all {
		last[c.Class] = c
	}
	var out []incident.Clock
	for _, class := range incident.AllKept {
		if c, ok := last[class]; ok && c.Running {
			out = append(out, c)
		}
	}
	return out
}

// Confirm sets a clock running, or changes one that runs. Errors: Invalid and Conflict, with the field of the class.
func (k *Retention) Confirm(ctx context.Context, a incident.Actor, c incident.Clock) error {
	if err := incident.Ask(a, incident.RetentionSet); err != nil {
		return err
	}
	c.Running, c.Who, c.At = true, a.Who(), k.c.Now()
	if err := k.list.Create(); err != nil { // from now on a restore can tell that the list was lost
		return fmt.Errorf("list of erasures: %w", err)
	}
	return k.c.Store.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.ListClocks(ctx)
		if err != nil {
			return fmt.Errorf("clocks: %w", err)
		}
		if err := incident.CheckClock(c, running(all)); err != nil {
			return err
		}
		if err := tx.PutClock(ctx, c); err != nil {
			return fmt.Errorf("confirm clock: %w", err)
		}
		if c.Class == incident.KeptTerms {
			if err := tx.EndErasedTerms(ctx, c.At.AddDate(0, c.Months, 0)); err != nil {
				return fmt.Errorf("confirm clock: %w", err)
			}
		}
		return tx.Audit(ctx, k.audit(a, incident.RetentionSet, "clock:"+string(c.Class), "", fmt.Sprintf("confirmed event=%s months=%d", c.Event, c.Months)))
	})
}

// Stop makes a clock stand still: nothing more of its class becomes due.
func (k *Retention) Stop(ctx context.Context, a incident.Actor, class incident.Kept) error {
	if err := incident.Ask(a, incident.RetentionSet); err != nil {
		return err
	}
	return k.c.Store.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.ListClocks(ctx)
		if err != nil {
			return fmt.Errorf("clocks: %w", err)
		}
		now := running(all)
		for _, c := range now {
			if c.Class != class {
				continue
			}
			if err := incident.CheckStop(class, now); err != nil {
				return err
			}
			c.Running, c.Who, c.At = false, a.Who(), k.c.Now()
			if err := tx.PutClock(ctx, c); err != nil {
				return fmt.Errorf("stop clock: %w", err)
			}
			return tx.Audit(ctx, k.audit(a, incident.RetentionSet, "clock:"+string(class), "", "stopped"))
		}
		return incident.Errorf(incident.Conflict, "retention.error.not_running")
	})
}

// DueRow is one report of which something goes, now or soon.
type DueRow struct {
	Number  string
	Classes []incident.Kept // that go at At, with all that goes with them
	At      time.Time
	Held    time.Time // a hold keeps it until then
}

// Due is what goes now and what follows.
type Due struct {
	Now  []DueRow
	Soon []DueRow // within the days asked for
	Held []DueRow // due, but held
	More bool     // there are more than were looked for

	Start   time.Time // when the days of waiting after the last confirmation are over
	Waiting bool      // they are not
}

// Wait is how long nothing is erased by the clock alone after the desk confirmed it, so that what is listed can be looked at and held.
const Wait = 7 * 24 * time.Hour

// mostDue is how many rows a page's list holds.
const mostDue = 500

// Due lists what the running clocks let go of now, and what they will within a number of days, as much as a page holds. It changes nothing.
func (k *Retention) Due(ctx context.Context, a incident.Actor, days int) (Due, error) {
	return k.due(ctx, a, days, mostDue)
}

// All is Due without a limit, for the command line.
func (k *Retention) All(ctx context.Context, a incident.Actor, days int) (Due, error) {
	return k.due(ctx, a, days, math.MaxInt)
}

func (k *Retention) due(ctx context.Context, a incident.Actor, days, most int) (Due, error) {
	if err := incident.Ask(a, incident.RetentionRead); err != nil {
		return Due{}, err
	}
	all, err := k.c.Store.ListClocks(ctx)
	if err != nil {
		return Due{}, fmt.Errorf("clocks: %w", err)
	}
	clocks := running(all)
	now := k.c.Now()
	var out Due
	for _, c := range clocks {
		if start := c.At.Add(Wait); start.After(out.Start) {
			out.Start = start
		}
	}
	ripe, err := k.ripe(ctx, now)
	if err != nil {
		return out, err
	}
	out.Waiting = len(ripe) < len(clocks)
	err = k.eachDue(ctx, clocks, now.AddDate(0, 0, days), func(l incident.Life, when map[incident.Kept]time.Time) bool {
		for _, r := range dueRows(l, when) {
			list := &out.Soon
			if !r.At.After(now) {
				list = &out.Now
			}
			if l.HeldUntil.After(r.At) && l.Held(now) {
				r.Held = l.HeldUntil
				list = &out.Held
			}
			if len(*list) == most {
				out.More = true
				return false
			}
			*list = append(*list, r)
		}
		return true
	})
	return out, err
}

// dueRows parts what a report gives up by the day it goes.
func dueRows(l incident.Life, when map[incident.Kept]time.Time) []DueRow {
	var out []DueRow
next:
	for _, class := range incident.KeptOfReport {
		at, ok := when[class]
		if !ok {
			continue
		}
		for i := range out {
			if out[i].At.Equal(at) {
				out[i].Classes = append(out[i].Classes, class)
				continue next
			}
		}
		out = append(out, DueRow{Number: l.Number, Classes: []incident.Kept{class}, At: at})
	}
	return out
}

// eachDue calls fn with every report not open of which something is due by an instant, with what is due by then; fn returns false for enough.
func (k *Retention) eachDue(ctx context.Context, clocks []incident.Clock, by time.Time, fn func(incident.Life, map[incident.Kept]time.Time) bool) error {
	least := 0
	for _, c := range clocks {
		if c.Class != incident.KeptTerms && (least == 0 || c.Months < least) {
			least = c.Months
		}
	}
	if least == 0 {
		return nil
	}
	const step = 500
	before := by.AddDate(0, -least, 1) // nothing that came later can be due
	for above := int64(0); ; {
		list, err := k.c.Store.ListLives(ctx, above, before, step)
		if err != nil {
			return fmt.Errorf("what is due: %w", err)
		}
		for _, l := range list {
			if l.Open() {
				continue
			}
			when := l.Due(clocks)
			for class, at := range when {
				if at.After(by) {
					delete(when, class)
				}
			}
			if len(when) > 0 && !fn(l, when) {
				return nil
			}
		}
		if len(list) < step {
			return nil
		}
		above = list[len(list)-1].ReportID
	}
}
