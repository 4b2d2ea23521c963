package ops

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Level is how bad a finding of Doctor is.
type Level string

// Levels of a finding.
const (
	Fine Level = "fine"
	Warn Level = "warn"
	Bad  Level = "bad"
)

// Finding is one thing Doctor looked at: a key of the catalogues with its arguments.
type Finding struct {
	Level Level
	Key   string
	Args  []any
}

// Desk is what Doctor looks at. Store may be open for reading only.
type Desk struct {
	Dir     string
	Keys    string
	Store   *store.Store
	Now     time.Time
	Listen  []string // addresses of portal and site
	Console string   // address of the console
}

// Doctor looks at the machine and the desk: keys apart and closed, data folder closed, disk space, jobs, audit log, what listens where.
func Doctor(ctx context.Context, d Desk) ([]Finding, error) {
	demo, err := d.Store.Setting(ctx, "demo")
	if err != nil {
		return nil, fmt.Errorf("doctor: %w", err)
	}
	out := []Finding{keysApart(d, demo != ""), closed("doctor.keys_closed", "doctor.keys_open", d.Keys), closed("doctor.data_closed", "doctor.data_open", d.Dir),
		space(d.Dir), listening(d, demo != ""), consoleAddress(d.Console)}
	jobs, err := jobs(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("doctor: %w", err)
	}
	held, err := waits(ctx, d.Store.Reader, 10_000)
	if err != nil {
		return nil, fmt.Errorf("doctor: %w", err)
	}
	log, err := auditLog(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("doctor: %w", err)
	}
	o, err := older(ctx, d.Store.Reader)
	if err != nil {
		return nil, fmt.Errorf("doctor: %w", err)
	}
	return append(append(out, jobs, log, o.finding()), failing(held)...), nil
}

// KeysInside tells whether the keys folder lies in the data folder, links followed: who copies one would then have both.
func KeysInside(keys, data string) (bool, error) {
	k, err := resolve(keys)
	if err != nil {
		return false, fmt.Errorf("keys folder: %w", err)
	}
	d, err := resolve(data)
	if err != nil {
		return false, fmt.Errorf("data folder: %w", err)
	}
	rel, err := filepath.Rel(d, k)
	return err == nil && filepath.IsLocal(rel), nil
}

// resolve follows links as far as the path exists, so that a folder still to be made is judged by the one it will be in.
func resolve(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(abs) != abs {
		parent, err := resolve(filepath.Dir(abs))
		return filepath.Join(parent, filepath.Base(abs)), err
	}
	return real, err
}

func keysApart(d Desk, demo bool) Finding {
	inside, err := KeysInside(d.Keys, d.Dir)
	switch {
	case err != nil:
		return Finding{Bad, "doctor.keys_missing", []any{d.Keys}}
	case inside && !demo:
		return Finding{Bad, "doctor.keys_inside", []any{d.Keys}}
	case inside:
		return Finding{Warn, "doctor.keys_inside_demo", nil}
	}
	return Finding{Fine, "doctor.keys_apart", nil}
}

// closed checks that nobody but the owner (and a group he chose) may enter a folder.
func closed(fine, bad, dir string) Finding {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return Finding{Bad, "doctor.missing", []any{dir}}
	case info.Mode().Perm()&0o007 != 0:
		return Finding{Bad, bad, []any{dir, fmt.Sprintf("%04o", info.Mode().Perm())}}
	case info.Mode().Perm()&0o070 != 0:
		return Finding{Warn, bad, []any{dir, fmt.Sprintf("%04o", info.Mode().Perm())}}
	}
	return Finding{Fine, fine, nil}
}

// Free space in MiB below which filings are at risk, and below which somebody should look.
const (
	badSpace  = 200
	warnSpace = 2048
)

func space(dir string) Finding {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return Finding{Bad, "doctor.missing", []any{dir}}
	}
	free := int64(fs.Bavail) * int64(fs.Bsize) >> 20
	level := Fine
	switch {
	case free < badSpace:
		level = Bad
	case free < warnSpace:
		level = Warn
	}
	return Finding{level, "doctor.space", []any{free}}
}

// Loopback tells whether an address to listen on is reached from this machine only.
func Loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.Unmap().IsLoopback()
}

// listening: a demonstration on an address others reach would be taken for a body's publication (cases 33 and 35).
func listening(d Desk, demo bool) Finding {
	if !demo {
		return Finding{Fine, "doctor.not_demo", nil}
	}
	for _, addr := range append([]string{d.Console}, d.Listen...) {
		if addr != "" && !Loopback(addr) {
			return Finding{Bad, "doctor.demo_public", []any{addr}}
		}
	}
	return Finding{Fine, "doctor.demo_local", nil}
}

// consoleAddress: the console is not for the public listener (case 29).
func consoleAddress(addr string) Finding {
	if addr == "" || Loopback(addr) {
		return Finding{Fine, "doctor.console_local", nil}
	}
	return Finding{Warn, "doctor.console_public", []any{addr}}
}

// late is when a job that is due, or a leaf not numbered, shows that nothing works on it.
const late = 10 * time.Minute

func jobs(ctx context.Context, d Desk) (Finding, error) {
	list, err := d.Store.ListJobs(ctx, 10_000)
	if err != nil {
		return Finding{}, err
	}
	stuck, waiting := 0, 0
	for _, j := range list {
		switch {
		case j.Stuck:
			stuck++
		case d.Now.Sub(j.RunAfter) > late:
			waiting++
		}
	}
	switch {
	case stuck > 0:
		return Finding{Bad, "doctor.jobs_stuck", []any{stuck}}, nil
	case waiting > 0:
		return Finding{Warn, "doctor.jobs_late", []any{waiting}}, nil
	}
	return Finding{Fine, "doctor.jobs", []any{len(list)}}, nil
}

func (o Older) finding() Finding {
	if o == (Older{}) {
		return Finding{Fine, "doctor.finder", nil}
	}
	return Finding{Warn, "doctor.finder_older", []any{o.Waiting, o.Staying}}
}

func auditLog(ctx context.Context, d Desk) (Finding, error) {
	waiting, err := d.Store.ListAuditWaiting(ctx, 1)
	if err != nil {
		return Finding{}, err
	}
	if len(waiting) > 0 && d.Now.Sub(waiting[0].At) > late {
		return Finding{Warn, "doctor.audit_late", []any{waiting[0].At.Format(time.RFC3339)}}, nil
	}
	return Finding{Fine, "doctor.audit", nil}, nil
}

// Problem gives a finding as an error for people, for callers that stop at the first.
func (f Finding) Problem() *incident.Error {
	return incident.Errorf(incident.Conflict, f.Key, f.Args...)
}
