package export

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
)

// Counterpart is what one code of the vocabulary means in other taxonomies; data/mappings.toml says how each field is written and how sure it is.
type Counterpart struct {
	RSIT       []string `toml:"rsit" json:"rsit,omitempty"`
	ECSIRT     []string `toml:"ecsirt" json:"ecsirt,omitempty"`
	VERIS      []string `toml:"veris" json:"veris,omitempty"`
	Attack     []string `toml:"attack" json:"attack,omitempty"`         // ATT&CK technique ids
	Mitigation []string `toml:"mitigation" json:"mitigation,omitempty"` // ATT&CK mitigation ids
	Weakness   []string `toml:"weakness" json:"weakness,omitempty"`     // CWE ids
	STIX       []string `toml:"stix" json:"stix_malware_types,omitempty"`
	None       string   `toml:"none" json:"none,omitempty"` // why there is no counterpart
	Note       string   `toml:"note" json:"note,omitempty"`
}

func (c Counterpart) empty() bool {
	return len(c.RSIT)+len(c.ECSIRT)+len(c.VERIS)+len(c.Attack)+len(c.Mitigation)+len(c.Weakness)+len(c.STIX) == 0
}

// Mappings are the counterparts of all codes by list ("category", "attack" …) and code, with the names of the ids they use.
type Mappings struct {
	Revised     time.Time
	Lists       map[string]map[string]Counterpart
	Techniques  map[string]string
	Mitigations map[string]string
	Weaknesses  map[string]string
}

//go:embed data/mappings.toml
var mappingsTOML string

// mappedLists are the lists of codes that have counterparts, in the order shown.
var mappedLists = []string{"category", "malware", "attack", "cause", "damage", "discovered_by", "response", "asset", "environment", "quantity"}

var mappings = sync.OnceValue(func() Mappings {
	var raw struct {
		Revised                         time.Time
		Technique, Mitigation, Weakness map[string]string
		Category, Malware, Attack       map[string]Counterpart
		Cause, Damage, Response         map[string]Counterpart
		DiscoveredBy                    map[string]Counterpart `toml:"discovered_by"`
		Asset, Environment, Quantity    map[string]Counterpart
	}
	if _, err := toml.Decode(mappingsTOML, &raw); err != nil {
		panic(fmt.Sprintf("export: embedded mappings: %v", err))
	}
	return Mappings{Revised: raw.Revised, Techniques: raw.Technique, Mitigations: raw.Mitigation, Weaknesses: raw.Weakness,
		Lists: map[string]map[string]Counterpart{"category": raw.Category, "malware": raw.Malware, "attack": raw.Attack, "cause": raw.Cause, "damage": raw.Damage,
			"discovered_by": raw.DiscoveredBy, "response": raw.Response, "asset": raw.Asset, "environment": raw.Environment, "quantity": raw.Quantity}}
})

// Techniques are the names of the ATT&CK techniques the mappings use, by id.
func Techniques() map[string]string { return mappings().Techniques }

var vocabulary = sync.OnceValue(incident.DefaultVocabulary)

// counterpart is that of a fact; of a code nobody mapped, the zero Counterpart.
func counterpart(f incident.Fact) Counterpart { return mappings().Lists[string(f.Dimension)][f.Code] }

// stated tells whether a fact is said to be so, as sure or as presumed: absent things, mere possibilities and what is not known are never exported as
// taxonomy values, which have no place for certainty.
func stated(f incident.Fact) bool {
	return f.Polarity == incident.Present && (f.Certainty == incident.Confirmed || f.Certainty == incident.Presumed)
}

// unique appends what is not there yet.
func unique(list []string, more ...string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// MappingsJSON writes mappings.json: every code with its labels and counterparts, for programs that translate on their own.
func MappingsJSON(demo *incident.Text) ([]byte, error) {
	type code struct {
		incident.Term
		Counterpart
	}
	out := struct {
		Format      string            `json:"format"` // todoke-mappings/1
		Demo        bool              `json:"demo"`
		DemoLabel   *incident.Text    `json:"demo_label,omitempty"`
		Lists       map[string][]code `json:"lists"`
		Techniques  map[string]string `json:"attack_techniques"`
		Mitigations map[string]string `json:"attack_mitigations"`
		Weaknesses  map[string]string `json:"weaknesses"`
	}{"todoke-mappings/1", demo != nil, demo, map[string][]code{}, mappings().Techniques, mappings().Mitigations, mappings().Weaknesses}
	for _, list := range mappedLists {
		for _, t := range terms(list) {
			out.Lists[list] = append(out.Lists[list], code{t, mappings().Lists[list][t.Code]})
		}
	}
	return indented("mappings.json", out)
}

// terms are the codes of a list; categories are those of all schemes, each once.
func terms(list string) []incident.Term {
	if list != "category" {
		return vocabulary()[list]
	}
	var out []incident.Term
	for _, s := range incident.CaseSchemes() {
		for _, t := range s.Categories {
			if !slices.ContainsFunc(out, func(o incident.Term) bool { return o.Code == t.Code }) {
				out = append(out, t)
			}
		}
	}
	return out
}
