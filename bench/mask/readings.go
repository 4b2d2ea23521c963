package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/ikawaha/kagome-dict/dict"
	"github.com/ikawaha/kagome-dict/ipa"

	japanese "todoke/internal/text"
)

// writeReadings writes how the surnames and given names of the dictionary are read, each kanji in all its words, and words that are read otherwise than their
// kanji: internal/mask/data/readings.gz. A line is what is read, a tab and its readings in hiragana; empty lines part the four.
func writeReadings(file string) error {
	d := ipa.Dict()
	surnames, givens, all, common := map[string][]string{}, map[string][]string{}, map[string][]string{}, map[string][]string{}
	words := map[int]string{}
	at := int(d.ContentsMeta[dict.ReadingIndex] - d.ContentsMeta[dict.POSHierarchy])
	for q, node := range d.Index.Da { // the words themselves stand nowhere but along the paths of the index
		if node.Base > 0 || node.Check < 0 || int(node.Check) >= len(d.Index.Da) || q == 0 {
			continue
		}
		var path []byte
		for at := node.Check; at > 0; at = d.Index.Da[at].Check {
			path = append(path, byte(at-d.Index.Da[d.Index.Da[at].Check].Base))
		}
		slices.Reverse(path)
		id := int(-node.Base)
		for k := 0; k <= int(d.Index.Dup[int32(id)]); k++ {
			words[id+k] = string(path)
		}
	}
	for id, pos := range d.POSTable.POSs {
		names := make([]string, len(pos))
		for j, p := range pos {
			names[j] = d.POSTable.NameList[p]
		}
		w := words[id]
		if !strings.ContainsFunc(w, isKanji) || id >= len(d.Contents) || len(d.Contents[id]) <= at {
			continue
		}
		lists := []map[string][]string{all}
		kind := strings.Join(names, ",")
		if !strings.HasPrefix(kind, "名詞,固有名詞,組織") && !strings.HasPrefix(kind, "名詞,固有名詞,一般") {
			lists = append(lists, common)
		}
		switch {
		case strings.HasPrefix(kind, "名詞,固有名詞,人名,名"):
			lists = append(lists, givens)
		case strings.HasPrefix(kind, "名詞,固有名詞,人名,姓"):
			lists = append(lists, surnames)
		}
		reading := japanese.Hiragana(d.Contents[id][at])
		for _, to := range lists {
			if !slices.Contains(to[w], reading) {
				to[w] = append(to[w], reading)
			}
		}
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	var text strings.Builder
	kanji := kanjiReadings(all)
	for i, list := range []map[string][]string{surnames, givens, kanji, otherwiseRead(common, kanji)} {
		if i > 0 {
			text.WriteString("\n")
		}
		keys := make([]string, 0, len(list))
		for w := range list {
			keys = append(keys, w)
		}
		slices.Sort(keys)
		for _, w := range keys {
			if i != 2 {
				slices.Sort(list[w])
			}
			text.WriteString(w + "\t" + strings.Join(list[w], " ") + "\n")
		}
	}
	if _, err := z.Write([]byte(text.String())); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}

func isKanji(r rune) bool { return unicode.Is(unicode.Han, r) }

// Bounds of what is taken for a reading of one kanji: how many words show it, how many kana it has, and how many are kept, the most usual first.
const (
	leastWords   = 2
	mostKana     = 5
	mostReadings = 12
	rounds       = 5
)

// kanjiReadings works out how each kanji is read: from words that are it alone, and again and again from words of two or three of which all but one are read as
// is known by then.
func kanjiReadings(words map[string][]string) map[string][]string {
	known := map[rune]map[string]bool{}
	counts := map[rune]map[string]int{}
	learn := func(r rune, reading []rune) {
		if n := len(reading); n < 1 || n > mostKana || strings.ContainsRune("ぁぃぅぇぉゃゅょっんー", reading[0]) {
			return
		}
		if counts[r] == nil {
			counts[r] = map[string]int{}
		}
		counts[r][string(reading)]++
	}
	for w, list := range words {
		if rs := []rune(w); len(rs) == 1 {
			for _, reading := range list {
				learn(rs[0], []rune(reading))
				learn(rs[0], []rune(reading)) // a word of its own is enough
			}
		}
	}
	for range rounds {
		for r, list := range counts {
			for reading, n := range list {
				if n >= leastWords {
					if known[r] == nil {
						known[r] = map[string]bool{}
					}
					known[r][reading] = true
				}
			}
		}
		clear(counts)
		for w, list := range words {
			rs := []rune(w)
			if len(rs) > 3 || slices.ContainsFunc(rs, func(r rune) bool { return !isKanji(r) }) {
				continue
			}
			for _, reading := range list {
				for i, r := range rs {
					if rest, ok := without(rs, i, []rune(reading), known); ok {
						learn(r, rest)
					}
				}
				if len(rs) == 1 {
					learn(rs[0], []rune(reading))
				}
			}
		}
	}
	out := map[string][]string{}
	for r, list := range counts {
		var readings []string
		for reading, n := range list {
			if n >= leastWords {
				readings = append(readings, reading)
			}
		}
		slices.SortFunc(readings, func(a, b string) int { return cmp.Or(list[b]-list[a], cmp.Compare(a, b)) })
		if len(readings) > 0 {
			out[string(r)] = readings[:min(len(readings), mostReadings)]
		}
	}
	return out
}

// without gives what is left of a word's reading for its kanji at place i where the others are read as is known.
func without(rs []rune, i int, reading []rune, known map[rune]map[string]bool) ([]rune, bool) {
	for k := 0; k < i; k++ {
		n := mostKana
		for n = min(n, len(reading)); n > 0 && !known[rs[k]][string(reading[:n])]; n-- {
		}
		if n == 0 {
			return nil, false
		}
		reading = reading[n:]
	}
	for k := len(rs) - 1; k > i; k-- {
		n := mostKana
		for n = min(n, len(reading)); n > 0 && !known[rs[k]][string(reading[len(reading)-n:])]; n-- {
		}
		if n == 0 {
			return nil, false
		}
		reading = reading[:len(reading)-n]
	}
	return reading, len(reading) > 0
}

// mostHead is how many kanji a word that is read otherwise than they are begins with.
const mostHead = 4

// otherwiseRead gives the kanji that words begin with, where they are read otherwise than each of them is known to be: 細雪, and with a hyphen behind where kana
// follow that are written as they are read: 憐- of 憐れむ.
func otherwiseRead(words, kanji map[string][]string) map[string][]string {
	out := map[string][]string{}
	for w, list := range words {
		rs := []rune(w)
		n := 0
		for n < len(rs) && isKanji(rs[n]) {
			n++
		}
		tail := string(rs[n:])
		if n == 0 || n > mostHead || strings.ContainsFunc(tail, func(r rune) bool { return r < 'ぁ' || r > 'ゖ' }) {
			continue
		}
		head := string(rs[:n])
		if tail != "" {
			head += "-"
		}
		for _, reading := range list {
			if rest, ok := strings.CutSuffix(reading, tail); ok && rest != "" && !readsAs(rs[:n], rest, kanji) && !slices.Contains(out[head], rest) {
				out[head] = append(out[head], rest)
			}
		}
	}
	return out
}

// readsAs tells whether each of some kanji may be read so that all together are read as the kana.
func readsAs(rs []rune, kana string, kanji map[string][]string) bool {
	if len(rs) == 0 {
		return kana == ""
	}
	return slices.ContainsFunc(kanji[string(rs[0])], func(s string) bool {
		rest, ok := strings.CutPrefix(kana, s)
		return ok && readsAs(rs[1:], rest, kanji)
	})
}
