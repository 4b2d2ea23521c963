package publish

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// EditionView is an edition as the console shows it.
type EditionView struct {
	incident.Edition
	SchemeOf   incident.CaseScheme
	Candidates []Candidate
	Accepted   int // reports accepted in the period, as of now
	Chosen     int
	Problems   incident.Errors // what would stop a freeze now; empty once frozen
	Check      CheckResult     // of the last check, without terms; zero before the first
	Built      string          // SHA-256 of the built manifest, "" when nothing is built

	Now    *incident.Collection // as it is frozen; of an edition in work, as it would be frozen now
	Themes []incident.Theme     // the desk's, retired ones included
	Tables []TableView          // of an edition of statistics

	fills map[string]incident.Text // what placeholders stand for
}

// Candidate is one case of the edition's scheme: chosen, not chosen, or not decided.
type Candidate struct {
	incident.Item
	Decided  bool
	Case     incident.Case
	Date     time.Time // the day that decides, zero when no accepted report lies in the period
	Summary  incident.Text
	Chapter  bool
	Problems incident.Errors    // what keeps it out
	Showings []incident.Showing // to its reporters, newest first
	Themes   []string           // codes it carries
	Suggests []string           // codes its facts suggest and it does not carry

	// Of a case classed under another scheme: the categories a crosswalk proposes, whether confirmed facts led to one alone, and whether the way goes backwards, which
	// no crosswalk decides.
	Proposed  []string
	Sure      bool
	Backwards bool

	revision incident.Revision
	reports  []incident.Report // accepted and in the period, the earliest first
}

// List lists all editions, the newest period first.
func (p *Publish) List(ctx context.Context, a incident.Actor) ([]incident.Edition, error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return nil, err
	}
	list, err := p.st.ListEditions(ctx)
	if err != nil {
		return nil, fmt.Errorf("list editions: %w", err)
	}
	return list, nil
}

// Find reads one edition with its candidates and what stands in its way; NotFound when there is none.
func (p *Publish) Find(ctx context.Context, a incident.Actor, id string) (EditionView, error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return EditionView{}, err
	}
	v, err := p.view(ctx, p.st.Reader, id)
	if err != nil {
		return EditionView{}, err
	}
	if v.State != incident.InWork {
		v.Problems = nil
	}
	check, err := p.st.LatestCheck(ctx, id)
	if err != nil {
		return EditionView{}, fmt.Errorf("last check of %s: %w", id, err)
	}
	if check.Body != "" {
		if err := json.Unmarshal([]byte(check.Body), &v.Check); err != nil {
			return EditionView{}, fmt.Errorf("last check of %s: %w", id, err)
		}
	}
	v.Built = p.built(id)
	return v, nil
}

// KindOf tells whether an edition is one of cases or of statistics; NotFound when there is none.
func (p *Publish) KindOf(ctx context.Context, a incident.Actor, id string) (incident.EditionKind, error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return "", err
	}
	e, err := p.st.FindEdition(ctx, id)
	return e.Kind, told(err, "kind of edition "+id)
}

// view gathers an edition and its candidates from one reader, so that a freeze can do it inside its transaction.
func (p *Publish) view(ctx context.Context, r store.Reader, id string) (EditionView, error) {
	e, err := r.FindEdition(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return EditionView{}, incident.Errorf(incident.NotFound, "error.not_found")
	}
	if err != nil {
		return EditionView{}, fmt.Errorf("find edition %s: %w", id, err)
	}
	if e.Kind == incident.KindStatistics {
		return p.statisticsView(ctx, r, e)
	}
	v := EditionView{Edition: e}
	if v.SchemeOf, err = incident.FindCaseScheme(e.Scheme); err != nil {
		return EditionView{}, err
	}
	if v.Accepted, err = r.CountAccepted(ctx, period(e)); err != nil {
		return EditionView{}, fmt.Errorf("count accepted reports: %w", err)
	}
	if v.Themes, err = r.ListThemes(ctx); err != nil {
		return EditionView{}, fmt.Errorf("themes: %w", err)
	}
	if v.Candidates, err = candidates(ctx, r, e, v.SchemeOf, v.Themes); err != nil {
		return EditionView{}, fmt.Errorf("candidates of %s: %w", id, err)
	}
	for _, c := range v.Candidates {
		switch {
		case c.Chosen:
			v.Chosen++
			v.Problems = append(v.Problems, c.Problems...)
			if c.Case.Approved > 0 && c.Case.Latest > c.Case.Approved { // saving a draft changes category, month and kind of organisation of the case itself
				v.Problems = append(v.Problems, at("case-"+c.Case.Number, "publish.error.draft", c.Case.Number))
			}
		case !c.Decided && !c.Date.IsZero() && c.Case.Approved > 0:
			v.Problems = append(v.Problems, at("case-"+c.Case.Number, "publish.error.undecided", c.Case.Number))
		}
	}
	if v.Chosen == 0 {
		v.Problems = append(v.Problems, at("choice", "publish.error.nothing_chosen"))
	}
	if v.State != incident.InWork {
		v.Now, err = collection(ctx, r, id)
		return v, err
	}
	v.Problems = append(v.Problems, samePlaces(v.Candidates)...)
	v.Problems = append(v.Problems, textProblems(v.Texts)...)
	var unknown incident.Errors
	if v.Now, unknown, err = p.collect(ctx, r, v, v.Cutoff); err != nil {
		return EditionView{}, fmt.Errorf("edition %s as it stands: %w", id, err)
	}
	v.Problems = append(v.Problems, unknown...)
	v.fills = figures(v.Now)
	return v, nil
}

