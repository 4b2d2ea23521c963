package store

import (
	"context"
	"time"
)

// PutDraft keeps a sealed draft under the keyed hash of its code until it expires, replacing an earlier one of the code.
func (tx *Tx) PutDraft(ctx context.Context, code []byte, body Sealed, expires time.Time) error {
	return tx.exec(ctx, `INSERT INTO drafts (code, body, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (code) DO UPDATE SET body = excluded.body, expires_at = excluded.expires_at`, code, body.body, micros(expires))
}

// FindDraft reads a draft that has not expired by now; sql.ErrNoRows when there is none.
func (r Reader) FindDraft(ctx context.Context, code []byte, now time.Time) (body Sealed, expires time.Time, err error) {
	var at int64
	err = r.q.QueryRowContext(ctx, `SELECT body, expires_at FROM drafts WHERE code = $1 AND expires_at > $2`, code, micros(now)).Scan(&body.body, &at)
	return body, instant(at), err
}

// DeleteDraft removes a draft.
func (tx *Tx) DeleteDraft(ctx context.Context, code []byte) error {
	return tx.exec(ctx, `DELETE FROM drafts WHERE code = $1`, code)
}

// SweepDrafts removes drafts that expired by now.
func (tx *Tx) SweepDrafts(ctx context.Context, now time.Time) error {
	return tx.exec(ctx, `DELETE FROM drafts WHERE expires_at <= $1`, micros(now))
}
