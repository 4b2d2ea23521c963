package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/ops"
	"todoke/internal/retention"
)

const plantedHere = "梛並織布工房の染色槽が停止した"

// keptDesk is a desk of real folders with closed reports, opened at a moment.
type keptDesk struct {
	t          *testing.T
	data, keys string
	now        time.Time
	numbers    []string
}

func newKeptDesk(t *testing.T, reports int) *keptDesk {
	dir := t.TempDir()
	k := &keptDesk{t: t, data: filepath.Join(dir, "data"), keys: filepath.Join(dir, "keys"), now: time.Date(2020, 1, 20, 3, 0, 0, 0, time.UTC)}
	d := k.open()
	defer d.close()
	ctx := t.Context()
	for i := range reports {
		r, err := d.intake.Receive(ctx, intake.Submission{Form: "door", Lang: incident.JA, Answers: []incident.Answer{
			{Question: "story", State: incident.KnownYes, Text: plantedHere + strings.Repeat("。", i+1)}, {Question: "reporter_org", State: incident.KnownYes, Text: "株式会社梛並織布工房"}}})
		k.must(err)
		k.must(d.worker.Drain(ctx))
		k.must(d.triage.Accept(ctx, operator, []string{r.Number}, incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.WithDamage}))
		k.numbers = append(k.numbers, r.Number)
	}
	for _, c := range incident.ProposedClocks {
		k.must(d.keeping.Confirm(ctx, operator, c))
	}
	return k
}

func (k *keptDesk) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *keptDesk) open() *desk {
	k.t.Helper()
	c, err := place{Data: k.data, Keys: k.keys}.config()
	k.must(err)
	d, err := openDesk(k.t.Context(), c, func() time.Time { return k.now }, logger())
	k.must(err)
	return d
}

// left tells how many classes of each report are there.
func (k *keptDesk) left(d *desk) int {
	k.t.Helper()
	n := 0
	for _, number := range k.numbers {
		r, err := d.store.FindReport(k.t.Context(), number)
		k.must(err)
		l, err := d.store.FindLife(k.t.Context(), r.ID)
		k.must(err)
		n += len(l.Has)
	}
	return n
}

// erase lets the job erase all that is due ten years later.
func (k *keptDesk) erase() {
	k.t.Helper()
	k.now = k.now.AddDate(10, 0, 0)
	d := k.open()
	defer d.close()
	k.must(d.keeping.Sweep(k.t.Context()))
	k.must(d.worker.Drain(k.t.Context()))
	if n := k.left(d); n == 0 {
		k.t.Error("erased by day")
	}
	k.now = k.now.AddDate(0, 0, 1)
	k.must(d.worker.Drain(k.t.Context()))
	if n := k.left(d); n != 0 {
		k.t.Fatalf("%d classes are left", n)
	}
}

