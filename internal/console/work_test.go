package console_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func TestQueue(t *testing.T) {
	d := newDesk(t)
	b := d.as("hana", incident.Intake)
	b.get("/").want(t, http.StatusOK, "ここにある届出はありません", "新しい届出が届くと")
	first, second, third := d.masked(d.file(nil)), d.masked(d.file(url.Values{"story": {"メールのパスワードが盗まれました。"}})), d.file(url.Values{"story": {"まだマスクされていません"}})
	a := b.get("/")
	a.want(t, http.StatusOK, first, second, third, "マスク処理中", "3件")
	a.lacks(t, "鈴鹿原", "鷹野橋", "まだマスクされていません")
	found := b.get("/?q=" + url.QueryEscape("盗ま"))
	found.want(t, http.StatusOK, second)
	found.lacks(t, first)
	b.get("/?q="+url.QueryEscape("見つからない語")).want(t, http.StatusOK, "条件に合う届出はありません")

	// all or nothing, and what was ticked and chosen stays
	d.must(d.triage.MarkSpam(t.Context(), mustActor(d, "hana"), []string{third}))
	bulk := url.Values{"do": {"accept"}, "report": {first, third}, "scheme": {"both"}, "damage": {"with_damage"}}
	a = b.post("/?state=all", bulk)
	a.want(t, http.StatusConflict, "迷惑送信", `value="both" selected`, `value="`+first+`" aria-label="`+first+`を選ぶ" checked`)
	if s := d.report(first).State; s != incident.Received {
		t.Errorf("half of a bulk was done: %s", s)
	}
	b.post("/", url.Values{"do": {"accept"}}).want(t, http.StatusUnprocessableEntity, "1件以上選んで")
	bulk["report"] = []string{first, second}
	a = b.post("/?state=all", bulk)
	a.want(t, http.StatusOK, "2件を受理しました")
	if a.path != "/?state=all" {
		t.Errorf("the filter was lost: %s", a.path)
	}
	if r := d.report(second); r.State != incident.Accepted || r.Acceptance.Scheme != incident.SchemeBoth {
		t.Errorf("not accepted as chosen: %+v", r.Acceptance)
	}
	b.post("/?state=all", url.Values{"do": {"mine"}, "report": {first}}).want(t, http.StatusOK, "職員 hana")
	mine := b.get("/?mine=1&state=all")
	mine.want(t, http.StatusOK, first)
	mine.lacks(t, second)
}

func mustActor(d *desk, login string) incident.Actor {
	list, err := d.auth.List(d.t.Context())
	d.must(err)
	for _, m := range list {
		if m.Login == login {
			a, err := d.auth.Find(d.t.Context(), m.ID)
			d.must(err)
			return a
		}
	}
	d.t.Fatalf("no account %s", login)
	return incident.Actor{}
}

