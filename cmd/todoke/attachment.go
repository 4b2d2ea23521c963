package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"sync"

	"todoke/internal/pdf"
)

// pdfReader is PDFium, started when the first PDF is read: it takes seconds and memory that most days need none of.
type pdfReader struct {
	mu     sync.Mutex
	reader *pdf.Reader
}

func (p *pdfReader) open(ctx context.Context, cache string) (*pdf.Reader, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	if p.reader == nil {
		p.reader, err = pdf.OpenReader(ctx, cache)
	}
	return p.reader, err
}

func (p *pdfReader) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reader != nil {
		_ = p.reader.Close() // the program ends
		p.reader = nil
	}
}

// readPDF reads the text of an attachment.
func (d *desk) readPDF(ctx context.Context, file []byte) ([]string, error) {
	r, err := d.reader.open(ctx, filepath.Join(d.config.Data, "cache", "pdfium"))
	if err != nil {
		return nil, err
	}
	c, err := r.Text(ctx, file)
	return c.Pages, err
}

// sevenZip finds the program that encrypts what leaves the desk; "" where there is none.
func sevenZip() string {
	path, err := exec.LookPath("7z")
	if err != nil {
		return ""
	}
	return path
}
