package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"todoke/internal/incident"
	"todoke/internal/stats"
)

// TableInfo is one table of a published set.
type TableInfo struct {
	ID    string        `json:"id"`
	Title incident.Text `json:"title"`
	Unit  incident.Text `json:"unit"`
	From  string        `json:"from" format:"date"`
	To    string        `json:"to" format:"date"`
	Self  string        `json:"self" format:"uri-reference"`
}

// SetInfo is one published edition of statistics with the tables of its set.
type SetInfo struct {
	Edition    string        `json:"edition"`
	Title      incident.Text `json:"title"`
	PeriodFrom string        `json:"period_from" format:"date"`
	PeriodTo   string        `json:"period_to" format:"date"`
	Set        string        `json:"set" doc:"The frozen set: its period and running number."`
	Revision   int           `json:"revision" doc:"1 for the first set of the period, counted up."`
	FrozenAt   string        `json:"frozen_at" format:"date-time" doc:"When the numbers were frozen."`
	Demo       bool          `json:"demo,omitempty" doc:"A demonstration; every word of it is fictional."`
	Tables     []TableInfo   `json:"tables" nullable:"false"`
}

// SetList is every published edition of statistics: the newest period first, of one period the newest set.
type SetList struct {
	Sets []SetInfo `json:"sets" nullable:"false"`
}

// StatisticsTable describes the published file of one table.
type StatisticsTable struct {
	Format     string               `json:"format" enum:"todoke-published-table/1"`
	Edition    string               `json:"edition"`
	Desk       incident.Text        `json:"desk"`
	Demo       bool                 `json:"demo"`
	DemoLabel  *incident.Text       `json:"demo_label,omitempty"`
	Set        string               `json:"set"`
	FrozenAt   string               `json:"frozen_at" format:"date-time" doc:"When the numbers were frozen."`
	Path       string               `json:"path" format:"uri-reference" doc:"Where the table is cited by, on the public site."`
	ID         string               `json:"id"`
	Table      stats.Table          `json:"table" doc:"Cells, heads, n, denominator, notes and breaks. Where suppressed is set the number is withheld and value means nothing, nor does n where the total is withheld."`
	About      []incident.NamedText `json:"about" doc:"The definition in words: what is counted and how."`
	Commentary *incident.Text       `json:"commentary,omitempty"`
}

type setsOut struct {
	Cache string `header:"Cache-Control"`
	Body  SetList
}

// bytesOut is a published file byte for byte.
type bytesOut struct {
	Status int
	Type   string `header:"Content-Type"`
	ETag   string `header:"ETag"`
	Cache  string `header:"Cache-Control"`
	Body   []byte
}

type oneTable struct {
	IfChanged
	Edition string `path:"edition" example:"2020"`
	Table   string `path:"table" example:"V1"`
}

func (b *builder) statistics() {
	if b.api.Public == nil {
		return
	}
	register(b, b.operation("list-statistics", http.MethodGet, "/statistics"), b.api.sets)
	op := b.operation("read-table", http.MethodGet, "/statistics/{edition}/{table}", http.StatusNotFound)
	op.Responses["200"] = &huma.Response{Content: map[string]*huma.MediaType{"application/json": {Schema: b.schema(StatisticsTable{})}}}
	register(b, op, b.api.table)
}

// sets lists what the released site holds: a set that is frozen only, or in work, has no files there.
func (a *api) sets(*call, *nothing) (*setsOut, error) {
	out := &setsOut{Cache: "public, max-age=300", Body: SetList{Sets: []SetInfo{}}}
	list, err := fs.ReadDir(a.Public(), "editions")
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // nothing published yet
		return nil, fmt.Errorf("published editions: %w", err)
	}
	for _, e := range list {
		s, err := a.set(e.Name())
		if errors.Is(err, incident.ErrNotFound) {
			continue // an edition of cases
		}
		if err != nil {
			return nil, err
		}
		out.Body.Sets = append(out.Body.Sets, s)
	}
	slices.SortFunc(out.Body.Sets, func(x, y SetInfo) int {
		return cmp.Or(cmp.Compare(y.PeriodTo, x.PeriodTo), cmp.Compare(y.PeriodFrom, x.PeriodFrom), cmp.Compare(y.Revision, x.Revision), cmp.Compare(y.Edition, x.Edition))
	})
	return out, nil
}

// set reads one edition of statistics from the released site.
func (a *api) set(edition string) (SetInfo, error) {
	none := incident.Errorf(incident.NotFound, "api.error.no_statistics")
	if !editionID.MatchString(edition) {
		return SetInfo{}, none
	}
	folder := "editions/" + edition + "/"
	if _, err := fs.Stat(a.Public(), folder+"tables"); errors.Is(err, fs.ErrNotExist) {
		return SetInfo{}, none // before a large edition of cases is read for nothing
	}
	b, err := fs.ReadFile(a.Public(), folder+"edition.json")
	if err != nil {
		return SetInfo{}, fmt.Errorf("edition %s: %w", edition, err)
	}
	var c incident.Collection
	if err := json.Unmarshal(b, &c); err != nil {
		return SetInfo{}, fmt.Errorf("edition %s: %w", edition, err)
	}
	if c.Statistics == nil {
		return SetInfo{}, none
	}
	s := SetInfo{edition, c.Title, c.PeriodFrom, c.PeriodTo, c.Statistics.ID, c.Statistics.Revision, c.Statistics.FrozenAt, c.Demo, []TableInfo{}}
	for _, x := range c.Statistics.Tables {
		t := TableInfo{}
		if err := json.Unmarshal(x.Table, &t); err != nil {
			return SetInfo{}, fmt.Errorf("table %s of %s: %w", x.ID, edition, err)
		}
		t.ID, t.Self = x.ID, Base+"/statistics/"+edition+"/"+x.ID
		s.Tables = append(s.Tables, t)
	}
	return s, nil
}

var tableID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// table gives one table as its file was published.
func (a *api) table(_ *call, in *oneTable) (*bytesOut, error) {
	s, err := a.set(in.Edition)
	if err != nil {
		return nil, err
	}
	if !tableID.MatchString(in.Table) || !slices.ContainsFunc(s.Tables, func(t TableInfo) bool { return t.ID == in.Table }) {
		return nil, incident.Errorf(incident.NotFound, "api.error.no_table", in.Edition)
	}
	b, err := a.read("editions/" + in.Edition + "/tables/" + in.Table + ".json")
	if err != nil {
		return nil, err
	}
	out := &bytesOut{Status: http.StatusOK, Type: "application/json", ETag: tag(b), Cache: "public, max-age=300", Body: b}
	if in.Match == out.ETag {
		out.Status, out.Body = http.StatusNotModified, nil
	}
	return out, nil
}
