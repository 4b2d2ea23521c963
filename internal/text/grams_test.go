package text

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestGrams(t *testing.T) {
	for in, want := range map[string]string{
		"感染":            "感染 染",
		"感":             "感",
		"ｻｰﾊﾞ感染A社":      "サー ーバ バ感 感染 染 a 社",
		"感染。被害":         "感染 染 被害 害",
		"CVE-2020-0001": "cve-2020-0001 cve 2020-0001 2020 0001",
		"192.0.2.10へ":   "192.0.2.10 192 0.2.10 0 2.10 2 10 へ",
		"Emotetの":       "emotet の",
		"！？ 　":          "",
		"감염":            "감염 염",
	} {
		if got := strings.Join(Grams(in), " "); got != want {
			t.Errorf("Grams(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEncode(t *testing.T) {
	for _, s := range []string{"感染", "cve-2020-0001", "é"} {
		if e := Encode(s); strings.Trim(e, "h0123456789abcdef") != "" || !strings.HasPrefix(Encode(s+"x"), e) {
			t.Errorf("Encode(%q) = %q", s, e)
		}
	}
	if Encode("感") != "he6849f" {
		t.Error(Encode("感"))
	}
}

func TestContains(t *testing.T) {
	for _, c := range []struct {
		text, query string
		want        bool
	}{
		{"Emotetに感染した", "感染", true}, {"Emotetに感染した", "染", true}, {"Emotetに感染した", "に感染し", true},
		{"Emotetに感染した", "emo", true}, {"Emotetに感染した", "motet", false}, {"Emotetに感染した", "ＥＭＯＴＥＴ　した", true},
		{"Emotetに感染した", "emo 漏洩", false}, {"感　染", "感染", false}, {"サーバ", "ｻｰﾊﾞ", true}, {"ｻ-ﾊﾞ", "サーバ", true},
		{"CVE-2020-0001", "cve-2020", true}, {"CVE-2020-0001", "2020-00", true}, {"CVE-2020-0001", "0001", true},
		{"CVE-2020-0001", "020", false}, {"192.0.2.10", "192.0.2.", true}, {"192.0.2.10", "192.0.21", false},
		{"user@mail.example.jp", "example.jp", true}, {"https://example.jp/a/b", "example.jp/a", true},
		{"A社の人", "A社", true}, {"attackを受けた会社", "A社", false}, {"B-A社", "A社", true}, {"", "あ", false}, {"あ", "", false}, {"100%", "%", false},
	} {
		if got := Contains(c.text, c.query); got != c.want {
			t.Errorf("Contains(%q, %q) = %v", c.text, c.query, got)
		}
	}
}

// index answers a query from encoded grams only, as the databases do.
func index(text, query string) bool {
	var have []string
	for _, g := range Grams(text) {
		have = append(have, Encode(g))
	}
	terms := Query(query)
	for _, t := range terms {
		e := Encode(t.Text)
		var hit bool
		switch {
		case len(t.Phrase) > 0:
			for i := 0; i+len(t.Phrase) <= len(have) && !hit; i++ {
				hit = true
				for j, p := range t.Phrase {
					hit = hit && have[i+j] == Encode(p)
				}
			}
		case t.Prefix:
			hit = slices.ContainsFunc(have, func(g string) bool { return strings.HasPrefix(g, e) })
		default:
			hit = slices.Contains(have, e)
		}
		if !hit {
			return false
		}
	}
	return len(terms) > 0
}

// The index and the scan agree on any text and query.
func TestIndexIsTheScan(t *testing.T) {
	small := []rune("感染漏 ーサaAb0-.@、！é\u3099か々㈱\n")
	texts := rapid.OneOf(tricky(), rapid.StringOfN(rapid.SampledFrom(small), 0, 40, -1))
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		var query string
		if rs := []rune(text); len(rs) > 0 && rapid.Bool().Draw(t, "from the text") {
			from := rapid.IntRange(0, len(rs)-1).Draw(t, "from")
			query = string(rs[from:rapid.IntRange(from, min(len(rs), from+12)).Draw(t, "to")])
		} else {
			query = rapid.StringOfN(rapid.SampledFrom(small), 0, 8, -1).Draw(t, "query")
		}
		if got, want := index(text, query), Contains(text, query); got != want {
			t.Fatalf("index %v, scan %v: text %q (grams %q), query %q (%+v)", got, want, text, Grams(text), query, Query(query))
		}
	})
}

// Recall is 1.00: any stretch of CJK and any word or its beginning, taken from a text in Normal form, finds the text.
func TestRecall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := Normal(tricky().Draw(t, "text"))
		rs := []rune(text)
		for _, r := range runs(rs) {
			var from int
			if r.class == cjk {
				from = rapid.IntRange(r.from, r.to-1).Draw(t, "from")
			} else {
				from = rapid.SampledFrom(r.pieces).Draw(t, "piece")
			}
			q := string(rs[from:rapid.IntRange(from+1, r.to).Draw(t, "to")])
			if Normal(q) == q && !index(text, q) {
				t.Fatalf("%q does not find %q", q, text)
			}
		}
	})
}

func TestLongWords(t *testing.T) {
	hash := strings.Repeat("0123456789abcdef", 20)
	for _, text := range []string{hash, strings.Repeat("ab.", 300) + "cd", hash + "-" + hash} {
		for _, query := range []string{text, text[:100], text[:200], text + "x", text + "社"} {
			if got, want := index(text, query), Contains(text, query); got != want {
				t.Errorf("%d characters: index %v, scan %v", len(query), got, want)
			}
		}
		if !index(text, text) {
			t.Errorf("%d characters do not find themselves", len(text))
		}
		size := 0
		for _, g := range Grams(text) {
			size += len(g)
		}
		if size > 10*len(text) {
			t.Errorf("%d characters give %d of grams", len(text), size)
		}
	}
}

func FuzzSearch(f *testing.F) {
	f.Add("Emotetに感染、CVE-2020-0001", "2020-0 感染")
	f.Fuzz(func(t *testing.T, text, query string) {
		if got, want := index(text, query), Contains(text, query); got != want {
			t.Fatalf("index %v, scan %v: text %q, query %q", got, want, text, query)
		}
	})
}
