package incident

import (
	"encoding/json"
	"slices"
)

// Correct gives the collection with a later text of one of its cases, as its next revision, with the public notice of it. Number, row, class and day stay, and so do
// the numbers of the chapters: one that the text brings comes behind the others, and where one goes the others do not move up. It gives false where the collection does not hold the case, it is withdrawn, or the text is not a later one.
func (c *Collection) Correct(one PublishedCase, day string, note Text) (*Collection, bool) {
	i := slices.IndexFunc(c.Cases, func(p PublishedCase) bool { return p.Number == one.Number })
	if i < 0 || c.Cases[i].Withdrawn != "" || one.Revision <= c.Cases[i].Revision {
		return nil, false
	}
	out, old := *c, c.Cases[i]
	one.No, one.Category, one.Date, one.ChapterNo, one.Themes = old.No, old.Category, old.Date, old.ChapterNo, old.Themes
	switch {
	case one.Chapter == nil:
		one.ChapterNo = 0
	case old.Chapter == nil:
		one.ChapterNo = FirstChapter
		for _, p := range c.Cases {
			one.ChapterNo = max(one.ChapterNo, p.ChapterNo+1)
		}
	}
	out.Cases = slices.Clone(c.Cases)
	out.Cases[i] = one
	out.Errata = append([]Erratum{{Kind: Corrected, Date: day, Case: one.Number, Note: note, Was: old.Revision}}, c.Errata...)
	out.Revision = c.Revision + 1
	return &out, true
}

// Remark gives the collection with a public remark on itself, as its next revision.
func (c *Collection) Remark(day string, note Text) *Collection {
	out := *c
	out.Errata = append([]Erratum{{Kind: Amended, Date: day, Note: note}}, c.Errata...)
	out.Revision = c.Revision + 1
	return &out
}

// Unexplained compares a released collection with what is to take its place and lists what was dropped or altered without a public notice: "revision", "errata",
// "edition" for anything outside the cases, or the number of a case.
func Unexplained(was, now *Collection) []string {
	if same(was, now) {
		return nil
	}
	var out []string
	if now.Revision <= was.Revision {
		out = append(out, "revision")
	}
	added := len(now.Errata) - len(was.Errata)
	if added < 0 || !same(now.Errata[max(added, 0):], was.Errata) {
		out, added = append(out, "errata"), 0
	}
	told := map[string]bool{}
	for _, e := range now.Errata[:added] {
		if e.Kind == Corrected || e.Kind == CaseWithdrawn {
			told[e.Case] = true
		}
	}
	left := map[string]*PublishedCase{}
	for i := range now.Cases {
		left[now.Cases[i].Number] = &now.Cases[i]
	}
	for i := range was.Cases {
		a, b := &was.Cases[i], left[was.Cases[i].Number]
		delete(left, a.Number)
		switch {
		case b == nil, a.No != b.No, a.Category != b.Category, a.Date != b.Date, !same(a, b) && !told[a.Number]:
			out = append(out, a.Number)
		}
	}
	for _, c := range now.Cases { // in their order
		if left[c.Number] != nil {
			out = append(out, c.Number)
		}
	}
	if !same(frameOf(was), frameOf(now)) {
		out = append(out, "edition")
	}
	return out
}

// frameOf is a collection without what an erratum may change.
func frameOf(c *Collection) *Collection {
	out := *c
	out.Cases, out.Errata, out.Revision = nil, nil, 0
	return &out
}

func same(a, b any) bool {
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && (string(x) == string(y) || string(x) == "null" && string(y) == "[]" || string(x) == "[]" && string(y) == "null")
}
