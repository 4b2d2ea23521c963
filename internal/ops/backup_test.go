package ops

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// desk is an open data folder with an audit log, a release and, as a demonstration has, keys inside.
func testDesk(t *testing.T) (string, *store.Store, *seal.Keys) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	st := testStore(t, dir)
	if err := seal.CreateKeys(filepath.Join(dir, "keys")); err != nil {
		t.Fatal(err)
	}
	keys, err := seal.OpenKeys(filepath.Join(dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	note(t, st, 5)
	s := &Sequencer{Store: st, Notes: keys, Now: clock, Log: quiet}
	if _, err := s.All(context.Background()); err != nil {
		t.Fatal(err)
	}
	note(t, st, 2)
	page := filepath.Join(dir, "releases", "1", "cases", "index.html")
	if err := os.MkdirAll(filepath.Dir(page), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, []byte("<!doctype html>"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("releases", "1"), filepath.Join(dir, "public")); err != nil {
		t.Fatal(err)
	}
	return dir, st, keys
}

func kindOf(err error) incident.Kind {
	for ; err != nil; err = unwrap(err) {
		if e, ok := err.(*incident.Error); ok {
			return e.Kind
		}
	}
	return ""
}

func unwrap(err error) error {
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		return e.Unwrap()
	case interface{ Unwrap() []error }:
		return e.Unwrap()[0]
	}
	return nil
}

// TestBackupOfRunningDesk copies a desk that is open and being written, and restores it: counts, hashes, log and released pages are equal.
func TestBackupOfRunningDesk(t *testing.T) {
	dir, st, keys := testDesk(t)
	ctx := context.Background()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				_ = st.Write(ctx, func(tx *store.Tx) error {
					return tx.Audit(ctx, store.AuditRow{At: at, Who: "machine:test", Action: "busy", Object: fmt.Sprint(i)})
				})
			}
		}
	}()
	dst := filepath.Join(t.TempDir(), "desk.backup")
	m, err := Backup(ctx, BackupPlan{Dir: dir, Dst: dst, Fingerprint: keys.Fingerprint(), At: at})
	close(stop)
	<-stopped
	if err != nil {
		t.Fatal(err)
	}
	if m.Tables["audit"] < 7 || m.Tables["audit_checkpoints"] != 1 || len(m.Files) != 2 || len(m.Links) != 1 || m.Keys != keys.Fingerprint() {
		t.Errorf("manifest %+v", m)
	}
	to := filepath.Join(t.TempDir(), "new", "data")
	r, err := Restore(ctx, RestorePlan{Src: dst, Dst: to, Verify: true, Notes: keys})
	if err != nil {
		t.Fatal(err)
	}
	if r.Audit == nil || r.Audit.Rows != 5 || int64(r.Audit.Rows)+int64(r.Audit.Waiting) != m.Tables["audit"] {
		t.Errorf("verified %+v", r.Audit)
	}
	if page, err := os.ReadFile(filepath.Join(to, "public", "cases", "index.html")); err != nil || string(page) != "<!doctype html>" {
		t.Errorf("the public page: %q, %v", page, err)
	}
	if _, err := os.Stat(filepath.Join(to, "keys")); !os.IsNotExist(err) {
		t.Errorf("keys were in the backup: %v", err)
	}
	again := testStore(t, to)
	if list, err := again.ListAuditFrom(ctx, 0, 10); err != nil || len(list) != 5 {
		t.Errorf("the restored desk opens with %d rows: %v", len(list), err)
	}
	if _, err := Backup(ctx, BackupPlan{Dir: dir, Dst: dst, At: at}); kindOf(err) != incident.Conflict {
		t.Errorf("a second backup onto the first: %v", err)
	}
	if _, err := Restore(ctx, RestorePlan{Src: dst, Dst: to}); kindOf(err) != incident.Conflict {
		t.Errorf("a restore over a desk: %v", err)
	}
	if rest, _ := filepath.Glob(filepath.Join(filepath.Dir(dst), ".todoke-*")); len(rest) != 0 {
		t.Errorf("left behind: %v", rest)
	}
}

func TestEncryptedBackup(t *testing.T) {
	dir, _, keys := testDesk(t)
	ctx := context.Background()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	dst := filepath.Join(t.TempDir(), "desk.age")
	if _, err := Backup(ctx, BackupPlan{Dir: dir, Dst: dst, Recipients: "nobody", At: at}); kindOf(err) != incident.Invalid {
		t.Errorf("a wrong recipient: %v", err)
	}
	if _, err := Backup(ctx, BackupPlan{Dir: dir, Dst: dst, Recipients: id.Recipient().String() + "\n", At: at}); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(dst)
	if err != nil || bytes.Contains(whole, []byte("todoke.db")) {
		t.Fatalf("the archive shows its contents: %v", err)
	}
	to := filepath.Join(t.TempDir(), "data")
	for _, identity := range []string{"", other.String(), "rubbish"} {
		if _, err := Restore(ctx, RestorePlan{Src: dst, Dst: to, Identities: identity}); kindOf(err) != incident.Invalid {
			t.Errorf("identity %.8q: %v", identity, err)
		}
	}
	if _, err := Restore(ctx, RestorePlan{Src: dst, Dst: to, Identities: id.String(), Verify: true, Notes: keys}); err != nil {
		t.Error(err)
	}
}

// TestDamagedBackup: whatever is damaged, nothing is restored.
func TestDamagedBackup(t *testing.T) {
	dir, _, keys := testDesk(t)
	ctx := context.Background()
	good := filepath.Join(t.TempDir(), "good")
	if _, err := Backup(ctx, BackupPlan{Dir: dir, Dst: good, At: at}); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	flip := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 0x10
		return b
	}
	for name, body := range map[string][]byte{"cut in half": whole[:len(whole)/2], "last bytes gone": whole[:len(whole)-9], "empty": nil,
		"a bit in the middle": flip(len(whole) / 2), "a bit near the end": flip(len(whole) - 20), "something else": []byte("hello")} {
		src, to := filepath.Join(t.TempDir(), "bad"), filepath.Join(t.TempDir(), "data")
		if err := os.WriteFile(src, body, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(ctx, RestorePlan{Src: src, Dst: to}); err == nil {
			t.Errorf("%s: restored", name)
		}
		if _, err := os.Stat(to); !os.IsNotExist(err) {
			t.Errorf("%s: something was left at the destination", name)
		}
	}
	tamper(t, dir, `UPDATE audit SET who = 'x' WHERE seq = 2`)
	altered, to := filepath.Join(t.TempDir(), "altered"), filepath.Join(t.TempDir(), "data")
	if _, err := Backup(ctx, BackupPlan{Dir: dir, Dst: altered, At: at}); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(ctx, RestorePlan{Src: altered, Dst: to, Verify: true, Notes: keys}); kindOf(err) != incident.Conflict {
		t.Errorf("a desk with an altered log: %v", err)
	}
}

func TestPostgresIsReferred(t *testing.T) {
	if _, err := Backup(context.Background(), BackupPlan{URL: "postgres:///todoke", Dst: "x"}); kindOf(err) != incident.Invalid {
		t.Error(err)
	}
}
