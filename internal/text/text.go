// Package text knows Japanese text: what may be stored, which spellings are the same, how it is cut for search, and which
// day a date means. It is not for wording, catalogues or finding names: it holds pure functions and tables, no state.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean is what the door stores: valid UTF-8 without control characters other than line feed and tab, otherwise as written.
// Each broken byte becomes U+FFFD; the line ends of other systems (CR LF, CR, VT, FF, NEL) become one line feed, since
// dropping them would join two lines into a word nobody wrote.
func Clean(s string) string {
	if !needsCleaning(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	cr := false
	for _, r := range s { // a broken byte arrives here as U+FFFD
		switch {
		case r == '\n' && cr:
		case r == '\r' || r == '\v' || r == '\f' || r == 0x85:
			b.WriteByte('\n')
		case r == '\n' || r == '\t' || !unicode.IsControl(r):
			b.WriteRune(r)
		}
		cr = r == '\r'
	}
	return b.String()
}

func needsCleaning(s string) bool {
	if !utf8.ValidString(s) {
		return true
	}
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' })
}

// Limit cuts s after the given number of runes and tells whether anything was cut.
// A cut does not part a letter from the marks and variation selectors that belong to it, unless nothing else would be left.
func Limit(s string, runes int) (string, bool) {
	if runes <= 0 {
		return "", s != ""
	}
	n, start := 0, 0 // start of the letter the cut would fall into
	for i, r := range s {
		if !unicode.In(r, unicode.M, unicode.Variation_Selector) {
			start = i
		}
		if n == runes {
			if start == 0 {
				start = i
			}
			return s[:start], true
		}
		n++
	}
	return s, false
}
