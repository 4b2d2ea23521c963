package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Release publishes a checked edition: releases/N is built complete beside the old one, its manifest signed, the release written to the database, and
// the link public replaced by one rename. The files must be those that passed the check, and the cases must still be fit to publish.
func (p *Publish) Release(ctx context.Context, a incident.Actor, id string, at time.Time) error {
	if err := incident.Ask(a, incident.EditionRelease); err != nil {
		return err
	}
	p.hands.Lock()
	defer p.hands.Unlock()
	e, now, err := p.releasable(ctx, id)
	if err != nil {
		return told(err, "release "+id)
	}
	last, err := p.st.LatestRelease(ctx)
	if err != nil {
		return fmt.Errorf("release %s: %w", id, err)
	}
	checkpoint, err := p.st.LatestCheckpoint(ctx)
	if err != nil {
		return fmt.Errorf("release %s: %w", id, err)
	}
	r := store.Release{N: last.N + 1, Edition: id, Checkpoint: checkpoint.Note, Who: a.Who(), At: at.UTC().Truncate(time.Second), Subscribe: p.subscribe}
	before, err := p.released(ctx, last.N)
	if err != nil {
		return fmt.Errorf("release %s: %w", id, err)
	}
	m := p.siteMemo(last.N)
	site, err := p.site(r, append(before, now), m)
	if err != nil {
		return fmt.Errorf("release %s: %w", id, err)
	}
	r.Manifest = string(site[manifestName])
	if err := p.checkAndPlace(ctx, last, wholeSite{siteScope(append(before, now), r), site, m}); err != nil {
		return told(err, "release "+id)
	}
	err = p.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertRelease(ctx, r); err != nil {
			return err
		}
		if err := tx.PutEditionRelease(ctx, id, r.N); err != nil {
			return err
		}
		return move(ctx, tx, e, incident.Released, auditRow(a, "edition.release", id, fmt.Sprintf("release=%d manifest=%s", r.N, digest(site[manifestName])), at))
	})
	if err != nil {
		return told(err, "release "+id)
	}
	if err := p.link(r.N); err != nil { // the release stands: Relink puts the link right
		return fmt.Errorf("release %s: %w", id, err)
	}
	return nil
}

// wholeSite is a site about to be placed, with what its check goes by and what is known of the one before.
type wholeSite struct {
	scope scope
	files files
	m     *memo
}

// checkAndPlace puts a site in its place as the release after last; what its check finds is a Conflict, and nothing is placed.
func (p *Publish) checkAndPlace(ctx context.Context, last store.Release, s wholeSite) error {
	result, err := p.checkSite(ctx, last, s.scope, s.files)
	if err != nil {
		return err
	}
	if !result.Passed {
		return incident.Errorf(incident.Conflict, "publish.error.site", result.Found[0].File, result.Found[0].Place)
	}
	return p.place(last.N+1, s.files, s.m)
}

// checkSite is the check of a whole site, and of what it keeps of the release before.
func (p *Publish) checkSite(ctx context.Context, last store.Release, s scope, site files) (CheckResult, error) {
	if s.advisories.list == nil { // a release of an edition shows them as they are out
		var err error
		if s.advisories, err = p.advisoriesOf(ctx, last.N+1); err != nil {
			return CheckResult{}, err
		}
	}
	result, err := p.check(ctx, s, site)
	if err != nil {
		return result, err
	}
	lost, err := p.kept(last, site)
	result.Found = append(result.Found, lost...)
	result.Passed = len(result.Found) == 0
	return result, err
}

