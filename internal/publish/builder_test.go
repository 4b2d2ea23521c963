package publish

import (
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
)

// change saves the edition's texts after one change.
func (d *desk) change(change func(t *incident.EditionTexts)) {
	d.t.Helper()
	e, err := d.st.FindEdition(ctx, "2020H1")
	d.must(err)
	change(&e.Texts)
	d.must(d.Save(ctx, publisher, e, d.now))
}

// fields are the places an error's parts belong to, with their keys.
func fields(list incident.Errors) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.Key+" "+e.Field)
	}
	return out
}

// Bad input is told together before a build, each with the place where it is mended.
func TestBadInputTogether(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		none := d.add(1, func(h *happening) { h.one.Category = "" })
		bare := d.add(2, func(h *happening) { h.revision.Chapter = &incident.Chapter{Title: incident.Text{JA: "章"}} })
		foreign := d.add(3, func(h *happening) { h.one.Category = "ransom" })
		long := d.add(4, func(h *happening) {
			h.revision.Summary.JA = strings.Repeat("届出者（企業）の端末で異常が見つかった。\n", 40)
		})
		large := d.add(5, func(h *happening) {
			f := incidenttest.Flow()
			f.Outcome.JA = strings.Repeat("大", 10<<20) // 30 MB of picture
			h.revision.Chapter = &incident.Chapter{Title: incident.Text{JA: "章"}, Figures: []incident.Figure{f}}
		})
		pasted := d.add(6, func(h *happening) {
			h.revision.Summary.JA = "届出者（企業）の画面 data:image/png;base64,iVBORw0KGgo"
		})
		one, two := d.add(7, nil), d.add(8, nil)
		d.edition(none, bare, foreign, long, large, pasted)
		d.must(d.Choose(ctx, publisher, "2020H1", []incident.Item{{Case: one, Chosen: true, Position: 3}, {Case: two, Chosen: true, Position: 3}}, d.now))
		d.change(func(t *incident.EditionTexts) {
			t.Request.JA = "{standing:request}{standing:nowhere}｛cases｝"
			t.Overall[0].Body.EN = "In {cases} cases of {accepted"
			t.Introduction.JA += "[^lost]"
			t.Remainder.JA = "株式会社鷺沼紙器から寄せられた。" // a party of the reports
			t.ByCategory["virus"] = []incident.KeyPoint{{Body: incident.Text{JA: "のちに観測した。"}, Observed: &incident.Observation{On: "先月"}}}
			t.Footnotes = append(t.Footnotes, t.Footnotes[0])
		})
		list, err := d.Lint(ctx, publisher, "2020H1")
		d.must(err)
		got := fields(list)
		for _, want := range []string{
			"publish.error.no_category case-" + none, "publish.error.no_figure case-" + bare, "publish.error.category case-" + foreign, "publish.error.summary_long case-" + long,
			"publish.error.figure_large case-" + large, "publish.error.embedded case-" + pasted, "publish.error.same_place case-" + two,
			"publish.error.placeholder request.ja", "publish.error.placeholder overall.0.body.en", "publish.error.note_unknown introduction.ja", "publish.error.note_twice note.2.id",
			"publish.error.observed_on category.virus.0.observed", "publish.error.observed_source category.virus.0.source.ja", "publish.error.named remainder.ja",
		} {
			if !slices.Contains(got, want) {
				t.Errorf("%s is not among\n%s", want, strings.Join(got, "\n"))
			}
		}
		if n := len(slices.DeleteFunc(slices.Clone(got), func(s string) bool { return s != "publish.error.placeholder request.ja" })); n != 2 {
			t.Errorf("%d placeholders in the request, want 2", n)
		}
		if frozen := d.Freeze(ctx, publisher, "2020H1", d.now); len(keys(frozen)) != len(list) {
			t.Errorf("the freeze tells of %d, the lint of %d", len(keys(frozen)), len(list))
		}
		v, err := d.Find(ctx, publisher, "2020H1")
		d.must(err)
		if v.State != incident.InWork {
			t.Error("frozen all the same")
		}
	})
}

