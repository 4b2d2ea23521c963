package incident

import (
	"maps"
	"os"
	"strings"
	"testing"
	"time"
)

// TestSchemePeriods holds that every day has exactly one scheme, and that the periods are real days.
func TestSchemePeriods(t *testing.T) {
	schemes := CaseSchemes()
	for i, s := range schemes {
		if s.Title.JA == "" || s.Title.EN == "" || s.Note.JA == "" && i > 0 || s.Note.EN == "" && i > 0 {
			t.Errorf("%s has no title or note in both languages", s.Code)
		}
		for _, c := range s.Categories {
			if c.JA == "" || c.EN == "" {
				t.Errorf("%s %s has no label in both languages", s.Code, c.Code)
			}
		}
	}
	if schemes[0].From != "" || schemes[len(schemes)-1].To != "" {
		t.Error("the first scheme must be open to the past and the last to the future")
	}
	for i := 1; i < len(schemes); i++ {
		end, err := time.Parse(time.DateOnly, schemes[i-1].To)
		if err != nil || end.AddDate(0, 0, 1).Format(time.DateOnly) != schemes[i].From {
			t.Errorf("%s does not begin the day after %s ends (%v)", schemes[i].Code, schemes[i-1].Code, err)
		}
	}
	for day, want := range map[string]string{"1999-12-31": "2020H1", "2020-06-30": "2020H1", "2020-07-01": "2021H1", "2021-06-30": "2021H1", "2021-07-01": "2021H2", "2030-01-01": "2021H2"} {
		d, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if s := SchemeOn(d); s.Code != want {
			t.Errorf("%s: %s, want %s", day, s.Code, want)
		}
	}
	year := func(m, d int) time.Time { return time.Date(2020, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	if !schemes[0].Covers(year(1, 1), year(12, 31)) || schemes[0].Covers(year(7, 1), year(12, 31)) || !schemes[1].Covers(year(7, 1), year(12, 31)) || schemes[1].Covers(year(1, 1), year(6, 30)) {
		t.Error("Covers is wrong at the turn of a scheme")
	}
}

// TestCrosswalksComplete holds that every earlier scheme leads to every later one, each category once, by codes that exist, with a reason and a source.
func TestCrosswalksComplete(t *testing.T) {
	schemes, vocabulary := CaseSchemes(), DefaultVocabulary()
	for i, from := range schemes {
		for j, to := range schemes {
			c, ok := FindCrosswalk(from.Code, to.Code)
			if ok != (i < j) {
				t.Errorf("crosswalk %s to %s: there is one: %v", from.Code, to.Code, ok)
			}
			if !ok {
				continue
			}
			if c.Note.JA == "" || c.Note.EN == "" || len(c.Rows) != len(from.Categories) {
				t.Errorf("%s to %s: %d rows for %d categories, or no note", from.Code, to.Code, len(c.Rows), len(from.Categories))
			}
			targets := func(of string, list []string) {
				if len(list) == 0 {
					t.Errorf("%s to %s: %s leads nowhere", from.Code, to.Code, of)
				}
				for _, code := range list {
					if _, ok := to.Category(code); !ok {
						t.Errorf("%s to %s: %s leads to %s, which is not there", from.Code, to.Code, of, code)
					}
				}
			}
			for k, r := range c.Rows {
				if r.Category != from.Categories[k].Code {
					t.Errorf("%s to %s: row %d is %s, want %s", from.Code, to.Code, k, r.Category, from.Categories[k].Code)
				}
				if r.Why.JA == "" || r.Why.EN == "" || r.Source != "S" && r.Source != "K" {
					t.Errorf("%s to %s: %s has no reason or source", from.Code, to.Code, r.Category)
				}
				targets(r.Category, r.To)
				for _, w := range r.When {
					targets(r.Category+" when "+w.Code, w.To)
					if !vocabulary.Has(string(w.Dimension), w.Code) {
						t.Errorf("%s to %s: the vocabulary has no %s:%s", from.Code, to.Code, w.Dimension, w.Code)
					}
				}
			}
		}
	}
}

// TestCrosswalkCounts walks the 46 coded rows; the figures were counted by hand, with the rows named.
func TestCrosswalkCounts(t *testing.T) {
	raw, err := os.ReadFile("testdata/coded46.txt")
	if err != nil {
		t.Fatal(err)
	}
	for to, want := range map[string]map[string]int{
		// ransom: 1, 9, 33; supply chain: 8 (vendor's update), 45, 46 (registrar); to vulnerabilities: 14, 21 (open relay), 39, 40 (VPN).
		"2021H1": {"virus": 6, "ransom": 3, "credentials": 11 + 3, "vuln_misconfig": 2 + 7 + 5 + 2, "supply_chain": 3, "other": 4},
		"2021H2": {"virus": 7, "ransom": 3, "credentials": 14, "vuln_misconfig": 16, "other": 6},
	} {
		c, _ := FindCrosswalk("2020H1", to)
		got, unsure, n := map[string]int{}, 0, 0
		for line := range strings.Lines(string(raw)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			f := strings.Fields(line)
			targets, sure := c.Map(f[1], codedFacts(f[2:]))
			if len(targets) != 1 {
				t.Errorf("row %s: %v", f[0], targets)
			}
			if !sure {
				unsure++
			}
			got[targets[0]]++
			n++
		}
		if n != 46 || !maps.Equal(got, want) || unsure != 0 {
			t.Errorf("%s: %d rows, %v, %d unsure; want %v", to, n, got, unsure, want)
		}
	}
}

func codedFacts(list []string) []Fact {
	var out []Fact
	for _, s := range list {
		dim, code, _ := strings.Cut(s, ":")
		code, certainty, ok := strings.Cut(code, "@")
		if !ok {
			certainty = string(Confirmed)
		}
		out = append(out, Fact{Dimension: Dimension(dim), Code: code, Certainty: Certainty(certainty), Polarity: Present, Source: FromReporter})
	}
	return out
}

func TestCrosswalkCertainty(t *testing.T) {
	old, _ := FindCrosswalk("2020H1", "2021H1")
	late, _ := FindCrosswalk("2021H1", "2021H2")
	absent := Fact{Dimension: DimMalware, Code: "ransomware", Certainty: Confirmed, Polarity: Absent}
	for _, x := range []struct {
		c        Crosswalk
		category string
		facts    []Fact
		want     string
		sure     bool
	}{
		{old, "virus", codedFacts([]string{"malware:ransomware"}), "ransom", true},
		{old, "virus", codedFacts([]string{"malware:ransomware@presumed"}), "ransom", false},
		{old, "virus", codedFacts([]string{"malware:ransomware@possible"}), "virus ransom", false},
		{old, "virus", codedFacts([]string{"malware:ransomware@investigating", "damage:extortion_message"}), "ransom", true},
		{old, "virus", codedFacts([]string{"malware:ransomware", "attack:malicious_update"}), "ransom supply_chain", false},
		{old, "virus", []Fact{absent}, "virus", true},
		{old, "virus", nil, "virus ransom supply_chain", false},
		{old, "web_server", nil, "vuln_misconfig", true},
		{old, "ransom", nil, "", false},
		{late, "credentials", nil, "credentials", true},
		{late, "supply_chain", codedFacts([]string{"cause:password_reuse"}), "credentials", true},
		{late, "supply_chain", codedFacts([]string{"cause:unknown@unknown"}), "other virus ransom vuln_misconfig credentials", false},
	} {
		if got, sure := x.c.Map(x.category, x.facts); strings.Join(got, " ") != x.want || sure != x.sure {
			t.Errorf("%s with %v: %v (sure %v), want %s (%v)", x.category, x.facts, got, sure, x.want, x.sure)
		}
	}
}
