package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"todoke/internal/incident"
)

// An advisory from an empty form to its approval by somebody else; what is wrong comes back in its place with all that was typed.
func TestAdvisories(t *testing.T) {
	w := newWorld(t)
	writer, reviewer, publisher := w.as("bun", incident.Analyst), w.as("sato", incident.Reviewer), w.as("kou", incident.Publisher)
	writer.get("/advisories").want(t, http.StatusOK, "注意喚起はまだありません")
	writer.get("/advisories/new").want(t, http.StatusOK, `name="observable.0.kind"`, `name="measure.0.ja"`)
	writer.get("/advisories/2020-A01").want(t, http.StatusNotFound)
	f := url.Values{"do": {"save"}, "title.ja": {"題<b>"}, "body.ja": {""}, "observable.0.kind": {"ip"}, "observable.0.value": {"10.1.2.3"}, "reports": {w.number + "、" + w.other}}
	writer.post("/advisories/new", f).want(t, http.StatusUnprocessableEntity, `href="#body.ja"`, `href="#observable.0.value"`, "題&lt;b&gt;", w.other)
	f.Set("body.ja", "急いで知らせます。\n\n- 確かめる\n- 止める")
	f.Set("observable.0.kind", "url")
	f.Set("observable.0.value", "https://evil.example/x")
	f.Set("measure.0.ja", "相手に確かめる")
	f.Set("cases", "2020-0001 2020-0099")
	a := writer.post("/advisories/new", f)
	a.want(t, http.StatusOK, "保存しました", "hxxps://evil[.]example/x", "事例2020-0099は公開されていません", "<li>確かめる</li>")
	id := strings.TrimPrefix(a.path, "/advisories/")
	if !strings.HasSuffix(id, "-A01") {
		t.Fatalf("a new advisory leads to %s", a.path)
	}
	f.Set("do", "submit")
	a = writer.post(a.path, f)
	a.want(t, http.StatusOK, "査読に出しました")
	a.lacks(t, `value="save"`, `value="approve"`)
	reviewer.post("/advisories/"+id, url.Values{"do": {"return"}}).want(t, http.StatusUnprocessableEntity, `href="#why"`)
	reviewer.post("/advisories/"+id, url.Values{"do": {"return"}, "why": {"例を足して"}}).want(t, http.StatusOK, "例を足して")
	writer.post("/advisories/"+id, f).want(t, http.StatusOK, "査読に出しました")
	reviewer.post("/advisories/"+id, url.Values{"do": {"approve"}}).want(t, http.StatusOK, "承認しました")
	publisher.get("/advisories/"+id).want(t, http.StatusOK, `value="release"`)
	publisher.post("/advisories/"+id, url.Values{"do": {"release"}}).want(t, http.StatusUnprocessableEntity, "公開されていません")
	publisher.post("/advisories/"+id, url.Values{"do": {"nonsense"}}).want(t, http.StatusUnprocessableEntity)
	writer.post("/advisories/"+id, f).want(t, http.StatusOK, "第2版") // an approved version is not changed
	r := w.as("kansa", incident.Auditor).get("/advisories/" + id)
	r.want(t, http.StatusOK, "題&lt;b&gt;")
	r.lacks(t, `value="save"`, w.number)
}
