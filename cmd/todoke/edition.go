package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"todoke/internal/pdf"
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
