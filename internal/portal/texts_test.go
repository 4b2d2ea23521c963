package portal_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
)

var keyInSource = regexp.MustCompile(`"(portal\.[a-z0-9_.]*[a-z0-9_])"`)

// Every text of the portal is used, and every text it uses is there, those of each state and reason included.
func TestTextsAreUsedAndThere(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, pattern := range []string{"*.go", "templates/*.tmpl"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range keyInSource.FindAllStringSubmatch(string(body), -1) {
				used[m[1]] = true
			}
		}
	}
	for _, s := range incident.ReportStates {
		used["portal.state."+string(s)], used["portal.state."+string(s)+".about"] = true, true
	}
	for _, r := range incident.Reasons {
		used["portal.reason."+r], used["portal.reason."+r+".advice"] = true, true
	}
	for _, r := range incident.WithdrawReasons {
		used["portal.reason."+r] = true
	}
	for _, s := range incident.ShowingStates {
		if s != incident.ShowingClosed { // it is not shown any more
			used["portal.showing.state."+string(s)] = true
		}
	}
	for _, s := range incident.Silences {
		used["portal.showing.silence."+string(s)] = true
	}
	for _, use := range incident.Uses {
		used["portal.consent."+string(use)] = true
		for _, w := range []incident.Word{incident.Agreed, incident.Refused} {
			used["portal.consent."+string(use)+"."+string(w)] = true
		}
	}
	for _, lang := range []incident.Lang{incident.JA, incident.EN} {
		used["portal.subscribe.language."+string(lang)] = true
	}
	for _, k := range incident.KeptOfReport {
		used["portal.erased."+string(k)] = true
	}
	for _, s := range []string{"waiting", "proposed", "agreed", "refused", "done"} {
		used["portal.erase.state."+s] = true
	}
	for _, a := range incident.EraseAnswers {
		used["portal.erase.answer."+a] = true
	}
	for k := range used {
		if !texts.Has(incident.JA, k) {
			t.Errorf("%s is used and missing", k)
		}
	}
	for _, k := range texts.Keys(incident.JA) {
		if strings.HasPrefix(k, "portal.") && !used[k] {
			t.Errorf("%s is not used", k)
		}
	}
}

// Whatever may be noticed has its advice, two to five steps in both languages.
func TestAdviceForEverythingNoticed(t *testing.T) {
	var a struct {
		Group []struct {
			ID      string
			Noticed []string
			Title   incident.Text
			Steps   []incident.Text
		}
		Elsewhere []struct {
			ID            string
			Who, What, By incident.Text
			Strong, Only  []string
		}
	}
	if _, err := toml.DecodeFile("data/advice.toml", &a); err != nil {
		t.Fatal(err)
	}
	forms, err := form.Load()
	if err != nil {
		t.Fatal(err)
	}
	f, err := forms.Find("door", 0)
	if err != nil {
		t.Fatal(err)
	}
	noticed := f.Question("noticed")
	var advised []string
	for _, g := range a.Group {
		advised = append(advised, g.Noticed...)
		if len(g.Steps) < 2 || len(g.Steps) > 5 {
			t.Errorf("%s: %d steps", g.ID, len(g.Steps))
		}
		for _, s := range append(g.Steps, g.Title) {
			if s.JA == "" || s.EN == "" {
				t.Errorf("%s: a text lacks a language", g.ID)
			}
		}
	}
	for _, o := range noticed.Options {
		if !slices.Contains(advised, o.Code) {
			t.Errorf("no advice for %s", o.Code)
		}
	}
	for _, e := range a.Elsewhere {
		for _, s := range []incident.Text{e.Who, e.What, e.By} {
			if s.JA == "" || s.EN == "" {
				t.Errorf("%s: a text lacks a language", e.ID)
			}
		}
		advised = append(append(advised, e.Strong...), e.Only...)
	}
	for _, code := range advised {
		if noticed.Option(code) == nil {
			t.Errorf("advice for %s, which nobody can tick", code)
		}
	}
}
