package mask

import (
	"slices"
	"strings"
	"sync/atomic"

	"todoke/internal/text"
)

// sounded is one rune of a declared name with the ways it may be said.
type sounded struct {
	written rune
	kana    [][]rune // in hiragana
	heard   [][]rune // the same by their sound (listen)
	latin   [][]rune // in Latin letters, by their sound
	words   []saidWord
	voice   kanaSet // what heard and words begin with
}

// begins tells whether a rune is what is written or begins a way it may be said.
func (s *sounded) begins(r rune) bool {
	return r == s.written || slices.ContainsFunc(s.kana, func(kana []rune) bool { return kana[0] == r })
}

// sound gives the runes of a squeezed name with the ways they may be said.
func sound(name []rune) []*sounded {
	out := make([]*sounded, len(name))
	for i, r := range name {
		if isLatinRune(r) {
			out[i] = &sounded{written: r, latin: [][]rune{heardLatin([]rune{r})}}
		} else if r == '々' && i > 0 {
			out[i] = again(soundOf(name[i-1]))
		} else {
			out[i] = soundOf(r)
		}
	}
	return out
}

// again is a kanji that is written as 々.
func again(s *sounded) *sounded {
	out := *s
	out.written = '々'
	return &out
}

// sounds keeps what was worked out for a rune below 0x10000.
var sounds [1 << 16]atomic.Pointer[sounded]

func soundOf(r rune) *sounded {
	if r >= rune(len(sounds)) {
		return readSound(r)
	}
	s := sounds[r].Load()
	if s == nil {
		s = readSound(r)
		sounds[r].Store(s)
	}
	return s
}

func readSound(r rune) *sounded {
	said := readIn(readings()[2], string(r))
	switch {
	case isKana(r):
		said = []string{string(r)}
	case r == '○' || r == '〇':
		said = []string{"まる"}
	case isDigit(r):
		said = readIn(readings()[2], figureKanji[r-'0'])
	}
	s := &sounded{written: r}
	if !isKana(r) {
		s.words = saidWords(r)
	}
	for _, k := range said {
		s.kana = append(s.kana, []rune(k))
		s.heard = append(s.heard, listen([]rune(k)).runes)
		if l := text.Hepburn(strings.TrimSuffix(k, "っ")); l != "" {
			s.latin = append(s.latin, heardLatin([]rune(l)))
		}
	}
	for _, h := range s.heard {
		s.voice.add(runeOf(h, 0))
	}
	for _, w := range s.words {
		s.voice.add(runeOf(w.heard, 0))
	}
	return s
}

// figureKanji are the kanji of the figures.
var figureKanji = strings.Split("〇 一 二 三 四 五 六 七 八 九", " ")

// saidAs tells whether w, in Latin letters by their sound, is how all of a name may be said, or with head its first two runes or more.
func saidAs(w []rune, name []*sounded, head bool) bool {
	var say func(i, k int) bool
	say = func(i, k int) bool {
		if i == len(w) {
			return k == len(name) || head && k > 1
		}
		if k == len(name) {
			return false
		}
		for _, s := range name[k].latin {
			for skip := 0; skip < 2 && skip <= len(s); skip++ { // of two vowels or consonants alike one is heard
				if skip == 1 && (i == 0 || len(s) == 0 || s[0] != w[i-1] && !(s[0] == 'u' && w[i-1] == 'o')) {
					break
				}
				if rest := s[skip:]; len(w)-i >= len(rest) && slices.Equal(w[i:i+len(rest)], rest) && say(i+len(rest), k+1) {
					return true
				}
			}
		}
		return false
	}
	return len(name) > 0 && say(0, 0)
}

// initialsSaid tells whether each letter begins a way in which a further rune of the name may be said, the first letter the first rune.
func initialsSaid(w []rune, name []*sounded) bool {
	k := 0
	for i, r := range w {
		for k < len(name) && !slices.ContainsFunc(name[k].latin, func(s []rune) bool { return len(s) > 0 && s[0] == r }) {
			if i == 0 {
				return false
			}
			k++
		}
		if k == len(name) {
			return false
		}
		k++
	}
	return true
}

