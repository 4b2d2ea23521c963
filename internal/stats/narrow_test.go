package stats

import (
	"fmt"
	"strings"
	"testing"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// narrow draws a table for a telephone and holds that nothing in it is smaller than on the wide picture, cut or beyond its edges.
func narrow(t *testing.T, table *Table) (Picture, string) {
	t.Helper()
	p, fits := DrawNarrow(table, incident.JA, words(t))
	if !fits {
		t.Fatal("it is not drawn")
	}
	if p.Width > 330 || p.Description != Draw(table, incident.JA, words(t)).Description {
		t.Errorf("%v wide, described as %q", p.Width, p.Description)
	}
	var said strings.Builder
	for _, m := range p.Marks {
		right := m.X + m.W
		if m.Kind == TextMark {
			said.WriteString(m.Text)
			if m.Size < chartSmall || strings.HasSuffix(m.Text, "…") {
				t.Errorf("%q in letters of %v", m.Text, m.Size)
			}
			switch w := text.Width(m.Text) * m.Size; m.Align {
			case "":
				right = m.X + w
			case "center":
				right = m.X + (m.W+w)/2
			}
		}
		for _, at := range m.Points {
			right = max(right, at[0])
		}
		if m.X < 0 || right > p.Width+2 || m.Y > p.Height {
			t.Errorf("%s %q reaches to %.1f of %.1f, at %.1f of %.1f", m.Kind, m.Text, right, p.Width, m.Y, p.Height)
		}
	}
	return p, said.String()
}

// bars counts the bars of this height.
func bars(p Picture, height float64) (n int) {
	for _, m := range p.Marks {
		if m.Kind == RectMark && m.H == height {
			n++
		}
	}
	return n
}

// TestNarrowBars: the names of classes stand whole above their bars, which begin at zero and take the whole width.
func TestNarrowBars(t *testing.T) {
	p, said := narrow(t, table(5, 2, func(i, j int) Cell { return Cell{Value: int64((i + 1) * (j + 1) * 1000)} }))
	if bars(p, 14) != 10 || !strings.Contains(said, strings.Repeat("とても長い名前", 4)+"4") || !strings.Contains(said, "10,000") {
		t.Errorf("%d bars, which say %q", bars(p, 14), said)
	}
	for _, m := range p.Marks {
		if m.H == 14 && m.X == 0 && (m.W < 21.9 || m.W > 110.1) {
			t.Errorf("a first part is %.1f long", m.W)
		}
	}
	broken := table(3, 1, func(int, int) Cell { return Cell{Value: 7} })
	broken.Breaks = []Break{{Axis: "rows", After: "0", Text: incident.Text{JA: "2019年から、一つの届出に書かれた複数の被害をそれぞれ一件として数えるように数え方が変わりました。"}}}
	if _, said := narrow(t, broken); !strings.Contains(said, "数え方が変わりました。") {
		t.Errorf("the break is not said whole: %q", said)
	}
}

// TestNarrowTime: twelve months stand, years with larger numbers lie, and many months are a line whose break is said below.
func TestNarrowTime(t *testing.T) {
	months := table(12, 2, func(i, j int) Cell { return Cell{Value: int64(10 * (i + 1))} })
	months.Rows.Dimension = "month"
	for i := range months.Rows.Cells {
		months.Rows.Cells[i].Label.JA = fmt.Sprintf("%d月", i+1)
	}
	if p, said := narrow(t, months); bars(p, 14) > 0 || !strings.Contains(said, "12月") {
		t.Errorf("the months lie: %q", said)
	}
	years := table(15, 1, func(i, _ int) Cell { return Cell{Value: int64(12345 + i)} })
	years.Rows.Dimension = "year"
	if p, said := narrow(t, years); bars(p, 14) != 15 || !strings.Contains(said, "12,359") {
		t.Errorf("%d years lie: %q", bars(p, 14), said)
	}
	long := table(360, 1, func(i, _ int) Cell { return Cell{Value: int64(i)} })
	long.Rows.Dimension = "month"
	for i := range long.Rows.Cells {
		long.Rows.Cells[i].Label.JA = "1月"
	}
	long.Breaks = []Break{{Axis: "rows", After: "99", Text: incident.Text{JA: "ここで数え方が変わりました。"}}}
	if _, said := narrow(t, long); strings.Count(said, "ここで数え方が変わりました。") != 1 {
		t.Errorf("the break of a line: %q", said)
	}
}

// TestNarrowHeat: nine columns are drawn with every number and head; where a number has no room, the wide picture remains.
func TestNarrowHeat(t *testing.T) {
	nine := table(12, 9, func(i, j int) Cell { return Cell{Value: int64(i * j)} })
	for j := range nine.Columns.Cells {
		nine.Columns.Cells[j].Label.JA = fmt.Sprintf("ながい名前の業種%d", j)
	}
	if _, said := narrow(t, nine); !strings.Contains(said, "88") || !strings.Contains(strings.ReplaceAll(said, " ", ""), "ながい名前の業種8") {
		t.Errorf("it says %q", said)
	}
	for name, x := range map[string]*Table{
		"47 columns":    table(3, 47, func(i, j int) Cell { return Cell{Value: 1} }),
		"large numbers": table(3, 9, func(i, j int) Cell { return Cell{Value: 123456} }),
	} {
		if _, fits := DrawNarrow(x, incident.JA, words(t)); fits || NarrowChart(x, incident.JA, words(t)) != nil {
			t.Errorf("%s are drawn", name)
		}
	}
	for _, n := range []int{0, 1} {
		narrow(t, table(n, 4, func(int, int) Cell { return Cell{} }))
	}
}
