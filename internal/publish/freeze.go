package publish

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/export"
	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/store"
)

const collectionFormat = "todoke-edition/1"

// Freeze fixes what an edition says: chosen cases at their newest approved revision, numbered through, with the count of accepted reports. Everything
// later is built from this alone. It refuses, with all reasons together, cases that are stale, not approved, on hold, outside the scheme or period, drawn
// from a report whose masking is not current or whose reporter allows statistics only, and cases nobody has decided about. Cases a reporter still looks at are left out.
func (p *Publish) Freeze(ctx context.Context, a incident.Actor, id string, at time.Time) error {
	if err := incident.Ask(a, incident.EditionRelease); err != nil {
		return err
	}
	at = at.UTC().Truncate(time.Second)
	named, err := p.namedNow(ctx, id) // opening parties has no place in a transaction; a text saved in between meets the check of the files
	if err != nil {
		return told(err, "freeze "+id)
	}
	err = p.st.Write(ctx, func(tx *store.Tx) error {
		if err := p.leaveOut(ctx, tx, a, id, at); err != nil {
			return err
		}
		v, err := p.view(ctx, tx.Reader, id)
		if err != nil {
			return err
		}
		if err := incident.MoveEdition(v.State, incident.Frozen); err != nil {
			return err
		}
		c, unknown, err := p.collect(ctx, tx.Reader, v, at)
		if err != nil {
			return err
		}
		if err := append(append(v.Problems, named...), missing(unknown, v.Problems)...).Or(); err != nil {
			return err
		}
		body, err := export.EditionJSON(c)
		if err != nil {
			return err
		}
		for _, k := range v.Candidates {
			if k.Chosen {
				k.Revision = k.Case.Approved
				if err := tx.PutItem(ctx, id, k.Item); err != nil {
					return err
				}
			}
		}
		if err := tx.PutCollection(ctx, id, string(body), at); err != nil {
			return err
		}
		return move(ctx, tx, v.Edition, incident.Frozen, auditRow(a, "edition.freeze", id, fmt.Sprintf("cases=%d accepted=%d", c.Chosen, c.Accepted), at))
	})
	return told(err, "freeze "+id)
}

// move changes the state with its audit row; somebody else's move in between is a conflict.
func move(ctx context.Context, tx *store.Tx, e incident.Edition, to incident.EditionState, row store.AuditRow) error {
	if err := incident.MoveEdition(e.State, to); err != nil {
		return err
	}
	ok, err := tx.MoveEdition(ctx, e.ID, e.State, to)
	if err != nil {
		return err
	}
	if !ok {
		return incident.Errorf(incident.Conflict, "error.edition_move", string(e.State), string(to))
	}
	return tx.Audit(ctx, row)
}

// Reopen takes a freeze back before the release; what was built is built anew.
func (p *Publish) Reopen(ctx context.Context, a incident.Actor, id, reason string, at time.Time) error {
	if err := incident.Ask(a, incident.EditionRelease); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return incident.Errorf(incident.Invalid, "publish.error.reason", id)
	}
	reason, err := p.withoutNames(ctx, id, reason)
	if err != nil {
		return told(err, "reopen "+id)
	}
	err = p.st.Write(ctx, func(tx *store.Tx) error {
		e, err := tx.FindEdition(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.PutCollection(ctx, id, "", time.Time{}); err != nil {
			return err
		}
		row := auditRow(a, "edition.reopen", id, "", at)
		row.Reason = reason
		return move(ctx, tx, e, incident.InWork, row)
	})
	return told(err, "reopen "+id)
}

// withoutNames takes out of a typed reason what names a party of the frozen cases, for it goes into the audit log.
func (p *Publish) withoutNames(ctx context.Context, id, reason string) (string, error) {
	reason, _ = mask.New(nil).Mask(reason)
	c, err := collection(ctx, p.st.Reader, id)
	if told := new(incident.Error); errors.As(err, &told) {
		return reason, nil // nothing is frozen: the move that follows is refused
	}
	if err != nil {
		return "", err
	}
	return p.nameless(ctx, c, reason)
}

// nameless takes out of a reason what names a party of a collection's cases.
func (p *Publish) nameless(ctx context.Context, c *incident.Collection, reason string) (string, error) {
	terms, err := p.terms(ctx, scope{collections: []*incident.Collection{c}})
	if err != nil {
		return "", err
	}
	finder := mask.NewFinder(terms.list, nil)
	finder.AddHashed(terms.erased, p.seal.LeakHasher())
	hits := finder.Find(reason)
	slices.SortFunc(hits, func(a, b mask.Hit) int { return a.Start - b.Start })
	var out strings.Builder
	at := 0
	for _, h := range hits {
		if h.Start >= at {
			out.WriteString(reason[at:h.Start] + "＊")
		}
		at = max(at, h.End)
	}
	return out.String() + reason[at:], nil
}

// namedNow is named of the edition as it stands; nothing where it is not in work, which the freeze tells.
func (p *Publish) namedNow(ctx context.Context, id string) (incident.Errors, error) {
	v, err := p.view(ctx, p.st.Reader, id)
	if err != nil || v.State != incident.InWork {
		return nil, err
	}
	differ, err := p.auditSet(ctx, v.Set)
	if err != nil {
		return nil, err
	}
	errs, err := p.named(ctx, v)
	return append(differ, errs...), err
}

