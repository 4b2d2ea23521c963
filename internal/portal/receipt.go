package portal

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

type receiptPage struct {
	web.Page
	Receipt    intake.Receipt
	MailUnsafe bool
	Advice     []adviceGroup
	Elsewhere  []elsewhere
}

// showReceipt answers the filing itself: number and code are never in an address, and a reload files the same report again, which gives the same receipt.
func (p *portal) showReceipt(w http.ResponseWriter, r *http.Request, s *state, receipt intake.Receipt) error {
	noticed, _ := form.Find(s.reading.Answers, "noticed")
	page := &receiptPage{Page: p.page(r, "portal.receipt.title"), Receipt: receipt, MailUnsafe: s.code("mail_safe") == "no",
		Advice: p.advice.groups(noticed.Codes), Elsewhere: p.advice.elsewhere(noticed.Codes)}
	if receipt.Repeat {
		page.Notice = p.t(r, "portal.receipt.repeat")
	}
	p.app.Render(w, r, http.StatusOK, "receipt", page)
	return nil
}

// again answers who asks for a receipt by its address.
func (p *portal) again(w http.ResponseWriter, r *http.Request) error {
	page := p.page(r, "portal.receipt.again")
	p.app.Render(w, r, http.StatusOK, "again", &page)
	return nil
}

// returnCode is what a return code looks like; whether it is right is not asked here.
var returnCode = regexp.MustCompile(`^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$`)

// card gives number and code back as a text file. It only writes down what the page it comes from shows.
func (p *portal) card(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	if err != nil {
		return err
	}
	number, err := incident.ParseReportNumber(f.Values.Get("number"))
	code := f.Values.Get("code")
	if err != nil || !returnCode.MatchString(code) {
		return incident.Errorf(incident.Invalid, "portal.card.bad")
	}
	lines := []string{p.t(r, "portal.card.head", p.Desk().In(web.Lang(r))), "",
		p.t(r, "portal.card.number") + ": " + number, p.t(r, "portal.card.code") + ": " + code, "", p.t(r, "portal.card.keep")}
	if p.Demo {
		lines = append([]string{p.t(r, "portal.card.demo"), ""}, lines...)
	}
	p.download(w, "todoke-"+number+".txt", strings.Join(lines, "\r\n")+"\r\n")
	return nil
}

// proof gives the signed note of a version as a file, to whoever has number and code.
func (p *portal) proof(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	if err != nil {
		return err
	}
	v, err := p.Intake.Find(r.Context(), f.Values.Get("number"), f.Values.Get("code"), p.Source(r))
	if err != nil {
		return err
	}
	p.download(w, "todoke-"+v.Number+"-proof.txt", v.Proof(1))
	return nil
}

// download sends a text as a file; that of a demonstration says so in its name.
func (p *portal) download(w http.ResponseWriter, name, body string) {
	if p.Demo {
		name = "demo-" + name
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(body)) // the client went away: nothing to do
}
