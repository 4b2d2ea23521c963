package analyze

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/BurntSushi/toml"

	"todoke/internal/form"
	"todoke/internal/incident"
)

type demoReport struct {
	Form    string         `toml:"form"`
	Answers map[string]any `toml:"answers"`
	Case    *struct {
		Category string `toml:"category"`
	} `toml:"case"`
}

// TestCategorySuggestions holds how often the suggestion is the category people chose for the demonstration cases.
func TestCategorySuggestions(t *testing.T) {
	forms, err := form.Load()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../demo/data/reports/0*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal("no demonstration reports", err)
	}
	right, all := 0, 0
	for _, file := range files {
		var d demoReport
		if _, err := toml.DecodeFile(file, &d); err != nil {
			t.Fatal(err)
		}
		if d.Case == nil {
			continue
		}
		f, err := forms.Find(d.Form, 0)
		if err != nil {
			t.Fatal(err)
		}
		answers, words := demoAnswers(f, d.Answers)
		list := suggest("2020H1", words, suggestedFacts(f, answers, 1, incident.DefaultVocabulary()), answers)
		all++
		if len(list) > 0 && list[0].Category == d.Case.Category {
			right++
		} else if os.Getenv("SHOW") != "" {
			t.Log(filepath.Base(file), d.Case.Category, list)
		}
	}
	t.Logf("%d of %d", right, all)
	if right*10 < all*8 {
		t.Errorf("%d of %d suggestions are right, fewer than eight in ten", right, all)
	}
}

func demoAnswers(f *form.Form, a map[string]any) (answers []incident.Answer, words string) {
	for id, v := range a {
		q := f.Question(id)
		if q == nil || q.Identifies != "" {
			continue
		}
		x := incident.Answer{Question: id, State: incident.KnownYes}
		switch v := v.(type) {
		case string:
			if q.Option(v) != nil {
				x.Codes = []string{v}
			} else {
				x.Text = v
				words += v + "\n\n"
			}
		case []any:
			for _, c := range v {
				x.Codes = append(x.Codes, c.(string))
			}
		}
		answers = append(answers, x)
	}
	return answers, words
}
