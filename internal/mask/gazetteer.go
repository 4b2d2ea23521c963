package mask

import (
	_ "embed"
	"slices"
	"strings"

	"todoke/internal/text"
)

// The word lists are data, one word a line under headings in brackets; # begins a remark.
//
//go:embed data/words.txt
var wordFile string

var (
	lists        = readLists(wordFile)
	places       = set(lists["places"])                                // prefectures and big cities, with and without 市 and 県
	gazetteer    = set(slices.Concat(lists["places"], lists["names"])) // and surnames that are ordinary words
	tradeWords   = longestFirst(lists["trade"])
	deptWords    = longestFirst(squeezed(lists["dept"]))
	notPeople    = newWords(lists["not people"]...)
	vendors      = set(lists["vendors"])
	freeMail     = set(lists["free mail"])
	commonLabels = set(lists["labels"])
	formWords    = newWords(lists["forms"]...)
	formStarts   = formWords
)

func readLists(s string) map[string][]string {
	out := map[string][]string{}
	section := ""
	for _, line := range strings.Split(s, "\n") {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			section = strings.TrimSuffix(head, "]")
			continue
		}
		for _, w := range strings.Split(line, "|") {
			if w = strings.TrimSpace(w); w != "" {
				out[section] = append(out[section], w)
			}
		}
	}
	return out
}

func squeezed(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = text.Squeeze(w)
	}
	return out
}

func longestFirst(words []string) []string {
	out := slices.Clone(words)
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}
