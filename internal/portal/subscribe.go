package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/subscribe"
	"todoke/internal/web"
)

// choiceForm is the part of the pages where a reader chooses.
type choiceForm struct {
	Scheme incident.CaseScheme
	Choice incident.Choice
	wrong  map[string]bool // fields something is wrong with
}

// Topics and Languages are the closed lists the form offers.
func (f choiceForm) Topics() []incident.Topic   { return incident.Topics }
func (f choiceForm) Languages() []incident.Lang { return []incident.Lang{incident.JA, incident.EN} }

// Topic, Category and Wrong tell what is ticked, and where something is wrong.
func (f choiceForm) Topic(t incident.Topic) bool { return slices.Contains(f.Choice.Topics, t) }
func (f choiceForm) Category(code string) bool   { return slices.Contains(f.Choice.Categories, code) }
func (f choiceForm) Wrong(field string) bool     { return f.wrong[field] }

type subscribePage struct {
	web.Page
	choiceForm
	On       bool
	Mail     string
	Hours    int
	Site     string
	Sent     bool
	Demo     bool
	Shown    *subscribe.Shown // what a demonstration would have sent
	Changed  bool             // the choices of a subscription, not a new one
	Token    string
	State    incident.SubscriptionState
	Until    string
	Chosen   string // choice in words
	Finished bool
}

// line is a line of a shown mail; one that is an address can be followed.
type line struct {
	Text string
	Link bool
}

