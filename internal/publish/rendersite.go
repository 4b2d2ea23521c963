package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// RenderSite brings the folder dir to what a release of the collections would publish, without PDF and without a release: to look at and to measure. What it is made
// of is noted beside it, in dir.state; with that only what changed is made and written again, and the bytes are those of a folder made at once. The note is
// taken away before the first file is touched, so that after a run that was cut off everything is made.
func (p *Publish) RenderSite(ctx context.Context, collections []incident.Collection, dir string) error {
	note := dir + ".state"
	m := openMemo(dir, note)
	list, sums, err := p.renderSite(ctx, collections, m)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if err := os.Remove(note); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("site: %w", err)
	}
	if err := list.bring(dir, m.was.files, sums); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if err := m.save(note, sums); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	return nil
}

func (p *Publish) renderSite(ctx context.Context, collections []incident.Collection, m *memo) (files, map[string]fileSum, error) {
	var editions []released
	var all []*incident.Collection
	for i := range collections {
		all = append(all, &collections[i])
	}
	of := m.hashes(all)
	for _, c := range all {
		e, err := p.renderEdition(ctx, c, of[c].key(), m)
		if err != nil {
			return nil, nil, err
		}
		editions = append(editions, released{c, e})
	}
	newest := editions[len(editions)-1].c
	r := store.Release{N: 1, Edition: newest.ID}
	list, err := p.siteFiles(r, editions, advisories{}, m)
	if err != nil {
		return nil, nil, err
	}
	sums := m.sums(list)
	if err := p.sign(r, newest, list, sums); err != nil {
		return nil, nil, err
	}
	for _, name := range []string{manifestName, signatureName} {
		sums[name] = fileSum{len(list[name]), digest(list[name])}
	}
	return list, sums, nil
}

// renderEdition makes the files of an edition; where it stays as it was, nil for each but its manifest.
func (p *Publish) renderEdition(ctx context.Context, c *incident.Collection, key string, m *memo) (files, error) {
	under := "editions/" + c.ID + "/"
	placed := files{}
	err := m.pages(placed, "edition/"+c.ID, key, func() (files, error) {
		list, err := p.files(ctx, c, Options{WithoutPDF: true})
		made := files{}
		for name, body := range list {
			made[under+name] = body
		}
		return made, err
	})
	if err != nil {
		return nil, err
	}
	out := files{}
	for name, body := range placed {
		if body == nil && path.Base(name) == manifestName {
			if body, err = m.body(name); err != nil {
				return nil, err
			}
		}
		out[name[len(under):]] = body
	}
	return out, nil
}

// bring makes dir hold these files, of which was says what lies there; without that, the folder is put in its place whole.
func (list files) bring(dir string, was, sums map[string]fileSum) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if len(was) == 0 {
		return list.replace(dir, "")
	}
	for name, body := range list {
		if body == nil || was[name] == sums[name] {
			continue
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file+".new", body, 0o644); err != nil {
			return err
		}
		if err := os.Rename(file+".new", file); err != nil {
			return err
		}
	}
	for name := range was {
		if _, stays := sums[name]; stays {
			continue
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for at := filepath.Dir(file); at != filepath.Clean(dir) && os.Remove(at) == nil; at = filepath.Dir(at) { // as long as they are empty
		}
	}
	return nil
}
