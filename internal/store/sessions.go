package store

import (
	"context"
	"database/sql"
	"time"
)

// FindSession reads the body of a session that has not expired; false when there is none.
func (r Reader) FindSession(ctx context.Context, token string, now time.Time) ([]byte, bool, error) {
	var body []byte
	err := r.q.QueryRowContext(ctx, `SELECT body FROM sessions WHERE token = $1 AND expires_at > $2`, token, micros(now)).Scan(&body)
	if err == sql.ErrNoRows {
		return nil, false, nil
	}
	return body, err == nil, err
}

// PutSession writes a session; the token is hashed by the caller, so that the table opens no session.
func (tx *Tx) PutSession(ctx context.Context, token string, body []byte, expires time.Time) error {
	return tx.exec(ctx, `INSERT INTO sessions (token, body, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (token) DO UPDATE SET body = excluded.body, expires_at = excluded.expires_at`, token, body, micros(expires))
}

// DeleteSession removes a session; one that is not there is no error.
func (tx *Tx) DeleteSession(ctx context.Context, token string) error {
	return tx.exec(ctx, `DELETE FROM sessions WHERE token = $1`, token)
}

// DropSessions removes the sessions that have expired.
func (tx *Tx) DropSessions(ctx context.Context, now time.Time) error {
	return tx.exec(ctx, `DELETE FROM sessions WHERE expires_at <= $1`, micros(now))
}
