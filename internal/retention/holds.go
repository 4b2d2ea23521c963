package retention

import (
	"context"
	"fmt"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// mostHold is how far ahead a hold may end; it can be set again.
const mostHold = 10 // years

// Hold keeps a report from being erased until the end of a day, whatever the clocks say. The reason needs five characters and is masked.
func (k *Retention) Hold(ctx context.Context, a incident.Actor, number, reason string, until time.Time) error {
	if err := incident.Ask(a, incident.ReportHold); err != nil {
		return err
	}
	r, err := k.find(ctx, number)
	if err != nil {
		return err
	}
	at := k.c.Now()
	if !until.After(at) || until.After(at.AddDate(mostHold, 0, 0)) {
		return &incident.Error{Kind: incident.Invalid, Key: "retention.error.until", Field: "until", Args: []any{mostHold}}
	}
	if reason, err = k.reason(ctx, r, reason, "hold-reason"); err != nil {
		return err
	}
	h := store.Hold{ID: store.NewID(at), ReportID: r.ID, Reason: reason, Who: a.Who(), At: at, Until: until}
	return k.c.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertHold(ctx, h); err != nil {
			return fmt.Errorf("hold %s: %w", r.Number, err)
		}
		return tx.Audit(ctx, k.audit(a, incident.ReportHold, "report:"+r.Number, reason, fmt.Sprintf("hold=%d until=%s", h.ID, until.Format(time.RFC3339))))
	})
}

// Lift ends a hold before its time.
func (k *Retention) Lift(ctx context.Context, a incident.Actor, number string, id int64, reason string) error {
	if err := incident.Ask(a, incident.ReportHold); err != nil {
		return err
	}
	r, err := k.find(ctx, number)
	if err != nil {
		return err
	}
	if reason, err = k.reason(ctx, r, reason, fmt.Sprintf("lift-reason-%d", id)); err != nil {
		return err
	}
	return k.c.Store.Write(ctx, func(tx *store.Tx) error {
		lifted, err := tx.LiftHold(ctx, store.Hold{ID: id, ReportID: r.ID, LiftedWho: a.Who(), LiftedReason: reason, LiftedAt: k.c.Now()})
		if err != nil {
			return fmt.Errorf("lift hold on %s: %w", r.Number, err)
		}
		if !lifted {
			return incident.Errorf(incident.Conflict, "retention.error.hold_over")
		}
		return tx.Audit(ctx, k.audit(a, incident.ReportHold, "report:"+r.Number, reason, fmt.Sprintf("lifted=%d", id)))
	})
}

// Holds lists the holds that stand, those that end first first.
func (k *Retention) Holds(ctx context.Context, a incident.Actor) ([]store.Hold, error) {
	if err := incident.Ask(a, incident.RetentionRead); err != nil {
		return nil, err
	}
	list, err := k.c.Store.ListStandingHolds(ctx, k.c.Now(), mostDue)
	if err != nil {
		return nil, fmt.Errorf("holds: %w", err)
	}
	return list, nil
}
