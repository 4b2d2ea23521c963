package triage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"filippo.io/age"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

// leastPassword is how many characters the password of a taken file needs.
const leastPassword = 12

// Take is how somebody wants to carry a file out.
type Take struct {
	Reason   string // as of OpenAttachment
	Password string // of the archive: printable ASCII, 12 characters or more; the desk keeps it nowhere
}

// Taken is an encrypted copy of a file. Its name tells the report only.
type Taken struct {
	Name  string // "T-2020-000123-K-1.7z" or ".age"
	write func(io.Writer) error
}

// Save writes the archive.
func (k *Taken) Save(w io.Writer) error { return k.write(w) }

// NewPassword suggests a password for a Take; 100 random bits.
func (t *Triage) NewPassword() string { return t.Seal.NewSecretCode(4) }

// TakeAttachment gives a file as an encrypted archive: 7z with encrypted names where the program is there, else age with a passphrase. It needs the right
// incident.FileTake besides that of opening; that it was taken, by whom and why, is on disk before anything is made.
func (t *Triage) TakeAttachment(ctx context.Context, a incident.Actor, number string, id int64, k Take) (*Taken, error) {
	if err := incident.Ask(a, incident.FileTake); err != nil {
		return nil, err
	}
	if len(k.Password) < leastPassword || strings.ContainsFunc(k.Password, func(r rune) bool { return r < '!' || r > '~' }) {
		return nil, invalid("password", "error.take_password", leastPassword)
	}
	f, err := t.OpenAttachment(ctx, a, number, id, k.Reason)
	if err != nil {
		return nil, err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return nil, err
	}
	reason, err := t.openReason(ctx, a, r, k.Reason)
	if err != nil {
		return nil, err
	}
	row := t.audit(a, incident.FileTake, reportObject(r.Number), reason, "attachment="+strconv.FormatInt(id, 10)+" sha256="+f.SHA256)
	if err := t.Store.Write(ctx, func(tx *store.Tx) error { return tx.Audit(ctx, row) }); err != nil {
		return nil, fmt.Errorf("audit taking: %w", err)
	}
	name := fmt.Sprintf("%s-%d", r.Number, f.N)
	if memory, ok := memoryFolder(); ok && t.SevenZip != "" {
		return t.sevenZip(ctx, f, memory, name, k.Password)
	}
	return aged(f, name, k.Password), nil
}

func aged(f *OpenedFile, name, password string) *Taken {
	return &Taken{Name: name + ".age", write: func(w io.Writer) error {
		to, err := age.NewScryptRecipient(password)
		if err != nil {
			return fmt.Errorf("take: %w", err)
		}
		out, err := age.Encrypt(w, to)
		if err != nil {
			return fmt.Errorf("take: %w", err)
		}
		if _, err := f.WriteTo(out); err != nil {
			return fmt.Errorf("take: %w", err)
		}
		if err := out.Close(); err != nil {
			return fmt.Errorf("take: %w", err)
		}
		return nil
	}}
}

// memoryFolder is a folder that lies in memory: 7z reads files only, and an opened one must not lie on a disk.
func memoryFolder() (string, bool) {
	const folder, tmpfs = "/dev/shm", 0x01021994
	var s syscall.Statfs_t
	err := syscall.Statfs(folder, &s)
	return folder, err == nil && s.Type == tmpfs
}

// packWithin is how long 7z may take for one file of 50 MB.
const packWithin = 2 * time.Minute

// sevenZip has 7z encrypt the file, its name too. The password goes in by standard input: arguments can be read by every user of the machine.
func (t *Triage) sevenZip(ctx context.Context, f *OpenedFile, memory, name, password string) (*Taken, error) {
	dir, err := os.MkdirTemp(memory, "todoke-")
	if err != nil {
		return nil, fmt.Errorf("take: %w", err)
	}
	defer os.RemoveAll(dir)
	inside := insideName(f.Name)
	if err := writeFile(filepath.Join(dir, inside), f); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, packWithin)
	defer cancel()
	cmd := exec.CommandContext(ctx, t.SevenZip, "a", "-t7z", "-mhe=on", "-mx=1", "-p", "-bsp0", "--", "out.7z", inside)
	cmd.Dir, cmd.Env = dir, []string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}
	cmd.Stdin = strings.NewReader(password + "\n" + password + "\n") // some versions ask twice
	if err := cmd.Run(); err != nil {                                // what it says holds the file's name and is not repeated
		return nil, fmt.Errorf("take: 7z: %w", err)
	}
	body, err := os.ReadFile(filepath.Join(dir, "out.7z"))
	if err != nil {
		return nil, fmt.Errorf("take: %w", err)
	}
	return &Taken{Name: name + ".7z", write: func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	}}, nil
}

func writeFile(path string, f *OpenedFile) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("take: %w", err)
	}
	_, err = f.WriteTo(out)
	if err = errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("take: %w", err)
	}
	return nil
}

// insideName is the file's name inside the archive: nothing that a program reads as a pattern, list or option, and an ending that starts nothing.
func insideName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\*?[]:"<>|`, r) || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x2069 {
			return '_'
		}
		return r
	}, name)
	name, _ = text.Limit(name, 60)
	return "file_" + name + ".sample"
}
