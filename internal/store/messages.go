package store

import (
	"context"
	"database/sql"
	"time"
)

// Direction of a message: from the reporter in, or from the desk out.
type Direction string

// Directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Message is one message between desk and reporter; its words are sealed (kind SealedMessage, ref the id as decimal text).
type Message struct {
	ID        int64
	ReportID  int64
	Direction Direction
	Template  string // reply template it began from, "contest" for an objection, "" for none
	Who       string
	At        time.Time
	ReadAt    time.Time // when the other side first opened it; zero before
	Doubtful  bool      // it came by mail and nobody made sure yet that the reporter wrote it
}

// InsertMessage stores a message's row; the caller seals and stores its words in the same transaction.
func (tx *Tx) InsertMessage(ctx context.Context, m Message) error {
	return tx.exec(ctx, `INSERT INTO messages (id, report_id, direction, template, who, at, verified) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		m.ID, m.ReportID, string(m.Direction), m.Template, m.Who, micros(m.At), flag(!m.Doubtful))
}

// ListMessages lists a report's messages, oldest first.
func (r Reader) ListMessages(ctx context.Context, reportID int64) ([]Message, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, report_id, direction, template, who, at, read_at, verified FROM messages WHERE report_id = $1 ORDER BY id`, reportID)
	return rows(q, err, func(q *sql.Rows) (Message, error) {
		var m Message
		var at, read, verified int64
		err := q.Scan(&m.ID, &m.ReportID, &m.Direction, &m.Template, &m.Who, &at, &read, &verified)
		m.At, m.ReadAt, m.Doubtful = instant(at), instant(read), verified == 0
		return m, err
	})
}

// MarkRead notes that the messages of one direction were opened; those opened before keep their instant.
func (tx *Tx) MarkRead(ctx context.Context, reportID int64, d Direction, at time.Time) error {
	return tx.exec(ctx, `UPDATE messages SET read_at = $3 WHERE report_id = $1 AND direction = $2 AND read_at = 0`, reportID, string(d), micros(at))
}

// VerifyMessage notes that somebody made sure who wrote a message; false when there is no doubtful message of that id on the report.
func (tx *Tx) VerifyMessage(ctx context.Context, reportID, id int64) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE messages SET verified = 1 WHERE report_id = $1 AND id = $2 AND verified = 0`, reportID, id)
	return n == 1, err
}
