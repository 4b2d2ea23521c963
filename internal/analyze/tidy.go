package analyze

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"todoke/internal/store"
)

// purgeSetting holds since when the index has traces of texts that were masked anew; "" when it has none.
const purgeSetting = "index.purge_due"

// purgeAfter is how long such traces may wait, so that a day of amendments costs a few purges and not one each.
const purgeAfter = time.Hour

// markTraces notes inside the transaction that an index entry was replaced.
func markTraces(ctx context.Context, tx *store.Tx, at time.Time) error {
	due, err := tx.Setting(ctx, purgeSetting)
	if err != nil || due != "" {
		return err
	}
	return tx.PutSetting(ctx, purgeSetting, strconv.FormatInt(at.Add(purgeAfter).UnixMicro(), 10), at)
}

// Tidy purges the index once traces have waited an hour (design §3.2). Mask calls it; a desk without filings calls it now and then.
func (an *Analyze) Tidy(ctx context.Context) error {
	due, err := an.st.Setting(ctx, purgeSetting)
	if err != nil {
		return fmt.Errorf("tidy: %w", err)
	}
	at, err := strconv.ParseInt(due, 10, 64)
	if err != nil || an.now().UnixMicro() < at {
		return nil
	}
	clear := func(tx *store.Tx) error { return tx.PutSetting(ctx, purgeSetting, "", an.now()) }
	if err := an.st.Write(ctx, clear); err != nil { // first, so that what is replaced meanwhile is noted again
		return fmt.Errorf("tidy: %w", err)
	}
	if err := an.st.PurgeIndex(ctx); err != nil {
		again := func(tx *store.Tx) error { return markTraces(ctx, tx, an.now()) }
		if e := an.st.Write(ctx, again); e != nil {
			return fmt.Errorf("tidy: %w", e)
		}
		return fmt.Errorf("tidy: %w", err)
	}
	return nil
}
