package console

import (
	"fmt"
	"html/template"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/stats"
	"todoke/internal/web"
)

// statisticsPage lists the tables and what leads on from them.
type statisticsPage struct {
	web.Page
	Period  string
	Set     string
	Sets    []stats.Freeze
	Groups  []statGroup
	MayEdit bool
}

// statGroup is tables that stand together.
type statGroup struct {
	Key  string // of its heading: virus, access, own
	List []stats.Definition
}

func (c *Console) statistics(v *visit) error {
	list, err := c.Stats.Definitions(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	p := statisticsPage{Page: v.page("console.stats.title"), MayEdit: v.can(incident.StatsEdit), Set: v.r.URL.Query().Get("set")}
	if p.Sets, err = c.sets(v); err != nil {
		return err
	}
	if p.Period, err = v.period(v.r.URL.Query(), p.Set, p.Sets); err != nil {
		return err
	}
	groups := []statGroup{{Key: "virus"}, {Key: "access"}, {Key: "own"}}
	for _, d := range list {
		i := 2
		if c.Stats.Shipped(d.ID) {
			i = map[string]int{"virus": 0, "access": 1}[d.Group]
		}
		groups[i].List = append(groups[i].List, d)
	}
	for _, g := range groups {
		if len(g.List) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	return v.render("statistics", &p)
}

// sets lists the frozen sets, the newest first.
func (c *Console) sets(v *visit) ([]stats.Freeze, error) {
	list, err := c.Stats.Freezes(v.ctx(), v.actor)
	slices.Reverse(list)
	return list, err
}

// period is the period asked for, that of a set, or the newest year with reports: that of a demonstration or of January is not empty.
func (v *visit) period(f url.Values, set string, sets []stats.Freeze) (string, error) {
	for _, x := range sets {
		if x.ID == set {
			return x.Period, nil
		}
	}
	if s := strings.TrimSpace(f.Get("period")); s != "" {
		return s, nil
	}
	year, err := v.c.Stats.LatestYear(v.ctx(), v.actor)
	return strconv.Itoa(year), err
}

func (v *visit) parsedPeriod(f url.Values, set string, sets []stats.Freeze) (stats.Period, error) {
	s, err := v.period(f, set, sets)
	if err != nil {
		return stats.Period{}, err
	}
	return stats.ParsePeriod(s)
}

// statTablePage is one table for a period, live or frozen.
type statTablePage struct {
	web.Page
	ID, Period, Set string
	Sets            []stats.Freeze
	Versions        []stats.Definition
	Version         int
	View            *statView
	Formats         []stats.FileFormat
	Query           template.URL // of the files
	MayEdit         bool
	Cross           string // the same as an ad hoc cross
}

// asked reads which table an address asks for.
func (v *visit) asked() (stats.Query, error) {
	q := v.r.URL.Query()
	version, _ := strconv.Atoi(q.Get("version")) // what is no number is the newest
	out := stats.Query{Definition: v.r.PathValue("id"), Version: version, Freeze: q.Get("set")}
	if out.Definition == "" {
		out.Definition = q.Get("table")
	}
	sets, err := v.c.sets(v)
	if err != nil {
		return out, err
	}
	out.Period, err = v.parsedPeriod(q, out.Freeze, sets)
	return out, err
}

func (c *Console) statTable(v *visit) error {
	sets, err := c.sets(v)
	if err != nil {
		return err
	}
	p := statTablePage{Page: v.page("console.stats.title"), ID: v.r.PathValue("id"), Set: v.r.URL.Query().Get("set"), Sets: sets, MayEdit: v.can(incident.StatsEdit), Formats: stats.FileFormats}
	if p.Period, err = v.period(v.r.URL.Query(), p.Set, sets); err != nil {
		return err
	}
	if p.Versions, err = c.Stats.Versions(v.ctx(), v.actor, p.ID); err != nil {
		return err
	}
	q, wrong := v.asked()
	if wrong == nil {
		p.Version = q.Version
		wrong = c.fillTable(v, q, &p)
	}
	if wrong != nil {
		if !shown(wrong) {
			return wrong
		}
		p.Errors = v.summary(wrong)
		return v.renderAs(web.StatusOf(wrong), "stattable", &p)
	}
	return v.render("stattable", &p)
}

func (c *Console) fillTable(v *visit, q stats.Query, p *statTablePage) error {
	d, err := c.Stats.Definition(v.ctx(), v.actor, q.Definition, q.Version)
	if err != nil {
		return err
	}
	t, whole, err := c.both(v, q)
	if err != nil {
		return err
	}
	p.Title = strings.TrimSpace(d.ID + " " + t.Title.In(v.lang))
	p.Query = template.URL(url.Values{"period": {p.Period}, "set": {p.Set}, "version": {strconv.Itoa(t.Version)}}.Encode())
	view := v.statView(t, whole, d, url.Values{"table": {d.ID}, "version": {strconv.Itoa(t.Version)}, "period": {p.Period}, "set": {p.Set}})
	p.View, p.Version = &view, t.Version
	return nil
}

// both counts a table as anybody may have it and, for who may read reports, with nothing withheld.
func (c *Console) both(v *visit, q stats.Query) (t, whole *stats.Table, err error) {
	if t, err = c.Stats.Table(v.ctx(), v.actor, q); err != nil || !t.Suppressed || !v.can(incident.ReportRead) {
		return t, nil, err
	}
	q.Whole = true
	whole, err = c.Stats.Table(v.ctx(), v.actor, q)
	return t, whole, err
}

// statFile gives a table as a file, with nothing in it that is withheld.
func (c *Console) statFile(v *visit) error {
	q, err := v.asked()
	if err != nil {
		return err
	}
	t, err := c.Stats.Table(v.ctx(), v.actor, q)
	if err != nil {
		return err
	}
	return v.tableFile(t, strings.Trim(q.Definition+"-"+q.Period.Name+"-"+q.Freeze, "-"))
}

var tableTypes = map[stats.FileFormat]string{
	stats.CSVFile: "text/csv; charset=utf-8", stats.JSONFile: "application/json", stats.SVGFile: "image/svg+xml", stats.MarkdownFile: "text/markdown; charset=utf-8",
	stats.XLSXFile: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

func (v *visit) tableFile(t *stats.Table, name string) error {
	format := stats.FileFormat(v.r.URL.Query().Get("format"))
	body, err := stats.Write(t, format, v.lang, v.c.Texts)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", tableTypes[format])
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + "." + string(format)}))
	h.Set("Cache-Control", "no-store")
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(body) // the reader has gone: nobody is left to tell
	return nil
}