// order is by class as the scheme lists them, then by the place given by hand, then by date, then by number.
func order(list []Candidate, scheme incident.CaseScheme) {
	class := map[string]int{}
	for i, t := range scheme.Categories {
		class[t.Code] = i + 1
	}
	slices.SortStableFunc(list, func(a, b Candidate) int {
		if n := class[a.Case.Category] - class[b.Case.Category]; n != 0 {
			return n
		}
		if a.Position != b.Position { // 0 is no place: behind those that have one
			return cmp.Compare(uint(a.Position-1), uint(b.Position-1))
		}
		if n := a.Date.Compare(b.Date); n != 0 {
			return n
		}
		return strings.Compare(a.Case.Number, b.Case.Number)
	})
}

// The id is part of addresses and folder names.
var editionID = regexp.MustCompile(`^[0-9]{4}[0-9A-Za-z-]{0,12}$`)

// Save makes an edition or changes one in work; everything wrong with it comes back together.
func (p *Publish) Save(ctx context.Context, a incident.Actor, e incident.Edition, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	if err := validate(e); err != nil {
		return err
	}
	e.State = incident.InWork
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		old, err := tx.FindEdition(ctx, e.ID)
		if e.Kind == incident.KindStatistics {
			var none error
			if e, none = ofSet(ctx, tx.Reader, e); none != nil {
				return none
			}
		}
		switch {
		case err == nil && cmp.Or(old.Kind, incident.KindCases) != cmp.Or(e.Kind, incident.KindCases):
			return incident.Errorf(incident.Conflict, "error.edition_exists", e.ID)
		case errors.Is(err, sql.ErrNoRows):
			err = tx.InsertEdition(ctx, e)
		case err == nil && old.State != incident.InWork:
			return incident.Errorf(incident.Conflict, "publish.error.frozen", e.ID)
		case err == nil:
			_, err = tx.UpdateEdition(ctx, e)
		}
		if err != nil {
			return err
		}
		return tx.Audit(ctx, auditRow(a, "edition.save", e.ID, "", at))
	})
	return told(err, "save edition "+e.ID)
}

func validate(e incident.Edition) error {
	if e.Kind == incident.KindStatistics {
		return validateStatistics(e)
	}
	var errs incident.Errors
	wrong := func(ok bool, field, key string) {
		if !ok {
			err := incident.Errorf(incident.Invalid, key)
			err.Field = field
			errs = append(errs, err)
		}
	}
	_, err := incident.FindCaseScheme(e.Scheme)
	wrong(editionID.MatchString(e.ID), "id", "publish.error.id")
	wrong(strings.TrimSpace(e.Title.JA) != "", "title", "publish.error.title")
	wrong(err == nil, "scheme", "publish.error.scheme")
	wrong(!e.From.IsZero() && !e.To.Before(e.From), "period", "publish.error.dates")
	wrong(slices.Contains(incident.DateRules, e.DateRule), "date_rule", "publish.error.date_rule")
	wrong(!e.Cutoff.IsZero(), "cutoff", "publish.error.cutoff")
	return errs.Or()
}

// Choose decides about cases: chosen, or not chosen with the reason; cases not named stay as they are.
func (p *Publish) Choose(ctx context.Context, a incident.Actor, id string, items []incident.Item, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	var errs incident.Errors
	for _, i := range items {
		if !i.Chosen && strings.TrimSpace(i.Reason) == "" {
			errs = append(errs, incident.Errorf(incident.Invalid, "publish.error.reason", i.Case))
		}
	}
	if err := errs.Or(); err != nil {
		return err
	}
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		e, err := tx.FindEdition(ctx, id)
		if err != nil {
			return err
		}
		if e.State != incident.InWork {
			return incident.Errorf(incident.Conflict, "publish.error.frozen", id)
		}
		for _, i := range items {
			i.Revision = 0
			if err := tx.PutItem(ctx, id, i); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, auditRow(a, "edition.choose", id, fmt.Sprintf("cases=%d", len(items)), at))
	})
	return told(err, "choose cases of "+id)
}

func auditRow(a incident.Actor, action, edition, detail string, at time.Time) store.AuditRow {
	return store.AuditRow{At: at, Who: a.Who(), Action: action, Object: "edition:" + edition, Detail: detail}
}

// told lets an Error through as it is, turns a missing row into NotFound, and wraps all else.
func told(err error, doing string) error {
	var one *incident.Error
	var many incident.Errors
	switch {
	case err == nil, errors.As(err, &one), errors.As(err, &many):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return incident.Errorf(incident.NotFound, "error.not_found")
	}
	return fmt.Errorf("%s: %w", doing, err)
}
