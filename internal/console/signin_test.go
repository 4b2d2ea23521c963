package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"todoke/internal/auth"
	"todoke/internal/incident"
)

func TestSignIn(t *testing.T) {
	d := newDesk(t)
	e, _ := d.staff("hana", incident.Intake)
	b := d.browser()
	b.get("/reports/T-2020-000001-X").want(t, http.StatusOK, "職員のサインイン")
	wrong := url.Values{"login": {"hana"}, "password": {"wrong wrong wrong"}, "code": {d.code(e)}}
	a := b.post("/sign-in", wrong)
	a.want(t, http.StatusUnprocessableEntity, "サインインできませんでした", `value="hana"`)
	a.lacks(t, "wrong wrong")
	d.now = d.now.Add(time.Minute)
	a = b.post("/sign-in", url.Values{"login": {"hana"}, "password": {password}, "code": {d.code(e)}})
	if a.path != "/reports/T-2020-000001-X" {
		t.Errorf("after the sign-in the wanted page was not opened: %s", a.path)
	}
	a.want(t, http.StatusNotFound)
	b.get("/").want(t, http.StatusOK, "届出の一覧", "サインアウト")
	cookies := b.client.Jar.Cookies(mustURL(d.url))
	if len(cookies) != 1 || cookies[0].Name != "todoke" {
		t.Fatalf("cookies %v", cookies)
	}
	b.post("/sign-out", nil).want(t, http.StatusOK, "職員のサインイン")
	if a := b.get("/"); !strings.HasPrefix(a.path, "/sign-in") {
		t.Errorf("signed out, but / gave %s", a.path)
	}
}

func TestSessionCookie(t *testing.T) {
	d := newDesk(t)
	e, _ := d.staff("hana", incident.Intake)
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := c.PostForm(d.url+"/sign-in", url.Values{"login": {"hana"}, "password": {password}, "code": {d.code(e)}})
	d.must(err)
	r.Body.Close()
	got := r.Cookies()
	if len(got) != 1 || !got[0].HttpOnly || got[0].SameSite != http.SameSiteLaxMode {
		t.Errorf("session cookie %v", got)
	}
}

func TestOnceCode(t *testing.T) {
	d := newDesk(t)
	_, who := d.staff("hana", incident.Intake)
	code, err := d.auth.NewOnceCode(t.Context(), auth.Operator, who.ID, time.Hour)
	d.must(err)
	b := d.browser()
	b.post("/sign-in/once", url.Values{"code": {"AAAAA-AAAAA-AAAAA-AAAAA"}}).want(t, http.StatusUnprocessableEntity, "使えません")
	b.post("/sign-in/once", url.Values{"code": {strings.ToLower(code)}}).want(t, http.StatusOK, "届出の一覧")
	d.browser().post("/sign-in/once", url.Values{"code": {code}}).want(t, http.StatusUnprocessableEntity)
}

// An empty desk is set up once, by who knows the code on the terminal.
func TestSetup(t *testing.T) {
	d := newDesk(t)
	b := d.browser()
	if a := b.get("/"); a.path != "/setup" {
		t.Fatalf("empty desk leads to %s", a.path)
	}
	form := url.Values{"setup_code": {"SETUP-CODE1-00000"}, "login": {"kan"}, "name": {"管 理子"}, "password": {password}}
	a := b.post("/setup", form)
	a.want(t, http.StatusUnprocessableEntity, "初期設定コードが違います", `value="kan"`, "管 理子")
	a.lacks(t, password)
	if empty, err := d.auth.Empty(t.Context()); err != nil || !empty {
		t.Fatalf("a wrong code made an account (%v)", err)
	}
	form.Set("setup_code", "setup code1 23456")
	a = b.post("/setup", form)
	a.want(t, http.StatusOK, "認証アプリを登録する", "data:image/png;base64,")
	d.browser().get("/setup/second-factor").want(t, http.StatusNotFound) // only the browser that set up sees the factor
	d.browser().get("/setup").want(t, http.StatusNotFound)
	d.browser().post("/setup", form).want(t, http.StatusNotFound)
	_, rest, _ := strings.Cut(a.body, `class="code secret">`)
	secret, _, _ := strings.Cut(rest, "<")
	e := auth.Enrolment{Secret: strings.ReplaceAll(secret, " ", "")}
	b.post("/setup/second-factor", url.Values{"password": {password}, "code": {"000000"}}).want(t, http.StatusUnprocessableEntity, "data:image/png;base64,")
	d.now = d.now.Add(time.Minute)
	b.post("/setup/second-factor", url.Values{"password": {password}, "code": {d.code(e)}}).want(t, http.StatusOK, "最初の管理者を登録しました", "役割とできること")
	b.get("/setup/second-factor").want(t, http.StatusNotFound)
}

// What was typed while the session ran out is not lost: it comes along with the sign-in and can be sent again.
func TestHeldForm(t *testing.T) {
	d := newDesk(t)
	n := d.masked(d.file(nil))
	e, _ := d.staff("bun", incident.Analyst)
	b := d.browser()
	a := b.post("/reports/"+n, url.Values{"do": {"reply"}, "text": {"長い返信<em>"}, "password": {"never kept"}})
	a.want(t, http.StatusForbidden, "サインインの有効期間", `name="held:text" value="長い返信&lt;em&gt;"`)
	a.lacks(t, "never kept")
	f := url.Values{"login": {"bun"}, "password": {password}, "code": {"000000"}, "held_path": {"/reports/" + n}, "held:do": {"reply"}, "held:text": {"長い返信"}}
	b.post("/sign-in", f).want(t, http.StatusUnprocessableEntity, `name="held:text" value="長い返信"`)
	f.Set("code", d.code(e))
	b.post("/sign-in", f).want(t, http.StatusOK, "この内容で送る", `action="/reports/`+n+`"`, `name="text" value="長い返信"`)
	f.Set("held_path", "https://evil.example/")
	d.now = d.now.Add(time.Minute)
	f.Set("code", d.code(e))
	b.post("/sign-in", f).want(t, http.StatusOK, `action="/"`)
}

func mustURL(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}
