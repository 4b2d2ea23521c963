package triage_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// good is a draft of which the lint says nothing.
var good = triage.Draft{Category: "virus", OrgKind: incident.Company, Summary: incident.Text{
	JA: "届出者（企業）で、共有しているファイルが暗号化された。パスワードが弱かったため侵入されたと推測される。",
	EN: "Shared files of the reporter (a company) were encrypted. The intrusion is presumed to be due to a weak password."}}

var goodFacts = []incident.Fact{
	{Dimension: incident.DimCause, Code: "weak_password", Polarity: incident.Present, Certainty: incident.Presumed, Source: incident.FromReporter},
	{Dimension: incident.DimDamage, Code: "file_encryption", Polarity: incident.Present, Certainty: incident.Confirmed, Source: incident.FromReporter},
}

// readyCase makes an accepted, coded report and a case with a good draft by bun.
func (d *desk) readyCase(more url.Values) (number, report string) {
	d.t.Helper()
	report = d.masked(d.file(more))
	d.must(d.Accept(ctx, hana, []string{report}, accepted))
	d.must(d.CodeFacts(ctx, bun, report, goodFacts))
	number, err := d.NewCase(ctx, bun, triage.CaseStart{Reports: []string{report}, Scheme: "2020H1", Category: "virus"})
	d.must(err)
	_, err = d.SaveDraft(ctx, bun, number, good)
	d.must(err)
	return number, report
}

func (d *desk) findings(number string) []triage.Finding {
	d.t.Helper()
	list, err := d.Lint(ctx, bun, number)
	d.must(err)
	return list
}

func (d *desk) caseView(number string) triage.CaseView {
	d.t.Helper()
	v, err := d.FindCase(ctx, bun, number)
	d.must(err)
	return v
}

func TestCaseNumbers(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.now = time.Date(2019, 12, 31, 14, 59, 0, 0, time.UTC) // 23:59 in Japan
		old := d.file(nil)
		d.now = d.now.Add(2 * time.Minute)
		fresh := d.file(url.Values{"org_kind": {"education"}})
		d.masked(fresh)
		start := func(reports ...string) triage.CaseStart {
			return triage.CaseStart{Reports: reports, Scheme: "2020H1", Category: "other", Happened: incident.OnDay(time.Date(2019, 12, 24, 0, 0, 0, 0, time.UTC))}
		}
		for _, x := range []struct {
			reports []string
			want    string
		}{{[]string{fresh}, "2020-0001"}, {[]string{fresh, old}, "2019-0001"}, {[]string{fresh}, "2020-0002"}} {
			n, err := d.NewCase(ctx, bun, start(x.reports...))
			if err != nil || n != x.want {
				t.Errorf("%v: %s, %v, want %s", x.reports, n, err, x.want)
			}
		}
		v := d.caseView("2020-0001")
		if v.OrgKind != incident.Education || v.Happened.Precision != incident.Month || v.Happened.From.Day() != 1 || v.Happened.To.Day() != 31 {
			t.Errorf("case %+v", v.Case)
		}
		if v = d.caseView("2019-0001"); len(v.Reports) != 2 || v.Reports[0].Number != old || !slices.Equal(v.Case.Reports, []string{old, fresh}) {
			t.Errorf("reports %v", v.Case.Reports)
		}
		_, err := d.NewCase(ctx, bun, triage.CaseStart{Reports: []string{old}, Scheme: "2020H1", Category: "nothing"})
		refused(t, err, incident.Invalid, "error.category_unknown")
		_, err = d.NewCase(ctx, bun, triage.CaseStart{Reports: []string{old}, Scheme: "1999", Category: "other"})
		refused(t, err, incident.NotFound, "error.scheme_unknown")
		_, err = d.NewCase(ctx, bun, triage.CaseStart{Scheme: "2020H1", Category: "other"})
		refused(t, err, incident.Invalid, "error.no_reports")
		if p, err := d.ListCases(ctx, bun, triage.CaseFilter{State: store.NoRevision}); err != nil || len(p.Cases) != 3 || p.Total != 3 {
			t.Errorf("%d of %d cases without a draft, %v", len(p.Cases), p.Total, err)
		}
	})
}

