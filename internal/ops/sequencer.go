package ops

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"todoke/internal/store"
)

// Sequencer numbers the audit log's leaves and signs a checkpoint within a second of a leaf (design §4, Audit).
type Sequencer struct {
	Store *store.Store
	Notes Notes
	Now   func() time.Time
	Log   *slog.Logger
}

const (
	sequenceEvery = 400 * time.Millisecond
	sequenceBatch = 256 // leaves in one commit, so that a filing never waits long behind it
)

// Run numbers until ctx ends, then once more, so that a stopped desk leaves nothing unnumbered. While nothing waits it costs one indexed read a turn.
func (s *Sequencer) Run(ctx context.Context) {
	tick := time.NewTicker(sequenceEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			s.turn(last)
			return
		case <-tick.C:
			s.turn(ctx)
		}
	}
}

func (s *Sequencer) turn(ctx context.Context) {
	if _, err := s.All(ctx); err != nil && ctx.Err() == nil {
		s.Log.Error("audit log not numbered", "err", err)
	}
}

// All numbers everything that waits now and returns how many leaves that were.
func (s *Sequencer) All(ctx context.Context) (int, error) {
	total := 0
	for {
		waiting, err := s.Store.AnyAuditWaiting(ctx)
		if err != nil || !waiting {
			return total, err
		}
		n, err := s.Store.Sequence(ctx, s.Now(), sequenceBatch, func(size int64, root tlog.Hash) (string, error) {
			return s.Notes.SignNote(checkpointText(size, root))
		})
		total += n
		if err != nil || n < sequenceBatch {
			return total, err
		}
	}
}
