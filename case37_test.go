package todoke

import (
	"strings"
	"testing"
)

// TestCase37NoDebugDoor: in case 37 a way in kept for repairs was used, in case 34 a program nobody needed any more. The program has no debug page,
// no profile and no shell; it starts two other programs: the PDF engine, and 7z for what leaves the desk.
func TestCase37NoDebugDoor(t *testing.T) {
	source(t, func(path, body string) {
		for _, door := range []string{`"net/http/pprof"`, `"expvar"`, `"net/rpc"`, `"plugin"`} {
			if strings.Contains(body, door) {
				t.Errorf("%s: imports %s", path, door)
			}
		}
		if strings.Contains(body, `"os/exec"`) && !strings.HasPrefix(path, "internal/pdf/") && path != "internal/triage/take.go" && path != "cmd/todoke/attachment.go" {
			t.Errorf("%s: starts programs", path)
		}
	})
}
