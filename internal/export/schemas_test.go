package export

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"todoke/internal/i18n"
)

// schemas is the folder of published schemas: TODOKE_SCHEMAS, or ../shared/schemas beside the repository. Where it is missing the test says so and its own
// assertions are all there is.
func schemas(t *testing.T) string {
	t.Helper()
	dirs := []string{os.Getenv("TODOKE_SCHEMAS")}
	for up := ".."; len(up) < 40; up += "/.." {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			dirs = append(dirs, filepath.Join(up, "..", "shared", "schemas"))
		}
	}
	for _, d := range dirs {
		if _, err := os.Stat(filepath.Join(d, "stix2.1")); d != "" && err == nil {
			return d
		}
	}
	t.Log("NOT VALIDATED against the published schemas: neither TODOKE_SCHEMAS nor ../shared/schemas is there; only this test's own assertions ran")
	return ""
}

// published finds the files of the schemas' own addresses in the folder, and nothing elsewhere.
type published string

func (p published) Load(url string) (any, error) {
	path := url
	if i := strings.Index(url, "/schemas/"); strings.Contains(url, "cti-stix2-json-schemas") && i >= 0 {
		path = filepath.Join(string(p), "stix2.1", url[i:])
	}
	b, err := os.ReadFile(strings.TrimPrefix(path, "file://"))
	if err != nil {
		return nil, err
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if strings.HasSuffix(path, "misp/schema.json") { // as published it is no schema: "required" of a sharing group, which we do not write, stands among its properties
		group := v.(map[string]any)["defs"].(map[string]any)["sharing_group"].(map[string]any)["properties"].(map[string]any)
		delete(group, "required")
	}
	return v, err
}

func compile(t *testing.T, dir, name string) *jsonschema.Schema {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(published(dir))
	s, err := c.Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decoded(t *testing.T, b []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func catalogue(t *testing.T) *i18n.Catalogue {
	t.Helper()
	words, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func read[T any](t *testing.T, path ...string) T {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
