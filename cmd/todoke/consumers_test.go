package main

import (
	"cmp"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestReadByOthers has the released demonstration read by programs that are not ours: OASIS's TAXII client and STIX library, and PyMISP. They are Python
// packages, which test/install.sh takes from PyPI where that can be reached; where they are absent the test says so and is skipped.
func TestReadByOthers(t *testing.T) {
	data := own(t)
	folder := filepath.Join(data, "public")
	desk := start(t, "demo", "--data", data)
	for script, args := range map[string][]string{"taxii.py": {desk.site + "/taxii2/", folder}, "stix.py": {folder}, "misp.py": {folder}} {
		t.Run(script, func(t *testing.T) {
			python := cmp.Or(os.Getenv("TODOKE_TEST_PYTHON"), "../../.data/consumers/bin/python")
			if _, err := os.Stat(python); err != nil {
				t.Skip("not read by programs of others: their Python packages are not installed (sh test/install.sh consumers)")
			}
			out, err := exec.Command(python, append([]string{"../../test/consumers/" + script}, args...)...).CombinedOutput()
			if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 3 {
				t.Skip("not read by programs of others: the package this script needs is not installed (sh test/install.sh consumers)")
			}
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			t.Logf("%s", out)
		})
	}
}
