package publish

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// RenderSite writes the whole public folder over frozen collections into dir, as a release would, without PDF and without a release: to look at and to
// measure. Of the editions that changed names, only those are rendered; the rest come from before, the folder of an earlier run, whose files are linked where
// they are the same. changed is ignored when before is empty.
func (p *Publish) RenderSite(ctx context.Context, collections []incident.Collection, dir, before string, changed ...string) error {
	var editions []released
	is := map[string]bool{}
	for _, id := range changed {
		is[id] = true
	}
	for i := range collections {
		c := &collections[i]
		var list files
		var err error
		if before != "" && !is[c.ID] {
			list, err = readFolder(filepath.Join(before, "editions", c.ID))
			if err == nil && !list.match(list[manifestName]) {
				err = fmt.Errorf("%s was altered", c.ID)
			}
		} else {
			list, err = p.files(ctx, c, Options{WithoutPDF: true})
		}
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
		editions = append(editions, released{c, list})
	}
	list, err := p.site(store.Release{N: 1, Edition: collections[len(collections)-1].ID}, editions)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if err := list.replace(dir, before); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	return nil
}
