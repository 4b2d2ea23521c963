package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"todoke/internal/incident"
)

// PutRule stores what an edition in work takes by itself, and tells whether there was one.
func (tx *Tx) PutRule(ctx context.Context, id string, r incident.ContentRule) (bool, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return false, fmt.Errorf("content rule: %w", err)
	}
	n, err := tx.changed(ctx, `UPDATE editions SET rule = $1 WHERE id = $2 AND state = 'in_work'`, string(body), id)
	return n == 1, err
}

// PutTheme makes a theme or changes one.
func (tx *Tx) PutTheme(ctx context.Context, t incident.Theme, who string, at time.Time) error {
	facts, err := json.Marshal(t.Facts)
	if err != nil {
		return fmt.Errorf("facts of a theme: %w", err)
	}
	return tx.exec(ctx, `INSERT INTO themes (code, label_ja, label_en, facts, retired, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (code) DO UPDATE SET label_ja = excluded.label_ja, label_en = excluded.label_en, facts = excluded.facts, retired = excluded.retired, who = excluded.who, at = excluded.at`,
		t.Code, t.Label.JA, t.Label.EN, string(facts), flag(t.Retired), who, micros(at))
}

// ListThemes lists all themes by code.
func (r Reader) ListThemes(ctx context.Context) ([]incident.Theme, error) {
	q, err := r.q.QueryContext(ctx, `SELECT code, label_ja, label_en, facts, retired FROM themes ORDER BY code`)
	return rows(q, err, func(r *sql.Rows) (incident.Theme, error) {
		var t incident.Theme
		var facts string
		var retired int64
		if err := r.Scan(&t.Code, &t.Label.JA, &t.Label.EN, &facts, &retired); err != nil {
			return t, err
		}
		t.Retired = retired == 1
		return t, json.Unmarshal([]byte(facts), &t.Facts)
	})
}

// ReplaceCaseThemes puts a case under exactly these themes.
func (tx *Tx) ReplaceCaseThemes(ctx context.Context, number string, themes []string, who string, at time.Time) error {
	if err := tx.exec(ctx, `DELETE FROM case_themes WHERE case_number = $1`, number); err != nil {
		return err
	}
	for _, t := range themes {
		if err := tx.exec(ctx, `INSERT INTO case_themes (case_number, theme, who, at) VALUES ($1, $2, $3, $4)`, number, t, who, micros(at)); err != nil {
			return err
		}
	}
	return nil
}

// ListCaseThemes lists the themes of all cases by case number, each in the order of codes.
func (r Reader) ListCaseThemes(ctx context.Context) (map[string][]string, error) {
	q, err := r.q.QueryContext(ctx, `SELECT case_number, theme FROM case_themes ORDER BY case_number, theme`)
	list, err := rows(q, err, func(r *sql.Rows) ([2]string, error) {
		var x [2]string
		err := r.Scan(&x[0], &x[1])
		return x, err
	})
	out := map[string][]string{}
	for _, x := range list {
		out[x[0]] = append(out[x[0]], x[1])
	}
	return out, err
}

// PutCaseScheme moves a case to a category of another scheme.
func (tx *Tx) PutCaseScheme(ctx context.Context, number, scheme, category string) error {
	return tx.exec(ctx, `UPDATE cases SET scheme = $1, category = $2 WHERE number = $3`, scheme, category, number)
}

// InsertStandingText stores a version of a standing text.
func (tx *Tx) InsertStandingText(ctx context.Context, t incident.StandingText) error {
	return tx.exec(ctx, `INSERT INTO standing_texts (name, version, title_ja, title_en, body_ja, body_en, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		t.Name, int64(t.Version), t.Title.JA, t.Title.EN, t.Body.JA, t.Body.EN, t.Who, micros(t.At))
}

// ListStandingTexts lists every version of every standing text the desk wrote, by name, the newest first.
func (r Reader) ListStandingTexts(ctx context.Context) ([]incident.StandingText, error) {
	q, err := r.q.QueryContext(ctx, `SELECT name, version, title_ja, title_en, body_ja, body_en, who, at FROM standing_texts ORDER BY name, version DESC`)
	return rows(q, err, func(r *sql.Rows) (incident.StandingText, error) {
		var t incident.StandingText
		var at int64
		err := r.Scan(&t.Name, &t.Version, &t.Title.JA, &t.Title.EN, &t.Body.JA, &t.Body.EN, &t.Who, &at)
		t.At = instant(at)
		return t, err
	})
}

// PutPlanned puts a line into the release calendar or changes one.
func (tx *Tx) PutPlanned(ctx context.Context, p incident.PlannedEdition, who string, at time.Time) error {
	return tx.exec(ctx, `INSERT INTO planned_editions (id, kind, title_ja, title_en, day, exact, public, note, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title_ja = excluded.title_ja, title_en = excluded.title_en, day = excluded.day, exact = excluded.exact,
		public = excluded.public, note = excluded.note, who = excluded.who, at = excluded.at`,
		p.ID, p.Kind, p.Title.JA, p.Title.EN, micros(p.Day), flag(p.Exact), flag(p.Public), p.Note, who, micros(at))
}

// DropPlanned takes a line out of the release calendar and tells whether there was one.
func (tx *Tx) DropPlanned(ctx context.Context, id string) (bool, error) {
	n, err := tx.changed(ctx, `DELETE FROM planned_editions WHERE id = $1`, id)
	return n == 1, err
}

// ListPlanned lists the release calendar, the next first.
func (r Reader) ListPlanned(ctx context.Context) ([]incident.PlannedEdition, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, kind, title_ja, title_en, day, exact, public, note FROM planned_editions ORDER BY day, id`)
	return rows(q, err, func(r *sql.Rows) (incident.PlannedEdition, error) {
		var p incident.PlannedEdition
		var day, exact, public int64
		err := r.Scan(&p.ID, &p.Kind, &p.Title.JA, &p.Title.EN, &day, &exact, &public, &p.Note)
		p.Day, p.Exact, p.Public = instant(day), exact == 1, public == 1
		return p, err
	})
}
