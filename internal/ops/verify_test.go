package ops

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"todoke/internal/store"
)

// logOf23 is a log of 20 numbered rows with several checkpoints, and three that wait.
func logOf23(t *testing.T) (string, *store.Store, *Sequencer) {
	t.Helper()
	dir := t.TempDir()
	st := testStore(t, dir)
	return dir, st, fill(t, st)
}

func fill(t *testing.T, st *store.Store) *Sequencer {
	t.Helper()
	s := &Sequencer{Store: st, Notes: testKeys(t), Now: clock, Log: quiet}
	for _, n := range []int{1, 6, 13} {
		note(t, st, n)
		if got, err := s.All(context.Background()); err != nil || got != n {
			t.Fatalf("numbered %d of %d: %v", got, n, err)
		}
	}
	note(t, st, 3)
	return s
}

func TestVerifyWholeLog(t *testing.T) { each(t, verifyWholeLog) }

func verifyWholeLog(t *testing.T, st *store.Store) {
	s := fill(t, st)
	ctx := context.Background()
	v, err := VerifyAudit(ctx, st, s.Notes)
	if err != nil || len(v.Problems) != 0 || v.Rows != 20 || v.Waiting != 3 {
		t.Fatalf("%+v, %v", v, err)
	}
	root, err := tlog.TreeHash(20, st.TreeHashes(ctx))
	if err != nil || root.String() != v.Root {
		t.Errorf("root %s differs from the library's %s: %v", v.Root, root, err)
	}
	if n, err := s.All(ctx); n != 3 || err != nil {
		t.Errorf("the rest: %d, %v", n, err)
	}
	if n, err := s.All(ctx); n != 0 || err != nil {
		t.Errorf("nothing waits: %d, %v", n, err)
	}
}

// TestCase40AlteredLog: nobody changes the audit log unnoticed (case 40), each way of trying is told by its own name.
func TestCase40AlteredLog(t *testing.T) {
	rehash := func(t *testing.T, dir string, st *store.Store, seq int64) tlog.Hash {
		t.Helper()
		tamper(t, dir, fmt.Sprintf(`UPDATE audit SET who = 'staff:nobody' WHERE seq = %d`, seq))
		list, err := st.ListAuditFrom(context.Background(), seq, 1)
		if err != nil {
			t.Fatal(err)
		}
		h := list[0].LeafHash()
		tamper(t, dir, fmt.Sprintf(`UPDATE audit SET leaf = x'%x' WHERE seq = %d`, h[:], seq))
		return h
	}
	insert := func(seq string) string {
		return `INSERT INTO audit (id, at, who, action, object, reason, detail, salt, leaf, seq) VALUES (5, 5, 'staff:x', 'a', 'o', '', '', x'00', x'00', ` + seq + `)`
	}
	cases := []struct {
		name string
		do   func(t *testing.T, dir string, st *store.Store)
		want string
		only bool // the one problem told
	}{
		{"a word changed", func(t *testing.T, dir string, _ *store.Store) {
			tamper(t, dir, `UPDATE audit SET reason = 'other' WHERE seq = 7`)
		}, "audit.altered", true},
		{"a row changed with its leaf", func(t *testing.T, dir string, st *store.Store) { rehash(t, dir, st, 7) }, "audit.altered", true},
		{"a row changed with its leaf and the tree's", func(t *testing.T, dir string, st *store.Store) {
			h := rehash(t, dir, st, 7)
			tamper(t, dir, fmt.Sprintf(`UPDATE audit_hashes SET hash = x'%x' WHERE n = %d`, h[:], tlog.StoredHashIndex(0, 7)))
		}, "audit.root", false},
		{"a row removed", func(t *testing.T, dir string, _ *store.Store) { tamper(t, dir, `DELETE FROM audit WHERE seq = 7`) }, "audit.removed", true},
		{"the end removed", func(t *testing.T, dir string, _ *store.Store) { tamper(t, dir, `DELETE FROM audit WHERE seq >= 18`) }, "audit.cut", true},
		{"two rows changed over", func(t *testing.T, dir string, _ *store.Store) {
			tamper(t, dir, `UPDATE audit SET seq = -1 WHERE seq = 3`, `UPDATE audit SET seq = 3 WHERE seq = 4`, `UPDATE audit SET seq = 4 WHERE seq = -1`)
		}, "audit.altered", false},
		{"a row added at the end", func(t *testing.T, dir string, _ *store.Store) { tamper(t, dir, insert("20")) }, "audit.inserted", false},
		{"a row added far away", func(t *testing.T, dir string, _ *store.Store) { tamper(t, dir, insert("999999999999")) }, "audit.inserted", true},
		{"a waiting row changed", func(t *testing.T, dir string, _ *store.Store) {
			tamper(t, dir, `UPDATE audit SET who = 'x' WHERE seq IS NULL`)
		}, "audit.altered_waiting", false},
		{"a tree hash changed", func(t *testing.T, dir string, _ *store.Store) {
			tamper(t, dir, `UPDATE audit_hashes SET hash = zeroblob(32) WHERE n = 2`)
		}, "audit.hash", true},
		{"a tree hash removed", func(t *testing.T, dir string, _ *store.Store) { tamper(t, dir, `DELETE FROM audit_hashes WHERE n = 2`) }, "audit.hash_missing", false},
		{"a checkpoint of another size", func(t *testing.T, dir string, _ *store.Store) {
			tamper(t, dir, `UPDATE audit_checkpoints SET note = (SELECT note FROM audit_checkpoints WHERE size = 7) WHERE size = 20`)
		}, "audit.signature", true},
		{"a checkpoint unsigned", func(t *testing.T, dir string, _ *store.Store) {
			tamper(t, dir, `UPDATE audit_checkpoints SET note = 'trust me' WHERE size = 20`)
		}, "audit.signature", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir, st, s := logOf23(t)
			c.do(t, dir, st)
			v, err := VerifyAudit(context.Background(), st, s.Notes)
			if err != nil {
				t.Fatal(err)
			}
			if !keysOf(v.Problems)[c.want] || c.only && len(v.Problems) != 1 {
				t.Errorf("told %v, want %s", v.Problems, c.want)
			}
		})
	}
}

