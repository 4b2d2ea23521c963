package store

import (
	"context"
	"database/sql"
	"time"

	"todoke/internal/incident"
)

// PutCommentary stores what stands beside a table of an edition; whoever approved the text before has not approved this one.
func (tx *Tx) PutCommentary(ctx context.Context, edition string, c incident.Commentary) error {
	return tx.exec(ctx, `INSERT INTO commentaries (edition_id, definition, text_ja, text_en, writer, written_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (edition_id, definition) DO UPDATE SET text_ja = excluded.text_ja, text_en = excluded.text_en, writer = excluded.writer, written_at = excluded.written_at,
		approver = 0, approved_at = 0`, edition, c.Definition, c.Text.JA, c.Text.EN, c.Writer, micros(c.WrittenAt))
}

// ApproveCommentary notes who approved a text, and tells whether it still stood as it was written then, by somebody else.
func (tx *Tx) ApproveCommentary(ctx context.Context, edition, definition string, written time.Time, approver int64, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE commentaries SET approver = $1, approved_at = $2 WHERE edition_id = $3 AND definition = $4 AND written_at = $5 AND writer <> $1`,
		approver, micros(at), edition, definition, micros(written))
	return n == 1, err
}

// ListCommentaries lists what stands beside the tables of an edition.
func (r Reader) ListCommentaries(ctx context.Context, edition string) ([]incident.Commentary, error) {
	q, err := r.q.QueryContext(ctx, `SELECT definition, text_ja, text_en, writer, written_at, approver, approved_at FROM commentaries WHERE edition_id = $1 ORDER BY definition`, edition)
	return rows(q, err, func(q *sql.Rows) (c incident.Commentary, err error) {
		var written, approved int64
		err = q.Scan(&c.Definition, &c.Text.JA, &c.Text.EN, &c.Writer, &written, &c.Approver, &approved)
		c.WrittenAt, c.ApprovedAt = instant(written), instant(approved)
		return c, err
	})
}

// ListAccepted lists the accepted reports received in a period, the earliest first.
func (r Reader) ListAccepted(ctx context.Context, p Period) ([]incident.Report, error) {
	const day = int64(24 * time.Hour / time.Microsecond)
	q, err := r.q.QueryContext(ctx, `SELECT `+queueColumns+` FROM reports WHERE state = 'accepted' AND received_at >= $1 AND received_at < $2 ORDER BY received_at, id`,
		micros(p.From)-japan, micros(p.To)+day-japan)
	return rows(q, err, scanQueue)
}
