package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"todoke/internal/incident"
	"todoke/internal/ops"
	"todoke/internal/seal"
)

type backupCmd struct {
	folder    `embed:""`
	Out       string `arg:"" help:"File to write; an existing one is never replaced." placeholder:"FILE"`
	Recipient string `help:"File of age recipients to encrypt for; without it the backup is not encrypted." placeholder:"FILE" type:"existingfile"`
}

// Help of backup.
func (backupCmd) Help() string {
	return `Writes the whole data folder, the database as it stands at one moment, into one file with counts and hashes. Works beside a running server. The key folder is NOT in it: keep a copy of it somewhere else. On PostgreSQL use pg_basebackup or pg_dump; this command says so and stops.

Exit codes: 0 done; 1 failed; 4 no such folder.`
}

// Run of backup.
func (p *backupCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	plan := ops.BackupPlan{Dir: d.config.Data, URL: d.config.DB, Dst: p.Out, Fingerprint: d.keys.Fingerprint(), At: d.now()}
	if p.Recipient != "" {
		b, err := os.ReadFile(p.Recipient)
		if err != nil {
			return err
		}
		plan.Recipients = string(b)
	}
	m, err := ops.Backup(ctx, plan)
	if err != nil {
		return err
	}
	var rows int64
	for _, n := range m.Tables {
		rows += n
	}
	fmt.Printf("%s: %d tables with %d rows, %d files. The keys %s are not in it: keep them apart.\n", p.Out, len(m.Tables), rows, len(m.Files), m.Keys)
	return nil
}

type restoreCmd struct {
	Src      string `arg:"" help:"Backup file." type:"existingfile" placeholder:"FILE"`
	Dst      string `arg:"" help:"Folder that does not exist or is empty." placeholder:"DIR"`
	Identity string `help:"File of age identities, for an encrypted backup." placeholder:"FILE" type:"existingfile"`
	Keys     string `help:"Key folder, to verify the audit log with." placeholder:"DIR"`
	Verify   bool   `help:"Also verify the audit log; needs --keys."`
}

// Help of restore.
func (restoreCmd) Help() string {
	return `Unpacks beside the folder, compares the hash of every file and the rows of every table with the manifest, checks the database, and only then gives the folder its name.

Exit codes: 0 restored and equal; 1 failed; 4 no such file; 5 the file is damaged, no backup, or not equal to its manifest, and nothing was restored.`
}

// Run of restore.
func (p *restoreCmd) Run(ctx context.Context) error {
	plan := ops.RestorePlan{Src: p.Src, Dst: p.Dst, Verify: p.Verify}
	if p.Identity != "" {
		b, err := os.ReadFile(p.Identity)
		if err != nil {
			return err
		}
		plan.Identities = string(b)
	}
	if p.Keys != "" {
		k, err := seal.OpenKeys(p.Keys)
		if err != nil {
			return err
		}
		plan.Notes = k
	}
	r, err := ops.Restore(ctx, plan)
	if err != nil {
		return unequal(err)
	}
	fmt.Printf("%s: %d tables and %d files equal to the manifest of %s; keys needed: %s\n", p.Dst, len(r.Manifest.Tables), len(r.Manifest.Files), r.Manifest.At.Format(time.RFC3339), r.Manifest.Keys)
	if r.Audit != nil {
		for _, e := range r.Audit.Problems {
			fmt.Println(e)
		}
		if len(r.Audit.Problems) > 0 {
			return refused{fmt.Errorf("the audit log is not whole")}
		}
		fmt.Printf("audit log whole: %d rows\n", r.Audit.Rows)
	} else if p.Verify {
		fmt.Println("audit log not verified: its signatures need --keys")
	}
	return nil
}

// unequal makes what a restore says of the backup a refusal; an occupied folder or a wrong identity says nothing of it.
func unequal(err error) error {
	var one *incident.Error
	var many incident.Errors
	if errors.As(err, &many) || errors.As(err, &one) && one.Key != "ops.exists" && one.Key != "ops.identity" {
		return refused{err}
	}
	return err
}
