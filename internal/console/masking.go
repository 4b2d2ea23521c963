package console

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/triage"
	"todoke/internal/web"
)

// spansShown is how many spans one page holds; ten thousand would be no page any more.
const spansShown = 50

type maskingPage struct {
	web.Page
	Back      string // path of the report or case
	BackKey   string
	Report    bool
	M         triage.Masking
	Sections  []maskSection
	From, To  int // spans of this page, from 1
	Previous  int // first span of the page before, 0 for none
	Next      int
	Open      int // first span that waits, 0 for none
	Kinds     []triage.SpanKind
	MayOpen   bool // the original, with a reason
	MayDraft  bool
	TakeCases []incident.Case
	Typed     typed
}

// maskSection is one passage of which spans stand on this page: as masked at the door or drafted, and as proposed.
type maskSection struct {
	Title       string
	Lang        incident.Lang
	Left, Right []maskPart
	Spans       []spanRow
}

// maskPart is a run of a text: plain, somebody's placeholder, or a span with its number.
type maskPart struct {
	Text        string
	Placeholder bool
	N           int
	Mark        string // wait, ok or late: how it stands with the span
}

// spanRow is one span with its form; what was typed stands in it where the form came back.
type spanRow struct {
	triage.Span
	Scope, Type, Replacement, Told string
}

// Fits tells whether a value is chosen in the form.
func (r spanRow) Fits(kind triage.SpanKind) bool { return string(kind) == r.Type }

// masked is the report or case in the address of a masking page.
func (v *visit) masked() (of triage.MaskingOf, path string) {
	n := v.r.PathValue("number")
	if strings.HasPrefix(v.r.URL.Path, "/reports/") {
		return triage.MaskingOf{Report: n}, "/reports/" + url.PathEscape(n)
	}
	return triage.MaskingOf{Case: n}, "/cases/" + url.PathEscape(n)
}

func (c *Console) findMasking(v *visit) (triage.Masking, error) {
	of, _ := v.masked()
	if of.Report != "" {
		m, err := c.Triage.FindReportMasking(v.ctx(), v.actor, of.Report)
		return m, notHere(err)
	}
	return c.Triage.FindCaseMasking(v.ctx(), v.actor, of.Case)
}

func (c *Console) masking(v *visit) error {
	p, err := c.maskingOf(v, int(number(v.r.URL.Query().Get("from"))), nil)
	if err != nil {
		return err
	}
	return v.render("masking", &p)
}

// maskingOf reads the page that holds a span; typed values, where a form comes back, stand in its row.
func (c *Console) maskingOf(v *visit, from int, f url.Values) (maskingPage, error) {
	m, err := c.findMasking(v)
	if err != nil {
		return maskingPage{}, err
	}
	of, path := v.masked()
	title := "console.masking.case"
	if of.Report != "" {
		title = "console.masking.report"
	}
	p := maskingPage{Page: v.page(title, m.Number), Back: path, Report: of.Report != "", M: m, Kinds: triage.SpanKinds, Typed: typed{f},
		MayOpen: v.can(incident.ReportOpen), MayDraft: v.can(incident.CaseDraft)}
	p.From = max(1, min(from, len(m.Spans)))
	p.From -= (p.From - 1) % spansShown
	p.To = min(len(m.Spans), p.From+spansShown-1)
	if p.From > 1 {
		p.Previous = p.From - spansShown
	}
	if p.To < len(m.Spans) {
		p.Next = p.To + 1
	}
	p.Open = nextOpen(m, 0)
	if p.Report && m.Undecided == 0 && p.MayDraft {
		p.TakeCases = m.Cases
	}
	actors := v.passageActors(m.Passages)
	for i, x := range m.Passages {
		if s, here := p.section(i); here {
			s.Title, s.Lang = x.Label.In(v.lang), x.Lang
			if !p.Report {
				s.Title = v.place(x.Where, actors)
			}
			p.Sections = append(p.Sections, s)
		}
	}
	return p, nil
}

// passageActors are the actors whose labels are among the passages of a case: what stands there in the reader's language, otherwise in Japanese.
func (v *visit) passageActors(list []triage.MaskPassage) actorNames {
	out := actorNames{}
	for _, x := range list {
		if p := strings.Split(x.Where, "."); len(p) == 6 && p[3] == "actors" {
			if id := p[2] + "." + p[4]; x.Lang == v.lang || out[id] == "" {
				out[id] = x.Body
			}
		}
	}
	return out
}

