package triage_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"testing"
	"time"

	"todoke/internal/analyze"
	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/triage"
)

var ctx = context.Background()

// desk is a Triage over a fresh store, with a clock the test moves and one member of staff for every role.
type desk struct {
	*triage.Triage
	t       *testing.T
	st      *store.Store
	seal    *seal.Seal
	intake  *intake.Intake
	analyze *analyze.Analyze
	form    *form.Form
	now     time.Time
	filed   int
}

func newDesk(t *testing.T, st *store.Store) *desk {
	t.Helper()
	forms, err := form.Load()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, st: st, now: time.Date(2020, 1, 20, 3, 0, 0, 0, time.UTC)} // a Monday
	clock := func() time.Time { return d.now }
	d.seal = incidenttest.Seal(t, st, clock)
	d.intake = intake.New(st, d.seal, forms, clock)
	d.analyze = analyze.New(analyze.Config{Store: st, Seal: d.seal, Forms: forms, Texts: texts, Now: clock})
	if d.form, err = forms.Find("door", 0); err != nil {
		t.Fatal(err)
	}
	d.Triage, err = triage.New(triage.Config{Store: st, Seal: d.seal, Forms: forms, Texts: texts, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func onDesks(t *testing.T, suite func(t *testing.T, d *desk)) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) { suite(t, newDesk(t, st)) })
}

// staff is a member of staff with roles; the same name is the same person.
func staff(login string, roles ...incident.Role) incident.Actor {
	id := int64(0)
	for _, r := range login {
		id = id*31 + int64(r)
	}
	return incident.Actor{Kind: incident.Staff, ID: id, Login: login, Roles: roles}
}

var (
	hana  = staff("hana", incident.Intake)
	bun   = staff("bun", incident.Analyst)
	satoe = staff("satoe", incident.Reviewer)
	kan   = staff("kan", incident.Administrator)
)

var accepted = incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.WithDamage}

// file files a report that names a fictional company and person, and gives its number; it is not masked yet.
func (d *desk) file(more url.Values) string {
	d.t.Helper()
	d.filed++
	v := url.Values{"noticed": {"files_locked"}, "story": {fmt.Sprintf("鈴鹿原シールの鷹野橋です。共有フォルダのファイルがすべて開けません（%d）。", d.filed)},
		"reporter_org": {"株式会社鈴鹿原シール"}, "reporter_name": {"鷹野橋 郁子"}, "reporter_phone": {"059-000-0000"}, "org_kind": {"company"}, "consent": {"case"}}
	for k, x := range more {
		v[k] = x
	}
	r, err := d.intake.Receive(ctx, intake.Submission{Form: "door", Lang: incident.JA, Channel: incident.Web, Answers: d.form.ReadValues(v, d.now).Answers})
	if err != nil {
		d.t.Fatal(err)
	}
	return r.Number
}

// masked runs the masking job on a report.
func (d *desk) masked(number string) string {
	d.t.Helper()
	d.must(d.analyze.Mask(ctx, d.report(number).ID))
	return number
}

