package ops

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/store"
)

// A step whose helper is down is listed with since when and why in a code, never in the words of the failure; retried by right it runs again.
func TestWaits(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		ctx := t.Context()
		at := time.Date(2020, 1, 20, 3, 0, 0, 0, time.UTC)
		now := at
		clock := func() time.Time { return now }
		put := func(kind, subject string) {
			if err := st.Write(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, kind, subject, at) }); err != nil {
				t.Fatal(err)
			}
		}
		put("scan", "11")
		put("notify", "12")
		down := true
		broken := func(cause string) Handler {
			return func(context.Context, store.Job) error {
				if down {
					return errors.New(cause)
				}
				return nil
			}
		}
		w := NewWorker(st, map[string]Handler{"scan": broken("clamd: no answer: 株式会社鈴鹿原シール"), "notify": broken("the mail server was not reached")}, clock, slog.New(slog.NewTextHandler(io.Discard, nil)))
		for range 2 {
			if _, err := w.one(ctx); err != nil {
				t.Log(err) // what failed waits
			}
		}
		admin := incident.Actor{Kind: incident.Staff, Login: "kan", Roles: []incident.Role{incident.Administrator}}
		x := &Waits{Store: st, Now: clock}
		list, more, err := x.List(ctx, admin)
		if err != nil || more || len(list) != 2 {
			t.Fatalf("%+v %t %v", list, more, err)
		}
		for _, l := range list {
			want := map[string]string{"scan": "scanner", "notify": "mail_server"}[l.Kind]
			if l.Problem != want || l.Attempts != 1 || l.Since.Before(at) || !l.Next.After(at) {
				t.Errorf("%+v", l)
			}
			if strings.Contains(fmt.Sprint(l), "鈴鹿原") {
				t.Error("the words of the failure show")
			}
		}
		counts, err := x.Count(ctx, admin)
		if err != nil || !slices.Equal(counts, []store.JobCount{{Kind: "notify", N: 1}, {Kind: "scan", N: 1}}) {
			t.Errorf("counted %+v, %v", counts, err)
		}
		if _, err := x.Count(ctx, incident.Actor{Kind: incident.Staff, Login: "x", Roles: nil}); !errors.Is(err, &incident.Error{Kind: incident.Forbidden}) {
			t.Errorf("anybody counts: %v", err)
		}
		found := failing(list)
		if len(found) != 2 || found[0].Level != Warn {
			t.Errorf("doctor says %+v", found)
		}
		for _, role := range []incident.Role{incident.Auditor, incident.Reviewer} {
			a := incident.Actor{Kind: incident.Staff, Login: "x", Roles: []incident.Role{role}}
			if err := x.Retry(ctx, a, list[0].ID); !errors.Is(err, &incident.Error{Kind: incident.Forbidden}) {
				t.Errorf("%s retries: %v", role, err)
			}
		}
		down = false
		for _, l := range list {
			if err := x.Retry(ctx, admin, l.ID); err != nil {
				t.Error(err)
			}
			if _, err := w.one(ctx); err != nil {
				t.Error(err)
			}
			if err := x.Retry(ctx, admin, l.ID); !errors.Is(err, &incident.Error{Kind: incident.Conflict}) {
				t.Errorf("a job that is done: %v", err)
			}
		}
		if list, _, _ := x.List(ctx, admin); len(list) != 0 {
			t.Errorf("left: %+v", list)
		}
	})
}
