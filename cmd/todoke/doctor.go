package main

import (
	"context"
	"fmt"

	"todoke/internal/incident"
	"todoke/internal/ops"
	"todoke/internal/pdf"
	"todoke/internal/store"
)

type doctorCmd struct {
	folder `embed:""`
}

// Help of doctor.
func (doctorCmd) Help() string {
	return `Looks at keys, permissions, disk space, waiting jobs, the audit log and what listens where, and says what each setting is. Works beside a running server.

Exit codes: 0 nothing bad; 1 failed; 4 no such folder; 5 something is bad.`
}

// Run of doctor.
func (p *doctorCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	list, err := ops.Doctor(ctx, ops.Desk{Dir: d.config.Data, Keys: d.config.keyDir(d.demo), Store: d.store, Now: d.now(),
		Listen: []string{d.config.Portal, d.config.Site}, Console: d.config.Console})
	if err != nil {
		return err
	}
	mail, err := d.mailFindings(ctx)
	if err != nil {
		return err
	}
	list = append(list, mail...)
	list = append(list, ops.OldBackups(d.config.BackupDir, d.config.BackupDays, d.now()), d.listFinding(), d.engineFinding(ctx))
	bad := 0
	for _, f := range list {
		fmt.Printf("%-5s %s\n", f.Level, d.texts.T(incident.EN, f.Key, f.Args...))
		if f.Level == ops.Bad {
			bad++
		}
	}
	if bad > 0 {
		return refused{fmt.Errorf("%d things are bad", bad)}
	}
	return nil
}

// engineFinding tells doctor whether editions can be typeset.
func (d *desk) engineFinding(ctx context.Context) ops.Finding {
	e, err := pdf.Open(ctx, pdf.Config{Dir: d.config.PDF, Node: d.config.Node})
	if err == nil {
		err = e.Close()
	}
	if err != nil {
		return ops.Finding{Level: ops.Warn, Key: "doctor.pdf_missing", Args: []any{err.Error()}}
	}
	return ops.Finding{Level: ops.Fine, Key: "doctor.pdf"}
}

type migrateCmd struct {
	folder `embed:""`
}

// Help of migrate.
func (migrateCmd) Help() string {
	return `serve does this too; run it by hand before several nodes of a new version start on one PostgreSQL. Make a backup first.

Exit codes: 0 done; 1 failed; 4 no such folder; 6 the desk is running.`
}

// Run of migrate.
func (p *migrateCmd) Run(ctx context.Context) error {
	c, err := p.config()
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, store.Config{Dir: c.Data, URL: c.DB})
	if err != nil {
		return err
	}
	return st.Close()
}
