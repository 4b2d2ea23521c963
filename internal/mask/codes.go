package mask

import (
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"todoke/internal/text"
)

// code is what was read of an encoded stretch.
type code struct {
	plain string
	size  int      // of what it was read from, 0 where nothing can be read; what reads as itself is passed over whole
	at    []int    // by byte of plain: where in that it was read from; nil where only the whole is known
	maybe []string // what it may have been instead, where something was lost
}

// codeTable reads what is encoded at the beginning of a text by the byte that this begins with.
type codeTable [256]func(string) code

// codes read %E7%A9%82, =?UTF-8?B?…?=, =E7=A9=82, \u671d, \xe6\x9c\x9d, \346\234\235, &#26397;, ISO-2022-JP with or without its escapes, and UTF-8 that was read
// as Windows-1252 (å®µæœˆ).
var codes = codeTable{'%': readPercent, '=': readEquals, '\\': readBackslash, '&': readReferences, '$': readISO2022, 0x1b: readISO2022, 0xC3: readWindows}

// turnedCodes read also UTF-8 that was read as Shift_JIS, which begins with kanji or kana of half width (first byte of UTF-8).
var turnedCodes = func() *codeTable {
	out := codes
	for b := 0xE4; b < len(out); b++ {
		out[b] = readTurned
	}
	return &out
}()

// codes are those that a view may hold: what the first bytes of kana in UTF-8 look like where they were read as Shift_JIS is rare.
func (v *view) codes() *codeTable {
	for _, r := range "縺繧繝縲" {
		if v.holds(r) && strings.ContainsRune(v.src, r) {
			return turnedCodes
		}
	}
	return &codes
}

func readPercent(s string) code {
	return units(s, 3, func(s string) (string, int) { return hexByte(s, "%") })
}

// readEquals reads encoded words (RFC 2047) and quoted-printable (RFC 2045, 6.7).
func readEquals(s string) code {
	if strings.HasPrefix(s, "=?") {
		n := text.EncodedWords(s)
		return code{plain: text.Header(s[:n]), size: n}
	}
	return units(s, 2, func(s string) (string, int) {
		soft := 0 // the break of a line that is none
		if strings.HasPrefix(s, "=\n") {
			soft = len("=\n")
		} else if strings.HasPrefix(s, "=\r\n") {
			soft = len("=\r\n")
		}
		b, n := hexByte(s[soft:], "=")
		if n == 0 {
			return "", 0
		}
		return b, soft + n
	})
}

func readBackslash(s string) code {
	return units(s, 1, func(s string) (string, int) {
		n := 0
		for n < len(s) && n <= 4 && s[n] == '\\' { // it may have been escaped again
			n++
		}
		mark := s[n:]
		if n == 0 || n > 4 || len(mark) < 3 {
			return "", 0
		}
		switch {
		case mark[0] == 'x':
			b, size := hexByte(mark, "x")
			return b, min(size, 1)*n + size
		case mark[0] == 'u':
			r, size := utf16Unit(mark)
			if next := strings.TrimPrefix(mark[size:], s[:n]); size > 0 && utf16.IsSurrogate(r) {
				if low, more := utf16Unit(next); more > 0 {
					return string(utf16.DecodeRune(r, low)), n + size + n + more
				}
			}
			return string(r), min(size, 1)*n + size
		}
		b, err := strconv.ParseUint(mark[:3], 8, 8)
		if err != nil {
			return "", 0
		}
		return string([]byte{byte(b)}), n + 3
	})
}

// utf16Unit reads four hexadecimal figures behind a u.
func utf16Unit(s string) (rune, int) {
	if len(s) < 5 || s[0] != 'u' {
		return 0, 0
	}
	r, err := strconv.ParseUint(s[1:5], 16, 16)
	if err != nil {
		return 0, 0
	}
	return rune(r), 5
}

// readReferences reads the numbered references of HTML.
func readReferences(s string) code {
	return units(s, 2, func(s string) (string, int) {
		n := strings.IndexByte(s[:min(len(s), 10)], ';') + 1
		if !strings.HasPrefix(s, "&#") || n < 4 {
			return "", 0
		}
		return html.UnescapeString(s[:n]), n
	})
}

// longestLine is how long a line of a mail is at most (RFC 5322, 2.1.1).
const longestLine = 998

