package publish

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

// CorrectCase stages the newest approved text of a case in every released edition that holds an earlier one, with a public notice of what was corrected, and gives
// their ids. Nothing is public before ReleaseStaged. The notice may not name a party of the case.
func (p *Publish) CorrectCase(ctx context.Context, a incident.Actor, number string, note incident.Text, now time.Time) ([]string, error) {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return nil, err
	}
	note, err := p.notice(ctx, note, &incident.Collection{Cases: []incident.PublishedCase{{Number: number}}})
	if err != nil {
		return nil, told(err, "correct case "+number)
	}
	day := now.In(incident.Japan).Format(time.DateOnly)
	var ids []string
	err = p.st.Write(ctx, func(tx *store.Tx) error {
		ids = nil
		editions, err := tx.ListEditions(ctx)
		if err != nil {
			return err
		}
		held := false
		for _, e := range editions {
			if e.State != incident.Released {
				continue
			}
			c, err := staged(ctx, tx.Reader, e.ID)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(c.Cases, func(k incident.PublishedCase) bool { return k.Number == number && k.Withdrawn == "" }) {
				continue
			}
			held = true
			one, err := p.corrected(ctx, tx.Reader, e, number)
			if err != nil {
				return err
			}
			next, ok := c.Correct(one, day, note)
			if !ok {
				continue
			}
			if err := p.stage(ctx, tx, a, next, now); err != nil {
				return err
			}
			ids = append(ids, e.ID)
		}
		switch {
		case !held:
			return incident.Errorf(incident.Conflict, "publish.error.case_not_released", number)
		case len(ids) == 0:
			return incident.Errorf(incident.Conflict, "publish.error.nothing_newer", number)
		}
		if err := stageCorrections(ctx, tx, a, number, now); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: now, Who: a.Who(), Action: "case.correct", Object: "case:" + number, Detail: "staged editions=" + strings.Join(ids, ",")})
	})
	return ids, told(err, "correct case "+number)
}

// corrected is the case as it would be printed now; what keeps it out of an edition keeps it from being corrected too, but for its category, which stays.
func (p *Publish) corrected(ctx context.Context, r store.Reader, e incident.Edition, number string) (incident.PublishedCase, error) {
	v, err := p.view(ctx, r, e.ID)
	if err != nil {
		return incident.PublishedCase{}, err
	}
	i := slices.IndexFunc(v.Candidates, func(c Candidate) bool { return c.Case.Number == number })
	if i < 0 {
		return incident.PublishedCase{}, incident.Errorf(incident.NotFound, "error.not_found")
	}
	c := v.Candidates[i]
	wrong := slices.DeleteFunc(slices.Clone(c.Problems), func(e *incident.Error) bool {
		return e.Key == "publish.error.category" || e.Key == "publish.error.no_category"
	})
	if c.Case.Latest > c.Case.Approved {
		wrong = append(wrong, at("case-"+number, "publish.error.draft", number))
	}
	if err := wrong.Or(); err != nil {
		return incident.PublishedCase{}, err
	}
	return published(ctx, r, c, vocabulary())
}

// Remark stages a public remark on a released edition itself.
func (p *Publish) Remark(ctx context.Context, a incident.Actor, id string, note incident.Text, now time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return err
	}
	c, err := collection(ctx, p.st.Reader, id)
	if err != nil {
		return told(err, "remark on "+id)
	}
	if note, err = p.notice(ctx, note, c); err != nil {
		return told(err, "remark on "+id)
	}
	err = p.st.Write(ctx, func(tx *store.Tx) error {
		e, err := tx.FindEdition(ctx, id)
		if err != nil {
			return err
		}
		if e.State != incident.Released {
			return incident.Errorf(incident.Conflict, "publish.error.not_released", id)
		}
		c, err := staged(ctx, tx.Reader, id)
		if err != nil {
			return err
		}
		return p.stage(ctx, tx, a, c.Remark(now.In(incident.Japan).Format(time.DateOnly), note), now)
	})
	return told(err, "remark on "+id)
}

// notice holds that a public notice says something and names no party of the collection's cases.
func (p *Publish) notice(ctx context.Context, note incident.Text, c *incident.Collection) (incident.Text, error) {
	note = incident.Text{JA: text.Clean(note.JA), EN: text.Clean(note.EN)}
	invalid := func(field, key string) error {
		e := incident.Errorf(incident.Invalid, key)
		e.Field = field
		return e
	}
	if note.JA == "" {
		return note, invalid("note.ja", "publish.error.notice_empty")
	}
	for field, s := range map[string]string{"note.ja": note.JA, "note.en": note.EN} {
		without, err := p.nameless(ctx, c, s)
		if err != nil {
			return note, fmt.Errorf("notice: %w", err)
		}
		if without != s {
			return note, invalid(field, "publish.error.named")
		}
	}
	return note, nil
}
