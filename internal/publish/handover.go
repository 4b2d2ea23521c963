package publish

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/store"
)

// HandOver gives what the leak check looks for on account of a report, declared terms and confirmed spans, as keyed hashes to be looked for until an
// instant: once for each case drawn from the report, and at least the note that the report was erased. It is called before the words go.
func (p *Publish) HandOver(ctx context.Context, r incident.Report, until time.Time) ([]store.ErasedTerm, error) {
	cases, err := p.st.ListCases(ctx, store.CaseFilter{Report: r.ID})
	if err != nil {
		return nil, fmt.Errorf("cases of %s: %w", r.Number, err)
	}
	if len(cases) == 0 {
		return nil, nil
	}
	found, err := p.reportTerms(ctx, r, true)
	if err != nil {
		return nil, err
	}
	decided, err := p.decided(ctx, scope{}, []incident.Report{r})
	if err != nil {
		return nil, err
	}
	p.confirmed(&found, r.Number, decided)
	var out []store.ErasedTerm
	for _, c := range cases {
		out = append(out, store.ErasedTerm{Report: r.Number, Case: c.Number})
		for _, t := range found.list {
			out = append(out, p.erasedTerm(t, r.Number, c.Number, until))
		}
	}
	return out, nil
}

func (p *Publish) erasedTerm(t mask.LeakTerm, report, number string, until time.Time) store.ErasedTerm {
	return store.ErasedTerm{Digest: p.seal.LeakMAC(t.Text), Length: utf8.RuneCountInString(t.Text), Kind: string(t.Kind), Need: int(t.Need), Report: report, Case: number, Until: until}
}
