package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

var now = time.Date(2020, 1, 11, 1, 0, 0, 0, time.UTC)

// each runs a test on SQLite and, where TODOKE_TEST_POSTGRES names one (make test starts it), on PostgreSQL in a schema of its own.
func each(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, Config{Dir: t.TempDir()})) })
	if base := os.Getenv("TODOKE_TEST_POSTGRES"); base != "" {
		t.Run("postgres", func(t *testing.T) { test(t, open(t, Config{URL: schemaURL(t, base)})) })
	}
}

func open(t *testing.T, c Config) *Store {
	t.Helper()
	s, err := Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// schemaURL makes an empty schema and gives the URL that works in it alone.
func schemaURL(t *testing.T, base string) string {
	t.Helper()
	admin, err := openPostgres(base)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := fmt.Sprintf("store_%d", NewID(time.Now()))
	if _, err := admin.write.Exec(`CREATE SCHEMA ` + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		again, err := openPostgres(base)
		if err == nil {
			_, err = again.write.Exec(`DROP SCHEMA ` + name + ` CASCADE`)
			again.Close()
		}
		if err != nil {
			t.Error(err)
		}
	})
	return base + "&search_path=" + name
}

func TestWriteGroups(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := context.Background()
		refused := errors.New("refused")
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				err := s.Write(ctx, func(tx *Tx) error {
					if err := tx.PutSetting(ctx, fmt.Sprint("k", i), "v", now); err != nil {
						return err
					}
					if i%4 == 0 {
						return refused // its own rows go, its neighbours' stay
					}
					return nil
				})
				if (i%4 == 0) != errors.Is(err, refused) {
					t.Errorf("write %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		for i := range 64 {
			v, err := s.Setting(ctx, fmt.Sprint("k", i))
			if err != nil || (v == "v") == (i%4 == 0) {
				t.Errorf("setting %d is %q (%v)", i, v, err)
			}
		}
	})
}

func TestWritePanicIsAnError(t *testing.T) {
	s := open(t, Config{Dir: t.TempDir()})
	if err := s.Write(context.Background(), func(*Tx) error { panic("oops") }); err == nil {
		t.Fatal("a panic inside a write must be its error")
	}
	if err := s.Write(context.Background(), func(tx *Tx) error { return tx.PutSetting(context.Background(), "a", "b", now) }); err != nil {
		t.Fatalf("the writer must go on: %v", err)
	}
}

func TestSecondProcessRefused(t *testing.T) {
	dir := t.TempDir()
	open(t, Config{Dir: dir})
	if _, err := Open(context.Background(), Config{Dir: dir}); !errors.Is(err, ErrLocked) {
		t.Fatalf("second open: %v, want ErrLocked", err)
	}
	r := open(t, Config{Dir: dir, ReadOnly: true})
	if err := r.Write(context.Background(), func(*Tx) error { return nil }); err == nil {
		t.Fatal("a store open for reading must not write")
	}
}

func TestDemoMarkStays(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := context.Background()
		put := func(v string) error {
			return s.Write(ctx, func(tx *Tx) error { return tx.PutSetting(ctx, "demo", v, now) })
		}
		if err := put("1"); err != nil {
			t.Fatal(err)
		}
		if put("0") == nil {
			t.Error("the demonstration mark was changed")
		}
		if err := s.Write(ctx, func(tx *Tx) error { return tx.exec(ctx, `DELETE FROM settings WHERE name = 'demo'`) }); err == nil {
			t.Error("the demonstration mark was removed")
		}
	})
}

