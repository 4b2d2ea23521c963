package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"todoke/internal/incident"
	"todoke/internal/pdf"
	"todoke/internal/publish"
)

type publishCmd struct {
	folder  `embed:""`
	Edition string `help:"Edition, as 2020H1." required:""`
	Out     string `help:"Folder to write to; made when missing, refused when not empty." required:"" placeholder:"DIR"`

	WithoutPDF bool `name:"without-pdf" help:"Also write an edition that was built without a PDF."`
}

// Help of publish.
func (publishCmd) Help() string {
	return `Copies a released edition, as it was checked and signed, to a folder that any web server can carry: index.html, edition.pdf, edition.json, cases.csv, a page for every case, and manifest.json with its signature. Works beside a running server.

Exit codes: 0 done; 1 failed; 3 the edition was built without a PDF because there was no engine, and --without-pdf was not given (nothing is written); 4 no such folder or no such released edition.`
}

// Run of publish.
func (p *publishCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	released := filepath.Join(d.config.Data, "public", "editions", p.Edition)
	if _, err := os.Stat(filepath.Join(released, "edition.pdf")); err != nil && !p.WithoutPDF {
		if _, err := os.Stat(released); err == nil {
			return fmt.Errorf("%s was built without a PDF; its pages print well, and --without-pdf writes it: %w", p.Edition, pdf.ErrNoEngine)
		}
	}
	if err := d.publish.Export(ctx, p.Edition, p.Out); err != nil {
		return err
	}
	fmt.Printf("%s written to %s\n", p.Edition, p.Out)
	return nil
}

type checkLeaksCmd struct {
	folder  `embed:""`
	Edition string `help:"Edition whose cases' terms are looked for." required:""`
	Files   string `arg:"" help:"Folder of finished files." placeholder:"DIR"`
}

// Help of check-leaks.
func (checkLeaksCmd) Help() string {
	return `Reads every file of a folder and looks for the declared terms of all parties of the edition's cases. Prints file and place of each hit; the term itself is printed to the terminal only, never logged. Needs the key folder and writes audit rows, so the desk must not be running.

Exit codes: 0 nothing found; 1 failed; 4 no such folder or edition; 5 something was found; 6 the desk is running.`
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
	for _, f := range res.Found {
		fmt.Println(d.describe(f))
	}
	fmt.Printf("%d files searched for %d spellings of %d reports: %d found\n", res.Files, res.Terms, res.Reports, len(res.Found))
	if !res.Passed {
		return refused{fmt.Errorf("the check did not pass")}
	}
	return nil
}

// describe tells a finding of the leak check on one line.
func (d *desk) describe(f publish.Found) string {
	s := fmt.Sprintf("%s\t%s\t%s", f.File, f.Place, d.texts.T(incident.EN, f.Key))
	if f.Term != "" {
		s += "\t" + f.Term
	}
	return s
}
