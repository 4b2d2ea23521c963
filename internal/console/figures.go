package console

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type figuresPage struct {
	web.Page
	Number     string
	Revision   int
	Next       bool // the newest text is approved: saving begins the next
	Figures    []figureForm
	Lint       []lintLine
	Techniques []techniqueName
	Unsaved    bool
}

// figureForm is one figure of the editor; the names of its fields begin with Name.
type figureForm struct {
	N    int
	Name string
	incident.Figure
	Last   bool
	JA, EN publish.FigurePreview
}

type techniqueName struct{ ID, Name string }

func (c *Console) figures(v *visit) error { return c.figuresAgain(v, nil, false, nil) }

// figuresAgain shows the editor: what is stored, or what was typed and moved.
func (c *Console) figuresAgain(v *visit, typed []incident.Figure, unsaved bool, wrong error) error {
	k, err := c.Triage.FindCase(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	if len(k.Revisions) == 0 {
		return incident.Errorf(incident.Conflict, "error.figures_first")
	}
	latest := k.Revisions[0]
	if latest.State == incident.Submitted {
		return incident.Errorf(incident.Conflict, "error.figures_submitted")
	}
	p := figuresPage{Page: v.page("console.figures.title", k.Number), Number: k.Number, Revision: latest.N, Next: latest.State == incident.Approved, Unsaved: unsaved}
	lint := k.Lint
	if unsaved || wrong != nil {
		d := triage.Draft{Category: k.Category, OrgKind: k.OrgKind, Summary: latest.Summary, Chapter: &incident.Chapter{}}
		if latest.Chapter != nil {
			*d.Chapter = *latest.Chapter
		}
		d.Chapter.Figures = tidied(typed)
		if lint, err = c.Triage.LintDraft(v.ctx(), v.actor, k.Number, d, true); err != nil {
			return err
		}
	} else if latest.Chapter != nil {
		typed = latest.Chapter.Figures
	}
	for i, f := range typed {
		one := figureForm{N: i, Name: fmt.Sprintf("fig.%d", i), Figure: f, Last: i == len(typed)-1}
		whole := tidied([]incident.Figure{f})
		if len(whole) == 1 {
			one.JA = c.Publish.DrawFigure(whole[0], incident.JA, fmt.Sprintf("%d-ja", i))
			one.EN = c.Publish.DrawFigure(whole[0], incident.EN, fmt.Sprintf("%d-en", i))
		}
		one.offer()
		p.Figures = append(p.Figures, one)
	}
	actors := v.actorNames(typed)
	for _, x := range lint {
		if strings.HasPrefix(x.Where, "chapter.figures") {
			p.Lint = append(p.Lint, lintLine{Block: x.Level == triage.Block, Text: c.Triage.Explain(v.lang, x), Place: v.place(x.Where, actors), Field: "fig." + strings.Split(x.Where, ".")[2], Quote: x.Quoted})
		}
	}
	for id, name := range triage.Techniques() {
		p.Techniques = append(p.Techniques, techniqueName{id, name})
	}
	slices.SortFunc(p.Techniques, func(a, b techniqueName) int { return strings.Compare(a.ID, b.ID) })
	if wrong != nil {
		p.Errors = v.summary(wrong)
		return v.renderAs(web.StatusOf(wrong), "figures", &p)
	}
	return v.render("figures", &p)
}

// offer adds the blank rows of the editor: one actor, one step, one part. The slices are the form's own.
func (f *figureForm) offer() {
	if f.Kind == "exhibit" {
		x := incident.Exhibit{Kind: "mail"}
		if f.Exhibit != nil {
			x = *f.Exhibit
		}
		x.Parts = append(slices.Clone(x.Parts), incident.ExhibitPart{})
		f.Exhibit = &x
		return
	}
	f.Actors = append(slices.Clone(f.Actors), incident.FlowActor{ID: freshID(f.Actors), Role: "system"})
	f.Steps = append(slices.Clone(f.Steps), incident.Step{})
}

// freshID is an id no actor has.
func freshID(list []incident.FlowActor) string {
	for n := len(list) + 1; ; n++ {
		id := "a" + strconv.Itoa(n)
		if !slices.ContainsFunc(list, func(a incident.FlowActor) bool { return a.ID == id }) {
			return id
		}
	}
}

// editFigures saves the figures, or moves what the pressed button names and shows them again.
func (c *Console) editFigures(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	list := readFigures(posted.Values)
	do, what, _ := strings.Cut(posted.Values.Get("do"), ":")
	switch do {
	case "save":
		number := v.r.PathValue("number")
		if _, err := c.Triage.SaveFigures(v.ctx(), v.actor, number, tidied(list)); err != nil {
			if shown(err) {
				return c.figuresAgain(v, list, true, err)
			}
			return err
		}
		return v.done("/cases/"+url.PathEscape(number)+"/figures", "console.done.figures")
	case "preview":
	case "add":
		list = append(list, newFigure(what))
	case "up", "down", "remove":
		list = moved(list, do, what)
	default:
		return unknownDo()
	}
	return c.figuresAgain(v, list, true, nil)
}

// newFigure begins a figure of one kind with the rows it always has.
func newFigure(kind string) incident.Figure {
	switch kind {
	case "mail", "dialog":
		return incident.Figure{Kind: "exhibit", Exhibit: &incident.Exhibit{Kind: kind}}
	}
	return incident.Figure{Kind: "flow", Actors: []incident.FlowActor{{ID: "a1", Role: "attacker", Label: incident.Text{JA: "攻撃者", EN: "Attacker"}}}}
}

// maxRows bounds how many rows of one kind a posted form is read for.
const maxRows = 60

// readFigures reads the editor's rows as they stand in the form, blank ones too.
func readFigures(f url.Values) []incident.Figure {
	var out []incident.Figure
	for i := range maxRows {
		at := fmt.Sprintf("fig.%d", i)
		if !f.Has(at + ".kind") {
			break
		}
		x := incident.Figure{Kind: f.Get(at + ".kind"), Caption: textOf(f, at+".caption"), Outcome: textOf(f, at+".outcome")}
		if x.Kind == "exhibit" {
			x.Exhibit = &incident.Exhibit{Kind: f.Get(at + ".exhibit")}
		}
		rows(f, at+".actor", "id", func(row string) {
			x.Actors = append(x.Actors, incident.FlowActor{ID: f.Get(row + ".id"), Role: f.Get(row + ".role"), Label: textOf(f, row+".label")})
		})
		rows(f, at+".step", "from", func(row string) {
			x.Steps = append(x.Steps, incident.Step{From: f.Get(row + ".from"), To: f.Get(row + ".to"), Label: textOf(f, row+".label"), Technique: strings.ToUpper(strings.TrimSpace(f.Get(row + ".technique")))})
		})
		if x.Exhibit != nil {
			rows(f, at+".part", "body.ja", func(row string) {
				x.Exhibit.Parts = append(x.Exhibit.Parts, incident.ExhibitPart{Label: textOf(f, row+".label"), Body: textOf(f, row+".body"), Quote: f.Get(row+".quote") != "", Note: textOf(f, row+".note")})
			})
		}
		out = append(out, x)
	}
	return out
}

func rows(f url.Values, at, field string, read func(row string)) {
	for i := range maxRows {
		row := fmt.Sprintf("%s.%d", at, i)
		if !f.Has(row + "." + field) {
			return
		}
		read(row)
	}
}

// tidied leaves out the rows nobody filled in.
func tidied(list []incident.Figure) []incident.Figure {
	out := []incident.Figure{}
	none := incident.Text{}
	for _, f := range list {
		f.Actors = slices.DeleteFunc(slices.Clone(f.Actors), func(a incident.FlowActor) bool { return a.Label == none })
		f.Steps = slices.DeleteFunc(slices.Clone(f.Steps), func(s incident.Step) bool { return s.Label == none && s.From == "" && s.To == "" && s.Technique == "" })
		if f.Exhibit != nil {
			x := *f.Exhibit
			x.Parts = slices.DeleteFunc(slices.Clone(x.Parts), func(p incident.ExhibitPart) bool { return p.Label == none && p.Body == none && p.Note == none })
			f.Exhibit = &x
		}
		out = append(out, f)
	}
	return out
}

// moved does what a button at a row asks: "0" is a figure, "0.step.2" its third step.
func moved(list []incident.Figure, do, what string) []incident.Figure {
	parts := strings.Split(what, ".")
	i, err := strconv.Atoi(parts[0])
	if err != nil || i < 0 || i >= len(list) {
		return list
	}
	if len(parts) == 1 {
		return shifted(list, i, do)
	}
	row, err := strconv.Atoi(parts[len(parts)-1])
	if err != nil || len(parts) != 3 {
		return list
	}
	f := &list[i]
	switch parts[1] {
	case "actor":
		f.Actors = shifted(f.Actors, row, do)
	case "step":
		f.Steps = shifted(f.Steps, row, do)
	case "part":
		if f.Exhibit != nil {
			f.Exhibit.Parts = shifted(f.Exhibit.Parts, row, do)
		}
	}
	return list
}

func shifted[T any](list []T, i int, do string) []T {
	if i < 0 || i >= len(list) {
		return list
	}
	j := i
	switch do {
	case "remove":
		return slices.Delete(list, i, i+1)
	case "up":
		j = i - 1
	case "down":
		j = i + 1
	}
	if j >= 0 && j < len(list) {
		list[i], list[j] = list[j], list[i]
	}
	return list
}
