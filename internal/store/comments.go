package store

import (
	"context"
	"database/sql"
	"time"
)

// Comment is what somebody said about a passage of a case's text.
type Comment struct {
	ID         int64
	Case       string
	Revision   int    // the text it was written on
	Place      string // as the lint names places: "summary.ja"
	Quote      string // the words it is about, "" for the whole text at the place
	Before     string // what stood before them
	Body       string
	Who        string
	At         time.Time
	Answer     string // said when it was resolved
	ResolvedBy string // "" while open
	ResolvedAt time.Time
}

// InsertComment stores a new comment.
func (tx *Tx) InsertComment(ctx context.Context, c Comment) error {
	return tx.exec(ctx, `INSERT INTO comments (id, case_number, revision, place, quote, before, body, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		c.ID, c.Case, int64(c.Revision), c.Place, c.Quote, c.Before, c.Body, c.Who, micros(c.At))
}

// SettleComment resolves a comment of a case, or with an empty who opens it again; false where there is none in the other state.
func (tx *Tx) SettleComment(ctx context.Context, number string, id int64, answer, who string, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE comments SET answer = $1, resolved_by = $2, resolved_at = $3 WHERE id = $4 AND case_number = $5 AND (resolved_at = 0) = (CAST($3 AS BIGINT) <> 0)`,
		answer, who, micros(at), id, number)
	return n == 1, err
}

// ListComments lists the comments on a case, oldest first.
func (r Reader) ListComments(ctx context.Context, number string) ([]Comment, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, case_number, revision, place, quote, before, body, who, at, answer, resolved_by, resolved_at
		FROM comments WHERE case_number = $1 ORDER BY id`, number)
	return rows(q, err, func(q *sql.Rows) (Comment, error) {
		var c Comment
		var at, resolved int64
		err := q.Scan(&c.ID, &c.Case, &c.Revision, &c.Place, &c.Quote, &c.Before, &c.Body, &c.Who, &at, &c.Answer, &c.ResolvedBy, &resolved)
		c.At, c.ResolvedAt = instant(at), instant(resolved)
		return c, err
	})
}
