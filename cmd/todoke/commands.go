package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/ops"
	"todoke/internal/publish"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// folder is where a desk is, for commands that do not listen.
type folder struct {
	Data string `help:"Data folder." required:"" placeholder:"DIR"`
	Keys string `help:"Key folder. Default: DIR.keys." placeholder:"DIR"`
	DB   string `name:"db" help:"PostgreSQL to use instead of the embedded SQLite." placeholder:"postgres://…"`
}

func (f folder) config() (Config, error) {
	if _, err := os.Stat(f.Data); err != nil {
		return Config{}, err
	}
	return place{Data: f.Data, Keys: f.Keys, DB: f.DB}.config()
}

// look opens a desk for reading only, beside a running server.
func (f folder) look(ctx context.Context) (*desk, error) {
	c, err := f.config()
	if err != nil {
		return nil, err
	}
	return lookDesk(ctx, c)
}

// open opens a desk for work; refused while a server has it.
func (f folder) open(ctx context.Context) (*desk, error) {
	c, err := f.config()
	if err != nil {
		return nil, err
	}
	return openDesk(ctx, c, time.Now, logger())
}

// operator is who acts from the command line: whoever may read the data folder may read what staff see.
var operator = incident.Actor{Kind: incident.Staff, Login: "operator", Roles: incident.Roles}

type publishCmd struct {
	folder  `embed:""`
	Edition string `help:"Edition, as 2020H1." required:""`
	Out     string `help:"Folder to write to; made when missing, refused when not empty." required:"" placeholder:"DIR"`
}

// Help of publish.
func (publishCmd) Help() string {
	return `Copies a released edition, as it was checked and signed, to a folder that any web server can carry: index.html, edition.pdf, edition.json, cases.csv, a page for every case, and manifest.json with its signature. Works beside a running server.

Exit codes: 0 done; 1 failed; 3 the edition was built without a PDF because there was no engine; 4 no such folder or no such released edition.`
}

// Run of publish.
func (p *publishCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
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

type reportCmd struct {
	Show reportShowCmd `cmd:"" help:"Print a report as staff see it."`
}

type reportShowCmd struct {
	folder `embed:""`
	Number string `arg:"" help:"Receipt number, as T-2020-000123-K."`
	JSON   bool   `name:"json" help:"Print as JSON."`
}

// Help of report show.
func (reportShowCmd) Help() string {
	return `Prints masked texts, answers with their state, facts, findings, history and placeholders of a report: what staff see, nothing sealed. Works beside a running server.

Exit codes: 0 done; 1 failed; 4 no such folder or report.`
}

// Run of report show.
func (p *reportShowCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	v, err := d.triage.FindReport(ctx, operator, p.Number)
	if err != nil {
		return err
	}
	if p.JSON {
		return writeJSON(os.Stdout, v)
	}
	d.print(v)
	return nil
}

func (d *desk) print(v triage.ReportView) {
	fmt.Printf("%s  %s  %s  version %d\n", v.Number, v.State, v.Received.Format(time.RFC3339), v.Version)
	for _, t := range v.Texts {
		fmt.Printf("\n%s\n%s\n", t.Label.JA, t.Body)
	}
	for _, f := range v.Facts {
		fmt.Printf("%s\t%s\t%s\t%s\t%s\n", f.Dimension, f.Code, f.Polarity, f.Certainty, f.Status)
	}
}

type staffCmd struct {
	Add  staffAddCmd  `cmd:"" help:"Make an account and a one-time sign-in code for it."`
	Code staffCodeCmd `cmd:"" help:"Make a one-time sign-in code for an account."`
	List staffListCmd `cmd:"" help:"List the accounts."`
}

type staffAddCmd struct {
	folder `embed:""`
	Login  string          `arg:"" help:"Account name: a–z, 0–9 and . _ -"`
	Name   string          `help:"Name shown to colleagues." required:""`
	Roles  []incident.Role `help:"Roles: intake, analyst, reviewer, publisher, administrator, auditor." required:"" sep:","`
}

// Help of staff add.
func (staffAddCmd) Help() string {
	return `Exit codes: 0 done; 1 failed; 4 no such folder; 6 the desk is running (use the console).`
}

// Run of staff add.
func (p *staffAddCmd) Run(ctx context.Context) error {
	d, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	e, err := d.auth.Create(ctx, auth.Operator, auth.NewStaff{Login: p.Login, Name: p.Name, Roles: p.Roles})
	if err != nil {
		return err
	}
	return d.printCode(ctx, e.ID)
}

func (d *desk) printCode(ctx context.Context, id int64) error {
	code, err := d.auth.NewOnceCode(ctx, auth.Operator, id, 24*time.Hour)
	if err != nil {
		return err
	}
	fmt.Printf("one-time sign-in code, good for 24 hours: %s\n", code)
	return nil
}

type staffCodeCmd struct {
	folder `embed:""`
	Login  string `arg:"" help:"Account name."`
}

// Help of staff code.
func (staffCodeCmd) Help() string {
	return `Exit codes: 0 done; 1 failed; 4 no such folder or account; 6 the desk is running (use the console).`
}

// Run of staff code.
func (p *staffCodeCmd) Run(ctx context.Context) error {
	d, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	list, err := d.auth.List(ctx)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.Login == p.Login {
			return d.printCode(ctx, m.ID)
		}
	}
	return fmt.Errorf("account %s: %w", p.Login, os.ErrNotExist)
}

type staffListCmd struct {
	folder `embed:""`
}

// Help of staff list.
func (staffListCmd) Help() string { return `Exit codes: 0 done; 1 failed; 4 no such folder.` }

// Run of staff list.
func (p *staffListCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	list, err := d.auth.List(ctx)
	if err != nil {
		return err
	}
	for _, m := range list {
		roles := make([]string, len(m.Roles))
		for i, r := range m.Roles {
			roles[i] = string(r)
		}
		state := "open"
		if m.Disabled {
			state = "disabled"
		}
		fmt.Printf("%-16s %-9s %s\n", m.Login, state, strings.Join(roles, ","))
	}
	return nil
}

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Recompute the audit log and compare it with its signed checkpoints."`
}

type auditVerifyCmd struct {
	folder `embed:""`
}

// Help of audit verify.
func (auditVerifyCmd) Help() string {
	return `Reads every row, recomputes its hash, the tree and the newest checkpoint's signature. Works beside a running server.

Exit codes: 0 the log is whole; 1 failed; 4 no such folder; 5 a row was altered, removed or inserted.`
}

// Run of audit verify.
func (p *auditVerifyCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	v, err := ops.VerifyAudit(ctx, d.store, d.seal)
	if err != nil {
		return err
	}
	for _, e := range v.Problems {
		fmt.Println(d.texts.Error(incident.EN, e))
	}
	fmt.Printf("%d rows, %d not numbered yet, checkpoint of %s, root %s\n", v.Rows, v.Waiting, v.Checkpoint.Format(time.RFC3339), v.Root)
	if n := len(v.Problems) + v.More; n > 0 {
		return refused{fmt.Errorf("%d problems: the audit log is not what it was", n)}
	}
	fmt.Println("the audit log is whole")
	return nil
}

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
