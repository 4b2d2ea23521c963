package todoke

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"todoke/internal/export"
	"todoke/internal/i18n"
	"todoke/internal/incident"
)

func doc(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// section is a document's text from a heading to the next of the same or a higher level.
func section(t *testing.T, body, heading string) string {
	t.Helper()
	_, rest, ok := strings.Cut("\n"+body, "\n"+heading+"\n")
	if !ok {
		t.Fatalf("no heading %q", heading)
	}
	level := len(heading) - len(strings.TrimLeft(heading, "#"))
	if end := regexp.MustCompile(`(?m)^#{1,` + strconv.Itoa(level) + `} `).FindStringIndex(rest); end != nil {
		rest = rest[:end[0]]
	}
	return rest
}

// rows are the cells of a table's rows whose first cell is code, without the backquotes of the first.
func rows(body string) [][]string {
	var out [][]string
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		cells[0] = strings.Trim(cells[0], "`")
		out = append(out, cells)
	}
	return out
}

// TestRolesInDocs holds that the table of roles and actions in both languages is the one the program asks.
func TestRolesInDocs(t *testing.T) {
	for name, heading := range map[string]string{"desk.md": "## Who may do what", "desk.ja.md": "## 役割とできること"} {
		table := rows(section(t, doc(t, name), heading))
		if len(table) != len(incident.Actions) {
			t.Fatalf("%s: %d actions, the program has %d", name, len(table), len(incident.Actions))
		}
		for i, action := range incident.Actions {
			row := table[i]
			if row[0] != string(action) || len(row) != 2+len(incident.Roles) {
				t.Errorf("%s: row %d is %v, want %s", name, i, row, action)
				continue
			}
			for j, role := range incident.Roles {
				may := incident.Can(incident.Actor{Kind: incident.Staff, Roles: []incident.Role{role}}, action)
				if said := row[2+j] == "●"; said != may {
					t.Errorf("%s: %s × %s says %v, the program %v", name, action, role, said, may)
				}
			}
		}
	}
}

// TestCertaintiesInDocs holds that both languages name the six certainties, and no other.
func TestCertaintiesInDocs(t *testing.T) {
	for name, heading := range map[string]string{"desk.md": "### The six certainties", "desk.ja.md": "### 6つの確度"} {
		var got []incident.Certainty
		for _, row := range rows(section(t, doc(t, name), heading)) {
			got = append(got, incident.Certainty(row[0]))
		}
		if !slices.Equal(got, incident.Certainties) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestSettingsInDocs holds that the table of settings has every key of todoke.toml, and no other.
func TestSettingsInDocs(t *testing.T) {
	body, err := os.ReadFile(filepath.Join("cmd", "todoke", "config.go"))
	if err != nil {
		t.Fatal(err)
	}
	var keys, said []string
	for _, m := range regexp.MustCompile("toml:\"([a-z_]+)\"").FindAllStringSubmatch(string(body), -1) {
		keys = append(keys, m[1])
	}
	// the keys of the struct Desk stand before its own name
	for i, k := range keys {
		if k == "desk" && i >= 2 {
			keys[i-2], keys[i-1] = "desk."+keys[i-2], "desk."+keys[i-1]
			keys = slices.Delete(keys, i, i+1)
			break
		}
	}
	before, inMail, _ := strings.Cut(string(body), "type mailConfig struct {")
	inMail, _, _ = strings.Cut(inMail, "\n}")
	for i, k := range keys {
		if !strings.Contains(before, `toml:"`+k+`"`) && strings.Contains(inMail, `toml:"`+k+`"`) {
			keys[i] = "mail." + k
		}
	}
	keys = slices.DeleteFunc(keys, func(k string) bool { return k == "mail" })
	for _, row := range rows(section(t, doc(t, "operate.md"), "## Settings")) {
		said = append(said, row[0])
	}
	slices.Sort(keys)
	slices.Sort(said)
	if len(keys) < 5 || !slices.Equal(keys, said) {
		t.Errorf("settings of the program: %v\nof the document:        %v", keys, said)
	}
}

// TestEditionInDocs holds that docs/integrate.md describes every field of edition.json, and which may be missing.
func TestEditionInDocs(t *testing.T) {
	body := section(t, doc(t, "integrate.md"), "## edition.json")
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] {
			return
		}
		seen[typ] = true
		var fields []string
		var walk func(reflect.Type)
		walk = func(s reflect.Type) {
			for i := range s.NumField() {
				f := s.Field(i)
				name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
				switch {
				case f.Anonymous:
					walk(f.Type)
					seen[f.Type] = true
				case name != "-":
					if option != "" {
						name += " ?"
					}
					fields = append(fields, name)
					visit(f.Type)
				}
			}
		}
		walk(typ)
		var said []string
		for _, row := range rows(section(t, body, "### "+typ.Name())) {
			name := row[0]
			if strings.Contains(row[1], "optional") {
				name += " ?"
			}
			said = append(said, name)
		}
		if !slices.Equal(fields, said) {
			t.Errorf("%s\nprogram:  %v\ndocument: %v", typ.Name(), fields, said)
		}
	}
	visit(reflect.TypeFor[incident.Collection]())
	seen[reflect.TypeFor[incident.Text]()] = true
	visit(reflect.TypeFor[incident.Text]())
}

// TestCSVInDocs holds that docs/integrate.md names the columns of cases.csv in order.
func TestCSVInDocs(t *testing.T) {
	words, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	out, err := export.CasesCSV(&incident.Collection{}, words)
	if err != nil {
		t.Fatal(err)
	}
	heads, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out, []byte("\uFEFF")))).Read()
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, row := range rows(section(t, doc(t, "integrate.md"), "## cases.csv")) {
		said = append(said, row[0])
	}
	if !slices.Equal(heads, said) {
		t.Errorf("program:  %v\ndocument: %v", heads, said)
	}
}

var (
	caseRow  = regexp.MustCompile(`(?m)^\| (\d+) \|.*$`)
	testName = regexp.MustCompile("`([a-z/]*): (Test\\w+)`")
	testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	caseTest = regexp.MustCompile(`^TestCase(\d\d)`)
)

// TestSelfDefenceInDocs holds that the table has the 46 cases in order, that every test it names exists where it says, and that every test named for a case is there.
func TestSelfDefenceInDocs(t *testing.T) {
	there := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		body, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllStringSubmatch(string(body), -1) {
			there[strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "internal/")+": "+m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	body := doc(t, "self-defence.md")
	table := caseRow.FindAllStringSubmatch(body, -1)
	if len(table) != 46 {
		t.Fatalf("%d rows, want 46", len(table))
	}
	for i, row := range table {
		if row[1] != strconv.Itoa(i+1) {
			t.Errorf("row %d has the number %s", i+1, row[1])
		}
		if !testName.MatchString(row[0]) && !strings.Contains(row[0], "no test yet") && !strings.Contains(row[0], "outside Todoke") {
			t.Errorf("row %s names no test and does not say why", row[1])
		}
	}
	for _, m := range testName.FindAllStringSubmatch(body, -1) {
		where := m[1]
		if where == "root" {
			where = "."
		}
		if !there[where+": "+m[2]] {
			t.Errorf("there is no test %s in %s", m[2], where)
		}
	}
	for name := range there {
		_, f, _ := strings.Cut(name, ": ")
		if m := caseTest.FindStringSubmatch(f); m != nil && !strings.Contains(body, f) {
			t.Errorf("%s is not in the table", name)
		}
	}
}
