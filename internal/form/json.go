package form

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/url"
	"slices"
	"strconv"
	"time"

	"todoke/internal/incident"
)

// field is one answer of a JSON body: the answer under the name of its question's kind, how sure it is, and the words beside options.
type field struct {
	Value  string            `json:"value,omitempty"`  // text, longtext, url; of single the option's code; of number what was written where it is no plain number
	Values []string          `json:"values,omitempty"` // multi: the options' codes
	Date   string            `json:"date,omitempty"`   // date, as 2020-01-11, 2020-01 or as people write it
	Number *int64            `json:"number,omitempty"`
	State  incident.Known    `json:"state,omitempty"` // left out for "known"
	Other  map[string]string `json:"other,omitempty"` // by option code
}

// JSON writes answers as the body an API carries: one object keyed by question id, each answer an object as Schema describes it.
// ReadJSON gives the same answers back. Answers to questions the form does not have are left out.
func (f *Form) JSON(answers []incident.Answer) ([]byte, error) {
	body := map[string]field{}
	v := f.Values(answers)
	for _, a := range answers {
		q := f.questions[a.Question]
		if q == nil || q.Kind == Files {
			continue
		}
		x := field{Other: a.Other}
		if a.State != incident.KnownYes {
			x.State = a.State
		}
		switch {
		case q.Kind == Multi:
			x.Values = a.Codes
		case q.Kind == Single:
			x.Value = v.Get(q.ID)
		case q.Kind == Date:
			x.Date = v.Get(q.ID)
		case q.Kind == Number && a.Text == "" && v.Get(q.ID) != "":
			x.Number = &a.Number
		default:
			x.Value = v.Get(q.ID)
		}
		body[q.ID] = x
	}
	b, err := json.MarshalIndent(body, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("answers to json: %w", err)
	}
	return b, nil
}

// ReadJSON reads a body as Schema describes it. Every wrong field is an Error whose Field is "question" or "question.member"; a name the form does not have is
// given as it was sent where it looks like a name of ours and as "?" otherwise. What is right is read all the same, as a page is: vague dates and numbers are kept and listed in Unread.
// today is the desk's day. A body that is no JSON object gives the one Error without Field.
func (f *Form) ReadJSON(body []byte, today time.Time) Reading {
	r := jsonReader{form: f, values: url.Values{}}
	members, err := object(body)
	if err != nil {
		return Reading{Errors: incident.Errors{err}, Kept: url.Values{}}
	}
	for _, m := range members {
		q := f.questions[m.name]
		switch {
		case q == nil || q.Kind == Files:
			r.wrong(named(m.name), "error.json_question")
		case m.twice:
			r.wrong(q.ID, "error.json_twice")
		default:
			r.question(q, m.value)
		}
	}
	reading := f.ReadValues(r.values, today)
	reading.Errors = append(r.errors, reading.Errors...)
	return reading
}

type jsonReader struct {
	form   *Form
	values url.Values
	errors incident.Errors
}

func (r *jsonReader) wrong(where, key string, args ...any) {
	r.errors = append(r.errors, &incident.Error{Kind: incident.Invalid, Key: key, Field: where, Args: args})
}

// answerMember is the member that carries the answer of each kind.
var answerMember = map[Kind]string{Single: "value", Multi: "values", Date: "date", Number: "number", TextLine: "value", LongText: "value", Address: "value"}

func (r *jsonReader) question(q *Question, raw json.RawMessage) {
	members, err := object(raw)
	if err != nil {
		r.wrong(q.ID, "error.json_answer", answerMember[q.Kind])
		return
	}
	if len(members) == 0 {
		r.wrong(q.ID, "error.json_answer", answerMember[q.Kind])
	}
	given := map[string]bool{}
	for _, m := range members {
		where := q.ID + "." + named(m.name)
		given[m.name] = true
		switch {
		case m.twice:
			r.wrong(where, "error.json_twice")
		case m.name == "state":
			r.state(q, where, m.value)
		case m.name == "other" && q.otherwise():
			r.other(q, where, m.value)
		case m.name == "values" && q.Kind == Multi:
			r.codes(q, where, m.value)
		case m.name == "number" && q.Kind == Number:
			r.number(q, where, m.value)
		case m.name == "value" && q.Kind == Number, m.name == answerMember[q.Kind]:
			r.line(q, where, m.value)
		default:
			r.wrong(where, "error.json_member", answerMember[q.Kind])
		}
	}
	if given["number"] && given["value"] {
		r.wrong(q.ID+".value", "error.json_both")
	}
}

