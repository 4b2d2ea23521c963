package triage_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/notify"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// other files a report of somebody else on the same happening.
func (d *desk) other() intake.Key {
	return d.fileKey(url.Values{"relation": {"victim"}, "reporter_org": {"養老製函株式会社"}, "reporter_name": {"雨晴 志津"}, "victim_org": nil,
		"story": {"養老製函の雨晴です。経理の共有フォルダにある見積書が開けなくなり、英語の脅迫文が残されていました。"}})
}

func (d *desk) showings(number string) triage.Showings {
	d.t.Helper()
	v, err := d.CaseShowings(ctx, bun, number)
	d.must(err)
	return v
}

// show shows all that is ticked to a reporter.
func (d *desk) show(number, report string) int64 {
	d.t.Helper()
	v := d.showings(number)
	i := slices.IndexFunc(v.Reports, func(r triage.ReportShowings) bool { return r.Report.Number == report })
	x := triage.ShowDraft{Report: report, Revision: v.Revision, Due: d.now.AddDate(0, 0, 7)}
	for _, l := range v.Reports[i].Sentences {
		if l.Ticked {
			x.Sentences = append(x.Sentences, l.Body)
		}
	}
	for _, l := range v.Reports[i].Facts {
		if l.Ticked {
			x.Facts = append(x.Facts, l.Body)
		}
	}
	found, _, err := d.Show(ctx, bun, number, x)
	if err != nil || len(found) > 0 {
		d.t.Fatal(err, found)
	}
	return d.showings(number).Reports[i].Past[0].ID
}

// The whole exchange on a case of one report: shown, objected to, answered, changed, shown again, agreed to; every step in the audit log.
func TestReportersLook(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		k := d.fileKey(nil)
		n := d.draftOf(k.Number)
		v := d.showings(n)
		if len(v.Reports) != 1 || len(v.Reports[0].Sentences) != 1 || !v.Reports[0].Sentences[0].Ticked || len(v.Reports[0].Facts) != 1 || !strings.Contains(v.Reports[0].Facts[0].Body, "暗号化") {
			t.Fatalf("%+v", v.Reports)
		}
		id := d.show(n, k.Number)
		seen, err := d.intake.Find(ctx, k.Number, k.Code, k.Source)
		if err != nil || len(seen.Showings) != 1 {
			t.Fatalf("%v %+v", err, seen.Showings)
		}
		own, err := d.intake.Showing(ctx, k, id)
		if err != nil || !own.May() || len(own.Parts) != 2 || own.Parts[0].Body != "届出者（企業）の共有しているファイルが暗号化された。" || own.Parts[1].Kind != incident.PartFact {
			t.Fatalf("%v %+v", err, own)
		}
		say := func(a intake.ShowingAnswer) error { return d.intake.AnswerShowing(ctx, k, id, a) }
		refused(t, say(intake.ShowingAnswer{}), incident.Invalid, "error.showing_nothing")
		refused(t, say(intake.ShowingAnswer{Agree: true, Object: map[int]string{1: "x"}}), incident.Invalid, "error.showing_both")
		refused(t, say(intake.ShowingAnswer{Object: map[int]string{9: "x"}}), incident.Invalid, "error.showing_nothing")
		if err := say(intake.ShowingAnswer{Object: map[int]string{2: " "}}); err == nil || !strings.Contains(err.Error(), "error.showing_fact") {
			t.Errorf("a correction without words: %v", err)
		}
		d.must(say(intake.ShowingAnswer{Agree: true}))
		d.must(say(intake.ShowingAnswer{Object: map[int]string{1: "", 2: "鷹野橋です。暗号化ではなく削除でした。"}})) // changed until the date
		refused(t, say(intake.ShowingAnswer{Agree: true}), incident.Conflict, "error.showing_answered")
		d.masked(k.Number)
		past := d.showings(n).Reports[0].Past[0]
		if past.State != incident.ShowingObjected || past.Open() != 2 || strings.Contains(past.Words[2], "鷹野橋") || !strings.Contains(past.Words[2], "削除でした") {
			t.Fatalf("%+v", past)
		}
		if view, _ := d.FindReport(ctx, bun, k.Number); len(view.Messages) != 0 {
			t.Errorf("what was said of the draft stands among the messages: %+v", view.Messages)
		}
		refused(t, d.Submit(ctx, bun, n), incident.Conflict, "error.lint_blocks")
		refused(t, d.ReplyToObjection(ctx, bun, n, id, 1, " "), incident.Invalid, "error.reply_empty")
		refused(t, d.ReplyToObjection(ctx, bun, "2020-0999", id, 1, "x"), incident.NotFound, "error.showing_gone")
		d.must(d.ReplyToObjection(ctx, bun, n, id, 1, "「一部の」を加えます。"))
		refused(t, d.ReplyToObjection(ctx, bun, n, id, 1, "もう一度"), incident.Conflict, "error.showing_replied")
		if d.showings(n).Reports[0].Past[0].State != incident.ShowingObjected {
			t.Error("settled with an objection open")
		}
		d.must(d.ReplyToObjection(ctx, bun, n, id, 2, "直しました。"))
		if own, err = d.intake.Showing(ctx, k, id); err != nil || own.State != incident.ShowingSettled || own.May() || own.Replies[2] != "直しました。" || own.Words[2] != "鷹野橋です。暗号化ではなく削除でした。" {
			t.Errorf("%v %+v", err, own)
		}
		_, err = d.SaveDraft(ctx, bun, n, triage.Draft{Category: "virus", Summary: incident.Text{JA: "届出者（企業）の一部のファイルが暗号化された。", EN: "Some files of the reporter (a company) were encrypted."}})
		d.must(err)
		d.must(d.Submit(ctx, bun, n))
		again := d.show(n, k.Number)
		if _, err := d.intake.Showing(ctx, k, id); err == nil {
			t.Error("the earlier draft is still shown")
		}
		d.must(d.intake.AnswerShowing(ctx, k, again, intake.ShowingAnswer{Agree: true}))
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Object: "case:" + n, Action: string(incident.CaseShow), Limit: 20})
		d.must(err)
		if len(rows) != 4 || len(d.audit(k.Number, "showing.agreed")) != 2 || len(d.audit(k.Number, "showing.objected")) != 1 {
			t.Errorf("audit: %d of staff, %d and %d of the reporter", len(rows), len(d.audit(k.Number, "showing.agreed")), len(d.audit(k.Number, "showing.objected")))
		}
		for _, r := range rows {
			if strings.Contains(r.Detail+r.Reason, "暗号化") || strings.Contains(r.Detail+r.Reason, k.Code) {
				t.Errorf("audit row %+v", r)
			}
		}
	})
}

