package publish

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Themes lists the desk's themes by code.
func (p *Publish) Themes(ctx context.Context, a incident.Actor) ([]incident.Theme, error) {
	if err := incident.Ask(a, incident.CaseRead); err != nil {
		return nil, err
	}
	list, err := p.st.ListThemes(ctx)
	if err != nil {
		return nil, fmt.Errorf("themes: %w", err)
	}
	return list, nil
}

var themeCode = regexp.MustCompile(`^[a-z][a-z0-9-]{1,30}$`)

// SaveTheme makes a theme or changes one; its code never changes.
func (p *Publish) SaveTheme(ctx context.Context, a incident.Actor, t incident.Theme, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	var errs incident.Errors
	wrong := func(ok bool, field, key string, args ...any) {
		if !ok {
			err := incident.Errorf(incident.Invalid, key, args...)
			err.Field = field
			errs = append(errs, err)
		}
	}
	wrong(themeCode.MatchString(t.Code), "code", "publish.error.theme_code")
	wrong(strings.TrimSpace(t.Label.JA) != "", "label.ja", "publish.error.theme_label")
	known := vocabulary()
	for _, f := range t.Facts {
		list, code, _ := strings.Cut(f, ":")
		ok := slices.Contains(incident.Dimensions, incident.Dimension(list)) && slices.ContainsFunc(known[list], func(w incident.Term) bool { return w.Code == code })
		wrong(ok, "facts", "publish.error.theme_fact", f)
	}
	if err := errs.Or(); err != nil {
		return err
	}
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutTheme(ctx, t, a.Who(), at); err != nil {
			return err
		}
		row := auditRow(a, "edition.theme", "", "", at)
		row.Object = "theme:" + t.Code
		return tx.Audit(ctx, row)
	})
	return told(err, "theme "+t.Code)
}

// PutThemes puts cases under exactly the themes given for each; cases not named stay as they are.
func (p *Publish) PutThemes(ctx context.Context, a incident.Actor, of map[string][]string, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		themes, err := tx.ListThemes(ctx)
		if err != nil {
			return err
		}
		before, err := tx.ListCaseThemes(ctx)
		if err != nil {
			return err
		}
		for _, number := range slices.Sorted(maps.Keys(of)) {
			list := of[number]
			list = slices.Compact(slices.Sorted(slices.Values(list)))
			if slices.Equal(list, before[number]) {
				continue
			}
			if _, err := tx.FindCase(ctx, number); errors.Is(err, sql.ErrNoRows) {
				return incident.Errorf(incident.NotFound, "error.not_found")
			} else if err != nil {
				return err
			}
			for _, code := range list {
				if !slices.ContainsFunc(themes, func(t incident.Theme) bool { return t.Code == code }) {
					return incident.Errorf(incident.Invalid, "publish.error.theme_unknown", code)
				}
			}
			if err := tx.ReplaceCaseThemes(ctx, number, list, a.Who(), at); err != nil {
				return err
			}
			row := auditRow(a, "case.themes", "", strings.Join(list, " "), at)
			row.Object = "case:" + number
			if err := tx.Audit(ctx, row); err != nil {
				return err
			}
		}
		return nil
	})
	return told(err, "themes of cases")
}

// countThemes counts the themes of the cases, the most frequent first; cases must carry codes the themes know.
func countThemes(cases []incident.PublishedCase, themes []incident.Theme) []incident.ThemeCount {
	var out []incident.ThemeCount
	for _, t := range themes {
		n := 0
		for _, one := range cases {
			if slices.Contains(one.Themes, t.Code) {
				n++
			}
		}
		if n > 0 {
			out = append(out, incident.ThemeCount{Code: t.Code, Label: t.Label, Count: n})
		}
	}
	slices.SortStableFunc(out, func(a, b incident.ThemeCount) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Code, b.Code)) })
	return out
}