func (d *desk) report(number string) incident.Report {
	d.t.Helper()
	r, err := d.st.FindReport(ctx, number)
	d.must(err)
	return r
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// refused demands an Error of a kind and key.
func refused(t *testing.T, err error, kind incident.Kind, key string) {
	t.Helper()
	if !errors.Is(err, &incident.Error{Kind: kind, Key: key}) {
		t.Errorf("got %v, want %s: %s", err, kind, key)
	}
}

// Every function refuses who lacks the right, before it looks at anything, and writes nothing.
func TestRights(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number, other := d.masked(d.file(nil)), d.masked(d.file(nil))
		caseNumber, err := d.NewCase(ctx, bun, triage.CaseStart{Reports: []string{number}, Scheme: "2020H1", Category: "virus"})
		d.must(err)
		fact := []incident.Fact{{Dimension: incident.DimCause, Code: "weak_password", Polarity: incident.Present, Certainty: incident.Presumed, Source: incident.FromReporter}}
		functions := []struct {
			name   string
			action incident.Action
			call   func(a incident.Actor) error
		}{
			{"Queue", incident.ReportRead, func(a incident.Actor) error { _, err := d.Queue(ctx, a, triage.Filter{}); return err }},
			{"FindReport", incident.ReportRead, func(a incident.Actor) error { _, err := d.FindReport(ctx, a, number); return err }},
			{"Accept", incident.ReportTriage, func(a incident.Actor) error { return d.Accept(ctx, a, []string{number}, accepted) }},
			{"Reject", incident.ReportTriage, func(a incident.Actor) error { return d.Reject(ctx, a, number, "test", "") }},
			{"MarkDuplicate", incident.ReportTriage, func(a incident.Actor) error { return d.MarkDuplicate(ctx, a, number, other) }},
			{"Withdraw", incident.ReportTriage, func(a incident.Actor) error { return d.Withdraw(ctx, a, number, "mistaken", "") }},
			{"MarkSpam", incident.ReportTriage, func(a incident.Actor) error { return d.MarkSpam(ctx, a, []string{number}) }},
			{"Undo", incident.ReportTriage, func(a incident.Actor) error { return d.Undo(ctx, a, number, "取り違え") }},
			{"Assign", incident.ReportTriage, func(a incident.Actor) error { return d.Assign(ctx, a, []string{number}, a.ID) }},
			{"Relate", incident.ReportTriage, func(a incident.Actor) error { return d.Relate(ctx, a, number, other) }},
			{"Unrelate", incident.ReportTriage, func(a incident.Actor) error { return d.Unrelate(ctx, a, number, other) }},
			{"Reply", incident.ReportReply, func(a incident.Actor) error { _, err := d.Reply(ctx, a, number, "accepted", ""); return err }},
			{"DraftReply", incident.ReportReply, func(a incident.Actor) error { _, err := d.DraftReply(ctx, a, number, "accepted"); return err }},
			{"Doubts", incident.ReportReply, func(a incident.Actor) error { _, err := d.Doubts(ctx, a, number); return err }},
			{"AskBack", incident.ReportReply, func(a incident.Actor) error {
				_, err := d.AskBack(ctx, a, number, triage.Questionnaire{Questions: []string{"story"}})
				return err
			}},
			{"RecordConsent", incident.ConsentRecord, func(a incident.Actor) error {
				return d.RecordConsent(ctx, a, number, triage.ConsentEntry{Use: incident.UseShare, Word: incident.Agreed, SaidAt: d.now, Channel: "phone", Reason: "電話で確認"})
			}},
			{"RecordShare", incident.ReportShare, func(a incident.Actor) error {
				return d.RecordShare(ctx, a, number, triage.Sharing{Body: "警察", What: "facts", SharedAt: d.now})
			}},
			{"CaseShowings", incident.CaseShow, func(a incident.Actor) error { _, err := d.CaseShowings(ctx, a, caseNumber); return err }},
			{"Show", incident.CaseShow, func(a incident.Actor) error {
				_, _, err := d.Show(ctx, a, caseNumber, triage.ShowDraft{Report: number})
				return err
			}},
			{"ReplyToObjection", incident.CaseShow, func(a incident.Actor) error { return d.ReplyToObjection(ctx, a, caseNumber, 1, 1, "x") }},
			{"CloseShowing", incident.CaseShow, func(a incident.Actor) error { return d.CloseShowing(ctx, a, caseNumber, 1) }},
			{"ConsentSettings", incident.DeskSettings, func(a incident.Actor) error { _, err := d.ConsentSettings(ctx, a); return err }},
			{"PutConsentSettings", incident.DeskSettings, func(a incident.Actor) error {
				return d.PutConsentSettings(ctx, a, triage.ConsentSettings{Rule: incident.RuleWarn, Silence: incident.SilenceAgrees})
			}},
			{"AnswerBy", incident.ReportReply, func(a incident.Actor) error { _, err := d.AnswerBy(ctx, a); return err }},
			{"Settings", incident.DeskSettings, func(a incident.Actor) error { _, err := d.Settings(ctx, a); return err }},
			{"PutSettings", incident.DeskSettings, func(a incident.Actor) error {
				return d.PutSettings(ctx, a, map[string]string{triage.SettingReplyDays: "6"})
			}},
			{"CloseAsk", incident.ReportReply, func(a incident.Actor) error { return d.CloseAsk(ctx, a, number, 1) }},
			{"Versions", incident.ReportRead, func(a incident.Actor) error { _, err := d.Versions(ctx, a, number); return err }},
			{"CodeRequests", incident.CodeReplace, func(a incident.Actor) error { _, err := d.CodeRequests(ctx, a, number); return err }},
			{"OpenContacts", incident.CodeReplace, func(a incident.Actor) error {
				_, err := d.OpenContacts(ctx, a, number, "コードをなくしたとの電話")
				return err
			}},
			{"ProposeCode", incident.CodeReplace, func(a incident.Actor) error {
				return d.ProposeCode(ctx, a, number, "reporter_phone", "かけ直して確かめた")
			}},
			{"RefuseCode", incident.CodeReplace, func(a incident.Actor) error { return d.RefuseCode(ctx, a, number, 1) }},
			{"ReplaceCode", incident.CodeReplace, func(a incident.Actor) error { _, err := d.ReplaceCode(ctx, a, number, 1); return err }},
			{"SaveReplyTemplate", incident.DeskSettings, func(a incident.Actor) error {
				x := incident.Text{JA: "題", EN: "title"}
				return d.SaveReplyTemplate(ctx, a, triage.Template{Name: "done", Title: x, Body: x})
			}},
			{"CodeFacts", incident.FactCode, func(a incident.Actor) error { return d.CodeFacts(ctx, a, number, fact) }},
			{"ConfirmSuggested", incident.FactCode, func(a incident.Actor) error { return d.ConfirmSuggested(ctx, a, number, nil) }},
			{"OpenOriginal", incident.ReportOpen, func(a incident.Actor) error {
				_, err := d.OpenOriginal(ctx, a, number, "", "照会への回答")
				return err
			}},
			{"OpenAttachment", incident.ReportOpen, func(a incident.Actor) error {
				_, err := d.OpenAttachment(ctx, a, number, 1, "照会への回答")
				return err
			}},
			{"PreviewAttachment", incident.ReportOpen, func(a incident.Actor) error {
				_, err := d.PreviewAttachment(ctx, a, number, 1, "照会への回答")
				return err
			}},
			{"TakeAttachment", incident.FileTake, func(a incident.Actor) error {
				_, err := d.TakeAttachment(ctx, a, number, 1, triage.Take{Reason: "照会への回答", Password: archivePassword})
				return err
			}},
			{"FindAttachment", incident.ReportRead, func(a incident.Actor) error { _, err := d.FindAttachment(ctx, a, number, 1); return err }},
			{"Rescan", incident.ReportTriage, func(a incident.Actor) error { return d.Rescan(ctx, a, number, 1) }},
			{"Unscanned", incident.ReportRead, func(a incident.Actor) error { _, _, err := d.Unscanned(ctx, a); return err }},
			{"Hold", incident.CaseDraft, func(a incident.Actor) error { return d.Hold(ctx, a, caseNumber, "") }},
			{"Lookup", incident.ReportLookup, func(a incident.Actor) error {
				_, err := d.Lookup(ctx, a, triage.LookupOrg, "鈴鹿原シール", "電話での問い合わせ")
				return err
			}},
			{"NewCase", incident.CaseDraft, func(a incident.Actor) error {
				_, err := d.NewCase(ctx, a, triage.CaseStart{Reports: []string{other}, Scheme: "2020H1", Category: "virus"})
				return err
			}},
			{"LinkReport", incident.CaseDraft, func(a incident.Actor) error { return d.LinkReport(ctx, a, caseNumber, other) }},
			{"UnlinkReport", incident.CaseDraft, func(a incident.Actor) error { return d.UnlinkReport(ctx, a, caseNumber, other) }},
			{"SaveDraft", incident.CaseDraft, func(a incident.Actor) error {
				_, err := d.SaveDraft(ctx, a, caseNumber, triage.Draft{Category: "virus"})
				return err
			}},
			{"Lint", incident.CaseRead, func(a incident.Actor) error { _, err := d.Lint(ctx, a, caseNumber); return err }},
			{"ListCases", incident.CaseRead, func(a incident.Actor) error { _, err := d.ListCases(ctx, a, triage.CaseFilter{}); return err }},
			{"FindCase", incident.CaseRead, func(a incident.Actor) error { _, err := d.FindCase(ctx, a, caseNumber); return err }},
			{"Submit", incident.CaseDraft, func(a incident.Actor) error { return d.Submit(ctx, a, caseNumber) }},
			{"Approve", incident.CaseApprove, func(a incident.Actor) error { return d.Approve(ctx, a, caseNumber, 1, "") }},
			{"Return", incident.CaseApprove, func(a incident.Actor) error { return d.Return(ctx, a, caseNumber, 1, "直してください") }},
		}
		actors := []incident.Actor{{Kind: incident.Reporter}, incident.MachineActor(incident.PurposeMask), staff("nobody")}
		for _, r := range incident.Roles {
			actors = append(actors, staff("only-"+string(r), r))
		}
		for _, f := range functions {
			for _, a := range actors {
				before := d.audited()
				err := f.call(a)
				forbidden := errors.Is(err, &incident.Error{Kind: incident.Forbidden, Key: "error.forbidden"})
				if may := incident.Can(a, f.action); may == forbidden {
					t.Errorf("%s by %s %v: may %t, error %v", f.name, a.Who(), a.Roles, may, err)
				}
				if forbidden && d.audited() != before {
					t.Errorf("%s by %s was refused and wrote something", f.name, a.Who())
				}
			}
		}
		if _, err := d.ReplyTemplates(ctx, kan); err != nil {
			t.Error(err)
		}
		_, err = d.ReplyTemplates(ctx, staff("a", incident.Auditor))
		refused(t, err, incident.Forbidden, "error.forbidden")
	})
}

