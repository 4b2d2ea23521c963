package text

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	xunicode "golang.org/x/text/encoding/unicode"
)

// Charsets that Decode recognises without being told. Shift_JIS is read as CP932, EUC-JP as CP51932 and ISO-2022-JP as CP50221, that is with the
// characters of NEC and IBM that everybody in Japan uses.
const (
	UTF8      = "utf-8"
	UTF16LE   = "utf-16le"
	UTF16BE   = "utf-16be"
	ISO2022JP = "iso-2022-jp"
	ShiftJIS  = "shift_jis"
	EUCJP     = "euc-jp"
)

// Decode turns bytes as they came into text: declared is the charset they came with, "" for none. It gives the charset it read them by, and sure is false
// where that was a guess between several that fit, or where bytes could not be read and stand as U+FFFD. A declaration the bytes contradict is not followed.
// A byte order mark is taken off; line ends stay as they are.
func Decode(b []byte, declared string) (s, charset string, sure bool) {
	if s, charset, ok := byMark(b); ok {
		return s, charset, !broken(s)
	}
	declared = strings.ToLower(strings.TrimSpace(declared))
	if isASCII7(b) && !hasEscape(b) {
		if c := nulSide(b); c != "" {
			return decodeUTF16(b, c), c, declared == c
		}
		return string(b), UTF8, true
	}
	if s, charset, ok := asDeclared(b, declared); ok {
		return s, charset, true
	}
	return guess(b, declared)
}

// reading is one way to read bytes.
type reading struct {
	charset string
	text    string
	bad     int // characters that could not be read
}

func read(b []byte, charset string) reading {
	r := reading{charset: charset}
	switch charset {
	case UTF8:
		r.text = strings.ToValidUTF8(string(b), "\ufffd")
	case ISO2022JP:
		r.text = decoded(japanese.EUCJP, eucFromISO2022(b))
	case ShiftJIS:
		r.text = decoded(japanese.ShiftJIS, b)
	case EUCJP:
		r.text = decoded(japanese.EUCJP, b)
	case UTF16LE, UTF16BE:
		r.text = decodeUTF16(b, charset)
	}
	r.bad = strings.Count(r.text, "\ufffd")
	if charset == UTF8 {
		r.bad -= bytes.Count(b, []byte("\ufffd")) // written, not broken
	}
	for _, c := range r.text {
		if c >= 0x80 && c < 0xa0 && c != 0x85 { // C1: what CP932 leaves of a lone 0x80
			r.bad++
		}
	}
	return r
}

func decoded(e encoding.Encoding, b []byte) string {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil { // these decoders replace and do not fail
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	return string(out)
}

func broken(s string) bool { return strings.ContainsRune(s, '\ufffd') }

func byMark(b []byte) (s, charset string, ok bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return strings.ToValidUTF8(string(b[3:]), "\ufffd"), UTF8, true
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return decodeUTF16(b[2:], UTF16LE), UTF16LE, true
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return decodeUTF16(b[2:], UTF16BE), UTF16BE, true
	}
	return "", "", false
}

func decodeUTF16(b []byte, charset string) string {
	order := xunicode.LittleEndian
	if charset == UTF16BE {
		order = xunicode.BigEndian
	}
	return decoded(xunicode.UTF16(order, xunicode.IgnoreBOM), b)
}

