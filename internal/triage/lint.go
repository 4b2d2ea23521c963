package triage

import (
	"context"
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/text"
)

// Level is how much a Finding weighs.
type Level string

// Levels: a block stops submission and approval, a warning is for the reader to judge.
const (
	Block Level = "block"
	Warn  Level = "warn"
)

// Finding is one thing the lint has to say of a case. Args that are incident.Text are labels in both languages; Explain picks one.
type Finding struct {
	Level  Level
	Key    string // lint.*
	Args   []any
	Where  string // "case", "reports", "facts", "summary.ja", "chapter.cause.en" …
	At     Stretch
	Quoted Quote // the words at At, for pages
}

// Stretch is the half-open range of bytes of the text at Where that a finding is about; empty where it is about the whole.
type Stretch struct{ Start, End int }

// Explain says a finding in a language.
func (t *Triage) Explain(lang incident.Lang, f Finding) string {
	return t.Texts.T(lang, f.Key, f.Args...)
}

// Blocks counts the findings that block.
func Blocks(list []Finding) int {
	n := 0
	for _, f := range list {
		if f.Level == Block {
			n++
		}
	}
	return n
}

// summaryAim is how many characters the row of a case table should not exceed.
const summaryAim = 500

// Lint lists everything that blocks the publication of a case, and what its reviewer should look at.
func (t *Triage) Lint(ctx context.Context, a incident.Actor, number string) ([]Finding, error) {
	if err := incident.Ask(a, incident.CaseRead); err != nil {
		return nil, err
	}
	b, err := t.basis(ctx, number)
	if err != nil {
		return nil, err
	}
	return t.lint(ctx, b)
}

// LintDraft runs the lint over a text that is not saved. Quick leaves out what opens the reports' parties, which is audited each time: for a check while typing.
func (t *Triage) LintDraft(ctx context.Context, a incident.Actor, number string, d Draft, quick bool) ([]Finding, error) {
	if err := incident.Ask(a, incident.CaseDraft); err != nil {
		return nil, err
	}
	b, err := t.basis(ctx, number)
	if err != nil {
		return nil, err
	}
	b.row.Category, b.row.Hold = d.Category, clean(d.Hold)
	if d.OrgKind != "" {
		b.row.OrgKind = d.OrgKind
	}
	v := incident.Revision{Case: number, Summary: incident.Text{JA: clean(d.Summary.JA), EN: clean(d.Summary.EN)}, Chapter: d.Chapter}
	older := b.revisions
	if len(older) > 0 && older[0].State != incident.Approved { // the one in work gives way to what was typed
		older = older[1:]
	}
	b.revisions = append([]incident.Revision{v}, older...)
	b.row.Stale = false // saving cites the reports as they are now
	if !quick {
		return t.lint(ctx, b)
	}
	l := t.rules(b)
	slices.SortStableFunc(l.list, byWeight)
	quote(l.list, passagesOf(v))
	return l.list, nil
}

// linter collects findings on one case.
type linter struct {
	basis
	list []Finding
}

func (l *linter) block(where, key string, args ...any) {
	l.list = append(l.list, Finding{Level: Block, Key: key, Args: args, Where: where})
}

func (l *linter) warn(where, key string, args ...any) {
	l.list = append(l.list, Finding{Level: Warn, Key: key, Args: args, Where: where})
}

// at says where in its text the finding added last lies.
func (l *linter) at(start, end int) { l.list[len(l.list)-1].At = Stretch{start, end} }

