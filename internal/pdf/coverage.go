package pdf

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// coverage.txt lists the characters of the two families together (hexadecimal ranges), so that a draft can be checked on a
// machine without the engine; TestCoverageIsTrue holds it against the fonts.
//
//go:embed engine/coverage.txt
var coverage string

type span struct{ from, to rune }

var covered = sync.OnceValue(func() []span {
	var list []span
	for _, field := range strings.Fields(coverage) {
		from, to, found := strings.Cut(field, "-")
		if !found {
			to = from
		}
		list = append(list, span{hex(from), hex(to)})
	}
	return list
})

func hex(text string) rune {
	n, err := strconv.ParseInt(text, 16, 32)
	if err != nil {
		panic(fmt.Sprintf("pdf: coverage.txt: %v", err)) // embedded, so only a broken build can hold this
	}
	return rune(n)
}

// Missing lists, once each and in order of appearance, the characters of text that the fonts cannot print; the draft lint shows them.
func Missing(text string) []rune {
	var out []rune
	for _, r := range clean(text) {
		if r == '\n' || unicode.Is(unicode.Variation_Selector, r) { // without its variant the font shows the common form
			continue
		}
		if !has(r) && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func has(r rune) bool {
	_, found := slices.BinarySearchFunc(covered(), r, func(s span, r rune) int {
		switch {
		case r < s.from:
			return 1
		case r > s.to:
			return -1
		}
		return 0
	})
	return found
}