// audited counts the audit rows, of which everything that changes something leaves one.
func (d *desk) audited() int {
	d.t.Helper()
	rows, err := d.st.ListAudit(ctx, store.AuditFilter{Limit: 100000})
	d.must(err)
	return len(rows)
}

// Every pair of states: a move the heart allows is made, with history and audit row; any other is refused and leaves everything as it was.
func TestEveryMove(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		first := d.file(nil)
		moves := map[incident.ReportState]func(number string) error{
			incident.Received:    func(n string) error { return d.Undo(ctx, hana, n, "取り違えたため") },
			incident.Accepted:    func(n string) error { return d.Accept(ctx, hana, []string{n}, accepted) },
			incident.NotAccepted: func(n string) error { return d.Reject(ctx, hana, n, "too_little", "") },
			incident.Duplicate:   func(n string) error { return d.MarkDuplicate(ctx, hana, n, first) },
			incident.Withdrawn:   func(n string) error { return d.Withdraw(ctx, hana, n, "by_reporter", "") },
			incident.Spam:        func(n string) error { return d.MarkSpam(ctx, hana, []string{n}) },
		}
		for _, from := range incident.ReportStates {
			for _, to := range incident.ReportStates {
				n := d.file(nil)
				if from != incident.Received {
					d.must(moves[from](n))
				}
				before, rows := d.report(n), d.audited()
				err := moves[to](n)
				after := d.report(n)
				if want := incident.MoveReport(from, to); want != nil {
					refused(t, err, incident.Conflict, "error.report_move")
					if after != before || d.audited() != rows {
						t.Errorf("%s > %s was refused and changed something", from, to)
					}
					continue
				}
				history, lerr := d.st.ListMoves(ctx, after.ID)
				d.must(lerr)
				if err != nil || after.State != to || history[len(history)-1].To != to || history[len(history)-1].Who != "staff:hana" || d.audited() == rows {
					t.Errorf("%s > %s: %v, state %s, %d moves", from, to, err, after.State, len(history))
				}
				if (after.AcceptedAt.IsZero()) == (to == incident.Accepted) {
					t.Errorf("%s > %s: accepted at %v", from, to, after.AcceptedAt)
				}
			}
		}
	})
}