// A list of many cases comes in pages, from either end; words are looked for in the newest text and the number, in any width.
func TestCasePages(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		report := d.masked(d.file(nil))
		var all []string
		for range 5 {
			n, err := d.NewCase(ctx, bun, triage.CaseStart{Reports: []string{report}, Scheme: "2020H1", Category: "other"})
			d.must(err)
			all = append(all, n)
		}
		_, err := d.SaveDraft(ctx, bun, all[1], triage.Draft{Category: "other", OrgKind: incident.Company, Summary: incident.Text{JA: "ＶＰＮ装置から侵入された。"}})
		d.must(err)
		for _, x := range []struct {
			f     triage.CaseFilter
			want  []string
			total int
		}{
			{triage.CaseFilter{Limit: 2}, all[:2], 5},
			{triage.CaseFilter{Offset: 4, Limit: 2}, all[4:], 5},
			{triage.CaseFilter{Offset: 6, Limit: 2}, nil, 5},
			{triage.CaseFilter{Newest: true, Offset: 1, Limit: 2}, []string{all[3], all[2]}, 5},
			{triage.CaseFilter{State: incident.Draft, Limit: 2}, all[1:2], 1},
			{triage.CaseFilter{State: store.NoRevision, Offset: 2, Limit: 2}, all[3:], 4},
			{triage.CaseFilter{Words: "vpn装置", Limit: 2}, all[1:2], 1},
			{triage.CaseFilter{Words: "装置から 侵入"}, all[1:2], 1},
			{triage.CaseFilter{Words: "　２０２０－０００３ "}, all[2:3], 1},
			{triage.CaseFilter{Words: "％_"}, nil, 0},
			{triage.CaseFilter{Stale: true, Limit: 2}, all[1:2], 1}, // its report is not accepted
			{triage.CaseFilter{Words: "2020", Offset: 3, Limit: 1}, all[3:4], 5},
		} {
			p, err := d.ListCases(ctx, bun, x.f)
			d.must(err)
			var got []string
			for _, c := range p.Cases {
				got = append(got, c.Number)
			}
			if !slices.Equal(got, x.want) || p.Total != x.total {
				t.Errorf("%+v: %v of %d, want %v of %d", x.f, got, p.Total, x.want, x.total)
			}
		}
	})
}

// Where no scheme is named it is the one in force on the day of the earliest report, which is a Japanese day; a category must be its.
func TestSchemeOfTheDay(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		d.now = time.Date(2020, 6, 30, 14, 59, 0, 0, time.UTC) // 23:59 in Japan
		june := d.file(nil)
		d.now = d.now.Add(2 * time.Minute)
		july := d.file(nil)
		written := d.masked(d.file(url.Values{"written_on": {"2020-06-29"}}))
		for _, x := range []struct {
			name    string
			reports []string
			want    string
		}{{"June", []string{june}, "2020H1"}, {"July", []string{july}, "2021H1"}, {"both", []string{july, june}, "2020H1"}, {"written in June", []string{written}, "2020H1"}} {
			n, err := d.NewCase(ctx, bun, triage.CaseStart{Reports: x.reports})
			d.must(err)
			if v := d.caseView(n); v.Case.Scheme != x.want || v.Case.Category != "" {
				t.Errorf("%s: scheme %s category %q, want %s and none", x.name, v.Case.Scheme, v.Case.Category, x.want)
			}
		}
		_, err := d.NewCase(ctx, bun, triage.CaseStart{Reports: []string{july}, Category: "mail_account"}) // of the scheme before
		refused(t, err, incident.Invalid, "error.category_unknown")
		if _, err := d.NewCase(ctx, bun, triage.CaseStart{Reports: []string{july}, Scheme: "2020H1", Category: "mail_account"}); err != nil {
			t.Errorf("a scheme named by hand: %v", err)
		}
	})
}

