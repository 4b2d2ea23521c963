package console_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/stats"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// world is a desk with one report, one case and one edition.
type world struct {
	*desk
	number, other, cased string
	attached             string // path of a file
	held                 string // path of something in quarantine
}

func newWorld(t *testing.T) *world {
	d := newDesk(t)
	w := &world{desk: d, number: d.masked(d.file(nil)), other: d.masked(d.file(url.Values{"story": {"別の届出です。"}}))}
	_, bun := d.staff("setup-analyst", incident.Analyst)
	_, kou := d.staff("setup-publisher", incident.Publisher)
	made, err := d.triage.NewCase(t.Context(), bun, triage.CaseStart{Reports: []string{w.number}, Scheme: "2020H1", Category: "virus"})
	d.must(err)
	w.cased = made
	_, err = d.triage.SaveDraft(t.Context(), bun, made, triage.Draft{Category: "virus", OrgKind: incident.Company, Summary: incident.Text{JA: "届出者（企業）で被害があった。"}})
	d.must(err)
	d.must(d.intake.Quarantine(t.Context(), intake.Quarantined{Channel: incident.Mail, Name: "<b>x.eml", Raw: []byte("<script>隔離した中身</script>"), Why: "quarantine.mail_unread", Source: "imap"}))
	waiting, err := d.st.ListQuarantine(t.Context(), store.QuarantineWaiting, 0, 1)
	d.must(err)
	w.held = "/quarantine/" + strconv.FormatInt(waiting[0].ID, 10)
	w.attached = w.attach(w.other, "memo.txt", []byte("写しです。"))
	d.must(d.publish.Save(t.Context(), kou, incident.Edition{ID: "2020H1", Title: incident.Text{JA: "2020年上半期"}, Scheme: "2020H1",
		From: day(2020, 1, 1), To: day(2020, 6, 30), DateRule: incident.ByReceived, Cutoff: day(2020, 7, 15)}, d.now))
	year, err := stats.ParsePeriod("2019")
	d.must(err)
	_, err = d.stats.Freeze(t.Context(), kou, year)
	d.must(err)
	d.must(d.publish.Save(t.Context(), kou, incident.Edition{ID: "2019", Kind: incident.KindStatistics, Set: "2019.1", Title: incident.Text{JA: "2019年の届出状況"}}, d.now))
	return w
}

// writes counts what a refused post must not change: every change writes an audit row.
func (w *world) writes() int {
	rows, err := w.st.ListAudit(w.t.Context(), store.AuditFilter{Limit: 100000})
	w.must(err)
	return len(rows)
}

// post is one form with what it asks of the roles.
type post struct {
	path   string
	form   url.Values
	action incident.Action
}

