package console_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"todoke/internal/auth"
	"todoke/internal/console"
	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/mask"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/triage"
)

const (
	password  = "桜の下で夕ごはんを食べよう"
	setupCode = "SETUP-CODE1-23456"
)

// desk is a console over real services on SQLite, with a clock the test moves.
type desk struct {
	t      *testing.T
	st     *store.Store
	seal   *seal.Seal
	auth   *auth.Auth
	intake *intake.Intake
	triage *triage.Triage
	form   *form.Form
	texts  *i18n.Catalogue
	now    time.Time
	url    string
	log    *strings.Builder
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
	h, err := console.New(console.Config{Auth: d.auth, Triage: d.triage, Forms: forms, Texts: d.texts,
		Log: slog.New(slog.NewTextHandler(d.log, nil)), Desk: func() incident.Text { return incident.Text{JA: "届出窓口", EN: "Desk"} }, Now: clock, SetupCode: setupCode})
	d.must(err)
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	d.url = s.URL
	return d
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

// masked stands in for the masking job: it writes what that job writes, from the sealed submission.
func (d *desk) masked(number string) string {
	d.t.Helper()
	ctx := context.Background()
	r := d.report(number)
	plain, err := d.seal.OpenFor(ctx, incident.PurposeMask, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedSubmission, Ref: strconv.Itoa(r.Version)})
	d.must(err)
	o, err := form.ReadOriginal(plain)
	d.must(err)
	d.form.Fill(&r, o.Answers)
	r.MaskVersion = r.Version
	parties := d.form.Parties(o.Answers)
	box, err := d.seal.Box(ctx, r.ID)
	d.must(err)
	m := mask.New(parties)
	var texts []store.MaskedText
	for _, a := range o.Answers {
		if q := d.form.Question(a.Question); a.Text != "" && q.Identifies == "" {
			s, _ := m.Mask(a.Text)
			texts = append(texts, store.MaskedText{Field: a.Question, Body: s})
			if a.Question == "story" {
				r.Title, _, _ = strings.Cut(s, "。")
			}
		}
	}
	var rows []store.Party
	sealed := map[string]store.Sealed{}
	for i, p := range parties {
		id := store.NewID(d.now)
		rows = append(rows, store.Party{ID: id, Role: p.Role, Placeholder: mask.Placeholders(parties, nil)[i]})
		b, err := json.Marshal(p)
		d.must(err)
		ref := strconv.FormatInt(id, 10)
		sealed[ref], err = box.Seal(store.SealedParty, ref, b)
		d.must(err)
	}
	d.must(d.st.Write(ctx, func(tx *store.Tx) error {
		for ref, s := range sealed {
			if err := tx.PutSealed(ctx, r.ID, store.SealedParty, ref, s); err != nil {
				return err
			}
		}
		return errors.Join(tx.UpdateMasked(ctx, r), tx.ReplaceParties(ctx, r.ID, rows), tx.ReplaceMaskedTexts(ctx, r.ID, r.Version, texts),
			tx.PutAnswers(ctx, r.ID, r.Version, o.Answers), tx.IndexReport(ctx, r.ID, store.NewEntry(texts)))
	}))
	return number
}

func (d *desk) report(number string) incident.Report {
	d.t.Helper()
	r, err := d.st.FindReport(d.t.Context(), number)
	d.must(err)
	return r
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
