package triage

import (
	"context"
	"fmt"
	"slices"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Kinds of Link between reports.
const (
	LinkDuplicate = "duplicate" // one repeats the other
	LinkSame      = "same"      // two reports of one happening, each counted
)

// Relate ties two reports of one happening; both stay as they are and are counted.
func (t *Triage) Relate(ctx context.Context, a incident.Actor, number, other string) error {
	return t.relate(ctx, a, number, other, func(tx *store.Tx, l store.Link) error {
		if l.Report == l.Other {
			return invalid("other", "error.duplicate_of", l.OtherNumber)
		}
		return tx.InsertLink(ctx, l)
	})
}

// Unrelate undoes what Relate tied, whichever way round.
func (t *Triage) Unrelate(ctx context.Context, a incident.Actor, number, other string) error {
	return t.relate(ctx, a, number, other, func(tx *store.Tx, l store.Link) error {
		there, err := tx.UndoLink(ctx, l)
		if err != nil {
			return err
		}
		l.Report, l.Other = l.Other, l.Report
		back, err := tx.UndoLink(ctx, l)
		if err == nil && !there && !back {
			return incident.Errorf(incident.NotFound, "error.link_unknown")
		}
		return err
	})
}

func (t *Triage) relate(ctx context.Context, a incident.Actor, number, other string, change func(*store.Tx, store.Link) error) error {
	if err := incident.Ask(a, incident.ReportTriage); err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		r, err := find(ctx, tx.Reader, number)
		if err != nil {
			return err
		}
		o, err := find(ctx, tx.Reader, other)
		if err != nil {
			return err
		}
		if err := change(tx, store.Link{Report: r.ID, Other: o.ID, OtherNumber: o.Number, Kind: LinkSame, Who: a.Who(), At: t.Now()}); err != nil {
			return err
		}
		return tx.Audit(ctx, t.audit(a, incident.ReportTriage, reportObject(r.Number), "", "related="+o.Number))
	})
}

// LinkReport draws a case also from one more report.
func (t *Triage) LinkReport(ctx context.Context, a incident.Actor, caseNumber, report string) error {
	return t.linkCase(ctx, a, caseNumber, report, func(tx *store.Tx, r incident.Report) error {
		return tx.LinkCase(ctx, caseNumber, r.ID, a.Who(), t.Now())
	})
}

// UnlinkReport undoes that; a case may be left without reports, which its lint then says.
func (t *Triage) UnlinkReport(ctx context.Context, a incident.Actor, caseNumber, report string) error {
	return t.linkCase(ctx, a, caseNumber, report, func(tx *store.Tx, r incident.Report) error {
		done, err := tx.UnlinkCase(ctx, caseNumber, r.ID, t.Now())
		if err == nil && !done {
			return incident.Errorf(incident.NotFound, "error.link_unknown")
		}
		return err
	})
}

func (t *Triage) linkCase(ctx context.Context, a incident.Actor, caseNumber, report string, change func(*store.Tx, incident.Report) error) error {
	if err := incident.Ask(a, incident.CaseDraft); err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := lockCase(ctx, tx, caseNumber); err != nil {
			return err
		}
		r, err := find(ctx, tx.Reader, report)
		if err != nil {
			return err
		}
		if err := change(tx, r); err != nil {
			return err
		}
		return tx.Audit(ctx, t.audit(a, incident.CaseDraft, caseObject(caseNumber), "", "report="+r.Number))
	})
}

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
