package store

import (
	"context"
	"database/sql"

	"todoke/internal/incident"
)

// Party is a party of a report without its identity, which is sealed under kind SealedParty and the party's id.
type Party struct {
	ID          int64
	Role        incident.PartyRole
	Placeholder string // what stands for it in the masked texts of its report
	Pseudonym   string // the same in every report that names it; "" where nothing tells it apart
}

// ReplaceParties writes the parties of a report anew; their sealed identities are the caller's to replace in the same transaction.
func (tx *Tx) ReplaceParties(ctx context.Context, reportID int64, parties []Party) error {
	if err := tx.exec(ctx, `DELETE FROM parties WHERE report_id = $1`, reportID); err != nil {
		return err
	}
	for _, p := range parties {
		if err := tx.exec(ctx, `INSERT INTO parties (id, report_id, role, placeholder, pseudonym) VALUES ($1, $2, $3, $4, $5)`,
			p.ID, reportID, string(p.Role), p.Placeholder, p.Pseudonym); err != nil {
			return err
		}
	}
	return nil
}

// ListParties lists the parties of a report by id.
func (r Reader) ListParties(ctx context.Context, reportID int64) ([]Party, error) {
	q, err := r.q.QueryContext(ctx, partySelect+` WHERE report_id = $1 ORDER BY id`, reportID)
	return rows(q, err, func(q *sql.Rows) (Party, error) {
		p, err := scanParty(q)
		return p.Party, err
	})
}

const partySelect = `SELECT report_id, id, role, placeholder, pseudonym FROM parties`

// reportParty is a party with its report.
type reportParty struct {
	report int64
	Party
}

func scanParty(q *sql.Rows) (reportParty, error) {
	var p reportParty
	err := q.Scan(&p.report, &p.ID, &p.Role, &p.Placeholder, &p.Pseudonym)
	return p, err
}
