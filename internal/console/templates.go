package console

import (
	"todoke/internal/incident"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type templatesPage struct {
	web.Page
	Templates []triage.Template
	Typed     typed
	Shown     *incident.Text // a preview of what is typed, of the template Typed is of
	Versions  map[string][]triage.TemplateVersion
}

func (c *Console) templates(v *visit) error {
	p, err := c.templatesOf(v)
	if err != nil {
		return err
	}
	return v.render("templates", &p)
}

func (c *Console) templatesOf(v *visit) (templatesPage, error) {
	p := templatesPage{Page: v.page("console.templates.title"), Versions: map[string][]triage.TemplateVersion{}}
	var err error
	if p.Templates, err = c.Triage.ReplyTemplates(v.ctx(), v.actor); err != nil {
		return p, err
	}
	for _, x := range p.Templates {
		if !x.Changed {
			continue
		}
		if p.Versions[x.Name], err = c.Triage.TemplateVersions(v.ctx(), v.actor, x.Name); err != nil {
			return p, err
		}
	}
	return p, nil
}

// saveTemplate changes one reply template; the whole page comes back with what was typed where it is refused.
func (c *Console) saveTemplate(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	x := triage.Template{Name: f.Values.Get("name"), Title: textOf(f.Values, "title"), Body: textOf(f.Values, "body")}
	look := f.Values.Get("_do") == "preview"
	if !look {
		err = c.Triage.SaveReplyTemplate(v.ctx(), v.actor, x)
		if err == nil {
			return v.done("/templates", "console.templates.saved")
		}
		err = atField(err, x.Name+".body.ja")
		if !shown(err) {
			return err
		}
	}
	p, again := c.templatesOf(v)
	if again != nil {
		return again
	}
	list := p.Templates
	for i := range list {
		if list[i].Name == x.Name {
			list[i].Title, list[i].Body = x.Title, x.Body
		}
	}
	f.Values.Set("do", x.Name)
	p.Typed = typed{f.Values}
	if look {
		words := c.Triage.PreviewTemplate(x)
		p.Shown = &words
		return v.render("templates", &p)
	}
	p.Errors = v.summary(err)
	return v.renderAs(web.StatusOf(err), "templates", &p)
}