// Many reports are accepted together or not at all, and each one in the way is named.
func TestAcceptMany(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		a, b, c := d.file(nil), d.file(nil), d.file(nil)
		d.must(d.MarkSpam(ctx, hana, []string{b, c}))
		err := d.Accept(ctx, hana, []string{a, b, c}, accepted)
		var list incident.Errors
		if !errors.As(err, &list) || len(list) != 2 || list[0].Field != b || list[1].Field != c {
			t.Errorf("got %v", err)
		}
		if d.report(a).State != incident.Received {
			t.Error("one was accepted although two were in the way")
		}
		x := d.file(nil)
		d.must(d.Accept(ctx, hana, []string{a, x}, incident.Acceptance{Scheme: incident.SchemeBoth, Damage: incident.NoDamage, Attempted: true, Note: "鷹野橋さんに電話で確認"}))
		if r := d.report(x); r.Acceptance.Scheme != incident.SchemeBoth || !r.Acceptance.Attempted || r.Acceptance.Note != "担当者さんに電話で確認" {
			t.Errorf("accepted as %+v", r.Acceptance)
		}
		refused(t, d.Accept(ctx, hana, nil, accepted), incident.Invalid, "error.nothing_chosen")
		refused(t, d.Accept(ctx, hana, []string{a}, incident.Acceptance{Damage: incident.NoDamage}), incident.Invalid, "error.acceptance_scheme")
		refused(t, d.Accept(ctx, hana, []string{a}, incident.Acceptance{Scheme: incident.SchemeVirus}), incident.Invalid, "error.acceptance_damage")
		refused(t, d.Accept(ctx, hana, []string{a}, incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.WithDamage, Attempted: true}), incident.Invalid, "error.acceptance_attempted")
		refused(t, d.Accept(ctx, hana, []string{"T-2020-999999-1"}, accepted), incident.Invalid, "error.number_check")
	})
}

