package retention

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/stats"
	"todoke/internal/store"
)

// certificateOrigin is the first line of a certificate, which tells it from receipts and checkpoints under the same key.
const certificateOrigin = "todoke/erasure"

// proof counts all tables at the run's moment.
func (k *Retention) proof(ctx context.Context, run store.ErasureRun) (string, int, error) {
	p, err := stats.ParsePeriod(run.Period)
	if err != nil {
		return "", 0, fmt.Errorf("prove run %d: %w", run.N, err)
	}
	sum, n, err := k.c.Stats.Proof(ctx, store.Freeze{ID: freezeID(run.N), Change: run.Change, At: run.Begun}, p)
	if err != nil {
		return "", 0, fmt.Errorf("prove run %d: %w", run.N, err)
	}
	return sum, n, nil
}

// finish counts all tables again, signs the certificate and ends the run. Tables that differ are an error: the run stays open, and the console shows it.
func (k *Retention) finish(ctx context.Context, run store.ErasureRun) error {
	var err error
	if run.After, run.Tables, err = k.proof(ctx, run); err != nil {
		return err
	}
	if run.After != run.Before {
		return fmt.Errorf("run %d: the tables differ after erasing", run.N)
	}
	list, err := k.c.Store.ListRunErasures(ctx, run.N)
	if err != nil {
		return fmt.Errorf("finish run %d: %w", run.N, err)
	}
	run.Ended = k.c.Now()
	if run.Certificate, err = k.c.Seal.SignNote(certificateText(run, list)); err != nil {
		return fmt.Errorf("finish run %d: %w", run.N, err)
	}
	sum := sha256.Sum256([]byte(run.Certificate))
	return k.c.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutErasureRun(ctx, run); err != nil {
			return fmt.Errorf("finish run %d: %w", run.N, err)
		}
		if err := tx.DropMarks(ctx); err != nil {
			return fmt.Errorf("finish run %d: %w", run.N, err)
		}
		return tx.Audit(ctx, k.audit(incident.MachineActor(incident.PurposeErase), "report.erase", fmt.Sprintf("erasing:%d", run.N), "",
			fmt.Sprintf("erasures=%d certificate=%s", len(list), hex.EncodeToString(sum[:]))))
	})
}

// certificateText is what a certificate says: no word of any report.
func certificateText(run store.ErasureRun, list []store.Erasure) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line(certificateOrigin)
	line("run %d", run.N)
	line("begun %s", run.Begun.UTC().Format(time.RFC3339))
	line("ended %s", run.Ended.UTC().Format(time.RFC3339))
	counts, items := map[incident.Kept]int{}, map[incident.Kept]int{}
	reports := map[string]bool{}
	for _, e := range list {
		counts[e.Class]++
		items[e.Class] += e.Items
		reports[e.Number] = true
	}
	line("reports %d", len(reports))
	for _, class := range incident.KeptOfReport {
		if counts[class] > 0 {
			line("class %s reports=%d rows=%d", class, counts[class], items[class])
		}
	}
	line("tables %d period=%s change=%d", run.Tables, run.Period, run.Change)
	line("before sha256:%s", run.Before)
	line("after sha256:%s", run.After)
	for _, e := range list {
		line("erased %s %s rows=%d cause=%s at=%s", e.Number, e.Class, e.Items, e.Cause, e.At.UTC().Format(time.RFC3339))
	}
	return b.String()
}

// Certificate is what a signed certificate says.
type Certificate struct {
	Run     string   `json:"run"`
	Begun   string   `json:"begun"`
	Ended   string   `json:"ended"`
	Reports string   `json:"reports"`
	Classes []string `json:"classes"`
	Erased  int      `json:"erased"`
	Before  string   `json:"before"`
	After   string   `json:"after"`
	Text    string   `json:"-"`
}

// ReadCertificate checks a certificate against the desk's key (verify opens a signed note) and reads it. Errors are for people, of kind Conflict: not
// signed by this key, not a certificate, or one whose tables differ.
func ReadCertificate(note string, verify func(string) (string, error)) (Certificate, error) {
	text, err := verify(note)
	if err != nil {
		return Certificate{}, incident.Errorf(incident.Conflict, "retention.error.certificate_signature")
	}
	c := Certificate{Text: text}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != certificateOrigin {
		return c, incident.Errorf(incident.Conflict, "retention.error.certificate_kind")
	}
	for _, l := range lines[1:] {
		key, rest, _ := strings.Cut(l, " ")
		switch key {
		case "run":
			c.Run = rest
		case "begun":
			c.Begun = rest
		case "ended":
			c.Ended = rest
		case "reports":
			c.Reports = rest
		case "class":
			c.Classes = append(c.Classes, rest)
		case "before":
			c.Before = rest
		case "after":
			c.After = rest
		case "erased":
			c.Erased++
		}
	}
	if c.Before == "" || c.Before != c.After {
		return c, incident.Errorf(incident.Conflict, "retention.error.certificate_tables")
	}
	return c, nil
}

// Runs lists the newest runs of the erasing job.
func (k *Retention) Runs(ctx context.Context, a incident.Actor) ([]Run, error) {
	if err := incident.Ask(a, incident.RetentionRead); err != nil {
		return nil, err
	}
	list, err := k.c.Store.ListErasureRuns(ctx, 50)
	if err != nil {
		return nil, fmt.Errorf("runs: %w", err)
	}
	out := make([]Run, 0, len(list))
	for _, r := range list {
		erased, err := k.c.Store.ListRunErasures(ctx, r.N)
		if err != nil {
			return nil, fmt.Errorf("runs: %w", err)
		}
		reports := map[string]bool{}
		for _, e := range erased {
			reports[e.Number] = true
		}
		out = append(out, Run{N: r.N, Begun: r.Begun, Ended: r.Ended, Reports: len(reports)})
	}
	return out, nil
}

// Run is one run of the erasing job, as people see it.
type Run struct {
	N       int64
	Begun   time.Time
	Ended   time.Time // zero while it goes on
	Reports int
}

// CertificateOf gives the signed certificate of a run; NotFound while it goes on.
func (k *Retention) CertificateOf(ctx context.Context, a incident.Actor, n int64) (string, error) {
	if err := incident.Ask(a, incident.RetentionRead); err != nil {
		return "", err
	}
	run, err := k.c.Store.FindErasureRun(ctx, n)
	if err != nil || run.Certificate == "" {
		return "", incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	return run.Certificate, nil
}
