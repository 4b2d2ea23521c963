package store

import (
	"context"
	"database/sql"
	"time"
)

// States of what is in quarantine.
const (
	QuarantineWaiting = "waiting"
	QuarantineDone    = "done" // somebody of the desk dealt with it; the bytes stay
)

// Quarantined is something that came in and could not become a report. Name and content are sealed.
type Quarantined struct {
	ID      int64
	Channel string
	Name    Sealed
	Size    int64
	SHA256  []byte
	Why     string // catalogue key
	Source  string // which part of the program put it here
	State   string
	Who     string // of the desk, once done
	Note    string
	At      time.Time
	DoneAt  time.Time
}

// InsertQuarantined keeps one thing; false when the same bytes of the channel are there already.
func (tx *Tx) InsertQuarantined(ctx context.Context, q Quarantined) (bool, error) {
	n, err := tx.changed(ctx, `INSERT INTO quarantine (id, channel, name, size, sha256, why, source, state, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (channel, sha256) DO NOTHING`,
		q.ID, q.Channel, q.Name.body, q.Size, q.SHA256, q.Why, q.Source, QuarantineWaiting, micros(q.At))
	return n == 1, err
}

// InsertQuarantineChunk keeps one sealed chunk.
func (tx *Tx) InsertQuarantineChunk(ctx context.Context, id int64, n int, body Sealed) error {
	return tx.exec(ctx, `INSERT INTO quarantine_chunks (quarantine_id, n, body) VALUES ($1, $2, $3)`, id, int64(n), body.body)
}

// FinishQuarantined notes that somebody dealt with it, and how; false when somebody had already.
func (tx *Tx) FinishQuarantined(ctx context.Context, id int64, who, note string, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE quarantine SET state = $2, who = $3, note = $4, done_at = $5 WHERE id = $1 AND state = $6`,
		id, QuarantineDone, who, note, micros(at), QuarantineWaiting)
	return n == 1, err
}

// ListQuarantine lists what is in one state, newest first: at most limit behind the first ones passed over.
func (r Reader) ListQuarantine(ctx context.Context, state string, over, limit int) ([]Quarantined, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, channel, name, size, sha256, why, source, state, who, note, at, done_at FROM quarantine
		WHERE state = $1 ORDER BY at DESC, id DESC LIMIT $2 OFFSET $3`, state, int64(limit), int64(over))
	return rows(q, err, scanQuarantined)
}

// FindQuarantined reads one; sql.ErrNoRows when there is none.
func (r Reader) FindQuarantined(ctx context.Context, id int64) (Quarantined, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, channel, name, size, sha256, why, source, state, who, note, at, done_at FROM quarantine WHERE id = $1`, id)
	return first(q, err, scanQuarantined)
}

// CountQuarantine counts what is in one state.
func (r Reader) CountQuarantine(ctx context.Context, state string) (int, error) {
	var n int
	err := r.q.QueryRowContext(ctx, `SELECT COUNT(*) FROM quarantine WHERE state = $1`, state).Scan(&n)
	return n, err
}

// FindQuarantineChunk reads one chunk; sql.ErrNoRows after the last.
func (r Reader) FindQuarantineChunk(ctx context.Context, id int64, n int) (Sealed, error) {
	var s Sealed
	err := r.q.QueryRowContext(ctx, `SELECT body FROM quarantine_chunks WHERE quarantine_id = $1 AND n = $2`, id, int64(n)).Scan(&s.body)
	return s, err
}

func scanQuarantined(q *sql.Rows) (Quarantined, error) {
	var x Quarantined
	var at, done int64
	err := q.Scan(&x.ID, &x.Channel, &x.Name.body, &x.Size, &x.SHA256, &x.Why, &x.Source, &x.State, &x.Who, &x.Note, &at, &done)
	x.At, x.DoneAt = instant(at), instant(done)
	return x, err
}
