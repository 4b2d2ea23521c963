package form

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// textReader reads the lines of one returned text form, each line once but for those a mailer may have wrapped.
type textReader struct {
	form  *Form
	ix    *textIndex
	lines []string // without the quote marks of a reply
	ends  []int    // where the block beginning at a line ends, 0 for none

	got       map[string]*gathered
	at        *heading // the question being answered, nil for none
	words     *Option  // the option the last line was of, whose words may follow in a block
	group     string
	step      string
	signature bool // after "-- ": who writes is no answer
	gap       bool // a blank line since the last answer

	left []incident.Unread
	open lineRange
}

// lineRange is lines, from 1, that no question took.
type lineRange struct {
	from, to int
	why      string
}

// gathered is what was found for one question.
type gathered struct {
	question *Question
	value    string
	long     []string
	block    bool
	state    incident.Known
	picks    []box
	words    map[string]string // from blocks behind options
}

func (g *gathered) empty() bool {
	return g.value == "" && len(g.long) == 0 && !g.block && len(g.picks) == 0 && g.state == ""
}

func (r *textReader) read(today time.Time) Reading {
	r.got, r.ends = map[string]*gathered{}, blocks(r.lines)
	for i := 0; i < len(r.lines); {
		n := 1
		switch line := r.lines[i]; {
		case strings.TrimSpace(line) == "":
			r.blank()
		case r.ends[i] > 0:
			r.block(i)
			n = r.ends[i] - i + 1
		case isBegin(line), isEnd(line):
		default:
			n = r.line(i)
		}
		i += n
	}
	r.close()
	return r.reading(today)
}

// blocks finds for each line that begins a block the line that ends it. A begin without an end before the next begin opens nothing, so that a lost marker does not swallow the form.
func blocks(lines []string) []int {
	ends := make([]int, len(lines))
	end := 0
	for i := len(lines) - 1; i >= 0; i-- {
		switch {
		case isEnd(lines[i]):
			end = i
		case isBegin(lines[i]):
			ends[i], end = end, 0
		}
	}
	return ends
}

func (r *textReader) blank() {
	r.gap = true
	if g := r.now(); g != nil && g.question.Kind == LongText && len(g.long) > 0 && !g.block {
		g.long = append(g.long, "")
	}
}

// now is what is gathered for the question being answered.
func (r *textReader) now() *gathered {
	if r.at == nil || r.at.question == nil {
		return nil
	}
	q := r.at.question
	g := r.got[q.ID]
	if g == nil {
		g = &gathered{question: q, words: map[string]string{}}
		r.got[q.ID] = g
	}
	return g
}

