package main

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"todoke/internal/mask"
)

func both(t *testing.T) map[string][]sample {
	t.Helper()
	out := map[string][]sample{}
	for _, set := range sets {
		s, err := load(set)
		if err != nil {
			t.Fatal(err)
		}
		if len(s) > 0 { // between two held-out sets there is none
			out[set] = s
		}
	}
	return out
}

// Check digits by the rules of the ordinances (個人番号 12 figures, 法人番号 13) and Luhn's, written here anew.
func TestNumbersHaveTheirCheckDigits(t *testing.T) {
	right := map[string]func([]int) bool{
		"mynumber": func(d []int) bool {
			if len(d) != 12 {
				return false
			}
			sum := 0
			for n := 1; n <= 11; n++ {
				weight := n + 1
				if n > 6 {
					weight = n - 5
				}
				sum += d[11-n] * weight
			}
			check := 11 - sum%11
			return d[11] == check || check > 9 && d[11] == 0
		},
		"corporate": func(d []int) bool {
			if len(d) != 13 {
				return false
			}
			sum := 0
			for n := 1; n <= 12; n++ {
				sum += d[13-n] * (2 - n%2)
			}
			return d[0] == 9-sum%9
		},
		"card": func(d []int) bool {
			sum := 0
			for i, v := range slices.Backward(d) {
				if (len(d)-i)%2 == 0 {
					if v *= 2; v > 9 {
						v -= 9
					}
				}
				sum += v
			}
			return len(d) >= 14 && len(d) <= 16 && sum%10 == 0
		},
	}
	for _, samples := range both(t) {
		for _, s := range samples {
			for _, l := range s.labels {
				check := right[l.typ]
				if check == nil {
					continue
				}
				var figures []int
				for _, r := range norm.NFKC.String(s.text[l.start:l.end]) {
					if '0' <= r && r <= '9' {
						figures = append(figures, int(r-'0'))
					}
				}
				if !check(figures) {
					t.Errorf("%s: %s %q has a wrong check digit", s.id, l.typ, s.text[l.start:l.end])
				}
			}
		}
	}
}

// A measure that always says yes measures nothing: a finder's errors of each sort must show.
func TestCoreAndOverhang(t *testing.T) {
	for _, c := range []struct{ typ, text, core string }{
		{"org", "株式会社山桃", "山桃"}, {"org", "山桃（株）", "山桃"}, {"person", "山桃さん", "山桃"}, {"bank", "やま銀行 本店 普通 1234567", "1234567"},
		{"bank", "りす銀行 10990-01234561", "10990-01234561"}, {"amount", "USD 1,200.50", "1,200.50"}, {"amount", "1,043人", "1,043"}, {"phone", "03-0000-0000", "03-0000-0000"},
	} {
		start, end := core(c.text, label{0, len(c.text), c.typ, victim})
		if c.text[start:end] != c.core {
			t.Errorf("core of %s %q is %q, not %q", c.typ, c.text, c.text[start:end], c.core)
		}
	}
	for rest, over := range map[string]bool{"さん": false, "（株） ": false, "の": true, "部長、": false, "電話": true} {
		if beyond(rest) != over {
			t.Errorf("%q beside a label: beyond is %v", rest, !over)
		}
	}
	for _, bad := range []string{"jp\nx", "ja\n", "ja\n⟦nobody:x⟧", "ja\n⟦person:x", "ja\n@ shoe=1\nx", "ja soft\nx"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%q was read as a text", strings.ReplaceAll(bad, "\n", "⏎"))
		}
	}
}

// The measure itself: who proposes exactly the labels is perfect, who proposes nothing finds nothing, who masks all is right nowhere and keeps nothing.
func TestScoreOfKnownFinders(t *testing.T) {
	kinds := map[string]mask.Kind{"person": mask.Name, "corporate": mask.CorporateNumber, "bank": mask.Account}
	oracle := func(s sample) []mask.Proposal {
		var out []mask.Proposal
		for _, l := range s.labels {
			p := mask.Proposal{Start: l.start, End: l.end, Kind: cmp.Or(kinds[l.typ], mask.Kind(l.typ)), Party: mask.NoParty}
			if l.typ == "own" {
				p.Party = 0
			}
			if l.role == attacker {
				p.Role = mask.Attacker
			}
			out = append(out, p)
		}
		return out
	}
	nothing := func(sample) []mask.Proposal { return nil }
	all := func(s sample) []mask.Proposal {
		return []mask.Proposal{{Start: 0, End: len(s.text), Kind: mask.Name, Party: mask.NoParty}}
	}
	for set, samples := range both(t) {
		rows, misses := score(set, samples, oracle)
		for _, r := range rows {
			if r.Recall.value() != 1 || r.Precision.of > 0 && r.Precision.value() != 1 {
				t.Errorf("%s %s: exactly the labels give %v and %v", set, r.Type, r.Recall, r.Precision)
			}
		}
		if len(misses) != 0 {
			t.Errorf("%s: exactly the labels give %d misses, the first in %s", set, len(misses), misses[0].sample.id)
		}
		rows, _ = score(set, samples, nothing)
		for _, r := range rows {
			if want := r.Type == kept || r.Type == quiet; (r.Recall.value() == 1) != want || r.Recall.hit > 0 && !want {
				t.Errorf("%s %s: proposing nothing finds %v", set, r.Type, r.Recall)
			}
		}
		rows, _ = score(set, samples, all)
		for _, r := range rows {
			switch r.Type {
			case kept, quiet:
				if r.Recall.hit != 0 && r.Type == kept || r.Recall.value() > 0.2 {
					t.Errorf("%s %s: masking all leaves %v", set, r.Type, r.Recall)
				}
			case "person":
				if r.Precision.value() > 0.05 {
					t.Errorf("%s: masking all is right in %v", set, r.Precision)
				}
			}
		}
	}
}
