package retention_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"todoke/internal/analyze"
	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/publish"
	"todoke/internal/retention"
	"todoke/internal/seal"
	"todoke/internal/stats"
	"todoke/internal/store"
	"todoke/internal/triage"
)

var ctx = context.Background()

// desk is a desk with everything that erasing touches.
type desk struct {
	*retention.Retention
	t       *testing.T
	st      *store.Store
	keys    string
	seal    *seal.Seal
	intake  *intake.Intake
	analyze *analyze.Analyze
	triage  *triage.Triage
	publish *publish.Publish
	stats   *stats.Stats
	form    *form.Form
	codes   map[string]string
	now     time.Time
	filed   int

	handedOver func() // called when a report's terms are about to be handed over
}

func newDesk(t *testing.T, st *store.Store) *desk {
	t.Helper()
	d := &desk{t: t, st: st, keys: t.TempDir(), codes: map[string]string{}, now: time.Date(2020, 1, 20, 3, 0, 0, 0, time.UTC)}
	d.keys += "/keys"
	d.must(seal.CreateKeys(d.keys))
	d.wire()
	return d
}

// wire builds the parts anew, as a start of the program does.
func (d *desk) wire() {
	d.t.Helper()
	keys, err := seal.OpenKeys(d.keys)
	d.must(err)
	clock := func() time.Time { return d.now }
	forms, err := form.Load()
	d.must(err)
	texts, err := i18n.Load()
	d.must(err)
	d.seal = seal.New(keys, d.st, clock)
	d.intake = intake.New(d.st, d.seal, forms, clock)
	d.analyze = analyze.New(analyze.Config{Store: d.st, Seal: d.seal, Forms: forms, Texts: texts, Now: clock})
	d.triage, err = triage.New(triage.Config{Store: d.st, Seal: d.seal, Forms: forms, Texts: texts, Now: clock})
	d.must(err)
	d.publish = publish.New(publish.Config{Store: d.st, Seal: d.seal, Catalogue: texts, Dir: d.t.TempDir(), Desk: incident.Text{JA: "窓口", EN: "Desk"}})
	d.stats, err = stats.New(stats.Config{Store: d.st, Texts: texts, Now: clock})
	d.must(err)
	d.form, err = forms.Find("door", 0)
	d.must(err)
	d.Retention = retention.New(retention.Config{Store: d.st, Seal: d.seal, Stats: d.stats, Now: clock, Keys: d.keys, MaskNote: d.triage.MaskNote, HandOver: d.handOver})
}

func onDesks(t *testing.T, suite func(t *testing.T, d *desk)) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) { suite(t, newDesk(t, st)) })
}

func staff(login string, roles ...incident.Role) incident.Actor {
	id := int64(0)
	for _, r := range login {
		id = id*31 + int64(r)
	}
	return incident.Actor{Kind: incident.Staff, ID: id, Login: login, Roles: roles}
}

var (
	hana  = staff("hana", incident.Intake)
	bun   = staff("bun", incident.Analyst)
	satoe = staff("satoe", incident.Reviewer)
	kan   = staff("kan", incident.Administrator)
	mono  = staff("mono", incident.Auditor)
)

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// refused expects an error for people.
func (d *desk) refused(err error, key string) {
	d.t.Helper()
	var told *incident.Error
	if !errors.As(err, &told) || told.Key != key {
		d.t.Errorf("got %v, want %s", err, key)
	}
}

// Names and words no other test and no dictionary has, to be looked for in raw files.
const (
	plantedOrg   = "株式会社鵲森蝋引製函"
	plantedName  = "樗木 蕗乃"
	plantedPhone = "059-000-7713"
	plantedMail  = "fukino.ohteki@kasasagi-roubiki.example"
	plantedWords = "倉庫棟のコンプレッサー制御盤が午前四時に停止したまま戻らない"
)

// file files a report with a file and a message, masked and analysed, and gives its number.
func (d *desk) file(more url.Values) string {
	d.t.Helper()
	d.filed++
	v := url.Values{"noticed": {"files_locked"}, "story": {"鵲森蝋引製函の樗木です。" + plantedWords + "。" + fmt.Sprintf("%d台が暗号化されていました。", 10+d.filed)}, "reporter_org": {plantedOrg}, "reporter_name": {plantedName},
		"reporter_phone": {plantedPhone}, "reporter_mail": {plantedMail}, "org_kind": {"company"}, "consent": {"case"}}
	for k, x := range more {
		v[k] = x
	}
	r, err := d.intake.Receive(ctx, intake.Submission{Form: "door", Lang: incident.JA, Channel: incident.Web, Answers: d.form.ReadValues(v, d.now).Answers,
		Files: []intake.File{{Name: "樗木メモ.txt", Content: strings.NewReader(fmt.Sprint("制御盤の写し ", d.filed, plantedWords))}}})
	d.must(err)
	d.codes[r.Number] = r.Code
	d.must(d.intake.Write(ctx, intake.Key{Number: r.Number, Code: r.Code, Source: "192.0.2.1"}, "樗木です。"+plantedWords+"件で追記します。"))
	d.mask(r.Number)
	return r.Number
}

func (d *desk) report(number string) incident.Report {
	d.t.Helper()
	r, err := d.st.FindReport(ctx, number)
	d.must(err)
	return r
}

func (d *desk) mask(number string) {
	d.t.Helper()
	d.must(d.analyze.Mask(ctx, d.report(number).ID))
}

var accepted = incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.WithDamage, Note: "受理のメモ"}

// closed files a report and accepts it.
func (d *desk) closed(more url.Values) string {
	d.t.Helper()
	n := d.file(more)
	d.must(d.triage.Accept(ctx, hana, []string{n}, accepted))
	return n
}

// clocks confirms a clock of every class.
func (d *desk) clocks() {
	d.t.Helper()
	for _, c := range incident.ProposedClocks {
		d.must(d.Confirm(ctx, kan, c))
	}
}

func (d *desk) handOver(ctx context.Context, r incident.Report, until time.Time) ([]store.ErasedTerm, error) {
	if d.handedOver != nil {
		d.handedOver()
	}
	return d.publish.HandOver(ctx, r, until)
}
