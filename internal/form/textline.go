package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// Marks of a box. A ring is filled on forms that use ● beside it, and is the tick itself on forms that use □.
const (
	tickMarks  = "■☑☒✔✓✅◼⬛🗹🗵☓✗✘◾▣"
	emptyMarks = "□☐◻⬜▢◽"
	discMarks  = "●◉⦿"
	ringMarks  = "○◯〇◎"
	inBrackets = "xXｘＸvV*＊✓✔■●○レ☑oO" // what ticks [ ] and ( )
)

type markKind int

const (
	noMark markKind = iota
	markTick
	empty
	disc
	ring
)

// mark reads a box at the beginning of s and gives how many bytes it takes. Boxes of brackets stand only at the beginning of a line.
func mark(s string, start bool) (markKind, int) {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case strings.ContainsRune(tickMarks, r):
		return markTick, n + variation(s[n:])
	case strings.ContainsRune(emptyMarks, r):
		return empty, n + variation(s[n:])
	case strings.ContainsRune(discMarks, r) && start:
		return disc, n
	case strings.ContainsRune(ringMarks, r) && start:
		return ring, n
	case strings.ContainsRune("[［(（【", r) && start:
		return bracketMark(s, n)
	case (r == 'レ' || r == 'ﾚ') && start && len(s) > n && strings.ContainsRune(" 　\t", firstRune(s[n:])):
		return markTick, n
	}
	return noMark, 0
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// variation is the length of a variation selector, which mail programs put after ✔ and ☑.
func variation(s string) int {
	if strings.HasPrefix(s, "\ufe0f") || strings.HasPrefix(s, "\ufe0e") {
		return len("\ufe0f")
	}
	return 0
}

func bracketMark(s string, n int) (markKind, int) {
	kind := empty
	for i, r := range s[n:] {
		switch {
		case strings.ContainsRune("]］)）】", r):
			return kind, n + i + utf8.RuneLen(r)
		case r == ' ' || r == '　' || r == '\t' || strings.ContainsRune(emptyMarks, r):
		case strings.ContainsRune(inBrackets, r) && kind == empty:
			kind = markTick
		default:
			return noMark, 0
		}
		if i > 12 {
			break
		}
	}
	return noMark, 0
}

// box is one option as it stands in a line: its mark, and the option and words its label was read as.
type box struct {
	mark   markKind
	twice  bool // it has two marks
	label  string
	choice *choice
	option *Option
	words  string
	exact  bool  // the label is the option's, not only like it
	open   bool  // a bracket is open at its end
	inside []box // boxes within its brackets
}

// boxStart gives where the first box of a line stands, or -1: at its beginning, or after a heading.
func boxStart(line string) int {
	s := strings.TrimLeft(line, " \t　・-*")
	if k, _ := mark(s, true); k != noMark {
		return len(line) - len(s)
	}
	return strings.IndexAny(line, tickMarks+emptyMarks)
}

// cutBoxes cuts a line into boxes with their labels, each box within another's open bracket inside it. The line begins with a box.
func cutBoxes(line string) []box {
	var out []box
	at, start, bracketed := 0, true, false
	var cur *box
	flush := func(end int) {
		if cur != nil {
			cur.label = line[at:end]
		}
	}
	for i := 0; i < len(line); {
		r, n := utf8.DecodeRuneInString(line[i:])
		first := start || !bracketed && cur != nil && i > 0 && strings.ContainsRune(discMarks+ringMarks, r) && spaceBefore(line, i)
		if bracketed && i > 0 && strings.ContainsRune("[［(（", r) && spaceBefore(line, i) {
			first = true
		}
		k, m := mark(line[i:], first)
		if k == noMark || bracketed && m <= 4 && !first {
			i += n
			continue
		}
		if start {
			bracketed = strings.ContainsRune("[［(（【", r)
		}
		start = false
		flush(i)
		out = append(out, box{mark: k})
		cur, i = &out[len(out)-1], i+m
		at = i
	}
	flush(len(line))
	return nest(joinMarks(out))
}

func spaceBefore(s string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.IsSpace(r) || r == '、' || r == '/' || r == '／'
}

// joinMarks makes one box of two marks with nothing between them: both were left, so which holds is doubtful.
func joinMarks(list []box) []box {
	var out []box
	for _, b := range list {
		if n := len(out) - 1; n >= 0 && strings.TrimSpace(out[n].label) == "" {
			if out[n].mark == empty || out[n].mark == ring {
				out[n].mark = b.mark
			}
			out[n].twice, out[n].label = true, b.label
			continue
		}
		out = append(out, b)
	}
	return out
}

// nest puts boxes after an open bracket inside the box that opened it, up to the closing one.
func nest(list []box) []box {
	var out []box
	depth := 0
	for _, b := range list {
		if depth > 0 {
			last := &out[len(out)-1]
			if d := depth + brackets(b.label); d <= 0 {
				b.label = strings.TrimRight(strings.TrimSpace(b.label), ")） 　")
				depth = 0
			} else {
				depth = d
			}
			last.inside = append(last.inside, b)
			continue
		}
		depth = max(0, brackets(b.label))
		out = append(out, b)
	}
	return out
}

// brackets is how many round brackets s leaves open.
func brackets(s string) int {
	return strings.Count(s, "（") + strings.Count(s, "(") - strings.Count(s, "）") - strings.Count(s, ")")
}

