// Package store holds all SQL of Todoke, one text for SQLite and PostgreSQL: reports, cases, editions, staff, audit, jobs, search.
// It is not for deciding or encrypting: what identifies comes in and goes out as Sealed, which only package seal can read.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver
	_ "modernc.org/sqlite"             // the SQLite driver
)

// Config says where the store is.
type Config struct {
	Dir string // data folder; holds todoke.db unless URL names a PostgreSQL
	URL string // "postgres://…", or empty for SQLite in Dir
	// ReadOnly opens beside a running server: no lock, no migration, and Write fails. For commands that only look.
	ReadOnly bool
}

// Store is the open database. Its embedded Reader reads outside any transaction; Write is the only way to change anything.
type Store struct {
	Reader
	dialect dialect
	read    *sql.DB
	write   *sql.DB
	batch   *batcher // SQLite only
	lock    *os.File
}

// Reader finds and lists; a Tx embeds one too, so that the same methods read inside a transaction.
type Reader struct {
	q       querier
	dialect dialect
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Open opens the store and brings its schema up to date. A second process on the same SQLite folder is refused with ErrLocked.
func Open(ctx context.Context, c Config) (*Store, error) {
	var s *Store
	var err error
	switch {
	case strings.HasPrefix(c.URL, "postgres"):
		s, err = openPostgres(c.URL)
	case c.ReadOnly:
		s, err = readSQLite(ctx, c.Dir)
	default:
		s, err = openSQLite(ctx, c.Dir)
	}
	if err != nil {
		return nil, err
	}
	if c.ReadOnly {
		s.write = nil
		return s, nil
	}
	if err := s.migrate(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("migrate: %w", err)
	}
	if s.dialect == sqlite {
		if s.batch, err = newBatcher(ctx, s.write); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

// ErrLocked says that another process has the data folder open.
var ErrLocked = errors.New("another process has this data folder open")

func openSQLite(ctx context.Context, dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	lock, err := lockDir(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	if err := closeToOthers(dir); err != nil {
		lock.Close()
		return nil, fmt.Errorf("data folder: %w", err)
	}
	path := sqliteURI(dir)
	write, err := sql.Open("sqlite", path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(4000)&"+pragmas)
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	write.SetMaxOpenConns(1)
	write.SetMaxIdleConns(1)
	write.SetConnMaxLifetime(0)
	if err := write.PingContext(ctx); err != nil {
		lock.Close()
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	read, err := sql.Open("sqlite", path+"?mode=ro&_pragma=query_only(1)&"+pragmas)
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	read.SetMaxOpenConns(8)
	read.SetMaxIdleConns(8)
	return &Store{Reader: Reader{q: read, dialect: sqlite}, dialect: sqlite, read: read, write: write, lock: lock}, nil
}

// closeToOthers makes the database file for its owner alone before SQLite would make it readable by everybody, and closes one that is: the folder may have
// been made by hand, and the masked texts are in the clear. SQLite gives its other files the mode of this one.
func closeToOthers(dir string) error {
	path := filepath.Join(dir, DatabaseFile)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm()&0o007 == 0 {
			continue // not there yet, or closed
		}
		if err := os.Chmod(name, info.Mode().Perm()&^0o007); err != nil {
			return err
		}
	}
	return nil
}

const pragmas = "_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=cache_size(-32000)"

func sqliteURI(dir string) string {
	return "file:" + (&url.URL{Path: filepath.Join(dir, "todoke.db")}).EscapedPath()
}

// readSQLite opens a data folder that another process may have open, for reading only.
func readSQLite(ctx context.Context, dir string) (*Store, error) {
	if _, err := os.Stat(filepath.Join(dir, "todoke.db")); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	// Not mode=ro: when no server runs, SQLite must be able to make the shared-memory file beside the WAL.
	read, err := sql.Open("sqlite", sqliteURI(dir)+"?_pragma=query_only(1)&"+pragmas)
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	if err := read.PingContext(ctx); err != nil {
		read.Close()
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	return &Store{Reader: Reader{q: read, dialect: sqlite}, dialect: sqlite, read: read}, nil
}

func openPostgres(url string) (*Store, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fmt.Errorf("open postgres: %w", err)
	}
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return &Store{Reader: Reader{q: db, dialect: postgres}, dialect: postgres, read: db, write: db}, nil
}

// Close ends the writer after what it has in hand and closes the pools.
func (s *Store) Close() error {
	if s.batch != nil {
		s.batch.close()
	}
	err := s.read.Close()
	if s.write != nil && s.write != s.read {
		err = errors.Join(err, s.write.Close())
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

// Name is "sqlite" or "postgres", for doctor and the tests.
func (s *Store) Name() string { return string(s.dialect) }

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.read.PingContext(ctx) }

var idState struct {
	sync.Mutex
	last int64
}

// NewID makes a row id from an instant: microseconds since 2020 shifted by ten bits, counted up inside one process and salted
// between processes, so that ids sort by time and one SQL text needs no generated columns.
func NewID(at time.Time) int64 {
	idState.Lock()
	defer idState.Unlock()
	id := max((at.UnixMicro()-epoch2020)<<10|processSalt, idState.last+1024)
	idState.last = id
	return id
}

// idTime is the instant an id was made from, or a little later where several were made at once.
func idTime(id int64) time.Time { return time.UnixMicro(id>>10 + epoch2020).UTC() }
