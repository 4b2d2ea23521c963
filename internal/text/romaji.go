package text

import (
	"slices"
	"strings"
	"unicode"
)

// maxRomaji bounds the spellings Romaji gives: two systems, four ways to write a long vowel, two ways to write ん.
const maxRomaji = 16

// syllables gives each kana, and each kana with a small one, in Hepburn and, where it differs, in the kunrei spelling
// (Cabinet notice 1954); sounds of foreign words have one spelling.
var syllables = table(`
あ a|い i|う u|え e|お o|か ka|き ki|く ku|け ke|こ ko|が ga|ぎ gi|ぐ gu|げ ge|ご go
さ sa|し shi si|す su|せ se|そ so|ざ za|じ ji zi|ず zu|ぜ ze|ぞ zo
た ta|ち chi ti|つ tsu tu|て te|と to|だ da|ぢ ji zi|づ zu|で de|ど do
な na|に ni|ぬ nu|ね ne|の no|は ha|ひ hi|ふ fu hu|へ he|ほ ho|ば ba|び bi|ぶ bu|べ be|ぼ bo|ぱ pa|ぴ pi|ぷ pu|ぺ pe|ぽ po
ま ma|み mi|む mu|め me|も mo|や ya|ゆ yu|よ yo|ら ra|り ri|る ru|れ re|ろ ro|わ wa|ゐ i|ゑ e|を o|ゔ vu
ぁ a|ぃ i|ぅ u|ぇ e|ぉ o|ゃ ya|ゅ yu|ょ yo|ゎ wa|ゕ ka|ゖ ke
きゃ kya|きゅ kyu|きょ kyo|ぎゃ gya|ぎゅ gyu|ぎょ gyo|にゃ nya|にゅ nyu|にょ nyo|ひゃ hya|ひゅ hyu|ひょ hyo
びゃ bya|びゅ byu|びょ byo|ぴゃ pya|ぴゅ pyu|ぴょ pyo|みゃ mya|みゅ myu|みょ myo|りゃ rya|りゅ ryu|りょ ryo
しゃ sha sya|しゅ shu syu|しょ sho syo|しぇ she sye|じゃ ja zya|じゅ ju zyu|じょ jo zyo|じぇ je zye
ちゃ cha tya|ちゅ chu tyu|ちょ cho tyo|ちぇ che tye|ぢゃ ja zya|ぢゅ ju zyu|ぢょ jo zyo
ふぁ fa|ふぃ fi|ふぇ fe|ふぉ fo|ふゅ fyu|ゔぁ va|ゔぃ vi|ゔぇ ve|ゔぉ vo|ゔゅ vyu|うぃ wi|うぇ we|うぉ wo|いぇ ye
てぃ ti|でぃ di|とぅ tu|どぅ du|てゅ tyu|でゅ dyu|つぁ tsa|つぃ tsi|つぇ tse|つぉ tso|くぁ kwa|くぃ kwi|くぇ kwe|くぉ kwo|ぐぁ gwa`)

func table(s string) map[string][2]string {
	m := map[string][2]string{}
	for _, entry := range strings.FieldsFunc(s, func(r rune) bool { return r == '|' || r == '\n' }) {
		f := strings.Fields(entry)
		m[f[0]] = [2]string{f[1], f[len(f)-1]}
	}
	return m
}

// style is one way to spell.
type style struct {
	kunrei bool
	long   longVowel
	exact  bool // ん as m before b, m, p and with an apostrophe before a vowel
}

type longVowel int

const (
	written longVowel = iota // ou, oo, uu as the kana have it; ー doubles the vowel
	dropped                  // ono, as in passports
	withH                    // ohno; other vowels dropped
	marked                   // ōno, in kunrei ôno
)

