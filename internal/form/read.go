package form

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Limits of what one field takes, in characters.
const (
	MaxLine    = 500
	MaxAddress = 2_000
	MaxText    = 20_000
	MaxKept    = 100_000 // of an answer over its limit, kept in the page so that nothing typed is lost
)

// Reading is what ReadValues made of the fields of a page.
type Reading struct {
	Answers []incident.Answer // in the order of the form; also what Errors are about, as text
	Parties []incident.Party
	Unread  []incident.Unread // never holds what somebody typed
	Errors  incident.Errors   // each names its question in Field
	Kept    url.Values        // what was typed, cleaned, for showing the page again
}

// AllUnread gives Unread with the errors added, for channels where nobody can be asked to mend a field.
func (r Reading) AllUnread() []incident.Unread {
	out := slices.Clone(r.Unread)
	for _, e := range r.Errors {
		out = append(out, incident.Unread{Where: e.Field, What: e.Key})
	}
	return out
}

// ReadValues reads the fields of a page: the answer to question q in the field "q", how sure it is in "q.state" (estimated, unknown, not_applicable),
// the words beside option o in "q.o.other". Fields that begin with "_" are the page's own. today is the desk's day, for dates without a year or in the future.
// All questions are read, whether their conditions hold or not: what was typed is told.
func (f *Form) ReadValues(v url.Values, today time.Time) Reading {
	r := reader{form: f, values: v, today: today}
	r.Kept = url.Values{}
	for i := range f.Steps {
		for j := range f.Steps[i].Questions {
			q := &f.Steps[i].Questions[j]
			if a, ok := r.question(q); ok {
				r.Answers = append(r.Answers, a)
			}
		}
	}
	r.leftover()
	r.Parties = Parties(f, r.Answers)
	return r.Reading
}

type reader struct {
	Reading
	form   *Form
	values url.Values
	today  time.Time
}

func (r *reader) unread(where, what string) {
	u := incident.Unread{Where: where, What: what}
	if !slices.Contains(r.Unread, u) {
		r.Unread = append(r.Unread, u)
	}
}

func (r *reader) fail(q *Question, key string, args ...any) {
	r.Errors = append(r.Errors, &incident.Error{Kind: incident.Invalid, Key: key, Field: q.ID, Args: args})
}

// typed gives the cleaned first non-empty value of a field; more than one is listed as unread.
func (r *reader) typed(field string) string {
	var out string
	for _, s := range r.values[field] {
		s = strings.TrimSpace(text.Clean(s))
		switch {
		case s == "" || s == out:
		case out == "":
			out = s
		default:
			r.unread(fieldQuestion(field), "unread.several")
		}
	}
	if out == "" {
		return ""
	}
	kept, cut := text.Limit(out, MaxKept)
	if cut {
		r.unread(fieldQuestion(field), "unread.cut")
	}
	r.Kept.Set(field, kept)
	return kept
}

func fieldQuestion(field string) string {
	q, _, _ := strings.Cut(field, ".")
	return q
}

func (r *reader) question(q *Question) (incident.Answer, bool) {
	a := incident.Answer{Question: q.ID, State: incident.KnownYes}
	state := incident.Known(r.typed(q.stateField))
	switch state {
	case incident.Estimated, incident.UnknownAnswer, incident.NotApplicable:
	case "":
		state = incident.KnownYes
	default:
		state = incident.KnownYes
		r.Kept.Del(q.stateField)
	}
	some := false
	switch q.Kind {
	case Single, Multi:
		some = r.choice(q, &a)
	case Files: // they come beside the fields
	default:
		if s := r.typed(q.ID); s != "" {
			some = true
			r.line(q, s, &a)
		}
	}
	switch {
	case some && state != incident.KnownYes:
		a.State = incident.Estimated // something was typed beside "unknown": it is not unknown
	case !some && state == incident.Estimated:
		return a, false
	case !some:
		a.State = state
	}
	return a, some || state != incident.KnownYes
}

// line reads what was typed into one field that is no choice.
func (r *reader) line(q *Question, s string, a *incident.Answer) {
	limit := MaxLine
	switch q.Kind {
	case LongText:
		limit = MaxText
	case Address:
		limit = MaxAddress
	}
	if q.Kind != LongText {
		s = strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c == '\n' || c == '\t' }), " ")
		r.Kept.Set(q.ID, s)
	}
	a.Text = s
	if n := utf8.RuneCountInString(s); n > limit {
		r.fail(q, "error.too_long", limit, n)
		return
	}
	switch q.Kind {
	case Date:
		r.date(q, s, a)
	case Number:
		r.number(q, s, a)
	}
}

// timeOfDay is what people write after a day and no date holds: の朝, 午後3時ごろ, 10:30.
var timeOfDay = regexp.MustCompile(`日((の)?(未明|早朝|朝|午前|昼|午後|夕|夜|深夜).*|\s*[0-9]{1,2}(時|:).*)$`)

