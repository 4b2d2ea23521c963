package intake

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// listBatch is how many rows of a list are filed in one transaction: enough to share a commit, few enough that nobody else waits.
const listBatch = 100

// listed is one row of a list on its way into the database.
type listed struct {
	row    store.UploadRow
	filing *filing
	report incident.Report
	code   []byte
	past   *Past
}

// RunList files the rows of a list that have no outcome yet, batch by batch, and makes all of them visible at the end. It is the job "list": begun again after a crash it
// goes on where it stood, since a row and its outcome are written in one transaction.
func (in *Intake) RunList(ctx context.Context, uploadID int64) error {
	u, err := in.st.FindUploadByID(ctx, uploadID)
	if err != nil {
		return fmt.Errorf("run list: %w", err)
	}
	if u.State != store.UploadFiling {
		return nil
	}
	b, err := in.listBytes(ctx, u)
	if err != nil {
		return fmt.Errorf("run list: %w", err)
	}
	rows, err := in.readList(b)
	if err != nil {
		return fmt.Errorf("run list: %w", err)
	}
	unread := false
	c := newCounted()
	var batch []listed
	for n, r := range rows {
		why := noReport(r)
		unread = unread || why != "" && why != "unread.total"
		content, err := in.rowContent(c, r, u.StaffID != 0)
		if err != nil {
			return fmt.Errorf("run list: %w", err)
		}
		if n < u.Done {
			continue
		}
		l := listed{row: store.UploadRow{N: n, Line: r.Row, Outcome: store.RowUnread, Content: content}}
		if why == "unread.total" {
			l.row.Outcome = store.RowTotal
		}
		if why == "" {
			if err := in.listRow(ctx, u, r, &l); err != nil {
				return fmt.Errorf("run list, row %d: %w", n, err)
			}
		}
		if batch = append(batch, l); len(batch) == listBatch || n == len(rows)-1 {
			if err := in.fileBatch(ctx, u, batch, n+1); err != nil {
				return fmt.Errorf("run list: %w", err)
			}
			batch = batch[:0]
		}
	}
	if unread {
		name, err := in.seal.OpenSecret(listLabel(u.ID, "name"), u.Name)
		if err != nil {
			return fmt.Errorf("run list: %w", err)
		}
		err = in.Quarantine(ctx, Quarantined{Channel: incident.Channel(u.Channel), Name: string(name), Raw: b, Why: "quarantine.rows", Source: "list", At: u.At})
		if err != nil {
			return err
		}
	}
	return in.finishList(ctx, u)
}

func (in *Intake) finishList(ctx context.Context, u store.Upload) error {
	at := in.now()
	err := in.st.Write(ctx, func(tx *store.Tx) error {
		ok, err := tx.FinishUpload(ctx, u.ID, at)
		if err != nil || !ok {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: at, Who: u.Who, Action: "list.filed", Object: listObject(u.ID)})
	})
	if err != nil {
		return fmt.Errorf("finish list: %w", err)
	}
	return nil
}

// listRow makes a row ready to be filed, or finds that an earlier list filed it.
func (in *Intake) listRow(ctx context.Context, u store.Upload, r form.Received, l *listed) error {
	if l.row.Content != nil {
		seen, err := in.seenContent(ctx, u, l.row.Content)
		if err != nil {
			return err
		}
		if seen.Number != "" {
			l.row.Outcome, l.row.ReportID, l.row.Number = store.RowSeen, seen.ReportID, seen.Number
			return nil
		}
	}
	s := Submission{Token: in.rowToken(u.ID, l.row.N), Form: r.Form.ID, FormVersion: r.Form.Version, Lang: r.Lang, Channel: incident.Channel(u.Channel),
		Answers: r.Answers, Raw: r.Raw, Unread: r.AllUnread(), At: u.At}
	return in.prepareRow(l, s, u.Who)
}

// prepareRow seals a row under a key of its own; nothing is written yet.
func (in *Intake) prepareRow(l *listed, s Submission, by string) error {
	f, err := in.prepare(&s)
	if err != nil {
		return err
	}
	id := store.NewID(in.now())
	if f.box, err = in.seal.NewBox(id); err != nil {
		return err
	}
	if err := in.sealFiling(context.Background(), f, id, 1); err != nil { // without files: no I/O
		return err
	}
	f.version.Who = by
	l.filing = f
	l.code = in.seal.CodeMAC(in.seal.ReturnCode(s.Token))
	l.report = incident.Report{ID: id, State: incident.Arriving, Channel: s.Channel, Form: f.form.ID, FormVersion: f.form.Version, Lang: s.Lang, Version: 1, Received: s.At}
	l.row.Outcome, l.row.ReportID = store.RowFiled, id
	return nil
}

