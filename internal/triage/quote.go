package triage

import (
	"strings"
	"unicode/utf16"
)

// besides is how many characters a Quote shows on either side.
const besides = 15

// Quote is a stretch of a text with a little of what stands around it, and its place as a browser counts it.
type Quote struct {
	Before, Text, After string
	From, To            int // UTF-16 units of the text
}

// Empty tells whether there is no stretch.
func (q Quote) Empty() bool { return q.Text == "" }

// mostShown is how many characters of a long stretch are shown; the rest is cut out of its middle.
const mostShown = 60

func quoteOf(body string, s Stretch) Quote {
	if s.End == 0 || s.End > len(body) {
		return Quote{}
	}
	line := strings.NewReplacer("\n\n", " ", "\n", " ", "\t", " ").Replace
	q := Quote{Text: body[s.Start:s.End], From: len(utf16.Encode([]rune(body[:s.Start]))), To: len(utf16.Encode([]rune(body[:s.End])))}
	if r := []rune(q.Text); len(r) > mostShown {
		q.Text = string(r[:mostShown/2]) + " … " + string(r[len(r)-mostShown/2:])
	}
	q.Text = line(q.Text)
	before, after := []rune(body[:s.Start]), []rune(body[s.End:])
	if n := len(before); n > besides {
		q.Before = "…"
	}
	q.Before += line(string(before[max(0, len(before)-besides):]))
	q.After = line(string(after[:min(len(after), besides)]))
	if len(after) > besides {
		q.After += "…"
	}
	return q
}

// quote shows each finding the words it points at.
func quote(list []Finding, passages []passage) {
	for i := range list {
		for _, p := range passages {
			if p.where == list[i].Where {
				list[i].Quoted = quoteOf(p.body, list[i].At)
			}
		}
	}
}
