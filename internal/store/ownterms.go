package store

import (
	"context"
	"database/sql"
	"strconv"
	"time"
)

// Jobs that mask again after a change of the desk's own list: one finds the reports (subject: id of the term), one masks a report (subject: its id).
const (
	JobRemask    = "remask"
	JobMaskAgain = "mask-again"
)

// OwnTerm is a term the desk always or never masks; its words are sealed (seal.OwnTerms opens them).
type OwnTerm struct {
	ID            int64
	Digest        []byte // keyed hash of the squeezed words
	Kind          string
	Never         bool // never masked; else always
	Body          Sealed
	Reason        string // masked
	Who           string
	At            time.Time
	RemovedWho    string
	RemovedReason string
	RemovedAt     time.Time // zero while it stands
}

const ownTermColumns = `id, digest, kind, never, body, reason, who, at, removed_who, removed_reason, removed_at`

// InsertOwnTerm adds a term to the desk's own list.
func (tx *Tx) InsertOwnTerm(ctx context.Context, t OwnTerm) error {
	return tx.exec(ctx, `INSERT INTO own_terms (id, digest, kind, never, body, reason, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		t.ID, t.Digest, t.Kind, flag(t.Never), t.Body.body, t.Reason, t.Who, micros(t.At))
}

// RemoveOwnTerm takes a term off the list; its row stays as history, without the words. False when it does not stand on the list.
func (tx *Tx) RemoveOwnTerm(ctx context.Context, id int64, who, reason string, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE own_terms SET removed_who = $2, removed_reason = $3, removed_at = $4, body = $5 WHERE id = $1 AND removed_at = 0`, id, who, reason, micros(at), []byte{})
	return n == 1, err
}

// ListOwnTerms lists the desk's own list, the newest first; with removed also what was taken off.
func (r Reader) ListOwnTerms(ctx context.Context, removed bool) ([]OwnTerm, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+ownTermColumns+` FROM own_terms WHERE removed_at = 0 OR $1 = 1 ORDER BY id DESC`, flag(removed))
	return rows(q, err, scanOwnTerm)
}

// FindOwnTerm reads one, on the list or off it; sql.ErrNoRows when there is none.
func (r Reader) FindOwnTerm(ctx context.Context, id int64) (OwnTerm, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+ownTermColumns+` FROM own_terms WHERE id = $1`, id)
	return first(q, err, scanOwnTerm)
}

// OwnTermStands tells whether words with that digest are on the list.
func (r Reader) OwnTermStands(ctx context.Context, digest []byte) (bool, error) {
	var n int64
	err := r.q.QueryRowContext(ctx, `SELECT COUNT(*) FROM own_terms WHERE digest = $1 AND removed_at = 0`, digest).Scan(&n)
	return n > 0, err
}

func scanOwnTerm(q *sql.Rows) (OwnTerm, error) {
	var t OwnTerm
	var never, at, removed int64
	err := q.Scan(&t.ID, &t.Digest, &t.Kind, &never, &t.Body.body, &t.Reason, &t.Who, &at, &t.RemovedWho, &t.RemovedReason, &removed)
	t.Never, t.At, t.RemovedAt = never == 1, instant(at), instant(removed)
	return t, err
}

// MaskingWaits tells whether a report is to be masked again after a change of the desk's own list, or may be, while the reports that hold it are sought.
func (r Reader) MaskingWaits(ctx context.Context, reportID int64) (bool, error) {
	var n int64
	err := r.q.QueryRowContext(ctx, `SELECT COUNT(*) FROM jobs WHERE kind = $1 OR kind = $2 AND subject = $3`, JobRemask, JobMaskAgain, strconv.FormatInt(reportID, 10)).Scan(&n)
	return n > 0, err
}

// ReportText is one masked text with the report it belongs to.
type ReportText struct {
	ReportID int64
	Body     string
}

// ListTextsAfter lists the masked texts of at most so many reports with ids above one, by report.
func (r Reader) ListTextsAfter(ctx context.Context, after int64, reports int) ([]ReportText, error) {
	q, err := r.q.QueryContext(ctx, `SELECT report_id, body FROM masked_texts WHERE report_id IN
		(SELECT DISTINCT report_id FROM masked_texts WHERE report_id > $1 ORDER BY report_id LIMIT $2) ORDER BY report_id`, after, int64(reports))
	return rows(q, err, func(q *sql.Rows) (ReportText, error) {
		var t ReportText
		err := q.Scan(&t.ReportID, &t.Body)
		return t, err
	})
}
