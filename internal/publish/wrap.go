package publish

import (
	"math"
	"strings"
	"unicode"

	"todoke/internal/text"
)

const (
	notFirst = "、。，．,.・：；:;？！?!゛゜ヽヾゝゞ々ー」』）)］]】〉》〕｝}”’ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%…‥〜～"
	notLast  = "「『（(［[【〈《〔｛{“‘"
)

// wrap breaks running text into lines of at most em, by the Japanese rules for line starts and ends; Latin words and katakana stay whole where they fit.
// Line feeds in the text are kept.
func wrap(s string, em float64) []string { return wrapAll(s, em, false) }

// wrapEven breaks a label into as few lines as wrap does, but of like length.
func wrapEven(s string, em float64) []string { return wrapAll(s, em, true) }

func wrapAll(s string, em float64, even bool) []string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		out = append(out, wrapLine(strings.TrimSpace(line), em, even)...)
	}
	return out
}

// wrapLine chooses the breaks that cost least: lines far from their due length cost, and so does a break inside a phrase.
func wrapLine(s string, em float64, even bool) []string {
	t := tokens(s, em)
	if len(t) == 0 {
		return []string{""}
	}
	total := text.Width(s)
	if total <= em {
		return []string{s}
	}
	due := em
	if even {
		due = total / math.Ceil(total/em)
	}
	best := make([]float64, len(t)+1) // cost of the best lines for the first n tokens
	from := make([]int, len(t)+1)
	for end := 1; end <= len(t); end++ {
		best[end] = math.Inf(1)
		w := 0.0
		for start := end - 1; start >= 0; start-- {
			w += text.Width(t[start])
			used := w - text.Width(t[end-1]) + text.Width(strings.TrimRight(t[end-1], " "))
			if used > em && start < end-1 {
				break
			}
			short := due - used
			cost := best[start] + 3 + short*short*0.3
			if end == len(t) && !even {
				cost = best[start] // the last line of running text may be as short as it likes
			}
			if end < len(t) {
				cost += breakCost(t[end-1], t[end])
			}
			if cost < best[end] {
				best[end], from[end] = cost, start
			}
		}
	}
	var out []string
	for end := len(t); end > 0; end = from[end] {
		out = append(out, strings.TrimSpace(strings.Join(t[from[end]:end], "")))
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// breakCost says how much a line end between two tokens disturbs: least after punctuation and where hiragana gives way to another script, most inside a word.
func breakCost(before, after string) float64 {
	a, b := []rune(before), []rune(after)
	l, r := a[len(a)-1], b[0]
	switch {
	case l == ' ' || strings.ContainsRune("、。，．」』）)】", l), strings.ContainsRune("「『（(【", r):
		return 0
	case unicode.Is(unicode.Hiragana, l) && !unicode.Is(unicode.Hiragana, r):
		return 1
	case unicode.Is(unicode.Hiragana, l):
		return 6
	case unicode.Is(unicode.Hiragana, r):
		return 12
	case unicode.Is(unicode.Han, l) && unicode.Is(unicode.Han, r):
		return 8
	}
	return 4
}

// tokens cuts a text where a line may end.
func tokens(s string, em float64) []string {
	var out []string
	runes := []rune(s)
	for i := 0; i < len(runes); {
		j := i + 1
		for _, whole := range []func(rune) bool{latin, katakana} {
			for whole(runes[i]) && j < len(runes) && whole(runes[j]) && text.Width(string(runes[i:j+1])) <= em {
				j++
			}
		}
		for j < len(runes) && (strings.ContainsRune(notLast, runes[j-1]) || strings.ContainsRune(notFirst, runes[j]) || runes[j] == ' ') {
			j++
		}
		out = append(out, string(runes[i:j]))
		i = j
	}
	return out
}

func latin(r rune) bool {
	return r < 0x2000 && !unicode.IsSpace(r) || r >= 0x2010 && r <= 0x201F
}

func katakana(r rune) bool { return r >= 'ァ' && r <= 'ヺ' || r == 'ー' }