// After the date nothing is answered; what was taken back is gone; a draft that is not the newest is not shown.
func TestLookOver(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		k := d.fileKey(nil)
		n := d.draftOf(k.Number)
		id := d.show(n, k.Number)
		d.now = d.now.AddDate(0, 0, 8)
		refused(t, d.intake.AnswerShowing(ctx, k, id, intake.ShowingAnswer{Agree: true}), incident.Conflict, "error.showing_over")
		if own, err := d.intake.Showing(ctx, k, id); err != nil || own.May() || !own.Over {
			t.Errorf("%v %+v", err, own)
		}
		if !d.showings(n).Reports[0].Past[0].Over {
			t.Error("staff do not see that the date passed")
		}
		d.must(d.CloseShowing(ctx, bun, n, id))
		refused(t, d.CloseShowing(ctx, bun, n, id), incident.Conflict, "error.showing_move")
		if _, err := d.intake.Showing(ctx, k, id); err == nil {
			t.Error("it is still shown")
		}
		one := triage.ShowDraft{Report: k.Number, Revision: 1, Sentences: []string{"届出者（企業）の共有しているファイルが暗号化された。"}, Due: d.now.AddDate(0, 0, 1)}
		for key, bad := range map[string]func(*triage.ShowDraft){
			"error.showing_stale":  func(x *triage.ShowDraft) { x.Revision = 2 },
			"error.showing_empty":  func(x *triage.ShowDraft) { x.Sentences = nil },
			"error.ask_due":        func(x *triage.ShowDraft) { x.Due = d.now.AddDate(0, 0, -1) },
			"error.report_unknown": func(x *triage.ShowDraft) { x.Report = "T-2020-000099-X" },
		} {
			x := one
			bad(&x)
			if _, _, err := d.Show(ctx, bun, n, x); err == nil || !strings.Contains(err.Error(), key) {
				t.Errorf("%s: %v", key, err)
			}
		}
		one.Sentences = []string{"誰かが書き足した文。"} // not a sentence of the draft
		if _, _, err := d.Show(ctx, bun, n, one); err == nil || !strings.Contains(err.Error(), "error.showing_stale") {
			t.Errorf("a sentence that is not in the draft: %v", err)
		}
	})
}

