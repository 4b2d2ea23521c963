package triage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"

	"todoke/internal/incident"
)

// Comparison is what changed between two revisions of a case, place by place in the order read.
type Comparison struct {
	Case     string
	From, To incident.Revision
	Places   []ComparedPlace
	Same     int // texts that did not change
}

// ComparedPlace is one text with what changed in it.
type ComparedPlace struct {
	Where          string // as the lint names places
	Lang           incident.Lang
	Parts          []ComparedPart
	Added, Removed int  // characters
	Built          bool // a figure's parts other than its words changed: roles, ways, techniques
}

// ComparedPart is a stretch of text: kept, added or removed.
type ComparedPart struct {
	Kind PartKind
	Text string
}

// PartKind is what became of a ComparedPart.
type PartKind string

// Kinds of part.
const (
	Kept    PartKind = "kept"
	Added   PartKind = "added"
	Removed PartKind = "removed"
)

// Compare shows what changed between two revisions of a case.
func (t *Triage) Compare(ctx context.Context, a incident.Actor, number string, from, to int) (Comparison, error) {
	if err := incident.Ask(a, incident.CaseRead); err != nil {
		return Comparison{}, err
	}
	if _, err := findCase(ctx, t.Store.Reader, number); err != nil {
		return Comparison{}, err
	}
	c := Comparison{Case: number}
	for _, x := range []struct {
		n    int
		into *incident.Revision
	}{{from, &c.From}, {to, &c.To}} {
		v, err := t.Store.FindRevision(ctx, number, x.n)
		if errors.Is(err, sql.ErrNoRows) {
			return c, incident.Errorf(incident.NotFound, "error.revision_none", number, x.n)
		}
		if err != nil {
			return c, fmt.Errorf("compare %s: %w", number, err)
		}
		*x.into = v
	}
	c.places()
	return c, nil
}

func (c *Comparison) places() {
	before, after := map[string]string{}, map[string]string{}
	for _, p := range passagesOf(c.From) {
		before[p.where] = p.body
	}
	now := passagesOf(c.To)
	for _, p := range now {
		after[p.where] = p.body
	}
	all := now
	for _, p := range passagesOf(c.From) { // what is gone comes last
		if _, ok := after[p.where]; !ok {
			all = append(all, p)
		}
	}
	for _, p := range all {
		was, is := strings.TrimSpace(before[p.where]), strings.TrimSpace(after[p.where]) // a line end at the end is nothing a reader sees
		if was == is {
			c.Same++
			continue
		}
		c.Places = append(c.Places, comparedPlace(p, was, is))
	}
	c.figures()
}

func comparedPlace(p passage, was, is string) ComparedPlace {
	x := ComparedPlace{Where: p.where, Lang: p.lang, Parts: compareTexts(was, is)}
	for _, part := range x.Parts {
		switch part.Kind {
		case Added:
			x.Added += utf8.RuneCountInString(part.Text)
		case Removed:
			x.Removed += utf8.RuneCountInString(part.Text)
		}
	}
	return x
}

// figures notes the figures whose frame changed: what is in them besides words.
func (c *Comparison) figures() {
	was, is := frames(c.From), frames(c.To)
	for i := range max(len(was), len(is)) {
		if i >= len(was) || i >= len(is) || was[i] != is[i] {
			c.Places = append(c.Places, ComparedPlace{Where: fmt.Sprintf("chapter.figures.%d", i), Built: true})
		}
	}
}

// frames are the figures of a revision without their words.
func frames(v incident.Revision) []string {
	if v.Chapter == nil {
		return nil
	}
	b, err := json.Marshal(v.Chapter.Figures)
	if err != nil {
		return nil
	}
	var list []incident.Figure
	if err := json.Unmarshal(b, &list); err != nil {
		return nil
	}
	bare := incident.Revision{Chapter: &incident.Chapter{Figures: list}}
	eachText(&bare, func(_ string, x *incident.Text) { *x = incident.Text{} })
	var out []string
	for _, f := range bare.Chapter.Figures {
		b, err := json.Marshal(f)
		if err != nil {
			return nil
		}
		out = append(out, string(b))
	}
	return out
}

// compareTexts compares Japanese character by character and Latin word by word. Short islands between changes are taken into them, for a reader
// follows whole words and not letters that happen to agree.
func compareTexts(was, is string) []ComparedPart {
	var words []string
	number := map[string]rune{}
	encode := func(s string) []rune {
		var out []rune
		for _, w := range tokens(s) {
			n, ok := number[w]
			if !ok {
				n = firstToken + rune(len(words))
				number[w], words = n, append(words, w)
			}
			out = append(out, n)
		}
		return out
	}
	a, b := encode(was), encode(is)
	if len(words) > mostTokens {
		return []ComparedPart{{Removed, was}, {Added, is}}
	}
	d := diffmatchpatch.New()
	var out []ComparedPart
	for _, x := range d.DiffCleanupSemantic(d.DiffMainRunes(a, b, false)) {
		var s strings.Builder
		for _, r := range x.Text {
			s.WriteString(words[r-firstToken])
		}
		kind := Kept
		switch x.Type {
		case diffmatchpatch.DiffInsert:
			kind = Added
		case diffmatchpatch.DiffDelete:
			kind = Removed
		}
		out = append(out, ComparedPart{kind, s.String()})
	}
	return out
}

// Tokens are numbered in a plane of private use, which has room for so many.
const (
	firstToken = 0xF0000
	mostTokens = 0xFFFD
)

// tokens parts a text: a run of Latin letters and digits is one, every other character is one of its own.
func tokens(s string) []string {
	var out []string
	start := -1
	for i, r := range s {
		if r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			out, start = append(out, s[start:i]), -1
		}
		out = append(out, s[i:i+utf8.RuneLen(r)])
	}
	if start >= 0 {
		out = append(out, s[start:])
	}
	return out
}
