package retention

import (
	"context"
	"fmt"
	"slices"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Requests lists the requests to erase that wait for an answer, oldest first.
func (k *Retention) Requests(ctx context.Context, a incident.Actor) ([]store.EraseRequest, error) {
	if err := incident.Ask(a, incident.RetentionRead); err != nil {
		return nil, err
	}
	list, err := k.c.Store.ListWaitingEraseRequests(ctx, mostDue)
	if err != nil {
		return nil, fmt.Errorf("requests to erase: %w", err)
	}
	return list, nil
}

// NoteRequest notes that a reporter asked staff for the content of a report to be erased: how the word came, and what was said.
func (k *Retention) NoteRequest(ctx context.Context, a incident.Actor, number, origin, note string) error {
	if err := incident.Ask(a, incident.ReportErase); err != nil {
		return err
	}
	r, err := k.find(ctx, number)
	if err != nil {
		return err
	}
	if !slices.Contains(incident.EraseOrigins, origin) {
		return &incident.Error{Kind: incident.Invalid, Key: "error.word_source", Field: "origin"}
	}
	if note, err = k.reason(ctx, r, note, "note"); err != nil {
		return err
	}
	at := k.c.Now()
	e := store.EraseRequest{ID: store.NewID(at), ReportID: r.ID, Origin: origin, Note: note, Who: a.Who(), At: at, State: store.EraseWaiting}
	return k.c.Store.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.ListEraseRequests(ctx, r.ID)
		if err != nil {
			return fmt.Errorf("request to erase %s: %w", r.Number, err)
		}
		if slices.ContainsFunc(list, store.EraseRequest.Waits) {
			return incident.Errorf(incident.Conflict, "retention.error.asked")
		}
		if err := tx.InsertEraseRequest(ctx, e); err != nil {
			return fmt.Errorf("request to erase %s: %w", r.Number, err)
		}
		return tx.Audit(ctx, k.audit(a, incident.ReportErase, "report:"+r.Number, note, fmt.Sprintf("asked=%d origin=%s", e.ID, origin)))
	})
}

// ProposeErase says that a request should be granted; somebody else has to agree. Errors: Conflict for a report that is open or held.
func (k *Retention) ProposeErase(ctx context.Context, a incident.Actor, number string, id int64) error {
	return k.answer(ctx, a, number, id, func(tx *store.Tx, l incident.Life, e *store.EraseRequest) (string, error) {
		if e.State != store.EraseWaiting {
			return "", incident.Errorf(incident.Conflict, "retention.error.answered")
		}
		e.State, e.FirstStaff, e.FirstWho, e.FirstAt = store.EraseProposed, a.ID, a.Who(), k.c.Now()
		return fmt.Sprintf("proposed=%d", id), k.mayErase(l)
	})
}

// AgreeErase is the second person's word: all that is kept of the report beside its codes is erased by the job, at once. A desk of one has no exception.
// Errors: Conflict for who proposed, for a report that is open or held.
func (k *Retention) AgreeErase(ctx context.Context, a incident.Actor, number string, id int64) error {
	if err := k.list.Create(); err != nil {
		return fmt.Errorf("list of erasures: %w", err)
	}
	return k.answer(ctx, a, number, id, func(tx *store.Tx, l incident.Life, e *store.EraseRequest) (string, error) {
		if e.State != store.EraseProposed {
			return "", incident.Errorf(incident.Conflict, "retention.error.answered")
		}
		if e.FirstStaff == a.ID {
			return "", incident.Errorf(incident.Conflict, "retention.error.same_person")
		}
		if err := k.mayErase(l); err != nil {
			return "", err
		}
		at := k.c.Now()
		e.State, e.SecondStaff, e.SecondWho, e.DecidedAt = store.EraseAgreed, a.ID, a.Who(), at
		return fmt.Sprintf("agreed=%d first=%s", id, e.FirstWho), tx.Enqueue(ctx, JobErase, eraseSubject, at)
	})
}

// RefuseErase answers that the content is not erased, for a reason of the closed list, which the reporter reads.
func (k *Retention) RefuseErase(ctx context.Context, a incident.Actor, number string, id int64, why string) error {
	if !slices.Contains(incident.EraseAnswers, why) {
		return &incident.Error{Kind: incident.Invalid, Key: "retention.error.answer", Field: "answer"}
	}
	return k.answer(ctx, a, number, id, func(tx *store.Tx, l incident.Life, e *store.EraseRequest) (string, error) {
		if !e.Waits() {
			return "", incident.Errorf(incident.Conflict, "retention.error.answered")
		}
		e.State, e.Answer, e.SecondStaff, e.SecondWho, e.DecidedAt = store.EraseRefused, why, a.ID, a.Who(), k.c.Now()
		return fmt.Sprintf("refused=%d answer=%s", id, why), nil
	})
}

// mayErase refuses reports on which work goes on, and held ones.
func (k *Retention) mayErase(l incident.Life) error {
	switch {
	case l.Open():
		return incident.Errorf(incident.Conflict, "retention.error.open")
	case l.Held(k.c.Now()):
		return incident.Errorf(incident.Conflict, "retention.error.held")
	}
	return nil
}

// answer changes a request inside a transaction that sees how the report stands.
func (k *Retention) answer(ctx context.Context, a incident.Actor, number string, id int64, change func(*store.Tx, incident.Life, *store.EraseRequest) (string, error)) error {
	if err := incident.Ask(a, incident.ReportErase); err != nil {
		return err
	}
	r, err := k.find(ctx, number)
	if err != nil {
		return err
	}
	return k.c.Store.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.ListEraseRequests(ctx, r.ID)
		if err != nil {
			return fmt.Errorf("request to erase %s: %w", r.Number, err)
		}
		i := slices.IndexFunc(list, func(e store.EraseRequest) bool { return e.ID == id })
		if i < 0 {
			return incident.Errorf(incident.NotFound, "retention.error.answered")
		}
		l, err := tx.FindLife(ctx, r.ID)
		if err != nil {
			return fmt.Errorf("request to erase %s: %w", r.Number, err)
		}
		e, from := list[i], list[i].State
		detail, err := change(tx, l, &e)
		if err != nil {
			return err
		}
		moved, err := tx.MoveEraseRequest(ctx, e, from)
		if err != nil {
			return fmt.Errorf("request to erase %s: %w", r.Number, err)
		}
		if !moved {
			return incident.Errorf(incident.Conflict, "retention.error.answered")
		}
		return tx.Audit(ctx, k.audit(a, incident.ReportErase, "report:"+r.Number, e.Answer, detail))
	})
}
