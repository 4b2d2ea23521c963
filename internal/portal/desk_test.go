package portal_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/intake"
	"todoke/internal/portal"
	"todoke/internal/store"
	"todoke/internal/subscribe"
)

// desk is a portal over a real store with real keys.
type desk struct {
	server *httptest.Server
	store  *store.Store
	texts  *i18n.Catalogue
	log    *bytes.Buffer

	subscribe *subscribe.Subscribe
}

var clock = time.Date(2020, 3, 2, 9, 30, 0, 0, time.UTC)

func newDesk(t *testing.T, forms *form.Forms) *desk {
	t.Helper()
	if forms == nil {
		var err error
		if forms, err = form.Load(); err != nil {
			t.Fatal(err)
		}
	}
	st, err := store.Open(t.Context(), store.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() }) // a test may have closed it to see what happens then
	d := &desk{store: st, log: &bytes.Buffer{}}
	if d.texts, err = i18n.Load(); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return clock }
	keys := incidenttest.Seal(t, d.store, now)
	in := intake.New(d.store, keys, forms, now)
	d.subscribe = subscribe.New(subscribe.Config{Store: d.store, Seal: keys, Texts: d.texts, Log: slog.New(slog.NewTextHandler(d.log, nil)), Now: now, Desk: func() incident.Text { return incident.Text{JA: "届出受付所", EN: "Report Desk"} },
		Portal: "http://portal.example/", Demo: true, Often: in.Often,
		Scheme: func(context.Context) (incident.CaseScheme, error) { return incident.FindCaseScheme("2020H1") }})
	h, err := portal.New(portal.Config{
		Intake: in, Forms: forms, Texts: d.texts, Subscribe: d.subscribe,
		Log:  slog.New(slog.NewTextHandler(d.log, nil)),
		Desk: func() incident.Text { return incident.Text{JA: "届出受付所", EN: "Report Desk"} },
		Now:  now, Demo: true, Contact: portal.Contact{Phone: "000-0000-0000", Mail: "desk@desk.example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.server = httptest.NewServer(h)
	t.Cleanup(d.server.Close)
	return d
}

// browser is one in a language that checks every page it is given.
func (d *desk) browser(t *testing.T, lang string) *incidenttest.Browser {
	t.Helper()
	b := incidenttest.NewBrowser(t, d.server.URL)
	b.Check = func(p *incidenttest.Page) { d.check(t, p) }
	b.Visit("/?lang=" + lang)
	return b
}

// check holds for every page: ids are unique, labels and descriptions lead somewhere, every field has a name people see, no catalogue key shows.
func (d *desk) check(t *testing.T, p *incidenttest.Page) {
	t.Helper()
	ids := map[string]bool{}
	labelled := map[string]bool{}
	for n := range p.All() {
		if id := incidenttest.Attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%q: id %s twice", p.Title(), id)
			}
			ids[id] = true
		}
		if n.Data == "label" {
			labelled[incidenttest.Attr(n, "for")] = true
		}
	}
	for n := range p.All() {
		for _, key := range []string{"aria-describedby", "aria-labelledby", "for"} {
			for _, id := range strings.Fields(incidenttest.Attr(n, key)) {
				if !ids[id] {
					t.Errorf("%q: %s names %s, which is not there", p.Title(), key, id)
				}
			}
		}
		if (n.Data == "input" && incidenttest.Attr(n, "type") != "hidden" || n.Data == "textarea") && !labelled[incidenttest.Attr(n, "id")] && n.Parent.Data != "label" {
			t.Errorf("%q: field %s has no label", p.Title(), incidenttest.Attr(n, "name"))
		}
		if n.Data == "a" && strings.HasPrefix(incidenttest.Attr(n, "href"), "#") && !ids[incidenttest.Attr(n, "href")[1:]] {
			t.Errorf("%q: link to %s leads nowhere", p.Title(), incidenttest.Attr(n, "href"))
		}
	}
	for _, area := range []string{"portal.", "web.", "error.", "unread."} {
		for _, k := range d.texts.Keys(incident.JA) {
			if strings.HasPrefix(k, area) && strings.Contains(p.Text(), k) {
				t.Errorf("%q: key %s shows", p.Title(), k)
			}
		}
		if strings.Contains(p.Text(), " "+area+"state") || strings.Contains(p.Text(), "portal.reason") {
			t.Errorf("%q: a key shows", p.Title())
		}
	}
}
