package i18n

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"todoke/internal/incident"
)

var placeholder = regexp.MustCompile(`\{\d\}`)

// Every key exists in both languages, is not empty, and has the same placeholders.
func TestCatalogueComplete(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]incident.Lang{{incident.JA, incident.EN}, {incident.EN, incident.JA}} {
		for _, k := range c.Keys(pair[0]) {
			if !c.Has(pair[1], k) {
				t.Errorf("%s has %q, %s has not", pair[0], k, pair[1])
				continue
			}
			a, b := c.T(pair[0], k), c.T(pair[1], k)
			if a == "" {
				t.Errorf("%s %q is empty", pair[0], k)
			}
			if pa, pb := marks(a), marks(b); !slices.Equal(pa, pb) {
				t.Errorf("%q: placeholders differ: %v and %v", k, pa, pb)
			}
		}
	}
}

func marks(s string) []string {
	m := placeholder.FindAllString(s, -1)
	slices.Sort(m)
	return slices.Compact(m)
}

// TestTextArgument: an argument in two languages is said in that of the sentence.
func TestTextArgument(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	who := incident.Text{JA: "届出者", EN: "the reporter"}
	for lang, want := range map[incident.Lang]string{incident.JA: "届出者から", incident.EN: "the reporter has not agreed"} {
		if got := c.Error(lang, incident.Errorf(incident.Conflict, "error.share_missing", who)); !strings.Contains(got, want) {
			t.Errorf("%s: %s", lang, got)
		}
	}
}
