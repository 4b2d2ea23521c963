package stats_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"todoke/internal/incidenttest"
	"todoke/internal/stats"
)

// TestShipped holds that every definition, rule and dimension that ships passes the check a desk's own must pass, and that all tables of domain.md §2.2 are there.
func TestShipped(t *testing.T) {
	d := newDesk(t, incidenttest.SQLite(t))
	n := 0
	err := filepath.WalkDir("data", func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		for _, p := range d.Check(string(body)) {
			t.Errorf("%s:%d: %v %v", path, p.Line, p.Err, p.Err.Args)
		}
		return nil
	})
	if err != nil || n < 17 {
		t.Fatal(n, err)
	}
	list, err := d.Definitions(context.Background(), staff)
	if err != nil {
		t.Fatal(err)
	}
	have := ""
	for _, x := range list {
		have += " " + x.ID
	}
	for _, id := range strings.Fields("V1 V2 V3 V4 V5 V6 V7 V8 A1 A2 A3 A4 A5 A6 A7") {
		if !strings.Contains(have+" ", " "+id+" ") {
			t.Errorf("%s does not ship", id)
		}
	}
	for _, x := range list {
		text, err := stats.Format(x)
		if err != nil {
			t.Fatal(err)
		}
		if back, problems := d.Parse(text); len(problems) > 0 || back.ID != x.ID || back.Rows.Dimension != x.Rows.Dimension {
			t.Errorf("%s does not come back from its text: %v\n%s", x.ID, problems, text)
		}
	}
}
