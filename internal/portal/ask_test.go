package portal_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/store"
)

// What the desk asked is answered on one page: saved, found again in the other language, sent, and gone; what was filed before is not shown.
func TestAnsweringQuestions(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := walkTo(t, b, report).Press(incidenttest.Press{Form: "/receipt"})
	key := url.Values{"number": {p.Code(0)}, "code": {p.Code(1)}}
	r, err := d.store.FindReport(t.Context(), p.Code(0))
	if err != nil {
		t.Fatal(err)
	}
	due := clock.AddDate(0, 0, 14)
	ask := func(question string) {
		if err := d.store.Write(t.Context(), func(tx *store.Tx) error {
			return tx.InsertAsk(t.Context(), store.Ask{ID: store.NewID(clock), ReportID: r.ID, Question: question, FormVersion: r.FormVersion, Why: "missing", Who: "staff:hana", At: clock, Due: due})
		}); err != nil {
			t.Fatal(err)
		}
	}
	ask("begun_on")
	ask("story")
	p = b.Visit("/status").Press(incidenttest.Press{Form: "/status", Fill: key})
	p.Has(d.texts.T(incident.JA, "portal.ask.open"))
	p = p.Press(incidenttest.Press{Form: "/status/ask"})
	if strings.Contains(p.Body, "共有フォルダ") || p.Value("begun_on") != "" {
		t.Error("the page shows what was filed")
	}
	p = p.Press(incidenttest.Press{Form: "/status/ask", Button: "_do=send"})
	p.Has(d.texts.T(incident.JA, "error.nothing_answered"))
	p = p.Press(incidenttest.Press{Form: "/status/ask", Button: "_do=save", Fill: url.Values{"begun_on": {"2020年2月"}}})
	p.Has(d.texts.T(incident.JA, "portal.ask.saved"))
	p = p.Press(incidenttest.Press{Form: "/status/ask", Button: "_do=lang:en"})
	p.Has(d.texts.T(incident.EN, "portal.ask.title"))
	p = b.Visit("/status").Press(incidenttest.Press{Form: "/status", Fill: key}).Press(incidenttest.Press{Form: "/status/ask"})
	if p.Value("begun_on") != "2020年2月" {
		t.Errorf("resumed %q", p.Value("begun_on"))
	}
	bad := p.Press(incidenttest.Press{Form: "/status/ask", Button: "_do=send", Fill: url.Values{"begun_on": {"2099-01-01"}}})
	if bad.Status != 422 || bad.Value("begun_on") != "2099-01-01" {
		t.Errorf("status %d, kept %q", bad.Status, bad.Value("begun_on"))
	}
	p = p.Press(incidenttest.Press{Form: "/status/ask", Button: "_do=send"})
	p.Has(d.texts.T(incident.EN, "portal.ask.sent"), d.texts.T(incident.EN, "portal.ask.waiting"))
	if r, _ := d.store.FindReportByID(t.Context(), r.ID); r.Version != 2 {
		t.Errorf("version %s", strconv.Itoa(r.Version))
	}
}
