package ops

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

func enqueue(t *testing.T, st *store.Store, at time.Time, jobs ...[2]string) {
	t.Helper()
	for _, j := range jobs {
		err := st.Write(context.Background(), func(tx *store.Tx) error { return tx.Enqueue(context.Background(), j[0], j[1], at) })
		if err != nil {
			t.Fatal(err)
		}
	}
}

func left(t *testing.T, st *store.Store) []store.Job {
	t.Helper()
	list, err := st.ListJobs(context.Background(), 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestOrder runs jobs of several subjects on both workers: those of one subject keep their order and never overlap.
func TestOrder(t *testing.T) { each(t, order) }

func order(t *testing.T, st *store.Store) {
	var mu sync.Mutex
	ran, running := map[string][]string{}, map[string]int{}
	handle := func(_ context.Context, j store.Job) error {
		mu.Lock()
		running[j.Subject]++
		if running[j.Subject] > 1 {
			t.Errorf("two jobs of subject %s at once", j.Subject)
		}
		mu.Unlock()
		time.Sleep(2 * time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		running[j.Subject]--
		ran[j.Subject] = append(ran[j.Subject], j.Kind)
		return nil
	}
	kinds := []string{"mask", "analyze", "notify"}
	handlers := map[string]Handler{}
	for _, k := range kinds {
		handlers[k] = handle
		for s := range 10 {
			enqueue(t, st, time.Now(), [2]string{k, fmt.Sprint(s)})
		}
	}
	w := NewWorker(st, handlers, time.Now, quiet)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { w.Run(ctx); close(ended) }()
	for deadline := time.Now().Add(20 * time.Second); len(left(t, st)) > 0 && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
	<-ended
	for s := range 10 {
		if got := strings.Join(ran[fmt.Sprint(s)], " "); got != "mask analyze notify" {
			t.Errorf("subject %d ran %q", s, got)
		}
	}
}

func TestNudgeWakesAtOnce(t *testing.T) { each(t, nudgeWakesAtOnce) }

func nudgeWakesAtOnce(t *testing.T, st *store.Store) {
	done := make(chan struct{}, 1)
	w := NewWorker(st, map[string]Handler{"mask": func(context.Context, store.Job) error { done <- struct{}{}; return nil }}, time.Now, quiet)
	w.idle = time.Hour
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { w.Run(ctx); close(ended) }()
	time.Sleep(50 * time.Millisecond) // both workers find nothing and sleep for an hour
	enqueue(t, st, time.Now(), [2]string{"mask", "1"})
	w.Nudge()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Error("a nudge did not wake the worker")
	}
	cancel()
	<-ended
}

func TestFailures(t *testing.T) { each(t, failures) }

func failures(t *testing.T, st *store.Store) {
	now := at
	tries := 0
	handlers := map[string]Handler{
		"flaky": func(context.Context, store.Job) error {
			if tries++; tries < 3 {
				return fmt.Errorf("mask report 7: parsing %q: 株式会社みほん: bad", "山田")
			}
			return nil
		},
		"panics": func(context.Context, store.Job) error { panic("山田") },
		"told":   func(context.Context, store.Job) error { return incident.Errorf(incident.Invalid, "error.x", "山田") },
	}
	w := NewWorker(st, handlers, func() time.Time { return now }, quiet)
	enqueue(t, st, now, [2]string{"flaky", "1"}, [2]string{"panics", "2"}, [2]string{"told", "3"}, [2]string{"unknown", "4"}, [2]string{"after", "1"})
	ctx := context.Background()
	for {
		did, err := w.one(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if !did {
			break
		}
	}
	problems := map[string]string{}
	for _, j := range left(t, st) {
		problems[j.Kind] = j.Problem
	}
	want := map[string]string{"flaky": "mask report 7: parsing …: …: bad", "panics": "panicked: string", "told": "invalid: error.x",
		"unknown": "no handler for jobs of kind unknown", "after": ""}
	for k, p := range want {
		if problems[k] != p {
			t.Errorf("%s: problem %q, want %q", k, problems[k], p)
		}
	}
	handlers["after"] = func(context.Context, store.Job) error {
		if tries != 3 {
			t.Error("a job ran before the older one of its subject, which was being retried")
		}
		return nil
	}
	for range 20 {
		now = now.Add(6 * time.Hour)
		for {
			if did, err := w.one(ctx); err != nil || !did {
				break
			}
		}
	}
	for _, j := range left(t, st) {
		if j.Kind == "flaky" || j.Kind == "after" || !j.Stuck || j.Attempts != store.MostAttempts {
			t.Errorf("left: %s, attempts %d, stuck %v", j.Kind, j.Attempts, j.Stuck)
		}
	}
}

// TestAskedAgainWhileRunning: a job enqueued while it runs is not started beside itself, and runs once more at once.
func TestAskedAgainWhileRunning(t *testing.T) { each(t, askedAgainWhileRunning) }

func askedAgainWhileRunning(t *testing.T, st *store.Store) {
	runs := 0
	var w *Worker
	w = NewWorker(st, map[string]Handler{"mask": func(ctx context.Context, _ store.Job) error {
		if runs++; runs == 1 {
			enqueue(t, st, at, [2]string{"mask", "1"})
			if list, err := w.claim(ctx); err != nil || len(list) != 0 {
				t.Errorf("a running job was claimed: %v, %v", list, err)
			}
		}
		return nil
	}}, clock, quiet)
	enqueue(t, st, at, [2]string{"mask", "1"})
	if err := w.Drain(context.Background()); err != nil || runs != 2 || len(left(t, st)) != 0 {
		t.Errorf("%d runs, %d left: %v", runs, len(left(t, st)), err)
	}
}

func TestStopGivesBack(t *testing.T) { each(t, stopGivesBack) }

func stopGivesBack(t *testing.T, st *store.Store) {
	started := make(chan struct{})
	w := NewWorker(st, map[string]Handler{"long": func(ctx context.Context, _ store.Job) error {
		close(started)
		<-ctx.Done()
		return ctx.Err()
	}}, time.Now, quiet)
	enqueue(t, st, time.Now(), [2]string{"long", "1"})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { w.Run(ctx); close(ended) }()
	<-started
	cancel()
	<-ended
	due, err := st.AnyDue(context.Background(), time.Now())
	if list := left(t, st); err != nil || !due || len(list) != 1 || list[0].Attempts != 0 {
		t.Errorf("left %+v, due %v, %v", list, due, err)
	}
}

// TestLeaseRenewed: a job longer than its lease stays with its worker; one that was taken away is told to stop.
func TestLeaseRenewed(t *testing.T) { each(t, leaseRenewed) }

func leaseRenewed(t *testing.T, st *store.Store) {
	w := NewWorker(st, map[string]Handler{
		"long": func(context.Context, store.Job) error { time.Sleep(700 * time.Millisecond); return nil },
		"lost": func(ctx context.Context, j store.Job) error {
			err := st.Write(ctx, func(tx *store.Tx) error { return tx.FailJob(ctx, j, time.Now(), "taken") })
			if err == nil {
				_, err = st.Claim(ctx, time.Now().Add(time.Hour), time.Hour, 1)
			}
			if err != nil {
				return err
			}
			<-ctx.Done()
			return context.Cause(ctx)
		},
	}, time.Now, quiet)
	w.lease = 300 * time.Millisecond
	enqueue(t, st, time.Now(), [2]string{"long", "1"})
	go func() {
		time.Sleep(500 * time.Millisecond)
		if list, err := st.Claim(context.Background(), time.Now(), time.Minute, 1); err != nil || len(list) != 0 {
			t.Errorf("a job whose lease is renewed was taken: %v, %v", list, err)
		}
	}()
	if err := w.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
	enqueue(t, st, time.Now(), [2]string{"lost", "1"})
	if err := w.Drain(context.Background()); !errors.Is(err, errLost) {
		t.Errorf("a lost lease: %v", err)
	}
}
