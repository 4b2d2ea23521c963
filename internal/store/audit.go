package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// AuditRow is one line of the audit log. Detail holds codes and numbers only, never what somebody typed.
type AuditRow struct {
	ID     int64
	At     time.Time
	Who    string
	Action string
	Object string // "report:T-2020-…", "case:2020-0001", "edition:2020H1", "staff:login"
	Reason string
	Detail string
	Salt   []byte
	Leaf   []byte
	Seq    int64 // place in the log, from 0; -1 while not numbered
}

// leafText is what a leaf's hash covers: all fields under a salt, so that a published hash tells nothing.
func (a AuditRow) leafText() []byte {
	return fmt.Appendf(nil, "todoke audit 1\n%x\n%d\n%d\n%q\n%q\n%q\n%q\n%q\n", a.Salt, a.ID, micros(a.At), a.Who, a.Action, a.Object, a.Reason, a.Detail)
}

// LeafHash recomputes the hash of the row (RFC 6962 record hash); verification compares it with Leaf.
func (a AuditRow) LeafHash() tlog.Hash { return tlog.RecordHash(a.leafText()) }

// Audit inserts one row, unnumbered, with its salted leaf hash; the sequencer numbers it within a second (design §4, Audit).
func (tx *Tx) Audit(ctx context.Context, a AuditRow) error {
	a.ID = NewID(a.At)
	a.Salt = make([]byte, 16)
	if _, err := rand.Read(a.Salt); err != nil {
		return err
	}
	h := a.LeafHash()
	return tx.exec(ctx, `INSERT INTO audit (id, at, who, action, object, reason, detail, salt, leaf) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.ID, micros(a.At), a.Who, a.Action, a.Object, a.Reason, a.Detail, a.Salt, h[:])
}

const auditColumns = `id, at, who, action, object, reason, detail, salt, leaf, seq`

func scanAudit(r *sql.Rows) (AuditRow, error) {
	var a AuditRow
	var at int64
	var seq sql.NullInt64
	err := r.Scan(&a.ID, &at, &a.Who, &a.Action, &a.Object, &a.Reason, &a.Detail, &a.Salt, &a.Leaf, &seq)
	a.At, a.Seq = instant(at), -1
	if seq.Valid {
		a.Seq = seq.Int64
	}
	return a, err
}

// AuditFilter narrows ListAudit; empty fields do not.
type AuditFilter struct {
	Object string
	Who    string
	Action string
	Before int64 // id; 0 for the newest
	Limit  int
}

// ListAudit lists rows, newest first.
func (r Reader) ListAudit(ctx context.Context, f AuditFilter) ([]AuditRow, error) {
	if f.Before == 0 {
		f.Before = 1<<63 - 1
	}
	where, args := "id < $1", []any{f.Before}
	for _, c := range []struct{ column, value string }{{"object", f.Object}, {"who", f.Who}, {"action", f.Action}} {
		if c.value != "" { // named only where it narrows, so that the index on the object is used
			args = append(args, c.value)
			where += fmt.Sprintf(" AND %s = $%d", c.column, len(args))
		}
	}
	args = append(args, int64(f.Limit))
	q, err := r.q.QueryContext(ctx, fmt.Sprintf(`SELECT %s FROM audit WHERE %s ORDER BY id DESC LIMIT $%d`, auditColumns, where, len(args)), args...)
	return rows(q, err, scanAudit)
}

// ListAuditFrom lists numbered rows in log order from a sequence number, for verification.
func (r Reader) ListAuditFrom(ctx context.Context, seq int64, limit int) ([]AuditRow, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+auditColumns+` FROM audit WHERE seq >= $1 ORDER BY seq LIMIT $2`, seq, int64(limit))
	return rows(q, err, scanAudit)
}

// Checkpoint is the signed state of the log at a size.
type Checkpoint struct {
	Size int64
	Note string // a signed note (golang.org/x/mod/sumdb/note)
	At   time.Time
}

// LatestCheckpoint gives the newest checkpoint; the zero Checkpoint before the first.
func (r Reader) LatestCheckpoint(ctx context.Context) (Checkpoint, error) {
	var c Checkpoint
	var at int64
	err := r.q.QueryRowContext(ctx, `SELECT size, note, at FROM audit_checkpoints ORDER BY size DESC LIMIT 1`).Scan(&c.Size, &c.Note, &at)
	if err == sql.ErrNoRows {
		return Checkpoint{}, nil
	}
	c.At = instant(at)
	return c, err
}

// TreeHashes reads stored hashes for tlog proofs; it implements tlog.HashReader with a context of its own.
func (r Reader) TreeHashes(ctx context.Context) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, n := range indexes {
			var b []byte
			if err := r.q.QueryRowContext(ctx, `SELECT hash FROM audit_hashes WHERE n = $1`, n).Scan(&b); err != nil {
				return nil, fmt.Errorf("tree hash %d: %w", n, err)
			}
			copy(out[i][:], b)
		}
		return out, nil
	})
}

// Sequence numbers up to limit waiting leaves, stores their tree hashes and a checkpoint over the new size, signed by sign(size, root).
// It returns how many it numbered; with none waiting it writes nothing. One process at a time: PostgreSQL nodes take an advisory lock.
func (s *Store) Sequence(ctx context.Context, at time.Time, limit int, sign func(size int64, root tlog.Hash) (string, error)) (int, error) {
	n := 0
	err := s.Write(ctx, func(tx *Tx) error {
		n = 0
		if tx.dialect == postgres {
			if err := tx.exec(ctx, `SELECT pg_advisory_xact_lock(7403001)`); err != nil {
				return err
			}
		}
		last, err := tx.LatestCheckpoint(ctx)
		if err != nil {
			return err
		}
		q, err := tx.q.QueryContext(ctx, `SELECT `+auditColumns+` FROM audit WHERE seq IS NULL ORDER BY id LIMIT $1`, int64(limit))
		waiting, err := rows(q, err, scanAudit)
		if err != nil || len(waiting) == 0 {
			return err
		}
		if err := tx.number(ctx, last.Size, waiting); err != nil {
			return err
		}
		size := last.Size + int64(len(waiting))
		root, err := tlog.TreeHash(size, tx.TreeHashes(ctx))
		if err != nil {
			return err
		}
		signed, err := sign(size, root)
		if err != nil {
			return err
		}
		n = len(waiting)
		return tx.exec(ctx, `INSERT INTO audit_checkpoints (size, note, at) VALUES ($1, $2, $3)`, size, signed, micros(at))
	})
	return n, err
}

func (tx *Tx) number(ctx context.Context, seq int64, waiting []AuditRow) error {
	for _, a := range waiting {
		var leaf tlog.Hash
		copy(leaf[:], a.Leaf)
		hashes, err := tlog.StoredHashesForRecordHash(seq, leaf, tx.TreeHashes(ctx))
		if err != nil {
			return err
		}
		first := tlog.StoredHashIndex(0, seq)
		for i, h := range hashes {
			if err := tx.exec(ctx, `INSERT INTO audit_hashes (n, hash) VALUES ($1, $2)`, first+int64(i), h[:]); err != nil {
				return err
			}
		}
		if err := tx.exec(ctx, `UPDATE audit SET seq = $1 WHERE id = $2`, seq, a.ID); err != nil {
			return err
		}
		seq++
	}
	return nil
}

// FindAudit reads the row of one action on one object, the oldest; for receipts' inclusion proofs.
func (r Reader) FindAudit(ctx context.Context, object, action string) (AuditRow, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+auditColumns+` FROM audit WHERE object = $1 AND action = $2 ORDER BY id LIMIT 1`, object, action)
	return first(q, err, scanAudit)
}

// Digest is SHA-256(salt‖submission), the figure a receipt is signed over (design §4, Audit).
func Digest(salt, submission []byte) [32]byte {
	h := sha256.New()
	h.Write(salt)
	h.Write(submission)
	return [32]byte(h.Sum(nil))
}
