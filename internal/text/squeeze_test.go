package text

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// The short way gives what the long one gives. Its places are the same or closer: a mark behind white space makes the long way fold all of a text twice.
func sameSqueezed(t interface{ Fatalf(string, ...any) }, s string) {
	q := squeezeMap(s)
	want := squeeze(s)
	for i, g := range want {
		if i >= len(q.runes) || q.runes[i] != g.r || q.start[i] < g.start || q.end[i] > g.end {
			t.Fatalf("squeezeMap(%+q) = %q %v %v, want %v", s, string(q.runes), q.start, q.end, want)
		}
	}
	if len(q.runes) != len(want) {
		t.Fatalf("squeezeMap(%+q) = %q, want %d runes", s, string(q.runes), len(want))
	}
}

func TestSqueezeShortWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SampledFrom([]string{"サーバー", "感染した", "2020-0007", "ネットワーク", "受付 窓口", "ケース", "ー", "-", "－", "三ケ", "a.b@c", "（株）", "、", "\n", "\u3099", "佐々木", "А"})
		s := strings.Join(rapid.SliceOfN(rapid.OneOf(plain, tricky()), 0, 12).Draw(t, "parts"), "")
		sameSqueezed(t, s)
	})
}

func TestSqueezeShortWayEveryRune(t *testing.T) {
	for _, between := range []string{"%", "か%a", "1%1", "漢%漢", "ア%ア", "ー%ー", " %\u3099", "-%-x", "a%ーケ漢", "1-%ー", "株%株 \u3099", "々%", "\u200b%\u00ad\u3042"} {
		for r := rune(0); r <= unicode.MaxRune; r++ {
			if r < 0x3400 || r >= 0xF900 && r < 0x10000 || r%256 == 0 {
				sameSqueezed(t, strings.ReplaceAll(between, "%", string(r)))
			}
		}
	}
}

func BenchmarkSqueeze(b *testing.B) {
	s := strings.Repeat("サーバーのネットワーク設定を変更した。The server was scanned on 2020-04-01 by 「利用者」。株式会社の担当者は調査中\n", 1000)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		SqueezeMap(s)
	}
}

func BenchmarkSqueezeLong(b *testing.B) {
	s := strings.Repeat("サーバーのネットワーク設定を変更した。The server was scanned on 2020-04-01 by 「利用者」。株式会社の担当者は調査中\n", 1000)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		squeeze(s)
	}
}
