package export

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every code of the vocabulary has counterparts or says why not, no mapping is of a code that does not exist, and ids have names.
func TestMappings(t *testing.T) {
	m := mappings()
	used := map[string]bool{}
	for _, list := range mappedLists {
		for _, code := range terms(list) {
			c, ok := m.Lists[list][code.Code]
			if !ok || c.empty() == (c.None == "") {
				t.Errorf("%s/%s: mapped to %+v; it needs counterparts or the reason why there are none", list, code.Code, c)
			}
			for _, id := range slices.Concat(c.Attack, c.Mitigation, c.Weakness) {
				used[id] = true
				if m.Techniques[id]+m.Mitigations[id]+m.Weaknesses[id] == "" {
					t.Errorf("%s/%s: %s has no name", list, code.Code, id)
				}
			}
			if !c.empty() && !strings.HasPrefix(c.Note, "[S]") && !strings.HasPrefix(c.Note, "[K]") {
				t.Errorf("%s/%s does not say how sure it is", list, code.Code)
			}
		}
		for code := range m.Lists[list] {
			if !slices.ContainsFunc(terms(list), func(t0 termOf) bool { return t0.Code == code }) {
				t.Errorf("%s/%s is no code", list, code)
			}
		}
	}
	form := regexp.MustCompile(`^(T\d{4}(\.\d{3})?|M\d{4}|CWE-\d+)$`)
	for _, names := range []map[string]string{m.Techniques, m.Mitigations, m.Weaknesses} {
		for id := range names {
			if !form.MatchString(id) || !used[id] && !strings.HasPrefix(id, "T") { // techniques are also named by the steps of figures
				t.Errorf("%s is malformed or used by nothing", id)
			}
		}
	}
	// The techniques that the demonstration's figures name are known by name too.
	reports, err := filepath.Glob(filepath.Join("..", "demo", "data", "reports", "*.toml"))
	if err != nil || len(reports) == 0 {
		t.Fatal("no reports of the demonstration", err)
	}
	steps := 0
	for _, path := range reports {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?m)^technique = "(.*)"$`).FindAllStringSubmatch(string(body), -1) {
			if steps++; m.Techniques[found[1]] == "" {
				t.Errorf("%s: technique %s has no name", path, found[1])
			}
		}
	}
	if steps == 0 {
		t.Error("no step of the demonstration names a technique")
	}
	dir := schemas(t)
	if dir == "" {
		return
	}
	tags := machineTags(t, dir)
	enum := read[object](t, dir, "veris", "verisc-enum.json")
	stix := read[struct {
		Definitions map[string]struct{ Enum []string }
	}](t, dir, "stix2.1", "schemas", "sdos", "malware.json").Definitions["malware-type-ov"].Enum
	for list, codes := range m.Lists {
		for code, c := range codes {
			for _, v := range c.RSIT {
				if !tags[machineTag("rsit", v)] {
					t.Errorf("%s/%s: rsit has no %s", list, code, v)
				}
			}
			for _, v := range c.ECSIRT {
				if !tags[machineTag("ecsirt", v)] {
					t.Errorf("%s/%s: ecsirt has no %s", list, code, v)
				}
			}
			for _, v := range c.STIX {
				if !slices.Contains(stix, v) {
					t.Errorf("%s/%s: STIX has no malware type %s", list, code, v)
				}
			}
			for _, path := range c.VERIS {
				parts := strings.Split(path, ".")
				var at any = map[string]any(enum)
				for _, p := range parts[:len(parts)-1] {
					o, _ := at.(map[string]any)
					at = o[p]
				}
				values, _ := at.([]any)
				if !slices.Contains(values, any(parts[len(parts)-1])) {
					t.Errorf("%s/%s: VERIS has no %s", list, code, path)
				}
			}
		}
	}
}
