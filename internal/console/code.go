package console

import (
	"strings"

	"todoke/internal/incident"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type codePage struct {
	web.Page
	Number   string
	Reasons  []string
	Typed    typed
	Contacts []triage.Contact // opened with a reason; nil before
	Opened   bool
	Requests []triage.CodeRequest
	Waits    *triage.CodeRequest // the proposal that waits for a second person
	Mine     bool                // it is the signed-in person's own
	Code     string              // the new one, shown once
	Lang     incident.Lang       // of the report: the code is read out in it
}

func (c *Console) codeForm(v *visit) error {
	p, err := c.codeOf(v)
	if err != nil {
		return err
	}
	return v.render("code", &p)
}

func (c *Console) codeOf(v *visit) (codePage, error) {
	r, err := c.Triage.FindReport(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return codePage{}, notHere(err)
	}
	p := codePage{Page: v.page("console.code.title", r.Number), Number: r.Number, Reasons: r.OpenReasons, Lang: r.Lang}
	if p.Requests, err = c.Triage.CodeRequests(v.ctx(), v.actor, r.Number); err != nil {
		return p, err
	}
	for i, x := range p.Requests {
		if x.State == triage.CodeProposed {
			p.Waits, p.Mine = &p.Requests[i], x.FirstStaff == v.actor.ID
		}
	}
	return p, nil
}

// actOnCode opens the registered contacts, notes the call, or ends the proposal. What is secret stands in the answer to the post only.
func (c *Console) actOnCode(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p, err := c.codeOf(v)
	if err != nil {
		return err
	}
	p.Typed = typed{f.Values}
	path := "/reports/" + p.Number + "/code"
	switch id := number(f.Values.Get("request")); f.Values.Get("do") {
	case "open":
		p.Contacts, err = c.Triage.OpenContacts(v.ctx(), v.actor, p.Number, reasonOf(f.Values))
		if p.Opened = err == nil; p.Opened {
			return v.render("code", &p)
		}
	case "propose":
		if err = c.Triage.ProposeCode(v.ctx(), v.actor, p.Number, f.Values.Get("contact"), f.Values.Get("how")); err == nil {
			return v.done(path, "console.code.proposed")
		}
	case "refuse":
		if err = c.Triage.RefuseCode(v.ctx(), v.actor, p.Number, id); err == nil {
			return v.done(path, "console.code.refused")
		}
	case "replace":
		if p.Code, err = c.Triage.ReplaceCode(v.ctx(), v.actor, p.Number, id); err == nil {
			v.w.Header().Set("Cache-Control", "no-store")
			return v.render("code", &p)
		}
	default:
		return unknownDo()
	}
	if !shown(err) {
		return err
	}
	p.Errors = v.summary(err)
	return v.renderAs(web.StatusOf(err), "code", &p)
}

// letter is one character of a code with the word it is read out by.
type letter struct{ Char, Word string }

// spell parts a code into its groups, each character with its word, for reading it out over the phone.
func (c *Console) spell(code string, lang any) [][]letter {
	l := incident.JA
	if s, ok := lang.(incident.Lang); ok && s == incident.EN || lang == "en" {
		l = incident.EN
	}
	var out [][]letter
	for group := range strings.SplitSeq(code, "-") {
		var list []letter
		for _, r := range group {
			list = append(list, letter{string(r), c.Texts.T(l, "spell."+strings.ToLower(string(r)))})
		}
		out = append(out, list)
	}
	return out
}