// fileBatch writes the rows of one batch with their outcomes in one transaction. Numbers are counted by the year a report was received; one somebody else of the
// process used meanwhile is drawn again.
func (in *Intake) fileBatch(ctx context.Context, u store.Upload, batch []listed, done int) error {
	var err error
	for range 3 {
		kept, drawn := in.draw(ctx, batch)
		if drawn != nil {
			return drawn
		}
		err = in.st.Write(ctx, func(tx *store.Tx) error {
			for _, k := range kept {
				if err := in.numbers.Keep(ctx, tx, k.counter, k.last); err != nil {
					return err
				}
			}
			for i := range batch {
				if err := in.writeRow(ctx, tx, u, &batch[i]); err != nil {
					return err
				}
			}
			return tx.PutUploadDone(ctx, u.ID, done)
		})
		if err == nil || ctx.Err() != nil {
			return err
		}
		in.numbers.Forget()
	}
	return err
}

type usedNumber struct {
	counter string
	last    int64
}

// draw gives every report of a batch its number, one year after the other.
func (in *Intake) draw(ctx context.Context, batch []listed) ([]usedNumber, error) {
	years := map[int][]int{}
	var order []int
	for i := range batch {
		if batch[i].filing != nil {
			y := batch[i].report.Received.In(incident.Japan).Year()
			if years[y] == nil {
				order = append(order, y)
			}
			years[y] = append(years[y], i)
		}
	}
	slices.Sort(order)
	var out []usedNumber
	for _, y := range order {
		k := usedNumber{counter: "report/" + strconv.Itoa(y)}
		for _, i := range years[y] {
			n, err := in.numbers.Reserve(ctx, k.counter)
			if err != nil {
				return nil, err
			}
			k.last = n
			batch[i].report.Number = incident.ReportNumber(y, n)
			batch[i].row.Number = batch[i].report.Number
		}
		out = append(out, k)
	}
	return out, nil
}

func (in *Intake) writeRow(ctx context.Context, tx *store.Tx, u store.Upload, l *listed) error {
	fresh, err := tx.PutUploadRow(ctx, u.ID, l.row)
	if err != nil || !fresh || l.filing == nil {
		return err
	}
	if err := tx.InsertReport(ctx, l.report, l.code); err != nil {
		return err
	}
	if err := tx.InsertKey(ctx, l.report.ID, l.filing.box.Wrapped()); err != nil {
		return err
	}
	now := in.now()
	row := store.AuditRow{At: now, Who: u.Who, Action: "report.receive", Object: "report:" + l.report.Number,
		Detail: fmt.Sprintf("channel=%s form=%s@%d version=1 list=%d row=%d sha256=%x", l.report.Channel, l.report.Form, l.report.FormVersion, u.ID, l.row.Line, l.filing.version.Digest)}
	if err := in.insertVersion(ctx, tx, l.filing, row); err != nil {
		return err
	}
	if l.past != nil {
		return l.past.write(ctx, tx, l.report, now)
	}
	return nil
}

// Past is what an old archive says of a report beside its answers: that it was accepted then, as what, and coded how.
type Past struct {
	Accepted   time.Time // zero where it was not
	Acceptance incident.Acceptance
	Facts      []incident.Fact
	By         string
}

func (p *Past) write(ctx context.Context, tx *store.Tx, r incident.Report, at time.Time) error {
	if len(p.Facts) > 0 {
		if err := tx.ReplaceFacts(ctx, r.ID, true, p.Facts, at); err != nil {
			return err
		}
	}
	if p.Accepted.IsZero() {
		return nil
	}
	d := store.Decision{State: incident.Arriving, AcceptedAt: p.Accepted, Acceptance: p.Acceptance}
	if _, err := tx.Decide(ctx, r.ID, incident.Arriving, d); err != nil {
		return err
	}
	return tx.InsertMove(ctx, r.ID, store.Move{From: incident.Received, To: incident.Accepted, Who: p.By, At: p.Accepted})
}
