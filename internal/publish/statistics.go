package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/stats"
	"todoke/internal/store"
)

// TableView is one table of an edition of statistics in work, with what stands beside it.
type TableView struct {
	Table      *stats.Table
	Commentary incident.Commentary // zero Writer: nothing is written
}

// Waits tells whether a text waits for somebody else to approve it.
func (t TableView) Waits() bool { return t.Commentary.Writer != 0 && t.Commentary.Approver == 0 }

// statisticsView gathers an edition of statistics: its set, the texts beside the tables, and what stands in its way.
func (p *Publish) statisticsView(ctx context.Context, r store.Reader, e incident.Edition) (EditionView, error) {
	v := EditionView{Edition: e}
	var err error
	if v.Accepted, err = r.CountAccepted(ctx, store.Period{Rule: e.DateRule, From: e.From, To: e.To, Cutoff: e.Cutoff}); err != nil {
		return v, fmt.Errorf("count accepted reports: %w", err)
	}
	tables, err := frozenTables(ctx, r, e.Set)
	if err != nil {
		return v, fmt.Errorf("tables of %s: %w", e.ID, err)
	}
	texts, err := r.ListCommentaries(ctx, e.ID)
	if err != nil {
		return v, fmt.Errorf("texts of %s: %w", e.ID, err)
	}
	for _, t := range tables {
		one := TableView{Table: t}
		if i := slices.IndexFunc(texts, func(c incident.Commentary) bool { return c.Definition == t.Definition }); i >= 0 && texts[i].Text.JA != "" {
			one.Commentary = texts[i]
		}
		v.Tables = append(v.Tables, one)
		if one.Waits() {
			v.Problems = append(v.Problems, at("table-"+t.Definition, "publish.error.comment_waits", t.Definition))
		}
	}
	if len(tables) == 0 {
		v.Problems = append(v.Problems, at("set", "publish.error.no_set"))
	}
	if v.State != incident.InWork {
		v.Now, err = collection(ctx, r, e.ID)
		return v, err
	}
	v.Problems = append(v.Problems, textProblems(v.Texts)...)
	var unknown incident.Errors
	if v.Now, unknown, err = p.collectStatistics(ctx, r, v, v.Cutoff); err != nil {
		return v, fmt.Errorf("edition %s as it stands: %w", e.ID, err)
	}
	v.Problems = append(v.Problems, unknown...)
	v.fills = figures(v.Now)
	return v, nil
}

func frozenTables(ctx context.Context, r store.Reader, set string) ([]*stats.Table, error) {
	if set == "" {
		return nil, nil
	}
	list, err := r.ListFrozenTables(ctx, set)
	if err != nil {
		return nil, err
	}
	var out []*stats.Table
	for _, k := range list {
		t := new(stats.Table)
		if err := json.Unmarshal([]byte(k.Body), t); err != nil {
			return nil, fmt.Errorf("table %s: %w", k.Definition, err)
		}
		out = append(out, t)
	}
	return out, nil
}

// Comment writes what stands beside a table of an edition in work. Somebody else has to approve it; an empty text takes it away.
func (p *Publish) Comment(ctx context.Context, a incident.Actor, id, definition string, text incident.Text, at time.Time) error {
	if err := incident.Ask(a, incident.StatsEdit); err != nil {
		return err
	}
	return told(p.besideTable(ctx, id, definition, func(tx *store.Tx, _ incident.Edition) error {
		if err := tx.PutCommentary(ctx, id, incident.Commentary{Definition: definition, Text: text, Writer: a.ID, WrittenAt: at}); err != nil {
			return err
		}
		return tx.Audit(ctx, auditRow(a, "edition.comment", id, "table="+definition, at))
	}), "comment on "+id)
}

// ApproveComment lets a text stand as it was read, which somebody else wrote.
func (p *Publish) ApproveComment(ctx context.Context, a incident.Actor, id, definition string, written, at time.Time) error {
	if err := incident.Ask(a, incident.CaseApprove); err != nil {
		return err
	}
	return told(p.besideTable(ctx, id, definition, func(tx *store.Tx, _ incident.Edition) error {
		list, err := tx.ListCommentaries(ctx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(c incident.Commentary) bool { return c.Definition == definition })
		if i < 0 {
			return incident.Errorf(incident.NotFound, "error.not_found")
		}
		if list[i].Writer == a.ID {
			return incident.Errorf(incident.Conflict, "publish.error.own_comment")
		}
		ok, err := tx.ApproveCommentary(ctx, id, definition, written, a.ID, at)
		if err != nil {
			return err
		}
		if !ok {
			return incident.Errorf(incident.Conflict, "publish.error.comment_changed", definition)
		}
		return tx.Audit(ctx, auditRow(a, "edition.comment_approve", id, "table="+definition, at))
	}), "approve comment on "+id)
}

// besideTable does something to the text beside a table of an edition of statistics in work.
func (p *Publish) besideTable(ctx context.Context, id, definition string, do func(tx *store.Tx, e incident.Edition) error) error {
	return p.st.Write(ctx, func(tx *store.Tx) error {
		e, err := tx.FindEdition(ctx, id)
		if err != nil {
			return err
		}
		if e.Kind != incident.KindStatistics {
			return incident.Errorf(incident.NotFound, "error.not_found")
		}
		if e.State != incident.InWork {
			return incident.Errorf(incident.Conflict, "publish.error.frozen", id)
		}
		tables, err := tx.ListFrozenTables(ctx, e.Set)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(tables, func(t store.FrozenTable) bool { return t.Definition == definition }) {
			return incident.Errorf(incident.NotFound, "stats.error.definition", definition)
		}
		return do(tx, e)
	})
}

