package store

import (
	"context"
	"database/sql"
	"time"

	"todoke/internal/incident"
)

// PutClock stores a clock as a member of staff confirmed or stopped it; what stood before stays as history.
func (tx *Tx) PutClock(ctx context.Context, c incident.Clock) error {
	return tx.exec(ctx, `INSERT INTO retention_clocks (id, class, event, months, stopped, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		NewID(c.At), string(c.Class), string(c.Event), int64(c.Months), flag(!c.Running), c.Who, micros(c.At))
}

// ListClocks lists every clock that was ever confirmed or stopped, oldest first.
func (r Reader) ListClocks(ctx context.Context) ([]incident.Clock, error) {
	q, err := r.q.QueryContext(ctx, `SELECT class, event, months, stopped, who, at FROM retention_clocks ORDER BY id`)
	return rows(q, err, func(q *sql.Rows) (incident.Clock, error) {
		var c incident.Clock
		var months, stopped, at int64
		err := q.Scan(&c.Class, &c.Event, &months, &stopped, &c.Who, &at)
		c.Months, c.Running, c.At = int(months), stopped == 0, instant(at)
		return c, err
	})
}

// Hold keeps a report from being erased until an instant.
type Hold struct {
	ID           int64
	ReportID     int64
	Number       string
	Reason       string // masked
	Who          string
	At           time.Time
	Until        time.Time
	LiftedWho    string
	LiftedReason string // masked
	LiftedAt     time.Time
}

// Stands tells whether the hold keeps its report now.
func (h Hold) Stands(now time.Time) bool { return h.LiftedAt.IsZero() && h.Until.After(now) }

// InsertHold stores a hold.
func (tx *Tx) InsertHold(ctx context.Context, h Hold) error {
	return tx.exec(ctx, `INSERT INTO holds (id, report_id, reason, who, at, until) VALUES ($1, $2, $3, $4, $5, $6)`,
		h.ID, h.ReportID, h.Reason, h.Who, micros(h.At), micros(h.Until))
}

// LiftHold ends a hold before its time; false when it was lifted before.
func (tx *Tx) LiftHold(ctx context.Context, h Hold) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE holds SET lifted_who = $3, lifted_reason = $4, lifted_at = $5 WHERE id = $1 AND report_id = $2 AND lifted_at = 0`,
		h.ID, h.ReportID, h.LiftedWho, h.LiftedReason, micros(h.LiftedAt))
	return n == 1, err
}

const holdSelect = `SELECT h.id, h.report_id, r.number, h.reason, h.who, h.at, h.until, h.lifted_who, h.lifted_reason, h.lifted_at FROM holds h JOIN reports r ON r.id = h.report_id`

func scanHold(q *sql.Rows) (Hold, error) {
	var h Hold
	var at, until, lifted int64
	err := q.Scan(&h.ID, &h.ReportID, &h.Number, &h.Reason, &h.Who, &at, &until, &h.LiftedWho, &h.LiftedReason, &lifted)
	h.At, h.Until, h.LiftedAt = instant(at), instant(until), instant(lifted)
	return h, err
}

// ListHolds lists the holds of a report, oldest first.
func (r Reader) ListHolds(ctx context.Context, reportID int64) ([]Hold, error) {
	q, err := r.q.QueryContext(ctx, holdSelect+` WHERE h.report_id = $1 ORDER BY h.id`, reportID)
	return rows(q, err, scanHold)
}

// ListStandingHolds lists the holds that stand, those that end first first.
func (r Reader) ListStandingHolds(ctx context.Context, now time.Time, limit int) ([]Hold, error) {
	q, err := r.q.QueryContext(ctx, holdSelect+` WHERE h.lifted_at = 0 AND h.until > $1 ORDER BY h.until, h.id LIMIT $2`, micros(now), int64(limit))
	return rows(q, err, scanHold)
}

// EraseRequest is a reporter's wish that the content of a report be erased, and the desk's answer.
type EraseRequest struct {
	ID          int64
	ReportID    int64
	Number      string
	Origin      string // "reporter" behind the return code, else how the word reached staff
	Note        string // of staff, masked
	Who         string
	At          time.Time
	State       string // EraseWaiting and so on
	Answer      string // why it was refused, one of incident.EraseAnswers
	FirstStaff  int64
	FirstWho    string
	FirstAt     time.Time
	SecondStaff int64
	SecondWho   string
	DecidedAt   time.Time
}

