package form

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/xuri/excelize/v2"

	"todoke/internal/incident"
)

//go:embed xlsx.toml
var sheetFile string

// sheetWords is xlsx.toml: what workbooks and lists say, and the names other people's lists use.
type sheetWords struct {
	Words      map[string]incident.Text
	States     map[string]incident.Text
	Spellings  map[string][]string
	Aliases    map[string][]string
	Detections map[string][]string
}

var sheets = sync.OnceValue(func() sheetWords {
	var w sheetWords
	if _, err := toml.Decode(sheetFile, &w); err != nil {
		panic("xlsx.toml: " + err.Error()) // ships with the program and is read by every test
	}
	return w
})

func word(name string, lang incident.Lang) string { return pick(sheets().Words[name], lang) }

func pick(t incident.Text, lang incident.Lang) string {
	if lang == incident.EN {
		return t.EN
	}
	return t.JA
}

// Columns of an item sheet.
const (
	colItem = iota
	colAnswer
	colSure
	colWords
	colHelp
	colID
)

const (
	tick      = "■"
	untick    = "□"
	cellRunes = 16_000 // Excel takes 32,767 UTF-16 units a cell
)

// Workbook writes the empty form as an Excel workbook: a start sheet, one sheet an item group, a list (one report a row), a list of detections and
// the hidden options behind the drop-downs. No macros; the same form gives the same bytes.
func (f *Form) Workbook(lang incident.Lang) ([]byte, error) { return f.FilledWorkbook(lang) }

// FilledWorkbook writes answers into the workbook: those of one report on its item sheets, those of several as rows of its list.
func (f *Form) FilledWorkbook(lang incident.Lang, answers ...[]incident.Answer) ([]byte, error) {
	w := &bookWriter{f: f, lang: lang, x: excelize.NewFile(), options: map[string]string{}}
	defer w.x.Close()
	b, err := w.write(answers)
	if err != nil {
		return nil, fmt.Errorf("workbook of %s: %w", f.ID, err)
	}
	return b, nil
}

type bookWriter struct {
	f       *Form
	lang    incident.Lang
	x       *excelize.File
	options map[string]string // question → where its options stand
	title   int
	head    int
	cell    int
	small   int
	err     error
}

func (w *bookWriter) try(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *bookWriter) set(sheet string, col, row int, s string) {
	if s == "" || w.err != nil {
		return
	}
	at, err := excelize.CoordinatesToCellName(col+1, row)
	w.try(err)
	w.try(w.x.SetCellStr(sheet, at, escaped.ReplaceAllString(s, "_x005F_$1")))
}

// escaped is how Excel writes a character by its number; typed by somebody, it is to stay as typed.
var escaped = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

func (w *bookWriter) style(sheet string, from, to string, id int) {
	w.try(w.x.SetCellStyle(sheet, from, to, id))
}

func (w *bookWriter) write(answers [][]incident.Answer) ([]byte, error) {
	w.styles()
	start := w.sheet("start")
	w.try(w.x.SetSheetName("Sheet1", start))
	w.set(start, 0, 1, pick(w.f.Title, w.lang))
	for i := range 4 {
		w.set(start, 0, 3+i, word(fmt.Sprintf("lead%d", i+1), w.lang))
	}
	w.set(start, 0, 8, formMark+w.f.ID+"@"+fmt.Sprint(w.f.Version)+" "+string(w.lang))
	w.style(start, "A1", "A1", w.title)
	w.style(start, "A3", "A6", w.cell)
	w.style(start, "A8", "A8", w.small)
	w.try(w.x.SetColWidth(start, "A", "A", 90))
	w.optionsSheet()
	var single fieldSet
	if len(answers) == 1 {
		single = fieldSet(w.f.Values(answers[0]))
	}
	for i := range w.f.Steps {
		w.step(w.stepSheet(i), &w.f.Steps[i], single)
	}
	var list [][]incident.Answer
	if len(answers) > 1 {
		list = answers
	}
	w.list(list)
	w.detections()
	w.try(w.x.SetSheetVisible(w.sheet("options"), false))
	w.try(w.x.SetDocProps(&excelize.DocProperties{Title: pick(w.f.Title, w.lang), Creator: "Todoke", Created: "2020-01-01T00:00:00Z", Modified: "2020-01-01T00:00:00Z"}))
	if w.err != nil {
		return nil, w.err
	}
	b, err := w.x.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return plainZip(b.Bytes())
}

// formMark begins the line of the start sheet that names the form.
const formMark = "todoke-form: "

// fieldSet is a set of fields as of a page; a nil one is an empty form.
type fieldSet map[string][]string

func (u fieldSet) one(field string) string {
	if len(u[field]) == 0 {
		return ""
	}
	return u[field][0]
}

func (w *bookWriter) sheet(name string) string { return word(name, w.lang) }

// stepSheet names the sheet of a step: its number and title, without what Excel refuses in a name.
func (w *bookWriter) stepSheet(i int) string {
	title := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return '・'
		}
		return r
	}, pick(w.f.Steps[i].Title, w.lang))
	name := []rune(fmt.Sprintf("%d %s", i+1, title))
	return string(name[:min(len(name), 31)])
}