// Lines are the lines of the mail a demonstration shows.
func (p *subscribePage) Lines() []line {
	var out []line
	for _, s := range strings.Split(strings.TrimSpace(p.Shown.Body), "\n") {
		out = append(out, line{s, strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")})
	}
	return out
}

func (p *portal) subscribePage(r *http.Request, title string) *subscribePage {
	return &subscribePage{Page: p.page(r, title), On: p.Subscribe.On(), Hours: int(subscribe.ConfirmWithin.Hours()), Site: p.Site, Demo: p.Demo}
}

// subscribeForm is where a reader asks for mails.
func (p *portal) subscribeForm(w http.ResponseWriter, r *http.Request) error {
	page := p.subscribePage(r, "portal.subscribe.title")
	status := http.StatusOK
	if page.On {
		page.Choice = incident.Choice{Lang: web.Lang(r), Topics: incident.Topics}
		var err error
		if page.Scheme, err = p.Subscribe.Scheme(r.Context()); err != nil {
			return err
		}
	} else {
		status = http.StatusNotFound
	}
	p.app.Render(w, r, status, "subscribe", page)
	return nil
}

// subscribe takes what was asked for. The answer is the same whoever the address belongs to; it never stands in an address or an error of ours.
func (p *portal) subscribe(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	if err != nil {
		return err
	}
	page := p.subscribePage(r, "portal.subscribe.title")
	page.Mail, page.Choice = f.Values.Get("mail"), choiceOf(f.Values)
	page.Shown, err = p.Subscribe.Ask(r.Context(), subscribe.Request{Mail: page.Mail, Choice: page.Choice, Source: p.Source(r)})
	if err != nil {
		return p.subscribeAgain(w, r, page, f.Values, err)
	}
	page.Title, page.Sent = p.t(r, "portal.subscribe.sent"), true
	p.app.Render(w, r, http.StatusOK, "subscribe", page)
	return nil
}

// subscribeAgain shows the form once more with everything as it was typed and what is wrong with it.
func (p *portal) subscribeAgain(w http.ResponseWriter, r *http.Request, page *subscribePage, v url.Values, wrong error) error {
	scheme, err := incident.FindCaseScheme(v.Get("scheme")) // the one the page was made from
	if err != nil && p.Subscribe.On() {
		if scheme, err = p.Subscribe.Scheme(r.Context()); err != nil {
			return err
		}
	}
	page.Scheme, page.Errors, page.wrong = scheme, p.summary(r, wrong), map[string]bool{}
	for _, e := range page.Errors {
		page.wrong[e.Field] = true
	}
	p.app.Render(w, r, statusOf(wrong), "subscribe", page)
	return nil
}

// choiceOf reads what was ticked.
func choiceOf(v url.Values) incident.Choice {
	c := incident.Choice{Lang: incident.Lang(v.Get("language")), Categories: v["categories"]}
	for _, t := range v["topics"] {
		c.Topics = append(c.Topics, incident.Topic(t))
	}
	slices.Sort(c.Categories)
	c.Categories = slices.Compact(c.Categories)
	slices.SortFunc(c.Topics, func(a, b incident.Topic) int {
		return slices.Index(incident.Topics, a) - slices.Index(incident.Topics, b)
	})
	c.Topics = slices.Compact(c.Topics)
	if len(c.Categories) > 0 {
		c.Scheme = v.Get("scheme")
	}
	return c
}

// behind finds the subscription behind the link; where there is none, a page says what to do, and ok is false.
func (p *portal) behind(w http.ResponseWriter, r *http.Request, title string) (page *subscribePage, ok bool, err error) {
	w.Header().Set("X-Robots-Tag", "noindex")
	page = p.subscribePage(r, title)
	page.Token = r.PathValue("token")
	if p.Subscribe == nil {
		return page, false, incident.Errorf(incident.NotFound, "subscribe.error.off")
	}
	v, err := p.Subscribe.Find(r.Context(), page.Token)
	if err != nil {
		if statusOf(err) != http.StatusNotFound {
			return page, false, err
		}
		return page, false, p.gone(w, r, page)
	}
	page.State, page.Choice = v.State, v.Choice
	page.Chosen = subscribe.Chosen(p.Texts, web.Lang(r), v.Choice)
	if !v.Until.IsZero() {
		page.Until = p.t(r, "subscribe.until", web.JST(v.Until).Format("2006-01-02 15:04"))
	}
	return page, true, nil
}

// gone is the page of a link that leads to no subscription.
func (p *portal) gone(w http.ResponseWriter, r *http.Request, page *subscribePage) error {
	page.Title = p.t(r, "portal.subscribe.gone")
	p.app.Render(w, r, http.StatusNotFound, "unsubscribed", page)
	return nil
}

// confirmForm is where the link of the first mail leads. Opening it changes nothing: programs that look for evil links open it too.
func (p *portal) confirmForm(w http.ResponseWriter, r *http.Request) error {
	page, ok, err := p.behind(w, r, "portal.subscribe.confirm.title")
	if !ok {
		return err
	}
	p.showConfirm(w, r, page)
	return nil
}

func (p *portal) confirm(w http.ResponseWriter, r *http.Request) error {
	page, ok, err := p.behind(w, r, "portal.subscribe.confirm.title")
	if !ok {
		return err
	}
	if err := p.Subscribe.Confirm(r.Context(), page.Token); err != nil {
		if statusOf(err) == http.StatusNotFound {
			return p.gone(w, r, page)
		}
		page.Errors = p.summary(r, err)
		p.app.Render(w, r, statusOf(err), "confirm", page)
		return nil
	}
	if page.State == incident.SubscriptionWaiting {
		page.State = incident.SubscriptionActive
	}
	p.showConfirm(w, r, page)
	return nil
}

// showConfirm shows a request to be confirmed, or that it was; one that is suspended is resumed on another page.
func (p *portal) showConfirm(w http.ResponseWriter, r *http.Request, page *subscribePage) {
	if page.State == incident.SubscriptionSuspended {
		http.Redirect(w, r, "/subscribe/change/"+url.PathEscape(page.Token), http.StatusSeeOther)
		return
	}
	if page.Finished = page.State != incident.SubscriptionWaiting; page.Finished {
		page.Title = p.t(r, "portal.subscribe.confirmed")
	}
	p.app.Render(w, r, http.StatusOK, "confirm", page)
}

// changeForm is where a subscriber changes what was chosen; one whose request waits is led to confirm it first.
func (p *portal) changeForm(w http.ResponseWriter, r *http.Request) error {
	page, ok, err := p.behind(w, r, "portal.subscribe.change.title")
	if !ok {
		return err
	}
	return p.showChange(w, r, page)
}

func (p *portal) showChange(w http.ResponseWriter, r *http.Request, page *subscribePage) error {
	if page.State == incident.SubscriptionWaiting {
		http.Redirect(w, r, "/subscribe/confirm/"+url.PathEscape(page.Token), http.StatusSeeOther)
		return nil
	}
	var err error
	if page.Scheme, err = p.Subscribe.Scheme(r.Context()); err != nil {
		return err
	}
	if s, err := incident.FindCaseScheme(page.Choice.Scheme); err == nil { // chosen under another scheme: shown as chosen
		page.Scheme = s
	}
	page.Changed = true
	p.app.Render(w, r, http.StatusOK, "subscribe", page)
	return nil
}

func (p *portal) change(w http.ResponseWriter, r *http.Request) error {
	page, ok, err := p.behind(w, r, "portal.subscribe.change.title")
	if !ok {
		return err
	}
	f, err := web.ReadForm(w, r, fieldLimits)
	if err != nil {
		return err
	}
	page.Choice, page.Changed = choiceOf(f.Values), true
	if err := p.Subscribe.Change(r.Context(), page.Token, page.Choice); err != nil {
		if statusOf(err) == http.StatusNotFound {
			return p.gone(w, r, page)
		}
		return p.subscribeAgain(w, r, page, f.Values, err)
	}
	page.State, page.Notice = incident.SubscriptionActive, p.t(r, "portal.subscribe.changed")
	return p.showChange(w, r, page)
}

// stopForm is the page of the link that ends a subscription; opening it ends nothing.
func (p *portal) stopForm(w http.ResponseWriter, r *http.Request) error {
	page, ok, err := p.behind(w, r, "portal.subscribe.stop.title")
	if !ok {
		return err
	}
	p.app.Render(w, r, http.StatusOK, "unsubscribe", page)
	return nil
}

// stop ends a subscription: by the button of the page, or by the mail provider's program, which carries no cookie and needs no page (RFC 8058). What was ended
// before is answered alike.
func (p *portal) stop(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Robots-Tag", "noindex")
	page := p.subscribePage(r, "portal.subscribe.stopped")
	page.Finished = true
	if p.Subscribe != nil {
		if err := p.Subscribe.Stop(r.Context(), r.PathValue("token")); err != nil {
			return err
		}
	}
	p.app.Render(w, r, http.StatusOK, "unsubscribed", page)
	return nil
}
