package publish

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// Limits of what a table row and a picture bear; the draft's own lint warns long before.
const (
	summaryLines  = 30      // lines of a summary as written, blank ones left out
	summaryLength = 2000    // characters of a summary in one language
	figureBytes   = 1 << 20 // a figure as data; pictures are drawn from data, so more is something pasted in
)

// shape lists what in a case's text would not make a page: no category, a summary too long for a row, a chapter without a figure, a figure too large.
func (c *Candidate) shape() {
	row := "case-" + c.Case.Number
	wrong := func(key string, args ...any) {
		c.Problems = append(c.Problems, at(row, key, append([]any{c.Case.Number}, args...)...))
	}
	for _, s := range []string{c.revision.Summary.JA, c.revision.Summary.EN} {
		lines := len(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' }))
		if n := utf8.RuneCountInString(s); lines > summaryLines || n > summaryLength {
			wrong("publish.error.summary_long", lines, n)
			break
		}
	}
	whole, err := json.Marshal(c.revision)
	if err == nil && strings.Contains(string(whole), "data:image/") {
		wrong("publish.error.embedded")
	}
	if c.revision.Chapter == nil {
		return
	}
	if len(c.revision.Chapter.Figures) == 0 {
		wrong("publish.error.no_figure")
	}
	for i, f := range c.revision.Chapter.Figures {
		if body, err := json.Marshal(f); err == nil && len(body) > figureBytes {
			wrong("publish.error.figure_large", i+1, (len(body)+1<<20-1)>>20, figureBytes>>20)
		}
	}
}

// samePlaces finds chosen cases of one category that were given the same number by hand.
func samePlaces(list []Candidate) incident.Errors {
	var errs incident.Errors
	first := map[string]string{}
	for _, c := range list {
		if !c.Chosen || c.Position == 0 {
			continue
		}
		key := c.Case.Category + "/" + strconv.Itoa(c.Position)
		if other, taken := first[key]; taken {
			errs = append(errs, at("case-"+c.Case.Number, "publish.error.same_place", c.Case.Number, other, c.Position))
			continue
		}
		first[key] = c.Case.Number
	}
	return errs
}

// textProblems lists what is wrong with the written parts: footnotes nobody wrote or wrote twice, observations without a source, pictures pasted in.
func textProblems(t incident.EditionTexts) incident.Errors {
	var errs incident.Errors
	known := map[string]int{}
	for i, n := range t.Footnotes {
		if known[n.ID]++; known[n.ID] > 1 {
			errs = append(errs, at("note."+strconv.Itoa(i)+".id", "publish.error.note_twice", n.ID))
		}
	}
	eachText(&t, func(place string, x *incident.Text) {
		for lang, s := range map[string]string{".ja": x.JA, ".en": x.EN} {
			for _, m := range marker.FindAllStringSubmatch(s, -1) {
				if known[m[1]] == 0 {
					errs = append(errs, at(place+lang, "publish.error.note_unknown", m[1]))
				}
			}
			if strings.Contains(s, "data:image/") {
				errs = append(errs, at(place+lang, "publish.error.embedded_text"))
			}
		}
	})
	points := func(place string, list []incident.KeyPoint) {
		for i, k := range list {
			where := place + "." + strconv.Itoa(i)
			if k.Observed == nil {
				continue
			}
			if !observedOn(k.Observed.On) {
				errs = append(errs, at(where+".observed", "publish.error.observed_on"))
			}
			if strings.TrimSpace(k.Observed.Source.JA) == "" {
				errs = append(errs, at(where+".source.ja", "publish.error.observed_source"))
			}
		}
	}
	points("overall", t.Overall)
	for code, list := range t.ByCategory {
		points("category."+code, list)
	}
	slices.SortStableFunc(errs, func(a, b *incident.Error) int { return strings.Compare(a.Field, b.Field) })
	return errs
}

// Lint lists everything that would stop a freeze now, names of parties in the written parts included; those are looked for only here and at the freeze, for
// it opens the parties of every report below the edition.
func (p *Publish) Lint(ctx context.Context, a incident.Actor, id string) (incident.Errors, error) {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return nil, err
	}
	v, err := p.view(ctx, p.st.Reader, id)
	if err != nil {
		return nil, err
	}
	if v.State != incident.InWork {
		return nil, incident.Errorf(incident.Conflict, "publish.error.frozen", id)
	}
	named, err := p.named(ctx, v)
	return append(v.Problems, named...), told(err, "lint "+id)
}

// named finds parties of the edition's reports in its written parts.
func (p *Publish) named(ctx context.Context, v EditionView) (incident.Errors, error) {
	if v.Now == nil {
		return nil, nil
	}
	terms, err := p.terms(ctx, scope{collections: []*incident.Collection{v.Now}, at: v.Cutoff})
	if err != nil {
		return nil, err
	}
	finder := mask.NewFinder(terms.list, nil)
	finder.AddHashed(terms.erased, p.seal.LeakHasher())
	var errs incident.Errors
	look := func(place string, x incident.Text) {
		for lang, s := range map[string]string{".ja": x.JA, ".en": x.EN} {
			if s != "" && len(finder.Find(s)) > 0 {
				errs = append(errs, at(place+lang, "publish.error.named"))
			}
		}
	}
	look("title", v.Title)
	texts := v.Now.Texts // with the standing texts in them
	eachText(&texts, func(place string, x *incident.Text) { look(place, *x) })
	if set := v.Now.Statistics; set != nil {
		for _, t := range set.Tables {
			if t.Commentary != nil {
				look("table."+t.ID, *t.Commentary)
			}
		}
	}
	slices.SortStableFunc(errs, func(a, b *incident.Error) int { return strings.Compare(a.Field, b.Field) })
	return errs, nil
}
