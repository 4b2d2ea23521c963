package stats

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Freeze counts the set of a period and keeps it: all definitions, or those named. The freeze date is now; what comes later changes the next set.
func (st *Stats) Freeze(ctx context.Context, a incident.Actor, p Period, definitions ...string) (Freeze, error) {
	if err := incident.Ask(a, incident.StatsEdit); err != nil {
		return Freeze{}, err
	}
	list, err := st.Definitions(ctx, a)
	if err != nil {
		return Freeze{}, err
	}
	if len(definitions) > 0 {
		for _, id := range definitions {
			if !slices.ContainsFunc(list, func(d Definition) bool { return d.ID == id }) {
				return Freeze{}, incident.Errorf(incident.NotFound, "stats.error.definition", id)
			}
		}
		list = slices.DeleteFunc(list, func(d Definition) bool { return !slices.Contains(definitions, d.ID) })
	}
	f := store.Freeze{Period: p.Name, At: st.c.Now(), Who: a.Who()}
	err = st.c.Store.Write(ctx, func(tx *store.Tx) error {
		before, err := tx.ListFreezes(ctx)
		if err != nil {
			return err
		}
		f.Revision = 1
		for _, b := range before {
			if b.Period == p.Name {
				f.Revision = b.Revision + 1
			}
		}
		f.ID = p.Name + "." + strconv.Itoa(f.Revision)
		if f.Change, err = tx.InsertFreeze(ctx, f); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: f.At, Who: a.Who(), Action: string(incident.StatsEdit), Object: "freeze:" + f.ID, Detail: fmt.Sprintf("tables=%d", len(list))})
	})
	if err != nil {
		return Freeze{}, fmt.Errorf("freeze: %w", err)
	}
	out := public(f)
	var kept []store.FrozenTable
	for _, d := range list {
		t, err := st.count(ctx, d, Query{Period: p}, &f)
		if err != nil {
			return out, fmt.Errorf("freeze %s: %w", d.ID, err)
		}
		body, err := json.Marshal(t)
		if err != nil {
			return out, fmt.Errorf("freeze %s: %w", d.ID, err)
		}
		kept = append(kept, store.FrozenTable{Definition: d.ID, Version: d.Version, Body: string(body)})
		out.Tables = append(out.Tables, d.ID+"@"+strconv.Itoa(d.Version))
	}
	if err := st.c.Store.Write(ctx, func(tx *store.Tx) error { return tx.InsertFrozenTables(ctx, f.ID, kept) }); err != nil {
		return out, fmt.Errorf("keep frozen tables: %w", err)
	}
	return out, nil
}

// same tells whether two tables give the same numbers and withhold the same.
func same(a, b *Table) bool {
	if len(differences(a, b)) > 0 || a.N != b.N || a.Suppressed != b.Suppressed || len(a.Slices) != len(b.Slices) {
		return false
	}
	for i := range a.Slices {
		if a.Slices[i].Head.Code != b.Slices[i].Head.Code || !same(a.Slices[i].Table, b.Slices[i].Table) {
			return false
		}
	}
	return true
}

// FrozenSet gives the tables of a freeze in their order, as they were counted then.
func (st *Stats) FrozenSet(ctx context.Context, a incident.Actor, id string) (Freeze, []*Table, error) {
	if err := incident.Ask(a, incident.StatsRead); err != nil {
		return Freeze{}, nil, err
	}
	f, err := st.freeze(ctx, id)
	if err != nil || f == nil {
		return Freeze{}, nil, err
	}
	list, err := st.c.Store.ListFrozenTables(ctx, id)
	if err != nil {
		return Freeze{}, nil, fmt.Errorf("frozen tables: %w", err)
	}
	out := public(*f)
	var tables []*Table
	for _, k := range list {
		var t Table
		if err := json.Unmarshal([]byte(k.Body), &t); err != nil {
			return out, nil, fmt.Errorf("frozen table %s: %w", k.Definition, err)
		}
		tables = append(tables, &t)
		out.Tables = append(out.Tables, k.Definition+"@"+strconv.Itoa(k.Version))
	}
	return out, tables, nil
}

// Freezes lists the freezes, oldest first.
func (st *Stats) Freezes(ctx context.Context, a incident.Actor) ([]Freeze, error) {
	if err := incident.Ask(a, incident.StatsRead); err != nil {
		return nil, err
	}
	list, err := st.c.Store.ListFreezes(ctx)
	if err != nil {
		return nil, fmt.Errorf("list freezes: %w", err)
	}
	out := make([]Freeze, 0, len(list))
	for _, f := range list {
		p := public(f)
		tables, err := st.c.Store.ListFrozenTables(ctx, f.ID)
		if err != nil {
			return nil, fmt.Errorf("list freezes: %w", err)
		}
		for _, t := range tables {
			p.Tables = append(p.Tables, t.Definition+"@"+strconv.Itoa(t.Version))
		}
		out = append(out, p)
	}
	return out, nil
}

