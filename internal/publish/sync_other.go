//go:build !linux

package publish

import (
	"os"
	"path/filepath"
)

// syncTree makes every file and folder under dir durable before a link may point at it.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return syncPath(path)
	})
}
