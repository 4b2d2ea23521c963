package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"todoke/internal/analyze"
	"todoke/internal/auth"
	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/notify"
	"todoke/internal/ops"
	"todoke/internal/pdf"
	"todoke/internal/publish"
	"todoke/internal/retention"
	"todoke/internal/seal"
	"todoke/internal/stats"
	"todoke/internal/store"
	"todoke/internal/subscribe"
	"todoke/internal/triage"
)

// desk is one open data folder with all its parts wired.
type desk struct {
	config  Config
	now     func() time.Time
	log     *slog.Logger
	texts   *i18n.Catalogue
	forms   *form.Forms
	store   *store.Store
	keys    *seal.Keys
	seal    *seal.Seal
	auth    *auth.Auth
	intake  *intake.Intake
	analyze *analyze.Analyze
	triage  *triage.Triage
	publish *publish.Publish
	keeping *retention.Retention

	subscribe *subscribe.Subscribe

	stats   *stats.Stats
	worker  *ops.Worker
	pdf     *pdf.Engine
	reader  pdfReader
	outbox  *notify.Outbox
	traffic traffic
	demo    bool
	name    incident.Text
}

// demoMark is the file that makes a data folder a demonstration for good, beside the setting in the database that a trigger holds.
const demoMark = "DEMONSTRATION"

// newDesk is a desk with what needs no folder: catalogues and forms.
func newDesk(c Config, now func() time.Time, log *slog.Logger) (*desk, error) {
	d := &desk{config: c, now: now, log: log}
	var err error
	if d.texts, err = i18n.Load(); err != nil {
		return nil, err
	}
	if d.forms, err = form.Load(); err != nil {
		return nil, err
	}
	return d, nil
}

