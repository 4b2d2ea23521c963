package mask

import (
	"cmp"
	"slices"
	"unicode/utf8"
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
	Term       string // squeezed, as it stands in the text; empty for a quotation
	Party      int    // NoParty for a quotation or an erased term
	Quotation  bool   // a warning: taken word for word from an original
	Alike      bool   // letters that look like those of the term
}

// Finder looks for the terms and quotations of many reports in finished files. It is safe for concurrent use.
type Finder struct {
	terms  []LeakTerm
	words  [][]rune // each term's text
	index  *automaton
	phones map[string]LeakTerm
	quotes quotes
	hashed *hashed
}

// LeakTerms are the terms of one report's parties as a Finder wants them: those under three characters or in the gazetteer count only with a
// title, a company form, or as a whole field.
func LeakTerms(terms []Term, source string) []LeakTerm {
	out := make([]LeakTerm, 0, len(terms))
	for _, t := range terms {
		if t.Kind != Phone && (utf8.RuneCountInString(t.Text) < 3 || gazetteer.has(t.Text)) {
			t.Need = Titled
		}
		out = append(out, LeakTerm{t, source})
	}
	return out
}

// NewFinder builds a Finder; originals may be nil.
func NewFinder(terms []LeakTerm, originals []Original) *Finder {
	f := &Finder{phones: map[string]LeakTerm{}, quotes: newQuotes(originals)}
	words := make([]string, 0, len(terms))
	for _, t := range terms {
		if t.Kind == Phone {
			f.phones[t.Text] = t
			continue
		}
		f.terms = append(f.terms, t)
		f.words = append(f.words, []rune(t.Text))
		words = append(words, skeletonOf(t.Text))
	}
	f.index = newAutomaton(words)
	return f
}

// Find lists what a text holds of the terms and originals, in the order of the text. Separate fields (cells, attributes, names of files) by line
// feeds: a short term that is a whole field counts.
func (f *Finder) Find(s string) []Hit {
	var out []Hit
	for from := 0; from < len(s); {
		to := cut(s, from+window)
		left, right := cut(s, from-overlap), cut(s, to+overlap)
		for _, h := range f.find(s[left:right]) {
			h.Start, h.End = h.Start+left, h.End+left
			if h.Start >= from && h.Start < to {
				out = append(out, h)
			}
		}
		from = to
	}
	return out
}

// A long text is searched in windows, since its folded form takes twenty times its room, and each with what stands beside it.
const (
	window  = 4 << 20
	overlap = 64 << 10
)

// cut is the place of s at or before at where no character is cut in two; beyond its ends, the end.
func cut(s string, at int) int {
	if at <= 0 || at >= len(s) {
		return min(max(at, 0), len(s))
	}
	for at > 0 && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}

func (f *Finder) find(s string) []Hit {
	v := bareView(s)
	defer v.leave()
	out := f.findTerms(v)
	out = append(out, f.findPhones(v)...)
	out = append(out, f.quotes.find(v)...)
	if f.hashed != nil {
		out = append(out, f.hashed.find(v)...)
	}
	slices.SortStableFunc(out, func(a, b Hit) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End, cmp.Compare(a.Source, b.Source), cmp.Compare(a.Term, b.Term))
	})
	return slices.CompactFunc(out, func(a, b Hit) bool {
		return a.Start == b.Start && a.End == b.End && a.Source == b.Source && a.Quotation == b.Quotation
	})
}

func (f *Finder) findTerms(v *view) []Hit {
	var out []Hit
	for _, h := range f.index.find(skeletonInto(v.room.runes.take(len(v.runes)), v.runes)) {
		t := f.terms[h.word]
		alike := !slices.Equal(v.runes[h.from:h.to], f.words[h.word])
		if alike && (h.to-h.from < leastAlike || t.Need == Titled) {
			continue
		}
		v.readScripts()
		if v.allows(h.from, h.to, t.Term, nil) {
			out = append(out, Hit{Start: v.start[h.from], End: v.end[h.to-1], Kind: t.Kind, Source: t.Source, Term: string(v.runes[h.from:h.to]), Party: t.Party, Alike: alike})
		}
	}
	return out
}

func (f *Finder) findPhones(v *view) []Hit {
	if len(f.phones) == 0 {
		return nil
	}
	var out []Hit
	for _, c := range v.digitChains(false) {
		c.numbers(func(from, to int) {
			if t, ok := f.phones[string(c.digits[from:to])]; ok {
				out = append(out, Hit{Start: v.start[c.at[from]], End: v.end[c.at[to-1]], Kind: Phone, Source: t.Source, Term: t.Text, Party: t.Party})
			}
		})
	}
	return out
}

// numbers calls fn with every stretch of a chain that has as many digits as telephone numbers have.
func (c chain) numbers(fn func(from, to int)) {
	for from := range c.digits {
		for n := 9; n <= 13 && from+n <= len(c.digits); n++ {
			fn(from, from+n)
		}
	}
}