func TestReport(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(nil))
	b := d.as("bun", incident.Analyst)
	path := "/reports/" + n
	a := b.get(path)
	a.want(t, http.StatusOK, `<mark class="placeholder">届出者</mark>`, "共有フォルダのファイルがすべて開けません")
	a.lacks(t, "鈴鹿原", "鷹野橋", "059-000")
	b.get("/reports/T-2020-000001-0").want(t, http.StatusNotFound)
	b.get("/reports/<em>").want(t, http.StatusNotFound)

	b.post(path, url.Values{"do": {"reject"}, "note": {"電話した"}}).want(t, http.StatusUnprocessableEntity, `href="#reject-reason"`, `value="電話した"`)
	b.post(path, url.Values{"do": {"duplicate"}, "of": {"T-2020-999999-X"}}).want(t, http.StatusUnprocessableEntity, `href="#of"`, `value="T-2020-999999-X"`)
	b.post(path, url.Values{"do": {"nonsense"}}).want(t, http.StatusUnprocessableEntity)
	b.post(path, url.Values{"do": {"accept"}, "scheme": {"virus"}, "damage": {"with_damage"}}).want(t, http.StatusOK, "受理しました")
	b.post(path, url.Values{"do": {"spam"}}).want(t, http.StatusConflict, "迷惑送信")
	b.post(path, url.Values{"do": {"undo"}, "why": {"区分を間違えた"}}).want(t, http.StatusOK, "受付の状態に戻しました", "区分を間違えた")

	facts := url.Values{"do": {"facts"}, "fact.0.code": {"damage:file_encryption"}, "fact.0.polarity": {"present"}, "fact.0.certainty": {"presumed"}, "fact.0.source": {"reporter"},
		"fact.0.value": {"約千台"}, "fact.0.unit": {"machines"}, "fact.0.bound": {"at_least"}}
	b.post(path, facts).want(t, http.StatusUnprocessableEntity, `href="#fact.0.value"`, `value="約千台"`)
	facts.Set("fact.0.value", "１,０００")
	facts.Set("fact.1.code", "response:nothing")
	b.post(path, facts).want(t, http.StatusUnprocessableEntity)
	facts.Set("fact.1.remove", "1")
	b.post(path, facts).want(t, http.StatusOK, "事実を保存しました")
	coded, err := d.st.ListFacts(t.Context(), d.report(n).ID)
	d.must(err)
	var got []incident.Fact
	for _, f := range coded {
		if f.Coded {
			got = append(got, f)
		}
	}
	if len(got) != 1 || got[0].Certainty != incident.Presumed || *got[0].Quantity != (incident.Quantity{Value: 1000, Unit: "machines", Bound: incident.AtLeast}) {
		t.Errorf("coded %+v", got)
	}

	draft := b.post(path, url.Values{"do": {"draft"}, "template": {"inquiry"}})
	draft.want(t, http.StatusOK, "文例を入れました", n)
	b.post(path, url.Values{"do": {"reply"}, "text": {"鷹野橋さま、いつ気づきましたか。"}}).want(t, http.StatusOK, "届出者に送りました", "いつ気づきましたか")
	b.get(path).lacks(t, "鷹野橋")

	day := b.get(path) // the categories of the scheme in force on the report's day; those of others on asking
	day.want(t, http.StatusOK, `value="2020H1/virus"`, `?schemes=all#new-case`)
	day.lacks(t, `value="2021H1/`, `value="2021H2/`)
	b.get(path+"?schemes=all").want(t, http.StatusOK, `value="2020H1/virus"`, `value="2021H1/ransom"`, `value="2021H2/ransom"`)
	b.post(path, url.Values{"do": {"new-case"}, "category": {"2021H1/nothing"}}).want(t, http.StatusUnprocessableEntity, `value="2021H1/ransom"`)

	made := b.post(path, url.Values{"do": {"new-case"}, "category": {"2020H1/virus"}})
	made.want(t, http.StatusOK, "事例を作りました", n)
	if made.path != "/cases/2020-0001" {
		t.Errorf("new case leads to %s", made.path)
	}
}

// What a reporter writes is shown as written and never as markup, masked or opened.
func TestEscapes(t *testing.T) {
	d := newDesk(t)
	const probe = `<em>x</em><script>alert(1)</script>"'>{{.}}`
	n := d.masked(d.file(url.Values{"story": {probe + " 開けません"}, "virus_name": {probe}}))
	b := d.as("bun", incident.Analyst)
	pages := []answer{b.get("/?state=all"), b.get("/reports/" + n), b.get("/?q=" + url.QueryEscape(probe)),
		b.post("/reports/"+n+"/original", url.Values{"reason": {"表示を確かめるため"}}),
		b.post("/reports/"+n, url.Values{"do": {"duplicate"}, "of": {probe}}),
		b.post("/reports/"+n, url.Values{"do": {"reply"}, "text": {probe}})}
	for i, a := range pages {
		if strings.Contains(a.body, "<em>x") || strings.Contains(a.body, "<script>alert") {
			t.Errorf("page %d (%s): markup came through", i, a.path)
		}
	}
	pages[1].want(t, http.StatusOK, "&lt;em&gt;x&lt;/em&gt;")
	if strings.Contains(d.log.String(), "alert") {
		t.Error("the log holds what was typed")
	}
}

