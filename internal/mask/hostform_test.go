package mask

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

// The scanner of hosts finds what the expression finds that says what a host is.
func TestHostsAreThoseOfTheExpression(t *testing.T) {
	re := regexp.MustCompile(`(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?` + dot + `)+(xn--[a-z0-9-]+|[a-z]{2,18})`)
	pieces := []string{"a", "b", "jp", "com", "example", "xn--", "xn--p1ai", "0", "9", "-", "_", ".", ".", ".", `\.`, "[.]", "(.)", "{.}", "[dot]", "(dot)", "dot", "[", "\\", "/", "@", ":", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "-----------------"}
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 50_000 {
		s := ""
		for range 1 + r.IntN(12) {
			s += pieces[r.IntN(len(pieces))]
		}
		at := 0
		for _, want := range re.FindAllStringSubmatchIndex(s, -1) {
			h, ok := nextHost(s, at)
			if got := (host{want[0], want[2], want[1]}); !ok || h != got {
				t.Fatalf("%q from %d: %v, expression %v", s, at, h, got)
			}
			at = h.to
			found++
		}
		if h, ok := nextHost(s, at); ok {
			t.Fatalf("%q: %v too many", s, h)
		}
	}
	if found < 5_000 {
		t.Fatalf("only %d hosts", found)
	}
}
