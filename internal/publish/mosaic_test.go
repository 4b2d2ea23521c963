package publish

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
)

// The population table adds up and names its year and source.
func TestPopulations(t *testing.T) {
	table, err := loadPopulations()
	if err != nil {
		t.Fatal(err)
	}
	whole := map[string]bool{}
	for _, p := range table.Population {
		if p.Count <= 0 || p.Notices <= 0 || p.Notices > p.Count || p.Year < 2010 || p.Source == "" || p.Label.JA == "" || p.Label.EN == "" {
			t.Errorf("%s is incomplete: %+v", p.Code, p)
		}
		if len(p.Words) == 0 {
			for _, k := range p.OrgKinds {
				whole[k] = true
			}
		}
		if n := len(p.Prefectures); n > 0 {
			sum := 0.0
			for _, x := range p.Prefectures {
				sum += x
			}
			if n != 47 || sum < 0.97*p.Count || sum > 1.03*p.Count {
				t.Errorf("%s: %d prefectures with %.0f of %.0f", p.Code, n, sum, p.Count)
			}
		}
	}
	for _, term := range table.vocabulary["org_kind"] {
		if !whole[term.Code] {
			t.Errorf("no population of kind %s", term.Code)
		}
	}
	sizes := 0.0
	for _, s := range table.Size {
		sizes += s.Share
		if !table.vocabulary.Has("size", s.Code) {
			t.Errorf("size %s", s.Code)
		}
	}
	next := 1
	for _, r := range table.Region {
		if r.Prefectures[0] != next {
			t.Errorf("region %s begins at %d, not %d", r.Code, r.Prefectures[0], next)
		}
		next = r.Prefectures[1] + 1
	}
	if next != 48 || len(table.Establishments.Thousands) != 47 || sizes < 0.999 || sizes > 1.001 {
		t.Errorf("regions to %d, %d prefectures, sizes %.3f", next-1, len(table.Establishments.Thousands), sizes)
	}
}

func TestMosaicScore(t *testing.T) {
	table, err := loadPopulations()
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		one     printed
		flagged bool
		factors string // in order
		step    string // first of the steps, "what>coarser"
	}{
		"a company":                      {printed{kind: "company", words: "届出者（企業）からランサムウェアの届出があった。"}, false, "kind", ""},
		"a company, public":              {printed{kind: "company", words: "届出者（企業）からの届出。", public: true}, false, "kind public", ""},
		"a municipality":                 {printed{kind: "public_body", words: "市役所の端末が感染した。"}, false, "kind trade", ""},
		"a municipality of a prefecture": {printed{kind: "public_body", words: "鳥取県の市役所の端末が感染した。"}, true, "kind trade region", "region>中国地方"},
		"a university of a prefecture":   {printed{kind: "education", words: "高知県にある大学。"}, true, "kind trade region", "trade>教育・研究機関"},
		"a bank in a region":             {printed{kind: "company", words: "九州の信用金庫。"}, true, "kind trade region", "region>"},
		"two prefectures tell nothing":   {printed{kind: "public_body", words: "鳥取県と島根県の市役所。"}, false, "kind trade", ""},
		"a hospital, any kind":           {printed{kind: "non_profit", words: "病院の電子カルテ"}, false, "kind trade", ""},
		"a big maker":                    {printed{kind: "company", words: "製造業で、従業員約5,000名規模。徳島県の工場。"}, true, "kind trade region size", "region>"},
		"an exact figure":                {printed{kind: "company", words: "国内の銀行。顧客1,037件の情報。"}, true, "kind trade figure", "figure>約1,000件"},
		"a public body, public":          {printed{kind: "public_body", words: "届出者（公共機関）からの届出。", public: true}, true, "kind public", "kind>記載なし"},
		"staff of whom is told":          {printed{kind: "company", words: "社員3名のアカウントと従業員1人の端末。"}, false, "kind", ""},
		"a number of staff":              {printed{kind: "company", words: "社員数は120名。"}, false, "kind size", ""},
		"an individual":                  {printed{kind: "individual", words: "鳥取県の個人。"}, false, "kind region", ""},
	} {
		c := table.score(x.one)
		var factors []string
		for _, f := range c.Factors {
			factors = append(factors, f.What)
		}
		step := ""
		if len(c.Steps) > 0 {
			step = c.Steps[0].What + ">" + c.Steps[0].To.JA
			for _, s := range c.Steps {
				if s.Set < c.Set {
					t.Errorf("%s: a coarsening narrows: %+v", name, s)
				}
			}
		}
		if c.Flagged != x.flagged || strings.Join(factors, " ") != x.factors || step != x.step {
			t.Errorf("%s: flagged %t with %d, %v, step %q; want %t, %s, %q; %+v", name, c.Flagged, c.Set, factors, step, x.flagged, x.factors, x.step, c.Steps)
		}
	}
}

// The same print gives the same fingerprint; another one does not.
func TestMosaicFingerprint(t *testing.T) {
	table, err := loadPopulations()
	if err != nil {
		t.Fatal(err)
	}
	a := table.score(printed{kind: "education", words: "高知県にある大学。"}).fingerprint
	if b := table.score(printed{kind: "education", words: "高知県の大学から届出があった。"}).fingerprint; a != b {
		t.Error("another wording of the same print changes the fingerprint")
	}
	if b := table.score(printed{kind: "education", words: "四国にある大学。"}).fingerprint; a == b {
		t.Error("a coarser print has the same fingerprint")
	}
}

// Of the demonstration's 46 cases at least one and at most five are to be looked at.
func TestMosaicDemonstration(t *testing.T) {
	table, err := loadPopulations()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../demo/data/reports/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	var flagged []string
	for _, file := range files {
		var s struct {
			Answers struct {
				OrgKind    string `toml:"org_kind"`
				MadePublic string `toml:"made_public"`
			} `toml:"answers"`
			Case *struct {
				Category string        `toml:"category"`
				Summary  incident.Text `toml:"summary"`
				Chapter  struct {
					Title, Discovery, Damage, Cause, Response incident.Text
				} `toml:"chapter"`
			} `toml:"case"`
		}
		if _, err := toml.DecodeFile(file, &s); err != nil {
			t.Fatal(file, err)
		}
		if s.Case == nil || !strings.HasPrefix(filepath.Base(file), "0") {
			continue
		}
		cases++
		c := s.Case.Chapter
		words := printedWords(incident.Revision{Summary: s.Case.Summary, Chapter: &incident.Chapter{Title: c.Title, Discovery: c.Discovery, Damage: c.Damage, Cause: c.Cause, Response: c.Response}})
		if m := table.score(printed{kind: s.Answers.OrgKind, words: words, public: s.Answers.MadePublic == "yes"}); m.Flagged {
			flagged = append(flagged, filepath.Base(file))
			if len(m.Steps) == 0 || !m.Steps[0].Enough {
				t.Errorf("%s: no coarsening helps: %+v", file, m)
			}
		}
	}
	if cases != 46 || len(flagged) < 1 || len(flagged) > 5 {
		t.Errorf("%d cases, flagged %v", cases, flagged)
	}
}
