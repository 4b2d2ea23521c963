package analyze

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"todoke/internal/store"
	"todoke/internal/text"
)

// How alike two masked texts must be, by the share of search grams they have in common, and how many are told of.
const (
	sameShare    = 0.90
	similarShare = 0.45
	maxSimilar   = 8
	probes       = 12 // phrases of the text the index is asked for
	probeRunes   = 6
)

// findSimilar looks for reports that tell the same, or nearly, or share a technical trace. Placeholders count as words, so two reports of one wave meet
// although their names differ.
func findSimilar(ctx context.Context, an *Analyze, m masked) ([]store.Finding, error) {
	words := m.words()
	type match struct {
		id     int64
		share  float64
		shared []string
	}
	found := map[int64]*match{}
	look := func(query, trace string) error {
		ids, err := an.st.SearchIDs(ctx, query, 20)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if id == m.report.ID {
				continue
			}
			if found[id] == nil {
				found[id] = &match{id: id}
			}
			if trace != "" && len(ids) < 20 { // a trace in very many reports says nothing
				found[id].shared = append(found[id].shared, trace)
			}
		}
		return nil
	}
	for _, p := range phrases(words) {
		if err := look(p, ""); err != nil {
			return nil, err
		}
	}
	for _, o := range observables(words) {
		if o.kind == "ip" || o.kind == "range" || o.kind == "domain" || o.kind == "hash" || o.kind == "url" || o.kind == "mail" {
			if err := look(o.value, defang(o)); err != nil {
				return nil, err
			}
		}
	}
	mine := gramSet(words)
	var list []*match
	for _, c := range found {
		texts, err := an.st.ListMaskedTexts(ctx, c.id)
		if err != nil {
			return nil, err
		}
		c.share = overlap(mine, gramSet(masked{texts: texts}.words()))
		if c.share >= similarShare || len(c.shared) > 0 {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *match) int { return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.id, b.id)) })
	var out []store.Finding
	for _, c := range list[:min(len(list), maxSimilar)] {
		r, err := an.st.FindReportByID(ctx, c.id)
		if err != nil {
			return nil, err
		}
		switch {
		case c.share >= sameShare:
			out = append(out, an.say("same", r.Number, int(c.share*100)))
		case c.share >= similarShare:
			out = append(out, an.say("similar", r.Number, int(c.share*100)))
		}
		if len(c.shared) > 0 {
			slices.Sort(c.shared)
			out = append(out, an.say("shared", r.Number, strings.Join(slices.Compact(c.shared), " ")))
		}
	}
	return out, nil
}

// phrases are evenly spaced bits of the text, each within one run of writing, so that a copy is found by whichever bits it kept.
func phrases(s string) []string {
	var all []string
	for _, run := range strings.FieldsFunc(text.Normal(s), func(r rune) bool { return strings.ContainsRune("、。・「」()（）[]【】:;!?*/\"'→ \n\t", r) }) {
		rs := []rune(run)
		for i := 0; i+probeRunes <= len(rs); i += probeRunes {
			all = append(all, string(rs[i:i+probeRunes]))
		}
	}
	if len(all) <= probes {
		return all
	}
	out := make([]string, 0, probes)
	for i := range probes {
		out = append(out, all[i*len(all)/probes])
	}
	return out
}

func gramSet(s string) map[string]bool {
	out := map[string]bool{}
	for _, g := range text.Grams(s) {
		if utf8.RuneCountInString(g) > 1 {
			out[g] = true
		}
	}
	return out
}

// overlap is the share of grams in common (Jaccard).
func overlap(a, b map[string]bool) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	both := 0
	for g := range a {
		if b[g] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}
