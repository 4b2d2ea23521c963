package text

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

const kanaShift = 'ァ' - 'ぁ'

func isHiragana(r rune) bool { return 'ぁ' <= r && r <= 'ゖ' }

func hiragana(r rune) rune {
	if 'ァ' <= r && r <= 'ヶ' || r == 'ヽ' || r == 'ヾ' {
		return r - kanaShift
	}
	return r
}

func katakana(r rune) rune {
	if isHiragana(r) || r == 'ゝ' || r == 'ゞ' {
		return r + kanaShift
	}
	return r
}

// Katakana turns hiragana and half-width katakana into full-width katakana and leaves all else as it is.
func Katakana(s string) string { return strings.Map(katakana, wideKana(s)) }

// Hiragana turns katakana of both widths into hiragana and leaves all else as it is; ヷ ヸ ヹ ヺ have no hiragana and stay.
func Hiragana(s string) string { return strings.Map(hiragana, wideKana(s)) }

func isHalfKana(r rune) bool { return '･' <= r && r <= 'ﾟ' }

// wideKana widens runs of half-width katakana, joining their voicing marks.
func wideKana(s string) string {
	if !strings.ContainsFunc(s, isHalfKana) {
		return s
	}
	var b, run strings.Builder
	flush := func() {
		b.WriteString(norm.NFKC.String(run.String()))
		run.Reset()
	}
	for _, r := range s {
		if isHalfKana(r) {
			run.WriteRune(r)
			continue
		}
		flush()
		b.WriteRune(r)
	}
	flush()
	return b.String()
}
