package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"todoke/internal/incident"
)

// Consent is what the reporter says about uses of the report; in statistics it is counted whatever they say.
type Consent struct {
	Case      incident.Word `json:"case" enum:"yes,no,unsaid" doc:"Published as a case, with nobody identified; no means statistics only."`
	Share     incident.Word `json:"share" enum:"yes,no,unsaid" doc:"Passed on to other bodies."`
	Published bool          `json:"published" doc:"A released edition holds a case drawn from the report: copies of it are out."`
	History   []Said        `json:"history" nullable:"false" doc:"Oldest first; only what the reporter said."`
}

// Said is one word of the reporter.
type Said struct {
	Use     incident.Use  `json:"use" enum:"case,share"`
	Word    incident.Word `json:"word" enum:"yes,no,unsaid"`
	At      time.Time     `json:"at"`
	Channel string        `json:"channel"`
}

// ConsentBody changes what the reporter says; what is left out stays.
type ConsentBody struct {
	Case  incident.Word `json:"case,omitempty" enum:"yes,no,unsaid"`
	Share incident.Word `json:"share,omitempty" enum:"yes,no,unsaid"`
}

type consentOut struct{ Body Consent }

func (b *builder) consents() {
	op := b.operation("read-consent", http.MethodGet, "/reports/{number}/consent", behind...)
	op.Security = byCode
	register(b, op, b.api.consent)

	op = b.operation("change-consent", http.MethodPost, "/reports/{number}/consent", append(behind, 400, 413, 415, 422)...)
	op.Security, op.DefaultStatus = byCode, http.StatusNoContent
	op.RequestBody = body(map[string]*huma.Schema{"application/json": b.schema(ConsentBody{})})
	register(b, op, b.api.changeConsent)
}

func (a *api) consent(c *call, in *OwnReport) (*consentOut, error) {
	k, err := a.key(c, *in)
	if err != nil {
		return nil, err
	}
	v, err := a.Intake.Consent(c.r.Context(), k)
	if err != nil {
		return nil, err
	}
	out := Consent{Case: v.Says[incident.UseCase], Share: v.Says[incident.UseShare], Published: v.Published, History: []Said{}}
	for _, l := range v.Lines {
		out.History = append(out.History, Said{Use: l.Use, Word: l.Word, At: l.SaidAt, Channel: l.Channel})
	}
	return &consentOut{out}, nil
}

func (a *api) changeConsent(c *call, in *OwnReport) (*nothing, error) {
	k, err := a.key(c, *in)
	if err != nil {
		return nil, err
	}
	m, err := a.small(c, "case", "share")
	if err != nil {
		return nil, err
	}
	says := map[incident.Use]incident.Word{}
	for _, use := range incident.Uses {
		raw, ok := m[string(use)]
		if !ok {
			continue
		}
		var word incident.Word
		if !decode(raw, &word) || !slices.Contains(incident.Words, word) {
			return nil, wrong(string(use), "error.consent_word")
		}
		says[use] = word
	}
	return nil, a.Intake.ChangeConsent(c.r.Context(), k, incident.API, says)
}
