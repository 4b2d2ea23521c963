package mask

import (
	"slices"
	"strings"
)

// slips finds longer names of which one letter is wrong, missing or too many, in any writing: ウミネ⊐配送.
func (e *echoing) slips() {
	if e.whole == nil {
		return
	}
	v, h := e.v, e.v.heard()
	for _, x := range e.whole.find(h.runes) {
		p := e.half[x.word]
		best, bestFrom, bestTo := 2, x.from, x.from
		try := func(from, to int) {
			if from < 0 || to > len(h.runes) || from >= to {
				return
			}
			if d := distance(h.runes[from:to], p.name); d < best || d == best && d < 2 && to-from == len(p.name) {
				best, bestFrom, bestTo = d, from, to
			}
		}
		for d := -1; d <= 1; d++ {
			if p.from == 0 {
				try(x.from, x.from+len(p.name)+d)
			} else {
				try(x.to-len(p.name)-d, x.to)
			}
		}
		if best > 1 || slices.Equal(h.runes[bestFrom:bestTo], p.name) || strays(h.runes[bestFrom:bestTo], p.name) {
			continue
		}
		if from, to := h.from[bestFrom], h.to[bestTo-1]; v.slipStands(from, to) && !e.declared(from, to, len(p.name)-1) {
			e.add(from, to, e.list[p.echo].kind, e.list[p.echo].party)
		}
	}
}

// strays tells whether the one wrong letter is a particle: 日本の電機 is no slip for 日本電機.
func strays(w, name []rune) bool {
	for i, r := range w {
		if i >= len(name) || r != name[i] {
			return strings.ContainsRune("のはがをにでともへや", r)
		}
	}
	return false
}

// slipStands tells whether what is nearly a name is no piece of longer words.
func (v *view) slipStands(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if v.newLine(i) {
			return false
		}
	}
	if v.script[from] == latin && plainEnglish(v.word(from, to)) {
		return false
	}
	return v.beginsWord(from, nil) && v.endsWord(to, nil)
}

// garbled tells whether a rune stands for one that could not be shown: Soci?t?.
func garbled(r rune) bool { return strings.ContainsRune("?\uFFFD□〓■", r) }

// distance is how many runes must be put in, taken out, changed, or changed over with the next, to make b of a.
func distance(a, b []rune) int {
	if d := len(a) - len(b); d > 2 || d < -2 {
		return 3
	}
	var before, last, now [64]int
	if len(b) >= len(now) {
		return 3
	}
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		any := garbled(a[i-1])
		for j := 1; j <= len(b); j++ {
			c := last[j-1]
			if a[i-1] != b[j-1] && !any {
				c++
			}
			c = min(c, last[j]+1, now[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				c = min(c, before[j-2]+1)
			}
			now[j] = c
		}
		before, last = last, now
	}
	return last[len(b)]
}