func (r *textReader) block(i int) {
	list := slices.Clone(r.lines[i+1 : r.ends[i]])
	for j := range list {
		list[j] = strings.TrimPrefix(list[j], `\`)
	}
	s := strings.TrimSpace(strings.Join(list, "\n"))
	g := r.now()
	switch {
	case s == "":
	case g == nil:
		for j := i + 1; j < r.ends[i]; j++ {
			r.unread(j, "unread.line")
		}
	case r.words != nil:
		g.words[r.words.Code] = s
	case !g.empty() && (g.value != "" || g.block):
		for j := i + 1; j < r.ends[i]; j++ {
			r.unread(j, "unread.several_lines")
		}
	default:
		g.block, g.value = true, s
	}
	r.words = nil
}

// line reads the line at i, with following ones where it was wrapped, and gives how many lines it took.
func (r *textReader) line(i int) int {
	line := r.lines[i]
	words := r.words
	r.words = nil
	if strings.TrimRight(line, " ") == "--" {
		r.signature, r.at = true, nil
		return 1
	}
	if k, n := mark(strings.TrimLeft(line, " \t　・-*"), true); k != noMark {
		if used := r.boxed(i, n); used > 0 {
			return used
		}
	}
	if used := r.furniture(i); used > 0 {
		return used
	}
	if used := r.headed(i); used > 0 {
		return used
	}
	r.words = words
	r.content(i)
	return 1
}

// boxed reads a line that begins with a box. 0 means that it is none: a heading after ■, or text.
func (r *textReader) boxed(i, markLen int) int {
	g := r.now()
	choice := g != nil && len(g.question.Options) > 0
	var list []box
	used := 1
	if choice {
		list, used = r.joined(i, g.question)
		if slices.ContainsFunc(list, func(b box) bool { return b.option != nil }) {
			r.pick(i, g, list)
			return used
		}
	}
	s := strings.TrimLeft(r.lines[i], " \t　・-*")
	if p := r.ix.pieces(s[markLen:], false); len(p) > 0 {
		r.start(i, p)
		return 1
	}
	if choice {
		r.pick(i, g, list)
		return used
	}
	return 0
}

// joined reads the boxes of a line together with the lines its last option was wrapped into.
func (r *textReader) joined(i int, q *Question) ([]box, int) {
	list := r.ix.boxes(q, r.lines[i], r.group)
	if len(list) == 0 {
		return nil, 1
	}
	starts := r.ix.options[q.ID].starts
	last, try := list[len(list)-1], r.lines[i]
	for n := 1; n < 4 && i+n < len(r.lines) && (last.open || begins(starts, headKey(last.label))); n++ {
		next := r.lines[i+n]
		if own := r.ix.boxes(q, next, r.group); len(own) > 0 && (!last.open || own[0].exact) || strings.TrimSpace(next) == "" || r.ends[i+n] > 0 || len(next) > 1000 {
			break
		}
		try = join2(try, next)
		again := r.ix.boxes(q, try, r.group)
		b := again[len(again)-1]
		if b.option != nil && b.exact && !b.open && (last.open || !last.exact || b.option != last.option) {
			return again, n + 1
		}
		if !b.open && !begins(starts, headKey(b.label)) {
			break
		}
	}
	return list, 1
}

// join2 puts two lines together that a mailer parted: with a space between Latin words, without one in Japanese.
func join2(a, b string) string {
	a, b = strings.TrimRight(a, " "), strings.TrimLeft(b, " 　\t")
	l, _ := utf8.DecodeLastRuneInString(a)
	if l < utf8.RuneSelf && firstRune(b) < utf8.RuneSelf {
		return a + " " + b
	}
	return a + b
}

// pick notes the boxes of a line under a question; a ticked one that is no option is listed, and its words kept beside "other" where the question has that.
func (r *textReader) pick(i int, g *gathered, list []box) {
	for _, b := range list {
		on := b.mark == markTick || b.mark == disc
		switch {
		case b.option == nil && !on && len(b.inside) == 0:
			continue
		case b.option == nil:
			r.unread(i, "unread.option_line")
			if o := g.question.Option("other"); o != nil && o.Other && on {
				b.option, b.words = o, strings.TrimSpace(b.label)
				g.picks = append(g.picks, b)
			}
			continue
		case !b.option.Other && b.words != "":
			if _, state := textState("（"+b.words+"）", g.question.Kind); state != "" {
				g.state = incident.Estimated
			} else if b.choice.other == "" && on {
				r.unread(i, "unread.line")
			}
			b.words = ""
		}
		if b.twice || !on && b.mark == empty && b.option.Other && b.words != "" {
			r.doubt(g.question.ID, "unread.mark")
		}
		g.picks = append(g.picks, b)
		r.group, r.words = b.option.Group, nil
		if b.option.Other && b.words == "" {
			r.words = b.option
		}
	}
	r.gap = false
}

func (r *textReader) doubt(where, why string) {
	if u := (incident.Unread{Where: where, What: why}); !slices.Contains(r.left, u) {
		r.left = append(r.left, u)
	}
}

// furniture passes over what the form itself says: titles, notes, headings of steps and groups, rules. 0 means that the line is something else.
func (r *textReader) furniture(i int) int {
	k := headKey(r.lines[i])
	g := r.now()
	if k == "" {
		if g == nil || g.question.Kind != LongText || len(g.long) == 0 {
			return 1
		}
		return 0
	}
	if headerForm.MatchString(text.Normal(r.lines[i][:cutAt(r.lines[i], 200)])) {
		r.at, r.signature = nil, false
		return 1
	}
	return r.wrapped(i, func(k, line string) bool {
		if g != nil && r.ix.options[g.question.ID] != nil {
			if group, ok := r.ix.options[g.question.ID].groups[k]; ok {
				r.group = group
				return true
			}
		}
		if step, ok := r.ix.steps[k]; ok {
			r.step, r.at, r.signature = step, nil, false
			return true
		}
		if r.ix.titles[k] {
			r.at, r.signature = nil, false
			return true
		}
		return r.ix.standing[k]
	})
}

// wrapped tries a line alone and then with up to three following ones, as long as it is the beginning of something the form says.
func (r *textReader) wrapped(i int, is func(k, line string) bool) int {
	line := r.lines[i]
	for n := 1; ; n++ {
		if len(line) > 1000 {
			return 0
		}
		k := headKey(line)
		if is(k, line) {
			return n
		}
		if n == 4 || i+n >= len(r.lines) || len(k) < 9 || !begins(r.ix.starts, k) || strings.TrimSpace(r.lines[i+n]) == "" {
			return 0
		}
		line = join2(line, r.lines[i+n])
	}
}

// headed begins a question at its heading.
func (r *textReader) headed(i int) int {
	g := r.now()
	loose := g == nil || g.question.Kind != LongText
	if p := r.ix.pieces(r.lines[i], loose); len(p) > 0 {
		if i+1 < len(r.lines) && brackets(p[len(p)-1].value) > 0 && wide(r.lines[i]) >= 40 && r.plain(i+1) {
			r.start(i, r.ix.pieces(join2(r.lines[i], r.lines[i+1]), loose))
			return 2
		}
		return r.start(i, p)
	}
	return r.wrapped(i, func(_, line string) bool {
		p := r.ix.pieces(line, false)
		return len(p) > 0 && r.start(i, p) > 0
	})
}

// plain tells whether a line is neither empty nor a box, a heading or a marker.
func (r *textReader) plain(i int) bool {
	k, _ := mark(strings.TrimLeft(r.lines[i], " \t　・-*"), true)
	return k == noMark && headKey(r.lines[i]) != "" && r.ends[i] == 0 && len(r.ix.pieces(r.lines[i], false)) == 0
}

func (r *textReader) start(i int, list []piece) int {
	for _, p := range list {
		h := r.choose(p.found)
		if r.signature && (h.question == nil || h.question.Identifies != "") {
			r.unread(i, "unread.line")
			continue
		}
		r.at, r.group, r.gap, r.signature = &h, "", false, false
		if h.step != "" {
			r.step = h.step
		}
		if h.question == nil {
			r.unread(i, "unread.item")
			continue
		}
		g := r.now()
		if h.keep {
			r.keep(g, r.lines[i])
			continue
		}
		if !g.empty() {
			r.again(i, g, p.value)
			continue
		}
		r.value(i, g, p.value)
	}
	return 1
}

// keep adds a heading of an older form with its answer to a long text.
func (r *textReader) keep(g *gathered, line string) {
	if len(g.long) > 0 {
		g.long = append(g.long, "")
	}
	g.long = append(g.long, strings.TrimSpace(line))
}

// again is a question asked a second time: the first answer stands, another one is listed.
func (r *textReader) again(i int, g *gathered, value string) {
	if v := filled(value); v != "" && v != g.value {
		r.unread(i, "unread.several_lines")
	}
	r.at = nil
}

// choose takes of several questions with the same heading the one of the step being read, else the first not yet answered.
func (r *textReader) choose(list []heading) heading {
	for _, h := range list {
		if h.step == r.step {
			return h
		}
	}
	for _, h := range list {
		if h.question == nil || r.got[h.question.ID] == nil {
			return h
		}
	}
	return list[0]
}

// value reads what stands on the line of a heading.
func (r *textReader) value(i int, g *gathered, value string) {
	q, v := g.question, filled(value)
	if s, state := textState(v, q.Kind); s == "" && state != "" && len(q.Options) == 0 {
		g.state = state
		return
	}
	switch {
	case len(q.Options) > 0:
		r.choice(i, g, value)
	case q.Kind == Files:
		if v != "" && headKey(v) != headKey(wordsOf.SentBeside.JA) && headKey(v) != headKey(wordsOf.SentBeside.EN) {
			r.unread(i, "unread.line")
		}
	case q.Kind == LongText:
		if v != "" {
			g.long = append(g.long, v)
		}
	default:
		g.value = v
	}
}

// content is a line that is neither box nor heading: an answer, the rest of one, or nothing any question takes.
func (r *textReader) content(i int) {
	g := r.now()
	if g == nil {
		switch {
		case r.at != nil:
			r.unread(i, "unread.item")
		case !r.byNumber(i):
			r.unread(i, "unread.line")
		}
		return
	}
	line := r.lines[i]
	if g.question.Kind == LongText && !g.block {
		g.long = append(g.long, line)
		r.gap = false
		return
	}
	if unknownHeading(line) {
		if !r.byNumber(i) {
			r.at = nil
			r.unread(i, "unread.line")
		}
		return
	}
	switch {
	case g.block || g.question.Kind == Files:
		r.unread(i, "unread.line")
	case len(g.question.Options) > 0:
		r.loose(i, g)
	case g.value == "":
		g.value, r.gap = filled(line), false
	case !r.gap && i > 0 && (indented(line) || wide(r.lines[i-1]) >= 50):
		g.value = join2(g.value, line)
	default:
		r.unread(i, "unread.line")
	}
}

func indented(s string) bool { return strings.HasPrefix(s, "　") || strings.HasPrefix(s, "  ") }

func wide(s string) int {
	n := 0
	for _, c := range s[:cutAt(s, 400)] {
		n += runeColumns(c)
	}
	return n
}

// unknownHeading tells whether a line looks like an item of a form, though none of this one.
func unknownHeading(line string) bool {
	s := strings.TrimLeft(line, " \t　")
	if strings.HasPrefix(s, "◆") || strings.HasPrefix(s, "◇") || strings.HasPrefix(s, "【") {
		return true
	}
	_, numbered := unnumbered(line)
	return numbered
}

// byNumber takes an answer behind nothing but a number for the item of that number, where it can be one: a date, a number, an option.
func (r *textReader) byNumber(i int) bool {
	s := strings.TrimSpace(r.lines[i])
	rest, _ := unnumbered(s)
	if len(s) > longestHeading || r.signature {
		return false
	}
	num := strings.Trim(text.Normal(s[:len(s)-len(rest)]), " .,:)(][")
	if rest == "" || num == "" {
		return false
	}
	for j := range r.form.Steps {
		for k := range r.form.Steps[j].Questions {
			q := &r.form.Steps[j].Questions[k]
			if r.form.Item(q) != num || r.got[q.ID] != nil && !r.got[q.ID].empty() {
				continue
			}
			if r.fits(q, rest) {
				r.at = &heading{question: q, step: r.form.Steps[j].ID}
				r.doubt(q.ID, "unread.by_number")
				r.value(i, r.now(), rest)
				return true
			}
		}
	}
	return false
}

func (r *textReader) fits(q *Question, s string) bool {
	switch q.Kind {
	case Date:
		_, err := text.ParseDate(s, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
		return err == nil
	case Number:
		return aboutNumber.MatchString(strings.TrimSpace(text.Normal(s)))
	case Single, Multi:
		b := box{mark: markTick, label: s}
		r.ix.match(q, &b, "")
		return b.exact
	}
	return false
}

// unread lists a line, together with the one before where that has the same reason.
func (r *textReader) unread(i int, why string) {
	if r.open.why == why && (r.open.to > i || strings.TrimSpace(strings.Join(r.lines[r.open.to:i], "")) == "") {
		r.open.to = i + 1 // a line may hold two of the kind
		return
	}
	r.close()
	r.open = lineRange{i + 1, i + 1, why}
}

func (r *textReader) close() {
	if r.open.why == "" {
		return
	}
	where := "line:" + strconv.Itoa(r.open.from)
	if r.open.to > r.open.from {
		where += "-" + strconv.Itoa(r.open.to)
	}
	r.left = append(r.left, incident.Unread{Where: where, What: r.open.why})
	r.open = lineRange{}
}

// reading puts what was gathered into the fields of a page and reads those.
func (r *textReader) reading(today time.Time) Reading {
	v := url.Values{}
	for i := range r.form.Steps {
		for j := range r.form.Steps[i].Questions {
			q := &r.form.Steps[i].Questions[j]
			if g := r.got[q.ID]; g != nil {
				r.fields(v, q, g)
			}
		}
	}
	out := r.form.ReadValues(v, today)
	out.Unread = append(r.left, out.Unread...)
	return out
}

func (r *textReader) fields(v url.Values, q *Question, g *gathered) {
	state := g.state
	if len(q.Options) > 0 {
		r.ticked(v, q, g)
	} else {
		s := g.value
		if before := strings.Join(trimTail(g.long), "\n"); before != "" {
			s = strings.TrimSuffix(before+"\n"+s, "\n")
		}
		if !g.block {
			left, st := textState(s, q.Kind)
			if s = left; st != "" {
				state = st
			}
		}
		if s != "" {
			v.Set(q.ID, s)
		}
	}
	if state != "" {
		v.Set(q.stateField, string(state))
	}
}

// trimTail drops blank lines and rules from the end of a text.
func trimTail(list []string) []string {
	for len(list) > 0 && headKey(list[len(list)-1]) == "" && strings.Trim(list[len(list)-1], " \t　-=＝－―─━*＊_") == "" {
		list = list[:len(list)-1]
	}
	return list
}
