package publish

import "unicode/utf8"

// marks are what a text holds that a disguise needs.
type marks uint16

const (
	ampersand marks = 1 << iota
	less
	percent
	equals
	backslash
	underscoreX // _x of a workbook's escapes
	longRun     // a run that may be base64
	hexRun      // an even run of hexadecimal figures
	puny        // xn--
	turned      // U+202E
	hyphen      // at the end of a line
)

// marksIn looks at a text once for the marks of all disguises.
func marksIn(s string) marks {
	var m marks
	run, figures, word := 0, 0, true // letters of base64 and of hexadecimal so far; whether the former make a word
	for i := 0; i <= len(s); i++ {
		var c byte // of none, behind the end
		if i < len(s) {
			c = s[i]
		}
		k := kinds[c]
		if k&inHex != 0 {
			figures++
		} else if figures > 0 {
			if figures >= leastHex && figures%2 == 0 {
				m |= hexRun
			}
			figures = 0
		}
		if k&inBase64 != 0 {
			word = word && (k&small != 0 || run == 0 && k&capital != 0)
			run++
			if c == 'x' && i > 0 && s[i-1] == '_' {
				m |= underscoreX
			}
			if c == '-' && i > 2 && s[i-1] == '-' && (s[i-3:i-1] == "xn" || s[i-3:i-1] == "XN") {
				m |= puny
			}
			continue
		}
		broken := (c == '\n' || c == '\r') && i > 0
		if run >= leastBase64 && (!word || broken) || run > 0 && broken && kinds[firstBehind(s, i)]&inBase64 != 0 {
			m |= longRun
		}
		if broken && (s[i-1] == '-' || i > 2 && s[i-3:i] == "‐") {
			m |= hyphen
		}
		run, word = 0, true
		switch c {
		case '&':
			m |= ampersand
		case '<':
			m |= less
		case '%':
			m |= percent
		case '=':
			m |= equals
		case '\\':
			m |= backslash
		case 0xe2:
			if i+3 <= len(s) && s[i:i+3] == "\u202e" {
				m |= turned
			}
		}
	}
	return m
}

// firstBehind is the first byte from place i on that ends no line, 0 where there is none.
func firstBehind(s string, i int) byte {
	for ; i < len(s); i++ {
		if s[i] != '\n' && s[i] != '\r' {
			return s[i]
		}
	}
	return 0
}

const (
	inBase64 = 1 << iota
	inHex
	small
	capital
)

var kinds = func() (k [256]byte) {
	for i := range k[:utf8.RuneSelf] {
		c := byte(i)
		if isBase64(c) {
			k[i] |= inBase64
		}
		if isHex(c) {
			k[i] |= inHex
		}
		if 'a' <= c && c <= 'z' {
			k[i] |= small
		}
		if 'A' <= c && c <= 'Z' {
			k[i] |= capital
		}
	}
	return k
}()
