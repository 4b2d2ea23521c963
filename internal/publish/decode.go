package publish

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"io"
	"mime"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/idna"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
)

// disguises are the ways a text may be written so that it is read as another one. Each gives the text with all it recognises undone and everything else as it
// stands, and the same string where there is nothing of its kind. What decodes to no readable text is left alone. Each is tried on texts with its mark only.
var disguises = []struct {
	name string
	mark marks
	undo func(string) string
}{
	{"character references", ampersand, html.UnescapeString},
	{"tags", less, undoTags},
	{"percent signs", percent, undoPercent},
	{"quoted-printable", equals, undoQuoted},
	{"encoded words", equals, undoWords},
	{"escapes", backslash | underscoreX, undoEscapes},
	{"style escapes", backslash, undoStyleEscapes},
	{"base64", longRun, undoBase64},
	{"hexadecimal", hexRun, undoHex},
	{"punycode", puny, undoPunycode},
	{"right to left", turned, undoOverride},
	{"hyphenation", hyphen, undoHyphens},
}

// deepest is how many disguises over each other are taken off.
const deepest = 3

// disguised lists what a text says under its disguises, each once, with the names of what was taken off.
func disguised(s string) []piece {
	if marksIn(s) == 0 { // most pieces of an edition
		return nil
	}
	var out []piece
	seen := []string{s}
	now := []piece{{text: s}}
	for range deepest {
		var next []piece
		for _, p := range now {
			m := marksIn(p.text)
			for _, d := range disguises {
				if m&d.mark == 0 {
					continue
				}
				t := d.undo(p.text)
				if slices.Contains(seen, t) {
					continue
				}
				seen = append(seen, t)
				next = append(next, piece{spot{place: strings.TrimPrefix(p.place+", "+d.name, ", ")}, t})
			}
		}
		out = append(out, next...)
		now = next
	}
	return out
}

var tag = regexp.MustCompile(`<[!/?a-zA-Z][^<>]{0,1000}>`)

func undoTags(s string) string {
	if !strings.Contains(s, "<") {
		return s
	}
	return tag.ReplaceAllString(s, "")
}

// readable reads bytes as UTF-8, or else as every encoding of Japanese mails and pages in which they are text, one reading below the other; false for what is no text.
func readable(b []byte) (string, bool) {
	if s := string(b); utf8.Valid(b) && isText(s) {
		return s, true
	}
	var all []string
	if s, ok := wide(b); ok {
		all = append(all, s)
	}
	for _, e := range []struct {
		may      func([]byte) bool
		encoding encoding.Encoding
	}{{maybeShiftJIS, japanese.ShiftJIS}, {maybeEUC, japanese.EUCJP}} {
		if !e.may(b) {
			continue
		}
		if d, err := e.encoding.NewDecoder().Bytes(b); err == nil && isText(string(d)) {
			all = append(all, string(d))
		}
	}
	return strings.Join(all, "\n"), len(all) > 0
}

// plainByte tells whether a byte below 0x80 is text in the encodings of Japanese.
func plainByte(c byte) bool { return c >= ' ' && c < 0x7f || c == '\n' || c == '\r' || c == '\t' }

// maybeShiftJIS and maybeEUC spare most of what is no text a decoder: they let all text pass.
func maybeShiftJIS(b []byte) bool {
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c < 0x80 && !plainByte(c), c == 0x80:
			return false
		case c > 0x80 && c < 0xa0 || c >= 0xe0 && c < 0xfd:
			if i++; i == len(b) || b[i] < 0x40 {
				return false
			}
		}
	}
	return true
}

func maybeEUC(b []byte) bool {
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c < 0x80:
			if !plainByte(c) {
				return false
			}
		case c == 0x8e || c == 0x8f || c >= 0xa1 && c < 0xff:
			if i++; i == len(b) || b[i] < 0xa1 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// isText tells whether every rune is one that people read.
func isText(s string) bool {
	if s == "" {
		return false
	}
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsGraphic(r) && !strings.ContainsRune("\n\r\t", r) && !unicode.In(r, unicode.Cf) {
			return false
		}
	}
	return true
}

