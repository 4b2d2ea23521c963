package console

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/stats"
	"todoke/internal/web"
)

// newStatEditionPage begins an edition of statistics out of a frozen set.
type newStatEditionPage struct {
	web.Page
	Sets                      []stats.Freeze
	ID, Set, TitleJA, TitleEN string
}

func (c *Console) newStatEditionForm(v *visit) error {
	p, err := c.newStatEditionOf(v)
	if err != nil {
		return err
	}
	if p.Set = v.r.URL.Query().Get("set"); p.Set == "" && len(p.Sets) > 0 {
		p.Set = p.Sets[0].ID
	}
	for _, f := range p.Sets {
		if period, err := stats.ParsePeriod(f.Period); f.ID == p.Set && err == nil {
			label := period.Label()
			p.ID, p.TitleJA, p.TitleEN = f.Period, v.c.Texts.T(incident.JA, "console.statedition.title.ja", label.JA), v.c.Texts.T(incident.EN, "console.statedition.title.en", label.EN)
			if f.Revision > 1 {
				p.ID += "-" + strconv.Itoa(f.Revision)
			}
		}
	}
	return v.render("newstatedition", p)
}

func (c *Console) newStatEditionOf(v *visit) (*newStatEditionPage, error) {
	p := &newStatEditionPage{Page: v.page("console.statedition.new")}
	var err error
	p.Sets, err = c.sets(v)
	return p, err
}

func (c *Console) newStatEdition(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f := posted.Values
	e := incident.Edition{ID: strings.TrimSpace(f.Get("id")), Kind: incident.KindStatistics, Set: f.Get("set"), Title: textOf(f, "title")}
	if _, there := c.Publish.Find(v.ctx(), v.actor, e.ID); there == nil {
		err = &incident.Error{Kind: incident.Conflict, Key: "error.edition_exists", Field: "id", Args: []any{e.ID}}
	} else {
		err = c.Publish.Save(v.ctx(), v.actor, e, c.Now())
	}
	if err == nil {
		return v.done("/editions/"+url.PathEscape(e.ID), "console.edition.made")
	}
	if !shown(err) {
		return err
	}
	p, failed := c.newStatEditionOf(v)
	if failed != nil {
		return failed
	}
	p.ID, p.Set, p.TitleJA, p.TitleEN, p.Errors = e.ID, e.Set, e.Title.JA, e.Title.EN, v.summary(err)
	return v.renderAs(web.StatusOf(err), "newstatedition", p)
}

// statEditionPage is an edition of statistics: its way to the release, and what stands beside its tables.
type statEditionPage struct {
	web.Page
	Edition     publish.EditionView
	Sets        []stats.Freeze // of the same period, to change to
	Steps       []step
	Problems    []problemLine
	Tables      []statEditionTable
	Sections    []section
	Found       []foundLine
	Warned      []foundLine
	Edit        bool
	Write       bool
	Approve     bool
	Release     bool
	Preview     bool
	Download    bool
	Public      string
	Typed       typed
	MayOpen     bool
	TitleJA     string
	TitleEN     string
	RevisionsOf string
}

// problemLine is one thing in the way, with where it is mended.
type problemLine struct{ Field, Text string }

// statEditionTable is one table with the text beside it.
type statEditionTable struct {
	ID, Title string
	View      statView
	Text      incident.Text
	Waits     bool
	Writer    string
	Approver  string
	Written   string // the instant it was written, for who approves it
	Mine      bool
}

