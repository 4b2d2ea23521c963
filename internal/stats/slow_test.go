package stats_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/stats"
	"todoke/internal/store"
)

// slow counts tables a second way: rows straight from reports and facts, classes straight from the crosswalk file, maps of strings. It shares no code with stats.
type slow struct {
	rows []slowRow
	dims map[string]slowDim
}

type slowRow struct {
	year, month             int
	scheme, damage, org     string
	facts                   map[string][]string // dimension → code#item
	detections              int64
	begunDay, discoveredDay int64
	number                  string
}

type slowDim struct {
	Source, Fallback string
	Lists            []struct {
		From, To string
		Classes  []struct {
			Code, Kind string
			Of         []string
		} `toml:"class"`
	} `toml:"list"`
}

func newSlow(t *testing.T, samples []sample) slow {
	var file struct {
		Dimension []struct {
			ID string
			slowDim
		}
	}
	if _, err := toml.DecodeFile(filepath.Join("data", "dimensions.toml"), &file); err != nil {
		t.Fatal(err)
	}
	s := slow{dims: map[string]slowDim{}}
	for _, d := range file.Dimension {
		s.dims[d.ID] = d.slowDim
	}
	for _, x := range samples {
		if x.state != "" && x.state != incident.Accepted {
			continue
		}
		in := x.received.In(incident.Japan)
		r := slowRow{year: in.Year(), month: int(in.Month()), scheme: string(x.as.Scheme), damage: string(x.as.Damage), org: string(x.org), facts: map[string][]string{}, detections: x.detections, begunDay: -1, discoveredDay: -1, number: x.number}
		for _, f := range x.facts {
			if f.Polarity != incident.Present || f.Status == incident.Considered || f.Certainty == incident.Investigating || f.Certainty == incident.NotStated {
				continue
			}
			if k := f.Code + "#" + fmt.Sprint(f.Item); !slices.Contains(r.facts[string(f.Dimension)], k) {
				r.facts[string(f.Dimension)] = append(r.facts[string(f.Dimension)], k)
			}
		}
		if x.begun.Precision == incident.Day && x.discovered.Precision == incident.Day {
			r.begunDay, r.discoveredDay = x.begun.From.Unix()/86400, x.discovered.From.Unix()/86400
		}
		s.rows = append(s.rows, r)
	}
	return s
}

// classes gives the classes of one report in one dimension, with repetition (acts) or each once.
func (s slow) classes(r slowRow, dim string, acts bool) []string {
	switch dim {
	case "":
		return []string{""}
	case "year":
		return []string{fmt.Sprint(r.year)}
	case "month":
		return []string{fmt.Sprintf("%d-%02d", r.year, r.month)}
	}
	d := s.dims[dim]
	var codes []string
	switch d.Source {
	case "scheme":
		codes = []string{r.scheme}
	case "outcome":
		codes = []string{r.damage}
	case "org_kind":
		if r.org != "" {
			codes = []string{r.org}
		}
	default:
		for _, f := range r.facts[d.Source] {
			for i := range f {
				if f[i] == '#' {
					codes = append(codes, f[:i])
				}
			}
		}
	}
	var out []string
	for _, code := range codes {
		class := code
		if len(d.Lists) > 0 {
			class = "other"
			date := fmt.Sprintf("%d-%02d-15", r.year, r.month)
			for _, l := range d.Lists {
				if l.From <= date && (l.To == "" || date <= l.To) {
					for _, c := range l.Classes {
						if slices.Contains(c.Of, code) {
							class = cmp.Or(c.Kind, c.Code)
						}
					}
				}
			}
		} else if code == "not_stated" {
			class = "unknown"
		}
		if acts || !slices.Contains(out, class) {
			out = append(out, class)
		}
	}
	if !acts && len(out) > 1 {
		out = slices.DeleteFunc(out, func(c string) bool { return c == "unknown" })
	}
	if !acts && len(out) == 0 {
		out = []string{"unknown"}
	}
	return out
}

// value counts one cell; "" stands for the total of a direction.
func (s slow) value(d stats.Definition, from, to int, row, column string) (n int64, numbers []string) {
	var days []int64
	for _, r := range s.rows {
		ok := r.year >= from && r.year <= to && !(d.Measure == stats.WithDamage && r.damage != "with_damage")
		for _, w := range d.Where {
			have := s.classes(r, w.Dimension, false)
			ok = ok && slices.ContainsFunc(have, func(c string) bool { return slices.Contains(w.In, c) }) != w.Not
		}
		acts := d.Measure == stats.Acts
		rowsOf, columnsOf := s.classes(r, d.Rows.Dimension, acts), s.classes(r, d.Columns.Dimension, false)
		if !ok || column != "" && !slices.Contains(columnsOf, column) {
			continue
		}
		hits := int64(0)
		for _, c := range rowsOf {
			if row == "" || c == row {
				hits++
			}
		}
		if !acts {
			hits = min(hits, 1)
		}
		if hits == 0 {
			continue
		}
		numbers = append(numbers, r.number)
		switch d.Measure {
		case stats.Detections:
			n += r.detections
		case stats.Dwell:
			if r.begunDay >= 0 && r.discoveredDay >= r.begunDay {
				days = append(days, r.discoveredDay-r.begunDay)
			}
		default:
			n += hits
		}
	}
	if d.Measure == stats.Dwell {
		slices.Sort(days)
		if k := len(days); k > 0 {
			return (days[(k-1)/2] + days[k/2] + 1) / 2, numbers
		}
		return -1, numbers
	}
	return n, numbers
}