// wide reads UTF-16 with or without its mark, where that gives Latin letters or the signs of Japanese only.
func wide(b []byte) (string, bool) {
	if len(b) < 4 || len(b)%2 != 0 {
		return "", false
	}
	for _, big := range []bool{true, false} {
		if !maybeWide(b, big) {
			continue
		}
		u := make([]uint16, len(b)/2)
		for i := range u {
			u[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
			if !big {
				u[i] = u[i]>>8 | u[i]<<8
			}
		}
		if u[0] == 0xFEFF {
			u = u[1:]
		}
		s := string(utf16.Decode(u))
		if isText(s) && wideSigns(s) {
			return s, true
		}
	}
	return "", false
}

// wideSigns tells whether a text is of Latin letters and the signs of Japanese only.
func wideSigns(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r > 0x24F && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Cf, unicode.Mn) && !(r >= 0x2000 && r <= 0x206F) &&
			!(r >= 0x3000 && r <= 0x30FF) && !(r >= 0xFF00 && r <= 0xFFEF)
	})
}

// maybeWide spares most of what is no text the making of a string: it lets all text pass.
func maybeWide(b []byte, big bool) bool {
	for i := 0; i+1 < len(b); i += 2 {
		u := uint16(b[i])<<8 | uint16(b[i+1])
		if !big {
			u = u>>8 | u<<8
		}
		switch {
		case u < 0x80 && !plainByte(byte(u)), u > 0x24f && u < 0x300, u > 0x36f && u < 0x483, u > 0x487 && u < 0x591, u > 0x109d && u < 0x135d, u > 0x1dff && u < 0x2000,
			u > 0x20f0 && u < 0x2cef, u > 0x30ff && u < 0x31f0, u > 0x9fff && u < 0xa66f, u > 0xabed && u < 0xd800, u > 0xdfff && u < 0xf900:
			return false
		}
	}
	return true
}

// runs replaces every stretch of consecutive encoded bytes that reads as text. next tells how long the code at s is and which byte it stands for.
func runs(s string, next func(s string) (n int, b byte)) string {
	var out strings.Builder
	changed := false
	for i := 0; i < len(s); {
		var bytes []byte
		j := i
		for j < len(s) {
			n, b := next(s[j:])
			if n == 0 {
				break
			}
			bytes = append(bytes, b)
			j += n
		}
		if len(bytes) > 0 {
			if t, ok := readable(bytes); ok {
				out.WriteString(t)
				changed = true
			} else {
				out.WriteString(s[i:j])
			}
			i = j
			continue
		}
		out.WriteByte(s[i])
		i++
	}
	if !changed {
		return s
	}
	return out.String()
}

func hexByte(s string) (byte, bool) {
	v, err := strconv.ParseUint(s, 16, 8)
	return byte(v), err == nil && s[0] != '+' && s[0] != '-'
}

func undoPercent(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	out := runs(s, func(s string) (int, byte) {
		if len(s) >= 3 && s[0] == '%' {
			if b, ok := hexByte(s[1:3]); ok {
				return 3, b
			}
		}
		return 0, 0
	})
	if out != s {
		out = strings.ReplaceAll(out, "+", " ")
	}
	return out
}

var softBreaks = strings.NewReplacer("=\r\n", "", "=\n", "")

func undoQuoted(s string) string {
	if !strings.Contains(s, "=") {
		return s
	}
	s2 := softBreaks.Replace(s)
	return runs(s2, func(s string) (int, byte) {
		if len(s) >= 3 && s[0] == '=' {
			if b, ok := hexByte(s[1:3]); ok {
				return 3, b
			}
		}
		return 0, 0
	})
}

