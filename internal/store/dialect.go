package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing/fstest"
	"time"

	"embed"

	"github.com/pressly/goose/v3"
)

// dialect is the one private place where the two databases differ.
type dialect string

const (
	sqlite   dialect = "sqlite"
	postgres dialect = "postgres"
)

var epoch2020 = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

var processSalt = func() int64 {
	var b [2]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // the system has no randomness: nothing here can work
	}
	return int64(binary.BigEndian.Uint16(b[:])) & 1023
}()

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date: forward only, files for both databases or a .sqlite/.postgres pair.
func (s *Store) migrate(ctx context.Context) error {
	files, err := migrationFiles(s.dialect)
	if err != nil {
		return err
	}
	d := goose.DialectSQLite3
	var opts []goose.ProviderOption
	if s.dialect == postgres {
		d = goose.DialectPostgres
		opts = append(opts, goose.WithSessionLocker(sessionLocker()))
	}
	p, err := goose.NewProvider(d, s.write, files, opts...)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// migrationFiles lists the migrations of one database under names goose understands.
func migrationFiles(d dialect) (fs.FS, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	out := fstest.MapFS{}
	for _, e := range entries {
		name := e.Name()
		stem, of, pair := strings.Cut(strings.TrimSuffix(name, ".sql"), ".")
		if pair && of != string(d) {
			continue
		}
		body, err := migrations.ReadFile("migrations/" + name)
		if err != nil {
			return nil, err
		}
		if d == sqlite { // only under this name is a column the row's own number and needs no index beside the table
			body = bytes.ReplaceAll(body, []byte("BIGINT NOT NULL PRIMARY KEY"), []byte("INTEGER NOT NULL PRIMARY KEY"))
		}
		out[stem+".sql"] = &fstest.MapFile{Data: body}
	}
	return out, nil
}

// lockDir takes an exclusive lock that ends with the process.
func lockDir(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, ErrLocked
	}
	return f, nil
}

// micros turns an instant into its column; the zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant turns a column into an instant in UTC; 0 is the zero time.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// rows collects a query's rows with scan.
func rows[T any](r *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out []T
	for r.Next() {
		v, err := scan(r)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, r.Err()
}

// first reads the first row; sql.ErrNoRows when there is none.
func first[T any](r *sql.Rows, err error, scan func(*sql.Rows) (T, error)) (T, error) {
	list, err := rows(r, err, scan)
	if err == nil && len(list) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		var none T
		return none, err
	}
	return list[0], nil
}
