package console

import (
	"mime"
	"net/url"
	"path"
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/web"
)

// problem is one thing that stops a freeze, with where it is mended.
type problem struct {
	Text string
	Link string // address of the place, "" for none
}

// mended maps what is wrong with a case to the part of its own page where it is mended; what is not here is mended on the edition page.
var mended = map[string]string{
	"publish.error.not_approved": "revisions", "publish.error.stale": "summary.ja", "publish.error.draft": "revisions", "publish.error.hold": "hold", "publish.error.no_category": "category",
	"publish.error.summary_long": "summary.ja", "publish.error.embedded": "summary.ja", "publish.error.no_figure": "chapter.figures", "publish.error.figure_large": "chapter.figures",
}

// mend says where what is wrong is put right.
func (v *visit) mend(e *incident.Error) problem {
	out := problem{Text: v.c.Texts.Error(v.lang, e)}
	number, isCase := strings.CutPrefix(e.Field, "case-")
	at, onCase := mended[e.Key]
	switch {
	case isCase && onCase:
		out.Link = "/cases/" + url.PathEscape(number) + "#" + at
	case isCase && len(e.Args) > 1 && (e.Key == "publish.error.masking" || strings.HasPrefix(e.Key, "publish.error.consent")) && v.can(incident.ReportRead):
		if report, ok := e.Args[1].(string); ok {
			out.Link = "/reports/" + url.PathEscape(report)
		}
	case e.Field != "":
		out.Link = "#" + e.Field
	}
	return out
}

func (v *visit) mendAll(list incident.Errors) []problem {
	var out []problem
	for _, e := range list {
		out = append(out, v.mend(e))
	}
	return out
}

// ruleForm is the content rule as the fields of a form.
type ruleForm struct {
	Categories []ruleCategory
	Damage     string
	Theme      string
	Themes     []incident.Theme
}

type ruleCategory struct {
	incident.Term
	Ticked bool
}

func ruleOf(e publish.EditionView) ruleForm {
	f := ruleForm{Damage: string(e.Rule.Damage), Theme: e.Rule.Theme}
	for _, k := range e.SchemeOf.Categories {
		f.Categories = append(f.Categories, ruleCategory{k, slices.Contains(e.Rule.Categories, k.Code)})
	}
	for _, t := range e.Themes {
		if !t.Retired || t.Code == e.Rule.Theme {
			f.Themes = append(f.Themes, t)
		}
	}
	return f
}

// ruleReason is the last part of the catalogue key of a reason the rule wrote.
func ruleReason(reason string) string {
	if _, part, ok := strings.Cut(reason, ":"); ok {
		return part
	}
	return "took"
}

func readRule(f url.Values) incident.ContentRule {
	return incident.ContentRule{Categories: f["rule.category"], Damage: incident.Damage(f.Get("rule.damage")), Theme: f.Get("rule.theme")}
}

// draft shows one file of an edition in work as it would be published now.
func (c *Console) draft(v *visit) error {
	name := v.r.PathValue("path")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	body, err := c.Publish.Draft(v.ctx(), v.actor, v.r.PathValue("id"), name, c.Now())
	if err != nil {
		return err
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		v.w.Header().Set("Content-Type", t)
	}
	v.w.Header().Set("Cache-Control", "no-store")
	_, err = v.w.Write(body)
	return err
}

// themesPage is the desk's list of themes, and with an edition its cases under them.
type themesPage struct {
	web.Page
	ID     string // of the edition, "" on the list
	Themes []themeRow
	Rows   []themedCase // of this page
	Pager  pager
	Here   string // this page's address, for its form
	Edit   bool
	Typed  typed
}

type themeRow struct {
	incident.Theme
	FactsText string
}

// themedCase is one chosen case with a tick a theme.
type themedCase struct {
	Number  string
	Summary incident.Text
	Ticks   []themeTick
}

type themeTick struct {
	incident.Theme
	Ticked, Suggested bool
}

func (c *Console) themes(v *visit) error {
	p, err := c.themesOf(v, nil)
	if err != nil {
		return err
	}
	return v.render("themes", &p)
}

func (c *Console) themesOf(v *visit, f url.Values) (themesPage, error) {
	p := themesPage{Page: v.page("console.themes.title"), Edit: v.can(incident.EditionEdit), Typed: typed{f}}
	list, err := c.Publish.Themes(v.ctx(), v.actor)
	for _, t := range list {
		p.Themes = append(p.Themes, themeRow{t, strings.Join(t.Facts, "\n")})
	}
	return p, err
}

func (c *Console) saveTheme(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f := posted.Values
	t := incident.Theme{Code: strings.TrimSpace(f.Get("code")), Label: textOf(f, "label"), Facts: strings.Fields(f.Get("facts")), Retired: f.Get("retired") != ""}
	err = c.Publish.SaveTheme(v.ctx(), v.actor, t, c.Now())
	if err == nil {
		return v.done("/themes", "console.themes.saved")
	}
	if !shown(err) {
		return err
	}
	f.Set("do", "theme")
	p, again := c.themesOf(v, f)
	if again != nil {
		return again
	}
	p.Errors = v.summary(err)
	return v.renderAs(web.StatusOf(err), "themes", &p)
}

// casesUnder shows the chosen cases of an edition with a tick a theme; what facts suggest is said beside it and never ticked by itself.
func (c *Console) casesUnder(v *visit) error {
	e, err := c.Publish.Find(v.ctx(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := themesPage{Page: v.page("console.themes.of", e.ID), ID: e.ID, Edit: v.can(incident.EditionEdit) && e.State == incident.InWork}
	for _, t := range e.Themes {
		if !t.Retired {
			p.Themes = append(p.Themes, themeRow{Theme: t})
		}
	}
	for _, k := range e.Candidates {
		if !k.Chosen {
			continue
		}
		row := themedCase{Number: k.Case.Number, Summary: k.Summary}
		for _, t := range e.Themes {
			if on := slices.Contains(k.Themes, t.Code); on || !t.Retired {
				row.Ticks = append(row.Ticks, themeTick{t, on, slices.Contains(k.Suggests, t.Code)})
			}
		}
		p.Rows = append(p.Rows, row)
	}
	p.Pager = pagerOf(v.r.URL, len(p.Rows))
	p.Rows, p.Here = of(p.Pager, p.Rows), p.Pager.here(v.r.URL)
	return v.render("edition-themes", &p)
}

func (c *Console) putThemes(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	e, err := c.Publish.Find(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	of := map[string][]string{}
	for _, k := range e.Candidates {
		if posted.Values.Has("case." + k.Case.Number) { // only what the page showed
			of[k.Case.Number] = posted.Values["theme."+k.Case.Number]
			if posted.Values.Get("do") == "suggested" {
				of[k.Case.Number] = append(slices.Clone(k.Themes), k.Suggests...)
			}
		}
	}
	if err := c.Publish.PutThemes(v.ctx(), v.actor, of, c.Now()); err != nil {
		return err
	}
	return v.done(v.r.URL.RequestURI(), "console.themes.put")
}
