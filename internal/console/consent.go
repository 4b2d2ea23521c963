package console

import (
	"net/url"
	"time"

	"todoke/internal/incident"
	"todoke/internal/triage"
	"todoke/internal/web"
)

// consentPage is what the parties of one report said about its uses.
type consentPage struct {
	web.Page
	triage.ConsentView
	Channels   []string
	What       []string
	Now        string
	Typed      typed
	Say, Share bool
}

// Name is what stands for a party in the masked texts; the reporter is told in the reader's language.
func (p consentPage) Name(x incident.PartyConsent) incident.Text { return triage.PartyLabel(x) }

// Uses and Words are the closed lists the form offers.
func (p consentPage) Uses() []incident.Use   { return incident.Uses }
func (p consentPage) Words() []incident.Word { return incident.Words }

func (c *Console) consentOf(v *visit) (consentPage, error) {
	x, err := c.Triage.ReportConsent(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return consentPage{}, notHere(err)
	}
	return consentPage{Page: v.page("console.consent.title", x.Report.Number), ConsentView: x, Channels: triage.WordChannels, What: incident.ShareWhat,
		Now: web.JST(c.Now()).Format(receivedForm), Say: v.can(incident.ConsentRecord), Share: v.can(incident.ReportShare)}, nil
}

func (c *Console) consent(v *visit) error {
	p, err := c.consentOf(v)
	if err != nil {
		return err
	}
	return v.render("consent", &p)
}

// actOnConsent writes down a party's word or what was passed on.
func (c *Console) actOnConsent(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f, n := posted.Values, v.r.PathValue("number")
	acts := map[string]act{
		"say": {incident.ConsentRecord, "console.consent.said", func() error {
			at, err := minute(f.Get("said_at"), "said_at")
			if err != nil {
				return err
			}
			return c.Triage.RecordConsent(v.ctx(), v.actor, n, triage.ConsentEntry{Party: number(f.Get("party")), Use: incident.Use(f.Get("use")), Word: incident.Word(f.Get("word")),
				SaidAt: at, Channel: f.Get("channel"), Reason: f.Get("consent-reason")})
		}},
		"share": {incident.ReportShare, "console.consent.shared", func() error {
			at, err := minute(f.Get("shared_at"), "shared_at")
			if err != nil {
				return err
			}
			return c.Triage.RecordShare(v.ctx(), v.actor, n, triage.Sharing{Body: f.Get("body"), What: f.Get("what"), Note: f.Get("note"), SharedAt: at})
		}},
	}
	return v.act(acts, f.Get("do"), "/reports/"+url.PathEscape(n)+"/consent", func(wrong error) error {
		p, err := c.consentOf(v)
		if err != nil {
			return err
		}
		p.Typed, p.Errors = typed{f}, v.summary(wrong)
		return v.renderAs(web.StatusOf(wrong), "consent", &p)
	})
}

// minute reads an instant typed as Japanese time.
func minute(s, field string) (time.Time, error) {
	at, err := time.ParseInLocation(receivedForm, s, incident.Japan)
	if err != nil {
		return at, &incident.Error{Kind: incident.Invalid, Key: "error.received_at", Field: field}
	}
	return at, nil
}

// consentRulesPage is the desk's rules on consent.
type consentRulesPage struct {
	web.Page
	triage.ConsentSettings
	Rules    []incident.ConsentRule
	Silences []incident.Silence
}

func (c *Console) consentRulesOf(v *visit) (consentRulesPage, error) {
	s, err := c.Triage.ConsentSettings(v.ctx(), v.actor)
	return consentRulesPage{Page: v.page("console.consent_rules.title"), ConsentSettings: s, Rules: incident.ConsentRules, Silences: incident.Silences}, err
}

func (c *Console) consentRules(v *visit) error {
	p, err := c.consentRulesOf(v)
	if err != nil {
		return err
	}
	return v.render("consentrules", &p)
}

func (c *Console) saveConsentRules(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	s := triage.ConsentSettings{Rule: incident.ConsentRule(f.Values.Get("rule")), Silence: incident.Silence(f.Values.Get("silence"))}
	if err := c.Triage.PutConsentSettings(v.ctx(), v.actor, s); err != nil {
		if !shown(err) {
			return err
		}
		p, again := c.consentRulesOf(v)
		if again != nil {
			return again
		}
		p.ConsentSettings, p.Errors = s, v.summary(err)
		return v.renderAs(web.StatusOf(err), "consentrules", &p)
	}
	return v.done("/consent-rules", "console.consent_rules.done")
}
