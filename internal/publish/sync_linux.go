package publish

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// syncTree makes every file and folder under dir durable before a link may point at it: with one call for the file system, since a site has tens of thousands of files
// of which most are links to those of the release before. From Linux 5.8 on the call tells of failed writes.
func syncTree(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.Syncfs(int(f.Fd())); err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}
