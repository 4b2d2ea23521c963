package triage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// aloneWait is how long a desk of one waits before it approves its own text (design §3.6).
const aloneWait = 24 * time.Hour

// NoteAlone is the note of a revision that its own writer approved at a desk of one.
const NoteAlone = "alone"

// Submit hands the revision in work to review; refused while the lint has something that blocks.
func (t *Triage) Submit(ctx context.Context, a incident.Actor, number string) error {
	if err := incident.Ask(a, incident.CaseDraft); err != nil {
		return err
	}
	if err := t.unblocked(ctx, number); err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		c, err := lockCase(ctx, tx, number)
		if err != nil {
			return err
		}
		return t.moveRevision(ctx, tx, a, revisionMove{c: c, n: c.Latest, to: incident.Submitted, action: incident.CaseDraft})
	})
}

// Approve approves a submitted revision. Whoever wrote any of it may not, save at a desk of one 24 hours after the last change, which is marked.
func (t *Triage) Approve(ctx context.Context, a incident.Actor, number string, n int, note string) error {
	if err := incident.Ask(a, incident.CaseApprove); err != nil {
		return err
	}
	if err := t.unblocked(ctx, number); err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		c, err := lockCase(ctx, tx, number)
		if err != nil {
			return err
		}
		m := revisionMove{c: c, n: n, to: incident.Approved, action: incident.CaseApprove, note: clean(note)}
		own, written, err := t.wrote(ctx, tx, a, number, n)
		if err != nil {
			return err
		}
		if own {
			if !t.Alone {
				return incident.Errorf(incident.Forbidden, "error.own_approval")
			}
			if t.Now().Sub(written) < aloneWait {
				return incident.Errorf(incident.Conflict, "error.own_approval_early", int(aloneWait.Hours()))
			}
			m.note, m.reason = NoteAlone, NoteAlone
		}
		return t.moveRevision(ctx, tx, a, m)
	})
}

// Return gives a submitted revision back to its writer; why is needed.
func (t *Triage) Return(ctx context.Context, a incident.Actor, number string, n int, why string) error {
	if err := incident.Ask(a, incident.CaseApprove); err != nil {
		return err
	}
	if clean(why) == "" {
		return invalid("why", "error.why_missing")
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		c, err := lockCase(ctx, tx, number)
		if err != nil {
			return err
		}
		return t.moveRevision(ctx, tx, a, revisionMove{c: c, n: n, to: incident.Returned, action: incident.CaseApprove, note: clean(why)})
	})
}

// unblocked refuses a case whose lint blocks, naming how many findings do.
func (t *Triage) unblocked(ctx context.Context, number string) error {
	b, err := t.basis(ctx, number)
	if err != nil {
		return err
	}
	findings, err := t.lint(ctx, b)
	if err != nil {
		return fmt.Errorf("lint %s: %w", number, err)
	}
	if n := Blocks(findings); n > 0 {
		return incident.Errorf(incident.Conflict, "error.lint_blocks", n)
	}
	return nil
}

// wrote tells whether somebody had a hand in a revision, and when it was last changed. The row knows the last writer, the audit log every one.
func (t *Triage) wrote(ctx context.Context, tx *store.Tx, a incident.Actor, number string, n int) (bool, time.Time, error) {
	v, err := tx.FindRevision(ctx, number, n)
	if err != nil {
		return false, time.Time{}, incident.Errorf(incident.NotFound, "error.revision_unknown", number, n)
	}
	if v.Writer == a.ID {
		return true, v.Written, nil
	}
	saves, err := tx.ListAudit(ctx, store.AuditFilter{Object: caseObject(number), Who: a.Who(), Action: string(incident.CaseDraft), Limit: 10000})
	if err != nil {
		return false, v.Written, fmt.Errorf("writers of %s: %w", number, err)
	}
	for _, s := range saves {
		if s.Detail == savedDetail(n) {
			return true, v.Written, nil
		}
	}
	return false, v.Written, nil
}

// revisionMove is one step of a revision in its review.
type revisionMove struct {
	c      incident.Case
	n      int
	to     incident.RevisionState
	action incident.Action
	note   string
	reason string // code for the audit row
}

func (t *Triage) moveRevision(ctx context.Context, tx *store.Tx, a incident.Actor, m revisionMove) error {
	if m.n == 0 || m.n != m.c.Latest {
		return incident.Errorf(incident.NotFound, "error.revision_unknown", m.c.Number, m.n)
	}
	v, err := tx.FindRevision(ctx, m.c.Number, m.n)
	if err != nil {
		return fmt.Errorf("find revision: %w", err)
	}
	if err := incident.MoveRevision(v.State, m.to); err != nil {
		return err
	}
	from := v.State
	v.State, v.Note = m.to, m.note
	if m.to == incident.Approved || m.to == incident.Returned {
		v.Decided = t.Now()
	}
	if m.to == incident.Approved {
		v.Approver = a.ID
	}
	if err := tx.PutRevision(ctx, v); err != nil {
		return fmt.Errorf("move revision %s/%d: %w", m.c.Number, m.n, err)
	}
	detail := strings.TrimSpace(fmt.Sprintf("revision=%d %s>%s", m.n, from, m.to))
	return tx.Audit(ctx, t.audit(a, m.action, caseObject(m.c.Number), m.reason, detail))
}
