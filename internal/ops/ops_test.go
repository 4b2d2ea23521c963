package ops

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/store"
)

var at = time.Date(2020, 6, 1, 9, 0, 0, 0, time.UTC)

func clock() time.Time { return at }

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func testKeys(t *testing.T) *seal.Keys {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	if err := seal.CreateKeys(dir); err != nil {
		t.Fatal(err)
	}
	k, err := seal.OpenKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func testStore(t *testing.T, dir string) *store.Store {
	t.Helper()
	st, err := store.Open(context.Background(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

// each runs a test on SQLite and, where TODOKE_TEST_POSTGRES names one (make test starts it), on PostgreSQL in a schema of its own.
func each(t *testing.T, test func(t *testing.T, st *store.Store)) {
	t.Run("sqlite", func(t *testing.T) { test(t, testStore(t, t.TempDir())) })
	base := os.Getenv("TODOKE_TEST_POSTGRES")
	if base == "" {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		admin, err := sql.Open("pgx", base)
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("ops_%d", store.NewID(time.Now()))
		if _, err := admin.Exec(`CREATE SCHEMA ` + name); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if _, err := admin.Exec(`DROP SCHEMA ` + name + ` CASCADE`); err != nil {
				t.Error(err)
			}
			admin.Close()
		})
		st, err := store.Open(context.Background(), store.Config{URL: base + "&search_path=" + name})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { st.Close() })
		test(t, st)
	})
}

// note writes n audit rows.
func note(t *testing.T, st *store.Store, n int) {
	t.Helper()
	for i := range n {
		err := st.Write(context.Background(), func(tx *store.Tx) error {
			return tx.Audit(context.Background(), store.AuditRow{At: at, Who: "staff:hanako", Action: "test", Object: fmt.Sprint("report:", i)})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// tamper runs SQL on the database behind the store's back, as somebody with the file would.
func tamper(t *testing.T, dir string, queries ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range queries {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

func keysOf(problems []*incident.Error) map[string]bool {
	out := map[string]bool{}
	for _, p := range problems {
		out[p.Key] = true
	}
	return out
}
