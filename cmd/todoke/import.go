package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/intake"
)

type importCmd struct {
	Paths  []string `arg:"" name:"path" help:"Files and folders: mails (.eml), mailboxes (mbox), text forms (.txt), workbooks (.xlsx), lists (.csv)." placeholder:"PATH"`
	Map    string   `help:"For one CSV file of an old archive: how its columns become historic reports (docs/channels.md)." placeholder:"MAP.toml" type:"path"`
	DryRun bool     `help:"Read and tell, file nothing; needs no desk."`
	JSON   bool     `name:"json" help:"One JSON object a file or mail, and a last one with the counts."`
	Data   string   `help:"Data folder; not needed with --dry-run." placeholder:"DIR"`
	Keys   string   `help:"Key folder. Default: DIR.keys." placeholder:"DIR"`
	DB     string   `name:"db" help:"PostgreSQL to use instead of the embedded SQLite." placeholder:"postgres://…"`
}

// Help of import.
func (importCmd) Help() string {
	return `Reads each file and tells by what channel it would have come, whether it was read wholly, partly or not, and what was not read and why. Without --dry-run what is read is filed; what is not read is kept sealed in quarantine, where staff find it. Stop it and start it again as often as you like: what was filed is known by its content and not filed twice.

Exit codes: 0 done, also when files could not be read (the counts tell); 1 failed; 2 wrong command line; 4 no such file or folder; 5 refused: the map of an archive is wrong, or the archive was imported before; 6 the desk is running.`
}

// importLine is what is told of one file, or of one mail of a mailbox.
type importLine struct {
	File    string            `json:"file"`
	Mail    int               `json:"mail,omitempty"` // in a mailbox, from 1
	Channel incident.Channel  `json:"channel"`
	Form    string            `json:"form,omitempty"`
	Read    intake.Outcome    `json:"read"`
	Reports int               `json:"reports"`
	Unread  []incident.Unread `json:"unread,omitempty"`
	Why     string            `json:"why,omitempty"`
	Notes   []string          `json:"notes,omitempty"`
	Numbers []string          `json:"numbers,omitempty"` // receipt numbers; not with --dry-run
	Joined  string            `json:"joined,omitempty"`  // the report a reply was added to
	Repeat  bool              `json:"repeat,omitempty"`  // it was filed before
}

// importCounts is the last object.
type importCounts struct {
	Files   int `json:"files"`
	Wholly  int `json:"wholly"`
	Partly  int `json:"partly"`
	Not     int `json:"not"`
	Reports int `json:"reports"`
	Repeat  int `json:"repeat"`
}

// importer goes through files; file is nil for a dry run.
type importer struct {
	texts  *i18n.Catalogue
	read   intake.Reader
	file   func(ctx context.Context, name string, b []byte, at time.Time) (intake.MailResult, error)
	out    io.Writer
	json   bool
	counts importCounts
}

// Run of import.
func (p *importCmd) Run(ctx context.Context) error {
	if p.Map != "" {
		return p.archive(ctx)
	}
	im := &importer{out: os.Stdout, json: p.JSON}
	if p.DryRun {
		d, err := newDesk(Config{}, time.Now, logger())
		if err != nil {
			return err
		}
		im.texts, im.read = d.texts, intake.Reader{Forms: d.forms, Today: time.Now().In(incident.Japan)}
		return im.run(ctx, p.Paths)
	}
	if p.Data == "" {
		return errors.New("name the data folder with --data, or use --dry-run")
	}
	d, err := folder{Data: p.Data, Keys: p.Keys, DB: p.DB}.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	im.texts, im.read = d.texts, d.intake.Reader()
	im.file = func(ctx context.Context, name string, b []byte, at time.Time) (intake.MailResult, error) {
		return d.intake.ReceiveFile(ctx, name, b, at, "import")
	}
	if err := im.run(ctx, p.Paths); err != nil {
		return err
	}
	return d.worker.Drain(ctx) // masked before the server runs again, so that staff find them readable
}

