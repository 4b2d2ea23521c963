package seal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tink-crypto/tink-go/v2/tink"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Attachment is the kind of a Request for attachments; its Ref is the attachment id as decimal text.
const Attachment store.SealedKind = "attachment"

// leastReason is how many characters a typed reason needs, so that "a" or "見る" is not one.
const leastReason = 5

// Request says what is to be opened and why.
type Request struct {
	ReportID int64
	Number   string // receipt number, for the audit row
	Kind     store.SealedKind
	Ref      string // "" in a request for an Opener means every row of the kind
	Reason   string // typed by a person; machine purposes and reporters leave it empty
}

// Open decrypts one sealed row for a member of staff who has the right and gives a reason of five characters or more.
// The audit row is on disk before it returns; refusals are audited too. Errors: Forbidden, Invalid (reason), NotFound (erased or no such row).
func (s *Seal) Open(ctx context.Context, a incident.Actor, q Request) ([]byte, error) {
	o, err := s.Opener(ctx, a, q)
	if err != nil {
		return nil, err
	}
	return o.Open(ctx, q.Kind, q.Ref)
}

// OpenFor decrypts one sealed row for a machine purpose of the closed list; audited like a person's.
func (s *Seal) OpenFor(ctx context.Context, p incident.Purpose, q Request) ([]byte, error) {
	o, err := s.OpenerFor(ctx, p, q)
	if err != nil {
		return nil, err
	}
	return o.Open(ctx, q.Kind, q.Ref)
}

// OpenOwn decrypts one row for the reporter behind a return code the caller has verified.
func (s *Seal) OpenOwn(ctx context.Context, q Request) ([]byte, error) {
	o, err := s.OpenerOwn(ctx, q)
	if err != nil {
		return nil, err
	}
	return o.Open(ctx, q.Kind, q.Ref)
}

// Opener is one audited permission: it opens rows or attachments of one report, of the kind and ref it was asked for and no others.
// Ask for one where several rows are read at once (all parties, all chunks), so that the audit log has one line for it.
type Opener struct {
	s      *Seal
	cipher tink.AEAD
	q      Request
}

// Opener asks for the right incident.ReportOpen and the reason as Open does, and audits once.
func (s *Seal) Opener(ctx context.Context, a incident.Actor, q Request) (*Opener, error) {
	if err := incident.Ask(a, incident.ReportOpen); err != nil {
		return nil, s.refuse(ctx, a, q, err)
	}
	if utf8.RuneCountInString(strings.TrimSpace(q.Reason)) < leastReason {
		err := incident.Errorf(incident.Invalid, "error.reason_short", leastReason)
		err.Field = "reason"
		return nil, s.refuse(ctx, a, q, err)
	}
	return s.opener(ctx, a, q)
}

// OpenerFor is Opener for a machine purpose.
func (s *Seal) OpenerFor(ctx context.Context, p incident.Purpose, q Request) (*Opener, error) {
	a := incident.MachineActor(p)
	if !slices.Contains(purposes, p) {
		return nil, s.refuse(ctx, a, q, incident.Errorf(incident.Forbidden, "error.forbidden", string(incident.ReportOpen)))
	}
	return s.opener(ctx, a, q)
}

// OpenerOwn is Opener for the reporter behind a return code the caller has verified.
func (s *Seal) OpenerOwn(ctx context.Context, q Request) (*Opener, error) {
	return s.opener(ctx, incident.Actor{Kind: incident.Reporter}, q)
}

var purposes = []incident.Purpose{incident.PurposeMask, incident.PurposeLeak, incident.PurposeNotify, incident.PurposeScan, incident.PurposeErase}

func (s *Seal) opener(ctx context.Context, a incident.Actor, q Request) (*Opener, error) {
	cipher, _, err := s.reportKey(ctx, q.ReportID)
	if err != nil {
		return nil, err
	}
	if err := s.audit(ctx, a, "seal.open", q); err != nil {
		return nil, fmt.Errorf("audit opening: %w", err)
	}
	return &Opener{s: s, cipher: cipher, q: q}, nil
}

// refuse audits a refused opening and gives the refusal back.
func (s *Seal) refuse(ctx context.Context, a incident.Actor, q Request, refusal error) error {
	if err := s.audit(ctx, a, "seal.refused", q); err != nil {
		return fmt.Errorf("audit refusal: %w", err)
	}
	return refusal
}

func (s *Seal) audit(ctx context.Context, a incident.Actor, action string, q Request) error {
	row := store.AuditRow{At: s.now(), Who: a.Who(), Action: action, Object: "report:" + q.Number, Reason: q.Reason,
		Detail: fmt.Sprintf("id=%d kind=%s ref=%s", q.ReportID, q.Kind, q.Ref)}
	return s.st.Write(ctx, func(tx *store.Tx) error { return tx.Audit(ctx, row) })
}

// Open decrypts one sealed row within the permission; NotFound when there is no such row.
func (o *Opener) Open(ctx context.Context, kind store.SealedKind, ref string) ([]byte, error) {
	if kind != o.q.Kind || o.q.Ref != "" && ref != o.q.Ref {
		return nil, fmt.Errorf("open %s %s: outside the permission for %s %s", kind, ref, o.q.Kind, o.q.Ref)
	}
	row, err := o.s.st.FindSealed(ctx, o.q.ReportID, kind, ref)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, incident.Errorf(incident.NotFound, "error.sealed_gone")
	}
	if err != nil {
		return nil, fmt.Errorf("find sealed %s: %w", kind, err)
	}
	plain, err := o.cipher.Decrypt(row.Ciphertext(), rowData(o.q.ReportID, kind, ref))
	if err != nil {
		return nil, fmt.Errorf("open %s of report %d: %w", kind, o.q.ReportID, err)
	}
	return plain, nil
}

// OpenChunk decrypts an attachment's name or chunk (made by Box.Bytes) within a permission of kind Attachment.
func (o *Opener) OpenChunk(label string, body store.Sealed) ([]byte, error) {
	if o.q.Kind != Attachment || o.q.Ref != "" && !strings.HasPrefix(label, o.q.Ref+"/") {
		return nil, fmt.Errorf("open chunk: outside the permission for %s %s", o.q.Kind, o.q.Ref)
	}
	plain, err := o.cipher.Decrypt(body.Ciphertext(), bytesData(o.q.ReportID, label))
	if err != nil {
		return nil, fmt.Errorf("open attachment of report %d: %w", o.q.ReportID, err)
	}
	return plain, nil
}
