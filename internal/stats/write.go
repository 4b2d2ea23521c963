package stats

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// FileFormat is a form a table can be taken away in.
type FileFormat string

// Formats of files.
const (
	CSVFile      FileFormat = "csv"
	JSONFile     FileFormat = "json"
	MarkdownFile FileFormat = "md"
	SVGFile      FileFormat = "svg"
	XLSXFile     FileFormat = "xlsx"
)

// FileFormats lists the formats in the order shown.
var FileFormats = []FileFormat{CSVFile, XLSXFile, JSONFile, SVGFile, MarkdownFile}

// Write gives a table as a file in one language (JSON has both). Nothing withheld is in any of them; csv, md and xlsx say below the table what stands
// below it everywhere.
func Write(t *Table, f FileFormat, lang incident.Lang, words *i18n.Catalogue) ([]byte, error) {
	switch f {
	case CSVFile:
		return CSV(t, lang, words)
	case JSONFile:
		return tableJSON(t)
	case MarkdownFile:
		return markdown(t, lang, words), nil
	case SVGFile:
		return Chart(t, lang, words), nil
	case XLSXFile:
		return Workbook([]*Table{t}, Book{Title: t.Title.In(lang)}, lang, words)
	}
	return nil, incident.Errorf(incident.Invalid, "stats.error.format", string(f))
}

func tableJSON(t *Table) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(t); err != nil {
		return nil, fmt.Errorf("table %s: %w", t.Definition, err)
	}
	return b.Bytes(), nil
}

// shared tells whether any cell has a share.
func (t *Table) shared() bool {
	for _, line := range append(append([][]Cell{}, t.Cells...), t.RowTotals, t.ColumnTotal) {
		for _, c := range line {
			if c.Share != "" {
				return true
			}
		}
	}
	return false
}

// lines are the heads, then every row with its label, and the totals; shares stand beside their numbers in columns of their own.
func lines(t *Table, lang incident.Lang, words *i18n.Catalogue) [][]string {
	total, shared := words.T(lang, "stats.total"), t.shared()
	head := []string{t.Rows.Title.In(lang)}
	label := func(s string) {
		head = append(head, words.T(lang, "stats.head", s, t.Unit.In(lang)))
		if shared {
			head = append(head, "%")
		}
	}
	add := func(line []string, c Cell) []string {
		line = append(line, plainNumber(c))
		if shared {
			line = append(line, c.Share)
		}
		return line
	}
	for _, c := range t.Columns.Cells {
		label(c.Label.In(lang))
	}
	if len(t.RowTotals) > 0 {
		label(total)
	}
	out := [][]string{head}
	for r, row := range t.Cells {
		line := []string{t.Rows.Cells[r].Label.In(lang)}
		for _, c := range row {
			line = add(line, c)
		}
		if r < len(t.RowTotals) {
			line = add(line, t.RowTotals[r])
		}
		out = append(out, line)
	}
	if len(t.ColumnTotal) > 0 {
		line := []string{total}
		for _, c := range t.ColumnTotal {
			line = add(line, c)
		}
		if len(t.RowTotals) > 0 {
			line = add(line, t.Total)
		}
		out = append(out, line)
	}
	return out
}

func plainNumber(c Cell) string {
	switch {
	case c.Suppressed:
		return "x"
	case c.None:
		return "-"
	}
	return strconv.FormatInt(c.Value, 10)
}

// Below are the sentences that stand under a table: breaks, notes, and what it is, so that it can be found again.
func (t *Table) Below(lang incident.Lang) []string {
	var out []string
	for _, b := range t.Breaks {
		s := b.Text.In(lang)
		if b.After != "" {
			s = b.After + " | " + s
		}
		out = append(out, s)
	}
	for _, n := range t.Notes {
		out = append(out, n.In(lang))
	}
	id := t.From + " – " + t.To
	if t.Definition != "" {
		id = t.Definition + "@" + strconv.Itoa(t.Version) + ", " + id
	}
	if t.Freeze != "" {
		id += ", " + t.Freeze + " (" + t.FrozenAt + ")"
	}
	return append(out, id)
}

// CSV writes a table with its notes below as lines that begin with "#".
func CSV(t *Table, lang incident.Lang, words *i18n.Catalogue) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	put := func(list [][]string) error { return w.WriteAll(list) }
	if err := put(lines(t, lang, words)); err != nil {
		return nil, err
	}
	for _, s := range t.Below(lang) {
		if err := put([][]string{{"# " + s}}); err != nil {
			return nil, err
		}
	}
	for _, s := range t.Slices {
		if err := put([][]string{{"# " + s.Head.Label.In(lang)}}); err != nil {
			return nil, err
		}
		if err := put(lines(s.Table, lang, words)); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

func markdown(t *Table, lang incident.Lang, words *i18n.Catalogue) []byte {
	var b bytes.Buffer
	grid := func(t *Table) {
		b.WriteByte('\n')
		for i, line := range lines(t, lang, words) {
			fmt.Fprintf(&b, "| %s |\n", strings.Join(line, " | "))
			if i == 0 {
				fmt.Fprintf(&b, "|---%s|\n", strings.Repeat("|---:", len(line)-1))
			}
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "## %s\n", strings.TrimSpace(t.Definition+" "+t.Title.In(lang)))
	grid(t)
	for _, s := range t.Below(lang) {
		fmt.Fprintf(&b, "- %s\n", s)
	}
	for _, s := range t.Slices {
		fmt.Fprintf(&b, "\n### %s\n", s.Head.Label.In(lang))
		grid(s.Table)
	}
	return b.Bytes()
}