func (w *bookWriter) styles() {
	font := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: "游ゴシック", Size: size, Bold: bold}
	}
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	border := []excelize.Border{{Type: "bottom", Color: "C8C8C8", Style: 1}}
	make := func(s *excelize.Style) int {
		id, err := w.x.NewStyle(s)
		w.try(err)
		return id
	}
	text := 49 // "@": what is typed stays as typed
	w.title = make(&excelize.Style{Font: font(16, true)})
	w.head = make(&excelize.Style{Font: font(11, true), Alignment: wrap, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8F1FE"}}, Border: border})
	w.cell = make(&excelize.Style{Font: font(11, false), Alignment: wrap, NumFmt: text, Border: border})
	w.small = make(&excelize.Style{Font: &excelize.Font{Family: "游ゴシック", Size: 9, Color: "626264"}, Alignment: wrap, Border: border})
}

// optionsSheet writes the labels behind the drop-downs, a column a question.
func (w *bookWriter) optionsSheet() {
	name := w.sheet("options")
	_, err := w.x.NewSheet(name)
	w.try(err)
	col := 0
	put := func(id string, labels []string) {
		w.set(name, col, 1, id)
		for i, l := range labels {
			w.set(name, col, 2+i, l)
		}
		letter, err := excelize.ColumnNumberToName(col + 1)
		w.try(err)
		w.options[id] = fmt.Sprintf("'%s'!$%s$2:$%s$%d", name, letter, letter, len(labels)+1)
		col++
	}
	put("", []string{tick, untick})
	var states []string
	for _, s := range stateOrder {
		states = append(states, pick(sheets().States[string(s)], w.lang))
	}
	put(".state", states)
	for i := range w.f.Steps {
		for _, q := range w.f.Steps[i].Questions {
			if q.Kind == Single {
				var labels []string
				for _, o := range q.Options {
					labels = append(labels, pick(o.Label, w.lang))
				}
				put(q.ID, labels)
			}
		}
	}
}

var stateOrder = []incident.Known{incident.KnownYes, incident.Estimated, incident.UnknownAnswer, incident.NotApplicable}

// drop gives a cell the drop-down of some options.
func (w *bookWriter) drop(sheet, cells, options string) {
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(cells)
	dv.SetSqrefDropList(w.options[options])
	dv.ShowErrorMessage = false // what is typed beside the list is read all the same
	w.try(w.x.AddDataValidation(sheet, dv))
}

// step writes one item group: a row a question, and under a question of several options a row an option.
func (w *bookWriter) step(name string, s *Step, v fieldSet) {
	_, err := w.x.NewSheet(name)
	w.try(err)
	w.set(name, 0, 1, pick(s.Title, w.lang))
	w.style(name, "A1", "A1", w.title)
	w.set(name, 0, 2, pick(s.Lead, w.lang))
	for i, h := range []string{"item", "answer", "sure", "words", "help", "id"} {
		w.set(name, i, 3, word(h, w.lang))
	}
	w.style(name, "A3", "F3", w.head)
	row := 4
	for i := range s.Questions {
		if q := &s.Questions[i]; q.Kind != Files {
			row = w.question(name, row, q, v)
		}
	}
	for col, width := range map[string]float64{"A": 38, "B": 50, "C": 12, "D": 30, "E": 60} {
		w.try(w.x.SetColWidth(name, col, col, width))
	}
	w.try(w.x.SetColVisible(name, "F", false))
	w.try(w.x.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 3, TopLeftCell: "A4", ActivePane: "bottomLeft"}))
	w.onePageWide(name)
}

// onePageWide prints a sheet on A4 across, all its columns on one page.
func (w *bookWriter) onePageWide(name string) {
	w.try(w.x.SetPageLayout(name, &excelize.PageLayoutOptions{Size: ref(9), Orientation: ref("landscape"), FitToWidth: ref(1), FitToHeight: ref(0)}))
	w.try(w.x.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: ref(true)})) // without it the fitting is ignored
}

func ref[T any](x T) *T { return &x }

func (w *bookWriter) question(sheet string, row int, q *Question, v fieldSet) int {
	at := func(col string) string { return fmt.Sprintf("%s%d", col, row) }
	w.set(sheet, colItem, row, strings.TrimSpace(q.Item+" "+pick(q.Label, w.lang)))
	w.set(sheet, colHelp, row, pick(q.Help, w.lang))
	w.set(sheet, colID, row, q.ID)
	if s := v.one(q.stateField); s != "" || literalNeeded(v.one(q.ID), q) {
		if s == "" {
			s = string(incident.KnownYes)
		}
		w.set(sheet, colSure, row, pick(sheets().States[s], w.lang))
	}
	w.style(sheet, at("A"), at("A"), w.head)
	w.style(sheet, at("B"), at("D"), w.cell)
	w.style(sheet, at("E"), at("E"), w.small)
	w.drop(sheet, at("C"), ".state")
	if rowsOfOptions(q) {
		return w.optionRows(sheet, row+1, q, v)
	}
	s := v.one(q.ID)
	if q.Kind == Single {
		w.drop(sheet, at("B"), q.ID)
		if o := q.Option(s); o != nil {
			s = pick(o.Label, w.lang)
		}
	}
	for n, part := range pieces(s) {
		if n > 0 {
			row++
			w.set(sheet, colItem, row, word("more", w.lang))
			w.set(sheet, colID, row, q.ID)
			w.style(sheet, at("B"), at("B"), w.cell)
		}
		w.set(sheet, colAnswer, row, part)
	}
	return row + 1
}

