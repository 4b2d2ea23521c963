package mask

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// alike lists under a rune of squeezed text the runes the eye takes for it and text.Squeeze keeps apart, because outside names they differ: digits among
// letters, kana and kanji of the same strokes. Terms and texts are both compared in this form, so it does not matter which of two comes first.
// Source: the pairs of Unicode Technical Standard 39 (confusables) that can stand in names, chosen by hand.
var alike = map[rune]string{
	'l': "1|ł", 'o': "0øσ", 'd': "đ", 'h': "ħ",
	'ろ': "口囗", 'か': "力", 'に': "二", 'と': "卜", 'え': "工", 'た': "夕", 'は': "八", 'み': "三", 'ち': "千", 'お': "才", 'ー': "一-丨", '日': "曰", '未': "末", '己': "已巳", '士': "土",
}

var skeletons = func() map[rune]rune {
	m := map[rune]rune{}
	for r, list := range alike {
		for _, other := range list {
			if _, taken := m[other]; !taken {
				m[other] = r
			}
		}
	}
	return m
}()

// looks is what the runes of squeezed text look like. Letters with marks look like those without.
var looks = sync.OnceValue(func() *[1 << 16]rune {
	var t [1 << 16]rune
	for r := range t {
		t[r] = skeletonOfRune(rune(r))
	}
	return &t
})

func skeletonOfRune(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'ぁ' && r <= 'ゖ' {
		return r
	}
	if s, ok := skeletons[r]; ok {
		return s
	}
	if r >= 'ß' && r <= 'ɏ' || r >= 'Ḁ' && r <= 'ỿ' {
		var buf [utf8.UTFMax]byte
		if d := norm.NFD.Properties(buf[:utf8.EncodeRune(buf[:], r)]).Decomposition(); len(d) > 0 {
			base, _ := utf8.DecodeRune(d)
			return skeletonOfRune(base)
		}
	}
	return r
}

func skeletonOf(s string) string {
	rs := []rune(s)
	return string(skeletonInto(rs, rs))
}

// skeletonInto writes what runes look like into out, which is as long.
func skeletonInto(out, runes []rune) []rune {
	t := looks()
	for i, r := range runes {
		if uint32(r) < uint32(len(t)) {
			out[i] = t[r]
		} else {
			out[i] = skeletonOfRune(r)
		}
	}
	return out
}

// leastAlike is how many runes a term needs to be looked for in look-alikes: 力 and カ are too common in shorter ones.
const leastAlike = 4
