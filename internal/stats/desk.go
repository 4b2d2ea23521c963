package stats

import (
	"context"
	"fmt"
	"slices"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Desk is how the desk itself does, for staff alone; nothing of it is published. Every part is a table, so that it is drawn and printed as one.
type Desk struct {
	Queue       *Table // what waits for a decision, by age
	Acceptance  *Table // days from receipt to acceptance by month received: median, nine of ten, the longest
	Publication *Table // days from receipt to the release by edition
	Suggestions *Table // facts suggested, and of them coded, by dimension
	Channels    *Table // what came by month and channel
	Waiting     int64
	Oldest      time.Time // zero where nothing waits
}

// ages are the steps of the queue's age in whole days, each up to and with.
var ages = []int{1, 3, 7, 30}

// DeskFigures tells how the desk did over so many months, the last of them the one in which the newest report came.
func (st *Stats) DeskFigures(ctx context.Context, a incident.Actor, months int) (Desk, error) {
	if err := incident.Ask(a, incident.StatsRead); err != nil {
		return Desk{}, err
	}
	now := st.c.Now()
	from, to, err := st.deskSpan(ctx, now, months)
	if err != nil {
		return Desk{}, fmt.Errorf("what came: %w", err)
	}
	months = (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	waiting, err := st.c.Store.ListUndecided(ctx)
	if err != nil {
		return Desk{}, fmt.Errorf("what waits: %w", err)
	}
	arrivals, err := st.c.Store.ListArrivals(ctx, from, to)
	if err != nil {
		return Desk{}, fmt.Errorf("what came: %w", err)
	}
	published, err := st.c.Store.ListPublications(ctx)
	if err != nil {
		return Desk{}, fmt.Errorf("what was published: %w", err)
	}
	suggested, err := st.c.Store.CountSuggested(ctx, from, to)
	if err != nil {
		return Desk{}, fmt.Errorf("what was suggested: %w", err)
	}
	f := figures{st.book, from.Format(time.DateOnly), to.AddDate(0, 0, -1).Format(time.DateOnly)}
	d := Desk{Waiting: int64(len(waiting)), Queue: f.queue(waiting, now), Publication: f.publication(published), Suggestions: f.suggestions(suggested)}
	if len(waiting) > 0 {
		d.Oldest = waiting[0]
	}
	d.Acceptance, d.Channels = f.arrivals(arrivals, from, months)
	return d, nil
}

// deskSpan is so many months up to the one of the newest report, beginning no earlier than the first.
func (st *Stats) deskSpan(ctx context.Context, now time.Time, months int) (from, to time.Time, err error) {
	first, last, err := st.c.Store.ReceivedSpan(ctx)
	if err != nil {
		return from, to, err
	}
	if last.IsZero() {
		first, last = now, now
	}
	month := func(t time.Time) time.Time {
		y, m, _ := t.In(incident.Japan).Date()
		return time.Date(y, m, 1, 0, 0, 0, 0, incident.Japan)
	}
	to = month(last).AddDate(0, 1, 0)
	if from = to.AddDate(0, -months, 0); from.Before(month(first)) {
		from = month(first)
	}
	return from, to, nil
}

// figures makes the tables of one span.
type figures struct {
	*book
	from, to string
}

func (f figures) table(key, unit string, n int) *Table {
	return &Table{Format: TableFormat, Title: f.text("stats.desk." + key), Unit: f.text("stats.desk.unit." + unit), From: f.from, To: f.to, N: int64(n),
		Columns: Header{Cells: []HeaderCell{{Label: f.text("stats.desk." + key + ".number")}}}, Notes: []incident.Text{f.text("stats.desk." + key + ".note")}, Rules: []string{}}
}

func (f figures) queue(waiting []time.Time, now time.Time) *Table {
	t := f.table("queue", "reports", len(waiting))
	t.From, t.To = now.In(incident.Japan).Format(time.DateOnly), now.In(incident.Japan).Format(time.DateOnly)
	counts := make([]int64, len(ages)+1)
	for _, at := range waiting {
		days := int(now.Sub(at).Hours() / 24)
		i := slices.IndexFunc(ages, func(a int) bool { return days <= a })
		if i < 0 {
			i = len(ages)
		}
		counts[i]++
	}
	least := 0
	for i, n := range counts {
		label := f.text("stats.desk.age.over", ages[len(ages)-1])
		if i < len(ages) {
			label = f.text("stats.desk.age", least, ages[i])
			least = ages[i] + 1
		}
		t.Rows.Cells = append(t.Rows.Cells, HeaderCell{Code: fmt.Sprintf("a%d", i), Label: label})
		t.Cells = append(t.Cells, []Cell{{Value: n}})
	}
	t.Rows.Title = f.text("stats.desk.age.title")
	t.ColumnTotal, t.Total = []Cell{{Value: int64(len(waiting))}}, Cell{Value: int64(len(waiting))}
	return t
}

// spread are the columns of a table of days: median, nine of ten, longest. They are no parts of a whole and have no total.
func (f figures) spread(t *Table) {
	t.Measure, t.Columns.Cells = Dwell, nil
	for _, k := range []string{"median", "most", "longest"} {
		t.Columns.Cells = append(t.Columns.Cells, HeaderCell{Code: k, Label: f.text("stats.desk." + k)})
	}
}

func (f figures) days(list []time.Duration) []Cell {
	if len(list) == 0 {
		return []Cell{{None: true}, {None: true}, {None: true}}
	}
	slices.Sort(list)
	at := func(share float64) Cell {
		i := min(int(share*float64(len(list))), len(list)-1)
		return Cell{Value: int64(list[i].Hours()/24 + 0.5), N: int64(len(list))}
	}
	return []Cell{at(0.5), at(0.9), at(1)}
}

func (f figures) arrivals(list []store.Arrival, from time.Time, months int) (acceptance, channels *Table) {
	channels, acceptance = f.table("channels", "reports", len(list)), f.table("acceptance", "days", 0)
	f.spread(acceptance)
	dim, _ := f.dimension("channel")
	class := map[string]int{}
	channels.Columns = Header{Dimension: "channel", Title: dim.Title}
	for i, c := range f.lists(dim)[0].Classes {
		channels.Columns.Cells = append(channels.Columns.Cells, HeaderCell{Code: c.Code, Label: c.Title})
		for _, code := range c.Of {
			class[code] = i
		}
	}
	month := func(at time.Time) int {
		y, m, _ := at.In(incident.Japan).Date()
		return (y-from.Year())*12 + int(m) - int(from.Month())
	}
	took := make([][]time.Duration, months)
	channels.ColumnTotal = make([]Cell, len(channels.Columns.Cells))
	for i := range months {
		at := from.AddDate(0, i, 0)
		head := HeaderCell{Code: at.Format("2006-01"), Label: incident.Text{JA: fmt.Sprintf("%d年%d月", at.Year(), at.Month()), EN: at.Format("Jan 2006")}}
		channels.Rows.Cells = append(channels.Rows.Cells, head)
		channels.Cells = append(channels.Cells, make([]Cell, len(channels.Columns.Cells)))
	}
	channels.RowTotals = make([]Cell, months)
	for _, a := range list {
		i := month(a.Received)
		if c, ok := class[string(a.Channel)]; ok {
			channels.Cells[i][c].Value++
			channels.ColumnTotal[c].Value++
		}
		channels.RowTotals[i].Value++
		if !a.Accepted.IsZero() {
			took[i] = append(took[i], a.Accepted.Sub(a.Received))
			acceptance.N++
		}
	}
	channels.Total = Cell{Value: int64(len(list))}
	channels.Rows.Dimension, channels.Rows.Title = "month", f.text("stats.desk.month")
	acceptance.Rows = channels.Rows
	for i := range months {
		acceptance.Cells = append(acceptance.Cells, f.days(took[i]))
	}
	return acceptance, channels
}

func (f figures) publication(list []store.Publication) *Table {
	t := f.table("publication", "days", len(list))
	f.spread(t)
	t.Rows.Title = f.text("stats.desk.edition")
	by := map[string][]time.Duration{}
	for _, p := range list {
		if by[p.Edition] == nil {
			t.Rows.Cells = append(t.Rows.Cells, HeaderCell{Code: p.Edition, Label: incident.Text{JA: p.Edition, EN: p.Edition}})
		}
		by[p.Edition] = append(by[p.Edition], p.Released.Sub(p.Received))
		if day := p.Received.In(incident.Japan).Format(time.DateOnly); day < t.From {
			t.From = day
		}
	}
	for _, h := range t.Rows.Cells {
		t.Cells = append(t.Cells, f.days(by[h.Code]))
	}
	return t
}

func (f figures) suggestions(list []store.Suggested) *Table {
	t := f.table("suggestions", "facts", 0)
	t.Rows.Title = f.text("stats.desk.dimension")
	t.Columns.Cells = []HeaderCell{{Code: "coded", Label: f.text("stats.desk.coded")}, {Code: "not", Label: f.text("stats.desk.not_coded")}}
	var coded, not int64
	for _, s := range list {
		t.Rows.Cells = append(t.Rows.Cells, HeaderCell{Code: s.Dimension, Label: f.text("publish.dimension." + s.Dimension)})
		t.Cells = append(t.Cells, []Cell{{Value: s.Confirmed, Share: Percent(s.Confirmed, s.Made, 1)}, {Value: s.Made - s.Confirmed, Share: Percent(s.Made-s.Confirmed, s.Made, 1)}})
		t.RowTotals = append(t.RowTotals, Cell{Value: s.Made})
		coded, not = coded+s.Confirmed, not+s.Made-s.Confirmed
	}
	t.N, t.Total = coded+not, Cell{Value: coded + not}
	t.ColumnTotal = []Cell{{Value: coded, Share: Percent(coded, coded+not, 1)}, {Value: not, Share: Percent(not, coded+not, 1)}}
	return t
}
