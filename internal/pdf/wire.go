package pdf

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The wire is what engine/edition.typ reads: texts are cut into runs here, so that the template holds no parsing.

type run struct {
	Kind string `json:"k,omitempty"` // "" text, keep, break, link, note, again
	Text string `json:"t,omitempty"`
	ID   string `json:"id,omitempty"`
	Runs []run  `json:"runs,omitempty"`
}

type wireDocument struct {
	Lang        string        `json:"lang"`
	Property    string        `json:"property"`
	Series      string        `json:"series"`
	Title       string        `json:"title"`
	Subtitle    string        `json:"subtitle"`
	Desk        string        `json:"desk"`
	Demo        bool          `json:"demo"`
	Print       bool          `json:"print"`
	HasFigures  bool          `json:"hasFigures"`
	HasTables   bool          `json:"hasTables"`
	DemoLabel   string        `json:"demoLabel"`
	DemoNote    string        `json:"demoNote"`
	Date        string        `json:"date"`
	Year        int           `json:"year"`
	Month       int           `json:"month"`
	Day         int           `json:"day"`
	Description string        `json:"description"`
	Keywords    []string      `json:"keywords"`
	Words       Words         `json:"words"`
	Sections    []wireSection `json:"sections"`
}

type wireSection struct {
	ID     string      `json:"id"`
	Number string      `json:"number"`
	Title  string      `json:"title"`
	Level  int         `json:"level"`
	Break  bool        `json:"breakBefore"`
	Blocks []wireBlock `json:"blocks"`
}

type wireBlock struct {
	Kind       Kind           `json:"kind"`
	Break      bool           `json:"breakBefore"`
	Title      string         `json:"title"`
	Runs       []run          `json:"runs"`
	Items      [][]run        `json:"items"`
	Blocks     []wireBlock    `json:"blocks"`
	Categories []wireCategory `json:"categories"`
	Table      *wireTable     `json:"table"`
	Grid       *wireGrid      `json:"grid"`
	Figure     *wireFigure    `json:"figure"`
}

type wireTable struct {
	Number     string         `json:"number"`
	Caption    []run          `json:"caption"`
	Categories []wireCategory `json:"categories"`
}

type wireGrid struct {
	Number  string        `json:"number"`
	Caption []run         `json:"caption"`
	Heads   []string      `json:"heads"`
	Rows    []wireGridRow `json:"rows"`
	Notes   [][]run       `json:"notes"`
}

type wireGridRow struct {
	Cells []string `json:"cells"`
	Total bool     `json:"total"`
}

type wireCategory struct {
	Label     string    `json:"label"`
	Count     int       `json:"count"`
	CountText string    `json:"countText"`
	Rows      []wireRow `json:"rows"`
}

type wireRow struct {
	No     string      `json:"no"`
	Date   string      `json:"date"`
	Blocks []wireBlock `json:"blocks"`
	Note   []run       `json:"note"`
	See    string      `json:"see"`
	Length int         `json:"length"` // characters: rows too short to fill a page are not measured
}

type wireFigure struct {
	Number  string      `json:"number"`
	Caption []run       `json:"caption"`
	Alt     string      `json:"alt"`
	Width   float64     `json:"width"`
	Height  float64     `json:"height"`
	Shapes  []wireShape `json:"shapes"`
	Float   bool        `json:"float"`
}

type wireShape struct {
	Shape
	Runs []run `json:"runs"`
}

// encoder remembers which footnotes the text has mentioned already.
type encoder struct {
	notes map[string]string
	seen  map[string]bool
	cases string
}

func encode(d *Document) (*wireDocument, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	date, err := time.Parse(time.DateOnly, d.Frozen)
	if err != nil {
		return nil, err
	}
	e := encoder{notes: map[string]string{}, seen: map[string]bool{}, cases: d.Words.Cases}
	for _, n := range d.Footnotes {
		e.notes[n.ID] = n.Text
	}
	w := wireDocument{
		Lang: d.Lang, Series: clean(d.Series), Title: clean(d.Title), Subtitle: clean(d.Subtitle), Desk: clean(d.Desk),
		Demo: d.Demo, Print: d.Print, HasFigures: d.has(KindFigure), HasTables: d.has(KindCases) || d.has(KindGrid), DemoLabel: clean(d.DemoLabel), DemoNote: clean(d.DemoNote), Date: clean(d.Date),
		Year: date.Year(), Month: int(date.Month()), Day: date.Day(),
		Description: clean(d.Description), Keywords: append([]string{}, d.Keywords...), Words: d.Words,
	}
	w.Property = strings.TrimSpace(w.Title + " " + w.Subtitle)
	if d.Demo {
		w.Property = fmt.Sprintf("[%s] %s", w.DemoLabel, w.Property)
	}
	for _, s := range d.Sections {
		w.Sections = append(w.Sections, wireSection{
			ID: s.ID, Number: clean(s.Number), Title: clean(s.Title), Level: max(s.Level, 1), Blocks: e.blocks(s.Blocks),
		})
	}
	return &w, nil
}

func (d *Document) has(k Kind) bool {
	return slices.ContainsFunc(d.Sections, func(s Section) bool {
		return slices.ContainsFunc(s.Blocks, func(b Block) bool { return b.Kind == k })
	})
}

