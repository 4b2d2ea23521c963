package store

import (
	"context"
	"database/sql"
	"time"
)

// Check is one run of the leak check over the finished files of an edition. Body lists what was found without the terms themselves.
type Check struct {
	ID       int64
	Edition  string
	At       time.Time
	Passed   bool
	Files    int
	Manifest string // SHA-256 of the manifest.json that was checked
	Body     string
}

// InsertCheck stores one run.
func (tx *Tx) InsertCheck(ctx context.Context, c Check) error {
	return tx.exec(ctx, `INSERT INTO checks (id, edition_id, at, passed, files, manifest, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		NewID(c.At), c.Edition, micros(c.At), flag(c.Passed), int64(c.Files), c.Manifest, c.Body)
}

// LatestCheck reads the newest run of an edition; the zero Check before the first.
func (r Reader) LatestCheck(ctx context.Context, edition string) (Check, error) {
	c, err := r.check(ctx, `SELECT id, edition_id, at, passed, files, manifest, body FROM checks WHERE edition_id = $1 ORDER BY id DESC LIMIT 1`, edition)
	if err == sql.ErrNoRows {
		return Check{}, nil
	}
	return c, err
}

// LatestPassed reads the newest run of an edition that found nothing; sql.ErrNoRows before the first.
func (r Reader) LatestPassed(ctx context.Context, edition string) (Check, error) {
	return r.check(ctx, `SELECT id, edition_id, at, passed, files, manifest, body FROM checks WHERE edition_id = $1 AND passed = 1 ORDER BY id DESC LIMIT 1`, edition)
}

func (r Reader) check(ctx context.Context, query, edition string) (Check, error) {
	var c Check
	var at, passed int64
	err := r.q.QueryRowContext(ctx, query, edition).Scan(&c.ID, &c.Edition, &at, &passed, &c.Files, &c.Manifest, &c.Body)
	c.At, c.Passed = instant(at), passed == 1
	return c, err
}
