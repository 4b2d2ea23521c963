package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"todoke/internal/incident"
)

// Correction is a released case that needs looking at, because something below it changed.
type Correction struct {
	ID        int64
	Case      string
	ReportID  int64  // 0 when the desk itself saw the need
	Report    string // its number
	Cause     incident.CorrectionCause
	State     incident.CorrectionState
	OpenedBy  string
	OpenedAt  time.Time
	DecidedBy string
	DecidedAt time.Time
	Reason    string // why it was dropped
}

// OpenCorrections opens a task for every released case below which a report lies, unless one of that cause is open already, with an audit row each, and
// gives the cases. It belongs into the transaction of the change.
func (tx *Tx) OpenCorrections(ctx context.Context, reportID int64, cause incident.CorrectionCause, who string, at time.Time) ([]string, error) {
	released, err := tx.ReleasedCases(ctx, reportID)
	if err != nil {
		return nil, err
	}
	var cases []string
	for _, c := range released {
		waiting, err := tx.ListCorrections(ctx, c)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(waiting, func(k Correction) bool { return k.Cause == cause && k.State == incident.CorrectionOpen }) {
			continue
		}
		cases = append(cases, c)
		if err := tx.InsertCorrection(ctx, Correction{ID: NewID(at), Case: c, ReportID: reportID, Cause: cause, State: incident.CorrectionOpen, OpenedBy: who, OpenedAt: at}); err != nil {
			return nil, err
		}
		if err := tx.Audit(ctx, AuditRow{At: at, Who: who, Action: "correction.open", Object: "case:" + c, Detail: "cause=" + string(cause)}); err != nil {
			return nil, err
		}
	}
	return cases, nil
}

// ReleasedCases lists the cases drawn from a report that a released edition holds.
func (r Reader) ReleasedCases(ctx context.Context, reportID int64) ([]string, error) {
	q, err := r.q.QueryContext(ctx, `SELECT l.case_number FROM case_reports l WHERE l.report_id = $1 AND l.undone_at = 0
		AND EXISTS (SELECT 1 FROM edition_items i JOIN editions e ON e.id = i.edition_id WHERE i.case_number = l.case_number AND i.chosen = 1 AND i.revision > 0 AND e.release > 0)
		ORDER BY l.case_number`, reportID)
	return rows(q, err, func(q *sql.Rows) (string, error) {
		var s string
		err := q.Scan(&s)
		return s, err
	})
}

// InsertCorrection stores a task.
func (tx *Tx) InsertCorrection(ctx context.Context, c Correction) error {
	return tx.exec(ctx, `INSERT INTO corrections (id, case_number, report_id, cause, state, opened_by, opened_at, decided_by, decided_at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		c.ID, c.Case, c.ReportID, string(c.Cause), string(c.State), c.OpenedBy, micros(c.OpenedAt), c.DecidedBy, micros(c.DecidedAt), c.Reason)
}

// MoveCorrections moves the tasks of a case from one state to another, with who decided, when and why, and tells how many there were.
func (tx *Tx) MoveCorrections(ctx context.Context, number string, from, to incident.CorrectionState, decided Correction) (int64, error) {
	return tx.changed(ctx, `UPDATE corrections SET state = $1, decided_by = $2, decided_at = $3, reason = $4 WHERE case_number = $5 AND state = $6`,
		string(to), decided.DecidedBy, micros(decided.DecidedAt), decided.Reason, number, string(from))
}

// ListCorrections lists tasks, the newest first; of one case, or of all with "".
func (r Reader) ListCorrections(ctx context.Context, number string) ([]Correction, error) {
	q, err := r.q.QueryContext(ctx, `SELECT k.id, k.case_number, k.report_id, COALESCE((SELECT p.number FROM reports p WHERE p.id = k.report_id), ''), k.cause, k.state, k.opened_by, k.opened_at,
		k.decided_by, k.decided_at, k.reason FROM corrections k WHERE $1 = '' OR k.case_number = $1 ORDER BY k.id DESC`, number)
	return rows(q, err, func(q *sql.Rows) (Correction, error) {
		var c Correction
		var opened, decided int64
		err := q.Scan(&c.ID, &c.Case, &c.ReportID, &c.Report, &c.Cause, &c.State, &c.OpenedBy, &opened, &c.DecidedBy, &decided, &c.Reason)
		c.OpenedAt, c.DecidedAt = instant(opened), instant(decided)
		return c, err
	})
}

// CorrectionsOpen counts, for each released edition, the cases in it that have an open task.
func (r Reader) CorrectionsOpen(ctx context.Context) (map[string]int, error) {
	q, err := r.q.QueryContext(ctx, `SELECT i.edition_id, COUNT(DISTINCT k.case_number) FROM corrections k JOIN edition_items i ON i.case_number = k.case_number AND i.chosen = 1 AND i.revision > 0
		JOIN editions e ON e.id = i.edition_id AND e.release > 0 WHERE k.state = $1 GROUP BY i.edition_id`, string(incident.CorrectionOpen))
	out := map[string]int{}
	_, err = rows(q, err, func(q *sql.Rows) (string, error) {
		var id string
		var n int64
		err := q.Scan(&id, &n)
		out[id] = int(n)
		return id, err
	})
	return out, err
}

// EditionRevision is a later revision of a released edition.
type EditionRevision struct {
	Edition    string
	Revision   int
	Collection string
	Manifest   string // SHA-256 of its manifest.json, "" until it is out
	Release    int64  // the release that brought it, 0 until then
	Who        string
	At         time.Time
}

// PutEditionRevision stores a revision in work, or what became of one.
func (tx *Tx) PutEditionRevision(ctx context.Context, v EditionRevision) error {
	return tx.exec(ctx, `INSERT INTO edition_revisions (edition_id, revision, collection, manifest, release, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (edition_id, revision) DO UPDATE SET collection = excluded.collection, manifest = excluded.manifest, release = excluded.release, who = excluded.who, at = excluded.at`,
		v.Edition, int64(v.Revision), v.Collection, v.Manifest, v.Release, v.Who, micros(v.At))
}

// DropEditionRevision forgets a revision that is not out.
func (tx *Tx) DropEditionRevision(ctx context.Context, edition string) error {
	return tx.exec(ctx, `DELETE FROM edition_revisions WHERE edition_id = $1 AND release = 0`, edition)
}

// ListEditionRevisions lists the later revisions of an edition, the oldest first; of all editions with "".
func (r Reader) ListEditionRevisions(ctx context.Context, edition string) ([]EditionRevision, error) {
	q, err := r.q.QueryContext(ctx, `SELECT edition_id, revision, collection, manifest, release, who, at FROM edition_revisions WHERE $1 = '' OR edition_id = $1 ORDER BY edition_id, revision`, edition)
	return rows(q, err, func(q *sql.Rows) (EditionRevision, error) {
		var v EditionRevision
		var at int64
		err := q.Scan(&v.Edition, &v.Revision, &v.Collection, &v.Manifest, &v.Release, &v.Who, &at)
		v.At = instant(at)
		return v, err
	})
}

// ReplaceCollection puts a later revision in the place of what a released edition says; freeze and release stay.
func (tx *Tx) ReplaceCollection(ctx context.Context, edition, collection string) error {
	return tx.exec(ctx, `UPDATE editions SET collection = $1 WHERE id = $2 AND release > 0`, collection, edition)
}
