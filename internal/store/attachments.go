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
	MediaType string // as found in its first bytes, not as claimed
	At        time.Time
}

// InsertAttachment makes the chunks stored under a.ID a file of the report.
func (tx *Tx) InsertAttachment(ctx context.Context, a Attachment) error {
	return tx.exec(ctx, `INSERT INTO attachments (id, report_id, version, name, size, sha256, media_type, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		a.ID, a.ReportID, int64(a.Version), a.Name.body, a.Size, a.SHA256, a.MediaType, micros(a.At))
}

// InsertChunk stores one chunk, in a transaction of its own before InsertAttachment, so that a large file never holds up the writer.
func (tx *Tx) InsertChunk(ctx context.Context, attachmentID int64, n int, body Sealed) error {
	return tx.exec(ctx, `INSERT INTO attachment_chunks (attachment_id, n, body) VALUES ($1, $2, $3)`, attachmentID, int64(n), body.body)
}

// ListAttachments lists a report's files, oldest first.
func (r Reader) ListAttachments(ctx context.Context, reportID int64) ([]Attachment, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, report_id, version, name, size, sha256, media_type, at FROM attachments WHERE report_id = $1 ORDER BY id`, reportID)
	return rows(q, err, func(q *sql.Rows) (Attachment, error) {
		var a Attachment
		var at int64
		err := q.Scan(&a.ID, &a.ReportID, &a.Version, &a.Name.body, &a.Size, &a.SHA256, &a.MediaType, &at)
		a.At = instant(at)
		return a, err
	})
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
