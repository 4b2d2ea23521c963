package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// longestHeading is how many bytes of a line are looked at for a heading: what follows is an answer.
const longestHeading = 300

// piece is one heading of a line with the answer after it.
type piece struct {
	found []heading // what the heading may stand for; several where a form has the same words twice
	value string
}

// pieces reads the headings of a line: one, or several beside each other as 「TEL：… FAX：…」. loose allows a heading with only a space after it.
func (ix *textIndex) pieces(line string, loose bool) []piece {
	found, value := ix.heading(line, loose)
	if len(found) == 0 {
		return nil
	}
	out := []piece{{found, value}}
	for q := found[0].question; q == nil || strings.HasPrefix(q.Identifies, "reporter."); {
		last := &out[len(out)-1]
		at, more, rest := ix.within(last.value)
		if at < 0 {
			break
		}
		last.value = strings.TrimRight(last.value[:at], " \t　/／,、")
		out = append(out, piece{more, rest})
		q = more[0].question
	}
	return out
}

// within finds a further heading in an answer: after white space and with a colon after it.
func (ix *textIndex) within(value string) (at int, found []heading, rest string) {
	if len(value) > longestHeading {
		return -1, nil, ""
	}
	for i, r := range value {
		if r != ' ' && r != '　' && r != '\t' {
			continue
		}
		tail := strings.TrimLeft(value[i:], " 　\t")
		if j := strings.IndexAny(tail, "：:"); j > 0 && j < 60 {
			if h := ix.headings[headKey(tail[:j])]; len(h) > 0 {
				_, n := utf8.DecodeRuneInString(tail[j:])
				return i, h, tail[j+n:]
			}
		}
	}
	return -1, nil, ""
}

// heading reads the heading a line begins with and what stands after it.
func (ix *textIndex) heading(line string, loose bool) ([]heading, string) {
	s, numbered := unnumbered(line)
	head := s[:cutAt(s, longestHeading)]
	for i, r := range head {
		if !strings.ContainsRune("：:=＝→⇒\t…", r) {
			continue
		}
		if h := ix.headings[headKey(head[:i])]; len(h) > 0 {
			return h, strings.TrimLeft(s[i+utf8.RuneLen(r):], "…‥. ")
		}
	}
	if len(s) == len(head) {
		if h := ix.headings[headKey(s)]; len(h) > 0 {
			return h, ""
		}
	}
	if h, rest := ix.bracketed(s, head); len(h) > 0 {
		return h, rest
	}
	if !loose && !numbered {
		return nil, ""
	}
	for i, r := range head {
		if i > 0 && (unicode.IsSpace(r) || strings.ContainsRune(tickMarks+emptyMarks, r)) {
			if h := ix.headings[headKey(head[:i])]; len(h) > 0 {
				return h, strings.TrimSpace(s[i:])
			}
		}
	}
	return nil, ""
}

// bracketed reads 【氏名】山田 and 氏名（山田）.
func (ix *textIndex) bracketed(s, head string) ([]heading, string) {
	if r, n := utf8.DecodeRuneInString(head); strings.ContainsRune("【［[＜<「", r) {
		if i := strings.IndexAny(head, "】］]＞>」"); i > 0 {
			_, m := utf8.DecodeRuneInString(head[i:])
			return ix.headings[headKey(head[n:i])], strings.TrimLeft(s[i+m:], "：: 　")
		}
	}
	if i := strings.IndexAny(head, "（("); i > 0 {
		if h := ix.headings[headKey(head[:i])]; len(h) > 0 {
			return h, beside(s[i:])
		}
	}
	return nil, ""
}

func cutAt(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// unnumbered takes marks of a list and a number, as in ◆, 2-1., （３）, ②, 【1】, from the beginning of a line.
func unnumbered(line string) (rest string, numbered bool) {
	s := strings.TrimLeft(line, " \t　◆◇・*#")
	if r, n := utf8.DecodeRuneInString(s); r == '-' || r == '－' {
		s = strings.TrimLeft(s[n:], " \t　")
	}
	t := s
	if r, n := utf8.DecodeRuneInString(t); strings.ContainsRune("（([［【第Q問", r) {
		t = t[n:]
	}
	digits, parts := 0, 0
	i := 0
	for i < len(t) {
		r, n := utf8.DecodeRuneInString(t[i:])
		switch {
		case r >= '0' && r <= '9' || r >= '０' && r <= '９':
			digits++
		case r >= '①' && r <= '⑳':
			digits, parts = digits+1, parts+1
		case digits > 0 && strings.ContainsRune("-－−‐―.．ー", r) && i+n < len(t) && isDigit(firstRune(t[i+n:])):
			digits, parts = 0, parts+1
		default:
			n = 0
		}
		if n == 0 || digits > 2 {
			break
		}
		i += n
	}
	if i == 0 || digits > 2 || parts > 2 {
		return s, false
	}
	rest = strings.TrimLeft(t[i:], " \t　.．。、，,)）]］】:：")
	if len(rest) == len(t[i:]) && len(t) == len(s) && isDigit(firstRune(t)) {
		if r := firstRune(rest); unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			return s, false // 3rd, 2FA
		}
	}
	return rest, true
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

// inline reads a line the writer means to write as q's answer and tells whether exactly that would be read.
func (ix *textIndex) inline(line string, q *Question, want string, state incident.Known) (string, bool) {
	p := ix.pieces(line, true)
	if len(p) != 1 || !holdsQuestion(p[0].found, q) || strings.ContainsRune(line, '\n') || brackets(p[0].value) > 0 {
		return "", false
	}
	value, got := textState(filled(p[0].value), q.Kind)
	if got == "" {
		got = incident.KnownYes
	}
	return value, value == want && got == state && text.Clean(line) == line
}

func holdsQuestion(list []heading, q *Question) bool {
	for _, h := range list {
		if h.question == q {
			return true
		}
	}
	return false
}
