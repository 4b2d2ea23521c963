package publish

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"

	"todoke/internal/incident"
)

// Export copies a released edition, byte for byte, into a new or empty folder: index.html, edition.pdf, edition.json, manifest.json and its signature
// stand at its top, and its links work from any folder and from the file system. An edition that is not released is a Conflict.
func (p *Publish) Export(ctx context.Context, id, out string) error {
	e, err := p.st.FindEdition(ctx, id)
	if err != nil {
		return told(err, "export "+id)
	}
	if e.State != incident.Released {
		return incident.Errorf(incident.Conflict, "publish.error.not_released", id)
	}
	last, err := p.st.LatestRelease(ctx)
	if err != nil {
		return fmt.Errorf("export %s: %w", id, err)
	}
	list, err := readFolder(filepath.Join(p.dir, releasesDir, strconv.FormatInt(last.N, 10), "editions", id))
	if err != nil {
		return fmt.Errorf("export %s: %w", id, err)
	}
	if err := list.write(out); err != nil {
		return fmt.Errorf("export %s: %w", id, err)
	}
	return nil
}
