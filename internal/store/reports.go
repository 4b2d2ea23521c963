package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"todoke/internal/incident"
)

func columnsOf(w incident.When) whenColumns {
	if !w.Known() {
		return whenColumns{}
	}
	return whenColumns{micros(w.From), micros(w.To), string(w.Precision)}
}

// InsertReport stores a new report with the keyed hash of its return code. What the masking job derives comes later with UpdateMasked.
func (tx *Tx) InsertReport(ctx context.Context, r incident.Report, code []byte) error {
	return tx.exec(ctx, `INSERT INTO reports (id, number, state, channel, form, form_version, lang, version, received_at, source_load, code)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		r.ID, r.Number, string(r.State), string(r.Channel), r.Form, int64(r.FormVersion), string(r.Lang), int64(r.Version), micros(r.Received), int64(r.SourceLoad), code)
}

// UpdateMasked writes what the masking job read from version r.MaskVersion: relation, kind of organisation, dates, publication, mailbox, consent, title; and
// by which finder the texts were masked.
func (tx *Tx) UpdateMasked(ctx context.Context, r incident.Report, finder int) error {
	w, b, d, c := columnsOf(r.Written), columnsOf(r.Begun), columnsOf(r.Discovered), columnsOf(r.Contained)
	err := tx.exec(ctx, `UPDATE reports SET mask_version = $2, relation = $3, org_kind = $4,
		written_from = $5, written_to = $6, written_precision = $7, begun_from = $8, begun_to = $9, begun_precision = $10,
		discovered_from = $11, discovered_to = $12, discovered_precision = $13, contained_from = $14, contained_to = $15, contained_precision = $16,
		made_public = $17, mail_unsafe = $18, consent = $19, title = $20, finder = $21 WHERE id = $1`,
		r.ID, int64(r.MaskVersion), string(r.Relation), string(r.OrgKind), w.from, w.to, w.precision, b.from, b.to, b.precision,
		d.from, d.to, d.precision, c.from, c.to, c.precision, flag(r.MadePublic), flag(r.MailUnsafe), string(r.Consent), r.Title, int64(finder))
	if err != nil {
		return err
	}
	return tx.count(ctx, r.ID)
}

// FindReport reads a report by its number as ParseReportNumber writes it; sql.ErrNoRows when there is none.
func (r Reader) FindReport(ctx context.Context, number string) (incident.Report, error) {
	return r.FindQueued(ctx, number)
}

// FindReportByID reads a report by its id; sql.ErrNoRows when there is none.
func (r Reader) FindReportByID(ctx context.Context, id int64) (incident.Report, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+queueColumns+` FROM reports WHERE id = $1`, id)
	return first(q, err, scanQueue)
}

// FindCode reads the keyed hash of a report's return code, to be compared in constant time; sql.ErrNoRows when there is none.
func (r Reader) FindCode(ctx context.Context, number string) (id int64, code []byte, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT id, code FROM reports WHERE number = $1`, number).Scan(&id, &code)
	return id, code, err
}

// PutCode replaces a report's return code, after two people agreed to it.
func (tx *Tx) PutCode(ctx context.Context, id int64, code []byte) error {
	return tx.exec(ctx, `UPDATE reports SET code = $2 WHERE id = $1`, id, code)
}

// Version is one submission of a report: the first filing or an amendment. Salt and Digest are what its receipt was signed over.
type Version struct {
	ReportID    int64
	N           int
	At          time.Time
	Who         string
	Form        string
	FormVersion int
	Salt        []byte
	Digest      []byte
	Source      string    // on whose word staff filed it: "phone", "fax", "post", "file"; "" for the reporter's own
	SourceAt    time.Time // when the reporter said so
}

// InsertVersion stores a version.
func (tx *Tx) InsertVersion(ctx context.Context, v Version) error {
	return tx.exec(ctx, `INSERT INTO versions (report_id, version, at, who, form, form_version, salt, digest, source, source_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		v.ReportID, int64(v.N), micros(v.At), v.Who, v.Form, int64(v.FormVersion), v.Salt, v.Digest, v.Source, micros(v.SourceAt))
}

// RaiseVersion makes v the report's current version; false when somebody else amended it since v was begun.
func (tx *Tx) RaiseVersion(ctx context.Context, v Version) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE reports SET version = $2, form_version = $3 WHERE id = $1 AND version = $4`,
		v.ReportID, int64(v.N), int64(v.FormVersion), int64(v.N-1))
	return n == 1, err
}

// ListVersions lists a report's versions, oldest first.
func (r Reader) ListVersions(ctx context.Context, reportID int64) ([]Version, error) {
	q, err := r.q.QueryContext(ctx, `SELECT report_id, version, at, who, form, form_version, salt, digest, source, source_at FROM versions WHERE report_id = $1 ORDER BY version`, reportID)
	return rows(q, err, func(q *sql.Rows) (Version, error) {
		var v Version
		var at, said int64
		err := q.Scan(&v.ReportID, &v.N, &at, &v.Who, &v.Form, &v.FormVersion, &v.Salt, &v.Digest, &v.Source, &said)
		v.At, v.SourceAt = instant(at), instant(said)
		return v, err
	})
}