// States of a request to erase.
const (
	EraseWaiting  = "waiting"
	EraseProposed = "proposed" // one member of staff is for it
	EraseAgreed   = "agreed"   // a second one too: the job erases
	EraseRefused  = "refused"
	EraseDone     = "done" // it was erased
)

// Waits tells whether the request has no answer yet.
func (e EraseRequest) Waits() bool { return e.State == EraseWaiting || e.State == EraseProposed }

// InsertEraseRequest stores a request.
func (tx *Tx) InsertEraseRequest(ctx context.Context, e EraseRequest) error {
	return tx.exec(ctx, `INSERT INTO erase_requests (id, report_id, origin, note, who, at, state) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		e.ID, e.ReportID, e.Origin, e.Note, e.Who, micros(e.At), e.State)
}

// MoveEraseRequest writes the desk's answer; false when the request was not in the state from.
func (tx *Tx) MoveEraseRequest(ctx context.Context, e EraseRequest, from string) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE erase_requests SET state = $3, answer = $4, first_staff = $5, first_who = $6, first_at = $7, second_staff = $8, second_who = $9, decided_at = $10
		WHERE id = $1 AND state = $2`, e.ID, from, e.State, e.Answer, e.FirstStaff, e.FirstWho, micros(e.FirstAt), e.SecondStaff, e.SecondWho, micros(e.DecidedAt))
	return n == 1, err
}

const eraseSelect = `SELECT e.id, e.report_id, r.number, e.origin, e.note, e.who, e.at, e.state, e.answer, e.first_staff, e.first_who, e.first_at,
	e.second_staff, e.second_who, e.decided_at FROM erase_requests e JOIN reports r ON r.id = e.report_id`

func scanEraseRequest(q *sql.Rows) (EraseRequest, error) {
	var e EraseRequest
	var at, first, decided int64
	err := q.Scan(&e.ID, &e.ReportID, &e.Number, &e.Origin, &e.Note, &e.Who, &at, &e.State, &e.Answer, &e.FirstStaff, &e.FirstWho, &first, &e.SecondStaff, &e.SecondWho, &decided)
	e.At, e.FirstAt, e.DecidedAt = instant(at), instant(first), instant(decided)
	return e, err
}

// ListEraseRequests lists the requests on a report, oldest first.
func (r Reader) ListEraseRequests(ctx context.Context, reportID int64) ([]EraseRequest, error) {
	q, err := r.q.QueryContext(ctx, eraseSelect+` WHERE e.report_id = $1 ORDER BY e.id`, reportID)
	return rows(q, err, scanEraseRequest)
}

// ListWaitingEraseRequests lists the requests without an answer, oldest first.
func (r Reader) ListWaitingEraseRequests(ctx context.Context, limit int) ([]EraseRequest, error) {
	q, err := r.q.QueryContext(ctx, eraseSelect+` WHERE e.state IN ('waiting', 'proposed') ORDER BY e.at, e.id LIMIT $1`, int64(limit))
	return rows(q, err, scanEraseRequest)
}