// section cuts a passage at its spans on this page; one without any span is shown whole on the first page.
func (p *maskingPage) section(i int) (maskSection, bool) {
	body := p.M.Passages[i].Body
	first := slices.IndexFunc(p.M.Spans, func(s triage.Span) bool { return s.Passage == i })
	var out maskSection
	if first < 0 {
		out.Left = p.plain(body)
		out.Right = out.Left
		return out, p.From == 1
	}
	at, end, here := 0, len(body), false
	for _, s := range p.M.Spans[first:] {
		if s.Passage != i {
			break
		}
		if s.N > p.To {
			end = s.Start
			break
		}
		if s.N < p.From {
			at = s.End
			continue
		}
		here = true
		between := p.plain(body[at:s.Start])
		out.Left = append(append(out.Left, between...), maskPart{Text: s.Text, N: s.N, Mark: standing(s)})
		out.Right = append(append(out.Right, between...), maskPart{Text: s.Proposed, N: s.N, Mark: standing(s)})
		out.Spans = append(out.Spans, p.row(s))
		at = s.End
	}
	rest := p.plain(body[at:end])
	out.Left, out.Right = append(out.Left, rest...), append(out.Right, rest...)
	return out, here
}

// standing is the colour of a span: waits, will be replaced, stays.
func standing(s triage.Span) string {
	switch {
	case s.Needs():
		return "wait"
	case s.Replaced():
		return "ok"
	}
	return "stays"
}

func (p *maskingPage) plain(s string) []maskPart {
	var out []maskPart
	for _, x := range cutAt(s, p.M.Placeholders) {
		out = append(out, maskPart{Text: x.Text, Placeholder: x.Placeholder})
	}
	return out
}

func (p *maskingPage) row(s triage.Span) spanRow {
	r := spanRow{Span: s, Scope: "all", Type: string(s.Kind), Told: s.Why}
	if s.Replaced() {
		r.Replacement = s.Proposed
	}
	if f := p.Typed.Values; f.Get("n") == strconv.Itoa(s.N) {
		r.Scope, r.Type, r.Replacement, r.Told = f.Get("scope"), f.Get("kind"), f.Get("replacement"), f.Get("reason")
	}
	return r
}

// nextOpen is the first span behind another that waits for a decision, else the first of all; 0 when none does.
func nextOpen(m triage.Masking, behind int) int {
	for _, from := range []int{behind, 0} {
		for _, s := range m.Spans {
			if s.N > from && s.Needs() {
				return s.N
			}
		}
	}
	return 0
}

// decideMasking does what one form of the page asks, and goes on to the next span that waits.
func (c *Console) decideMasking(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f := posted.Values
	of, path := v.masked()
	n := int(number(f.Get("n")))
	notice, arg := "console.masking.decided", ""
	decide := func(choice triage.SpanChoice) func() error {
		return func() error {
			d := triage.SpanDecision{Key: f.Get("key"), Place: f.Get("place"), Choice: choice, Kind: triage.SpanKind(f.Get("kind")),
				Replacement: f.Get("replacement"), Reason: f.Get("reason"), Teach: f.Get("scope") == "desk"}
			if f.Get("scope") != "one" {
				d.Place = ""
			}
			return atRow(c.Triage.DecideSpan(v.ctx(), v.actor, of, d), n)
		}
	}
	rest := func(choice triage.SpanChoice) func() error {
		return func() error {
			done, err := c.Triage.DecideRest(v.ctx(), v.actor, of, choice, f.Get("rest-reason"))
			notice, arg = "console.masking.rest_done", strconv.Itoa(done)
			return err
		}
	}
	acts := map[string]act{
		"accept": {incident.MaskDecide, "", decide(triage.SpanAccept)},
		"change": {incident.MaskDecide, "", decide(triage.SpanChange)},
		"keep":   {incident.MaskDecide, "", decide(triage.SpanKeep)},
		"undo": {incident.MaskDecide, "", func() error {
			n--
			return c.Triage.UndoSpan(v.ctx(), v.actor, of, f.Get("key"), f.Get("place"))
		}},
		"rest-accept": {incident.MaskDecide, "", rest(triage.SpanAccept)},
		"rest-keep":   {incident.MaskDecide, "", rest(triage.SpanKeep)},
		"apply": {incident.CaseDraft, "", func() error {
			notice = "console.masking.applied"
			_, err := c.Triage.ApplySpans(v.ctx(), v.actor, of.Case)
			return err
		}},
		"take": {incident.CaseDraft, "", func() error {
			notice = "console.masking.taken"
			err := c.Triage.TakeOver(v.ctx(), v.actor, of.Report, f.Get("case"))
			if err == nil {
				path = "/cases/" + url.PathEscape(f.Get("case"))
			}
			return err
		}},
	}
	a, ok := acts[f.Get("do")]
	if !ok || of.Report == "" && f.Get("do") == "take" || of.Case == "" && f.Get("do") == "apply" {
		return unknownDo()
	}
	if !v.can(a.action) {
		return v.forbidden(a.action)
	}
	if err := a.do(); err != nil {
		if !shown(err) {
			return err
		}
		p, again := c.maskingOf(v, n, f)
		if again != nil {
			return again
		}
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "masking", &p)
	}
	if notice == "console.masking.taken" {
		return v.done(path, notice)
	}
	m, err := c.findMasking(v)
	if err != nil {
		return err
	}
	next := nextOpen(m, n)
	if next == 0 {
		return v.done(path+"/masking", "console.masking.all_decided")
	}
	return v.done(fmt.Sprintf("%s/masking?from=%d#s%d", path, next, next), notice, arg)
}