// behindPage lists the reports behind one number.
type behindPage struct {
	web.Page
	Table string
	Back  string
	Where []string
	Rows  stats.RowsPage
	Pager pager
}

func (c *Console) behind(v *visit) error {
	f := v.r.URL.Query()
	var q stats.Query
	var err error
	p := behindPage{Page: v.page("console.stats.behind")}
	if f.Has("table") {
		if q, err = v.asked(); err == nil {
			p.Back = "/statistics/tables/" + url.PathEscape(q.Definition) + "?" + url.Values{"period": {q.Period.Name}, "set": {q.Freeze}, "version": {f.Get("version")}}.Encode()
		}
	} else {
		q, err = v.crossAsked(f)
		p.Back = "/statistics/cross?" + withoutPlace(f).Encode()
	}
	if err != nil {
		return err
	}
	at := stats.Place{Row: f.Get("row"), Column: f.Get("column"), Slice: f.Get("slice")}
	p.Pager, err = paged(v.r.URL, func(over int) (int, error) {
		p.Rows, err = c.Stats.Rows(v.ctx(), v.actor, q, at, stats.Part{Over: over, Limit: pageRows})
		return p.Rows.Total, err
	})
	if err != nil {
		return err
	}
	t, err := c.Stats.Table(v.ctx(), v.actor, q)
	if err != nil {
		return err
	}
	p.Table = strings.TrimSpace(t.Definition + " " + t.Title.In(v.lang))
	var slices []stats.HeaderCell
	for _, s := range t.Slices {
		slices = append(slices, s.Head)
	}
	for _, h := range []struct {
		code  string
		cells []stats.HeaderCell
	}{{at.Row, t.Rows.Cells}, {at.Column, t.Columns.Cells}, {at.Slice, slices}} {
		for _, x := range h.cells {
			if x.Code == h.code && x.Code != "" {
				p.Where = append(p.Where, x.Label.In(v.lang))
			}
		}
	}
	if len(p.Where) == 0 {
		p.Where = []string{v.t("stats.total")}
	}
	p.Where = append([]string{fmt.Sprintf("%s – %s", t.From, t.To)}, p.Where...)
	return v.render("statbehind", &p)
}

func withoutPlace(f url.Values) url.Values {
	out := url.Values{}
	for k, list := range f {
		if k != "row" && k != "column" && k != "slice" && k != "from" {
			out[k] = list
		}
	}
	return out
}
