package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/incidenttest"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; read the diff after -update", path)
	}
}

// small is the sample edition cut to two cases, one with a chapter.
func small() incident.Collection {
	c := incidenttest.Collection()
	c.Cases = []incident.PublishedCase{c.Cases[4], c.Cases[5]}
	return c
}

func TestEditionJSON(t *testing.T) {
	c := small()
	got, err := EditionJSON(&c)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "edition.json", got)
	var back incident.Collection
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c, back) {
		t.Error("what was written does not read back as it was")
	}
	for _, want := range []string{`"categories": [`, `"code": "virus"`, `"count": 9`, `"accepted": 70`, `"demo": true`} {
		if !bytes.Contains(got, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
}

func TestCasesCSV(t *testing.T) {
	words, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	c := small()
	c.Cases[1].Summary.JA = "=HYPERLINK(\"http://x.example\")"
	got, err := CasesCSV(&c, words)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "cases.csv", got)
	if !bytes.HasPrefix(got, []byte("\xEF\xBB\xBF")) || !bytes.Contains(got, []byte("\r\n")) {
		t.Error("no byte order mark or no CR LF")
	}
	rows, err := csv.NewReader(bytes.NewReader(got[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 || rows[1][0] != "実演・架空" || rows[1][2] != "2020-0005" || !strings.Contains(rows[1][12], "response=mfa/present/confirmed/considered") {
		t.Errorf("%q", rows)
	}
	if rows[2][10] != `'=HYPERLINK("http://x.example")` {
		t.Errorf("a formula stays one: %s", rows[2][10])
	}
}
