package console

import (
	"crypto/subtle"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/text"
	"todoke/internal/web"
)

type setupPage struct {
	web.Page
	Login, Name string
}

type factorPage struct {
	web.Page
	Login string
	enrolment
}

// enrolment is a new second factor as a page shows it, once.
type enrolment struct {
	Secret string
	URL    string
	QR     template.URL
}

func showEnrolment(e auth.Enrolment) enrolment {
	var groups []string
	for s := e.Secret; s != ""; {
		n := min(4, len(s))
		groups, s = append(groups, s[:n]), s[n:]
	}
	return enrolment{Secret: strings.Join(groups, " "), URL: e.URL, QR: template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(e.QR))}
}

// setupForm is the first page of an empty desk; afterwards it does not exist.
func (c *Console) setupForm(v *visit) error {
	if err := c.stillEmpty(v); err != nil {
		return err
	}
	return v.render("setup", &setupPage{Page: v.page("console.setup.title")})
}

func (c *Console) stillEmpty(v *visit) error {
	empty, err := c.Auth.Empty(v.ctx())
	if err == nil && !empty {
		err = incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	return err
}

// setUp makes the first administrator, who must know the code on the server's terminal: whoever reaches an empty desk first is not its owner by that.
func (c *Console) setUp(v *visit) error {
	if err := c.stillEmpty(v); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	s := auth.NewStaff{Login: strings.TrimSpace(f.Values.Get("login")), Name: f.Values.Get("name"), Password: f.Values.Get("password"), Roles: []incident.Role{incident.Administrator}}
	p := setupPage{Page: v.page("console.setup.title"), Login: s.Login, Name: s.Name}
	if !sameCode(f.Values.Get("setup_code"), c.SetupCode) {
		p.Errors = []web.FieldError{{Field: "setup_code", Text: v.t("console.setup.wrong_code")}}
		return v.renderAs(http.StatusUnprocessableEntity, "setup", &p)
	}
	e, err := c.Auth.CreateFirst(v.ctx(), s)
	if err != nil {
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "setup", &p)
	}
	c.setup.Lock()
	c.setup.login, c.setup.enrolment = s.Login, e
	c.setup.Unlock()
	c.sessions.Put(v.ctx(), keySetup, s.Login)
	return v.to("/setup/second-factor")
}

// sameCode compares as people type: width, case, spaces and hyphens do not count. A desk without a code cannot be set up over the network.
func sameCode(typed, want string) bool {
	plain := func(s string) []byte {
		return []byte(strings.NewReplacer("-", "", " ", "").Replace(strings.ToUpper(text.Normal(s))))
	}
	return len(plain(want)) > 0 && subtle.ConstantTimeCompare(plain(typed), plain(want)) == 1
}

// keySetup marks the session that set the desk up; only it sees the second factor.
const keySetup = "setup"

func (c *Console) factor(v *visit) (factorPage, error) {
	c.setup.Lock()
	defer c.setup.Unlock()
	if c.setup.login == "" || c.sessions.GetString(v.ctx(), keySetup) != c.setup.login {
		return factorPage{}, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	return factorPage{Page: v.page("console.factor.title"), Login: c.setup.login, enrolment: showEnrolment(c.setup.enrolment)}, nil
}

func (c *Console) secondFactorForm(v *visit) error {
	p, err := c.factor(v)
	if err != nil {
		return err
	}
	return v.render("factor", &p)
}

// confirmSecondFactor signs the first administrator in with the new factor: what was enrolled wrongly is found before the page is gone.
func (c *Console) confirmSecondFactor(v *visit) error {
	p, err := c.factor(v)
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	who, err := c.Auth.SignIn(v.ctx(), auth.Attempt{Login: p.Login, Password: f.Values.Get("password"), Code: f.Values.Get("code"), Source: v.source()})
	if err != nil {
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "factor", &p)
	}
	c.setup.Lock()
	c.setup.login, c.setup.enrolment = "", auth.Enrolment{}
	c.setup.Unlock()
	c.sessions.Remove(v.ctx(), keySetup)
	if err := c.sessions.Start(v.ctx(), who); err != nil {
		return err
	}
	return v.done("/staff", "console.factor.done")
}
