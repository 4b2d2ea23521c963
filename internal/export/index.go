package export

import "todoke/internal/incident"

// CasesJSON writes cases.json: every published case of all editions, given newest first, with where its page and its files are. Paths are from the site's root.
func CasesJSON(editions []*incident.Collection) ([]byte, error) {
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
	out := struct {
		Format    string         `json:"format"` // todoke-cases/1
		Desk      incident.Text  `json:"desk"`
		Demo      bool           `json:"demo"`
		DemoLabel *incident.Text `json:"demo_label,omitempty"`
		Editions  []string       `json:"editions"`
		Cases     []entry        `json:"cases"`
	}{Format: "todoke-cases/1", Cases: []entry{}}
	seen := map[string]bool{}
	for _, c := range editions {
		if out.Editions == nil {
			out.Desk, out.Demo, out.DemoLabel = c.Desk, c.Demo, demoLabel(c)
		}
		out.Editions = append(out.Editions, c.ID)
		for _, p := range c.Cases {
			if seen[p.Number] { // the newest edition that holds a case speaks for it
				continue
			}
			seen[p.Number] = true
			e := entry{p.Number, c.ID, p.No, p.Revision, c.Scheme, incident.Term{Code: p.Category, Text: categoryLabel(c, p.Category)}, p.Date, p.Reporter, p.Relation, p.Reports,
				nil, p.Summary, p.Facts, p.Withdrawn, "/cases/" + p.Number + "/", "/en/cases/" + p.Number + "/"}
			if p.Chapter != nil {
				e.Title = &p.Chapter.Title
			}
			out.Cases = append(out.Cases, e)
		}
	}
	return indented("cases.json", out)
}