func TestOriginal(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(nil))
	b := d.as("hana", incident.Intake)
	path := "/reports/" + n + "/original"
	opened := func() int {
		rows, err := d.st.ListAudit(t.Context(), store.AuditFilter{Object: "report:" + n, Action: "seal.open", Who: "staff:hana", Limit: 10})
		d.must(err)
		return len(rows)
	}
	a := b.get(path)
	a.want(t, http.StatusOK, "開く理由")
	a.lacks(t, "鷹野橋")
	for _, reason := range []string{"", "なぜ", "open.coding"} { // the short list is for one's own reports only
		a = b.post(path, url.Values{"reason": {reason}})
		a.want(t, http.StatusUnprocessableEntity, `href="#reason"`)
		a.lacks(t, "鷹野橋")
	}
	if opened() != 0 {
		t.Error("a refused opening was audited as one")
	}
	a = b.post(path, url.Values{"reason": {"折り返しの電話のため"}})
	a.want(t, http.StatusOK, "鷹野橋 郁子", "株式会社鈴鹿原シール")
	if c := a.head.Get("Cache-Control"); c != "no-store" {
		t.Errorf("the original may be kept: %q", c)
	}
	if opened() != 1 {
		t.Errorf("audited %d times", opened())
	}
	d.must(d.triage.Assign(t.Context(), mustActor(d, "hana"), []string{n}, mustActor(d, "hana").ID))
	b.get(path).want(t, http.StatusOK, "届出者への照会のため")
	b.post(path, url.Values{"chosen": {"open.ask_back"}}).want(t, http.StatusOK, "鷹野橋 郁子")
}

func TestLookup(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(nil))
	b := d.as("hana", incident.Intake)
	ask := url.Values{"kind": {"org"}, "term": {"鈴鹿原シール"}, "reason": {"番号を失くした届出者"}}
	b.post("/lookup", ask).want(t, http.StatusOK, n, "見つかった届出：1件")
	ask.Set("term", "鈴鹿")
	a := b.post("/lookup", ask)
	a.want(t, http.StatusOK, "一致する届出はありません", `value="鈴鹿"`)
	a.lacks(t, n)
	b.get("/lookup?kind=org&term="+url.QueryEscape("鈴鹿原シール")+"&reason=reasons").lacks(t, n)
}

func TestEnter(t *testing.T) {
	d := newDesk(t)
	b := d.as("hana", incident.Intake)
	token := regexp.MustCompile(`name="_token" value="([^"]+)"`).FindStringSubmatch(b.get("/enter").body)[1]
	f := url.Values{"_token": {token}, "_channel": {"fax"}, "_received": {"2030-01-01T00:00"}, "_lang": {"ja"}, "story": {"FAXで届きました"}, "discovered_on": {"2999年1月1日"}}
	b.post("/enter", f).want(t, http.StatusUnprocessableEntity, `href="#received"`, `href="#discovered_on"`, "FAXで届きました", token)
	f.Set("_received", "2020-01-20T09:30")
	f.Del("discovered_on")
	a := b.post("/enter", f)
	a.want(t, http.StatusOK, "受け付けました")
	codes := regexp.MustCompile(`<dd class="code">([^<]+)</dd>`).FindAllStringSubmatch(a.body, -1)
	if len(codes) != 2 {
		t.Fatalf("number and code not shown: %v", codes)
	}
	r := d.report(codes[0][1])
	if r.Channel != incident.Fax || !r.Received.Equal(time.Date(2020, 1, 20, 0, 30, 0, 0, time.UTC)) {
		t.Errorf("filed as %s at %s", r.Channel, r.Received)
	}
	if _, err := d.intake.Find(t.Context(), codes[0][1], codes[1][1], "test"); err != nil {
		t.Errorf("the code read out does not open the report: %v", err)
	}
	again := b.post("/enter", f) // a double click files once
	again.want(t, http.StatusOK, codes[0][1], codes[1][1])
	b.post("/enter", url.Values{"_channel": {"phone"}, "_received": {"2020-01-20T09:30"}}).want(t, http.StatusUnprocessableEntity)
}

