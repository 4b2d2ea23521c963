package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"

	"todoke/internal/auth"
	"todoke/internal/demo"
	"todoke/internal/store"
)

type demoCmd struct {
	place   `embed:""`
	NoServe bool `help:"Prepare the desk and stop."`
}

// Help of demo.
func (demoCmd) Help() string {
	return `Prepares a desk with 123 fictional reports of 2020, their decisions, 87 cases, two released editions with different schemes of categories, a year's statistics and an advisory, through the same functions as any desk, and starts it. A folder that is prepared already is kept as it is. Prints a one-time sign-in code for each role.

The folder is marked as a demonstration for good, listens on loopback only, and its keys lie inside it: never file a real report there.

Exit codes: 0 prepared, or stopped by a signal; 1 failed; 2 wrong command line; 6 another process has the data folder open.`
}

// prepared is the setting that says the demonstration is complete; without it an interrupted preparation begins anew.
const prepared = "demo_prepared"

// Run of demo.
func (p *demoCmd) Run(ctx context.Context) error {
	c, err := p.config()
	if err != nil {
		return err
	}
	if !p.NoServe {
		if err := loopbackOnly(c); err != nil {
			return err
		}
		if err := addressesFree(c); err != nil {
			return err
		}
	}
	if err := prepareDemo(ctx, c); err != nil {
		return err
	}
	if p.NoServe {
		fmt.Printf("the demonstration is ready in %s\n", c.Data)
		return nil
	}
	d, err := openDesk(ctx, c, time.Now, logger())
	if err != nil {
		return err
	}
	defer d.close()
	codes, err := d.demoCodes(ctx)
	if err != nil {
		return err
	}
	return d.serve(ctx, os.Stdout, codes)
}

// prepareDemo makes the demonstration unless the folder has it; what an interrupted run left is removed first.
func prepareDemo(ctx context.Context, c Config) error {
	done, err := demoState(ctx, c)
	if err != nil || done {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(c.Data, demoMark), []byte("This folder is a demonstration. It can never become a desk.\n"), 0o600); err != nil {
		return err
	}
	clock := &demo.Clock{}
	clock.Set(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	d, err := openDesk(ctx, c, clock.Now, logger())
	if err != nil {
		return err
	}
	defer d.close()
	put := func(name string) error {
		return d.store.Write(ctx, func(tx *store.Tx) error { return tx.PutSetting(ctx, name, "1", clock.Now()) })
	}
	if err := put("demo"); err != nil {
		return err
	}
	bar := progressbar.NewOptions(0, progressbar.OptionSetDescription("preparing the demonstration"), progressbar.OptionSetWriter(os.Stderr),
		progressbar.OptionShowCount(), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
	err = demo.Prepare(ctx, demo.Desk{Clock: clock, Forms: d.forms, Auth: d.auth, Intake: d.intake, Triage: d.triage, Publish: d.publish, Stats: d.stats,
		Settle: d.settle, HasPDF: d.pdf != nil, Done: func(step, of int) { bar.ChangeMax(of); _ = bar.Set(step) }})
	if err != nil {
		return err
	}
	_ = bar.Finish() // only the terminal
	if err := d.settle(ctx); err != nil {
		return err
	}
	return put(prepared)
}

// settle does what a running desk does beside its pages: the waiting jobs, and numbering the audit log.
func (d *desk) settle(ctx context.Context) error {
	if err := d.worker.Drain(ctx); err != nil {
		return err
	}
	_, err := d.sequencer().All(ctx)
	return err
}

// demoState tells whether a folder holds a finished demonstration. A folder with another desk in it, or with anything else, is refused: it would be marked
// for good and, after an interruption, removed. Half a demonstration is removed.
func demoState(ctx context.Context, c Config) (bool, error) {
	if _, err := os.Stat(filepath.Join(c.Data, store.DatabaseFile)); errors.Is(err, os.ErrNotExist) && c.DB == "" {
		return false, nothingElse(c.Data)
	}
	st, err := store.Open(ctx, store.Config{Dir: c.Data, URL: c.DB})
	if err != nil {
		return false, err
	}
	mark, err := st.Setting(ctx, "demo")
	if err != nil {
		return false, errors.Join(err, st.Close())
	}
	done, err := st.Setting(ctx, prepared)
	used, err2 := inUse(ctx, st)
	if err = errors.Join(err, err2, st.Close()); err != nil {
		return false, err
	}
	_, statErr := os.Stat(filepath.Join(c.Data, demoMark))
	switch {
	case done != "":
		return true, nil
	case mark == "" && (statErr != nil || c.DB != ""):
		if c.DB != "" && !used {
			return false, nothingElse(c.Data)
		}
		return false, fmt.Errorf("%s holds a desk that is no demonstration; choose another folder", c.Data)
	case c.DB != "":
		return false, errors.New("the database holds half a demonstration: drop and create it, then try again")
	}
	return false, os.RemoveAll(c.Data)
}

// inUse tells whether a database holds anything of a desk.
func inUse(ctx context.Context, st *store.Store) (bool, error) {
	some, err := st.ListQueue(ctx, store.QueueFilter{}, store.QueuePage{Limit: 1})
	if err != nil {
		return false, err
	}
	n, err := st.CountStaff(ctx)
	return len(some) > 0 || n > 0, err
}

// nothingElse refuses a folder that holds what no demonstration just begun would leave.
func nothingElse(dir string) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, e := range list {
		if !slices.Contains([]string{"todoke.toml", "lock", "cache", demoMark}, e.Name()) {
			return fmt.Errorf("%s holds %s, which is no part of a demonstration; choose an empty folder", dir, e.Name())
		}
	}
	return err
}

// demoCodes makes a one-time sign-in code for each role, good for this run.
func (d *desk) demoCodes(ctx context.Context) (string, error) {
	list, err := d.auth.List(ctx)
	if err != nil {
		return "", err
	}
	out := "  One-time codes for the console (sign-in page, \"one-time code\"):\n"
	for _, role := range demo.Roles {
		i := slices.IndexFunc(list, func(m auth.Member) bool { return m.Login == role.Login && !m.Disabled })
		if i < 0 {
			continue
		}
		code, err := d.auth.NewOnceCode(ctx, auth.Operator, list[i].ID, 24*time.Hour)
		if err != nil {
			return "", err
		}
		out += fmt.Sprintf("    %-14s %-10s %s\n", role.Role, role.Login, code)
	}
	return out + "\n", nil
}
