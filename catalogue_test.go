package todoke

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"todoke/internal/i18n"
	"todoke/internal/incident"
)

var (
	word   = regexp.MustCompile("[\"`]([a-z0-9_]+(?:[.-][A-Za-z0-9_-]+)*)[\"`]")
	prefix = regexp.MustCompile("[\"`]([a-z0-9_.-]+\\.)[\"`]")
)

// TestCatalogueUsed finds texts nobody asks for: a key must stand in the sources, or begin with a prefix that the sources put keys together from.
func TestCatalogueUsed(t *testing.T) {
	used := map[string]bool{}
	prefixes := map[string]bool{"portal.state.": true, "portal.reason.": true, "lint.": true} // put together in other ways; their packages' tests ask for each
	for _, root := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.Contains(path, "node_modules") || strings.HasPrefix(filepath.ToSlash(path), "internal/i18n/") {
				return err
			}
			switch filepath.Ext(path) {
			case ".go", ".tmpl", ".toml":
			default:
				return nil
			}
			if strings.HasSuffix(path, "_test.go") {
				return nil
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range word.FindAllSubmatch(b, -1) {
				used[string(m[1])] = true
			}
			for _, m := range prefix.FindAllSubmatch(b, -1) {
				prefixes[string(m[1])] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
next:
	for _, k := range c.Keys(incident.JA) {
		if used[k] {
			continue
		}
		for p := range prefixes {
			if strings.HasPrefix(k, p) {
				continue next
			}
		}
		t.Errorf("%q is in the catalogue, but nothing asks for it", k)
	}
}

// TestCatalogueAsked: every key the sources ask for by name is in the catalogue.
func TestCatalogueAsked(t *testing.T) {
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`\bT "([a-z0-9_]+(?:\.[A-Za-z0-9_-]+)+)"|incident\.Errorf\([A-Za-z.]+, "([a-z0-9_.]+)"`)
	err = filepath.WalkDir("internal", func(path string, d fs.DirEntry, err error) error {
		ext := filepath.Ext(path)
		if err != nil || d.IsDir() || (ext != ".tmpl" && ext != ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range asked.FindAllSubmatch(b, -1) {
			key := string(m[1]) + string(m[2])
			if !c.Has(incident.JA, key) {
				t.Errorf("%s asks for %q, which the catalogue has not", path, key)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestOneTilde: what the program says writes a span with ～ (U+FF5E), as the labels of the vocabulary do. What reads input knows the other tildes too.
func TestOneTilde(t *testing.T) {
	found := 0
	for _, pattern := range []string{"internal/i18n/*/*.toml", "internal/*/*.tmpl", "internal/*/*/*.tmpl", "internal/*/data/*.toml", "internal/*/data/*.json", "internal/form/*/*.toml", "docs/*.md"} {
		list, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range list {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			found += strings.Count(string(b), "～")
			for n, line := range strings.Split(string(b), "\n") {
				if strings.ContainsRune(line, '〜') {
					t.Errorf("%s:%d has 〜 for ～", path, n+1)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no ～ anywhere: the patterns find nothing")
	}
}
