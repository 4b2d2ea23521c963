package retention

import (
	"context"
	"errors"
	"fmt"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// NoteSubscriber puts on the list beside the keys, by its keyed hash, that an address gets no more mail.
func (k *Retention) NoteSubscriber(digest []byte, at time.Time) error {
	if err := k.list.Create(); err != nil {
		return err
	}
	return k.list.Add(Line{Subscriber: digest, At: at})
}

// ReplaySubscribers erases again the subscriptions an older backup brought back after they were ended, and gives how many. Who subscribed again later stays.
func (k *Retention) ReplaySubscribers(ctx context.Context) (int, error) {
	ended := map[string]time.Time{}
	err := k.list.each(func(x Line) {
		if key := string(x.Subscriber); key != "" && x.At.After(ended[key]) {
			ended[key] = x.At
		}
	})
	if errors.Is(err, ErrNoList) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	n := 0
	for digest, at := range ended {
		list, err := k.c.Store.ListSubscriptionsOf(ctx, []byte(digest))
		if err != nil {
			return n, fmt.Errorf("replay subscribers: %w", err)
		}
		for _, s := range list {
			if s.Asked.After(at) {
				continue
			}
			n++
			err := k.c.Store.Write(ctx, func(tx *store.Tx) error {
				if err := tx.DropSubscription(ctx, s.ID); err != nil {
					return err
				}
				return tx.Audit(ctx, k.audit(incident.MachineActor(incident.PurposeErase), "subscription.stop", fmt.Sprintf("subscription:%d", s.ID), "", "again=1"))
			})
			if err != nil {
				return n, fmt.Errorf("replay subscribers: %w", err)
			}
		}
	}
	return n, nil
}