// The writer cannot approve, nor can anyone who saved a part of the revision; another person can.
func TestReview(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number, _ := d.readyCase(nil)
		both := staff("both", incident.Reviewer) // may draft and approve
		_, err := d.SaveDraft(ctx, both, number, good)
		d.must(err)
		_, err = d.SaveDraft(ctx, bun, number, good)
		d.must(err)
		refused(t, d.Approve(ctx, satoe, number, 1, ""), incident.Conflict, "error.revision_move")
		d.must(d.Submit(ctx, bun, number))
		_, err = d.SaveDraft(ctx, bun, number, good)
		refused(t, err, incident.Conflict, "error.revision_move")

		writer := staff("bun", incident.Analyst, incident.Reviewer)
		refused(t, d.Approve(ctx, writer, number, 1, ""), incident.Forbidden, "error.own_approval")
		refused(t, d.Approve(ctx, both, number, 1, ""), incident.Forbidden, "error.own_approval")
		d.now = d.now.Add(48 * time.Hour)
		refused(t, d.Approve(ctx, writer, number, 1, ""), incident.Forbidden, "error.own_approval")
		refused(t, d.Approve(ctx, satoe, number, 2, ""), incident.NotFound, "error.revision_unknown")
		refused(t, d.Return(ctx, satoe, number, 1, " "), incident.Invalid, "error.why_missing")
		d.must(d.Return(ctx, satoe, number, 1, "原因をもう少しくわしく"))
		if v := d.caseView(number).Revisions[0]; v.State != incident.Returned || v.Note != "原因をもう少しくわしく" || v.Decided.IsZero() {
			t.Errorf("returned: %+v", v)
		}
		n, err := d.SaveDraft(ctx, bun, number, good)
		if err != nil || n != 1 {
			t.Errorf("saved as revision %d, %v", n, err)
		}
		d.must(d.Submit(ctx, bun, number))
		d.must(d.Approve(ctx, satoe, number, 1, "確認しました"))
		v := d.caseView(number)
		if r := v.Revisions[0]; r.State != incident.Approved || r.Approver != satoe.ID || r.Writer != bun.ID || v.Approved != 1 {
			t.Errorf("approved: %+v", r)
		}
		if n, err = d.SaveDraft(ctx, satoe, number, good); err != nil || n != 2 {
			t.Errorf("after an approval: revision %d, %v", n, err)
		}
		if v = d.caseView(number); v.Approved != 1 || v.Latest != 2 || v.Revisions[1].State != incident.Approved {
			t.Errorf("the approved revision did not stay: %+v", v.Case)
		}
	})
}

// A desk of one approves its own text, but not before 24 hours, and the audit log says so.
func TestAlone(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number, _ := d.readyCase(nil)
		d.Alone = true
		one := staff("bun", incident.Analyst, incident.Reviewer)
		d.must(d.Submit(ctx, one, number))
		refused(t, d.Approve(ctx, one, number, 1, ""), incident.Conflict, "error.own_approval_early")
		d.now = d.now.Add(24*time.Hour - time.Second)
		refused(t, d.Approve(ctx, one, number, 1, ""), incident.Conflict, "error.own_approval_early")
		d.now = d.now.Add(time.Second)
		d.must(d.Approve(ctx, one, number, 1, "よい"))
		v := d.caseView(number)
		rows, err := d.st.ListAudit(ctx, store.AuditFilter{Object: "case:" + number, Action: string(incident.CaseApprove), Limit: 5})
		if err != nil || len(rows) != 1 || rows[0].Reason != triage.NoteAlone || v.Revisions[0].Note != triage.NoteAlone {
			t.Errorf("rows %+v, note %q, %v", rows, v.Revisions[0].Note, err)
		}
	})
}

// A hold can be put on and lifted at any time without touching an approved text.
func TestHold(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number, _ := d.readyCase(nil)
		d.must(d.Submit(ctx, bun, number))
		d.must(d.Approve(ctx, satoe, number, 1, ""))
		d.must(d.Hold(ctx, bun, number, "メーカーが修正中"))
		v := d.caseView(number)
		if v.Hold == "" || v.Latest != 1 || v.Revisions[0].State != incident.Approved || len(v.Lint) != 1 || v.Lint[0].Key != "lint.hold" {
			t.Errorf("held: %+v %+v", v.Case, v.Lint)
		}
		d.must(d.Hold(ctx, bun, number, ""))
		if v = d.caseView(number); v.Hold != "" || len(v.Lint) != 0 {
			t.Errorf("lifted: %+v %+v", v.Case, v.Lint)
		}
	})
}

// Every pair of states a revision may be in: only what the heart allows happens.
func TestEveryRevisionMove(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		reach := map[incident.RevisionState][]func(n string) error{
			incident.Draft:     nil,
			incident.Submitted: {func(n string) error { return d.Submit(ctx, bun, n) }},
			incident.Returned:  {func(n string) error { return d.Submit(ctx, bun, n) }, func(n string) error { return d.Return(ctx, satoe, n, 1, "直して") }},
			incident.Approved:  {func(n string) error { return d.Submit(ctx, bun, n) }, func(n string) error { return d.Approve(ctx, satoe, n, 1, "") }},
		}
		moves := map[incident.RevisionState]func(n string) error{
			incident.Submitted: func(n string) error { return d.Submit(ctx, bun, n) },
			incident.Returned:  func(n string) error { return d.Return(ctx, satoe, n, 1, "直して") },
			incident.Approved:  func(n string) error { return d.Approve(ctx, satoe, n, 1, "") },
		}
		for from, steps := range reach {
			for to, move := range moves {
				number, _ := d.readyCase(nil)
				for _, step := range steps {
					d.must(step(number))
				}
				err, allowed := move(number), incident.MoveRevision(from, to)
				if (err == nil) != (allowed == nil) {
					t.Errorf("%s > %s: %v, the heart says %v", from, to, err, allowed)
				}
				want := from
				if allowed == nil {
					want = to
				}
				if got := d.caseView(number).Revisions[0].State; got != want {
					t.Errorf("%s > %s left %s", from, to, got)
				}
			}
		}
	})
}

