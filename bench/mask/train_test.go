package main

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"todoke/internal/mask"
)

// A tagger of other texts than those that lie here would make every figure one of another program.
func TestTaggerIsOfTheseTexts(t *testing.T) {
	samples, err := schooling()
	if err != nil {
		t.Fatal(err)
	}
	if mask.TaggerTexts() != fingerprint(samples) {
		t.Error("the tagger was made of other texts: go run ./bench/mask --train internal/mask/data/tagger.bin")
	}
}

// What is learnt of half of the lessons must help with the other half, which shares no text with it.
func TestLearning(t *testing.T) {
	lessons, err := loadLessons()
	if err != nil {
		t.Fatal(err)
	}
	var seen, unseen []sample
	for i, s := range lessons {
		if i%2 == 0 {
			seen = append(seen, s)
		} else {
			unseen = append(unseen, s)
		}
	}
	found := func(l mask.Learnt) (persons, orgs float64) {
		var packed bytes.Buffer
		if err := l.Write(&packed); err != nil {
			t.Fatal(err)
		}
		tagger, err := mask.OpenTagger(&packed)
		if err != nil {
			t.Fatal(err)
		}
		rows, _ := score("lessons", unseen, func(s sample) []mask.Proposal { return mask.New(nil).WithTagger(tagger).Propose(s.text) })
		for _, r := range rows {
			switch r.Type {
			case "person":
				persons = r.Recall.value()
			case "org":
				orgs = r.Recall.value()
			}
		}
		return persons, orgs
	}
	nothing := mask.Learnt{Bonus: settings.bonus}
	for range labelCount {
		nothing.Step = append(nothing.Step, make([]float32, labelCount))
	}
	nothing.Bonus = []float32{-99, -99, -99, -99, -99}
	persons, orgs := found(nothing)
	o := settings
	o.epochs, o.most = 4, math.MaxInt
	p, g := found(learn(seen, 0, o))
	t.Logf("persons %.3f, organisations %.3f without; %.3f and %.3f with what was learnt", persons, orgs, p, g)
	if p < persons+0.03 || g < orgs+0.03 {
		t.Error("what was learnt helps too little")
	}
}

// Names are put in the place of names, and nothing else changes.
func TestVary(t *testing.T) {
	samples, err := load("dev")
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, s := range samples {
		v := vary(s, rnd)
		if len(v.labels) != len(s.labels) {
			t.Fatalf("%s: %d labels became %d", s.id, len(s.labels), len(v.labels))
		}
		at, was := 0, 0
		for i, l := range v.labels {
			if v.text[at:l.start] != s.text[was:s.labels[i].start] {
				t.Fatalf("%s: the text before label %d is another", s.id, i)
			}
			if named := l.typ == "person" || l.typ == "org"; v.text[l.start:l.end] != s.text[s.labels[i].start:s.labels[i].end] {
				if changed++; !named || l.role != victim {
					t.Fatalf("%s: a %s became %q", s.id, l.typ, v.text[l.start:l.end])
				}
			}
			at, was = l.end, s.labels[i].end
		}
	}
	if changed < 500 {
		t.Errorf("only %d names were changed", changed)
	}
}