// Undo takes a report back to received and undoes what it was tied to; the ties of others stay.
func TestUndo(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		first, repeat := d.masked(d.file(nil)), d.masked(d.file(nil))
		d.must(d.MarkDuplicate(ctx, hana, repeat, first))
		v, err := d.FindReport(ctx, hana, first)
		d.must(err)
		if len(v.Links) != 1 || v.Links[0].Number != repeat || v.Links[0].Outgoing {
			t.Errorf("links of the first: %+v", v.Links)
		}
		third := d.file(nil)
		refused(t, d.MarkDuplicate(ctx, hana, third, repeat), incident.Invalid, "error.duplicate_of")
		refused(t, d.MarkDuplicate(ctx, hana, third, third), incident.Invalid, "error.duplicate_of")
		d.must(d.Undo(ctx, hana, repeat, "別の出来事と分かった"))
		if v, err = d.FindReport(ctx, hana, repeat); err != nil || len(v.Links) != 0 || v.State != incident.Received || v.Moves[1].Note != "別の出来事と分かった" {
			t.Errorf("after undo: %v %+v %s", err, v.Links, v.State)
		}
		d.must(d.Accept(ctx, bun, []string{repeat}, accepted))
		n, err := d.NewCase(ctx, bun, triage.CaseStart{Reports: []string{repeat}, Scheme: "2020H1", Category: "virus"})
		d.must(err)
		d.must(d.Undo(ctx, hana, repeat, "取り違え"))
		c, err := d.FindCase(ctx, bun, n)
		if err != nil || len(c.Reports) != 0 {
			t.Errorf("case still drawn from %v, %v", c.Reports, err)
		}
		d.must(d.Relate(ctx, hana, first, repeat))
		refused(t, d.Unrelate(ctx, hana, first, third), incident.NotFound, "error.link_unknown")
		d.must(d.Unrelate(ctx, hana, repeat, first)) // the other way round
	})
}