// statEdition shows an edition of statistics; that of cases is another page.
func (c *Console) statEdition(v *visit, e publish.EditionView, f url.Values, wrong error) error {
	p := &statEditionPage{Page: v.page("console.edition.title", e.ID), Edition: e, Typed: typed{f}, MayOpen: v.can(incident.ReportRead), TitleJA: e.Title.JA, TitleEN: e.Title.EN,
		Edit: v.can(incident.EditionEdit) && e.State == incident.InWork, Write: v.can(incident.StatsEdit) && e.State == incident.InWork,
		Approve: v.can(incident.CaseApprove) && e.State == incident.InWork, Release: v.can(incident.EditionRelease), Download: c.Builds != nil && e.Built != ""}
	p.Preview = p.Download && e.State != incident.Released
	if c.Site != "" && e.State == incident.Released {
		p.Public = c.Site + "editions/" + url.PathEscape(e.ID) + "/"
	}
	if v.can(incident.StatsRead) {
		sets, err := c.sets(v)
		if err != nil {
			return err
		}
		p.Sets = sets
	}
	texts := e.Texts
	if f != nil && f.Get("do") == "save" {
		p.TitleJA, p.TitleEN = f.Get("title.ja"), f.Get("title.en")
		texts.Introduction, texts.Request, texts.Next = textOf(f, "introduction"), textOf(f, "request"), textOf(f, "next")
	}
	p.Sections = []section{{"introduction", "console.edition.introduction", 7, texts.Introduction}, {"request", "console.edition.request", 4, texts.Request}, {"next", "console.edition.next", 3, texts.Next}}
	for _, x := range e.Problems {
		p.Problems = append(p.Problems, problemLine{x.Field, c.Texts.Error(v.lang, x)})
	}
	p.Found, p.Warned = v.found(e.Check.Found), v.found(e.Check.Warnings)
	passed := true
	for _, s := range incident.EditionStates {
		here := s == e.State
		if here {
			passed = false
		}
		p.Steps = append(p.Steps, step{State: string(s), Here: here, Done: passed})
	}
	for _, t := range e.Tables {
		p.Tables = append(p.Tables, c.statEditionTable(v, t, f))
	}
	if wrong != nil {
		p.Errors = v.summary(wrong)
		return v.renderAs(web.StatusOf(wrong), "statedition", p)
	}
	return v.render("statedition", p)
}

func (c *Console) statEditionTable(v *visit, t publish.TableView, f url.Values) statEditionTable {
	id := t.Table.Definition
	out := statEditionTable{ID: id, Title: strings.TrimSpace(id + " " + t.Table.Title.In(v.lang)), Text: t.Commentary.Text, Waits: t.Waits(), Mine: t.Commentary.Writer == v.actor.ID}
	out.View = v.statView(t.Table, nil, stats.Definition{}, url.Values{"table": {id}, "version": {strconv.Itoa(t.Table.Version)}, "set": {t.Table.Freeze}})
	if t.Commentary.Writer != 0 {
		out.Written = t.Commentary.WrittenAt.UTC().Format(time.RFC3339Nano)
		out.Writer, out.Approver = v.name(t.Commentary.Writer), v.name(t.Commentary.Approver)
	}
	if f != nil && f.Get("do") == "comment" && f.Get("table") == id {
		out.Text = textOf(f, "text")
	}
	return out
}

// name is a member of staff by id, "" for nobody.
func (v *visit) name(id int64) string {
	if id == 0 {
		return ""
	}
	a, err := v.c.Auth.Find(v.ctx(), id)
	if err != nil {
		return strconv.FormatInt(id, 10)
	}
	return a.Name
}

// actOnStatEdition does what a form of the page asks; the steps to the release are those of every edition.
func (c *Console) actOnStatEdition(v *visit, e publish.EditionView, f url.Values) error {
	id, now := e.ID, c.Now()
	acts := c.editionSteps(v, id, f)
	acts["save"] = act{incident.EditionEdit, "console.done.saved", func() error {
		e := e.Edition
		e.Title = textOf(f, "title")
		if f.Has("set") {
			e.Set = f.Get("set")
		}
		e.Texts.Introduction, e.Texts.Request, e.Texts.Next = textOf(f, "introduction"), textOf(f, "request"), textOf(f, "next")
		return c.Publish.Save(v.ctx(), v.actor, e, now)
	}}
	acts["comment"] = act{incident.StatsEdit, "console.statedition.commented", func() error {
		return c.Publish.Comment(v.ctx(), v.actor, id, f.Get("table"), textOf(f, "text"), now)
	}}
	acts["approve"] = act{incident.CaseApprove, "console.statedition.approved", func() error {
		written, err := time.Parse(time.RFC3339Nano, f.Get("written"))
		if err != nil {
			return incident.Errorf(incident.Conflict, "publish.error.comment_changed", f.Get("table"))
		}
		return c.Publish.ApproveComment(v.ctx(), v.actor, id, f.Get("table"), written, now)
	}}
	back := "/editions/" + url.PathEscape(id)
	if t := f.Get("table"); t != "" {
		back += "#table-" + url.PathEscape(t)
	}
	return v.act(acts, f.Get("do"), back, func(wrong error) error {
		e, err := c.Publish.Find(v.ctx(), v.actor, id)
		if err != nil {
			return err
		}
		return c.statEdition(v, e, f, wrong)
	})
}
