package store

import (
	"context"
	"database/sql"
	"time"
)

// SelfcheckVersion is one version of the knowledge behind "could this happen to us?".
type SelfcheckVersion struct {
	Version int
	Body    string // JSON of publish.Knowledge, "" for what the program ships
	Who     string
	At      time.Time
}

// InsertSelfcheck stores a version; its number must be new.
func (tx *Tx) InsertSelfcheck(ctx context.Context, v SelfcheckVersion) error {
	return tx.exec(ctx, `INSERT INTO selfcheck_versions (version, body, who, at) VALUES ($1, $2, $3, $4)`, int64(v.Version), v.Body, v.Who, micros(v.At))
}

// ListSelfcheck lists the versions the desk made, newest first.
func (r Reader) ListSelfcheck(ctx context.Context) ([]SelfcheckVersion, error) {
	q, err := r.q.QueryContext(ctx, `SELECT version, body, who, at FROM selfcheck_versions ORDER BY version DESC`)
	return rows(q, err, func(q *sql.Rows) (SelfcheckVersion, error) {
		var v SelfcheckVersion
		var at int64
		err := q.Scan(&v.Version, &v.Body, &v.Who, &at)
		v.At = instant(at)
		return v, err
	})
}
