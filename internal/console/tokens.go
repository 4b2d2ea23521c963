package console

import (
	"strconv"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/web"
)

type tokensPage struct {
	web.Page
	Tokens []auth.Token
	Scopes []auth.Scope
	Typed  typed
	Made   string // a token just made, shown once
}

func (c *Console) tokensOf(v *visit) (tokensPage, error) {
	p := tokensPage{Page: v.page("console.tokens.title"), Scopes: auth.Scopes}
	var err error
	p.Tokens, err = c.Auth.ListTokens(v.ctx(), v.actor)
	return p, err
}

func (c *Console) tokens(v *visit) error {
	p, err := c.tokensOf(v)
	if err != nil {
		return err
	}
	return v.render("tokens", &p)
}

// createToken shows the token in the answer to the post itself: it stands in no session and in no address.
func (c *Console) createToken(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	n := auth.NewToken{Name: f.Values.Get("name")}
	n.Days, _ = strconv.Atoi(f.Values.Get("days")) // what is no number is 0, and refused as that
	n.PerHour, _ = strconv.Atoi(f.Values.Get("per_hour"))
	for _, s := range f.Values["scopes"] {
		n.Scopes = append(n.Scopes, auth.Scope(s))
	}
	made, err := c.Auth.CreateToken(v.ctx(), v.actor, n)
	if err != nil && !shown(err) {
		return err
	}
	p, again := c.tokensOf(v)
	if again != nil {
		return again
	}
	if err != nil {
		p.Typed, p.Errors = typed{f.Values}, v.summary(err)
		return v.renderAs(web.StatusOf(err), "tokens", &p)
	}
	p.Made = made
	return v.render("tokens", &p)
}

func (c *Console) revokeToken(v *visit) error {
	id, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil {
		return incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	prefix, err := c.Auth.RevokeToken(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	return v.done("/tokens", "console.tokens.revoked.done", prefix)
}
