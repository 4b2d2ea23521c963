package publish

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Folders under the data folder.
const (
	buildsDir   = "builds"   // one folder an edition, rebuilt at will until its release
	releasesDir = "releases" // one folder a release, never changed
	publicLink  = "public"   // symlink to the release that is served
)

func (p *Publish) buildDir(id string) string { return filepath.Join(p.dir, buildsDir, id) }

// built is the SHA-256 of the built manifest, "" when nothing is built.
func (p *Publish) built(id string) string {
	body, err := os.ReadFile(filepath.Join(p.buildDir(id), manifestName))
	if err != nil {
		return ""
	}
	return digest(body)
}

// Build renders a frozen edition into builds/ID, replacing an earlier build; a check has to follow.
func (p *Publish) Build(ctx context.Context, a incident.Actor, id string, at time.Time, opt Options) error {
	if err := incident.Ask(a, incident.EditionRelease); err != nil {
		return err
	}
	p.hands.Lock()
	defer p.hands.Unlock()
	e, err := p.st.FindEdition(ctx, id)
	if err != nil {
		return told(err, "build "+id)
	}
	if err := incident.MoveEdition(e.State, incident.Built); err != nil {
		return err
	}
	c, err := collection(ctx, p.st.Reader, id)
	if err != nil {
		return told(err, "build "+id)
	}
	list, err := p.files(ctx, c, opt)
	if err != nil {
		return told(err, "build "+id)
	}
	if err := os.MkdirAll(filepath.Join(p.dir, buildsDir), 0o700); err != nil { // not public before the release
		return fmt.Errorf("build %s: %w", id, err)
	}
	if err := list.replace(p.buildDir(id), ""); err != nil {
		return fmt.Errorf("build %s: %w", id, err)
	}
	err = p.st.Write(ctx, func(tx *store.Tx) error {
		return move(ctx, tx, e, incident.Built, auditRow(a, "edition.build", id, fmt.Sprintf("files=%d manifest=%s", len(list), digest(list[manifestName])), at))
	})
	return told(err, "build "+id)
}

// replace writes the files beside dir and then puts them in its place. What is the same in before, a folder that does not change any more, is linked to it.
func (list files) replace(dir, before string) error {
	tmp := dir + ".new"
	if err := os.RemoveAll(tmp); err != nil {
		return err
	}
	if err := list.writeBeside(tmp, before); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(tmp, dir)
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
