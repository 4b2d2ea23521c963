package console

import (
	"fmt"
	"maps"
	"net/url"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/web"
)

type editionPage struct {
	web.Page
	Edition  publish.EditionView
	Frame    frame
	Sections []section
	Points   []points
	Notes    []noteRow
	Choices  []choice // of this page of the table
	Pager    pager
	Here     string // this page's address, for the table's form
	Counts   []categoryCount
	Problems []problem
	More     int  // problems beyond those listed
	Linted   bool // the texts were searched for names just now
	Rule     ruleForm
	Fills    []string // what texts may hold, without braces
	Beside   []besideRow
	Found    []foundLine
	Warned   []foundLine
	Steps    []step
	Edit     bool // frame, texts and choice may be changed
	Release  bool // the actor may freeze, build, check and release
	Typed    typed
	Preview  bool   // built files that are not public yet
	Download bool   // built files
	Public   string // address of the released edition, "" while there is none or it is not known
	Open     int    // released cases that wait to be corrected or withdrawn
	MayOpen  bool   // reports may be read by this actor
	Show     bool   // drafts may be shown to reporters by this actor
	now      time.Time
	rows     map[string]int // where a case stands in the whole table, from 1
}

// Standing is how many problems there are, listed or not.
func (p editionPage) Standing() int { return len(p.Problems) + p.More }

// Over tells whether the date of a draft shown to a reporter passed without an answer.
func (p editionPage) Over(s incident.Showing) bool { return s.Over(p.now) }

// Keeps tells whether a draft shown to a reporter keeps its case out of the edition, were it frozen now.
func (p editionPage) Keeps(s incident.Showing) bool {
	return p.Edition.State == incident.InWork && s.Keeps(p.now)
}

// choice is one case of the table of chosen and not chosen.
type choice struct {
	publish.Candidate
	Category incident.Text
	State    string // chosen, not, "" while undecided
	ByRule   string // catalogue key of the rule's reason, "" where it was decided by hand
	Proposed []incident.Term
	Why      string
	Place    string
	Wrong    []string
}

type categoryCount struct {
	Label incident.Text
	N     int
}

// noteRow is one footnote of the editor.
type noteRow struct {
	N int
	incident.Footnote
}

// step is one stage of an edition on its way.
type step struct {
	State      string
	Here, Done bool
}

// foundLine is one finding of the check.
type foundLine struct {
	File, Place, Text, Kind, Report string
}

