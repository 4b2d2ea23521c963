package ops

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// BackupDays is how many days a backup is kept where the settings say nothing.
const BackupDays = 90

// OldBackups tells whether files in the folder of backups are past their life: what was erased since still stands in them. "" is no folder known.
func OldBackups(dir string, days int, now time.Time) Finding {
	if dir == "" {
		return Finding{Warn, "doctor.backups_unknown", []any{days}}
	}
	old, last := 0, now
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err == nil && now.Sub(info.ModTime()) > time.Duration(days)*24*time.Hour {
			old++
			if info.ModTime().Before(last) {
				last = info.ModTime()
			}
		}
		return err
	})
	switch {
	case err != nil:
		return Finding{Bad, "doctor.missing", []any{dir}}
	case old > 0:
		return Finding{Warn, "doctor.backups_old", []any{old, days, last.Format(time.DateOnly)}}
	}
	return Finding{Fine, "doctor.backups", []any{days}}
}
