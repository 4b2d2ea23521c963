package mask_test

import (
	"bytes"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"todoke/internal/incident"
	"todoke/internal/mask"
)

// TestEncodedNames holds that both masks find declared names under the encodings that mail, addresses of pages, programs and wrong charsets put over them.
func TestEncodedNames(t *testing.T) {
	parties := []incident.Party{{Role: incident.RoleReporter, Org: "株式会社𠮷見穂月堂", OrgEN: "Yoshimi Hozukido", Name: "穂波 葵依", Kana: "ほなみ そうすけ"}}
	m := mask.New(parties)
	for _, name := range []string{"穂波葵依", "𠮷見穂月堂", "ほなみそうすけ"} {
		for how, in := range encodings(t, name) {
			for _, frame := range []string{"%", "From: % <info@mail.example>\n本文です。", "GET /find?q=% HTTP/1.1", "表示名が「%」になります", `{"publisher":"%","n":1}`} {
				s := strings.Replace(frame, "%", in, 1)
				at := strings.Index(s, in)
				var proposed, masked [][2]int
				for _, p := range m.Propose(s) {
					proposed = append(proposed, [2]int{p.Start, p.End})
				}
				_, spans := m.Mask(s)
				for _, sp := range spans {
					masked = append(masked, [2]int{sp.Start, sp.End})
				}
				if !reach(proposed, at, at+len(in)) {
					t.Errorf("%s: %q is not proposed in %q", how, name, frame)
				}
				if !reach(masked, at, at+len(in)) {
					t.Errorf("%s: %q stays at the desk in %q", how, name, frame)
				}
			}
		}
	}
}

// reach tells whether stretches in order leave nothing between from and to.
func reach(stretches [][2]int, from, to int) bool {
	for _, x := range stretches {
		if x[0] <= from {
			from = max(from, x[1])
		}
	}
	return from >= to
}

// encodings writes a name in every encoding that can hold it.
func encodings(t *testing.T, name string) map[string]string {
	t.Helper()
	each := func(format string) (s string) {
		for _, b := range []byte(name) {
			s += fmt.Sprintf(format, b)
		}
		return s
	}
	out := map[string]string{
		"B words": mime.BEncoding.Encode("UTF-8", name), "Q words": mime.QEncoding.Encode("UTF-8", name), "percent": url.PathEscape(name), "small percent": strings.ToLower(url.PathEscape(name)),
		"hexadecimal": each(`\x%02x`), "octal": each(`\%03o`), "escapes": strings.Trim(strconv.QuoteToASCII(name), `"`),
	}
	if strings.Contains(out["escapes"], `\U`) { // Go's own, JSON has pairs
		out["escapes"] = ""
		for _, u := range utf16.Encode([]rune(name)) {
			out["escapes"] += fmt.Sprintf(`\u%04x`, u)
		}
	}
	out["escaped twice"] = strings.ReplaceAll(out["escapes"], `\`, `\\`)
	for _, r := range name {
		out["references"] += fmt.Sprintf("&#%d;", r)
		out["hexadecimal references"] += fmt.Sprintf("&#x%X;", r)
	}
	var quoted bytes.Buffer
	w := quotedprintable.NewWriter(&quoted)
	if _, err := w.Write([]byte(name)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	out["quoted-printable"], out["read as Windows-1252"] = quoted.String(), readAs(charmap.Windows1252, name)
	if mojibake := readAs(japanese.ShiftJIS, name); !strings.ContainsRune(mojibake, '�') {
		out["read as Shift_JIS"] = mojibake
	}
	if iso, err := japanese.ISO2022JP.NewEncoder().String(name); err == nil {
		out["ISO-2022-JP"], out["ISO-2022-JP without escapes"] = iso, strings.ReplaceAll(iso, "\x1b", "")
		out["B words in ISO-2022-JP"] = mime.BEncoding.Encode("ISO-2022-JP", iso)
	}
	return out
}

// readAs is how UTF-8 looks that is read by another charset.
func readAs(e encoding.Encoding, name string) string {
	s, _ := e.NewDecoder().String(name) // what it cannot read becomes U+FFFD
	return s
}

// TestEncodedNothing holds that what only looks encoded is left alone.
func TestEncodedNothing(t *testing.T) {
	m := mask.New([]incident.Party{{Role: incident.RoleReporter, Org: "株式会社穂月堂", Name: "穂波 葵依"}})
	for _, s := range []string{`C:\windows\system32\u1234\x86`, "100%20%30%", "a=3D=0A=", "price $B100(B", "&#1;&#2;", "café São Paulo Ã", `\\server\share\100`, "%", "=?", "=?x?b?y", "=?utf-8?B?!!!!?=", "=?x?Q?=ZZ?=", "=?utf-8?Q??=", "&#38;#38;#38;#38;#38;", "%2525252525252525", `\u`, "縺", "\x1b$B"} {
		for _, p := range m.Propose(s) {
			if p.Party != mask.NoParty {
				t.Errorf("%q is proposed in %q", s[p.Start:p.End], s)
			}
		}
	}
}

// TestEncodedEndlessly holds that no mark of an encoding costs more than its length, however often it stands: each text is read over once, so that the test ends.
func TestEncodedEndlessly(t *testing.T) {
	m := mask.New([]incident.Party{{Role: incident.RoleReporter, Org: "株式会社穂月堂", Name: "霧崎 蒼介"}})
	for _, mark := range []string{"%20", `\`, `\000`, "&", "&#1;", "$B", "=?", "=?x?B?", "=20", "Ã", "å®", "漢字"} {
		m.Mask("縺" + strings.Repeat(mark, 200_000/len(mark)))
	}
}
