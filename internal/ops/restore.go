package ops

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// RestorePlan says what is restored to where.
type RestorePlan struct {
	Src        string
	Dst        string // a folder that does not exist or is empty
	Identities string // age identities, one a line, for an encrypted backup
	Verify     bool   // also verify the audit log, where Notes is given
	Notes      Notes  // the desk's keys; nil when they are not at hand
	// Before is called with the unpacked and compared folder before it gets its name; an error of it restores nothing. Nil for nothing.
	Before func(ctx context.Context, dir string) error
}

// Restored is what a restore found; it only returns when every count and hash was equal.
type Restored struct {
	Manifest Manifest
	Audit    *Verification // nil unless asked for and keys were given
}

// Restore unpacks a backup beside Dst, compares the hash of every file and the rows of every table with the manifest, runs the database's own integrity check,
// verifies the audit log when asked, and only then gives the folder its name. Anything unequal is a Conflict and leaves Dst as it was.
func Restore(ctx context.Context, p RestorePlan) (Restored, error) {
	if err := vacant(p.Dst); err != nil {
		return Restored{}, err
	}
	if err := os.MkdirAll(filepath.Dir(p.Dst), 0o700); err != nil {
		return Restored{}, fmt.Errorf("restore: %w", err)
	}
	work, err := os.MkdirTemp(filepath.Dir(p.Dst), ".todoke-restore-") // 0700
	if err != nil {
		return Restored{}, fmt.Errorf("restore: %w", err)
	}
	defer os.RemoveAll(work)
	m, err := unpack(ctx, p, work)
	if err == nil {
		err = compareTables(ctx, filepath.Join(work, store.DatabaseFile), m)
	}
	if err != nil {
		return Restored{}, told("restore", err)
	}
	r := Restored{Manifest: m}
	if p.Verify && p.Notes != nil {
		if r.Audit, err = verifyFolder(ctx, work, p.Notes); err != nil {
			return r, told("restore", err)
		}
	}
	if p.Before != nil {
		if err := p.Before(ctx, work); err != nil {
			return r, told("restore", err)
		}
	}
	if err := os.Remove(p.Dst); err != nil && !errors.Is(err, os.ErrNotExist) { // the empty folder; one that has filled meanwhile is not removed
		return r, fmt.Errorf("restore: %w", err)
	}
	if err := os.Rename(work, p.Dst); err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	return r, syncPath(filepath.Dir(filepath.Clean(p.Dst)))
}

// told keeps errors for people as they are and names the step in the others.
func told(step string, err error) error {
	var e *incident.Error
	if errors.As(err, &e) {
		return err
	}
	return fmt.Errorf("%s: %w", step, err)
}

func vacant(dir string) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(list) == 0 {
		return nil
	}
	return incident.Errorf(incident.Conflict, "ops.exists", dir)
}

func unequal(what string) error { return incident.Errorf(incident.Conflict, "ops.unequal", what) }

// unpack reads the archive into dir and checks every file against the manifest on the way.
func unpack(ctx context.Context, p RestorePlan, dir string) (Manifest, error) {
	f, err := os.Open(p.Src)
	if err != nil {
		return Manifest{}, err
	}
	defer f.Close()
	plain, err := decrypt(f, p.Identities)
	if err != nil {
		return Manifest{}, err
	}
	zip, err := gzip.NewReader(plain)
	if err != nil {
		return Manifest{}, incident.Errorf(incident.Invalid, "ops.not_backup")
	}
	t := tar.NewReader(zip)
	m, err := readManifest(t)
	if err != nil {
		return m, err
	}
	want := map[string]ManifestFile{}
	for _, file := range m.Files {
		want[file.Path] = file
	}
	for {
		if err := ctx.Err(); err != nil {
			return m, err
		}
		head, err := t.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return m, broken(err)
		}
		file, listed := want[head.Name]
		if !listed || head.Typeflag != tar.TypeReg || !filepath.IsLocal(filepath.FromSlash(head.Name)) {
			return m, unequal(head.Name)
		}
		delete(want, head.Name)
		if err := unpackFile(t, dir, file); err != nil {
			return m, err
		}
	}
	for name := range want {
		return m, unequal(name)
	}
	if _, err := io.Copy(io.Discard, zip); err != nil { // reads the checksum and age's last block: a cut file fails here
		return m, broken(err)
	}
	return m, link(dir, m.Links)
}

// broken is an archive that ends early or fails its own checks.
func broken(err error) error {
	return errors.Join(incident.Errorf(incident.Conflict, "ops.broken"), err)
}

func decrypt(f io.Reader, identities string) (io.Reader, error) {
	r := bufio.NewReader(f)
	const intro = "age-encryption.org/"
	if head, err := r.Peek(len(intro)); err != nil || string(head) != intro {
		return r, nil
	}
	ids, err := age.ParseIdentities(strings.NewReader(identities))
	if err != nil {
		return nil, incident.Errorf(incident.Invalid, "ops.identity")
	}
	plain, err := age.Decrypt(r, ids...)
	if err != nil {
		return nil, incident.Errorf(incident.Invalid, "ops.identity")
	}
	return plain, nil
}

func readManifest(t *tar.Reader) (Manifest, error) {
	var m Manifest
	head, err := t.Next()
	if err != nil || head.Name != manifestName || head.Size > 64<<20 {
		return m, incident.Errorf(incident.Invalid, "ops.not_backup")
	}
	var body bytes.Buffer
	if _, err := io.Copy(&body, t); err != nil {
		return m, broken(err)
	}
	if err := json.Unmarshal(body.Bytes(), &m); err != nil || m.Format != backupFormat {
		return m, incident.Errorf(incident.Invalid, "ops.not_backup")
	}
	return m, nil
}

func unpackFile(r io.Reader, dir string, file ManifestFile) error {
	path := filepath.Join(dir, filepath.FromSlash(file.Path))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	mode := os.FileMode(0o644)                                         // released files are public; a web server may read them
	if file.Path == store.DatabaseFile || file.Path == "todoke.toml" { // the settings may hold the way into a database
		mode = 0o600
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), r)
	if err != nil {
		return broken(err)
	}
	if n != file.Size || hex.EncodeToString(h.Sum(nil)) != file.SHA256 {
		return unequal(file.Path)
	}
	return f.Sync()
}

// link makes the links again; one that leads out of the folder is refused.
func link(dir string, links []ManifestLink) error {
	for _, l := range links {
		path, target := filepath.FromSlash(l.Path), filepath.FromSlash(l.Target)
		if !filepath.IsLocal(path) || filepath.IsAbs(target) || !filepath.IsLocal(filepath.Join(filepath.Dir(path), target)) {
			return unequal(l.Path)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o755); err != nil {
			return err
		}
		if err := os.Symlink(target, filepath.Join(dir, path)); err != nil {
			return err
		}
	}
	return nil
}

func compareTables(ctx context.Context, path string, m Manifest) error {
	counts, err := store.Inspect(ctx, path)
	if err != nil {
		return err
	}
	if !maps.Equal(counts, m.Tables) {
		return unequal(store.DatabaseFile)
	}
	return nil
}

func verifyFolder(ctx context.Context, dir string, notes Notes) (*Verification, error) {
	st, err := store.Open(ctx, store.Config{Dir: dir, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	v, err := VerifyAudit(ctx, st, notes)
	if err := errors.Join(err, st.Close()); err != nil {
		return nil, err
	}
	if len(v.Problems) > 0 {
		return &v, v.Problems[0]
	}
	return &v, nil
}