// Of a case from two reports nothing is shown that is not ticked, no fact of the other report, and nothing that names the other's parties or holds its words;
// neither reporter reaches what is shown to the other.
func TestLookOfTwo(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		mine, theirs := d.fileKey(url.Values{"victim_org": nil, "story": {"鈴鹿原シールの鷹野橋です。保守先のファイルが開けません。"}}), d.other()
		n := d.draftOf(mine.Number)
		d.must(d.Accept(ctx, hana, []string{theirs.Number}, accepted))
		d.must(d.CodeFacts(ctx, bun, theirs.Number, []incident.Fact{{Dimension: incident.DimCause, Code: "weak_password", Polarity: incident.Present, Certainty: incident.Presumed, Source: incident.FromReporter}}))
		d.must(d.LinkReport(ctx, bun, n, theirs.Number))
		const safe, names, person, quotes = "届出者（企業）のファイルが暗号化された。", "養老製函でも同じ被害があった。", "雨晴氏が気づいた。", "経理の共有フォルダにある見積書が開けなくなり、英語の脅迫文が残されていた。"
		_, err := d.SaveDraft(ctx, bun, n, triage.Draft{Category: "virus", Summary: incident.Text{JA: safe + names + person + quotes}})
		d.must(err)
		v := d.showings(n)
		for _, r := range v.Reports {
			for _, l := range append(slices.Clone(r.Sentences), r.Facts...) {
				if l.Ticked {
					t.Errorf("ticked for %s without anybody's doing: %s", r.Report.Number, l.Body)
				}
			}
			if len(r.Facts) != 1 || strings.Contains(r.Facts[0].Body, "パスワード") != (r.Report.Number == theirs.Number) {
				t.Errorf("facts for %s: %+v", r.Report.Number, r.Facts)
			}
		}
		show := func(sentences ...string) []triage.Finding {
			found, _, err := d.Show(ctx, bun, n, triage.ShowDraft{Report: mine.Number, Revision: v.Revision, Sentences: sentences, Due: d.now.AddDate(0, 0, 7)})
			d.must(err)
			return found
		}
		for sentence, key := range map[string]string{names: "showing.names", person: "showing.names", quotes: "showing.quotes"} {
			found := show(safe, sentence)
			if len(found) == 0 || found[0].Key != key || !strings.Contains(d.Explain(incident.JA, found[0]), theirs.Number) {
				t.Errorf("%s: %+v", sentence, found)
			}
		}
		if len(d.showings(n).Reports[0].Past) != 0 {
			t.Fatal("something was shown after a hit")
		}
		if found := show(safe); len(found) > 0 {
			t.Fatalf("%+v", found)
		}
		id := d.showings(n).Reports[0].Past[0].ID
		own, err := d.intake.Showing(ctx, mine, id)
		if err != nil || len(own.Parts) != 1 || own.Parts[0].Body != safe {
			t.Errorf("%v %+v", err, own.Parts)
		}
		if _, err := d.intake.Showing(ctx, theirs, id); err == nil {
			t.Error("the other reporter sees it")
		}
		refused(t, d.intake.AnswerShowing(ctx, theirs, id, intake.ShowingAnswer{Agree: true}), incident.NotFound, "error.showing_gone")
		if seen, err := d.intake.Find(ctx, theirs.Number, theirs.Code, theirs.Source); err != nil || len(seen.Showings) != 0 {
			t.Errorf("%v %+v", err, seen.Showings)
		}
		d.now = d.now.Add(time.Hour)
		_, err = d.intake.Amend(ctx, intake.Amendment{Key: theirs, Answers: d.form.ReadValues(url.Values{"named_orgs": {"北浜電装"}}, d.now).Answers})
		d.must(err) // not masked yet: its parties are not all known
		if _, _, err := d.Show(ctx, bun, n, triage.ShowDraft{Report: mine.Number, Revision: v.Revision, Sentences: []string{safe}, Due: d.now.AddDate(0, 0, 7)}); err == nil || !strings.Contains(err.Error(), "error.showing_masking") {
			t.Errorf("shown while the other report is being masked: %v", err)
		}
		d.masked(theirs.Number)
		again := d.showings(n).Reports[0]
		ticked := 0
		for _, l := range again.Sentences {
			if l.Ticked {
				ticked++
				if l.Body != safe {
					t.Errorf("ticked: %s", l.Body)
				}
			}
		}
		if ticked != 1 {
			t.Errorf("%d sentences are proposed again", ticked)
		}
	})
}

// The mail says only that something waits: number and address of the portal, no word of the draft, no code; none where the reporter does not trust the mailbox.
func TestLookMail(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		texts, err := i18n.Load()
		d.must(err)
		d.Outbox = notify.New(notify.Config{Store: d.st, Texts: texts, Now: func() time.Time { return d.now }, Desk: func() incident.Text { return incident.Text{JA: "窓口", EN: "Desk"} }, Host: "mail.example", From: "desk@todoke.example"})
		d.Portal = "https://todoke.example/"
		for safe, want := range map[string]bool{"yes": true, "no": false} {
			k := d.fileKey(url.Values{"reporter_mail": {"takanohashi@suzukahara.example"}, "mail_safe": {safe}, "story": {"ファイルが開けません（" + safe + "）。"}})
			n := d.draftOf(k.Number)
			d.show(n, k.Number)
			list, err := d.st.ListWaitingLetters(ctx, "shown", 10)
			d.must(err)
			i := slices.IndexFunc(list, func(l store.WaitingLetter) bool { return l.Number == k.Number })
			if (i >= 0) != want {
				t.Fatalf("mailbox trusted: %s, mail: %t", safe, i >= 0)
			}
			if !want {
				continue
			}
			l, err := d.st.FindLetter(ctx, list[i].ID)
			d.must(err)
			if l.Kind != "shown" || len(l.Args) != 1 || l.Args[0] != d.Portal || l.Lang != incident.JA {
				t.Errorf("%+v", l)
			}
			for _, lang := range []incident.Lang{incident.JA, incident.EN} {
				mail := texts.T(lang, "mail.shown.subject", l.Number) + texts.T(lang, "mail.shown.body", l.Number, d.Portal)
				for _, word := range []string{"下書き", "事例", "draft", "case", k.Code} {
					if strings.Contains(mail, word) {
						t.Errorf("the mail says %q", word)
					}
				}
			}
		}
	})
}