// TestWitness: a log cut short together with its checkpoints shows only against one kept elsewhere.
func TestWitness(t *testing.T) {
	dir, st, s := logOf23(t)
	ctx := context.Background()
	outside, err := st.LatestCheckpoint(ctx)
	if err != nil {
		t.Fatal(err)
	}
	tamper(t, dir, `DELETE FROM audit WHERE seq >= 7 OR seq IS NULL`, `DELETE FROM audit_checkpoints WHERE size > 7`,
		fmt.Sprintf(`DELETE FROM audit_hashes WHERE n >= %d`, tlog.StoredHashCount(7)))
	if v, err := VerifyAudit(ctx, st, s.Notes); err != nil || len(v.Problems) != 0 {
		t.Fatalf("without a witness nothing can be seen: %v, %v", v.Problems, err)
	}
	v, err := VerifyAudit(ctx, st, s.Notes, outside.Note)
	if err != nil || !keysOf(v.Problems)["audit.cut"] {
		t.Errorf("with a witness: %v, %v", v.Problems, err)
	}
	if v, _ := VerifyAudit(ctx, st, testKeys(t), outside.Note); !keysOf(v.Problems)["audit.witness"] || !keysOf(v.Problems)["audit.signature"] {
		t.Errorf("with other keys: %v", v.Problems)
	}
}

func TestSequencerRuns(t *testing.T) { each(t, sequencerRuns) }

func sequencerRuns(t *testing.T, st *store.Store) {
	s := &Sequencer{Store: st, Notes: testKeys(t), Now: clock, Log: quiet}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { s.Run(ctx); close(ended) }()
	note(t, st, 1)
	time.Sleep(time.Second)
	if c, err := st.LatestCheckpoint(context.Background()); err != nil || c.Size != 1 {
		t.Errorf("a second after the leaf the checkpoint has size %d: %v", c.Size, err)
	}
	note(t, st, 2)
	cancel()
	<-ended
	if waiting, err := st.AnyAuditWaiting(context.Background()); err != nil || waiting {
		t.Errorf("a stopped desk left leaves unnumbered: %v", err)
	}
}

func TestFrontier(t *testing.T) {
	var f frontier
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(ix []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range ix {
			out = append(out, stored[i])
		}
		return out, nil
	})
	for n := range int64(200) {
		if want, err := tlog.TreeHash(n, read); err != nil || f.root() != want {
			t.Fatalf("root of %d leaves differs: %v", n, err)
		}
		var leaf tlog.Hash
		_, _ = rand.Read(leaf[:])
		stored = append(stored, f.add(leaf)...)
	}
}
