package stats_test

import (
	"context"
	"fmt"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/incidenttest"
	"todoke/internal/stats"
	"todoke/internal/store"
)

// year is the published marginals of one scheme in one year (domain.md §2.4).
type year struct {
	y, reports, damaged int
	months              map[int][2]int // reports and those with damage of months that are published
	detections          int64
	firstDetections     int64          // of January, where published
	acts                map[string]int // attack codes
	harm                map[string]int // damage codes, on reports with damage
	causes              map[string]int // on reports with damage
	malware             map[string]int // on reports with damage
	assets              map[string]int
}

// access2019 and so on: what is not published is filled up under "other" codes; counts that exceed the reports repeat under another item.
var (
	virusYears = []year{
		{y: 2019, reports: 259, damaged: 18, detections: 746206, malware: map[string]int{"emotet": 5, "ransomware": 5}},
		{y: 2020, reports: 449, damaged: 62, detections: 979439, malware: map[string]int{"emotet": 39, "ransomware": 11},
			months: map[int][2]int{1: {23, 1}, 2: {23, 1}, 3: {23, 1}, 4: {23, 1}, 5: {22, 1}, 6: {22, 2}, 9: {70, 19}}},
		{y: 2021, reports: 878, damaged: 62, detections: 1322725, firstDetections: 367759, malware: map[string]int{"ransomware": 39}, months: map[int][2]int{12: {87, 9}}},
		{y: 2022, reports: 560, damaged: 188, detections: 1041775, malware: map[string]int{"emotet": 145, "ransomware": 17}},
	}
	accessYears = []year{
		{y: 2011, reports: 103, damaged: 75},
		{y: 2012, reports: 121, damaged: 105},
		{y: 2013, reports: 168, damaged: 120},
		{y: 2014, reports: 120, damaged: 102},
		{y: 2018, reports: 54, damaged: 40},
		{y: 2019, reports: 89, damaged: 56, acts: map[string]int{"vuln_exploit": 59, "unauthorized_login": 21, "dos": 12, "unlisted": 34},
			causes: map[string]int{"access_control_misconfig": 15, "unknown": 15, "weak_password": 9, "unpatched_vulnerability": 21}},
		{y: 2020, reports: 187, damaged: 143, acts: map[string]int{"vuln_exploit": 200, "brute_force": 80, "unauthorized_login": 73, "mail_relay_abuse": 27, "backdoor": 11, "unlisted": 34},
			harm:   map[string]int{"personal_info_leak": 104, "points_theft": 39, "web_defaced": 39},
			causes: map[string]int{"access_control_misconfig": 32, "unpatched_vulnerability": 27, "unknown": 60, "weak_password": 37}, assets: map[string]int{"cloud_server": 30, "web_system": 60}},
		{y: 2021, reports: 243, damaged: 197, acts: map[string]int{"data_theft": 120, "web_tampering": 78, "unauthorized_login": 105, "vuln_exploit": 62},
			harm: map[string]int{"personal_info_leak": 151, "web_defaced": 84, "outbound_attack": 51}, causes: map[string]int{"unpatched_vulnerability": 51, "weak_password": 40},
			months: map[int][2]int{6: {27, 23}}},
		{y: 2022, reports: 226, damaged: 190},
	}
)

