package console

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/web"
)

// onceLife is how long a one-time code from the staff page works.
const onceLife = 24 * time.Hour

type staffPage struct {
	web.Page
	Members []auth.Member
	Roles   []incident.Role
	Actions []actionRow
	Typed   typed
	New     *newFactor // a second factor just made, shown once
	Code    *newCode   // a one-time code just made, shown once
}

type newFactor struct {
	Login string
	enrolment
}

type newCode struct{ Login, Code string }

// actionRow is one line of the table of role × action.
type actionRow struct {
	Action incident.Action
	May    []bool // one a role, in the order of incident.Roles
}

func (c *Console) staffOf(v *visit) (staffPage, error) {
	p := staffPage{Page: v.page("console.staff.title"), Roles: incident.Roles}
	for _, a := range incident.Actions {
		row := actionRow{Action: a}
		for _, r := range incident.Roles {
			row.May = append(row.May, incident.Can(incident.Actor{Kind: incident.Staff, Roles: []incident.Role{r}}, a))
		}
		p.Actions = append(p.Actions, row)
	}
	var err error
	p.Members, err = c.Auth.List(v.ctx())
	return p, err
}

// Holds tells whether a member has a role: for the ticks of the page.
func (p staffPage) Holds(m auth.Member, r incident.Role) bool { return slices.Contains(m.Roles, r) }

func (c *Console) staffPage(v *visit) error {
	p, err := c.staffOf(v)
	if err != nil {
		return err
	}
	return v.render("staff", &p)
}

func (c *Console) createStaff(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	s := auth.NewStaff{Login: strings.TrimSpace(f.Values.Get("login")), Name: f.Values.Get("name"), Roles: rolesOf(f)}
	e, err := c.Auth.Create(v.ctx(), v.actor, s)
	if err != nil {
		return c.staffAgain(v, f, err)
	}
	code, err := c.Auth.NewOnceCode(v.ctx(), v.actor, e.ID, onceLife)
	if err != nil {
		return err
	}
	return c.showNew(v, &newFactor{s.Login, showEnrolment(e)}, &newCode{s.Login, code})
}

func rolesOf(f web.Form) []incident.Role {
	var out []incident.Role
	for _, r := range f.Values["roles"] {
		out = append(out, incident.Role(r))
	}
	return out
}

// showNew shows what cannot be read again, in the answer to the post itself: it stands in no session and in no address.
func (c *Console) showNew(v *visit, factor *newFactor, code *newCode) error {
	p, err := c.staffOf(v)
	if err != nil {
		return err
	}
	p.New, p.Code = factor, code
	return v.render("staff", &p)
}

func (c *Console) staffAgain(v *visit, f web.Form, err error) error {
	if !shown(err) {
		return err
	}
	p, again := c.staffOf(v)
	if again != nil {
		return again
	}
	p.Typed, p.Errors = typed{f.Values}, v.summary(err)
	return v.renderAs(web.StatusOf(err), "staff", &p)
}

// changeStaff does one act on one account.
func (c *Console) changeStaff(v *visit) error {
	id, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil {
		return incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	login := ""
	members, err := c.Auth.List(v.ctx())
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.ID == id {
			login = m.Login
		}
	}
	switch f.Values.Get("do") {
	case "roles":
		err = c.Auth.SetRoles(v.ctx(), v.actor, id, rolesOf(f))
	case "disable":
		err = c.Auth.Disable(v.ctx(), v.actor, id)
	case "enable":
		err = c.Auth.Enable(v.ctx(), v.actor, id)
	case "code":
		var code string
		if code, err = c.Auth.NewOnceCode(v.ctx(), v.actor, id, onceLife); err == nil {
			return c.showNew(v, nil, &newCode{login, code})
		}
	case "reset":
		var e auth.Enrolment
		if e, err = c.Auth.Reset(v.ctx(), v.actor, id); err == nil {
			var code string
			if code, err = c.Auth.NewOnceCode(v.ctx(), v.actor, id, onceLife); err == nil {
				return c.showNew(v, &newFactor{login, showEnrolment(e)}, &newCode{login, code})
			}
		}
	default:
		return unknownDo()
	}
	if err != nil {
		return c.staffAgain(v, f, err)
	}
	return v.done("/staff", "console.staff.changed", login)
}

// unknownDo answers a form whose button this console does not have.
func unknownDo() error { return incident.Errorf(incident.Invalid, "error.method") }
