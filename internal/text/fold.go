package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarks bounds the combining marks kept on one letter: x/text inserts a joiner after thirty, which would make the
// comparison form of a heap of marks depend on how often it was taken.
const maxMarks = 8

// Normal is the form in which texts are compared: NFKC, lower case, one hyphen, one space, one apostrophe, no invisible
// characters, no broken bytes. Line feeds stay. It turns ① into 1, so it is never shown and never stored in place of s.
func Normal(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, g := range normal(s) {
		b.WriteRune(g.r)
	}
	return b.String()
}

// NormalMap gives Normal(s), and for each of its bytes the half-open range of bytes in s it stands for.
func NormalMap(s string) (folded string, start, end []int) {
	var b strings.Builder
	for _, g := range normal(s) {
		n, _ := b.WriteRune(g.r)
		for range n {
			start, end = append(start, g.start), append(end, g.end)
		}
	}
	return b.String(), start, end
}

// isPlain tells whether s is printable lower-case ASCII, which is its own comparison form.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c < ' ' && c != '\n' || c == 0x7f || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// glyph is one rune of a folded form with the bytes of the original it stands for.
type glyph struct {
	r          rune
	start, end int
}

// folder folds rune by rune, keeping where each came from. Runes that NFKC may join are folded as one segment, and all
// that comes out of a segment stands for all its bytes.
type folder struct {
	out, segment []glyph
}

func (f *folder) add(g glyph) {
	n := len(f.segment)
	switch {
	case n > 0 && stands(g.r):
		f.flush()
		f.segment = append(f.segment, g)
	case n <= maxMarks:
		f.segment = append(f.segment, g)
	default:
		f.segment[n-1].end = g.end
	}
}

// hide takes the bytes of something invisible to the letter before it, so that cutting the letter leaves no orphan.
func (f *folder) hide(end int) {
	if n := len(f.segment); n > 0 {
		f.segment[n-1].end = end
	}
}

func (f *folder) flush() {
	f.out = appendFolded(f.out, f.segment)
	f.segment = f.segment[:0]
}

func normal(s string) []glyph {
	f := folder{out: make([]glyph, 0, utf8.RuneCountInString(s))}
	for i, r := range s {
		end := i + utf8.RuneLen(r)
		if r == utf8.RuneError { // one broken byte, or U+FFFD itself
			_, size := utf8.DecodeRuneInString(s[i:])
			end = i + size
		}
		if r = unify(r); r < 0 {
			f.hide(end)
			continue
		}
		f.add(glyph{r, i, end})
	}
	f.flush()
	settleDashes(f.out)
	return f.out
}

// stands tells whether r begins a segment of its own: nothing before it can join with it.
func stands(r rune) bool {
	if isSimple(r) {
		return true
	}
	var buf [utf8.UTFMax]byte
	return norm.NFKC.Properties(buf[:utf8.EncodeRune(buf[:], r)]).BoundaryBefore()
}

// isSimple names the blocks whose runes are NFKC already and join nothing before them; it spares most of a text the tables.
func isSimple(r rune) bool {
	return r < utf8.RuneSelf || 0x4E00 <= r && r <= 0x9FFF || 0x3041 <= r && r <= 0x3096 || 0x30A1 <= r && r <= 0x30FE
}

func appendFolded(out, segment []glyph) []glyph {
	if len(segment) == 0 {
		return out
	}
	first, last := segment[0], segment[len(segment)-1]
	if len(segment) == 1 && isSimple(first.r) {
		first.r = unicode.ToLower(first.r)
		return append(out, first)
	}
	if isSpacingMark(first.r) {
		out = append(out, first)
		return appendFolded(out, segment[1:])
	}
	var b strings.Builder
	for _, g := range segment {
		b.WriteRune(g.r)
	}
	folded := norm.NFKC.String(b.String())
	folded = strings.Map(func(r rune) rune { return unify(unicode.ToLower(r)) }, folded)
	for _, r := range norm.NFKC.String(folded) { // lower case may join where upper case did not: H̱
		out = append(out, glyph{r, first.start, last.end})
	}
	return out
}

// isSpacingMark finds ¨ ´ ‾ and their like, which NFKC would turn into a space and a mark: they stay as they are.
func isSpacingMark(r rune) bool {
	if r < 0xA8 || unicode.IsSpace(r) {
		return false
	}
	var buf [utf8.UTFMax]byte
	d := norm.NFKD.Properties(buf[:utf8.EncodeRune(buf[:], r)]).Decomposition()
	return len(d) > 1 && d[0] == ' '
}

