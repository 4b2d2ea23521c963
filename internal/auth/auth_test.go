package auth

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"todoke/internal/incident"
	"todoke/internal/store"
)

const password = "桜の下で夕ごはんを食べよう"

// each runs a test on SQLite and, where TODOKE_TEST_POSTGRES names one (make test starts it), on PostgreSQL.
func each(t *testing.T, test func(t *testing.T, d *desk)) {
	t.Run("sqlite", func(t *testing.T) { test(t, testDesk(t, store.Config{Dir: t.TempDir()})) })
	if base := os.Getenv("TODOKE_TEST_POSTGRES"); base != "" {
		t.Run("postgres", func(t *testing.T) { test(t, testDesk(t, schema(t, base))) })
	}
}

// schema makes an empty schema and gives the URL that works in it alone.
func schema(t *testing.T, base string) store.Config {
	t.Helper()
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("auth_%d", store.NewID(time.Now()))
	if _, err := admin.Exec(`CREATE SCHEMA ` + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec(`DROP SCHEMA ` + name + ` CASCADE`); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	return store.Config{URL: base + "&search_path=" + name}
}

// desk is an Auth on a real store with a clock the test moves.
type desk struct {
	*Auth
	st    *store.Store
	clock time.Time
	codes int
}

func testDesk(t *testing.T, c store.Config) *desk {
	t.Helper()
	st, err := store.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	d := &desk{st: st, clock: time.Date(2020, 6, 1, 9, 0, 0, 0, time.UTC)}
	d.Auth = New(st, Secrets{
		Seal: func(label string, plain []byte) (store.Sealed, error) {
			return store.SealedBytes(append([]byte(label+"\x00"), plain...)), nil
		},
		Open: func(label string, body store.Sealed) ([]byte, error) {
			plain, ok := bytes.CutPrefix(body.Ciphertext(), []byte(label+"\x00"))
			if !ok {
				return nil, errors.New("wrong label")
			}
			return plain, nil
		},
		MAC:  func(code string) []byte { h := sha256.Sum256([]byte(code)); return h[:] },
		Code: func(int) string { d.codes++; return fmt.Sprintf("CODE-%d", d.codes) },
	}, func() time.Time { return d.clock })
	return d
}

func (d *desk) create(t *testing.T, login string, roles ...incident.Role) (Enrolment, incident.Actor) {
	t.Helper()
	e, err := d.Create(context.Background(), Operator, NewStaff{Login: login, Name: "花子", Password: password, Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	who, err := d.Find(context.Background(), e.ID)
	if err != nil {
		t.Fatal(err)
	}
	return e, who
}

func (d *desk) code(t *testing.T, e Enrolment) string {
	t.Helper()
	c, err := totp.GenerateCode(e.Secret, d.clock)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func kindOf(err error) incident.Kind {
	var e *incident.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func TestSignIn(t *testing.T) { each(t, signIn) }

func signIn(t *testing.T, d *desk) {
	ctx := context.Background()
	e, who := d.create(t, "hanako", incident.Analyst, incident.Intake)
	if !bytes.HasPrefix(e.QR, []byte("\x89PNG")) || !strings.HasPrefix(e.URL, "otpauth://totp/Todoke:hanako?") {
		t.Errorf("enrolment: %d bytes of picture, %q", len(e.QR), strings.Split(e.URL, "?")[0])
	}
	code := d.code(t, e)
	got, err := d.SignIn(ctx, Attempt{Login: " ＨＡＮＡＫＯ ", Password: password, Code: code[:3] + " " + code[3:], Source: "a"})
	if err != nil || got.ID != who.ID || len(got.Roles) != 2 {
		t.Fatalf("SignIn = %+v, %v", got, err)
	}
	if _, err := d.SignIn(ctx, Attempt{Login: "hanako", Password: password, Code: code, Source: "a"}); kindOf(err) != incident.Invalid {
		t.Errorf("a used code: %v", err)
	}
	for _, step := range []struct {
		ahead time.Duration
		want  bool
	}{{30 * time.Second, true}, {60 * time.Second, false}} {
		next, err := totp.GenerateCode(e.Secret, d.clock.Add(step.ahead))
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.SignIn(ctx, Attempt{Login: "hanako", Password: password, Code: next, Source: "a"})
		if (err == nil) != step.want {
			t.Errorf("a code %v ahead: %v", step.ahead, err)
		}
	}
	rows, err := d.st.ListAudit(ctx, store.AuditFilter{Action: "signin", Limit: 10})
	if err != nil || len(rows) != 2 || rows[1].Detail != "unusual: new_source" || rows[0].Detail != "" {
		t.Errorf("audited sign-ins: %+v, %v", rows, err)
	}
}

// TestCase16PasswordList: lists of passwords and logins (cases 16 and 23–25) meet one answer, a growing wait and the audit log.
func TestCase16PasswordList(t *testing.T) { each(t, case16PasswordList) }

func case16PasswordList(t *testing.T, d *desk) {
	ctx := context.Background()
	e, _ := d.create(t, "hanako", incident.Analyst)
	nobody := Attempt{Login: "p@ssw0rd typed here", Password: password, Code: "000000", Source: "x"}
	wrong := Attempt{Login: "hanako", Password: "wrong", Code: d.code(t, e), Source: "y"}
	badCode := Attempt{Login: "hanako", Password: password, Code: "000000", Source: "z"}
	var said []string
	for _, a := range []Attempt{nobody, wrong, badCode} {
		_, err := d.SignIn(ctx, a)
		said = append(said, fmt.Sprint(err))
	}
	if said[0] != "invalid: error.signin" || said[1] != said[0] || said[2] != said[0] {
		t.Errorf("answers differ: %q", said)
	}
	rows, err := d.st.ListAudit(ctx, store.AuditFilter{Action: "signin.failed", Limit: 10})
	if err != nil || len(rows) != 3 || rows[2].Object != "staff:unknown" || rows[1].Object != "staff:hanako" {
		t.Errorf("audited failures: %+v, %v", rows, err)
	}
	limited := 0
	for i := range 20 { // one account from many sources
		a := wrong
		a.Source = fmt.Sprint(i)
		if _, err := d.SignIn(ctx, a); kindOf(err) == incident.Limited {
			limited++
		}
	}
	if limited < 15 {
		t.Errorf("only %d of 20 guesses from many sources were made to wait", limited)
	}
	d.clock = d.clock.Add(2 * time.Minute)
	if _, err := d.SignIn(ctx, Attempt{Login: "hanako", Password: password, Code: d.code(t, e), Source: "home"}); err != nil {
		t.Fatalf("the holder after the wait: %v", err)
	}
	for i := range 20 {
		a := wrong
		a.Source = fmt.Sprint("again", i)
		_, _ = d.SignIn(ctx, a)
	}
	d.clock = d.clock.Add(30 * time.Second)
	if _, err := d.SignIn(ctx, Attempt{Login: "hanako", Password: password, Code: d.code(t, e), Source: "home"}); err != nil {
		t.Errorf("guessing from elsewhere locked the holder out of a known source: %v", err)
	}
}

func TestManySourcesOneSourceWaits(t *testing.T) { each(t, manySourcesOneSourceWaits) }

func manySourcesOneSourceWaits(t *testing.T, d *desk) {
	limited := 0
	for i := range 12 { // one source, many accounts
		_, err := d.SignIn(context.Background(), Attempt{Login: fmt.Sprint("nobody", i), Password: "x", Source: "one"})
		if kindOf(err) == incident.Limited {
			limited++
		}
	}
	if limited != 7 {
		t.Errorf("%d of 12 were made to wait, want 7", limited)
	}
	if wait := d.tries.take(sourceKey("another"), sourceLimit); wait != 0 {
		t.Errorf("another source waits %v", wait)
	}
}

// TestCase35NoDefaultPassword: an account without a password opens by a one-time code only (cases 33 and 35).
func TestCase35NoDefaultPassword(t *testing.T) { each(t, case35NoDefaultPassword) }

func case35NoDefaultPassword(t *testing.T, d *desk) {
	ctx := context.Background()
	e, err := d.Create(ctx, Operator, NewStaff{Login: "demo", Name: "実演", Roles: []incident.Role{incident.Reviewer}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"", "demo", "password"} {
		if _, err := d.SignIn(ctx, Attempt{Login: "demo", Password: p, Code: d.code(t, e), Source: p}); kindOf(err) != incident.Invalid {
			t.Errorf("password %q: %v", p, err)
		}
	}
	code, err := d.NewOnceCode(ctx, Operator, e.ID, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if who, err := d.SignInOnce(ctx, code); err != nil || who.Login != "demo" {
		t.Errorf("SignInOnce = %+v, %v", who, err)
	}
	if _, err := d.SignInOnce(ctx, code); kindOf(err) != incident.Invalid {
		t.Errorf("the code again: %v", err)
	}
	late, err := d.NewOnceCode(ctx, Operator, e.ID, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	d.clock = d.clock.Add(time.Hour)
	if _, err := d.SignInOnce(ctx, late); kindOf(err) != incident.Invalid {
		t.Errorf("an expired code: %v", err)
	}
}

func TestFirstAdministrator(t *testing.T) { each(t, firstAdministrator) }

func firstAdministrator(t *testing.T, d *desk) {
	ctx := context.Background()
	if empty, err := d.Empty(ctx); err != nil || !empty {
		t.Fatalf("Empty = %v, %v", empty, err)
	}
	_, err := d.CreateFirst(ctx, NewStaff{Login: "root user", Name: " ", Password: "aaaaaaaaaaaaaaaa"})
	var errs incident.Errors
	if !errors.As(err, &errs) || len(errs) != 3 {
		t.Errorf("three wrong fields: %v", err)
	}
	if _, err := d.CreateFirst(ctx, NewStaff{Login: "chief", Name: "主任"}); err == nil {
		t.Error("a first administrator without a password")
	}
	first, err := d.CreateFirst(ctx, NewStaff{Login: "chief", Name: "主任", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.CreateFirst(ctx, NewStaff{Login: "second", Name: "次", Password: password}); kindOf(err) != incident.Conflict {
		t.Errorf("a second first administrator: %v", err)
	}
	chief, err := d.Find(ctx, first.ID)
	if err != nil || !incident.Can(chief, incident.StaffManage) {
		t.Fatalf("chief %+v, %v", chief, err)
	}
	if err := d.Disable(ctx, chief, chief.ID); kindOf(err) != incident.Conflict {
		t.Errorf("disabling the last administrator: %v", err)
	}
	if err := d.SetRoles(ctx, chief, chief.ID, []incident.Role{incident.Auditor}); kindOf(err) != incident.Conflict {
		t.Errorf("the last administrator giving up the role: %v", err)
	}
}

func TestAccountsNeedTheRight(t *testing.T) { each(t, accountsNeedTheRight) }

func accountsNeedTheRight(t *testing.T, d *desk) {
	ctx := context.Background()
	d.create(t, "chief", incident.Administrator)
	_, other := d.create(t, "hanako", incident.Analyst, incident.Reviewer, incident.Publisher, incident.Intake, incident.Auditor)
	poser := incident.Actor{Kind: incident.Machine, Login: "mask"}
	for _, by := range []incident.Actor{other, poser, {}, {Kind: incident.Reporter}} {
		_, create := d.Create(ctx, by, NewStaff{Login: "new", Name: "新", Roles: []incident.Role{incident.Administrator}})
		_, once := d.NewOnceCode(ctx, by, other.ID, time.Hour)
		_, reset := d.Reset(ctx, by, other.ID)
		for what, err := range map[string]error{"create": create, "once": once, "reset": reset, "disable": d.Disable(ctx, by, other.ID),
			"enable": d.Enable(ctx, by, other.ID), "roles": d.SetRoles(ctx, by, other.ID, []incident.Role{incident.Administrator})} {
			if kindOf(err) != incident.Forbidden {
				t.Errorf("%s by %s: %v", what, by.Who(), err)
			}
		}
	}
	if _, err := d.Create(ctx, Operator, NewStaff{Login: "chief", Name: "別", Roles: []incident.Role{incident.Auditor}}); kindOf(err) != incident.Conflict {
		t.Errorf("a login twice: %v", err)
	}
	if list, err := d.List(ctx); err != nil || len(list) != 2 || !list[0].HasPassword {
		t.Errorf("List = %+v, %v", list, err)
	}
}

func TestPasswords(t *testing.T) {
	for _, p := range []string{"short", "aaaaaaaaaaaaaaaa", "hanako123456", "abcabcabcabc", strings.Repeat("長い", 600)} {
		if checkPassword("hanako", p) == nil {
			t.Errorf("%.20q was taken", p)
		}
	}
	if e := checkPassword("hanako", password); e != nil {
		t.Errorf("a good password: %v", e)
	}
}

func TestChangePassword(t *testing.T) { each(t, changePassword) }

func changePassword(t *testing.T, d *desk) {
	ctx := context.Background()
	weak := cost{memory: 64, time: 1, threads: 1}
	e, who := d.create(t, "hanako", incident.Analyst)
	salt := random(16)
	cheap := weak.write(salt, weak.key(password, salt, 32))
	if err := d.st.Write(ctx, func(tx *store.Tx) error { return tx.SetStaffPassword(ctx, who.ID, cheap) }); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SignIn(ctx, Attempt{Login: "hanako", Password: password, Code: d.code(t, e), Source: "a"}); err != nil {
		t.Fatalf("a hash with older parameters: %v", err)
	}
	row, err := d.st.FindStaff(ctx, who.ID)
	if err != nil || !strings.Contains(row.PasswordHash, "m=32768,t=3,p=1") {
		t.Errorf("the hash was not renewed: %v", err)
	}
	if err := d.ChangePassword(ctx, who, "wrong", "新しい合い言葉は十二文字以上"); kindOf(err) != incident.Invalid {
		t.Errorf("with a wrong old password: %v", err)
	}
	if err := d.ChangePassword(ctx, who, password, "新しい合い言葉は十二文字以上"); err != nil {
		t.Error(err)
	}
}

func TestSessions(t *testing.T) { each(t, sessions) }

func sessions(t *testing.T, d *desk) {
	_, who := d.create(t, "hanako", incident.Analyst)
	_, chief := d.create(t, "chief", incident.Administrator)
	d.clock = time.Now() // scs has no clock of its own to set
	s := d.Sessions(false)
	mux := http.NewServeMux()
	mux.HandleFunc("/in", func(w http.ResponseWriter, r *http.Request) {
		if err := s.Start(r.Context(), who); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("/out", func(w http.ResponseWriter, r *http.Request) {
		if err := s.End(r.Context()); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) {
		a, err := s.Current(r.Context())
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
		}
		fmt.Fprint(w, a.Login)
	})
	srv := httptest.NewServer(s.LoadAndSave(mux))
	defer srv.Close()
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	visit := func(path string) int {
		t.Helper()
		res, err := client.Get(srv.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	expect := func(what string, want int) {
		t.Helper()
		if got := visit("/who"); got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	expect("before", http.StatusUnauthorized)
	visit("/in")
	expect("signed in", http.StatusOK)
	home, _ := url.Parse(srv.URL)
	token := jar.Cookies(home)[0].Value
	if _, found, err := d.st.FindSession(context.Background(), token, d.clock); err != nil || found {
		t.Error("the session table holds a token that opens a session")
	}
	d.clock = d.clock.Add(50 * time.Minute)
	expect("after fifty minutes", http.StatusOK)
	d.clock = d.clock.Add(50 * time.Minute)
	expect("after fifty more, having been seen between", http.StatusOK)
	d.clock = d.clock.Add(61 * time.Minute)
	expect("after an idle hour", http.StatusUnauthorized)
	visit("/in")
	if err := d.ChangePassword(context.Background(), who, password, "新しい合い言葉は十二文字以上"); err != nil {
		t.Fatal(err)
	}
	expect("after the password changed", http.StatusUnauthorized)
	visit("/in")
	expect("signed in again", http.StatusOK)
	if err := d.Disable(context.Background(), chief, who.ID); err != nil {
		t.Fatal(err)
	}
	expect("after the account was disabled", http.StatusUnauthorized)
	if err := d.Enable(context.Background(), chief, who.ID); err != nil {
		t.Fatal(err)
	}
	visit("/in")
	visit("/out")
	expect("signed out", http.StatusUnauthorized)
}
