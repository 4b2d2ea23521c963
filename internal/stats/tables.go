package stats

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// Config is what a Stats needs.
type Config struct {
	Store *store.Store
	Texts *i18n.Catalogue
	Now   func() time.Time
}

// Stats counts. It keeps the columns of what stands now and of one freeze in memory, from the first question on.
type Stats struct {
	c       Config
	shipped []Definition
	book    *book

	mu     sync.Mutex
	live   *set
	frozen *set // of the freeze asked for last
}

// New reads what ships with the program; nothing is counted yet.
func New(c Config) (*Stats, error) {
	b, list, err := newBook(c.Texts)
	if err != nil {
		return nil, fmt.Errorf("statistics: %w", err)
	}
	return &Stats{c: c, shipped: list, book: b}, nil
}

// SettingRules is the setting that holds a desk's own counting rules as TOML, instead of those that ship.
const SettingRules = "counting_rules"

// rules gives the book with the desk's own rules where it has any.
func (st *Stats) rules(ctx context.Context) (*book, error) {
	own, err := st.c.Store.Setting(ctx, SettingRules)
	if err != nil || own == "" {
		return st.book, err
	}
	d, problems := st.book.parse(own)
	if len(problems) > 0 {
		return nil, problems[0].Err
	}
	b := *st.book
	b.rules = d.Rules
	return &b, nil
}

// today is the last day that is not in the future.
func (st *Stats) today() int32 { return japanDay(st.c.Now()) }

