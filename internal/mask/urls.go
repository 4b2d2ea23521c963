package mask

import (
	"strings"
	"unicode/utf8"
)

// What of a URL or mail address stands in kanji and kana, or on the next line.

// lettersPath goes on from rune i, where the URL whose host begins at rune host meets kanji or kana, over them and what follows where they stand for a piece of its path
// or query: …/IT/パスワード台帳, …?k=法務.
func (v *view) lettersPath(host, i int) int {
	if i >= len(v.runes) || v.gap(i) || v.script[i] == latin || v.script[i] == sign {
		return i
	}
	path := v.word(host, i)
	last := v.runes[i-1]
	deep := strings.Count(path, "/")
	if last != '=' && !(strings.ContainsRune("/-_%+&#", last) && deep > 0) {
		return i
	}
	to := i
	for to < len(v.runes) && to-i < 60 && !v.gap(to) && (v.script[to] != sign && v.script[to] != hira || v.script[to] == hira && v.runes[to] == 'の' || to > i && v.runes[to] < utf8.RuneSelf && strings.ContainsRune("/-_%=&.?+#~", v.runes[to])) {
		to++
	}
	to = trimRunes(v.runes, to, ".?の")
	ends := v.gap(to) || v.script[to] == sign
	if last != '=' && last != '#' && !ends && !strings.ContainsAny(v.word(i, to), "/.") || last == '/' && deep == 1 && !strings.ContainsAny(v.word(i, to), "/._-") {
		return i
	}
	return to
}

// quotedRest finds a URL or mail address that goes on behind the mark of a quoted line: …/support/⏎> form.php.
func (v *view) quotedRest(a, b word, add adder) {
	if v.runes[a.to] != '>' || !v.newLine(a.to) || v.newLine(b.from) {
		return
	}
	last := a.s[len(a.s)-1]
	if at := schemeForm.search(a.s); at != nil && len(a.s) > at[1] && (strings.IndexByte("/?&=%", b.s[0]) >= 0 || strings.IndexByte("/?&=%-_", last) >= 0 && isAlnum(b.s[0])) {
		end := len(b.s)
		if i := strings.IndexAny(b.s, `<>"|`+"`"); i >= 0 {
			end = i
		}
		add(a.from+at[0], b.from+trimEnd(b.s, 0, end), URL, Pattern, false)
		return
	}
	if whole := a.s + b.s; strings.Contains(a.s, "@") || b.s[0] == '@' && isAlnum(last) {
		if at := mailWord.FindStringIndex(whole); at != nil && !(last == '.' && v.isCapital(b.from)) && at[0] < len(a.s) && at[1] > len(a.s) {
			host := whole[:at[1]]
			if top := host[strings.LastIndexByte(host, '.')+1:]; topLevels.has(top) || rareLevels.has(top) {
				add(a.from+at[0], b.from+at[1]-len(a.s), Mail, Pattern, false)
			}
		}
	}
}

// rejoined is a word with the one on the next line, where a line break seems to cut an address: what follows begins as only the rest of one does, or what
// stands before is long and ends so.
func (v *view) rejoined(a, b word) (word, bool) {
	if a.to != b.from || !v.newLine(b.from) {
		return word{}, false
	}
	if between := v.src[v.end[a.to-1]:v.start[b.from]]; strings.Trim(between, "\r\n>") != "" || strings.Count(between, "\n") > 1 {
		return word{}, false
	}
	last := a.s[len(a.s)-1]
	switch {
	case strings.IndexByte("./?&=%_@", b.s[0]) >= 0 && isAlnum(b.s[1]) && isAlnum(last) && (strings.Contains(a.s, "//") || strings.ContainsAny(a.s, ".@") || b.s[0] == '@'):
	case last == '@' || last == '=' && strings.Contains(a.s, "//") || last == '.' && len(a.s) > 1 && isAlnum(a.s[len(a.s)-2]) && isAlnum(b.s[0]) && (strings.ContainsAny(a.s, "@") && !v.isCapital(b.from) && topLevels.has(strings.TrimRight(b.s[strings.LastIndexByte(strings.TrimRight(b.s, ".,;:)>"), '.')+1:], ".,;:)>")) || strings.Trim(a.s, "0123456789.") == "" && '0' <= b.s[0] && b.s[0] <= '9'):
	case len(a.s) >= 40 && strings.Contains(a.s, "//") && strings.IndexByte("/?&=%_-.", last) >= 0 && isAlnum(b.s[0]) && strings.ContainsAny(b.s, "/?&=%_."):
	case last == '-' && len(a.s) > 2 && isAlnum(b.s[0]) && !v.isCapital(b.from) && strings.Trim(a.s, hostLetters) == "": // takasago-no-⏎ie.example.jp
		whole := a.s + b.s
		if h, ok := nextHost(whole, 0); !ok || h.from > 0 || h.to < len(a.s)+4 || strings.Count(whole[:h.to], ".") < 2 {
			return word{}, false
		}
	default:
		return word{}, false
	}
	return word{a.from, b.to, a.s + b.s, a.signs | b.signs}, true
}
