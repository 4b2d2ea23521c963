package triage_test

import (
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// A reviewer comments on words of the text; the writer edits, answers and settles; another opens it again. Each leaves an audit row without a word of it.
func TestComments(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number, _ := d.readyCase(nil)
		add := func(a incident.Actor, s triage.CommentStart) error { return d.AddComment(ctx, a, number, s) }
		refused(t, add(hana, triage.CommentStart{Place: "summary.ja", Body: "x"}), incident.Forbidden, "error.forbidden")
		refused(t, add(satoe, triage.CommentStart{Place: "summary.ja", Body: "  "}), incident.Invalid, "error.comment_empty")
		refused(t, add(satoe, triage.CommentStart{Place: "summary.ja", Body: strings.Repeat("長", 2001)}), incident.Invalid, "error.comment_long")
		refused(t, add(satoe, triage.CommentStart{Place: "summary.ja", Body: "x", Quote: strings.Repeat("長", 301)}), incident.Invalid, "error.quote_long")
		refused(t, add(satoe, triage.CommentStart{Place: "chapter.cause.ja", Body: "x"}), incident.Invalid, "error.comment_place")
		refused(t, add(satoe, triage.CommentStart{Place: "summary.ja", Body: "x", Quote: "ない言葉"}), incident.Invalid, "error.quote_gone")
		refused(t, d.AddComment(ctx, satoe, "1999-0001", triage.CommentStart{Place: "summary.ja", Body: "x"}), incident.NotFound, "error.case_unknown")
		d.must(add(satoe, triage.CommentStart{Place: "summary.ja", Quote: "暗号化された", Body: "どのファイルですか。"}))
		d.must(add(satoe, triage.CommentStart{Place: "summary.en", Body: "Whole text."}))
		list := d.caseView(number).Comments
		if len(list) != 2 || list[0].Who != "satoe" || list[0].Quoted.Text != "暗号化された" || list[0].Detached || !list[0].Open() || list[0].Revision != 1 || !list[1].Quoted.Empty() {
			t.Fatalf("%+v", list)
		}
		edited := good
		edited.Summary.JA = strings.Replace(good.Summary.JA, "暗号化された", "開けなくなった", 1)
		_, err := d.SaveDraft(ctx, bun, number, edited)
		d.must(err)
		if c := d.caseView(number).Comments[0]; !c.Detached || c.Quote != "暗号化された" {
			t.Errorf("the words are gone, yet %+v", c)
		}
		id := list[0].ID
		d.must(d.SettleComment(ctx, bun, number, id, false, "書き改めました。"))
		refused(t, d.SettleComment(ctx, bun, number, id, false, ""), incident.Conflict, "error.comment_settled")
		refused(t, d.SettleComment(ctx, bun, "2020-0099", id, true, ""), incident.NotFound, "error.case_unknown")
		if c := d.caseView(number).Comments[0]; c.Open() || c.ResolvedBy != "bun" || c.Answer != "書き改めました。" {
			t.Errorf("settled: %+v", c)
		}
		d.must(d.SettleComment(ctx, satoe, number, id, true, ""))
		if c := d.caseView(number).Comments[0]; !c.Open() || c.Answer != "" || !c.ResolvedAt.IsZero() {
			t.Errorf("opened again: %+v", c)
		}
		rows, err := d.Store.ListAudit(ctx, store.AuditFilter{Object: "case:" + number, Action: string(incident.CaseComment), Limit: 10})
		d.must(err)
		if len(rows) != 4 {
			t.Errorf("%d audit rows, want 4", len(rows))
		}
		for _, r := range rows {
			if strings.Contains(r.Detail+r.Reason, "ファイル") {
				t.Errorf("the audit log repeats a comment: %+v", r)
			}
		}
	})
}

// What is typed is checked before it is saved: the stored text stays, the quick check opens nothing, the whole one finds who is named.
func TestLintDraft(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number, _ := d.readyCase(nil)
		d.findings(number) // what the stored text needs opened is opened here
		typed := good
		typed.Summary.JA = "届出者（企業）の鈴鹿原シールで、当社のファイルが暗号化されました。弱いパスワードから侵入されたと推測される。"
		before, err := d.Store.ListAudit(ctx, store.AuditFilter{Limit: 1000})
		d.must(err)
		list, err := d.LintDraft(ctx, bun, number, typed, true)
		d.must(err)
		after, err := d.Store.ListAudit(ctx, store.AuditFilter{Limit: 1000})
		d.must(err)
		if len(after) != len(before) {
			t.Errorf("the quick check left %d audit rows", len(after)-len(before))
		}
		keys := map[string]string{}
		for _, f := range list {
			keys[f.Key] = f.Quoted.Text
		}
		if keys["lint.own_voice"] != "当社" || keys["lint.polite"] != "ました。" {
			t.Errorf("quick: %v", keys)
		}
		if _, ok := keys["lint.identifies"]; ok {
			t.Error("the quick check looked for names")
		}
		list, err = d.LintDraft(ctx, bun, number, typed, false)
		d.must(err)
		named := false
		for _, f := range list {
			named = named || f.Key == "lint.identifies" && strings.Contains(f.Quoted.Text, "鈴鹿原")
		}
		if !named {
			t.Errorf("the whole check found no name: %+v", list)
		}
		if v := d.caseView(number); v.Revisions[0].Summary != good.Summary || len(v.Revisions) != 1 {
			t.Error("a check changed the text")
		}
		_, err = d.LintDraft(ctx, hana, number, typed, true)
		refused(t, err, incident.Forbidden, "error.forbidden")
	})
}

func TestCompareRevisions(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number, _ := d.readyCase(nil)
		d.must(d.Submit(ctx, bun, number))
		d.must(d.Approve(ctx, satoe, number, 1, ""))
		edited := good
		edited.Summary.JA = strings.Replace(good.Summary.JA, "共有している", "社内で共有する", 1)
		_, err := d.SaveDraft(ctx, bun, number, edited)
		d.must(err)
		c, err := d.Compare(ctx, bun, number, 1, 2)
		d.must(err)
		if len(c.Places) != 1 || c.Places[0].Where != "summary.ja" || c.Same != 1 || c.Places[0].Added == 0 || c.Places[0].Removed == 0 {
			t.Errorf("%+v", c)
		}
		_, err = d.Compare(ctx, bun, number, 1, 3)
		refused(t, err, incident.NotFound, "error.revision_none")
		_, err = d.Compare(ctx, bun, "2020-0099", 1, 2)
		refused(t, err, incident.NotFound, "error.case_unknown")
		found := false
		for _, f := range d.findings(number) {
			found = found || f.Key == "lint.english_behind" && f.Where == "summary.en"
		}
		if !found {
			t.Error("the English stayed behind, and nothing says so")
		}
	})
}
