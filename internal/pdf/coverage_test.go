package pdf

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestMissing(t *testing.T) {
	if got := Missing("髙橋・宮﨑、①㈱㎡、𠮷野家、葛\U000E0100城 ABC\n¥ ～ − ― 鷗"); len(got) > 0 {
		t.Errorf("said to be missing: %q", got)
	}
	if got := Missing("笑😀また😀と한글"); !slices.Equal(got, []rune("😀한글")) {
		t.Errorf("got %q", got)
	}
}

// Every character the list promises is typeset from the fonts, or the engine would refuse the file.
func TestCoverageIsTrue(t *testing.T) {
	var text strings.Builder
	for _, s := range covered() {
		for r := s.from; r <= s.to; r++ {
			if unicode.IsPrint(r) && !unicode.IsMark(r) {
				text.WriteRune(r)
			}
		}
	}
	doc := sample()
	doc.Sections[0].Blocks = []Block{Paragraph(text.String()), Box("", Paragraph(text.String()))}
	typeset(t, open(t), doc)
}
