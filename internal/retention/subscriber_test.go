package retention_test

import (
	"bytes"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// An address that ended its subscription does not come back with an older state of the database; who subscribed again later stays, and so does everybody else.
func TestReplaySubscribers(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		one, two := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
		n := byte(0)
		subscribe := func(digest []byte) {
			t.Helper()
			n++
			d.must(d.st.Write(ctx, func(tx *store.Tx) error {
				id := store.NewID(d.now)
				if err := tx.InsertSubscription(ctx, store.Subscription{ID: id, Digest: digest, Token: []byte{n}, Body: store.SealedBytes([]byte("x")), Choice: incident.Choice{Lang: incident.JA, Topics: incident.Topics}, Asked: d.now, Until: d.now.Add(time.Hour)}); err != nil {
					return err
				}
				_, err := tx.ActivateSubscription(ctx, id, d.now, 0)
				return err
			}))
		}
		count := func(digest []byte) int {
			t.Helper()
			list, err := d.st.ListSubscriptionsOf(ctx, digest)
			d.must(err)
			return len(list)
		}
		if again, err := d.ReplaySubscribers(ctx); err != nil || again != 0 {
			t.Errorf("without a list: %d, %v", again, err)
		}
		subscribe(one)
		subscribe(two)
		d.now = d.now.Add(time.Hour)
		d.must(d.NoteSubscriber(one, d.now)) // ended, but the database below is older
		if again, err := d.ReplaySubscribers(ctx); err != nil || again != 1 || count(one) != 0 || count(two) != 1 {
			t.Errorf("erased again: %d, %v", again, err)
		}
		d.now = d.now.Add(time.Hour)
		subscribe(one)
		if again, err := d.ReplaySubscribers(ctx); err != nil || again != 0 || count(one) != 1 {
			t.Errorf("subscribed again: %d, %v", again, err)
		}
		listed, _, err := d.Listed()
		if err != nil || listed != 0 {
			t.Errorf("the list of erased reports: %d, %v", listed, err)
		}
	})
}