func isASCII7(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// hasEscape tells whether bytes switch character sets as ISO-2022-JP does: by an escape sequence, or by shift out and in.
func hasEscape(b []byte) bool {
	return bytes.Contains(b, []byte("\x1b$")) || bytes.Contains(b, []byte("\x1b(")) || bytes.IndexByte(b, 0x0e) >= 0 && bytes.IndexByte(b, 0x0f) >= 0
}

// nulSide tells UTF-16 without a mark by its zero bytes: Latin letters and line ends have theirs on one side.
func nulSide(b []byte) string {
	if len(b)%2 != 0 {
		return ""
	}
	var even, odd int
	for i, c := range b {
		if c == 0 && i%2 == 0 {
			even++
		} else if c == 0 {
			odd++
		}
	}
	switch {
	case odd > 3*even: // the full-width space has its zero on the other side
		return UTF16LE
	case even > 3*odd:
		return UTF16BE
	}
	return ""
}

// asDeclared reads bytes by the charset they were sent with, when they can be read by it whole.
func asDeclared(b []byte, declared string) (s, charset string, ok bool) {
	charset = known(declared)
	if hasEscape(b) && charset != ISO2022JP { // escapes are not written by accident
		return "", "", false
	}
	switch charset {
	case "":
		return "", "", false
	case ISO2022JP:
		if !hasEscape(b) {
			return "", "", false
		}
	case ShiftJIS, EUCJP:
		if u := read(b, UTF8); u.bad == 0 && japaneseText(u.text) { // mojibake reads whole in Shift_JIS, but nobody writes it
			return u.text, UTF8, true
		}
		if isASCII7(b) {
			return "", "", false
		}
	case UTF8, UTF16LE, UTF16BE:
	default:
		return "", "", false
	}
	r := read(b, charset)
	return r.text, charset, r.bad == 0
}

// known gives our name of a charset by its many names; "" for one we do not treat apart.
func known(declared string) string {
	switch declared {
	case "":
		return ""
	case "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-3", "iso-2022-jp-2004", "iso-2022-jp-ms", "cp50220", "cp50221", "cp50222", "x-windows-iso2022jp", "jis":
		return ISO2022JP
	case "cp932", "ms932", "sjis-win", "x-ms-cp932", "shift_jisx0213", "shift_jis-2004", "shift-jis-2004":
		return ShiftJIS
	case "cp51932", "eucjp-win", "eucjp-ms", "euc-jisx0213", "eucjp":
		return EUCJP
	case "utf-16":
		return UTF16BE // RFC 2781: big endian where there is no mark
	}
	e, err := htmlindex.Get(declared)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(e)
	if err != nil {
		return ""
	}
	return name
}

// guess reads bytes without a declaration that holds. UTF-8 and ISO-2022-JP cannot be met by accident; between Shift_JIS and EUC-JP the one that reads
// whole wins, and where both do, the one that looks more like Japanese.
func guess(b []byte, declared string) (s, charset string, sure bool) {
	if hasEscape(b) {
		if r := read(b, ISO2022JP); r.bad == 0 || isASCII7(b) {
			return r.text, r.charset, r.bad == 0
		}
	}
	if c := nulSide(b); c != "" {
		if r := read(b, c); r.bad == 0 {
			return r.text, c, false
		}
	}
	u := read(b, UTF8)
	if u.bad == 0 {
		return u.text, UTF8, true
	}
	sj, euc := read(b, ShiftJIS), read(b, EUCJP)
	best, other := sj, euc
	if euc.bad < sj.bad || euc.bad == sj.bad && plausible(euc.text) > plausible(sj.text) {
		best, other = euc, sj
	}
	if s, charset, ok := elsewhere(b, declared); ok && (best.bad > 0 || !japaneseText(best.text)) {
		return s, charset, true
	}
	if u.bad < best.bad || u.bad == best.bad && japaneseText(u.text) {
		best = u
	}
	if hasEscape(b) {
		if r := read(b, ISO2022JP); r.bad <= best.bad {
			best = r
		}
	}
	return best.text, best.charset, best.bad == 0 && other.bad > 0
}

// elsewhere reads bytes by a declared charset that is none of the Japanese ones, such as windows-1252.
func elsewhere(b []byte, declared string) (s, charset string, ok bool) {
	if declared == "" || declared == "us-ascii" || declared == "ascii" {
		return "", "", false
	}
	e, err := htmlindex.Get(declared)
	if err != nil {
		return "", "", false
	}
	switch charset = known(declared); charset {
	case UTF8, UTF16LE, UTF16BE, ISO2022JP, ShiftJIS, EUCJP:
		return "", "", false
	}
	s = decoded(e, b)
	return s, charset, !broken(s)
}

// japaneseText tells whether a text has kana or full-width forms: what every Japanese text has and no mojibake of another script.
func japaneseText(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 'ぁ' && r <= 'ヶ' || r >= 0x3000 && r <= 0x3002 })
}

// plausible weighs how much a text looks like Japanese: kana and punctuation for it, half-width kana and rare characters against it.
func plausible(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r >= 'ぁ' && r <= 'ん' || r >= 'ァ' && r <= 'ー' || r >= 0x3001 && r <= 0x3002:
			n += 3
		case r >= 0xff61 && r <= 0xff9f:
			n -= 2
		case unicode.Is(unicode.Han, r):
			n++
		case r >= utf8.RuneSelf:
			n--
		}
	}
	return n
}

// eucFromISO2022 rewrites ISO-2022-JP as EUC-JP, which holds the same character sets in the same rows. It is wider than the standard, as real mail is: NEC's
// and IBM's rows, JIS X 0212, half-width kana by escape, by shift out or as eight bits, and spaces and line ends inside a two-byte run.
func eucFromISO2022(b []byte) []byte {
	out := make([]byte, 0, len(b))
	set, shifted := byte('B'), false // B: ASCII; I: kana; 2: JIS X 0208; D: JIS X 0212
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c == 0x1b:
			to, n := escape(b[i:])
			if n > 0 {
				set, shifted = cmpSet(to, set), false
				i += n - 1
				continue
			}
			out = append(out, 0xff) // read as U+FFFD
		case c == 0x0e:
			shifted = true
		case c == 0x0f:
			shifted = false
		case c >= 0xa1 && c <= 0xdf, (shifted || set == 'I') && c >= 0x21 && c <= 0x5f:
			out = append(out, 0x8e, c|0x80)
		case c >= utf8.RuneSelf:
			out = append(out, 0xff)
		case c == '\n' || c == '\r': // every line begins in ASCII
			set, shifted = 'B', false
			out = append(out, c)
		case set == 'B' || set == 'I' || c < 0x21 || c == 0x7f:
			out = append(out, c)
		case i+1 < len(b) && b[i+1] >= 0x21 && b[i+1] < 0x7f:
			if set == 'D' {
				out = append(out, 0x8f)
			}
			out = append(out, c|0x80, b[i+1]|0x80)
			i++
		default: // half a character
			out = append(out, 0xff)
		}
	}
	return out
}

func cmpSet(to, set byte) byte {
	if to == 0 {
		return set
	}
	return to
}

// escape reads an escape sequence: the set it switches to, 0 for none, and its length, 0 where it is not one.
func escape(b []byte) (set byte, length int) {
	for _, e := range []struct {
		seq string
		set byte
	}{{"\x1b$@", '2'}, {"\x1b$B", '2'}, {"\x1b$(@", '2'}, {"\x1b$(B", '2'}, {"\x1b$(D", 'D'}, {"\x1b(B", 'B'}, {"\x1b(J", 'B'}, {"\x1b(H", 'B'}, {"\x1b(I", 'I'},
		{"\x1b&@", 0},                                          // announces the revision of JIS X 0208
		{"\x1b$(O", '2'}, {"\x1b$(Q", '2'}, {"\x1b$(P", 'D'}} { // JIS X 0213: its first plane extends 0208
		if bytes.HasPrefix(b, []byte(e.seq)) {
			return e.set, len(e.seq)
		}
	}
	return 0, 0
}
