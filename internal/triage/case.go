package triage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

// CaseStart is what a new case begins with.
type CaseStart struct {
	Reports  []string // at least one
	Scheme   string   // case scheme, "2020H1"; "" for the one in force on the day of the earliest report
	Category string
	OrgKind  incident.OrgKind // "" takes it from the first report
	Happened incident.When    // kept no finer than the month
}

// Draft is the text of a case as its writer saves it.
type Draft struct {
	Category string
	OrgKind  incident.OrgKind
	Happened incident.When // kept no finer than the month
	Hold     string        // reason of a "not yet fixed" hold, "" for none
	Summary  incident.Text
	Chapter  *incident.Chapter

	KeepFigures bool // the figures stay those of the newest revision; SaveFigures changes them
}

// CaseFilter narrows ListCases; an empty field does not.
type CaseFilter struct {
	Scheme   string
	Category string
	State    incident.RevisionState // of the newest revision; store.NoRevision ("none") for cases without a draft
	Stale    bool
	Words    string // words of the newest text, or a part of the number
	Newest   bool   // the highest number first
	Offset   int    // cases passed over
	Limit    int    // at most so many; 0 for all
}

// CasePage is one part of the list of cases.
type CasePage struct {
	Cases []CaseRow
	Total int // cases the filter lets through
}

// CaseRow is one case of the list with its newest revision.
type CaseRow struct {
	incident.Case
	Summary   incident.Text
	State     incident.RevisionState // of the newest revision, "" before the first draft
	WriterWho string
	Written   time.Time
	Chapter   bool
}

// CaseView is one case with all there is to it.
type CaseView struct {
	incident.Case
	Scheme    incident.CaseScheme
	Revisions []incident.Revision // newest first
	Lint      []Finding
	Reports   []incident.Report  // linked, in the order received
	Facts     []incident.Fact    // coded, of all linked reports
	Showings  []incident.Showing // to reporters, without what was said, newest first
	Comments  []Comment          // oldest first
	Audit     []store.AuditRow   // what was done to the case, newest first
}

// findCase reads a case without its reports.
func findCase(ctx context.Context, r store.Reader, number string) (incident.Case, error) {
	c, err := r.FindCase(ctx, number)
	if errors.Is(err, sql.ErrNoRows) {
		return c, incident.Errorf(incident.NotFound, "error.case_unknown", number)
	}
	if err != nil {
		return c, fmt.Errorf("find case: %w", err)
	}
	return c, nil
}

// lockCase reads a case to be changed, and keeps others from changing it meanwhile.
func lockCase(ctx context.Context, tx *store.Tx, number string) (incident.Case, error) {
	if err := tx.LockCase(ctx, number); err != nil {
		return incident.Case{}, fmt.Errorf("lock case: %w", err)
	}
	return findCase(ctx, tx.Reader, number)
}

// NewCase begins a case drawn from reports and gives its number, counted in the year (Japan) in which the first of them was received.
func (t *Triage) NewCase(ctx context.Context, a incident.Actor, c CaseStart) (string, error) {
	if err := incident.Ask(a, incident.CaseDraft); err != nil {
		return "", err
	}
	if len(c.Reports) == 0 {
		return "", invalid("reports", "error.no_reports")
	}
	if c.Scheme != "" {
		if err := t.checkCase(c.Scheme, c.Category, c.OrgKind); err != nil {
			return "", err
		}
	}
	number := ""
	err := t.Store.Write(ctx, func(tx *store.Tx) error {
		var reports []incident.Report
		for _, n := range c.Reports {
			r, err := find(ctx, tx.Reader, n)
			if err != nil {
				return err
			}
			reports = append(reports, r)
		}
		slices.SortFunc(reports, func(x, y incident.Report) int { return x.Received.Compare(y.Received) })
		first := reports[0]
		scheme := c.Scheme
		if scheme == "" {
			scheme = first.CaseScheme().Code
			if err := t.checkCase(scheme, c.Category, c.OrgKind); err != nil {
				return err
			}
		}
		year := first.Received.In(incident.Japan).Year()
		n, err := tx.Counter(ctx, fmt.Sprintf("case.%d", year))
		if err != nil {
			return err
		}
		number = incident.CaseNumber(year, n)
		kind := c.OrgKind
		if kind == "" {
			kind = first.OrgKind
		}
		if kind == "" {
			kind = incident.OrgNotKnown
		}
		x := incident.Case{Number: number, Scheme: scheme, Category: c.Category, OrgKind: kind, Happened: coarse(c.Happened)}
		if err := tx.InsertCase(ctx, x, t.Now()); err != nil {
			return fmt.Errorf("new case: %w", err)
		}
		for _, r := range reports {
			if err := tx.LinkCase(ctx, number, r.ID, a.Who(), t.Now()); err != nil {
				return fmt.Errorf("new case: %w", err)
			}
		}
		return tx.Audit(ctx, t.audit(a, incident.CaseDraft, caseObject(number), "", fmt.Sprintf("new reports=%d", len(reports))))
	})
	return number, err
}

