package console

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/text"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type casePage struct {
	web.Page
	Case     triage.CaseView
	Scheme   incident.CaseScheme
	Latest   *incident.Revision
	Edit     bool // the editor is shown
	Review   bool // the buttons of a reviewer are shown
	Mask     bool // the page of spans may be opened
	Show     bool // drafts may be shown to reporters
	Hidden   int  // reports below the case that are not listed, nor their facts
	now      time.Time
	Sections []section
	Points   points
	Figures  int // how many the newest text has
	Lint     []lintLine
	LintMore int // findings beyond those listed
	Blocks   int
	Unsaved  bool // the lint is of what stands in the editor
	Quick    bool // and did not look for what identifies
	Comments []commentLine
	Open     int // comments nobody settled
	Comment  bool
	Places   []placeChoice
	Staff    map[int64]string
	History  []historyLine
	Typed    typed
	When     string
}

// section is one text of a case in both languages; its name is the place the lint names.
type section struct {
	Name string
	Key  string
	Rows int
	Text incident.Text
}

// lintLine is one finding with the field it points at.
type lintLine struct {
	Block bool
	Text  string
	Place string
	Field string // "" where it points at no field of the editor
	triage.Quote
}

func (c *Console) caseView(v *visit) error {
	p, err := c.caseOf(v, nil)
	if err != nil {
		return err
	}
	return v.render("case", &p)
}

// caseOf reads the case; typed values, where a form comes back, stand in the editor instead of the stored text.
func (c *Console) caseOf(v *visit, f url.Values) (casePage, error) {
	k, err := c.Triage.FindCase(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return casePage{}, err
	}
	p := casePage{Page: v.page("console.case", k.Number), Case: k, Scheme: k.Scheme, Blocks: triage.Blocks(k.Lint), Typed: typed{f}}
	if p.Staff, err = c.logins(v); err != nil {
		return p, err
	}
	d := triage.Draft{}
	if len(k.Revisions) > 0 {
		p.Latest = &k.Revisions[0]
		d.Summary, d.Chapter = p.Latest.Summary, p.Latest.Chapter
	}
	submitted := p.Latest != nil && p.Latest.State == incident.Submitted
	p.Edit = v.can(incident.CaseDraft) && !submitted
	p.Mask = v.can(incident.MaskDecide) && p.Latest != nil
	p.Show, p.now = v.can(incident.CaseShow), c.Now()
	p.Review = v.can(incident.CaseApprove) && submitted
	p.When = whenText(v.lang, k.Happened)
	p.fill(d)
	if f != nil && (f.Get("do") == "save" || f.Get("do") == "submit" || f.Get("do") == "check") {
		p.refill(f)
	}
	p.comments(v)
	p.lint(v, k.Lint)
	if v.r.URL.Query().Get("reports") != "all" {
		p.shorten()
	}
	for _, x := range k.Audit {
		p.History = append(p.History, historyLine{x.At, x.Who, string(x.Action), v.detail(x.Detail)})
	}
	return p, nil
}

// Over tells whether a reporter let the date pass.
func (p casePage) Over(s incident.Showing) bool { return s.Over(p.now) }

// shorten leaves out the later reports of a wave, and their facts.
func (p *casePage) shorten() {
	p.Hidden = max(len(p.Case.Reports)-longList, 0)
	if p.Hidden == 0 {
		return
	}
	p.Case.Reports = p.Case.Reports[:longList]
	p.Case.Facts = slices.DeleteFunc(slices.Clone(p.Case.Facts), func(f incident.Fact) bool {
		return !slices.ContainsFunc(p.Case.Reports, func(r incident.Report) bool { return r.ID == f.ReportID })
	})
}

// lint writes the findings in the reader's language.
func (p *casePage) lint(v *visit, list []triage.Finding) {
	actors := v.actorNamesOf(p.Latest)
	p.Lint, p.Blocks, p.LintMore = nil, triage.Blocks(list), max(len(list)-pageRows, 0)
	for _, x := range list[:len(list)-p.LintMore] {
		p.Lint = append(p.Lint, lintLine{Block: x.Level == triage.Block, Text: v.c.Triage.Explain(v.lang, x), Place: v.place(x.Where, actors), Field: p.fieldOf(x.Where), Quote: x.Quoted})
	}
}

