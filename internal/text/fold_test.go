package text

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"a\r\nb\rc\n\r\nd":         "a\nb\nc\n\nd",
		"nul\x00 bell\x07 tab\t\n": "nul bell tab\t\n",
		"\xff\xfeあ\xe3\x81":        "\uFFFD\uFFFDあ\uFFFD\uFFFD",
		"\u0080x\u009f\u007f":      "x",
		"word\vwrap\u0085":         "word\nwrap\n",
		"①ｱ﨑\u200b\ufeff":          "①ｱ﨑\u200b\ufeff",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNormal(t *testing.T) {
	for in, want := range map[string]string{
		"ＡＢＣ　①㈱":               "abc 1(株)",
		"ｻｰﾊﾞｰ ﾃﾞｰﾀ":           "サーバー データ",
		"ｻ-ﾊﾞ サ－バ":             "サーバ サーバ",
		"０３ー１２３４ー５６７８":         "03-1234-5678",
		"03−1234‐5678–9—0":     "03-1234-5678-9-0",
		"トレンド・ﾏｲｸﾛ":            "トレンド・マイクロ",
		"か゛ ハ゜":                "が パ",
		"\u304b\u3099":         "が",
		"山\u200b田\ufeff\u00ad": "山田",
		"邊\U000E0100":          "邊",
		"H\u0331":              "ẖ",
		"line\r\nnext\u2028x":  "line \nnext\nx",
		"O’Brien":              "o'brien",
		"\xffa\x00":            "\uFFFDa",
		"２０℃〜":                 "20°c~",
		"Kelvin K":             "kelvin k",
	} {
		if got := Normal(in); got != want {
			t.Errorf("Normal(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSqueezeJoins(t *testing.T) {
	for _, same := range [][]string{
		{"渡辺", "渡邊", "渡邉", "渡\u3000邊\U000E0101"},
		{"斉藤", "齋藤", "齊藤", "斎藤"},
		{"高崎", "髙﨑", "高\n嵜"},
		{"広沢国学桜竜浜", "廣澤國學櫻龍濱"},
		{"サーバー", "さーばー", "ｻｰﾊﾞｰ", "サ－バ－", "サ―バ―", "サ ー バ ー"},
		{"株式会社 山田", "株式\n会社山田"},
		{"㈱山田", "（株）山田", "(株) 山田"},
		{"佐々木", "佐佐木"},
		{"いすゞ", "いすず", "イスヾ", "イスズ"},
		{"霞ヶ関", "霞ケ関", "霞が関"},
		{"3ヵ月", "3カ月", "3か月"},
		{"yamada@example.jp", "ＹＡＭＡＤＡ＠ｅｘａｍｐｌｅ．ｊｐ"},
		{"03-1234-5678", "０３－１２３４－５６７８", "03ー1234ー5678", "03 - 1234 - 5678"},
		{"神", "\uFA19"},
	} {
		for _, s := range same[1:] {
			if Squeeze(s) != Squeeze(same[0]) {
				t.Errorf("Squeeze(%q) = %q, Squeeze(%q) = %q", s, Squeeze(s), same[0], Squeeze(same[0]))
			}
		}
	}
	for _, apart := range [][2]string{{"坂本", "阪本"}, {"キャノン", "キヤノン"}, {"受け取", "受が取"}, {"ば", "は"}} {
		if Squeeze(apart[0]) == Squeeze(apart[1]) {
			t.Errorf("%q and %q squeeze alike", apart[0], apart[1])
		}
	}
}

func TestVariants(t *testing.T) {
	if len(newForm) < 120 {
		t.Errorf("%d pairs", len(newForm))
	}
	seen := map[rune]rune{}
	for today, olds := range variants {
		for _, old := range olds {
			if other, twice := seen[old]; twice {
				t.Errorf("%c is under %c and %c", old, today, other)
			}
			seen[old] = today
			if old == today || variants[old] != "" {
				t.Errorf("%c under %c is a form of today", old, today)
			}
			if s := norm.NFKC.String(string(old)); s != string(old) {
				t.Errorf("%c is folded by NFKC already", old)
			}
		}
		if norm.NFKC.String(string(today)) != string(today) {
			t.Errorf("%U is not NFKC", today)
		}
	}
}

func TestSqueezeMapCuts(t *testing.T) {
	for _, c := range []struct{ in, term, want string }{
		{"㈱髙﨑 製作所の担当", "高崎製作所", "㈱の担当"},
		{"担当は渡\n邊\U000E0100です", "渡辺", "担当はです"},
		{"ﾔﾏﾀﾞさん", "山田", "ﾔﾏﾀﾞさん"},
		{"ﾔﾏﾀﾞさん", "やまだ", "さん"},
		{"xＹａ\u200bｍada社", "yamada", "x社"},
		{"\xff\xff山田\xfe", "山田", "\xff\xff\xfe"},
		{"㈱山田", "(株)山田", ""},
	} {
		rs, start, end := SqueezeMap(c.in)
		got, term := c.in, []rune(Squeeze(c.term))
		for i := range rs {
			if i+len(term) <= len(rs) && slices.Equal(rs[i:i+len(term)], term) {
				got = c.in[:start[i]] + c.in[end[i+len(term)-1]:]
				break
			}
		}
		if got != c.want {
			t.Errorf("%q without %q = %q, want %q", c.in, c.term, got, c.want)
		}
	}
}

// tricky draws texts of runes that fold, join, vanish or break.
func tricky() *rapid.Generator[string] {
	odd := []rune("ヵゕゖワaAzZ09 \t\n\r\u3000-ー‐―－ｰヶケが々ゝゞヽヾかがカガｶﾞﾊﾟ゛゜\u3099\u309Aァ㈱㍿①½髙邊辺国國齋山田佐・･\u200b\uFEFF\u00AD\u0301\u0331Hİß\u1E9E\u00B4¨‾\U000E0100\u1100\u1161\u11A8\u115F각ﾡￂ\uFFA0☃\U0001F600,.()「」@")
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(
			rapid.Map(rapid.SampledFrom(odd), func(r rune) string { return string(r) }),
			rapid.Map(rapid.Rune(), func(r rune) string { return string(r) }),
			rapid.SampledFrom([]string{"\xff", "\xe3\x81", "サーバ", "感染", "CVE-2020-0001", "192.0.2.1"}),
		), 0, 30).Draw(t, "parts")
		return strings.Join(parts, "")
	})
}

