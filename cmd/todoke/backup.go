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
	"todoke/internal/store"
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
	Keys     string `help:"Key folder: its list says what to erase again, and it verifies the audit log. Default: DIR.keys where there is one." placeholder:"DIR"`
	NoList   bool   `name:"without-list" help:"Restore though the key folder has no list of erasures, or one that lacks some: what was erased since the backup comes back."`
	Verify   bool   `help:"Also verify the audit log; needs --keys."`
}

// Help of restore.
func (restoreCmd) Help() string {
	return `Unpacks beside the folder, compares the hash of every file and the rows of every table with the manifest, checks the database, erases again what the key folder's list says was erased since the backup was made, and only then gives the folder its name. A key folder whose list is lost or cut is refused: without it nobody knows what must not come back. Without a key folder the erasing is done when the desk is first started.

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
	keys := p.Keys
	if _, err := os.Stat(p.Dst + ".keys"); keys == "" && err == nil {
		keys = p.Dst + ".keys"
	}
	again := -1
	if keys != "" {
		k, err := seal.OpenKeys(keys)
		if err != nil {
			return err
		}
		plan.Notes = k
		plan.Before = func(ctx context.Context, dir string) (err error) {
			again, err = replayIn(ctx, dir, keys, !p.NoList)
			return err
		}
	}
	r, err := ops.Restore(ctx, plan)
	if err != nil {
		return unequal(err)
	}
	fmt.Printf("%s: %d tables and %d files equal to the manifest of %s; keys needed: %s\n", p.Dst, len(r.Manifest.Tables), len(r.Manifest.Files), r.Manifest.At.Format(time.RFC3339), r.Manifest.Keys)
	if again >= 0 {
		fmt.Printf("erased again, by the list in %s: %d reports\n", keys, again)
	} else {
		fmt.Println("no key folder: what was erased since the backup is erased again when the desk is first started")
	}
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

// replayIn erases again in an unpacked folder what the key folder's list says.
func replayIn(ctx context.Context, dir, keys string, strict bool) (int, error) {
	c, err := loadConfig(dir)
	if err != nil {
		return 0, err
	}
	c.Keys, c.DB = keys, ""
	d, err := newDesk(c, time.Now, logger())
	if err != nil {
		return 0, err
	}
	if d.store, err = store.Open(ctx, store.Config{Dir: dir}); err != nil {
		return 0, err
	}
	defer d.close()
	if err := d.wire(ctx, false); err != nil {
		return 0, err
	}
	r, err := d.keeping.Replay(ctx, strict)
	if err != nil {
		return r.Again, err
	}
	_, err = d.keeping.ReplaySubscribers(ctx)
	return r.Again, err
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
