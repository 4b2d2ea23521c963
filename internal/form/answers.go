package form

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Values writes answers as the fields ReadValues reads; reading them gives the same answers.
func (f *Form) Values(answers []incident.Answer) url.Values {
	v := url.Values{}
	for _, a := range answers {
		q := f.questions[a.Question]
		if q == nil {
			continue
		}
		if a.State != incident.KnownYes && a.State != "" {
			v.Set(a.Question+".state", string(a.State))
		}
		for _, c := range a.Codes {
			v.Add(a.Question, c)
		}
		for code, s := range a.Other {
			v.Set(a.Question+"."+code+".other", s)
		}
		switch {
		case a.Text != "":
			v.Set(a.Question, a.Text)
		case a.When.Precision == incident.Day:
			v.Set(a.Question, a.When.From.Format(time.DateOnly))
		case a.When.Known():
			v.Set(a.Question, text.JaDate(text.Date{From: a.When.From, To: a.When.To, Precision: string(a.When.Precision)}))
		case q.Kind == Number && a.State != incident.UnknownAnswer && a.State != incident.NotApplicable:
			v.Set(a.Question, strconv.FormatInt(a.Number, 10))
		}
	}
	return v
}

// MarshalAnswers writes answers as JSON, the form in which they are sealed and in which the API carries them.
func MarshalAnswers(answers []incident.Answer) ([]byte, error) {
	if answers == nil {
		answers = []incident.Answer{}
	}
	b, err := json.Marshal(answers)
	if err != nil {
		return nil, fmt.Errorf("answers to json: %w", err)
	}
	return b, nil
}

// UnmarshalAnswers reads answers from JSON.
func UnmarshalAnswers(b []byte) ([]incident.Answer, error) {
	var out []incident.Answer
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, fmt.Errorf("answers from json: %w", err)
	}
	return out, nil
}

// Find gives the answer to a question and whether there is one.
func Find(answers []incident.Answer, question string) (incident.Answer, bool) {
	for _, a := range answers {
		if a.Question == question {
			return a, true
		}
	}
	return incident.Answer{}, false
}

// Merge lays newer answers over older ones, question by question: what the newer ones do not speak of stays.
func Merge(older, newer []incident.Answer) []incident.Answer {
	out := slices.Clone(older)
	for _, a := range newer {
		if i := slices.IndexFunc(out, func(o incident.Answer) bool { return o.Question == a.Question }); i >= 0 {
			out[i] = a
		} else {
			out = append(out, a)
		}
	}
	return out
}

// Told tells whether an answer holds something, be it only that the reporter does not know.
func Told(a incident.Answer) bool {
	return a.State == incident.UnknownAnswer || a.State == incident.NotApplicable || said(a)
}

func said(a incident.Answer) bool {
	return a.Text != "" || len(a.Codes) > 0 || len(a.Other) > 0 || a.When.Known() || a.Number != 0
}

// Asked tells whether a step's conditions hold under the answers so far; a question's alike with AskedQuestion.
func (f *Form) Asked(s Step, answers []incident.Answer) bool { return holds(s.When, answers) }

// AskedQuestion tells whether a question's own conditions hold under the answers so far.
func (f *Form) AskedQuestion(q Question, answers []incident.Answer) bool {
	return holds(q.When, answers)
}

func holds(when []Condition, answers []incident.Answer) bool {
	for _, c := range when {
		a, _ := Find(answers, c.Question)
		if !slices.ContainsFunc(a.Codes, func(code string) bool { return slices.Contains(c.In, code) }) {
			return false
		}
	}
	return true
}

// Enough returns nil when the answers say that something happened, the least a report needs, else an Error of kind Invalid.
// Who reports, dates and what only frames a report (relation, consent …) do not count.
func (f *Form) Enough(answers []incident.Answer) error {
	for _, a := range answers {
		q := f.questions[a.Question]
		if q != nil && !q.Frame && q.Identifies == "" && q.Date == "" && said(a) {
			return nil
		}
	}
	return incident.Errorf(incident.Invalid, "error.not_enough")
}

// Fill sets what a report carries as columns from its answers: relation, kind of organisation, the dates, publication, mailbox, consent.
func (f *Form) Fill(r *incident.Report, answers []incident.Answer) {
	code := func(question string) string {
		if a, _ := Find(answers, question); len(a.Codes) > 0 {
			return a.Codes[0]
		}
		return ""
	}
	r.Relation = incident.Relation(code("relation"))
	r.OrgKind = incident.OrgKind(code("org_kind"))
	r.Consent = incident.Consent(code("consent"))
	r.MadePublic = code("made_public") == "yes"
	r.MailUnsafe = code("mail_safe") == "no"
	r.Written, r.Begun, r.Discovered, r.Contained = incident.When{}, incident.When{}, incident.When{}, incident.When{}
	for _, a := range answers {
		q := f.questions[a.Question]
		if q == nil {
			continue
		}
		switch q.Date {
		case "written":
			r.Written = a.When
		case "begun":
			r.Begun = a.When
		case "discovered":
			r.Discovered = a.When
		case "contained":
			r.Contained = a.When
		}
	}
}
