package form

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// key is how names of columns, sheets and options are compared: normal form, without white space, punctuation and the number of an item before it.
func key(s string) string {
	s = itemNumber.ReplaceAllString(text.Normal(s), "")
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("・･、,.。:*※()[]「」【】□■_-/'\"?", r):
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

var itemNumber = regexp.MustCompile(`^\s*(?:\(?[0-9]{1,2}(?:-[0-9]{1,2})*\)?[.):、\s])\s*`)

// optionOf finds an option by its code or its label in either language.
func (q *Question) optionOf(s string) *Option {
	if o := q.Option(strings.TrimSpace(s)); o != nil {
		return o
	}
	if len(s) > 400 { // longer than any label
		return nil
	}
	return optionKeys(q)[key(s)]
}

// labelled remembers the options of every question by the keys of their labels: a list asks for them in every cell.
var labelled sync.Map // *Question → map[string]*Option

func optionKeys(q *Question) map[string]*Option {
	if m, ok := labelled.Load(q); ok {
		return m.(map[string]*Option)
	}
	m := map[string]*Option{}
	for i := range q.Options {
		for _, label := range []string{q.Options[i].Label.JA, q.Options[i].Label.EN} {
			if k := key(label); k != "" && m[k] == nil {
				m[k] = &q.Options[i]
			}
		}
	}
	labelled.Store(q, m)
	return m
}

var stateKeys = sync.OnceValue(func() map[string]incident.Known {
	m := map[string]incident.Known{}
	for _, state := range stateOrder {
		t := sheets().States[string(state)]
		for _, s := range append([]string{t.JA, t.EN, string(state)}, sheets().Spellings[string(state)]...) {
			if k := key(s); k != "" {
				m[k] = state
			}
		}
	}
	return m
})

// stateOf reads a word that says how sure an answer is, "" where it is none.
func stateOf(s string) incident.Known {
	if len(s) > 100 {
		return ""
	}
	return stateKeys()[key(s)]
}

// literalNeeded tells whether what was typed would be read as something else, as 「不明」 typed for a name.
func literalNeeded(s string, q *Question) bool {
	if s == "" || len(q.Options) > 0 {
		return false
	}
	v := url.Values{}
	q.readCell(v, s, false)
	return v.Get(q.ID) != s || v.Get(q.stateField) != ""
}

var estimatedSuffix = regexp.MustCompile(`[（(]\s*(推定|estimated)\s*[）)]\s*$`)

// readCell puts one cell of a list into the fields of a page. By the letter, it is only the answer; otherwise the cell may also say how sure it is.
// What fits no option goes to the words beside "other", where there is one, else it stays for ReadValues to list.
func (q *Question) readCell(v url.Values, s string, literal bool) {
	if strings.TrimSpace(s) == "" {
		return
	}
	if !literal {
		if m := estimatedSuffix.FindStringIndex(s); m != nil && m[0] > 0 {
			v.Set(q.stateField, string(incident.Estimated))
			s = s[:m[0]]
		}
	}
	if len(q.Options) > 0 {
		q.readOptions(v, s, literal)
		return
	}
	if state := stateOf(s); !literal && (state == incident.UnknownAnswer || state == incident.NotApplicable) {
		v.Set(q.stateField, string(state))
		return
	}
	v.Set(q.ID, s)
}

var (
	betweenOptions = regexp.MustCompile(`[;；\n]+`)
	looserBetween  = regexp.MustCompile(`[、,，／/|\s]+`)
	ticked         = regexp.MustCompile(`[■☑☒✔✓]`)
	anyBox         = regexp.MustCompile(`[■☑☒✔✓□☐]`)
)

func (q *Question) readOptions(v url.Values, s string, literal bool) {
	if q.optionOf(s) == nil && anyBox.MatchString(s) {
		s = onlyTicked(s)
	}
	if q.optionOf(s) == nil && !literal {
		if state := stateOf(s); state == incident.UnknownAnswer || state == incident.NotApplicable {
			v.Set(q.stateField, string(state))
			return
		}
	}
	parts := []string{s}
	if q.optionOf(s) == nil {
		parts = betweenOptions.Split(s, -1)
	}
	for _, part := range parts {
		if strings.TrimSpace(part) == "" || q.readOption(v, part) {
			continue
		}
		if all := q.each(part); all != nil {
			for _, code := range all {
				v.Add(q.ID, code)
			}
			continue
		}
		q.strange(v, strings.TrimSpace(part))
	}
}

// onlyTicked keeps of 「□パソコン ■サーバ」 what is ticked.
func onlyTicked(s string) string {
	marks := anyBox.FindAllStringIndex(s, -1)
	var out []string
	for i, m := range marks {
		end := len(s)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		if ticked.MatchString(s[m[0]:m[1]]) {
			out = append(out, strings.TrimSpace(s[m[1]:end]))
		}
	}
	return strings.Join(out, ";")
}

// readOption reads one option, be it with words behind a colon or in brackets.
func (q *Question) readOption(v url.Values, part string) bool {
	if o := q.optionOf(part); o != nil {
		v.Add(q.ID, o.Code)
		return true
	}
	for _, sep := range []string{"：", ":", "（", "("} {
		name, words, ok := strings.Cut(part, sep)
		if !ok {
			continue
		}
		o := q.optionOf(name)
		if o == nil || !o.Other {
			continue
		}
		words = strings.TrimSpace(words)
		if sep == "（" || sep == "(" {
			words = strings.TrimRight(words, "）)")
		}
		v.Add(q.ID, o.Code)
		if words != "" && v.Get(o.otherField) == "" {
			v.Set(o.otherField, words)
		}
		return true
	}
	return false
}

// each reads options parted by looser signs, when all of them are options.
func (q *Question) each(part string) []string {
	var out []string
	for _, p := range looserBetween.Split(part, -1) {
		if p == "" {
			continue
		}
		o := q.optionOf(p)
		if o == nil {
			return nil
		}
		out = append(out, o.Code)
	}
	return out
}

// strange keeps what fits no option: as the words beside "other" where that is free.
func (q *Question) strange(v url.Values, s string) {
	if o := q.Option("other"); o != nil && o.Other && v.Get(o.otherField) == "" {
		v.Add(q.ID, o.Code)
		v.Set(o.otherField, s)
		return
	}
	v.Add(q.ID, s) // no option: listed by ReadValues
}
