package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Job is one piece of work that waits: at least once, so its handler must be idempotent.
type Job struct {
	ID       int64
	Kind     string
	Subject  string // what it works on: a report id or number, unique with Kind
	RunAfter time.Time
	Attempts int
	Stuck    bool
	Problem  string // short cause of the last failure; never report text
}

// Since is when the job was first wanted.
func (j Job) Since() time.Time { return idTime(j.ID) }

// Enqueue adds a job, or makes an existing one of the same kind and subject due again. One that runs just now keeps its lease and runs again afterwards.
func (tx *Tx) Enqueue(ctx context.Context, kind, subject string, at time.Time) error {
	return tx.exec(ctx, `INSERT INTO jobs (id, kind, subject, run_after) VALUES ($1, $2, $3, $4)
		ON CONFLICT (kind, subject) DO UPDATE SET run_after = excluded.run_after, attempts = 0, stuck = 0`,
		NewID(at), kind, subject, micros(at))
}

// Claim takes up to limit due jobs for the length of the lease; a crashed worker's jobs come back when it ends. Jobs of one subject run in the order
// they were first enqueued and never two at once: one waits while another is leased, and behind an older one that is due or being retried.
func (s *Store) Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]Job, error) {
	skip := ""
	if s.dialect == postgres {
		skip = " FOR UPDATE SKIP LOCKED"
	}
	var out []Job
	err := s.Write(ctx, func(tx *Tx) error {
		if tx.dialect == postgres { // two nodes that claim at once would not see each other's leases on one subject
			if err := tx.exec(ctx, `SELECT pg_advisory_xact_lock(7403003)`); err != nil {
				return err
			}
		}
		q, err := tx.q.QueryContext(ctx, `UPDATE jobs SET lease_until = $1, attempts = attempts + 1
			WHERE id IN (SELECT j.id FROM jobs j WHERE j.stuck = 0 AND j.run_after <= $2 AND j.lease_until <= $2
				AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.subject = j.subject AND o.id <> j.id AND o.stuck = 0
					AND (o.lease_until > $2 OR (o.id < j.id AND (o.run_after <= $2 OR o.attempts > 0))))
				ORDER BY j.run_after, j.id LIMIT $3`+skip+`)
			RETURNING id, kind, subject, run_after, attempts, stuck, problem`, micros(now.Add(lease)), micros(now), int64(limit))
		out, err = rows(q, err, scanJob)
		return err
	})
	return out, err
}

// RenewJob lengthens the lease of a job in hand and tells whether it is still the caller's.
func (tx *Tx) RenewJob(ctx context.Context, j Job, until time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE jobs SET lease_until = $1 WHERE id = $2 AND (attempts = $3 OR attempts = 0)`, micros(until), j.ID, int64(j.Attempts))
	return n == 1, err
}

// ReleaseJob gives a claimed job back untried, when the program stops.
func (tx *Tx) ReleaseJob(ctx context.Context, j Job) error {
	if err := tx.exec(ctx, `UPDATE jobs SET lease_until = 0, attempts = attempts - 1 WHERE id = $1 AND attempts = $2`, j.ID, int64(j.Attempts)); err != nil {
		return err
	}
	return tx.unlease(ctx, j)
}

// unlease frees a job that was enqueued again while it ran, so that it runs at once and not when the lease ends.
func (tx *Tx) unlease(ctx context.Context, j Job) error {
	return tx.exec(ctx, `UPDATE jobs SET lease_until = 0 WHERE id = $1 AND attempts = 0`, j.ID)
}

// AnyDue tells cheaply, without the writer, whether Claim would find something.
func (r Reader) AnyDue(ctx context.Context, now time.Time) (bool, error) {
	var n int64
	err := r.q.QueryRowContext(ctx, `SELECT id FROM jobs WHERE stuck = 0 AND run_after <= $1 AND lease_until <= $1 LIMIT 1`, micros(now)).Scan(&n)
	if err == sql.ErrNoRows {
		return false, nil
	}
	return err == nil, err
}

func scanJob(r *sql.Rows) (Job, error) {
	var j Job
	var after, attempts, stuck int64
	err := r.Scan(&j.ID, &j.Kind, &j.Subject, &after, &attempts, &stuck, &j.Problem)
	j.RunAfter, j.Attempts, j.Stuck = instant(after), int(attempts), stuck == 1
	return j, err
}

// FinishJob removes a done job, unless it was enqueued again while it ran (its attempts were reset).
func (tx *Tx) FinishJob(ctx context.Context, j Job) error {
	if err := tx.exec(ctx, `DELETE FROM jobs WHERE id = $1 AND attempts = $2`, j.ID, int64(j.Attempts)); err != nil {
		return err
	}
	return tx.unlease(ctx, j)
}

// MostAttempts is how often a job is tried before it is stuck; with the back-off that is about a day and a half.
const MostAttempts = 16

// FailJob puts a job back with a back-off that doubles from one second to six hours; after MostAttempts tries it is stuck and shown in the console.
func (tx *Tx) FailJob(ctx context.Context, j Job, now time.Time, problem string) error {
	wait := min(time.Second<<min(j.Attempts, 20), 6*time.Hour)
	err := tx.exec(ctx, `UPDATE jobs SET run_after = $1, lease_until = 0, stuck = $2, problem = $3 WHERE id = $4 AND attempts = $5`,
		micros(now.Add(wait)), flag(j.Attempts >= MostAttempts), problem, j.ID, int64(j.Attempts))
	if err != nil {
		return err
	}
	return tx.unlease(ctx, j)
}

// ListJobs lists what waits, oldest first, for the console and doctor.
func (r Reader) ListJobs(ctx context.Context, limit int) ([]Job, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, kind, subject, run_after, attempts, stuck, problem FROM jobs ORDER BY stuck DESC, run_after LIMIT $1`, int64(limit))
	return rows(q, err, scanJob)
}

