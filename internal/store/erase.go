package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
)

// SealedRow is one sealed row of a report with its place.
type SealedRow struct {
	Kind SealedKind
	Ref  string
	Body Sealed
}

// ListSealed lists the sealed rows of a report.
func (r Reader) ListSealed(ctx context.Context, reportID int64) ([]SealedRow, error) {
	q, err := r.q.QueryContext(ctx, `SELECT kind, ref, body FROM sealed WHERE report_id = $1 ORDER BY kind, ref`, reportID)
	return rows(q, err, func(q *sql.Rows) (x SealedRow, err error) { return x, q.Scan(&x.Kind, &x.Ref, &x.Body.body) })
}

// WasErased tells whether a class of a report was ever erased.
func (r Reader) WasErased(ctx context.Context, reportID int64, class incident.Kept) (bool, error) {
	var n int64
	err := r.q.QueryRowContext(ctx, `SELECT COUNT(*) FROM erasures WHERE report_id = $1 AND class = $2`, reportID, string(class)).Scan(&n)
	return n > 0, err
}

// Going is what goes of a report, made ready outside the transaction: its sealed rows as they were read, and those that stay, sealed under a new key.
type Going struct {
	ReportID int64
	Number   string
	Classes  []incident.Kept
	Sealed   bool // sealed rows go: the three below count
	Key      Sealed
	Was      []SealedRow
	NewKey   Sealed // zero where no sealed row stays: the key goes too
	Stays    []SealedRow
}

// ErrTurned says that something was added to a report since what goes was made ready: it is to be made ready again.
var ErrTurned = errors.New("the report changed meanwhile")

// ErrNumbers says that erasing would have changed what statistics count; nothing was erased.
var ErrNumbers = errors.New("erasing would change the statistics")

// EraseClasses takes what belongs to the classes out of the database and tells how many rows of each went. What statistics count is derived again in the same
// transaction, and any difference undoes it.
func (tx *Tx) EraseClasses(ctx context.Context, g Going) (map[incident.Kept]int, error) {
	if _, err := tx.CountAgain(ctx, g.ReportID, g.ReportID); err != nil { // what stood out before is not erasing's doing
		return nil, err
	}
	out := map[incident.Kept]int{}
	for _, class := range g.Classes {
		n, err := tx.eraseRows(ctx, g, class)
		if err != nil {
			return nil, fmt.Errorf("erase %s of %s: %w", class, g.Number, err)
		}
		out[class] += n
	}
	if g.Sealed {
		if err := tx.turnKey(ctx, g, out); err != nil {
			return nil, err
		}
	}
	changed, err := tx.CountAgain(ctx, g.ReportID, g.ReportID)
	if err != nil {
		return nil, err
	}
	if changed > 0 {
		return nil, fmt.Errorf("report %s: %w", g.Number, ErrNumbers)
	}
	return out, nil
}

// erasing are the statements of each class beside the sealed rows; $1 is the report's id. counts marks those whose rows are told as items.
var erasing = map[incident.Kept][]struct {
	counts bool
	text   string
}{
	incident.KeptFiles: {
		{false, `DELETE FROM attachment_chunks WHERE attachment_id IN (SELECT id FROM attachments WHERE report_id = $1)`},
		{false, `DELETE FROM attachment_marks WHERE attachment_id IN (SELECT id FROM attachments WHERE report_id = $1)`},
		{true, `DELETE FROM attachments WHERE report_id = $1`},
	},
	incident.KeptOriginal: {
		{false, `DELETE FROM submissions WHERE report_id = $1`},
		{false, `DELETE FROM contents WHERE number IN (SELECT number FROM reports WHERE id = $1)`},
	},
	incident.KeptContact: {
		{false, `DELETE FROM terms WHERE report_id = $1 AND kind IN ('phone', 'mail', 'address')`},
		{false, `UPDATE mails SET origin = '' WHERE report_id = $1 AND report_id <> 0`},
	},
	incident.KeptIdentity: {
		{false, `DELETE FROM terms WHERE report_id = $1 AND kind NOT IN ('phone', 'mail', 'address')`},
		{false, `DELETE FROM press_notices WHERE case_number IN (SELECT l.case_number FROM case_reports l WHERE l.report_id = $1)
			AND NOT EXISTS (SELECT 1 FROM case_reports o JOIN sealed s ON s.report_id = o.report_id AND s.kind = 'party'
				WHERE o.case_number = press_notices.case_number AND o.report_id <> $1 AND o.undone_at = 0)`},
	},
	incident.KeptMasked: {
		{true, `DELETE FROM masked_texts WHERE report_id = $1`},
		{true, `DELETE FROM findings WHERE report_id = $1`},
		{false, `UPDATE reports SET title = '', note = '' WHERE id = $1`},
		{false, `UPDATE moves SET note = '' WHERE report_id = $1`},
		{false, `UPDATE code_requests SET reason = '' WHERE report_id = $1`},
		{false, `UPDATE holds SET reason = '', lifted_reason = '' WHERE report_id = $1`},
		{false, `UPDATE consents SET reason = '' WHERE report_id = $1`},
		{false, `UPDATE shares SET note = '' WHERE report_id = $1`},
		{false, `UPDATE erase_requests SET note = '' WHERE report_id = $1`},
		{false, `DELETE FROM span_decisions WHERE object IN (SELECT 'report:' || number FROM reports WHERE id = $1)`},
	},
}

