package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"todoke/internal/incident"
)

// PutAdvisory stores a version of an advisory in place of the one of its number.
func (tx *Tx) PutAdvisory(ctx context.Context, a incident.Advisory) error {
	body, err := json.Marshal(a.AdvisoryText)
	reports, err2 := json.Marshal(a.Reports)
	writers, err3 := json.Marshal(a.Writers)
	if err := errors.Join(err, err2, err3); err != nil {
		return fmt.Errorf("advisory %s: %w", a.ID, err)
	}
	return tx.exec(ctx, `INSERT INTO advisories (id, version, state, body, reports, writers, approver, note, written_at, decided_at, release, released_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id, version) DO UPDATE SET state = excluded.state, body = excluded.body, reports = excluded.reports, writers = excluded.writers, approver = excluded.approver,
		note = excluded.note, written_at = excluded.written_at, decided_at = excluded.decided_at, release = excluded.release, released_at = excluded.released_at`,
		a.ID, int64(a.Version), string(a.State), string(body), string(reports), string(writers), a.Approver, a.Note, micros(a.Written), micros(a.Decided), a.Release, micros(a.ReleasedAt))
}

// ListAdvisories lists the versions of one advisory, or with an empty id of all, by id, the newest version first.
func (r Reader) ListAdvisories(ctx context.Context, id string) ([]incident.Advisory, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, version, state, body, reports, writers, approver, note, written_at, decided_at, release, released_at
		FROM advisories WHERE $1 = '' OR id = $1 ORDER BY id, version DESC`, id)
	return rows(q, err, func(q *sql.Rows) (incident.Advisory, error) {
		var a incident.Advisory
		var body, reports, writers string
		var written, decided, released int64
		if err := q.Scan(&a.ID, &a.Version, &a.State, &body, &reports, &writers, &a.Approver, &a.Note, &written, &decided, &a.Release, &released); err != nil {
			return a, err
		}
		a.Written, a.Decided, a.ReleasedAt = instant(written), instant(decided), instant(released)
		return a, errors.Join(json.Unmarshal([]byte(body), &a.AdvisoryText), json.Unmarshal([]byte(reports), &a.Reports), json.Unmarshal([]byte(writers), &a.Writers))
	})
}

// ReleaseAdvisory notes the release that brought a version; false where it was not approved or is out already.
func (tx *Tx) ReleaseAdvisory(ctx context.Context, id string, version int, release int64, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE advisories SET release = $1, released_at = $2 WHERE id = $3 AND version = $4 AND release = 0 AND state = $5`,
		release, micros(at), id, int64(version), string(incident.Approved))
	return n == 1, err
}
