package store

import (
	"context"
	"database/sql"
	"time"
)

// States of an upload of a list.
const (
	UploadHeld    = "held"    // kept sealed, its sender looks at the preview
	UploadFiling  = "filing"  // its rows are being filed; nothing of it is visible yet
	UploadFiled   = "filed"   // all of it is visible
	UploadDropped = "dropped" // its sender took it back
)

// Outcomes of a row of an upload.
const (
	RowFiled  = "filed"
	RowSeen   = "seen" // an earlier list filed the same row
	RowUnread = "unread"
	RowTotal  = "total" // adds up other rows
)

// Upload is one list as it came in. Name and chunks are sealed; Code and Digest are keyed hashes.
type Upload struct {
	ID      int64
	Code    []byte
	Digest  []byte
	Name    Sealed
	Size    int64
	Channel string
	Who     string
	StaffID int64
	State   string
	Rows    int // that were read
	Done    int // that have an outcome
	At      time.Time
	Filed   time.Time // zero until then
	Fetched time.Time // when the receipts were fetched
}

// UploadRow is what became of one row.
type UploadRow struct {
	N        int // counted from 0 in the order read
	Line     int // in the file
	Outcome  string
	ReportID int64
	Number   string
	Content  []byte // keyed hash by which the same row is recognised in another list; may be empty
}

const uploadColumns = `id, code, digest, name, size, channel, who, staff_id, state, rows_total, rows_done, at, filed_at, fetched_at`

func scanUpload(q *sql.Rows) (Upload, error) {
	var u Upload
	var at, filed, fetched int64
	err := q.Scan(&u.ID, &u.Code, &u.Digest, &u.Name.body, &u.Size, &u.Channel, &u.Who, &u.StaffID, &u.State, &u.Rows, &u.Done, &at, &filed, &fetched)
	u.At, u.Filed, u.Fetched = instant(at), instant(filed), instant(fetched)
	return u, err
}

// InsertUpload stores an upload; its chunks go with InsertUploadChunk in the same transaction.
func (tx *Tx) InsertUpload(ctx context.Context, u Upload) error {
	return tx.exec(ctx, `INSERT INTO uploads (id, code, digest, name, size, channel, who, staff_id, state, rows_total, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		u.ID, u.Code, u.Digest, u.Name.body, u.Size, u.Channel, u.Who, u.StaffID, u.State, int64(u.Rows), micros(u.At))
}

// InsertUploadChunk keeps one sealed chunk of an upload.
func (tx *Tx) InsertUploadChunk(ctx context.Context, id int64, n int, body Sealed) error {
	return tx.exec(ctx, `INSERT INTO upload_chunks (upload_id, n, body) VALUES ($1, $2, $3)`, id, int64(n), body.body)
}

// FindUpload reads an upload by the keyed hash of its code; sql.ErrNoRows when there is none.
func (r Reader) FindUpload(ctx context.Context, code []byte) (Upload, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+uploadColumns+` FROM uploads WHERE code = $1`, code)
	return first(q, err, scanUpload)
}

// FindUploadByID reads an upload; sql.ErrNoRows when there is none.
func (r Reader) FindUploadByID(ctx context.Context, id int64) (Upload, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+uploadColumns+` FROM uploads WHERE id = $1`, id)
	return first(q, err, scanUpload)
}

// FindSameUpload reads the newest upload of the same bytes that is being filed or was; sql.ErrNoRows when there is none.
func (r Reader) FindSameUpload(ctx context.Context, digest []byte) (Upload, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+uploadColumns+` FROM uploads WHERE digest = $1 AND state IN ($2, $3) ORDER BY id DESC LIMIT 1`, digest, UploadFiling, UploadFiled)
	return first(q, err, scanUpload)
}

// FindUploadChunk reads one chunk; sql.ErrNoRows after the last.
func (r Reader) FindUploadChunk(ctx context.Context, id int64, n int) (Sealed, error) {
	var s Sealed
	err := r.q.QueryRowContext(ctx, `SELECT body FROM upload_chunks WHERE upload_id = $1 AND n = $2`, id, int64(n)).Scan(&s.body)
	return s, err
}

// MoveUpload changes an upload's state, noting how many rows it has; false when it was in another state.
func (tx *Tx) MoveUpload(ctx context.Context, id int64, from, to string, rows int) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE uploads SET state = $3, rows_total = $4 WHERE id = $1 AND state = $2`, id, from, to, int64(rows))
	return n == 1, err
}