// releasable holds that the check passed, that the files are the checked ones, and that no case has become unfit since the freeze. It gives those very
// files: read again they might be others.
func (p *Publish) releasable(ctx context.Context, id string) (incident.Edition, released, error) {
	v, err := p.view(ctx, p.st.Reader, id)
	if err != nil {
		return incident.Edition{}, released{}, err
	}
	if err := incident.MoveEdition(v.State, incident.Released); err != nil {
		return incident.Edition{}, released{}, err
	}
	check, err := p.st.LatestCheck(ctx, id)
	if err != nil {
		return incident.Edition{}, released{}, err
	}
	list, err := readFolder(p.buildDir(id))
	if err != nil {
		return incident.Edition{}, released{}, err
	}
	if !check.Passed || check.Manifest != digest(list[manifestName]) || !list.match(list[manifestName]) {
		return incident.Edition{}, released{}, incident.Errorf(incident.Conflict, "publish.error.unchecked", id)
	}
	var errs incident.Errors
	for _, k := range v.Candidates {
		if !k.Chosen {
			continue
		}
		errs = append(errs, k.Problems...)
		if k.Revision != k.Case.Approved {
			errs = append(errs, incident.Errorf(incident.Conflict, "publish.error.newer", k.Case.Number))
		}
	}
	if err := errs.Or(); err != nil {
		return incident.Edition{}, released{}, err
	}
	c, err := collection(ctx, p.st.Reader, id)
	return v.Edition, released{c, list}, err
}

// match tells whether the files are exactly those of a manifest, unchanged.
func (list files) match(manifest []byte) bool {
	var m Manifest
	if json.Unmarshal(manifest, &m) != nil {
		return false
	}
	n := 0
	for name := range list {
		if name != manifestName && name != signatureName && name != keyName { // the release adds signature and key
			n++
		}
	}
	for _, f := range m.Files {
		if body, ok := list[f.Path]; !ok || digest(body) != f.SHA256 {
			return false
		}
	}
	return n == len(m.Files)
}

// released is an edition with its finished files.
type released struct {
	c     *incident.Collection
	files files
}