// missing are the errors of a list that another does not hold already.
func missing(list, known incident.Errors) incident.Errors {
	return slices.DeleteFunc(slices.Clone(list), func(e *incident.Error) bool {
		return slices.ContainsFunc(known, func(k *incident.Error) bool { return k.Key == e.Key && k.Field == e.Field })
	})
}

// collect is the edition as it would be frozen at an instant: chosen cases with an approved text, counted, its texts filled in, set beside the editions before.
// It tells of placeholders in the texts that stand for nothing.
func (p *Publish) collect(ctx context.Context, r store.Reader, v EditionView, at time.Time) (*incident.Collection, incident.Errors, error) {
	if v.Kind == incident.KindStatistics {
		return p.collectStatistics(ctx, r, v, at)
	}
	c := &incident.Collection{
		Format: collectionFormat, ID: v.ID, Kind: "cases", Title: v.Title, Desk: p.desk, Demo: p.demo,
		PeriodFrom: v.From.Format(time.DateOnly), PeriodTo: v.To.Format(time.DateOnly), DateRule: v.DateRule,
		Cutoff:   v.Cutoff.Add(-time.Second).In(incident.Japan).Format(time.DateOnly), // midnight ends the day before it
		FrozenAt: at.Format(time.RFC3339),
		Scheme:   v.SchemeOf.Code, SchemeName: v.SchemeOf.Title, Accepted: v.Accepted, Texts: v.Texts,
	}
	if p.demo {
		label := p.words.Text("web.demo")
		c.DemoLabel = &label
	}
	vocabulary := vocabulary()
	counts := map[string]int{}
	for _, k := range v.Candidates {
		if !k.Chosen || k.revision.N == 0 || len(k.reports) == 0 {
			continue
		}
		one, err := published(ctx, r, k, vocabulary)
		if err != nil {
			return nil, nil, err
		}
		one.No = len(c.Cases) + 1
		if one.Chapter != nil {
			one.ChapterNo = incident.FirstChapter + chapters(c.Cases)
		}
		counts[one.Category]++
		c.Cases = append(c.Cases, one)
	}
	c.Chosen = len(c.Cases)
	for _, t := range v.SchemeOf.Categories {
		c.Categories = append(c.Categories, incident.CategoryCount{Code: t.Code, Label: t.Text, Count: counts[t.Code]})
	}
	c.Themes = countThemes(c.Cases, v.Themes)
	before, err := earlier(ctx, r, v.From)
	if err != nil {
		return nil, nil, err
	}
	c.Comparison, c.Earlier = compare(c, v.SchemeOf, before), earlierErrata(before)
	planned, err := r.ListPlanned(ctx)
	if err != nil {
		return nil, nil, err
	}
	c.Planned = coming(planned, c.ID, at)
	return p.fillTexts(ctx, r, c)
}

func chapters(cases []incident.PublishedCase) int {
	n := 0
	for _, c := range cases {
		if c.Chapter != nil {
			n++
		}
	}
	return n
}

// published is one chosen case as it will be printed; its facts are the coded facts of all reports below it.
func published(ctx context.Context, r store.Reader, k Candidate, v incident.Vocabulary) (incident.PublishedCase, error) {
	out := incident.PublishedCase{Number: k.Case.Number, Revision: k.revision.N, Category: k.Case.Category, Date: k.Date.Format(time.DateOnly),
		Relation: k.reports[0].Relation, Reports: len(k.Case.Reports), Summary: k.revision.Summary, Chapter: k.revision.Chapter, Facts: []incident.Fact{}, Themes: k.Themes}
	out.Reporter = incident.Term{Code: string(k.Case.OrgKind), Text: incident.Text{
		JA: v.Label("org_kind", string(k.Case.OrgKind), incident.JA), EN: v.Label("org_kind", string(k.Case.OrgKind), incident.EN)}}
	reports, err := r.ListCaseReports(ctx, k.Case.Number)
	if err != nil {
		return out, err
	}
	seen := map[string]bool{}
	for _, p := range reports {
		facts, err := r.ListFacts(ctx, p.ID)
		if err != nil {
			return out, err
		}
		for _, f := range facts {
			key, err := json.Marshal(f) // leaves out ids and hands: two reports that say the same say it once
			if err != nil {
				return out, err
			}
			if f.Coded && !f.Dimension.Profile() && !seen[string(key)] {
				seen[string(key)] = true
				out.Facts = append(out.Facts, f)
			}
		}
	}
	slices.SortStableFunc(out.Facts, func(a, b incident.Fact) int {
		return cmp.Or(slices.Index(incident.Dimensions, a.Dimension)-slices.Index(incident.Dimensions, b.Dimension), a.Item-b.Item)
	})
	return out, nil
}

// collection reads back the frozen collection of an edition.
func collection(ctx context.Context, r store.Reader, id string) (*incident.Collection, error) {
	body, err := r.FindCollection(ctx, id)
	if err != nil {
		return nil, err
	}
	if body == "" {
		return nil, incident.Errorf(incident.Conflict, "publish.error.not_frozen", id)
	}
	return parseCollection(body)
}

func parseCollection(body string) (*incident.Collection, error) {
	c := new(incident.Collection)
	if err := json.Unmarshal([]byte(body), c); err != nil {
		return nil, fmt.Errorf("frozen collection: %w", err)
	}
	return c, nil
}
