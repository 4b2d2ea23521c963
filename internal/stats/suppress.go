package stats

// withhold takes out of a table what the definition does not let out: cells of fewer reports than K, and every total from which one of them could be
// taken back by subtraction. It is the plain rule: it withholds more than it must, never less.
func withhold(t *Table) {
	if !t.Suppress.On {
		return
	}
	small := func(c Cell) bool {
		return !c.None && (c.Value > 0 && c.Value < int64(t.Suppress.K) || c.N > 0 && c.N < int64(t.Suppress.K))
	}
	hide := func(c *Cell) {
		*c = Cell{Suppressed: true}
		t.HeldBack++
	}
	held := false
	for r := range t.Cells {
		for c := range t.Cells[r] {
			if !small(t.Cells[r][c]) {
				continue
			}
			held = true
			hide(&t.Cells[r][c])
			if r < len(t.RowTotals) {
				hide(&t.RowTotals[r])
			}
			if c < len(t.ColumnTotal) {
				hide(&t.ColumnTotal[c])
			}
		}
	}
	for _, list := range [][]Cell{t.RowTotals, t.ColumnTotal} {
		for i := range list {
			if small(list[i]) {
				held = true
				hide(&list[i])
			}
		}
	}
	for _, s := range t.Slices {
		withhold(s.Table)
		held = held || s.Table.Suppressed
		for r := range s.Table.Cells { // the whole less the other slices would give it back
			for c := range s.Table.Cells[r] {
				if s.Table.Cells[r][c].Suppressed {
					hide(&t.Cells[r][c])
					if r < len(t.RowTotals) {
						hide(&t.RowTotals[r])
					}
					if c < len(t.ColumnTotal) {
						hide(&t.ColumnTotal[c])
					}
				}
			}
		}
	}
	if held {
		hide(&t.Total)
		t.Suppressed, t.N, t.Denominator = true, 0, 0
		for _, list := range append(t.Cells, t.RowTotals, t.ColumnTotal) {
			for i := range list {
				list[i].Share = "" // a share and its number give the denominator
			}
		}
	}
}
