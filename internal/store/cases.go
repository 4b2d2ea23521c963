package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"todoke/internal/incident"
)

// InsertCase stores a new case.
func (tx *Tx) InsertCase(ctx context.Context, c incident.Case, at time.Time) error {
	return tx.exec(ctx, `INSERT INTO cases (number, scheme, category, org_kind, happened_from, happened_to, happened_precision, hold, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		c.Number, c.Scheme, c.Category, string(c.OrgKind), micros(c.Happened.From), micros(c.Happened.To), string(c.Happened.Precision), c.Hold, micros(at))
}

// UpdateCase changes what a case carries besides its texts.
func (tx *Tx) UpdateCase(ctx context.Context, c incident.Case) error {
	return tx.exec(ctx, `UPDATE cases SET category = $1, org_kind = $2, happened_from = $3, happened_to = $4, happened_precision = $5, hold = $6 WHERE number = $7`,
		c.Category, string(c.OrgKind), micros(c.Happened.From), micros(c.Happened.To), string(c.Happened.Precision), c.Hold, c.Number)
}

// LockCase makes other transactions on the same case wait until this one ends, so that a text read here is still the text when it is written.
// SQLite has one writer anyway.
func (tx *Tx) LockCase(ctx context.Context, number string) error {
	if tx.dialect == sqlite {
		return nil
	}
	return tx.exec(ctx, `SELECT number FROM cases WHERE number = $1 FOR UPDATE`, number)
}

const caseSelect = `SELECT c.number, c.scheme, c.category, c.org_kind, c.happened_from, c.happened_to, c.happened_precision, c.hold,
	(SELECT COALESCE(MAX(n), 0) FROM revisions v WHERE v.case_number = c.number),
	(SELECT COALESCE(MAX(n), 0) FROM revisions v WHERE v.case_number = c.number AND v.state = 'approved') FROM cases c`

func scanCase(r *sql.Rows) (incident.Case, error) {
	var c incident.Case
	var w whenColumns
	err := r.Scan(&c.Number, &c.Scheme, &c.Category, &c.OrgKind, &w.from, &w.to, &w.precision, &c.Hold, &c.Latest, &c.Approved)
	c.Happened = w.when()
	return c, err
}

// FindCase reads a case; sql.ErrNoRows when there is none. Reports and Stale are filled by ListCaseReports' callers.
func (r Reader) FindCase(ctx context.Context, number string) (incident.Case, error) {
	q, err := r.q.QueryContext(ctx, caseSelect+` WHERE c.number = $1`, number)
	return first(q, err, scanCase)
}

// CaseFilter narrows ListCases; an empty field does not.
type CaseFilter struct {
	Scheme   string
	Category string
	State    incident.RevisionState // of the newest revision; "none" for cases without a draft
	Report   int64                  // drawn from this report
	Newest   bool                   // the highest number first
	Offset   int                    // cases passed over
	Limit    int                    // at most so many; 0 for all
}

// where is the condition on a case c, with its arguments.
func (f CaseFilter) where() (string, []any) {
	return `($1 = '' OR c.scheme = $1) AND ($2 = '' OR c.category = $2)
		AND ($3 = '' OR $3 = COALESCE((SELECT v.state FROM revisions v WHERE v.case_number = c.number ORDER BY v.n DESC LIMIT 1), 'none'))
		AND (CAST($4 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM case_reports l WHERE l.case_number = c.number AND l.report_id = $4 AND l.undone_at = 0))`,
		[]any{f.Scheme, f.Category, string(f.State), f.Report}
}

// NoRevision is the State of a CaseFilter for cases without a draft.
const NoRevision incident.RevisionState = "none"

// ListCases lists cases by number.
func (r Reader) ListCases(ctx context.Context, f CaseFilter) ([]incident.Case, error) {
	where, args := f.where()
	order := " ORDER BY c.number"
	if f.Newest {
		order += " DESC"
	}
	if f.Limit > 0 {
		order += " LIMIT $5 OFFSET $6"
		args = append(args, int64(f.Limit), int64(f.Offset))
	}
	q, err := r.q.QueryContext(ctx, caseSelect+" WHERE "+where+order, args...)
	return rows(q, err, scanCase)
}

// CountCases counts the cases a filter lets through, whatever its limit.
func (r Reader) CountCases(ctx context.Context, f CaseFilter) (int, error) {
	where, args := f.where()
	var n int
	err := r.q.QueryRowContext(ctx, `SELECT COUNT(*) FROM cases c WHERE `+where, args...).Scan(&n)
	return n, err
}

// ListCaseReports lists the reports a case is drawn from, in the order received.
func (r Reader) ListCaseReports(ctx context.Context, number string) ([]incident.Report, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+queueColumns+` FROM reports
		WHERE id IN (SELECT report_id FROM case_reports WHERE case_number = $1 AND undone_at = 0) ORDER BY received_at, id`, number)
	return rows(q, err, scanQueue)
}

// CaseSource is one report under a case, as much as staleness needs.
type CaseSource struct {
	Case    string
	Report  string
	Version int
	State   incident.ReportState
	Refused bool // a party last said that it may not be published as a case
}

// ListCaseSources lists the reports under cases, for staleness: by case, in the order received.
func (r Reader) ListCaseSources(ctx context.Context, cases ...string) ([]CaseSource, error) {
	return chunked(cases, func(in string, args []any) ([]CaseSource, error) {
		q, err := r.q.QueryContext(ctx, `SELECT l.case_number, r.number, r.version, r.state, CASE WHEN `+refusedBelow+` THEN 1 ELSE 0 END FROM case_reports l JOIN reports r ON r.id = l.report_id
			WHERE l.undone_at = 0 AND l.case_number IN (`+in+`) ORDER BY l.case_number, r.received_at, r.id`, args...)
		return rows(q, err, scanSource)
	})
}

func scanSource(r *sql.Rows) (CaseSource, error) {
	var s CaseSource
	var refused int64
	err := r.Scan(&s.Case, &s.Report, &s.Version, &s.State, &refused)
	s.Refused = refused == 1
	return s, err
}

// PutRevision stores a revision of a case, replacing the one of the same number.
func (tx *Tx) PutRevision(ctx context.Context, v incident.Revision) error {
	chapter := ""
	if v.Chapter != nil {
		b, err := json.Marshal(v.Chapter)
		if err != nil {
			return fmt.Errorf("chapter: %w", err)
		}
		chapter = string(b)
	}
	sources, err := json.Marshal(v.Sources)
	if err != nil {
		return fmt.Errorf("sources: %w", err)
	}
	return tx.exec(ctx, `INSERT INTO revisions (case_number, n, state, summary_ja, summary_en, chapter, sources, writer, approver, note, written_at, decided_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (case_number, n) DO UPDATE SET state = excluded.state, summary_ja = excluded.summary_ja, summary_en = excluded.summary_en, chapter = excluded.chapter,
		sources = excluded.sources, writer = excluded.writer, approver = excluded.approver, note = excluded.note, written_at = excluded.written_at, decided_at = excluded.decided_at`,
		v.Case, int64(v.N), string(v.State), v.Summary.JA, v.Summary.EN, chapter, string(sources), v.Writer, v.Approver, v.Note, micros(v.Written), micros(v.Decided))
}

const revisionSelect = `SELECT v.case_number, v.n, v.state, v.summary_ja, v.summary_en, v.chapter, v.sources, v.writer, v.approver, v.note, v.written_at, v.decided_at,
	COALESCE((SELECT s.login FROM staff s WHERE s.id = v.writer), '') FROM revisions v`

func scanRevision(r *sql.Rows) (incident.Revision, error) {
	var v incident.Revision
	var chapter, sources string
	var written, decided int64
	err := r.Scan(&v.Case, &v.N, &v.State, &v.Summary.JA, &v.Summary.EN, &chapter, &sources, &v.Writer, &v.Approver, &v.Note, &written, &decided, &v.WriterWho)
	if err != nil {
		return v, err
	}
	v.Written, v.Decided = instant(written), instant(decided)
	if chapter != "" {
		v.Chapter = new(incident.Chapter)
		if err := json.Unmarshal([]byte(chapter), v.Chapter); err != nil {
			return v, fmt.Errorf("chapter of %s: %w", v.Case, err)
		}
	}
	if err := json.Unmarshal([]byte(sources), &v.Sources); err != nil {
		return v, fmt.Errorf("sources of %s: %w", v.Case, err)
	}
	return v, nil
}

// FindRevision reads one revision of a case; sql.ErrNoRows when there is none.
func (r Reader) FindRevision(ctx context.Context, number string, n int) (incident.Revision, error) {
	q, err := r.q.QueryContext(ctx, revisionSelect+` WHERE v.case_number = $1 AND v.n = $2`, number, int64(n))
	return first(q, err, scanRevision)
}

// ListRevisions lists the revisions of a case, newest first.
func (r Reader) ListRevisions(ctx context.Context, number string) ([]incident.Revision, error) {
	q, err := r.q.QueryContext(ctx, revisionSelect+` WHERE v.case_number = $1 ORDER BY v.n DESC`, number)
	return rows(q, err, scanRevision)
}

// ListLatestRevisions lists the newest revision of each of these cases that has one.
func (r Reader) ListLatestRevisions(ctx context.Context, cases ...string) ([]incident.Revision, error) {
	return chunked(cases, func(in string, args []any) ([]incident.Revision, error) {
		q, err := r.q.QueryContext(ctx, revisionSelect+` WHERE v.case_number IN (`+in+`) AND v.n = (SELECT MAX(n) FROM revisions w WHERE w.case_number = v.case_number)`, args...)
		return rows(q, err, scanRevision)
	})
}
