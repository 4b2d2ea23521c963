package mask_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"todoke/internal/mask"
)

var readingMark = regexp.MustCompile(`⟦([opia]):(.*?)⟧`)

// TestReading reads some three hundred short invented texts, written before the later rules and then worked on with, in styles other than those of bench/mask,
// and holds how much of the names and identifiers in them is found, how much of an attacker's kept, and how little found where nothing is.
// With SHOW set it lists what was missed.
func TestReading(t *testing.T) {
	m := mask.New(nil)
	found, all := map[string]int{}, map[string]int{}
	right, wrong := map[mask.Kind]int{}, map[mask.Kind]int{}
	files, _ := filepath.Glob("testdata/reading/*.txt")
	if len(files) != 3 {
		t.Fatal("the texts are not there")
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			s, marks := readMarks(strings.ReplaceAll(strings.TrimSpace(line), `\n`, "\n"))
			list := m.Propose(s)
			for _, k := range marks {
				all[k.sort]++
				if hit := covers(s, k, list); hit != (k.sort == "a") {
					found[k.sort]++
				} else if os.Getenv("SHOW") != "" {
					fmt.Printf("missed %s %s in %s\n", k.sort, s[k.start:k.end], strings.ReplaceAll(s, "\n", "⏎"))
				}
			}
			for _, p := range list {
				if p.Kind != mask.Name && p.Kind != mask.Org {
					continue
				}
				if on(marks, p) {
					right[p.Kind]++
				} else if wrong[p.Kind]++; os.Getenv("SHOW") != "" {
					fmt.Printf("wrong %s %s (%s) in %s\n", p.Kind, s[p.Start:p.End], p.Reason, strings.ReplaceAll(s, "\n", "⏎"))
				}
			}
		}
	}
	share := func(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
	for sort, floor := range map[string]float64{"o": 0.88, "p": 0.94, "i": 0.95, "a": 0.75} {
		got := share(found[sort], all[sort])
		t.Logf("%s: %d of %d, %.3f", sort, found[sort], all[sort], got)
		if got < floor {
			t.Errorf("of sort %s only %.3f are treated rightly, not %.2f", sort, got, floor)
		}
	}
	for _, k := range []mask.Kind{mask.Name, mask.Org} {
		got := share(right[k], right[k]+wrong[k])
		t.Logf("%s: precision %.3f of %d", k, got, right[k]+wrong[k])
		if got < 0.93 {
			t.Errorf("of the proposals of kind %s only %.3f are right", k, got)
		}
	}
}

type readingLabel struct {
	start, end int
	sort       string
}

func readMarks(s string) (string, []readingLabel) {
	var b strings.Builder
	var out []readingLabel
	at := 0
	for _, m := range readingMark.FindAllStringSubmatchIndex(s, -1) {
		b.WriteString(s[at:m[0]])
		start := b.Len()
		b.WriteString(s[m[4]:m[5]])
		out = append(out, readingLabel{start, b.Len(), s[m[2]:m[3]]})
		at = m[1]
	}
	return b.String() + s[at:], out
}

// covers tells whether every letter of a label would be masked; of an attacker's, whether any would.
func covers(s string, k readingLabel, list []mask.Proposal) bool {
	every, some := true, false
	for i, r := range s[k.start:k.end] {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) || strings.HasPrefix(s[k.start+i:], "(株)") {
			continue
		}
		in := false
		for _, p := range list {
			in = in || p.Role != mask.Attacker && p.Start <= k.start+i && k.start+i < p.End
		}
		every, some = every && in, some || in
	}
	if k.sort == "a" {
		return some
	}
	return every
}

func on(marks []readingLabel, p mask.Proposal) bool {
	for _, k := range marks {
		if p.Start < k.end && k.start < p.End {
			return true
		}
	}
	return false
}
