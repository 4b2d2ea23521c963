package store

import (
	"context"
	"database/sql"
	"time"

	"todoke/internal/incident"
)

// ReplaceFacts replaces the coded facts of a report, or with coded false its suggestions; the other set stays.
func (tx *Tx) ReplaceFacts(ctx context.Context, reportID int64, coded bool, facts []incident.Fact, at time.Time) error {
	if err := tx.exec(ctx, `DELETE FROM facts WHERE report_id = $1 AND coded = $2`, reportID, flag(coded)); err != nil {
		return err
	}
	for _, f := range facts {
		var q incident.Quantity
		if f.Quantity != nil {
			q = *f.Quantity
		}
		err := tx.exec(ctx, `INSERT INTO facts (id, report_id, version, dimension, code, item, polarity, certainty, source, status, quantity, unit, bound, coded, who, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
			NewID(at), reportID, int64(f.Version), string(f.Dimension), f.Code, int64(f.Item), string(f.Polarity), string(f.Certainty), string(f.Source), string(f.Status),
			q.Value, q.Unit, string(q.Bound), flag(coded), f.By, micros(at))
		if err != nil {
			return err
		}
	}
	if !coded {
		return nil
	}
	return tx.count(ctx, reportID)
}

const factSelect = `SELECT id, report_id, version, dimension, code, item, polarity, certainty, source, status, quantity, unit, bound, coded, who FROM facts`

// ListFacts lists all facts of a report, suggested and coded, in the order written.
func (r Reader) ListFacts(ctx context.Context, reportID int64) ([]incident.Fact, error) {
	q, err := r.q.QueryContext(ctx, factSelect+` WHERE report_id = $1 ORDER BY id`, reportID)
	return rows(q, err, scanFact)
}

func scanFact(r *sql.Rows) (incident.Fact, error) {
	var f incident.Fact
	var q incident.Quantity
	var coded int64
	err := r.Scan(&f.ID, &f.ReportID, &f.Version, &f.Dimension, &f.Code, &f.Item, &f.Polarity, &f.Certainty, &f.Source, &f.Status, &q.Value, &q.Unit, &q.Bound, &coded, &f.By)
	f.Coded = coded == 1
	if q.Unit != "" {
		f.Quantity = &q
	}
	return f, err
}
