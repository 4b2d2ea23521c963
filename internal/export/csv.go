package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

// columns of cases.csv; the heads are catalogue keys publish.csv.<column>.
var columns = []string{"demo", "no", "number", "revision", "category", "category_code", "date", "reporter", "relation", "reports", "summary_ja", "summary_en", "facts", "themes"}

// CasesCSV writes cases.csv: one row a case, Japanese heads, UTF-8 with a byte order mark and CR LF, as Japanese Excel opens it.
// A cell that a spreadsheet would read as a formula begins with an apostrophe. The first column says 実演・架空 in every row of a demonstration.
func CasesCSV(c *incident.Collection, words *i18n.Catalogue) ([]byte, error) {
	vocabulary := incident.DefaultVocabulary()
	labels := map[string]string{}
	for _, cat := range c.Categories {
		labels[cat.Code] = cat.Label.JA
	}
	demo := ""
	if c.Demo {
		demo = words.T(incident.JA, "web.demo")
		if c.DemoLabel != nil {
			demo = c.DemoLabel.JA
		}
	}
	b := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	heads := make([]string, len(columns))
	for i, name := range columns {
		heads[i] = words.T(incident.JA, "publish.csv."+name)
	}
	if err := w.Write(heads); err != nil {
		return nil, fmt.Errorf("cases.csv: %w", err)
	}
	for _, p := range c.Cases {
		row := []string{demo, strconv.Itoa(p.No), p.Number, strconv.Itoa(p.Revision), labels[p.Category], p.Category, p.Date, p.Reporter.JA,
			vocabulary.Label("relation", string(p.Relation), incident.JA), strconv.Itoa(p.Reports), p.Summary.JA, p.Summary.EN, factCodes(p.Facts), strings.Join(p.Themes, "; ")}
		for i := range row {
			row[i] = cell(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, fmt.Errorf("cases.csv: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// cell makes a text harmless in a spreadsheet.
func cell(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) { // Japanese Excel reads the full-width ones alike
		return "'" + s
	}
	return s
}

// factCodes writes facts as dimension=code/polarity/certainty[/status][/quantity], parted by semicolons.
func factCodes(facts []incident.Fact) string {
	var out []string
	for _, f := range facts {
		s := fmt.Sprintf("%s=%s/%s/%s", f.Dimension, f.Code, f.Polarity, f.Certainty)
		if f.Status != "" {
			s += "/" + string(f.Status)
		}
		if q := f.Quantity; q != nil {
			s += "/" + string(q.Bound) + " " + strconv.FormatFloat(q.Value, 'f', -1, 64) + " " + q.Unit
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}
