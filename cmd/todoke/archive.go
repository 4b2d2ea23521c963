package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
)

// archiveOptions say which old archive is imported, and how.
type archiveOptions struct {
	File   string
	Map    string
	DryRun bool
	JSON   bool
	Out    io.Writer
}

// archive imports one old archive: todoke import FILE.csv --map MAP.toml.
func (p *importCmd) archive(ctx context.Context) error {
	if len(p.Paths) != 1 {
		return errors.New("--map takes one CSV file")
	}
	opt := archiveOptions{File: p.Paths[0], Map: p.Map, DryRun: p.DryRun, JSON: p.JSON, Out: os.Stdout}
	if p.DryRun {
		d, err := newDesk(Config{}, time.Now, logger())
		if err != nil {
			return err
		}
		return importArchive(ctx, d, opt)
	}
	if p.Data == "" {
		return errors.New("name the data folder with --data, or use --dry-run")
	}
	d, err := folder{Data: p.Data, Keys: p.Keys, DB: p.DB}.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	return importArchive(ctx, d, opt)
}

// archiveSum is what an import says at its end.
type archiveSum struct {
	File    string         `json:"file"`
	Rows    int            `json:"rows"`
	Reports int            `json:"reports"`
	Doubts  int            `json:"doubtful"`
	Unread  map[string]int `json:"unread,omitempty"`       // reason → lines
	Lines   []int          `json:"unread_lines,omitempty"` // the first of them
	Before  int            `json:"done_before"`            // rows an earlier run had filed
	DryRun  bool           `json:"dry_run"`
	Seconds float64        `json:"seconds"`
	PeakMB  int            `json:"peak_memory_mb"` // 0 where the system does not tell
}

// archiveBatch is how many rows share a commit.
const archiveBatch = 200

// importArchive files an old archive row by row as historic reports. Nothing of it is seen before all of it is filed; begun again with the same file and map it goes
// on where it stood.
func importArchive(ctx context.Context, d *desk, opt archiveOptions) error {
	begun := d.now()
	m, err := readArchiveMap(opt.Map, d.forms)
	if err != nil {
		return err
	}
	rows, digest, err := surveyArchive(opt.File, opt.Map, m)
	if err != nil {
		return err
	}
	sum := archiveSum{File: filepath.Base(opt.File), Rows: rows, Unread: map[string]int{}, DryRun: opt.DryRun}
	var a *intake.Archive
	if !opt.DryRun {
		if a, err = d.intake.OpenArchive(ctx, digest, sum.File, rows); err != nil {
			return err
		}
		sum.Before = a.Done()
		if a.Filed() {
			return refused{fmt.Errorf("%s was imported before with this map: nothing is filed twice", sum.File)}
		}
	}
	bar := progressbar.NewOptions(rows, progressbar.OptionSetDescription("importing"), progressbar.OptionSetWriter(os.Stderr), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
		progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(200*time.Millisecond))
	var batch []intake.ArchiveRow
	var unread bytes.Buffer
	today := d.now().In(incident.Japan)
	err = eachRow(opt.File, func(n, line int, head, row []string) error {
		r := m.row(n, line, row, today)
		sum.add(r)
		if r.Why != "" {
			if unread.Len() == 0 {
				unread.WriteString(csvLine(head))
			}
			unread.WriteString(csvLine(row))
		} else {
			r.Raw = []byte(csvLine(head) + csvLine(row))
		}
		if a == nil || n < a.Done() {
			return bar.Add(1)
		}
		if batch = append(batch, r); len(batch) < archiveBatch {
			return nil
		}
		defer func() { batch = batch[:0] }()
		_ = bar.Set(n + 1) // only the terminal
		return a.File(ctx, batch)
	})
	if err != nil {
		return err
	}
	if a != nil {
		if err := a.File(ctx, batch); err != nil {
			return err
		}
		if err := a.Finish(ctx, unread.Bytes(), d.now()); err != nil {
			return err
		}
	}
	_ = bar.Finish()
	sum.Seconds, sum.PeakMB = d.now().Sub(begun).Seconds(), peakMemory()
	return sum.print(opt)
}

func (s *archiveSum) add(r intake.ArchiveRow) {
	switch {
	case r.Why != "":
		s.Unread[r.Why]++
		if len(s.Lines) < 20 {
			s.Lines = append(s.Lines, r.Line)
		}
	default:
		s.Reports++
		if len(r.Submission.Unread) > 0 {
			s.Doubts++
		}
	}
}

func (s archiveSum) print(opt archiveOptions) error {
	if opt.JSON {
		return json.NewEncoder(opt.Out).Encode(s)
	}
	what := "filed"
	if s.DryRun {
		what = "would be filed"
	}
	fmt.Fprintf(opt.Out, "%s: %d rows, %d reports %s, %d of them with something doubtful", s.File, s.Rows, s.Reports, what, s.Doubts)
	if s.Before > 0 {
		fmt.Fprintf(opt.Out, ", %d rows done by an earlier run", s.Before)
	}
	fmt.Fprintln(opt.Out)
	for why, n := range s.Unread {
		fmt.Fprintf(opt.Out, "  %d rows are no report: %s\n", n, why)
	}
	if len(s.Lines) > 0 {
		fmt.Fprintf(opt.Out, "  lines %v ...: kept in quarantine when filed\n", s.Lines)
	}
	_, err := fmt.Fprintf(opt.Out, "%.1f s, peak memory %d MB\n", s.Seconds, s.PeakMB)
	return err
}

// surveyArchive counts the rows of an archive, checks its head against the map, and hashes both.
func surveyArchive(path, mapPath string, m *archiveMap) (rows int, digest []byte, err error) {
	h := sha256.New()
	for _, p := range []string{path, mapPath} {
		f, err := os.Open(p)
		if err != nil {
			return 0, nil, err
		}
		n, err := io.Copy(h, f)
		f.Close()
		if err != nil {
			return 0, nil, err
		}
		fmt.Fprintf(h, "\x00%d\x00", n)
	}
	checked := false
	err = eachRow(path, func(n, _ int, head, _ []string) error {
		rows = n + 1
		if checked {
			return nil
		}
		checked = true
		return m.columns(head)
	})
	if err == nil && rows == 0 {
		err = refused{fmt.Errorf("%s has no rows below its names of columns", filepath.Base(path))}
	}
	return rows, h.Sum(nil), err
}

// eachRow reads a file row by row.
func eachRow(path string, do func(n, line int, head, row []string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := form.EachRow(f, do); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return nil
}

// peakMemory is the most memory this process has held, in MB, as Linux tells it; 0 elsewhere.
func peakMemory() int {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	var kb int
	if i := bytes.Index(b, []byte("VmHWM:")); i >= 0 {
		_, _ = fmt.Sscan(string(b[i+6:]), &kb)
	}
	return kb / 1024
}
