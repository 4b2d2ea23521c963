package publish

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
)

// maxQuestions is how many questions a reader is asked at most.
const maxQuestions = 15

// Knowledge leads from a reader's answers to causes of published cases and to measures against them. The desk may replace it.
type Knowledge struct {
	Questions []Question `toml:"question" json:"questions"`
	Outside   []Outside  `toml:"outside" json:"outside"`
}

// Question is asked of a reader; its risky answer leaves its causes open.
type Question struct {
	ID string `toml:"id" json:"id"`
	incident.Text
	Risk    string        `toml:"risk" json:"risk"` // "yes" or "no"
	Causes  []string      `toml:"causes" json:"causes"`
	Measure incident.Text `toml:"measure" json:"measure"`
	Sources []string      `toml:"sources" json:"sources"`
}

// Outside is a cause that no question decides, and why.
type Outside struct {
	Cause string `toml:"cause" json:"cause"`
	incident.Text
	Sources []string `toml:"sources" json:"sources"`
}

//go:embed data/selfcheck.toml
var selfcheckTOML string

// DefaultKnowledge is the knowledge that ships with the program.
func DefaultKnowledge() (Knowledge, error) { return ParseKnowledge(selfcheckTOML) }

// ParseKnowledge reads knowledge and lists all that is wrong with it: every cause of the vocabulary must be asked for or be outside with a reason, and every
// question needs both languages, a measure and a source.
func ParseKnowledge(body string) (Knowledge, error) {
	var k Knowledge
	meta, err := toml.Decode(body, &k)
	if err != nil {
		return k, incident.Errorf(incident.Invalid, "public.error.toml", err.Error())
	}
	var errs incident.Errors
	for _, extra := range meta.Undecoded() {
		errs = append(errs, incident.Errorf(incident.Invalid, "public.error.field", extra.String()))
	}
	return k, append(errs, k.wrong()...).Or()
}

// wrong lists everything wrong with the knowledge, each at the question or cause it belongs to.
func (k Knowledge) wrong() incident.Errors {
	var errs incident.Errors
	field := ""
	bad := func(key string, args ...any) {
		errs = append(errs, &incident.Error{Kind: incident.Invalid, Key: key, Args: args, Field: field})
	}
	v := incident.DefaultVocabulary()
	settled, ids := map[string]bool{}, map[string]bool{}
	if len(k.Questions) == 0 || len(k.Questions) > maxQuestions {
		bad("public.error.questions", len(k.Questions), maxQuestions)
	}
	for i, q := range k.Questions {
		name := q.ID
		field = fmt.Sprintf("question.%d", i)
		if name == "" || ids[name] || !plainID(name) {
			bad("public.error.id", i+1)
			name = fmt.Sprint(i + 1)
		}
		ids[q.ID] = true
		if q.JA == "" || q.EN == "" || q.Measure.JA == "" || q.Measure.EN == "" || len(q.Sources) == 0 || slices.Contains(q.Sources, "") || len(q.Causes) == 0 {
			bad("public.error.incomplete", name)
		}
		if q.Risk != "yes" && q.Risk != "no" {
			bad("public.error.risk", name)
		}
		for _, c := range q.Causes {
			if !v.Has("cause", c) || c == string(incident.Unknown) {
				bad("public.error.cause", name, c)
			}
			settled[c] = true
		}
	}
	for i, o := range k.Outside {
		field = fmt.Sprintf("outside.%d", i)
		switch {
		case !v.Has("cause", o.Cause) || settled[o.Cause]:
			bad("public.error.cause", o.Cause, o.Cause)
		case o.JA == "" || o.EN == "" || len(o.Sources) == 0:
			bad("public.error.incomplete", o.Cause)
		}
		settled[o.Cause] = true
	}
	field = ""
	for _, c := range v["cause"] {
		if !settled[c.Code] {
			bad("public.error.unsettled", c.JA, c.Code)
		}
	}
	return errs
}

func plainID(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			return false
		}
	}
	return true
}
