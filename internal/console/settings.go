package console

import (
	"todoke/internal/triage"
	"todoke/internal/web"
)

type settingsPage struct {
	web.Page
	Settings []triage.Setting
	Typed    typed
}

func (c *Console) settings(v *visit) error {
	p, err := c.settingsOf(v)
	if err != nil {
		return err
	}
	return v.render("settings", &p)
}

func (c *Console) settingsOf(v *visit) (settingsPage, error) {
	list, err := c.Triage.Settings(v.ctx(), v.actor)
	return settingsPage{Page: v.page("console.settings.title"), Settings: list}, err
}

// saveSettings changes the desk's numbers; the page comes back with what was typed where one is wrong.
func (c *Console) saveSettings(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	given := map[string]string{}
	for name := range f.Values {
		given[name] = f.Values.Get(name)
	}
	err = c.Triage.PutSettings(v.ctx(), v.actor, given)
	if err == nil {
		return v.done("/settings", "console.settings.saved")
	}
	if !shown(err) {
		return err
	}
	p, again := c.settingsOf(v)
	if again != nil {
		return again
	}
	f.Values.Set("do", "save")
	p.Typed, p.Errors = typed{f.Values}, v.summary(err)
	return v.renderAs(web.StatusOf(err), "settings", &p)
}
