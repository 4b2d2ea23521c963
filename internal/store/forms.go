package store

import (
	"context"
	"database/sql"
	"time"
)

// FormVersion is a version of a form that the desk added.
type FormVersion struct {
	ID      string
	Version int
	Body    string // TOML
	Who     string
	Added   time.Time
	From    time.Time // asked from then on
	Off     bool      // no longer asked
}

// InsertFormVersion stores a new version.
func (tx *Tx) InsertFormVersion(ctx context.Context, v FormVersion) error {
	return tx.exec(ctx, `INSERT INTO form_versions (id, version, body, who, added_at, asked_from, off) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		v.ID, int64(v.Version), v.Body, v.Who, micros(v.Added), micros(v.From), flag(v.Off))
}

// SwitchFormVersion switches a version off or on again, and tells whether there is such a one.
func (tx *Tx) SwitchFormVersion(ctx context.Context, id string, version int, off bool) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE form_versions SET off = $1 WHERE id = $2 AND version = $3`, flag(off), id, int64(version))
	return n == 1, err
}

// ListFormVersions lists the desk's own versions by form and version.
func (r Reader) ListFormVersions(ctx context.Context) ([]FormVersion, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, version, body, who, added_at, asked_from, off FROM form_versions ORDER BY id, version`)
	return rows(q, err, func(q *sql.Rows) (FormVersion, error) {
		var v FormVersion
		var added, from, off int64
		err := q.Scan(&v.ID, &v.Version, &v.Body, &v.Who, &added, &from, &off)
		v.Added, v.From, v.Off = instant(added), instant(from), off == 1
		return v, err
	})
}
