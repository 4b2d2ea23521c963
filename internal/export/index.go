package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"todoke/internal/incident"
)

// CasesJSON writes cases.json: every published case of all editions, given newest first, with where its page and its files are. Paths are from the site's root.
func CasesJSON(editions []*incident.Collection) ([]byte, error) {
	seen := map[string]bool{}
	var runs [][]byte
	for _, c := range editions {
		run, err := CasesRun(c, seen)
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
		for _, p := range c.Cases {
			seen[p.Number] = true
		}
	}
	return CasesOf(editions, runs)
}

// CasesOf is CasesJSON out of the runs of its editions.
func CasesOf(editions []*incident.Collection, runs [][]byte) ([]byte, error) {
	out := struct {
		Format    string         `json:"format"` // todoke-cases/1
		Desk      incident.Text  `json:"desk"`
		Demo      bool           `json:"demo"`
		DemoLabel *incident.Text `json:"demo_label,omitempty"`
		Editions  []string       `json:"editions"`
		Cases     []struct{}     `json:"cases"`
	}{Format: "todoke-cases/1", Editions: []string{}, Cases: []struct{}{}}
	for i, c := range editions {
		if i == 0 {
			out.Desk, out.Demo, out.DemoLabel = c.Desk, c.Demo, demoLabel(c)
		}
		if c.Statistics != nil {
			continue
		}
		out.Editions = append(out.Editions, c.ID)
	}
	b, err := indented("cases.json", out)
	if err != nil {
		return nil, err
	}
	runs = slices.DeleteFunc(slices.Clone(runs), func(r []byte) bool { return len(r) == 0 })
	if len(runs) == 0 {
		return b, nil
	}
	before, behind, ok := bytes.Cut(b, []byte("\n  \"cases\": []")) // no text holds a line feed
	if !ok {
		return nil, errors.New("cases.json: no list of cases")
	}
	return slices.Concat(before, []byte("\n  \"cases\": [\n    "), bytes.Join(runs, []byte(",\n    ")), []byte("\n  ]"), behind), nil
}

// CasesRun are the entries of one edition in cases.json, but for those that a newer edition, which speaks for them, has already.
func CasesRun(c *incident.Collection, seen map[string]bool) ([]byte, error) {
	type entry struct {
		Number    string            `json:"number"`
		Edition   string            `json:"edition"`
		No        int               `json:"no"`
		Revision  int               `json:"revision"`
		Scheme    string            `json:"scheme"`
		Category  incident.Term     `json:"category"`
		Date      string            `json:"date"`
		Reporter  incident.Term     `json:"reporter"`
		Relation  incident.Relation `json:"relation"`
		Reports   int               `json:"reports"`
		Title     *incident.Text    `json:"title,omitempty"`
		Summary   incident.Text     `json:"summary"`
		Facts     []incident.Fact   `json:"facts"`
		Withdrawn string            `json:"withdrawn,omitempty"`
		Path      string            `json:"path"`
		PathEN    string            `json:"path_en"`
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("    ", "  ")
	for i := range c.Cases {
		p := &c.Cases[i]
		if seen[p.Number] {
			continue
		}
		e := entry{p.Number, c.ID, p.No, p.Revision, c.Scheme, incident.Term{Code: p.Category, Text: categoryLabel(c, p.Category)}, p.Date, p.Reporter, p.Relation, p.Reports,
			nil, p.Summary, p.Facts, p.Withdrawn, "/cases/" + p.Number + "/", "/en/cases/" + p.Number + "/"}
		if p.Chapter != nil {
			e.Title = &p.Chapter.Title
		}
		if b.Len() > 0 {
			b.WriteString(",\n    ")
		}
		if err := enc.Encode(e); err != nil {
			return nil, fmt.Errorf("cases.json: %w", err)
		}
		b.Truncate(b.Len() - 1) // the encoder's own line feed
	}
	return b.Bytes(), nil
}
