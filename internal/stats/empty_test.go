package stats

import "testing"

func TestEmptyTable(t *testing.T) {
	zeros := func() *Table {
		return &Table{Cells: [][]Cell{{{}, {None: true}}, {{}, {}}}, RowTotals: []Cell{{}, {}}, ColumnTotal: []Cell{{}, {}}}
	}
	if !zeros().Empty() {
		t.Error("nothing but zeros is not called empty")
	}
	for name, change := range map[string]func(*Table){
		"a number": func(t *Table) { t.Cells[1][0].Value = 1 }, "withheld": func(t *Table) { t.Cells[0][0].Suppressed = true },
		"a total": func(t *Table) { t.Total.Value = 1 }, "a withheld total": func(t *Table) { t.RowTotals[1].Suppressed = true }, "a column": func(t *Table) { t.ColumnTotal[0].Value = 3 },
	} {
		x := zeros()
		change(x)
		if x.Empty() {
			t.Errorf("%s: called empty", name)
		}
	}
}
