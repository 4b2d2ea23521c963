package triage

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/store"
	"todoke/internal/text"
)

// SpanChoice is what somebody decided about a proposed span.
type SpanChoice string

// Choices: accept replaces the span as proposed, change by something else, keep leaves it in the text for a reason.
const (
	SpanAccept SpanChoice = "accept"
	SpanChange SpanChoice = "change"
	SpanKeep   SpanChoice = "keep"
)

// SpanKind is what sort of thing a span is.
type SpanKind = mask.Kind

// SpanKinds lists the kinds in the order shown.
var SpanKinds = mask.Kinds

// Span is one stretch of a text that the publication's mask proposes to replace, with what was decided about it.
type Span struct {
	N          int // from 1, in the order of the texts
	Passage    int // index in Masking.Passages
	Start, End int // bytes of the passage's body
	Text       string
	Kind       mask.Kind
	Reason     mask.Reason
	Role       mask.Role
	Doubt      bool
	Coarse     []string // coarser values that may stand instead, the finest first
	Alike      int      // spans of the same words here, this one included
	Key        string   // what a decision names the words by; not the words
	Place      string   // what it names this one span by

	Choice   SpanChoice // "" while undecided
	All      bool       // decided for all alike
	Why      string     // masked
	Who      string
	Proposed string // what stands there in the text as proposed
}

// Needs tells whether the span waits for a decision. What is plainly the attacker's needs none, and a declared term none that would keep it.
func (s Span) Needs() bool {
	return s.Choice == "" && (s.Role != mask.Attacker || s.Doubt)
}

// Replaced tells whether something else stands for the span in the text as proposed.
func (s Span) Replaced() bool { return s.Proposed != s.Text }

// MaskPassage is one text of a report or case with its place: the question a report's text answers, or the lint's place in a case.
type MaskPassage struct {
	Where string
	Label incident.Text // of a question; empty for a case
	Lang  incident.Lang
	Body  string
}

// Masking is what the publication's mask proposes over the texts of one report or case. A report's texts are those masked at the door.
type Masking struct {
	Number       string
	Passages     []MaskPassage
	Spans        []Span
	Undecided    int
	Unapplied    int      // of a case: decided to be replaced, and still standing in the draft
	Placeholders []string // words that stand for somebody already
	Cases        []incident.Case
	Drafted      bool // of a case: its newest text is in work and may be changed
}

// object is what decisions on a report or case hang on.
type object struct {
	name   string // reportObject or caseObject
	report []incident.Report
}

// FindReportMasking proposes spans over the masked texts of a report; messages are not for publication and not in it.
func (t *Triage) FindReportMasking(ctx context.Context, a incident.Actor, number string) (Masking, error) {
	if err := incident.Ask(a, incident.MaskDecide); err != nil {
		return Masking{}, err
	}
	m, _, err := t.reportMasking(ctx, number)
	return m, err
}

// FindCaseMasking proposes spans over the newest text of a case.
func (t *Triage) FindCaseMasking(ctx context.Context, a incident.Actor, number string) (Masking, error) {
	if err := incident.Ask(a, incident.MaskDecide); err != nil {
		return Masking{}, err
	}
	m, _, err := t.caseMasking(ctx, number)
	return m, err
}

func (t *Triage) reportMasking(ctx context.Context, number string) (Masking, object, error) {
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return Masking{}, object{}, err
	}
	o := object{reportObject(r.Number), []incident.Report{r}}
	v := ReportView{QueueRow: QueueRow{Report: r}}
	if err := t.content(ctx, &v); err != nil {
		return Masking{}, o, fmt.Errorf("masking of %s: %w", r.Number, err)
	}
	parties, err := t.Store.ListParties(ctx, r.ID)
	if err != nil {
		return Masking{}, o, fmt.Errorf("masking of %s: %w", r.Number, err)
	}
	m := Masking{Number: r.Number, Placeholders: placeholderWords(parties)}
	for _, x := range v.Texts {
		m.Passages = append(m.Passages, MaskPassage{Where: x.Question, Label: x.Label, Lang: r.Lang, Body: x.Body})
	}
	if m.Cases, err = t.Store.ListCases(ctx, store.CaseFilter{Report: r.ID}); err != nil {
		return m, o, fmt.Errorf("masking of %s: %w", r.Number, err)
	}
	return m, o, t.propose(ctx, &m, o, nil)
}

