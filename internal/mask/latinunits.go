package mask

// wordSigns may stand within a word of letters and figures.
var wordSigns = newRunes("@._-'/\\")

// wordEnd is where a word of letters and figures that begins at rune i ends; signs between two of them belong to it.
func (v *view) wordEnd(i int) int {
	for i++; i < len(v.runes) && !v.gap(i); i++ {
		if v.script[i] == latin {
			continue
		}
		if i+1 < len(v.runes) && v.script[i+1] == latin && !v.gap(i+1) && wordSigns.has(v.runes[i]) {
			continue
		}
		break
	}
	return i
}

func (v *view) latinShape(from, to int) shape {
	letters, figures := 0, 0
	for i := from; i < to; i++ {
		switch r := v.runes[i]; {
		case r >= '0' && r <= '9':
			figures++
		case v.script[i] == latin:
			letters++
		case r == '-' || r == '\'' || r == '.':
		default:
			return machineShape
		}
	}
	switch {
	case letters == 0:
		return figureShape
	case figures > 0:
		return mixedShape
	case !v.isCapital(from):
		return smallShape
	case letters > 1 && v.isCapital(to-1):
		return upperShape
	}
	return capitalShape
}
