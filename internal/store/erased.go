package store

import (
	"context"
	"time"
)

// ErasedTerm is a term of a report that was erased, as the leak check can still look for it. Make one from each of mask.LeakTerms over the parties before
// they go: Digest is seal.LeakMAC of the squeezed text, Length its runes, Kind and Need as the term has them.
type ErasedTerm struct {
	Digest []byte
	Length int
	Kind   string
	Need   int
	Report string    // receipt number
	Case   string    // a row for each case the report belongs to
	Until  time.Time // it is looked for before this instant
}

// PutErasedTerms keeps the terms of erased reports, and notes for each report and case that it was erased with its terms handed over; a term that is there
// already gets the later date. A report without any term is noted by one row whose Kind and Digest are empty.
func (tx *Tx) PutErasedTerms(ctx context.Context, list []ErasedTerm) error {
	noted := map[[2]string]bool{}
	for _, t := range list {
		if !noted[[2]string{t.Report, t.Case}] {
			noted[[2]string{t.Report, t.Case}] = true
			if err := tx.putErasedTerm(ctx, ErasedTerm{Report: t.Report, Case: t.Case}); err != nil {
				return err
			}
		}
		if t.Kind == "" {
			continue
		}
		if err := tx.putErasedTerm(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) putErasedTerm(ctx context.Context, t ErasedTerm) error {
	digest := t.Digest
	if digest == nil {
		digest = []byte{}
	}
	var until int64
	if t.Kind != "" {
		until = micros(t.Until)
	}
	return tx.exec(ctx, `INSERT INTO erased_terms (digest, length, kind, need, report, case_number, until) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (case_number, report, kind, length, need, digest) DO UPDATE SET until = excluded.until WHERE erased_terms.until < excluded.until`,
		digest, int64(t.Length), t.Kind, int64(t.Need), t.Report, t.Case, until)
}

// DropErasedTerms deletes the terms whose time is over; that their report was erased stays known.
func (tx *Tx) DropErasedTerms(ctx context.Context, now time.Time) error {
	return tx.exec(ctx, `DELETE FROM erased_terms WHERE kind <> '' AND until <= $1`, micros(now))
}

// ListErasedTerms lists the terms of a case that are still looked for, and the reports that were erased with their terms handed over.
func (r Reader) ListErasedTerms(ctx context.Context, number string, now time.Time) (terms []ErasedTerm, reports []string, err error) {
	q, err := r.q.QueryContext(ctx, `SELECT digest, length, kind, need, report, until FROM erased_terms WHERE case_number = $1 ORDER BY report, kind, length, digest`, number)
	if err != nil {
		return nil, nil, err
	}
	defer q.Close()
	for q.Next() {
		t := ErasedTerm{Case: number}
		var length, need, until int64
		if err := q.Scan(&t.Digest, &length, &t.Kind, &need, &t.Report, &until); err != nil {
			return nil, nil, err
		}
		t.Length, t.Need, t.Until = int(length), int(need), instant(until)
		switch {
		case t.Kind == "":
			reports = append(reports, t.Report)
		case t.Until.After(now):
			terms = append(terms, t)
		}
	}
	return terms, reports, q.Err()
}

// EndErasedTerms gives the terms of reports that were erased before a clock ran, or ran longer, a time to end.
func (tx *Tx) EndErasedTerms(ctx context.Context, until time.Time) error {
	return tx.exec(ctx, `UPDATE erased_terms SET until = $1 WHERE kind <> '' AND until > $1`, micros(until))
}
