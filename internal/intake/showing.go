package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/text"
)

// OwnShowing is a draft the desk shows to the reporter, with what was said about it.
type OwnShowing struct {
	incident.Showing
	Words   map[int]string // the reporter's, by part
	Replies map[int]string // the desk's, by part
	Over    bool           // the date passed without an answer
}

// May tells whether it can be answered now.
func (s OwnShowing) May() bool {
	return !s.Over && (s.State == incident.ShowingWaiting || s.State == incident.ShowingAgreed)
}

// Showing shows one draft to the reporter behind a key. Somebody else's looks as if it did not exist.
func (in *Intake) Showing(ctx context.Context, k Key, id int64) (OwnShowing, error) {
	r, err := in.open(ctx, k)
	if err != nil {
		return OwnShowing{}, err
	}
	s, err := in.ownShowing(ctx, in.st.Reader, r, id)
	if err != nil {
		return OwnShowing{}, err
	}
	out := OwnShowing{Showing: s, Words: map[int]string{}, Replies: map[int]string{}, Over: s.Over(in.now()) || s.State == incident.ShowingAgreed && in.now().After(s.Due)}
	o, err := in.seal.OpenerOwn(ctx, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedMessage})
	if err != nil {
		return OwnShowing{}, fmt.Errorf("showing: %w", err)
	}
	for _, p := range s.Parts {
		for id, into := range map[int64]map[int]string{p.Message: out.Words, p.Reply: out.Replies} {
			if id == 0 {
				continue
			}
			words, err := o.Open(ctx, store.SealedMessage, strconv.FormatInt(id, 10))
			if errors.Is(err, incident.ErrNotFound) {
				continue // erased since
			}
			if err != nil {
				return OwnShowing{}, fmt.Errorf("showing: %w", err)
			}
			into[p.N] = string(words)
		}
	}
	return out, nil
}

func (in *Intake) ownShowing(ctx context.Context, from store.Reader, r incident.Report, id int64) (incident.Showing, error) {
	s, err := from.FindShowing(ctx, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (s.ReportID != r.ID || s.State == incident.ShowingClosed) {
		return s, incident.Errorf(incident.NotFound, "error.showing_gone")
	}
	if err != nil {
		return s, fmt.Errorf("showing: %w", err)
	}
	return s, nil
}

// ShowingAnswer is what a reporter says about a draft.
type ShowingAnswer struct {
	Agree  bool
	Object map[int]string // parts objected to or corrected, with words; a sentence may go without, a fact not
}

// AnswerShowing takes the reporter's answer: agreement, or objections with their words sealed. It can be changed from agreement to objection until the date.
// The Error is of kind Conflict afterwards, Invalid where the answer says nothing or both.
func (in *Intake) AnswerShowing(ctx context.Context, k Key, id int64, a ShowingAnswer) error {
	r, err := in.open(ctx, k)
	if err != nil {
		return err
	}
	s, err := in.ownShowing(ctx, in.st.Reader, r, id)
	if err != nil {
		return err
	}
	at := in.now().UTC().Truncate(time.Microsecond)
	if at.After(s.Due) {
		return incident.Errorf(incident.Conflict, "error.showing_over")
	}
	to := incident.ShowingObjected
	switch {
	case a.Agree && len(a.Object) > 0:
		return incident.Errorf(incident.Invalid, "error.showing_both")
	case a.Agree:
		to = incident.ShowingAgreed
	case len(a.Object) == 0:
		return incident.Errorf(incident.Invalid, "error.showing_nothing")
	}
	if err := incident.MoveShowing(s.State, to); err != nil {
		return incident.Errorf(incident.Conflict, "error.showing_answered")
	}
	if err := in.guard.busy("message", r.Number); err != nil {
		return err
	}
	said, err := in.objections(ctx, r, s, a.Object, at)
	if err != nil {
		return err
	}
	return notStoredOr("showing", in.st.Write(ctx, func(tx *store.Tx) error {
		moved, err := tx.AnswerShowing(ctx, s.ID, s.State, to, at)
		if err != nil {
			return err
		}
		if !moved {
			return incident.Errorf(incident.Conflict, "error.showing_answered")
		}
		for _, o := range said {
			if err := o.write(ctx, tx, s.ID); err != nil {
				return err
			}
		}
		row := store.AuditRow{At: at, Who: string(incident.Reporter), Action: "showing." + string(to), Object: "report:" + r.Number, Detail: fmt.Sprintf("case=%s revision=%d parts=%d", s.Case, s.Revision, len(said))}
		if err := tx.Audit(ctx, row); err != nil {
			return err
		}
		return tx.Enqueue(ctx, JobMask, strconv.FormatInt(r.ID, 10), at) // staff read the words masked
	}))
}

// objection is one part objected to, with its sealed words.
type objection struct {
	n       int
	message *store.Message // nil for none
	body    store.Sealed
}

// objections seals what was said, and refuses what is too long, not shown, or a correction without words.
func (in *Intake) objections(ctx context.Context, r incident.Report, s incident.Showing, said map[int]string, at time.Time) ([]objection, error) {
	box, err := in.seal.Box(ctx, r.ID)
	if err != nil {
		return nil, notStored("showing", err)
	}
	var out []objection
	var errs incident.Errors
	for _, p := range s.Parts {
		words, objected := said[p.N]
		if !objected {
			continue
		}
		o := objection{n: p.N}
		words = strings.TrimSpace(text.Clean(words))
		if n := utf8.RuneCountInString(words); n > MaxWords {
			errs = append(errs, &incident.Error{Kind: incident.Invalid, Key: "error.too_long", Field: PartField(p.N), Args: []any{MaxWords, n}})
			continue
		}
		if words == "" && p.Kind == incident.PartFact {
			errs = append(errs, &incident.Error{Kind: incident.Invalid, Key: "error.showing_fact", Field: PartField(p.N)})
			continue
		}
		if words != "" {
			o.message = &store.Message{ID: store.NewID(at), ReportID: r.ID, Direction: store.In, Template: store.ShowingWords, Who: string(incident.Reporter), At: at}
			if o.body, err = box.Seal(store.SealedMessage, strconv.FormatInt(o.message.ID, 10), []byte(words)); err != nil {
				return nil, notStored("showing", err)
			}
		}
		out = append(out, o)
	}
	if len(errs) == 0 && len(out) != len(said) {
		return nil, incident.Errorf(incident.Invalid, "error.showing_nothing")
	}
	return out, errs.Or()
}

func (o objection) write(ctx context.Context, tx *store.Tx, id int64) error {
	if o.message == nil {
		return tx.ObjectToPart(ctx, id, o.n, 0)
	}
	if err := tx.InsertMessage(ctx, *o.message); err != nil {
		return err
	}
	if err := tx.PutSealed(ctx, o.message.ReportID, store.SealedMessage, strconv.FormatInt(o.message.ID, 10), o.body); err != nil {
		return err
	}
	return tx.ObjectToPart(ctx, id, o.n, o.message.ID)
}

// PartField is the name of the field with the words on a part.
func PartField(n int) string { return "part." + strconv.Itoa(n) }
