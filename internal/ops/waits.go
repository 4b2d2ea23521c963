package ops

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/store"
)

// Wait is one step that waits: a job, or a mail that is given up. It holds no contents: its subject is named by a receipt number or not at all.
type Wait struct {
	ID       int64  // of the job; 0 for a mail given up
	Kind     string // its words are in the catalogue under "waits.kind."
	Number   string // report it belongs to, "" for none
	Since    time.Time
	Attempts int
	Next     time.Time // next try; zero where none comes by itself
	Stuck    bool
	Problem  string // code of the last failure, under "waits.problem."; "" before the first
}

// Waits is what waits at the desk, for the console and doctor.
type Waits struct {
	Store *store.Store
	Now   func() time.Time
	Nudge func() // tells the worker that a job became due; nil where there is none beside
}

// mostWaits is how many rows one page holds.
const mostWaits = 200

// List lists what waits, what stopped first. The actor needs jobs.read. more tells that there is more than is listed.
func (w *Waits) List(ctx context.Context, a incident.Actor) (list []Wait, more bool, err error) {
	if err := incident.Ask(a, incident.JobsRead); err != nil {
		return nil, false, err
	}
	if list, err = waits(ctx, w.Store.Reader, mostWaits+1); err != nil {
		return nil, false, fmt.Errorf("what waits: %w", err)
	}
	return list[:min(len(list), mostWaits)], len(list) > mostWaits, nil
}

// Count counts the jobs that wait by kind, the most first; kinds without words count as "other". The actor needs jobs.read.
func (w *Waits) Count(ctx context.Context, a incident.Actor) ([]store.JobCount, error) {
	if err := incident.Ask(a, incident.JobsRead); err != nil {
		return nil, err
	}
	list, err := w.Store.CountJobs(ctx)
	if err != nil {
		return nil, fmt.Errorf("count what waits: %w", err)
	}
	var out []store.JobCount
	other := store.JobCount{Kind: "other"}
	for _, c := range list {
		if _, known := kinds[c.Kind]; known {
			out = append(out, c)
			continue
		}
		other.N, other.Stuck = other.N+c.N, other.Stuck+c.Stuck
	}
	if other.N > 0 {
		out = append(out, other)
	}
	return out, nil
}

// Older is how many reports an earlier finder masked.
type Older struct {
	Waiting int // masked again, some at a time
	Staying int // left as they are: the original is erased
}

// Older counts them. The actor needs jobs.read.
func (w *Waits) Older(ctx context.Context, a incident.Actor) (Older, error) {
	if err := incident.Ask(a, incident.JobsRead); err != nil {
		return Older{}, err
	}
	return older(ctx, w.Store.Reader)
}

func older(ctx context.Context, r store.Reader) (o Older, err error) {
	if o.Waiting, o.Staying, err = r.CountMaskedOlder(ctx, mask.FinderVersion); err != nil {
		return o, fmt.Errorf("masked by an earlier finder: %w", err)
	}
	return o, nil
}

// Retry makes a waiting or stopped job due now. The actor needs jobs.retry. Errors: Conflict where the job is done or under way.
func (w *Waits) Retry(ctx context.Context, a incident.Actor, id int64) error {
	if err := incident.Ask(a, incident.JobsRetry); err != nil {
		return err
	}
	now := w.Now()
	err := w.Store.Write(ctx, func(tx *store.Tx) error {
		done, err := tx.HurryJob(ctx, id, now)
		if err != nil {
			return fmt.Errorf("retry job: %w", err)
		}
		if !done {
			return incident.Errorf(incident.Conflict, "error.job_over")
		}
		return tx.Audit(ctx, store.AuditRow{At: now, Who: a.Who(), Action: string(incident.JobsRetry), Object: "job:" + strconv.FormatInt(id, 10)})
	})
	if err == nil && w.Nudge != nil {
		w.Nudge()
	}
	return err
}

// jobMail is the kind of the job that sends a mail, and of the row of one given up.
const jobMail = "notify"