// checkCase refuses a scheme, category or kind of organisation that is not on its list; an empty category is left to the lint.
func (t *Triage) checkCase(scheme, category string, kind incident.OrgKind) error {
	s, err := incident.FindCaseScheme(scheme)
	if err != nil {
		return err
	}
	if _, ok := s.Category(category); !ok && category != "" {
		return invalid("category", "error.category_unknown", category)
	}
	if kind != "" && !t.vocabulary.Has("org_kind", string(kind)) {
		return invalid("org_kind", "error.org_kind_unknown", string(kind))
	}
	return nil
}

// coarse widens a date to its month, for a case never says the day.
func coarse(w incident.When) incident.When {
	if !w.Known() {
		return incident.When{}
	}
	from := time.Date(w.From.Year(), w.From.Month(), 1, 0, 0, 0, 0, time.UTC)
	to := time.Date(w.To.Year(), w.To.Month()+1, 0, 0, 0, 0, 0, time.UTC)
	switch w.Precision {
	case incident.Day, incident.Instant:
		w.Precision = incident.Month
	}
	if w.Precision == incident.Month && (from.Year() != to.Year() || from.Month() != to.Month()) {
		w.Precision = incident.About
	}
	return incident.When{From: from, To: to, Precision: w.Precision}
}

// SaveDraft saves the text of a case and gives the number of its revision: the one in work, or after an approved one the next.
// A submitted revision must be returned first. It cites the reports' versions of now.
func (t *Triage) SaveDraft(ctx context.Context, a incident.Actor, number string, d Draft) (int, error) {
	if err := incident.Ask(a, incident.CaseDraft); err != nil {
		return 0, err
	}
	n := 0
	err := t.Store.Write(ctx, func(tx *store.Tx) error {
		c, err := lockCase(ctx, tx, number)
		if err != nil {
			return err
		}
		if err := t.checkCase(c.Scheme, d.Category, d.OrgKind); err != nil {
			return err
		}
		v, err := t.inWork(ctx, tx, c)
		if err != nil {
			return err
		}
		n = v.N
		v.State, v.Writer, v.Written = incident.Draft, a.ID, t.Now()
		v.Approver, v.Note, v.Decided = 0, "", time.Time{}
		v.Summary = incident.Text{JA: clean(d.Summary.JA), EN: clean(d.Summary.EN)}
		v.Chapter = d.Chapter
		if d.KeepFigures {
			if err := keepFigures(ctx, tx, c, &v); err != nil {
				return err
			}
		}
		if v.Sources, err = sources(ctx, tx.Reader, number); err != nil {
			return err
		}
		c.Category, c.Happened, c.Hold = d.Category, coarse(d.Happened), clean(d.Hold)
		if d.OrgKind != "" {
			c.OrgKind = d.OrgKind
		}
		if err := tx.UpdateCase(ctx, c); err != nil {
			return fmt.Errorf("save case %s: %w", number, err)
		}
		if err := tx.PutRevision(ctx, v); err != nil {
			return fmt.Errorf("save revision %s/%d: %w", number, n, err)
		}
		return tx.Audit(ctx, t.audit(a, incident.CaseDraft, caseObject(number), "", savedDetail(n)))
	})
	return n, err
}

// keepFigures gives a revision the figures of the newest one.
func keepFigures(ctx context.Context, tx *store.Tx, c incident.Case, v *incident.Revision) error {
	if c.Latest == 0 {
		return nil
	}
	newest, err := tx.FindRevision(ctx, c.Number, c.Latest)
	if err != nil {
		return fmt.Errorf("figures of %s: %w", c.Number, err)
	}
	if newest.Chapter == nil || len(newest.Chapter.Figures) == 0 {
		return nil
	}
	var with incident.Chapter
	if v.Chapter != nil {
		with = *v.Chapter
	}
	with.Figures = newest.Chapter.Figures
	v.Chapter = &with
	return nil
}

