package store

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"todoke/internal/incident"
)

// ReplyTemplate is a text for replies in one language, as the desk changed it; the unchanged ones are package triage's.
type ReplyTemplate struct {
	Name  string
	Lang  incident.Lang
	Title string
	Body  string
	Who   string
	At    time.Time
}

// ListReplyTemplates lists the templates the desk changed.
func (r Reader) ListReplyTemplates(ctx context.Context) ([]ReplyTemplate, error) {
	q, err := r.q.QueryContext(ctx, `SELECT name, lang, title, body, who, changed_at FROM reply_templates ORDER BY name, lang`)
	return rows(q, err, func(r *sql.Rows) (ReplyTemplate, error) {
		var t ReplyTemplate
		var at int64
		err := r.Scan(&t.Name, &t.Lang, &t.Title, &t.Body, &t.Who, &at)
		t.At = instant(at)
		return t, err
	})
}

// PutReplyTemplate stores a changed template and keeps it as a version.
func (tx *Tx) PutReplyTemplate(ctx context.Context, t ReplyTemplate) error {
	err := tx.exec(ctx, `INSERT INTO reply_template_versions (id, name, lang, title, body, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		NewID(t.At), t.Name, string(t.Lang), t.Title, t.Body, t.Who, micros(t.At))
	if err != nil {
		return err
	}
	return tx.exec(ctx, `INSERT INTO reply_templates (name, lang, title, body, who, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (name, lang) DO UPDATE SET title = excluded.title, body = excluded.body, who = excluded.who, changed_at = excluded.changed_at`,
		t.Name, string(t.Lang), t.Title, t.Body, t.Who, micros(t.At))
}

// ListTemplateVersions lists what the desk ever made of a template, newest first.
func (r Reader) ListTemplateVersions(ctx context.Context, name string) ([]ReplyTemplate, error) {
	q, err := r.q.QueryContext(ctx, `SELECT name, lang, title, body, who, at FROM reply_template_versions WHERE name = $1 ORDER BY id DESC`, name)
	return rows(q, err, func(r *sql.Rows) (ReplyTemplate, error) {
		var t ReplyTemplate
		var at int64
		err := r.Scan(&t.Name, &t.Lang, &t.Title, &t.Body, &t.Who, &at)
		t.At = instant(at)
		return t, err
	})
}

// ListNewestMessages lists the newest message of each of some reports; a report without messages is left out.
func (r Reader) ListNewestMessages(ctx context.Context, reportIDs []int64) ([]Message, error) {
	if len(reportIDs) == 0 {
		return nil, nil
	}
	where, args := QueueFilter{IDs: reportIDs, InIDs: true}.where()
	q, err := r.q.QueryContext(ctx, `SELECT m.id, m.report_id, m.direction, m.template, m.who, m.at, m.read_at FROM messages m
		WHERE m.id = (SELECT MAX(n.id) FROM messages n WHERE n.report_id = m.report_id) AND m.report_id IN (SELECT id FROM reports WHERE `+where+`)`, args...)
	return rows(q, err, func(r *sql.Rows) (Message, error) {
		var m Message
		var at, read int64
		err := r.Scan(&m.ID, &m.ReportID, &m.Direction, &m.Template, &m.Who, &at, &read)
		m.At, m.ReadAt = instant(at), instant(read)
		return m, err
	})
}

// Reply is a message of the desk to a reporter: its row, its sealed text and the masked copy staff read.
type Reply struct {
	ID       int64
	ReportID int64
	Template string
	Who      string
	At       time.Time
	Body     Sealed
	Masked   string
	Version  int // of the report when it was written
}

// MessageField is the field under which the masked copy of a message is kept.
func MessageField(id int64) string { return "message." + strconv.FormatInt(id, 10) }

// InsertReply stores a message of the desk.
func (tx *Tx) InsertReply(ctx context.Context, m Reply) error {
	if err := tx.InsertMessage(ctx, Message{ID: m.ID, ReportID: m.ReportID, Direction: Out, Template: m.Template, Who: m.Who, At: m.At}); err != nil {
		return err
	}
	if err := tx.PutSealed(ctx, m.ReportID, SealedMessage, strconv.FormatInt(m.ID, 10), m.Body); err != nil {
		return err
	}
	return tx.exec(ctx, `INSERT INTO masked_texts (report_id, field, body, mask_version) VALUES ($1, $2, $3, $4)
		ON CONFLICT (report_id, field) DO UPDATE SET body = excluded.body, mask_version = excluded.mask_version`, m.ReportID, MessageField(m.ID), m.Masked, int64(m.Version))
}
