package ops

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"sync"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Handler does one job. It may be called again for the same job, so a second run must leave what the first left.
type Handler func(ctx context.Context, j store.Job) error

// Worker runs the jobs of the store: oldest first, those of one subject in order, a failed one again after a growing wait.
type Worker struct {
	st       *store.Store
	handlers map[string]Handler
	now      func() time.Time
	log      *slog.Logger
	lease    time.Duration
	idle     time.Duration
	nudges   []chan struct{}

	// Busy tells that people wait for the desk right now; jobs then give way, but never longer than giveWay each. Nil means never.
	Busy func() bool
}

const giveWay = 2 * time.Second

const workers = 2

// NewWorker builds a Worker with a handler for each kind of job. It runs two jobs at a time.
func NewWorker(st *store.Store, handlers map[string]Handler, now func() time.Time, log *slog.Logger) *Worker {
	w := &Worker{st: st, handlers: handlers, now: now, log: log, lease: time.Minute, idle: time.Second}
	for range workers {
		w.nudges = append(w.nudges, make(chan struct{}, 1))
	}
	return w
}

// Nudge wakes the worker at once; call it after a commit that enqueued a job. It never blocks, and a missed one costs a second.
func (w *Worker) Nudge() {
	for _, c := range w.nudges {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Run works until ctx ends and returns when the jobs in hand have stopped; those that did not finish are given back.
func (w *Worker) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, nudge := range w.nudges {
		all.Go(func() {
			for ctx.Err() == nil {
				w.wait(ctx)
				if w.turn(ctx) {
					continue
				}
				wait := time.NewTimer(w.idle)
				select {
				case <-nudge:
				case <-wait.C:
				case <-ctx.Done():
				}
				wait.Stop()
			}
		})
	}
	all.Wait()
}

// wait lets filings go first: they answer somebody, jobs do not.
func (w *Worker) wait(ctx context.Context) {
	const step = 50 * time.Millisecond
	for waited := time.Duration(0); w.Busy != nil && w.Busy() && waited < giveWay; waited += step {
		select {
		case <-time.After(step):
		case <-ctx.Done():
			return
		}
	}
}

// turn runs one job and tells whether there may be more.
func (w *Worker) turn(ctx context.Context) bool {
	did, err := w.one(ctx)
	if err != nil && ctx.Err() == nil {
		w.log.Error("job loop", "err", err)
		return false
	}
	return did
}

// Drain runs jobs one after another until none is due, for the demonstration, imports and tests; the first failure of a job ends it.
func (w *Worker) Drain(ctx context.Context) error {
	for {
		jobs, err := w.claim(ctx)
		if err != nil || len(jobs) == 0 {
			return err
		}
		if err := w.run(ctx, jobs[0]); err != nil {
			return fmt.Errorf("job %s %s: %w", jobs[0].Kind, jobs[0].Subject, err)
		}
	}
}

func (w *Worker) one(ctx context.Context) (bool, error) {
	jobs, err := w.claim(ctx)
	if err != nil || len(jobs) == 0 {
		return false, err
	}
	if err := w.run(ctx, jobs[0]); err != nil && ctx.Err() == nil {
		w.log.Warn("job failed", "kind", jobs[0].Kind, "subject", jobs[0].Subject, "attempt", jobs[0].Attempts, "problem", cause(err))
	}
	w.Nudge() // a job of the same subject may have waited for this one
	return true, nil
}

// claim looks before it takes, so that an idle desk leaves its writer alone.
func (w *Worker) claim(ctx context.Context) ([]store.Job, error) {
	due, err := w.st.AnyDue(ctx, w.now())
	if err != nil || !due {
		return nil, err
	}
	return w.st.Claim(ctx, w.now(), w.lease, 1)
}

// run does one job under its lease and writes down how it ended.
func (w *Worker) run(ctx context.Context, j store.Job) error {
	err := w.leased(ctx, j)
	after := context.WithoutCancel(ctx)
	end := w.st.Write(after, func(tx *store.Tx) error {
		switch {
		case err == nil:
			return tx.FinishJob(after, j)
		case ctx.Err() != nil:
			return tx.ReleaseJob(after, j)
		default:
			return tx.FailJob(after, j, w.now(), cause(err))
		}
	})
	if end != nil {
		return fmt.Errorf("write down job: %w", end)
	}
	return err
}

var errLost = errors.New("lease lost")

// leased runs the handler and renews the lease at a third of its length; when the lease is lost the handler's context ends.
func (w *Worker) leased(ctx context.Context, j store.Job) error {
	handle, known := w.handlers[j.Kind]
	switch {
	case !known:
		return fmt.Errorf("no handler for jobs of kind %s", j.Kind)
	case j.Attempts > store.MostAttempts: // it never came back to say why it failed
		return errors.New("ended the program each time")
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				w.log.Error("job panicked", "kind", j.Kind, "subject", j.Subject)
				done <- fmt.Errorf("panicked: %T", r) // the value may hold report text
			}
		}()
		done <- handle(ctx, j)
	}()
	renew := time.NewTicker(w.lease / 3)
	defer renew.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-renew.C:
			ours := false
			err := w.st.Write(ctx, func(tx *store.Tx) error {
				var err error
				ours, err = tx.RenewJob(ctx, j, w.now().Add(w.lease))
				return err
			})
			if err == nil && !ours {
				cancel(errLost)
				<-done
				return errLost
			}
		}
	}
}

var quoted = regexp.MustCompile(`"[^"]*"|'[^']*'|` + "`[^`]*`" + `|[^\x20-\x7e]+`)

// cause is the short reason of a failure as it may stand in the console: what a library quotes, and anything but plain ASCII, may be report text and is cut out.
func cause(err error) string {
	var told *incident.Error
	if errors.As(err, &told) {
		return told.Error()
	}
	s := quoted.ReplaceAllString(err.Error(), "…")
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200]) + "…"
	}
	return s
}
