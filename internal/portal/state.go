package portal

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/web"
)

// Fields of the walk itself, beside the answers.
const (
	fieldToken = "_token" // makes filing twice one report
	fieldForm  = "_form"  // form and version the page was made from, "door@1"
	fieldStep  = "_step"  // the page that was sent
	fieldDraft = "_draft" // resume code, once saved
	fieldDo    = "_do"    // what the pressed button wants
)

// state is a report on its way through the pages. It travels in hidden fields; the server keeps nothing.
type state struct {
	form    *form.Form
	token   string
	draft   string
	step    string
	reading form.Reading
	posted  url.Values
}

// stateOf reads a posted page. A page made from an older version of the form is read under that version.
func (p *portal) stateOf(v url.Values) (*state, error) {
	id, n, _ := strings.Cut(v.Get(fieldForm), "@")
	version, _ := strconv.Atoi(n)
	f, err := p.Forms.Find(id, version)
	if err != nil {
		if f, err = p.Forms.Find(door, 0); err != nil {
			return nil, err
		}
	}
	s := &state{form: f, token: v.Get(fieldToken), step: v.Get(fieldStep), posted: v}
	if len(s.token) < minToken || len(s.token) > maxToken {
		s.token = p.Intake.NewToken()
	}
	if c := v.Get(fieldDraft); draftCode.MatchString(c) {
		s.draft = c
	}
	s.reading = f.ReadValues(v, web.JST(p.Now()))
	return s, nil
}

// A token shorter than ours could be guessed, and with it the return code.
const (
	minToken = 26
	maxToken = 200
)

var draftCode = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){2,}$`)

// pair is one hidden field.
type pair struct{ Name, Value string }

// hidden lists the fields that carry everything a page does not show itself.
func (s *state) hidden(shown map[string]bool) []pair {
	out := []pair{{fieldForm, s.form.ID + "@" + strconv.Itoa(s.form.Version)}, {fieldToken, s.token}, {fieldStep, s.step}}
	if s.draft != "" {
		out = append(out, pair{fieldDraft, s.draft})
	}
	var names []string
	for name := range s.reading.Kept {
		if q, _, _ := strings.Cut(name, "."); !shown[q] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range s.reading.Kept[name] {
			out = append(out, pair{name, v})
		}
	}
	return out
}

// values is everything typed so far with the walk's own fields, as a draft keeps it.
func (s *state) values() url.Values {
	v := url.Values{}
	for _, h := range s.hidden(nil) {
		v.Add(h.Name, h.Value)
	}
	return v
}

// raw is the answers as they came. JSON keeps them exactly unless a byte is broken; then the encoding of forms does.
func (s *state) raw() []byte {
	v := url.Values{}
	whole := true
	for name, list := range s.posted {
		if strings.HasPrefix(name, "_") {
			continue
		}
		v[name] = list
		whole = whole && utf8.ValidString(name+strings.Join(list, ""))
	}
	if whole {
		if b, err := json.Marshal(v); err == nil {
			return b
		}
	}
	return []byte(v.Encode())
}

// part is one page of the walk: a step of the form, or a piece of a long one.
type part struct {
	step      *form.Step
	n, of     int // this piece and how many there are, from 1
	questions []form.Question
}

// id is what the page is called in fieldStep: the step's own id for its first piece, "virus.2" for the second.
func (p part) id() string {
	if p.n == 1 {
		return p.step.ID
	}
	return p.step.ID + "." + strconv.Itoa(p.n)
}

// fullPage is how much one page asks at most; a question weighs one for each three options begun.
const fullPage = 13

func weight(q form.Question) int { return max(1, (len(q.Options)+2)/3) }

// pieces cuts a step into pages of about the same weight, in the order of the form.
func pieces(step *form.Step) []part {
	total := 0
	for _, q := range step.Questions {
		total += weight(q)
	}
	of := max(1, (total+fullPage-1)/fullPage)
	out := make([]part, of)
	for i := range out {
		out[i] = part{step: step, n: i + 1, of: of}
	}
	sum := 0
	for _, q := range step.Questions {
		at := min(sum*of/max(total, 1), of-1)
		out[at].questions = append(out[at].questions, q)
		sum += weight(q)
	}
	return out
}

// parts are the pages of the form in order; asked tells of which step's conditions hold.
func (s *state) parts() (list []part, asked []bool) {
	for i := range s.form.Steps {
		step := &s.form.Steps[i]
		holds := s.form.Asked(*step, s.reading.Answers)
		for _, p := range pieces(step) {
			list = append(list, p)
			asked = append(asked, holds)
		}
	}
	return list, asked
}

// here gives the page s stands at, nil where that is no page of the form.
func (s *state) here() *part {
	list, _ := s.parts()
	for i := range list {
		if list[i].id() == s.step {
			return &list[i]
		}
	}
	return nil
}

// beside gives the asked page before (-1) or after (+1) the present one, nil where there is none.
func (s *state) beside(by int) *part {
	list, asked := s.parts()
	at := slices.IndexFunc(list, func(x part) bool { return x.id() == s.step })
	if at < 0 && by < 0 {
		at = len(list) // from a page that is no page of the form, back is the last one
	}
	for i := at + by; i >= 0 && i < len(list); i += by {
		if asked[i] {
			return &list[i]
		}
	}
	return nil
}

// errorsOn picks the errors of the questions a step shows.
func (s *state) errorsOn(questions []form.Question) incident.Errors {
	var out incident.Errors
	for _, e := range s.reading.Errors {
		if slices.ContainsFunc(questions, func(q form.Question) bool { return q.ID == e.Field }) {
			out = append(out, e)
		}
	}
	return out
}

// code gives the first chosen code of a question.
func (s *state) code(question string) string {
	if a, _ := form.Find(s.reading.Answers, question); len(a.Codes) > 0 {
		return a.Codes[0]
	}
	return ""
}

// inLang makes the answer to r come in another language and remembers it, as ?lang= does where a page can be asked for again.
func inLang(w http.ResponseWriter, r *http.Request, lang string) *http.Request {
	if lang != "ja" && lang != "en" {
		return r
	}
	http.SetCookie(w, &http.Cookie{Name: "lang", Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true})
	again := r.Clone(r.Context())
	again.URL.RawQuery = "lang=" + lang
	return again
}
