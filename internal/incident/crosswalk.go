package incident

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

// Crosswalk tells where the categories of one case scheme went in a later one; a series drawn across it has a break, and it cannot be walked back.
type Crosswalk struct {
	From string         `json:"from"` // scheme code, the earlier
	To   string         `json:"to"`   // scheme code, the later
	Note Text           `json:"note"` // why there is no function back
	Rows []CrosswalkRow `json:"rows"` // one for each category of From
}

// CrosswalkRow is the way of one category: To unless a fact of the case says otherwise.
type CrosswalkRow struct {
	Category string          `json:"category"`
	To       []string        `json:"to"` // more than one where the category alone does not decide
	When     []CrosswalkWhen `json:"when,omitempty"`
	Source   string          `json:"source"` // "S" seen on the published class lists, "K" our judgement
	Why      Text            `json:"why"`
}

// CrosswalkWhen sends cases with a present fact elsewhere.
type CrosswalkWhen struct {
	Dimension Dimension `json:"dimension"`
	Code      string    `json:"code"`
	To        []string  `json:"to"`
}

//go:embed data/crosswalks.json
var crosswalksJSON []byte

// Crosswalks lists the crosswalks between the schemes that ship with the program.
func Crosswalks() []Crosswalk {
	var c []Crosswalk
	if err := json.Unmarshal(crosswalksJSON, &c); err != nil {
		panic(fmt.Sprintf("incident: embedded crosswalks: %v", err))
	}
	return c
}

// FindCrosswalk gives the crosswalk from one scheme to another, and whether there is one.
func FindCrosswalk(from, to string) (Crosswalk, bool) {
	for _, c := range Crosswalks() {
		if c.From == from && c.To == to {
			return c, true
		}
	}
	return Crosswalk{}, false
}

// Map gives the categories of the later scheme a case of the earlier one may belong to, the likeliest first; none for a category the crosswalk does not know.
// It is sure when one category is left and no more than confirmed facts led to it: a presumed fact decides without being sure, one that is
// only possible or under investigation adds its category to the others, and a case without any facts may be in all of them.
func (c Crosswalk) Map(category string, facts []Fact) (targets []string, sure bool) {
	i := slices.IndexFunc(c.Rows, func(r CrosswalkRow) bool { return r.Category == category })
	if i < 0 {
		return nil, false
	}
	row := c.Rows[i]
	var decided, maybe []string
	sure = true
	for _, w := range row.When {
		switch best := w.best(facts); {
		case best == Confirmed:
			decided = append(decided, w.To...)
		case best == Presumed:
			decided, sure = append(decided, w.To...), false
		case best != "" || len(facts) == 0:
			maybe = append(maybe, w.To...)
		}
	}
	if len(decided) == 0 {
		decided = append(decided, row.To...)
	}
	for _, t := range append(decided, maybe...) {
		if !slices.Contains(targets, t) {
			targets = append(targets, t)
		}
	}
	return targets, sure && len(targets) == 1
}

// best is the surest certainty with which the facts say that the condition holds; "" when they do not.
func (w CrosswalkWhen) best(facts []Fact) Certainty {
	for _, want := range []Certainty{Confirmed, Presumed, Possible, Investigating} {
		for _, f := range facts {
			if f.Dimension == w.Dimension && f.Code == w.Code && f.Polarity == Present && f.Certainty == want {
				return want
			}
		}
	}
	return ""
}