// PutUploadRow notes what became of a row; false when it has an outcome already.
func (tx *Tx) PutUploadRow(ctx context.Context, uploadID int64, r UploadRow) (bool, error) {
	content := r.Content
	if content == nil {
		content = []byte{}
	}
	n, err := tx.changed(ctx, `INSERT INTO upload_rows (upload_id, n, line, outcome, report_id, number, content) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (upload_id, n) DO NOTHING`, uploadID, int64(r.N), int64(r.Line), r.Outcome, r.ReportID, r.Number, content)
	return n == 1, err
}

// PutUploadDone notes how many rows of an upload have an outcome.
func (tx *Tx) PutUploadDone(ctx context.Context, id int64, done int) error {
	return tx.exec(ctx, `UPDATE uploads SET rows_done = $2 WHERE id = $1`, id, int64(done))
}

// FindRowByContent reads the row by which an earlier list filed the same content; sql.ErrNoRows when there is none.
func (r Reader) FindRowByContent(ctx context.Context, content []byte, notOf int64) (UploadRow, error) {
	q, err := r.q.QueryContext(ctx, `SELECT n, line, outcome, report_id, number, content FROM upload_rows WHERE content = $1 AND upload_id <> $2 AND outcome = $3 LIMIT 1`,
		content, notOf, RowFiled)
	return first(q, err, scanUploadRow)
}

// ListUploadRows lists the rows of an upload behind one, in order, at most limit.
func (r Reader) ListUploadRows(ctx context.Context, id int64, behind, limit int) ([]UploadRow, error) {
	q, err := r.q.QueryContext(ctx, `SELECT n, line, outcome, report_id, number, content FROM upload_rows WHERE upload_id = $1 AND n > $2 ORDER BY n LIMIT $3`,
		id, int64(behind), int64(limit))
	return rows(q, err, scanUploadRow)
}

func scanUploadRow(q *sql.Rows) (UploadRow, error) {
	var r UploadRow
	err := q.Scan(&r.N, &r.Line, &r.Outcome, &r.ReportID, &r.Number, &r.Content)
	return r, err
}

// CountUploadRows counts the rows of one outcome.
func (r Reader) CountUploadRows(ctx context.Context, id int64, outcome string) (int, error) {
	var n int
	err := r.q.QueryRowContext(ctx, `SELECT COUNT(*) FROM upload_rows WHERE upload_id = $1 AND outcome = $2`, id, outcome).Scan(&n)
	return n, err
}

// FinishUpload makes all reports of an upload visible at once and removes its sealed bytes: each report holds its own row.
func (tx *Tx) FinishUpload(ctx context.Context, id int64, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE uploads SET state = $2, filed_at = $3 WHERE id = $1 AND state = $4`, id, UploadFiled, micros(at), UploadFiling)
	if err != nil || n == 0 {
		return false, err
	}
	err = tx.exec(ctx, `UPDATE reports SET state = CASE WHEN accepted_at > 0 THEN 'accepted' ELSE 'received' END
		WHERE state = 'arriving' AND id IN (SELECT report_id FROM upload_rows WHERE upload_id = $1)`, id)
	if err != nil {
		return false, err
	}
	return true, tx.exec(ctx, `DELETE FROM upload_chunks WHERE upload_id = $1`, id)
}

// FetchUpload notes that the receipts were fetched; false when they had been.
func (tx *Tx) FetchUpload(ctx context.Context, id int64, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE uploads SET fetched_at = $2 WHERE id = $1 AND fetched_at = 0`, id, micros(at))
	return n == 1, err
}

// DropUpload takes back an upload that was not filed.
func (tx *Tx) DropUpload(ctx context.Context, id int64) error {
	n, err := tx.changed(ctx, `UPDATE uploads SET state = $2 WHERE id = $1 AND state = $3`, id, UploadDropped, UploadHeld)
	if err != nil || n == 0 {
		return err
	}
	return tx.exec(ctx, `DELETE FROM upload_chunks WHERE upload_id = $1`, id)
}

// SweepUploads removes uploads nobody filed that came before an instant, with their bytes.
func (tx *Tx) SweepUploads(ctx context.Context, before time.Time) error {
	if err := tx.exec(ctx, `DELETE FROM upload_chunks WHERE upload_id IN (SELECT id FROM uploads WHERE state = $1 AND at < $2)`, UploadHeld, micros(before)); err != nil {
		return err
	}
	return tx.exec(ctx, `DELETE FROM uploads WHERE state IN ($1, $2) AND at < $3`, UploadHeld, UploadDropped, micros(before))
}
