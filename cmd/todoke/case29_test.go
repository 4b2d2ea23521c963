package main

import (
	"testing"

	"todoke/internal/ops"
)

// TestCase29ConsoleOnLoopback: in case 29 a management page was open to the Internet by a wrong setting. Without any setting nothing listens beyond this machine.
func TestCase29ConsoleOnLoopback(t *testing.T) {
	c, err := loadConfig(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, addr := range map[string]string{"console": c.Console, "portal": c.Portal, "site": c.Site} {
		if !ops.Loopback(addr) {
			t.Errorf("%s listens on %s by default", name, addr)
		}
	}
	if c.Console == c.Portal || c.Console == c.Site {
		t.Error("the console shares a listener with the public")
	}
}