// lifeSelect reads what decides when a report's classes are due. Contact and identity lie in the same sealed rows: a row of erasures tells that one of them left.
const lifeSelect = `SELECT r.id, r.number, r.state, r.received_at,
	COALESCE((SELECT MAX(m.at) FROM moves m WHERE m.report_id = r.id), r.accepted_at),
	(SELECT COALESCE(MAX(v.at), 0) FROM versions v WHERE v.report_id = r.id),
	(SELECT COALESCE(MAX(m.at), 0) FROM messages m WHERE m.report_id = r.id),
	(SELECT COALESCE(MAX(a.answered_at), 0) FROM asks a WHERE a.report_id = r.id),
	(SELECT COALESCE(MAX(v.decided_at), 0) FROM case_reports l JOIN revisions v ON v.case_number = l.case_number WHERE l.report_id = r.id AND l.undone_at = 0),
	(SELECT COALESCE(MAX(x.at), 0) FROM case_reports l JOIN edition_items i ON i.case_number = l.case_number AND i.chosen = 1 AND i.revision > 0
		JOIN editions e ON e.id = i.edition_id AND e.state = 'released' JOIN releases x ON x.n = e.release WHERE l.report_id = r.id AND l.undone_at = 0),
	(SELECT COUNT(*) FROM case_reports l WHERE l.report_id = r.id AND l.undone_at = 0 AND (NOT EXISTS (SELECT 1 FROM edition_items i
		JOIN editions e ON e.id = i.edition_id AND e.state = 'released' WHERE i.case_number = l.case_number AND i.chosen = 1 AND i.revision > 0)
		OR EXISTS (SELECT 1 FROM revisions v WHERE v.case_number = l.case_number AND v.state <> 'approved'
			AND v.n = (SELECT MAX(w.n) FROM revisions w WHERE w.case_number = l.case_number))
		OR EXISTS (SELECT 1 FROM corrections k WHERE k.case_number = l.case_number AND k.state NOT IN ('done', 'dropped')))),
	(SELECT COUNT(*) FROM asks a WHERE a.report_id = r.id AND a.answered_at = 0 AND a.closed_at = 0)
		+ (SELECT COUNT(*) FROM messages m WHERE m.report_id = r.id AND m.direction = 'in' AND m.template = 'contest'
			AND NOT EXISTS (SELECT 1 FROM messages o WHERE o.report_id = r.id AND o.direction = 'out' AND o.id > m.id))
		+ (SELECT COUNT(*) FROM code_requests c WHERE c.report_id = r.id AND c.state = 'proposed')
		+ (SELECT COUNT(*) FROM sealed s WHERE s.report_id = r.id AND s.kind = 'submission' AND r.mask_version < r.version),
	(SELECT COALESCE(MAX(h.until), 0) FROM holds h WHERE h.report_id = r.id AND h.lifted_at = 0),
	(SELECT COUNT(*) FROM (SELECT 1 FROM attachments a WHERE a.report_id = r.id LIMIT 1) AS x),
	(SELECT COUNT(*) FROM (SELECT 1 FROM sealed s WHERE s.report_id = r.id AND s.kind IN ('submission', 'message', 'message_raw', 'answering') LIMIT 1) AS x),
	(SELECT COUNT(*) FROM (SELECT 1 FROM sealed s WHERE s.report_id = r.id AND s.kind IN ('party', 'mail') LIMIT 1) AS x),
	(SELECT COUNT(*) FROM (SELECT 1 FROM masked_texts t WHERE t.report_id = r.id LIMIT 1) AS x),
	(SELECT COUNT(*) FROM (SELECT 1 FROM erasures e WHERE e.report_id = r.id AND e.class = 'contact' LIMIT 1) AS x),
	(SELECT COUNT(*) FROM (SELECT 1 FROM erasures e WHERE e.report_id = r.id AND e.class = 'identity' LIMIT 1) AS x),
	CASE WHEN r.title <> '' THEN 1 ELSE 0 END
	FROM reports r`

func scanLife(q *sql.Rows) (incident.Life, error) {
	var l incident.Life
	var received, decided, filed, message, answered, approved, published, open, waits, held, files, original, named, masked, noContact, noIdentity, title int64
	err := q.Scan(&l.ReportID, &l.Number, &l.State, &received, &decided, &filed, &message, &answered, &approved, &published, &open, &waits, &held,
		&files, &original, &named, &masked, &noContact, &noIdentity, &title)
	l.Received, l.Decided, l.LastWord = instant(received), instant(decided), instant(max(filed, message, answered))
	l.Approved, l.Published, l.OpenCases, l.Waits, l.HeldUntil = instant(approved), instant(published), int(open), int(waits), instant(held)
	for _, has := range []struct {
		class incident.Kept
		there bool
	}{{incident.KeptFiles, files > 0}, {incident.KeptOriginal, original > 0}, {incident.KeptContact, named > 0 && noContact == 0},
		{incident.KeptIdentity, named > 0 && noIdentity == 0}, {incident.KeptMasked, masked+title > 0}} {
		if has.there {
			l.Has = append(l.Has, has.class)
		}
	}
	return l, err
}

// ListLives lists reports above an id that came before an instant and are not in hand, by id.
func (r Reader) ListLives(ctx context.Context, above int64, before time.Time, limit int) ([]incident.Life, error) {
	q, err := r.q.QueryContext(ctx, lifeSelect+` WHERE r.id > $1 AND r.received_at < $2 AND r.state NOT IN ('received', 'arriving')
		AND (EXISTS (SELECT 1 FROM report_keys k WHERE k.report_id = r.id) OR r.title <> '' OR EXISTS (SELECT 1 FROM masked_texts t WHERE t.report_id = r.id))
		ORDER BY r.id LIMIT $3`, above, micros(before), int64(limit))
	return rows(q, err, scanLife)
}

// FindLife reads what decides about one report; sql.ErrNoRows when there is none.
func (r Reader) FindLife(ctx context.Context, reportID int64) (incident.Life, error) {
	q, err := r.q.QueryContext(ctx, lifeSelect+` WHERE r.id = $1`, reportID)
	return first(q, err, scanLife)
}

