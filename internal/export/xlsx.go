package export

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// workbook is one xlsx file in the making.
type workbook struct {
	f     *excelize.File
	c     *incident.Collection
	words *i18n.Catalogue
	head  int // style of the head row
	wrap  int
	bold  int
}

// CasesXLSX writes cases.xlsx: cases, facts, categories with living totals, and the dictionary. Every sheet begins with the edition's title, marked where it
// is a demonstration; the table starts in row 3. The properties and the entries of the archive bear the freeze and no other date.
func CasesXLSX(c *incident.Collection, words *i18n.Catalogue) ([]byte, error) {
	at, err := frozen(c)
	if err != nil {
		return nil, err
	}
	out, err := book(workbook{c: c, words: words}, at, (*workbook).fill)
	if err != nil {
		return nil, fmt.Errorf("cases.xlsx: %w", err)
	}
	return out, nil
}

// book writes a workbook with these sheets; at is the only date in it.
func book(w workbook, at time.Time, sheets func(*workbook) error) ([]byte, error) {
	w.f = excelize.NewFile()
	defer w.f.Close()
	if err := w.begin(at); err != nil {
		return nil, err
	}
	if err := sheets(&w); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := w.f.WriteTo(&b); err != nil {
		return nil, err
	}
	return Repack(b.Bytes(), at)
}

// begin sets the properties and the styles.
func (w *workbook) begin(at time.Time) error {
	stamp := at.UTC().Format(time.RFC3339)
	if err := w.f.SetDocProps(&excelize.DocProperties{Title: w.title(), Creator: w.c.Desk.JA, LastModifiedBy: w.c.Desk.JA, Subject: marked(w.c, w.c.ID, incident.JA), Created: stamp, Modified: stamp, Language: "ja"}); err != nil {
		return err
	}
	if err := w.f.SetAppProps(&excelize.AppProperties{Application: "Todoke"}); err != nil {
		return err
	}
	always := true
	if err := w.f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &always}); err != nil {
		return err
	}
	var err error
	if w.head, err = w.f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF6"}}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}); err != nil {
		return err
	}
	if w.wrap, err = w.f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}); err != nil {
		return err
	}
	w.bold, err = w.f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	return err
}

func (w *workbook) fill() error {
	for i, s := range dictionaryData().Sheet {
		var err error
		if i == 0 {
			err = w.f.SetSheetName("Sheet1", s.Title.JA)
		} else {
			_, err = w.f.NewSheet(s.Title.JA)
		}
		if err != nil {
			return err
		}
	}
	for _, s := range dictionaryData().Sheet {
		rows, widths := w.rows(s.Key)
		if err := w.sheet(s.Title.JA, s.Key, rows, widths); err != nil {
			return fmt.Errorf("sheet %s: %w", s.Key, err)
		}
	}
	return nil
}

func (w *workbook) title() string { return marked(w.c, w.c.Title.JA, incident.JA) }

