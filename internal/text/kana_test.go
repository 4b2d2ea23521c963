package text

import (
	"slices"
	"strings"
	"testing"
)

func TestKana(t *testing.T) {
	if got := Katakana("やまだ ﾀﾛｳ ｶﾞｷﾞ ゔ いすゞ 太郎A"); got != "ヤマダ タロウ ガギ ヴ イスヾ 太郎A" {
		t.Error(got)
	}
	if got := Hiragana("ヤマダ ﾀﾛｳ ｻｰﾊﾞｰ ヴ 太郎Ａ"); got != "やまだ たろう さーばー ゔ 太郎Ａ" {
		t.Error(got)
	}
}

func TestRomaji(t *testing.T) {
	for in, want := range map[string][]string{
		"やまだ たろう":  {"yamada tarou", "yamada taro", "yamada taroh", "yamada tarō", "yamada tarô"},
		"オオノ":      {"oono", "ono", "ohno", "ōno"},
		"しんばし":     {"shinbashi", "shimbashi", "sinbasi"},
		"じゅんいちろう":  {"junichirou", "junichiro", "jun'ichirō", "zyunitiro"},
		"はっちょうぼり":  {"hatchoubori", "hatchobori", "hattyobori"},
		"ﾌｼﾞﾂｳ":    {"fujitsuu", "fujitsu", "huzituu", "fujitsū"},
		"ソフトバンク":   {"sofutobanku", "sohutobanku"},
		"サーバー":     {"saabaa", "saba", "sābā"},
		"いのうえ":     {"inoue"},
		"ティッシュ":    {"tisshu"},
		"みなと・システム": {"minato shisutemu", "minato sisutemu"},
		"ヴィレッジＡ１":  {"virejjia1", "virezzia1"},
		"ゆうき":      {"yuuki", "yuki", "yūki"},
		"しょうじ　ちづる": {"shouji chizuru", "shoji chizuru", "syouzi tizuru"},
	} {
		got := Romaji(in)
		if len(got) > maxRomaji {
			t.Errorf("Romaji(%q) gives %d", in, len(got))
		}
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("Romaji(%q) = %q lacks %q", in, got, w)
			}
		}
	}
	for _, in := range []string{"", "山田", "やま田", "abc", "ー"} {
		if got := Romaji(in); got != nil {
			t.Errorf("Romaji(%q) = %q", in, got)
		}
	}
}

func FuzzRomaji(f *testing.F) {
	f.Add("ジュンイチロウ っー ゞ")
	f.Fuzz(func(t *testing.T, s string) {
		got := Romaji(s)
		if len(got) > maxRomaji {
			t.Fatalf("%d spellings", len(got))
		}
		for _, r := range got {
			if strings.ContainsFunc(r, isHiragana) || strings.ContainsAny(r, ":ー") || r != strings.ToLower(r) {
				t.Fatalf("Romaji(%q) holds %q", s, r)
			}
		}
	})
}
