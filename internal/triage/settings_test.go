package triage_test

import (
	"testing"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// The desk's numbers: each holds at once and goes back to the standing value; a wrong one changes nothing, and no change writes nothing.
func TestSettings(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		value := func(name string) triage.Setting {
			list, err := d.Settings(ctx, kan)
			d.must(err)
			for _, s := range list {
				if s.Name == name {
					return s
				}
			}
			t.Fatalf("no setting %s", name)
			return triage.Setting{}
		}
		rows := func() int {
			list, err := d.st.ListAudit(ctx, store.AuditFilter{Object: "settings", Limit: 10})
			d.must(err)
			return len(list)
		}
		if s := value(triage.SettingAnswerDays); s.Value != 14 || s.Own {
			t.Errorf("%+v", s)
		}
		for _, bad := range []string{"0", "-3", "366", "一", "1.5", "9999999999999999999999"} {
			err := d.PutSettings(ctx, kan, map[string]string{triage.SettingReplyDays: "7", triage.SettingAnswerDays: bad})
			refused(t, err, incident.Invalid, "error.setting_number")
		}
		if s := value(triage.SettingReplyDays); s.Own || rows() != 0 {
			t.Errorf("a wrong number beside it, and yet %+v", s)
		}
		d.must(d.PutSettings(ctx, kan, map[string]string{triage.SettingAnswerDays: "２１", triage.SettingReplyDays: "", "demo": "0"}))
		if s := value(triage.SettingAnswerDays); s.Value != 21 || !s.Own {
			t.Errorf("%+v", s)
		}
		if mark, err := d.st.Setting(ctx, "demo"); err != nil || mark == "0" {
			t.Errorf("another setting was written: %q %v", mark, err)
		}
		n := d.masked(d.file(nil))
		_, err := d.AskBack(ctx, hana, n, triage.Questionnaire{Questions: []string{"story"}})
		d.must(err)
		v, err := d.FindReport(ctx, hana, n)
		d.must(err)
		if days := v.Asks[0].Due.Sub(d.now).Hours() / 24; days != 21 {
			t.Errorf("asked with %v days to answer", days)
		}
		d.must(d.PutSettings(ctx, kan, map[string]string{triage.SettingAnswerDays: "21"}))
		d.must(d.PutSettings(ctx, kan, map[string]string{triage.SettingAnswerDays: " "}))
		if s := value(triage.SettingAnswerDays); s.Value != 14 || s.Own || rows() != 2 {
			t.Errorf("%+v, %d audit rows", s, rows())
		}
	})
}
