package publish

import (
	"slices"

	"todoke/internal/incident"
)

// selfShown is how many cases the page without script shows a question.
const selfShown = 5

// selfPage is 「うちでも起きるか」: the questions, and without script what each leads to.
type selfPage struct {
	Questions []selfQuestion
	Outside   []selfOutside
	Cases     int
	Unknown   int // cases whose cause could not be found out, or is not stated
}

type selfQuestion struct {
	Question
	N      int
	Counts []selfCount
	Rows   []caseRow
	Total  int
}

// selfCount is how often a cause appears among the published cases.
type selfCount struct {
	Code  string
	Label incident.Text
	Cases int
}

type selfOutside struct {
	Outside
	Label incident.Text
	Cases int
}

// selfData is selfcheck/index.json: what the script needs beside the search index, whose texts it shows.
type selfData struct {
	Format    string              `json:"format"` // "todoke-selfcheck/1"
	Demo      string              `json:"demo,omitempty"`
	Cases     int                 `json:"cases"`
	Unknown   int                 `json:"unknown"`
	Questions []selfRule          `json:"questions"`
	Labels    map[string]selfText `json:"labels"`
	Causes    map[string][][2]int `json:"causes"` // cause → number in the search index, certainty by its place in incident.Certainties
}

type selfRule struct {
	ID     string   `json:"id"`
	Risk   string   `json:"risk"`
	Causes []string `json:"causes"`
}

type selfText = incident.Text

// causes lists for each cause the cases that state it, newest first, each with how sure it is; and counts those whose cause is not known.
func (l *library) causes() (by map[string][]caseRow, ids map[string][][2]int, all, unknown int) {
	by, ids = map[string][]caseRow{}, map[string][][2]int{}
	for i := len(l.cases) - 1; i >= 0; i-- {
		s := l.cases[i]
		if s.Withdrawn != "" {
			continue
		}
		all++
		surest := map[string]int{}
		for _, f := range s.told() {
			if f.Dimension != incident.DimCause || f.Code == string(incident.Unknown) {
				continue
			}
			n := slices.Index(incident.Certainties, f.Certainty)
			if was, ok := surest[f.Code]; !ok || n < was {
				surest[f.Code] = n
			}
		}
		if len(surest) == 0 {
			unknown++
		}
		for code, n := range surest {
			by[code] = append(by[code], l.row(s, incident.Certainties[n]))
			ids[code] = append(ids[code], [2]int{s.id, n})
		}
	}
	return by, ids, all, unknown
}

func (p *Publish) selfFiles(l *library, k Knowledge) (files, error) {
	out := files{}
	by, ids, all, unknown := l.causes()
	label := func(code string) incident.Text {
		return l.vocabulary["cause"][place(l.vocabulary["cause"], code)].Text
	}
	body := selfPage{Cases: all, Unknown: unknown}
	data := selfData{Format: "todoke-selfcheck/1", Demo: demoOf(l.newest), Cases: all, Unknown: unknown, Questions: []selfRule{}, Labels: map[string]selfText{}, Causes: ids}
	for i, q := range k.Questions {
		one := selfQuestion{Question: q, N: i + 1}
		seen := map[string]bool{}
		for _, c := range q.Causes {
			one.Counts = append(one.Counts, selfCount{c, label(c), len(by[c])})
			data.Labels[c] = label(c)
			for _, row := range by[c] {
				if !seen[row.Number] {
					seen[row.Number] = true
					one.Rows = append(one.Rows, row)
				}
			}
		}
		one.Total = len(one.Rows)
		slices.SortStableFunc(one.Rows, func(a, b caseRow) int {
			return slices.Index(incident.Certainties, a.Certainty) - slices.Index(incident.Certainties, b.Certainty)
		})
		one.Rows = one.Rows[:min(len(one.Rows), selfShown)]
		body.Questions = append(body.Questions, one)
		data.Questions = append(data.Questions, selfRule{q.ID, q.Risk, q.Causes})
	}
	for _, o := range k.Outside {
		n := len(by[o.Cause])
		if o.Cause == string(incident.Unknown) {
			n = unknown
		}
		body.Outside = append(body.Outside, selfOutside{o, label(o.Cause), n})
	}
	var err error
	if out["selfcheck/index.json"], err = compact(data); err != nil {
		return nil, err
	}
	for _, lang := range langs {
		pg := p.sitePage(l, lang, "selfcheck/index.html", p.words.T(lang, "public.self.title"))
		pg.Description, pg.Body = pg.t("public.self.lead"), body
		if err := out.execute(pg, "selfcheck"); err != nil {
			return nil, err
		}
	}
	return out, nil
}
