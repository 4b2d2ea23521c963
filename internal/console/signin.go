package console

import (
	"net/http"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/web"
)

type signInPage struct {
	web.Page
	Login string
	Next  string
}

type oncePage struct{ web.Page }

// askSignIn sends a visitor without a session to the sign-in, and to the set-up while the desk has no account. A posted form is not lost silently: the page says so.
func (c *Console) askSignIn(v *visit) error {
	empty, err := c.Auth.Empty(v.ctx())
	if err != nil {
		return err
	}
	if empty {
		return v.to("/setup")
	}
	if v.r.Method == http.MethodPost {
		p := signInPage{Page: v.page("console.sign_in.title"), Next: "/"}
		p.Errors = []web.FieldError{{Text: v.t("console.sign_in.ended")}}
		return v.renderAs(http.StatusForbidden, "signin", &p)
	}
	to := "/sign-in"
	if next := v.r.URL.RequestURI(); next != "/" {
		c.sessions.Put(v.ctx(), keyNext, next)
	}
	return v.to(to)
}

// keyNext is where a session keeps the page somebody wanted before the sign-in.
const keyNext = "next"

func (c *Console) signInForm(v *visit) error {
	empty, err := c.Auth.Empty(v.ctx())
	if err != nil {
		return err
	}
	if empty {
		return v.to("/setup")
	}
	return v.render("signin", &signInPage{Page: v.page("console.sign_in.title")})
}

func (c *Console) signIn(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	who, err := c.Auth.SignIn(v.ctx(), auth.Attempt{Login: f.Values.Get("login"), Password: f.Values.Get("password"), Code: f.Values.Get("code"), Source: v.source()})
	if err != nil {
		p := signInPage{Page: v.page("console.sign_in.title"), Login: f.Values.Get("login")}
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "signin", &p)
	}
	return c.enter(v, who)
}

func (c *Console) onceForm(v *visit) error {
	return v.render("once", &oncePage{v.page("console.once.title")})
}

func (c *Console) signInOnce(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	who, err := c.Auth.SignInOnce(v.ctx(), f.Values.Get("code"))
	if err != nil {
		p := oncePage{v.page("console.once.title")}
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "once", &p)
	}
	return c.enter(v, who)
}

// enter begins the session and goes where the visitor wanted to go.
func (c *Console) enter(v *visit, who incident.Actor) error {
	next := local(c.sessions.PopString(v.ctx(), keyNext))
	if err := c.sessions.Start(v.ctx(), who); err != nil {
		return err
	}
	return v.to(next)
}

func (c *Console) signOut(v *visit) error {
	if err := c.sessions.End(v.ctx()); err != nil {
		return err
	}
	return v.to("/sign-in")
}
