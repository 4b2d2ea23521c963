package seal

import (
	"context"
	"errors"
	"fmt"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Turn makes ready what stays of a report's sealed rows when part of them goes: keep is given each row opened, and what it returns is sealed under a fresh
// data key; nil lets the row go. The old key goes with the rows, so that what may be left of them on a disk opens with no key there is. The program does it
// for the purpose erase, audited once. A report without a key gives the zero Going.
func (s *Seal) Turn(ctx context.Context, reportID int64, number string, keep func(kind store.SealedKind, ref string, plain []byte) ([]byte, error)) (store.Going, error) {
	g := store.Going{ReportID: reportID, Number: number}
	cipher, wrapped, err := s.reportKey(ctx, reportID)
	if errors.Is(err, incident.ErrNotFound) {
		return g, nil
	}
	if err != nil {
		return g, err
	}
	if err := s.audit(ctx, incident.MachineActor(incident.PurposeErase), "seal.open", Request{ReportID: reportID, Number: number, Kind: "*"}); err != nil {
		return g, fmt.Errorf("audit opening: %w", err)
	}
	g.Sealed, g.Key = true, wrapped
	if g.Was, err = s.st.ListSealed(ctx, reportID); err != nil {
		return g, fmt.Errorf("sealed rows of %s: %w", number, err)
	}
	box, err := s.NewBox(reportID)
	if err != nil {
		return g, err
	}
	g.NewKey = box.Wrapped()
	for _, x := range g.Was {
		plain, err := cipher.Decrypt(x.Body.Ciphertext(), rowData(reportID, x.Kind, x.Ref))
		if err != nil {
			return g, fmt.Errorf("open %s of report %d: %w", x.Kind, reportID, err)
		}
		if plain, err = keep(x.Kind, x.Ref, plain); err != nil {
			return g, err
		}
		if plain == nil {
			continue
		}
		body, err := box.Seal(x.Kind, x.Ref, plain)
		if err != nil {
			return g, err
		}
		g.Stays = append(g.Stays, store.SealedRow{Kind: x.Kind, Ref: x.Ref, Body: body})
	}
	return g, nil
}