func (e *encoder) blocks(list []Block) []wireBlock {
	out := make([]wireBlock, 0, len(list))
	for _, b := range list {
		w := wireBlock{Kind: b.Kind, Title: clean(b.Text), Categories: e.categories(b.Categories)}
		if b.Kind != KindBox {
			w.Runs = e.runs(b.Text)
		}
		for _, item := range b.Items {
			w.Items = append(w.Items, e.runs(item))
		}
		w.Blocks = e.blocks(b.Blocks)
		if t := b.Table; t != nil && b.Kind == KindCases {
			w.Table = &wireTable{Number: t.Number, Caption: e.runs(t.Caption), Categories: e.categories(t.Categories)}
		}
		if g := b.Grid; g != nil && b.Kind == KindGrid {
			w.Grid = e.grid(g)
		}
		if f := b.Figure; f != nil && b.Kind == KindFigure {
			w.Figure = e.figure(f)
		}
		out = append(out, w)
	}
	return out
}

func (e *encoder) grid(g *Grid) *wireGrid {
	w := &wireGrid{Number: g.Number, Caption: e.runs(g.Caption), Heads: cleaned(g.Heads), Rows: []wireGridRow{}, Notes: [][]run{}}
	for _, r := range g.Rows {
		w.Rows = append(w.Rows, wireGridRow{Cells: cleaned(r.Cells), Total: r.Total})
	}
	for _, n := range g.Notes {
		w.Notes = append(w.Notes, e.runs(n))
	}
	return w
}

func cleaned(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = clean(s)
	}
	return out
}

func (e *encoder) categories(list []Category) []wireCategory {
	out := make([]wireCategory, 0, len(list))
	for _, c := range list {
		w := wireCategory{Label: clean(c.Label), Count: c.Count, CountText: strings.ReplaceAll(e.cases, "{n}", strconv.Itoa(c.Count))}
		for _, r := range c.Rows {
			row := wireRow{No: clean(r.No), Date: clean(r.Date), Blocks: e.blocks(r.Blocks), Note: e.runs(r.Note), See: r.See}
			for _, b := range r.Blocks {
				row.Length += len([]rune(b.Text))
				for _, item := range b.Items {
					row.Length += len([]rune(item)) + 40 // a list item fills its last line
				}
			}
			w.Rows = append(w.Rows, row)
		}
		out = append(out, w)
	}
	return out
}

func (e *encoder) figure(f *Figure) *wireFigure {
	w := &wireFigure{Number: f.Number, Alt: clean(f.Alt), Width: f.Width, Height: f.Height, Shapes: []wireShape{}, Float: f.Float}
	for _, s := range f.Shapes {
		if s.Thickness == 0 {
			s.Thickness = 1
		}
		if s.Size == 0 {
			s.Size = 9
		}
		w.Shapes = append(w.Shapes, wireShape{Shape: s, Runs: plainRuns(clean(s.Text))})
	}
	w.Caption = e.runs(f.Caption)
	return w
}

var (
	marker = regexp.MustCompile(`\[\^([0-9A-Za-z_-]+)\]`)
	// What may stand in an address: ASCII only, so that Japanese text right behind it is not swallowed.
	address = regexp.MustCompile(`https?://[0-9A-Za-z\-._~:/?#\[\]@!$&'()*+,;=%]+`)
	// Dates are not broken across lines, nor is a number torn from its counter.
	keep = regexp.MustCompile(`[0-9０-９]+年(?:[0-9０-９]+月(?:[0-9０-９]+日)?)?|[0-9０-９]+月[0-9０-９]+日|[0-9０-９][0-9０-９,.，．]*(?:件|人|台|章|号|種|点|通|回|時|分|日|月|万|億|%|％|か月|ヶ月|カ月)`)
)

// runs cuts a text at footnote markers, addresses, dates and line ends.
func (e *encoder) runs(text string) []run {
	out := []run{}
	text = clean(text)
	at := 0
	for _, m := range marker.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, linkedRuns(text[at:m[0]])...)
		id := text[m[2]:m[3]]
		if e.seen[id] {
			out = append(out, run{Kind: "again", ID: id})
		} else {
			e.seen[id] = true
			out = append(out, run{Kind: "note", ID: id, Runs: linkedRuns(clean(e.notes[id]))})
		}
		at = m[1]
	}
	return append(out, linkedRuns(text[at:])...)
}

func linkedRuns(text string) []run {
	out := []run{}
	at := 0
	for _, m := range address.FindAllStringIndex(text, -1) {
		end := m[0] + len(strings.TrimRight(text[m[0]:m[1]], ".,;:!?)'"))
		out = append(out, plainRuns(text[at:m[0]])...)
		out = append(out, run{Kind: "link", Text: text[m[0]:end]})
		at = end
	}
	return append(out, plainRuns(text[at:])...)
}

func plainRuns(text string) []run {
	out := []run{}
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			out = append(out, run{Kind: "break"})
		}
		at := 0
		for _, m := range keep.FindAllStringIndex(line, -1) {
			out = appendText(out, line[at:m[0]])
			out = append(out, run{Kind: "keep", Text: line[m[0]:m[1]]})
			at = m[1]
		}
		out = appendText(out, line[at:])
	}
	return out
}

func appendText(out []run, text string) []run {
	if text == "" {
		return out
	}
	return append(out, run{Text: text})
}

// clean drops what a reader cannot see (control characters, direction marks, zero-width characters) and turns Kangxi
// radicals, which come out of other PDF files, into the characters they look like. Nothing else is normalised: 﨑 and 髙 stay.
func clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(strings.ToValidUTF8(text, "\uFFFD"))
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteRune(r)
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
		case r >= 0x2E80 && r <= 0x2FDF:
			b.WriteString(norm.NFKC.String(string(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
