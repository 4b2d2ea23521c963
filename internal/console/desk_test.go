package console_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"todoke/internal/analyze"
	"todoke/internal/auth"
	"todoke/internal/console"
	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/ops"
	"todoke/internal/publish"
	"todoke/internal/retention"
	"todoke/internal/seal"
	"todoke/internal/stats"
	"todoke/internal/store"
	"todoke/internal/subscribe"
	"todoke/internal/triage"
)

const (
	password  = "桜の下で夕ごはんを食べよう"
	setupCode = "SETUP-CODE1-23456"
)

// desk is a console over real services on SQLite, with a clock the test moves.
type desk struct {
	t       *testing.T
	st      *store.Store
	seal    *seal.Seal
	auth    *auth.Auth
	intake  *intake.Intake
	triage  *triage.Triage
	publish *publish.Publish
	stats   *stats.Stats
	keeping *retention.Retention

	subscribe *subscribe.Subscribe

	analyze *analyze.Analyze
	form    *form.Form
	texts   *i18n.Catalogue
	now     time.Time
	url     string
	log     *strings.Builder
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, st: incidenttest.SQLite(t), now: time.Date(2020, 1, 20, 3, 0, 0, 0, time.UTC), log: &strings.Builder{}}
	clock := func() time.Time { return d.now }
	forms, err := form.Load()
	d.must(err)
	d.texts, err = i18n.Load()
	d.must(err)
	d.form, err = forms.Find("door", 0)
	d.must(err)
	d.seal = incidenttest.Seal(t, d.st, clock)
	d.auth = auth.New(d.st, auth.Secrets{Seal: d.seal.SealSecret, Open: d.seal.OpenSecret, MAC: d.seal.CodeMAC, Code: d.seal.NewSecretCode}, clock)
	d.intake = intake.New(d.st, d.seal, forms, clock)
	d.triage, err = triage.New(triage.Config{Store: d.st, Seal: d.seal, Forms: forms, Texts: d.texts, Now: clock})
	d.must(err)
	d.analyze = analyze.New(analyze.Config{Store: d.st, Seal: d.seal, Forms: forms, Texts: d.texts, Now: clock})
	dir := t.TempDir()
	name := incident.Text{JA: "届出窓口", EN: "Desk"}
	d.stats, err = stats.New(stats.Config{Store: d.st, Texts: d.texts, Now: clock})
	d.must(err)
	d.publish = publish.New(publish.Config{Stats: d.stats, Store: d.st, Seal: d.seal, Catalogue: d.texts, Dir: dir, Desk: name})
	d.keeping = retention.New(retention.Config{Store: d.st, Seal: d.seal, Stats: d.stats, Now: clock, Keys: t.TempDir(), MaskNote: d.triage.MaskNote, HandOver: d.publish.HandOver})
	d.subscribe = subscribe.New(subscribe.Config{Store: d.st, Seal: d.seal, Texts: d.texts, Log: slog.New(slog.NewTextHandler(d.log, nil)), Now: clock, Desk: func() incident.Text { return name }, Portal: "http://portal.example/", Demo: true,
		Often: d.intake.Often, News: d.publish.News, Public: d.publish.Public, Scheme: func(context.Context) (incident.CaseScheme, error) { return incident.FindCaseScheme("2020H1") }})
	h, err := console.New(console.Config{Subscribers: d.subscribe, Stats: d.stats, Site: "https://site.example/", Auth: d.auth, Triage: d.triage, Publish: d.publish, Retention: d.keeping, Intake: d.intake, Audit: d.audit(), Waits: &ops.Waits{Store: d.st, Now: clock}, Builds: os.DirFS(filepath.Join(dir, "builds")),
		Forms: forms, Texts: d.texts, Log: slog.New(slog.NewTextHandler(d.log, nil)), Desk: func() incident.Text { return name }, Now: clock, SetupCode: setupCode})
	d.must(err)
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	d.url = s.URL
	return d
}