// lint runs every rule, looks for what identifies, and puts the findings in order.
func (t *Triage) lint(ctx context.Context, b basis) ([]Finding, error) {
	l := t.rules(b)
	if len(b.revisions) > 0 {
		passages := passagesOf(b.revisions[0])
		hits, err := t.leaks(ctx, l, passages)
		if err != nil {
			return nil, err
		}
		if err := t.spansLeft(ctx, l, passages, hits); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(l.list, byWeight)
	if len(b.revisions) > 0 {
		quote(l.list, passagesOf(b.revisions[0]))
	}
	return l.list, nil
}

// places is the order in which a case is read; what begins with a place follows it.
var places = []string{"case", "reports", "facts", "summary.", "chapter.title.", "chapter.discovery.", "chapter.damage.", "chapter.cause.", "chapter.response.", "chapter.key_points", "chapter.figures"}

// byWeight puts what blocks before what warns, and each in the order of the case; one place keeps the order of the rules.
func byWeight(a, b Finding) int {
	if a.Level != b.Level {
		if a.Level == Block {
			return -1
		}
		return 1
	}
	rank := func(f Finding) int {
		return slices.IndexFunc(places, func(p string) bool { return strings.HasPrefix(f.Where, p) })
	}
	return rank(a) - rank(b)
}

// rules runs, in order, every rule that needs nothing opened: the frame, what lies below, the words.
func (t *Triage) rules(b basis) *linter {
	l := &linter{basis: b}
	l.frame()
	l.below()
	if len(b.revisions) == 0 || b.revisions[0].Summary.JA == "" {
		l.block("summary.ja", "lint.summary_missing")
	}
	if len(b.revisions) == 0 {
		return l
	}
	passages := passagesOf(b.revisions[0])
	l.form(t.vocabulary)
	l.dates(passages)
	l.chapter(b.revisions[0].Chapter)
	l.list = append(l.list, t.wording.check(b.facts, passages)...)
	t.prose.check(l, passages)
	t.told.check(l, passages)
	l.behind()
	return l
}

func (l *linter) frame() {
	if _, ok := l.scheme.Category(l.row.Category); !ok {
		l.block("case", "lint.category", l.row.Category)
	}
	if l.row.Hold != "" {
		l.warn("case", "lint.hold")
	}
	if len(l.revisions) > 0 && Stale(l.revisions[0].Sources, l.sources) { // a refusal, which makes the case stale too, has its own finding
		l.block("reports", "lint.stale")
	}
}

// below looks at the reports the case is drawn from and at their facts.
func (l *linter) below() {
	accepted := 0
	l.shown()
	for _, r := range l.reports {
		if r.State == incident.Accepted {
			accepted++
		} else {
			l.block("reports", "lint.report_not_accepted", r.Number)
		}
		l.consent(r)
		if l.waits[r.ID] || r.MaskVersion < r.Version {
			l.block("reports", "lint.masking", r.Number)
		}
	}
	if accepted == 0 {
		l.block("reports", "lint.no_report")
	}
	told := func(f incident.Fact) bool {
		return f.Dimension == incident.DimCause || f.Dimension == incident.DimDamage || f.Dimension == incident.DimAttack
	}
	if !slices.ContainsFunc(l.facts, told) {
		l.block("facts", "lint.no_facts")
	}
}

// consent looks whether the parties of a report allow it to be published as a case. While nothing is masked yet nothing is known of them.
func (l *linter) consent(r incident.Report) {
	if r.MaskVersion == 0 {
		return
	}
	refused, missing := incident.Unagreed(l.consents[r.ID], incident.UseCase, l.rule)
	_, unsaid := incident.Unagreed(l.consents[r.ID], incident.UseCase, incident.RuleConcerned)
	for _, p := range refused {
		l.block("reports", "lint.consent_refused", PartyLabel(p), r.Number)
	}
	for _, p := range missing {
		l.block("reports", "lint.consent_missing", PartyLabel(p), r.Number)
	}
	for _, p := range unsaid {
		if l.rule == incident.RuleWarn {
			l.warn("reports", "lint.consent_not_said", PartyLabel(p), r.Number)
		}
	}
}

// shown looks at what reporters said of drafts shown to them, and whether they still may.
func (l *linter) shown() {
	for _, s := range l.showings {
		day := text.Date{From: s.LastDay().In(incident.Japan), To: s.LastDay().In(incident.Japan), Precision: text.Day}
		due := incident.Text{JA: text.JaDate(day), EN: text.EnDate(day)}
		switch {
		case s.State == incident.ShowingObjected:
			l.block("reports", "lint.showing_objected", s.Report)
		case s.State == incident.ShowingWaiting && !s.Over(l.now):
			l.warn("reports", "lint.showing_waits", s.Report, due)
		case s.Keeps(l.now):
			l.warn("reports", "lint.showing_silent", s.Report, due)
		}
	}
}

// PartyLabel names a party to staff: by what stands for it in the masked texts, or the reporter who gave no name.
func PartyLabel(p incident.PartyConsent) incident.Text {
	if p.Party == 0 {
		return incident.Text{JA: "届出者", EN: "the reporter"}
	}
	if p.Role == incident.RoleVictim {
		return incident.Text{JA: p.Placeholder, EN: "the victim (" + p.Placeholder + ")"}
	}
	return incident.Text{JA: p.Placeholder, EN: p.Placeholder}
}

// form looks at the shape of the summary: who reported, how long, in both languages.
func (l *linter) form(v incident.Vocabulary) {
	s := l.revisions[0].Summary
	if s.JA != "" {
		want := "届出者"
		if l.row.OrgKind != incident.OrgNotKnown && l.row.OrgKind != "" {
			want = "届出者（" + v.Label("org_kind", string(l.row.OrgKind), incident.JA) + "）"
		}
		if !strings.Contains(text.Squeeze(s.JA), text.Squeeze(want)) {
			l.block("summary.ja", "lint.reporter_style", want)
		}
		l.otherKind(s.JA, want)
		if n := utf8.RuneCountInString(s.JA); n > summaryAim {
			l.warn("summary.ja", "lint.summary_long", n, summaryAim)
		}
		if s.EN == "" {
			l.warn("summary.en", "lint.english_missing")
		}
	}
}

var reporterKind = regexp.MustCompile(`届出者[（(][^（）()]*[）)]`)

// otherKind warns of a reporter called another kind than the case says.
func (l *linter) otherKind(body, want string) {
	for _, m := range reporterKind.FindAllStringIndex(body, -1) {
		if text.Squeeze(body[m[0]:m[1]]) != text.Squeeze(want) {
			l.block("summary.ja", "lint.reporter_kind", body[m[0]:m[1]], want)
			l.at(m[0], m[1])
		}
	}
}

var fineDates = regexp.MustCompile(`\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|[〇一二三四五六七八九十]+月[〇一二三四五六七八九十]+日|` +
	`\b\d{1,2}(st|nd|rd|th)? (of )?(january|february|march|april|may|june|july|august|september|october|november|december)\b|` +
	`\b(january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}\b`)

// dates warns of a date finer than the month.
func (l *linter) dates(passages []passage) {
	for _, p := range passages {
		folded, start, end := text.NormalMap(p.body)
		if m := fineDates.FindStringIndex(folded); m != nil {
			l.warn(p.where, "lint.fine_date", folded[m[0]:m[1]])
			l.at(start[m[0]], end[m[1]-1])
		}
	}
}

// chapter looks whether the long account has all its parts, and its figures only actors that exist.
func (l *linter) chapter(c *incident.Chapter) {
	if c == nil {
		return
	}
	for _, p := range []struct {
		where string
		text  incident.Text
	}{{"title", c.Title}, {"discovery", c.Discovery}, {"damage", c.Damage}, {"cause", c.Cause}, {"response", c.Response}} {
		switch {
		case p.text.JA == "":
			l.warn("chapter."+p.where+".ja", "lint.chapter_part")
		case p.text.EN == "":
			l.warn("chapter."+p.where+".en", "lint.english_missing")
		}
	}
	if len(c.KeyPoints) == 0 {
		l.warn("chapter.key_points", "lint.key_points")
	}
	for i, f := range c.Figures {
		l.figure(fmt.Sprintf("chapter.figures.%d", i), f)
	}
}

// passage is one piece of a case's text with its place.
type passage struct {
	where string
	lang  incident.Lang
	body  string
}

// passagesOf lists every text of a revision that is published, the summary first.
func passagesOf(v incident.Revision) []passage {
	var out []passage
	eachText(&v, func(where string, x *incident.Text) {
		if x.JA != "" {
			out = append(out, passage{where + ".ja", incident.JA, x.JA})
		}
		if x.EN != "" {
			out = append(out, passage{where + ".en", incident.EN, x.EN})
		}
	})
	return out
}

// eachText visits every text of a revision that is published, the summary first; what is visited may be changed.
func eachText(v *incident.Revision, visit func(where string, x *incident.Text)) {
	visit("summary", &v.Summary)
	c := v.Chapter
	if c == nil {
		return
	}
	visit("chapter.title", &c.Title)
	visit("chapter.discovery", &c.Discovery)
	visit("chapter.damage", &c.Damage)
	visit("chapter.cause", &c.Cause)
	visit("chapter.response", &c.Response)
	for i := range c.KeyPoints {
		visit(fmt.Sprintf("chapter.key_points.%d.heading", i), &c.KeyPoints[i].Heading)
		visit(fmt.Sprintf("chapter.key_points.%d.body", i), &c.KeyPoints[i].Body)
	}
	for i := range c.Figures {
		f, where := &c.Figures[i], fmt.Sprintf("chapter.figures.%d", i)
		visit(where+".caption", &f.Caption)
		visit(where+".outcome", &f.Outcome)
		for j := range f.Actors {
			visit(where+".actors."+f.Actors[j].ID, &f.Actors[j].Label)
		}
		for j := range f.Steps {
			visit(fmt.Sprintf("%s.steps.%d", where, j), &f.Steps[j].Label)
		}
		if f.Exhibit != nil {
			for j := range f.Exhibit.Parts {
				at, part := fmt.Sprintf("%s.parts.%d", where, j), &f.Exhibit.Parts[j]
				visit(at+".label", &part.Label)
				visit(at+".body", &part.Body)
				visit(at+".note", &part.Note)
			}
		}
	}
}

// leakHit is a declared term that stands in a passage.
type leakHit struct {
	passage int
	mask.Hit
}

// leaksFound is what one look for declared parties and quotations found.
type leaksFound struct {
	list []Finding
	hits []leakHit
}

// leaks looks in every text for the declared parties of the reports below, and warns where a text takes over twenty characters or more from a report
// word for word. Opening the parties leaves audit rows, so what was found is kept in memory for as long as neither texts nor reports change.
func (t *Triage) leaks(ctx context.Context, l *linter, passages []passage) ([]leakHit, error) {
	key := leakKey(l, passages)
	if known, ok := t.found.get(key); ok {
		l.list = append(l.list, known.list...)
		return known.hits, nil
	}
	before := len(l.list)
	var hits []leakHit
	for _, r := range l.reports {
		finder, err := t.finder(ctx, r)
		if err != nil {
			return nil, err
		}
		for i, p := range passages {
			for _, h := range finder.Find(p.body) {
				if h.Quotation {
					l.warn(p.where, "lint.verbatim", p.body[h.Start:h.End], r.Number)
					l.at(h.Start, h.End)
					continue
				}
				l.block(p.where, "lint.identifies", t.Texts.Text("term."+string(h.Kind)), p.body[h.Start:h.End], r.Number)
				l.at(h.Start, h.End)
				hits = append(hits, leakHit{i, h})
			}
		}
	}
	t.found.put(key, leaksFound{slices.Clone(l.list[before:]), hits})
	return hits, nil
}

// finder looks for the declared parties of a report and for quotations of its texts.
func (t *Triage) finder(ctx context.Context, r incident.Report) (*mask.Finder, error) {
	d, err := t.parties(ctx, incident.PurposeLeak, r)
	if err != nil {
		return nil, err
	}
	texts, err := t.Store.ListMaskedTexts(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("texts of %s: %w", r.Number, err)
	}
	var originals []mask.Original
	for _, x := range texts {
		if !strings.HasPrefix(x.Field, messagePrefix) {
			originals = append(originals, mask.Original{Source: r.Number, Text: x.Body})
		}
	}
	return mask.NewFinder(mask.LeakTerms(mask.Terms(d.parties), r.Number), originals), nil
}

func leakKey(l *linter, passages []passage) [32]byte {
	h := sha256.New()
	for _, r := range l.reports {
		fmt.Fprintf(h, "%s %d %d\n", r.Number, r.Version, r.MaskVersion)
	}
	for _, p := range passages {
		fmt.Fprintf(h, "%s %q\n", p.where, p.body)
	}
	return [32]byte(h.Sum(nil))
}

// leakMemory keeps the leak findings of the texts looked at last.
type leakMemory struct {
	sync.Mutex
	known map[[32]byte]leaksFound
}

func (m *leakMemory) get(key [32]byte) (leaksFound, bool) {
	m.Lock()
	defer m.Unlock()
	list, ok := m.known[key]
	return list, ok
}

func (m *leakMemory) put(key [32]byte, list leaksFound) {
	m.Lock()
	defer m.Unlock()
	if m.known == nil || len(m.known) >= 1000 {
		m.known = map[[32]byte]leaksFound{}
	}
	m.known[key] = list
}
