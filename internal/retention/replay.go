package retention

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Replayed is what Replay did.
type Replayed struct {
	Again int // reports erased again
	Added int // classes of reports added to the list
}

// Replay makes database and list agree before anything opens: what the list says was erased and the database still has, because it was restored from an older
// backup, is erased again, whatever state the report is in; what the database says was erased and the list does not is added to the list.
// Where strict, a missing list, or one that lacks what the database knows, is an error for people.
func (k *Retention) Replay(ctx context.Context, strict bool) (Replayed, error) {
	listed, err := k.list.Read()
	missing := errors.Is(err, ErrNoList)
	switch {
	case missing && strict:
		return Replayed{}, incident.Errorf(incident.Conflict, "retention.error.list_missing", k.list.path)
	case missing:
		if err := k.list.Create(); err != nil {
			return Replayed{}, fmt.Errorf("list of erasures: %w", err)
		}
	case err != nil:
		return Replayed{}, err
	}
	known := map[string]map[incident.Kept]store.Erasure{}
	var unlisted []Line
	err = k.c.Store.EachErasure(ctx, func(e store.Erasure) error {
		if known[e.Number] == nil {
			known[e.Number] = map[incident.Kept]store.Erasure{}
		}
		known[e.Number][e.Class] = e
		if line, ok := listed[e.Number][e.Class]; !ok || line.At.Before(e.At) {
			unlisted = append(unlisted, Line{Report: e.Number, Classes: []incident.Kept{e.Class}, Run: e.Run, Cause: e.Cause, At: e.At})
		}
		return nil
	})
	if err != nil {
		return Replayed{}, fmt.Errorf("replay erasures: %w", err)
	}
	if len(unlisted) > 0 {
		if strict {
			return Replayed{}, incident.Errorf(incident.Conflict, "retention.error.list_cut", k.list.path, len(unlisted))
		}
		if err := k.list.Add(unlisted...); err != nil {
			return Replayed{}, fmt.Errorf("list of erasures: %w", err)
		}
	}
	done, err := k.replay(ctx, listed, known)
	return Replayed{Again: done, Added: len(unlisted)}, err
}

func (k *Retention) replay(ctx context.Context, listed map[string]map[incident.Kept]Line, known map[string]map[incident.Kept]store.Erasure) (int, error) {
	done := 0
	for _, number := range slices.Sorted(maps.Keys(listed)) {
		var again []incident.Kept
		var last Line
		for _, class := range incident.KeptOfReport {
			line, ok := listed[number][class]
			if !ok {
				continue
			}
			if e, had := known[number][class]; had && !e.At.Before(line.At) {
				continue
			}
			again = append(again, class)
			if line.At.After(last.At) {
				last = line
			}
		}
		if len(again) == 0 {
			continue
		}
		r, err := k.c.Store.FindReport(ctx, number)
		if errors.Is(err, sql.ErrNoRows) {
			continue // filed after the backup was made
		}
		if err != nil {
			return done, fmt.Errorf("replay %s: %w", number, err)
		}
		l, err := k.c.Store.FindLife(ctx, r.ID)
		if err != nil {
			return done, fmt.Errorf("replay %s: %w", number, err)
		}
		if len(l.Gone(again)) == 0 {
			continue
		}
		if err := k.erase(ctx, piece{life: l, classes: again, cause: last.Cause, again: true}, last.Run, last.At); err != nil {
			return done, fmt.Errorf("replay %s: %w", number, err)
		}
		done++
	}
	if done == 0 {
		return 0, nil
	}
	return done, k.c.Store.PurgeErased(ctx)
}

// Listed tells how many reports the list beside the keys holds, and when the last was erased; ErrNoList where there is none.
func (k *Retention) Listed() (reports int, last time.Time, err error) {
	listed, err := k.list.Read()
	for _, classes := range listed {
		if len(classes) > 0 {
			reports++
		}
		for _, line := range classes {
			if line.At.After(last) {
				last = line.At
			}
		}
	}
	return reports, last, err
}
