package mask

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"todoke/internal/text"
)

// Verbatim is how many characters taken word for word from an original are worth a warning (design §3.8).
const Verbatim = 20

// LeakTerm is a term a finished file must not hold, and the report it comes from.
type LeakTerm struct {
	Term
	Source string // receipt number
}

// Original is a text as it was filed, from which a finished file should not quote.
type Original struct {
	Source string
	Text   string
}

// Hit is one find in a finished file: bytes Start to End of the text searched.
type Hit struct {
	Start, End int
	Kind       Kind
	Source     string
	Term       string // squeezed; empty for a quotation
	Party      int
	Quotation  bool // a warning: taken word for word from an original
}

// Finder looks for the terms and quotations of many reports in finished files.
type Finder struct {
	terms  []LeakTerm
	index  *automaton
	phones map[string]LeakTerm
	quotes map[uint64][]quote
	texts  [][]rune
	names  []string
}

type quote struct{ text, at int32 }

// LeakTerms are the terms of one report's parties as a Finder wants them: those under three characters or in the gazetteer count only with a
// title, a company form, or as a whole field.
func LeakTerms(terms []Term, source string) []LeakTerm {
	out := make([]LeakTerm, 0, len(terms))
	for _, t := range terms {
		if t.Kind != Phone && (utf8.RuneCountInString(t.Text) < 3 || gazetteer[t.Text]) {
			t.Need = Titled
		}
		out = append(out, LeakTerm{t, source})
	}
	return out
}

// NewFinder builds a Finder; originals may be nil.
func NewFinder(terms []LeakTerm, originals []Original) *Finder {
	f := &Finder{phones: map[string]LeakTerm{}, quotes: map[uint64][]quote{}}
	words := make([]string, 0, len(terms))
	for _, t := range terms {
		if t.Kind == Phone {
			f.phones[t.Text] = t
			continue
		}
		f.terms = append(f.terms, t)
		words = append(words, t.Text)
	}
	f.index = newAutomaton(words)
	for i, o := range originals {
		rs := []rune(text.Squeeze(o.Text))
		f.texts, f.names = append(f.texts, rs), append(f.names, o.Source)
		roll(rs, func(at int, h uint64) {
			if list := f.quotes[h]; len(list) < 8 {
				f.quotes[h] = append(list, quote{int32(i), int32(at)})
			}
		})
	}
	return f
}

// Find lists what a text holds of the terms and originals, in the order of the text. Separate fields (cells, attributes, names of files) by line
// feeds: a short term that is a whole field counts.
func (f *Finder) Find(s string) []Hit {
	v := newView(s)
	var out []Hit
	for _, h := range f.index.find(v.runes) {
		t := f.terms[h.word]
		if v.allows(h.from, h.to, t.Term, nil) {
			out = append(out, Hit{Start: v.start[h.from], End: v.end[h.to-1], Kind: t.Kind, Source: t.Source, Term: t.Text, Party: t.Party})
		}
	}
	out = append(out, f.findPhones(v)...)
	out = append(out, f.findQuotes(v)...)
	slices.SortStableFunc(out, func(a, b Hit) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End, cmp.Compare(a.Source, b.Source), cmp.Compare(a.Term, b.Term))
	})
	return slices.CompactFunc(out, func(a, b Hit) bool {
		return a.Start == b.Start && a.End == b.End && a.Source == b.Source && a.Quotation == b.Quotation
	})
}

func (f *Finder) findPhones(v *view) []Hit {
	if len(f.phones) == 0 {
		return nil
	}
	var out []Hit
	for _, c := range v.chains() {
		for from := range c.digits {
			for n := 9; n <= 13 && from+n <= len(c.digits); n++ {
				if t, ok := f.phones[string(c.digits[from:from+n])]; ok {
					out = append(out, Hit{Start: v.start[c.at[from]], End: v.end[c.at[from+n-1]], Kind: Phone, Source: t.Source, Term: t.Text, Party: t.Party})
				}
			}
		}
	}
	return out
}

// findQuotes finds the longest stretches of at least Verbatim runes that stand in an original too.
func (f *Finder) findQuotes(v *view) []Hit {
	var out []Hit
	done := 0 // runes before this are part of a quotation found
	roll(v.runes, func(at int, h uint64) {
		if at < done {
			return
		}
		best, of := 0, 0
		for _, q := range f.quotes[h] {
			if n := common(v.runes[at:], f.texts[q.text][q.at:]); n > best {
				best, of = n, int(q.text)
			}
		}
		if best >= Verbatim {
			done = at + best
			out = append(out, Hit{Start: v.start[at], End: v.end[done-1], Source: f.names[of], Party: NoParty, Quotation: true})
		}
	})
	return out
}

func common(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// roll calls fn with the hash of every window of Verbatim runes (Rabin and Karp, modulo 2^64).
func roll(rs []rune, fn func(at int, h uint64)) {
	const base = 1099511628211
	var h, lead uint64 = 0, 1
	for range Verbatim {
		lead *= base
	}
	for i, r := range rs {
		h = h*base + uint64(r)
		if i >= Verbatim {
			h -= lead * uint64(rs[i-Verbatim])
		}
		if i+1 >= Verbatim {
			fn(i+1-Verbatim, h)
		}
	}
}
