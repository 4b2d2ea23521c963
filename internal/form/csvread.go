package form

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Limits of a list.
const (
	MaxColumns = 2_000
	MaxRows    = 200_000
)

// ReadCSV reads a list in any charset of Japan, parted by commas, tabs or semicolons: one report a line below a line of names, with what holds for all lines
// above it as a cover. A list of detected names and counts becomes one report. Lines that hold no report come without answers, with the reason in Unread.
// Errors of kind Invalid and TooLarge say why nothing could be read.
func (fs *Forms) ReadCSV(b []byte, today time.Time) ([]Received, error) {
	if some := bytes.Count(b, []byte{0}); some > 0 && some < len(b)/8 { // of UTF-16 there are more, or what is left is not UTF-8
		if rest := bytes.ReplaceAll(b, []byte{0}, nil); utf8.Valid(rest) {
			b = rest
		}
	}
	s, _, sure := text.Decode(b, "")
	rows, err := csvRows(s)
	if err != nil {
		return nil, err
	}
	t := &tableReader{forms: fs, today: today, unsure: !sure}
	out, err := t.read(rows)
	if err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, incident.Errorf(incident.Invalid, "error.list_empty")
	}
	return out, nil
}

// listRow is one row of a sheet or file.
type listRow struct {
	n     int // from 1
	cells []string
}

// csvRows cuts a text into rows. A text that is not CSV to the letter is read with stray quotes kept.
func csvRows(s string) ([]listRow, error) {
	comma := delimiter(s)
	out, err := parseRows(s, comma, false)
	var told *incident.Error
	if err != nil && !errors.As(err, &told) {
		out, err = parseRows(s, comma, true)
	}
	return out, err
}

func parseRows(s string, comma rune, lazy bool) ([]listRow, error) {
	r := csv.NewReader(strings.NewReader(strings.ReplaceAll(s, "\r\n", "\n")))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, lazy
	var out []listRow
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		n, _ := r.FieldPos(0)
		for i := range cells {
			cells[i] = Unguard(cells[i])
		}
		if out, err = addLine(out, n, cells); err != nil {
			return nil, err
		}
	}
}

// addLine appends a row that is not blank, and refuses what is no list any more.
func addLine(out []listRow, n int, cells []string) ([]listRow, error) {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	switch {
	case len(cells) == 0:
		return out, nil
	case len(cells) > MaxColumns:
		return nil, incident.Errorf(incident.TooLarge, "error.list_wide", len(cells), MaxColumns)
	case len(out) == MaxRows:
		return nil, incident.Errorf(incident.TooLarge, "error.list_long", MaxRows)
	}
	return append(out, listRow{n, cells}), nil
}

// delimiter finds what parts the cells: of comma, tab and semicolon the one that stands most often outside quotes in the first lines.
func delimiter(s string) rune {
	counts := map[rune]int{}
	quoted, lines := false, 0
	for _, r := range s {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\n':
			lines++
		case r == ',' || r == '\t' || r == ';':
			counts[r]++
		}
		if lines == 20 {
			break
		}
	}
	best := ','
	for _, r := range "\t;" {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}

// raw is a row with its head, as it is kept beside the report that is made of it.
func raw(head, l listRow) []byte {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if len(head.cells) > 0 {
		_ = w.Write(head.cells) // into memory
	}
	_ = w.Write(l.cells)
	w.Flush()
	return []byte(b.String())
}

var totals = []string{"合計", "小計", "計", "総計", "総合計", "total", "subtotal", "grandtotal", "sum"}

// isTotal tells whether a row adds up others instead of being a report.
func isTotal(l listRow) bool {
	for _, c := range l.cells {
		if k := key(c); k != "" {
			return slices.Contains(totals, k)
		}
	}
	return false
}
