package console_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"todoke/internal/incident"
)

// What a party told staff is written down on its page, with its history; what is missing is told with everything that was typed; a sharing needs consent first.
func TestConsentPage(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(url.Values{"relation": {"contractor"}, "victim_org": {"養老製函株式会社"}, "story": {"養老製函でファイルが開けません。"}}))
	b := d.as("hana", incident.Intake, incident.Analyst)
	path := "/reports/" + n + "/consent"
	b.get("/reports/"+n).want(t, http.StatusOK, `href="`+path+`"`, "公表してよい", "答えなし")
	b.get(path).want(t, http.StatusOK, `data-label="ほかの機関への提供"`, "届出（door）第1版・届出の第1版", "被害組織", "同意を得ていません")
	r, err := d.st.FindReport(t.Context(), n)
	d.must(err)
	list, err := d.st.Consents(t.Context(), r.ID)
	d.must(err)
	say := url.Values{"do": {"say"}, "party": {strconv.FormatInt(list[1].Party, 10)}, "use": {"share"}, "word": {"yes"}, "channel": {"phone"}, "said_at": {"2020-01-14T10:00"}, "consent-reason": {""}}
	b.post(path, say).want(t, http.StatusUnprocessableEntity, `id="consent-reason"`, `value="2020-01-14T10:00"`)
	say.Set("said_at", "soon")
	b.post(path, say).want(t, http.StatusUnprocessableEntity, `id="said_at"`)
	say.Set("said_at", "2020-01-14T10:00")
	say.Set("consent-reason", "養老製函の<em>総務</em>に電話で確かめた")
	a := b.post(path, say)
	a.want(t, http.StatusOK, "記録しました", "電話で確かめた", "渡してよい")
	if strings.Contains(a.body, "養老") || strings.Contains(a.body, "<em>") {
		t.Error("the page names the victim, or what was typed became markup")
	}
	share := url.Values{"do": {"share"}, "body": {"架空県警察"}, "what": {"facts"}, "shared_at": {"2020-01-14T11:00"}}
	b.post(path, share).want(t, http.StatusConflict, "届出者から、ほかの機関への提供の同意を得ていません")
	b.get(path+"?lang=en").want(t, http.StatusOK, `<mark class="placeholder">Reporter</mark>`, `<mark class="placeholder" lang="ja">被害組織</mark> <span class="muted">Victim</span>`, "Ask first: the reporter has not agreed")
	b.post(path, share).want(t, http.StatusConflict, "the reporter has not agreed")
	b.get(path + "?lang=ja")
	say.Set("party", "0")
	b.post(path, say).want(t, http.StatusOK)
	b.post(path, share).want(t, http.StatusOK, "架空県警察", "登録した事実")
	k := d.as("kan", incident.Administrator)
	k.get("/consent-rules").want(t, http.StatusOK, `value="warn" checked`)
	k.post("/consent-rules", url.Values{"rule": {"nobody"}, "silence": {"agrees"}}).want(t, http.StatusUnprocessableEntity)
	k.post("/consent-rules", url.Values{"rule": {"all"}, "silence": {"leaves"}}).want(t, http.StatusOK, `value="all" checked`, `value="leaves" checked`, "きまりを変えました")
}
