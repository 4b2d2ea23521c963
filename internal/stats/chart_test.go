package stats

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

func drawn(t *testing.T, table *Table) string {
	t.Helper()
	c := words(t)
	out := Chart(table, incident.JA, c)
	if !bytes.Equal(out, Chart(table, incident.JA, c)) {
		t.Error("the same table came out with other bytes")
	}
	for d := xml.NewDecoder(bytes.NewReader(out)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("not well formed: %v", err)
		}
	}
	s := string(out)
	for _, want := range []string{`role="img"`, "<title ", "<desc ", "発生率ではない", "n", "単位："} {
		if !strings.Contains(s, want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if strings.Contains(s, "style=") || strings.Contains(s, "<script") {
		t.Error("it holds what a strict page refuses")
	}
	return s
}

// table has rows × columns with the value the function gives.
func table(rows, columns int, value func(i, j int) Cell) *Table {
	out := &Table{Definition: "V1", Title: incident.Text{JA: "ウイルス届出 <年別>"}, Unit: incident.Text{JA: "件"}, From: "2019-01-01", To: "2020-12-31", N: 708}
	for j := range columns {
		out.Columns.Cells = append(out.Columns.Cells, HeaderCell{Code: fmt.Sprint(j), Label: incident.Text{JA: fmt.Sprintf("列%d", j)}})
	}
	for i := range rows {
		out.Rows.Cells = append(out.Rows.Cells, HeaderCell{Code: fmt.Sprint(i), Label: incident.Text{JA: strings.Repeat("とても長い名前", i%5) + fmt.Sprint(i)}})
		var line []Cell
		for j := range columns {
			line = append(line, value(i, j))
		}
		out.Cells = append(out.Cells, line)
	}
	return out
}

// TestChartFromZero: bars are as long as their numbers, from zero on, and every number stands in the description.
func TestChartFromZero(t *testing.T) {
	s := drawn(t, table(3, 2, func(i, j int) Cell { return Cell{Value: int64((i + 1) * (j + 1) * 100)} }))
	var widths []float64
	for _, m := range regexp.MustCompile(`width="([0-9.]+)" height="16.0"`).FindAllStringSubmatch(s, -1) {
		w, _ := strconv.ParseFloat(m[1], 64)
		widths = append(widths, w)
	}
	if len(widths) != 6 {
		t.Fatalf("%d bars", len(widths))
	}
	for i, want := range []float64{1, 2, 2, 4, 3, 6} {
		if got := widths[i] / widths[0]; got < want*0.98 || got > want*1.02 {
			t.Errorf("bar %d is %.2f times the first, not %v", i, got, want)
		}
	}
	if !strings.Contains(s, "列0 300, 列1 600") {
		t.Error("a number is not described")
	}
}

// TestChartAnyTable: empty, one value, many rows, many columns, withheld numbers and a break are all drawn.
func TestChartAnyTable(t *testing.T) {
	one := func(int, int) Cell { return Cell{Value: 1234567} }
	drawn(t, table(0, 1, one))
	drawn(t, table(3, 0, one))
	none := table(12, 0, one)
	none.Rows.Dimension = "month"
	drawn(t, none)
	if s := drawn(t, table(1, 1, one)); !strings.Contains(s, "1,234,567") {
		t.Error("thousands are not parted")
	}
	if s := drawn(t, table(10_000, 1, one)); !strings.Contains(s, "ほか9920行") || len(s) > 100_000 {
		t.Errorf("%d bytes for 10,000 rows", len(s))
	}
	many := table(12, 9, func(i, j int) Cell { return Cell{Value: int64(i * j), Suppressed: i == 3 && j == 3} })
	many.Suppressed = true
	if s := drawn(t, many); !strings.Contains(s, "×") || !strings.Contains(s, "伏せた") || strings.Contains(s, ">9<") && strings.Count(s, ">9<") > 2 {
		t.Error("a withheld number is not drawn as such")
	}
	broken := table(2, 1, one)
	broken.Breaks = []Break{{Axis: "rows", After: "0", Text: incident.Text{JA: "2019年から数え方が変わりました。"}}}
	if s := drawn(t, broken); !strings.Contains(s, "数え方が変わりました") || !strings.Contains(s, "stroke-dasharray") {
		t.Error("the break is not drawn")
	}
}

// TestChartTime: months and years run from left to right as standing bars, stacked from zero; many of them as a line that no break is drawn across.
func TestChartTime(t *testing.T) {
	bars := table(12, 2, func(i, j int) Cell { return Cell{Value: int64(10 * (i + 1))} })
	bars.Rows.Dimension = "month"
	p := Draw(bars, incident.JA, words(t))
	var highs []float64
	for _, m := range p.Marks {
		if m.Kind == RectMark && m.H != 12 { // 12 is the legend's
			highs = append(highs, m.H)
		}
	}
	if len(highs) != 24 || highs[22] < highs[0]*11.9 || highs[22] > highs[0]*12.1 {
		t.Errorf("%d bars, heights %v", len(highs), highs)
	}
	long := table(360, 1, func(i, _ int) Cell { return Cell{Value: int64(i)} })
	long.Rows.Dimension = "month"
	long.Breaks = []Break{{Axis: "rows", After: "99", Text: incident.Text{JA: "ここで変わった"}}}
	lines, said := 0, false
	for _, m := range Draw(long, incident.JA, words(t)).Marks {
		if m.Look == LookTrend {
			lines++
			if n := len(m.Points); n != 100 && n != 260 {
				t.Errorf("a line of %d points", n)
			}
		}
		said = said || strings.Contains(m.Text, "ここで変わった")
	}
	if lines != 2 || !said {
		t.Errorf("%d lines beside one break, named %t", lines, said)
	}
	ten := table(10_000, 1, func(i, _ int) Cell { return Cell{Value: 1} })
	ten.Rows.Dimension = "month"
	if s := drawn(t, ten); len(s) > 100_000 || !strings.Contains(s, "ほか9520行") {
		t.Errorf("%d bytes for 10,000 months", len(s))
	}
}

// TestChartNarrow: heads that have no room beside each other are numbered and named below.
func TestChartNarrow(t *testing.T) {
	wide := table(3, 47, func(i, j int) Cell { return Cell{Value: int64(j)} })
	for j := range wide.Columns.Cells {
		wide.Columns.Cells[j].Label = incident.Text{JA: fmt.Sprintf("ながい県%d", j)}
	}
	if s := drawn(t, wide); !strings.Contains(s, "47 ながい県46") {
		t.Error("a numbered head is not named")
	}
}

func words(t *testing.T) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}