// A case from a report to an approved revision, and an edition from it to its files.
func TestCaseAndEdition(t *testing.T) {
	w := newWorld(t)
	writer, second, publisher := w.as("bun", incident.Analyst), w.as("sato", incident.Reviewer), w.as("kou", incident.Publisher)
	writer.post("/reports/"+w.number, url.Values{"do": {"accept"}, "scheme": {"virus"}, "damage": {"with_damage"}}).want(t, http.StatusOK)
	writer.post("/reports/"+w.number, url.Values{"do": {"facts"}, "fact.0.code": {"damage:file_encryption"}, "fact.0.polarity": {"present"}, "fact.0.certainty": {"confirmed"},
		"fact.0.source": {"reporter"}}).want(t, http.StatusOK, "事実を保存しました")
	path := "/cases/" + w.cased
	text := url.Values{"do": {"save"}, "category": {"virus"}, "org_kind": {"company"}, "happened": {"2020年1月"}, "summary.ja": {"届出者（企業）の共有フォルダのファイルが暗号化された。"},
		"summary.en":                   {"Files in a shared folder of the reporter (company) were encrypted."},
		"chapter.key_points.0.body.ja": {""}}
	writer.post(path, text).want(t, http.StatusOK, "保存しました", "暗号化された")
	text.Set("do", "submit")
	writer.post(path, text).want(t, http.StatusOK, "査読に出しました")
	writer.post(path, text).want(t, http.StatusConflict, "査読待ち")
	second.post(path, url.Values{"do": {"return"}, "n": {"1"}}).want(t, http.StatusUnprocessableEntity, `href="#why"`)
	second.post(path, url.Values{"do": {"approve"}, "n": {"1"}}).want(t, http.StatusOK, "承認しました")
	writer.get("/cases?state=approved").want(t, http.StatusOK, w.cased)
	a := writer.get(path)
	a.want(t, http.StatusOK, "第1版を保存", "第1版：査読待ちから承認済みへ")
	if strings.Contains(a.body, "saved revision") {
		t.Error("the history shows what the audit log notes")
	}

	edition := "/editions/2020H1"
	publisher.get(edition).want(t, http.StatusOK, "決まっていません")
	publisher.post(edition, url.Values{"do": {"freeze"}}).want(t, http.StatusConflict, "決まっていません")
	publisher.post(edition, url.Values{"do": {"choose"}, "choice." + w.cased: {"not"}}).want(t, http.StatusUnprocessableEntity, "理由を書いて")
	publisher.post(edition, url.Values{"do": {"choose"}, "choice." + w.cased: {"chosen"}}).want(t, http.StatusOK, "選択を保存しました", "載せる事例1件")
	frame := url.Values{"do": {"save"}, "title.ja": {"2020年上半期"}, "scheme": {"2020H1"}, "from": {"2020-01-01"}, "to": {"2020-06-30"}, "date_rule": {"received"}, "cutoff": {"2020-07-15T00:00"},
		"introduction.ja": {"はじめの文"}, "overall.0.heading.ja": {"見出し"}, "overall.0.body.ja": {"本文"}, "note.0.id": {"a"}, "note.0.ja": {"脚注の文"}}
	bad := url.Values{}
	for k, x := range frame {
		bad[k] = x
	}
	bad.Set("to", "2019-06-30")
	publisher.post(edition, bad).want(t, http.StatusUnprocessableEntity, `href="#period"`, "はじめの文", "見出し", "脚注の文")
	publisher.post(edition, frame).want(t, http.StatusOK, "保存しました", "はじめの文", "脚注の文")
	publisher.post(edition, url.Values{"do": {"freeze"}}).want(t, http.StatusOK, "凍結しました")
	publisher.post(edition, frame).want(t, http.StatusConflict)
	publisher.post(edition, url.Values{"do": {"build"}, "without_pdf": {"1"}}).want(t, http.StatusOK, "ファイルを作りました", "公開される画面を見る")
	second.get(edition+"/preview/").want(t, http.StatusOK, "暗号化された")
	second.get(edition+"/preview/../../../keys").want(t, http.StatusNotFound)
	zip := second.get(edition + "/download")
	if !strings.HasPrefix(zip.body, "PK") || zip.code != http.StatusOK {
		t.Errorf("download: %d", zip.code)
	}
	publisher.post(edition, url.Values{"do": {"check"}}).want(t, http.StatusOK, "漏えい検査をしました")
	publisher.post(edition, url.Values{"do": {"reopen"}}).want(t, http.StatusUnprocessableEntity)
	publisher.post(edition, url.Values{"do": {"release"}}).want(t, http.StatusOK, "公開済みです", `href="https://site.example/editions/2020H1/"`, "まとめてダウンロード")
	if a := publisher.get(edition); strings.Contains(a.body, "公開される画面を見る") {
		t.Error("a released edition offers its preview")
	}

	// Consent taken back: the publisher is told where the editions are, and cannot pass over it.
	if a := publisher.get("/editions"); strings.Contains(a.body, "確かめる事例") {
		t.Error("something to look at before anybody said no")
	}
	writer.post("/reports/"+w.number+"/consent", url.Values{"do": {"say"}, "party": {"0"}, "use": {"case"}, "word": {"no"}, "channel": {"phone"}, "said_at": {"2020-01-20T12:00"},
		"consent-reason": {"電話で申し出があった"}}).want(t, http.StatusOK, "統計だけに")
	publisher.get("/editions").want(t, http.StatusOK, `href="/editions/2020H1/corrections">確かめる事例 1件`)
	publisher.get(edition).want(t, http.StatusOK, "確かめる事例 1件")
	corrections := edition + "/corrections"
	publisher.get(corrections).want(t, http.StatusOK, "同意が取り消された", `name="do" value="withdraw" aria-label="`+w.cased)
	publisher.post(corrections, url.Values{"do": {"drop"}, "case": {w.cased}, "reason": {"そのままでよい"}}).want(t, http.StatusConflict, "公表を望まない当事者がいます")
	publisher.post(corrections, url.Values{"do": {"withdraw"}, "case": {w.cased}}).want(t, http.StatusOK, "次の改訂")
	if a := publisher.get("/editions"); strings.Contains(a.body, "確かめる事例") {
		t.Error("the withdrawal is staged and the case still to be looked at")
	}
}

