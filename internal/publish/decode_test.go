package publish

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"pgregory.net/rapid"
)

// What spares a decoder lets everything pass that a decoder could make text of.
func TestMaybes(t *testing.T) {
	texts := rapid.SampledFrom([]string{"株式会社鷺沼紙器", "ﾀﾃﾞｼﾅ ﾕｽﾞｶ", "Saginuma Paper", "一\n二\t三", "ヶ々、。"})
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 1, 12).Draw(t, "bytes")
		if rapid.Bool().Draw(t, "encoded") {
			s := texts.Draw(t, "text")
			switch rapid.IntRange(0, 3).Draw(t, "encoding") {
			case 0:
				b = []byte(encoded(japanese.ShiftJIS.NewEncoder().String(s)))
			case 1:
				b = []byte(encoded(japanese.EUCJP.NewEncoder().String(s)))
			case 2:
				b = utf16be(s)
			case 3:
				b = utf16le(s)
			}
		}
		if d, err := japanese.ShiftJIS.NewDecoder().Bytes(b); err == nil && isText(string(d)) && !maybeShiftJIS(b) {
			t.Fatalf("% x is %q", b, d)
		}
		if d, err := japanese.EUCJP.NewDecoder().Bytes(b); err == nil && isText(string(d)) && !maybeEUC(b) {
			t.Fatalf("% x is %q", b, d)
		}
	})
	for r := rune(0); r < 0x10000; r++ {
		for _, big := range []bool{true, false} {
			b := utf16be(string(r) + "a")
			if !big {
				b = utf16le(string(r) + "a")
			}
			if _, ok := wide(b); !ok && wideRune(r) {
				t.Errorf("%U is not read", r)
			}
		}
	}
}

// wideRune is what wide says of one rune, by the tables of Unicode.
func wideRune(r rune) bool {
	if r == 0xFEFF || r >= 0xD800 && r < 0xE000 {
		return false
	}
	return isText(string(r)) && wideSigns(string(r))
}

// A disguise changes no text without its mark.
func TestMarks(t *testing.T) {
	parts := rapid.SampledFrom([]string{"abcdefgh", "Abcdefgh", "Zm9vYmFy", "\n", "\r\n", "&amp;", "<b>", "%41", "=41", "=?", "\\x41", "_x0041_", "xn--", "xn", "-", "--", "XN--", "‐", "\u202e", "616263646566", "a", "1", "漢", " "})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(parts, 0, 10).Draw(t, "parts"), "")
		m := marksIn(s)
		for _, d := range disguises {
			if got := d.undo(s); got != s && m&d.mark == 0 {
				t.Fatalf("%s of %q is %q, without its mark", d.name, s, got)
			}
		}
	})
}

// What is taken out of JSON is what the decoder gives.
func TestJSONStrings(t *testing.T) {
	parts := rapid.SampledFrom([]string{`"a\"b\\"`, `"\u9dfa\ud83d\ude00"`, `"鷺沼"`, `""`, `-12.5e+12`, `0312345678`[1:], `true`, `null`, `{"k\n":1234567890}`, `[ ]`, `{}`, `"a b"`})
	rapid.Check(t, func(t *rapid.T) {
		body := []byte("[" + strings.Join(rapid.SliceOfN(parts, 1, 8).Draw(t, "parts"), ", ") + "]\n")
		var a, b extract
		if errA, errB := a.json(body), b.jsonTokens(body); errA != nil || errB != nil || !slices.Equal(a.pieces, b.pieces) {
			t.Fatalf("%s: %v %v\n%#v\n%#v", body, errA, errB, a.pieces, b.pieces)
		}
	})
}
