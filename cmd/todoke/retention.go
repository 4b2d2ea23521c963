package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/ops"
	"todoke/internal/retention"
)

type retentionCmd struct {
	List retentionListCmd `cmd:"" default:"withargs" help:"List the clocks and what they let go of, now and soon."`
}

type retentionListCmd struct {
	folder `embed:""`
	Days   int  `help:"Also list what is due within so many days." default:"90"`
	JSON   bool `name:"json" help:"Print as JSON."`
}

// Help of retention list.
func (retentionListCmd) Help() string {
	return `Lists how long each class is kept, and every report of which something is due, with the day. It changes nothing and works beside a running server. A proposal is no clock: nothing is due until the desk confirms it in the console. Open and held reports are never erased.

With --json: {clocks: [{class, event, months, running, who, at}], now: [{report, classes, at, held}], soon: […], held: […]}.

Exit codes: 0 done; 1 failed; 2 wrong command line; 4 no such folder.`
}

// Run of retention list.
func (p *retentionListCmd) Run(ctx context.Context) error {
	if p.Days < 0 || p.Days > 36500 {
		return fmt.Errorf("--days: %d is no number of days between 0 and 36500", p.Days)
	}
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	clocks, err := d.keeping.Clocks(ctx, operator)
	if err != nil {
		return err
	}
	due, err := d.keeping.All(ctx, operator, p.Days)
	if err != nil {
		return err
	}
	if p.JSON {
		return writeJSON(os.Stdout, retentionList(clocks, due))
	}
	for _, c := range clocks {
		state := "proposal, not running"
		switch {
		case c.Running:
			state = "running since " + c.At.Format(time.DateOnly) + ", " + c.Who
		case c.Stopped:
			state = "stopped"
		}
		fmt.Printf("%-12s %3d months from %-12s %s\n", c.Class, c.Months, c.Event, state)
	}
	for _, part := range []struct {
		title string
		rows  []retention.DueRow
	}{{"due now", due.Now}, {"due, held", due.Held}, {fmt.Sprintf("due within %d days", p.Days), due.Soon}} {
		fmt.Printf("\n%s: %d\n", part.title, len(part.rows))
		for _, r := range part.rows {
			held := ""
			if !r.Held.IsZero() {
				held = "  held until " + r.Held.In(incident.Japan).Format(time.DateOnly)
			}
			fmt.Printf("%s  %s  %s%s\n", r.Number, r.At.In(incident.Japan).Format(time.DateOnly), classes(r.Classes), held)
		}
	}
	return nil
}

func classes(list []incident.Kept) string {
	var out []string
	for _, k := range list {
		out = append(out, string(k))
	}
	return strings.Join(out, " ")
}

type clockJSON struct {
	Class   incident.Kept      `json:"class"`
	Event   incident.KeptEvent `json:"event"`
	Months  int                `json:"months"`
	Running bool               `json:"running"`
	Who     string             `json:"who,omitempty"`
	At      *time.Time         `json:"at,omitempty"`
}

type dueJSON struct {
	Report  string          `json:"report"`
	Classes []incident.Kept `json:"classes"`
	At      time.Time       `json:"at"`
	Held    *time.Time      `json:"held,omitempty"`
}

// retentionList is what retention list prints as JSON.
func retentionList(clocks []retention.ClockView, due retention.Due) any {
	out := struct {
		Clocks []clockJSON `json:"clocks"`
		Now    []dueJSON   `json:"now"`
		Soon   []dueJSON   `json:"soon"`
		Held   []dueJSON   `json:"held"`
	}{[]clockJSON{}, dueRows(due.Now), dueRows(due.Soon), dueRows(due.Held)}
	for _, c := range clocks {
		j := clockJSON{Class: c.Class, Event: c.Event, Months: c.Months, Running: c.Running, Who: c.Who}
		if !c.At.IsZero() {
			j.At = &c.At
		}
		out.Clocks = append(out.Clocks, j)
	}
	return out
}

func dueRows(list []retention.DueRow) []dueJSON {
	out := []dueJSON{}
	for _, r := range list {
		j := dueJSON{Report: r.Number, Classes: r.Classes, At: r.At}
		if !r.Held.IsZero() {
			j.Held = &r.Held
		}
		out = append(out, j)
	}
	return out
}

// eraseAgain makes database and list of erasures agree before anything opens.
func (d *desk) eraseAgain(ctx context.Context) error {
	r, err := d.keeping.Replay(ctx, false)
	if err != nil {
		return fmt.Errorf("erase again what was erased: %w", err)
	}
	if r.Again > 0 {
		d.log.Warn("this data folder was older than the list of erasures: erased again", "reports", r.Again)
	}
	ended, err := d.keeping.ReplaySubscribers(ctx)
	if err != nil {
		return fmt.Errorf("erase again what was erased: %w", err)
	}
	if ended > 0 {
		d.log.Warn("this data folder was older than the list of erasures: subscriptions ended since were erased again", "subscriptions", ended)
	}
	if r.Added > 0 {
		d.log.Warn("the list of erasures in the key folder lacked some, and has them again", "classes", r.Added)
	}
	return nil
}

// listFinding tells doctor how the list of erasures stands, which a copy of the key folder must be as new as.
func (d *desk) listFinding() ops.Finding {
	reports, last, err := d.keeping.Listed()
	switch {
	case err != nil:
		return ops.Finding{Level: ops.Bad, Key: "doctor.list_missing", Args: []any{d.config.keyDir(d.demo)}}
	case reports == 0:
		return ops.Finding{Level: ops.Fine, Key: "doctor.list_empty"}
	}
	return ops.Finding{Level: ops.Fine, Key: "doctor.list", Args: []any{reports, last.In(incident.Japan).Format(time.DateOnly)}}
}
