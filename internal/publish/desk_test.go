package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/pdf"
	"todoke/internal/seal"
	"todoke/internal/store"
)

var (
	ctx       = context.Background()
	publisher = incident.Actor{Kind: incident.Staff, ID: 7, Login: "kou", Roles: []incident.Role{incident.Publisher}}
	clock     = time.Date(2020, 8, 1, 3, 0, 0, 0, time.UTC)
)

// planted is a party nobody has heard of: no text of the sample edition holds a word of it.
var planted = incident.Party{Role: incident.RoleReporter, Org: "株式会社鷺沼紙器", OrgKana: "さぎぬましき", Name: "蓼科 柚香", Kana: "たでしな ゆずか",
	Mail: "tadeshina@saginuma-shiki.example", Phone: "03-0000-7731", Domains: []string{"saginuma-shiki.example"}}

// desk is a desk with a few approved cases under an edition in work.
type desk struct {
	*Publish
	t     *testing.T
	boxes *seal.Seal
	now   time.Time
}

func onDesks(t *testing.T, suite func(t *testing.T, d *desk)) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		d := &desk{t: t, now: clock}
		d.boxes = incidenttest.Seal(t, st, func() time.Time { return d.now })
		d.Publish = New(Config{Store: st, Seal: d.boxes, Catalogue: words(t), Dir: t.TempDir(), Desk: incident.Text{JA: "架空受付所", EN: "Fictional Desk"}, Demo: true})
		suite(t, d)
	})
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		var many incident.Errors
		if errors.As(err, &many) {
			for _, e := range many {
				d.t.Log(e.Key, e.Args)
			}
		}
		d.t.Fatal(err)
	}
}

// happening is what differs between the cases of a test.
type happening struct {
	report   incident.Report
	one      incident.Case
	revision incident.Revision
	facts    []incident.Fact
	party    incident.Party
	erased   bool // the key is gone
}

// add stores case n of an edition that starts right, after change has had its way with it, and gives the case's number.
func (d *desk) add(n int, change func(h *happening)) string {
	d.t.Helper()
	received := time.Date(2020, 1, 10+n, 1, 0, 0, 0, time.UTC)
	h := happening{
		report: incident.Report{ID: store.NewID(received), Number: incident.ReportNumber(2020, int64(n)), State: incident.Received, Channel: incident.Web, Form: "door", FormVersion: 1,
			Lang: incident.JA, Version: 1, MaskVersion: 1, Relation: incident.IsVictim, OrgKind: incident.Company, Received: received, AcceptedAt: received.Add(time.Hour), Consent: incident.ConsentCase},
		one:   incident.Case{Number: incident.CaseNumber(2020, int64(n)), Scheme: "2020H1", Category: "virus", OrgKind: incident.Company},
		facts: []incident.Fact{{Dimension: incident.DimCause, Code: "unknown", Polarity: incident.Present, Certainty: incident.Unknown, Source: incident.FromReporter, Coded: true, Version: 1}},
		party: planted,
	}
	h.revision = incident.Revision{Case: h.one.Number, N: 1, State: incident.Approved, Sources: []incident.SourceVersion{{Report: h.report.Number, Version: 1}}, Writer: 1, Approver: 2, Written: received, Decided: received,
		Summary: incident.Text{JA: fmt.Sprintf("届出者（企業）の端末%d台で異常が見つかった。原因は調査したが不明である。", n), EN: fmt.Sprintf("Something was wrong on %d machines of the reporter (a company). The cause is unknown.", n)}}
	if change != nil {
		change(&h)
	}
	d.store(h)
	return h.one.Number
}

