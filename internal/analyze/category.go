package analyze

import (
	"cmp"
	"context"
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

// categoryFile holds, for each scheme and category, the words and codes that speak for it, with weights. It is data of ours, not learned from anybody's reports.
//
//go:embed data/category.txt
var categoryFile string

type clue struct {
	category string
	word     string // in squeezed form; or "dimension:code" of a fact, or "question=option"
	shown    string
	weight   int
}

var clues = readClues(categoryFile)

// readClues reads sections "[scheme category]" with lines "weight word | word".
func readClues(s string) map[string][]clue {
	out := map[string][]clue{}
	var scheme, category string
	for _, line := range strings.Split(s, "\n") {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			scheme, category, _ = strings.Cut(strings.TrimSuffix(head, "]"), " ")
			continue
		}
		number, words, ok := strings.Cut(line, " ")
		weight, err := strconv.Atoi(number)
		if !ok || err != nil {
			continue
		}
		for _, w := range strings.Split(words, "|") {
			w = strings.TrimSpace(w)
			c := clue{category: category, word: w, shown: w, weight: weight}
			if !strings.ContainsAny(w, ":=") {
				c.word = text.Squeeze(w)
			}
			out[scheme] = append(out[scheme], c)
		}
	}
	return out
}

// Suggestion is a category with the words that led to it, the heaviest first.
type Suggestion struct {
	Category string
	Weight   int
	Words    []string
}

// suggest weighs the clues of a scheme in a report. The first is the suggestion; a category without clues is left out.
func suggest(scheme, words string, facts []incident.Fact, answers []incident.Answer) []Suggestion {
	flat := text.Squeeze(words)
	codes := map[string]bool{}
	for _, f := range facts {
		codes[string(f.Dimension)+":"+f.Code] = true
	}
	for _, a := range answers {
		for _, c := range a.Codes {
			codes[a.Question+"="+c] = true
		}
	}
	var out []Suggestion
	hits := slices.Clone(clues[scheme])
	slices.SortStableFunc(hits, func(a, b clue) int { return cmp.Compare(abs(b.weight), abs(a.weight)) })
	for _, c := range hits {
		if !codes[c.word] && !strings.Contains(flat, c.word) {
			continue
		}
		i := slices.IndexFunc(out, func(s Suggestion) bool { return s.Category == c.category })
		if i < 0 {
			i = len(out)
			out = append(out, Suggestion{Category: c.category})
		}
		out[i].Weight += c.weight
		if c.weight > 0 {
			out[i].Words = append(out[i].Words, c.shown)
		}
	}
	out = slices.DeleteFunc(out, func(s Suggestion) bool { return s.Weight <= 0 })
	slices.SortStableFunc(out, func(a, b Suggestion) int { return b.Weight - a.Weight })
	return out
}

func abs(n int) int { return max(n, -n) }

// findCategory suggests one category of the scheme in force on the report's day, with the words that led to it.
func findCategory(_ context.Context, an *Analyze, m masked) ([]store.Finding, error) {
	s := m.report.CaseScheme()
	list := suggest(s.Code, m.words(), m.facts, m.answers)
	if len(list) == 0 {
		return nil, nil
	}
	best := list[0]
	label, _ := s.Category(best.Category)
	return []store.Finding{an.say("category", s.Code, label.Text, incident.Text{
		JA: strings.Join(an.clueWords(incident.JA, best.Words), "、"),
		EN: strings.Join(an.clueWords(incident.EN, best.Words), ", "),
	})}, nil
}

// clueWords shows clues as people read them: codes by their labels, at most six.
func (an *Analyze) clueWords(lang incident.Lang, words []string) []string {
	var out []string
	for _, w := range words {
		if dim, code, ok := strings.Cut(w, ":"); ok {
			w = an.vocabulary.Label(dim, code, lang)
		}
		if q, code, ok := strings.Cut(w, "="); ok {
			w = an.optionLabel(lang, q, code)
		}
		if !slices.Contains(out, w) && len(out) < 6 {
			out = append(out, w)
		}
	}
	return out
}

func (an *Analyze) optionLabel(lang incident.Lang, question, code string) string {
	for _, f := range an.forms.List() {
		if q := f.Question(question); q != nil {
			if o := q.Option(code); o != nil {
				return o.Label.In(lang)
			}
		}
	}
	return code
}
