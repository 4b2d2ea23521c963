package text

import (
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"regexp"
	"strings"
)

var (
	encodedWord  = regexp.MustCompile(`=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=`)
	encodedWords = regexp.MustCompile(`^=\?[^?\s]+\?[bBqQ]\?[^?]*\?=(?:[ \t\r\n]+=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)*`)
	between      = regexp.MustCompile(`^[ \t\r\n]+$`)
)

// EncodedWords is how many bytes the encoded words (RFC 2047) take that s begins with, 0 where it begins with none.
func EncodedWords(s string) int { return len(encodedWords.FindString(s)) }

// Header reads the value of a header of a mail: encoded words (RFC 2047), also those that cut a character in two, and bare bytes of any charset.
func Header(raw string) string {
	var out strings.Builder
	var pending []byte
	var charset string
	flush := func() {
		if len(pending) > 0 {
			s, _, _ := Decode(pending, charset)
			out.WriteString(s)
			pending = nil
		}
	}
	end := 0
	for _, m := range encodedWord.FindAllStringSubmatchIndex(raw, -1) {
		gap := raw[end:m[0]]
		cs, _, _ := strings.Cut(raw[m[2]:m[3]], "*") // RFC 2231 adds a language
		b, ok := wordBytes(raw[m[4]:m[5]], raw[m[6]:m[7]])
		if !ok {
			continue
		}
		if joined := end > 0 && between.MatchString(gap); !joined && gap != "" || !strings.EqualFold(cs, charset) {
			flush()
			if !joined {
				out.WriteString(Loose(gap))
			}
		}
		charset, end = cs, m[1]
		pending = append(pending, b...)
	}
	flush()
	out.WriteString(Loose(raw[end:]))
	return strings.TrimSpace(strings.Join(strings.FieldsFunc(Clean(out.String()), func(r rune) bool { return r == '\n' }), " ")) // Clean makes \r, \v and their like \n
}

// Loose is s, or what its bytes say where they are no UTF-8.
func Loose(s string) string {
	out, _, _ := Decode([]byte(s), "")
	return out
}

func wordBytes(encoding, s string) ([]byte, bool) {
	if strings.EqualFold(encoding, "b") {
		b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
		return b, err == nil || len(b) > 0
	}
	b, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(strings.ReplaceAll(s, "_", "=20"))))
	return b, err == nil || len(b) > 0
}
