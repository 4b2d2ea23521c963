package store

import (
	"context"
	"database/sql"
	"time"

	"todoke/internal/incident"
)

// Link ties two reports together: "duplicate" (the first repeats the second) or "same" (two reports of one happening).
type Link struct {
	Report, Other       int64
	Number, OtherNumber string
	Kind                string
	Who                 string
	At                  time.Time
}

// InsertLink ties two reports, also again after the tie was undone.
func (tx *Tx) InsertLink(ctx context.Context, l Link) error {
	return tx.exec(ctx, `INSERT INTO report_links (report_id, other_id, kind, who, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (report_id, other_id, kind) DO UPDATE SET who = excluded.who, at = excluded.at, undone_at = 0`, l.Report, l.Other, l.Kind, l.Who, micros(l.At))
}

// UndoLink undoes one tie and tells whether there was one; the row stays.
func (tx *Tx) UndoLink(ctx context.Context, l Link) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE report_links SET undone_at = $1 WHERE report_id = $2 AND other_id = $3 AND kind = $4 AND undone_at = 0`, micros(l.At), l.Report, l.Other, l.Kind)
	return n > 0, err
}

// UndoLinks undoes every tie a report made to others, and its ties to cases.
func (tx *Tx) UndoLinks(ctx context.Context, reportID int64, at time.Time) error {
	if err := tx.exec(ctx, `UPDATE report_links SET undone_at = $1 WHERE report_id = $2 AND undone_at = 0`, micros(at), reportID); err != nil {
		return err
	}
	if err := tx.exec(ctx, `UPDATE case_reports SET undone_at = $1 WHERE report_id = $2 AND undone_at = 0`, micros(at), reportID); err != nil {
		return err
	}
	return tx.count(ctx, reportID)
}

// ListLinks lists the standing ties of a report in both directions.
func (r Reader) ListLinks(ctx context.Context, reportID int64) ([]Link, error) {
	q, err := r.q.QueryContext(ctx, `SELECT l.report_id, l.other_id, a.number, b.number, l.kind, l.who, l.at FROM report_links l
		JOIN reports a ON a.id = l.report_id JOIN reports b ON b.id = l.other_id
		WHERE (l.report_id = $1 OR l.other_id = $1) AND l.undone_at = 0 ORDER BY l.at, l.report_id, l.other_id`, reportID)
	return rows(q, err, func(r *sql.Rows) (Link, error) {
		var l Link
		var at int64
		err := r.Scan(&l.Report, &l.Other, &l.Number, &l.OtherNumber, &l.Kind, &l.Who, &at)
		l.At = instant(at)
		return l, err
	})
}

// LinkCase draws a case from a report, also again after the tie was undone.
func (tx *Tx) LinkCase(ctx context.Context, caseNumber string, reportID int64, who string, at time.Time) error {
	err := tx.exec(ctx, `INSERT INTO case_reports (case_number, report_id, who, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (case_number, report_id) DO UPDATE SET who = excluded.who, at = excluded.at, undone_at = 0`, caseNumber, reportID, who, micros(at))
	if err != nil {
		return err
	}
	return tx.count(ctx, reportID)
}

// UnlinkCase undoes the tie of a report to a case and tells whether there was one.
func (tx *Tx) UnlinkCase(ctx context.Context, caseNumber string, reportID int64, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE case_reports SET undone_at = $1 WHERE case_number = $2 AND report_id = $3 AND undone_at = 0`, micros(at), caseNumber, reportID)
	return n > 0, err
}

// ListByTerm lists the reports that hold a term under one of the keyed hashes, newest first.
func (r Reader) ListByTerm(ctx context.Context, digests [][]byte) ([]incident.Report, error) {
	seen := map[int64]bool{}
	var out []incident.Report
	for _, d := range digests {
		q, err := r.q.QueryContext(ctx, `SELECT `+queueColumns+` FROM reports WHERE id IN (SELECT report_id FROM terms WHERE digest = $1) ORDER BY received_at DESC, id DESC`, d)
		list, err := rows(q, err, scanQueue)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			if !seen[p.ID] {
				seen[p.ID] = true
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// CountNaming counts the other reports that name the party of a pseudonym.
func (r Reader) CountNaming(ctx context.Context, pseudonym string, reportID int64) (int, error) {
	if pseudonym == "" {
		return 0, nil
	}
	var n int64
	err := r.q.QueryRowContext(ctx, `SELECT COUNT(DISTINCT report_id) FROM parties WHERE pseudonym = $1 AND report_id <> $2`, pseudonym, reportID).Scan(&n)
	return int(n), err
}
