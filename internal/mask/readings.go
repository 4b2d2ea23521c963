package mask

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"todoke/internal/text"
)

// readingFile is how the dictionary reads surnames and given names, and the kanji in its words; `go run ./bench/mask --readings FILE` writes it.
//
//go:embed data/readings.gz
var readingFile []byte

// readings are the lines of the file, surnames, given names, single kanji and words read otherwise than these apart, each in the order of their bytes.
var readings = sync.OnceValue(func() [4]string {
	z, err := gzip.NewReader(bytes.NewReader(readingFile))
	if err != nil {
		panic(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	parts := strings.SplitAfter(string(b), "\n\n")
	return [4]string(parts)
})

// lineFrom is where the first of the lines begins whose word is not less.
func lineFrom(lines, word string) int {
	n := sort.Search(len(lines), func(i int) bool {
		i = strings.LastIndexByte(lines[:i], '\n') + 1
		w, _, _ := strings.Cut(lines[i:], "\t")
		return w >= word
	})
	return strings.LastIndexByte(lines[:n], '\n') + 1
}

// linesFrom are the lines that begin with some letters.
func linesFrom(lines, head string) []string {
	var out []string
	for rest := lines[lineFrom(lines, head):]; strings.HasPrefix(rest, head); {
		line, more, _ := strings.Cut(rest, "\n")
		out, rest = append(out, line), more
	}
	return out
}

// readIn looks a name up among lines; nil where they lack it.
func readIn(lines, name string) []string {
	n := lineFrom(lines, name)
	if word, rest, ok := strings.Cut(lines[n:], "\t"); ok && word == name {
		rest, _, _ = strings.Cut(rest, "\n")
		return strings.Fields(rest)
	}
	return nil
}

// mostReadings bounds the ways a name is taken to be read.
const mostReadings = 4

// readName gives how the halves of a name in kanji may be read, in hiragana.
func readName(surname, given string) (surnames, givens []string) {
	find := func(lines, s string) []string {
		list := readIn(lines, s)
		if q := text.Squeeze(s); len(list) == 0 && q != s {
			list = readIn(lines, q)
		}
		if q := text.Squeeze(s); len(list) == 0 && all(q, isKana) {
			list = []string{q}
		}
		return list[:min(len(list), mostReadings)]
	}
	return find(readings()[0], surname), find(readings()[1], given)
}

// halves parts a name written without a space where both sides are names of the dictionary.
func halves(name string) (surname, given string, ok bool) {
	rs := []rune(name)
	for _, n := range []int{2, 1, 3} {
		if n >= len(rs) {
			continue
		}
		if s, g := readName(string(rs[:n]), string(rs[n:])); len(s) > 0 && len(g) > 0 {
			return string(rs[:n]), string(rs[n:]), true
		}
	}
	return "", "", false
}

// read adds what a name is likely read as, where the form does not say it.
func (b *termList) read(line string) {
	name := strings.NewReplacer("　", " ", "・", " ").Replace(stripTitle(strings.TrimSpace(brackets.ReplaceAllString(line, ""))))
	parts := strings.Fields(name)
	if q := text.Squeeze(name); len(parts) == 0 || all(q, isKana) || all(q, isLatinRune) {
		return
	}
	if len(parts) == 1 {
		if s, g, ok := halves(parts[0]); ok {
			parts = []string{s, g}
		} else {
			parts = append(parts, "")
		}
	}
	surnames, givens := readName(parts[0], strings.Join(parts[1:], ""))
	if len(surnames) == 0 {
		surnames = readByKanji(parts[0])
	}
	if given := strings.Join(parts[1:], ""); len(givens) == 0 && given != "" {
		givens = readByKanji(given)
	}
	for _, s := range surnames {
		b.readHalf(s)
		for _, g := range givens {
			b.add(Name, s+g, Word)
			b.initials(s + " " + g)
		}
	}
	for _, g := range givens {
		b.add(Name, g, Titled)
		for _, r := range bySound(text.Romaji(g)) {
			b.given(r)
		}
	}
	if len(surnames) == 0 { // the given name with the surname as it stands says enough
		for _, g := range givens {
			b.add(Name, parts[0]+g, Word)
		}
	}
}

// readByKanji gives the likeliest ways in which a half of a name that the dictionary lacks may be read.
func readByKanji(name string) []string {
	if whole := readIn(readings()[3], name); len(whole) > 0 {
		return whole
	}
	out := []string{""}
	for _, r := range text.Squeeze(name) {
		var longer []string
		for _, s := range soundOf(r).kana {
			for _, head := range out {
				if len(longer) < 2*mostReadings {
					longer = append(longer, head+string(s))
				}
			}
		}
		out = longer
	}
	return out
}

// readHalf adds a reading of a surname.
func (b *termList) readHalf(s string) {
	n := Titled
	if utf8.RuneCountInString(s) >= 4 {
		n = Word
	}
	b.add(Name, s, n)
	for _, r := range bySound(text.Romaji(s)) {
		n := Word
		if len(r) < 4 || englishWords.has(r) || latinVocabulary.has(r) || latinTrade.has(r) || latinCities.has(r) || bigPlaces.has(r) {
			n = Titled
		}
		b.add(Name, r, n)
	}
}

// bySound keeps of spellings the first of each sound and first letter.
func bySound(list []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range list {
		if s == "" {
			continue
		}
		if k := s[:1] + string(listen([]rune(text.Squeeze(s))).runes); !seen[k] {
			seen[k] = true
			out = append(out, s)
		}
	}
	return out
}
