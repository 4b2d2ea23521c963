package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// A data folder somebody made with ordinary rights holds a database its owner alone may read, and one that was open to all is closed.
func TestDatabaseIsClosedToOthers(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func() {
		t.Helper()
		s, err := Open(context.Background(), Config{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.Write(context.Background(), func(tx *Tx) error { return tx.PutSetting(context.Background(), "x", "y", now) }); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{DatabaseFile, DatabaseFile + "-wal", DatabaseFile + "-shm"} {
			info, err := os.Stat(filepath.Join(dir, name))
			if err != nil || info.Mode().Perm()&0o007 != 0 {
				t.Errorf("%s: %v, %v", name, info.Mode(), err)
			}
		}
	}
	write()
	if err := os.Chmod(filepath.Join(dir, DatabaseFile), 0o644); err != nil {
		t.Fatal(err)
	}
	write()
}
