package triage_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// fileKey files a report of a contractor that names its client as the victim, and gives the way back to it.
func (d *desk) fileKey(more url.Values) intake.Key {
	d.t.Helper()
	v := url.Values{"noticed": {"files_locked"}, "story": {"鈴鹿原シールの鷹野橋です。お客様の養老製函でファイルが開けません。"}, "relation": {"contractor"},
		"reporter_org": {"株式会社鈴鹿原シール"}, "reporter_name": {"鷹野橋 郁子"}, "victim_org": {"養老製函株式会社"}, "org_kind": {"company"}, "consent": {"case"}}
	for k, x := range more {
		v[k] = x
	}
	r, err := d.intake.Receive(ctx, intake.Submission{Form: "door", Lang: incident.JA, Channel: incident.Web, Answers: d.form.ReadValues(v, d.now).Answers})
	d.must(err)
	d.masked(r.Number)
	return intake.Key{Number: r.Number, Code: r.Code, Source: "192.0.2.1"}
}

func (d *desk) consents(number string) []incident.PartyConsent {
	d.t.Helper()
	list, err := d.st.Consents(ctx, d.report(number).ID)
	d.must(err)
	return list
}

// draft makes a case of a report with an approvable text.
func (d *desk) draftOf(number string) string {
	d.t.Helper()
	d.must(d.Accept(ctx, hana, []string{number}, accepted))
	d.must(d.CodeFacts(ctx, bun, number, []incident.Fact{{Dimension: incident.DimDamage, Code: "file_encryption", Polarity: incident.Present, Certainty: incident.Confirmed, Source: incident.FromReporter}}))
	n, err := d.NewCase(ctx, bun, triage.CaseStart{Reports: []string{number}, Scheme: "2020H1", Category: "virus"})
	d.must(err)
	_, err = d.SaveDraft(ctx, bun, n, triage.Draft{Category: "virus", Summary: incident.Text{JA: "届出者（企業）の共有しているファイルが暗号化された。", EN: "Shared files of the reporter (a company) were encrypted."}})
	d.must(err)
	return n
}

// The form's answer is the first line of the history; a word said later counts, an answer that only stands there from before does not; a contractor's consent is
// not the victim's.
func TestConsentHistory(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		k := d.fileKey(nil)
		list := d.consents(k.Number)
		if len(list) != 2 || list[0].Says[incident.UseCase] != incident.Agreed || len(list[0].Lines) != 1 || list[1].Role != incident.RoleVictim || list[1].Says[incident.UseCase] != incident.Unsaid {
			t.Fatalf("%+v", list)
		}
		if l := list[0].Lines[0]; l.Form != "door" || l.FormVersion != 1 || l.Version != 1 || l.Channel != "web" || l.Who != "reporter" || !l.SaidAt.Equal(d.now) {
			t.Errorf("%+v", l)
		}
		n := d.draftOf(k.Number)
		d.now = d.now.Add(time.Hour)
		says := func(use incident.Use, word incident.Word) error {
			return d.intake.ChangeConsent(ctx, k, incident.Web, map[incident.Use]incident.Word{use: word})
		}
		d.must(says(incident.UseCase, incident.Refused))
		refused(t, says(incident.UseCase, incident.Refused), incident.Invalid, "error.same_word")
		refused(t, says("sale", incident.Agreed), incident.Invalid, "error.consent_word")
		refused(t, says(incident.UseCase, "perhaps"), incident.Invalid, "error.consent_word")
		d.now = d.now.Add(time.Hour)
		_, err := d.intake.Amend(ctx, intake.Amendment{Key: k, Answers: d.form.ReadValues(url.Values{"discovered_on": {"2020-01-18"}}, d.now).Answers})
		d.must(err)
		d.masked(k.Number)
		d.masked(k.Number) // the job may run any number of times
		list = d.consents(k.Number)
		if len(list[0].Lines) != 2 || list[0].Says[incident.UseCase] != incident.Refused {
			t.Errorf("an amendment about something else changed the consent: %+v", list[0])
		}
		c, err := d.FindCase(ctx, bun, n)
		d.must(err)
		if !c.Stale || !slices.ContainsFunc(c.Lint, func(f triage.Finding) bool { return f.Level == triage.Block && f.Key == "lint.consent_refused" }) {
			t.Errorf("stale %t, lint %+v", c.Stale, c.Lint)
		}
		refused(t, d.Submit(ctx, bun, n), incident.Conflict, "error.lint_blocks")
		d.now = d.now.Add(time.Hour)
		_, err = d.intake.Amend(ctx, intake.Amendment{Key: k, Answers: d.form.ReadValues(url.Values{"consent": {"statistics"}}, d.now).Answers})
		d.must(err)
		d.masked(k.Number)
		d.now = d.now.Add(time.Hour)
		_, err = d.intake.Amend(ctx, intake.Amendment{Key: k, Answers: d.form.ReadValues(url.Values{"consent": {"case"}}, d.now).Answers})
		d.must(err)
		d.masked(k.Number)
		if list = d.consents(k.Number); list[0].Says[incident.UseCase] != incident.Agreed || len(list[0].Lines) != 4 || list[0].Lines[3].Version != 4 {
			t.Errorf("an answer on the form did not count: %+v", list[0].Lines)
		}
		own, err := d.intake.Consent(ctx, k)
		if err != nil || len(own.Lines) != 4 || own.Published {
			t.Errorf("%+v %v", own, err)
		}
	})
}