// readISO2022 reads what stands between the escapes of ISO-2022-JP (RFC 1468), which are lost where something takes ESC away: $B0p86B,4o(B.
func readISO2022(s string) code {
	body := strings.TrimPrefix(s, "\x1b")
	if !strings.HasPrefix(body, "$B") && !strings.HasPrefix(body, "$@") {
		return code{}
	}
	n := 2
	for n+1 < min(len(body), longestLine) && '!' <= body[n] && body[n] <= '~' && '!' <= body[n+1] && body[n+1] <= '~' && body[n:n+2] != "(B" && body[n:n+2] != "(J" {
		n += 2
	}
	back := strings.TrimPrefix(body[n:], "\x1b")
	if !strings.HasPrefix(back, "(B") && !strings.HasPrefix(back, "(J") || n < 6 {
		return code{}
	}
	plain, _, _ := text.Decode([]byte("\x1b"+body[:n]+"\x1b(B"), text.ISO2022JP)
	if strings.ContainsRune(plain, utf8.RuneError) {
		return code{}
	}
	return code{plain: plain, size: len(s) - len(back) + 2}
}

// readWindows reads one character of UTF-8 that was read as Windows-1252: Ã¸ for ø, å®µ for 宵. What stands as a space may have been one that does not break.
func readWindows(s string) code {
	var raw []byte
	n, lost := 0, -1
	for n < len(s) && len(raw) < utf8.UTFMax && !utf8.FullRune(raw) {
		r, size := utf8.DecodeRuneInString(s[n:])
		b, ok := charmap.Windows1252.EncodeRune(r)
		switch {
		case r == ' ':
			b = 0xA0
		case r == utf8.RuneError && len(raw) == 1 && raw[0] == 0xE3: // of kana
			b = 0x81
		case r == utf8.RuneError && len(raw) > 0 && lost < 0:
			lost, b = len(raw), 0x81
		case 0x80 <= r && r < 0xA0:
			b = byte(r)
		case !ok || b < 0x80:
			return code{}
		}
		raw = append(raw, b)
		n += size
	}
	if len(raw) < 2 || !utf8.Valid(raw) {
		return code{}
	}
	out := code{plain: string(raw), size: n}
	if lost > 0 {
		for _, b := range []byte{0x81, 0x8D, 0x8F, 0x90, 0x9D} { // those without a letter
			raw[lost] = b
			out.maybe = append(out.maybe, string(raw))
		}
	}
	return out
}

// readTurned reads UTF-8 that was read as Shift_JIS, as far as nothing of it was lost: 縺ゅ＞ for あい.
func readTurned(s string) code {
	var raw []byte
	n, whole := 0, 0 // whole is how many of raw are characters
	shiftJIS := japanese.ShiftJIS.NewEncoder()
	for lost := false; n < len(s) && !lost; {
		r, size := utf8.DecodeRuneInString(s[n:])
		b, err := shiftJIS.Bytes([]byte(string(r)))
		if err != nil || len(b) == 1 && b[0] < 0x80 {
			break
		}
		raw = append(raw, b...)
		n += size
		for !lost && utf8.FullRune(raw[whole:]) {
			r, size := utf8.DecodeRune(raw[whole:])
			lost = r == utf8.RuneError
			if !lost {
				whole += size
			}
		}
	}
	if whole < 6 { // two characters
		return code{}
	}
	return code{plain: string(raw[:whole]), size: n}
}

// hexByte reads a byte in two hexadecimal figures behind a mark.
func hexByte(s, mark string) (string, int) {
	n := len(mark) + 2
	if len(s) < n || s[:len(mark)] != mark {
		return "", 0
	}
	b, err := strconv.ParseUint(s[len(mark):n], 16, 8)
	if err != nil {
		return "", 0
	}
	return string([]byte{byte(b)}), n
}

// units reads what is written byte by byte or character by character, as far as it goes, by whatever charset; it must be least of them and hold a letter.
func units(s string, least int, unit func(string) (string, int)) code {
	var raw []byte
	var at []int
	end, count := 0, 0
	for end < len(s) {
		piece, n := unit(s[end:])
		if n == 0 {
			break
		}
		for range len(piece) {
			at = append(at, end)
		}
		raw = append(raw, piece...)
		end += n
		count++
	}
	itself := code{plain: s[:end], size: end}
	if count < least {
		return itself
	}
	plain := string(raw)
	if !utf8.Valid(raw) {
		plain, _, _ = text.Decode(raw, "")
		at = nil
	}
	if strings.ContainsRune(plain, utf8.RuneError) || !strings.ContainsFunc(plain, unicode.IsLetter) {
		return itself
	}
	return code{plain: plain, size: end, at: at}
}
