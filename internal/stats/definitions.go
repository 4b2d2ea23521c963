package stats

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Definitions lists the newest version of every definition: those of the trade in the order they are published, then the desk's own.
func (st *Stats) Definitions(ctx context.Context, a incident.Actor) ([]Definition, error) {
	if err := incident.Ask(a, incident.StatsRead); err != nil {
		return nil, err
	}
	list := slices.Clone(st.shipped)
	saved, err := st.saved(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range saved {
		if i := slices.IndexFunc(list, func(o Definition) bool { return o.ID == d.ID }); i < 0 {
			list = append(list, d)
		} else if d.Version > list[i].Version {
			list[i] = d
		}
	}
	return list, nil
}

// saved reads the desk's own definitions, all versions.
func (st *Stats) saved(ctx context.Context) ([]Definition, error) {
	rows, err := st.c.Store.ListDefinitions(ctx)
	if err != nil {
		return nil, fmt.Errorf("definitions: %w", err)
	}
	var out []Definition
	for _, r := range rows {
		var d Definition
		if _, err := toml.Decode(r.Body, &d); err != nil {
			return nil, fmt.Errorf("definition %s: %w", r.ID, err)
		}
		d.ID, d.Version = r.ID, r.Version
		out = append(out, d)
	}
	return out, nil
}

// definition finds the definition of a query.
func (st *Stats) definition(ctx context.Context, q Query) (Definition, error) {
	if q.Inline != nil {
		return *q.Inline, st.book.valid(*q.Inline)
	}
	found := Definition{}
	saved, err := st.saved(ctx)
	if err != nil {
		return found, err
	}
	for _, d := range slices.Concat(st.shipped, saved) {
		if strings.EqualFold(d.ID, q.Definition) && (q.Version == d.Version || q.Version == 0 && d.Version > found.Version) {
			found = d
		}
	}
	if found.ID == "" {
		return found, incident.Errorf(incident.NotFound, "stats.error.definition", q.Definition)
	}
	return found, nil
}

// valid says what is wrong with a definition that was not read from a text.
func (b *book) valid(d Definition) error {
	c := &checker{b: b}
	if d.Title.JA == "" {
		d.Title.JA = "-"
	}
	if d.Title.EN == "" {
		d.Title.EN = "-"
	}
	c.definition(d)
	var errs incident.Errors
	for _, p := range c.out {
		errs = append(errs, p.Err)
	}
	return errs.Or()
}

// Check lists what is wrong with a text of a definition, of counting rules or of dimensions, by line.
func (st *Stats) Check(body string) []Problem {
	_, problems := st.book.parse(body)
	return problems
}

// Parse reads a definition from its text; what is wrong with it comes by line.
func (st *Stats) Parse(body string) (Definition, []Problem) {
	d, problems := st.book.parse(body)
	return d.Definition, problems
}

// Format writes a definition as the text Parse reads.
func Format(d Definition) (string, error) {
	var b strings.Builder
	e := toml.NewEncoder(&b)
	e.Indent = ""
	if err := e.Encode(d); err != nil {
		return "", fmt.Errorf("write definition: %w", err)
	}
	return b.String(), nil
}

// SaveDefinition keeps a text as the next version of its definition. With problems nothing is kept.
func (st *Stats) SaveDefinition(ctx context.Context, a incident.Actor, body string) (Definition, []Problem, error) {
	if err := incident.Ask(a, incident.StatsEdit); err != nil {
		return Definition{}, nil, err
	}
	d, problems := st.Parse(body)
	if len(problems) > 0 {
		return d, problems, nil
	}
	now := st.c.Now()
	err := st.c.Store.Write(ctx, func(tx *store.Tx) error {
		rows, err := tx.ListDefinitions(ctx)
		if err != nil {
			return err
		}
		last := 0
		for _, o := range st.shipped {
			if o.ID == d.ID {
				last = o.Version
			}
		}
		for _, r := range rows {
			if r.ID == d.ID {
				last = max(last, r.Version)
			}
		}
		d.Version = last + 1
		free, err := tx.InsertDefinition(ctx, store.SavedDefinition{ID: d.ID, Version: d.Version, Body: body, Who: a.Who(), At: now})
		if err != nil {
			return err
		}
		if !free {
			return incident.Errorf(incident.Conflict, "stats.error.saved_meanwhile", d.ID)
		}
		return tx.Audit(ctx, store.AuditRow{At: now, Who: a.Who(), Action: string(incident.StatsEdit), Object: "definition:" + d.ID, Detail: fmt.Sprintf("version=%d", d.Version)})
	})
	return d, nil, err
}

// Definition finds a definition, its newest version where version is 0.
func (st *Stats) Definition(ctx context.Context, a incident.Actor, id string, version int) (Definition, error) {
	if err := incident.Ask(a, incident.StatsRead); err != nil {
		return Definition{}, err
	}
	return st.definition(ctx, Query{Definition: id, Version: version})
}

// DefinitionOf is the definition a table was counted by.
func (st *Stats) DefinitionOf(ctx context.Context, t *Table) (Definition, error) {
	return st.definition(ctx, Query{Definition: t.Definition, Version: t.Version})
}

// Shipped tells whether an id is one of the trade's tables, which a desk copies but does not change.
func (st *Stats) Shipped(id string) bool {
	return slices.ContainsFunc(st.shipped, func(d Definition) bool { return strings.EqualFold(d.ID, id) })
}

// Versions lists every version of a definition, oldest first.
func (st *Stats) Versions(ctx context.Context, a incident.Actor, id string) ([]Definition, error) {
	if err := incident.Ask(a, incident.StatsRead); err != nil {
		return nil, err
	}
	saved, err := st.saved(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Concat(st.shipped, saved), func(d Definition) bool { return d.ID != id }), nil
}
