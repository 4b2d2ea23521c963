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
	for _, x := range e.whole.findInto(v.room.hits.take(32)[:0], h.runes) {
		p := e.half[x.word]
		best, bestFrom, bestTo := 2, x.from, x.from
		try := func(from, to int) {
			if from < 0 || to > len(h.runes) || from >= to {
				return
			}
			w := h.runes[from:to]
			fits := func() bool { return w[0] == p.name[0] && w[len(w)-1] == p.name[len(p.name)-1] || len(w) == len(p.name) }
			if d := distance(w, p.name, 1); d < best || d == best && d < 2 && fits() {
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
		from, to := h.from[bestFrom], h.to[bestTo-1]
		most := len(p.name) - 1                                      // of it may be declared
		if v.script[to-1] == han && bestTo-bestFrom == len(p.name) { // ランドリー白浪 for ランドリー白波
			most = to - from - 1
		}
		if v.slipStands(from, to) && !e.declared(from, to, most) {
			e.add(from, to, e.list[p.echo].kind, e.list[p.echo].party)
		}
	}
}

// particles takes an organisation's name with a particle put in and something left out: 東能登の底曳 for 東能登底曳網組合.
func (e *echoing) particles() {
	v := e.v
	for i := 2; i+2 < len(v.runes); i++ {
		if v.runes[i] != 'の' || v.script[i-1] == hira || v.script[i+1] == hira || v.newLine(i) || v.newLine(i+1) {
			continue
		}
		from, to := i, i+1
		for from > 0 && v.script[from-1] != hira && v.script[from-1] != sign && !v.gap(from) {
			from--
		}
		for to < len(v.runes) && v.script[to] != hira && v.script[to] != sign && (to == i+1 || !v.gap(to)) && v.has(to, titles) == 0 {
			to++
		}
		head, tail := v.runes[from:i], v.word(i+1, to)
		if len(head) < 2 || to-i < 3 || to-from <= leastSlip || ordinaryEcho(tail) || !(to-i > leastSlip || calling.starts(v, to) > 0 || v.has(to, titles) > 0) {
			continue
		}
		for _, x := range e.list {
			if n := len(head); x.kind == Org && len(x.plain) > n && slices.Equal(x.plain[:n], head) && strings.Contains(string(x.plain[n:]), tail) {
				e.add(from, to, x.kind, x.party)
				e.join(i, i+1, x.kind, x.party)
				break
			}
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
	if !v.inLine(from, to) || v.script[from] == latin && plainEnglish(v.word(from, to)) {
		return false
	}
	return v.beginsWord(from, nil) && v.endsWord(to, nil)
}

// garbled tells whether a rune stands for one that could not be shown or read: Soci?t?, 一●庵.
func garbled(r rune) bool {
	switch r {
	case '?', '\uFFFD', '□', '〓', '■', '●':
		return true
	}
	return false
}

// holes takes short names of which one rune could not be shown or read.
func (e *echoing) holes() {
	v := e.v
	if !v.holds('?', '\uFFFD', '□', '〓', '■', '●') {
		return
	}
	for i, r := range v.runes {
		if !garbled(r) {
			continue
		}
		for _, x := range e.list {
			for k, n := 0, len(x.plain); k < n && n < leastLatin; k++ {
				from, to := i-k, i-k+n
				if from < 0 || to > len(v.runes) || n == 2 && r == '?' && asWritten.starts(v, to) == 0 || !v.beginsWord(from, nil) || !v.endsWord(to, nil) {
					continue
				}
				if slices.Equal(v.runes[from:i], x.plain[:k]) && slices.Equal(v.runes[i+1:to], x.plain[k+1:]) && n > 1 {
					e.add(from, to, x.kind, x.party)
				}
			}
		}
	}
}

// distance is how many runes must be put in, taken out, changed, or changed over with the next, to make b of a; most and one where it is more than most.
func distance(a, b []rune, most int) int {
	n := 0
	for n <= most && !mends(a, b, n) {
		n++
	}
	return n
}

// mends tells whether n such changes or fewer make b of a. What begins alike needs none there, so that only what is left is looked at.
func mends(a, b []rune, n int) bool {
	if d := len(a) - len(b); d > n || -d > n {
		return false
	}
	for len(a) > 0 && len(b) > 0 && (a[0] == b[0] || garbled(a[0])) {
		a, b = a[1:], b[1:]
	}
	if len(a) == 0 || len(b) == 0 || n == 0 {
		return max(len(a), len(b)) <= n
	}
	return mends(a[1:], b[1:], n-1) || mends(a[1:], b, n-1) || mends(a, b[1:], n-1) ||
		len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] && mends(a[2:], b[2:], n-1)
}
