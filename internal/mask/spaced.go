package mask

import (
	"strings"
	"unicode/utf8"
)

// spaced takes along what follows a labelled number in groups with single spaces: 伝票 5512 0098 3341, RR 4410 2278 5 JP.
func (v *view) spaced(list []guess, add adder) {
	for _, g := range list {
		if g.kind != Employee && g.kind != Ticket || g.reason != Context {
			continue
		}
		figures := figuresIn(v.word(g.from, g.to))
		for to := g.to; to < len(v.runes) && figures >= 3 && v.gap(to) && !v.wideGap(to) && !v.newLine(to) && isDigit(v.runes[to-1]); {
			end := to
			for end < len(v.runes) && v.script[end] == latin && v.runes[end] < utf8.RuneSelf && (end == to || !v.gap(end)) {
				end++
			}
			group := v.word(to, end)
			letters := len(group) > 0 && len(group) <= 3 && isLetters(group) && figures >= 5 && v.isCapital(to) && v.isCapital(end-1)
			if len(group) == 0 || len(group) > 6 || !letters && (!isDigits(v.runes[to:end]) || unitAfter.starts(v, end) > 0) || end < len(v.runes) && !v.gap(end) && strings.ContainsRune(":/.@", v.runes[end]) && end+1 < len(v.runes) && v.script[end+1] == latin {
				break
			}
			add(to, end, g.kind, Context, true)
			figures += figuresIn(group)
			to = end
		}
	}
}

var notPrefixes = set(strings.Fields("id no tel fax ref pc ip vm os pin pos url mac cpu usb dvd cd tv ng ok am pm jst utc gmt kb mb gb tb"))

// lettered finds such numbers whose letters stand apart: 荷物番号 RR 441022785.
func (v *view) lettered(words []word, add adder) {
	for i := 0; i+1 < len(words); i++ {
		w, next := words[i], words[i+1]
		if len(w.s) > 3 || len(w.s) < 1 || next.from != w.to || v.newLine(next.from) || v.wideGap(next.from) || !isLetters(w.s) || !v.isCapital(w.from) || !v.isCapital(w.to-1) || notPrefixes.has(w.s) {
			continue
		}
		body := serialForm.find(next.s)
		figures := figuresIn(body)
		if figures < 3 || strings.Trim(body, "0123456789-") != "" {
			continue
		}
		kind, _ := v.announced(w.from)
		to := next.from + len(body)
		if kind != Employee && kind != Ticket {
			continue
		}
		add(w.from, to, kind, Context, false)
	}
}