// boxes reads a line that begins with a box: each label as an option of q, in the group that was headed last.
func (ix *textIndex) boxes(q *Question, line, group string) []box {
	s := strings.TrimLeft(line, " \t　・-*")
	if k, _ := mark(s, true); k == noMark {
		return nil
	}
	out := cutBoxes(s)
	for i := range out {
		b := &out[i]
		b.open = brackets(b.label) > 0 && len(b.inside) == 0
		ix.match(q, b, group)
		if b.option != nil && b.option.Group != "" {
			group = b.option.Group
		}
	}
	return out
}

// match finds the option a label means: the longest one it begins with, or the only one that begins with it.
func (ix *textIndex) match(q *Question, b *box, group string) {
	c := ix.options[q.ID]
	if c == nil {
		return
	}
	label := strings.TrimSpace(b.label)
	if len(label) > 4000 { // no option has such words; what was typed stays listed
		return
	}
	ks, ends := keyMap(label)
	if ks == "" {
		return
	}
	if group != "" {
		if o := c.byKey[group+"/"+headKey(withoutBrackets(label))]; o != nil {
			b.take(o, bracketed(label))
			return
		}
	}
	for _, k := range c.keys {
		if !strings.HasPrefix(ks, k) {
			continue
		}
		o, rest := c.byKey[k], label[ends[len(k)-1]:]
		if rest != "" && (!o.option.Other && runsOn(label[:len(label)-len(rest)], rest) || o.other != "" && beside(rest) != "") {
			continue
		}
		b.take(o, beside(rest))
		b.exact = true
		return
	}
	if i, only := only(c.starts, ks); only && utf8.RuneCountInString(ks) >= 3 {
		b.take(c.byKey[c.starts[i]], "")
	}
}

func (b *box) take(c *choice, words string) {
	b.choice, b.option, b.words = c, c.option, words
	if words == "" && c.other != "" {
		b.words = c.other
	}
}

// only gives the one key of a sorted list that begins with k.
func only(sorted []string, k string) (int, bool) {
	for i, s := range sorted {
		if strings.HasPrefix(s, k) {
			return i, i+1 == len(sorted) || !strings.HasPrefix(sorted[i+1], k)
		}
	}
	return 0, false
}

// runsOn tells whether a word goes on from one part into the next.
func runsOn(head, rest string) bool {
	r, _ := utf8.DecodeLastRuneInString(head)
	n := firstRune(rest)
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && (unicode.IsLetter(n) || unicode.IsDigit(n))
}

// beside is what stands after an option's label: its words, without brackets or colon around them; blanks left to fill in are nothing.
func beside(rest string) string {
	rest = strings.TrimLeft(rest, " \t　")
	r, n := utf8.DecodeRuneInString(rest)
	switch r {
	case '（', '(':
		return filled(unclosed(rest[n:]))
	case '：', ':', '=', '＝', '→', '、', '-', '－', '）', ')':
		return beside(rest[n:])
	}
	if brackets(rest) < 0 {
		rest = unclosed(rest)
	}
	return filled(rest)
}

// unclosed is s without the closing bracket at its end.
func unclosed(s string) string {
	s = strings.TrimRight(s, " \t　")
	if l, m := utf8.DecodeLastRuneInString(s); l == '）' || l == ')' {
		s = s[:len(s)-m]
	}
	return s
}

func bracketed(label string) string {
	if i := strings.IndexAny(label, "（("); i >= 0 {
		return beside(label[i:])
	}
	return ""
}

// filled gives a value without the blanks of a form around it, "" where nothing else is there.
func filled(s string) string {
	s = strings.TrimSpace(s)
	if len(s) < 200 && strings.Trim(wordsOf.blanks.Replace(s), " \t　（）()[]［］＿_…‥.．・/／-－:：") == "" {
		return ""
	}
	return s
}

// keyMap is headKey with, for each byte of it, where in s its character ends.
func keyMap(s string) (string, []int) {
	runes, _, end := text.SqueezeMap(s)
	var b strings.Builder
	var ends []int
	for i, r := range runes {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			for range utf8.RuneLen(r) {
				ends = append(ends, end[i])
			}
			b.WriteRune(r)
		}
	}
	return b.String(), ends
}

// textState reads a state: whole is the answer, which may be nothing but a state; what is left is the answer without it.
func textState(s string, kind Kind) (left string, state incident.Known) {
	if len(s) > 2000 {
		return s, ""
	}
	t := strings.TrimSpace(s)
	if l, _ := utf8.DecodeLastRuneInString(t); l == '）' || l == ')' {
		if i := strings.LastIndexAny(t, "（("); i >= 0 {
			if st := wordsOf.stateKeys[stateKey(strings.Trim(t[i:], "（）()"))]; st != "" && (i == 0 || st == incident.Estimated) {
				return strings.TrimSpace(t[:i]), st
			}
		}
	}
	if st := wordsOf.stateKeys[stateKey(t)]; st == incident.UnknownAnswer || st == incident.NotApplicable {
		return "", st
	}
	if kind == Date || kind == Number {
		for _, w := range wordsOf.Estimated {
			if rest, ok := strings.CutPrefix(t, w); ok && rest != "" {
				return strings.TrimLeft(rest, " 　:："), incident.Estimated
			}
			if rest, ok := strings.CutSuffix(t, w); ok && rest != "" {
				return strings.TrimSpace(rest), incident.Estimated
			}
		}
	}
	return s, ""
}
