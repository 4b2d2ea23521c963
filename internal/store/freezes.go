package store

import (
	"context"
	"database/sql"
	"time"
)

// Freeze is a set of statistics as it stood after a change of the counted rows.
type Freeze struct {
	ID       string
	Period   string
	Revision int
	Change   int64
	At       time.Time
	Who      string
}

// InsertFreeze stores a freeze and gives it the next change: whatever is counted later has a higher one.
func (tx *Tx) InsertFreeze(ctx context.Context, f Freeze) (change int64, err error) {
	if change, err = tx.Counter(ctx, countedCounter); err != nil {
		return 0, err
	}
	return change, tx.exec(ctx, `INSERT INTO freezes (id, period, revision, change, at, who) VALUES ($1, $2, $3, $4, $5, $6)`,
		f.ID, f.Period, int64(f.Revision), change, micros(f.At), f.Who)
}

// ListFreezes lists the freezes, oldest first. One without a period is no set: it only keeps the counted rows of a moment.
func (r Reader) ListFreezes(ctx context.Context) ([]Freeze, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, period, revision, change, at, who FROM freezes WHERE period <> '' ORDER BY change`)
	return rows(q, err, scanFreeze)
}

// FindFreeze reads a freeze; sql.ErrNoRows when there is none.
func (r Reader) FindFreeze(ctx context.Context, id string) (Freeze, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, period, revision, change, at, who FROM freezes WHERE id = $1`, id)
	return first(q, err, scanFreeze)
}

func scanFreeze(q *sql.Rows) (Freeze, error) {
	var f Freeze
	var at int64
	err := q.Scan(&f.ID, &f.Period, &f.Revision, &f.Change, &at, &f.Who)
	f.At = instant(at)
	return f, err
}

// FrozenTable is one table of a freeze as it was counted then, as JSON.
type FrozenTable struct {
	Definition string
	Version    int
	Body       string
}

// InsertFrozenTables stores the tables of a freeze in their order; those already there stay.
func (tx *Tx) InsertFrozenTables(ctx context.Context, freeze string, list []FrozenTable) error {
	for i, t := range list {
		if err := tx.exec(ctx, `INSERT INTO freeze_tables (freeze_id, definition, version, position, body) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (freeze_id, definition) DO NOTHING`, freeze, t.Definition, int64(t.Version), int64(i), t.Body); err != nil {
			return err
		}
	}
	return nil
}

// ListFrozenTables lists the tables of a freeze in their order.
func (r Reader) ListFrozenTables(ctx context.Context, freeze string) ([]FrozenTable, error) {
	q, err := r.q.QueryContext(ctx, `SELECT definition, version, body FROM freeze_tables WHERE freeze_id = $1 ORDER BY position`, freeze)
	return rows(q, err, func(q *sql.Rows) (t FrozenTable, err error) { return t, q.Scan(&t.Definition, &t.Version, &t.Body) })
}

// SavedDefinition is one version of a desk's own table definition, as TOML.
type SavedDefinition struct {
	ID      string
	Version int
	Body    string
	Who     string
	At      time.Time
}

// InsertDefinition stores the next version of a definition and tells whether the version was still free.
func (tx *Tx) InsertDefinition(ctx context.Context, d SavedDefinition) (bool, error) {
	n, err := tx.changed(ctx, `INSERT INTO definitions (id, version, body, who, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id, version) DO NOTHING`,
		d.ID, int64(d.Version), d.Body, d.Who, micros(d.At))
	return n == 1, err
}

// ListDefinitions lists all versions of all of the desk's definitions, by id and version.
func (r Reader) ListDefinitions(ctx context.Context) ([]SavedDefinition, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, version, body, who, at FROM definitions ORDER BY id, version`)
	return rows(q, err, func(q *sql.Rows) (d SavedDefinition, err error) {
		var at int64
		err = q.Scan(&d.ID, &d.Version, &d.Body, &d.Who, &at)
		d.At = instant(at)
		return d, err
	})
}