// Erasure is one class of one report that was erased.
type Erasure struct {
	ID       int64
	ReportID int64
	Number   string
	Class    incident.Kept
	Run      int64
	Cause    string // "clock" or "request"
	Items    int    // rows that went
	At       time.Time
}

const erasureSelect = `SELECT id, report_id, number, class, run, cause, items, at FROM erasures`

func scanErasure(q *sql.Rows) (Erasure, error) {
	var e Erasure
	var items, at int64
	err := q.Scan(&e.ID, &e.ReportID, &e.Number, &e.Class, &e.Run, &e.Cause, &items, &at)
	e.Items, e.At = int(items), instant(at)
	return e, err
}

// ListErasures lists what was erased of a report, oldest first.
func (r Reader) ListErasures(ctx context.Context, reportID int64) ([]Erasure, error) {
	q, err := r.q.QueryContext(ctx, erasureSelect+` WHERE report_id = $1 ORDER BY id`, reportID)
	return rows(q, err, scanErasure)
}

// ListRunErasures lists what a run erased, by report and class.
func (r Reader) ListRunErasures(ctx context.Context, run int64) ([]Erasure, error) {
	q, err := r.q.QueryContext(ctx, erasureSelect+` WHERE run = $1 ORDER BY number, class`, run)
	return rows(q, err, scanErasure)
}

// EachErasure calls fn with every erasure, oldest first.
func (r Reader) EachErasure(ctx context.Context, fn func(Erasure) error) error {
	for last := int64(0); ; {
		q, err := r.q.QueryContext(ctx, erasureSelect+` WHERE id > $1 ORDER BY id LIMIT 1000`, last)
		list, err := rows(q, err, scanErasure)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, e := range list {
			if err := fn(e); err != nil {
				return err
			}
		}
		last = list[len(list)-1].ID
	}
}

// ErasureRun is one run of the erasing job. It ended when Ended is set; then the certificate stands.
type ErasureRun struct {
	N           int64
	Period      string // what the tables cover, as stats.ParsePeriod reads it
	Tables      int
	Change      int64 // last change of the counted rows the tables were counted at
	Before      string
	After       string
	Begun       time.Time
	Ended       time.Time
	Certificate string // signed note
}

// PutErasureRun stores a run or writes how it went on.
func (tx *Tx) PutErasureRun(ctx context.Context, e ErasureRun) error {
	return tx.exec(ctx, `INSERT INTO erasure_runs (n, period, tables, change, before, after, begun_at, ended_at, certificate) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (n) DO UPDATE SET tables = excluded.tables, after = excluded.after, ended_at = excluded.ended_at, certificate = excluded.certificate`,
		e.N, e.Period, int64(e.Tables), e.Change, e.Before, e.After, micros(e.Begun), micros(e.Ended), e.Certificate)
}

// ListErasureRuns lists the runs, newest first, at most limit.
func (r Reader) ListErasureRuns(ctx context.Context, limit int) ([]ErasureRun, error) {
	q, err := r.q.QueryContext(ctx, `SELECT n, period, tables, change, before, after, begun_at, ended_at, certificate FROM erasure_runs ORDER BY n DESC LIMIT $1`, int64(limit))
	return rows(q, err, scanErasureRun)
}

// FindErasureRun reads a run; sql.ErrNoRows when there is none.
func (r Reader) FindErasureRun(ctx context.Context, n int64) (ErasureRun, error) {
	q, err := r.q.QueryContext(ctx, `SELECT n, period, tables, change, before, after, begun_at, ended_at, certificate FROM erasure_runs WHERE n = $1`, n)
	return first(q, err, scanErasureRun)
}

func scanErasureRun(q *sql.Rows) (ErasureRun, error) {
	var e ErasureRun
	var tables, begun, ended int64
	err := q.Scan(&e.N, &e.Period, &tables, &e.Change, &e.Before, &e.After, &begun, &ended, &e.Certificate)
	e.Tables, e.Begun, e.Ended = int(tables), instant(begun), instant(ended)
	return e, err
}

// FirstReceived is when the oldest report came; sql.ErrNoRows when there is none.
func (r Reader) FirstReceived(ctx context.Context) (time.Time, error) {
	var at int64
	err := r.q.QueryRowContext(ctx, `SELECT received_at FROM reports ORDER BY received_at LIMIT 1`).Scan(&at)
	return instant(at), err
}
