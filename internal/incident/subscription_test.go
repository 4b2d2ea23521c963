package incident

import "testing"

func TestChoiceTakes(t *testing.T) {
	edition := News{Topic: TopicEditions, Kind: "cases", Scheme: "2020H1", Counts: []CategoryCount{{Code: "virus", Count: 3}, {Code: "web_server", Count: 0}}}
	for name, c := range map[string]struct {
		choice Choice
		news   News
		want   bool
	}{
		"all":                               {Choice{Topics: Topics}, edition, true},
		"another topic":                     {Choice{Topics: []Topic{TopicAdvisories}}, edition, false},
		"its category":                      {Choice{Topics: Topics, Scheme: "2020H1", Categories: []string{"virus"}}, edition, true},
		"a category without a case":         {Choice{Topics: Topics, Scheme: "2020H1", Categories: []string{"web_server"}}, edition, false},
		"a category that is not there":      {Choice{Topics: Topics, Scheme: "2020H1", Categories: []string{"other"}}, edition, false},
		"news of no category":               {Choice{Topics: Topics, Scheme: "2020H1", Categories: []string{"other"}}, News{Topic: TopicAdvisories}, true},
		"chosen under an earlier scheme":    {Choice{Topics: Topics, Scheme: "2020H1", Categories: []string{"virus"}}, News{Topic: TopicEditions, Scheme: "2021H1", Counts: []CategoryCount{{Code: "virus", Count: 1}}}, true},
		"not its way over the crosswalk":    {Choice{Topics: Topics, Scheme: "2020H1", Categories: []string{"password_list"}}, News{Topic: TopicEditions, Scheme: "2021H1", Counts: []CategoryCount{{Code: "virus", Count: 1}}}, false},
		"chosen under a later scheme":       {Choice{Topics: Topics, Scheme: "2021H1", Categories: []string{"virus"}}, edition, true},
		"two schemes later":                 {Choice{Topics: Topics, Scheme: "2020H1", Categories: []string{"virus"}}, News{Topic: TopicEditions, Scheme: "2021H2", Counts: []CategoryCount{{Code: "virus", Count: 1}}}, true},
		"a scheme no crosswalk leads to":    {Choice{Topics: Topics, Scheme: "2020H1", Categories: []string{"virus"}}, News{Topic: TopicEditions, Scheme: "desk", Counts: []CategoryCount{{Code: "x", Count: 1}}}, true},
		"one of several, another is absent": {Choice{Topics: Topics, Scheme: "2020H1", Categories: []string{"other", "virus"}}, edition, true},
	} {
		if got := c.choice.Takes(c.news); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestChoiceCheck(t *testing.T) {
	if err := (Choice{Lang: JA, Topics: Topics, Scheme: "2020H1", Categories: []string{"virus"}}).Check(); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]Choice{
		"nothing chosen": {Lang: JA}, "no language": {Topics: Topics}, "an unknown topic": {Lang: EN, Topics: []Topic{"spam"}},
		"an unknown category": {Lang: EN, Topics: Topics, Scheme: "2020H1", Categories: []string{"nothing"}}, "an unknown scheme": {Lang: EN, Topics: Topics, Scheme: "x", Categories: []string{"virus"}},
	} {
		if c.Check() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