var (
	encodedWord = regexp.MustCompile(`=\?[A-Za-z0-9_.-]+\?[BbQq]\?[^?\s]*\?=(?:\s+=\?[A-Za-z0-9_.-]+\?[BbQq]\?[^?\s]*\?=)*`)
	wordDecoder = mime.WordDecoder{CharsetReader: func(charset string, in io.Reader) (io.Reader, error) {
		switch strings.ToLower(charset) {
		case "iso-2022-jp":
			return japanese.ISO2022JP.NewDecoder().Reader(in), nil
		case "shift_jis", "cp932", "windows-31j":
			return japanese.ShiftJIS.NewDecoder().Reader(in), nil
		}
		return japanese.EUCJP.NewDecoder().Reader(in), nil
	}}
)

func undoWords(s string) string {
	if !strings.Contains(s, "=?") {
		return s
	}
	return encodedWord.ReplaceAllStringFunc(s, func(w string) string {
		if t, err := wordDecoder.DecodeHeader(w); err == nil {
			return t
		}
		return w
	})
}

var escape = regexp.MustCompile(`\\u\{[0-9A-Fa-f]{1,6}\}|\\U[0-9A-Fa-f]{8}|(?:\\u[0-9A-Fa-f]{4})+|(?:\\x[0-9A-Fa-f]{2})+|(?:\\[0-3][0-7]{2})+|(?:_x[0-9A-Fa-f]{4}_)+`)

