package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/web"
)

type signInPage struct {
	web.Page
	Login string
	Held  held
}

// held is a form that came after the session had ended: it travels with the sign-in, in the pages themselves, and is offered to be sent again.
type held struct {
	Path   string
	Fields []heldField
}

type heldField struct{ Name, Value string }

// heldPrefix goes before the names of a held form's fields while they travel with the sign-in.
const heldPrefix = "held:"

// holdForm keeps what was typed, but never a password or a code.
func holdForm(path string, f url.Values) held {
	h := held{Path: local(path)}
	for name, list := range f {
		if slices.Contains([]string{"password", "old", "code", "setup_code"}, name) {
			continue
		}
		for _, s := range list {
			h.Fields = append(h.Fields, heldField{name, s})
		}
	}
	slices.SortStableFunc(h.Fields, func(a, b heldField) int { return strings.Compare(a.Name, b.Name) })
	return h
}

// heldIn reads a held form back from the sign-in it travelled with.
func heldIn(f url.Values) held {
	inner := url.Values{}
	for name, list := range f {
		if rest, ok := strings.CutPrefix(name, heldPrefix); ok {
			inner[rest] = list
		}
	}
	if len(inner) == 0 {
		return held{}
	}
	return holdForm(f.Get("held_path"), inner)
}

type againPage struct {
	web.Page
	Held held
}

type oncePage struct{ web.Page }

// askSignIn sends a visitor without a session to the sign-in, and to the set-up while the desk has no account. A posted form travels with the sign-in.
func (c *Console) askSignIn(v *visit) error {
	empty, err := c.Auth.Empty(v.ctx())
	if err != nil {
		return err
	}
	if empty {
		return v.to("/setup")
	}
	if v.r.Method == http.MethodPost {
		f, err := v.form()
		if err != nil {
			return err
		}
		p := signInPage{Page: v.page("console.sign_in.title"), Held: holdForm(v.r.URL.RequestURI(), f.Values)}
		p.Errors = []web.FieldError{{Text: v.t("console.sign_in.ended")}}
		return v.renderAs(http.StatusForbidden, "signin", &p)
	}
	if next := wanted(v.r.URL); next != "/" && len(next) < 500 {
		c.sessions.Put(v.ctx(), keyNext, next)
	}
	return v.to("/sign-in")
}

// wanted is the address to come back to, without the words of a search: they may be a name, and a session is stored.
func wanted(u *url.URL) string {
	q := u.Query()
	if !q.Has("q") {
		return u.RequestURI()
	}
	q.Del("q")
	w := url.URL{Path: u.Path, RawQuery: q.Encode()}
	return w.RequestURI()
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
		p := signInPage{Page: v.page("console.sign_in.title"), Login: f.Values.Get("login"), Held: heldIn(f.Values)}
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "signin", &p)
	}
	if h := heldIn(f.Values); len(h.Fields) > 0 {
		if err := c.sessions.Start(v.ctx(), who); err != nil {
			return err
		}
		v.actor = who
		return v.render("again", &againPage{v.page("console.again.title"), h})
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
