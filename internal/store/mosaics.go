package store

import (
	"context"
	"database/sql"
	"time"
)

// MosaicDecision is what the reviewer of an edition decided about a case few organisations fit.
type MosaicDecision struct {
	Edition     string
	Case        string
	Fingerprint string // of the printed combination it was decided on
	Choice      string // print, coarsen
	Reason      string
	Who         string
	At          time.Time
}

// PutMosaicDecision stores a decision, in place of an earlier one on the case.
func (tx *Tx) PutMosaicDecision(ctx context.Context, d MosaicDecision) error {
	return tx.exec(ctx, `INSERT INTO mosaic_decisions (edition_id, case_number, fingerprint, choice, reason, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (edition_id, case_number) DO UPDATE SET fingerprint = excluded.fingerprint, choice = excluded.choice, reason = excluded.reason,
		who = excluded.who, at = excluded.at`, d.Edition, d.Case, d.Fingerprint, d.Choice, d.Reason, d.Who, micros(d.At))
}

// ListMosaicDecisions lists the decisions of an edition.
func (r Reader) ListMosaicDecisions(ctx context.Context, edition string) ([]MosaicDecision, error) {
	q, err := r.q.QueryContext(ctx, `SELECT edition_id, case_number, fingerprint, choice, reason, who, at FROM mosaic_decisions WHERE edition_id = $1`, edition)
	return rows(q, err, func(q *sql.Rows) (MosaicDecision, error) {
		var d MosaicDecision
		var at int64
		err := q.Scan(&d.Edition, &d.Case, &d.Fingerprint, &d.Choice, &d.Reason, &d.Who, &at)
		d.At = instant(at)
		return d, err
	})
}

// PutPressNotice keeps the sealed address under which the happening behind a case was announced.
func (tx *Tx) PutPressNotice(ctx context.Context, number string, address Sealed, who string, at time.Time) error {
	return tx.exec(ctx, `INSERT INTO press_notices (case_number, body, who, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (case_number) DO UPDATE SET body = excluded.body, who = excluded.who, at = excluded.at`, number, address.body, who, micros(at))
}

// ListPressNotices lists the cases a press notice is recorded for.
func (r Reader) ListPressNotices(ctx context.Context) ([]string, error) {
	q, err := r.q.QueryContext(ctx, `SELECT case_number FROM press_notices ORDER BY case_number`)
	return rows(q, err, func(q *sql.Rows) (string, error) {
		var n string
		err := q.Scan(&n)
		return n, err
	})
}
