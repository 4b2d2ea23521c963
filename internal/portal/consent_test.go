package portal_test

import (
	"net/url"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
)

// A reporter sees what they said and changes it, without script, in either language; the page says that the report is counted all the same.
func TestOwnConsent(t *testing.T) {
	d := newDesk(t, nil)
	b := d.browser(t, "ja")
	p := walkTo(t, b, report).Press(incidenttest.Press{Form: "/receipt"})
	key := url.Values{"number": {p.Code(0)}, "code": {p.Code(1)}}
	r, err := d.store.FindReport(t.Context(), p.Code(0))
	if err != nil {
		t.Fatal(err)
	}
	says := func() map[incident.Use]incident.Word {
		list, err := d.store.Consents(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		return list[0].Says
	}
	ja := func(key string) string { return d.texts.T(incident.JA, key) }
	p = b.Visit("/status").Press(incidenttest.Press{Form: "/status", Fill: key})
	p = p.Press(incidenttest.Press{Form: "/status/consent"})
	p.Has(ja("portal.consent.counted"), ja("portal.consent.case"), ja("portal.consent.share"))
	p = p.Press(incidenttest.Press{Form: "/status/consent", Button: "_do=save", Fill: url.Values{"consent-case": {"no"}, "consent-share": {"yes"}}})
	p.Has(ja("portal.consent.done"))
	if s := says(); s[incident.UseCase] != incident.Refused || s[incident.UseShare] != incident.Agreed {
		t.Errorf("%v", s)
	}
	p = p.Press(incidenttest.Press{Form: "/status/consent"})
	p.Has(ja("consent.says.case.no"), ja("portal.consent.by_you"))
	if p.Value("consent-case") != "no" || p.Value("consent-share") != "yes" {
		t.Errorf("ticked %q and %q", p.Value("consent-case"), p.Value("consent-share"))
	}
	for name, press := range map[string]incidenttest.Press{
		"nothing new": {Form: "/status/consent", Button: "_do=save"},
	} {
		if got := p.Press(press); got.Status != 422 {
			t.Errorf("%s: status %d", name, got.Status)
		}
	}
	if got := b.Visit("/status").Press(incidenttest.Press{Form: "/status", Fill: url.Values{"number": key["number"], "code": {"00000-00000-00000-00000"}}}); got.Status != 404 {
		t.Errorf("a wrong code: %d", got.Status)
	}
	if s := says(); s[incident.UseCase] != incident.Refused || s[incident.UseShare] != incident.Agreed {
		t.Errorf("after bad input: %v", s)
	}
}
