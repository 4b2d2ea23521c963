package publish

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Calendar lists the planned publications, the next first.
func (p *Publish) Calendar(ctx context.Context, a incident.Actor) ([]incident.PlannedEdition, error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return nil, err
	}
	list, err := p.st.ListPlanned(ctx)
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	return list, nil
}

// Plan puts a publication into the calendar, or changes one.
func (p *Publish) Plan(ctx context.Context, a incident.Actor, e incident.PlannedEdition, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	var errs incident.Errors
	wrong := func(ok bool, field, key string) {
		if !ok {
			err := incident.Errorf(incident.Invalid, key)
			err.Field = field
			errs = append(errs, err)
		}
	}
	wrong(editionID.MatchString(e.ID), "id", "publish.error.id")
	wrong(strings.TrimSpace(e.Title.JA) != "", "title.ja", "publish.error.title")
	wrong(slices.Contains(incident.PlannedKinds, e.Kind), "kind", "publish.error.planned_kind")
	wrong(!e.Day.IsZero(), "day", "publish.error.planned_day")
	if err := errs.Or(); err != nil {
		return err
	}
	return p.planned(ctx, a, e.ID, "edition.plan", at, func(tx *store.Tx) error { return tx.PutPlanned(ctx, e, a.Who(), at) })
}

// Unplan takes a publication out of the calendar.
func (p *Publish) Unplan(ctx context.Context, a incident.Actor, id string, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	return p.planned(ctx, a, id, "edition.unplan", at, func(tx *store.Tx) error {
		there, err := tx.DropPlanned(ctx, id)
		if err == nil && !there {
			err = incident.Errorf(incident.NotFound, "error.not_found")
		}
		return err
	})
}

func (p *Publish) planned(ctx context.Context, a incident.Actor, id, action string, at time.Time, do func(*store.Tx) error) error {
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return tx.Audit(ctx, auditRow(a, action, id, "", at))
	})
	return told(err, "calendar "+id)
}

// coming is what an edition frozen at an instant tells of the calendar: public lines of other editions that are not due before that day.
func coming(list []incident.PlannedEdition, id string, at time.Time) []incident.PlannedPublication {
	today := at.In(incident.Japan).Format(time.DateOnly)
	var out []incident.PlannedPublication
	for _, e := range list {
		on := e.Day.Format(time.DateOnly)
		if !e.Exact {
			on = on[:len("2006-01")]
		}
		if e.Public && e.ID != id && on >= today[:len(on)] {
			out = append(out, incident.PlannedPublication{ID: e.ID, Kind: e.Kind, Title: e.Title, On: on})
		}
	}
	return out
}
