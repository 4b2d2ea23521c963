package store

import (
	"context"
	"database/sql"

	"golang.org/x/mod/sumdb/tlog"
)

// AnyAuditWaiting tells cheaply, without the writer, whether a leaf waits to be numbered.
func (r Reader) AnyAuditWaiting(ctx context.Context) (bool, error) {
	var id int64
	err := r.q.QueryRowContext(ctx, `SELECT id FROM audit WHERE seq IS NULL LIMIT 1`).Scan(&id)
	if err == sql.ErrNoRows {
		return false, nil
	}
	return err == nil, err
}

// ListAuditWaiting lists rows not yet numbered, oldest first.
func (r Reader) ListAuditWaiting(ctx context.Context, limit int) ([]AuditRow, error) {
	q, err := r.q.QueryContext(ctx, `SELECT `+auditColumns+` FROM audit WHERE seq IS NULL ORDER BY id LIMIT $1`, int64(limit))
	return rows(q, err, scanAudit)
}

// ListTreeHashes lists stored hashes of the log's tree from an index, in order, for verification.
func (r Reader) ListTreeHashes(ctx context.Context, from int64, limit int) ([]TreeHash, error) {
	q, err := r.q.QueryContext(ctx, `SELECT n, hash FROM audit_hashes WHERE n >= $1 ORDER BY n LIMIT $2`, from, int64(limit))
	return rows(q, err, func(q *sql.Rows) (TreeHash, error) {
		var h TreeHash
		var b []byte
		err := q.Scan(&h.Index, &b)
		copy(h.Hash[:], b)
		return h, err
	})
}

// TreeHash is one stored hash with its index (tlog.StoredHashIndex).
type TreeHash struct {
	Index int64
	Hash  tlog.Hash
}

// ListCheckpoints lists checkpoints above a size, smallest first.
func (r Reader) ListCheckpoints(ctx context.Context, above int64, limit int) ([]Checkpoint, error) {
	q, err := r.q.QueryContext(ctx, `SELECT size, note, at FROM audit_checkpoints WHERE size > $1 ORDER BY size LIMIT $2`, above, int64(limit))
	return rows(q, err, func(q *sql.Rows) (Checkpoint, error) {
		var c Checkpoint
		var at int64
		err := q.Scan(&c.Size, &c.Note, &at)
		c.At = instant(at)
		return c, err
	})
}
