package main

import (
	"fmt"
	"slices"
	"strings"
)

// How a spelling of a declared party departs from what the form declares. Two readers sorted all those of the held-out texts by this table alone, each by himself and without knowing the finder; in
// 546 of 559 they agreed, for the others the class that stands higher counts. Where several fit, the lowest does; a part of a name is short in any writing.
var writings = []string{
	"same",    // as declared; addresses, URLs and hosts under a declared domain too
	"width",   // full or half width, other case, other punctuation of the same kind
	"spacing", // with spaces or line breaks put in or left out
	"form",    // company form or title left out, moved, abbreviated or put in
	"kana",    // in kana, or by the reading the form gives
	"romaji",  // in Latin letters by any usual way of writing
	"kanji",   // old, new and other forms of the same kanji
	"short",   // a part that stands for the whole: surname, first letters, abbreviation
	"derived", // inside a made-up identifier: a sign-in name, host, file
	"contact", // a declared telephone number, mail, domain or address written otherwise: (at), spoken, in pieces
	"other",   // misspelled, misheard, garbled, encoded, a nickname, told in words
}

// foreseen are the writings that every declared name is sought in by design.
var foreseen = writings[:slices.Index(writings, "derived")]

// ownVariants counts the spellings in foreseen, all together.
const ownVariants = "own, variants"

// ownWriting is the row of one writing.
func ownWriting(w string) string { return "own, " + w }

// sortWritings gives each spelling of a declared party in a set its class as texts/writings.txt has it: a line a text, a word a spelling. Another number of words than of spellings is an error.
func sortWritings(set string, samples []sample) error {
	body, err := files.ReadFile("texts/writings.txt")
	if err != nil {
		return err
	}
	of := map[string][]string{}
	for line := range strings.Lines(string(body)) {
		if f := strings.Fields(line); len(f) > 0 && f[0] != "#" {
			of[f[0]] = f[1:]
		}
	}
	for k := range samples {
		s := &samples[k]
		s.written = make([]string, len(s.labels))
		classes := of[strings.TrimPrefix(s.id, set+"/")]
		for i := range s.labels {
			if l := s.labels[i]; l.typ != "own" || l.role != victim {
				continue
			}
			if len(classes) == 0 || !slices.Contains(writings, classes[0]) {
				return fmt.Errorf("%s: a spelling of a declared party without a class, or one that is none", s.id)
			}
			s.written[i], classes = classes[0], classes[1:]
		}
		if len(classes) > 0 {
			return fmt.Errorf("%s: more classes than spellings of declared parties", s.id)
		}
	}
	return nil
}