// The rule is stored, decides what nobody decided by hand, and decides anew when it changes.
func TestRule(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		virus, web := d.add(1, nil), d.add(2, func(h *happening) { h.one.Category = "web_server" })
		byHand := d.add(3, func(h *happening) { h.one.Category = "other" })
		stale := d.add(4, func(h *happening) { h.one.Hold = "未修正" })
		d.edition()
		d.must(d.Choose(ctx, publisher, "2020H1", []incident.Item{{Case: byHand, Chosen: true}}, d.now))
		chosen, left, err := d.Apply(ctx, publisher, "2020H1", incident.ContentRule{Categories: []string{"virus"}, Damage: incident.WithDamage}, d.now)
		d.must(err)
		if chosen != 1 || left != 1 {
			t.Errorf("chose %d and left %d, want 1 and 1", chosen, left)
		}
		state := func() map[string]string {
			v, err := d.Find(ctx, publisher, "2020H1")
			d.must(err)
			if v.Rule.Damage != incident.WithDamage {
				t.Errorf("the rule stored is %+v", v.Rule)
			}
			out := map[string]string{}
			for _, c := range v.Candidates {
				switch {
				case c.Chosen:
					out[c.Case.Number] = "+" + c.Reason
				case c.Decided:
					out[c.Case.Number] = "-" + c.Reason
				}
			}
			return out
		}
		if got := state(); got[virus] != "+rule" || got[web] != "-rule:category" || got[byHand] != "+" || got[stale] != "" {
			t.Errorf("%v", got)
		}
		_, _, err = d.Apply(ctx, publisher, "2020H1", incident.ContentRule{Categories: []string{"web_server"}, Damage: incident.WithDamage}, d.now)
		d.must(err)
		if got := state(); got[virus] != "-rule:category" || got[web] != "+rule" || got[byHand] != "+" {
			t.Errorf("%v", got)
		}
		_, _, err = d.Apply(ctx, publisher, "2020H1", incident.ContentRule{Categories: []string{"ransom"}, Theme: "nothing"}, d.now)
		if got := keys(err); !slices.Equal(got, []string{"publish.error.rule_category", "publish.error.theme_unknown"}) {
			t.Errorf("%v", got)
		}
	})
}

// A place given by hand goes before the date; themes are counted, standing texts and counts are filled in, the calendar tells what is next.
func TestBuilt(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		early, late := d.add(1, nil), d.add(2, nil)
		d.edition(early)
		d.must(d.Choose(ctx, publisher, "2020H1", []incident.Item{{Case: late, Chosen: true, Position: 1}}, d.now))
		d.must(d.SaveTheme(ctx, publisher, incident.Theme{Code: "emotet", Label: incident.Text{JA: "Emotet"}, Facts: []string{"cause:unknown"}}, d.now))
		d.must(d.SaveTheme(ctx, publisher, incident.Theme{Code: "mfa", Label: incident.Text{JA: "多要素認証"}, Facts: []string{"response:mfa"}}, d.now))
		d.must(d.PutThemes(ctx, publisher, map[string][]string{early: {"mfa", "emotet"}, late: {"emotet"}}, d.now))
		if got := keys(d.PutThemes(ctx, publisher, map[string][]string{early: {"unheard"}}, d.now)); !slices.Equal(got, []string{"publish.error.theme_unknown"}) {
			t.Errorf("%v", got)
		}
		d.must(d.SaveStanding(ctx, publisher, incident.StandingText{Name: "request", Title: incident.Text{JA: "お願い"}, Body: incident.Text{JA: "初めの文"}}, d.now))
		d.must(d.SaveStanding(ctx, publisher, incident.StandingText{Name: "request", Title: incident.Text{JA: "お願い"}, Body: incident.Text{JA: "{cases}件のあとの文"}}, d.now))
		d.must(d.Plan(ctx, publisher, incident.PlannedEdition{ID: "2020H2", Kind: "cases", Title: incident.Text{JA: "次の号"}, Day: time.Date(2021, 2, 1, 0, 0, 0, 0, time.UTC), Public: true}, d.now))
		d.must(d.Plan(ctx, publisher, incident.PlannedEdition{ID: "2019S", Kind: "statistics", Title: incident.Text{JA: "過ぎた"}, Day: time.Date(2020, 2, 1, 0, 0, 0, 0, time.UTC), Public: true}, d.now))
		d.change(func(t *incident.EditionTexts) {
			t.Request.JA, t.Next.JA = "{standing:request}", "{standing:next}{theme:emotet}"
			t.Overall = append(t.Overall, incident.KeyPoint{Body: incident.Text{JA: "その後も観測した。"}, Observed: &incident.Observation{On: "2020-08", Source: incident.Text{JA: "窓口の記録"}}})
		})
		d.must(d.Freeze(ctx, publisher, "2020H1", d.now))
		c := d.frozen()
		if c.Cases[0].Number != late || c.Texts.Request.JA != "2件のあとの文" || c.Texts.Next.JA != "次は「次の号」を2021年2月に公開する予定である。2" {
			t.Errorf("first %s, request %q, next %q", c.Cases[0].Number, c.Texts.Request.JA, c.Texts.Next.JA)
		}
		if len(c.Themes) != 2 || c.Themes[0].Code != "emotet" || c.Themes[0].Count != 2 || c.Themes[1].Count != 1 || !slices.Equal(c.Cases[1].Themes, []string{"emotet", "mfa"}) {
			t.Errorf("themes %+v, %v", c.Themes, c.Cases[1].Themes)
		}
		if len(c.Planned) != 1 || c.Planned[0].ID != "2020H2" || c.Planned[0].On != "2021-02" || c.Comparison != nil {
			t.Errorf("planned %+v, comparison %v", c.Planned, c.Comparison)
		}
		list, err := d.StandingTexts(ctx, publisher)
		d.must(err)
		if s := list[0]; s.Name != "request" || s.Version != 2 || len(s.Versions) != 2 || s.Versions[0].Version != 1 || s.Versions[1].Version != 0 {
			t.Errorf("%+v", list[0])
		}
		got := keys(d.SaveStanding(ctx, publisher, incident.StandingText{Name: "Request", Body: incident.Text{JA: "{count:virus} {cases"}}, d.now))
		if !slices.Equal(got, []string{"publish.error.placeholder", "publish.error.placeholder", "publish.error.standing_name", "publish.error.standing_empty"}) {
			t.Errorf("%v", got)
		}
		d.must(d.Build(ctx, publisher, "2020H1", d.now, Options{WithoutPDF: true}))
		r, err := d.Check(ctx, publisher, "2020H1", d.now)
		d.must(err)
		if !r.Passed {
			t.Errorf("%+v", r.Found)
		}
	})
}

