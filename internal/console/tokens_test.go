package console_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// A token is shown in the answer to its making and never again; what is wrong with the form is said all at once; revoked is revoked, and each act is audited.
func TestTokens(t *testing.T) {
	d := newDesk(t)
	b := d.as("kan", incident.Administrator)
	b.get("/tokens").want(t, http.StatusOK, "まだ発行していません。")
	wrong := b.post("/tokens", url.Values{"do": {"create"}, "name": {" "}, "days": {"many"}, "per_hour": {"0"}})
	wrong.want(t, http.StatusUnprocessableEntity, `href="#name"`, `href="#scopes"`, `href="#days"`, `href="#per_hour"`, `value="many"`)
	a := b.post("/tokens", url.Values{"do": {"create"}, "name": {"架空SOC<em>"}, "scopes": {"report.file"}, "days": {"90"}, "per_hour": {"100"}})
	a.want(t, http.StatusOK, "架空SOC&lt;em&gt;", "有効")
	token := regexp.MustCompile(`todoke-[0-9A-Z]{5}(-[0-9A-Z]{5}){5}`).FindString(a.body)
	if token == "" {
		t.Fatal("no token shown")
	}
	again := b.get("/tokens")
	again.lacks(t, token[len("todoke-XXXXX"):])
	h, err := d.auth.Bearer(t.Context(), token)
	d.must(err)
	if h.Actor.Kind != incident.Organisation || !strings.HasPrefix(token, "todoke-"+h.Actor.Login) {
		t.Errorf("%+v", h.Actor)
	}
	path := regexp.MustCompile(`/tokens/\d+`).FindString(again.body)
	b.post(path, nil).want(t, http.StatusOK, "取り消しました", "取消し済み")
	if _, err := d.auth.Bearer(t.Context(), token); err == nil {
		t.Error("a revoked token works")
	}
	b.post("/tokens/77", nil).want(t, http.StatusNotFound)
	rows, err := d.st.ListAudit(t.Context(), store.AuditFilter{Object: "token:" + h.Actor.Login, Limit: 10})
	d.must(err)
	if len(rows) != 2 || rows[0].Who != "staff:kan" || strings.Contains(rows[0].Detail+rows[1].Detail, "架空") {
		t.Errorf("%+v", rows)
	}
	list, err := d.st.ListTokens(t.Context())
	d.must(err)
	if len(list) != 1 || strings.Contains(token, string(list[0].MAC)) {
		t.Errorf("%+v", list)
	}
}
