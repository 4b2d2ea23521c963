package store

import (
	"context"
	"database/sql"
	"strings"

	"todoke/internal/incident"
)

// PutAnswers replaces the coded answers of one version of a report. Words typed stay out: their masked form is in the masked texts.
func (tx *Tx) PutAnswers(ctx context.Context, reportID int64, version int, answers []incident.Answer) error {
	if err := tx.exec(ctx, `DELETE FROM answers WHERE report_id = $1 AND version = $2`, reportID, int64(version)); err != nil {
		return err
	}
	for _, a := range answers {
		w := columnsOf(a.When)
		if err := tx.exec(ctx, `INSERT INTO answers (report_id, version, question, state, codes, number, date_from, date_to, precision)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			reportID, int64(version), a.Question, string(a.State), strings.Join(a.Codes, " "), a.Number, w.from, w.to, w.precision); err != nil {
			return err
		}
	}
	return nil
}

// ListAnswers lists the coded answers of one version, without any words, by question.
func (r Reader) ListAnswers(ctx context.Context, reportID int64, version int) ([]incident.Answer, error) {
	q, err := r.q.QueryContext(ctx, `SELECT question, state, codes, number, date_from, date_to, precision FROM answers
		WHERE report_id = $1 AND version = $2 ORDER BY question`, reportID, int64(version))
	return rows(q, err, func(q *sql.Rows) (incident.Answer, error) {
		var a incident.Answer
		var codes string
		var w whenColumns
		err := q.Scan(&a.Question, &a.State, &codes, &a.Number, &w.from, &w.to, &w.precision)
		if codes != "" {
			a.Codes = strings.Fields(codes)
		}
		a.When = w.when()
		return a, err
	})
}

// PutUnread replaces the list of what could not be read of one version.
func (tx *Tx) PutUnread(ctx context.Context, reportID int64, version int, list []incident.Unread) error {
	if err := tx.exec(ctx, `DELETE FROM unread WHERE report_id = $1 AND version = $2`, reportID, int64(version)); err != nil {
		return err
	}
	for _, u := range list {
		if err := tx.exec(ctx, `INSERT INTO unread (report_id, version, place, what) VALUES ($1, $2, $3, $4)
			ON CONFLICT (report_id, version, place, what) DO NOTHING`, reportID, int64(version), u.Where, u.What); err != nil {
			return err
		}
	}
	return nil
}

// ListUnread lists what could not be read of one version.
func (r Reader) ListUnread(ctx context.Context, reportID int64, version int) ([]incident.Unread, error) {
	q, err := r.q.QueryContext(ctx, `SELECT place, what FROM unread WHERE report_id = $1 AND version = $2 ORDER BY place, what`, reportID, int64(version))
	return rows(q, err, func(q *sql.Rows) (incident.Unread, error) {
		var u incident.Unread
		err := q.Scan(&u.Where, &u.What)
		return u, err
	})
}
