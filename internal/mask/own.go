package mask

import (
	"slices"
	"unicode/utf8"

	"todoke/internal/text"
)

// Own is a term of the desk's own list: always masked as its kind, or never masked unless it is declared.
type Own struct {
	Kind  Kind
	Text  string // in any spelling; compared squeezed
	Never bool
}

// own is the desk's list as a Masker uses it.
type own struct {
	terms []Term
	index *sought
	never map[string]bool
}

// WithOwn gives a Masker that follows the desk's own list too. A term needs two characters; a short one counts only as a word of its own.
func (m *Masker) WithOwn(list []Own) *Masker {
	o := &own{never: map[string]bool{}}
	var words []string
	for _, x := range list {
		s := text.Squeeze(x.Text)
		switch {
		case x.Never:
			o.never[s] = true
		case utf8.RuneCountInString(s) >= 2:
			o.terms = append(o.terms, Term{Kind: x.Kind, Text: s, Party: NoParty, Need: min(need(s), Word)})
			words = append(words, s)
		}
	}
	o.index = newSought(words)
	out := *m
	out.own = o
	return &out
}

// ownHits are the terms of the desk's list that stand in a text.
func (m *Masker) ownHits(v *view) []found {
	if m.own == nil || len(m.own.terms) == 0 {
		return nil
	}
	var out []found
	for _, h := range m.own.index.findInto(nil, v.runes) {
		if t := m.own.terms[h.word]; v.allows(h.from, h.to, t, nil) {
			out = append(out, found{h.from, h.to, t.Kind, NoParty})
		}
	}
	return out
}

// spared tells whether the desk never masks these words; a company form beside them does not change that.
func (m *Masker) spared(v *view, from, to int) bool {
	if m.own == nil || len(m.own.never) == 0 {
		return false
	}
	s := v.word(from, to)
	return m.own.never[s] || m.own.never[text.Squeeze(text.StripCompanyForm(s))]
}

// spare takes out what only guesses found and the desk never masks.
func (m *Masker) spare(v *view, list, sure []found) []found {
	return slices.DeleteFunc(list, func(f found) bool {
		return f.party == NoParty && !slices.Contains(sure, f) && m.spared(v, f.from, f.to)
	})
}

// PlaceholderWord is what a found thing of a kind is replaced by where no party is meant.
func PlaceholderWord(k Kind) string { return placeholderWords[k] }

// PersonWords stand for persons of an organisation that has a placeholder of its own.
var PersonWords = []string{"担当者", "被害者"}

func (m *Masker) sparedPick(v *view, p pick) bool {
	return p.party == NoParty && p.reason != DeskList && m.spared(v, p.from, p.to)
}

// OwnTerms are the terms to look for in finished files where a person said that these words identify: one of the desk's list or a confirmed span.
func OwnTerms(k Kind, words string) []Term {
	s := text.Squeeze(words)
	if utf8.RuneCountInString(s) < 2 {
		return nil
	}
	if k == Phone {
		var out []Term
		for _, d := range phoneDigits(words) {
			out = append(out, Term{Kind: k, Text: d, Party: NoParty})
		}
		return out
	}
	return []Term{{Kind: k, Text: s, Party: NoParty, Need: need(s)}}
}
