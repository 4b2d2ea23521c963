package subscribe

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"todoke/internal/incidenttest"
	"todoke/internal/notify"
	"todoke/internal/ops"
	"todoke/internal/store"
)

// BenchmarkAnnounce tells 10,000 subscribers of a release through the worker and a mail server in this process, and measures meanwhile how long a write waits
// and how long another job, as masking is one, waits for its turn:
//
//	go test ./internal/subscribe -run '^$' -bench Announce -benchtime 1x -timeout 30m
func BenchmarkAnnounce(b *testing.B) {
	const many, probe = 10_000, "probe"
	for b.Loop() {
		d := newDesk(b, incidenttest.SQLite(b))
		d.Now, d.Outbox.Now, d.now = time.Now, time.Now, time.Now()
		for i := 0; i < many; i += 500 {
			d.must(d.st.Write(ctx, func(tx *store.Tx) error {
				for k := range 500 {
					if err := d.insert(tx, fmt.Sprintf("r%d@example.com", i+k)); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		w := ops.NewWorker(d.st, map[string]ops.Handler{notify.JobSend: d.Outbox.Send, store.JobAnnounce: d.Announce, probe: func(context.Context, store.Job) error { return nil }},
			time.Now, slog.New(slog.NewTextHandler(io.Discard, nil)))
		running, stop := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() { w.Run(running); close(done) }()
		var write, job time.Duration
		begin := time.Now()
		d.now = begin
		d.release()
		for len(d.server.Mails()) < many {
			at := time.Now()
			d.must(d.st.Write(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, probe, probe, at) }))
			write = max(write, time.Since(at))
			for err := error(nil); !errors.Is(err, sql.ErrNoRows); time.Sleep(5 * time.Millisecond) {
				_, err = d.st.FindJob(ctx, probe, probe)
			}
			job = max(job, time.Since(at))
			time.Sleep(100 * time.Millisecond)
		}
		b.ReportMetric(many/time.Since(begin).Seconds(), "mails/s")
		b.ReportMetric(write.Seconds(), "s/write-max")
		b.ReportMetric(job.Seconds(), "s/job-max")
		stop()
		<-done
	}
}