// openDesk opens or creates a desk. now is the clock of everything in it: the wall clock, or the demonstration's.
func openDesk(ctx context.Context, c Config, now func() time.Time, log *slog.Logger) (*desk, error) {
	d, err := newDesk(c, now, log)
	if err != nil {
		return nil, err
	}
	if err = os.MkdirAll(c.Data, 0o700); err != nil { // with PostgreSQL the store makes none, but builds and releases go there
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if d.store, err = store.Open(ctx, store.Config{Dir: c.Data, URL: c.DB}); err != nil {
		return nil, err
	}
	if err := d.openPDF(ctx); err != nil {
		d.close()
		return nil, err
	}
	if err := d.wire(ctx, true); err != nil {
		d.close()
		return nil, err
	}
	if err := d.stats.CatchUp(ctx); err != nil {
		d.close()
		return nil, err
	}
	if err := d.eraseAgain(ctx); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// wire builds the parts over the open store; create allows the key folder of an empty desk to be made.
func (d *desk) wire(ctx context.Context, create bool) error {
	if err := d.identity(ctx); err != nil {
		return err
	}
	var err error
	if d.keys, err = d.openKeys(ctx, create); err != nil {
		return err
	}
	d.seal = seal.New(d.keys, d.store, d.now)
	d.auth = auth.New(d.store, auth.Secrets{Seal: d.seal.SealSecret, Open: d.seal.OpenSecret, MAC: d.seal.CodeMAC, Code: d.seal.NewSecretCode}, d.now)
	d.intake = intake.New(d.store, d.seal, d.forms, d.now)
	var clamd *analyze.Clamd
	if d.config.Clamd != "" {
		if clamd, err = analyze.NewClamd(d.config.Clamd); err != nil {
			return err
		}
	}
	d.analyze = analyze.New(analyze.Config{Store: d.store, Seal: d.seal, Forms: d.forms, Texts: d.texts, Now: d.now, Clamd: clamd})
	if d.triage, err = triage.New(triage.Config{Store: d.store, Seal: d.seal, Forms: d.forms, Texts: d.texts, Now: d.now, Alone: d.config.Alone,
		ReadPDF: d.readPDF, SevenZip: sevenZip()}); err != nil {
		return err
	}
	if err := d.triage.LoadForms(ctx); err != nil {
		return err
	}
	if err := d.openMail(); err != nil {
		return err
	}
	d.worker = ops.NewWorker(d.store, d.jobs(), d.now, d.log)
	d.worker.Busy = d.traffic.busy
	if d.stats, err = stats.New(stats.Config{Store: d.store, Texts: d.texts, Now: d.now}); err != nil {
		return err
	}
	d.openSubscribe()
	d.publish = publish.New(publish.Config{Store: d.store, Seal: d.seal, PDF: d.pdf, Stats: d.stats, Catalogue: d.texts, Dir: d.config.Data, Desk: d.name, Demo: d.demo, Subscribe: d.subscribePage()})
	d.keeping = retention.New(retention.Config{Store: d.store, Seal: d.seal, Stats: d.stats, Now: d.now, Keys: d.config.keyDir(d.demo), MaskNote: d.triage.MaskNote, HandOver: d.publish.HandOver})
	return nil
}

// openPDF finds the engine that typesets. Without it a desk still works: editions are built as pages only.
func (d *desk) openPDF(ctx context.Context) error {
	var err error
	d.pdf, err = pdf.Open(ctx, pdf.Config{Dir: d.config.PDF, Node: d.config.Node})
	if errors.Is(err, pdf.ErrNoEngine) {
		return nil
	}
	return err
}

// lookDesk opens a desk for reading only, beside a server that may be running; it makes nothing and starts nothing.
func lookDesk(ctx context.Context, c Config) (*desk, error) {
	d, err := newDesk(c, time.Now, logger())
	if err != nil {
		return nil, err
	}
	if d.store, err = store.Open(ctx, store.Config{Dir: c.Data, URL: c.DB, ReadOnly: true}); err != nil {
		return nil, err
	}
	if err := d.wire(ctx, false); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// identity reads whether this is a demonstration, and the desk's name.
func (d *desk) identity(ctx context.Context) error {
	mark, err := d.store.Setting(ctx, "demo")
	if err != nil {
		return err
	}
	_, statErr := os.Stat(filepath.Join(d.config.Data, demoMark))
	d.demo = mark != "" || statErr == nil
	d.name = d.texts.Text("desk.name")
	if d.demo {
		d.name = d.texts.Text("desk.demo_name")
	}
	if d.config.Desk.JA != "" {
		d.name = incident.Text{JA: d.config.Desk.JA, EN: d.config.Desk.EN}
	}
	return nil
}

// openKeys opens the key folder, or makes one for a desk that has nothing yet. A demonstration keeps its keys in its data folder;
// any other desk refuses to (design §4).
func (d *desk) openKeys(ctx context.Context, create bool) (*seal.Keys, error) {
	dir := d.config.keyDir(d.demo)
	if !d.demo {
		if inside, err := ops.KeysInside(dir, d.config.Data); err != nil {
			return nil, err
		} else if inside {
			return nil, fmt.Errorf("the key folder %s is inside the data folder: whoever copies one would have both; choose another with --keys", dir)
		}
	}
	if _, err := os.Stat(dir); create && errors.Is(err, os.ErrNotExist) {
		used, err := inUse(ctx, d.store)
		if err != nil {
			return nil, err
		}
		if used {
			return nil, fmt.Errorf("this desk is in use, but its key folder %s is not there: restore it or name it with --keys", dir)
		}
		if err := seal.CreateKeys(dir); err != nil {
			return nil, err
		}
	}
	return seal.OpenKeys(dir)
}

// keyDir is where the keys are: as configured, inside a demonstration's folder, or beside the data folder.
func (c Config) keyDir(demo bool) string {
	switch {
	case c.Keys != "":
		return filepath.Clean(c.Keys)
	case demo:
		return filepath.Join(c.Data, "keys")
	}
	return c.Data + ".keys"
}

// jobs are the handlers of the job table.
func (d *desk) jobs() map[string]ops.Handler {
	return map[string]ops.Handler{
		intake.JobMask:     numbered(d.analyze.Mask),
		store.JobRemask:    numbered(d.analyze.Remask),
		store.JobMaskAgain: numbered(d.analyze.Mask),
		store.JobMaskOlder: func(ctx context.Context, _ store.Job) error { return d.analyze.MaskOlder(ctx) },
		intake.JobList:     numbered(d.intake.RunList),
		intake.JobScan:     numbered(d.analyze.Scan),
		analyze.JobSteps:   numbered(d.analyze.Run),
		stats.JobRecount: func(ctx context.Context, _ store.Job) error {
			_, err := d.stats.Rebuild(ctx, nil)
			return err
		},
		notify.JobSend:     d.outbox.Send,
		store.JobAnnounce:  d.announced,
		retention.JobErase: func(ctx context.Context, _ store.Job) error { return d.keeping.Run(ctx) },
	}
}

// numbered makes a handler of a function that works on the id a job's subject is.
func numbered(do func(ctx context.Context, id int64) error) ops.Handler {
	return func(ctx context.Context, j store.Job) error {
		id, err := strconv.ParseInt(j.Subject, 10, 64)
		if err != nil {
			return err
		}
		return do(ctx, id)
	}
}

func (d *desk) close() {
	if d.pdf != nil {
		d.pdf.Close()
	}
	d.reader.close()
	if d.store != nil {
		d.store.Close()
	}
}