// JobCount is how many jobs of a kind wait, and how many of them stopped.
type JobCount struct {
	Kind     string
	N, Stuck int
}

// CountJobs counts what waits by kind, the most first.
func (r Reader) CountJobs(ctx context.Context) ([]JobCount, error) {
	q, err := r.q.QueryContext(ctx, `SELECT kind, COUNT(*), COALESCE(SUM(stuck), 0) FROM jobs GROUP BY kind ORDER BY COUNT(*) DESC, kind`)
	return rows(q, err, func(q *sql.Rows) (JobCount, error) {
		var c JobCount
		err := q.Scan(&c.Kind, &c.N, &c.Stuck)
		return c, err
	})
}

// HurryJob makes a waiting or stuck job due now, as if it had not been tried; false when there is none of that id, or one is working on it.
func (tx *Tx) HurryJob(ctx context.Context, id int64, now time.Time) (bool, error) {
	n, err := tx.changed(ctx, `UPDATE jobs SET run_after = $2, attempts = 0, stuck = 0 WHERE id = $1 AND lease_until <= $2`, id, micros(now))
	return n == 1, err
}

// FindJob reads what waits of one kind and subject; sql.ErrNoRows when nothing does.
func (r Reader) FindJob(ctx context.Context, kind, subject string) (Job, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, kind, subject, run_after, attempts, stuck, problem FROM jobs WHERE kind = $1 AND subject = $2`, kind, subject)
	list, err := rows(q, err, scanJob)
	if err == nil && len(list) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return Job{}, err
	}
	return list[0], nil
}

// Counter raises a named counter inside the transaction and gives its new value.
func (tx *Tx) Counter(ctx context.Context, name string) (int64, error) {
	var n int64
	err := tx.x.QueryRowContext(ctx, `INSERT INTO counters (name, value) VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value`, name).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counter: %w", err)
	}
	return n, nil
}

// Setting reads a setting of the desk; "" when it is not set.
func (r Reader) Setting(ctx context.Context, name string) (string, error) {
	var v string
	err := r.q.QueryRowContext(ctx, `SELECT body FROM settings WHERE name = $1`, name).Scan(&v)
	if err == sql.ErrNoRows {
		return "", nil
	}
	return v, err
}

// PutSetting writes a setting. The setting "demo" can be written once and never changed (a trigger holds it).
func (tx *Tx) PutSetting(ctx context.Context, name, body string, at time.Time) error {
	return tx.exec(ctx, `INSERT INTO settings (name, body, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at`, name, body, micros(at))
}
