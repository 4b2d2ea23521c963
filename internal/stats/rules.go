package stats

import (
	"context"
	"fmt"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// RulesText is the counting rules in force as the text they were written in, and whether they are the desk's own.
func (st *Stats) RulesText(ctx context.Context, a incident.Actor) (string, bool, error) {
	if err := incident.Ask(a, incident.StatsRead); err != nil {
		return "", false, err
	}
	own, err := st.c.Store.Setting(ctx, SettingRules)
	if err != nil {
		return "", false, fmt.Errorf("counting rules: %w", err)
	}
	if own != "" {
		return own, true, nil
	}
	body, err := data.ReadFile("data/rules.toml")
	if err != nil {
		return "", false, fmt.Errorf("counting rules: %w", err)
	}
	return string(body), false, nil
}

// SaveRules puts the desk's own counting rules in force, or with an empty text those that ship. With problems nothing is kept. Frozen sets stay as they are.
func (st *Stats) SaveRules(ctx context.Context, a incident.Actor, body string) ([]Problem, error) {
	if err := incident.Ask(a, incident.StatsEdit); err != nil {
		return nil, err
	}
	if body != "" {
		d, problems := st.book.parse(body)
		if len(problems) == 0 && len(d.Rules) == 0 {
			problems = []Problem{{1, incident.Errorf(incident.Invalid, "stats.check.no_rules")}}
		}
		if len(problems) > 0 {
			return problems, nil
		}
	}
	now := st.c.Now()
	err := st.c.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutSetting(ctx, SettingRules, body, now); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: now, Who: a.Who(), Action: string(incident.StatsEdit), Object: "setting:" + SettingRules, Detail: fmt.Sprintf("own=%t", body != "")})
	})
	if err != nil {
		return nil, fmt.Errorf("save counting rules: %w", err)
	}
	return nil, nil
}
