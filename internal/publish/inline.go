package publish

import (
	"regexp"
	"strings"
)

// run is a piece of running text: plain words, an address, or the mark of a footnote.
type run struct {
	Text  string
	Href  string // an address the text itself holds
	Note  int    // number of a footnote, 0 for none
	First bool   // the note's first mention on this page, where it leads back to
}

var (
	marker = regexp.MustCompile(`\[\^([0-9A-Za-z_-]+)\]`)
	// What may stand in an address: ASCII only, so that Japanese text right behind it is not swallowed.
	address = regexp.MustCompile(`https?://[0-9A-Za-z\-._~:/?#@!$&'()*+,;=%]+`)
)

// note is a footnote of one page.
type note struct {
	N    int
	Runs []run
}

// notes numbers the footnotes of one page in the order of first mention.
type notes struct {
	text   func(id string) string
	number map[string]int
	list   []note
}

// runs cuts a text at footnote marks and addresses; a mark without a footnote is left out, since a reader can do nothing with it.
func (n *notes) runs(s string) []run {
	var out []run
	at := 0
	for _, m := range marker.FindAllStringSubmatchIndex(s, -1) {
		out = append(out, linked(s[at:m[0]])...)
		at = m[1]
		id := s[m[2]:m[3]]
		body := n.text(id)
		if body == "" {
			continue
		}
		no, known := n.number[id]
		if !known {
			no = len(n.list) + 1
			n.number[id] = no
			n.list = append(n.list, note{N: no, Runs: linked(body)})
		}
		out = append(out, run{Note: no, First: !known})
	}
	return append(out, linked(s[at:])...)
}

func linked(s string) []run {
	var out []run
	at := 0
	for _, m := range address.FindAllStringIndex(s, -1) {
		end := m[0] + len(strings.TrimRight(s[m[0]:m[1]], ".,;:!?)'"))
		if at < m[0] {
			out = append(out, run{Text: s[at:m[0]]})
		}
		out = append(out, run{Text: s[m[0]:end], Href: s[m[0]:end]})
		at = end
	}
	if at < len(s) {
		out = append(out, run{Text: s[at:]})
	}
	return out
}

// plain is a text without its footnote marks, for titles and descriptions.
func plain(s string) string { return marker.ReplaceAllString(s, "") }
