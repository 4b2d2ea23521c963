package stats_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"todoke/internal/incidenttest"
	"todoke/internal/stats"
)

// TestDocumented holds that the example of docs/statistics.md is accepted, and that the page names every key of a definition, an axis and a condition.
func TestDocumented(t *testing.T) {
	body, err := os.ReadFile(filepath.Join("..", "..", "docs", "statistics.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, page, _ := strings.Cut(string(body), "\n## Defining a table\n")
	page, _, _ = strings.Cut(page, "\n## ")
	_, example, _ := strings.Cut(page, "```toml\n")
	example, rest, found := strings.Cut(example, "```")
	if !found {
		t.Fatal("no example")
	}
	d := newDesk(t, incidenttest.SQLite(t))
	got, problems := d.Parse(example)
	for _, p := range problems {
		t.Errorf("line %d: %v", p.Line, p.Err)
	}
	if got.ID != "mine" || got.Rows.Top != 5 || !got.Suppress.On {
		t.Errorf("read as %+v", got)
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[stats.Definition](), reflect.TypeFor[stats.Axis](), reflect.TypeFor[stats.Condition]()} {
		for i := range typ.NumField() {
			if key := typ.Field(i).Tag.Get("toml"); !strings.Contains(rest, "`"+key+"`") {
				t.Errorf("%s: %q is not explained", typ.Name(), key)
			}
		}
	}
}