// The draft shows an edition in work as it stands, marked, and stores nothing.
func TestDraft(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil), d.add(2, func(h *happening) { h.revision.State = incident.Submitted }))
		d.change(func(t *incident.EditionTexts) { t.Remainder.JA = "{nobody}" })
		page, err := d.Draft(ctx, publisher, "2020H1", "index.html", d.now)
		d.must(err)
		for _, want := range []string{"［案］届出事例集", "{nobody}", "端末1台"} {
			if !strings.Contains(string(page), want) {
				t.Errorf("the draft lacks %s", want)
			}
		}
		if strings.Contains(string(page), "端末2台") {
			t.Error("a text nobody approved is in the draft")
		}
		if _, err := d.Draft(ctx, publisher, "2020H1", "nowhere.html", d.now); !slices.Equal(keys(err), []string{"error.page_not_found"}) {
			t.Errorf("%v", keys(err))
		}
		if got := keys(d.Freeze(ctx, publisher, "2020H1", d.now)); !slices.Contains(got, "publish.error.not_approved") {
			t.Errorf("%v", got)
		}
	})
}

// The second edition stands beside the first through the crosswalk, and the series breaks where the schemes differ.
func TestSecondEdition(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		ransom := d.add(1, func(h *happening) {
			h.facts = append(h.facts, incident.Fact{Dimension: incident.DimMalware, Code: "ransomware", Polarity: incident.Present, Certainty: incident.Presumed, Source: incident.FromReporter, Coded: true, Version: 1})
		})
		d.edition(ransom, d.add(2, nil), d.add(3, func(h *happening) { h.one.Category = "mail_account" }))
		if r := d.ready(Options{WithoutPDF: true}); !r.Passed {
			t.Fatalf("%+v", r.Found)
		}
		d.must(d.Release(ctx, publisher, "2020H1", d.now))
		d.now = d.now.AddDate(0, 7, 0)
		later := func(n int, scheme, category string) string {
			return d.add(n, func(h *happening) {
				h.report.Received = time.Date(2020, 9, n, 1, 0, 0, 0, time.UTC)
				h.report.AcceptedAt = h.report.Received.Add(time.Hour)
				h.one.Scheme, h.one.Category = scheme, category
			})
		}
		right, old := later(11, "2021H1", "ransom"), later(12, "2020H1", "password_list")
		texts := NewTexts()
		texts.Next.JA = "{standing:next}"
		d.must(d.Save(ctx, publisher, incident.Edition{ID: "2020H2", Title: incident.Text{JA: "届出事例集 2020年下半期"}, Scheme: "2021H1", From: time.Date(2020, 7, 1, 0, 0, 0, 0, time.UTC),
			To: time.Date(2020, 12, 31, 0, 0, 0, 0, time.UTC), DateRule: incident.ByWritten, Cutoff: time.Date(2021, 1, 31, 0, 0, 0, 0, time.UTC), Texts: texts}, d.now))
		d.must(d.Choose(ctx, publisher, "2020H2", []incident.Item{{Case: right, Chosen: true}, {Case: old, Chosen: true}}, d.now))
		v, err := d.Find(ctx, publisher, "2020H2")
		d.must(err)
		if len(v.Candidates) != 2 || !slices.Contains(fields(v.Problems), "publish.error.category case-"+old) {
			t.Errorf("%d candidates, %v", len(v.Candidates), fields(v.Problems))
		}
		for _, c := range v.Candidates {
			if c.Case.Number == old && (!slices.Equal(c.Proposed, []string{"credentials"}) || !c.Sure || c.Backwards) {
				t.Errorf("proposed %v, sure %t, backwards %t", c.Proposed, c.Sure, c.Backwards)
			}
		}
		// nothing is planned: {next} of a standing text stands for nothing
		if !slices.Contains(fields(v.Problems), "publish.error.placeholder next.ja") {
			t.Errorf("%v", fields(v.Problems))
		}
		d.must(d.Plan(ctx, publisher, incident.PlannedEdition{ID: "2021H1", Kind: "cases", Title: incident.Text{JA: "2021年上半期の号"}, Day: time.Date(2021, 8, 23, 0, 0, 0, 0, time.UTC), Exact: true, Public: true}, d.now))
		if got := keys(d.Recategorise(ctx, publisher, "2020H2", old, "password_list", d.now)); !slices.Equal(got, []string{"publish.error.category"}) {
			t.Errorf("%v", got)
		}
		d.must(d.Recategorise(ctx, publisher, "2020H2", old, "credentials", d.now))
		d.must(d.Freeze(ctx, publisher, "2020H2", d.now))
		c, err := collection(ctx, d.st.Reader, "2020H2")
		d.must(err)
		x := c.Comparison
		if x == nil || len(x.Editions) != 2 || x.Editions[0].ID != "2020H1" || !x.Editions[0].Break || x.Editions[1].Break || x.Editions[0].Note == nil {
			t.Fatalf("%+v", x)
		}
		got := map[string]incident.MappedCount{}
		for _, m := range x.Editions[0].Mapped {
			got[m.Code] = m
		}
		if got["virus"].Sure != 1 || got["ransom"].Presumed != 1 || got["ransom"].Sure != 0 || got["credentials"].Sure != 1 || x.Editions[0].Open != 0 {
			t.Errorf("%+v", x.Editions[0].Mapped)
		}
		if !strings.HasPrefix(c.Texts.Next.JA, "次は「2021年上半期の号」を2021年8月23日に") {
			t.Errorf("%q", c.Texts.Next.JA)
		}
		d.must(d.Build(ctx, publisher, "2020H2", d.now, Options{WithoutPDF: true}))
		r, err := d.Check(ctx, publisher, "2020H2", d.now)
		d.must(err)
		if !r.Passed {
			t.Fatalf("%+v", r.Found)
		}
		d.must(d.Release(ctx, publisher, "2020H2", d.now))
		page, err := d.st.FindCollection(ctx, "2020H2")
		d.must(err)
		if !strings.Contains(page, `"comparison"`) {
			t.Error("the released edition says nothing of the one before")
		}
	})
}