// unify maps the spellings of one sign to one rune, and what cannot be seen to -1.
func unify(r rune) rune {
	if 0x20 <= r && r < 0x7f || 0x4E00 <= r && r <= 0x9FFF || 0x3041 <= r && r <= 0x3096 || 0x30A1 <= r && r <= 0x30FE {
		return r
	}
	switch r {
	case '\n', '\u2028', '\u2029':
		return '\n'
	case '\t', '\v', '\f', '\r', '\u0085', '\u1680':
		return ' '
	case '゛': // the spacing marks typed after a kana
		return '\u3099'
	case '゜':
		return '\u309A'
	case '‐', '‑', '‒', '–', '—', '―', '─', '━', '−', '⁃', '﹘', '﹣', '－', '➖', '\u2E3A', '\u2E3B', '\u05BE', '\u1806':
		return '-'
	case '〜', '∼', '～', '∿', '〰':
		return '~'
	case '·', '‧', '•', '∙', '⋅', '･':
		return '・'
	case '‘', '’', '‛', '′', 'ʼ', '＇', '`':
		return '\''
	case '“', '”', '‟', '″', '＂', '〝', '〟':
		return '"'
	}
	if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) {
		return -1
	}
	return r
}

// settleDashes reads a long vowel mark after a Latin letter or digit as the hyphen that was meant (03ー1234), and a hyphen
// between two katakana as the long vowel mark (ｻ-ﾊﾞ).
func settleDashes(g []glyph) {
	var base rune // the last rune that is neither hyphen nor long vowel mark
	for i := range g {
		switch r := g[i].r; {
		case r == 'ー' && base < utf8.RuneSelf && isAlnum(base):
			g[i].r = '-'
		case r == '-' && i > 0 && i+1 < len(g) && isKatakana(g[i-1].r) && isKatakana(g[i+1].r):
			g[i].r = 'ー'
		case r != 'ー' && r != '-':
			base = r
		}
	}
}

func isAlnum(r rune) bool    { return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' }
func isKatakana(r rune) bool { return 'ァ' <= r && r <= 'ヺ' }
func isHan(r rune) bool      { return unicode.Is(unicode.Han, r) }

// squeeze is what squeezeMap is held against; it folds a whole text together.
func squeeze(s string) []glyph {
	g := withoutSpace(normal(s))
	for i := range g {
		if n, ok := newForm[g[i].r]; ok {
			g[i].r = n
		} else if n, ok := lookalikes[g[i].r]; ok && (i+1 == len(g) || stands(g[i+1].r)) {
			g[i].r = n
		}
	}
	for i := range g {
		var before, after rune
		if i > 0 {
			before = g[i-1].r
		}
		if i+1 < len(g) {
			after = g[i+1].r
		}
		g[i].r = settle(before, g[i].r, after)
	}
	return g
}

// withoutSpace drops white space, and joins what it had kept from joining: ﾊ ﾞ.
func withoutSpace(all []glyph) []glyph {
	g, dropped, joins := all[:0], false, false
	for _, x := range all {
		if unicode.IsSpace(x.r) {
			dropped = true
			continue
		}
		joins = joins || dropped && !stands(x.r)
		dropped = false
		g = append(g, x)
	}
	if !joins {
		return g
	}
	f := folder{out: make([]glyph, 0, len(g))}
	for _, x := range g {
		f.add(x)
	}
	f.flush()
	return f.out
}

// settle folds one rune of a squeezed text by its neighbours; before is folded already, after is not yet.
func settle(before, r, after rune) rune {
	if after == 0x3099 || after == 0x309A {
		return hiragana(r) // a mark that found nothing to join must not find it in the next folding
	}
	switch r {
	case 'ー', '-':
		if isHiragana(before) || before == 'ー' {
			return 'ー'
		}
		return '-'
	case '々', '〻':
		if isHan(before) {
			return before
		}
	case 'ヽ', 'ゝ':
		if isHiragana(before) {
			return before
		}
		return 'ゝ'
	case 'ヾ', 'ゞ':
		return voice(before)
	case 'ヶ', 'ケ':
		if isHan(before) && isHan(after) {
			return 'が'
		}
		return 'け'
	case 'ヵ', 'ゕ':
		return 'か'
	case 'ゖ':
		return 'け'
	}
	return hiragana(r)
}

// voice is what ゞ stands for after a kana: いすゞ is いすず.
func voice(before rune) rune {
	if isHiragana(before) {
		if v := []rune(norm.NFC.String(string(before) + "\u3099")); len(v) == 1 {
			return v[0]
		}
		return before
	}
	return 'ゞ'
}
