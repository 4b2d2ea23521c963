package console

import (
	"todoke/internal/incident"
	"todoke/internal/subscribe"
	"todoke/internal/web"
)

type subscribersPage struct {
	web.Page
	On      bool
	Figures subscribe.Figures
	Refusal int // refusals in a row that pause a subscription
	Remove  bool
	Typed   typed
}

// subscribers shows how many get publications by mail and what became of the mails; addresses are shown to nobody.
func (c *Console) subscribers(v *visit) error {
	p, err := c.subscribersOf(v)
	if err != nil {
		return err
	}
	return v.render("subscribers", &p)
}

func (c *Console) subscribersOf(v *visit) (subscribersPage, error) {
	p := subscribersPage{Page: v.page("console.subscribers.title"), On: c.Subscribers.On(), Refusal: subscribe.SuspendAt, Remove: v.can(incident.SubscriberRemove)}
	if c.Subscribers == nil {
		return p, nil
	}
	var err error
	p.Figures, err = c.Subscribers.Figures(v.ctx(), v.actor)
	return p, err
}

// removeSubscriber erases the address of somebody who writes in. What was typed comes back only where something is wrong with it.
func (c *Console) removeSubscriber(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if c.Subscribers == nil {
		return incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	there, err := c.Subscribers.Remove(v.ctx(), v.actor, f.Values.Get("mail"), f.Values.Get("reason"))
	if err == nil && there {
		return v.done("/subscribers", "console.subscribers.removed")
	}
	if err == nil {
		err = &incident.Error{Kind: incident.Invalid, Key: "console.subscribers.not_there", Field: "mail"}
	}
	if !shown(err) {
		return err
	}
	p, again := c.subscribersOf(v)
	if again != nil {
		return again
	}
	f.Values.Set("do", "remove")
	p.Typed, p.Errors = typed{f.Values}, v.summary(err)
	return v.renderAs(web.StatusOf(err), "subscribers", &p)
}