// Filed says which report a token or a content was filed as.
type Filed struct {
	ReportID int64
	Number   string
	At       time.Time
}

// PutSubmission notes under which token a report was filed; false when the token was used after since.
func (tx *Tx) PutSubmission(ctx context.Context, token []byte, f Filed, since time.Time) (bool, error) {
	n, err := tx.changed(ctx, `INSERT INTO submissions (token, report_id, number, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (token) DO UPDATE SET report_id = excluded.report_id, number = excluded.number, at = excluded.at WHERE submissions.at < $5`,
		token, f.ReportID, f.Number, micros(f.At), micros(since))
	return n == 1, err
}

// PutContent notes the keyed hash of a content; false when the same was filed after since.
func (tx *Tx) PutContent(ctx context.Context, digest []byte, f Filed, since time.Time) (bool, error) {
	n, err := tx.changed(ctx, `INSERT INTO contents (digest, number, at) VALUES ($1, $2, $3)
		ON CONFLICT (digest) DO UPDATE SET number = excluded.number, at = excluded.at WHERE contents.at < $4`,
		digest, f.Number, micros(f.At), micros(since))
	return n == 1, err
}

// FindSubmission reads what was filed under a token after since; sql.ErrNoRows when nothing was.
func (r Reader) FindSubmission(ctx context.Context, token []byte, since time.Time) (Filed, error) {
	var f Filed
	var at int64
	err := r.q.QueryRowContext(ctx, `SELECT report_id, number, at FROM submissions WHERE token = $1 AND at >= $2`, token, micros(since)).Scan(&f.ReportID, &f.Number, &at)
	f.At = instant(at)
	return f, err
}

// FindContent reads what was filed with a content after since (without its report id); sql.ErrNoRows when nothing was.
func (r Reader) FindContent(ctx context.Context, digest []byte, since time.Time) (Filed, error) {
	var f Filed
	var at int64
	err := r.q.QueryRowContext(ctx, `SELECT number, at FROM contents WHERE digest = $1 AND at >= $2`, digest, micros(since)).Scan(&f.Number, &at)
	f.At = instant(at)
	return f, err
}

// SweepFiled forgets tokens and contents of filings before an instant.
func (tx *Tx) SweepFiled(ctx context.Context, before time.Time) error {
	if err := tx.exec(ctx, `DELETE FROM submissions WHERE at < $1`, micros(before)); err != nil {
		return err
	}
	return tx.exec(ctx, `DELETE FROM contents WHERE at < $1`, micros(before))
}

// numberBlock is how many numbers a PostgreSQL node reserves at once; a restart leaves the rest unused (design §4: gaps allowed).
const numberBlock = 20

// Numbers gives the numbers of a counter before the transaction that uses them, so that nothing waits for a counter row and what is signed
// over a number can be signed while the disk is busy. SQLite has one process: it counts in memory and keeps the highest used in the row.
// PostgreSQL nodes reserve blocks of the row.
type Numbers struct {
	st *Store

	mu        sync.Mutex
	name      string
	next, end int64
}

// NewNumbers makes the numbers of a store.
func NewNumbers(st *Store) *Numbers { return &Numbers{st: st} }

// Reserve gives the next number of a counter.
func (n *Numbers) Reserve(ctx context.Context, name string) (int64, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.name != name || n.next > n.end {
		first, last, err := n.fill(ctx, name)
		if err != nil {
			return 0, fmt.Errorf("reserve numbers: %w", err)
		}
		n.name, n.next, n.end = name, first, last
	}
	n.next++
	return n.next - 1, nil
}

func (n *Numbers) fill(ctx context.Context, name string) (first, last int64, err error) {
	if n.st.dialect == sqlite {
		err = n.st.q.QueryRowContext(ctx, `SELECT value FROM counters WHERE name = $1`, name).Scan(&first)
		if err == sql.ErrNoRows {
			err = nil
		}
		return first + 1, 1<<63 - 1, err
	}
	err = n.st.Write(ctx, func(tx *Tx) error {
		return tx.x.QueryRowContext(ctx, `INSERT INTO counters (name, value) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value`, name, int64(numberBlock)).Scan(&last)
	})
	return last - numberBlock + 1, last, err
}

// Keep notes in the transaction that a number is used.
func (n *Numbers) Keep(ctx context.Context, tx *Tx, name string, used int64) error {
	if n.st.dialect == postgres {
		return nil // the block is noted already
	}
	return tx.exec(ctx, `INSERT INTO counters (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE counters.value < excluded.value`, name, used)
}

// Return gives back a number that was not used after all; it is given again when none was taken since.
func (n *Numbers) Return(name string, unused int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.name == name && n.next == unused+1 {
		n.next = unused
	}
}

// Forget makes the next Reserve read the counter again, after a number turned out to be used already.
func (n *Numbers) Forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.name = ""
}
