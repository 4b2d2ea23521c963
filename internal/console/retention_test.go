package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/triage"
)

// A clock is set, refused and stopped by hand; what is due is listed, erased, and has its certificate.
func TestRetentionPages(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(nil))
	_, hana := d.staff("hana", incident.Intake)
	d.must(d.triage.Accept(t.Context(), hana, []string{n}, incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.WithDamage}))
	d.attach(n, "memo.txt", []byte("写しです。"))
	d.masked(n)
	admin := d.as("kanri", incident.Administrator)
	set := func(class, event, months string) answer {
		return admin.post("/retention", url.Values{"do": {"confirm"}, "class": {class}, "event-" + class: {event}, "months-" + class: {months}})
	}
	admin.get("/retention").want(t, http.StatusOK, "案（動いていません）", "期限を過ぎたものはありません")
	set("identity", "closed", "36").want(t, http.StatusConflict, "先に、原文の期限を決めてください")
	set("attachments", "closed", "abc").want(t, http.StatusUnprocessableEntity, "1から600まで", `value="abc"`)
	set("attachments", "closed", "100000").want(t, http.StatusUnprocessableEntity, "1から600まで")
	set("attachments", "", "12").want(t, http.StatusUnprocessableEntity, "数え始める日")
	set("everything", "closed", "12").want(t, http.StatusUnprocessableEntity, "その種類の保存期限はありません")
	for _, c := range incident.ProposedClocks {
		set(string(c.Class), string(c.Event), "6").want(t, http.StatusOK, "期限を動かしました")
	}
	admin.post("/retention", url.Values{"do": {"stop"}, "class": {"original"}}).want(t, http.StatusConflict, "先にそちらを止めてください")
	admin.post("/retention", url.Values{"do": {"start"}}).want(t, http.StatusConflict, "期限を過ぎたものはありません")
	d.now = d.now.AddDate(2, 0, 0)
	admin = d.as("kanri2", incident.Administrator)
	admin.get("/retention").want(t, http.StatusOK, n, "期限を過ぎたもの")

	reviewer := d.as("satoe", incident.Reviewer)
	kept := "/reports/" + n + "/retention"
	reviewer.post(kept, url.Values{"do": {"hold"}, "until": {"2023-01-01"}}).want(t, http.StatusUnprocessableEntity, "理由")
	reviewer.post(kept, url.Values{"do": {"hold"}, "hold-reason": {"訴訟の間は残す"}}).want(t, http.StatusUnprocessableEntity, "いつまで残すか")
	reviewer.post(kept, url.Values{"do": {"hold"}, "hold-reason": {"訴訟の間は残す"}, "until": {"2099-01-01"}}).want(t, http.StatusUnprocessableEntity, "10年後まで")
	reviewer.get(kept).want(t, http.StatusOK, "残す指定", "あり")

	admin.post("/retention", url.Values{"do": {"start"}}).want(t, http.StatusOK, "消去を始めました")
	d.must(d.keeping.Run(t.Context()))
	admin.get("/retention").want(t, http.StatusOK, "/retention/certificates/1", "第1回")
	admin.get("/retention/certificates/1").want(t, http.StatusOK, "todoke/erasure\nrun 1\n", "erased "+n+" identity")
	admin.get("/retention/certificates/2").want(t, http.StatusNotFound)
	d.as("mono", incident.Auditor).get("/retention/certificates/1").want(t, http.StatusOK, "before sha256:")
}

// No page of an erased report breaks: each says what is gone, or that there is nothing.
func TestErasedReportPages(t *testing.T) {
	d := newDesk(t)
	n, other := d.masked(d.file(nil)), d.masked(d.file(url.Values{"story": {"別の届出です。"}}))
	ctx := t.Context()
	_, hana := d.staff("hana", incident.Intake)
	_, bun := d.staff("bun", incident.Analyst)
	made, err := d.triage.NewCase(ctx, bun, triage.CaseStart{Reports: []string{other}, Scheme: "2020H1", Category: "virus"})
	d.must(err)
	d.must(d.triage.Accept(ctx, hana, []string{n}, incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.WithDamage}))
	file := d.attach(n, "memo.txt", []byte("写しです。"))
	d.masked(n)
	_, kan := d.staff("kan", incident.Administrator)
	for _, c := range incident.ProposedClocks {
		c.Months = 6
		d.must(d.keeping.Confirm(ctx, kan, c))
	}
	d.now = d.now.AddDate(2, 0, 0)
	d.must(d.keeping.Run(ctx))
	b := d.as("zenbu", incident.Intake, incident.Analyst, incident.Reviewer, incident.Publisher)
	report := "/reports/" + n
	a := b.get(report)
	a.want(t, http.StatusOK, "消去済みの内容", "文章は消去されています", "添付ファイル")
	if strings.Contains(a.body, "マスク処理中") || strings.Contains(a.body, report+"/original") || strings.Contains(a.body, "鷹野橋") {
		t.Error("the page of an erased report offers what is gone")
	}
	b.get(report+"/retention").want(t, http.StatusOK, "消去済み", "保存期限による")
	b.get(report+"/versions").want(t, http.StatusOK, "内容は消去されています")
	for path, want := range map[string]int{"/": 200, "/?q=" + url.QueryEscape("感染"): 200, report + "/ask": 200, report + "/masking": 200, report + "/code": 200, report + "/original": 200, report + "/amend": 200,
		file: 404, "/cases/" + made: 200, "/cases/" + made + "/masking": 200} {
		if a := b.get(path); a.code != want {
			t.Errorf("%s: %d, want %d", path, a.code, want)
		}
	}
	b.post(report+"/original", url.Values{"reason": {"確かめるために開く"}}).want(t, http.StatusNotFound, "消去")
	b.post(report, url.Values{"do": {"reply"}, "text": {"お返事です"}}).want(t, http.StatusConflict, "消去されています")
	b.post(report+"/ask", url.Values{"question": {"story"}, "due": {"2022-02-01"}}).want(t, http.StatusConflict, "消去されています")
	b.post(report, url.Values{"do": {"undo"}, "why": {"鷹野橋さんの件"}}).want(t, http.StatusOK)
	b.post(report, url.Values{"do": {"accept"}, "scheme": {"virus"}, "damage": {"with_damage"}}).want(t, http.StatusOK)
	b.post(report, url.Values{"do": {"link"}, "case": {made}})
	b.get("/cases/"+made).want(t, http.StatusOK, n)
}
