package publish

import (
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

//go:embed data/standing.toml
var standingTOML string

// shippedStanding are the standing texts as the program ships them, version 0.
var shippedStanding = sync.OnceValue(func() []incident.StandingText {
	var file struct {
		Text []struct {
			Name  string
			Title incident.Text
			incident.Text
		}
	}
	if _, err := toml.Decode(standingTOML, &file); err != nil {
		panic(fmt.Sprintf("publish: embedded standing texts: %v", err))
	}
	var out []incident.StandingText
	for _, t := range file.Text {
		out = append(out, incident.StandingText{Name: t.Name, Title: t.Title, Body: incident.Text{JA: strings.TrimSpace(t.JA), EN: strings.TrimSpace(t.EN)}})
	}
	return out
})

// Standing is a standing text as it is now, with its earlier versions, newest first.
type Standing struct {
	incident.StandingText
	Versions []incident.StandingText
}

// standing lists the standing texts in force: the shipped ones in their order, then the desk's own by name.
func standing(ctx context.Context, r store.Reader) ([]Standing, error) {
	written, err := r.ListStandingTexts(ctx)
	if err != nil {
		return nil, fmt.Errorf("standing texts: %w", err)
	}
	var out []Standing
	for _, t := range shippedStanding() {
		out = append(out, Standing{StandingText: t})
	}
	for _, t := range written {
		i := slices.IndexFunc(out, func(s Standing) bool { return s.Name == t.Name })
		switch {
		case i < 0:
			out = append(out, Standing{StandingText: t})
		case out[i].Version == 0: // the newest of the desk's comes first
			out[i].Versions = []incident.StandingText{out[i].StandingText}
			out[i].StandingText = t
		default:
			out[i].Versions = append(out[i].Versions, t)
		}
	}
	for _, s := range out {
		slices.SortFunc(s.Versions, func(a, b incident.StandingText) int { return b.Version - a.Version })
	}
	return out, nil
}

// StandingTexts lists the standing texts in force with their versions.
func (p *Publish) StandingTexts(ctx context.Context, a incident.Actor) ([]Standing, error) {
	if err := incident.Ask(a, incident.EditionRead); err != nil {
		return nil, err
	}
	return standing(ctx, p.st.Reader)
}

var standingName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// standingPlaceholders are what a standing text may hold whatever the edition; counts of categories and themes belong to one edition and are not among them.
var standingPlaceholders = []string{"accepted", "cases", "desk", "next", "next.title", "before:cases", "before:accepted"}

// StandingPlaceholders lists what a standing text may hold, without braces.
func StandingPlaceholders() []string { return slices.Clone(standingPlaceholders) }

// SaveStanding stores a new version of a standing text. Editions frozen before keep the version they were frozen with.
func (p *Publish) SaveStanding(ctx context.Context, a incident.Actor, t incident.StandingText, at time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	t.Title = incident.Text{JA: text.Clean(t.Title.JA), EN: text.Clean(t.Title.EN)}
	t.Body = incident.Text{JA: text.Clean(t.Body.JA), EN: text.Clean(t.Body.EN)}
	if err := checkStanding(t); err != nil {
		return err
	}
	err := p.st.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.ListStandingTexts(ctx)
		if err != nil {
			return err
		}
		t.Version, t.Who, t.At = 1, a.Who(), at
		for _, old := range all {
			if old.Name == t.Name {
				t.Version = max(t.Version, old.Version+1)
			}
		}
		if err := tx.InsertStandingText(ctx, t); err != nil {
			return err
		}
		row := auditRow(a, "edition.standing", "", fmt.Sprintf("version=%d", t.Version), at)
		row.Object = "standing:" + t.Name
		return tx.Audit(ctx, row)
	})
	return told(err, "standing text "+t.Name)
}

// checkStanding lists everything wrong with a standing text.
func checkStanding(t incident.StandingText) error {
	var errs incident.Errors
	wrong := func(field, key string, args ...any) {
		e := incident.Errorf(incident.Invalid, key, args...)
		e.Field = t.Name + "." + field
		errs = append(errs, e)
	}
	if !standingName.MatchString(t.Name) {
		wrong("name", "publish.error.standing_name")
	}
	if t.Title.JA == "" {
		wrong("title.ja", "publish.error.standing_empty")
	}
	if t.Body.JA == "" {
		wrong("body.ja", "publish.error.standing_empty")
	}
	for lang, body := range map[string]string{"body.ja": t.Body.JA, "body.en": t.Body.EN, "title.ja": t.Title.JA, "title.en": t.Title.EN} {
		for _, m := range braces.FindAllString(body, -1) {
			name, closed := strings.CutSuffix(strings.TrimPrefix(m, "{"), "}")
			if !closed || m[0] != '{' || !slices.Contains(standingPlaceholders, name) || strings.HasPrefix(lang, "title") {
				wrong(lang, "publish.error.placeholder", m)
			}
		}
	}
	slices.SortStableFunc(errs, func(a, b *incident.Error) int { return strings.Compare(a.Field, b.Field) })
	return errs.Or()
}

// NewTexts are the written parts a new edition begins with: standing texts (the next publication is told from the calendar by itself), taken in by reference so that a later version reaches it until the freeze.
func NewTexts() incident.EditionTexts {
	by := func(name string) incident.Text {
		s := "{standing:" + name + "}"
		return incident.Text{JA: s, EN: s}
	}
	t := incident.EditionTexts{Request: by("request")}
	for _, s := range shippedStanding() {
		if s.Name == "scheme" || s.Name == "contact" {
			t.Schemes = append(t.Schemes, incident.KeyPoint{Heading: s.Title, Body: by(s.Name)})
		}
	}
	return t
}
