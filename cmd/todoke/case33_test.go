package main

import (
	"io"
	"testing"
)

// TestCase33DemonstrationStaysLocal: in cases 33 and 35 a test environment was open to the Internet. A demonstration serves this machine only, and no flag changes that.
func TestCase33DemonstrationStaysLocal(t *testing.T) {
	const here = "127.0.0.1:0"
	for _, c := range []Config{
		{Portal: "0.0.0.0:0", Site: here, Console: here},
		{Portal: here, Site: ":0", Console: here},
		{Portal: here, Site: here, Console: "[::]:0"},
		{Portal: here, Site: here, Console: "192.0.2.1:0"},
	} {
		d := &desk{config: c, demo: true}
		if err := d.serve(t.Context(), io.Discard, ""); err == nil {
			t.Errorf("a demonstration listens on %s, %s, %s", c.Portal, c.Site, c.Console)
		}
	}
}
