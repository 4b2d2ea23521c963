package triage_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/intake"
)

// Versions are compared field by field: what changed, on whose word, and no name of any version.
func TestVersions(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		k := d.filedWith(url.Values{"noticed": {"files_locked"}, "story": {"株式会社鈴鹿原シールの鷹野橋です。開けません。"}, "reporter_org": {"株式会社鈴鹿原シール"}, "reporter_name": {"鷹野橋 郁子"},
			"virus_machines": {"3"}, "virus_machines.state": {"estimated"}})
		d.must(func() error {
			_, err := d.intake.AmendFor(ctx, hana, "電話で聞いた内容を写す", intake.Amendment{Key: intake.Key{Number: k.Number}, Source: "phone", SourceAt: d.now,
				Answers: d.form.ReadValues(url.Values{"virus_machines": {"4"}, "story": {"桐ヶ谷が後で見て、鷹野橋に知らせました。"}, "reporter_name": {"桐ヶ谷 透"}}, d.now).Answers})
			return err
		}())
		_, err := d.intake.AmendFor(ctx, hana, "電話で聞いた内容を写す", intake.Amendment{Key: intake.Key{Number: k.Number}, Source: "pigeon"})
		refused(t, err, incident.Invalid, "error.word_source")
		list, err := d.Versions(ctx, hana, k.Number)
		d.must(err)
		if len(list) != 2 || len(list[0].Changes) != 0 || list[1].Source != "phone" || list[1].Who != "staff:hana" || !list[1].SourceAt.Equal(d.now) {
			t.Fatalf("%+v", list)
		}
		all := fmt.Sprintf("%+v", list)
		for _, name := range []string{"鷹野橋", "桐ヶ谷", "鈴鹿原"} {
			if strings.Contains(all, name) {
				t.Errorf("%s shows", name)
			}
		}
		seen := map[string]bool{}
		for _, c := range list[1].Changes {
			seen[c.Label.EN] = true
			if c.Old.Question == "virus_machines" && (c.Old.State != incident.Estimated || c.Old.Number != 3 || c.New.State != incident.KnownYes || c.New.Number != 4) {
				t.Errorf("%+v", c)
			}
			if c.Old.Question == "story" && (!strings.Contains(c.Old.Words, "開けません") || !strings.Contains(c.New.Words, "知らせました")) {
				t.Errorf("%+v", c)
			}
		}
		if len(list[1].Changes) != 3 {
			t.Errorf("changed: %v", seen)
		}
	})
}
