package triage

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

// Setting is a whole number the desk may choose.
type Setting struct {
	Name     string // as in the table settings and the audit row
	Most     int    // the largest number that makes sense; the least is 1
	Standing int    // what holds where the desk has chosen nothing
	Value    int    // what holds now
	Own      bool   // the desk has chosen it
}

// Names of the settings that are numbers.
const (
	SettingAcceptanceDays = "acceptance_days" // business days until a decision is expected
	SettingReplyDays      = "reply_days"      // business days until the desk is expected to write to a reporter first
	SettingAnswerDays     = "answer_days"     // days a reporter is given to answer questions
	SettingSpamLoad       = "spam_load"       // filings an hour from one source from which a report is suspected
)

var settings = []Setting{
	{Name: SettingAcceptanceDays, Most: 90, Standing: 5},
	{Name: SettingReplyDays, Most: 90, Standing: 5},
	{Name: SettingAnswerDays, Most: 365, Standing: 14},
	{Name: SettingShowingDays, Most: 365, Standing: 14},
	{Name: SettingSpamLoad, Most: 100_000, Standing: 21}, // above intake.Flood
}

// Settings lists the desk's numbers as they hold now.
func (t *Triage) Settings(ctx context.Context, a incident.Actor) ([]Setting, error) {
	if err := incident.Ask(a, incident.DeskSettings); err != nil {
		return nil, err
	}
	out := slices.Clone(settings)
	for i := range out {
		if err := t.fill(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// PutSettings changes the numbers that differ from what holds, by name; an empty one goes back to the standing value. Nothing is changed where one is wrong.
func (t *Triage) PutSettings(ctx context.Context, a incident.Actor, typed map[string]string) error {
	now, err := t.Settings(ctx, a)
	if err != nil {
		return err
	}
	changed := map[string]string{}
	var told []string
	for _, s := range now {
		v, given := typed[s.Name]
		if v = strings.TrimSpace(text.Normal(v)); !given || v == "" && !s.Own || s.Own && v == strconv.Itoa(s.Value) {
			continue
		}
		if v != "" {
			n, err := strconv.Atoi(v)
			if err != nil || n < 1 || n > s.Most {
				return invalid(s.Name, "error.setting_number", s.Most)
			}
			v = strconv.Itoa(n)
		}
		changed[s.Name] = v
		told = append(told, s.Name+"="+v)
	}
	if len(changed) == 0 {
		return nil
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		for name, v := range changed {
			if err := tx.PutSetting(ctx, name, v, t.Now()); err != nil {
				return fmt.Errorf("setting %s: %w", name, err)
			}
		}
		return tx.Audit(ctx, t.audit(a, incident.DeskSettings, "settings", "", strings.Join(told, " ")))
	})
}

// AnswerBy is the day proposed for answers to questions asked now.
func (t *Triage) AnswerBy(ctx context.Context, a incident.Actor) (time.Time, error) {
	if err := incident.Ask(a, incident.ReportReply); err != nil {
		return time.Time{}, err
	}
	days, err := t.number(ctx, SettingAnswerDays)
	return t.Now().AddDate(0, 0, days), err
}

// number reads one of the settings.
func (t *Triage) number(ctx context.Context, name string) (int, error) {
	s := settings[slices.IndexFunc(settings, func(s Setting) bool { return s.Name == name })]
	err := t.fill(ctx, &s)
	return s.Value, err
}

func (t *Triage) fill(ctx context.Context, s *Setting) error {
	body, err := t.Store.Setting(ctx, s.Name)
	if err != nil {
		return fmt.Errorf("setting %s: %w", s.Name, err)
	}
	s.Value = s.Standing
	if n, err := strconv.Atoi(body); err == nil && n > 0 {
		s.Value, s.Own = n, true
	}
	return nil
}
