package console

import (
	"todoke/internal/web"
)

type accountPage struct {
	web.Page
	HasPassword bool
}

func (c *Console) accountOf(v *visit) (accountPage, error) {
	p := accountPage{Page: v.page("console.account.title")}
	members, err := c.Auth.List(v.ctx())
	for _, m := range members {
		if m.ID == v.actor.ID {
			p.HasPassword = m.HasPassword
		}
	}
	return p, err
}

func (c *Console) account(v *visit) error {
	p, err := c.accountOf(v)
	if err != nil {
		return err
	}
	return v.render("account", &p)
}

func (c *Console) changePassword(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := c.Auth.ChangePassword(v.ctx(), v.actor, f.Values.Get("old"), f.Values.Get("password")); err != nil {
		if !shown(err) {
			return err
		}
		p, again := c.accountOf(v)
		if again != nil {
			return again
		}
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "account", &p)
	}
	if err := c.sessions.Start(v.ctx(), v.actor); err != nil { // all other sessions of the account have ended
		return err
	}
	return v.done("/account", "console.account.changed")
}
