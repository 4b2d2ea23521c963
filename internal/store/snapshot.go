package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// DatabaseFile is the name of the SQLite database inside a data folder.
const DatabaseFile = "todoke.db"

// Snapshot writes a consistent copy of the SQLite database of a data folder to the new file dst, also while a server has the folder open:
// it takes no lock, reads one state, and the server goes on writing.
func Snapshot(ctx context.Context, dir, dst string) error {
	src := filepath.Join(dir, DatabaseFile)
	if _, err := os.Stat(src); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	db, err := sql.Open("sqlite", fileURI(src)+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, dst); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return nil
}

// Inspect runs SQLite's integrity check over a database file nobody has open and counts the rows of every table.
func Inspect(ctx context.Context, path string) (map[string]int64, error) {
	db, err := sql.Open("sqlite", fileURI(path)+"?mode=ro&immutable=1")
	if err != nil {
		return nil, fmt.Errorf("inspect: %w", err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return nil, fmt.Errorf("integrity check: %w", err)
	}
	if verdict != "ok" {
		return nil, fmt.Errorf("integrity check: %s", verdict)
	}
	q, err := db.QueryContext(ctx, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`)
	names, err := rows(q, err, func(q *sql.Rows) (string, error) {
		var n string
		err := q.Scan(&n)
		return n, err
	})
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	counts := map[string]int64{}
	for _, n := range names {
		var c int64
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM "`+n+`"`).Scan(&c); err != nil {
			return nil, fmt.Errorf("count %s: %w", n, err)
		}
		counts[n] = c
	}
	return counts, nil
}

func fileURI(path string) string { return "file:" + (&url.URL{Path: path}).EscapedPath() }
