package ops

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOldBackups(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "monday.age")
	if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for days, want := range map[int]string{9: "doctor.backups_old", 10: "doctor.backups", 30: "doctor.backups"} {
		if err := os.Chtimes(name, at.AddDate(0, 0, -10), at.AddDate(0, 0, -10)); err != nil {
			t.Fatal(err)
		}
		if f := OldBackups(dir, days, at); f.Key != want {
			t.Errorf("%d days: %s, want %s", days, f.Key, want)
		}
	}
	if f := OldBackups("", 90, at); f.Key != "doctor.backups_unknown" || f.Level != Warn {
		t.Errorf("no folder: %+v", f)
	}
	if f := OldBackups(filepath.Join(dir, "none"), 90, at); f.Level != Bad {
		t.Errorf("a missing folder: %+v", f)
	}
}
