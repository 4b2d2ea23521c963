package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"todoke/internal/incident"
)

// InsertEdition stores a new edition in work.
func (tx *Tx) InsertEdition(ctx context.Context, e incident.Edition) error {
	texts, err := json.Marshal(e.Texts)
	if err != nil {
		return fmt.Errorf("edition texts: %w", err)
	}
	return tx.exec(ctx, `INSERT INTO editions (id, title_ja, title_en, state, scheme, period_from, period_to, date_rule, cutoff, texts, kind, freeze_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		e.ID, e.Title.JA, e.Title.EN, string(e.State), e.Scheme, micros(e.From), micros(e.To), string(e.DateRule), micros(e.Cutoff), string(texts), string(cmp.Or(e.Kind, incident.KindCases)), e.Set)
}

// UpdateEdition changes an edition in work and tells whether there was one.
func (tx *Tx) UpdateEdition(ctx context.Context, e incident.Edition) (bool, error) {
	texts, err := json.Marshal(e.Texts)
	if err != nil {
		return false, fmt.Errorf("edition texts: %w", err)
	}
	n, err := tx.changed(ctx, `UPDATE editions SET title_ja = $1, title_en = $2, scheme = $3, period_from = $4, period_to = $5, date_rule = $6, cutoff = $7, texts = $8, freeze_id = $9
		WHERE id = $10 AND state = 'in_work'`,
		e.Title.JA, e.Title.EN, e.Scheme, micros(e.From), micros(e.To), string(e.DateRule), micros(e.Cutoff), string(texts), e.Set, e.ID)
	return n == 1, err
}

// MoveEdition changes the state of an edition and tells whether it was in the state it came from.
func (tx *Tx) MoveEdition(ctx context.Context, id string, from, to incident.EditionState) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE editions SET state = $1 WHERE id = $2 AND state = $3`, string(to), id, string(from))
	return n == 1, err
}

// PutCollection stores the frozen collection of an edition with its instant; an empty text and the zero time take the freeze back.
func (tx *Tx) PutCollection(ctx context.Context, id, collection string, frozenAt time.Time) error {
	return tx.exec(ctx, `UPDATE editions SET collection = $1, frozen_at = $2 WHERE id = $3`, collection, micros(frozenAt), id)
}

// PutEditionRelease notes in which release an edition first appeared.
func (tx *Tx) PutEditionRelease(ctx context.Context, id string, release int64) error {
	return tx.exec(ctx, `UPDATE editions SET release = $1 WHERE id = $2`, release, id)
}

const editionSelect = `SELECT id, title_ja, title_en, state, scheme, period_from, period_to, date_rule, cutoff, frozen_at, release, texts, rule, kind, freeze_id FROM editions`

func scanEdition(r *sql.Rows) (incident.Edition, error) {
	var e incident.Edition
	var from, to, cutoff, frozen int64
	var texts, rule string
	if err := r.Scan(&e.ID, &e.Title.JA, &e.Title.EN, &e.State, &e.Scheme, &from, &to, &e.DateRule, &cutoff, &frozen, &e.Release, &texts, &rule, &e.Kind, &e.Set); err != nil {
		return e, err
	}
	e.From, e.To, e.Cutoff, e.FrozenAt = instant(from), instant(to), instant(cutoff), instant(frozen)
	if err := json.Unmarshal([]byte(texts), &e.Texts); err != nil {
		return e, fmt.Errorf("texts of edition %s: %w", e.ID, err)
	}
	if rule != "" {
		if err := json.Unmarshal([]byte(rule), &e.Rule); err != nil {
			return e, fmt.Errorf("rule of edition %s: %w", e.ID, err)
		}
	}
	return e, nil
}

// FindEdition reads an edition; sql.ErrNoRows when there is none.
func (r Reader) FindEdition(ctx context.Context, id string) (incident.Edition, error) {
	q, err := r.q.QueryContext(ctx, editionSelect+` WHERE id = $1`, id)
	return first(q, err, scanEdition)
}

