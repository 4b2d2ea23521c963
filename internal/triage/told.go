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

// told holds how a text tells each coded fact, so that text and coding can be held against one another in both directions.
type told struct {
	Facts []toldFact `toml:"fact"`
}

// toldFact is one entry of data/told.toml.
type toldFact struct {
	Dimension incident.Dimension `toml:"dimension"`
	Code      string             `toml:"code"`
	JA        []string           `toml:"ja"`      // one of them shows that the fact is told
	EN        []string           `toml:"en"`      //
	OnlyJA    []string           `toml:"only_ja"` // words that mean this fact and nothing else
	OnlyEN    []string           `toml:"only_en"`
	Or        []string           `toml:"or"` // "dimension:code" of facts that these words may mean as well

	tells, only map[incident.Lang]*regexp.Regexp
}

func loadTold() (told, error) {
	var t told
	if _, err := toml.DecodeFS(files, "data/told.toml", &t); err != nil {
		return t, fmt.Errorf("words of facts: %w", err)
	}
	v := incident.DefaultVocabulary()
	for i := range t.Facts {
		f := &t.Facts[i]
		if !v.Has(string(f.Dimension), f.Code) || len(f.JA) == 0 || len(f.EN) == 0 {
			return t, fmt.Errorf("words of %s:%s are incomplete", f.Dimension, f.Code)
		}
		for _, o := range f.Or {
			d, code, _ := strings.Cut(o, ":")
			if !v.Has(d, code) {
				return t, fmt.Errorf("words of %s:%s name %s", f.Dimension, f.Code, o)
			}
		}
		f.tells, f.only = map[incident.Lang]*regexp.Regexp{}, map[incident.Lang]*regexp.Regexp{}
		for _, x := range []struct {
			into map[incident.Lang]*regexp.Regexp
			lang incident.Lang
			from []string
		}{{f.tells, incident.JA, f.JA}, {f.tells, incident.EN, f.EN}, {f.only, incident.JA, f.OnlyJA}, {f.only, incident.EN, f.OnlyEN}} {
			if len(x.from) == 0 {
				continue
			}
			re, err := regexp.Compile("(?:" + strings.Join(x.from, "|") + ")")
			if err != nil {
				return t, fmt.Errorf("words of %s:%s: %w", f.Dimension, f.Code, err)
			}
			x.into[x.lang] = re
		}
	}
	return t, nil
}

// accountOf tells whether a passage tells of this happening itself. Key points speak of others too, and what an exhibit shows is invented.
func accountOf(where string) bool {
	return !strings.Contains(where, ".parts.") && !strings.HasPrefix(where, chapterKeyPoints)
}

const chapterKeyPoints = "chapter.key_points"

// check warns of words that mean a fact nobody coded, and of coded facts no text tells. A language without a text is left to the rule that misses it.
func (t told) check(l *linter, passages []passage) {
	all := map[incident.Lang]string{}
	for _, p := range passages {
		if !strings.Contains(p.where, ".parts.") {
			all[p.lang] += text.Normal(p.body) + "\n"
		}
	}
	for _, f := range t.Facts {
		coded := slices.IndexFunc(l.facts, func(x incident.Fact) bool { return x.Dimension == f.Dimension && x.Code == f.Code })
		if coded < 0 {
			f.uncoded(l, passages)
			continue
		}
		if slices.Contains([]incident.Certainty{incident.NotStated, incident.Investigating, incident.Unknown}, l.facts[coded].Certainty) { // the wordings see to these
			continue
		}
		for _, lang := range []incident.Lang{incident.JA, incident.EN} {
			if all[lang] != "" && !f.tells[lang].MatchString(all[lang]) {
				l.warn("summary."+string(lang), "lint.untold", factLabel(l.facts[coded]))
			}
		}
	}
}

// uncoded points at the first words of each language that mean a fact nobody coded.
func (f toldFact) uncoded(l *linter, passages []passage) {
	other := func(x incident.Fact) bool { return slices.Contains(f.Or, string(x.Dimension)+":"+x.Code) }
	if slices.ContainsFunc(l.facts, other) {
		return
	}
	seen := map[incident.Lang]bool{}
	for _, p := range passages {
		if f.only[p.lang] == nil || seen[p.lang] || !accountOf(p.where) || strings.HasPrefix(p.where, "chapter.figures") {
			continue
		}
		folded, start, end := text.NormalMap(p.body)
		if m := f.only[p.lang].FindStringIndex(folded); m != nil {
			seen[p.lang] = true
			s := Stretch{start[m[0]], end[m[1]-1]}
			l.warn(p.where, "lint.uncoded", p.body[s.Start:s.End], factLabel(incident.Fact{Dimension: f.Dimension, Code: f.Code}))
			l.at(s.Start, s.End)
		}
	}
}
