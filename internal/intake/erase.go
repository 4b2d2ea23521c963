package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Erased is a class of a report's content that is not kept any more.
type Erased struct {
	Class incident.Kept
	At    time.Time
}

// EraseRequest is how the reporter's request to erase stands.
type EraseRequest struct {
	State  string // "waiting", "proposed", "agreed", "refused", "done"
	Answer string // why it was refused; its words are in the catalogue
	At     time.Time
}

// Waits tells whether the desk has not answered yet.
func (e EraseRequest) Waits() bool {
	return e.State == store.EraseWaiting || e.State == store.EraseProposed || e.State == store.EraseAgreed
}

// WordsErased tells whether what the reporter wrote is not kept any more: then nothing can be added.
func (v View) WordsErased() bool {
	return slices.ContainsFunc(v.Erased, func(e Erased) bool { return e.Class == incident.KeptOriginal })
}

// AllErased tells whether nothing of the content is kept any more.
func (v View) AllErased() bool {
	return v.WordsErased() && slices.ContainsFunc(v.Erased, func(e Erased) bool { return e.Class == incident.KeptMasked })
}

// AskErase asks the desk to erase the content of a report. It is recorded and answered by staff; two of them must agree before anything goes.
// Errors as of Find, and Conflict while an earlier request waits, or where everything is erased.
func (in *Intake) AskErase(ctx context.Context, k Key) error {
	r, err := in.open(ctx, k)
	if err != nil {
		return err
	}
	at := in.now().UTC().Truncate(time.Microsecond)
	return notStoredOr("ask to erase", in.st.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.ListEraseRequests(ctx, r.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list, func(e store.EraseRequest) bool { return e.Waits() || e.State == store.EraseAgreed }) {
			return incident.Errorf(incident.Conflict, "error.erase_asked")
		}
		l, err := tx.FindLife(ctx, r.ID)
		if err != nil {
			return err
		}
		if len(l.Has) == 0 {
			return incident.Errorf(incident.Conflict, "error.erased")
		}
		e := store.EraseRequest{ID: store.NewID(at), ReportID: r.ID, Origin: string(incident.Reporter), Who: string(incident.Reporter), At: at, State: store.EraseWaiting}
		if err := tx.InsertEraseRequest(ctx, e); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: at, Who: e.Who, Action: string(incident.ReportErase), Object: "report:" + r.Number, Detail: fmt.Sprintf("asked=%d origin=reporter", e.ID)})
	}))
}

// erased adds to a view what is not kept any more, and the last request to erase.
func (in *Intake) erased(ctx context.Context, r incident.Report, v *View) error {
	list, err := in.st.ListErasures(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, e := range list {
		v.Erased = append(slices.DeleteFunc(v.Erased, func(x Erased) bool { return x.Class == e.Class }), Erased{e.Class, e.At})
	}
	slices.SortFunc(v.Erased, func(a, b Erased) int {
		return slices.Index(incident.AllKept, a.Class) - slices.Index(incident.AllKept, b.Class)
	})
	asked, err := in.st.ListEraseRequests(ctx, r.ID)
	if err != nil || len(asked) == 0 {
		return err
	}
	last := asked[len(asked)-1]
	v.EraseAsked = &EraseRequest{State: last.State, Answer: last.Answer, At: last.At}
	return nil
}

// stillKept refuses to add to a report whose words were erased.
func (in *Intake) stillKept(ctx context.Context, r incident.Report) error {
	erased, err := in.st.WasErased(ctx, r.ID, incident.KeptOriginal)
	if err == nil && erased {
		err = incident.Errorf(incident.Conflict, "error.erased")
	}
	return err
}
