package seal

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// OwnTerm is a term of the desk's own list, opened: what it always or never masks.
type OwnTerm struct {
	ID    int64
	Kind  string
	Never bool
	Text  string // as somebody typed it
}

// SealOwnTerm makes the sealed body and the digest of a term; squeezed is its squeezed form.
func (s *Seal) SealOwnTerm(id int64, typed, squeezed string) (store.Sealed, []byte, error) {
	plain, err := json.Marshal(typed)
	if err != nil {
		return store.Sealed{}, nil, fmt.Errorf("seal own term: %w", err)
	}
	body, err := s.SealSecret(ownLabel(id), plain)
	return body, s.TermMAC("own", squeezed), err
}

// OwnTerms opens the desk's own list for the program itself: for masking, proposals and the leak check. What it gives is shown to nobody; no audit row is
// written, since the list belongs to no report.
func (s *Seal) OwnTerms(ctx context.Context) ([]OwnTerm, error) {
	list, err := s.st.ListOwnTerms(ctx, false)
	if err != nil {
		return nil, fmt.Errorf("own terms: %w", err)
	}
	out := make([]OwnTerm, 0, len(list))
	for _, t := range list {
		plain, err := s.OpenSecret(ownLabel(t.ID), t.Body)
		if err != nil {
			return nil, fmt.Errorf("own term %d: %w", t.ID, err)
		}
		x := OwnTerm{ID: t.ID, Kind: t.Kind, Never: t.Never}
		if err := json.Unmarshal(plain, &x.Text); err != nil {
			return nil, fmt.Errorf("own term %d: not JSON", t.ID)
		}
		out = append(out, x)
	}
	return out, nil
}

// OpenOwnTerms opens the desk's own list for a person, who needs the right incident.ReportOpen and a reason of five characters or more; the audit row is
// on disk before it returns.
func (s *Seal) OpenOwnTerms(ctx context.Context, a incident.Actor, reason string) ([]OwnTerm, error) {
	if err := incident.Ask(a, incident.ReportOpen); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(strings.TrimSpace(reason)) < leastReason {
		err := incident.Errorf(incident.Invalid, "error.reason_short", leastReason)
		err.Field = "reason"
		return nil, err
	}
	row := store.AuditRow{At: s.now(), Who: a.Who(), Action: "seal.open", Object: "own-terms", Reason: reason}
	if err := s.st.Write(ctx, func(tx *store.Tx) error { return tx.Audit(ctx, row) }); err != nil {
		return nil, fmt.Errorf("audit opening: %w", err)
	}
	return s.OwnTerms(ctx)
}

func ownLabel(id int64) string { return fmt.Sprintf("own_term %d", id) }
