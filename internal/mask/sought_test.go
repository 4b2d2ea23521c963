package mask

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// Both ways to look for many words find what looking for each by itself does: words in words, the same twice, of one letter, at the end, beyond the first plane.
func TestWordsSought(t *testing.T) {
	letters := []rune("あいa森𠮷")
	chance := rand.New(rand.NewPCG(1, 2))
	some := func(most int) []rune {
		out := make([]rune, 1+chance.IntN(most))
		for i := range out {
			out[i] = letters[chance.IntN(len(letters))]
		}
		return out
	}
	for range 300 {
		words := []string{"", "森", "森"}
		for range chance.IntN(60) {
			words = append(words, string(some(5)))
		}
		text := some(80)
		var want []hit
		for k, w := range words {
			n := len([]rune(w))
			for i := 0; w != "" && i+n <= len(text); i++ {
				if string(text[i:i+n]) == w {
					want = append(want, hit{i, i + n, k})
				}
			}
		}
		slices.SortFunc(want, func(a, b hit) int { return cmp.Or(a.to-b.to, a.from-b.from, a.word-b.word) })
		if got := newSought(words).findInto(nil, text); !slices.Equal(got, want) {
			t.Fatalf("%q in %q: %v, not %v", words, string(text), got, want)
		}
		if got := newAutomaton(words).find(text); !slices.Equal(got, want) {
			t.Fatalf("%q in %q: the automaton has %v, not %v", words, string(text), got, want)
		}
	}
}