// otherwise tells whether any option takes words beside it.
func (q *Question) otherwise() bool {
	return slices.ContainsFunc(q.Options, func(o Option) bool { return o.Other })
}

func (r *jsonReader) state(q *Question, where string, raw json.RawMessage) {
	s, ok := decode[string](raw)
	if !ok || !slices.Contains(bodyStates, incident.Known(s)) {
		r.wrong(where, "error.json_state")
		return
	}
	r.values.Set(q.stateField, s)
}

// bodyStates are the states a body may name.
var bodyStates = []incident.Known{incident.KnownYes, incident.Estimated, incident.UnknownAnswer, incident.NotApplicable}

func (r *jsonReader) line(q *Question, where string, raw json.RawMessage) {
	s, ok := decode[string](raw)
	switch {
	case !ok || s == "":
		r.wrong(where, "error.json_text")
	case q.Kind == Single && q.Option(s) == nil:
		r.wrong(where, "error.json_option")
	default:
		r.values.Set(q.ID, s)
	}
}

func (r *jsonReader) codes(q *Question, where string, raw json.RawMessage) {
	list, ok := decode[[]string](raw)
	if !ok {
		r.wrong(where, "error.json_codes")
		return
	}
	for i, c := range list {
		at := where + "." + strconv.Itoa(i)
		switch {
		case q.Option(c) == nil:
			r.wrong(at, "error.json_option")
		case slices.Contains(list[:i], c):
			r.wrong(at, "error.json_twice")
		default:
			r.values.Add(q.ID, c)
		}
	}
}

// mostNumber is the largest number an answer takes.
const mostNumber = 1_000_000_000_000

func (r *jsonReader) number(q *Question, where string, raw json.RawMessage) {
	n, ok := decode[float64](raw)
	if !ok || n != math.Trunc(n) || n < 0 || n > mostNumber {
		r.wrong(where, "error.json_number")
		return
	}
	r.values.Set(q.ID, strconv.FormatInt(int64(n), 10))
}

func (r *jsonReader) other(q *Question, where string, raw json.RawMessage) {
	members, err := object(raw)
	if err != nil {
		r.wrong(where, "error.json_other")
		return
	}
	for _, m := range members {
		at := where + "." + named(m.name)
		o := q.Option(m.name)
		s, ok := decode[string](m.value)
		switch {
		case o == nil || !o.Other:
			r.wrong(at, "error.json_other_option")
		case m.twice:
			r.wrong(at, "error.json_twice")
		case !ok || s == "":
			r.wrong(at, "error.json_text")
		default:
			r.values.Set(o.otherField, s)
		}
	}
}

// named gives a member's name where it can be one of ours, for it goes into answers and logs.
func named(s string) string {
	if len(s) <= 40 && goodID.MatchString(s) {
		return s
	}
	return "?"
}

type member struct {
	name  string
	value json.RawMessage
	twice bool
}

// object reads the members of a JSON object in their order, each with whether its name was there before, and refuses anything after it.
func object(b []byte) ([]member, *incident.Error) {
	d := json.NewDecoder(bytes.NewReader(b))
	failed := func(key string) ([]member, *incident.Error) {
		return nil, incident.Errorf(incident.Invalid, key, d.InputOffset())
	}
	t, err := d.Token()
	if err != nil {
		return failed("error.json_syntax")
	}
	if t != json.Delim('{') {
		return failed("error.json_object")
	}
	var out []member
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return failed("error.json_syntax")
		}
		m := member{name: name, twice: seen[name]}
		if err := d.Decode(&m.value); err != nil {
			return failed("error.json_syntax")
		}
		seen[name] = true
		out = append(out, m)
	}
	if _, err := d.Token(); err != nil {
		return failed("error.json_syntax")
	}
	if _, err := d.Token(); err != io.EOF {
		return failed("error.json_syntax")
	}
	return out, nil
}

// decode reads a JSON value of exactly the type; null is none.
func decode[T any](raw json.RawMessage) (v T, ok bool) {
	if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
		return v, false
	}
	return v, json.Unmarshal(raw, &v) == nil
}