// Every page and every form against every role: allowed or refused with 403 as the table of role × action says, and a refused form writes nothing.
func TestGrid(t *testing.T) {
	w := newWorld(t)
	pages := []struct {
		path   string
		action incident.Action
	}{
		{"/reports/" + w.number, incident.ReportRead},
		{"/reports/" + w.number + "/original", incident.ReportOpen},
		{w.attached, incident.ReportOpen},
		{w.attached + "/take", incident.FileTake},
		{w.attached + "/transcribe", incident.ReportEnter},
		{"/reports/" + w.number + "/ask", incident.ReportReply},
		{"/reports/" + w.number + "/consent", incident.ReportRead},
		{"/consent-rules", incident.DeskSettings},
		{"/cases/" + w.cased + "/showings", incident.CaseShow},
		{"/reports/" + w.number + "/code", incident.CodeReplace},
		{"/waiting", incident.JobsRead},
		{"/retention", incident.RetentionRead},
		{"/reports/" + w.number + "/retention", incident.ReportRead},
		{"/reports/" + w.number + "/amend", incident.ReportEnter},
		{"/reports/" + w.number + "/versions", incident.ReportRead},
		{"/reports/" + w.number + "/masking", incident.MaskDecide},
		{"/cases/" + w.cased + "/masking", incident.MaskDecide},
		{"/own-terms", incident.MaskDecide},
		{"/lookup", incident.ReportLookup},
		{"/enter", incident.ReportEnter},
		{"/list", incident.ReportEnter},
		{"/quarantine", incident.ReportRead},
		{w.held, incident.ReportOpen},
		{"/cases", incident.CaseRead},
		{"/cases/" + w.cased, incident.CaseRead},
		{"/cases/" + w.cased + "/compare", incident.CaseRead},
		{"/cases/" + w.cased + "/figures", incident.CaseDraft},
		{"/editions", incident.EditionRead},
		{"/advisories", incident.CaseRead},
		{"/advisories/new", incident.CaseDraft},
		{"/selfcheck", incident.EditionRead},
		{"/editions/new", incident.EditionEdit},
		{"/editions/2020H1", incident.EditionRead},
		{"/editions/statistics", incident.EditionEdit},
		{"/editions/2019", incident.EditionRead},
		{"/editions/2020H1/leaks", incident.EditionRead},
		{"/editions/2020H1/mosaic", incident.CaseRead},
		{"/statistics", incident.StatsRead},
		{"/statistics/tables/V2", incident.StatsRead},
		{"/statistics/tables/V2/file?format=csv", incident.StatsRead},
		{"/statistics/behind?table=V2", incident.ReportRead},
		{"/statistics/cross?d1=month", incident.StatsRead},
		{"/statistics/cross/file?d1=month&format=json", incident.StatsRead},
		{"/statistics/define?of=V2", incident.StatsEdit},
		{"/statistics/sets", incident.StatsRead},
		{"/statistics/rules", incident.StatsRead},
		{"/statistics/desk", incident.StatsRead},
		{"/editions/2020H1/draft/", incident.EditionRead},
		{"/editions/2020H1/themes", incident.CaseRead},
		{"/themes", incident.CaseRead},
		{"/standing", incident.EditionRead},
		{"/calendar", incident.EditionRead},
		{"/templates", incident.DeskSettings},
		{"/settings", incident.DeskSettings},
		{"/forms", incident.DeskSettings},
		{"/forms/new?of=virus", incident.DeskSettings},
		{"/staff", incident.StaffManage},
		{"/tokens", incident.TokenManage},
		{"/subscribers", incident.SubscriberRead},
		{"/audit", incident.AuditRead},
		{"/account", ""},
	}
	posts := []post{
		{"/", url.Values{"do": {"accept"}, "report": {w.number}, "scheme": {"virus"}, "damage": {"with_damage"}}, incident.ReportTriage},
		{"/", url.Values{"do": {"spam"}, "report": {w.number}}, incident.ReportTriage},
		{"/lookup", url.Values{"kind": {"org"}, "term": {"鈴鹿原シール"}, "reason": {"電話での問い合わせ"}}, incident.ReportLookup},
		{"/enter", url.Values{"_channel": {"phone"}, "_received": {"2020-01-20T10:00"}, "story": {"電話で聞きました"}}, incident.ReportEnter},
		{"/reports/" + w.number + "/original", url.Values{"reason": {"試しに開いてみる"}}, incident.ReportOpen},
		{w.attached, url.Values{"reason": {"試しに開いてみる"}}, incident.ReportOpen},
		{w.attached + "/take", url.Values{"reason": {"試しに開いてみる"}, "password": {"ABCDE-12345-ABCDE"}}, incident.FileTake},
		{w.attached + "/transcribe", url.Values{"reason": {"試しに開いてみる"}, "_do": {"amend"}, "story": {"x"}}, incident.ReportEnter},
		{"/reports/" + w.number + "/consent", url.Values{"do": {"say"}, "party": {"0"}, "use": {"share"}, "word": {"yes"}, "channel": {"phone"}, "said_at": {"2020-01-20T10:00"}, "consent-reason": {"x"}}, incident.ConsentRecord},
		{"/reports/" + w.number + "/consent", url.Values{"do": {"share"}, "body": {"警察"}, "what": {"facts"}, "shared_at": {"2020-01-20T10:00"}}, incident.ReportShare},
		{"/consent-rules", url.Values{"rule": {"all"}, "silence": {"agrees"}}, incident.DeskSettings},
		{"/cases/" + w.cased + "/showings", url.Values{"do": {"show"}, "report": {w.number}, "due": {"2020-02-01"}}, incident.CaseShow},
		{"/cases/" + w.cased + "/showings", url.Values{"do": {"reply"}, "showing": {"1"}, "n": {"1"}}, incident.CaseShow},
		{"/cases/" + w.cased + "/showings", url.Values{"do": {"close"}, "showing": {"1"}}, incident.CaseShow},
		{"/reports/" + w.number + "/ask", url.Values{"question": {"story"}, "due": {"2020-02-01"}}, incident.ReportReply},
		{"/reports/" + w.number + "/code", url.Values{"do": {"open"}, "reason": {"コードをなくしたとの電話"}}, incident.CodeReplace},
		{"/reports/" + w.number + "/code", url.Values{"do": {"propose"}, "contact": {"reporter_phone"}, "how": {"かけ直して確かめた"}}, incident.CodeReplace},
		{"/reports/" + w.number + "/code", url.Values{"do": {"replace"}, "request": {"1"}}, incident.CodeReplace},
		{"/reports/" + w.number + "/amend", url.Values{"_source": {"phone"}, "_source_at": {"2020-01-20T10:00"}, "reason": {"電話で聞いた"}, "story": {"x"}}, incident.ReportEnter},
		{"/enter/save", url.Values{"story": {"x"}}, incident.ReportEnter},
		{"/waiting", url.Values{"job": {"1"}}, incident.JobsRetry},
		{"/list", url.Values{"do": {"keep"}}, incident.ReportEnter},
		{"/quarantine", url.Values{"id": {"1"}, "note": {"x"}}, incident.ReportTriage},
		{w.held, url.Values{"reason": {"試しに開いてみる"}}, incident.ReportOpen},
		{"/cases", url.Values{"reports": {w.number}, "category": {"2020H1/virus"}}, incident.CaseDraft},
		{"/cases/" + w.cased + "/figures", url.Values{"do": {"save"}, "fig.0.kind": {"flow"}}, incident.CaseDraft},
		{"/cases/" + w.cased + "/figures", url.Values{"do": {"preview"}}, incident.CaseDraft},
		{"/advisories/new", url.Values{"title.ja": {"題"}, "body.ja": {"文"}}, incident.CaseDraft},
		{"/advisories/2020-A01", url.Values{"do": {"save"}}, incident.CaseDraft},
		{"/advisories/2020-A01", url.Values{"do": {"submit"}}, incident.CaseDraft},
		{"/advisories/2020-A01", url.Values{"do": {"approve"}}, incident.CaseApprove},
		{"/advisories/2020-A01", url.Values{"do": {"return"}}, incident.CaseApprove},
		{"/advisories/2020-A01", url.Values{"do": {"release"}}, incident.EditionRelease},
		{"/selfcheck", url.Values{"do": {"save"}}, incident.EditionEdit},
		{"/selfcheck", url.Values{"do": {"restore"}}, incident.EditionEdit},
		{"/editions/new", url.Values{"id": {"2021H1"}}, incident.EditionEdit},
		{"/editions/statistics", url.Values{"id": {"2021"}, "set": {"2019.1"}}, incident.EditionEdit},
		{"/editions/2019", url.Values{"do": {"comment"}, "table": {"V2"}, "text.ja": {"x"}}, incident.StatsEdit},
		{"/editions/2019", url.Values{"do": {"approve"}, "table": {"V2"}, "written": {"2020-01-20T03:00:00Z"}}, incident.CaseApprove},
		{"/editions/2019", url.Values{"do": {"save"}}, incident.EditionEdit},
		{"/editions/2019", url.Values{"do": {"freeze"}}, incident.EditionRelease},
		{"/editions/2020H1/leaks", url.Values{"do": {"waive"}, "file": {"index.html"}, "mark": {"00"}, "reason": {"川の名前として書かれている"}}, incident.LeakWaive},
		{"/editions/2020H1/leaks", url.Values{"do": {"agree"}, "waiver": {"1"}}, incident.LeakWaive},
		{"/editions/2020H1/leaks", url.Values{"do": {"revoke"}, "waiver": {"1"}}, incident.LeakWaive},
		{"/editions/2020H1/leaks", url.Values{"do": {"look"}, "reason": {"何が残ったかを確かめる"}}, incident.ReportOpen},
		{"/editions/2020H1/mosaic", url.Values{"do": {"decide"}, "case": {w.cased}}, incident.EditionEdit},
		{"/editions/2020H1/mosaic", url.Values{"do": {"notice"}, "case": {w.cased}}, incident.EditionEdit},
		{"/editions/2020H1/corrections", url.Values{"do": {"correct"}, "case": {w.cased}, "note.ja": {"x"}}, incident.EditionEdit},
		{"/editions/2020H1/corrections", url.Values{"do": {"withdraw"}, "case": {w.cased}}, incident.EditionEdit},
		{"/editions/2020H1/corrections", url.Values{"do": {"remark"}, "note.ja": {"x"}}, incident.EditionEdit},
		{"/editions/2020H1/corrections", url.Values{"do": {"drop"}, "case": {w.cased}, "reason": {"x"}}, incident.EditionEdit},
		{"/editions/2020H1/corrections", url.Values{"do": {"unstage"}}, incident.EditionEdit},
		{"/editions/2020H1/corrections", url.Values{"do": {"release"}}, incident.EditionRelease},
		{"/editions/2020H1/themes", url.Values{"do": {"put"}, "case." + w.cased: {"1"}}, incident.EditionEdit},
		{"/themes", url.Values{"code": {"mfa"}, "label.ja": {"多要素認証"}}, incident.EditionEdit},
		{"/standing", url.Values{"name": {"request"}, "title.ja": {"x"}, "body.ja": {"x"}}, incident.EditionEdit},
		{"/calendar", url.Values{"do": {"plan"}, "id": {"2021H1"}, "title.ja": {"x"}, "kind": {"cases"}, "day": {"2021-02-01"}}, incident.EditionEdit},
		{"/calendar", url.Values{"do": {"unplan"}, "id": {"2021H1"}}, incident.EditionEdit},
		{"/forms/new", url.Values{"do": {"try"}, "body": {"id = 3"}}, incident.DeskSettings},
		{"/forms/virus/100", url.Values{"do": {"off"}}, incident.DeskSettings},
		{"/settings", url.Values{"answer_days": {"30"}}, incident.DeskSettings},
		{"/statistics/cross", url.Values{"do": {"keep"}, "d1": {"month"}, "id": {"x"}, "title.ja": {"x"}, "title.en": {"x"}}, incident.StatsEdit},
		{"/statistics/define", url.Values{"do": {"save-text"}, "body": {"id = 3"}}, incident.StatsEdit},
		{"/statistics/sets", url.Values{"do": {"freeze"}, "period": {"2020"}, "table": {"V2"}}, incident.StatsEdit},
		{"/statistics/rules", url.Values{"do": {"reset"}}, incident.StatsEdit},
		{"/templates", url.Values{"name": {"inquiry"}, "title.ja": {"x"}, "title.en": {"x"}, "body.ja": {"x"}, "body.en": {"x"}}, incident.DeskSettings},
		{"/staff", url.Values{"login": {"new"}, "name": {"新"}, "roles": {"auditor"}}, incident.StaffManage},
		{"/tokens", url.Values{"name": {"架空SOC"}, "scopes": {"report.file"}, "days": {"90"}, "per_hour": {"100"}}, incident.TokenManage},
		{"/tokens/1", nil, incident.TokenManage},
		{"/subscribers", url.Values{"mail": {"a@example.jp"}, "reason": {"電話で頼まれた"}}, incident.SubscriberRemove},
		{"/audit", nil, incident.AuditRead},
	}
	for do, action := range map[string]incident.Action{"accept": incident.ReportTriage, "reject": incident.ReportTriage, "duplicate": incident.ReportTriage,
		"withdraw": incident.ReportTriage, "spam": incident.ReportTriage, "undo": incident.ReportTriage, "assign": incident.ReportTriage, "rescan": incident.ReportTriage,
		"relate": incident.ReportTriage, "unrelate": incident.ReportTriage, "facts": incident.FactCode, "confirm": incident.FactCode,
		"reply": incident.ReportReply, "verify": incident.ReportReply, "close-ask": incident.ReportReply, "draft": incident.ReportReply, "link": incident.CaseDraft, "unlink": incident.CaseDraft, "new-case": incident.CaseDraft} {
		posts = append(posts, post{"/reports/" + w.number, url.Values{"do": {do}, "scheme": {"virus"}, "damage": {"with_damage"}, "reason": {"test"}, "of": {w.other}, "other": {w.other}, "why": {"x"},
			"text": {"x"}, "template": {"inquiry"}, "case": {w.cased}, "category": {"2020H1/virus"}, "fact": {"1"}}, action})
	}
	for do, action := range map[string]incident.Action{"save": incident.CaseDraft, "submit": incident.CaseDraft, "approve": incident.CaseApprove, "return": incident.CaseApprove,
		"check": incident.CaseDraft, "comment": incident.CaseComment, "resolve": incident.CaseComment, "reopen": incident.CaseComment,
		"link": incident.CaseDraft, "unlink": incident.CaseDraft} {
		posts = append(posts, post{"/cases/" + w.cased, url.Values{"do": {do}, "n": {"1"}, "why": {"x"}, "report": {w.number}, "category": {"virus"}}, action})
	}
	for do, action := range map[string]incident.Action{"save": incident.EditionEdit, "choose": incident.EditionEdit, "rule": incident.EditionEdit, "lint": incident.EditionEdit, "move 2020-0001": incident.EditionEdit, "freeze": incident.EditionRelease, "reopen": incident.EditionRelease,
		"build": incident.EditionRelease, "check": incident.EditionRelease, "release": incident.EditionRelease} {
		posts = append(posts, post{"/editions/2020H1", url.Values{"do": {do}, "reason": {"x"}}, action})
	}
	for _, do := range []string{"confirm", "stop"} {
		posts = append(posts, post{"/retention", url.Values{"do": {do}, "class": {"attachments"}, "event-attachments": {"closed"}, "months-attachments": {"12"}}, incident.RetentionSet})
	}
	for do, action := range map[string]incident.Action{"hold": incident.ReportHold, "lift": incident.ReportHold, "ask": incident.ReportErase, "propose": incident.ReportErase,
		"agree": incident.ReportErase, "refuse": incident.ReportErase} {
		posts = append(posts, post{"/reports/" + w.number + "/retention", url.Values{"do": {do}, "id": {"1"}, "hold-reason": {"訴訟のため残す"}, "until": {"2021-01-01"},
			"lift-reason-1": {"訴訟が終わった"}, "origin": {"phone"}, "note": {"電話で頼まれた"}, "answer": {"open"}}, action})
	}
	for _, path := range []string{"/reports/" + w.number, "/cases/" + w.cased} {
		for _, do := range []string{"accept", "change", "keep", "undo", "rest-accept", "rest-keep", "apply", "take"} {
			posts = append(posts, post{path + "/masking", url.Values{"do": {do}, "n": {"1"}, "key": {"00"}, "rest-reason": {"x"}, "case": {w.cased}}, incident.MaskDecide})
		}
	}
	for _, do := range []string{"add", "remove", "open"} {
		posts = append(posts, post{"/own-terms", url.Values{"do": {do}, "term": {"鈴鹿原"}, "kind": {"org"}, "why": {"x"}, "reason": {"試しに開く"}, "id": {"1"}}, incident.MaskDecide})
	}
	for _, role := range incident.Roles {
		b := w.as("one-"+string(role), role)
		may := func(a incident.Action) bool {
			return a == "" || incident.Can(incident.Actor{Kind: incident.Staff, Roles: []incident.Role{role}}, a)
		}
		for _, p := range pages {
			a := b.get(p.path)
			if want := map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[may(p.action)]; a.code != want {
				t.Errorf("%s GET %s: got %d, want %d", role, p.path, a.code, want)
			}
			if file := strings.Contains(p.path, "/file?"); file && a.code == http.StatusOK {
				continue // no page
			}
			if a.code == http.StatusOK && strings.HasSuffix(p.path, "/draft/") {
				continue // the edition as readers would see it has no menu
			}
			if !strings.Contains(a.body, `action="/sign-out"`) || !strings.Contains(a.body, `href="/account"`) {
				t.Errorf("%s GET %s (%d): no menu", role, p.path, a.code)
			}
		}
		for _, p := range posts {
			if may(p.action) {
				continue // what it does is for the other tests
			}
			before := w.writes()
			if a := b.post(p.path, p.form); a.code != http.StatusForbidden {
				t.Errorf("%s POST %s %s: got %d, want 403", role, p.path, p.form.Get("do"), a.code)
			}
			rows, err := w.st.ListAudit(t.Context(), store.AuditFilter{Limit: 100000})
			w.must(err)
			if n := len(rows) - before; n > 0 {
				t.Errorf("%s POST %s %s: refused, but wrote %d audit rows, last %s", role, p.path, p.form.Get("do"), n, rows[0].Action)
			}
		}
	}
	w.as("lost", incident.Auditor).get("/nowhere").want(t, http.StatusNotFound, `action="/sign-out"`)
	out := w.browser()
	a := out.get("/nowhere")
	a.want(t, http.StatusNotFound)
	if strings.Contains(a.body, "sign-out") {
		t.Error("a stranger's error page has the menu")
	}
	for _, p := range pages {
		if a := out.get(p.path); a.path != "/sign-in" {
			t.Errorf("signed out GET %s leads to %s", p.path, a.path)
		}
	}
	for _, p := range posts {
		before := w.writes()
		if a := out.post(p.path, p.form); a.code != http.StatusForbidden || w.writes() != before {
			t.Errorf("signed out POST %s %s: %d", p.path, p.form.Get("do"), a.code)
		}
	}
}

// A page of another site cannot post, whatever the browser's cookies.
func TestCrossSite(t *testing.T) {
	w := newWorld(t)
	b := w.as("hana", incident.Intake)
	for _, h := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Origin": {"https://evil.example"}}, {"Referer": {"https://evil.example/x"}}} {
		before := w.writes()
		r, err := http.NewRequest(http.MethodPost, w.url+"/reports/"+w.number, nil)
		w.must(err)
		r.Header = h
		res, err := b.client.Do(r)
		w.must(err)
		if a := b.read(res); a.code != http.StatusForbidden || w.writes() != before {
			t.Errorf("%v: %d", h, a.code)
		}
	}
}