// checkCase shows what the lint says of the text in the editor, without saving it.
func (c *Console) checkCase(v *visit, f url.Values) error {
	d, err := v.readDraft(f)
	p, again := c.caseOf(v, f)
	if again != nil {
		return again
	}
	if err != nil {
		p.Errors = v.summary(err)
		return v.renderAs(web.StatusOf(err), "case", &p)
	}
	p.Quick = f.Get("quick") != ""
	list, err := c.Triage.LintDraft(v.ctx(), v.actor, p.Case.Number, d, p.Quick)
	if err != nil {
		return err
	}
	p.Unsaved = true
	p.lint(v, list)
	return v.render("case", &p)
}

// parts of a chapter in the order written, each with its catalogue key.
var parts = []struct{ name, key string }{
	{"chapter.title", "console.place.chapter.title"}, {"chapter.discovery", "console.place.chapter.discovery"}, {"chapter.damage", "console.place.chapter.damage"},
	{"chapter.cause", "console.place.chapter.cause"}, {"chapter.response", "console.place.chapter.response"},
}

func (p *casePage) fill(d triage.Draft) {
	p.Sections = []section{{"summary", "console.place.summary", 9, d.Summary}}
	ch := d.Chapter
	if ch == nil {
		ch = &incident.Chapter{}
	}
	for i, t := range []incident.Text{ch.Title, ch.Discovery, ch.Damage, ch.Cause, ch.Response} {
		rows := 7
		if i == 0 {
			rows = 1
		}
		p.Sections = append(p.Sections, section{parts[i].name, parts[i].key, rows, t})
	}
	p.Points = pointsOf(chapterPoints, incident.Text{}, ch.KeyPoints)
	p.Figures = len(ch.Figures)
}

// refill puts what was typed into the editor.
func (p *casePage) refill(f url.Values) {
	for i := range p.Sections {
		p.Sections[i].Text = textOf(f, p.Sections[i].Name)
	}
	p.Points = pointsOf(chapterPoints, incident.Text{}, keyPoints(f, chapterPoints))
	p.When = f.Get("happened")
}

// HasChapter tells whether the editor of the long account is shown open.
func (p casePage) HasChapter() bool {
	for _, s := range p.Sections[1:] {
		if s.Text.JA+s.Text.EN != "" {
			return true
		}
	}
	return len(p.Points.Rows) > 1 || p.Figures > 0
}

// fieldOf gives the id of the input a finding's place belongs to.
func (p casePage) fieldOf(where string) string {
	switch {
	case !p.Edit:
		return ""
	case where == "case":
		return "category"
	case where == "reports", where == "facts":
		return where
	case strings.HasPrefix(where, "chapter.figures"):
		return "figures"
	case where == chapterPoints:
		return p.Points.Rows[0].Field("heading") + ".ja"
	}
	return where
}

// actorNames are the labels of the actors of a case's figures in the reader's language, by figure and id: "0.attacker".
type actorNames map[string]string

func (v *visit) actorNames(figures []incident.Figure) actorNames {
	out := actorNames{}
	for i, f := range figures {
		for _, a := range f.Actors {
			out[fmt.Sprint(i, ".", a.ID)] = a.Label.In(v.lang)
		}
	}
	return out
}

// actorNamesOf are those of a revision, nil where it is none.
func (v *visit) actorNamesOf(r *incident.Revision) actorNames {
	if r == nil || r.Chapter == nil {
		return nil
	}
	return v.actorNames(r.Chapter.Figures)
}

// place says where a finding lies: "summary.ja" becomes 「概要（日本語）」. An actor of a figure is told by name.
func (v *visit) place(where string, actors actorNames) string {
	parts := strings.Split(where, ".")
	lang := ""
	if last := parts[len(parts)-1]; last == "ja" || last == "en" {
		lang = "（" + v.t("console.lang."+last) + "）"
		if v.lang == incident.EN {
			lang = " (" + v.t("console.lang."+last) + ")"
		}
		parts = parts[:len(parts)-1]
	}
	key := strings.Join(parts[:min(2, len(parts))], ".")
	n := ""
	if len(parts) > 2 {
		n = " " + oneUp(parts[2])
	}
	if len(parts) > 3 {
		n += v.t("console.comma") + v.t("console.place.part."+parts[3])
	}
	if len(parts) > 4 {
		if name := actors[parts[2]+"."+parts[4]]; name != "" && parts[3] == "actors" {
			n += v.t("console.place.actor", name)
		} else {
			n += " " + oneUp(parts[4])
		}
	}
	return v.t("console.place."+key) + n + lang
}

// oneUp counts from one where the program counts from zero.
func oneUp(s string) string {
	if n := number(s); n > 0 || s == "0" {
		return fmt.Sprint(n + 1)
	}
	return s
}