// saidFrom is where a name ends that begins at rune i as it may be said, or as it is written for some of its runes: もんじゅだに, 音羽チクサン, ふきや会計士; i where there is
// none. What is written may leave runes of the name out.
func (v *view) saidFrom(i int, name []*sounded, head bool) (end int, mixed bool) {
	end = i
	var say func(at, k int, written, said int)
	say = func(at, k int, written, said int) {
		if said > 0 && (k == len(name) || head && k > 1) && at > end && (v.runes[at-1] != 'の' || v.fieldish(at)) {
			end, mixed = at, written > 0
		}
		if k == len(name) || at >= len(v.runes) || at > i && v.newLine(at) {
			return
		}
		if v.script[at] == kata || v.script[at] == hira {
			for _, s := range name[k].kana {
				if v.hears(at, s) {
					say(at+len(s), k+1, written, said+1)
				}
			}
			if isKana(name[k].written) {
				return
			}
		}
		for n := k; n < len(name) && (n == k || head && k > 0); n++ {
			if v.runes[at] == name[n].written {
				say(at+1, n+1, written+1, said)
				break
			}
		}
	}
	say(i, 0, 0, 0)
	return end, mixed
}

// hears tells whether kana stand at rune i, the vowels in them perhaps written as long ones: いっぺー.
func (v *view) hears(i int, kana []rune) bool {
	if i+len(kana) > len(v.runes) {
		return false
	}
	for k, r := range kana {
		if w := v.runes[i+k]; w != r && !(w == 'ー' && k > 0 && longAfter(kana[k-1], r) == r) {
			return false
		}
	}
	return true
}

// calling is what people say behind their own names.
var calling = newRare("です", "でござ", "と申", "と言", "といい", "という", "ちゅう", "っちゅう", "言います", "いいます", "言うもん", "いうもん", "だけど", "じゃが", "やけど", "っす", "より", "どす")

// openings are what people say before they begin.
var openings = newRare("はい", "ええと", "えっと", "えーと", "もしもし", "こちら", "わたくし")

// wholeKana tells whether a word in kana is one of the language.
func wholeKana(s string) bool {
	return ordinaryWords.has(s) || wordList().holds(text.Katakana(s), nounClass)
}

// said takes names whose kanji are written as they may be said.
func (e *echoing) said() {
	v := e.v
	for i := range v.runes {
		if !e.first.may(v.runes[i]) || v.script[i] == sign || v.script[i] == latin || !v.fieldish(i) && notBut.ends(v, i) == 0 && openings.ends(v, i) == 0 && (v.runes[i] == 'の' || !v.beginsWord(i, e.t)) {
			continue
		}
		best, end := (*echo)(nil), i
		for _, x := range e.list {
			if len(x.said) == 0 || !x.said[0].begins(v.runes[i]) {
				continue
			}
			to, mixed := v.saidFrom(i, x.said, x.head)
			called := calling.starts(v, to) > 0
			n, word := to-i, v.word(i, to)
			if to > end && n >= leastEcho && (mixed || n > leastEcho || v.fieldish(i) || called) && (v.fieldish(to) || v.endsWord(to, e.t) || called) && !wholeKana(word) && (mixed || v.script[i] == kata || !plainWords.has(word)) {
				best, end = x, to
			}
		}
		if best != nil {
			e.add(i, end, best.kind, best.party)
		}
	}
}

// homophones takes what is written in kanji, or partly so, that may be said as a declared name is: 音羽チクサン for オトワ畜産.
func (e *echoing) homophones() {
	v := e.v
	for i := 0; i < len(v.runes); {
		from, kanji := i, 0
		for i < len(v.runes) && (v.script[i] == han || v.script[i] == kata) && (i == from || !v.gap(i)) {
			if v.script[i] == han {
				kanji++
			}
			i++
		}
		n := i - from
		if n == 0 {
			i++
			continue
		}
		if kanji == 0 || n < 2 || n > mostSaid || e.t.all(from, i) || e.declared(from, i, 1) || n <= leastEcho && wordList().knows(v.word(from, i), nounClass) {
			continue
		}
		if most, _ := e.seen.chance(from, i); n < leastEcho && most < echoChance {
			continue
		}
		s := sound(v.runes[from:i])
		for _, x := range e.list {
			if len(x.latin) >= leastSlip && saidAs(x.latin, s, false) {
				e.add(from, i, x.kind, x.party)
				break
			}
		}
	}
}