func (d *desk) store(h happening) {
	d.t.Helper()
	box, err := d.boxes.NewBox(h.report.ID)
	d.must(err)
	id := store.NewID(d.now)
	plain, err := json.Marshal(h.party)
	d.must(err)
	sealed, err := box.Seal(store.SealedParty, strconv.FormatInt(id, 10), plain)
	d.must(err)
	d.must(d.st.Write(ctx, func(tx *store.Tx) error {
		if !h.erased {
			if err := tx.InsertKey(ctx, h.report.ID, box.Wrapped()); err != nil {
				return err
			}
		}
		errs := []error{tx.InsertReport(ctx, h.report, []byte("code")), tx.UpdateMasked(ctx, h.report, 1), noted(tx.NoteConsent(ctx, h.report)),
			tx.ReplaceParties(ctx, h.report.ID, []store.Party{{ID: id, Role: h.party.Role, Placeholder: "届出者"}}),
			tx.ReplaceFacts(ctx, h.report.ID, true, h.facts, h.report.Received),
			tx.InsertCase(ctx, h.one, h.report.Received), tx.LinkCase(ctx, h.one.Number, h.report.ID, "test", h.report.Received)}
		if !h.erased {
			errs = append(errs, tx.PutSealed(ctx, h.report.ID, store.SealedParty, strconv.FormatInt(id, 10), sealed))
		}
		if h.revision.N > 0 {
			errs = append(errs, tx.PutRevision(ctx, h.revision))
		}
		if !h.report.AcceptedAt.IsZero() {
			_, err := tx.Decide(ctx, h.report.ID, incident.Received, store.Decision{State: incident.Accepted, AcceptedAt: h.report.AcceptedAt,
				Acceptance: incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.WithDamage}})
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	}))
}

func noted(_ bool, err error) error { return err }

// edition makes the edition 2020H1 and chooses the cases given.
func (d *desk) edition(cases ...string) {
	d.t.Helper()
	day := func(m time.Month, n int) time.Time { return time.Date(2020, m, n, 0, 0, 0, 0, time.UTC) }
	d.must(d.Save(ctx, publisher, incident.Edition{ID: "2020H1", Title: incident.Text{JA: "届出事例集 2020年上半期", EN: "Reported cases, first half of 2020"}, Scheme: "2020H1",
		From: day(1, 1), To: day(6, 30), DateRule: incident.ByWritten, Cutoff: day(7, 31), Texts: incidenttest.Collection().Texts}, d.now))
	var items []incident.Item
	for _, c := range cases {
		items = append(items, incident.Item{Case: c, Chosen: true})
	}
	d.must(d.Choose(ctx, publisher, "2020H1", items, d.now))
}

// frozen reads what a freeze fixed.
func (d *desk) frozen() *incident.Collection {
	d.t.Helper()
	c, err := collection(ctx, d.st.Reader, "2020H1")
	d.must(err)
	return c
}

// ready freezes, builds and checks.
func (d *desk) ready(opt Options) CheckResult {
	d.t.Helper()
	d.must(d.Freeze(ctx, publisher, "2020H1", d.now))
	d.must(d.Build(ctx, publisher, "2020H1", d.now, opt))
	r, err := d.Check(ctx, publisher, "2020H1", d.now)
	d.must(err)
	return r
}

// engine opens the PDF engine, or nothing where it is not installed.
func engine(t testing.TB) *pdf.Engine {
	t.Helper()
	e, err := pdf.Open(ctx, pdf.Config{Dir: filepath.Join("..", "pdf", "engine")})
	if errors.Is(err, pdf.ErrNoEngine) {
		if os.Getenv("TODOKE_PDF") != "" {
			t.Fatal(err)
		}
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// reader opens PDFium with a cache that outlives the test: compiling it takes seconds.
func reader(t testing.TB) *pdf.Reader {
	t.Helper()
	r, err := pdf.OpenReader(ctx, filepath.Join(os.TempDir(), "todoke-test-pdfium"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// keys lists the catalogue keys of an error's parts.
func keys(err error) []string {
	var many incident.Errors
	var one *incident.Error
	var out []string
	switch {
	case errors.As(err, &many):
		for _, e := range many {
			out = append(out, e.Key)
		}
	case errors.As(err, &one):
		out = append(out, one.Key)
	case err != nil:
		out = append(out, err.Error())
	}
	return out
}
