package triage

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/store"
	"todoke/internal/text"
)

// MaskingOf names whose texts a decision is about: a report by its number, else a case.
type MaskingOf struct{ Report, Case string }

// SpanDecision is what somebody decides about a span.
type SpanDecision struct {
	Key, Place  string // of a Span; Place "" decides about all alike in the report or case
	Choice      SpanChoice
	Kind        mask.Kind // of a change; "" leaves it
	Replacement string    // of a change; "" for the placeholder of the kind
	Reason      string    // needed to keep
	Teach       bool      // put the words on the desk's own list as well
}

// mostReplacement is how many characters may stand for a span.
const mostReplacement = 100

// masking reads what a decision is about.
func (t *Triage) masking(ctx context.Context, of MaskingOf) (Masking, object, error) {
	if of.Report != "" {
		return t.reportMasking(ctx, of.Report)
	}
	return t.caseMasking(ctx, of.Case)
}

// DecideSpan stores a decision about one span or all alike, and with Teach about the words everywhere. The words themselves are in no row and no audit line.
func (t *Triage) DecideSpan(ctx context.Context, a incident.Actor, of MaskingOf, d SpanDecision) error {
	if err := incident.Ask(a, incident.MaskDecide); err != nil {
		return err
	}
	m, o, err := t.masking(ctx, of)
	if err != nil {
		return err
	}
	concerned := slices.DeleteFunc(slices.Clone(m.Spans), func(s Span) bool { return s.Key != d.Key || d.Place != "" && s.Place != d.Place })
	if len(concerned) == 0 {
		return incident.Errorf(incident.Conflict, "error.span_gone")
	}
	s := concerned[0]
	if err := t.checkDecision(ctx, o, s, &d); err != nil {
		return err
	}
	row, err := t.spanRow(ctx, a, o, s, d)
	if err != nil {
		return err
	}
	var own *store.OwnTerm
	if d.Teach {
		kind := s.Kind
		if d.Choice == SpanChange && d.Kind != "" {
			kind = d.Kind
		}
		own, err = t.ownTerm(ctx, a, OwnTermStart{Text: s.Text, Kind: kind, Never: d.Choice == SpanKeep, Reason: row.Reason})
		if err != nil {
			return err
		}
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutSpanDecision(ctx, row); err != nil {
			return fmt.Errorf("decide on %s: %w", o.name, err)
		}
		if own != nil {
			if err := t.putOwnTerm(ctx, tx, a, *own); err != nil {
				return err
			}
		}
		scope := "one"
		if d.Place == "" {
			scope = "all"
		}
		return tx.Audit(ctx, t.audit(a, incident.MaskDecide, o.name, row.Reason, fmt.Sprintf("%s kind=%s scope=%s spans=%d", d.Choice, row.Kind, scope, len(concerned))))
	})
}

// checkDecision refuses a decision that says nothing or would print what it must not.
func (t *Triage) checkDecision(ctx context.Context, o object, s Span, d *SpanDecision) error {
	d.Reason, d.Replacement = clean(d.Reason), strings.Join(strings.Fields(clean(d.Replacement)), " ")
	if d.Teach && d.Reason == "" {
		return invalid("reason", "error.why_missing")
	}
	switch d.Choice {
	case SpanAccept:
		d.Kind, d.Replacement = "", ""
		return nil
	case SpanKeep:
		d.Kind, d.Replacement = "", ""
		if s.Reason == mask.Declared {
			return invalid("reason", "error.span_declared")
		}
		if d.Reason == "" {
			return invalid("reason", "error.why_missing")
		}
		return nil
	case SpanChange:
	default:
		return invalid("choice", "error.span_choice")
	}
	if d.Kind != "" && !slices.Contains(mask.Kinds, d.Kind) {
		return invalid("kind", "error.span_kind")
	}
	if d.Replacement == "" {
		if d.Kind == "" || d.Kind == s.Kind {
			return invalid("replacement", "error.span_same")
		}
		return nil
	}
	if n := utf8.RuneCountInString(d.Replacement); n > mostReplacement {
		return invalid("replacement", "error.span_long", mostReplacement)
	}
	if strings.Contains(text.Squeeze(d.Replacement), text.Squeeze(s.Text)) {
		return invalid("replacement", "error.span_same")
	}
	for _, r := range o.report {
		f, err := t.finder(ctx, r)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(f.Find(d.Replacement), func(h mask.Hit) bool { return !h.Quotation }) {
			return invalid("replacement", "error.span_names")
		}
	}
	return nil
}