func TestJobs(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := context.Background()
		add := func(subject string) {
			t.Helper()
			if err := s.Write(ctx, func(tx *Tx) error { return tx.Enqueue(ctx, "mask", subject, now) }); err != nil {
				t.Fatal(err)
			}
		}
		claim := func(at time.Time) []Job {
			t.Helper()
			j, err := s.Claim(ctx, at, time.Minute, 10)
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
		add("1")
		add("1") // unique by kind and subject
		add("2")
		jobs := claim(now)
		if len(jobs) != 2 {
			t.Fatalf("claimed %d jobs, want 2", len(jobs))
		}
		if again := claim(now.Add(time.Second)); len(again) != 0 {
			t.Fatalf("claimed %d leased jobs again", len(again))
		}
		add("1") // asked for again while it runs: finishing the old claim must not lose it
		for _, j := range jobs {
			if err := s.Write(ctx, func(tx *Tx) error { return tx.FinishJob(ctx, j) }); err != nil {
				t.Fatal(err)
			}
		}
		jobs = claim(now.Add(2 * time.Second))
		if len(jobs) != 1 || jobs[0].Subject != "1" {
			t.Fatalf("after finish: %v", jobs)
		}
		if err := s.Write(ctx, func(tx *Tx) error { return tx.FailJob(ctx, jobs[0], now, "down") }); err != nil {
			t.Fatal(err)
		}
		if len(claim(now.Add(time.Second))) != 0 || len(claim(now.Add(time.Hour))) != 1 {
			t.Error("a failed job must wait and come back")
		}
		if len(claim(now.Add(3*time.Hour))) != 1 {
			t.Error("a crashed worker's job must come back when its lease ends")
		}
	})
}

// TestSequence numbers leaves in pieces and compares the root with one computed from the leaves alone.
func TestSequence(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := context.Background()
		var root tlog.Hash
		sign := func(size int64, h tlog.Hash) (string, error) { root = h; return fmt.Sprint(size), nil }
		for i := range 23 {
			err := s.Write(ctx, func(tx *Tx) error {
				return tx.Audit(ctx, AuditRow{At: now.Add(time.Duration(i) * time.Second), Who: "machine:test", Action: "test", Object: fmt.Sprint("report:", i)})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, want := range []int{10, 10, 3, 0} {
			if n, err := s.Sequence(ctx, now, 10, sign); err != nil || n != want {
				t.Fatalf("sequenced %d (%v), want %d", n, err, want)
			}
		}
		list, err := s.ListAuditFrom(ctx, 0, 100)
		if err != nil || len(list) != 23 {
			t.Fatalf("%d rows (%v)", len(list), err)
		}
		mem := map[int64]tlog.Hash{}
		reader := tlog.HashReaderFunc(func(ix []int64) ([]tlog.Hash, error) {
			out := make([]tlog.Hash, len(ix))
			for i, n := range ix {
				out[i] = mem[n]
			}
			return out, nil
		})
		for i, a := range list {
			if a.Seq != int64(i) || a.LeafHash() != tlog.Hash(a.Leaf) {
				t.Fatalf("row %d has seq %d or a wrong leaf", i, a.Seq)
			}
			hs, err := tlog.StoredHashesForRecordHash(int64(i), a.LeafHash(), reader)
			if err != nil {
				t.Fatal(err)
			}
			for k, h := range hs {
				mem[tlog.StoredHashIndex(0, int64(i))+int64(k)] = h
			}
		}
		want, err := tlog.TreeHash(23, reader)
		if err != nil || want != root {
			t.Errorf("root differs (%v)", err)
		}
	})
}

// TestSameColumns holds that the .sqlite and .postgres migrations leave the same tables and columns, but for the search index.
func TestSameColumns(t *testing.T) {
	base := os.Getenv("TODOKE_TEST_POSTGRES")
	if base == "" {
		t.Skip("needs both databases: make test sets TODOKE_TEST_POSTGRES")
	}
	lite, pg := open(t, Config{Dir: t.TempDir()}), open(t, Config{URL: schemaURL(t, base)})
	a := columns(t, lite, `SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'search%' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%' ORDER BY 1`)
	b := columns(t, pg, `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name <> 'search' AND table_name NOT LIKE 'goose%' ORDER BY 1`)
	for c := range a {
		if !b[c] {
			t.Errorf("%s is missing in PostgreSQL", c)
		}
	}
	for c := range b {
		if !a[c] {
			t.Errorf("%s is missing in SQLite", c)
		}
	}
	if len(a) < 100 {
		t.Errorf("only %d columns found", len(a))
	}
}

func columns(t *testing.T, s *Store, query string) map[string]bool {
	t.Helper()
	r, err := s.read.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	out := map[string]bool{}
	for r.Next() {
		var c string
		if err := r.Scan(&c); err != nil {
			t.Fatal(err)
		}
		out[c] = true
	}
	return out
}
