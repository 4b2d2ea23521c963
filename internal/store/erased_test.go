package store_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"todoke/internal/incidenttest"
	"todoke/internal/store"
)

// Terms of erased reports are looked for until their time is over; that they were handed over stays known.
func TestErasedTerms(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		ctx := context.Background()
		now := time.Date(2020, 8, 1, 0, 0, 0, 0, time.UTC)
		term := store.ErasedTerm{Digest: []byte("sixteen bytes of"), Length: 4, Kind: "org", Report: "T-2020-000001-M", Case: "2020-0001", Until: now.Add(time.Hour)}
		long := term
		long.Digest, long.Until = []byte("another of these"), now.Add(3*time.Hour)
		write := func(do func(tx *store.Tx) error) {
			t.Helper()
			if err := st.Write(ctx, do); err != nil {
				t.Fatal(err)
			}
		}
		count := func(at time.Time) (int, int) {
			t.Helper()
			terms, reports, err := st.ListErasedTerms(ctx, "2020-0001", at)
			if err != nil {
				t.Fatal(err)
			}
			return len(terms), len(reports)
		}
		for range 2 { // once more changes nothing
			write(func(tx *store.Tx) error { return tx.PutErasedTerms(ctx, []store.ErasedTerm{term, long}) })
		}
		if n, m := count(now); n != 2 || m != 1 {
			t.Errorf("%d terms of %d reports", n, m)
		}
		if n, m := count(now.Add(time.Hour)); n != 1 || m != 1 {
			t.Errorf("after an hour: %d terms of %d reports", n, m)
		}
		later := term
		later.Until = now.Add(2 * time.Hour)
		write(func(tx *store.Tx) error { return tx.PutErasedTerms(ctx, []store.ErasedTerm{later}) })
		if n, _ := count(now.Add(time.Hour)); n != 2 {
			t.Errorf("a later date does not hold: %d terms", n)
		}
		write(func(tx *store.Tx) error { return tx.PutErasedTerms(ctx, []store.ErasedTerm{term}) })
		if n, _ := count(now.Add(time.Hour)); n != 2 {
			t.Errorf("an earlier date shortens: %d terms", n)
		}
		write(func(tx *store.Tx) error { return tx.DropErasedTerms(ctx, now.Add(4*time.Hour)) })
		if n, m := count(now); n != 0 || m != 1 {
			t.Errorf("dropped: %d terms of %d reports", n, m)
		}
		write(func(tx *store.Tx) error {
			return tx.PutErasedTerms(ctx, []store.ErasedTerm{{Report: "T-2020-000002-K", Case: "2020-0001"}})
		})
		if n, m := count(now); n != 0 || m != 2 {
			t.Errorf("a report without terms: %d terms of %d reports", n, m)
		}
	})
}

// A waiver takes a second person, once.
func TestWaiverRows(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		ctx := context.Background()
		now := time.Date(2020, 8, 1, 0, 0, 0, 0, time.UTC)
		w := store.Waiver{ID: 5, Edition: "2020H1", Term: []byte{1}, Kind: "name", File: "index.html", Place: "line 3", SHA256: "aa", Reason: "a river of that name", First: 7, At: now}
		agree := func(edition string, id, who int64) (ok bool) {
			t.Helper()
			err := st.Write(ctx, func(tx *store.Tx) (err error) { ok, err = tx.AgreeWaiver(ctx, edition, id, who, now); return err })
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		if err := st.Write(ctx, func(tx *store.Tx) error { return tx.InsertWaiver(ctx, w) }); err != nil {
			t.Fatal(err)
		}
		if agree("2020H1", 5, 7) || agree("2020H2", 5, 8) || agree("2020H1", 6, 8) || !agree("2020H1", 5, 8) || agree("2020H1", 5, 9) {
			t.Error("the second person is not held to be another one, once")
		}
		list, err := st.ListWaivers(ctx, "2020H1")
		w.Second, w.AgreedAt = 8, now
		if err != nil || len(list) != 1 || list[0].Second != 8 || !list[0].AgreedAt.Equal(now) || list[0].Reason != w.Reason {
			t.Errorf("%+v %v", list, err)
		}
		var ok bool
		if err := st.Write(ctx, func(tx *store.Tx) (err error) { ok, err = tx.DeleteWaiver(ctx, "2020H1", 5); return err }); err != nil || !ok {
			t.Errorf("%v %v", ok, err)
		}
		if _, err := st.FindWaiver(ctx, "2020H1", 5); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("%v", err)
		}
	})
}
