package store

import (
	"context"
	"database/sql"
	"time"

	"todoke/internal/incident"
)

// Arrival is one report as the desk's own figures need it.
type Arrival struct {
	Received, Accepted time.Time // Accepted is zero while it is not
	Channel            incident.Channel
}

// ListArrivals lists what was received in a span, spam left out.
func (r Reader) ListArrivals(ctx context.Context, from, to time.Time) ([]Arrival, error) {
	q, err := r.q.QueryContext(ctx, `SELECT received_at, accepted_at, channel FROM reports WHERE received_at >= $1 AND received_at < $2 AND state <> 'spam' ORDER BY received_at`, micros(from), micros(to))
	return rows(q, err, func(q *sql.Rows) (a Arrival, err error) {
		var received, accepted int64
		err = q.Scan(&received, &accepted, &a.Channel)
		a.Received, a.Accepted = instant(received), instant(accepted)
		return a, err
	})
}

// ReceivedSpan is when the first and the newest report were received, both zero where there is none.
func (r Reader) ReceivedSpan(ctx context.Context) (first, last time.Time, err error) {
	var a, b sql.NullInt64
	err = r.q.QueryRowContext(ctx, `SELECT MIN(received_at), MAX(received_at) FROM reports WHERE state <> 'spam'`).Scan(&a, &b)
	return instant(a.Int64), instant(b.Int64), err
}

// ListUndecided lists when what waits for a decision was received, oldest first.
func (r Reader) ListUndecided(ctx context.Context) ([]time.Time, error) {
	q, err := r.q.QueryContext(ctx, `SELECT received_at FROM reports WHERE state = 'received' ORDER BY received_at`)
	return rows(q, err, func(q *sql.Rows) (time.Time, error) {
		var at int64
		err := q.Scan(&at)
		return instant(at), err
	})
}

// Publication is one report that reached readers in an edition.
type Publication struct {
	Edition            string
	Received, Released time.Time
}

// ListPublications lists the reports below the chosen cases of released editions with when these came out; a report counts with the first of them.
func (r Reader) ListPublications(ctx context.Context) ([]Publication, error) {
	q, err := r.q.QueryContext(ctx, `SELECT p.id, e.id, p.received_at, r.at FROM editions e
		JOIN releases r ON r.n = e.release
		JOIN edition_items i ON i.edition_id = e.id AND i.chosen = 1
		JOIN case_reports c ON c.case_number = i.case_number AND c.undone_at = 0
		JOIN reports p ON p.id = c.report_id
		WHERE e.release > 0 ORDER BY e.release, p.id`)
	seen := map[int64]bool{}
	all, err := rows(q, err, func(q *sql.Rows) (p Publication, err error) {
		var id, received, released int64
		err = q.Scan(&id, &p.Edition, &received, &released)
		if p.Received, p.Released = instant(received), instant(released); seen[id] {
			p.Edition = ""
		}
		seen[id] = true
		return p, err
	})
	var out []Publication
	for _, p := range all {
		if p.Edition != "" {
			out = append(out, p)
		}
	}
	return out, err
}

// Suggested is how many facts of a dimension the program suggested, and how many of them staff coded.
type Suggested struct {
	Dimension       string
	Made, Confirmed int64
}

// CountSuggested counts the suggestions on accepted reports received in a span that staff have coded at all.
func (r Reader) CountSuggested(ctx context.Context, from, to time.Time) ([]Suggested, error) {
	q, err := r.q.QueryContext(ctx, `SELECT s.dimension, COUNT(*),
		SUM(CASE WHEN EXISTS (SELECT 1 FROM facts c WHERE c.report_id = s.report_id AND c.coded = 1 AND c.dimension = s.dimension AND c.code = s.code AND c.polarity = s.polarity) THEN 1 ELSE 0 END)
		FROM facts s JOIN reports p ON p.id = s.report_id
		WHERE s.coded = 0 AND p.state = 'accepted' AND p.received_at >= $1 AND p.received_at < $2
		AND EXISTS (SELECT 1 FROM facts c WHERE c.report_id = s.report_id AND c.coded = 1)
		GROUP BY s.dimension ORDER BY s.dimension`, micros(from), micros(to))
	return rows(q, err, func(q *sql.Rows) (s Suggested, err error) { return s, q.Scan(&s.Dimension, &s.Made, &s.Confirmed) })
}
