package triage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/notify"
	"todoke/internal/store"
)

// SettingShowingDays is how many days a reporter is given to look at a draft.
const SettingShowingDays = "showing_days"

const mailShown = "shown"

// Showings is all there is to showing a case's draft to the reporters below it.
type Showings struct {
	Case     incident.Case
	Revision int // newest; what would be shown
	Reports  []ReportShowings
	Due      time.Time // where nothing else is typed
	Silence  incident.Silence
	Frozen   string // the edition in which the case is frozen and not yet out; nothing can be shown then
}

// ReportShowings is what can be shown to one reporter, and what was.
type ReportShowings struct {
	Report    incident.Report
	Sentences []ShowingLine // of the newest revision, in the reporter's language
	Facts     []ShowingLine // coded on this report; those of other reports are never shown
	Past      []PastShowing // newest first
}

// ShowingLine is one line that may be shown; Ticked is what is proposed.
type ShowingLine struct {
	Place  string
	Body   string
	Ticked bool
}

// PastShowing is a showing with what was said, masked.
type PastShowing struct {
	incident.Showing
	Over    bool
	Words   map[int]string // the reporter's, "" while being masked
	Replies map[int]string // the desk's
}

// Open counts the objections nobody answered.
func (p PastShowing) Open() int { return openParts(p.Showing) }

func openParts(s incident.Showing) int {
	n := 0
	for _, p := range s.Parts {
		if p.Objected && p.Reply == 0 {
			n++
		}
	}
	return n
}

// CaseShowings reads what a case's reporters can be shown and what they said.
func (t *Triage) CaseShowings(ctx context.Context, a incident.Actor, number string) (Showings, error) {
	if err := incident.Ask(a, incident.CaseShow); err != nil {
		return Showings{}, err
	}
	b, err := t.basis(ctx, number)
	if err != nil {
		return Showings{}, err
	}
	days, err := t.number(ctx, SettingShowingDays)
	if err != nil {
		return Showings{}, err
	}
	v := Showings{Case: b.row.Case, Due: t.Now().AddDate(0, 0, days)}
	if v.Silence, err = t.Store.Silence(ctx); err == nil {
		v.Frozen, err = t.Store.FrozenIn(ctx, number)
	}
	if err != nil {
		return v, fmt.Errorf("showings of %s: %w", number, err)
	}
	past, err := t.pastShowings(ctx, number)
	if err != nil {
		return v, fmt.Errorf("showings of %s: %w", number, err)
	}
	for _, r := range b.reports {
		one := ReportShowings{Report: r}
		for _, p := range past {
			if p.ReportID == r.ID {
				one.Past = append(one.Past, p)
			}
		}
		if len(b.revisions) > 0 {
			v.Revision = b.revisions[0].N
			one.Sentences = lines(b.revisions[0], r.Lang)
		}
		if one.Facts, err = t.shownFacts(ctx, r); err != nil {
			return v, fmt.Errorf("showings of %s: %w", number, err)
		}
		propose(&one, len(b.reports) == 1)
		v.Reports = append(v.Reports, one)
	}
	return v, nil
}

// propose ticks what is proposed: of a case from one report everything; of a case from several nothing but what was shown to this reporter before, word for word.
func propose(r *ReportShowings, only bool) {
	before := map[string]bool{}
	if len(r.Past) > 0 {
		for _, p := range r.Past[0].Parts {
			before[p.Body] = true
		}
	}
	for i := range r.Sentences {
		r.Sentences[i].Ticked = only || before[r.Sentences[i].Body]
	}
	for i := range r.Facts {
		r.Facts[i].Ticked = only || before[r.Facts[i].Body]
	}
}

// lines are the sentences of a revision in a language, in Japanese where it is not translated.
func lines(v incident.Revision, lang incident.Lang) []ShowingLine {
	var out []ShowingLine
	eachText(&v, func(where string, x *incident.Text) {
		body, in := x.In(lang), lang
		if lang == incident.EN && x.EN == "" {
			in = incident.JA
		}
		for _, s := range sentences(body, in) {
			out = append(out, ShowingLine{Place: where + "." + string(in), Body: strings.ReplaceAll(body[s.Start:s.End], "\n", " ")}) // one line, as a form sends it back
		}
	})
	return out
}