// spanRow is the row of a decision; the reason goes into the audit log too, so what names somebody is taken out of it, and the span's own words.
func (t *Triage) spanRow(ctx context.Context, a incident.Actor, o object, s Span, d SpanDecision) (store.SpanDecision, error) {
	digest, err := hex.DecodeString(s.Key)
	if err != nil {
		return store.SpanDecision{}, fmt.Errorf("key of a span: %w", err)
	}
	row := store.SpanDecision{Object: o.name, Digest: digest, Place: d.Place, Choice: string(d.Choice), Kind: string(d.Kind), Replacement: d.Replacement, Who: a.Who(), At: t.Now()}
	row.Reason = strings.ReplaceAll(d.Reason, s.Text, "＊")
	for _, r := range o.report {
		if row.Reason, err = t.maskFor(ctx, r, row.Reason); err != nil {
			return row, err
		}
	}
	return row, nil
}

// UndoSpan takes a decision back, for one span or for all alike as it was made.
func (t *Triage) UndoSpan(ctx context.Context, a incident.Actor, of MaskingOf, key, place string) error {
	if err := incident.Ask(a, incident.MaskDecide); err != nil {
		return err
	}
	_, o, err := t.masking(ctx, of)
	if err != nil {
		return err
	}
	digest, err := hex.DecodeString(key)
	if err != nil {
		return incident.Errorf(incident.Conflict, "error.span_gone")
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		done, err := tx.DeleteSpanDecision(ctx, o.name, digest, place)
		if err == nil && !done {
			done, err = tx.DeleteSpanDecision(ctx, o.name, digest, "")
		}
		if err != nil {
			return fmt.Errorf("undo on %s: %w", o.name, err)
		}
		if !done {
			return incident.Errorf(incident.Conflict, "error.span_gone")
		}
		return tx.Audit(ctx, t.audit(a, incident.MaskDecide, o.name, "", "undo"))
	})
}

// DecideRest decides about all that is undecided at once: accept takes what leaves no doubt, keep everything that the form does not declare, for one reason.
// It tells how many spans it decided about.
func (t *Triage) DecideRest(ctx context.Context, a incident.Actor, of MaskingOf, choice SpanChoice, reason string) (int, error) {
	if err := incident.Ask(a, incident.MaskDecide); err != nil {
		return 0, err
	}
	if choice != SpanAccept && choice != SpanKeep {
		return 0, invalid("choice", "error.span_choice")
	}
	if reason = clean(reason); choice == SpanKeep && reason == "" {
		return 0, invalid("rest-reason", "error.why_missing")
	}
	m, o, err := t.masking(ctx, of)
	if err != nil {
		return 0, err
	}
	n := 0
	var rows []store.SpanDecision
	seen := map[string]bool{}
	for _, s := range m.Spans {
		if !s.Needs() || choice == SpanAccept && s.Doubt || choice == SpanKeep && s.Reason == mask.Declared {
			continue
		}
		reason = strings.ReplaceAll(reason, s.Text, "＊")
		n++
		if place := s.Key + s.Place; !seen[place] {
			seen[place] = true
			digest, err := hex.DecodeString(s.Key)
			if err != nil {
				return 0, fmt.Errorf("key of a span: %w", err)
			}
			rows = append(rows, store.SpanDecision{Object: o.name, Digest: digest, Place: s.Place, Choice: string(choice), Who: a.Who(), At: t.Now()})
		}
	}
	if n == 0 {
		return 0, nil
	}
	for _, r := range o.report {
		if reason, err = t.maskFor(ctx, r, reason); err != nil {
			return 0, err
		}
	}
	return n, t.Store.Write(ctx, func(tx *store.Tx) error {
		for _, row := range rows {
			row.Reason = reason
			if err := tx.PutSpanDecision(ctx, row); err != nil {
				return fmt.Errorf("decide on %s: %w", o.name, err)
			}
		}
		return tx.Audit(ctx, t.audit(a, incident.MaskDecide, o.name, reason, fmt.Sprintf("%s scope=rest spans=%d", choice, n)))
	})
}

