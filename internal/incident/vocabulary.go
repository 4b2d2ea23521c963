package incident

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"time"
)

// Term is one code of a vocabulary with its labels.
type Term struct {
	Code string `json:"code"`
	Text
}

// Vocabulary holds the coded words of the trade by name: one list a dimension, and org_kind, unit, relation and the like.
type Vocabulary map[string][]Term

//go:embed data/vocabulary.json
var vocabularyJSON []byte

// DefaultVocabulary is the vocabulary that ships with the program; its coding is ours, its subject matter the reference collection's.
func DefaultVocabulary() Vocabulary {
	var v Vocabulary
	if err := json.Unmarshal(vocabularyJSON, &v); err != nil {
		panic(fmt.Sprintf("incident: embedded vocabulary: %v", err))
	}
	return v
}

// Has tells whether the list has the code.
func (v Vocabulary) Has(list, code string) bool {
	for _, t := range v[list] {
		if t.Code == code {
			return true
		}
	}
	return false
}

// Label gives the label of a code in a language, or the code itself where there is none.
func (v Vocabulary) Label(list, code string, lang Lang) string {
	for _, t := range v[list] {
		if t.Code == code {
			return t.In(lang)
		}
	}
	return code
}

// CaseScheme is a list of case categories valid for a period (分類体系); Crosswalks lead from one to the next.
type CaseScheme struct {
	Code       string `json:"code"`           // "2020H1"
	From       string `json:"from,omitempty"` // first day, YYYY-MM-DD; "" for any earlier one
	To         string `json:"to,omitempty"`   // last day, YYYY-MM-DD; "" for any later one
	Title      Text   `json:"title"`
	Note       Text   `json:"note"` // what the period rests on
	Categories []Term `json:"categories"`
}

// Category gives the term of a code and whether the scheme has it.
func (s CaseScheme) Category(code string) (Term, bool) {
	for _, t := range s.Categories {
		if t.Code == code {
			return t, true
		}
	}
	return Term{}, false
}

// Covers tells whether the scheme is in force on at least one day of a period, first and last day included.
func (s CaseScheme) Covers(from, to time.Time) bool {
	return (s.From == "" || to.Format(time.DateOnly) >= s.From) && (s.To == "" || from.Format(time.DateOnly) <= s.To)
}

// SchemeOn gives the case scheme in force on a day; the periods of the schemes meet without gap, so there is one for every day.
func SchemeOn(day time.Time) CaseScheme {
	for _, s := range CaseSchemes() {
		if s.Covers(day, day) {
			return s
		}
	}
	panic("incident: no scheme on " + day.Format(time.DateOnly)) // the test of the embedded data holds that there is none
}

//go:embed data/schemes.json
var schemesJSON []byte

// CaseSchemes lists the schemes that ship with the program.
func CaseSchemes() []CaseScheme {
	var s []CaseScheme
	if err := json.Unmarshal(schemesJSON, &s); err != nil {
		panic(fmt.Sprintf("incident: embedded schemes: %v", err))
	}
	return s
}

// FindCaseScheme gives the scheme of a code, or an Error of kind NotFound.
func FindCaseScheme(code string) (CaseScheme, error) {
	for _, s := range CaseSchemes() {
		if s.Code == code {
			return s, nil
		}
	}
	return CaseScheme{}, Errorf(NotFound, "error.scheme_unknown", code)
}
