package form

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"todoke/internal/incident"
)

// column is one column of a list: a question, and which field of a page it holds.
type column struct {
	q     *Question
	field string // q.ID, or one of its further fields where a plain cell cannot say it
}

// columns are the columns of the empty list, a question each.
func (f *Form) columns() []column {
	var out []column
	for i := range f.Steps {
		for j := range f.Steps[i].Questions {
			if q := &f.Steps[i].Questions[j]; q.Kind != Files {
				out = append(out, column{q, q.ID})
			}
		}
	}
	return out
}

// CSV writes the empty list as CSV: a line of names, a line of help, then one report a line. UTF-8 with a byte order mark and CR LF, as Japanese Excel opens it.
func (f *Form) CSV(lang incident.Lang) ([]byte, error) { return f.FilledCSV(lang) }

// FilledCSV writes one line a report below the two lines of CSV. A cell a spreadsheet would take for a formula begins with an apostrophe.
func (f *Form) FilledCSV(lang incident.Lang, answers ...[]incident.Answer) ([]byte, error) {
	b := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	for _, line := range f.table(lang, answers) {
		for i := range line {
			line[i] = Guard(line[i])
		}
		if err := w.Write(line); err != nil {
			return nil, fmt.Errorf("csv of %s: %w", f.ID, err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, fmt.Errorf("csv of %s: %w", f.ID, err)
	}
	return b.Bytes(), nil
}

// table is the list as cells: names, help, then a line a report. A question whose answer does not read back from one plain cell gets further columns for the
// fields of a page: how sure it is, the words beside an option.
func (f *Form) table(lang incident.Lang, answers [][]incident.Answer) [][]string {
	values := make([]url.Values, len(answers))
	extra := map[string]bool{}
	for i, a := range answers {
		values[i] = f.Values(a)
		for _, c := range f.columns() {
			for _, field := range c.q.unsaid(values[i], lang) {
				extra[field] = true
			}
		}
	}
	var cols []column
	for _, c := range f.columns() {
		cols = append(cols, c)
		for _, field := range c.q.further() {
			if extra[field] {
				cols = append(cols, column{c.q, field})
			}
		}
	}
	out := [][]string{make([]string, len(cols)), make([]string, len(cols))}
	for i, c := range cols {
		out[0][i], out[1][i] = c.head(lang), c.help(lang)
	}
	for _, v := range values {
		line := make([]string, len(cols))
		for i, c := range cols {
			line[i] = c.cell(v, lang)
		}
		out = append(out, line)
	}
	return out
}

// head is the name of a column: the question's label, and in brackets the field by which it is found again.
func (c column) head(lang incident.Lang) string {
	label := pick(c.q.Label, lang)
	switch {
	case c.field == c.q.stateField:
		label += " " + word("sure", lang)
	case c.field != c.q.ID:
		label += " " + word("words", lang)
	}
	return label + " [" + c.field + "]"
}

// help is the second line of a list: how a question is answered, and its options.
func (c column) help(lang incident.Lang) string {
	if c.field != c.q.ID {
		return ""
	}
	s := pick(c.q.Help, lang)
	if len(c.q.Options) == 0 {
		return s
	}
	labels := make([]string, len(c.q.Options))
	for i, o := range c.q.Options {
		labels[i] = pick(o.Label, lang)
	}
	choose := "choose"
	if c.q.Kind == Single {
		choose = "one"
	}
	return strings.TrimSpace(s + " " + word(choose, lang) + strings.Join(labels, separator(lang)))
}

func separator(lang incident.Lang) string {
	if lang == incident.EN {
		return "; "
	}
	return "；"
}

// further are the fields of a question besides its own.
func (q *Question) further() []string {
	out := []string{q.stateField}
	for i := range q.Options {
		if q.Options[i].Other {
			out = append(out, q.Options[i].otherField)
		}
	}
	return out
}

// unsaid gives the fields that need a column of their own because the plain cell does not read back as what was answered.
func (q *Question) unsaid(v url.Values, lang incident.Lang) []string {
	own := url.Values{}
	for _, field := range append(q.further(), q.ID) {
		if len(v[field]) > 0 {
			own[field] = v[field]
		}
	}
	if len(own) == 0 {
		return nil
	}
	back := url.Values{}
	if cell := q.plain(own, lang); cell != "" {
		q.readCell(back, cell, false)
	}
	if maps.EqualFunc(own, back, func(a, b []string) bool { return slices.Equal(a, b) }) {
		return nil
	}
	return q.further()
}

// cell writes one field of one report.
func (c column) cell(v url.Values, lang incident.Lang) string {
	switch c.field {
	case c.q.ID:
		if len(c.q.unsaid(v, lang)) > 0 {
			return c.q.bare(v, lang)
		}
		return c.q.plain(v, lang)
	case c.q.stateField:
		if len(c.q.unsaid(v, lang)) == 0 {
			return ""
		}
		s := v.Get(c.field)
		if s == "" {
			s = string(incident.KnownYes) // says that the cell beside is to be taken by the letter
		}
		return pick(sheets().States[s], lang)
	}
	if len(c.q.unsaid(v, lang)) == 0 {
		return ""
	}
	return v.Get(c.field)
}

// bare is the answer alone: the labels ticked, or what was typed.
func (q *Question) bare(v url.Values, lang incident.Lang) string {
	if len(q.Options) == 0 {
		return v.Get(q.ID)
	}
	var out []string
	for _, code := range v[q.ID] {
		if o := q.Option(code); o != nil {
			out = append(out, pick(o.Label, lang))
		}
	}
	return strings.Join(out, separator(lang))
}

// plain is a whole answer in one cell, with the words beside an option and how sure it is.
func (q *Question) plain(v url.Values, lang incident.Lang) string {
	colon, about := "：", "（"+pick(sheets().States["estimated"], lang)+"）"
	if lang == incident.EN {
		colon, about = ": ", " ("+pick(sheets().States["estimated"], lang)+")"
	}
	s := v.Get(q.ID)
	if len(q.Options) > 0 {
		var out []string
		for _, code := range v[q.ID] {
			o := q.Option(code)
			if o == nil {
				continue
			}
			part := pick(o.Label, lang)
			if words := v.Get(o.otherField); o.Other && words != "" {
				part += colon + words
			}
			out = append(out, part)
		}
		s = strings.Join(out, separator(lang))
	}
	switch state := v.Get(q.stateField); {
	case state == string(incident.Estimated) && s != "":
		s += about
	case state != "" && s == "":
		s = pick(sheets().States[state], lang)
	}
	return s
}

// Guard makes a cell harmless in a spreadsheet: one that begins like a formula gets an apostrophe, which Unguard takes off again.
// The rule is that of the editions' CSV (export).
func Guard(s string) string {
	if formulaLike(s) {
		return "'" + s
	}
	return s
}

// Unguard gives a cell as it was before Guard.
func Unguard(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && formulaLike(rest) {
		return rest
	}
	return s
}

func formulaLike(s string) bool {
	s = strings.TrimLeft(s, "'")
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}