func (c *Console) edition(v *visit) error {
	e, err := c.Publish.Find(v.ctx(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if e.Kind == incident.KindStatistics {
		return c.statEdition(v, e, nil, nil)
	}
	p, err := c.editionWith(v, e, nil)
	if err != nil {
		return err
	}
	return v.render("edition", &p)
}

// editionOf reads the edition; where a form comes back, what was typed stands in it.
func (c *Console) editionOf(v *visit, f url.Values) (editionPage, error) {
	e, err := c.Publish.Find(v.ctx(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return editionPage{}, err
	}
	return c.editionWith(v, e, f)
}

func (c *Console) editionWith(v *visit, e publish.EditionView, f url.Values) (editionPage, error) {
	p := editionPage{Page: v.page("console.edition.title", e.ID), Edition: e, Frame: frameOf(e.Edition), Typed: typed{f}, MayOpen: v.can(incident.ReportRead), Show: v.can(incident.CaseShow), now: c.Now(),
		Edit: v.can(incident.EditionEdit) && e.State == incident.InWork, Release: v.can(incident.EditionRelease), Download: c.Builds != nil && e.Built != ""}
	p.Preview = p.Download && e.State != incident.Released
	if c.Site != "" && e.State == incident.Released {
		p.Public = c.Site + "editions/" + url.PathEscape(e.ID) + "/"
	}
	texts := e.Texts
	if f != nil && f.Get("do") == "save" {
		p.Frame.refill(f)
		texts = readTexts(f, e.SchemeOf)
	}
	p.texts(v, texts)
	p.choices(v, f)
	p.problems(v, e.Problems)
	p.Rule, p.Fills = ruleOf(e), publish.Placeholders(e)
	p.beside()
	p.Found, p.Warned = v.found(e.Check.Found), v.found(e.Check.Warnings)
	passed := true
	for _, s := range incident.EditionStates {
		here := s == e.State
		if here {
			passed = false
		}
		p.Steps = append(p.Steps, step{State: string(s), Here: here, Done: passed})
	}
	open, err := c.Publish.CorrectionsOpen(v.ctx(), v.actor)
	p.Open = open[e.ID]
	return p, err
}

// problems lists what stands in the way, as much as a page holds; what is mended in a row of the table leads to the page it is on.
func (p *editionPage) problems(v *visit, list incident.Errors) {
	p.More = max(len(list)-pageRows, 0)
	p.Problems = v.mendAll(list[:len(list)-p.More])
	for i := range p.Problems {
		number, ok := strings.CutPrefix(p.Problems[i].Link, "#case-")
		if row := p.rows[number]; ok && row > 0 && (row < p.Pager.First || row > p.Pager.Last) {
			p.Problems[i].Link = fmt.Sprintf("/editions/%s?from=%d#case-%s", url.PathEscape(p.Edition.ID), row, url.PathEscape(number))
		}
	}
}

// texts fills the editors of the written parts.
func (p *editionPage) texts(v *visit, t incident.EditionTexts) {
	p.Sections = []section{
		{"introduction", "console.edition.introduction", 9, t.Introduction}, {"classification", "console.edition.classification", 7, t.Classification},
		{"remainder", "console.edition.remainder", 5, t.Remainder}, {"request", "console.edition.request", 5, t.Request}, {"next", "console.edition.next", 3, t.Next},
	}
	p.Points = []points{pointsOf("overall", v.c.Texts.Text("console.edition.overall"), t.Overall)}
	for _, k := range p.Edition.SchemeOf.Categories {
		p.Points = append(p.Points, pointsOf("category."+k.Code, k.Text, t.ByCategory[k.Code]))
	}
	p.Points = append(p.Points, pointsOf("schemes", v.c.Texts.Text("console.edition.boxes"), t.Schemes))
	for _, n := range t.Footnotes {
		p.Notes = append(p.Notes, noteRow{len(p.Notes), n})
	}
	p.Notes = append(p.Notes, noteRow{N: len(p.Notes)})
}

// readTexts reads the written parts as the editors name them.
func readTexts(f url.Values, scheme incident.CaseScheme) incident.EditionTexts {
	t := incident.EditionTexts{Introduction: textOf(f, "introduction"), Classification: textOf(f, "classification"), Remainder: textOf(f, "remainder"),
		Request: textOf(f, "request"), Next: textOf(f, "next"), Overall: keyPoints(f, "overall"), Schemes: keyPoints(f, "schemes"), ByCategory: map[string][]incident.KeyPoint{}}
	for _, k := range scheme.Categories {
		if list := keyPoints(f, "category."+k.Code); len(list) > 0 {
			t.ByCategory[k.Code] = list
		}
	}
	for i := range maxPoints {
		at := fmt.Sprintf("note.%d", i)
		if !f.Has(at + ".id") {
			break
		}
		if n := (incident.Footnote{ID: strings.TrimSpace(f.Get(at + ".id")), Text: textOf(f, at)}); n.ID != "" {
			t.Footnotes = append(t.Footnotes, n)
		}
	}
	return t
}

func (p *editionPage) choices(v *visit, f url.Values) {
	again := f != nil && strings.HasPrefix(f.Get("do"), "choose")
	p.rows = map[string]int{}
	counts := map[string]int{}
	for _, k := range p.Edition.Candidates {
		if !k.Decided && p.Edition.State != incident.InWork {
			continue // came after the freeze; nobody was asked about it
		}
		x := choice{Candidate: k, Why: k.Reason}
		t, _ := p.Edition.SchemeOf.Category(k.Case.Category)
		x.Category = t.Text
		switch {
		case k.Chosen:
			x.State = "chosen"
			counts[k.Case.Category]++
		case k.Decided:
			x.State = "not"
		}
		if k.ByRule() {
			x.ByRule, x.Why = "console.rule.reason."+ruleReason(k.Reason), ""
		}
		for _, code := range k.Proposed {
			if t, ok := p.Edition.SchemeOf.Category(code); ok {
				x.Proposed = append(x.Proposed, t)
			}
		}
		if k.Position > 0 {
			x.Place = fmt.Sprint(k.Position)
		}
		if n := k.Case.Number; again && f.Has("choice."+n) {
			x.State, x.Why, x.Place = f.Get("choice."+n), f.Get("why."+n), f.Get("position."+n)
		}
		for _, e := range k.Problems {
			x.Wrong = append(x.Wrong, v.c.Texts.Error(v.lang, e))
		}
		p.Choices = append(p.Choices, x)
		p.rows[k.Case.Number] = len(p.Choices)
	}
	p.Pager = pagerOf(v.r.URL, len(p.Choices))
	p.Choices, p.Here = of(p.Pager, p.Choices), p.Pager.here(v.r.URL)
	for _, t := range p.Edition.SchemeOf.Categories {
		p.Counts = append(p.Counts, categoryCount{t.Text, counts[t.Code]})
	}
}

// readChoices reads a page of the table: rows still undecided are not sent on, or with all set are chosen where nothing keeps them out, those of other pages too.
// What was decided and is not on the page stays.
func readChoices(f url.Values, e publish.EditionView, all bool) []incident.Item {
	var out []incident.Item
	for _, k := range e.Candidates {
		n := k.Case.Number
		if !f.Has("choice."+n) && (k.Decided || !all) {
			continue
		}
		i := incident.Item{Case: n, Chosen: f.Get("choice."+n) == "chosen", Reason: strings.TrimSpace(f.Get("why." + n)), Position: int(max(number(f.Get("position."+n)), 0))}
		if all && f.Get("choice."+n) == "" && len(k.Problems) == 0 {
			i.Chosen = true
		}
		if k.ByRule() && i.Reason == "" && i.Chosen == k.Chosen && i.Position == k.Position {
			continue // nobody touched what the rule decided
		}
		if i.Chosen || f.Get("choice."+n) == "not" {
			out = append(out, i)
		}
	}
	return out
}

func (v *visit) found(list []publish.Found) []foundLine {
	var out []foundLine
	for _, x := range list {
		l := foundLine{File: x.File, Place: x.Place, Text: v.t(x.Key), Report: x.Report}
		if x.Kind != "" {
			l.Kind = v.t("term." + x.Kind)
		}
		out = append(out, l)
	}
	return out
}

// editionSteps are the steps every edition goes to its release.
func (c *Console) editionSteps(v *visit, id string, f url.Values) map[string]act {
	now := c.Now()
	return map[string]act{
		"freeze": {incident.EditionRelease, "console.done.frozen", func() error { return c.Publish.Freeze(v.ctx(), v.actor, id, now) }},
		"reopen": {incident.EditionRelease, "console.done.reopened", func() error { return atField(c.Publish.Reopen(v.ctx(), v.actor, id, f.Get("reason"), now), "reason") }},
		"build": {incident.EditionRelease, "console.done.built", func() error {
			return c.Publish.Build(v.ctx(), v.actor, id, now, publish.Options{WithoutPDF: f.Get("without_pdf") != ""})
		}},
		"check":   {incident.EditionRelease, "console.done.checked", func() error { _, err := c.Publish.Check(v.ctx(), v.actor, id, now); return err }},
		"release": {incident.EditionRelease, "console.done.released", func() error { return c.Publish.Release(v.ctx(), v.actor, id, now) }},
	}
}

// actOnEdition does what one form of the edition page asks.
func (c *Console) actOnEdition(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f, id, now := posted.Values, v.r.PathValue("id"), c.Now()
	if kind, err := c.Publish.KindOf(v.ctx(), v.actor, id); err != nil {
		return err
	} else if kind == incident.KindStatistics {
		e, err := c.Publish.Find(v.ctx(), v.actor, id)
		if err != nil {
			return err
		}
		return c.actOnStatEdition(v, e, f)
	}
	acts := c.editionSteps(v, id, f)
	maps.Copy(acts, map[string]act{
		"save": {incident.EditionEdit, "console.done.saved", func() error {
			e, err := c.Publish.Find(v.ctx(), v.actor, id)
			if err != nil {
				return err
			}
			readFrame(f, &e.Edition)
			e.Edition.Texts = readTexts(f, e.SchemeOf)
			return c.Publish.Save(v.ctx(), v.actor, e.Edition, now)
		}},
		"choose":     {incident.EditionEdit, "console.done.chosen", func() error { return c.choose(v, id, f, false) }},
		"choose-all": {incident.EditionEdit, "console.done.chosen", func() error { return c.choose(v, id, f, true) }},
		"rule": {incident.EditionEdit, "console.done.rule", func() error {
			_, _, err := c.Publish.Apply(v.ctx(), v.actor, id, readRule(f), now)
			return err
		}},
	})
	if number, ok := strings.CutPrefix(f.Get("do"), "move "); ok {
		acts[f.Get("do")] = act{incident.EditionEdit, "console.done.moved", func() error { return c.Publish.Recategorise(v.ctx(), v.actor, id, number, f.Get("to."+number), now) }}
	}
	if f.Get("do") == "lint" {
		return c.lintEdition(v, id)
	}
	return v.act(acts, f.Get("do"), v.r.URL.RequestURI(), func(wrong error) error {
		p, err := c.editionOf(v, f)
		if err != nil {
			return err
		}
		p.Errors = v.summary(wrong)
		return v.renderAs(web.StatusOf(wrong), "edition", &p)
	})
}

func (c *Console) choose(v *visit, id string, f url.Values, all bool) error {
	e, err := c.Publish.Find(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	return c.Publish.Choose(v.ctx(), v.actor, id, readChoices(f, e, all), c.Now())
}

// lintEdition looks through the edition in work, its texts for names as well, and shows all that stands in the way.
func (c *Console) lintEdition(v *visit, id string) error {
	if !v.can(incident.EditionEdit) {
		return v.forbidden(incident.EditionEdit)
	}
	list, err := c.Publish.Lint(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	p, err := c.editionOf(v, nil)
	if err != nil {
		return err
	}
	p.problems(v, list)
	p.Linted = true
	return v.render("edition", &p)
}

// besideRow is one category beside the editions before.
type besideRow struct {
	Label incident.Text
	N     []besideCell
}

type besideCell struct {
	N      int
	Mapped bool // put through a crosswalk
	None   bool // there is none
}

// beside sets the categories beside the editions before, where there are any.
func (p *editionPage) beside() {
	if p.Edition.Now == nil || p.Edition.Now.Comparison == nil {
		return
	}
	for i, k := range p.Edition.Now.Categories {
		row := besideRow{Label: k.Label}
		for _, e := range p.Edition.Now.Comparison.Editions {
			cell := besideCell{None: len(e.Mapped) <= i, Mapped: e.Scheme != p.Edition.Scheme}
			if !cell.None {
				cell.N = e.Mapped[i].N()
			}
			row.N = append(row.N, cell)
		}
		p.Beside = append(p.Beside, row)
	}
}
