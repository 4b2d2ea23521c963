package stats

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"todoke/internal/export"
	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// Book is what a workbook says of itself.
type Book struct {
	Title string
	Desk  string    // creator
	Mark  string    // stands over every sheet and in every running head: the mark of a demonstration
	At    time.Time // of properties and archive entries; the zero time stands for 1980-01-01, the earliest an archive can say
	Texts []string  // sentences on the first sheet of a workbook of several tables
}

// Workbook writes tables as a workbook: of several tables a first sheet lists them, then each has a sheet with its notes. Totals that are sums reckon
// themselves, with the right number beside the formula for readers that do not reckon; a total that is no sum (several values, another rule) is a number.
// The same tables give the same bytes.
func Workbook(tables []*Table, book Book, lang incident.Lang, words *i18n.Catalogue) ([]byte, error) {
	if book.At.IsZero() {
		book.At = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	f := excelize.NewFile()
	defer f.Close()
	w := &workbook{f: f, book: book, lang: lang, words: words}
	if err := w.fill(tables); err != nil {
		return nil, fmt.Errorf("workbook: %w", err)
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("workbook: %w", err)
	}
	out, err := export.Repack(b.Bytes(), book.At)
	if err != nil {
		return nil, fmt.Errorf("workbook: %w", err)
	}
	return out, nil
}

type workbook struct {
	f                  *excelize.File
	book               Book
	lang               incident.Lang
	words              *i18n.Catalogue
	head, bold, number int
	sum                int
}

func (w *workbook) t(key string, args ...any) string { return w.words.T(w.lang, key, args...) }

func (w *workbook) fill(tables []*Table) error {
	stamp := w.book.At.UTC().Format(time.RFC3339)
	title := strings.TrimSpace(w.book.Mark + " " + w.book.Title)
	if err := w.f.SetDocProps(&excelize.DocProperties{Title: title, Creator: w.book.Desk, LastModifiedBy: w.book.Desk, Created: stamp, Modified: stamp, Language: string(w.lang)}); err != nil {
		return err
	}
	if err := w.f.SetAppProps(&excelize.AppProperties{Application: "Todoke"}); err != nil {
		return err
	}
	always := true
	if err := w.f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &always}); err != nil {
		return err
	}
	for _, s := range []struct {
		into  *int
		style excelize.Style
	}{
		{&w.head, excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF6"}}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&w.bold, excelize.Style{Font: &excelize.Font{Bold: true}}},
		{&w.number, excelize.Style{NumFmt: 3}},
		{&w.sum, excelize.Style{NumFmt: 3, Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "top", Color: "767676", Style: 1}}}},
	} {
		var err error
		if *s.into, err = w.f.NewStyle(&s.style); err != nil {
			return err
		}
	}
	names := w.names(tables)
	first := names
	if len(tables) != 1 {
		first = append([]string{w.t("stats.book.contents")}, names...)
	}
	for i, name := range first {
		var err error
		if i == 0 {
			err = w.f.SetSheetName("Sheet1", name)
		} else {
			_, err = w.f.NewSheet(name)
		}
		if err != nil {
			return err
		}
		if w.book.Mark != "" {
			if err := w.f.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddHeader: "&C" + w.book.Mark, OddFooter: "&C&P / &N"}); err != nil {
				return err
			}
		}
	}
	if len(tables) != 1 {
		if err := w.contents(first[0], names, tables); err != nil {
			return err
		}
	}
	for i, t := range tables {
		if err := w.sheet(names[i], t); err != nil {
			return fmt.Errorf("sheet %s: %w", names[i], err)
		}
	}
	return nil
}

// names are the sheets of the tables: their ids, else what a sheet may be called of their titles.
func (w *workbook) names(tables []*Table) []string {
	var out []string
	for i, t := range tables {
		name := t.Definition
		if name == "" {
			name = strings.Map(func(r rune) rune {
				if strings.ContainsRune(`:\/?*[]'`, r) {
					return -1
				}
				return r
			}, t.Title.In(w.lang))
		}
		if r := []rune(name); len(r) > 28 {
			name = string(r[:28])
		}
		if name == "" || slices.Contains(out, name) {
			name += " " + strconv.Itoa(i+1)
		}
		out = append(out, strings.TrimSpace(name))
	}
	return out
}

// contents lists the tables with what each counts.
func (w *workbook) contents(sheet string, names []string, tables []*Table) error {
	s := &writer{w, sheet, 1}
	err := s.row(w.bold, strings.TrimSpace(w.book.Mark+" "+w.book.Title))
	for _, line := range w.book.Texts {
		err = firstErr(err, s.row(0, line))
	}
	s.at++
	err = firstErr(err, s.row(w.head, w.t("stats.book.table"), w.t("stats.book.title"), w.t("stats.book.n"), w.t("stats.book.period"), w.t("stats.book.set")))
	for i, t := range tables {
		var n any = t.N
		if t.Total.None || t.Total.Suppressed {
			n = "–"
		}
		err = firstErr(err, s.row(w.number, names[i], t.Title.In(w.lang), n, t.From+" – "+t.To, t.Freeze))
	}
	if err != nil {
		return err
	}
	return s.width(12, 60, 12, 26, 14)
}

