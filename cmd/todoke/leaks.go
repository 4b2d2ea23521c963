package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"todoke/internal/incident"
	"todoke/internal/publish"
)

type checkLeaksCmd struct {
	folder  `embed:""`
	Edition string `help:"Edition whose cases' terms are looked for." required:""`
	JSON    bool   `name:"json" help:"Print as JSON."`
	Files   string `arg:"" help:"Folder of finished files." placeholder:"DIR"`
}

// Help of check-leaks.
func (checkLeaksCmd) Help() string {
	return `Reads every file of a folder and looks for the declared terms of all parties of the edition's cases, also those of erased reports, and for what no template has. The folder may be one that publish wrote. Prints file and place of each hit; the term itself is printed here only, never logged. Needs the key folder and writes audit rows, so the desk must not be running.

With --json: {passed, files, terms, reports, found: [{file, place, what, key, kind, report, term, more}], waived, warnings}; file, place and what are for people, key does not change with the language.

Exit codes: 0 nothing found; 1 failed; 4 no such folder or edition; 5 something was found; 6 the desk is running.`
}

// leakLine is one finding as check-leaks prints it.
type leakLine struct {
	publish.Found
	What string `json:"what"`
	Term string `json:"term,omitempty"`
}

// Run of check-leaks.
func (p *checkLeaksCmd) Run(ctx context.Context) error {
	d, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	res, err := d.publish.CheckDir(ctx, operator, p.Edition, p.Files, d.now())
	if err != nil {
		return err
	}
	if p.JSON {
		err = d.printLeaks(res)
	} else {
		for _, f := range res.Found {
			fmt.Println(d.describe(f))
		}
		fmt.Printf("%d files searched for %d spellings of %d reports: %d found\n", res.Files, res.Terms, res.Reports, len(res.Found))
	}
	if err == nil && !res.Passed {
		err = refused{fmt.Errorf("the check did not pass")}
	}
	return err
}

func (d *desk) printLeaks(res publish.CheckResult) error {
	lines := func(list []publish.Found) []leakLine {
		out := make([]leakLine, len(list))
		for i, f := range list {
			out[i] = leakLine{f, d.texts.T(incident.EN, f.Key), f.Term}
		}
		return out
	}
	e := json.NewEncoder(os.Stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Passed   bool       `json:"passed"`
		Files    int        `json:"files"`
		Terms    int        `json:"terms"`
		Reports  int        `json:"reports"`
		Found    []leakLine `json:"found"`
		Waived   []leakLine `json:"waived"`
		Warnings []leakLine `json:"warnings"`
	}{res.Passed, res.Files, res.Terms, res.Reports, lines(res.Found), lines(res.Waived), lines(res.Warnings)})
}

// describe tells a finding of the leak check on one line.
func (d *desk) describe(f publish.Found) string {
	s := fmt.Sprintf("%s\t%s\t%s", f.File, f.Place, d.texts.T(incident.EN, f.Key))
	if f.Term != "" {
		s += "\t" + f.Term
	}
	if f.More > 0 {
		s += fmt.Sprintf("\t(%d more in this file)", f.More)
	}
	return s
}