func checkFolds(t interface{ Fatalf(string, ...any) }, s string) {
	n := Normal(s)
	if !utf8.ValidString(n) || Normal(n) != n {
		t.Fatalf("Normal(%q) = %+q, again %+q", s, n, Normal(n))
	}
	q := Squeeze(s)
	if Squeeze(q) != q {
		t.Fatalf("Squeeze(%q) = %+q, again %+q", s, q, Squeeze(q))
	}
	if strings.ContainsFunc(q, unicode.IsSpace) {
		t.Fatalf("Squeeze(%q) = %q holds white space", s, q)
	}
	rs, start, end := SqueezeMap(s)
	if string(rs) != q || len(start) != len(rs) || len(end) != len(rs) {
		t.Fatalf("SqueezeMap(%q) = %q, Squeeze = %q", s, string(rs), q)
	}
	for i := range rs {
		if start[i] < 0 || start[i] >= end[i] || end[i] > len(s) || i > 0 && (start[i] < start[i-1] || end[i] < end[i-1]) {
			t.Fatalf("SqueezeMap(%q): rune %d is [%d,%d)", s, i, start[i], end[i])
		}
		if i > 0 && start[i] < end[i-1] && start[i] != start[i-1] {
			t.Fatalf("SqueezeMap(%q): runes %d and %d overlap without sharing", s, i-1, i)
		}
		if utf8.ValidString(s) && !utf8.ValidString(s[start[i]:end[i]]) {
			t.Fatalf("SqueezeMap(%q): rune %d cuts a character", s, i)
		}
	}
	c := Clean(s)
	if !utf8.ValidString(c) || Clean(c) != c || strings.ContainsFunc(c, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		t.Fatalf("Clean(%q) = %q", s, c)
	}
}

func TestFoldProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkFolds(t, tricky().Draw(t, "s")) })
}

// Every rune there is folds once and for all between letters.
func TestEveryRune(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf) {
			checkFolds(t, "か"+string(r)+"a")
		}
	}
}

func FuzzFolds(f *testing.F) {
	f.Add("㈱髙﨑 ｻ-ﾊﾞ\xff\u3099")
	f.Fuzz(func(t *testing.T, s string) { checkFolds(t, s) })
}

func TestLimit(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
		cut  bool
	}{
		{"あいう", 3, "あいう", false}, {"あいう", 2, "あい", true}, {"あいう", 0, "", true}, {"", 0, "", false},
		{"辺邊\U000E0100", 2, "辺", true}, {"か\u3099き", 1, "か", true}, {"か\u3099き", 2, "か\u3099", true},
		{"\u3099\u3099\u3099", 2, "\u3099\u3099", true},
	} {
		if got, cut := Limit(c.in, c.n); got != c.want || cut != c.cut {
			t.Errorf("Limit(%q, %d) = %q, %v", c.in, c.n, got, cut)
		}
	}
}
