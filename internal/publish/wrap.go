package publish

import (
	"strings"
	"unicode"
)

// Text in figures is measured by estimate, in em: SVG and PDF set it in fonts we do not hold here, so the estimate errs on the wide side.

// width estimates how many em a text takes on one line.
func width(s string) float64 {
	var w float64
	for _, r := range s {
		w += runeWidth(r)
	}
	return w
}

func runeWidth(r rune) float64 {
	switch {
	case r >= 0x1100 && !(r >= 0xFF61 && r <= 0xFFDC) && !(r >= 0x2010 && r <= 0x2044):
		return 1
	case strings.ContainsRune("mwMW@%—…", r):
		return 0.9
	case unicode.IsUpper(r):
		return 0.68
	case strings.ContainsRune("iljtfrI.,:;'|!()[] -", r):
		return 0.36
	}
	return 0.57
}

const (
	notFirst = "、。，．,.・：；:;？！?!゛゜ヽヾゝゞ々ー」』）)］]】〉》〕｝}”’ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%…‥〜～"
	notLast  = "「『（(［[【〈《〔｛{“‘"
)

// wrap breaks a text into lines of at most em, by the Japanese rules for line starts and ends; Latin words stay whole where they fit.
// Line feeds in the text are kept.
func wrap(s string, em float64) []string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		out = append(out, wrapLine(strings.TrimSpace(line), em)...)
	}
	return out
}

func wrapLine(s string, em float64) []string {
	var out []string
	var line string
	var used float64
	for _, t := range tokens(s, em) {
		w := width(t)
		if used > 0 && used+width(strings.TrimRight(t, " ")) > em {
			out = append(out, strings.TrimRight(line, " "))
			line, used = "", 0
			t = strings.TrimLeft(t, " ")
			w = width(t)
		}
		line += t
		used += w
	}
	return append(out, strings.TrimRight(line, " "))
}

// tokens cuts a text where a line may end.
func tokens(s string, em float64) []string {
	var out []string
	runes := []rune(s)
	for i := 0; i < len(runes); {
		j := i + 1
		if word(runes[i]) {
			for j < len(runes) && word(runes[j]) && width(string(runes[i:j+1])) <= em {
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

func word(r rune) bool {
	return r < 0x2000 && !unicode.IsSpace(r) || r >= 0x2010 && r <= 0x201F
}
