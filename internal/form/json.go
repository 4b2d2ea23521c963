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
	members, err := ReadObject(body)
	if err != nil {
		return Reading{Errors: incident.Errors{err}, Kept: url.Values{}}
	}
	for _, m := range members {
		q := f.questions[m.Name]
		switch {
		case q == nil || q.Kind == Files:
			r.wrong(m.Field(), "error.json_question")
		case m.Twice:
			r.wrong(q.ID, "error.json_twice")
		default:
			r.question(q, m.Value)
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
	members, err := ReadObject(raw)
	if err != nil {
		r.wrong(q.ID, "error.json_answer", answerMember[q.Kind])
		return
	}
	if len(members) == 0 {
		r.wrong(q.ID, "error.json_answer", answerMember[q.Kind])
	}
	given := map[string]bool{}
	for _, m := range members {
		where := q.ID + "." + m.Field()
		given[m.Name] = true
		switch {
		case m.Twice:
			r.wrong(where, "error.json_twice")
		case m.Name == "state":
			r.state(q, where, m.Value)
		case m.Name == "other" && q.otherwise():
			r.other(q, where, m.Value)
		case m.Name == "values" && q.Kind == Multi:
			r.codes(q, where, m.Value)
		case m.Name == "number" && q.Kind == Number:
			r.number(q, where, m.Value)
		case m.Name == "value" && q.Kind == Number, m.Name == answerMember[q.Kind]:
			r.line(q, where, m.Value)
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
	members, err := ReadObject(raw)
	if err != nil {
		r.wrong(where, "error.json_other")
		return
	}
	for _, m := range members {
		at := where + "." + m.Field()
		o := q.Option(m.Name)
		s, ok := decode[string](m.Value)
		switch {
		case o == nil || !o.Other:
			r.wrong(at, "error.json_other_option")
		case m.Twice:
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

// Member is one member of a JSON object as it was sent.
type Member struct {
	Name  string
	Value json.RawMessage
	Twice bool // a member of the same name came before
}

// Field is the member's name where it can be one of ours, "?" otherwise.
func (m Member) Field() string { return named(m.Name) }

// ReadObject reads the members of a JSON object in their order and refuses anything after it. The Error is Invalid, with the byte in Args.
func ReadObject(b []byte) ([]Member, *incident.Error) {
	d := json.NewDecoder(bytes.NewReader(b))
	failed := func(key string) ([]Member, *incident.Error) {
		return nil, incident.Errorf(incident.Invalid, key, d.InputOffset())
	}
	t, err := d.Token()
	if err != nil {
		return failed("error.json_syntax")
	}
	if t != json.Delim('{') {
		return failed("error.json_object")
	}
	var out []Member
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return failed("error.json_syntax")
		}
		m := Member{Name: name, Twice: seen[name]}
		if err := d.Decode(&m.Value); err != nil {
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
