package triage

import (
	"context"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// VersionChange is one version of a report with what it changed, masked.
type VersionChange struct {
	N        int
	At       time.Time
	Who      string
	Source   string // on whose word staff filed it, "" for the reporter's own
	SourceAt time.Time
	Changes  []Change
	Erased   bool // what it changed is not known any more
}

// Change is one answer before and after. What identifies somebody is told as changed and not shown.
type Change struct {
	Label      incident.Text
	Identifies bool
	Old, New   ChangeSide
}

// ChangeSide is an answer as it stood in one version; the zero value where there was none.
type ChangeSide struct {
	AnswerView
	There bool
	Words string // free text, masked
}

// Versions compares the versions of a report question by question. They are opened by the machine purpose mask, which seal audits, masked, and kept nowhere:
// earlier masked texts are not stored.
func (t *Triage) Versions(ctx context.Context, a incident.Actor, number string) ([]VersionChange, error) {
	if err := incident.Ask(a, incident.ReportRead); err != nil {
		return nil, err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return nil, err
	}
	list, err := t.Store.ListVersions(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("versions of %s: %w", r.Number, err)
	}
	erased, err := t.Store.WasErased(ctx, r.ID, incident.KeptOriginal)
	if err != nil {
		return nil, fmt.Errorf("versions of %s: %w", r.Number, err)
	}
	if erased {
		out := make([]VersionChange, len(list))
		for i, v := range list {
			out[i] = VersionChange{N: v.N, At: v.At, Who: v.Who, Source: v.Source, SourceAt: v.SourceAt, Erased: true}
		}
		return out, nil
	}
	o, err := t.Seal.OpenerFor(ctx, incident.PurposeMask, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedSubmission})
	if err != nil {
		return nil, err
	}
	originals := make([]form.Original, len(list))
	forms := make([]*form.Form, len(list))
	var parties []incident.Party
	for i, v := range list {
		plain, err := o.Open(ctx, store.SealedSubmission, strconv.Itoa(v.N))
		if err != nil {
			return nil, err
		}
		if originals[i], err = form.ReadOriginal(plain); err != nil {
			return nil, fmt.Errorf("version %d of %s: %w", v.N, r.Number, err)
		}
		if forms[i], err = t.Forms.Find(originals[i].Form, originals[i].FormVersion); err != nil {
			return nil, fmt.Errorf("form of %s: %w", r.Number, err)
		}
		parties = append(parties, forms[i].Parties(originals[i].Answers)...)
	}
	m := mask.New(parties) // of all versions: a name corrected since is still a name
	out := make([]VersionChange, len(list))
	for i, v := range list {
		out[i] = VersionChange{N: v.N, At: v.At, Who: v.Who, Source: v.Source, SourceAt: v.SourceAt}
		if i > 0 {
			out[i].Changes = changes(forms[i], originals[i-1].Answers, originals[i].Answers, m)
		}
	}
	return out, nil
}

// changes lists the answers that differ, in the order of the form.
func changes(f *form.Form, before, after []incident.Answer, m *mask.Masker) []Change {
	var out []Change
	for _, s := range f.Steps {
		for _, q := range s.Questions {
			old, had := form.Find(before, q.ID)
			now, has := form.Find(after, q.ID)
			if had == has && reflect.DeepEqual(old, now) {
				continue
			}
			c := Change{Label: q.Label, Identifies: q.Identifies != ""}
			if !c.Identifies {
				c.Old, c.New = side(&q, old, had, m), side(&q, now, has, m)
			}
			out = append(out, c)
		}
	}
	return out
}

func side(q *form.Question, a incident.Answer, there bool, m *mask.Masker) ChangeSide {
	words := []string{}
	if a.Text != "" {
		words = append(words, a.Text)
	}
	for _, o := range q.Options {
		if s := a.Other[o.Code]; s != "" {
			words = append(words, s)
		}
	}
	masked, _ := m.Mask(strings.Join(words, "\n"))
	return ChangeSide{AnswerView: answerView(q, a), There: there, Words: masked}
}
