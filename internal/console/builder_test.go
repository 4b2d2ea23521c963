package console_test

import (
	"net/url"
	"strings"
	"testing"

	"todoke/internal/incident"
)

// The builder's pages: what is typed wrong comes back with all that was typed, what stands in the way of a freeze has a link to where it is mended, and the
// draft shows the edition as it stands.
func TestBuilderPages(t *testing.T) {
	w := newWorld(t)
	b := w.as("kou", incident.Publisher)
	b.post("/standing", url.Values{"name": {"request"}, "title.ja": {"お願い"}, "body.ja": {"{casess}件の届出"}}).want(t, 422, "{casess}件の届出", "{casess}", `href="#request.body.ja"`)
	b.post("/standing", url.Values{"name": {"Hours"}, "title.ja": {"時間"}, "body.ja": {"平日"}}).want(t, 422, `href="#new.name"`, "平日")
	b.post("/standing", url.Values{"name": {"request"}, "title.ja": {"お願い"}, "body.ja": {"{cases}件の届出"}}).want(t, 200, "{cases}件の届出")
	b.post("/calendar", url.Values{"do": {"plan"}, "id": {"x"}, "title.ja": {"次の<b>号"}}).want(t, 422, "次の&lt;b&gt;号", `href="#day"`, `href="#id"`)
	b.post("/calendar", url.Values{"do": {"plan"}, "id": {"2020H2"}, "kind": {"cases"}, "title.ja": {"次の号"}, "day": {"2021-02-25"}, "public": {"1"}, "month_only": {"1"}}).want(t, 200, "2021年2月", "次の号")
	b.post("/themes", url.Values{"code": {"mfa"}, "label.ja": {"多要素認証"}, "facts": {"response:mfa\nresponse:nonsense"}}).want(t, 422, "response:nonsense", "多要素認証")
	b.post("/themes", url.Values{"code": {"mfa"}, "label.ja": {"多要素認証"}, "facts": {"response:mfa"}}).want(t, 200, "多要素認証")
	texts := url.Values{"do": {"save"}, "title.ja": {"2020年上半期"}, "from": {"2020-01-01"}, "to": {"2020-06-30"}, "cutoff": {"2020-07-15T00:00"}, "date_rule": {"received"}, "scheme": {"2020H1"},
		"request.ja": {"{standing:request}"}, "introduction.ja": {"{nobody}[^lost]"}, "overall.0.body.ja": {"のちに見たこと"}, "overall.0.observed": {"2020-08"}, "overall.0.source.ja": {"窓口の記録"}}
	b.post("/editions/2020H1", texts).want(t, 200, `href="#introduction.ja"`, "{nobody}", `value="2020-08"`, "窓口の記録")
	b.post("/editions/2020H1", url.Values{"do": {"choose"}, "choice." + w.cased: {"chosen"}}).want(t, 200, `href="/cases/`+w.cased+`#revisions"`)
	b.post("/editions/2020H1", url.Values{"do": {"lint"}}).want(t, 200, "{nobody}", "lost")
	b.post("/editions/2020H1", url.Values{"do": {"rule"}, "rule.category": {"nonsense"}}).want(t, 409, "nonsense")
	b.post("/editions/2020H1/themes", url.Values{"do": {"put"}, "case." + w.cased: {"1"}, "theme." + w.cased: {"mfa"}}).want(t, 200, `value="mfa" checked`)
	draft := b.get("/editions/2020H1/draft/")
	draft.want(t, 200, "［案］2020年上半期", "0件の届出", "当センターの観測（2020年8月）", "出典：窓口の記録")
	if strings.Contains(draft.body, "{standing:request}") {
		t.Error("the standing text is not in the draft")
	}
	b.get("/editions/2020H1/draft/nowhere.html").want(t, 404)
	b.get("/editions/new").want(t, 200, `<option value="`+incident.SchemeOn(w.now.In(incident.Japan)).Code+`" selected>`)
	b.post("/editions/new", url.Values{"id": {"2020H2"}, "title.ja": {"2020年下半期"}, "from": {"2020-07-01"}, "to": {"2020-12-31"}, "cutoff": {"2021-01-31T00:00"}, "date_rule": {"received"}, "scheme": {"2021H1"}}).
		want(t, 200, "{standing:request}", "{standing:scheme}")
}
