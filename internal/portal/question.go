package portal

import (
	"slices"
	"strconv"
	"strings"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/web"
)

// field is one question as a page shows it.
type field struct {
	ID, Kind    string
	Label, Help string
	Hint        string // under which answer it is asked, where that is on the same page
	Value       string
	Type, Mode  string // of the input
	Complete    string // autocomplete token
	Groups      []group
	CanUnknown  bool
	CanEstimate bool
	State       string
	Errors      []string
	Chosen      bool   // a single choice is made, and may be cleared
	Before      bool   // answered in an earlier version
	Columns     string // class of its options
}

type group struct {
	ID, Label string
	Options   []option
}

type option struct {
	ID, Code, Label string
	Checked, Alone  bool
	Other           bool
	OtherName       string
	OtherValue      string
}

// DescribedBy lists the ids of what explains the field.
func (f field) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Help != "" {
		ids = append(ids, f.ID+"-help")
	}
	if len(f.Errors) > 0 {
		ids = append(ids, f.ID+"-error")
	}
	return strings.Join(ids, " ")
}

// autocomplete gives the tokens by which browsers fill in who somebody is (WCAG 1.3.5).
var autocomplete = map[string]string{
	"reporter.org": "organization", "reporter.name": "name", "reporter.address": "address-line1", "reporter.mail": "email", "reporter.phone": "tel",
}

// fields makes what a page shows of some questions, and which questions those are.
func (p *portal) fields(lang incident.Lang, s *state, questions []form.Question, all bool) ([]field, map[string]bool) {
	var out []field
	shown := map[string]bool{}
	for _, q := range questions {
		hint, here := p.hint(lang, s, q, questions)
		if !all && !here {
			continue
		}
		shown[q.ID] = true
		f := p.field(lang, s, q)
		f.Hint = hint
		out = append(out, f)
	}
	return out, shown
}

// hint tells whether a question is shown: its conditions hold, or they depend on a question of the same page, which without script nobody can
// watch; then the hint says when to answer.
func (p *portal) hint(lang incident.Lang, s *state, q form.Question, page []form.Question) (string, bool) {
	for _, c := range q.When {
		at := slices.IndexFunc(page, func(x form.Question) bool { return x.ID == c.Question })
		if at < 0 {
			continue
		}
		var labels []string
		for _, code := range c.In {
			if o := page[at].Option(code); o != nil {
				labels = append(labels, o.Label.In(lang))
			}
		}
		sep := "」「"
		if lang == incident.EN {
			sep = "”, “"
		}
		return p.Texts.T(lang, "portal.question.when", strings.Join(labels, sep)), true
	}
	return "", s.form.AskedQuestion(q, s.reading.Answers)
}

func (p *portal) field(lang incident.Lang, s *state, q form.Question) field {
	kept := s.reading.Kept
	f := field{ID: q.ID, Kind: string(q.Kind), Label: q.Label.In(lang), Help: q.Help.In(lang), Value: kept.Get(q.ID), State: kept.Get(q.ID + ".state"),
		Type: "text", Complete: "off", CanEstimate: q.Estimate, CanUnknown: mayBeUnknown(q)}
	if c := autocomplete[q.Identifies]; c != "" {
		f.Complete = c
	}
	switch {
	case q.Identifies == "reporter.phone":
		f.Type = "tel"
	case q.Identifies == "reporter.mail":
		f.Mode = "email"
	case q.Kind == form.Address:
		f.Mode = "url"
	case q.Kind == form.Number:
		f.Mode = "numeric"
	}
	for _, e := range s.reading.Errors {
		if e.Field == q.ID {
			f.Errors = append(f.Errors, p.Texts.Error(lang, e))
		}
	}
	f.Groups = groups(lang, q, kept[q.ID], func(code string) string { return kept.Get(q.ID + "." + code + ".other") })
	f.Chosen = q.Kind == form.Single && f.Value != ""
	f.Columns = columns(lang, q)
	return f
}

// How wide an option's label may be, in letters (kana and kanji are two), for two options to fit beside each other.
const (
	narrow = 14 // on a phone
	medium = 34 // on a wider screen
)

// columns tells where two options of a question fit beside each other: "tight" everywhere, "loose" on wide screens, "" nowhere.
func columns(lang incident.Lang, q form.Question) string {
	widest := 0
	for _, o := range q.Options {
		n := 0
		for _, r := range o.Label.In(lang) {
			n++
			if r >= 0x1100 {
				n++
			}
		}
		widest = max(widest, n)
	}
	switch {
	case widest <= narrow:
		return "tight"
	case widest <= medium:
		return "loose"
	}
	return ""
}

// mayBeUnknown tells whether 「分からない」 is offered: what only frames or identifies need not be known, and where an option says it already it is not said twice.
func mayBeUnknown(q form.Question) bool {
	if q.Frame || q.Identifies != "" || q.Date == "written" || q.Kind == form.LongText || q.Kind == form.Files {
		return false
	}
	return !slices.ContainsFunc(q.Options, func(o form.Option) bool { return o.Code == "unknown" || o.Code == "unsure" })
}

// groups puts options under their headings, in the order of the form.
func groups(lang incident.Lang, q form.Question, ticked []string, other func(code string) string) []group {
	var out []group
	for _, o := range q.Options {
		if len(out) == 0 || out[len(out)-1].ID != o.Group {
			g := group{ID: o.Group}
			for _, x := range q.Groups {
				if x.ID == o.Group {
					g.Label = x.Label.In(lang)
				}
			}
			out = append(out, g)
		}
		g := &out[len(out)-1]
		g.Options = append(g.Options, option{ID: q.ID + "-" + o.Code, Code: o.Code, Label: o.Label.In(lang), Checked: slices.Contains(ticked, o.Code),
			Alone: o.Exclusive, Other: o.Other, OtherName: q.ID + "." + o.Code + ".other", OtherValue: other(o.Code)})
	}
	return out
}

// answerText writes an answer for the review page, and its state where it is not simply known.
func (p *portal) answerText(lang incident.Lang, q form.Question, a incident.Answer) (lines []string, state string) {
	colon := "："
	if lang == incident.EN {
		colon = ": "
	}
	for _, c := range a.Codes {
		label := c
		if o := q.Option(c); o != nil {
			label = o.Label.In(lang)
		}
		if other := a.Other[c]; other != "" {
			label += colon + other
		}
		lines = append(lines, label)
	}
	for _, o := range q.Options { // words beside an option that is not ticked
		if other := a.Other[o.Code]; other != "" && !slices.Contains(a.Codes, o.Code) {
			lines = append(lines, o.Label.In(lang)+colon+other)
		}
	}
	switch {
	case a.Text != "":
		lines = append(lines, a.Text)
	case a.When.Known():
		lines = append(lines, web.WhenIn(lang, a.When))
	case q.Kind == form.Number && a.State != incident.UnknownAnswer && a.State != incident.NotApplicable:
		lines = append(lines, strconv.FormatInt(a.Number, 10))
	}
	switch a.State {
	case incident.Estimated:
		state = p.Texts.T(lang, "portal.question.estimated")
	case incident.UnknownAnswer:
		state = p.Texts.T(lang, "portal.question.unknown")
	}
	return lines, state
}
