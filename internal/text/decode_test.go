package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	xunicode "golang.org/x/text/encoding/unicode"
)

// The bytes are those of real programs: written out, not made by the decoder's own library.
func TestDecode(t *testing.T) {
	for _, c := range []struct {
		name, bytes, declared, want, charset string
		sure                                 bool
	}{
		{"nothing", "", "", "", UTF8, true},
		{"ascii", "hello", "", "hello", UTF8, true},
		{"ascii, escapes declared but not used", "hello", "iso-2022-jp", "hello", UTF8, true},
		{"utf-8", "届出", "", "届出", UTF8, true},
		{"utf-8 mark", "\xef\xbb\xbf届出", "shift_jis", "届出", UTF8, true},
		{"utf-8 declared shift_jis", "届出です。", "shift_jis", "届出です。", UTF8, true},
		{"iso-2022-jp declared", "\x1b$BFO=P\x1b(B", "ISO-2022-JP", "届出", ISO2022JP, true},
		{"iso-2022-jp undeclared", "\x1b$BFO=P\x1b(B ok", "", "届出 ok", ISO2022JP, true},
		{"iso-2022-jp declared ascii", "\x1b$BFO=P\x1b(B", "us-ascii", "届出", ISO2022JP, true},
		{"iso-2022-jp declared utf-8", "\x1b$BFO=P\x1b(B", "utf-8", "届出", ISO2022JP, true},
		{"jis c 6226", "\x1b$@FO=P\x1b(J", "", "届出", ISO2022JP, true},
		{"cp50221 nec row 13", "\x1b$B-!-5-j\x1b(B", "iso-2022-jp", "①Ⅰ㈱", ISO2022JP, true},
		{"cp50221 ibm as selected by nec", "\x1b$B|byu\x1b(B", "iso-2022-jp", "髙﨑", ISO2022JP, true},
		{"cp50221 kana by escape", "\x1b(I6E\x1b(B", "", "ｶﾅ", ISO2022JP, true},
		{"cp50222 kana by shift", "\x0e6E\x0f", "cp50222", "ｶﾅ", ISO2022JP, true},
		{"cp50220 kana in eight bits", "\x1b$BFO\x1b(B\xb6\xc5", "iso-2022-jp", "届ｶﾅ", ISO2022JP, true},
		{"jis x 0212", "\x1b$(D0!\x1b(B", "", "丂", ISO2022JP, true},
		{"a line end ends the two-byte run", "\x1b$BFO=P\nabc", "", "届出\nabc", ISO2022JP, true},
		{"a space inside the run", "\x1b$BFO =P\x1b(B", "", "届 出", ISO2022JP, true},
		{"half a character", "\x1b$BFO=\x1b(B", "", "届\ufffd", ISO2022JP, false},
		{"shift_jis", "\x93\xcd\x8fo", "shift_jis", "届出", ShiftJIS, true},
		{"shift_jis undeclared", "\x93\xcd\x8fo\x82\xc5\x82\xb7\x81B", "", "届出です。", ShiftJIS, true},
		{"shift_jis with a backslash as second byte", "\x95\x5c", "cp932", "表", ShiftJIS, true},
		{"cp932 nec and ibm", "\x87\x40\x87\x8a\xfb\xfc\xfa\xb1", "windows-31j", "①㈱髙﨑", ShiftJIS, true},
		{"cp932 nec selected", "\xee\xe0", "cp932", "髙", ShiftJIS, true},
		{"shift_jis declared latin", "\x93\xcd\x8fo\x82\xc5\x82\xb7", "iso-8859-1", "届出です", ShiftJIS, true},
		{"shift_jis declared utf-8", "\x93\xcd\x8fo\x82\xc5\x82\xb7", "utf-8", "届出です", ShiftJIS, true},
		{"euc-jp", "\xc6\xcf\xbd\xd0", "euc-jp", "届出", EUCJP, true},
		{"euc-jp undeclared", "\xc6\xcf\xbd\xd0\xa4\xc7\xa4\xb9\xa1\xa3", "", "届出です。", EUCJP, false},
		{"cp51932 nec", "\xad\xa1\xad\xea\xfc\xe2", "cp51932", "①㈱髙", EUCJP, true},
		{"euc-jp kana and 0212", "\x8e\xb6\x8e\xc5\x8f\xb0\xa1", "euc-jp", "ｶﾅ丂", EUCJP, true},
		{"utf-16 with mark", "\xff\xfe\x4a\x5c\xfa\x51", "", "届出", UTF16LE, true},
		{"utf-16be with mark", "\xfe\xff\x5c\x4a\x51\xfa", "", "届出", UTF16BE, true},
		{"utf-16le latin, no mark", "a\x00b\x00", "", "ab", UTF16LE, false},
		{"latin declared", "caf\xe9 bar", "iso-8859-1", "café bar", "windows-1252", true},
		{"a broken byte in utf-8", "届\xff出です", "utf-8", "届\ufffd出です", UTF8, false},
	} {
		s, charset, sure := Decode([]byte(c.bytes), c.declared)
		if s != c.want || charset != c.charset || sure != c.sure {
			t.Errorf("%s: %q %s %v, want %q %s %v", c.name, s, charset, sure, c.want, c.charset, c.sure)
		}
	}
}

// TestDecodeParagraphs: what people write at length is recognised without a declaration, in every encoding.
func TestDecodeParagraphs(t *testing.T) {
	const words = "弊社のサーバーに不正なアクセスがありました。原因は調査中です。\r\n（株）架空商事　情報システム部\r\nTEL 03-0000-0000\r\n"
	sj, _ := japanese.ShiftJIS.NewEncoder().Bytes([]byte(words))
	euc, _ := japanese.EUCJP.NewEncoder().Bytes([]byte(words))
	jis, _ := japanese.ISO2022JP.NewEncoder().Bytes([]byte(words))
	le, _ := xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM).NewEncoder().Bytes([]byte(words))
	for charset, b := range map[string][]byte{ShiftJIS: sj, EUCJP: euc, ISO2022JP: jis, UTF8: []byte(words), UTF16LE: le} {
		for _, declared := range []string{"", "us-ascii", "x-unknown", charset} {
			if s, got, _ := Decode(b, declared); s != words || got != charset {
				t.Errorf("%s declared %q: read as %s: %q", charset, declared, got, s)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"\x1b$BFO=P\x1b(B", "\x93\xcd\x8fo", "\xc6\xcf", "\xff\xfea\x00", "\x0e6\x0f", "\x1b$"} {
		f.Add([]byte(s), "")
		f.Add([]byte(s), "iso-2022-jp")
	}
	f.Fuzz(func(t *testing.T, b []byte, declared string) {
		s, charset, sure := Decode(b, declared)
		if !utf8.ValidString(s) {
			t.Fatalf("%s: not UTF-8", charset)
		}
		if sure && strings.ContainsRune(s, '\ufffd') && !strings.Contains(string(b), "\ufffd") && charset != UTF16LE && charset != UTF16BE && charset != "windows-1252" {
			// UTF-16 and the single-byte sets may well write U+FFFD or something like it
			if charset == UTF8 || charset == ISO2022JP || charset == ShiftJIS || charset == EUCJP {
				t.Fatalf("%s is called sure with unread bytes", charset)
			}
		}
	})
}
