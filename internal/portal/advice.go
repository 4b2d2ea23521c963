package portal

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
)

//go:embed data/advice.toml
var adviceTOML string

// advice is what to do now by what was noticed, and who else may have to be told; its texts are in data/advice.toml.
type advice struct {
	Groups []adviceGroup `toml:"group"`
	Others []elsewhere   `toml:"elsewhere"`
}

type adviceGroup struct {
	ID      string          `toml:"id"`
	Noticed []string        `toml:"noticed"`
	Title   incident.Text   `toml:"title"`
	Steps   []incident.Text `toml:"steps"`
}

// elsewhere is a body this report does not reach: who, what for, by when.
type elsewhere struct {
	ID     string        `toml:"id"`
	Who    incident.Text `toml:"who"`
	What   incident.Text `toml:"what"`
	By     incident.Text `toml:"by"`
	URL    string        `toml:"url"`
	Strong []string      `toml:"strong"` // what was noticed for which it comes first
	Only   []string      `toml:"only"`   // shown for these alone; empty for always
}

func loadAdvice() (advice, error) {
	var a advice
	meta, err := toml.Decode(adviceTOML, &a)
	if err != nil {
		return a, fmt.Errorf("advice: %w", err)
	}
	if left := meta.Undecoded(); len(left) > 0 {
		return a, fmt.Errorf("advice: unknown key %s", left[0])
	}
	return a, nil
}

// groups gives the advice for what was noticed; the last group, for who is not sure yet, when there is none.
func (a advice) groups(noticed []string) []adviceGroup {
	var out []adviceGroup
	for _, g := range a.Groups {
		if overlap(g.Noticed, noticed) {
			out = append(out, g)
		}
	}
	if len(out) == 0 {
		return a.Groups[len(a.Groups)-1:]
	}
	return out
}

// elsewhere lists the other bodies, those that likely apply first.
func (a advice) elsewhere(noticed []string) []elsewhere {
	var first, then []elsewhere
	for _, e := range a.Others {
		switch {
		case overlap(e.Only, noticed), overlap(e.Strong, noticed):
			first = append(first, e)
		case len(e.Only) == 0:
			then = append(then, e)
		}
	}
	return append(first, then...)
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
