package retention

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// JobErase is the kind of the job that erases what is due; there is one of it.
const (
	JobErase     = "erase"
	eraseSubject = "due"
)

// mostRun is how many reports one run erases; what is left is the next run's.
const mostRun = 500

// startSetting holds until when the desk let erasing begin without waiting, as microseconds: clocks confirmed before count at once.
const startSetting = "retention.started"

// piece is one report of which something is to go.
type piece struct {
	life    incident.Life
	classes []incident.Kept
	cause   string
	again   bool // it was erased before, by the list beside the keys: nothing stands against it
}

// Causes of an erasing.
const (
	ByClock   = "clock"
	ByRequest = "request"
)

// Start begins erasing what is due now, without waiting for the days after a clock's confirmation to pass. Errors: Conflict where nothing is due.
func (k *Retention) Start(ctx context.Context, a incident.Actor) error {
	if err := incident.Ask(a, incident.RetentionSet); err != nil {
		return err
	}
	due, err := k.due(ctx, a, 0, 1)
	if err != nil {
		return err
	}
	if len(due.Now) == 0 {
		return incident.Errorf(incident.Conflict, "retention.error.nothing_due")
	}
	at := k.c.Now()
	return k.c.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutSetting(ctx, startSetting, strconv.FormatInt(at.UnixMicro(), 10), at); err != nil {
			return fmt.Errorf("begin erasing: %w", err)
		}
		if err := tx.Enqueue(ctx, JobErase, eraseSubject, at); err != nil {
			return fmt.Errorf("begin erasing: %w", err)
		}
		return tx.Audit(ctx, k.audit(a, incident.RetentionSet, "erasing", "", "started"))
	})
}

// quiet is the hour in Japan at which the job runs for what the clocks let go of: the database's files are rewritten, and nobody can file meanwhile.
const quiet = 3

// nextQuiet is the next such hour.
func nextQuiet(now time.Time) time.Time {
	y, m, d := now.In(incident.Japan).Date()
	at := time.Date(y, m, d, quiet, 0, 0, 0, incident.Japan)
	if at.Before(now) {
		at = at.AddDate(0, 0, 1)
	}
	return at.UTC()
}

// Sweep drops terms whose time is over, and queues the job for the next quiet hour where something is due; call it now and then.
func (k *Retention) Sweep(ctx context.Context) error {
	if err := k.c.Store.Write(ctx, func(tx *store.Tx) error { return tx.DropErasedTerms(ctx, k.c.Now()) }); err != nil {
		return fmt.Errorf("terms of erased reports: %w", err)
	}
	work, err := k.pieces(ctx, 1)
	if err != nil || len(work) == 0 {
		return err
	}
	return k.c.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.FindJob(ctx, JobErase, eraseSubject); !errors.Is(err, sql.ErrNoRows) {
			return err // queued already, maybe for now
		}
		return tx.Enqueue(ctx, JobErase, eraseSubject, nextQuiet(k.c.Now()))
	})
}

// pieces lists what is to go now: what two people agreed to, then what the clocks let go of, no held and no open report.
func (k *Retention) pieces(ctx context.Context, most int) ([]piece, error) {
	var out []piece
	agreed, err := k.c.Store.ListAgreedEraseRequests(ctx, most)
	if err != nil {
		return nil, fmt.Errorf("agreed requests: %w", err)
	}
	now := k.c.Now()
	for _, e := range agreed {
		l, err := k.c.Store.FindLife(ctx, e.ReportID)
		if err != nil {
			return nil, fmt.Errorf("agreed requests: %w", err)
		}
		if !l.Open() && !l.Held(now) {
			out = append(out, piece{life: l, classes: incident.KeptOfReport, cause: ByRequest})
		}
	}
	clocks, err := k.ripe(ctx, now)
	if err != nil {
		return nil, err
	}
	err = k.eachDue(ctx, clocks, now, func(l incident.Life, when map[incident.Kept]time.Time) bool {
		if !l.Held(now) && !slices.ContainsFunc(out, func(p piece) bool { return p.life.ReportID == l.ReportID }) {
			out = append(out, piece{life: l, classes: classesOf(when), cause: ByClock})
		}
		return len(out) < most
	})
	return out, err
}

// ripe gives the running clocks whose days of waiting are over, or were cut short by Start.
func (k *Retention) ripe(ctx context.Context, now time.Time) ([]incident.Clock, error) {
	all, err := k.c.Store.ListClocks(ctx)
	if err != nil {
		return nil, fmt.Errorf("clocks: %w", err)
	}
	setting, err := k.c.Store.Setting(ctx, startSetting)
	if err != nil {
		return nil, fmt.Errorf("clocks: %w", err)
	}
	started := int64(-1)
	if n, err := strconv.ParseInt(setting, 10, 64); err == nil {
		started = n
	}
	return slices.DeleteFunc(running(all), func(c incident.Clock) bool {
		return now.Before(c.At.Add(Wait)) && c.At.UnixMicro() > started
	}), nil
}

