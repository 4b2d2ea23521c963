package triage

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Accept accepts reports, one or many alike; all of them or, when one may not be accepted, none, with an Error for each in the way.
func (t *Triage) Accept(ctx context.Context, a incident.Actor, numbers []string, as incident.Acceptance) error {
	if err := incident.Ask(a, incident.ReportTriage); err != nil {
		return err
	}
	if !slices.Contains(incident.Schemes, as.Scheme) {
		return invalid("scheme", "error.acceptance_scheme")
	}
	if !slices.Contains(incident.Damages, as.Damage) {
		return invalid("damage", "error.acceptance_damage")
	}
	if as.Attempted && as.Damage == incident.WithDamage {
		return invalid("attempted", "error.acceptance_attempted")
	}
	detail := fmt.Sprintf("scheme=%s damage=%s attempted=%t", as.Scheme, as.Damage, as.Attempted)
	return t.decide(ctx, a, numbers, decision{to: incident.Accepted, note: as.Note, acceptance: as, detail: detail})
}

// Reject does not accept a report for a reason of the closed list, and writes the standing reply with that reason and where to go instead.
// The note is the desk's own and is not sent.
func (t *Triage) Reject(ctx context.Context, a incident.Actor, number, reason, note string) error {
	if err := incident.Ask(a, incident.ReportTriage); err != nil {
		return err
	}
	if !slices.Contains(incident.Reasons, reason) {
		return invalid("reason", "error.reason_unknown", reason)
	}
	return t.decide(ctx, a, []string{number}, decision{to: incident.NotAccepted, reason: reason, note: note, reply: rejectionTemplate(reason)})
}

// MarkDuplicate says that a report repeats another one, to which it is linked.
func (t *Triage) MarkDuplicate(ctx context.Context, a incident.Actor, number, of string) error {
	if err := incident.Ask(a, incident.ReportTriage); err != nil {
		return err
	}
	first, err := find(ctx, t.Store.Reader, of)
	if err != nil {
		return err
	}
	also := func(ctx context.Context, tx *store.Tx, r incident.Report) error {
		first, err := find(ctx, tx.Reader, first.Number)
		if err != nil {
			return err
		}
		if first.ID == r.ID || first.State == incident.Duplicate {
			return invalid("of", "error.duplicate_of", first.Number)
		}
		return tx.InsertLink(ctx, store.Link{Report: r.ID, Other: first.ID, Kind: LinkDuplicate, Who: a.Who(), At: t.Now()})
	}
	return t.decide(ctx, a, []string{number}, decision{to: incident.Duplicate, detail: "of=" + first.Number, also: also})
}

// Withdraw marks a report withdrawn for a reason of the closed list.
func (t *Triage) Withdraw(ctx context.Context, a incident.Actor, number, reason, note string) error {
	if err := incident.Ask(a, incident.ReportTriage); err != nil {
		return err
	}
	if !slices.Contains(incident.WithdrawReasons, reason) {
		return invalid("reason", "error.reason_unknown", reason)
	}
	also := func(ctx context.Context, tx *store.Tx, r incident.Report) error {
		_, err := tx.OpenCorrections(ctx, r.ID, incident.CauseWithdrawn, a.Who(), t.Now())
		return err
	}
	return t.decide(ctx, a, []string{number}, decision{to: incident.Withdrawn, reason: reason, note: note, also: also})
}

// MarkSpam puts reports aside as spam; nobody is written to.
func (t *Triage) MarkSpam(ctx context.Context, a incident.Actor, numbers []string) error {
	if err := incident.Ask(a, incident.ReportTriage); err != nil {
		return err
	}
	return t.decide(ctx, a, numbers, decision{to: incident.Spam})
}

// Undo puts a report back to received, and undoes the links it made to other reports and to cases.
func (t *Triage) Undo(ctx context.Context, a incident.Actor, number, why string) error {
	if err := incident.Ask(a, incident.ReportTriage); err != nil {
		return err
	}
	if strings.TrimSpace(why) == "" {
		return invalid("why", "error.why_missing")
	}
	also := func(ctx context.Context, tx *store.Tx, r incident.Report) error {
		return tx.UndoLinks(ctx, r.ID, t.Now())
	}
	return t.decide(ctx, a, []string{number}, decision{to: incident.Received, note: why, also: also})
}

