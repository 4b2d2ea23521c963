package mask

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

// TestForms holds a form to what package regexp says of the same pattern, over words made of its letters.
func TestForms(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, pattern := range []string{
		`^(?:v|ver)?[0-9]+(?:\.[0-9x]+)*$`,
		`^(?:a|ab|b2)[-#]?[0-9]|^t1[0-9]{3}(?:\.[0-9]{3})?$|^t$`,
		`^(?:[ab]{1,2}-){1,3}[ab]{0,4}[0-9]{1,3}$`,
		`^[a-z0-9][a-z0-9._/-]*[0-9][a-z0-9._/-]*`,
		`^[a-z0-9](?:[a-z0-9._/#-]*[a-z0-9])?`,
		`^[a-z0-9_][a-z0-9._\\-]{1,4}\$?`,
	} {
		f, re := newForm(pattern), regexp.MustCompile(pattern)
		matched := 0
		for range 20_000 {
			b := make([]byte, rnd.IntN(7))
			for i := range b {
				b[i] = `aabvertx01289--.._/#\$ é`[rnd.IntN(25)]
			}
			s := string(b)
			if f.match(s) != re.MatchString(s) {
				t.Fatalf("%s: %q matches %v", pattern, s, f.match(s))
			}
			if want := re.FindString(s); pattern[len(pattern)-1] != '$' && f.find(s) != want {
				t.Fatalf("%s: in %q it finds %q, not %q", pattern, s, f.find(s), want)
			}
			if f.match(s) {
				matched++
			}
		}
		if matched < 5 {
			t.Errorf("%s: only %d words matched", pattern, matched)
		}
	}
}