// Hold puts a "not yet fixed" hold on a case, or with an empty reason lifts it, whatever state its texts are in; a held case is not released.
func (t *Triage) Hold(ctx context.Context, a incident.Actor, number, reason string) error {
	if err := incident.Ask(a, incident.CaseDraft); err != nil {
		return err
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		c, err := lockCase(ctx, tx, number)
		if err != nil {
			return err
		}
		c.Hold = clean(reason)
		if err := tx.UpdateCase(ctx, c); err != nil {
			return fmt.Errorf("hold case %s: %w", number, err)
		}
		return tx.Audit(ctx, t.audit(a, incident.CaseDraft, caseObject(number), "", fmt.Sprintf("hold=%t", c.Hold != "")))
	})
}

// savedDetail marks in the audit log who had a hand in a revision; Approve reads it back.
func savedDetail(n int) string { return fmt.Sprintf("saved revision=%d", n) }

func clean(s string) string { return strings.TrimSpace(text.Clean(s)) }

// inWork gives the revision to be written: the newest unless it is approved.
func (t *Triage) inWork(ctx context.Context, tx *store.Tx, c incident.Case) (incident.Revision, error) {
	if c.Latest == 0 {
		return incident.Revision{Case: c.Number, N: 1}, nil
	}
	v, err := tx.FindRevision(ctx, c.Number, c.Latest)
	if err != nil {
		return v, fmt.Errorf("find revision: %w", err)
	}
	switch v.State {
	case incident.Approved:
		return incident.Revision{Case: c.Number, N: v.N + 1}, nil
	case incident.Submitted:
		return v, incident.Errorf(incident.Conflict, "error.revision_move", string(v.State), string(incident.Draft))
	}
	return v, nil
}

// sources cites the versions in which the reports under a case stand now.
func sources(ctx context.Context, r store.Reader, number string) ([]incident.SourceVersion, error) {
	list, err := r.ListCaseSources(ctx, number)
	if err != nil {
		return nil, fmt.Errorf("sources of %s: %w", number, err)
	}
	out := []incident.SourceVersion{}
	for _, s := range list {
		out = append(out, incident.SourceVersion{Report: s.Report, Version: s.Version})
	}
	return out, nil
}

// Stale asks incident.Stale of the reports below a text.
func Stale(written []incident.SourceVersion, now []store.CaseSource) bool {
	below := make([]incident.Standing, len(now))
	for i, s := range now {
		below[i] = incident.Standing{Report: s.Report, Version: s.Version, State: s.State}
	}
	return incident.Stale(written, below)
}

// ListCases lists cases by number, each with its newest text and whether it is stale.
func (t *Triage) ListCases(ctx context.Context, a incident.Actor, f CaseFilter) (CasePage, error) {
	if err := incident.Ask(a, incident.CaseRead); err != nil {
		return CasePage{}, err
	}
	p, err := t.caseList(ctx, f)
	if err != nil {
		return CasePage{}, fmt.Errorf("list cases: %w", err)
	}
	return p, nil
}

// caseList reads a page. Where the words or the staleness decide, which no query knows, every case that may match is read first.
func (t *Triage) caseList(ctx context.Context, f CaseFilter) (CasePage, error) {
	where := store.CaseFilter{Scheme: f.Scheme, Category: f.Category, State: f.State, Newest: f.Newest, Offset: f.Offset, Limit: f.Limit}
	words := strings.TrimSpace(f.Words)
	all := f.Stale || words != ""
	if all {
		where.Offset, where.Limit = 0, 0
	}
	list, err := t.Store.ListCases(ctx, where)
	if err != nil {
		return CasePage{}, err
	}
	rows, err := t.caseRows(ctx, list)
	if err != nil {
		return CasePage{}, err
	}
	if !all {
		n, err := t.Store.CountCases(ctx, where)
		return CasePage{rows, n}, err
	}
	rows = slices.DeleteFunc(rows, func(c CaseRow) bool {
		return f.Stale && !c.Stale || words != "" && !text.Contains(strings.Join([]string{c.Number, c.Summary.JA, c.Summary.EN}, "\n"), words)
	})
	p := CasePage{Total: len(rows)}
	rows = rows[min(f.Offset, len(rows)):]
	if f.Limit > 0 {
		rows = rows[:min(f.Limit, len(rows))]
	}
	p.Cases = rows
	return p, nil
}

func (t *Triage) caseRows(ctx context.Context, list []incident.Case) ([]CaseRow, error) {
	numbers := make([]string, len(list))
	for i, c := range list {
		numbers[i] = c.Number
	}
	revisions, err := t.Store.ListLatestRevisions(ctx, numbers...)
	if err != nil {
		return nil, err
	}
	below, err := t.Store.ListCaseSources(ctx, numbers...)
	if err != nil {
		return nil, err
	}
	latest, under := map[string]incident.Revision{}, map[string][]store.CaseSource{}
	for _, v := range revisions {
		latest[v.Case] = v
	}
	for _, s := range below {
		under[s.Case] = append(under[s.Case], s)
	}
	var out []CaseRow
	for _, c := range list {
		out = append(out, caseRow(c, latest[c.Number], under[c.Number]))
	}
	return out, nil
}

