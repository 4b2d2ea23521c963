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
