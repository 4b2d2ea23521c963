package store

import (
	"context"

	"todoke/internal/incident"
)

// Sealed is ciphertext on its way in or out of the store. It prints as nothing; only package seal asks for its Ciphertext (layout_test.go holds that).
type Sealed struct{ body, under []byte }

// SealedBytes wraps ciphertext made by package seal.
func SealedBytes(b []byte) Sealed { return Sealed{body: b} }

// SealedUnder wraps ciphertext made under a report's key, given as it is stored wrapped: it is only stored while the report still has that key.
func SealedUnder(b, key []byte) Sealed { return Sealed{b, key} }

// Ciphertext gives the ciphertext to package seal, the only caller allowed.
func (s Sealed) Ciphertext() []byte { return s.body }

// String keeps ciphertext out of logs.
func (s Sealed) String() string { return "[sealed]" }

// SealedKind names what a sealed row holds.
type SealedKind string

// Kinds of sealed rows. Ref is the version, party id or message id as decimal text.
const (
	SealedSubmission SealedKind = "submission"
	SealedParty      SealedKind = "party"
	SealedMessage    SealedKind = "message"
	SealedAnswering  SealedKind = "answering"   // what a reporter typed so far in answer to the desk's questions; ref ""
	SealedMessageRaw SealedKind = "message_raw" // the bytes of the mail a message came by; ref as of the message
)

// InsertKey stores the wrapped data key of a report; deleting that row is what erases the report.
func (tx *Tx) InsertKey(ctx context.Context, reportID int64, wrapped Sealed) error {
	tx.fresh = reportID
	return tx.exec(ctx, `INSERT INTO report_keys (report_id, wrapped) VALUES ($1, $2)`, reportID, wrapped.body)
}

// FindKey reads the wrapped data key of a report; sql.ErrNoRows when the report was erased.
func (r Reader) FindKey(ctx context.Context, reportID int64) (Sealed, error) {
	var s Sealed
	err := r.q.QueryRowContext(ctx, `SELECT wrapped FROM report_keys WHERE report_id = $1`, reportID).Scan(&s.body)
	return s, err
}

// PutSealed stores one sealed row, replacing an earlier one of the same kind and ref. A Conflict says that the report got another key since the row was sealed,
// because part of it was erased. The key is looked at after the row is written, so that on PostgreSQL no erasing comes between (EraseClasses locks the table).
func (tx *Tx) PutSealed(ctx context.Context, reportID int64, kind SealedKind, ref string, s Sealed) error {
	err := tx.exec(ctx, `INSERT INTO sealed (report_id, kind, ref, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (report_id, kind, ref) DO UPDATE SET body = excluded.body`, reportID, string(kind), ref, s.body)
	if err != nil || s.under == nil || tx.fresh == reportID {
		return err
	}
	var same int64
	if err := tx.x.QueryRowContext(ctx, `SELECT COUNT(*) FROM report_keys WHERE report_id = $1 AND wrapped = $2`, reportID, s.under).Scan(&same); err != nil {
		return err
	}
	if same == 0 {
		return incident.Errorf(incident.Conflict, "error.sealed_turned")
	}
	return nil
}

// FindSealed reads one sealed row.
func (r Reader) FindSealed(ctx context.Context, reportID int64, kind SealedKind, ref string) (Sealed, error) {
	var s Sealed
	err := r.q.QueryRowContext(ctx, `SELECT body FROM sealed WHERE report_id = $1 AND kind = $2 AND ref = $3`,
		reportID, string(kind), ref).Scan(&s.body)
	return s, err
}

// DeleteSealed removes all sealed rows of a kind of a report.
func (tx *Tx) DeleteSealed(ctx context.Context, reportID int64, kind SealedKind) error {
	return tx.exec(ctx, `DELETE FROM sealed WHERE report_id = $1 AND kind = $2`, reportID, string(kind))
}