func japanDay(t time.Time) int32 {
	y, m, d := t.In(incident.Japan).Date()
	return dayOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// current gives the columns as they stand now, or at a freeze, locked for reading.
func (st *Stats) current(ctx context.Context, f *store.Freeze) (*set, error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	var err error
	if f != nil {
		if st.frozen == nil || st.frozen.change != f.Change {
			st.frozen = nil // the old one may go while the new one is read
			if st.frozen, err = load(ctx, st.c.Store.Reader, f.Change); err != nil {
				return nil, fmt.Errorf("load statistics: %w", err)
			}
		}
		st.frozen.RLock()
		return st.frozen, nil
	}
	change, err := st.c.Store.CountedChange(ctx)
	if err != nil {
		return nil, fmt.Errorf("load statistics: %w", err)
	}
	if st.live != nil && st.live.change < change {
		err = st.live.refreshLocked(ctx, st.c.Store.Reader)
	}
	if st.live == nil || err != nil || st.live.codes.holes > len(st.live.codes.heap)/2+1000 {
		st.live = nil
		if st.live, err = load(ctx, st.c.Store.Reader, 0); err != nil {
			return nil, fmt.Errorf("load statistics: %w", err)
		}
	}
	st.live.change = max(st.live.change, change)
	st.live.RLock()
	return st.live, nil
}

// Table counts one table.
func (st *Stats) Table(ctx context.Context, a incident.Actor, q Query) (*Table, error) {
	if err := cmp.Or(incident.Ask(a, incident.StatsRead), asksWhole(a, q.Whole)); err != nil {
		return nil, err
	}
	d, err := st.definition(ctx, q)
	if err != nil {
		return nil, err
	}
	f, err := st.freeze(ctx, q.Freeze)
	if err != nil {
		return nil, err
	}
	if f != nil && q.Inline == nil && len(q.Filters) == 0 && !q.Whole && q.Period.Name == f.Period {
		if t, err := st.kept(ctx, f, d); err != nil || t != nil {
			return t, err
		}
	}
	return st.count(ctx, d, q, f)
}

func (st *Stats) count(ctx context.Context, d Definition, q Query, f *store.Freeze) (*Table, error) {
	d = d.guarded(q)
	earlier, err := st.earlier(ctx, d, q, f)
	if err != nil {
		return nil, err
	}
	b, s, today, err := st.ready(ctx, f)
	if err != nil {
		return nil, err
	}
	defer s.RUnlock()
	pl, t, err := b.count(s, d, q, today)
	if err != nil {
		return nil, err
	}
	out := b.table(pl, t, earlier)
	stamp(out, f)
	return out, nil
}

// earlier counts the sets of the same table and period that are kept already, as far as they are older than f: what they told must not tell more
// beside this one.
func (st *Stats) earlier(ctx context.Context, d Definition, q Query, f *store.Freeze) ([]past, error) {
	if !d.Suppress.On || q.Inline != nil || len(q.Filters) > 0 {
		return nil, nil
	}
	list, err := st.c.Store.ListFreezes(ctx)
	if err != nil {
		return nil, fmt.Errorf("earlier sets: %w", err)
	}
	var out []past
	for _, e := range list {
		if e.Period != q.Period.Name || f != nil && e.Revision >= f.Revision {
			continue
		}
		kept, err := st.keptAny(ctx, e.ID, d.ID)
		if err != nil {
			return nil, err
		}
		if kept == nil || !kept.tells() {
			continue
		}
		b, s, today, err := st.ready(ctx, &e)
		if err != nil {
			return nil, err
		}
		pl, t, err := b.count(s, d, q, today)
		s.RUnlock()
		if err != nil {
			return nil, err
		}
		out = append(out, past{pl, t, kept})
	}
	return out, nil
}

// ready gives all that counting needs; the set is locked for reading and must be unlocked.
func (st *Stats) ready(ctx context.Context, f *store.Freeze) (*book, *set, int32, error) {
	b, err := st.rules(ctx)
	if err != nil {
		return nil, nil, 0, err
	}
	today := st.today()
	if f != nil {
		today = japanDay(f.At)
	}
	s, err := st.current(ctx, f)
	return b, s, today, err
}

func stamp(t *Table, f *store.Freeze) {
	if f == nil {
		return
	}
	t.Freeze, t.FrozenAt, t.Revision = f.ID, f.At.UTC().Format(time.RFC3339), f.Revision
	for _, s := range t.Slices {
		stamp(s.Table, f)
	}
}

// LatestYear is the year in which the last counted report was received, in Japan; this year while nothing is counted.
func (st *Stats) LatestYear(ctx context.Context, a incident.Actor) (int, error) {
	if err := incident.Ask(a, incident.StatsRead); err != nil {
		return 0, err
	}
	s, err := st.current(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer s.RUnlock()
	last, today := int32(noDay), st.today()
	received := s.from[basisIndex(ByReceived)]
	for it := s.alive.Iterator(); it.HasNext(); {
		if day := received[it.Next()]; day != noDay && day <= today {
			last = max(last, day)
		}
	}
	if last == noDay {
		last = today
	}
	return time.Unix(int64(last)*86400, 0).UTC().Year(), nil
}

// Set counts all tables of an edition over a period, in their order; on two cores at a time.
func (st *Stats) Set(ctx context.Context, a incident.Actor, p Period, freeze string) ([]*Table, error) {
	list, err := st.Definitions(ctx, a)
	if err != nil {
		return nil, err
	}
	out := make([]*Table, len(list))
	errs := make([]error, len(list))
	var wg sync.WaitGroup
	turn := make(chan struct{}, 2)
	for i, d := range list {
		wg.Go(func() {
			turn <- struct{}{}
			out[i], errs[i] = st.Table(ctx, a, Query{Definition: d.ID, Version: d.Version, Period: p, Freeze: freeze})
			<-turn
		})
	}
	wg.Wait()
	return out, errors.Join(errs...)
}

// Cross counts an ad hoc table of one to three dimensions. What must be said of it is said by itself; small numbers are withheld unless it asks for
// the whole.
func (st *Stats) Cross(ctx context.Context, a incident.Actor, q CrossQuery) (*Table, error) {
	d, err := st.CrossDefinition(q)
	if err != nil {
		return nil, err
	}
	return st.Table(ctx, a, Query{Inline: &d, Period: q.Period, Freeze: q.Freeze, Whole: q.Whole})
}

// CrossDefinition writes a cross as a definition, so that it can be kept and shared; its ID and titles are to be given by whoever keeps it.
func (st *Stats) CrossDefinition(q CrossQuery) (Definition, error) {
	if n := len(q.Dimensions); n < 1 || n > 3 {
		return Definition{}, &incident.Error{Kind: incident.Invalid, Key: "stats.error.cross", Field: "dimensions"}
	}
	d := Definition{ID: "cross", Version: 1, Measure: cmp.Or(q.Measure, Reports), Date: cmp.Or(q.Date, ByReceived), Where: q.Filters, Denominator: "reports", Decimals: 1, Suppress: q.Suppress}
	if d.Measure == Acts || d.Measure == Detections || d.Measure == Cases {
		d.Denominator = "sum"
	}
	d.Suppress.On, d.Suppress.K = true, cmp.Or(q.Suppress.K, defaultK)
	for i, id := range q.Dimensions {
		dim, ok := st.book.dimension(id)
		if !ok {
			return d, &incident.Error{Kind: incident.Invalid, Key: "stats.error.dimension", Field: "dimensions", Args: []any{id}}
		}
		d.MultiValued = d.MultiValued || dim.Multi
		*[]*Axis{&d.Rows, &d.Columns, &d.Slices}[i] = Axis{Dimension: id}
		if i > 0 {
			d.Title.JA, d.Title.EN = d.Title.JA+"×", d.Title.EN+" × "
		}
		d.Title.JA, d.Title.EN = d.Title.JA+dim.Title.JA, d.Title.EN+dim.Title.EN
	}
	for _, w := range q.Filters { // a cross of one scheme goes by that scheme's rules
		if w.Dimension == "scheme" && !w.Not {
			for _, g := range []string{"virus", "access"} {
				other := map[string]string{"virus": "access", "access": "virus"}[g]
				if slices.Contains(w.In, g) && !slices.Contains(w.In, other) {
					d.Group = g
				}
			}
		}
	}
	return d, nil
}

// Dimensions lists the dimensions a definition may use, with their classes.
func (st *Stats) Dimensions() []Dimension {
	out := slices.Clone(st.book.dimensions)
	for i := range out {
		if out[i].Source != "time" {
			out[i].Lists = st.book.lists(out[i])
		}
	}
	return out
}

// Rules lists the counting rules in force at this desk.
func (st *Stats) Rules(ctx context.Context) ([]CountingRule, error) {
	b, err := st.rules(ctx)
	if err != nil {
		return nil, err
	}
	return b.rules, nil
}

// Rows gives a part of the receipt numbers behind one cell; for those who may read reports.
func (st *Stats) Rows(ctx context.Context, a incident.Actor, q Query, at Place, part Part) (RowsPage, error) {
	if err := cmp.Or(incident.Ask(a, incident.StatsRead), incident.Ask(a, incident.ReportRead)); err != nil {
		return RowsPage{}, err
	}
	d, err := st.definition(ctx, q)
	if err != nil {
		return RowsPage{}, err
	}
	f, err := st.freeze(ctx, q.Freeze)
	if err != nil {
		return RowsPage{}, err
	}
	ids, err := st.behind(ctx, d, q, at, f)
	if err != nil {
		return RowsPage{}, err
	}
	out := RowsPage{Total: len(ids)}
	slices.Sort(ids)
	ids = ids[min(max(part.Over, 0), len(ids)):]
	if out.Numbers, err = st.c.Store.ListNumbers(ctx, ids[:min(part.Limit, len(ids))]); err != nil {
		return out, fmt.Errorf("reports behind a number: %w", err)
	}
	return out, nil
}

func (st *Stats) behind(ctx context.Context, d Definition, q Query, at Place, f *store.Freeze) ([]int64, error) {
	b, s, today, err := st.ready(ctx, f)
	if err != nil {
		return nil, err
	}
	defer s.RUnlock()
	pl, _, err := b.count(s, d, q, today)
	if err != nil {
		return nil, err
	}
	t := newTally(pl)
	t.trace = &[3]int{}
	for i, code := range []string{at.Row, at.Column, at.Slice} {
		if code == "" {
			continue
		}
		k := slices.IndexFunc(pl.axes[i].head, func(h HeaderCell) bool { return h.Code == code })
		if k < 0 {
			return nil, &incident.Error{Kind: incident.NotFound, Key: "stats.error.cell", Args: []any{code}}
		}
		t.trace[i] = k + 1
	}
	t.run(s, pl)
	slices.Sort(t.ids)
	return slices.Compact(t.ids), nil
}

// freeze finds a freeze, nil for "".
func (st *Stats) freeze(ctx context.Context, id string) (*store.Freeze, error) {
	if id == "" {
		return nil, nil
	}
	f, err := st.c.Store.FindFreeze(ctx, id)
	if err == sql.ErrNoRows {
		return nil, incident.Errorf(incident.NotFound, "stats.error.freeze", id)
	}
	if err != nil {
		return nil, fmt.Errorf("find freeze: %w", err)
	}
	return &f, nil
}

// kept reads a table of a freeze as it was counted then; nil when the set has none of this definition and version.
func (st *Stats) kept(ctx context.Context, f *store.Freeze, d Definition) (*Table, error) {
	list, err := st.c.Store.ListFrozenTables(ctx, f.ID)
	if err != nil {
		return nil, fmt.Errorf("frozen tables: %w", err)
	}
	for _, k := range list {
		if k.Definition == d.ID && k.Version == d.Version {
			return readTable(k)
		}
	}
	return nil, nil
}

// keptAny reads a table of a freeze in whatever version it was frozen; nil when the set has none.
func (st *Stats) keptAny(ctx context.Context, freeze, definition string) (*Table, error) {
	list, err := st.c.Store.ListFrozenTables(ctx, freeze)
	if err != nil {
		return nil, fmt.Errorf("frozen tables: %w", err)
	}
	for _, k := range list {
		if k.Definition == definition {
			return readTable(k)
		}
	}
	return nil, nil
}

func readTable(k store.FrozenTable) (*Table, error) {
	var t Table
	if err := json.Unmarshal([]byte(k.Body), &t); err != nil {
		return nil, fmt.Errorf("frozen table %s: %w", k.Definition, err)
	}
	return &t, nil
}

// Rebuild derives everything that is counted again from reports, facts, answers and cases, and tells how many reports counted differently.
// What a freeze holds stays.
func (st *Stats) Rebuild(ctx context.Context, after func(done int)) (int, error) {
	return st.c.Store.RebuildCounted(ctx, after)
}

// JobRecount is the kind of the job that runs Rebuild.
const JobRecount = "recount"

// CatchUp queues a rebuild where reports were accepted before there were statistics.
func (st *Stats) CatchUp(ctx context.Context) error {
	behind, err := st.c.Store.Uncounted(ctx)
	if err != nil || !behind {
		return err
	}
	return st.c.Store.Write(ctx, func(tx *store.Tx) error { return tx.Enqueue(ctx, JobRecount, "all", st.c.Now()) })
}