// Romaji spells a reading in Latin letters, lower case, in at most 16 ways, the most usual first: Hepburn and kunrei, long
// vowels written out, dropped, with h or with a mark, ん as n or m. Letters, digits and spaces pass. It is nil where s
// holds anything that has no reading, such as kanji, or no kana at all.
func Romaji(kana string) []string {
	rs := readable(kana)
	if rs == nil {
		return nil
	}
	var out []string
	for _, kunrei := range []bool{false, true} {
		for _, exact := range []bool{false, true} {
			for _, long := range []longVowel{written, dropped, withH, marked} {
				s := style{kunrei, long, exact}.spell(rs)
				if s != "" && !slices.Contains(out, s) && len(out) < maxRomaji {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// Hepburn spells a reading in the most usual way, the first of Romaji; "" where that gives none.
func Hepburn(kana string) string { return style{}.spell(readable(kana)) }

// readable is a reading in hiragana; nil where it holds anything that has no reading, or no kana at all.
func readable(kana string) []rune {
	rs := []rune(strings.ReplaceAll(Hiragana(Normal(kana)), "・", " "))
	if !slices.ContainsFunc(rs, isHiragana) || slices.ContainsFunc(rs, unreadable) {
		return nil
	}
	return rs
}

func unreadable(r rune) bool {
	return !(isHiragana(r) || isAlnum(r) || r == 'ー' || unicode.IsSpace(r) || strings.ContainsRune("-.,'", r))
}

func (st style) spell(rs []rune) string {
	var b strings.Builder
	double := false // a っ is waiting for its consonant
	for i := 0; i < len(rs); {
		switch r := rs[i]; {
		case r == 'っ':
			double = true
			i++
			continue
		case r == 'ん':
			st.nasal(&b, rs[i+1:])
			i++
		case r == 'ー':
			b.WriteByte(':') // a long vowel for lengthen
			i++
		case isHiragana(r):
			s, n := st.syllable(rs[i:])
			if double {
				s = doubled(s)
			}
			b.WriteString(s)
			i += n
		default:
			b.WriteRune(r)
			i++
		}
		double = false
	}
	return strings.TrimSpace(st.lengthen(b.String()))
}

func (st style) syllable(rs []rune) (string, int) {
	n := min(2, len(rs))
	s, ok := syllables[string(rs[:n])]
	if !ok {
		n = 1
		s = syllables[string(rs[:1])]
	}
	if st.kunrei {
		return s[1], n
	}
	return s[0], n
}

func (st style) nasal(b *strings.Builder, rest []rune) {
	next := ""
	if len(rest) > 0 && isHiragana(rest[0]) {
		next, _ = st.syllable(rest)
	}
	switch {
	case !st.exact || next == "":
		b.WriteByte('n')
	case strings.ContainsRune("bmp", rune(next[0])) && !st.kunrei:
		b.WriteByte('m')
	case strings.ContainsRune("aiueoy", rune(next[0])):
		b.WriteString("n'")
	default:
		b.WriteByte('n')
	}
}

func doubled(s string) string {
	if s == "" || strings.ContainsRune("aiueo", rune(s[0])) {
		return s
	}
	if strings.HasPrefix(s, "ch") {
		return "t" + s
	}
	return s[:1] + s
}

var marks = map[bool]map[rune]string{
	false: {'a': "ā", 'i': "ī", 'u': "ū", 'e': "ē", 'o': "ō"},
	true:  {'a': "â", 'i': "î", 'u': "û", 'e': "ê", 'o': "ô"},
}

// lengthen writes the long vowels of s, whose ー are still colons, in the way of the style. The kana ou, oo and uu count as
// long, though between two words (井上 inoue) they are not: the written form is always among the spellings.
func (st style) lengthen(s string) string {
	rs := []rune(s)
	var b strings.Builder
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		if r == ':' { // after no vowel
			continue
		}
		if i+1 >= len(rs) || !strings.ContainsRune("aiueo", r) || !isLong(r, rs[i+1]) {
			b.WriteRune(r)
			continue
		}
		i++
		next := rs[i]
		if next == ':' {
			next = r
		}
		switch st.long {
		case written:
			b.WriteRune(r)
			b.WriteRune(next)
		case dropped:
			b.WriteRune(r)
		case withH:
			b.WriteRune(r)
			if r == 'o' {
				b.WriteByte('h')
			}
		case marked:
			b.WriteString(marks[st.kunrei][r])
		}
	}
	return b.String()
}

func isLong(vowel, next rune) bool {
	return next == ':' || vowel == 'o' && (next == 'u' || next == 'o') || vowel == 'u' && next == 'u'
}
