package intake

import (
	"slices"
	"strings"

	"todoke/internal/text"
)

// SieveRules is what the rules of a mailbox send on.
type SieveRules struct {
	Active   string // name of the active script; "" where none is
	Forwards []Forward
	Unseen   []string // names of included scripts that could not be read
}

// Forward is one command that sends mail, or word of it, to somebody else.
type Forward struct {
	Script  string
	Line    int    // of the script, from 1
	Command string // with the address: for the operator's terminal only
	Masked  string // without any string, for logs
}

// sieveCommand is one command with its arguments, up to the semicolon or block.
type sieveCommand struct {
	word string // lower case
	line int
	args []sieveWord
}

// sieveWord is one word of a script (RFC 5228 §8.1).
type sieveWord struct {
	text   string
	quoted bool
	line   int
}

func (c sieveCommand) global() bool {
	return slices.ContainsFunc(c.args, func(w sieveWord) bool { return !w.quoted && strings.EqualFold(w.text, ":global") })
}

// last is the last string: the name of an included script (RFC 6609 §3.2).
func (c sieveCommand) last() string {
	for _, w := range slices.Backward(c.args) {
		if w.quoted {
			return w.text
		}
	}
	return ""
}

// shown is the command on one line, at most 200 characters.
func (c sieveCommand) shown(masked bool) string {
	out := []string{c.word}
	for _, w := range c.args {
		switch {
		case w.quoted && masked:
			out = append(out, `"…"`)
		case w.quoted:
			out = append(out, `"`+w.text+`"`)
		default:
			out = append(out, w.text)
		}
	}
	s, _ := text.Limit(text.Clean(strings.Join(strings.Fields(strings.Join(out, " ")), " ")), 200)
	return s
}

// sieveCommands lists the commands of a script wherever they stand. Comments and strings are no commands.
func sieveCommands(script string) []sieveCommand {
	var out []sieveCommand
	begins := true
	for _, w := range sieveWords(script) {
		switch {
		case !w.quoted && (w.text == ";" || w.text == "{" || w.text == "}"):
			begins = true
		case begins:
			out = append(out, sieveCommand{word: strings.ToLower(w.text), line: w.line})
			begins = false
		default:
			c := &out[len(out)-1]
			c.args = append(c.args, w)
		}
	}
	return out
}

func sieveWords(script string) []sieveWord {
	var out []sieveWord
	line := 1
	for script != "" {
		n, word := sieveNext(script)
		if word.text != "" || word.quoted {
			word.line = line
			out = append(out, word)
		}
		line += strings.Count(script[:n], "\n")
		script = script[n:]
	}
	return out
}

// sieveNext reads what a script begins with: its length, and the word; the word is empty for space and comments.
func sieveNext(s string) (int, sieveWord) {
	until := func(end string, from int) int {
		if i := strings.Index(s[from:], end); i >= 0 {
			return from + i + len(end)
		}
		return len(s)
	}
	switch {
	case s[0] == '#':
		return until("\n", 0), sieveWord{}
	case strings.HasPrefix(s, "/*"):
		return until("*/", 2), sieveWord{}
	case s[0] == '"':
		return sieveQuoted(s)
	case strings.IndexByte(" \t\r\n", s[0]) >= 0:
		return 1, sieveWord{}
	case strings.IndexByte(";{}[](),", s[0]) >= 0:
		return 1, sieveWord{text: s[:1]}
	}
	n := strings.IndexAny(s, " \t\r\n;{}[](),\"#")
	if n < 0 {
		n = len(s)
	}
	if i := strings.Index(s[:n], "/*"); i > 0 {
		n = i
	}
	if strings.EqualFold(s[:n], "text:") { // a text of many lines, up to a dot alone
		begin := until("\n", n)
		for end := begin; end < len(s); {
			next := until("\n", end)
			if strings.TrimRight(s[end:next], "\r\n") == "." {
				return next, sieveWord{text: s[begin:end], quoted: true}
			}
			end = next
		}
		return len(s), sieveWord{text: s[begin:], quoted: true}
	}
	return n, sieveWord{text: s[:n]}
}

func sieveQuoted(s string) (int, sieveWord) {
	var w strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i++; i < len(s) {
				w.WriteByte(s[i])
			}
		case '"':
			return i + 1, sieveWord{text: w.String(), quoted: true}
		default:
			w.WriteByte(s[i])
		}
	}
	return len(s), sieveWord{text: w.String(), quoted: true}
}
