package mask

import "strings"

// host is where the name of a host stands in a word: bytes from to to, its top level from byte level on.
type host struct{ from, level, to int }

// nextHost gives the first name of a host in s from byte at on: labels with full stops behind them, in any way these are written, and a top level. The test
// holds it to the expression that says the same, with which package regexp was slow: most words of a text with a full stop are looked through.
func nextHost(s string, at int) (host, bool) {
	for at < len(s) {
		end := lettersEnd(s, at)
		if stopAt(s, end) > 0 {
			for at = max(at, end-longestLabel); at < end; at++ {
				if level, to := levelsFrom(s, at); to > 0 {
					return host{at, level, to}, true
				}
			}
		}
		at = end + 1
	}
	return host{}, false
}

// levelsFrom goes from label to label and gives the last place where a top level may stand.
func levelsFrom(s string, at int) (level, to int) {
	for range mostLabels {
		end := lettersEnd(s, at)
		stop, last := stopAt(s, end), s[max(end-1, 0)]
		if n := end - at; stop == 0 || n == 0 || n > longestLabel || s[at] == '-' || n > 1 && (last == '-' || last == '_') {
			return level, to
		}
		at = end + stop
		if n := topLevel(s[at:]); n > 0 {
			level, to = at, at+n
		}
	}
	return level, to
}

// longestLabel is how many letters a label may have, mostLabels how many labels fit the 255 bytes of a host's name (RFC 1035, 2.3.4).
const (
	longestLabel = 63
	mostLabels   = 127
)

// topLevel is how long the top level is that s begins with.
func topLevel(s string) int {
	n := 0
	if strings.HasPrefix(s, "xn--") {
		for n = len("xn--"); n < len(s) && (isAlnum(s[n]) || s[n] == '-'); n++ {
		}
		if n > len("xn--") {
			return n
		}
	}
	for n = 0; n < len(s) && n < 18 && 'a' <= s[n] && s[n] <= 'z'; n++ {
	}
	if n < 2 {
		return 0
	}
	return n
}

// lettersEnd is where the letters end that a label is made of.
func lettersEnd(s string, i int) int {
	for i < len(s) && (isAlnum(s[i]) || s[i] == '-' || s[i] == '_') {
		i++
	}
	return i
}

// stopAt is how long what stands at byte i for a full stop of a host's name is.
func stopAt(s string, i int) int {
	if i >= len(s) || strings.IndexByte(`.\[({`, s[i]) < 0 {
		return 0
	}
	for _, stop := range []string{".", `\.`, "[.]", "(.)", "{.}", "[dot]", "(dot)"} {
		if strings.HasPrefix(s[i:], stop) {
			return len(stop)
		}
	}
	return 0
}