func (y year) build(d *desk, scheme incident.Scheme) {
	list := make([]sample, y.reports)
	// months: those published first, the rest over the other months in turn
	var free []int
	left, leftDamaged := y.reports, y.damaged
	for m := 1; m <= 12; m++ {
		if p, ok := y.months[m]; ok {
			left, leftDamaged = left-p[0], leftDamaged-p[1]
		} else {
			free = append(free, m)
		}
	}
	k := 0
	put := func(m, n, damaged int) {
		for i := range n {
			dm := incident.NoDamage
			if i < damaged {
				dm = incident.WithDamage
			}
			list[k] = sample{received: day(y.y, m, 1+i%28), as: incident.Acceptance{Scheme: scheme, Damage: dm}, org: incident.Company, reporter: fmt.Sprintf("r%d-%s-%d", y.y, scheme, k)}
			k++
		}
	}
	for m, p := range y.months {
		put(m, p[0], p[1])
	}
	for i, m := range free {
		n, dm := left/len(free), leftDamaged/len(free)
		if i < left%len(free) {
			n++
		}
		if i < leftDamaged%len(free) {
			dm++
		}
		put(m, n, dm)
	}
	var damaged []int
	for i := range list {
		if list[i].as.Damage == incident.WithDamage {
			damaged = append(damaged, i)
		}
	}
	all := make([]int, len(list))
	for i := range all {
		all[i] = i
	}
	share := func(dim incident.Dimension, counts map[string]int, among []int) {
		next := 0
		for code, n := range counts {
			for i := range n {
				f := fact(dim, code)
				f.Item = 1 + i/len(among) // the same again in one report is another item of it
				r := among[(next+i)%len(among)]
				list[r].facts = append(list[r].facts, f)
			}
			next += n
		}
	}
	share(incident.DimAttack, y.acts, all)
	share(incident.DimDamage, y.harm, damaged)
	share(incident.DimCause, y.causes, damaged)
	share(incident.DimMalware, y.malware, damaged)
	share(incident.DimAsset, y.assets, all)
	if y.detections > 0 {
		first := y.firstDetections
		for i := range list {
			if m := list[i].received.Month(); first > 0 && m == 1 {
				list[i].detections, first = first, 0
				break
			}
		}
		for i := range list {
			if list[i].received.Month() > 1 {
				list[i].detections = y.detections - y.firstDetections
				break
			}
		}
	}
	for _, s := range list {
		d.add(s)
	}
}

