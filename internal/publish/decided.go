package publish

import (
	"context"
	"fmt"
	"slices"

	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/text"
)

// common are the kinds of span that may be masked without naming anybody: an amount or a town stands in many texts.
var common = []mask.Kind{mask.Amount, mask.Count, mask.Date, mask.Place, mask.IP}

// longestSpan is how many runes of squeezed text a confirmed span may have to be found again.
const longestSpan = 60

// decided lists what people said identifies somebody in the texts of the reports and cases: keyed hashes of spans, each with its kind.
func (p *Publish) decided(ctx context.Context, s scope, reports []incident.Report) (map[string]mask.Kind, error) {
	var objects []string
	for _, r := range reports {
		objects = append(objects, "report:"+r.Number)
	}
	for _, c := range s.collections {
		for _, one := range c.Cases {
			objects = append(objects, "case:"+one.Number)
		}
	}
	out := map[string]mask.Kind{}
	for _, o := range objects {
		list, err := p.st.ListSpanDecisions(ctx, o)
		if err != nil {
			return nil, fmt.Errorf("decisions on %s: %w", o, err)
		}
		for _, d := range list {
			if k := mask.Kind(d.Kind); d.Choice != "keep" && !slices.Contains(common, k) {
				out[string(d.Digest)] = k
			}
		}
	}
	return out, nil
}

// confirmed finds the words of confirmed spans again: only their hash is stored, but they stand in the report's texts, which hide no more than what was declared.
func (p *Publish) confirmed(t *terms, source string, decided map[string]mask.Kind) {
	if len(decided) == 0 {
		return
	}
	seen := map[string]bool{}
	for _, o := range t.originals {
		rs := []rune(text.Squeeze(o.Text))
		for from := range rs {
			for n := 2; n <= longestSpan && from+n <= len(rs); n++ {
				words := string(rs[from : from+n])
				if seen[words] {
					continue
				}
				seen[words] = true
				if k, ok := decided[string(p.seal.TermMAC("span", words))]; ok {
					t.list = append(t.list, mask.LeakTerms(mask.OwnTerms(k, words), source)...)
				}
			}
		}
	}
}