// released gives the editions of release n, newest period first, each with its files as an earlier release holds them; where they are missing or
// altered they are rendered again from the frozen rows, and must come out the same.
func (p *Publish) released(ctx context.Context, n int64) ([]released, error) {
	bodies, err := p.st.ListReleasedCollections(ctx, n)
	if err != nil {
		return nil, err
	}
	var out []released
	for _, body := range bodies {
		c, err := parseCollection(body)
		if err != nil {
			return nil, err
		}
		list, err := readFolder(filepath.Join(p.dir, releasesDir, strconv.FormatInt(n, 10), "editions", c.ID))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		manifest, err := p.checkedManifest(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		if digest(list[manifestName]) != manifest || !list.match(list[manifestName]) {
			if list, err = p.again(ctx, c, manifest); err != nil {
				return nil, fmt.Errorf("edition %s: %w", c.ID, err)
			}
		}
		out = append(out, released{c, list})
	}
	return out, nil
}

// again renders a released edition once more and holds that it is the checked one, with or without PDF as it was then.
func (p *Publish) again(ctx context.Context, c *incident.Collection, manifest string) (files, error) {
	for _, without := range []bool{false, true} {
		list, err := p.files(ctx, c, Options{WithoutPDF: without})
		if err == nil && digest(list[manifestName]) == manifest {
			return list, nil
		}
		if err != nil && without {
			return nil, err
		}
	}
	return nil, errors.New("the files cannot be made again as they were released")
}

// releaseNote is what the desk signs: which manifest, and the audit log's state at that moment as outside witness.
func releaseNote(r store.Release, manifest []byte) string {
	checkpoint, _, _ := strings.Cut(r.Checkpoint, "\n\n")
	return fmt.Sprintf("todoke release 1\nrelease %d\nedition %s\nreleased %s\nmanifest sha256 %s\naudit %s\n", r.N, r.Edition, r.At.UTC().Format(time.RFC3339), digest(manifest),
		strings.ReplaceAll(strings.TrimSpace(checkpoint), "\n", " "))
}

// editionNote is what the desk signs about one edition; it says nothing of the release, so that a copy of the edition is the same in each.
func editionNote(e released) string {
	return fmt.Sprintf("todoke edition 1\nedition %s\nfrozen %s\nmanifest sha256 %s\n", e.c.ID, e.c.FrozenAt, digest(e.files[manifestName]))
}

// place writes releases/N and makes it durable. A folder left by a release that was never written to the database is replaced.
func (p *Publish) place(n int64, site files, m *memo) error {
	dir := filepath.Join(p.dir, releasesDir, strconv.FormatInt(n, 10))
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	before := ""
	if n > 1 {
		before = filepath.Join(p.dir, releasesDir, strconv.FormatInt(n-1, 10))
	}
	if err := site.replace(dir, before); err != nil {
		return err
	}
	if err := errors.Join(syncTree(dir), syncPath(filepath.Dir(dir))); err != nil {
		return err
	}
	if n > 1 {
		_ = os.Remove(p.siteState(n - 2)) // nothing is made from it any more
	}
	return m.save(p.siteState(n), m.sums(site))
}

// siteState is where it is noted what release n was made of. It is no part of a backup: without it everything is made again.
func (p *Publish) siteState(n int64) string {
	return filepath.Join(p.dir, "cache", "release-"+strconv.FormatInt(n, 10)+".state")
}

// siteMemo is what is known of release n.
func (p *Publish) siteMemo(n int64) *memo {
	return openMemo(filepath.Join(p.dir, releasesDir, strconv.FormatInt(n, 10)), p.siteState(n))
}

// link replaces public by one rename and makes it durable.
func (p *Publish) link(n int64) error {
	tmp := filepath.Join(p.dir, "."+publicLink+".new")
	if err := os.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Symlink(filepath.Join(releasesDir, strconv.FormatInt(n, 10)), tmp); err != nil {
		return err
	}
	if err := os.Rename(tmp, filepath.Join(p.dir, publicLink)); err != nil {
		return err
	}
	return syncPath(p.dir)
}

// Public is the number of the release that the link public leads to; 0 where it leads to none.
func (p *Publish) Public() int64 {
	to, err := os.Readlink(filepath.Join(p.dir, publicLink))
	if err != nil {
		return 0
	}
	n, _ := strconv.ParseInt(filepath.Base(to), 10, 64)
	return n
}

// Relink puts folder and link right where the database is ahead of them: after a crash between the two, a restore, or on another node.
// It rebuilds a missing release from the frozen rows and holds that it comes out as its manifest in the database says.
func (p *Publish) Relink(ctx context.Context) error {
	last, err := p.st.LatestRelease(ctx)
	if err != nil {
		return fmt.Errorf("relink: %w", err)
	}
	if last.N == 0 {
		return nil
	}
	want := filepath.Join(releasesDir, strconv.FormatInt(last.N, 10))
	have, err := os.ReadFile(filepath.Join(p.dir, want, manifestName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("relink: %w", err)
	}
	if string(have) != last.Manifest {
		if err := p.rebuild(ctx, last); err != nil {
			return fmt.Errorf("relink: rebuild release %d: %w", last.N, err)
		}
	}
	if now, err := os.Readlink(filepath.Join(p.dir, publicLink)); err == nil && now == want {
		return nil
	}
	if err := p.link(last.N); err != nil {
		return fmt.Errorf("relink: %w", err)
	}
	return nil
}

func (p *Publish) rebuild(ctx context.Context, r store.Release) error {
	editions, err := p.released(ctx, r.N)
	if err != nil {
		return err
	}
	for i, e := range editions { // site wants the edition this release brought as the last
		if e.c.ID == r.Edition {
			editions = append(append(editions[:i:i], editions[i+1:]...), e)
			break
		}
	}
	m := newMemo("")
	site, err := p.site(r, editions, m)
	if err != nil {
		return err
	}
	if string(site[manifestName]) != r.Manifest {
		return errors.New("the manifest differs from the one released")
	}
	return p.place(r.N, site, m)
}