func (w *workbook) rows(sheet string) ([][]any, []float64) {
	switch sheet {
	case "cases":
		return w.cases(), []float64{10, 6, 12, 5, 24, 14, 12, 12, 20, 7, 70, 70, 50, 24}
	case "facts":
		return w.facts(), []float64{12, 5, 14, 26, 30, 30, 10, 14, 12, 12, 10, 12, 10}
	case "categories":
		return w.categories(), []float64{16, 44, 44, 10}
	}
	var out [][]any
	for _, row := range dictionaryRows(w.c, w.words) {
		out = append(out, anys(row))
	}
	return out, []float64{10, 14, 28, 28, 28, 9, 14, 50, 50}
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

func (w *workbook) heads(sheet string) []any {
	var out []any
	for _, k := range columnsOf(sheet, w.words) {
		out = append(out, k.Head.JA)
	}
	return out
}

func (w *workbook) cases() [][]any {
	out := [][]any{w.heads("cases")}
	demo := ""
	if l := demoLabel(w.c); l != nil {
		demo = l.JA
	}
	for _, p := range w.c.Cases {
		out = append(out, []any{demo, p.No, p.Number, p.Revision, categoryLabel(w.c, p.Category).JA, p.Category, p.Date, p.Reporter.JA,
			vocabulary().Label("relation", string(p.Relation), incident.JA), p.Reports, p.Summary.JA, p.Summary.EN, factCodes(p.Facts), strings.Join(p.Themes, "; ")})
	}
	return out
}

func (w *workbook) facts() [][]any {
	out := [][]any{w.heads("facts")}
	for _, p := range w.c.Cases {
		for _, f := range p.Facts {
			t := term(string(f.Dimension), f.Code)
			row := []any{p.Number, f.Item, string(f.Dimension), f.Code, t.JA, t.In(incident.EN), string(f.Polarity), string(f.Certainty), string(f.Source), string(f.Status), nil, nil, nil}
			if q := f.Quantity; q != nil {
				row[10], row[11], row[12] = q.Value, q.Unit, string(q.Bound)
			}
			out = append(out, row)
		}
	}
	return out
}

// categories counts by formula over the sheet of cases; the numbers beside the formulas are the edition's own, for readers that do not reckon.
func (w *workbook) categories() [][]any {
	word := map[string]incident.Text{}
	for _, k := range dictionaryData().Word {
		word[k.Key] = k.Head
	}
	cases := dictionaryData().Sheet[0].Title.JA
	out := [][]any{{w.words.T(incident.JA, "publish.csv.category_code"), w.words.T(incident.JA, "publish.csv.category"), w.words.T(incident.JA, "publish.csv.category") + "（英語）", word["count"].JA}}
	last := firstRow + len(w.c.Cases)
	for i, k := range w.c.Categories {
		formula := fmt.Sprintf("COUNTIF('%s'!$F$%d:$F$%d,A%d)", cases, firstRow+1, max(last, firstRow+1), firstRow+1+i)
		out = append(out, []any{k.Code, k.Label.JA, k.Label.EN, excelize.Cell{Formula: formula, Value: k.Count}})
	}
	end := firstRow + len(w.c.Categories)
	out = append(out, []any{"", word["total"].JA, word["total"].EN, excelize.Cell{Formula: fmt.Sprintf("SUM(D%d:D%d)", firstRow+1, end), Value: w.c.Chosen}})
	return append(out, []any{"", word["source"].JA, word["source"].EN, nil})
}

// firstRow is the row of a table's head; above it stand the title and an empty row.
const firstRow = 3

func (w *workbook) sheet(name, key string, rows [][]any, widths []float64) error {
	if l := demoLabel(w.c); l != nil {
		if err := w.f.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddHeader: "&C" + l.JA, OddFooter: "&C&P / &N"}); err != nil {
			return err
		}
	}
	s, err := w.f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, wide := range widths {
		if err := s.SetColWidth(i+1, i+1, wide); err != nil {
			return err
		}
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: firstRow, TopLeftCell: "A" + strconv.Itoa(firstRow+1), ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := s.SetRow("A1", []any{excelize.Cell{StyleID: w.bold, Value: w.title()}}); err != nil {
		return err
	}
	for i, row := range rows {
		style := w.wrap
		if i == 0 {
			style = w.head
		}
		if err := s.SetRow("A"+strconv.Itoa(firstRow+i), styled(row, style)); err != nil {
			return err
		}
	}
	if key != "categories" && len(rows) > 1 {
		end, err := excelize.CoordinatesToCellName(len(rows[0]), firstRow+len(rows)-1)
		if err != nil {
			return err
		}
		if err := s.AddTable(&excelize.Table{Range: "A" + strconv.Itoa(firstRow) + ":" + end, Name: key, StyleName: "TableStyleLight1"}); err != nil {
			return err
		}
	}
	return s.Flush()
}

func styled(row []any, style int) []any {
	out := make([]any, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case excelize.Cell:
			v.StyleID = style
			out[i] = v
		default:
			out[i] = excelize.Cell{StyleID: style, Value: v}
		}
	}
	return out
}

// Repack writes an archive anew: entries in order, each dated at, so that equal content is equal bytes.
func Repack(body []byte, at time.Time) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int {
		if first := "[Content_Types].xml"; a.Name == first || b.Name == first { // readers expect it at the head
			return strings.Compare(boolText(a.Name != first), boolText(b.Name != first))
		}
		return strings.Compare(a.Name, b.Name)
	})
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		w, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: at.UTC()})
		if err != nil {
			return nil, err
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		_, err = io.Copy(w, r)
		r.Close()
		if err != nil {
			return nil, err
		}
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func boolText(b bool) string { return strconv.FormatBool(b) }
