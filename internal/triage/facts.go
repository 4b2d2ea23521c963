package triage

import (
	"context"
	"fmt"
	"slices"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// CodeFacts replaces the coded facts of a report; all must be valid, and what is wrong with each is listed under "fact.N" (from 0).
func (t *Triage) CodeFacts(ctx context.Context, a incident.Actor, number string, facts []incident.Fact) error {
	if err := incident.Ask(a, incident.FactCode); err != nil {
		return err
	}
	if err := t.validate(facts); err != nil {
		return err
	}
	return t.code(ctx, a, number, func(context.Context, *store.Tx, incident.Report) ([]incident.Fact, error) {
		return slices.Clone(facts), nil
	})
}

// ConfirmSuggested adds suggested facts, by their ids, to the coded ones as they stand; a fact coded already is not added twice.
func (t *Triage) ConfirmSuggested(ctx context.Context, a incident.Actor, number string, ids []int64) error {
	if err := incident.Ask(a, incident.FactCode); err != nil {
		return err
	}
	return t.code(ctx, a, number, func(ctx context.Context, tx *store.Tx, r incident.Report) ([]incident.Fact, error) {
		all, err := tx.ListFacts(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		var coded []incident.Fact
		for _, f := range all {
			if f.Coded {
				coded = append(coded, f)
			}
		}
		for _, f := range all {
			same := func(c incident.Fact) bool {
				return c.Dimension == f.Dimension && c.Code == f.Code && c.Item == f.Item
			}
			if !f.Coded && slices.Contains(ids, f.ID) && !slices.ContainsFunc(coded, same) {
				coded = append(coded, f)
			}
		}
		return coded, t.validate(coded)
	})
}

func (t *Triage) validate(facts []incident.Fact) error {
	var errs incident.Errors
	for i, f := range facts {
		var list incident.Errors
		if err, ok := f.Validate(t.vocabulary).(incident.Errors); ok {
			list = err
		}
		for _, e := range list {
			e.Field = fmt.Sprintf("fact.%d", i)
		}
		errs = append(errs, list...)
	}
	return errs.Or()
}

// code replaces the coded set inside one transaction; each fact cites the report's version of now.
func (t *Triage) code(ctx context.Context, a incident.Actor, number string, set func(context.Context, *store.Tx, incident.Report) ([]incident.Fact, error)) error {
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		r, err := find(ctx, tx.Reader, number)
		if err != nil {
			return err
		}
		facts, err := set(ctx, tx, r)
		if err != nil {
			return err
		}
		for i := range facts {
			facts[i].ReportID, facts[i].Version, facts[i].Coded, facts[i].By = r.ID, r.Version, true, a.Who()
		}
		if err := tx.ReplaceFacts(ctx, r.ID, true, facts, t.Now()); err != nil {
			return fmt.Errorf("facts of %s: %w", r.Number, err)
		}
		return tx.Audit(ctx, t.audit(a, incident.FactCode, reportObject(r.Number), "", fmt.Sprintf("facts=%d version=%d", len(facts), r.Version)))
	})
}
