package store

import (
	"context"
	"database/sql"
	"time"
)

// EntryDraft is a report that a member of staff is typing in.
type EntryDraft struct {
	ID      int64
	StaffID int64
	Body    Sealed
	Begun   time.Time
	Saved   time.Time
}

// PutEntryDraft stores a draft, or its newer state; a draft of somebody else is not touched.
func (tx *Tx) PutEntryDraft(ctx context.Context, d EntryDraft) (bool, error) {
	n, err := tx.changed(ctx, `INSERT INTO entry_drafts (id, staff_id, body, begun_at, saved_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at WHERE entry_drafts.staff_id = excluded.staff_id`,
		d.ID, d.StaffID, d.Body.body, micros(d.Begun), micros(d.Saved))
	return n == 1, err
}

// ListEntryDrafts lists what a member of staff has begun, newest first.
func (r Reader) ListEntryDrafts(ctx context.Context, staffID int64) ([]EntryDraft, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, staff_id, body, begun_at, saved_at FROM entry_drafts WHERE staff_id = $1 ORDER BY saved_at DESC, id`, staffID)
	return rows(q, err, func(q *sql.Rows) (EntryDraft, error) {
		var d EntryDraft
		var begun, saved int64
		err := q.Scan(&d.ID, &d.StaffID, &d.Body.body, &begun, &saved)
		d.Begun, d.Saved = instant(begun), instant(saved)
		return d, err
	})
}

// DeleteEntryDraft removes a draft of a member of staff.
func (tx *Tx) DeleteEntryDraft(ctx context.Context, staffID, id int64) error {
	return tx.exec(ctx, `DELETE FROM entry_drafts WHERE id = $1 AND staff_id = $2`, id, staffID)
}

// SweepEntryDrafts removes drafts nobody saved since an instant.
func (tx *Tx) SweepEntryDrafts(ctx context.Context, before time.Time) error {
	return tx.exec(ctx, `DELETE FROM entry_drafts WHERE saved_at < $1`, micros(before))
}