// rowsOfOptions tells whether a question takes a row an option: several may be ticked, or words stand beside one.
func rowsOfOptions(q *Question) bool {
	return q.Kind == Multi || slices.ContainsFunc(q.Options, func(o Option) bool { return o.Other })
}

func (w *bookWriter) optionRows(sheet string, row int, q *Question, v fieldSet) int {
	group := ""
	for i := range q.Options {
		o := &q.Options[i]
		if o.Group != group {
			group = o.Group
			for _, g := range q.Groups {
				if g.ID == group {
					w.set(sheet, colItem, row, "【"+pick(g.Label, w.lang)+"】")
					row++
				}
			}
		}
		w.set(sheet, colItem, row, "　"+pick(o.Label, w.lang))
		w.set(sheet, colID, row, q.ID+"."+o.Code)
		mark := ""
		if slices.Contains(v[q.ID], o.Code) {
			mark = tick
		}
		w.set(sheet, colAnswer, row, mark)
		if o.otherField != "" {
			w.set(sheet, colWords, row, v.one(o.otherField))
		}
		w.style(sheet, fmt.Sprintf("A%d", row), fmt.Sprintf("D%d", row), w.cell)
		w.drop(sheet, fmt.Sprintf("B%d", row), "")
		row++
	}
	return row
}

// pieces cuts a text that is longer than a cell; there is always a first piece.
func pieces(s string) []string {
	r := []rune(s)
	out := []string{string(r[:min(len(r), cellRunes)])}
	for len(r) > cellRunes {
		r = r[cellRunes:]
		out = append(out, string(r[:min(len(r), cellRunes)]))
	}
	return out
}

// list writes the sheet where one row is one report.
func (w *bookWriter) list(answers [][]incident.Answer) {
	name := w.sheet("list")
	_, err := w.x.NewSheet(name)
	w.try(err)
	t := w.f.table(w.lang, answers)
	for i, line := range t {
		for j, s := range line {
			if len([]rune(s)) > cellRunes*2 {
				w.try(incident.Errorf(incident.TooLarge, "error.too_long", cellRunes*2, len([]rune(s))))
			}
			w.set(name, j, i+1, s)
		}
	}
	last, err := excelize.ColumnNumberToName(max(len(t[0]), 1))
	w.try(err)
	w.style(name, "A1", last+"1", w.head)
	w.style(name, "A2", last+"2", w.small)
	w.try(w.x.SetColWidth(name, "A", last, 24))
	text, err := w.x.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	w.try(err)
	w.style(name, "A3", fmt.Sprintf("%s%d", last, 200+len(t)), text)
	for i, c := range w.f.columns() {
		if c.q.Kind == Single {
			letter, err := excelize.ColumnNumberToName(i + 1)
			w.try(err)
			w.drop(name, fmt.Sprintf("%s3:%s2000", letter, letter), c.q.ID)
		}
	}
	w.try(w.x.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}))
}

// detections writes the sheet of detected names over a period, where the form asks for viruses.
func (w *bookWriter) detections() {
	if w.f.questions[DetectionsQuestion] == nil {
		return
	}
	name := w.sheet("found")
	_, err := w.x.NewSheet(name)
	w.try(err)
	for i, h := range []string{"name", "from", "to", "count"} {
		w.set(name, i, 1, word(h, w.lang))
	}
	w.style(name, "A1", "D1", w.head)
	w.style(name, "A2", "D200", w.cell)
	w.try(w.x.SetColWidth(name, "A", "A", 44))
	w.try(w.x.SetColWidth(name, "B", "D", 16))
	w.onePageWide(name)
}

// plainZip writes a zip again with its parts in order and without times, so that the same workbook has the same bytes.
func plainZip(b []byte) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	files := slices.Clone(r.File)
	slices.SortFunc(files, func(a, b *zip.File) int { // the list of types comes first, as readers expect
		if first := "[Content_Types].xml"; a.Name == first || b.Name == first {
			return strings.Compare(map[bool]string{true: "0", false: "1"}[a.Name == first], map[bool]string{true: "0", false: "1"}[b.Name == first])
		}
		return strings.Compare(a.Name, b.Name)
	})
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, file := range files {
		in, err := file.Open()
		if err != nil {
			return nil, err
		}
		to, err := w.CreateHeader(&zip.FileHeader{Name: file.Name, Method: zip.Deflate, Modified: time.Time{}})
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(to, in); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
