package mask

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"todoke/internal/text"
)

// The lists are data of the form of data/words.txt.
//
//go:embed data/names.txt
var nameFile string

//go:embed data/places.txt
var placeFile string

//go:embed data/find.txt
var findFile string

//go:embed data/english.txt
var englishFile string

//go:embed data/ordinary.txt
var ordinaryFile string

var (
	nameLists = readLists(nameFile)
	findLists = readLists(findFile)

	commonSurnames = set(nameLists["surnames"])
	notPeopleSet   = set(lists["not people"])
	generic        = set(findLists["generic"])
	englishWords   = set(readLists(englishFile)["english"])
	ordinaryWords  = set(readLists(ordinaryFile)["ordinary"])
	institutions   = newEndings(findLists["institutions"])
	strongTrade    = newEndings(findLists["strong trade"])
	weakTrade      = newEndings(findLists["weak trade"])
	orgLeads       = newEndings(findLists["org leads"])
	roleWords      = newEndings(findLists["roles"])
	nameLabels     = newEndings(findLists["name labels"])
	wellKnown      = set(findLists["well known"])
)

// wordSet is words by their last rune and by their first, so that looking beside a rune costs one step where nothing stands.
type wordSet struct {
	byFirst, byLast map[rune][][]rune
	first, last     [512]bool // by the low bits of the rune, to turn most away
}

func newEndings(words []string) *wordSet { return newWordSet(squeezedWords(words...)) }

// newWordSet takes squeezed words, the longest first.
func newWordSet(words [][]rune) *wordSet {
	w := &wordSet{byFirst: map[rune][][]rune{}, byLast: map[rune][][]rune{}}
	for _, s := range words {
		w.first[s[0]&511], w.last[s[len(s)-1]&511] = true, true
		w.byFirst[s[0]] = append(w.byFirst[s[0]], s)
		w.byLast[s[len(s)-1]] = append(w.byLast[s[len(s)-1]], s)
	}
	return w
}

// starts gives the length of the longest word that begins at rune i of the view.
func (w *wordSet) starts(v *view, i int) int {
	if i >= len(v.runes) || !w.first[v.runes[i]&511] {
		return 0
	}
	return v.has(i, w.byFirst[v.runes[i]])
}

// ends gives the length of the longest word that ends before rune i of the view.
func (w *wordSet) ends(v *view, i int) int {
	if i <= 0 || !w.last[v.runes[i-1]&511] {
		return 0
	}
	return v.endsWith(i, w.byLast[v.runes[i-1]])
}

// area is where a city lies.
type area struct{ prefecture, region string }

var (
	cities      = map[string]area{} // by squeezed name without 市 or 区
	prefectures = map[string]string{}
)

func init() {
	for _, line := range strings.Split(placeFile, "\n") {
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			p, r, _ := strings.Cut(strings.TrimSuffix(head, "]"), " ")
			prefectures[text.Squeeze(p)] = r
		}
	}
	for head, names := range readLists(placeFile) {
		p, r, _ := strings.Cut(head, " ")
		for _, n := range names {
			if k := text.Squeeze(n); cities[k].prefecture == "" || cities[k].prefecture > p { // of two cities of one name one, the same on every run
				cities[k] = area{p, r}
			}
		}
	}
}

// latinNames are the spellings of names in Latin letters, squeezed; made when the first text with Latin words is looked through.
var latinNames = sync.OnceValue(func() *spellings {
	s := &spellings{surname: map[string]bool{}, given: map[string]bool{}, kanaSurname: set(nameLists["surname readings"]), kanaGiven: set(nameLists["given readings"])}
	spell := func(out map[string]bool, readings []string) {
		for _, k := range readings {
			for _, r := range text.Romaji(k) {
				if r = text.Squeeze(r); len(r) > 1 && text.Normal(r) == r {
					out[r] = true
				}
			}
		}
	}
	spell(s.surname, nameLists["surname readings"])
	spell(s.given, nameLists["given readings"])
	s.englishGiven, s.englishSurname = set(nameLists["english given"]), set(nameLists["english surnames"])
	return s
})

type spellings struct {
	surname, given               map[string]bool // in Latin letters
	kanaSurname, kanaGiven       map[string]bool
	englishGiven, englishSurname map[string]bool
}

// kanaName parts a name written in kana without a space: surname and given name, in runes.
func kanaName(word string) (surname, given int, ok bool) {
	rs := []rune(word)
	if i := slices.Index(rs, '・'); i > 0 {
		if latinNames().kanaSurname[string(rs[:i])] && latinNames().kanaGiven[string(rs[i+1:])] {
			return i, len(rs) - i - 1, true
		}
		return 0, 0, false
	}
	if len(rs) > 12 {
		return 0, 0, false
	}
	for i := 2; i <= len(rs)-2; i++ {
		if latinNames().kanaSurname[string(rs[:i])] && latinNames().kanaGiven[string(rs[i:])] {
			return i, len(rs) - i, true
		}
	}
	return 0, 0, false
}