// readDraft reads the editor; an empty chapter is no chapter.
func (v *visit) readDraft(f url.Values) (triage.Draft, error) {
	var errs incident.Errors
	note := func(err error) {
		if e, ok := err.(*incident.Error); ok {
			errs = append(errs, e)
		}
	}
	d := triage.Draft{Category: f.Get("category"), OrgKind: incident.OrgKind(f.Get("org_kind")), Hold: f.Get("hold"), Summary: textOf(f, "summary")}
	var err error
	d.Happened, err = readWhen(f.Get("happened"), "happened", v.c.Now())
	note(err)
	ch := incident.Chapter{Title: textOf(f, "chapter.title"), Discovery: textOf(f, "chapter.discovery"), Damage: textOf(f, "chapter.damage"),
		Cause: textOf(f, "chapter.cause"), Response: textOf(f, "chapter.response"), KeyPoints: keyPoints(f, chapterPoints)}
	d.KeepFigures = true
	none := incident.Text{}
	if ch.Title != none || ch.Discovery != none || ch.Damage != none || ch.Cause != none || ch.Response != none || len(ch.KeyPoints) > 0 {
		d.Chapter = &ch
	}
	return d, errs.Or()
}

// readWhen reads a date as coarse as it was typed.
func readWhen(s, field string, now time.Time) (incident.When, error) {
	if strings.TrimSpace(s) == "" {
		return incident.When{}, nil
	}
	d, err := text.ParseDate(s, web.JST(now))
	if err != nil {
		e := incident.Errorf(incident.Invalid, "error.when")
		e.Field = field
		return incident.When{}, e
	}
	return incident.When{From: d.From, To: d.To, Precision: incident.Precision(d.Precision)}, nil
}

// whenText writes a date so that readWhen reads it back.
func whenText(lang incident.Lang, w incident.When) string {
	if !w.Known() {
		return ""
	}
	d := text.Date{From: w.From, To: w.To, Precision: string(w.Precision)}
	if lang == incident.EN {
		return text.EnDate(d)
	}
	return text.JaDate(d)
}

// actOnCase does what one form of the case page asks.
func (c *Console) actOnCase(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f, n := posted.Values, v.r.PathValue("number")
	if f.Get("do") == "check" && v.can(incident.CaseDraft) {
		return c.checkCase(v, f)
	}
	acts := map[string]act{
		"check":   {incident.CaseDraft, "", func() error { return nil }}, // answered above to whoever may draft
		"comment": {incident.CaseComment, "console.done.commented", func() error { return c.Triage.AddComment(v.ctx(), v.actor, n, readComment(f)) }},
		"resolve": {incident.CaseComment, "console.done.resolved", func() error {
			return c.Triage.SettleComment(v.ctx(), v.actor, n, number(f.Get("id")), false, f.Get("answer"))
		}},
		"reopen": {incident.CaseComment, "console.done.comment_reopened", func() error { return c.Triage.SettleComment(v.ctx(), v.actor, n, number(f.Get("id")), true, "") }},
		"save":   {incident.CaseDraft, "console.done.saved", func() error { return c.saveCase(v, n, f) }},
		"submit": {incident.CaseDraft, "console.done.submitted", func() error {
			if err := c.saveCase(v, n, f); err != nil {
				return err
			}
			return c.Triage.Submit(v.ctx(), v.actor, n)
		}},
		"approve": {incident.CaseApprove, "console.done.approved", func() error { return c.Triage.Approve(v.ctx(), v.actor, n, int(number(f.Get("n"))), f.Get("note")) }},
		"return":  {incident.CaseApprove, "console.done.returned", func() error { return c.Triage.Return(v.ctx(), v.actor, n, int(number(f.Get("n"))), f.Get("why")) }},
		"link":    {incident.CaseDraft, "console.done.linked", func() error { return atField(c.Triage.LinkReport(v.ctx(), v.actor, n, f.Get("report")), "report") }},
		"unlink":  {incident.CaseDraft, "console.done.unlinked", func() error { return c.Triage.UnlinkReport(v.ctx(), v.actor, n, f.Get("report")) }},
	}
	return v.act(acts, f.Get("do"), "/cases/"+url.PathEscape(n), func(wrong error) error {
		p, err := c.caseOf(v, f)
		if err != nil {
			return err
		}
		p.Errors = v.summary(wrong)
		return v.renderAs(web.StatusOf(wrong), "case", &p)
	})
}

func (c *Console) saveCase(v *visit, n string, f url.Values) error {
	d, err := v.readDraft(f)
	if err != nil {
		return err
	}
	_, err = c.Triage.SaveDraft(v.ctx(), v.actor, n, d)
	return err
}
