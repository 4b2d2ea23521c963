package store

import (
	"context"
	"database/sql"
	"time"
)

// Mail is one mail that came in, recognised by a keyed hash of what a sender makes and no server changes.
type Mail struct {
	Digest    []byte
	ReportID  int64 // 0 when it became none
	Number    string
	MessageID int64  // the message it became on a report that was there; 0 for a report of its own
	Reports   int    // how many it became
	Outcome   string // wholly, partly, not
	Origin    string // words separated by spaces: "spf=pass dkim=pass:example.com dmarc=none note=mail.note.pgp"
	At        time.Time
}

// PutMail remembers a mail; one that is remembered stays as it was.
func (tx *Tx) PutMail(ctx context.Context, m Mail) error {
	return tx.exec(ctx, `INSERT INTO mails (digest, report_id, number, message_id, reports, outcome, origin, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (digest) DO NOTHING`, m.Digest, m.ReportID, m.Number, m.MessageID, int64(m.Reports), m.Outcome, m.Origin, micros(m.At))
}

const mailColumns = `digest, report_id, number, message_id, reports, outcome, origin, at`

func scanMail(scan func(...any) error) (Mail, error) {
	var m Mail
	var at, reports int64
	err := scan(&m.Digest, &m.ReportID, &m.Number, &m.MessageID, &reports, &m.Outcome, &m.Origin, &at)
	m.At, m.Reports = instant(at), int(reports)
	return m, err
}

// FindMail finds a mail that came before; sql.ErrNoRows when it did not.
func (r Reader) FindMail(ctx context.Context, digest []byte) (Mail, error) {
	return scanMail(r.q.QueryRowContext(ctx, `SELECT `+mailColumns+` FROM mails WHERE digest = $1`, digest).Scan)
}

// ListMails lists the mails a report came by, and those that joined it.
func (r Reader) ListMails(ctx context.Context, reportID int64) ([]Mail, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+mailColumns+` FROM mails WHERE report_id = $1 AND report_id <> 0 ORDER BY at, digest`, reportID)
	return rows(q, err, func(q *sql.Rows) (Mail, error) { return scanMail(q.Scan) })
}

// PutSender remembers by keyed hash that a sender was written to, until an instant; false while it is remembered from before.
func (tx *Tx) PutSender(ctx context.Context, sender []byte, at, until time.Time) (bool, error) {
	n, err := tx.changed(ctx, `INSERT INTO mail_senders (sender, until) VALUES ($1, $2)
		ON CONFLICT (sender) DO UPDATE SET until = excluded.until WHERE mail_senders.until <= $3`, sender, micros(until), micros(at))
	return n == 1, err
}

// SweepSenders forgets senders whose time is over.
func (tx *Tx) SweepSenders(ctx context.Context, now time.Time) error {
	return tx.exec(ctx, `DELETE FROM mail_senders WHERE until <= $1`, micros(now))
}