func (t *Triage) shownFacts(ctx context.Context, r incident.Report) ([]ShowingLine, error) {
	facts, err := t.Store.ListFacts(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	var out []ShowingLine
	for _, f := range facts {
		if !f.Coded || f.Dimension.Profile() {
			continue
		}
		words := []string{t.vocabulary.Label("certainty", string(f.Certainty), r.Lang)}
		if f.Polarity == incident.Absent {
			words = append(words, t.vocabulary.Label("polarity", string(f.Polarity), r.Lang))
		}
		if f.Quantity != nil {
			words = append(words, strings.TrimSpace(fmt.Sprintf("%s %v %s", t.vocabulary.Label("bound", string(f.Quantity.Bound), r.Lang), f.Quantity.Value, t.vocabulary.Label("unit", f.Quantity.Unit, r.Lang))))
		}
		body := t.Texts.T(r.Lang, "showing.fact", t.Texts.T(r.Lang, "dimension."+string(f.Dimension)), factLabel(f).In(r.Lang), strings.Join(words, t.Texts.T(r.Lang, "showing.comma")))
		if !slices.ContainsFunc(out, func(o ShowingLine) bool { return o.Body == body }) {
			out = append(out, ShowingLine{Place: "facts", Body: body})
		}
	}
	return out, nil
}

// pastShowings reads the showings of a case with what was said, as staff see it.
func (t *Triage) pastShowings(ctx context.Context, number string) ([]PastShowing, error) {
	list, err := t.Store.ListShowings(ctx, number)
	if err != nil {
		return nil, err
	}
	var out []PastShowing
	for _, x := range list {
		s, err := t.Store.FindShowing(ctx, x.ID)
		if err != nil {
			return nil, err
		}
		p := PastShowing{Showing: s, Over: s.Over(t.Now()), Words: map[int]string{}, Replies: map[int]string{}}
		texts, err := t.Store.ListMaskedTexts(ctx, s.ReportID)
		if err != nil {
			return nil, err
		}
		for _, part := range s.Parts {
			for _, m := range texts {
				if part.Message != 0 && m.Field == store.MessageField(part.Message) {
					p.Words[part.N] = m.Body
				}
				if part.Reply != 0 && m.Field == store.MessageField(part.Reply) {
					p.Replies[part.N] = m.Body
				}
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// ShowDraft is what is shown to the reporter of one report.
type ShowDraft struct {
	Report    string
	Revision  int      // of the page the ticks were made on
	Sentences []string // bodies, word for word as the page had them
	Facts     []string
	Due       time.Time
}

// Show puts sentences and facts of the newest revision behind a report's return code, in place of what was shown to it before. Of a case drawn from several reports
// it first looks for the parties of the others in them, and for their words; what it finds is given back, and nothing is shown. mailed tells whether a mail says
// that something waits.
func (t *Triage) Show(ctx context.Context, a incident.Actor, number string, d ShowDraft) (found []Finding, mailed bool, err error) {
	if err := incident.Ask(a, incident.CaseShow); err != nil {
		return nil, false, err
	}
	v, err := t.CaseShowings(ctx, a, number)
	if err != nil {
		return nil, false, err
	}
	i := slices.IndexFunc(v.Reports, func(r ReportShowings) bool { return r.Report.Number == d.Report })
	if i < 0 {
		return nil, false, incident.Errorf(incident.NotFound, "error.report_unknown", d.Report)
	}
	s, err := t.readyShowing(v, v.Reports[i], d)
	if err != nil {
		return nil, false, err
	}
	s.ShownBy = a.Who()
	if found, err = t.others(ctx, v, i, s); err != nil || len(found) > 0 {
		return found, false, err
	}
	r := v.Reports[i].Report
	if mailed, err = t.mayMail(ctx, r); err != nil {
		return nil, false, err
	}
	return nil, mailed, t.Store.Write(ctx, func(tx *store.Tx) error {
		if id, err := tx.FrozenIn(ctx, number); err != nil || id != "" {
			if err != nil {
				return fmt.Errorf("show %s: %w", number, err)
			}
			return incident.Errorf(incident.Conflict, "error.showing_frozen", id)
		}
		for _, p := range v.Reports[i].Past {
			if incident.MoveShowing(p.State, incident.ShowingClosed) != nil {
				continue
			}
			if _, err := tx.MoveShowing(ctx, p.ID, p.State, incident.ShowingClosed, a.Who(), t.Now()); err != nil {
				return fmt.Errorf("show %s: %w", number, err)
			}
		}
		if err := tx.InsertShowing(ctx, s); err != nil {
			return fmt.Errorf("show %s: %w", number, err)
		}
		if mailed {
			mail := notify.Mail{Key: fmt.Sprintf("shown/%d", s.ID), Kind: mailShown, Lang: r.Lang, ReportID: r.ID, Number: r.Number, To: notify.ToReporter, Args: []string{t.Portal}, At: t.Now()}
			if err := t.Outbox.Queue(ctx, tx, mail); err != nil {
				return fmt.Errorf("show %s: %w", number, err)
			}
		}
		detail := fmt.Sprintf("report=%s revision=%d parts=%d due=%s silence=%s mail=%t", r.Number, s.Revision, len(s.Parts), s.LastDay().In(incident.Japan).Format(time.DateOnly), s.Silence, mailed)
		return tx.Audit(ctx, t.audit(a, incident.CaseShow, caseObject(number), "", detail))
	})
}

// readyShowing makes the showing, and refuses what is not on the page any more.
func (t *Triage) readyShowing(v Showings, r ReportShowings, d ShowDraft) (incident.Showing, error) {
	now := t.Now().UTC().Truncate(time.Microsecond)
	s := incident.Showing{ID: store.NewID(now), Case: v.Case.Number, Revision: v.Revision, ReportID: r.Report.ID, Report: r.Report.Number, Lang: r.Report.Lang, State: incident.ShowingWaiting,
		Silence: v.Silence, ShownAt: now, Due: d.Due.UTC()}
	switch {
	case v.Frozen != "":
		return s, incident.Errorf(incident.Conflict, "error.showing_frozen", v.Frozen)
	case d.Revision != v.Revision:
		return s, incident.Errorf(incident.Conflict, "error.showing_stale")
	case r.Report.State != incident.Accepted:
		return s, incident.Errorf(incident.Conflict, "error.showing_state")
	case d.Due.Before(now) || d.Due.After(now.AddDate(1, 0, 0)):
		return s, invalid("due-"+r.Report.Number, "error.ask_due")
	}
	add := func(kind string, from []ShowingLine, chosen []string) bool {
		n := 0
		for _, l := range from {
			if slices.Contains(chosen, l.Body) {
				s.Parts = append(s.Parts, incident.ShownPart{N: len(s.Parts) + 1, Kind: kind, Place: l.Place, Body: l.Body})
				n++
			}
		}
		return n >= len(slices.Compact(slices.Sorted(slices.Values(chosen))))
	}
	if !add(incident.PartSentence, r.Sentences, d.Sentences) || !add(incident.PartFact, r.Facts, d.Facts) {
		return s, incident.Errorf(incident.Conflict, "error.showing_stale")
	}
	if len(d.Sentences) == 0 {
		return s, invalid("show-"+r.Report.Number, "error.showing_empty")
	}
	return s, nil
}

// others looks in what is to be shown to one reporter for the parties of every other report below the case, and for twenty characters and more of their words.
func (t *Triage) others(ctx context.Context, v Showings, mine int, s incident.Showing) ([]Finding, error) {
	var out []Finding
	for i, r := range v.Reports {
		if i == mine {
			continue
		}
		waits, err := t.Store.MaskingWaits(ctx, r.Report.ID)
		if err != nil {
			return nil, fmt.Errorf("show: %w", err)
		}
		if waits || r.Report.MaskVersion < r.Report.Version { // its parties are not all known yet
			return nil, incident.Errorf(incident.Conflict, "error.showing_masking", r.Report.Number)
		}
		finder, err := t.finder(ctx, r.Report)
		if err != nil {
			return nil, err
		}
		for _, p := range s.Parts {
			for _, h := range finder.Find(p.Body) {
				key, args := "showing.names", []any{t.Texts.Text("term." + string(h.Kind)), p.Body[h.Start:h.End], r.Report.Number}
				if h.Quotation {
					key, args = "showing.quotes", []any{p.Body[h.Start:h.End], r.Report.Number}
				}
				out = append(out, Finding{Level: Block, Key: key, Args: args, Where: p.Place})
			}
		}
	}
	return out, nil
}

// ReplyToObjection answers one objection of a reporter; the answer waits behind the return code. With the last one the showing is settled: the case may go on.
func (t *Triage) ReplyToObjection(ctx context.Context, a incident.Actor, number string, id int64, n int, words string) error {
	if err := incident.Ask(a, incident.CaseShow); err != nil {
		return err
	}
	s, err := t.showingOf(ctx, number, id)
	if err != nil {
		return err
	}
	field := fmt.Sprintf("reply-%d-%d", id, n)
	if words = clean(words); words == "" {
		return invalid(field, "error.reply_empty")
	}
	if k := utf8.RuneCountInString(words); k > replyLimit {
		return invalid(field, "error.reply_long", replyLimit, k)
	}
	r, err := find(ctx, t.Store.Reader, s.Report)
	if err != nil {
		return err
	}
	m, err := t.sealReply(ctx, a, r, store.ShowingReply, words)
	if err != nil {
		return fmt.Errorf("reply on %s: %w", r.Number, err)
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertReply(ctx, *m); err != nil {
			return fmt.Errorf("reply on %s: %w", r.Number, err)
		}
		first, err := tx.ReplyToPart(ctx, id, n, m.ID)
		if err != nil {
			return fmt.Errorf("reply on %s: %w", r.Number, err)
		}
		if !first {
			return incident.Errorf(incident.Conflict, "error.showing_replied")
		}
		s, err := tx.FindShowing(ctx, id)
		if err != nil {
			return fmt.Errorf("reply on %s: %w", r.Number, err)
		}
		if openParts(s) == 0 && incident.MoveShowing(s.State, incident.ShowingSettled) == nil {
			if _, err := tx.MoveShowing(ctx, id, s.State, incident.ShowingSettled, a.Who(), t.Now()); err != nil {
				return fmt.Errorf("settle showing: %w", err)
			}
		}
		return tx.Audit(ctx, t.audit(a, incident.CaseShow, caseObject(number), "", fmt.Sprintf("report=%s replied part=%d open=%d", r.Number, n, openParts(s))))
	})
}

// CloseShowing takes back what is shown to a reporter; it keeps its case out of nothing any more.
func (t *Triage) CloseShowing(ctx context.Context, a incident.Actor, number string, id int64) error {
	if err := incident.Ask(a, incident.CaseShow); err != nil {
		return err
	}
	s, err := t.showingOf(ctx, number, id)
	if err != nil {
		return err
	}
	if err := incident.MoveShowing(s.State, incident.ShowingClosed); err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		moved, err := tx.MoveShowing(ctx, id, s.State, incident.ShowingClosed, a.Who(), t.Now())
		if err != nil {
			return fmt.Errorf("close showing: %w", err)
		}
		if !moved {
			return incident.Errorf(incident.Conflict, "error.showing_move", string(s.State), string(incident.ShowingClosed))
		}
		return tx.Audit(ctx, t.audit(a, incident.CaseShow, caseObject(number), "", fmt.Sprintf("report=%s closed", s.Report)))
	})
}

func (t *Triage) showingOf(ctx context.Context, number string, id int64) (incident.Showing, error) {
	s, err := t.Store.FindShowing(ctx, id)
	if errors.Is(err, sql.ErrNoRows) || err == nil && s.Case != number {
		return s, incident.Errorf(incident.NotFound, "error.showing_gone")
	}
	if err != nil {
		return s, fmt.Errorf("showing: %w", err)
	}
	return s, nil
}