func (tx *Tx) eraseRows(ctx context.Context, g Going, class incident.Kept) (int, error) {
	items := 0
	for _, s := range erasing[class] {
		n, err := tx.changed(ctx, s.text, g.ReportID)
		if err != nil {
			return 0, err
		}
		if s.counts {
			items += int(n)
		}
	}
	if class == incident.KeptMasked {
		return items, tx.RemoveFromIndex(ctx, g.ReportID)
	}
	return items, nil
}

// turnKey puts the rows that stay, under their new key, in the place of all that were there.
func (tx *Tx) turnKey(ctx context.Context, g Going, items map[incident.Kept]int) error {
	if tx.dialect == postgres { // whoever added a row just now ends first, and is seen below; whoever adds one later finds another key
		if err := tx.exec(ctx, `LOCK TABLE sealed IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
	}
	key, err := tx.FindKey(ctx, g.ReportID)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !bytes.Equal(key.body, g.Key.body) {
		return ErrTurned
	}
	if err != nil {
		return err
	}
	now, err := tx.ListSealed(ctx, g.ReportID)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(now, g.Was, func(a, b SealedRow) bool {
		return a.Kind == b.Kind && a.Ref == b.Ref && bytes.Equal(a.Body.body, b.Body.body)
	}) {
		return ErrTurned
	}
	if err := tx.exec(ctx, `DELETE FROM sealed WHERE report_id = $1`, g.ReportID); err != nil {
		return err
	}
	if err := tx.exec(ctx, `DELETE FROM report_keys WHERE report_id = $1`, g.ReportID); err != nil {
		return err
	}
	for _, x := range g.Was {
		if class := classOf(x.Kind); slices.Contains(g.Classes, class) {
			items[class]++
		} else if x.Kind == SealedParty && slices.Contains(g.Classes, incident.KeptIdentity) {
			items[incident.KeptIdentity]++
		}
		if x.Kind == SealedParty && slices.Contains(g.Classes, incident.KeptContact) {
			items[incident.KeptContact]++
		}
	}
	if len(g.Stays) == 0 {
		return nil
	}
	if err := tx.InsertKey(ctx, g.ReportID, g.NewKey); err != nil {
		return err
	}
	for _, x := range g.Stays {
		if err := tx.PutSealed(ctx, g.ReportID, x.Kind, x.Ref, x.Body); err != nil {
			return err
		}
	}
	return nil
}

// classOf is the class a kind of sealed row belongs to; a party holds both names and contacts and has none of its own.
func classOf(k SealedKind) incident.Kept {
	switch k {
	case SealedMail:
		return incident.KeptContact
	case SealedParty:
		return ""
	}
	return incident.KeptOriginal
}

// InsertErasure stores that a class of a report was erased.
func (tx *Tx) InsertErasure(ctx context.Context, e Erasure) error {
	return tx.exec(ctx, `INSERT INTO erasures (id, report_id, number, class, run, cause, items, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		e.ID, e.ReportID, e.Number, string(e.Class), e.Run, e.Cause, int64(e.Items), micros(e.At))
}

// FinishEraseRequests notes on a report's agreed requests that it was erased.
func (tx *Tx) FinishEraseRequests(ctx context.Context, reportID int64) error {
	return tx.exec(ctx, `UPDATE erase_requests SET state = 'done' WHERE report_id = $1 AND state = 'agreed'`, reportID)
}

// ListAgreedEraseRequests lists the requests two people agreed to that were not carried out yet, oldest first.
func (r Reader) ListAgreedEraseRequests(ctx context.Context, limit int) ([]EraseRequest, error) {
	q, err := r.q.QueryContext(ctx, eraseSelect+` WHERE e.state = 'agreed' ORDER BY e.decided_at, e.id LIMIT $1`, int64(limit))
	return rows(q, err, scanEraseRequest)
}

// DropMarks forgets the freezes that only kept the counted rows of a moment.
func (tx *Tx) DropMarks(ctx context.Context) error {
	return tx.exec(ctx, `DELETE FROM freezes WHERE period = ''`)
}

// erasedTables are the tables of which a run of the erasing job takes something.
var erasedTables = []string{"sealed", "report_keys", "masked_texts", "search", "findings", "reports", "moves", "code_requests", "holds", "erase_requests", "consents", "shares", "span_decisions",
	"attachments", "attachment_chunks", "attachment_marks", "terms", "mails", "press_notices", "submissions", "contents"}

// PurgeErased rewrites what the database only marks as deleted, so that no trace of what was erased stays in its files: on SQLite the search index, the whole
// file, and the write-ahead log; on PostgreSQL every table that something was taken from, and what the planner noted of its columns. PostgreSQL's own
// write-ahead log keeps its segments until it reuses them. Filings wait meanwhile.
func (s *Store) PurgeErased(ctx context.Context) error {
	if s.dialect == postgres {
		return s.rewriteTables(ctx)
	}
	if err := s.PurgeIndex(ctx); err != nil {
		return err
	}
	err := s.batch.alone(ctx, func(x execer) error {
		if _, err := x.ExecContext(ctx, `VACUUM`); err != nil {
			return err
		}
		for range 600 { // readers hold the log for milliseconds
			var busy, pages, done int64
			if err := x.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &done); err != nil {
				return err
			}
			if busy == 0 {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return errors.New("the write-ahead log could not be cut: something reads an old state")
	})
	if err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	return nil
}

// outlastReaders waits, up to ten minutes, until nobody on the database reads a state from before now: VACUUM FULL copies the rows that such a one may still see,
// erased or not.
func (s *Store) outlastReaders(ctx context.Context) error {
	var now string
	if err := s.write.QueryRowContext(ctx, `SELECT pg_current_xact_id()::xid::text`).Scan(&now); err != nil {
		return err
	}
	for range 6000 {
		var old int
		if err := s.write.QueryRowContext(ctx, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
			AND greatest(age(backend_xmin), age(backend_xid)) > age(CAST($1 AS text)::xid)`, now).Scan(&old); err != nil || old == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return errors.New("something has read an old state of the database for ten minutes")
}

func (s *Store) rewriteTables(ctx context.Context) error {
	if err := s.outlastReaders(ctx); err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	for _, table := range erasedTables {
		if _, err := s.write.ExecContext(ctx, `VACUUM (FULL, ANALYZE) `+table); err != nil {
			return fmt.Errorf("purge %s: %w", table, err)
		}
	}
	// Samples of the columns stand in the planner's statistics, and went only now; without the right to rewrite them this is skipped with a warning of the server.
	if err := s.outlastReaders(ctx); err != nil {
		return fmt.Errorf("purge statistics: %w", err)
	}
	if _, err := s.write.ExecContext(ctx, `VACUUM FULL pg_catalog.pg_statistic`); err != nil {
		return fmt.Errorf("purge statistics: %w", err)
	}
	if _, err := s.write.ExecContext(ctx, `CHECKPOINT`); err != nil && !strings.Contains(err.Error(), "42501") { // without the right to, the server does it in its own time
		return fmt.Errorf("purge: checkpoint: %w", err)
	}
	return nil
}
