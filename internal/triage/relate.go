package triage

import (
	"context"

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
