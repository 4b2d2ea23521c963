package main

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// What the set must hold to measure anything: enough of each type in both sets, and nothing in one that could be learnt from the other.
func TestSet(t *testing.T) {
	sets := both(t)
	var texts, english, hard int
	for set, samples := range sets {
		n := map[string]int{}
		for _, s := range samples {
			texts++
			if s.english {
				english++
			}
			if s.hard {
				hard++
			}
			for _, l := range s.labels {
				switch {
				case l.role == attacker:
					n[kept]++
				case l.role == victim:
					n[l.typ]++
				}
				start, end := core(s.text, l)
				if !strings.ContainsFunc(s.text[start:end], meaning) {
					t.Errorf("%s: label %q has no letter or figure in its core", s.id, s.text[l.start:l.end])
				}
				if l.typ == "own" && len(s.parties) == 0 {
					t.Errorf("%s: an own name without a declared party", s.id)
				}
			}
		}
		for _, typ := range append(slices.Clone(types), kept) {
			least := 15
			if typ == "person" || typ == "org" {
				least = 150
			}
			if n[typ] < least {
				t.Errorf("%s has %d of %s, not %d", set, n[typ], typ, least)
			}
		}
	}
	if texts < 640 || hard < 150 {
		t.Errorf("%d texts, %d of them hard; 640 and 150 are wanted", texts, hard)
	}
	if n := len(sets["heldout"]); n > 0 && n < 480 {
		t.Errorf("%d texts are held out; 480 are wanted", n)
	}
	if share := float64(english) / float64(texts); share < 0.15 || share > 0.25 {
		t.Errorf("English are %.2f of the texts, not about a fifth", share)
	}
}

// A name or a sentence learnt in one set must not help in the other. A surname alone may stand in both: everybody knows 田中, the dictionary too.
func TestSetsShareNothing(t *testing.T) {
	sets := both(t)
	names := map[string]string{}
	each := func(samples []sample, do func(s sample, name string)) {
		for _, s := range samples {
			for _, l := range s.labels {
				start, end := core(s.text, l)
				if l.role == victim && l.typ != "amount" && !alone(l.typ, s.text[start:end]) {
					do(s, l.typ+" "+plain(s.text[start:end]))
				}
			}
		}
	}
	each(sets["dev"], func(s sample, name string) { names[name] = s.id })
	each(sets["heldout"], func(s sample, name string) {
		if in, ok := names[name]; ok {
			t.Errorf("%q is in %s and in %s", name, in, s.id)
		}
	})
	for _, samples := range sets {
		seen := map[string]string{}
		for _, s := range samples {
			if in, ok := seen[plain(s.text)]; ok {
				t.Errorf("%s and %s are the same text", in, s.id)
			}
			seen[plain(s.text)] = s.id
		}
	}
	dev := grams(sets["dev"])
	for i, a := range grams(sets["heldout"]) {
		for j, b := range dev {
			if like := likeness(a, b); like > 0.5 {
				t.Errorf("%s and %s are alike: %.2f of their letter triples", sets["heldout"][i].id, sets["dev"][j].id, like)
			}
		}
	}
}

// alone tells whether a label is one short word for a person, such as a surname.
func alone(typ, word string) bool {
	long := 3
	if !strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) || unicode.IsSpace(r) }) {
		long = 9
	}
	return (typ == "person" || typ == "own") && len([]rune(plain(word))) <= long
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if meaning(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// grams are the triples of letters of each text, without what is labelled, sorted.
func grams(samples []sample) [][]uint64 {
	out := make([][]uint64, len(samples))
	for i, s := range samples {
		var rest strings.Builder
		at := 0
		for _, l := range s.labels {
			rest.WriteString(s.text[at:l.start])
			at = l.end
		}
		rest.WriteString(s.text[at:])
		r := []rune(plain(rest.String()))
		for j := range len(r) - 2 {
			out[i] = append(out[i], uint64(r[j])<<42|uint64(r[j+1])<<21|uint64(r[j+2]))
		}
		slices.Sort(out[i])
		out[i] = slices.Compact(out[i])
	}
	return out
}

// likeness is the share of common triples; texts of fewer than ten say nothing.
func likeness(a, b []uint64) float64 {
	if len(a) < 10 || len(b) < 10 {
		return 0
	}
	common, j := 0, 0
	for _, g := range a {
		for j < len(b) && b[j] < g {
			j++
		}
		if j < len(b) && b[j] == g {
			common++
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}
