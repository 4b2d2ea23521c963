package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"todoke/internal/triage"
)

type reportCmd struct {
	Show reportShowCmd `cmd:"" help:"Print a report as staff see it."`
}

type reportShowCmd struct {
	folder `embed:""`
	Number string `arg:"" help:"Receipt number, as T-2020-000123-K."`
	JSON   bool   `name:"json" help:"Print as JSON."`
}

// Help of report show.
func (reportShowCmd) Help() string {
	return `Prints masked texts, answers with their state, facts, findings, history and placeholders of a report: what staff see, nothing sealed. Works beside a running server.

Exit codes: 0 done; 1 failed; 4 no such folder or report.`
}

// Run of report show.
func (p *reportShowCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	v, err := d.triage.FindReport(ctx, operator, p.Number)
	if err != nil {
		return err
	}
	if p.JSON {
		return writeJSON(os.Stdout, v)
	}
	d.print(v)
	return nil
}

func (d *desk) print(v triage.ReportView) {
	fmt.Printf("%s  %s  %s  version %d\n", v.Number, v.State, v.Received.Format(time.RFC3339), v.Version)
	for _, t := range v.Texts {
		fmt.Printf("\n%s\n%s\n", t.Label.JA, t.Body)
	}
	for _, f := range v.Facts {
		fmt.Printf("%s\t%s\t%s\t%s\t%s\n", f.Dimension, f.Code, f.Polarity, f.Certainty, f.Status)
	}
}