// ApplySpans writes into the draft of a case what was decided to be replaced in it, and gives the number of its revision.
func (t *Triage) ApplySpans(ctx context.Context, a incident.Actor, number string) (int, error) {
	if err := incident.Ask(a, incident.MaskDecide); err != nil {
		return 0, err
	}
	if err := incident.Ask(a, incident.CaseDraft); err != nil {
		return 0, err
	}
	b, err := t.basis(ctx, number)
	if err != nil {
		return 0, err
	}
	m, _, err := t.caseMasking(ctx, number)
	if err != nil {
		return 0, err
	}
	if m.Unapplied == 0 || len(b.revisions) == 0 {
		return 0, incident.Errorf(incident.Conflict, "error.nothing_to_apply")
	}
	for i := range m.Spans { // the undecided stay as they are
		if m.Spans[i].Choice == "" {
			m.Spans[i].Proposed = m.Spans[i].Text
		}
	}
	rewritten := map[string]string{}
	for i, p := range m.Passages {
		rewritten[p.Where] = m.Rewritten(i)
	}
	v, err := cloned(b.revisions[0])
	if err != nil {
		return 0, err
	}
	eachText(&v, func(where string, x *incident.Text) {
		if s, ok := rewritten[where+".ja"]; ok {
			x.JA = s
		}
		if s, ok := rewritten[where+".en"]; ok {
			x.EN = s
		}
	})
	c := b.row.Case
	return t.SaveDraft(ctx, a, number, Draft{Category: c.Category, OrgKind: c.OrgKind, Happened: c.Happened, Hold: c.Hold, Summary: v.Summary, Chapter: v.Chapter})
}

// cloned copies a revision whose chapter is to be rewritten.
func cloned(v incident.Revision) (incident.Revision, error) {
	if v.Chapter == nil {
		return v, nil
	}
	body, err := json.Marshal(v.Chapter)
	if err != nil {
		return v, fmt.Errorf("copy chapter: %w", err)
	}
	v.Chapter = &incident.Chapter{}
	if err := json.Unmarshal(body, v.Chapter); err != nil {
		return v, fmt.Errorf("copy chapter: %w", err)
	}
	return v, nil
}

// TakeOver puts the texts of a report as proposed into the empty summary of a case drawn from it, as a start to write from; the lint then warns of what stands
// there word for word. Every span must be decided.
func (t *Triage) TakeOver(ctx context.Context, a incident.Actor, report, number string) error {
	if err := incident.Ask(a, incident.MaskDecide); err != nil {
		return err
	}
	if err := incident.Ask(a, incident.CaseDraft); err != nil {
		return err
	}
	m, o, err := t.reportMasking(ctx, report)
	if err != nil {
		return err
	}
	if m.Undecided > 0 {
		return incident.Errorf(incident.Conflict, "error.spans_undecided", m.Undecided)
	}
	if !slices.ContainsFunc(m.Cases, func(c incident.Case) bool { return c.Number == number }) {
		return invalid("case", "error.case_unknown", number)
	}
	b, err := t.basis(ctx, number)
	if err != nil {
		return err
	}
	d := Draft{Category: b.row.Category, OrgKind: b.row.OrgKind, Happened: b.row.Happened, Hold: b.row.Hold}
	if len(b.revisions) > 0 {
		d.Summary, d.Chapter = b.revisions[0].Summary, b.revisions[0].Chapter
	}
	into := &d.Summary.JA
	if o.report[0].Lang == incident.EN {
		into = &d.Summary.EN
	}
	if *into != "" {
		return incident.Errorf(incident.Conflict, "error.draft_not_empty", number)
	}
	var parts []string
	for i := range m.Passages {
		parts = append(parts, m.Rewritten(i))
	}
	*into = strings.Join(parts, "\n\n")
	_, err = t.SaveDraft(ctx, a, number, d)
	return err
}