// A party's word given to staff: with reason, masked, audited; the victim's refusal stops a case of a contractor who agreed; what the desk does about a silent
// victim is its rule.
func TestConsentOfVictim(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		k := d.fileKey(nil)
		n := d.draftOf(k.Number)
		victim := d.consents(k.Number)[1]
		block := func() (out []string) {
			list, err := d.Lint(ctx, bun, n)
			d.must(err)
			for _, f := range list {
				if strings.HasPrefix(f.Key, "lint.consent") {
					out = append(out, string(f.Level)+" "+f.Key)
				}
			}
			return out
		}
		for _, x := range []struct {
			rule incident.ConsentRule
			want string
		}{{incident.RuleWarn, "warn lint.consent_not_said"}, {incident.RuleConcerned, "block lint.consent_missing"}, {incident.RuleAll, "block lint.consent_missing"}} {
			d.must(d.PutConsentSettings(ctx, kan, triage.ConsentSettings{Rule: x.rule, Silence: incident.SilenceAgrees}))
			if got := block(); !slices.Equal(got, []string{x.want}) {
				t.Errorf("%s: %v", x.rule, got)
			}
		}
		refused(t, d.PutConsentSettings(ctx, kan, triage.ConsentSettings{Rule: "none"}), incident.Invalid, "error.consent_rule")
		e := triage.ConsentEntry{Party: victim.Party, Use: incident.UseCase, Word: incident.Agreed, SaidAt: d.now, Channel: "phone", Reason: "養老製函の担当者に電話で確かめた"}
		for key, bad := range map[string]func(*triage.ConsentEntry){
			"error.consent_word":  func(e *triage.ConsentEntry) { e.Word = "maybe" },
			"error.word_source":   func(e *triage.ConsentEntry) { e.Channel = "rumour" },
			"error.received_at":   func(e *triage.ConsentEntry) { e.SaidAt = d.now.Add(time.Hour) },
			"error.why_missing":   func(e *triage.ConsentEntry) { e.Reason = " " },
			"error.consent_party": func(e *triage.ConsentEntry) { e.Party = 12345 },
		} {
			x := e
			bad(&x)
			refused(t, d.RecordConsent(ctx, hana, k.Number, x), incident.Invalid, key)
		}
		d.must(d.RecordConsent(ctx, hana, k.Number, e))
		if got := block(); got != nil {
			t.Errorf("after the victim agreed: %v", got)
		}
		e.Word, e.SaidAt = incident.Refused, d.now.Add(-time.Hour) // said before, told later
		d.must(d.RecordConsent(ctx, hana, k.Number, e))
		if got := block(); got != nil {
			t.Errorf("an earlier word counted: %v", got)
		}
		d.now = d.now.Add(time.Hour + 40*time.Second)
		e.SaidAt = d.now.Truncate(time.Minute) // as the page's field gives it: later than all said before in that minute
		d.must(d.RecordConsent(ctx, hana, k.Number, e))
		if at := d.consents(k.Number)[1].Lines[2].SaidAt; !at.Equal(d.now) {
			t.Errorf("said at %v", at)
		}
		if got := block(); !slices.Equal(got, []string{"block lint.consent_refused"}) {
			t.Errorf("after the victim refused: %v", got)
		}
		lines := d.consents(k.Number)[1].Lines
		if len(lines) != 3 || strings.Contains(lines[0].Reason, "養老") || !strings.Contains(lines[0].Reason, "電話で確かめた") {
			t.Errorf("%+v", lines)
		}
		rows := d.audit(k.Number, string(incident.ConsentRecord))
		if len(rows) != 3 || rows[0].Who != "staff:hana" || strings.Contains(rows[0].Reason, "養老") {
			t.Errorf("%+v", rows)
		}
	})
}

// Nothing is recorded as passed on that a party it is about did not agree to.
func TestShare(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		k := d.fileKey(nil)
		victim := d.consents(k.Number)[1]
		s := triage.Sharing{Body: "架空県警察", What: "facts", Note: "養老製函の件の統計項目", SharedAt: d.now}
		share := func() error { return d.RecordShare(ctx, bun, k.Number, s) }
		refused(t, share(), incident.Conflict, "error.share_missing")
		d.must(d.intake.ChangeConsent(ctx, k, incident.Web, map[incident.Use]incident.Word{incident.UseShare: incident.Agreed}))
		refused(t, share(), incident.Conflict, "error.share_missing") // the victim was not asked
		word := func(w incident.Word) {
			d.now = d.now.Add(time.Minute)
			d.must(d.RecordConsent(ctx, hana, k.Number, triage.ConsentEntry{Party: victim.Party, Use: incident.UseShare, Word: w, SaidAt: d.now, Channel: "post", Reason: "書面"}))
		}
		word(incident.Refused)
		refused(t, share(), incident.Conflict, "error.share_refused")
		word(incident.Agreed)
		d.must(share())
		for key, bad := range map[string]triage.Sharing{
			"error.share_body":  {What: "facts", SharedAt: d.now},
			"error.share_what":  {Body: "警察", What: "everything", SharedAt: d.now},
			"error.received_at": {Body: "警察", What: "facts", SharedAt: d.now.Add(time.Hour)},
		} {
			refused(t, d.RecordShare(ctx, bun, k.Number, bad), incident.Invalid, key)
		}
		list, err := d.st.ListShares(ctx, d.report(k.Number).ID)
		if err != nil || len(list) != 1 || list[0].Who != "staff:bun" || list[0].Body != "架空県警察" || strings.Contains(list[0].Note, "養老") {
			t.Errorf("%v %+v", err, list)
		}
		if len(d.audit(k.Number, string(incident.ReportShare))) != 1 {
			t.Error("the sharing is not in the audit log once")
		}
	})
}

// audit lists the audit rows of one action on a report, newest first.
func (d *desk) audit(number, action string) []store.AuditRow {
	d.t.Helper()
	rows, err := d.st.ListAudit(ctx, store.AuditFilter{Object: "report:" + number, Action: action, Limit: 20})
	d.must(err)
	return rows
}
