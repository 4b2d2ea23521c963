package store

import (
	"context"
	"database/sql"
	"time"
)

// CodeRequest is a return code to be replaced: proposed by one member of staff, decided by another.
type CodeRequest struct {
	ID          int64
	ReportID    int64
	State       string // "proposed", "replaced", "refused"
	Contact     string // question id of the contact that was called back
	Reason      string // masked
	FirstStaff  int64
	FirstWho    string
	At          time.Time
	SecondStaff int64
	SecondWho   string
	DecidedAt   time.Time
}

// InsertCodeRequest stores a proposal.
func (tx *Tx) InsertCodeRequest(ctx context.Context, c CodeRequest) error {
	return tx.exec(ctx, `INSERT INTO code_requests (id, report_id, state, contact, reason, first_staff, first_who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		c.ID, c.ReportID, c.State, c.Contact, c.Reason, c.FirstStaff, c.FirstWho, micros(c.At))
}

// DecideCodeRequest ends a proposal; false when it was decided before.
func (tx *Tx) DecideCodeRequest(ctx context.Context, c CodeRequest) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE code_requests SET state = $2, second_staff = $3, second_who = $4, decided_at = $5 WHERE id = $1 AND state = 'proposed'`,
		c.ID, c.State, c.SecondStaff, c.SecondWho, micros(c.DecidedAt))
	return n == 1, err
}

// ListCodeRequests lists the proposals on a report, oldest first.
func (r Reader) ListCodeRequests(ctx context.Context, reportID int64) ([]CodeRequest, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, report_id, state, contact, reason, first_staff, first_who, at, second_staff, second_who, decided_at
		FROM code_requests WHERE report_id = $1 ORDER BY id`, reportID)
	return rows(q, err, func(q *sql.Rows) (CodeRequest, error) {
		var c CodeRequest
		var at, decided int64
		err := q.Scan(&c.ID, &c.ReportID, &c.State, &c.Contact, &c.Reason, &c.FirstStaff, &c.FirstWho, &at, &c.SecondStaff, &c.SecondWho, &decided)
		c.At, c.DecidedAt = instant(at), instant(decided)
		return c, err
	})
}
