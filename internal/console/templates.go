package console

import (
	"todoke/internal/triage"
	"todoke/internal/web"
)

type templatesPage struct {
	web.Page
	Templates []triage.Template
	Typed     typed
}

func (c *Console) templates(v *visit) error {
	list, err := c.Triage.ReplyTemplates(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	return v.render("templates", &templatesPage{Page: v.page("console.templates.title"), Templates: list})
}

// saveTemplate changes one reply template; the whole page comes back with what was typed where it is refused.
func (c *Console) saveTemplate(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	x := triage.Template{Name: f.Values.Get("name"), Title: textOf(f.Values, "title"), Body: textOf(f.Values, "body")}
	err = c.Triage.SaveReplyTemplate(v.ctx(), v.actor, x)
	if err == nil {
		return v.done("/templates", "console.templates.saved")
	}
	err = atField(err, x.Name+".body.ja")
	if !shown(err) {
		return err
	}
	list, again := c.Triage.ReplyTemplates(v.ctx(), v.actor)
	if again != nil {
		return again
	}
	for i := range list {
		if list[i].Name == x.Name {
			list[i].Title, list[i].Body = x.Title, x.Body
		}
	}
	f.Values.Set("do", x.Name)
	p := templatesPage{Page: v.page("console.templates.title"), Templates: list, Typed: typed{f.Values}}
	p.Errors = v.summary(err)
	return v.renderAs(web.StatusOf(err), "templates", &p)
}
