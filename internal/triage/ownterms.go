package triage

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/store"
	"todoke/internal/text"
)

// OwnTerm is a term of the desk's own list, on it or taken off it.
type OwnTerm struct {
	ID            int64
	Kind          mask.Kind
	Never         bool   // never masked; else always
	Text          string // "" unless the list was opened
	Reason        string // masked
	Who           string
	At            time.Time
	RemovedWho    string
	RemovedReason string
	RemovedAt     time.Time
}

// OwnTermStart is a term to be put on the list.
type OwnTermStart struct {
	Text   string
	Kind   mask.Kind
	Never  bool
	Reason string
}

// longestOwn is how many characters a term of the list may have.
const longestOwn = 60

// ownList opens the desk's own list for a Masker.
func (t *Triage) ownList(ctx context.Context) ([]mask.Own, error) {
	list, err := t.Seal.OwnTerms(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]mask.Own, len(list))
	for i, x := range list {
		out[i] = mask.Own{Kind: mask.Kind(x.Kind), Text: x.Text, Never: x.Never}
	}
	return out, nil
}

// ListOwnTerms lists the desk's own list with what was taken off it, the newest first, without the words.
func (t *Triage) ListOwnTerms(ctx context.Context, a incident.Actor) ([]OwnTerm, error) {
	if err := incident.Ask(a, incident.MaskDecide); err != nil {
		return nil, err
	}
	list, err := t.Store.ListOwnTerms(ctx, true)
	if err != nil {
		return nil, fmt.Errorf("own terms: %w", err)
	}
	out := make([]OwnTerm, len(list))
	for i, x := range list {
		out[i] = OwnTerm{ID: x.ID, Kind: mask.Kind(x.Kind), Never: x.Never, Reason: x.Reason, Who: x.Who, At: x.At,
			RemovedWho: x.RemovedWho, RemovedReason: x.RemovedReason, RemovedAt: x.RemovedAt}
	}
	return out, nil
}

// OpenOwnTerms is ListOwnTerms with the words, for a typed reason of five characters or more, which is audited before anything is shown.
func (t *Triage) OpenOwnTerms(ctx context.Context, a incident.Actor, reason string) ([]OwnTerm, error) {
	list, err := t.ListOwnTerms(ctx, a)
	if err != nil {
		return nil, err
	}
	reason = clean(reason)
	if utf8.RuneCountInString(reason) < 5 {
		return nil, invalid("reason", "error.reason_short", 5)
	}
	if reason, err = t.masked(ctx, reason); err != nil {
		return nil, err
	}
	opened, err := t.Seal.OpenOwnTerms(ctx, a, reason)
	if err != nil {
		return nil, err
	}
	for _, x := range opened {
		if i := slices.IndexFunc(list, func(o OwnTerm) bool { return o.ID == x.ID }); i >= 0 {
			list[i].Text = x.Text
		}
	}
	return list, nil
}

// masked takes out of words of the desk what its own list and plain patterns know.
func (t *Triage) masked(ctx context.Context, words string) (string, error) {
	list, err := t.ownList(ctx)
	if err != nil {
		return "", err
	}
	out, _ := mask.New(nil).WithOwn(list).Mask(words)
	return out, nil
}

// AddOwnTerm puts a term on the desk's own list. Reports whose texts it concerns are masked again, and until then no case drawn from them is released.
func (t *Triage) AddOwnTerm(ctx context.Context, a incident.Actor, s OwnTermStart) error {
	if err := incident.Ask(a, incident.MaskDecide); err != nil {
		return err
	}
	s.Reason = clean(s.Reason)
	if s.Reason == "" {
		return invalid("why", "error.why_missing")
	}
	reason, err := t.masked(ctx, strings.ReplaceAll(s.Reason, clean(s.Text), "＊"))
	if err != nil {
		return err
	}
	s.Reason = reason
	own, err := t.ownTerm(ctx, a, s)
	if err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error { return t.putOwnTerm(ctx, tx, a, *own) })
}

// ownTerm makes a term ready to be stored.
func (t *Triage) ownTerm(ctx context.Context, a incident.Actor, s OwnTermStart) (*store.OwnTerm, error) {
	words := clean(s.Text)
	squeezed := text.Squeeze(words)
	if n := utf8.RuneCountInString(squeezed); n < 2 || utf8.RuneCountInString(words) > longestOwn {
		return nil, invalid("term", "error.own_term_length", 2, longestOwn)
	}
	if !slices.Contains(mask.Kinds, s.Kind) {
		return nil, invalid("kind", "error.span_kind")
	}
	id := store.NewID(t.Now())
	body, digest, err := t.Seal.SealOwnTerm(id, words, squeezed)
	if err != nil {
		return nil, err
	}
	return &store.OwnTerm{ID: id, Digest: digest, Kind: string(s.Kind), Never: s.Never, Body: body, Reason: s.Reason, Who: a.Who(), At: t.Now()}, nil
}

func (t *Triage) putOwnTerm(ctx context.Context, tx *store.Tx, a incident.Actor, own store.OwnTerm) error {
	there, err := tx.OwnTermStands(ctx, own.Digest)
	if err != nil {
		return fmt.Errorf("own term: %w", err)
	}
	if there {
		return incident.Errorf(incident.Conflict, "error.own_term_known")
	}
	if err := tx.InsertOwnTerm(ctx, own); err != nil {
		return fmt.Errorf("own term: %w", err)
	}
	rule := "always"
	if own.Never {
		rule = "never"
	}
	return t.listChanged(ctx, tx, own.ID, t.audit(a, incident.MaskDecide, ownObject(own.ID), own.Reason, fmt.Sprintf("add rule=%s kind=%s", rule, own.Kind)))
}

func ownObject(id int64) string { return "own-term:" + strconv.FormatInt(id, 10) }

// listChanged leaves the audit row of a change and the job that has reports masked again.
func (t *Triage) listChanged(ctx context.Context, tx *store.Tx, id int64, row store.AuditRow) error {
	if err := tx.Enqueue(ctx, store.JobRemask, strconv.FormatInt(id, 10), t.Now()); err != nil {
		return fmt.Errorf("own term: %w", err)
	}
	return tx.Audit(ctx, row)
}

// RemoveOwnTerm takes a term off the desk's own list for a reason; reports are masked again as after an addition.
func (t *Triage) RemoveOwnTerm(ctx context.Context, a incident.Actor, id int64, reason string) error {
	if err := incident.Ask(a, incident.MaskDecide); err != nil {
		return err
	}
	if reason = clean(reason); reason == "" {
		return invalid("why-"+strconv.FormatInt(id, 10), "error.why_missing")
	}
	reason, err := t.masked(ctx, reason)
	if err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		done, err := tx.RemoveOwnTerm(ctx, id, a.Who(), reason, t.Now())
		if err != nil {
			return fmt.Errorf("own term: %w", err)
		}
		if !done {
			return incident.Errorf(incident.NotFound, "error.own_term_unknown")
		}
		return t.listChanged(ctx, tx, id, t.audit(a, incident.MaskDecide, ownObject(id), reason, "remove"))
	})
}
