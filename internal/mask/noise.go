package mask

import "slices"

// noise is what programs put within a text and people overlook: a space or a line's end as HTML writes it.
var noise = newRare("&nbsp;", "&#160;", "&ensp;", "&emsp;", "&thinsp;", "&shy;", "&#8203;", "<br>", "<br/>", "<wbr>", "=20", "=0a", "=0d=0a", "=e3=80=80")

// noiseSigns are what it begins with.
var noiseSigns = newRunes("><&-=")

// withoutNoise are the runes of a view without noise, marks of quoted lines and hyphens or soft breaks at their ends, and where each stands; nil where there is none.
func (v *view) withoutNoise() (runes []rune, at []int) {
	skip := func(i int) int {
		n := 0
		for i+n < len(v.runes) {
			switch k := i + n; {
			case v.runes[k] == '>' && (n > 0 || k == 0 || v.newLine(k)):
				n++
			case (v.runes[k] == '-' || v.runes[k] == '=') && k+1 < len(v.runes) && v.newLine(k+1) && k > 0 && v.script[k-1] == latin && !v.gap(k):
				n++
			case noise.starts(v, k) > 0:
				n += noise.starts(v, k)
			default:
				return n
			}
		}
		return n
	}
	signs := v.signs()
	k := slices.IndexFunc(signs, func(i int) bool { return noiseSigns.has(v.runes[i]) && skip(i) > 0 })
	if k < 0 {
		return nil, nil
	}
	for i := range signs[k] {
		runes, at = append(runes, v.runes[i]), append(at, i)
	}
	for i := signs[k]; i < len(v.runes); i++ {
		if noiseSigns.has(v.runes[i]) {
			if n := skip(i); n > 0 {
				i += n - 1
				continue
			}
		}
		runes, at = append(runes, v.runes[i]), append(at, i)
	}
	return runes, at
}

// overNoise are the hits of declared terms in which noise stands: 利尻谷⏎> てる.
func (m *Masker) overNoise(v *view) []hit {
	runes, at := v.withoutNoise()
	if runes == nil {
		return nil
	}
	var out []hit
	hits, _ := m.spellings(v, runes)
	for _, h := range hits {
		if from, to := at[h.from], at[h.to-1]+1; to-from > h.to-h.from {
			out = append(out, hit{from, to, h.word})
		}
	}
	return out
}
