package text

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// found searches as the site does: candidates out of the parts, then the text decides where the parts cannot.
func found(t interface{ Fatal(...any) }, texts []string, q string) []int32 {
	p := IndexTexts(texts)
	list, exact, err := Candidates(q, p.Bits, len(texts), func(i int) (map[string][]int32, error) { return p.Part(i), nil })
	if err != nil {
		t.Fatal(err)
	}
	if exact {
		return list
	}
	return slices.DeleteFunc(list, func(n int32) bool { return !Contains(texts[n], q) })
}

func scanned(texts []string, q string) []int32 {
	var out []int32
	for i, s := range texts {
		if Contains(s, q) {
			out = append(out, int32(i))
		}
	}
	return out
}

// Whatever is asked, the index in parts gives exactly what a scan gives.
func TestPostingsAgainstScan(t *testing.T) {
	words := []string{"ランサムウェア", "の", "届出者", "Emotet", "CVE-2020-0001", "192.0.2.10", "パスワード", "ﾊﾟｽﾜｰﾄﾞ", "企業", "業", "A社", " ", "、", "vpn", "VPN装置", "ー", "①", "e", "人工呼吸器", "\n", "が", "か\u3099"}
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom(words)
		var texts []string
		for range rapid.IntRange(1, 30).Draw(t, "texts") {
			texts = append(texts, strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "text"), ""))
		}
		q := strings.Join(rapid.SliceOfN(piece, 1, 3).Draw(t, "query"), "")
		if rapid.Bool().Draw(t, "part") {
			rs := []rune(q)
			from := rapid.IntRange(0, len(rs)-1).Draw(t, "from")
			q = string(rs[from : from+rapid.IntRange(1, len(rs)-from).Draw(t, "length")])
		}
		if got, want := found(t, texts, q), scanned(texts, q); !slices.Equal(got, want) {
			t.Fatalf("%q in %q: %v, a scan finds %v", q, texts, got, want)
		}
	})
}

func TestSteps(t *testing.T) {
	texts := make([]string, 300)
	for i := range texts {
		texts[i] = "a"
		if i%7 != 0 {
			texts[i] += " b"
		}
	}
	p := IndexTexts(texts)
	if steps := p.Part(Bucket('a', p.Bits))["a"]; !slices.Equal(steps, []int32{-300}) {
		t.Errorf("%v", steps)
	}
	for _, bad := range [][]int32{{0}, {-301}, {301}, {-2147483648}, {200, 200}} {
		if list, err := Unstep(bad, 300); err == nil {
			t.Errorf("%v reads as %d texts", bad, len(list))
		}
	}
}