// Nobody without the right changes what the builder holds.
func TestBuilderRights(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.edition(d.add(1, nil))
		nobody := incident.Actor{Kind: incident.Staff, ID: 9, Login: "hana", Roles: []incident.Role{incident.Intake}}
		for name, call := range map[string]func() error{
			"SaveTheme":    func() error { return d.SaveTheme(ctx, nobody, incident.Theme{}, d.now) },
			"PutThemes":    func() error { return d.PutThemes(ctx, nobody, nil, d.now) },
			"SaveStanding": func() error { return d.SaveStanding(ctx, nobody, incident.StandingText{}, d.now) },
			"Plan":         func() error { return d.Plan(ctx, nobody, incident.PlannedEdition{}, d.now) },
			"Unplan":       func() error { return d.Unplan(ctx, nobody, "2020H1", d.now) },
			"Apply":        func() error { _, _, err := d.Apply(ctx, nobody, "2020H1", incident.ContentRule{}, d.now); return err },
			"Recategorise": func() error { return d.Recategorise(ctx, nobody, "2020H1", "2020-0001", "virus", d.now) },
			"Lint":         func() error { _, err := d.Lint(ctx, nobody, "2020H1"); return err },
		} {
			if got := keys(call()); !slices.Equal(got, []string{"error.forbidden"}) {
				t.Errorf("%s: %v", name, got)
			}
		}
	})
}
