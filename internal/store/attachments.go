package store

import (
	"context"
	"database/sql"
	"time"
)

// Attachment is one file of a report. Name and content are sealed; the content lies in chunks of 1 MiB of plain text.
type Attachment struct {
	ID        int64
	ReportID  int64
	Version   int // report version it came with
	Name      Sealed
	Size      int64 // bytes of plain text
	SHA256    []byte
	MediaType string // as found in its content, not as claimed
	At        time.Time

	State     AttachmentState
	Extension string           // of its name, where it is one of a known list
	LookedAt  time.Time        // by inspection
	ScannedAt time.Time        // by the virus scanner; zero where there is none
	Marks     []AttachmentMark // by mark
}

// AttachmentMark is one thing inspection or the virus scanner said of a file; Detail is a code or the name of a signature.
type AttachmentMark struct {
	Mark   string
	Detail string
}

// AttachmentState is how far a file has been looked at.
type AttachmentState string

// States of a file; "" is one filed before there were any.
const (
	FileWaiting AttachmentState = "waiting" // for inspection
	FileLooked  AttachmentState = "looked"  // inspected; the virus scanner has not answered yet
	FileDone    AttachmentState = "done"
)

// InsertAttachment makes the chunks stored under a.ID a file of the report, which waits for inspection.
func (tx *Tx) InsertAttachment(ctx context.Context, a Attachment) error {
	return tx.exec(ctx, `INSERT INTO attachments (id, report_id, version, name, size, sha256, media_type, at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.ID, a.ReportID, int64(a.Version), a.Name.body, a.Size, a.SHA256, a.MediaType, micros(a.At), string(FileWaiting))
}

// PutLook writes what was found in a file, its state and its instants, in place of what was found before.
func (tx *Tx) PutLook(ctx context.Context, a Attachment) error {
	err := tx.exec(ctx, `UPDATE attachments SET state = $1, media_type = $2, extension = $3, looked_at = $4, scanned_at = $5 WHERE id = $6`,
		string(a.State), a.MediaType, a.Extension, micros(a.LookedAt), micros(a.ScannedAt), a.ID)
	if err != nil {
		return err
	}
	if err := tx.exec(ctx, `DELETE FROM attachment_marks WHERE attachment_id = $1`, a.ID); err != nil {
		return err
	}
	for _, m := range a.Marks {
		if err := tx.exec(ctx, `INSERT INTO attachment_marks (attachment_id, mark, detail) VALUES ($1, $2, $3)`, a.ID, m.Mark, m.Detail); err != nil {
			return err
		}
	}
	return nil
}

// InsertChunk stores one chunk, in a transaction of its own before InsertAttachment, so that a large file never holds up the writer.
func (tx *Tx) InsertChunk(ctx context.Context, attachmentID int64, n int, body Sealed) error {
	return tx.exec(ctx, `INSERT INTO attachment_chunks (attachment_id, n, body) VALUES ($1, $2, $3)`, attachmentID, int64(n), body.body)
}

const attachmentColumns = `SELECT id, report_id, version, name, size, sha256, media_type, at, state, extension, looked_at, scanned_at FROM attachments`

func scanAttachment(q *sql.Rows) (Attachment, error) {
	var a Attachment
	var at, looked, scanned int64
	err := q.Scan(&a.ID, &a.ReportID, &a.Version, &a.Name.body, &a.Size, &a.SHA256, &a.MediaType, &at, &a.State, &a.Extension, &looked, &scanned)
	a.At, a.LookedAt, a.ScannedAt = instant(at), instant(looked), instant(scanned)
	return a, err
}

// ListAttachments lists a report's files with their marks, oldest first.
func (r Reader) ListAttachments(ctx context.Context, reportID int64) ([]Attachment, error) {
	q, err := r.q.QueryContext(ctx, attachmentColumns+` WHERE report_id = $1 ORDER BY id`, reportID)
	return r.marked(ctx, q, err)
}

// FindAttachment reads one file with its marks; sql.ErrNoRows when there is none.
func (r Reader) FindAttachment(ctx context.Context, id int64) (Attachment, error) {
	q, err := r.q.QueryContext(ctx, attachmentColumns+` WHERE id = $1`, id)
	list, err := r.marked(ctx, q, err)
	if err == nil && len(list) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return Attachment{}, err
	}
	return list[0], nil
}

func (r Reader) marked(ctx context.Context, q *sql.Rows, err error) ([]Attachment, error) {
	list, err := rows(q, err, scanAttachment)
	if err != nil {
		return nil, err
	}
	for i := range list {
		q, err := r.q.QueryContext(ctx, `SELECT mark, detail FROM attachment_marks WHERE attachment_id = $1 ORDER BY mark`, list[i].ID)
		list[i].Marks, err = rows(q, err, func(q *sql.Rows) (AttachmentMark, error) {
			var m AttachmentMark
			err := q.Scan(&m.Mark, &m.Detail)
			return m, err
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// CountUnscanned counts the files that were inspected and wait for the virus scanner, with the instant the first of them came.
func (r Reader) CountUnscanned(ctx context.Context) (int, time.Time, error) {
	var n, first int64
	err := r.q.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(MIN(looked_at), 0) FROM attachments WHERE state = 'looked'`).Scan(&n, &first)
	return int(n), instant(first), err
}

// FindChunk reads one chunk of a file; sql.ErrNoRows after the last.
func (r Reader) FindChunk(ctx context.Context, attachmentID int64, n int) (Sealed, error) {
	var s Sealed
	err := r.q.QueryRowContext(ctx, `SELECT body FROM attachment_chunks WHERE attachment_id = $1 AND n = $2`, attachmentID, int64(n)).Scan(&s.body)
	return s, err
}

// SweepChunks removes chunks begun before an instant that never became a file.
func (tx *Tx) SweepChunks(ctx context.Context, before time.Time) error {
	return tx.exec(ctx, `DELETE FROM attachment_chunks WHERE attachment_id < $1
		AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.id = attachment_chunks.attachment_id)`, (before.UnixMicro()-epoch2020)<<10)
}