// audit wires the log as cmd does.
func (d *desk) audit() console.Audit {
	return console.Audit{
		Rows: func(ctx context.Context, a incident.Actor, f console.AuditFilter) ([]console.AuditRow, error) {
			if err := incident.Ask(a, incident.AuditRead); err != nil {
				return nil, err
			}
			list, err := d.st.ListAudit(ctx, store.AuditFilter{Who: f.Who, Action: f.Action, Object: f.Object, Before: f.Before, Limit: f.Limit})
			var out []console.AuditRow
			for _, x := range list {
				out = append(out, console.AuditRow{ID: x.ID, Seq: x.Seq, At: x.At, Who: x.Who, Action: x.Action, Object: x.Object, Reason: x.Reason, Detail: x.Detail})
			}
			return out, err
		},
		Verify: func(ctx context.Context, a incident.Actor) (ops.Verification, error) {
			if err := incident.Ask(a, incident.AuditRead); err != nil {
				return ops.Verification{}, err
			}
			return ops.VerifyAudit(ctx, d.st, d.seal)
		},
	}
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// staff makes an account and gives its actor.
func (d *desk) staff(login string, roles ...incident.Role) (auth.Enrolment, incident.Actor) {
	d.t.Helper()
	e, err := d.auth.Create(d.t.Context(), auth.Operator, auth.NewStaff{Login: login, Name: "職員 " + login, Password: password, Roles: roles})
	d.must(err)
	a, err := d.auth.Find(d.t.Context(), e.ID)
	d.must(err)
	return e, a
}

// file files a report that names a fictional company and person, and masks it as the job does.
func (d *desk) file(more url.Values) string {
	d.t.Helper()
	v := url.Values{"noticed": {"files_locked"}, "story": {"株式会社鈴鹿原シールの鷹野橋です。共有フォルダのファイルがすべて開けません。"},
		"reporter_org": {"株式会社鈴鹿原シール"}, "reporter_name": {"鷹野橋 郁子"}, "reporter_phone": {"059-000-0000"}, "org_kind": {"company"}, "consent": {"case"}}
	for k, x := range more {
		v[k] = x
	}
	r, err := d.intake.Receive(d.t.Context(), intake.Submission{Form: "door", Lang: incident.JA, Channel: incident.Web, Answers: d.form.ReadValues(v, d.now).Answers})
	d.must(err)
	return r.Number
}

// masked runs the masking job on a report.
func (d *desk) masked(number string) string {
	d.t.Helper()
	id := d.report(number).ID
	d.must(d.analyze.Mask(d.t.Context(), id))
	d.must(d.analyze.Run(d.t.Context(), id))
	return number
}

func (d *desk) report(number string) incident.Report {
	d.t.Helper()
	r, err := d.st.FindReport(d.t.Context(), number)
	d.must(err)
	return r
}

// attach adds a file to a report and gives the path of its page.
func (d *desk) attach(number, name string, body []byte) string {
	d.t.Helper()
	boss := incident.Actor{Kind: incident.Staff, ID: 1, Login: "attacher", Roles: []incident.Role{incident.Intake}}
	_, err := d.intake.AmendFor(d.t.Context(), boss, "ファイルを加える", intake.Amendment{Key: intake.Key{Number: number}, Files: []intake.File{{Name: name, Content: bytes.NewReader(body)}}})
	d.must(err)
	list, err := d.st.ListAttachments(d.t.Context(), d.report(number).ID)
	d.must(err)
	return fmt.Sprintf("/reports/%s/files/%d", number, list[len(list)-1].ID)
}

// browser is one person's browser: cookies kept, redirects followed.
type browser struct {
	d      *desk
	client *http.Client
}

// answer is what a page gave.
type answer struct {
	code int
	path string // where redirects ended
	body string
	head http.Header
}

func (d *desk) browser() *browser {
	jar, err := cookiejar.New(nil)
	d.must(err)
	return &browser{d: d, client: &http.Client{Jar: jar}}
}

// as signs a new member of staff with these roles in, by password and second factor.
func (d *desk) as(login string, roles ...incident.Role) *browser {
	d.t.Helper()
	e, _ := d.staff(login, roles...)
	b := d.browser()
	if a := b.post("/sign-in", url.Values{"login": {login}, "password": {password}, "code": {d.code(e)}}); a.code != http.StatusOK || strings.HasPrefix(a.path, "/sign-in") {
		d.t.Fatalf("sign-in of %s: %d %s", login, a.code, a.path)
	}
	return b
}

func (d *desk) code(e auth.Enrolment) string {
	d.t.Helper()
	c, err := totp.GenerateCode(e.Secret, d.now)
	d.must(err)
	return c
}

func (b *browser) get(path string) answer {
	b.d.t.Helper()
	r, err := b.client.Get(b.d.url + path)
	b.d.must(err)
	return b.read(r)
}

func (b *browser) post(path string, v url.Values) answer {
	b.d.t.Helper()
	r, err := b.client.PostForm(b.d.url+path, v)
	b.d.must(err)
	return b.read(r)
}

func (b *browser) read(r *http.Response) answer {
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	b.d.must(err)
	return answer{code: r.StatusCode, path: r.Request.URL.RequestURI(), body: string(body), head: r.Header}
}

// want demands a status and words on the page.
func (a answer) want(t *testing.T, code int, words ...string) {
	t.Helper()
	if a.code != code {
		t.Errorf("%s: got %d, want %d", a.path, a.code, code)
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			t.Errorf("%s: page lacks %q", a.path, w)
		}
	}
}

// lacks demands that words are not on the page.
func (a answer) lacks(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(a.body, w) {
			t.Errorf("%s: page has %q", a.path, w)
		}
	}
}
