package store

import (
	"context"
	"database/sql"
	"time"

	"todoke/internal/incident"
)

// Templates of messages that belong to a draft shown to a reporter.
const (
	ShowingWords = "showing.words" // the reporter's on a part
	ShowingReply = "showing.reply" // the desk's answer to that
)

// Settings of drafts shown to reporters.
const SettingSilence = "showing_silence"

// Silence reads what no answer by the date means; incident.SilenceAgrees where the desk chose nothing.
func (r Reader) Silence(ctx context.Context) (incident.Silence, error) {
	s, err := r.Setting(ctx, SettingSilence)
	if err != nil || s == "" {
		return incident.SilenceAgrees, err
	}
	return incident.Silence(s), nil
}

// InsertShowing stores a showing with its parts.
func (tx *Tx) InsertShowing(ctx context.Context, s incident.Showing) error {
	if err := tx.exec(ctx, `INSERT INTO showings (id, case_number, revision, report_id, lang, state, silence, shown_by, shown_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		s.ID, s.Case, int64(s.Revision), s.ReportID, string(s.Lang), string(s.State), string(s.Silence), s.ShownBy, micros(s.ShownAt), micros(s.Due)); err != nil {
		return err
	}
	for _, p := range s.Parts {
		if err := tx.exec(ctx, `INSERT INTO showing_parts (showing_id, n, kind, place, body) VALUES ($1, $2, $3, $4, $5)`, s.ID, int64(p.N), p.Kind, p.Place, p.Body); err != nil {
			return err
		}
	}
	return nil
}

const showingSelect = `SELECT s.id, s.case_number, s.revision, s.report_id, COALESCE((SELECT p.number FROM reports p WHERE p.id = s.report_id), ''), s.lang, s.state, s.silence, s.shown_by,
	s.shown_at, s.due_at, s.answered_at, s.decided_by, s.decided_at FROM showings s`

func scanShowing(q *sql.Rows) (incident.Showing, error) {
	var s incident.Showing
	var shown, due, answered, decided int64
	err := q.Scan(&s.ID, &s.Case, &s.Revision, &s.ReportID, &s.Report, &s.Lang, &s.State, &s.Silence, &s.ShownBy, &shown, &due, &answered, &s.DecidedBy, &decided)
	s.ShownAt, s.Due, s.AnsweredAt, s.DecidedAt = instant(shown), instant(due), instant(answered), instant(decided)
	return s, err
}

// ListShowings lists the showings of a case without their parts, newest first.
func (r Reader) ListShowings(ctx context.Context, number string) ([]incident.Showing, error) {
	q, err := r.q.QueryContext(ctx, showingSelect+` WHERE s.case_number = $1 ORDER BY s.id DESC`, number)
	return rows(q, err, scanShowing)
}

// ListReportShowings lists what is shown or was answered behind the code of a report, without parts, newest first; what was closed is left out.
func (r Reader) ListReportShowings(ctx context.Context, reportID int64) ([]incident.Showing, error) {
	q, err := r.q.QueryContext(ctx, showingSelect+` WHERE s.report_id = $1 AND s.state <> 'closed' ORDER BY s.id DESC`, reportID)
	return rows(q, err, scanShowing)
}

// FindShowing reads a showing with its parts; sql.ErrNoRows when there is none.
func (r Reader) FindShowing(ctx context.Context, id int64) (incident.Showing, error) {
	q, err := r.q.QueryContext(ctx, showingSelect+` WHERE s.id = $1`, id)
	s, err := first(q, err, scanShowing)
	if err != nil {
		return s, err
	}
	q, err = r.q.QueryContext(ctx, `SELECT n, kind, place, body, objected, message_id, reply_id FROM showing_parts WHERE showing_id = $1 ORDER BY n`, id)
	s.Parts, err = rows(q, err, func(q *sql.Rows) (incident.ShownPart, error) {
		var p incident.ShownPart
		var objected int64
		err := q.Scan(&p.N, &p.Kind, &p.Place, &p.Body, &objected, &p.Message, &p.Reply)
		p.Objected = objected == 1
		return p, err
	})
	return s, err
}

// AnswerShowing writes the reporter's answer and tells whether the showing still was where it came from.
func (tx *Tx) AnswerShowing(ctx context.Context, id int64, from, to incident.ShowingState, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE showings SET state = $1, answered_at = $2 WHERE id = $3 AND state = $4`, string(to), micros(at), id, string(from))
	return n == 1, err
}

// ObjectToPart marks a part the reporter objects to, with the message that says why, 0 for none.
func (tx *Tx) ObjectToPart(ctx context.Context, id int64, n int, message int64) error {
	return tx.exec(ctx, `UPDATE showing_parts SET objected = 1, message_id = $1 WHERE showing_id = $2 AND n = $3`, message, id, int64(n))
}

// ReplyToPart notes the desk's answer to an objection, and tells whether it was the first.
func (tx *Tx) ReplyToPart(ctx context.Context, id int64, n int, reply int64) (bool, error) {
	k, err := tx.changed(ctx, `UPDATE showing_parts SET reply_id = $1 WHERE showing_id = $2 AND n = $3 AND objected = 1 AND reply_id = 0`, reply, id, int64(n))
	return k == 1, err
}

// MoveShowing moves a showing by a member of staff, and tells whether it still was where it came from.
func (tx *Tx) MoveShowing(ctx context.Context, id int64, from, to incident.ShowingState, who string, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE showings SET state = $1, decided_by = $2, decided_at = $3 WHERE id = $4 AND state = $5`, string(to), who, micros(at), id, string(from))
	return n == 1, err
}

// FrozenIn names the edition in which a case is frozen and not yet out; "" for none.
func (r Reader) FrozenIn(ctx context.Context, number string) (string, error) {
	q, err := r.q.QueryContext(ctx, `SELECT e.id FROM edition_items i JOIN editions e ON e.id = i.edition_id WHERE i.case_number = $1 AND i.chosen = 1 AND i.revision > 0
		AND e.state IN ('frozen', 'built', 'checked') ORDER BY e.id`, number)
	ids, err := rows(q, err, func(q *sql.Rows) (string, error) {
		var s string
		err := q.Scan(&s)
		return s, err
	})
	if len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}
