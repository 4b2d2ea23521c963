package ops

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// BackupPlan says what is backed up to where.
type BackupPlan struct {
	Dir         string // data folder, running or not
	URL         string // postgres://… is refused: PostgreSQL has its own tools
	Dst         string // new file; what exists is never replaced
	Recipients  string // age recipients, one a line; empty writes an unencrypted file
	Fingerprint string // of the keys the desk uses (seal.Keys), so that a restore can name them; the keys themselves never go in
	At          time.Time
}

// Manifest is the first entry of a backup: what is in it, so that a restore can compare.
type Manifest struct {
	Format string           `json:"format"` // "todoke-backup/1"
	At     time.Time        `json:"at"`
	Keys   string           `json:"keys"`   // fingerprint of the keys that open it; they are kept apart
	Tables map[string]int64 `json:"tables"` // rows of each table
	Files  []ManifestFile   `json:"files"`
	Links  []ManifestLink   `json:"links,omitempty"`
}

// ManifestFile is one file with its size and hash.
type ManifestFile struct {
	Path   string `json:"path"` // slashes, relative to the data folder
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// ManifestLink is a symbolic link inside the data folder: the public link to the released folder.
type ManifestLink struct {
	Path   string `json:"path"`
	Target string `json:"target"`
}

const (
	backupFormat = "todoke-backup/1"
	manifestName = "manifest.json"
)

// Attachments and audit log are in the database. Besides it a desk has its settings, its releases and the public link; caches and the lock are left out,
// and a keys folder (which a demonstration has inside) is never looked into.
var backedUp = []string{"todoke.toml", "releases", "editions", "public"}

// Backup writes a data folder into one file: a gzipped tar, encrypted with age when recipients are given. A server may have the folder open:
// the database is copied as it stands at one moment, and only finished releases are in the other folders. Free space for one copy of the database
// is needed beside Dst. The keys are not in it: without them, kept apart, nothing sealed in it can be opened.
func Backup(ctx context.Context, p BackupPlan) (Manifest, error) {
	if strings.HasPrefix(p.URL, "postgres") {
		return Manifest{}, incident.Errorf(incident.Invalid, "ops.backup_postgres")
	}
	if _, err := os.Lstat(p.Dst); err == nil {
		return Manifest{}, incident.Errorf(incident.Conflict, "ops.exists", p.Dst)
	}
	recipients, err := readRecipients(p.Recipients)
	if err != nil {
		return Manifest{}, err
	}
	work, err := os.MkdirTemp(filepath.Dir(p.Dst), ".todoke-backup-") // 0700
	if err != nil {
		return Manifest{}, fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(work)
	snapshot := filepath.Join(work, store.DatabaseFile)
	if err := store.Snapshot(ctx, p.Dir, snapshot); err != nil {
		return Manifest{}, fmt.Errorf("backup: %w", err)
	}
	m, sources, err := survey(ctx, p, snapshot)
	if err != nil {
		return Manifest{}, fmt.Errorf("backup: %w", err)
	}
	archive := filepath.Join(work, "archive")
	if err := writeArchive(ctx, archive, m, sources, recipients); err != nil {
		return Manifest{}, fmt.Errorf("backup: %w", err)
	}
	if err := os.Link(archive, p.Dst); err != nil { // unlike a rename it replaces nothing
		return Manifest{}, fmt.Errorf("backup: %w", err)
	}
	if err := syncPath(filepath.Dir(p.Dst)); err != nil {
		return Manifest{}, fmt.Errorf("backup: %w", err)
	}
	return m, nil
}

func readRecipients(s string) ([]age.Recipient, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	r, err := age.ParseRecipients(strings.NewReader(s))
	if err != nil {
		return nil, incident.Errorf(incident.Invalid, "ops.recipient")
	}
	return r, nil
}

// survey lists and hashes what goes in; sources gives the file each entry is read from.
func survey(ctx context.Context, p BackupPlan, snapshot string) (Manifest, map[string]string, error) {
	m := Manifest{Format: backupFormat, At: p.At.UTC(), Keys: p.Fingerprint}
	var err error
	if m.Tables, err = store.Inspect(ctx, snapshot); err != nil {
		return m, nil, err
	}
	sources := map[string]string{store.DatabaseFile: snapshot}
	for _, top := range backedUp {
		err := filepath.WalkDir(filepath.Join(p.Dir, top), func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // no release yet, or a folder still being built and renamed meanwhile
			}
			if err != nil || d.IsDir() {
				return err
			}
			rel, err := filepath.Rel(p.Dir, path)
			if err != nil {
				return err
			}
			rel = filepath.ToSlash(rel)
			switch {
			case d.Type()&fs.ModeSymlink != 0:
				target, err := inside(p.Dir, path)
				if target != "" {
					m.Links = append(m.Links, ManifestLink{Path: rel, Target: filepath.ToSlash(target)})
				}
				return err
			case d.Type().IsRegular():
				sources[rel] = path
			}
			return nil
		})
		if err != nil {
			return m, nil, err
		}
	}
	for rel, path := range sources {
		size, sum, err := hashFile(path)
		if errors.Is(err, fs.ErrNotExist) && rel != store.DatabaseFile {
			continue // a folder being built was renamed or removed
		}
		if err != nil {
			return m, nil, err
		}
		m.Files = append(m.Files, ManifestFile{Path: rel, Size: size, SHA256: sum})
	}
	slices.SortFunc(m.Files, func(a, b ManifestFile) int { return strings.Compare(a.Path, b.Path) })
	return m, sources, nil
}

// inside gives the target of a link relative to the link, or "" when it leads out of the folder.
func inside(dir, path string) (string, error) {
	target, err := os.Readlink(path)
	if err != nil || !filepath.IsAbs(target) {
		return target, err
	}
	base, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if rel, err := filepath.Rel(base, target); err != nil || !filepath.IsLocal(rel) {
		return "", nil
	}
	from, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	return filepath.Rel(from, target)
}

func hashFile(path string) (int64, string, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return n, hex.EncodeToString(h.Sum(nil)), err
}

func writeArchive(ctx context.Context, path string, m Manifest, sources map[string]string, recipients []age.Recipient) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	var out io.WriteCloser = f
	if len(recipients) > 0 {
		if out, err = age.Encrypt(f, recipients...); err != nil {
			return err
		}
	}
	zip, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if err := writeTar(ctx, zip, m, sources); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	if len(recipients) > 0 {
		if err := out.Close(); err != nil {
			return err
		}
	}
	return f.Sync()
}

func writeTar(ctx context.Context, w io.Writer, m Manifest, sources map[string]string) error {
	t := tar.NewWriter(w)
	head, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := addEntry(t, manifestName, int64(len(head)), bytes.NewReader(head)); err != nil {
		return err
	}
	for _, file := range m.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := os.Open(sources[file.Path])
		if err != nil {
			return err
		}
		err = addEntry(t, file.Path, file.Size, f)
		f.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", file.Path, err)
		}
	}
	return t.Close()
}

func addEntry(t *tar.Writer, name string, size int64, r io.Reader) error {
	if err := t.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	_, err := io.CopyN(t, r, size)
	return err
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