func classesOf(when map[incident.Kept]time.Time) []incident.Kept {
	var out []incident.Kept
	for _, class := range incident.KeptOfReport {
		if _, ok := when[class]; ok {
			out = append(out, class)
		}
	}
	return out
}

// Run is the job: it erases what is due, report by report, purges the database's files, proves that no number changed and signs a certificate. It may be
// killed anywhere and run again: what was erased stays so, and the run that was begun is ended.
func (k *Retention) Run(ctx context.Context) error {
	run, begun, err := k.unfinished(ctx)
	if err != nil {
		return err
	}
	work, err := k.pieces(ctx, mostRun)
	if err != nil {
		return err
	}
	if len(work) == 0 && !begun {
		return nil
	}
	if !begun {
		if run, err = k.begin(ctx); err != nil {
			return err
		}
	}
	for _, p := range work {
		if err := k.erase(ctx, p, run.N, k.c.Now()); err != nil {
			return fmt.Errorf("erase %s: %w", p.life.Number, err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if err := k.c.Store.PurgeErased(ctx); err != nil {
		return err
	}
	if err := k.finish(ctx, run); err != nil {
		return err
	}
	if len(work) == mostRun {
		return k.c.Store.Write(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, JobErase, eraseSubject, k.c.Now()) })
	}
	return nil
}

// unfinished gives the run that was begun and not ended, and whether there is one.
func (k *Retention) unfinished(ctx context.Context) (store.ErasureRun, bool, error) {
	list, err := k.c.Store.ListErasureRuns(ctx, 1)
	if err != nil {
		return store.ErasureRun{}, false, fmt.Errorf("runs: %w", err)
	}
	if len(list) == 0 || !list[0].Ended.IsZero() {
		return store.ErasureRun{}, false, nil
	}
	return list[0], true, nil
}

// errSpared says that a report may not be erased any more: somebody held or opened it meanwhile.
var errSpared = errors.New("spared")

// erase takes classes of one report, with all that may not outlive them. What goes stands in the list beside the keys before it goes.
func (k *Retention) erase(ctx context.Context, p piece, run int64, at time.Time) error {
	var err error
	for range 5 {
		if err = k.eraseOnce(ctx, p, run, at); !errors.Is(err, store.ErrTurned) {
			break
		}
		if p.life, err = k.c.Store.FindLife(ctx, p.life.ReportID); err != nil {
			return err
		}
	}
	return err
}

func (k *Retention) eraseOnce(ctx context.Context, p piece, run int64, at time.Time) error {
	l := p.life
	gone := l.Gone(p.classes)
	if len(gone) == 0 {
		return k.c.Store.Write(ctx, func(tx *store.Tx) error { return tx.FinishEraseRequests(ctx, l.ReportID) })
	}
	r, err := k.c.Store.FindReportByID(ctx, l.ReportID)
	if err != nil {
		return err
	}
	terms, err := k.terms(ctx, r, gone)
	if err != nil {
		return err
	}
	going, err := k.going(ctx, r, l, gone)
	if err != nil {
		return err
	}
	line := Line{Report: l.Number, Classes: gone, Run: run, Cause: p.cause, At: at}
	if !p.again {
		if err := k.list.Add(line); err != nil {
			return fmt.Errorf("list of erasures: %w", err)
		}
	}
	err = k.c.Store.Write(ctx, func(tx *store.Tx) error {
		if !p.again {
			now, err := tx.FindLife(ctx, l.ReportID)
			if err != nil {
				return err
			}
			if now.Open() || now.Held(k.c.Now()) {
				return errSpared
			}
		}
		return k.write(ctx, tx, going, terms, line)
	})
	if err == nil || p.again {
		return err
	}
	line.Spared = true
	if add := k.list.Add(line); add != nil {
		return errors.Join(err, fmt.Errorf("list of erasures: %w", add))
	}
	if errors.Is(err, errSpared) {
		return nil
	}
	return err
}

// write is the transaction that erases: rows, terms for the leak check, what was erased, audit.
func (k *Retention) write(ctx context.Context, tx *store.Tx, g store.Going, terms []store.ErasedTerm, line Line) error {
	items, err := tx.EraseClasses(ctx, g)
	if err != nil {
		return err
	}
	if err := tx.PutErasedTerms(ctx, terms); err != nil {
		return err
	}
	for _, class := range g.Classes {
		e := store.Erasure{ID: store.NewID(line.At), ReportID: g.ReportID, Number: g.Number, Class: class, Run: line.Run, Cause: line.Cause, Items: items[class], At: line.At}
		if err := tx.InsertErasure(ctx, e); err != nil {
			return err
		}
	}
	if line.Cause == ByRequest {
		if err := tx.FinishEraseRequests(ctx, g.ReportID); err != nil {
			return err
		}
	}
	detail := fmt.Sprintf("classes=%s run=%d cause=%s", joined(g.Classes), line.Run, line.Cause)
	return tx.Audit(ctx, k.audit(incident.MachineActor(incident.PurposeErase), "report.erase", "report:"+g.Number, "", detail))
}

func joined(list []incident.Kept) string {
	s := ""
	for i, k := range list {
		if i > 0 {
			s += ","
		}
		s += string(k)
	}
	return s
}

// endless is until when terms are looked for where no clock of theirs runs.
var endless = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// terms makes the keyed hashes the leak check goes on with, where words it looks for are about to go.
func (k *Retention) terms(ctx context.Context, r incident.Report, gone []incident.Kept) ([]store.ErasedTerm, error) {
	if !slices.Contains(gone, incident.KeptContact) && !slices.Contains(gone, incident.KeptIdentity) && !slices.Contains(gone, incident.KeptMasked) {
		return nil, nil
	}
	all, err := k.c.Store.ListClocks(ctx)
	if err != nil {
		return nil, err
	}
	until := endless
	for _, c := range running(all) {
		if c.Class == incident.KeptTerms {
			until = k.c.Now().AddDate(0, c.Months, 0)
		}
	}
	return k.c.HandOver(ctx, r, until)
}

// going makes ready what stays of the sealed rows.
func (k *Retention) going(ctx context.Context, r incident.Report, l incident.Life, gone []incident.Kept) (store.Going, error) {
	has := func(class incident.Kept) bool { return slices.Contains(gone, class) }
	left := func(class incident.Kept) bool { return slices.Contains(l.Has, class) && !has(class) }
	g := store.Going{ReportID: r.ID, Number: r.Number}
	if has(incident.KeptFiles) || has(incident.KeptOriginal) || has(incident.KeptContact) || has(incident.KeptIdentity) {
		var err error
		g, err = k.c.Seal.Turn(ctx, r.ID, r.Number, func(kind store.SealedKind, _ string, plain []byte) ([]byte, error) {
			switch kind {
			case store.SealedParty:
				return partyLeft(plain, left(incident.KeptIdentity), left(incident.KeptContact))
			case store.SealedMail:
				return kept(plain, left(incident.KeptContact)), nil
			case store.SealedSubmission:
				if left(incident.KeptOriginal) && has(incident.KeptFiles) && r.Channel == incident.Mail {
					return withoutMail(plain) // the mail as it came holds its files
				}
			case store.SealedMessageRaw:
				return kept(plain, left(incident.KeptOriginal) && !has(incident.KeptFiles)), nil
			}
			return kept(plain, left(incident.KeptOriginal)), nil
		})
		if err != nil {
			return g, err
		}
	}
	g.Classes = gone
	return g, nil
}

func kept(plain []byte, stays bool) []byte {
	if !stays {
		return nil
	}
	return plain
}

// partyLeft is what stays of a party's words.
func partyLeft(plain []byte, identity, contact bool) ([]byte, error) {
	if !identity && !contact {
		return nil, nil
	}
	var p incident.Party
	if err := json.Unmarshal(plain, &p); err != nil {
		return nil, errors.New("party: not JSON") // the decoder's words may quote what it read
	}
	if !contact {
		p.Address, p.Phone, p.Mail = "", "", ""
	}
	if !identity {
		p = incident.Party{Role: p.Role, Address: p.Address, Phone: p.Phone, Mail: p.Mail}
	}
	return json.Marshal(p)
}

// withoutMail is a submission without the mail it came by.
func withoutMail(plain []byte) ([]byte, error) {
	o, err := form.ReadOriginal(plain)
	if err != nil {
		return nil, err
	}
	o.Raw = nil
	return o.Marshal()
}

// begin writes a run with the hash of all tables before anything goes. A freeze without a period keeps the counted rows of this moment until the run ends.
func (k *Retention) begin(ctx context.Context) (store.ErasureRun, error) {
	run := store.ErasureRun{Begun: k.c.Now()}
	first, err := k.c.Store.FirstReceived(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		first, err = run.Begun, nil
	}
	if err != nil {
		return run, fmt.Errorf("begin run: %w", err)
	}
	run.Period = fmt.Sprintf("%d..%d", min(first.In(incident.Japan).Year(), run.Begun.In(incident.Japan).Year()), run.Begun.In(incident.Japan).Year())
	err = k.c.Store.Write(ctx, func(tx *store.Tx) error {
		if run.N, err = tx.Counter(ctx, "erasure"); err != nil {
			return err
		}
		if run.Change, err = tx.InsertFreeze(ctx, store.Freeze{ID: freezeID(run.N), At: run.Begun, Who: incident.MachineActor(incident.PurposeErase).Who()}); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		return run, fmt.Errorf("begin run: %w", err)
	}
	if run.Before, run.Tables, err = k.proof(ctx, run); err != nil {
		return run, err
	}
	if err := k.c.Store.Write(ctx, func(tx *store.Tx) error { return tx.PutErasureRun(ctx, run) }); err != nil {
		return run, fmt.Errorf("begin run: %w", err)
	}
	return run, nil
}

func freezeID(n int64) string { return "erasing." + strconv.FormatInt(n, 10) }