// kinds are the kinds of jobs there are words for, each with how its report is found by its subject.
var kinds = map[string]func(context.Context, store.Reader, int64) (int64, error){
	"mask": own, "steps": own, "list": nil, "recount": nil, "erase": nil, store.JobAnnounce: nil, store.JobRemask: nil, store.JobMaskAgain: own, store.JobMaskOlder: nil,
	"scan": func(ctx context.Context, r store.Reader, id int64) (int64, error) {
		a, err := r.FindAttachment(ctx, id)
		return a.ReportID, err
	},
	jobMail: func(ctx context.Context, r store.Reader, id int64) (int64, error) {
		l, err := r.FindLetter(ctx, id)
		return l.ReportID, err
	},
}

func own(_ context.Context, _ store.Reader, id int64) (int64, error) { return id, nil }

func waits(ctx context.Context, r store.Reader, limit int) ([]Wait, error) {
	jobs, err := r.ListJobs(ctx, limit)
	if err != nil {
		return nil, err
	}
	letters, err := r.ListWaitingLetters(ctx, jobMail, limit)
	if err != nil {
		return nil, err
	}
	var out []Wait
	for _, l := range letters { // they come first: a wave of jobs must not push them off the page
		if l.Problem != "" {
			out = append(out, Wait{Kind: jobMail, Number: l.Number, Since: l.Queued, Stuck: true, Problem: "given_up"})
		}
	}
	for _, j := range jobs {
		x := Wait{ID: j.ID, Kind: j.Kind, Since: j.Since(), Attempts: j.Attempts, Next: j.RunAfter, Stuck: j.Stuck, Problem: problem(j.Problem)}
		if j.Stuck {
			x.Next = time.Time{}
		}
		find, known := kinds[j.Kind]
		if !known {
			x.Kind = "other"
		}
		if find != nil {
			if x.Number, err = numberOf(ctx, r, j.Subject, find); err != nil {
				return nil, err
			}
		}
		out = append(out, x)
	}
	return out, nil
}

func numberOf(ctx context.Context, r store.Reader, subject string, find func(context.Context, store.Reader, int64) (int64, error)) (string, error) {
	id, err := strconv.ParseInt(subject, 10, 64)
	if err != nil {
		return "", nil
	}
	if id, err = find(ctx, r, id); err == nil && id != 0 {
		var p incident.Report
		if p, err = r.FindReportByID(ctx, id); err == nil {
			return p.Number, nil
		}
	}
	if errors.Is(err, sql.ErrNoRows) { // erased meanwhile
		err = nil
	}
	return "", err
}

// problems tell the causes that jobs note apart, by words that stand in them.
var problems = []struct{ says, code string }{
	{"clamd", "scanner"}, {"mail server", "mail_server"}, {"send mail", "mail_server"}, {"ended the program", "crashed"}, {"panicked", "crashed"}, {"no handler", "no_handler"},
	{"form of this version", "no_form"}, {"deadline", "slow"}, {"lease lost", "slow"}, {"database", "database"}, {"disk", "database"}, {"stored: ", "database"},
}

// problem gives the code of a cause; what it does not know is "other", for the cause itself stands in the log only.
func problem(cause string) string {
	if cause == "" {
		return ""
	}
	for _, p := range problems {
		if strings.Contains(cause, p.says) {
			return p.code
		}
	}
	return "other"
}

// failing sums up by kind the jobs that were tried and failed, for doctor.
func failing(list []Wait) []Finding {
	byKind := map[string][]Wait{}
	var order []string
	for _, x := range list {
		if x.Problem == "" {
			continue
		}
		if byKind[x.Kind] == nil {
			order = append(order, x.Kind)
		}
		byKind[x.Kind] = append(byKind[x.Kind], x)
	}
	slices.Sort(order)
	var out []Finding
	for _, kind := range order {
		since, codes := byKind[kind][0].Since, []string{}
		for _, x := range byKind[kind] {
			if x.Since.Before(since) {
				since = x.Since
			}
			if !slices.Contains(codes, x.Problem) {
				codes = append(codes, x.Problem)
			}
		}
		slices.Sort(codes)
		out = append(out, Finding{Warn, "doctor.waits", []any{kind, len(byKind[kind]), since.UTC().Format("2006-01-02 15:04 MST"), strings.Join(codes, ", ")}})
	}
	return out
}
