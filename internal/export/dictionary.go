package export

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"sync"

	"github.com/BurntSushi/toml"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// column is one column of a table we publish.
type column struct {
	Sheet string        `toml:"sheet"` // cases, facts
	Key   string        `toml:"key"`
	Type  string        `toml:"type"`  // text, integer, number, date, code
	Codes string        `toml:"codes"` // list of the vocabulary it is drawn from
	Head  incident.Text `toml:"head"`
	incident.Text
}

type dictionaryFile struct {
	Column []column `toml:"column"`
	Sheet  []struct {
		Key   string
		Title incident.Text
	} `toml:"sheet"`
	Word []struct {
		Key  string
		Head incident.Text
	} `toml:"word"`
}

//go:embed data/dictionary.toml
var dictionaryTOML string

var dictionaryData = sync.OnceValue(func() dictionaryFile {
	var d dictionaryFile
	if _, err := toml.Decode(dictionaryTOML, &d); err != nil {
		panic(fmt.Sprintf("export: embedded dictionary: %v", err))
	}
	return d
})

// columnsOf are the columns of a table in order, with their heads.
func columnsOf(sheet string, words *i18n.Catalogue) []column {
	var out []column
	for _, c := range dictionaryData().Column {
		if c.Sheet != sheet {
			continue
		}
		if c.Head.JA == "" {
			c.Head = words.Text("publish.csv." + c.Key)
		}
		out = append(out, c)
	}
	return out
}

// codeLists are the lists whose codes the dictionary tells, in the order shown; category is the edition's own.
var codeLists = []string{"category", "malware", "attack", "cause", "damage", "discovered_by", "response", "asset", "environment", "quantity", "org_kind", "relation", "theme", "polarity", "certainty", "source", "status", "unit", "bound"}

func codesOf(c *incident.Collection, list string) []incident.Term {
	var out []incident.Term
	switch list {
	case "theme":
		for _, t := range c.Themes {
			out = append(out, incident.Term{Code: t.Code, Text: t.Label})
		}
		return out
	case "category":
	default:
		return vocabulary()[list]
	}
	for _, k := range c.Categories {
		out = append(out, incident.Term{Code: k.Code, Text: k.Label})
	}
	return out
}

// DictionaryJSON writes dictionary.json: every column of cases.csv and cases.xlsx and every code, in both languages, with its counterparts elsewhere.
func DictionaryJSON(c *incident.Collection, words *i18n.Catalogue) ([]byte, error) {
	type col struct {
		Sheet   string        `json:"sheet"`
		Key     string        `json:"key"`
		Head    incident.Text `json:"head"`
		Type    string        `json:"type"`
		Codes   string        `json:"codes,omitempty"`
		Meaning incident.Text `json:"meaning"`
	}
	type code struct {
		incident.Term
		Elsewhere *Counterpart `json:"elsewhere,omitempty"`
	}
	out := struct {
		Format    string            `json:"format"` // todoke-dictionary/1
		Edition   string            `json:"edition"`
		Demo      bool              `json:"demo"`
		DemoLabel *incident.Text    `json:"demo_label,omitempty"`
		Columns   []col             `json:"columns"`
		Codes     map[string][]code `json:"codes"`
	}{Format: "todoke-dictionary/1", Edition: c.ID, Demo: c.Demo, DemoLabel: demoLabel(c), Codes: map[string][]code{}}
	for _, sheet := range []string{"cases", "facts"} {
		for _, k := range columnsOf(sheet, words) {
			out.Columns = append(out.Columns, col{k.Sheet, k.Key, k.Head, k.Type, k.Codes, k.Text})
		}
	}
	for _, list := range codeLists {
		for _, t := range codesOf(c, list) {
			one := code{Term: t}
			if m, ok := mappings().Lists[list][t.Code]; ok {
				one.Elsewhere = &m
			}
			out.Codes[list] = append(out.Codes[list], one)
		}
	}
	return indented("dictionary.json", out)
}

// DictionaryCSV writes dictionary.csv: the same as a table, columns first, then codes; byte order mark and CR LF as cases.csv.
func DictionaryCSV(c *incident.Collection, words *i18n.Catalogue) ([]byte, error) {
	b := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	for _, row := range dictionaryRows(c, words) {
		for i := range row {
			row[i] = cell(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, fmt.Errorf("dictionary.csv: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// dictionaryRows is the dictionary as a table with its head; the first column marks a demonstration.
func dictionaryRows(c *incident.Collection, words *i18n.Catalogue) [][]string {
	demo := ""
	if l := demoLabel(c); l != nil {
		demo = l.JA
	}
	rows := [][]string{{words.T(incident.JA, "publish.csv.demo"), "table", "key", "ja", "en", "type", "codes", "meaning_ja", "meaning_en"}}
	for _, sheet := range []string{"cases", "facts"} {
		for _, k := range columnsOf(sheet, words) {
			rows = append(rows, []string{demo, k.Sheet, k.Key, k.Head.JA, k.Head.EN, k.Type, k.Codes, k.JA, k.EN})
		}
	}
	for _, list := range codeLists {
		for _, t := range codesOf(c, list) {
			rows = append(rows, []string{demo, list, t.Code, t.JA, t.EN, "code", "", "", ""})
		}
	}
	return rows
}
