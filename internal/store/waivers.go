package store

import (
	"context"
	"database/sql"
	"time"
)

// Waiver lets one term stand in one file of an edition as long as the file has that hash. It holds once a second person has agreed.
type Waiver struct {
	ID       int64
	Edition  string
	Term     []byte // keyed hash
	Kind     string // of the term
	File     string
	Place    string
	SHA256   string // of the file, in hexadecimal
	Reason   string
	First    int64 // staff who asked
	Second   int64 // staff who agreed, 0 while nobody has
	At       time.Time
	AgreedAt time.Time
}

const waiverColumns = `id, edition_id, term, kind, file, place, sha256, reason, first_who, second_who, at, agreed_at`

// InsertWaiver keeps what one person asks for.
func (tx *Tx) InsertWaiver(ctx context.Context, w Waiver) error {
	return tx.exec(ctx, `INSERT INTO waivers (`+waiverColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		w.ID, w.Edition, w.Term, w.Kind, w.File, w.Place, w.SHA256, w.Reason, w.First, w.Second, micros(w.At), micros(w.AgreedAt))
}

// AgreeWaiver notes the second person; false when there is no such waiver, it has a second person already, or it is the first person again.
func (tx *Tx) AgreeWaiver(ctx context.Context, edition string, id, who int64, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE waivers SET second_who = $3, agreed_at = $4 WHERE id = $1 AND edition_id = $2 AND second_who = 0 AND first_who <> $3`, id, edition, who, micros(at))
	return n == 1, err
}

// DeleteWaiver takes a waiver back; what was is in the audit log. False when there is none.
func (tx *Tx) DeleteWaiver(ctx context.Context, edition string, id int64) (bool, error) {
	n, err := tx.changed(ctx, `DELETE FROM waivers WHERE id = $1 AND edition_id = $2`, id, edition)
	return n == 1, err
}

// ListWaivers lists the waivers of an edition, the oldest first.
func (r Reader) ListWaivers(ctx context.Context, edition string) ([]Waiver, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+waiverColumns+` FROM waivers WHERE edition_id = $1 ORDER BY at, id`, edition)
	return rows(q, err, scanWaiver)
}

// FindWaiver reads one; sql.ErrNoRows when there is none.
func (r Reader) FindWaiver(ctx context.Context, edition string, id int64) (Waiver, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+waiverColumns+` FROM waivers WHERE id = $1 AND edition_id = $2`, id, edition)
	return first(q, err, scanWaiver)
}

func scanWaiver(q *sql.Rows) (Waiver, error) {
	var w Waiver
	var at, agreed int64
	err := q.Scan(&w.ID, &w.Edition, &w.Term, &w.Kind, &w.File, &w.Place, &w.SHA256, &w.Reason, &w.First, &w.Second, &at, &agreed)
	w.At, w.AgreedAt = instant(at), instant(agreed)
	return w, err
}
