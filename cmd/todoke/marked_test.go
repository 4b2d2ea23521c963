package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// A folder with something else in it is neither marked as a demonstration nor ever removed.
func TestDemoLeavesOtherFoldersAlone(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "thesis.txt")
	if err := os.WriteFile(mine, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if code, out := command(t, "demo", "--no-serve", "--data", dir); code == 0 || !strings.Contains(out, "thesis.txt") {
			t.Errorf("exit %d: %s", code, out)
		}
	}
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}

// A PostgreSQL that holds a desk, be it one account, is not marked: the mark could never be taken back.
func TestDemoLeavesADeskOnPostgresAlone(t *testing.T) {
	base := os.Getenv("TODOKE_TEST_POSTGRES")
	if base == "" {
		t.Skip("TODOKE_TEST_POSTGRES names no PostgreSQL; make test starts one")
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	schema := fmt.Sprintf("demo_%d", store.NewID(time.Now()))
	if _, err := admin.Exec(`CREATE SCHEMA ` + schema); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if _, err := admin.Exec(`DROP SCHEMA ` + schema + ` CASCADE`); err != nil {
			t.Error(err)
		}
	}()
	dir := t.TempDir()
	c := Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys"), DB: base + "&search_path=" + schema}
	d, err := openDesk(t.Context(), c, time.Now, logger())
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.auth.Create(t.Context(), auth.Operator, auth.NewStaff{Login: "kan", Name: "管 理子", Roles: []incident.Role{incident.Administrator}})
	d.close()
	if err != nil {
		t.Fatal(err)
	}
	if err := prepareDemo(t.Context(), c); err == nil || !strings.Contains(err.Error(), "no demonstration") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(c.Data, demoMark)); !os.IsNotExist(err) {
		t.Errorf("the folder is marked: %v", err)
	}
	st, err := store.Open(t.Context(), store.Config{URL: c.DB})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if mark, err := st.Setting(t.Context(), "demo"); err != nil || mark != "" {
		t.Errorf("mark %q, %v", mark, err)
	}
}
