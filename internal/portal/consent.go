package portal

import (
	"net/http"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

type consentPage struct {
	web.Page
	Key     intake.Key
	Consent intake.OwnConsent
	Says    map[incident.Use]incident.Word // what is ticked
}

// Uses and Words are the closed lists the page asks by.
func (p consentPage) Uses() []incident.Use   { return incident.Uses }
func (p consentPage) Words() []incident.Word { return incident.Words }

// By tells in which way a line came: on the form, on this page, or told to staff.
func (p consentPage) By(l incident.ConsentLine) string {
	switch {
	case l.Version > 0:
		return "portal.consent.by_form"
	case l.Who == string(incident.Reporter):
		return "portal.consent.by_you"
	}
	return "portal.consent.by_desk"
}

// consent shows what the reporter said about publication and sharing, and takes their word when they change it.
func (p *portal) consent(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	k := p.key(r, f)
	if err != nil {
		return p.showStatus(w, r, k, outcome{err: err})
	}
	do := f.Values.Get(fieldDo)
	if lang, ok := strings.CutPrefix(do, "lang:"); ok {
		r = inLang(w, r, lang)
	}
	says := map[incident.Use]incident.Word{}
	for _, use := range incident.Uses {
		if s := f.Values.Get("consent-" + string(use)); s != "" {
			says[use] = incident.Word(s)
		}
	}
	var wrong error
	if do == "save" {
		if wrong = p.Intake.ChangeConsent(r.Context(), k, incident.Web, says); wrong == nil {
			return p.showStatus(w, r, k, outcome{notice: p.t(r, "portal.consent.done")})
		}
	}
	now, err := p.Intake.Consent(r.Context(), k)
	if err != nil {
		return p.showStatus(w, r, k, outcome{})
	}
	page := &consentPage{Page: p.page(r, "portal.consent.title"), Key: k, Consent: now, Says: now.Says}
	if len(says) > 0 {
		page.Says = says
	}
	page.Errors = p.summary(r, wrong)
	p.app.Render(w, r, statusOf(wrong), "consent", page)
	return nil
}
