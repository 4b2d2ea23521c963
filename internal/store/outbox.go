package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"todoke/internal/incident"
)

// SealedMail is the kind of a sealed row that holds the address a mail about a report goes to; its ref is the mail's key.
const SealedMail SealedKind = "mail"

// Letter is one mail of the desk: what it is made from, never its words and never a readable address.
type Letter struct {
	ID       int64
	Key      string // unique: the same key is queued once, ever
	Kind     string // template of the catalogue
	Lang     incident.Lang
	ReportID int64 // 0 where it tells of no report
	Number   string
	To       string // how its address is found
	Address  Sealed // of a mail that tells of no report
	Args     []string
	Queued   time.Time
	Sent     time.Time // zero while it waits
	Problem  string    // why it will not be sent any more; short, never an address
}

// PutLetter queues a letter unless its key was queued before; fresh tells which.
func (tx *Tx) PutLetter(ctx context.Context, l Letter) (fresh bool, err error) {
	args, err := json.Marshal(l.Args)
	if err != nil {
		return false, err
	}
	n, err := tx.changed(ctx, `INSERT INTO outbox (id, unique_key, kind, lang, report_id, number, recipient, address, args, queued_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (unique_key) DO NOTHING`,
		l.ID, l.Key, l.Kind, string(l.Lang), l.ReportID, l.Number, l.To, l.Address.body, string(args), micros(l.Queued))
	return n == 1, err
}

const letterColumns = `id, unique_key, kind, lang, report_id, number, recipient, address, args, queued_at, sent_at, problem`

func scanLetter(scan func(...any) error, more ...any) (Letter, error) {
	var l Letter
	var lang, args string
	var queued, sent int64
	into := []any{&l.ID, &l.Key, &l.Kind, &lang, &l.ReportID, &l.Number, &l.To, &l.Address.body, &args, &queued, &sent, &l.Problem}
	if err := scan(append(into, more...)...); err != nil {
		return l, err
	}
	l.Lang, l.Queued, l.Sent = incident.Lang(lang), instant(queued), instant(sent)
	return l, json.Unmarshal([]byte(args), &l.Args)
}

// FindLetter reads one letter; sql.ErrNoRows when there is none.
func (r Reader) FindLetter(ctx context.Context, id int64) (Letter, error) {
	return scanLetter(r.q.QueryRowContext(ctx, `SELECT `+letterColumns+` FROM outbox WHERE id = $1`, id).Scan)
}

// EndLetter notes that a letter was sent, or with a problem that it never will be, and forgets its address.
func (tx *Tx) EndLetter(ctx context.Context, l Letter, at time.Time, problem string) error {
	sent := at
	if problem != "" {
		sent = time.Time{}
	}
	if err := tx.exec(ctx, `UPDATE outbox SET sent_at = $1, problem = $2, address = NULL WHERE id = $3`, micros(sent), problem, l.ID); err != nil {
		return err
	}
	return tx.exec(ctx, `DELETE FROM sealed WHERE report_id = $1 AND kind = $2 AND ref = $3`, l.ReportID, string(SealedMail), l.Key)
}

// WaitingLetter is a letter not sent yet, with how its sending stands.
type WaitingLetter struct {
	Letter
	Attempts int
	Stuck    bool
	Next     time.Time // next try; zero for one that is given up
	Cause    string    // of the last failed try
}

// ListWaitingLetters lists letters not sent, oldest first, given up ones included; kind is the kind of the job that sends.
func (r Reader) ListWaitingLetters(ctx context.Context, kind string, limit int) ([]WaitingLetter, error) {
	q, err := r.q.QueryContext(ctx, `SELECT o.id, o.unique_key, o.kind, o.lang, o.report_id, o.number, o.recipient, o.address, o.args, o.queued_at, o.sent_at, o.problem,
		coalesce(j.attempts, 0), coalesce(j.stuck, 0), coalesce(j.run_after, 0), coalesce(j.problem, '')
		FROM outbox o LEFT JOIN jobs j ON j.kind = $1 AND j.subject = CAST(o.id AS TEXT)
		WHERE o.sent_at = 0 ORDER BY o.queued_at, o.id LIMIT $2`, kind, int64(limit))
	return rows(q, err, func(q *sql.Rows) (WaitingLetter, error) {
		var w WaitingLetter
		var attempts, stuck, next int64
		l, err := scanLetter(q.Scan, &attempts, &stuck, &next, &w.Cause)
		w.Letter, w.Attempts, w.Stuck, w.Next = l, int(attempts), stuck == 1, instant(next)
		return w, err
	})
}

// DropLetter forgets a letter altogether, for kinds whose key need not be remembered.
func (tx *Tx) DropLetter(ctx context.Context, id int64) error {
	return tx.exec(ctx, `DELETE FROM outbox WHERE id = $1`, id)
}

// DropLetters forgets the letters to a recipient that were not sent.
func (tx *Tx) DropLetters(ctx context.Context, recipient string) error {
	return tx.exec(ctx, `DELETE FROM outbox WHERE recipient = $1 AND sent_at = 0`, recipient)
}

// CountLetters counts the letters of a kind that wait to be sent, and those among them that were never tried; stuck ones do not count.
// job is the kind of the job that sends.
func (r Reader) CountLetters(ctx context.Context, kind, job string) (all, fresh int, err error) {
	var a, f int64
	err = r.q.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN j.attempts = 0 THEN 1 ELSE 0 END), 0)
		FROM outbox o JOIN jobs j ON j.kind = $1 AND j.subject = CAST(o.id AS TEXT) WHERE o.sent_at = 0 AND o.kind = $2 AND j.stuck = 0`, job, kind).Scan(&a, &f)
	return int(a), int(f), err
}