// atRow points an error's field into the row of its span.
func atRow(err error, n int) error {
	var e *incident.Error
	if !errors.As(err, &e) || e.Field == "" {
		return err
	}
	told := *e
	told.Field = fmt.Sprintf("%s-%d", e.Field, n)
	return &told
}

type ownTermsPage struct {
	web.Page
	Terms  []triage.OwnTerm
	Gone   []triage.OwnTerm
	Pager  pager  // of the terms
	Here   string // this page's address, for its forms
	Opened bool
	Kinds  []triage.SpanKind
	Typed  typed
}

func (c *Console) ownTerms(v *visit) error {
	p, err := c.ownTermsOf(v, nil)
	if err != nil {
		return err
	}
	return v.render("ownterms", &p)
}

func (c *Console) ownTermsOf(v *visit, f url.Values) (ownTermsPage, error) {
	list, err := c.Triage.ListOwnTerms(v.ctx(), v.actor)
	p := ownTermsPage{Page: v.page("console.ownterms.title"), Kinds: triage.SpanKinds, Typed: typed{f}}
	p.fill(v, list)
	return p, err
}

// fill shows a page of the terms, and as many as a page holds of what was taken off last.
func (p *ownTermsPage) fill(v *visit, list []triage.OwnTerm) {
	p.Terms, p.Gone = nil, nil
	for _, t := range list {
		if t.RemovedAt.IsZero() {
			p.Terms = append(p.Terms, t)
		} else {
			p.Gone = append(p.Gone, t)
		}
	}
	slices.SortStableFunc(p.Gone, func(a, b triage.OwnTerm) int { return b.RemovedAt.Compare(a.RemovedAt) })
	p.Gone = p.Gone[:min(len(p.Gone), pageRows)]
	p.Pager = pagerOf(v.r.URL, len(p.Terms))
	p.Terms, p.Here = of(p.Pager, p.Terms), p.Pager.here(v.r.URL)
}

// changeOwnTerms adds or removes a term, or shows the words in the answer to the post itself.
func (c *Console) changeOwnTerms(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f := posted.Values
	again := func(wrong error) error {
		p, err := c.ownTermsOf(v, f)
		if err != nil {
			return err
		}
		p.Errors = v.summary(wrong)
		return v.renderAs(web.StatusOf(wrong), "ownterms", &p)
	}
	if f.Get("do") == "open" {
		list, err := c.Triage.OpenOwnTerms(v.ctx(), v.actor, f.Get("reason"))
		if err != nil {
			if !shown(err) {
				return err
			}
			return again(err)
		}
		p := ownTermsPage{Page: v.page("console.ownterms.title"), Kinds: triage.SpanKinds, Opened: true}
		p.fill(v, list)
		return v.render("ownterms", &p)
	}
	acts := map[string]act{
		"add": {incident.MaskDecide, "console.ownterms.added", func() error {
			return c.Triage.AddOwnTerm(v.ctx(), v.actor, triage.OwnTermStart{Text: f.Get("term"), Kind: triage.SpanKind(f.Get("kind")), Never: f.Get("rule") == "never", Reason: f.Get("why")})
		}},
		"remove": {incident.MaskDecide, "console.ownterms.removed", func() error {
			return c.Triage.RemoveOwnTerm(v.ctx(), v.actor, number(f.Get("id")), f.Get("why-"+f.Get("id")))
		}},
	}
	return v.act(acts, f.Get("do"), v.r.URL.RequestURI(), again)
}