// ListEditions lists all editions, the newest period first.
func (r Reader) ListEditions(ctx context.Context) ([]incident.Edition, error) {
	q, err := r.q.QueryContext(ctx, editionSelect+` ORDER BY period_to DESC, id DESC`)
	return rows(q, err, scanEdition)
}

// FindCollection reads the frozen collection of an edition, "" before the freeze; sql.ErrNoRows when there is no such edition.
func (r Reader) FindCollection(ctx context.Context, id string) (string, error) {
	var s string
	err := r.q.QueryRowContext(ctx, `SELECT collection FROM editions WHERE id = $1`, id).Scan(&s)
	return s, err
}

// ListReleasedCollections lists the collections of all editions released up to and with release n, the newest period first.
func (r Reader) ListReleasedCollections(ctx context.Context, n int64) ([]string, error) {
	q, err := r.q.QueryContext(ctx, `SELECT collection FROM editions WHERE release > 0 AND release <= $1 ORDER BY period_to DESC, id DESC`, n)
	return rows(q, err, func(q *sql.Rows) (string, error) {
		var s string
		err := q.Scan(&s)
		return s, err
	})
}

// PutItem stores whether a case is chosen for an edition, and its place.
func (tx *Tx) PutItem(ctx context.Context, edition string, i incident.Item) error {
	return tx.exec(ctx, `INSERT INTO edition_items (edition_id, case_number, chosen, reason, revision, position) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (edition_id, case_number) DO UPDATE SET chosen = excluded.chosen, reason = excluded.reason, revision = excluded.revision, position = excluded.position`,
		edition, i.Case, flag(i.Chosen), i.Reason, int64(i.Revision), int64(i.Position))
}

// ListItems lists what was decided about cases for an edition, by case number.
func (r Reader) ListItems(ctx context.Context, edition string) ([]incident.Item, error) {
	q, err := r.q.QueryContext(ctx, `SELECT case_number, chosen, reason, revision, position FROM edition_items WHERE edition_id = $1 ORDER BY case_number`, edition)
	return rows(q, err, func(q *sql.Rows) (incident.Item, error) {
		var i incident.Item
		var chosen int64
		err := q.Scan(&i.Case, &chosen, &i.Reason, &i.Revision, &i.Position)
		i.Chosen = chosen == 1
		return i, err
	})
}

// Period is a period as an edition means it: days are Japanese days, and what was accepted after the cut-off does not count.
type Period struct {
	Rule     incident.DateRule
	From, To time.Time // UTC midnights that stand for the days
	Cutoff   time.Time
}

// japan is how far Japanese days run ahead of UTC, in microseconds.
const japan = int64(9 * time.Hour / time.Microsecond)

// where is the condition on reports that they are accepted and lie in the period, with its arguments, $1 first. A report without an exact written date counts by the
// day it was received.
func (p Period) where() (string, []any, error) {
	const accepted = `state = 'accepted' AND accepted_at > 0 AND accepted_at <= $1 AND `
	const day = int64(24 * time.Hour / time.Microsecond)
	from, to := micros(p.From), micros(p.To)
	first, end := from-japan, to+day-japan
	switch p.Rule {
	case incident.ByWritten:
		return accepted + `((written_precision = 'day' AND written_from >= $2 AND written_from <= $3)
			OR (written_precision <> 'day' AND received_at >= $4 AND received_at < $5))`, []any{micros(p.Cutoff), from, to, first, end}, nil
	case incident.ByReceived:
		return accepted + `received_at >= $2 AND received_at < $3`, []any{micros(p.Cutoff), first, end}, nil
	case incident.ByAccepted:
		return accepted + `accepted_at >= $2 AND accepted_at < $3`, []any{micros(p.Cutoff), first, end}, nil
	}
	return "", nil, fmt.Errorf("date rule %q", p.Rule)
}

// CountAccepted counts the accepted reports of a period.
func (r Reader) CountAccepted(ctx context.Context, p Period) (int, error) {
	within, args, err := p.where()
	if err != nil {
		return 0, err
	}
	var n int
	err = r.q.QueryRowContext(ctx, `SELECT COUNT(*) FROM reports WHERE `+within, args...).Scan(&n)
	return n, err
}
