// Package seal encrypts what identifies somebody and is the one door through which it is opened again: with a right, a reason and an audit row.
// It is not for deciding what identifies (mask) nor for keeping rows (store), and it invents no cryptography: Tink, HKDF, HMAC and signed notes do the work.
package seal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Seal seals and opens with one set of keys over one store.
type Seal struct {
	keys *Keys
	st   *store.Store
	now  func() time.Time
}

// New builds a Seal; now gives the instants of its audit rows.
func New(keys *Keys, st *store.Store, now func() time.Time) *Seal {
	return &Seal{keys: keys, st: st, now: now}
}

// Box gives the Box of an existing report, to seal more under its key. Once its original was erased nothing is added to it any more: an Error of kind
// Conflict says so.
func (s *Seal) Box(ctx context.Context, reportID int64) (*Box, error) {
	erased, err := s.st.WasErased(ctx, reportID, incident.KeptOriginal)
	if err != nil {
		return nil, fmt.Errorf("find report key: %w", err)
	}
	if erased {
		return nil, incident.Errorf(incident.Conflict, "error.erased")
	}
	cipher, wrapped, err := s.reportKey(ctx, reportID)
	if err != nil {
		return nil, err
	}
	return &Box{reportID: reportID, cipher: cipher, wrapped: wrapped}, nil
}

// reportKey reads and unwraps the data key of a report.
func (s *Seal) reportKey(ctx context.Context, reportID int64) (tink.AEAD, store.Sealed, error) {
	wrapped, err := s.st.FindKey(ctx, reportID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, store.Sealed{}, incident.Errorf(incident.NotFound, "error.sealed_gone")
	}
	if err != nil {
		return nil, store.Sealed{}, fmt.Errorf("find report key: %w", err)
	}
	key, err := s.keys.wrapping.Decrypt(wrapped.Ciphertext(), keyData(reportID))
	if err != nil {
		return nil, store.Sealed{}, fmt.Errorf("unwrap key of report %d: %w", reportID, err)
	}
	cipher, err := subtle.NewAESGCM(key)
	if err != nil {
		return nil, store.Sealed{}, fmt.Errorf("key of report %d: %w", reportID, err)
	}
	return cipher, wrapped, nil
}

// The associated data of each ciphertext says what it is and whose, so that no row can be put in another's place.

func keyData(reportID int64) []byte { return fmt.Appendf(nil, "todoke key 1 %d", reportID) }

func rowData(reportID int64, kind store.SealedKind, ref string) []byte {
	return fmt.Appendf(nil, "todoke row 1 %d %q %q", reportID, kind, ref)
}

func bytesData(reportID int64, label string) []byte {
	return fmt.Appendf(nil, "todoke bytes 1 %d %q", reportID, label)
}

func secretData(label string) []byte { return fmt.Appendf(nil, "todoke secret 1 %q", label) }
