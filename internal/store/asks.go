package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"
)

// Ask is one question the desk asked a reporter: a question of the form, or one in the desk's own words, which is a message.
type Ask struct {
	ID          int64
	ReportID    int64
	Batch       int64  // what was asked at once
	Question    string // id of a question of the form, "" for own words
	FormVersion int
	Why         string // code of the rule that proposed it, "own" for own words
	MessageID   int64  // of own words
	Who         string
	At          time.Time
	Due         time.Time
	AnsweredAt  time.Time // zero while it waits
	AnsweredBy  string
	Version     int   // of the report that answered, 0 for none
	AnswerID    int64 // message that answered own words, 0 for none
	ClosedAt    time.Time
}

// Templates of messages that are a question in the desk's own words, the reporter's answer to one, and the note that questions were answered.
const (
	AskQuestion = "ask.question"
	AskAnswer   = "ask.answer"
	AskAnswered = "ask.answered"
)

// OfAsk tells whether a message belongs to a question or to a draft shown, and not to what desk and reporter write each other.
func OfAsk(template string) bool {
	switch template {
	case AskQuestion, AskAnswer, AskAnswered, ShowingWords, ShowingReply:
		return true
	}
	return false
}

// Open tells whether the question still waits for its answer.
func (a Ask) Open() bool { return a.AnsweredAt.IsZero() && a.ClosedAt.IsZero() }

const (
	askColumns = `id, report_id, batch, question, form_version, why, message_id, who, at, due_at, answered_at, answered_by, answer_version, answer_id, closed_at`
	askOpen    = `answered_at = 0 AND closed_at = 0`
)

func scanAsk(q *sql.Rows) (Ask, error) {
	var a Ask
	var at, due, answered, closed int64
	err := q.Scan(&a.ID, &a.ReportID, &a.Batch, &a.Question, &a.FormVersion, &a.Why, &a.MessageID, &a.Who, &at, &due, &answered, &a.AnsweredBy, &a.Version, &a.AnswerID, &closed)
	a.At, a.Due, a.AnsweredAt, a.ClosedAt = instant(at), instant(due), instant(answered), instant(closed)
	return a, err
}

// InsertAsk stores a question; own words are stored as a message in the same transaction.
func (tx *Tx) InsertAsk(ctx context.Context, a Ask) error {
	return tx.exec(ctx, `INSERT INTO asks (id, report_id, batch, question, form_version, why, message_id, who, at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		a.ID, a.ReportID, a.Batch, a.Question, int64(a.FormVersion), a.Why, a.MessageID, a.Who, micros(a.At), micros(a.Due))
}

// ListAsks lists the questions asked of a report in the order asked.
func (r Reader) ListAsks(ctx context.Context, reportID int64) ([]Ask, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+askColumns+` FROM asks WHERE report_id = $1 ORDER BY id`, reportID)
	return rows(q, err, scanAsk)
}

// ListOpenAsks lists the questions that wait on some reports, oldest first.
func (r Reader) ListOpenAsks(ctx context.Context, reportIDs []int64) ([]Ask, error) {
	if len(reportIDs) == 0 {
		return nil, nil
	}
	where, args := QueueFilter{IDs: reportIDs, InIDs: true}.where()
	q, err := r.q.QueryContext(ctx, `SELECT `+askColumns+` FROM asks WHERE `+askOpen+` AND report_id IN (SELECT id FROM reports WHERE `+where+`) ORDER BY id`, args...)
	return rows(q, err, scanAsk)
}

// AnswerAsks notes that open questions were answered by a version of the report (0 where an answer only confirms what stands there).
func (tx *Tx) AnswerAsks(ctx context.Context, ids []int64, version int, who string, at time.Time) error {
	for _, id := range ids {
		if err := tx.exec(ctx, `UPDATE asks SET answered_at = $2, answered_by = $3, answer_version = $4 WHERE id = $1 AND `+askOpen, id, micros(at), who, int64(version)); err != nil {
			return err
		}
	}
	return nil
}

// AnswerQuestions notes that every open question of the form among these was answered by a version of the report.
func (tx *Tx) AnswerQuestions(ctx context.Context, reportID int64, questions []string, version int, who string, at time.Time) error {
	for _, q := range questions {
		err := tx.exec(ctx, `UPDATE asks SET answered_at = $3, answered_by = $4, answer_version = $5 WHERE report_id = $1 AND question = $2 AND question <> '' AND `+askOpen,
			reportID, q, micros(at), who, int64(version))
		if err != nil {
			return err
		}
	}
	return nil
}

// AnswerOwn notes that a question in own words was answered by a message; false when it waits no more.
func (tx *Tx) AnswerOwn(ctx context.Context, id, message int64, who string, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE asks SET answered_at = $2, answered_by = $3, answer_id = $4 WHERE id = $1 AND `+askOpen, id, micros(at), who, message)
	return n == 1, err
}

// CloseAsk takes an open question back; false when the report has no such question waiting.
func (tx *Tx) CloseAsk(ctx context.Context, reportID, id int64, at time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE asks SET closed_at = $3 WHERE id = $1 AND report_id = $2 AND `+askOpen, id, reportID, micros(at))
	return n == 1, err
}

// ListReplied tells which of some reports the desk ever wrote to.
func (r Reader) ListReplied(ctx context.Context, reportIDs []int64) ([]int64, error) {
	if len(reportIDs) == 0 {
		return nil, nil
	}
	args := []any{string(Out)}
	var in []string
	for i, id := range reportIDs {
		args = append(args, id)
		in = append(in, "$"+strconv.Itoa(i+2))
	}
	q, err := r.q.QueryContext(ctx, `SELECT DISTINCT report_id FROM messages WHERE direction = $1 AND report_id IN (`+strings.Join(in, ", ")+`)`, args...)
	return rows(q, err, func(q *sql.Rows) (int64, error) {
		var id int64
		err := q.Scan(&id)
		return id, err
	})
}
