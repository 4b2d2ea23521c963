package store

import (
	"context"
	"database/sql"
	"time"

	"todoke/internal/incident"
)

// Finding is something analysis added to a report; it never edits the report. Body is masked text, codes or receipt numbers, in Japanese alone where it serves both.
type Finding struct {
	Step string
	Kind string
	Body incident.Text
}

// ReplaceFindings writes what analysis found in a version; what it found in earlier ones goes.
func (tx *Tx) ReplaceFindings(ctx context.Context, reportID int64, version int, list []Finding, at time.Time) error {
	if err := tx.exec(ctx, `DELETE FROM findings WHERE report_id = $1`, reportID); err != nil {
		return err
	}
	for _, f := range list {
		if err := tx.exec(ctx, `INSERT INTO findings (id, report_id, version, step, kind, body, body_en, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			NewID(at), reportID, int64(version), f.Step, f.Kind, f.Body.JA, f.Body.EN, micros(at)); err != nil {
			return err
		}
	}
	return nil
}

// ListFindings lists the findings of a report in the order of the steps.
func (r Reader) ListFindings(ctx context.Context, reportID int64) ([]Finding, error) {
	q, err := r.q.QueryContext(ctx, `SELECT step, kind, body, body_en FROM findings WHERE report_id = $1 ORDER BY id`, reportID)
	return rows(q, err, func(q *sql.Rows) (Finding, error) {
		var f Finding
		err := q.Scan(&f.Step, &f.Kind, &f.Body.JA, &f.Body.EN)
		return f, err
	})
}