func firstErr(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// writer puts rows into a sheet one below the other.
type writer struct {
	*workbook
	sheet string
	at    int
}

func (s *writer) row(style int, values ...any) error {
	for i, v := range values {
		cell, err := excelize.CoordinatesToCellName(i+1, s.at)
		if err != nil {
			return err
		}
		switch v := v.(type) {
		case sumOf:
			err = firstErr(s.f.SetCellValue(s.sheet, cell, v.value), s.f.SetCellFormula(s.sheet, cell, v.formula))
		case nil:
		default:
			err = s.f.SetCellValue(s.sheet, cell, v)
		}
		if err != nil {
			return err
		}
		if style != 0 {
			if err := s.f.SetCellStyle(s.sheet, cell, cell, style); err != nil {
				return err
			}
		}
	}
	s.at++
	return nil
}

func (s *writer) width(list ...float64) error {
	for i, wide := range list {
		col, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := s.f.SetColWidth(s.sheet, col, col, wide); err != nil {
			return err
		}
	}
	return nil
}

// sumOf is a total that reckons itself, with the number it comes to.
type sumOf struct {
	formula string
	value   int64
}

func (w *workbook) sheet(name string, t *Table) error {
	s := &writer{w, name, 1}
	title := strings.TrimSpace(t.Definition + " " + t.Title.In(w.lang))
	if err := s.row(w.bold, strings.TrimSpace(w.book.Mark+" "+title)); err != nil {
		return err
	}
	s.at++
	if err := s.grid(t); err != nil {
		return err
	}
	s.at++
	for _, note := range t.Below(w.lang) {
		if err := s.row(0, note); err != nil {
			return err
		}
	}
	for _, z := range t.Slices {
		s.at++
		if err := firstErr(s.row(w.bold, z.Head.Label.In(w.lang)), s.grid(z.Table)); err != nil {
			return err
		}
	}
	wide := []float64{36}
	for range (len(t.Columns.Cells) + 1) * 2 {
		wide = append(wide, 13)
	}
	return s.width(wide...)
}

// grid writes heads, rows and totals; shares stand beside their numbers.
func (s *writer) grid(t *Table) error {
	text := lines(t, s.lang, s.words)
	heads := make([]any, len(text[0]))
	for i, h := range text[0] {
		heads[i] = h
	}
	if err := s.row(s.head, heads...); err != nil {
		return err
	}
	step := 1
	if t.shared() {
		step = 2
	}
	top := s.at
	value := func(c Cell) any {
		if c.Suppressed || c.None {
			return map[bool]string{true: "×", false: "–"}[c.Suppressed]
		}
		return c.Value
	}
	add := func(line []any, v any, c Cell) []any {
		line = append(line, v)
		if step == 2 {
			var share any
			if n, err := strconv.ParseFloat(c.Share, 64); err == nil {
				share = n
			}
			line = append(line, share)
		}
		return line
	}
	at := func(column, row int) string {
		name, _ := excelize.CoordinatesToCellName(column, row) // both are counted here, from one
		return name
	}
	cols := len(t.Columns.Cells)
	for r, row := range t.Cells {
		line := []any{t.Rows.Cells[r].Label.In(s.lang)}
		for _, c := range row {
			line = add(line, value(c), c)
		}
		if r < len(t.RowTotals) {
			v := value(t.RowTotals[r])
			if sums(row, t.RowTotals[r]) && cols > 0 {
				v = sumOf{rowSum(at, s.at, step, cols), t.RowTotals[r].Value}
			}
			line = add(line, v, t.RowTotals[r])
		}
		if err := s.row(s.number, line...); err != nil {
			return err
		}
	}
	if len(t.ColumnTotal) == 0 {
		return nil
	}
	line := []any{s.t("stats.total")}
	column := func(list func(r int) Cell, total Cell, col int) any {
		var cells []Cell
		for r := range t.Cells {
			cells = append(cells, list(r))
		}
		if sums(cells, total) && len(cells) > 0 {
			return sumOf{fmt.Sprintf("SUM(%s:%s)", at(col, top), at(col, s.at-1)), total.Value}
		}
		return value(total)
	}
	for c, total := range t.ColumnTotal {
		line = add(line, column(func(r int) Cell { return t.Cells[r][c] }, total, 2+c*step), total)
	}
	if len(t.RowTotals) > 0 {
		line = add(line, column(func(r int) Cell { return t.RowTotals[r] }, t.Total, 2+cols*step), t.Total)
	}
	return s.row(s.sum, line...)
}

// sums tells whether a total is the sum of its cells, all of them told.
func sums(cells []Cell, total Cell) bool {
	if total.None || total.Suppressed || total.N > 0 {
		return false
	}
	n := int64(0)
	for _, c := range cells {
		if c.None || c.Suppressed || c.N > 0 {
			return false
		}
		n += c.Value
	}
	return n == total.Value
}

// rowSum is the sum of every step-th cell of a row from its second on.
func rowSum(at func(column, row int) string, row, step, n int) string {
	const first = 2
	if step == 1 {
		return fmt.Sprintf("SUM(%s:%s)", at(first, row), at(first+n-1, row))
	}
	var list []string
	for i := range n {
		list = append(list, at(first+i*step, row))
	}
	return "SUM(" + strings.Join(list, ",") + ")"
}