func randomSamples(r *rand.Rand, n int) []sample {
	v := incident.DefaultVocabulary()
	pick := func(list string) string { return v[list][r.IntN(len(v[list]))].Code }
	var out []sample
	for range n {
		s := sample{received: day(2019+r.IntN(4), 1+r.IntN(12), 1+r.IntN(28)).Add(-1 * 3600e9 * 5 * 1), as: incident.Acceptance{Scheme: incident.Schemes[r.IntN(4)], Damage: incident.Damages[r.IntN(3)]}, reporter: fmt.Sprintf("r%d", r.IntN(50))}
		if r.IntN(5) > 0 {
			s.org = incident.OrgKind(pick("org_kind"))
		}
		for range r.IntN(7) {
			dim := []incident.Dimension{incident.DimAttack, incident.DimCause, incident.DimDamage, incident.DimMalware, incident.DimAsset, incident.DimEnvironment, incident.DimIndustry, incident.DimRoute, incident.DimResponse}[r.IntN(9)]
			f := fact(dim, pick(string(dim)))
			f.Item, f.Certainty = r.IntN(3), incident.Certainties[r.IntN(6)]
			if dim == incident.DimResponse && r.IntN(2) == 0 {
				f.Status = incident.Considered
			}
			if r.IntN(8) == 0 {
				f.Polarity = incident.Absent
			}
			if slices.ContainsFunc(s.facts, func(o incident.Fact) bool { return o.Dimension == f.Dimension && o.Code == f.Code && o.Item == f.Item }) {
				continue // two of one fact with different certainty: the surest counts, which TestSurest holds
			}
			s.facts = append(s.facts, f)
		}
		if r.IntN(3) == 0 {
			s.detections = r.Int64N(100000)
		}
		if r.IntN(2) == 0 {
			s.begun = incident.OnDay(s.received.AddDate(0, 0, -r.IntN(100)))
			s.discovered = incident.OnDay(s.received.AddDate(0, 0, -r.IntN(20)))
		}
		if r.IntN(10) == 0 {
			s.state = incident.NotAccepted
		}
		out = append(out, s)
	}
	return out
}

// TestAgainstSlow counts every table that ships, and crosses, on random reports both ways, cell by cell, with the reports behind some of the cells.
func TestAgainstSlow(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		seed := uint64(20201124)
		r := rand.New(rand.NewPCG(seed, seed))
		d := newDesk(t, st)
		samples := randomSamples(r, 250)
		for i := range samples {
			d.n++
			samples[i].id, samples[i].number = store.NewID(d.now), fmt.Sprintf("T-%d-%06d-X", samples[i].received.Year(), d.n)
			d.add(samples[i])
		}
		s := newSlow(t, samples)
		list, err := d.Definitions(context.Background(), staff)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range [][]string{{"method", "org"}, {"harm", "damaged"}, {"org", "month"}, {"year", "malware"}, {"machine", "reason"}} {
			for _, m := range []stats.Measure{stats.Reports, stats.WithDamage, stats.Dwell, stats.Detections} {
				c, err := d.CrossDefinition(stats.CrossQuery{Whole: true, Measure: m, Dimensions: x, Filters: []stats.Condition{{Dimension: "scheme", In: []string{"virus", "access"}}}})
				if err != nil {
					t.Fatal(err)
				}
				c.ID = fmt.Sprintf("cross%d%s", i, m)
				list = append(list, c)
			}
		}
		cells := 0
		for _, def := range list {
			for _, span := range []struct {
				name     string
				from, to int
			}{{"2020", 2020, 2020}, {"2019..2022", 2019, 2022}} {
				tb := d.ask(stats.Query{Inline: &def, Whole: true}, span.name)
				from := span.from
				if def.Years > 1 {
					from = 2019
				}
				for _, row := range append(tb.Rows.Cells, stats.HeaderCell{}) {
					for _, col := range append(slices.Clone(tb.Columns.Cells), stats.HeaderCell{}) {
						c := at(t, tb, row.Code, col.Code)
						if c.None && def.Measure != stats.Dwell {
							continue
						}
						want, numbers := s.value(def, from, span.to, row.Code, col.Code)
						got := c.Value
						if c.None {
							got = -1
						}
						if got != want {
							t.Errorf("%s %s %q×%q: %d, slowly %d", def.ID, span.name, row.Code, col.Code, got, want)
						}
						if cells++; cells%37 == 0 && def.Measure == stats.Reports {
							p, err := d.Rows(context.Background(), staff, stats.Query{Inline: &def, Period: period(t, span.name)}, stats.Place{Row: row.Code, Column: col.Code}, stats.Part{Limit: 1000})
							slices.Sort(p.Numbers)
							slices.Sort(numbers)
							if err != nil || !slices.Equal(p.Numbers, numbers) || p.Total != len(numbers) {
								t.Errorf("%s %q×%q: behind it are %v %v, slowly %v", def.ID, row.Code, col.Code, p.Numbers, err, numbers)
							}
						}
					}
				}
			}
		}
		if cells < 1000 {
			t.Fatalf("only %d cells were compared", cells)
		}
		before, err := json.Marshal(d.table("A3", "2020"))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := d.Rebuild(context.Background(), nil); err != nil || n != 0 {
			t.Errorf("a rebuild changed %d reports: %v", n, err)
		}
		if after, _ := json.Marshal(newDesk(t, st).table("A3", "2020")); string(after) != string(before) {
			t.Errorf("the same rows gave other bytes:\n%s\n%s", before, after)
		}
	})
}
