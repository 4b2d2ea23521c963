package store

import (
	"context"
	"database/sql"
	"time"
)

// SpanDecision is what somebody decided about a span of a report's or case's text. The span's own words are not in it.
type SpanDecision struct {
	Object      string // "report:T-2020-…" or "case:2020-0001"
	Digest      []byte // keyed hash of the squeezed span
	Place       string // keyed hash of the span with its surroundings; "" for every span alike
	Choice      string // accept, change, keep
	Kind        string
	Replacement string // of a change
	Reason      string // masked
	Who         string
	At          time.Time
}

// PutSpanDecision stores a decision. One for all alike takes the place of those for single spans of the same words.
func (tx *Tx) PutSpanDecision(ctx context.Context, d SpanDecision) error {
	if d.Place == "" {
		if err := tx.exec(ctx, `DELETE FROM span_decisions WHERE object = $1 AND digest = $2`, d.Object, d.Digest); err != nil {
			return err
		}
	}
	return tx.exec(ctx, `INSERT INTO span_decisions (object, digest, place, choice, kind, replacement, reason, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (object, digest, place) DO UPDATE SET choice = excluded.choice, kind = excluded.kind, replacement = excluded.replacement,
		reason = excluded.reason, who = excluded.who, at = excluded.at`, d.Object, d.Digest, d.Place, d.Choice, d.Kind, d.Replacement, d.Reason, d.Who, micros(d.At))
}

// DeleteSpanDecision takes a decision back; false when there is none.
func (tx *Tx) DeleteSpanDecision(ctx context.Context, object string, digest []byte, place string) (bool, error) {
	n, err := tx.changed(ctx, `DELETE FROM span_decisions WHERE object = $1 AND digest = $2 AND place = $3`, object, digest, place)
	return n == 1, err
}

// ListSpanDecisions lists the decisions on one report or case.
func (r Reader) ListSpanDecisions(ctx context.Context, object string) ([]SpanDecision, error) {
	q, err := r.q.QueryContext(ctx, `SELECT object, digest, place, choice, kind, replacement, reason, who, at FROM span_decisions WHERE object = $1`, object)
	return rows(q, err, func(q *sql.Rows) (SpanDecision, error) {
		var d SpanDecision
		var at int64
		err := q.Scan(&d.Object, &d.Digest, &d.Place, &d.Choice, &d.Kind, &d.Replacement, &d.Reason, &d.Who, &at)
		d.At = instant(at)
		return d, err
	})
}