// TestPublished makes reports to the published marginals and asks the tables for the published figures, on both databases.
func TestPublished(t *testing.T) {
	incidenttest.Stores(t, func(t *testing.T, st *store.Store) {
		d := newDesk(t, st)
		for _, y := range virusYears {
			y.build(d, incident.SchemeVirus)
		}
		for _, y := range accessYears {
			y.build(d, incident.SchemeAccess)
		}
		d.add(sample{received: day(2020, 5, 5), as: incident.Acceptance{Scheme: incident.SchemeReference, Damage: incident.WithDamage}})
		d.add(sample{received: day(2020, 5, 6), state: incident.NotAccepted})

		v1 := d.table("V1", "2022")
		for _, y := range virusYears {
			code := fmt.Sprint(y.y)
			is(t, v1, code, "", int64(y.reports), "")
			is(t, v1, code, "with", int64(y.damaged), "")
			is(t, v1, code, "without", int64(y.reports-y.damaged), "")
			is(t, d.table("V3Y", "2022"), code, "", y.detections, "")
		}
		is(t, d.table("V1", "2020H1"), "2020", "", 136, "")
		is(t, d.table("V1", "2020H1"), "2020", "with", 7, "")
		h2 := d.table("V2", "2020H2")
		is(t, h2, "", "with", 55, "")
		if h2.Total.Value != 313 {
			t.Errorf("second half of 2020: %d", h2.Total.Value)
		}
		v2 := d.table("V2", "2020")
		is(t, v2, "2020-09", "", 70, "")
		is(t, v2, "2020-09", "with", 19, "")
		is(t, d.table("V2", "2021"), "2021-12", "", 87, "")
		is(t, d.table("V2", "2021"), "2021-12", "with", 9, "")
		is(t, d.table("V3", "2021"), "2021-01", "", 367759, "")
		is(t, d.table("V4", "2020"), "emotet", "", 39, "62.9")
		is(t, d.table("V4", "2020"), "ransomware", "", 11, "17.7")
		is(t, d.table("V4", "2022"), "emotet", "", 145, "77.1")

		a1 := d.table("A1Y", "2022")
		for _, y := range accessYears {
			if y.y >= 2013 {
				is(t, a1, fmt.Sprint(y.y), "", int64(y.reports), "")
				is(t, a1, fmt.Sprint(y.y), "with", int64(y.damaged), "")
			}
		}
		is(t, d.table("A1", "2021"), "2021-06", "", 27, "")
		is(t, d.table("A1", "2021"), "2021-06", "with", 23, "")
		for y, share := range map[string]string{"2012": "86.8", "2014": "85.0", "2019": "62.9", "2020": "76.5", "2021": "81.1"} {
			x := d.ask(stats.Query{Inline: &stats.Definition{ID: "x", Version: 1, Measure: stats.Reports, Date: stats.ByReceived, Group: "access", Rows: stats.Axis{Dimension: "damaged"},
				Where: []stats.Condition{{Dimension: "scheme", In: []string{"access"}}}, Denominator: "reports", Decimals: 1}}, y)
			if c := at(t, x, "with", ""); c.Share != share {
				t.Errorf("share with damage %s: %+v, published %s", y, c, share)
			}
		}

		a3 := d.table("A3", "2019")
		is(t, a3, "intrusion", "", 59, "46.8")
		is(t, a3, "impersonation", "", 21, "16.7")
		is(t, a3, "dos", "", 12, "9.5")
		if a3.Total.Value != 126 || a3.N != 89 {
			t.Errorf("2019: %d acts of %d reports", a3.Total.Value, a3.N)
		}
		a3 = d.table("A3", "2020")
		is(t, a3, "intrusion", "", 280, "65.9")
		is(t, a3, "impersonation", "", 73, "17.2")
		is(t, a3, "spam", "", 27, "6.4")
		is(t, a3, "backdoor", "", 11, "2.6")
		if a3.Total.Value != 425 || a3.N != 187 {
			t.Errorf("2020: %d acts of %d reports", a3.Total.Value, a3.N)
		}
		a3 = d.table("A3", "2021") // another list of classes holds
		is(t, a3, "data", "", 198, "54.2")
		is(t, a3, "impersonation", "", 105, "28.8")
		is(t, a3, "vulnerability", "", 62, "17.0")
		a4 := d.table("A4", "2020")
		is(t, a4, "stolen", "", 104, "72.7")
		is(t, a4, "service_abused", "", 39, "27.3")
		is(t, a4, "altered", "", 39, "27.3")
		a4 = d.table("A4", "2021")
		is(t, a4, "stolen", "", 151, "76.6")
		is(t, a4, "altered", "", 84, "42.6")
		is(t, a4, "stepping_stone", "", 51, "25.9")
		a5 := d.table("A5", "2019")
		is(t, a5, "settings", "", 15, "25.0") // the press prints 25 % for 15: of 60 causes, not of 56 reports
		is(t, a5, "unknown", "", 15, "25.0")
		is(t, a5, "password", "", 9, "15.0")
		is(t, d.table("A5", "2020"), "settings", "", 32, "20.5")
		is(t, d.table("A5", "2020"), "old_version", "", 27, "17.3")
		is(t, d.table("A5", "2021"), "old_version", "", 51, "56.0")
		is(t, d.table("A6", "2020"), "cloud", "", 30, "16.0")

		x, err := d.Cross(context.Background(), staff, stats.CrossQuery{Whole: true, Dimensions: []string{"malware", "half"}, Period: period(t, "2020"),
			Filters: []stats.Condition{{Dimension: "scheme", In: []string{"virus"}}, {Dimension: "damaged", In: []string{"with"}}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := at(t, x, "emotet", "2020H1").Value + at(t, x, "emotet", "2020H2").Value; got != 39 {
			t.Errorf("Emotet by half: %d", got)
		}
	})
}

func period(t *testing.T, s string) stats.Period {
	t.Helper()
	p, err := stats.ParsePeriod(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func is(t *testing.T, tb *stats.Table, row, column string, want int64, share string) {
	t.Helper()
	c := at(t, tb, row, column)
	if c.None || c.Value != want || share != "" && c.Share != share {
		t.Errorf("%s %s %s/%s: %+v, published %d %s", tb.Definition, tb.To[:4], row, column, c, want, share)
	}
}

// TestOldRule makes reports of lists of virus names to the totals published before 2019: one count is reporter × day × name.
func TestOldRule(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	totals := map[int][2]int{2004: {52151, 626}, 2005: {54174, 217}, 2011: {12036, 23}, 2012: {10351, 7}, 2013: {6596, 10}, 2014: {5014, 2}}
	detections := map[int]int64{2011: 278935, 2012: 249940, 2013: 195550, 2014: 83028, 2018: 632375}
	rest := 344770 - 52151 - 54174 - 12036 - 10351
	for y := 1990; y <= 2012; y++ {
		if _, given := totals[y]; !given {
			n := rest / (2012 - y + 1 - map[bool]int{true: 4, false: 0}[y < 2004] - map[bool]int{true: 2, false: 0}[y > 2005 && y < 2011])
			if y == 2010 {
				n = rest
			}
			rest -= n
			totals[y] = [2]int{n, 0}
		}
	}
	if rest != 0 {
		t.Fatal("the years do not fill the total", rest)
	}
	for y, n := range totals {
		const most = 400
		for k, left := 0, n; left[0] > 0; k++ {
			s := sample{received: day(y, 4+k%9, 1+k/9%28), reporter: fmt.Sprintf("p%d", k/252), as: incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.NoDamage}}
			take := min(most, left[0]-left[1])
			if left[1] > 0 {
				take, s.as.Damage = min(most, left[1]), incident.WithDamage
				left[1] -= take
			}
			left[0] -= take
			for i := range take {
				s.list = append(s.list, store.Detection{Name: fmt.Sprintf("name%d-%d", k, i), Version: 1})
			}
			if k == 1 { // the same reporter, day and names a second time counts nothing
				again := s
				again.as.Damage = incident.NoDamage
				d.add(again)
			}
			if k == 0 {
				s.list[0].Count, s.list[0].MonthFrom, s.list[0].MonthTo = detections[y], y*100+7, y*100+7 // found in a month of its own
			}
			d.add(s)
		}
	}
	d.add(sample{received: day(2018, 5, 5), reporter: "q", detections: detections[2018], as: incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.NoDamage}})
	for range 3 { // three of one reporter on one day are one count in 2018 and three in 2019
		d.add(sample{received: day(2018, 6, 6), reporter: "q", as: incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.NoDamage}})
		d.add(sample{received: day(2019, 6, 6), reporter: "q", as: incident.Acceptance{Scheme: incident.SchemeVirus, Damage: incident.NoDamage}})
	}

	v1 := d.table("V1", "2014")
	for _, y := range []int{2005, 2011, 2012, 2013, 2014} {
		is(t, v1, fmt.Sprint(y), "", int64(totals[y][0]), "")
		is(t, v1, fmt.Sprint(y), "with", int64(totals[y][1]), "")
	}
	for y, n := range detections {
		is(t, d.table("V3Y", "2018"), fmt.Sprint(y), "", n, "")
	}
	all := d.table("V2", "1990..2012")
	if all.Total.Value != 344770 {
		t.Errorf("1990-04 to 2012-12: %d", all.Total.Value)
	}
	for y, share := range map[string]string{"2004": "1.2", "2005": "0.4"} {
		x := d.ask(stats.Query{Inline: &stats.Definition{ID: "x", Version: 1, Measure: stats.Reports, Date: stats.ByReceived, Group: "virus", Rows: stats.Axis{Dimension: "damaged"}, Denominator: "reports", Decimals: 1}}, y)
		if c := at(t, x, "with", ""); c.Share != share {
			t.Errorf("infected %s: %+v, published %s %%", y, c, share)
		}
	}
	series := d.table("V1", "2019")
	is(t, series, "2018", "", 2, "")
	is(t, series, "2019", "", 3, "")
	if len(series.Breaks) != 1 || series.Breaks[0].After != "2018" || series.Breaks[0].Axis != "rows" {
		t.Errorf("the series says no break after 2018: %+v", series.Breaks)
	}
	if !series.Total.None || !series.ColumnTotal[0].None || series.RowTotals[0].None {
		t.Errorf("a total was made across the rules: %+v %+v", series.Total, series.ColumnTotal)
	}
	if len(d.table("V1", "2014").Breaks) != 0 || len(d.table("A1Y", "2019").Breaks) != 0 {
		t.Error("a break where nothing changed")
	}
}

// TestRounding holds the arithmetic of domain.md §2.4: one decimal, half up.
func TestRounding(t *testing.T) {
	for _, c := range []struct {
		old, new int64
		want     string
	}{{259, 449, "+73.4"}, {449, 878, "+95.5"}, {878, 560, "-36.2"}, {979439, 1322725, "+35.0"}, {1322725, 1041775, "-21.2"}, {75, 105, "+40.0"}, {0, 5, ""}, {5, 5, "0.0"}, {2000, 2001, "+0.1"}} {
		if got := stats.Change(c.old, c.new, 1); got != c.want {
			t.Errorf("%d to %d: %s, published %s", c.old, c.new, got, c.want)
		}
	}
	for _, c := range []struct {
		v, n int64
		d    int
		want string
	}{{15, 60, 1, "25.0"}, {1, 2000, 1, "0.1"}, {1, 2001, 1, "0.0"}, {1, 8, 2, "12.50"}, {1, 200, 0, "1"}, {3, 3, 1, "100.0"}, {1, 0, 1, ""}} {
		if got := stats.Percent(c.v, c.n, c.d); got != c.want {
			t.Errorf("%d of %d: %s, not %s", c.v, c.n, got, c.want)
		}
	}
}