// date keeps a vague date ("last week") as text and lists it, for it must not stop a report; a date that is wrong (in the future, no such day) is an error.
func (r *reader) date(q *Question, s string, a *incident.Answer) {
	d, err := text.ParseDate(s, r.today)
	if errors.Is(err, text.ErrNoDate) {
		n := text.Normal(s)
		if m := timeOfDay.FindStringIndex(n); m != nil {
			d, err = text.ParseDate(n[:m[0]+len("日")], r.today)
		}
	}
	switch {
	case errors.Is(err, text.ErrFuture):
		r.fail(q, "error.date_future")
	case errors.Is(err, text.ErrNoDate):
		a.State = incident.Estimated
		r.unread(q.ID, "unread.date")
	case err != nil:
		r.fail(q, "error.date_day")
	default:
		a.When = incident.When{From: d.From, To: d.To, Precision: incident.Precision(d.Precision)}
		a.Text = ""
		// A year or month cut by the change of an era reads back only from its own words.
		if again, err := text.ParseDate(text.JaDate(d), r.today); err != nil || again != d {
			a.Text = s
		}
	}
}

var aboutNumber = regexp.MustCompile(`^(?:約|およそ|およそ約|about |around |~)?([0-9][0-9,]*)(?:台|件|個|通|人|名|回)?(?:くらい|ぐらい|程度|ほど|前後|以上|以下|弱|強|\+)?$`)

// number reads a whole number in either width; one with "about" or a bound is estimated, anything else is kept as text and listed.
func (r *reader) number(q *Question, s string, a *incident.Answer) {
	n := strings.TrimSpace(text.Normal(s))
	m := aboutNumber.FindStringSubmatch(n)
	if m == nil {
		a.State = incident.Estimated
		r.unread(q.ID, "unread.number")
		return
	}
	digits := strings.ReplaceAll(m[1], ",", "")
	v, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || v > 1_000_000_000_000 {
		r.fail(q, "error.number_large")
		return
	}
	a.Number, a.Text = v, ""
	if plain := strings.TrimRight(n, "台件個通人名回"); plain != m[1] {
		a.State, a.Text = incident.Estimated, s
	}
}

func (r *reader) choice(q *Question, a *incident.Answer) bool {
	var ticked ticks
	for _, c := range r.values[q.ID] {
		c = strings.TrimSpace(c)
		switch {
		case c == "":
		case q.Option(c) == nil:
			r.unread(q.ID, "unread.option")
		case q.Kind == Single && len(ticked) == 1 && !ticked.has(c):
			r.unread(q.ID, "unread.several")
		case !ticked.has(c):
			ticked = append(ticked, c)
		}
	}
	for i := range q.Options {
		if q.Options[i].Other {
			ticked = r.other(q, &q.Options[i], ticked, a)
		}
	}
	if len(ticked) == 0 {
		return len(a.Other) > 0
	}
	exclusive := false
	for i := range q.Options {
		if o := &q.Options[i]; ticked.has(o.Code) {
			a.Codes = append(a.Codes, o.Code)
			r.Kept.Add(q.ID, o.Code)
			exclusive = exclusive || o.Exclusive
		}
	}
	if exclusive && len(a.Codes) > 1 {
		r.unread(q.ID, "unread.exclusive") // both are kept: which one holds is for the desk to ask
	}
	return len(a.Codes) > 0 || len(a.Other) > 0
}

// ticks are the codes ticked of one question, each once.
type ticks []string

func (t ticks) has(code string) bool { return slices.Contains(t, code) }

// other reads the words beside an option; typing them ticks the option where that is free.
func (r *reader) other(q *Question, o *Option, ticked ticks, a *incident.Answer) ticks {
	s := r.typed(o.otherField)
	if s == "" {
		return ticked
	}
	if n := utf8.RuneCountInString(s); n > MaxLine {
		r.fail(q, "error.too_long", MaxLine, n)
	}
	if a.Other == nil {
		a.Other = map[string]string{}
	}
	a.Other[o.Code] = s
	if (q.Kind == Multi || len(ticked) == 0) && !ticked.has(o.Code) {
		ticked = append(ticked, o.Code)
	}
	return ticked
}

// leftover lists fields of other forms by their question, and all others once without their names, which may be anything.
func (r *reader) leftover() {
	var names []string
	for name, v := range r.values {
		if !r.form.fields[name] && !strings.HasPrefix(name, "_") && strings.TrimSpace(strings.Join(v, "")) != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if q := fieldQuestion(name); r.form.known[q] {
			r.unread(q, "unread.field")
		} else {
			r.unread("form", "unread.field")
		}
	}
}
