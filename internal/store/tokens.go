package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"todoke/internal/incident"
)

// Token is what an organisation shows to the API. Only a keyed hash of it is kept, and its first characters, by which people recognise it.
type Token struct {
	ID      int64
	Prefix  string
	MAC     []byte
	Name    Sealed // of the organisation
	Scopes  []string
	PerHour int // reports it may file an hour
	Created time.Time
	Expires time.Time
	Used    time.Time // to some ten minutes; zero before the first use
	Revoked time.Time // zero while it is not
}

const tokenColumns = `id, prefix, mac, name, scopes, per_hour, created_at, expires_at, used_at, revoked_at`

func scanToken(q *sql.Rows) (Token, error) {
	var t Token
	var scopes string
	var perHour, created, expires, used, revoked int64
	err := q.Scan(&t.ID, &t.Prefix, &t.MAC, &t.Name.body, &scopes, &perHour, &created, &expires, &used, &revoked)
	t.Scopes, t.PerHour = strings.Fields(scopes), int(perHour)
	t.Created, t.Expires, t.Used, t.Revoked = instant(created), instant(expires), instant(used), instant(revoked)
	return t, err
}

// InsertToken adds a token; a prefix or hash that exists already breaks its unique key.
func (tx *Tx) InsertToken(ctx context.Context, t Token) error {
	return tx.exec(ctx, `INSERT INTO api_tokens (id, prefix, mac, name, scopes, per_hour, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		t.ID, t.Prefix, t.MAC, t.Name.body, strings.Join(t.Scopes, " "), int64(t.PerHour), micros(t.Created), micros(t.Expires))
}

// FindTokenByMAC reads a token by its keyed hash; sql.ErrNoRows when there is none.
func (r Reader) FindTokenByMAC(ctx context.Context, mac []byte) (Token, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+tokenColumns+` FROM api_tokens WHERE mac = $1`, mac)
	return first(q, err, scanToken)
}

// FindToken reads a token by id; sql.ErrNoRows when there is none.
func (r Reader) FindToken(ctx context.Context, id int64) (Token, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+tokenColumns+` FROM api_tokens WHERE id = $1`, id)
	return first(q, err, scanToken)
}

// ListTokens lists all tokens, newest first, revoked and expired ones too.
func (r Reader) ListTokens(ctx context.Context) ([]Token, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+tokenColumns+` FROM api_tokens ORDER BY id DESC`)
	return rows(q, err, scanToken)
}

// RevokeToken ends a token; false when it was revoked before.
func (tx *Tx) RevokeToken(ctx context.Context, id int64, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at = 0`, id, micros(at))
	return n == 1, err
}

// SetTokenUsed notes that a token was used.
func (tx *Tx) SetTokenUsed(ctx context.Context, id int64, at time.Time) error {
	return tx.exec(ctx, `UPDATE api_tokens SET used_at = $2 WHERE id = $1 AND used_at < $2`, id, micros(at))
}

// InsertTokenReport notes that a report was filed with a token.
func (tx *Tx) InsertTokenReport(ctx context.Context, tokenID, reportID int64) error {
	return tx.exec(ctx, `INSERT INTO token_reports (token_id, report_id) VALUES ($1, $2)`, tokenID, reportID)
}

// TokenReport is what a token may read of a report filed with it.
type TokenReport struct {
	Number   string
	State    incident.ReportState
	Version  int
	Received time.Time
}

// ListTokenReports lists what was filed with a token, newest first: those filed before the report of a number ("" for the newest).
func (r Reader) ListTokenReports(ctx context.Context, tokenID int64, before string, limit int) ([]TokenReport, error) {
	q, err := r.q.QueryContext(ctx, `SELECT r.number, r.state, r.version, r.received_at FROM token_reports t JOIN reports r ON r.id = t.report_id
		WHERE t.token_id = $1 AND ($2 = '' OR t.report_id < (SELECT id FROM reports WHERE number = $2)) ORDER BY t.report_id DESC LIMIT $3`, tokenID, before, int64(limit))
	return rows(q, err, func(q *sql.Rows) (TokenReport, error) {
		var t TokenReport
		var version, received int64
		err := q.Scan(&t.Number, &t.State, &version, &received)
		t.Version, t.Received = int(version), instant(received)
		return t, err
	})
}