func public(f store.Freeze) Freeze {
	return Freeze{ID: f.ID, Period: f.Period, Revision: f.Revision, Change: f.Change, At: f.At, Who: f.Who}
}

// Revisions is the revision table between two freezes: every cell both or either of them have and give differently, in the order of the newer set.
func (st *Stats) Revisions(ctx context.Context, a incident.Actor, older, newer string) ([]Difference, error) {
	_, before, err := st.FrozenSet(ctx, a, older)
	if err != nil {
		return nil, err
	}
	_, after, err := st.FrozenSet(ctx, a, newer)
	if err != nil {
		return nil, err
	}
	return Differences(before, after), nil
}

// Differences is the revision table between the tables of two sets, in the order of the newer.
func Differences(before, after []*Table) []Difference {
	var out []Difference
	for _, n := range after {
		i := slices.IndexFunc(before, func(o *Table) bool { return o.Definition == n.Definition })
		if i >= 0 {
			out = append(out, differences(before[i], n)...)
		}
	}
	return out
}

// Audit counts every table of a set again over the rows it was frozen on, and names those of which a number or its withholding comes out otherwise than it was kept,
// or that cross what may not be told whole without withholding small numbers. A set that passes may be published.
func (st *Stats) Audit(ctx context.Context, id string) (wrong []string, err error) {
	f, err := st.freeze(ctx, id)
	if err != nil || f == nil {
		return nil, err
	}
	list, err := st.c.Store.ListFrozenTables(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("frozen tables: %w", err)
	}
	p, err := ParsePeriod(f.Period)
	if err != nil {
		return nil, err
	}
	for _, k := range list {
		d, err := st.definition(ctx, Query{Definition: k.Definition, Version: k.Version})
		if err != nil {
			return nil, err
		}
		t, err := st.count(ctx, d, Query{Definition: d.ID, Version: d.Version, Period: p}, f)
		if err != nil {
			return nil, fmt.Errorf("audit %s: %w", d.ID, err)
		}
		kept, err := readTable(k)
		if err != nil {
			return nil, err
		}
		if !same(kept, t) || d.Telling() && !kept.Suppress.On {
			wrong = append(wrong, d.ID)
		}
	}
	return wrong, nil
}

// numbered is one number of a table with its headers.
type numbered struct {
	row, column HeaderCell
	cell        Cell
}

// numbers lists the cells and totals of a table; the codes of a total are empty.
func numbers(t *Table) []numbered {
	var out []numbered
	for r, line := range t.Cells {
		for c, cell := range line {
			out = append(out, numbered{t.Rows.Cells[r], t.Columns.Cells[c], cell})
		}
		if r < len(t.RowTotals) {
			out = append(out, numbered{row: t.Rows.Cells[r], cell: t.RowTotals[r]})
		}
	}
	for c, cell := range t.ColumnTotal {
		if t.Columns.Cells[c].Code != "" {
			out = append(out, numbered{column: t.Columns.Cells[c], cell: cell})
		}
	}
	return append(out, numbered{cell: t.Total})
}

func differences(old, new *Table) []Difference {
	type key struct{ row, column string }
	was, is := map[key]numbered{}, map[key]bool{}
	for _, n := range numbers(old) {
		was[key{n.row.Code, n.column.Code}] = n
	}
	var out []Difference
	add := func(d Difference) {
		d.Definition, d.Title = new.Definition, new.Title
		if old.Version != new.Version {
			d.Definitions = [2]int{old.Version, new.Version}
		}
		if !d.Suppressed {
			d.Difference = d.New - d.Old
		}
		out = append(out, d)
	}
	for _, n := range numbers(new) {
		k := key{n.row.Code, n.column.Code}
		is[k] = true
		o, had := was[k]
		switch {
		case o.cell.Suppressed || n.cell.Suppressed:
			if o.cell.Suppressed != n.cell.Suppressed {
				add(Difference{Row: n.row, Column: n.column, Suppressed: true})
			}
		case !had && n.cell.Value != 0:
			add(Difference{Row: n.row, Column: n.column, New: n.cell.Value, OldMissing: true})
		case o.cell.Value != n.cell.Value:
			add(Difference{Row: n.row, Column: n.column, Old: o.cell.Value, New: n.cell.Value})
		}
	}
	for _, o := range numbers(old) {
		if !is[key{o.row.Code, o.column.Code}] && !o.cell.Suppressed && o.cell.Value != 0 {
			add(Difference{Row: o.row, Column: o.column, Old: o.cell.Value, NewMissing: true})
		}
	}
	return out
}