// auditSet counts the set of an edition of statistics again and names what does not come out as it was frozen.
func (p *Publish) auditSet(ctx context.Context, set string) (incident.Errors, error) {
	if set == "" || p.stats == nil {
		return nil, nil
	}
	wrong, err := p.stats.Audit(ctx, set)
	if err != nil {
		return nil, fmt.Errorf("audit of set %s: %w", set, err)
	}
	var errs incident.Errors
	for _, id := range wrong {
		errs = append(errs, at("table-"+id, "publish.error.set_differs", id, set))
	}
	return errs, nil
}

// collectStatistics is an edition of statistics as it would be frozen at an instant.
func (p *Publish) collectStatistics(ctx context.Context, r store.Reader, v EditionView, at time.Time) (*incident.Collection, incident.Errors, error) {
	c := &incident.Collection{
		Format: collectionFormat, ID: v.ID, Kind: string(incident.KindStatistics), Title: v.Title, Desk: p.desk, Demo: p.demo,
		PeriodFrom: v.From.Format(time.DateOnly), PeriodTo: v.To.Format(time.DateOnly), DateRule: v.DateRule,
		Cutoff: v.Cutoff.In(incident.Japan).Format(time.DateOnly), FrozenAt: at.Format(time.RFC3339), Accepted: v.Accepted, Texts: v.Texts,
	}
	if p.demo {
		label := p.words.Text("web.demo")
		c.DemoLabel = &label
	}
	c.Statistics = &incident.PublishedSet{ID: v.Set, Tables: []incident.PublishedTable{}}
	var now []*stats.Table
	for _, t := range v.Tables {
		c.Statistics.Revision, c.Statistics.FrozenAt = t.Table.Revision, t.Table.FrozenAt
		body, err := json.Marshal(t.Table)
		if err != nil {
			return nil, nil, fmt.Errorf("table %s: %w", t.Table.Definition, err)
		}
		one := incident.PublishedTable{ID: t.Table.Definition, Table: body, About: []incident.NamedText{}}
		if p.stats != nil {
			d, err := p.stats.DefinitionOf(ctx, t.Table)
			if err != nil {
				return nil, nil, err
			}
			one.About = p.stats.About(t.Table, d)
		}
		if t.Commentary.Writer != 0 {
			text := t.Commentary.Text
			one.Commentary = &text
		}
		c.Statistics.Tables = append(c.Statistics.Tables, one)
		now = append(now, t.Table)
	}
	if err := p.revised(ctx, r, c, now); err != nil {
		return nil, nil, err
	}
	return p.fillTexts(ctx, r, c)
}

// fillTexts fills the placeholders of the written parts.
func (p *Publish) fillTexts(ctx context.Context, r store.Reader, c *incident.Collection) (*incident.Collection, incident.Errors, error) {
	standing, err := standing(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	f := filler{values: figures(c)}
	for _, s := range standing {
		f.values["standing:"+s.Name] = s.Body
	}
	var unknown incident.Errors
	c.Texts, unknown = f.texts(c.Texts)
	return c, unknown, nil
}

// revised sets a collection beside the edition of the same period released last.
func (p *Publish) revised(ctx context.Context, r store.Reader, c *incident.Collection, now []*stats.Table) error {
	bodies, err := r.ListReleasedCollections(ctx, 1<<62)
	if err != nil {
		return err
	}
	var last *incident.Collection
	for _, body := range bodies {
		o, err := parseCollection(body)
		if err != nil {
			return err
		}
		if o.Statistics != nil && o.ID != c.ID && o.PeriodFrom == c.PeriodFrom && o.PeriodTo == c.PeriodTo && (last == nil || o.Statistics.Revision > last.Statistics.Revision) {
			last = o
		}
	}
	if last == nil {
		return nil
	}
	before, err := tablesOf(last)
	if err != nil {
		return err
	}
	c.Statistics.Before, c.Statistics.BeforeSet = last.ID, last.Statistics.ID
	list := stats.Differences(before, now)
	if list == nil {
		list = []stats.Difference{}
	}
	c.Statistics.Revisions, err = json.Marshal(list)
	return err
}

// tablesOf reads the tables of a collection of statistics.
func tablesOf(c *incident.Collection) ([]*stats.Table, error) {
	if c.Statistics == nil {
		return nil, nil
	}
	var out []*stats.Table
	for _, x := range c.Statistics.Tables {
		t := new(stats.Table)
		if err := json.Unmarshal(x.Table, t); err != nil {
			return nil, fmt.Errorf("table %s of %s: %w", x.ID, c.ID, err)
		}
		out = append(out, t)
	}
	return out, nil
}

// validateStatistics is what an edition of statistics needs.
func validateStatistics(e incident.Edition) error {
	var errs incident.Errors
	wrong := func(ok bool, field, key string) {
		if !ok {
			errs = append(errs, at(field, key))
		}
	}
	wrong(editionID.MatchString(e.ID), "id", "publish.error.id")
	wrong(strings.TrimSpace(e.Title.JA) != "", "title", "publish.error.title")
	wrong(e.Set != "", "set", "publish.error.no_set")
	return errs.Or()
}

// ofSet fills period and cut-off of an edition of statistics from its set.
func ofSet(ctx context.Context, r store.Reader, e incident.Edition) (incident.Edition, error) {
	f, err := r.FindFreeze(ctx, e.Set)
	if err != nil {
		return e, at("set", "publish.error.no_set")
	}
	period, err := stats.ParsePeriod(f.Period)
	if err != nil {
		return e, err
	}
	e.From, e.To, e.Cutoff, e.DateRule, e.Scheme = period.From, period.To, f.At, incident.ByReceived, ""
	return e, nil
}