func (im *importer) run(ctx context.Context, paths []string) error {
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if hidden := strings.HasPrefix(e.Name(), ".") && path != root; hidden && e.IsDir() {
				return fs.SkipDir
			} else if hidden || !e.Type().IsRegular() {
				return nil
			}
			return im.one(ctx, path)
		})
		if err != nil {
			return err
		}
	}
	if im.json {
		return json.NewEncoder(im.out).Encode(im.counts)
	}
	c := im.counts
	_, err := fmt.Fprintf(im.out, "%d read: %d wholly, %d partly, %d not; %d reports, %d filed before\n", c.Files, c.Wholly, c.Partly, c.Not, c.Reports, c.Repeat)
	return err
}

// one reads one file. Mailboxes are read mail by mail, never whole.
func (im *importer) one(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 64<<10)
	start, _ := r.Peek(5)
	if ext := strings.ToLower(filepath.Ext(path)); string(start) == "From " && ext != ".eml" && ext != ".txt" {
		n := 0
		return intake.EachMail(r, func(mail []byte, at time.Time) error {
			n++
			return im.tell(ctx, path, n, mail, at)
		})
	}
	b, err := io.ReadAll(io.LimitReader(r, intake.MaxMail+1))
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return im.tell(ctx, path, 0, b, info.ModTime())
}

// tell reads one mail or file, files it, and prints what became of it.
func (im *importer) tell(ctx context.Context, path string, n int, b []byte, at time.Time) error {
	name := filepath.Base(path)
	if n > 0 {
		name = "mail.eml"
	}
	got := im.read.Read(name, b)
	l := importLine{File: path, Mail: n, Channel: got.Channel, Read: got.Outcome, Reports: len(got.Reports), Unread: got.Unread, Why: got.Why, Notes: got.Notes}
	if len(got.Reports) > 0 {
		l.Form = got.Reports[0].Form.ID
	}
	if im.file != nil {
		done, err := im.file(ctx, name, b, at)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		l.Read, l.Why, l.Joined, l.Repeat = done.Outcome, cmp.Or(done.Why, got.Why), done.Joined, done.Repeat
		if l.Reports = len(done.Receipts); l.Reports > 0 {
			for _, r := range done.Receipts {
				l.Numbers = append(l.Numbers, r.Number)
			}
		}
	}
	im.count(l)
	if im.json {
		return json.NewEncoder(im.out).Encode(l)
	}
	return im.print(l)
}

func (im *importer) count(l importLine) {
	im.counts.Files++
	if l.Repeat {
		im.counts.Repeat++
	} else {
		im.counts.Reports += l.Reports
	}
	switch l.Read {
	case intake.Whole:
		im.counts.Wholly++
	case intake.Partly:
		im.counts.Partly++
	default:
		im.counts.Not++
	}
}

func (im *importer) print(l importLine) error {
	name := l.File
	if l.Mail > 0 {
		name += fmt.Sprintf(" (%d)", l.Mail)
	}
	fmt.Fprintf(im.out, "%-6s %-5s %s", l.Read, l.Channel, name)
	if len(l.Numbers) > 0 {
		fmt.Fprintf(im.out, " → %s", strings.Join(l.Numbers, ", "))
	}
	if l.Joined != "" {
		fmt.Fprintf(im.out, " → message on %s", l.Joined)
	}
	if l.Repeat {
		fmt.Fprint(im.out, " (filed before)")
	}
	fmt.Fprintln(im.out)
	if l.Why != "" {
		fmt.Fprintf(im.out, "       %s\n", im.texts.T(incident.EN, l.Why))
	}
	for _, u := range l.Unread {
		if _, err := fmt.Fprintf(im.out, "       %s: %s\n", u.Where, im.texts.T(incident.EN, u.What)); err != nil {
			return err
		}
	}
	return nil
}
