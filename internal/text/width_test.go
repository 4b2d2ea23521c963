package text

import "testing"

func TestWidth(t *testing.T) {
	for s, want := range map[string]float64{"": 0, "ア": 1, "Wi": 1.32, "届出 2": 2 + 0.33 + 0.76, "ｱ": 0.57, "é": 0.72, "…": 1} {
		if got := Width(s); got < want-1e-9 || got > want+1e-9 {
			t.Errorf("Width(%q) = %g, want %g", s, got, want)
		}
	}
}
