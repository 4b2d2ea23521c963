package text

import (
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A word such as CVE-2020-0001 or 192.0.2.10 is pieces held together by single joiners. From each piece on, the index
// holds the piece and the joined rest, at most maxPieces pieces and maxToken runes, so that a prefix search finds any
// sequence of pieces and no address line makes the index grow with its square.
const (
	maxPieces = 8
	maxToken  = 128
	joiners   = "-._@:/+&'~\\=#"
)

type class int

const (
	other class = iota // spaces, punctuation, signs: part everything
	word               // letters, digits and marks of writing with spaces
	cjk                // kanji, kana, hangul: no spaces, cut in pairs
)

// classOf depends on the rune alone, never on its neighbours: that is what makes a part of a text give a part of its grams.
func classOf(r rune) class {
	switch {
	case '0' <= r && r <= '9' || 'a' <= r && r <= 'z':
		return word
	case r < utf8.RuneSelf:
		return other
	case r == 'ー' || r == '〆' || r == 0x3099 || r == 0x309A ||
		unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo):
		return cjk
	case unicode.In(r, unicode.L, unicode.M, unicode.N):
		return word
	}
	return other
}

// run is a stretch of one class: one CJK run, or the pieces of one joined word.
type run struct {
	class  class
	from   int   // rune offset of its start
	to     int   // and its end
	pieces []int // of a word: offsets where pieces start
}

// runs cuts a text in Normal form; what belongs to no class falls away.
func runs(rs []rune) []run {
	var out []run
	for i := 0; i < len(rs); {
		switch classOf(rs[i]) {
		case other:
			i++
		case cjk:
			r := run{class: cjk, from: i}
			for i < len(rs) && classOf(rs[i]) == cjk {
				i++
			}
			r.to = i
			out = append(out, r)
		case word:
			r := run{class: word, from: i}
			for {
				r.pieces = append(r.pieces, i)
				for i < len(rs) && classOf(rs[i]) == word {
					i++
				}
				if i+1 >= len(rs) || !isJoiner(rs[i]) || classOf(rs[i+1]) != word {
					break
				}
				i++
			}
			r.to = i
			out = append(out, r)
		}
	}
	return out
}

func isJoiner(r rune) bool { return r < utf8.RuneSelf && strings.ContainsRune(joiners, r) }

// pieceEnd is where piece k of a word ends, without its joiner.
func (r run) pieceEnd(k int) int {
	if k+1 < len(r.pieces) {
		return r.pieces[k+1] - 1
	}
	return r.to
}

// joined is the token for the pieces from k on, bounded as the index bounds it.
func (r run) joined(rs []rune, k int) string {
	from, to := r.pieces[k], r.pieceEnd(min(k+maxPieces, len(r.pieces))-1)
	return string(rs[from:min(to, from+maxToken)])
}

func (r run) piece(rs []rune, k int) string {
	from := r.pieces[k]
	return string(rs[from:min(r.pieceEnd(k), from+maxToken)])
}

// Grams are the tokens under which s is indexed, in the order of the text and with repeats: of each CJK run every pair of
// neighbours and the last character alone, of each word its pieces and their joined forms. The lone last character keeps
// two runs from reading as one, so a phrase of neighbouring pairs is exactly a substring.
func Grams(s string) []string {
	rs := []rune(Normal(s))
	out := make([]string, 0, len(rs))
	for _, r := range runs(rs) {
		if r.class == cjk {
			for i := r.from; i < r.to; i++ {
				out = append(out, string(rs[i:min(i+2, r.to)]))
			}
			continue
		}
		for k := range r.pieces {
			if whole := r.joined(rs, k); whole != r.piece(rs, k) {
				out = append(out, whole)
			}
			out = append(out, r.piece(rs, k))
		}
	}
	return out
}

// Term is one thing an index must hold for a text to be a hit. With Phrase set, those tokens must stand in neighbouring
// positions and Text is only the substring they spell; otherwise Text is one token, or with Prefix the start of one.
type Term struct {
	Text   string
	Prefix bool
	Phrase []string
}

// Query is what to ask of an index built from Grams: all terms must hold. An index that keeps positions then gives exactly
// the texts for which Contains is true. No terms means that nothing searchable was typed, and nothing is found.
func Query(q string) []Term {
	rs := []rune(Normal(q))
	var out []Term
	for _, r := range runs(rs) {
		if r.class == cjk {
			out = append(out, cjkTerm(rs[r.from:r.to]))
			continue
		}
		for k := 0; k < len(r.pieces); k += maxPieces {
			t := Term{Text: r.joined(rs, k), Prefix: true}
			if len(r.pieces) == 1 && r.to < len(rs) && closesWord(rs[r.to]) {
				t.Prefix = false // the A of A社 is not the start of another word
			}
			out = append(out, t)
		}
	}
	return dedupe(out)
}

// closesWord tells whether r right behind a word in a query shows that the word was typed to its end. A space does not:
// people search for the beginnings of several words.
func closesWord(r rune) bool { return !unicode.IsSpace(r) && !isJoiner(r) }

func cjkTerm(rs []rune) Term {
	switch len(rs) {
	case 1:
		return Term{Text: string(rs), Prefix: true}
	case 2:
		return Term{Text: string(rs)}
	}
	t := Term{Text: string(rs), Phrase: make([]string, 0, len(rs)-1)}
	for i := range len(rs) - 1 {
		t.Phrase = append(t.Phrase, string(rs[i:i+2]))
	}
	return t
}

func dedupe(terms []Term) []Term {
	var out []Term
	for _, t := range terms {
		same := func(u Term) bool { return u.Text == t.Text && u.Prefix == t.Prefix }
		if !slices.ContainsFunc(out, same) {
			out = append(out, t)
		}
	}
	return out
}

// Encode spells a token as "h" and the hexadecimal of its UTF-8, which neither FTS5 nor a tsvector cuts or folds further.
// The beginning of a token becomes the beginning of its encoding, so prefix searches stay prefix searches.
func Encode(token string) string { return "h" + hex.EncodeToString([]byte(token)) }

// Contains is the slow truth about search, a scan: every CJK run of the query is a substring of the text, and every word of
// it a word of the text or the beginning of one, also from the middle of a joined word on; both in Normal form.
func Contains(haystack, query string) bool {
	h := Normal(haystack)
	terms := Query(query)
	for _, t := range terms {
		if first, _ := utf8.DecodeRuneInString(t.Text); classOf(first) == cjk {
			if !strings.Contains(h, t.Text) {
				return false
			}
		} else if !hasWord(h, t) {
			return false
		}
	}
	return len(terms) > 0
}

// hasWord looks for a term wherever a word may begin: where no letter or digit stands before it.
func hasWord(h string, t Term) bool {
	for at := 0; ; {
		i := strings.Index(h[at:], t.Text)
		if i < 0 {
			return false
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(h[:at])
		after, _ := utf8.DecodeRuneInString(h[at+len(t.Text):])
		if (at == 0 || classOf(before) != word) && (t.Prefix || classOf(after) != word || atLimit(t.Text)) {
			return true
		}
		_, size := utf8.DecodeRuneInString(h[at:])
		at += size
	}
}

// atLimit tells whether a token is as long as the index keeps them, so that its end is not known.
func atLimit(token string) bool { return utf8.RuneCountInString(token) >= maxToken }