func caseRow(c incident.Case, v incident.Revision, below []store.CaseSource) CaseRow {
	for _, s := range below {
		c.Reports = append(c.Reports, s.Report)
	}
	c.Stale = v.N > 0 && (Stale(v.Sources, below) || slices.ContainsFunc(below, func(s store.CaseSource) bool { return s.Refused }))
	return CaseRow{Case: c, Summary: v.Summary, State: v.State, WriterWho: v.WriterWho, Written: v.Written, Chapter: v.Chapter != nil}
}

// FindCase reads all there is to see on one case.
func (t *Triage) FindCase(ctx context.Context, a incident.Actor, number string) (CaseView, error) {
	if err := incident.Ask(a, incident.CaseRead); err != nil {
		return CaseView{}, err
	}
	b, err := t.basis(ctx, number)
	if err != nil {
		return CaseView{}, err
	}
	v := CaseView{Case: b.row.Case, Scheme: b.scheme, Revisions: b.revisions, Reports: b.reports, Facts: b.facts, Showings: b.showings}
	if v.Lint, err = t.lint(ctx, b); err != nil {
		return CaseView{}, fmt.Errorf("lint %s: %w", number, err)
	}
	var latest incident.Revision
	if len(b.revisions) > 0 {
		latest = b.revisions[0]
	}
	if v.Comments, err = t.comments(ctx, number, latest); err != nil {
		return CaseView{}, err
	}
	if !incident.Can(a, incident.ReportRead) { // an auditor sees which reports there are, not their words
		v.Reports = slices.Clone(v.Reports)
		for i := range v.Reports {
			v.Reports[i].Title, v.Reports[i].Acceptance.Note = "", ""
		}
	}
	if v.Audit, err = t.Store.ListAudit(ctx, store.AuditFilter{Object: caseObject(number), Limit: 100}); err != nil {
		return CaseView{}, fmt.Errorf("history of %s: %w", number, err)
	}
	return v, nil
}

// basis is what a case rests on, read once for page and lint.
type basis struct {
	row       CaseRow
	scheme    incident.CaseScheme
	revisions []incident.Revision
	reports   []incident.Report
	facts     []incident.Fact
	sources   []store.CaseSource
	waits     map[int64]bool // reports that are to be masked again
	consents  map[int64][]incident.PartyConsent
	rule      incident.ConsentRule
	showings  []incident.Showing
	now       time.Time
}

func (t *Triage) basis(ctx context.Context, number string) (basis, error) {
	c, err := findCase(ctx, t.Store.Reader, number)
	if err != nil {
		return basis{}, err
	}
	var b basis
	if b.scheme, err = incident.FindCaseScheme(c.Scheme); err != nil {
		return b, err
	}
	if b.revisions, err = t.Store.ListRevisions(ctx, number); err != nil {
		return b, fmt.Errorf("case %s: %w", number, err)
	}
	if b.reports, err = t.Store.ListCaseReports(ctx, number); err != nil {
		return b, fmt.Errorf("case %s: %w", number, err)
	}
	if b.sources, err = t.Store.ListCaseSources(ctx, number); err != nil {
		return b, fmt.Errorf("case %s: %w", number, err)
	}
	if b.rule, err = t.Store.ConsentRule(ctx); err != nil {
		return b, fmt.Errorf("case %s: %w", number, err)
	}
	b.now = t.Now()
	if b.showings, err = t.Store.ListShowings(ctx, number); err != nil {
		return b, fmt.Errorf("case %s: %w", number, err)
	}
	b.waits, b.consents = map[int64]bool{}, map[int64][]incident.PartyConsent{}
	for _, r := range b.reports {
		if b.consents[r.ID], err = t.Store.Consents(ctx, r.ID); err != nil {
			return b, fmt.Errorf("case %s: %w", number, err)
		}
		if b.waits[r.ID], err = t.Store.MaskingWaits(ctx, r.ID); err != nil {
			return b, fmt.Errorf("case %s: %w", number, err)
		}
		facts, err := t.Store.ListFacts(ctx, r.ID)
		if err != nil {
			return b, fmt.Errorf("case %s: %w", number, err)
		}
		for _, f := range facts {
			if f.Coded {
				b.facts = append(b.facts, f)
			}
		}
	}
	var latest incident.Revision
	if len(b.revisions) > 0 {
		latest = b.revisions[0]
	}
	b.row = caseRow(c, latest, b.sources)
	return b, nil
}