func TestStaffPage(t *testing.T) {
	d := newDesk(t)
	b := d.as("kan", incident.Administrator)
	if a := b.get("/"); a.path != "/staff" {
		t.Errorf("an administrator's first page is %s", a.path)
	}
	b.post("/staff", url.Values{"do": {"create"}, "login": {"花子"}, "name": {"<em>花子"}}).want(t, http.StatusUnprocessableEntity, `href="#login"`, `href="#roles"`, "&lt;em&gt;花子")
	a := b.post("/staff", url.Values{"do": {"create"}, "login": {"hana"}, "name": {"花子"}, "roles": {"intake"}})
	a.want(t, http.StatusOK, "data:image/png;base64,", "hanaのサインインコード")
	b.get("/staff").lacks(t, "data:image/png;base64,", `id="once-code"`)
	code := regexp.MustCompile(`id="once-code">([^<]+)<`).FindStringSubmatch(a.body)[1]
	h := d.browser()
	h.post("/sign-in/once", url.Values{"code": {code}}).want(t, http.StatusOK, "届出の一覧")
	h.get("/account").want(t, http.StatusOK, "まだパスワードがありません")
	h.post("/account", url.Values{"password": {"short"}}).want(t, http.StatusUnprocessableEntity, `href="#password"`)
	h.post("/account", url.Values{"password": {password}}).want(t, http.StatusOK, "パスワードを変えました")
	id := regexp.MustCompile(`action="/staff/(\d+)"`).FindAllStringSubmatch(b.get("/staff").body, -1)
	for _, m := range id { // the last administrator stays
		b.post("/staff/"+m[1], url.Values{"do": {"disable"}})
	}
	b.get("/staff").want(t, http.StatusOK, "停止中")
	if a := h.get("/"); a.path != "/sign-in" {
		t.Errorf("a disabled account still sees %s", a.path)
	}
}

func TestAuditPage(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(nil))
	d.as("hana", incident.Intake).post("/reports/"+n+"/original", url.Values{"reason": {"折り返しの電話のため"}})
	b := d.as("kansa", incident.Auditor)
	b.get("/audit").want(t, http.StatusOK, "seal.open", "折り返しの電話のため", "staff:hana")
	b.get("/audit?who=staff%3Anobody").want(t, http.StatusOK, "条件に合う記録はありません")
	b.post("/audit", nil).want(t, http.StatusOK, "記録に欠けや書き換えはありません")
}

// Every key a page shows exists: a missing one would stand on the page itself.
func TestNoBareKeys(t *testing.T) {
	w := newWorld(t)
	b := w.as("all", incident.Roles...)
	bare := regexp.MustCompile(`>[^<]*\b(console|state|reason|revision|scheme|damage|channel|error|open|party|dimension|level|lint|finding|term|publish)\.[a-z_]+[^<]*<`)
	for _, p := range []string{"/?state=all", "/reports/" + w.number, "/reports/" + w.number + "/original", "/lookup", "/enter", "/cases", "/cases/" + w.cased, "/editions", "/editions/new", "/editions/2020H1", "/templates", "/staff", "/account"} {
		for _, lang := range []string{"ja", "en"} {
			path := p + "?lang=" + lang
			if strings.Contains(p, "?") {
				path = p + "&lang=" + lang
			}
			a := b.get(path)
			a.want(t, http.StatusOK, `lang="`+lang+`"`)
			if m := bare.FindString(a.body); m != "" {
				t.Errorf("%s: a key without a text: %s", path, m)
			}
		}
	}
}
