package console_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/store"
	"todoke/internal/triage"
)

// Staff show a draft, are told why when somebody else could be recognised, see an objection beside the draft, answer it and take the draft back.
func TestShowingPage(t *testing.T) {
	d := newDesk(t)
	file := func(v url.Values) intake.Receipt {
		r, err := d.intake.Receive(t.Context(), intake.Submission{Form: "door", Lang: incident.JA, Channel: incident.Web, Answers: d.form.ReadValues(v, d.now).Answers})
		d.must(err)
		d.masked(r.Number)
		return r
	}
	mine := file(url.Values{"noticed": {"files_locked"}, "story": {"ファイルが開けません。"}, "reporter_org": {"株式会社鈴鹿原シール"}, "org_kind": {"company"}})
	theirs := file(url.Values{"noticed": {"files_locked"}, "story": {"見積書が開けません。"}, "reporter_org": {"養老製函株式会社"}, "org_kind": {"company"}})
	_, bun := d.staff("bun2", incident.Analyst)
	d.must(d.triage.Accept(t.Context(), bun, []string{mine.Number, theirs.Number}, incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.WithDamage}))
	n, err := d.triage.NewCase(t.Context(), bun, triage.CaseStart{Reports: []string{mine.Number, theirs.Number}, Scheme: "2020H1", Category: "virus"})
	d.must(err)
	path := "/cases/" + n + "/showings"
	b := d.as("bun", incident.Analyst)
	b.get(path).want(t, http.StatusOK, "まだ下書きがありません")
	const safe, names = "届出者（企業）のファイルが暗号化された。", "養老製函でも同じ被害があった。"
	_, err = d.triage.SaveDraft(t.Context(), bun, n, triage.Draft{Category: "virus", Summary: incident.Text{JA: safe + names}})
	d.must(err)
	b.get(path).want(t, http.StatusOK, safe, "いくつもの届出から書いた")
	show := url.Values{"do": {"show"}, "report": {mine.Number}, "revision": {"1"}, "sentence": {safe, names}, "due": {"2020-02-01"}}
	a := b.post(path, show)
	a.want(t, http.StatusConflict, "見せていません", "養老製函", theirs.Number)
	if strings.Count(a.body, "checked") != 2 {
		t.Errorf("the ticks are gone: %d", strings.Count(a.body, "checked"))
	}
	show["sentence"] = nil
	b.post(path, show).want(t, http.StatusUnprocessableEntity, "見せる文を選んでください")
	show["sentence"] = []string{safe}
	show.Set("due", "never")
	b.post(path, show).want(t, http.StatusUnprocessableEntity, `id="due-`+mine.Number)
	show.Set("due", "2020-02-01")
	b.post(path, show).want(t, http.StatusOK, "照会コードのページに出しました", "届出者の返事待ち", "2020年2月1日")
	b.get("/cases/"+n).want(t, http.StatusOK, "届出者の返事待ち", path)
	k := intake.Key{Number: mine.Number, Code: mine.Code}
	seen, err := d.intake.Find(t.Context(), k.Number, k.Code, "")
	d.must(err)
	id := seen.Showings[0].ID
	d.must(d.intake.AnswerShowing(t.Context(), k, id, intake.ShowingAnswer{Object: map[int]string{1: "<em>鈴鹿原シール</em>では一部だけです。"}}))
	a = b.get(path)
	a.want(t, http.StatusOK, "言葉は表示できません", "異議・訂正あり")
	d.masked(mine.Number)
	a = b.get(path)
	a.want(t, http.StatusOK, "一部だけです。")
	if strings.Contains(a.body, "鈴鹿原") || strings.Contains(a.body, "<em>") {
		t.Error("the objection is not masked, or became markup")
	}
	reply := url.Values{"do": {"reply"}, "showing": {strconv.FormatInt(id, 10)}, "n": {"1"}, "words": {" "}}
	b.post(path, reply).want(t, http.StatusUnprocessableEntity, `id="reply-`+strconv.FormatInt(id, 10)+`-1"`)
	reply.Set("words", "「一部の」を加えます。")
	b.post(path, reply).want(t, http.StatusOK, "異議に回答済み", "「一部の」を加えます。")
	b.post(path, url.Values{"do": {"close"}, "showing": {strconv.FormatInt(id, 10)}}).want(t, http.StatusOK, "見せるのをやめました")
	d.as("auditor", incident.Auditor).get("/cases/"+n).want(t, http.StatusOK, "届出者の確認")
}

// The edition builder says beside each case how the drafts shown to its reporters stand, and that a freeze would leave it out; a publisher without the right to
// show gets no link.
func TestShowingsInEdition(t *testing.T) {
	w := newWorld(t)
	r, err := w.st.FindReport(t.Context(), w.number)
	w.must(err)
	s := incident.Showing{ID: store.NewID(w.now), Case: w.cased, Revision: 1, ReportID: r.ID, Lang: incident.JA, State: incident.ShowingWaiting, Silence: incident.SilenceLeaves, ShownBy: "bun", ShownAt: w.now, Due: w.now.Add(10 * time.Minute)}
	w.must(w.st.Write(t.Context(), func(tx *store.Tx) error { return tx.InsertShowing(t.Context(), s) }))
	link := "/cases/" + w.cased + "/showings"
	kou, bun := w.as("kou", incident.Publisher), w.as("bun", incident.Analyst, incident.Publisher)
	bun.get("/editions/2020H1").want(t, http.StatusOK, "届出者の返事待ち", "凍結のとき事例は外れます", link)
	if a := kou.get("/editions/2020H1"); strings.Contains(a.body, link) || !strings.Contains(a.body, "届出者の返事待ち") {
		t.Error("a publisher is led to a page that is refused, or sees nothing")
	}
	w.now = w.now.Add(20 * time.Minute)
	bun.get("/editions/2020H1").want(t, http.StatusOK, "期日までに返事なし", "凍結のとき事例は外れます")
	w.must(w.st.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.MoveShowing(t.Context(), s.ID, incident.ShowingWaiting, incident.ShowingClosed, "bun", w.now)
		return err
	}))
	if a := bun.get("/editions/2020H1"); strings.Contains(a.body, "期日までに返事なし") {
		t.Error("what was taken back is still said")
	}
}
