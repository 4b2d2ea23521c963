package stats

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"todoke/internal/incident"
)

// TestWorkbook: one sheet a table, totals that reckon themselves to the number beside them, totals that are no sums as numbers, nothing withheld told.
func TestWorkbook(t *testing.T) {
	a := table(3, 2, func(i, j int) Cell { return Cell{Value: int64(10*i + j)} })
	a.RowTotals, a.ColumnTotal, a.Total = []Cell{{Value: 1}, {Value: 21}, {Value: 41}}, []Cell{{Value: 30}, {Value: 33}}, Cell{Value: 63}
	b := table(2, 1, func(i, _ int) Cell { return Cell{Value: int64(7 + i), Share: "50.0"} })
	b.Definition, b.MultiValued, b.ColumnTotal, b.Total = "A3", true, []Cell{{Value: 9}}, Cell{Value: 9} // fewer reports than items
	b.Cells[1][0] = Cell{Suppressed: true}
	book := Book{Title: "届出状況", Desk: "架空機構", Mark: "実演・架空"}
	body, err := Workbook([]*Table{a, b}, book, incident.JA, words(t))
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Workbook([]*Table{a, b}, book, incident.JA, words(t)); !bytes.Equal(again, body) {
		t.Error("the same tables gave other bytes")
	}
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), " "); got != "目次 V1 A3" {
		t.Errorf("sheets %s", got)
	}
	formulas := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(rows[0][0], "実演・架空") {
			t.Errorf("sheet %s is not marked", sheet)
		}
		for r := range rows {
			for c := range rows[r] {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				formula, err := f.GetCellFormula(sheet, cell)
				if err != nil || formula == "" {
					continue
				}
				formulas++
				live, err := f.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
				if err != nil || live != rows[r][c] {
					t.Errorf("%s!%s %s reckons %s, beside it stands %s (%v)", sheet, cell, formula, live, rows[r][c], err)
				}
			}
		}
	}
	if formulas != 3+2+1 {
		t.Errorf("%d formulas", formulas)
	}
	if v, _ := f.GetCellValue("A3", "B6"); v != "9" {
		t.Errorf("a total that is no sum is %q", v)
	}
	if v, _ := f.GetCellValue("A3", "B5"); v != "×" {
		t.Errorf("a withheld number is %q", v)
	}
}
