package console

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/text"
	"todoke/internal/triage"
	"todoke/internal/web"
)

// formsPage lists the forms that are asked and the desk's own versions.
type formsPage struct {
	web.Page
	Asked []*form.Form
	Own   []triage.FormVersion
}

func (c *Console) formsList(v *visit) error {
	own, err := c.Triage.FormVersions(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	return v.render("forms", &formsPage{Page: v.page("console.forms.title"), Asked: c.Forms.List(), Own: own})
}

// formPage is the definition of a version being written, with what it would ask.
type formPage struct {
	web.Page
	Body     string
	From     string
	Problems []string
	Preview  string // the text form it makes
	Tried    bool
}

var versionLine = regexp.MustCompile(`(?m)^version\s*=\s*[0-9]+`)

// newForm begins a version from the one asked now, numbered as the next of the desk's own.
func (c *Console) newForm(v *visit) error {
	id := v.r.URL.Query().Get("of")
	body, err := c.Forms.Source(id, 0)
	if err != nil {
		return err
	}
	now, err := c.Forms.Find(id, 0)
	if err != nil {
		return err
	}
	next := strconv.Itoa(max(form.FirstOwn, now.Version+1))
	return v.render("form", &formPage{Page: v.page("console.forms.new"), Body: versionLine.ReplaceAllString(body, "version = "+next), Preview: now.Text(v.lang)})
}

// addForm shows what a definition makes, or puts it in force; what is wrong comes back in one list with everything typed.
func (c *Console) addForm(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p := &formPage{Page: v.page("console.forms.new"), Body: strings.ReplaceAll(f.Values.Get("body"), "\r\n", "\n"), From: f.Values.Get("from"), Tried: true}
	from, err := c.askedFrom(p.From)
	if err == nil && f.Values.Get("do") == "add" {
		if err = c.Triage.AddForm(v.ctx(), v.actor, p.Body, from); err == nil {
			return v.done("/forms", "console.forms.added")
		}
	} else if err == nil {
		var made *form.Form
		if made, err = c.Triage.TryForm(v.ctx(), v.actor, p.Body); err == nil {
			if made != nil {
				p.Preview = made.Text(v.lang)
			}
			return v.render("form", p)
		}
	}
	if p.Problems = triage.FormProblems(err); p.Problems != nil {
		err = &incident.Error{Kind: incident.Invalid, Key: "error.form_wrong", Field: "body", Args: []any{len(p.Problems)}}
	}
	var told *incident.Error
	if !errors.As(err, &told) || !shown(err) {
		return err
	}
	p.Errors = v.summary(err)
	return v.renderAs(http.StatusUnprocessableEntity, "form", p)
}

// askedFrom reads the first day on which a version is asked; nothing means now.
func (c *Console) askedFrom(s string) (time.Time, error) {
	if strings.TrimSpace(s) == "" {
		return c.Now(), nil
	}
	d, err := time.ParseInLocation(time.DateOnly, text.Normal(strings.TrimSpace(s)), incident.Japan)
	if err != nil {
		return d, &incident.Error{Kind: incident.Invalid, Key: "error.form_from", Field: "from"}
	}
	return d, nil
}

func (c *Console) switchForm(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(v.r.PathValue("version"))
	if err != nil {
		return incident.Errorf(incident.NotFound, "error.form_unknown")
	}
	off := f.Values.Get("do") == "off"
	if err := c.Triage.SwitchForm(v.ctx(), v.actor, v.r.PathValue("id"), version, off); err != nil {
		return err
	}
	if off {
		return v.done("/forms", "console.forms.switched_off")
	}
	return v.done("/forms", "console.forms.switched_on")
}

// formName names a version of a form: its title, its id and the version.
func (c *Console) formName(id string, version int, lang string) string {
	title := id
	if f, err := c.Forms.Find(id, version); err == nil {
		title = f.Title.In(incident.Lang(lang))
	}
	return c.Texts.T(incident.Lang(lang), "console.form.name", title, id, version)
}
