// Command todoke is the desk of a body that receives incident reports and publishes what others can learn from them.
// This package wires the parts together and reads the clock; it decides nothing itself.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/pdf"
	"todoke/internal/store"
)

// Exit codes, the same for every command; each command's help names those it uses.
const (
	exitFailed  = 1 // something went wrong; the message says what
	exitUsage   = 2 // the command line is wrong
	exitNoPDF   = 3 // no PDF engine, and --without-pdf was not given
	exitMissing = 4 // no such folder, report, edition or account
	exitRefused = 5 // a check failed: leak found, audit log altered, backup not equal
	exitLocked  = 6 // another process has the data folder open
)

// refused is an error of exitRefused.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

type commands struct {
	Serve      serveCmd      `cmd:"" help:"Run a desk: portal, public site and console."`
	Demo       demoCmd       `cmd:"" help:"Prepare the demonstration desk and run it."`
	Import     importCmd     `cmd:"" help:"File mails, mailboxes, text forms, workbooks and lists from folders."`
	Edition    editionCmd    `cmd:"" help:"Editions in work: choose, order, look, freeze."`
	Publish    publishCmd    `cmd:"" help:"Write a released edition to a folder."`
	Verify     verifyCmd     `cmd:"" help:"See whether files or a site are what was released."`
	CheckLeaks checkLeaksCmd `cmd:"" help:"Look in finished files for what identifies anybody."`
	Report     reportCmd     `cmd:"" help:"Look at reports as staff see them."`
	Form       formCmd       `cmd:"" help:"The forms: list, write, read back."`
	Stats      statsCmd      `cmd:"" help:"Count tables of reports."`
	Staff      staffCmd      `cmd:"" help:"Accounts of the desk's staff."`
	Audit      auditCmd      `cmd:"" help:"Read and verify the audit log."`
	Retention  retentionCmd  `cmd:"" help:"What is kept of reports, how long, and what was erased."`
	Backup     backupCmd     `cmd:"" help:"Back up a desk, running or not."`
	Restore    restoreCmd    `cmd:"" help:"Restore a backup into an empty folder."`
	Doctor     doctorCmd     `cmd:"" help:"Look for what is wrong with this desk."`
	Migrate    migrateCmd    `cmd:"" help:"Bring the schema of a data folder up to date."`
}

const description = `The desk of a body that receives reports of computer viruses and unauthorised access and publishes case collections.

A desk is one data folder and one key folder. Start an empty one:

  todoke serve --data /var/lib/todoke

The first page of its console sets up the first administrator. Look at one with something in it:

  todoke demo --data /tmp/demo

Settings stand in DATA/todoke.toml; flags and environment variables (TODOKE_DATA and so on) override them. "todoke COMMAND --help" tells what a command does and its exit codes.

Exit codes of every command: 0 done; 1 failed, the message says why; 2 wrong command line; 3 no PDF engine; 4 no such folder, report, edition or account; 5 a check failed (leak, audit log, backup); 6 another process has the data folder open.`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c commands
	parser := kong.Must(&c, kong.Name("todoke"), kong.Description(description), kong.UsageOnError(), kong.DefaultEnvars("TODOKE"),
		kong.ConfigureHelp(kong.HelpOptions{Compact: false, WrapUpperBound: 100}),
		kong.BindTo(ctx, (*context.Context)(nil)))
	k, err := parser.Parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "todoke:", err)
		os.Exit(exitUsage)
	}
	if err := k.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "todoke:", told(err))
		os.Exit(exitCode(err))
	}
}

// told gives the sentence of an error that is meant for people, in the language of the environment.
func told(err error) string {
	var many incident.Errors
	var one *incident.Error
	c, e := i18n.Load()
	if e != nil {
		return err.Error()
	}
	lang := incident.EN
	if l := os.Getenv("LC_ALL") + os.Getenv("LANG"); len(l) >= 2 && l[:2] == "ja" {
		lang = incident.JA
	}
	switch {
	case errors.As(err, &many):
		s := ""
		for _, m := range many {
			s += "\n  " + c.Error(lang, m)
		}
		return s
	case errors.As(err, &one):
		return c.Error(lang, one)
	}
	return err.Error()
}

func exitCode(err error) int {
	var r refused
	switch {
	case errors.As(err, &r):
		return exitRefused
	case errors.Is(err, pdf.ErrNoEngine):
		return exitNoPDF
	case errors.Is(err, store.ErrLocked):
		return exitLocked
	case errors.Is(err, os.ErrNotExist), errors.Is(err, incident.ErrNotFound),
		errors.Is(err, &incident.Error{Kind: incident.Invalid, Key: "error.number_form"}), errors.Is(err, &incident.Error{Kind: incident.Invalid, Key: "error.number_check"}):
		return exitMissing
	}
	return exitFailed
}