// holds tells whether a file below a folder holds the planted words.
func holds(t *testing.T, dir string) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		found = found || bytes.Contains(body, []byte("染色槽が停止した"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A backup made before an erasing does not bring back what was erased; a key folder whose list is lost or cut is refused.
func TestRestoreErasesAgain(t *testing.T) {
	k := newKeptDesk(t, 3)
	file, late := filepath.Join(t.TempDir(), "old.tar.gz"), filepath.Join(t.TempDir(), "late.tar.gz")
	_, err := ops.Backup(t.Context(), ops.BackupPlan{Dir: k.data, Dst: file, At: k.now})
	k.must(err)
	k.erase()
	_, err = ops.Backup(t.Context(), ops.BackupPlan{Dir: k.data, Dst: late, At: k.now})
	k.must(err)
	if holds(t, k.data) {
		t.Fatal("the live folder still holds the words")
	}
	restore := func(src string, noList bool) (string, error) {
		dst := filepath.Join(t.TempDir(), "again")
		return dst, (&restoreCmd{Src: src, Dst: dst, Keys: k.keys, NoList: noList, Verify: true}).Run(t.Context())
	}
	dst, err := restore(file, false)
	k.must(err)
	if holds(t, dst) {
		t.Error("the restored folder holds the words though nothing opened it yet")
	}
	live := k.data
	k.data = dst
	d := k.open()
	if n := k.left(d); n != 0 {
		t.Errorf("restored: %d classes came back", n)
	}
	if rows, err := d.store.ListErasures(t.Context(), mustReport(t, d, k.numbers[0])); err != nil || len(rows) != 4 || rows[0].Cause != retention.ByClock {
		t.Errorf("what was erased again: %+v, %v", rows, err)
	}
	d.close()
	k.data = live

	list := filepath.Join(k.keys, retention.ListFile)
	body, err := os.ReadFile(list)
	k.must(err)
	k.must(os.Remove(list))
	for src, key := range map[string]string{file: "retention.error.list_missing", late: "retention.error.list_missing"} {
		dst, err := restore(src, false)
		var told *incident.Error
		if !errors.As(err, &told) || told.Key != key || exitCode(err) != exitRefused {
			t.Errorf("a lost list: %v", err)
		}
		if _, err := os.Stat(dst); !os.IsNotExist(err) {
			t.Error("something was restored all the same")
		}
	}
	k.must(os.WriteFile(list, body[:bytes.IndexByte(body, '\n')+1], 0o600))
	if _, err := restore(late, false); !errors.Is(err, &incident.Error{Kind: incident.Conflict, Key: "retention.error.list_cut"}) {
		t.Errorf("a cut list: %v", err)
	}
	if dst, err := restore(file, true); err != nil || !holds(t, dst) {
		t.Errorf("restored on purpose without the list: %v", err)
	}
	d = k.open() // the live desk knows what it erased, and writes the list again
	defer d.close()
	if again, err := os.ReadFile(list); err != nil || !bytes.Contains(again, []byte(k.numbers[2])) {
		t.Errorf("the list was not written again: %v", err)
	}
}

// A folder put back by hand, without restore, erases again when the desk is opened, before anything listens.
func TestOpenErasesAgain(t *testing.T) {
	k := newKeptDesk(t, 2)
	body, err := os.ReadFile(filepath.Join(k.data, "todoke.db"))
	k.must(err)
	k.erase()
	k.must(os.WriteFile(filepath.Join(k.data, "todoke.db"), body, 0o600))
	if !holds(t, k.data) {
		t.Fatal("the old file does not hold the words")
	}
	d := k.open()
	defer d.close()
	if k.left(d) != 0 || holds(t, k.data) {
		t.Errorf("%d classes came back", k.left(d))
	}
}

func mustReport(t *testing.T, d *desk, number string) int64 {
	t.Helper()
	r, err := d.store.FindReport(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

// killedEnv makes the test binary a process that erases and is killed.
const killedEnv = "TODOKE_TEST_ERASING"

// TestKilledWhileErasing kills -9 a process in the middle of erasing, again and again at other moments; the next start ends what was begun.
func TestKilledWhileErasing(t *testing.T) {
	if dirs := os.Getenv(killedEnv); dirs != "" {
		parts := strings.Split(dirs, "|")
		days, err := strconv.Atoi(parts[2])
		k := &keptDesk{t: t, data: parts[0], keys: parts[1], now: time.Date(2035, 1, 1+2*days, 0, 0, 0, 0, time.UTC)} // later each time: the lease of the killed one is over
		k.must(err)
		d := k.open()
		k.must(d.keeping.Sweep(t.Context()))
		k.now = k.now.AddDate(0, 0, 1)
		k.must(os.WriteFile(filepath.Join(filepath.Dir(k.data), "begun"), nil, 0o600))
		k.must(d.worker.Drain(t.Context()))
		d.close()
		return
	}
	k := newKeptDesk(t, 25)
	begun := filepath.Join(filepath.Dir(k.data), "begun")
	killed := 0
	for wait := 5 * time.Millisecond; wait < 3*time.Second; wait *= 2 {
		k.must(errors.Join(os.RemoveAll(begun)))
		cmd := exec.Command(os.Args[0], "-test.run=TestKilledWhileErasing$", "-test.count=1")
		cmd.Env = append(os.Environ(), killedEnv+"="+k.data+"|"+k.keys+"|"+strconv.Itoa(killed))
		k.must(cmd.Start())
		for range 20_000 {
			if _, err := os.Stat(begun); err == nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		time.Sleep(wait)
		_ = cmd.Process.Kill() // SIGKILL
		if err := cmd.Wait(); err == nil {
			break // it was through
		}
		killed++
	}
	if killed == 0 {
		t.Error("it was never killed")
	}
	k.now = time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC)
	d := k.open()
	defer d.close()
	k.must(d.keeping.Sweep(t.Context()))
	k.now = k.now.AddDate(0, 0, 1)
	k.must(d.worker.Drain(t.Context()))
	runs, err := d.keeping.Runs(t.Context(), operator)
	k.must(err)
	if n := k.left(d); n != 0 || holds(t, k.data) || len(runs) == 0 {
		t.Fatalf("killed %d times: %d classes are left, runs %+v", killed, n, runs)
	}
	reports := 0
	for _, r := range runs {
		reports += r.Reports
		if r.Ended.IsZero() {
			t.Errorf("run %d did not end", r.N)
		}
	}
	if reports != len(k.numbers) {
		t.Errorf("certificates tell of %d reports, %d were erased", reports, len(k.numbers))
	}
	if v, err := ops.VerifyAudit(t.Context(), d.store, d.seal); err != nil || len(v.Problems) > 0 {
		t.Errorf("audit log: %v, %v", v.Problems, err)
	}
	t.Logf("killed %d times", killed)
}

// A certificate is genuine by the key alone, and by the desk's audit log; one changed letter and another key are refused.
func TestCertificate(t *testing.T) {
	k := newKeptDesk(t, 2)
	k.erase()
	d := k.open()
	body, err := d.keeping.CertificateOf(t.Context(), operator, 1)
	k.must(err)
	d.close()
	if strings.Contains(body, "梛並") || !strings.Contains(body, k.numbers[0]) || strings.Count(body, "erased ") != 8 {
		t.Errorf("certificate:\n%s", body)
	}
	file := filepath.Join(t.TempDir(), "erasing-1.txt")
	check := func(body string, c auditCertificateCmd) error {
		t.Helper()
		k.must(os.WriteFile(file, []byte(body), 0o600))
		c.File = file
		return c.Run(t.Context())
	}
	pub := filepath.Join(k.keys, "note.pub")
	k.must(check(body, auditCertificateCmd{Key: pub}))
	k.must(check(body, auditCertificateCmd{Data: k.data, Keys: k.keys}))
	other := newKeptDesk(t, 0)
	for name, err := range map[string]error{
		"altered":        check(strings.Replace(body, "reports 2", "reports 1", 1), auditCertificateCmd{Key: pub}),
		"another desk":   check(body, auditCertificateCmd{Key: filepath.Join(other.keys, "note.pub")}),
		"not of the log": check(body+"\n", auditCertificateCmd{Data: k.data, Keys: k.keys}),
		"no certificate": check("hello", auditCertificateCmd{Key: pub}),
	} {
		if exitCode(err) != exitRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := check(body, auditCertificateCmd{}); err == nil {
		t.Error("neither key nor desk, and no error")
	}
}
