package mask

import (
	_ "embed"
	"strings"
)

// The top levels of names beside those of topLevels: IANA's list of 2026 without them and without those in other letters.
//
//go:embed data/toplevels.txt
var levelFile string

// rareLevels are top levels that more often are an ordinary word, the end of a file's name or a piece of a program: a name under one needs a part that is none.
var rareLevels = set(strings.Fields(levelFile))

// fileLevels also end the names of files, or stand for anything.
var fileLevels = set(strings.Fields("zip mov sh py md rs pl ps cab properties map data pub pid pin bz csc st so ax bb cat dot box ms as mk mm tf ink lc mp mq sc tab vc xxx aaa foo bar new here now ooo tar prof date no mr im open call read save search select show style target play page name frl doc docs zero java host id"))

// rarelyNamed tells whether a name under a rare top level is a domain: the part before that is no ordinary word, and more than letters or three parts where
// the top level also ends files.
func rarelyNamed(name string) bool {
	parts := strings.Split(name, ".")
	top, own := parts[len(parts)-1], parts[len(parts)-2]
	if own == "www" || len(own) < 3 || strings.Trim(own, "0123456789-_") == "" || englishWords.has(own) || latinVocabulary.has(own) || latinTrade.has(own) || latinPlain.has(own) || parts[0] == "www" && len(parts) == 2 {
		return false
	}
	if parts[0] == "www" {
		return true
	}
	if topLevels.has(top) {
		return true
	}
	if fileLevels.has(top) || extensions.has(top) {
		return len(parts) > 2 && japaneseSpelling(own) && !strings.ContainsAny(parts[0], "0123456789_")
	}
	if names := latinNames(); names.surname.has(top) || names.given.has(top) || names.englishGiven.has(top) {
		return len(parts) > 2 && strings.Contains(name, "-")
	}
	if len(top) == 2 && len(parts) == 2 { // tanaka.is
		return strings.Contains(own, "-") || len(own) >= 6 && !latinNames().surname.has(own) && !latinNames().given.has(own)
	}
	return true
}
