package todoke

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// house is the exact map of packages: what each may import of ours. A new package needs a line here and a reason.
var house = map[string][]string{
	// HEART: stdlib only
	"incident": {},
	// GROUND
	"text":   {},
	"i18n":   {"incident"},
	"store":  {"incident", "text"}, // text: search terms
	"seal":   {"incident", "text", "store"},
	"auth":   {"incident", "text", "store"},
	"notify": {"incident", "text", "i18n", "store"},
	// FORMATS
	"form":   {"incident", "text", "i18n"},
	"mask":   {"incident", "text", "i18n"},
	"export": {"incident", "text", "i18n"},
	// inspect is apart from analyze because triage shows with it what analyze marks
	"inspect": {"incident", "text", "i18n"},
	"pdf":     {"incident", "text", "i18n"},
	// WORK
	"intake":    {"incident", "text", "i18n", "store", "seal", "auth", "notify", "form", "mask", "export", "pdf"},
	"analyze":   {"incident", "text", "i18n", "store", "seal", "auth", "notify", "form", "mask", "export", "pdf", "inspect"},
	"triage":    {"incident", "text", "i18n", "store", "seal", "auth", "notify", "form", "mask", "export", "pdf", "inspect"},
	"stats":     {"incident", "text", "i18n", "store", "seal", "auth", "notify", "form", "mask", "export", "pdf"},
	"retention": {"incident", "text", "store", "seal", "form", "stats"}, // stats: it proves that erasing changes no number
	// subscribe is apart from publish because it holds addresses of people and publish none; what is new it is told by a function
	"subscribe": {"incident", "text", "i18n", "store", "seal", "notify"},
	"publish":   {"incident", "text", "i18n", "store", "seal", "auth", "notify", "form", "mask", "export", "pdf", "stats"},
	"ops":       {"incident", "text", "i18n", "store", "seal", "auth", "notify", "form", "mask", "export", "pdf"},
	// FACES
	"web":     {"incident", "text", "i18n"},
	"portal":  {"incident", "text", "i18n", "form", "intake", "subscribe", "web"},
	"console": {"incident", "text", "i18n", "auth", "form", "intake", "triage", "publish", "stats", "retention", "subscribe", "ops", "web"},
	"api":     {"incident", "text", "i18n", "auth", "form", "intake", "triage", "publish", "stats", "web"},
	"site":    {"incident", "text", "i18n", "web"},
	// demo drives the same functions as people do, from data: above WORK, beside cmd
	"demo": {"incident", "text", "i18n", "store", "auth", "form", "intake", "analyze", "triage", "publish", "stats"},
}

// TestHouse reads the imports of every file itself, so that the test cache cannot hide a break.
func TestHouse(t *testing.T) {
	err := filepath.WalkDir("internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		name := strings.Split(filepath.ToSlash(path), "/")[1]
		if name == "incidenttest" {
			return nil // tests only; production files may not import it (below)
		}
		allowed, known := house[name]
		if !known {
			t.Errorf("%s: package %s is not on the map", path, name)
			return nil
		}
		for _, imp := range imports(t, path) {
			ours, ok := strings.CutPrefix(imp, "todoke/internal/")
			if !ok {
				if name == "incident" && strings.Contains(imp, ".") {
					t.Errorf("%s: the heart imports %s", path, imp)
				}
				continue
			}
			ours = strings.Split(ours, "/")[0]
			if ours != name && !slices.Contains(allowed, ours) {
				t.Errorf("%s: %s may not import %s", path, name, ours)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestOneDoor holds that ciphertext leaves the store only through seal, SQL stands only in store, and the clock is read only in cmd.
func TestOneDoor(t *testing.T) {
	rules := []struct{ text, where, why string }{
		{".Ciphertext()", "internal/seal/", "ciphertext is for seal alone"},
		{"time.Now(", "cmd/", "the clock is passed in"},
		{`"SELECT `, "internal/store/", "SQL stands in store"},
		{"`SELECT ", "internal/store/", "SQL stands in store"},
		{"`INSERT ", "internal/store/", "SQL stands in store"},
		{"`UPDATE ", "internal/store/", "SQL stands in store"},
	}
	for _, root := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "incidenttest") {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, r := range rules {
				if !strings.HasPrefix(filepath.ToSlash(path), r.where) && strings.Contains(string(body), r.text) {
					t.Errorf("%s: has %q: %s", path, r.text, r.why)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func imports(t *testing.T, path string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range f.Imports {
		p, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}
