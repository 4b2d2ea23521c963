package mask

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"todoke/internal/text"
)

// inFigures adds a name with its kanji figures as figures, as machines write down what they hear: 50嵐 of 五十嵐; one that is then a mere number (99 of 九十九)
// only where something shows that it is meant.
func (b *termList) inFigures(k Kind, name string) {
	s := text.Squeeze(name)
	figured := kanjiNumber.ReplaceAllStringFunc(s, plainFigures)
	if figured == s || utf8.RuneCountInString(figured) < 2 {
		return
	}
	if strings.HasSuffix(figured, "日") || strings.HasSuffix(figured, "月") { // it would hide dates
		return
	}
	if strings.Trim(figured, "0123456789年月日時分人件名台円個回本階度番号") == "" {
		b.add(k, figured, Titled)
		return
	}
	b.add(k, figured, Word)
}

var kanjiNumber = regexp.MustCompile(`[一二三四五六七八九十百千]+`)
