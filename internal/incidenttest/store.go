// Package incidenttest opens what tests need: real stores on both databases, real keys. It is for tests only; nothing that ships imports it.
package incidenttest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoke/internal/seal"
	"todoke/internal/store"
)

// PostgresEnv names the variable with the URL of a PostgreSQL the tests may make schemas in; `make test` sets it.
const PostgresEnv = "TODOKE_TEST_POSTGRES"

// Stores runs a suite on SQLite, and on PostgreSQL where PostgresEnv gives one.
func Stores(t *testing.T, suite func(t *testing.T, st *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { suite(t, SQLite(t)) })
	if os.Getenv(PostgresEnv) != "" {
		t.Run("postgres", func(t *testing.T) { suite(t, Postgres(t)) })
	}
}

// SQLite opens a new store in a temporary folder.
func SQLite(t testing.TB) *store.Store {
	t.Helper()
	return open(t, store.Config{Dir: t.TempDir()})
}

// Postgres opens a new store in a schema of its own, dropped when the test ends. Call it only where PostgresEnv is set.
func Postgres(t testing.TB) *store.Store {
	t.Helper()
	return open(t, store.Config{Dir: t.TempDir(), URL: Schema(t)})
}

// Schema makes an empty schema on the PostgreSQL of PostgresEnv and gives the URL that works in it; it is dropped when the test ends.
func Schema(t testing.TB) string {
	t.Helper()
	base, err := url.Parse(os.Getenv(PostgresEnv))
	if err != nil || base.Scheme == "" {
		t.Fatalf("%s is not a URL: %v", PostgresEnv, err)
	}
	name := "t_" + strings.ToLower(rand.Text())
	admin := exec(t, base.String(), `CREATE SCHEMA `+name)
	t.Cleanup(func() {
		if _, err := admin.Exec(`DROP SCHEMA ` + name + ` CASCADE`); err != nil {
			t.Errorf("drop schema: %v", err)
		}
		admin.Close()
	})
	q := base.Query()
	q.Set("search_path", name)
	base.RawQuery = q.Encode()
	return base.String()
}

func exec(t testing.TB, url, statement string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err == nil {
		_, err = db.Exec(statement)
	}
	if err != nil {
		t.Fatalf("postgres: %v", err)
	}
	return db
}

func open(t testing.TB, c store.Config) *store.Store {
	t.Helper()
	st, err := store.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	})
	return st
}

// Seal makes fresh keys in a temporary folder and a Seal over st.
func Seal(t testing.TB, st *store.Store, now func() time.Time) *seal.Seal {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	if err := seal.CreateKeys(dir); err != nil {
		t.Fatal(err)
	}
	keys, err := seal.OpenKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	return seal.New(keys, st, now)
}