// undoEscapes undoes the escapes of JavaScript, JSON, C, Go, of strings in PDF and of workbooks (ECMA-376 part 1, 22.9.2.19).
func undoEscapes(s string) string {
	if !strings.Contains(s, `\`) && !strings.Contains(s, "_x") {
		return s
	}
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		switch {
		case strings.HasPrefix(e, `\u{`):
			return codePoint(e[3:len(e)-1], e)
		case e[1] == 'U':
			return codePoint(e[2:], e)
		case e[1] == 'u', e[0] == '_':
			step := 6
			if e[0] == '_' {
				step = 7
			}
			var u []uint16
			for i := 2; i < len(e); i += step {
				v, _ := strconv.ParseUint(e[i:i+4], 16, 16) // matched above
				u = append(u, uint16(v))
			}
			return string(utf16.Decode(u))
		}
		base, size := 16, 4
		var b []byte
		for i := 0; i < len(e); i += size {
			digits := e[i+1 : i+4]
			if e[1] == 'x' {
				digits = e[i+2 : i+4]
			} else {
				base = 8
			}
			v, _ := strconv.ParseUint(digits, base, 8)
			b = append(b, byte(v))
		}
		if t, ok := readable(b); ok {
			return t
		}
		return e
	})
}

func codePoint(digits, otherwise string) string {
	v, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || v > unicode.MaxRune {
		return otherwise
	}
	return string(rune(v))
}

var styleEscape = regexp.MustCompile(`\\[0-9A-Fa-f]{2,6}[ \t\n\f\r]?`)

func undoStyleEscapes(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return styleEscape.ReplaceAllStringFunc(s, func(e string) string {
		return codePoint(strings.TrimRight(e[1:], " \t\n\f\r"), e)
	})
}

const leastBase64 = 8 // two kanji

func isBase64(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '/' || c == '-' || c == '_'
}

// undoBase64 reads each run of the alphabet, also over the ends of lines, as mails break it; what comes out may be packed once more.
func undoBase64(s string) string {
	var out strings.Builder
	done := 0
	for i := 0; i < len(s); {
		if !isBase64(s[i]) {
			i++
			continue
		}
		j := i
		for j < len(s) && isBase64(s[j]) {
			j++
		}
		long := j
		for { // lines of one length that go on
			k := long
			for k < len(s) && (s[k] == '\r' || s[k] == '\n') {
				k++
			}
			m := k
			for m < len(s) && isBase64(s[m]) {
				m++
			}
			if k == long || m == k {
				break
			}
			long = m
		}
		text, end := "", 0
		if t, ok := fromBase64(s[i:long]); ok {
			text, end = t, long
		} else if long != j {
			if t, ok := fromBase64(s[i:j]); ok {
				text, end = t, j
			}
		}
		if end == 0 {
			i = j
			continue
		}
		out.WriteString(s[done:i])
		out.WriteString(text)
		done, i = end, end
		for done < len(s) && s[done] == '=' {
			done++
		}
	}
	if done == 0 {
		return s
	}
	out.WriteString(s[done:])
	return out.String()
}

// isWord tells whether a run is small letters, or one capital and small letters: as base64 that is no kana or kanji in UTF-8, whose first byte makes a digit, and
// next to never six Latin letters.
func isWord(run string) bool {
	for i := range len(run) {
		if c := run[i]; (c < 'a' || c > 'z') && (i > 0 || c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

var standardBase64 = strings.NewReplacer("\r", "", "\n", "", "-", "+", "_", "/")

func fromBase64(run string) (string, bool) {
	if isWord(run) {
		return "", false
	}
	if strings.ContainsAny(run, "\r\n-_") {
		run = standardBase64.Replace(run)
	}
	if len(run) < leastBase64 || len(run)%4 == 1 {
		return "", false
	}
	b, err := base64.RawStdEncoding.DecodeString(run)
	if err != nil {
		return "", false
	}
	if unpacked := inflate(b); unpacked != nil {
		b = unpacked
	}
	return readable(b)
}

// most is how much one packed stretch may grow to; a name further back is not hidden in an edition but in an attack, which the size gives away.
const most = 16 << 20

// inflate unpacks gzip and zlib, and nil is anything else.
func inflate(b []byte) []byte {
	var r io.Reader
	var err error
	switch {
	case len(b) > 10 && b[0] == 0x1f && b[1] == 0x8b:
		r, err = gzip.NewReader(bytes.NewReader(b))
	case len(b) > 6 && b[0]&0x0f == 8 && (uint(b[0])<<8|uint(b[1]))%31 == 0:
		r, err = zlib.NewReader(bytes.NewReader(b))
	default:
		return nil
	}
	if err != nil {
		return nil
	}
	out, err := io.ReadAll(io.LimitReader(r, most))
	if err != nil && len(out) == 0 {
		return nil
	}
	return out
}

// inflateRaw unpacks bare deflate data.
func inflateRaw(b []byte) []byte {
	out, _ := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), most)) // what came before an error counts
	return out
}

const leastHex = 12 // two kanji

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'A' <= c && c <= 'F' || 'a' <= c && c <= 'f' }

func undoHex(s string) string {
	var out strings.Builder
	done := 0
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && isHex(s[j]) {
			j++
		}
		if j-i >= leastHex && (j-i)%2 == 0 {
			if b, err := hex.DecodeString(s[i:j]); err == nil {
				if t, ok := readable(b); ok {
					out.WriteString(s[done:i])
					out.WriteString(t)
					done = j
				}
			}
		}
		i = j + 1
	}
	if done == 0 {
		return s
	}
	return out.String() + s[done:]
}

var punycode = regexp.MustCompile(`(?i)xn--[a-z0-9-]{2,}`)

func undoPunycode(s string) string {
	if !strings.Contains(s, "xn--") && !strings.Contains(s, "XN--") {
		return s
	}
	return punycode.ReplaceAllStringFunc(s, func(label string) string {
		if t, err := idna.Punycode.ToUnicode(strings.ToLower(label)); err == nil {
			return t
		}
		return label
	})
}

// undoOverride turns round what stands under a right-to-left override: it is shown in the order of a name but stored backwards.
func undoOverride(s string) string {
	const override, ends = '\u202e', "\u202c\u2069\n"
	if !strings.ContainsRune(s, override) {
		return s
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, string(override))
		out.WriteString(before)
		if !found {
			return out.String()
		}
		end := strings.IndexAny(rest, ends)
		if end < 0 {
			end = len(rest)
		}
		rs := []rune(rest[:end])
		for i := range rs {
			out.WriteRune(rs[len(rs)-1-i])
		}
		s = rest[end:]
	}
}

var hyphened = regexp.MustCompile(`([A-Za-z])[-‐]\r?\n\s*([a-z])`)

func undoHyphens(s string) string {
	if !strings.Contains(s, "-\n") && !strings.Contains(s, "‐\n") && !strings.Contains(s, "-\r\n") {
		return s
	}
	return hyphened.ReplaceAllString(s, "$1$2")
}