// What is below a text changes: the text is stale, and neither submitted nor approved, until it is saved again.
func TestStale(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		amend := func(number string) {
			r := d.report(number)
			d.must(d.st.Write(ctx, func(tx *store.Tx) error {
				_, err := tx.RaiseVersion(ctx, store.Version{ReportID: r.ID, N: 2, FormVersion: r.FormVersion})
				r.MaskVersion = 2
				if err == nil {
					err = tx.UpdateMasked(ctx, r, 1)
				}
				return err
			}))
		}
		for name, change := range map[string]func(number, report string){
			"amended":   func(_, report string) { amend(report) },
			"withdrawn": func(_, report string) { d.must(d.Withdraw(ctx, hana, report, "consent_withdrawn", "")) },
			"undone":    func(_, report string) { d.must(d.Undo(ctx, hana, report, "取り違え")) },
			"unlinked":  func(number, report string) { d.must(d.UnlinkReport(ctx, bun, number, report)) },
			"linked":    func(number, _ string) { d.must(d.LinkReport(ctx, bun, number, d.masked(d.file(nil)))) },
		} {
			number, report := d.readyCase(nil)
			d.must(d.Submit(ctx, bun, number))
			if list := d.findings(number); len(list) != 0 {
				t.Fatalf("%s: before: %+v", name, list)
			}
			change(number, report)
			stale := slices.ContainsFunc(d.findings(number), func(f triage.Finding) bool { return f.Key == "lint.stale" && f.Level == triage.Block })
			p, err := d.ListCases(ctx, bun, triage.CaseFilter{Stale: true})
			d.must(err)
			listed := slices.ContainsFunc(p.Cases, func(r triage.CaseRow) bool { return r.Number == number })
			if !stale || !listed {
				t.Errorf("%s: found %t, listed %t", name, stale, listed)
			}
			refused(t, d.Approve(ctx, satoe, number, 1, ""), incident.Conflict, "error.lint_blocks")
		}
		number, report := d.readyCase(nil)
		amend(report)
		refused(t, d.Submit(ctx, bun, number), incident.Conflict, "error.lint_blocks")
		_, err := d.SaveDraft(ctx, bun, number, good)
		d.must(err)
		if list := d.findings(number); len(list) != 0 {
			t.Errorf("saved again: %+v", list)
		}
	})
}

// Looking at a case twice opens its parties once; a changed text is looked at anew.
func TestLeakFindings(t *testing.T) {
	onDesks(t, func(t *testing.T, d *desk) {
		number, _ := d.readyCase(nil)
		opened := func() int {
			rows, err := d.st.ListAudit(context.Background(), store.AuditFilter{Who: "machine:leak-check", Limit: 100})
			d.must(err)
			return len(rows)
		}
		d.caseView(number)
		once := opened()
		d.caseView(number)
		if once != 1 || opened() != 1 {
			t.Errorf("opened %d, then %d times", once, opened())
		}
		leaky := good
		leaky.Summary.JA += "鈴鹿原シールによれば、担当の鷹野橋氏が見つけた。"
		leaky.Summary.EN += " Call 059-000-0000."
		_, err := d.SaveDraft(ctx, bun, number, leaky)
		d.must(err)
		var where []string
		for _, f := range d.findings(number) {
			if f.Key == "lint.identifies" && f.Level == triage.Block {
				where = append(where, f.Where)
			}
		}
		if !slices.Equal(where, []string{"summary.ja", "summary.ja", "summary.en"}) {
			t.Errorf("found in %v", where)
		}
		refused(t, d.Submit(ctx, bun, number), incident.Conflict, "error.lint_blocks")
		for _, f := range d.findings(number) {
			for _, lang := range []incident.Lang{incident.JA, incident.EN} {
				if s := d.Explain(lang, f); strings.HasPrefix(s, "lint.") || strings.Contains(s, "{") {
					t.Errorf("%s in %s: %q", f.Key, lang, s)
				}
			}
		}
	})
}
