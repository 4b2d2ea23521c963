package mask

import (
	"slices"
	"strings"
)

// saidWord is the kanji that a word begins with, which is read otherwise than each of them: 細雪, or 憐 where kana follow, of 憐れむ.
type saidWord struct {
	rest   []rune // behind the first kanji
	verbal bool   // kana follow
	heard  []rune // by its sound (listen)
}

// saidWords gives those that begin with a kanji.
func saidWords(first rune) []saidWord {
	var out []saidWord
	for _, line := range linesFrom(readings()[3], string(first)) {
		word, said, _ := strings.Cut(line, "\t")
		head, verbal := strings.CutSuffix(word, "-")
		for _, kana := range strings.Fields(said) {
			out = append(out, saidWord{[]rune(head)[1:], verbal, listen([]rune(kana)).runes})
		}
	}
	return out
}

// kanaSet is a set of hiragana.
type kanaSet [2]uint64

func (s *kanaSet) add(r rune) {
	if k := uint(r - kanaBlock); k < 128 {
		s[k>>6] |= 1 << (k & 63)
	}
}

func (s *kanaSet) has(r rune) bool {
	k := uint(r - kanaBlock)
	return k < 128 && s[k>>6]>>(k&63)&1 != 0
}

func (s *kanaSet) meets(o *kanaSet) bool { return s[0]&o[0]|s[1]&o[1] != 0 }

// aloud is a declared name that is looked for in a text by how that is read aloud.
type aloud struct {
	v     *view
	h     *heard
	slips int // how many kana may be heard wrongly
}

// to is where what is read as the kana ends that begins at rune k of the heard text, -1 where it is read otherwise.
func (a aloud) to(k int, kana []rune) int {
	if len(kana) == 0 {
		return k
	}
	if k >= len(a.h.runes) {
		return -1
	}
	r := a.h.runes[k]
	if r == kana[0] || particleSaid(r) == kana[0] || particleSaid(kana[0]) == r {
		if end := a.to(k+1, kana[1:]); end > 0 {
			return end
		}
	}
	if end := a.kanjiTo(k, kana); end > 0 {
		return end
	}
	if a.slips == 0 || len(kana) == 1 {
		return -1
	}
	a.slips--
	if isKana(r) {
		if end := a.to(k+1, kana[1:]); end > 0 {
			return end
		}
	}
	return a.to(k, kana[1:])
}

// particleSaid is the kana that a particle is said as.
func particleSaid(r rune) rune {
	switch r {
	case 'は':
		return 'わ'
	case 'へ':
		return 'え'
	}
	return r
}

// kanjiTo is to for a kanji, a figure or a word that begins with one.
func (a aloud) kanjiTo(k int, kana []rune) int {
	r := a.h.runes[k]
	if !a.v.saidKanji(a.h.from[k]) {
		return -1
	}
	s := soundOf(r)
	if !s.voice.has(kana[0]) {
		return -1
	}
	for _, said := range s.heard {
		if len(said) == 0 || !soundsAs(kana, said) {
			continue
		}
		if last := said[len(said)-1]; k+1 < len(a.h.runes) && a.h.runes[k+1] == last && endings.has(last) && !a.v.gap(a.h.from[k+1]) { // 踏み, of which the dictionary also reads the kanji so
			if end := a.to(k+2, kana[len(said):]); end > 0 {
				return end
			}
		}
		if end := a.to(k+1, kana[len(said):]); end > 0 {
			return end
		}
	}
	for _, w := range s.words {
		next := k + 1 + len(w.rest)
		if !soundsAs(kana, w.heard) || !hasPrefix(a.h.runes[k+1:], w.rest) || w.verbal && (next >= len(a.h.runes) || a.v.script[a.h.from[next]] != hira) {
			continue
		}
		if end := a.to(next, kana[len(w.heard):]); end > 0 {
			return end
		}
	}
	return -1
}

// endings are kana that verbs and adjectives end in, written behind their kanji.
var endings = newRunes("いうえきぎくぐけげしじすせちつびぶべみむめりるれ")

// soundsAs tells whether kana begin as something is said, は and へ as particles are said or as they are written.
func soundsAs(kana, said []rune) bool {
	if len(kana) < len(said) {
		return false
	}
	for i, r := range said {
		if k := kana[i]; k != r && (i == 0 || particleSaid(k) != r && particleSaid(r) != k) {
			return false
		}
	}
	return true
}

func hasPrefix(rs, head []rune) bool {
	return len(rs) >= len(head) && slices.Equal(rs[:len(head)], head)
}

// saidKanji tells whether rune i is said in one way or other: a kanji, a circle, a figure right before a word.
func (v *view) saidKanji(i int) bool {
	switch r := v.runes[i]; {
	case v.script[i] == han, r == '○', r == '〇':
		return true
	case isDigit(r):
		return i+1 < len(v.runes) && (v.script[i+1] == han || v.script[i+1] == hira) && !v.gap(i+1) && (i == 0 || v.gap(i) || !isDigit(v.runes[i-1]))
	}
	return false
}
