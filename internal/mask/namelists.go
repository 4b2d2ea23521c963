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
	wellKnown      = set(findLists["well known"])
)

// area is where a city lies.
type area struct{ prefecture, region string }

var (
	cities          = map[string]area{} // by squeezed name without 市 or 区
	prefectures     = map[string]string{}
	cityNames       = allLists.list()
	prefectureNames = allLists.list()
)

func init() {
	for _, line := range strings.Split(placeFile, "\n") {
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			p, r, _ := strings.Cut(strings.TrimSuffix(head, "]"), " ")
			prefectures[text.Squeeze(p)] = r
			prefectureNames.add(text.Squeeze(p))
		}
	}
	for head, names := range readLists(placeFile) {
		p, r, _ := strings.Cut(head, " ")
		for _, n := range names {
			if k := text.Squeeze(n); cities[k].prefecture == "" || cities[k].prefecture > p { // of two cities of one name one, the same on every run
				cities[k] = area{p, r}
				cityNames.add(k)
			}
		}
	}
}

// latinNames are the spellings of names in Latin letters, squeezed; made when the first text with Latin words is looked through.
var latinNames = sync.OnceValue(func() *spellings {
	x := newLexicon()
	spell := func(readings []string) vocabulary {
		out := x.list()
		for _, k := range readings {
			for _, r := range text.Romaji(k) {
				if r = text.Squeeze(r); len(r) > 1 && text.Normal(r) == r {
					out.add(r)
				}
			}
		}
		return out
	}
	return &spellings{spell(nameLists["surname readings"]), spell(nameLists["given readings"]), x.set(nameLists["surname readings"]), x.set(nameLists["given readings"]),
		x.set(nameLists["english given"]), x.set(nameLists["english surnames"])}
})

type spellings struct {
	surname, given               vocabulary // in Latin letters
	kanaSurname, kanaGiven       vocabulary
	englishGiven, englishSurname vocabulary
}

// kanaName parts a name written in kana without a space: surname and given name, in runes.
func kanaName(word string) (surname, given int, ok bool) {
	rs := []rune(word)
	if i := slices.Index(rs, '・'); i > 0 {
		if latinNames().kanaSurname.has(string(rs[:i])) && latinNames().kanaGiven.has(string(rs[i+1:])) {
			return i, len(rs) - i - 1, true
		}
		return 0, 0, false
	}
	if len(rs) > 12 {
		return 0, 0, false
	}
	for i := 2; i <= len(rs)-2; i++ {
		if latinNames().kanaSurname.has(string(rs[:i])) && latinNames().kanaGiven.has(string(rs[i:])) {
			return i, len(rs) - i, true
		}
	}
	return 0, 0, false
}
