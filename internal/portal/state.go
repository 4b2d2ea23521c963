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

// asked lists the steps whose conditions hold.
func (s *state) asked() []*form.Step {
	var out []*form.Step
	for i := range s.form.Steps {
		if s.form.Asked(s.form.Steps[i], s.reading.Answers) {
			out = append(out, &s.form.Steps[i])
		}
	}
	return out
}

// beside gives the asked step before (-1) or after (+1) the present one, nil where there is none.
func (s *state) beside(by int) *form.Step {
	at := slices.IndexFunc(s.form.Steps, func(x form.Step) bool { return x.ID == s.step })
	if at < 0 && by < 0 {
		at = len(s.form.Steps) // from a page that is no step, back is the last one
	}
	for i := at + by; i >= 0 && i < len(s.form.Steps); i += by {
		if s.form.Asked(s.form.Steps[i], s.reading.Answers) {
			return &s.form.Steps[i]
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
