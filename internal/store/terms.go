package store

import "context"

// Term is one thing a report can be found by, as a keyed hash (seal.TermMAC).
type Term struct {
	Digest  []byte
	PartyID int64
	Kind    string // org, name, phone, mail, domain, address
}

// ReplaceTerms writes the keyed index of a report anew, so that nothing of an earlier version stays findable.
func (tx *Tx) ReplaceTerms(ctx context.Context, reportID int64, terms []Term) error {
	if err := tx.exec(ctx, `DELETE FROM terms WHERE report_id = $1`, reportID); err != nil {
		return err
	}
	for _, t := range terms {
		if err := tx.exec(ctx, `INSERT INTO terms (digest, report_id, party_id, kind) VALUES ($1, $2, $3, $4)
			ON CONFLICT (digest, report_id, party_id, kind) DO NOTHING`, t.Digest, reportID, t.PartyID, t.Kind); err != nil {
			return err
		}
	}
	return nil
}
