package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/rogpeppe/go-internal/testscript"

	"todoke/internal/incident"
)

// TestScripts runs the command line as an operator does, from testdata/script. $DEMO is a prepared demonstration to copy (even reading it would leave files in it), $NUMBER a report in it, $UNKNOWN a number never given.
func TestScripts(t *testing.T) {
	demo := demonstration(t)
	number := ""
	db, err := sql.Open("sqlite", "file:"+filepath.Join(demo, "todoke.db")+"?immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`SELECT number FROM reports WHERE state = 'accepted' ORDER BY received_at`).Scan(&number); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(program)+string(os.PathListSeparator)+os.Getenv("PATH"))
			env.Setenv("DEMO", demo)
			env.Setenv("NUMBER", number)
			env.Setenv("UNKNOWN", incident.ReportNumber(2019, 1))
			env.Setenv("TODOKE_PDF", os.Getenv("TODOKE_PDF"))
			env.Setenv("LC_ALL", "C")
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "flip": flip, "sql": doSQL, "ready": ready,
		},
	})
}

// exits CODE COMMAND… runs a command that must end with this exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// flip FILE changes one bit in the middle of a file.
func flip(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	body, err := os.ReadFile(path)
	ts.Check(err)
	body[len(body)/2] ^= 1
	ts.Check(os.WriteFile(path, body, 0o600))
}

// sql FOLDER STATEMENT changes a database behind the program's back; it must touch a row.
func doSQL(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(ts.MkAbs(args[0]), "todoke.db"))
	ts.Check(err)
	defer db.Close()
	res, err := db.Exec(strings.Join(args[1:], " "))
	ts.Check(err)
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		ts.Fatalf("no row was touched (%v)", err)
	}
}

// ready FOLDER waits until a desk has a folder open.
func ready(ts *testscript.TestScript, _ bool, args []string) {
	path := filepath.Join(ts.MkAbs(args[0]), "lock")
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			continue
		}
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return
		}
	}
	ts.Fatalf("no desk has %s open", args[0])
}

// TestEveryCommandTellsItsExitCodes asks every command for its help.
func TestEveryCommandTellsItsExitCodes(t *testing.T) {
	k, err := kong.New(&commands{}, kong.Name("todoke"))
	if err != nil {
		t.Fatal(err)
	}
	leaves := k.Model.Leaves(true)
	if len(leaves) < 13 {
		t.Errorf("only %d commands", len(leaves))
	}
	for _, n := range leaves {
		words := strings.Fields(strings.TrimPrefix(n.FullPath(), "todoke "))
		out := must(t, append(words, "--help")...)
		if !strings.Contains(out, "Exit codes: 0 ") || n.Help == "" {
			t.Errorf("todoke %s --help tells no exit codes:\n%s", strings.Join(words, " "), out)
		}
		if code, _ := command(t, append(words, "--no-such-flag")...); code != exitUsage {
			t.Errorf("todoke %s with an unknown flag: exit %d", strings.Join(words, " "), code)
		}
	}
	top := must(t, "--help")
	for code := exitFailed; code <= exitLocked; code++ {
		if !strings.Contains(strings.Join(strings.Fields(top), " "), fmt.Sprintf("%d ", code)) {
			t.Errorf("todoke --help does not tell exit code %d", code)
		}
	}
}
