package mask

// noise is what programs put within a text and people overlook: a space or a line's end as HTML writes it.
var noise = newRare("&nbsp;", "&#160;", "&ensp;", "&emsp;", "&thinsp;", "&shy;", "&#8203;", "<br>", "<br/>", "<wbr>", "=20", "=0a", "=0d=0a", "=e3=80=80")

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
	for i := 0; i < len(v.runes); i++ {
		n := 0
		if r := v.runes[i]; r == '>' || r == '&' || r == '<' || r == '-' || r == '=' {
			n = skip(i)
		}
		if n > 0 && runes == nil {
			for k := range i {
				at = append(at, k)
			}
			runes = append(runes, v.runes[:i]...)
		}
		if n > 0 {
			i += n - 1
			continue
		}
		if runes != nil {
			runes, at = append(runes, v.runes[i]), append(at, i)
		}
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
	for _, h := range m.index.find(runes) {
		if from, to := at[h.from], at[h.to-1]+1; to-from > h.to-h.from {
			out = append(out, hit{from, to, h.word})
		}
	}
	return out
}
