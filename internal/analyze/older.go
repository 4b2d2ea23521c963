package analyze

import (
	"context"
	"fmt"
	"slices"
	"time"

	"todoke/internal/mask"
	"todoke/internal/store"
)

// Reports of an earlier finder are queued so many at a time and so far apart that what is filed meanwhile is masked within seconds.
const (
	olderBatch = 50
	olderPause = 5 * time.Second
)

// WantOlder queues the job that has reports of an earlier finder masked again, where there are any. The desk asks for it when it starts.
func (an *Analyze) WantOlder(ctx context.Context) error {
	ids, err := an.st.ListMaskedOlder(ctx, mask.FinderVersion, 1)
	if err != nil || len(ids) == 0 {
		return err
	}
	return an.st.Write(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, store.JobMaskOlder, store.FinderSubject, an.now()) })
}

// MaskOlder queues the next reports that an earlier finder masked, then itself again until none is left. It is the job "mask-older" and may run any number of
// times: which reports are left is read from the reports themselves.
func (an *Analyze) MaskOlder(ctx context.Context) error {
	ids, err := an.st.ListMaskedOlder(ctx, mask.FinderVersion, olderBatch)
	if err != nil {
		return fmt.Errorf("mask what an earlier finder masked: %w", err)
	}
	if len(ids) == 0 {
		return nil
	}
	at := an.now()
	return an.st.Write(ctx, func(tx *store.Tx) error {
		if err := queueAgain(ctx, tx, slices.Values(ids), at); err != nil {
			return err
		}
		return tx.Enqueue(ctx, store.JobMaskOlder, store.FinderSubject, at.Add(olderPause))
	})
}