func (t *Triage) caseMasking(ctx context.Context, number string) (Masking, object, error) {
	b, err := t.basis(ctx, number)
	if err != nil {
		return Masking{}, object{}, err
	}
	o := object{caseObject(b.row.Number), b.reports}
	m := Masking{Number: b.row.Number, Placeholders: placeholderWords(nil)}
	if len(b.revisions) == 0 {
		return m, o, nil
	}
	m.Drafted = b.revisions[0].State != incident.Submitted
	passages := passagesOf(b.revisions[0])
	hits, err := t.leaks(ctx, &linter{basis: b}, passages)
	if err != nil {
		return m, o, err
	}
	m.Passages = maskPassages(passages)
	return m, o, t.propose(ctx, &m, o, hits)
}

func maskPassages(list []passage) []MaskPassage {
	out := make([]MaskPassage, len(list))
	for i, p := range list {
		out[i] = MaskPassage{Where: p.where, Lang: p.lang, Body: p.body}
	}
	return out
}

// placeholderWords are what stands in the masked texts of a report for somebody or something.
func placeholderWords(parties []store.Party) []string {
	out := slices.Clone(mask.PersonWords)
	for _, p := range parties {
		if p.Placeholder != "" {
			out = append(out, p.Placeholder)
		}
	}
	for _, k := range mask.Kinds {
		out = append(out, mask.PlaceholderWord(k))
	}
	slices.SortFunc(out, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(out)
}

// propose fills in the spans of all passages, declared terms first, and what was decided about them.
func (t *Triage) propose(ctx context.Context, m *Masking, o object, declared []leakHit) error {
	list, err := t.ownList(ctx)
	if err != nil {
		return err
	}
	decided, err := t.Store.ListSpanDecisions(ctx, o.name)
	if err != nil {
		return fmt.Errorf("decisions on %s: %w", o.name, err)
	}
	known := map[string]store.SpanDecision{}
	for _, d := range decided {
		known[hex.EncodeToString(d.Digest)+d.Place] = d
	}
	masker := mask.New(nil).WithOwn(list)
	alike := map[string]int{}
	for i, p := range m.Passages {
		for _, s := range t.spans(masker, p, m.Placeholders, declaredIn(declared, i)) {
			s.N, s.Passage = len(m.Spans)+1, i
			if d, ok := known[s.Key+s.Place]; ok {
				s.decide(d)
			} else if d, ok := known[s.Key]; ok {
				s.decide(d)
				s.All = true
			}
			if s.Reason == mask.Declared && s.Choice == SpanKeep {
				s.Choice = "" // declared since: what the form says is never printed
			}
			t.write(&s, p.Lang)
			alike[s.Key]++
			m.Spans = append(m.Spans, s)
		}
	}
	for i := range m.Spans {
		s := &m.Spans[i]
		s.Alike = alike[s.Key]
		switch {
		case s.Needs():
			m.Undecided++
		case s.Choice != "" && s.Replaced():
			m.Unapplied++
		}
	}
	return nil
}

func (s *Span) decide(d store.SpanDecision) {
	s.Choice, s.Why, s.Who, s.Proposed = SpanChoice(d.Choice), d.Reason, d.Who, d.Replacement
	if d.Kind != "" {
		s.Kind = mask.Kind(d.Kind)
	}
}

func declaredIn(list []leakHit, passage int) []mask.Proposal {
	var out []mask.Proposal
	for _, h := range list {
		if h.passage == passage {
			out = append(out, mask.Proposal{Start: h.Start, End: h.End, Kind: h.Kind, Party: mask.NoParty, Reason: mask.Declared,
				Placeholder: mask.PlaceholderWord(h.Kind), Role: mask.Victim})
		}
	}
	return out
}

// around is how many characters on each side tell one span from others of the same words.
const around = 12

// spans are the proposals over one passage: what the form declares, then what else is found, without what stands for somebody already.
func (t *Triage) spans(m *mask.Masker, p MaskPassage, placeholders []string, declared []mask.Proposal) []Span {
	free := newRanges(p.Body, placeholders)
	var list []mask.Proposal
	for _, x := range declared {
		if free.take(x.Start, x.End) {
			list = append(list, x)
		}
	}
	for _, x := range m.Propose(p.Body) {
		if free.take(x.Start, x.End) {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b mask.Proposal) int { return a.Start - b.Start })
	out := make([]Span, 0, len(list))
	for _, x := range list {
		words := p.Body[x.Start:x.End]
		squeezed := text.Squeeze(words)
		before, after := []rune(p.Body[max(0, x.Start-4*around):x.Start]), []rune(p.Body[x.End:min(len(p.Body), x.End+4*around)])
		place := string(before[max(0, len(before)-around):]) + "\x00" + squeezed + "\x00" + string(after[:min(len(after), around)])
		s := Span{Start: x.Start, End: x.End, Text: words, Kind: x.Kind, Reason: x.Reason, Role: x.Role, Doubt: x.Doubt, Coarse: coarseIn(p.Lang, x.Coarse),
			Key: hex.EncodeToString(t.Seal.TermMAC("span", squeezed)), Place: hex.EncodeToString(t.Seal.TermMAC("span.place", place)[:8])}
		if x.Placeholder != mask.PlaceholderWord(x.Kind) {
			s.Coarse = append(s.Coarse, x.Placeholder)
		}
		out = append(out, s)
	}
	return out
}

// coarsened are the kinds of which a coarser value says more than a placeholder.
var coarsened = []mask.Kind{mask.Amount, mask.Count, mask.Date, mask.Place, mask.Address}

// write settles what stands for a span in the text as proposed.
func (t *Triage) write(s *Span, lang incident.Lang) {
	switch {
	case s.Choice == SpanKeep, s.Choice == "" && !s.Needs():
		s.Proposed = s.Text
	case s.Choice != "" && s.Proposed != "":
	case len(s.Coarse) > 0 && slices.Contains(coarsened, s.Kind):
		s.Proposed = s.Coarse[0]
	default:
		s.Proposed = t.placeholder(s.Kind, lang)
	}
}

// placeholder is what stands for a thing of a kind in a language.
func (t *Triage) placeholder(k mask.Kind, lang incident.Lang) string {
	if lang == incident.EN {
		return "[" + strings.ToLower(t.Texts.T(incident.EN, k.Label())) + "]"
	}
	return mask.PlaceholderWord(k)
}

// coarseIn writes coarser values as the language of the text does.
func coarseIn(lang incident.Lang, list []string) []string {
	if lang != incident.EN {
		return list
	}
	out := make([]string, len(list))
	for i, c := range list {
		if n, ok := strings.CutSuffix(c, "以上"); ok {
			c = "at least " + n
		}
		out[i] = strings.Replace(c, "約", "about ", 1)
	}
	return out
}

// ranges are the bytes of a text that are spoken for.
type ranges []bool

func newRanges(s string, words []string) ranges {
	r := make(ranges, len(s))
	for _, w := range words {
		for at := 0; ; {
			i := strings.Index(s[at:], w)
			if i < 0 {
				break
			}
			for k := at + i; k < at+i+len(w); k++ {
				r[k] = true
			}
			at += i + len(w)
		}
	}
	return r
}

// take claims from to to unless somebody has any of it.
func (r ranges) take(from, to int) bool {
	if from >= to || slices.Contains(r[from:to], true) {
		return false
	}
	for i := from; i < to; i++ {
		r[i] = true
	}
	return true
}

// Rewritten is a passage as proposed for publication.
func (m Masking) Rewritten(passage int) string {
	var b strings.Builder
	body, at := m.Passages[passage].Body, 0
	for _, s := range m.Spans {
		if s.Passage == passage {
			b.WriteString(body[at:s.Start])
			b.WriteString(s.Proposed)
			at = s.End
		}
	}
	return b.String() + body[at:]
}

// spansLeft blocks a case of whose texts spans are undecided, or decided to be replaced and still standing; what the form declares blocks already.
func (t *Triage) spansLeft(ctx context.Context, l *linter, passages []passage, hits []leakHit) error {
	m := Masking{Number: l.row.Number, Passages: maskPassages(passages), Placeholders: placeholderWords(nil)}
	if err := t.propose(ctx, &m, object{name: caseObject(l.row.Number)}, hits); err != nil {
		return err
	}
	for i, p := range passages {
		var open, standing []string
		for _, s := range m.Spans {
			switch {
			case s.Passage != i || s.Reason == mask.Declared:
			case s.Needs():
				open = append(open, s.Text)
			case s.Choice != "" && s.Replaced():
				standing = append(standing, s.Text)
			}
		}
		if len(open) > 0 {
			l.block(p.where, "lint.spans_undecided", len(open), some(open))
		}
		if len(standing) > 0 {
			l.block(p.where, "lint.spans_standing", len(standing), some(standing))
		}
	}
	return nil
}

// some names the first few of several words.
func some(list []string) string {
	seen := slices.Clone(list)
	slices.Sort(seen)
	seen = slices.Compact(seen)
	if len(seen) > 3 {
		return strings.Join(seen[:3], "、") + " …"
	}
	return strings.Join(seen, "、")
}