// Assign gives reports to a member of staff, or with 0 to nobody.
func (t *Triage) Assign(ctx context.Context, a incident.Actor, numbers []string, staff int64) error {
	if err := incident.Ask(a, incident.ReportTriage); err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		for _, n := range numbers {
			r, err := find(ctx, tx.Reader, n)
			if err != nil {
				return err
			}
			if err := tx.SetAssignee(ctx, r.ID, staff); err != nil {
				return fmt.Errorf("assign %s: %w", r.Number, err)
			}
			if err := tx.Audit(ctx, t.audit(a, incident.ReportTriage, reportObject(r.Number), "", fmt.Sprintf("assignee=%d", staff))); err != nil {
				return fmt.Errorf("audit %s: %w", r.Number, err)
			}
		}
		return nil
	})
}

// decision is one move, made on one or many reports.
type decision struct {
	to         incident.ReportState
	reason     string
	note       string
	detail     string // codes for the audit row
	acceptance incident.Acceptance
	reply      string // template of a standing reply, "" for none
	also       func(context.Context, *store.Tx, incident.Report) error
}

// prepared is what one report needs that cannot be made inside the transaction: its masked note and its sealed reply.
type prepared struct {
	number string
	note   string
	reply  *store.Reply
}

func (t *Triage) decide(ctx context.Context, a incident.Actor, numbers []string, d decision) error {
	if len(numbers) == 0 {
		return invalid("numbers", "error.nothing_chosen")
	}
	var ready []prepared
	var errs incident.Errors
	for _, n := range numbers {
		r, err := find(ctx, t.Store.Reader, n)
		if err == nil {
			err = incident.MoveReport(r.State, d.to)
		}
		if e, ok := err.(*incident.Error); ok {
			e.Field = n
			errs = append(errs, e)
			continue
		}
		if err != nil {
			return err
		}
		p, err := t.prepare(ctx, a, r, d)
		if err != nil {
			return fmt.Errorf("decide on %s: %w", r.Number, err)
		}
		ready = append(ready, p)
	}
	if len(errs) == 1 {
		return errs[0]
	}
	if err := errs.Or(); err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		for _, p := range ready {
			if err := t.move(ctx, tx, a, d, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *Triage) prepare(ctx context.Context, a incident.Actor, r incident.Report, d decision) (prepared, error) {
	p := prepared{number: r.Number}
	var err error
	if p.note, err = t.maskFor(ctx, r, strings.TrimSpace(d.note)); err != nil {
		return p, err
	}
	if d.reply == "" {
		return p, nil
	}
	text, err := t.render(ctx, r, d.reply)
	if err != nil {
		return p, err
	}
	p.reply, err = t.sealReply(ctx, a, r, d.reply, text)
	return p, err
}

// move writes one move inside the transaction: it looks at the state again, for somebody may have been faster.
func (t *Triage) move(ctx context.Context, tx *store.Tx, a incident.Actor, d decision, p prepared) error {
	r, err := find(ctx, tx.Reader, p.number)
	if err != nil {
		return err
	}
	if err := incident.MoveReport(r.State, d.to); err != nil {
		return err
	}
	to := store.Decision{State: d.to, Reason: d.reason}
	if d.to == incident.Accepted {
		to.AcceptedAt, to.Acceptance = t.Now(), d.acceptance
		to.Acceptance.Note = p.note
	}
	moved, err := tx.Decide(ctx, r.ID, r.State, to)
	if err != nil {
		return fmt.Errorf("decide on %s: %w", r.Number, err)
	}
	if !moved {
		return incident.Errorf(incident.Conflict, "error.report_move", string(r.State), string(d.to))
	}
	if d.also != nil {
		if err := d.also(ctx, tx, r); err != nil {
			return err
		}
	}
	if p.reply != nil {
		if err := tx.InsertReply(ctx, *p.reply); err != nil {
			return fmt.Errorf("standing reply on %s: %w", r.Number, err)
		}
	}
	at := t.Now()
	if err := tx.InsertMove(ctx, r.ID, store.Move{From: r.State, To: d.to, Reason: d.reason, Note: p.note, Who: a.Who(), At: at}); err != nil {
		return fmt.Errorf("history of %s: %w", r.Number, err)
	}
	detail := strings.TrimSpace(fmt.Sprintf("%s>%s %s", r.State, d.to, d.detail))
	if err := tx.Audit(ctx, t.audit(a, incident.ReportTriage, reportObject(r.Number), d.reason, detail)); err != nil {
		return fmt.Errorf("audit %s: %w", r.Number, err)
	}
	return nil
}
