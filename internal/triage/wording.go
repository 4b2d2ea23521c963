package triage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// wording holds, for each certainty of a coded fact, how a published text may say it and how it may not.
type wording struct {
	Rules []wordingRule `toml:"rule"`
}

// wordingRule is one rule of data/wording.toml. Patterns are looked for in the normal form of a text.
type wordingRule struct {
	Certainty  incident.Certainty   `toml:"certainty"`
	Dimensions []incident.Dimension `toml:"dimensions"` // facts it speaks of
	Only       bool                 `toml:"only"`       // applies only where every such fact has this certainty or one less sure
	Level      Level                `toml:"level"`
	Key        string               `toml:"key"`
	MustJA     []string             `toml:"must_ja"` // one of them must appear in the summary
	MustEN     []string             `toml:"must_en"`
	NeverJA    []string             `toml:"never_ja"` // none may appear anywhere
	NeverEN    []string             `toml:"never_en"`
	Unless     []incident.Certainty `toml:"unless"`  // the rule rests where a fact of one of these is coded
	Summary    bool                 `toml:"summary"` // looks at the summary only, for a chapter also says what is generally presumed

	must, never map[incident.Lang][]*regexp.Regexp
}

func loadWording() (wording, error) {
	var w wording
	if _, err := toml.DecodeFS(files, "data/wording.toml", &w); err != nil {
		return w, fmt.Errorf("wordings: %w", err)
	}
	for i := range w.Rules {
		r := &w.Rules[i]
		if !slices.Contains(incident.Certainties, r.Certainty) || r.Key == "" || (r.Level != Block && r.Level != Warn) {
			return w, fmt.Errorf("wording rule %d is incomplete", i)
		}
		r.must, r.never = map[incident.Lang][]*regexp.Regexp{}, map[incident.Lang][]*regexp.Regexp{}
		for _, x := range []struct {
			into map[incident.Lang][]*regexp.Regexp
			lang incident.Lang
			from []string
		}{{r.must, incident.JA, r.MustJA}, {r.must, incident.EN, r.MustEN}, {r.never, incident.JA, r.NeverJA}, {r.never, incident.EN, r.NeverEN}} {
			for _, p := range x.from {
				re, err := regexp.Compile(p)
				if err != nil {
					return w, fmt.Errorf("wording rule %d: %w", i, err)
				}
				x.into[x.lang] = append(x.into[x.lang], re)
			}
		}
	}
	return w, nil
}

// check holds the texts of a case against its coded facts.
func (w wording) check(facts []incident.Fact, passages []passage) []Finding {
	var out []Finding
	for _, r := range w.Rules {
		spoken := r.facts(facts)
		if len(spoken) == 0 {
			continue
		}
		for _, p := range passages {
			body := text.Normal(p.body)
			if r.Summary && p.where != "summary."+string(p.lang) {
				continue
			}
			if p.where == "summary."+string(p.lang) && len(r.must[p.lang]) > 0 && match(r.must[p.lang], body) == "" {
				out = append(out, Finding{Level: r.Level, Key: r.Key, Args: []any{factLabel(spoken[0])}, Where: p.where})
			}
			if m := match(r.never[p.lang], body); m != "" {
				out = append(out, Finding{Level: r.Level, Key: r.Key + "_never", Args: []any{factLabel(spoken[0]), m}, Where: p.where, At: p.stretchOf(m)})
			}
		}
	}
	return out
}

// facts are the coded facts a rule speaks of; none where it does not apply.
func (r wordingRule) facts(facts []incident.Fact) []incident.Fact {
	var out []incident.Fact
	for _, f := range facts {
		if !slices.Contains(r.Dimensions, f.Dimension) {
			continue
		}
		if slices.Contains(r.Unless, f.Certainty) {
			return nil
		}
		if f.Certainty == r.Certainty {
			out = append(out, f)
		} else if r.Only && slices.Index(incident.Certainties, f.Certainty) < slices.Index(incident.Certainties, r.Certainty) {
			return nil
		}
	}
	return out
}

func match(list []*regexp.Regexp, s string) string {
	for _, re := range list {
		if m := re.FindString(s); m != "" {
			return m
		}
	}
	return ""
}

// stretchOf finds in a passage what was found in its normal form.
func (p passage) stretchOf(found string) Stretch {
	folded, start, end := text.NormalMap(p.body)
	i := strings.Index(folded, found)
	if i < 0 || found == "" {
		return Stretch{}
	}
	return Stretch{start[i], end[i+len(found)-1]}
}

var vocabulary = incident.DefaultVocabulary()

func factLabel(f incident.Fact) incident.Text {
	list := string(f.Dimension)
	return incident.Text{JA: vocabulary.Label(list, f.Code, incident.JA), EN: vocabulary.Label(list, f.Code, incident.EN)}
}
