package publish

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Apply stores what an edition takes by itself and decides by it: every case nobody decided about by hand is chosen, or not chosen with the part of the rule that
// leaves it out. A case that something keeps out stays undecided. It gives how many it chose and left out.
func (p *Publish) Apply(ctx context.Context, a incident.Actor, id string, rule incident.ContentRule, at time.Time) (chosen, left int, err error) {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
		return 0, 0, err
	}
	err = p.st.Write(ctx, func(tx *store.Tx) error {
		v, err := p.view(ctx, tx.Reader, id)
		if err != nil {
			return err
		}
		if err := checkRule(rule, v); err != nil {
			return err
		}
		ok, err := tx.PutRule(ctx, id, rule)
		if err == nil && !ok {
			err = incident.Errorf(incident.Conflict, "publish.error.frozen", id)
		}
		if err != nil {
			return err
		}
		for _, c := range v.Candidates {
			if c.Decided && !c.ByRule() || c.Date.IsZero() || c.Case.Approved == 0 {
				continue
			}
			i := incident.Item{Case: c.Case.Number, Position: c.Position, Chosen: true, Reason: incident.RuleTook}
			if why := rule.Leaves(c.Case.Category, c.damages(), c.Themes); why != "" {
				i.Chosen, i.Reason = false, why
				left++
			} else if len(c.Problems) > 0 {
				continue
			} else {
				chosen++
			}
			if err := tx.PutItem(ctx, id, i); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, auditRow(a, "edition.rule", id, fmt.Sprintf("chosen=%d left=%d", chosen, left), at))
	})
	return chosen, left, told(err, "rule of "+id)
}

func checkRule(rule incident.ContentRule, v EditionView) error {
	var errs incident.Errors
	for _, k := range rule.Categories {
		if _, ok := v.SchemeOf.Category(k); !ok {
			errs = append(errs, at("rule", "publish.error.rule_category", k))
		}
	}
	if rule.Damage != "" && !slices.Contains(incident.Damages, rule.Damage) {
		errs = append(errs, at("rule", "publish.error.rule_damage", string(rule.Damage)))
	}
	if rule.Theme != "" && !slices.ContainsFunc(v.Themes, func(t incident.Theme) bool { return t.Code == rule.Theme }) {
		errs = append(errs, at("rule", "publish.error.theme_unknown", rule.Theme))
	}
	return errs.Or()
}

// damages are what the desk said of the reports below a case that lie in the period.
func (c Candidate) damages() []incident.Damage {
	var out []incident.Damage
	for _, r := range c.reports {
		out = append(out, r.Acceptance.Damage)
	}
	return out
}

// Recategorise puts a case under a category of the edition's scheme; the case was classed under another, or under none that there is.
func (p *Publish) Recategorise(ctx context.Context, a incident.Actor, id, number, category string, now time.Time) error {
	if err := incident.Ask(a, incident.EditionEdit); err != nil {
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
		scheme, err := incident.FindCaseScheme(e.Scheme)
		if err != nil {
			return err
		}
		if _, ok := scheme.Category(category); !ok {
			return at("case-"+number, "publish.error.category", number, category)
		}
		c, err := tx.FindCase(ctx, number)
		if err != nil {
			return err
		}
		if err := tx.PutCaseScheme(ctx, number, scheme.Code, category); err != nil {
			return err
		}
		row := auditRow(a, "case.recategorise", "", strings.Join([]string{c.Scheme + "/" + c.Category, scheme.Code + "/" + category}, " -> "), now)
		row.Object = "case:" + number
		return tx.Audit(ctx, row)
	})
	return told(err, "category of "+number)
}

// propose says which categories of the edition's scheme a case of another scheme may have, and whether the way there is a function: backwards it never is.
func (c *Candidate) propose(scheme incident.CaseScheme, facts []incident.Fact) {
	if walk, ok := incident.FindCrosswalk(c.Case.Scheme, scheme.Code); ok {
		c.Proposed, c.Sure = walk.Map(c.Case.Category, facts)
		return
	}
	walk, ok := incident.FindCrosswalk(scheme.Code, c.Case.Scheme)
	if !ok {
		return
	}
	c.Backwards = true
	for _, row := range walk.Rows {
		to := slices.Clone(row.To)
		for _, w := range row.When {
			to = append(to, w.To...)
		}
		if slices.Contains(to, c.Case.Category) {
			c.Proposed = append(c.Proposed, row.Category)
		}
	}
}
