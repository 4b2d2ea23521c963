package form

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/width"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// columns is how wide a line of the text form is at most, in half-width columns: mailers wrap at 72 to 76.
const columns = 70

// Text renders the form to be filled in with a keyboard and sent by mail: □ to turn into ■, items numbered as on the official form where it has them.
func (f *Form) Text(lang incident.Lang) string { return f.FilledText(lang, nil) }

// FilledText is Text with answers filled in. ReadText gives the same answers back.
func (f *Form) FilledText(lang incident.Lang, answers []incident.Answer) string {
	w := textWriter{form: f, lang: lang, answers: answers, index: f.headings()}
	w.head()
	for _, s := range f.paper() {
		w.line("")
		w.line("【" + s.Title.In(lang) + "】")
		for i := range s.Questions {
			w.question(&s.Questions[i])
		}
	}
	w.line("")
	w.line(wordsOf.Rule)
	return w.String()
}

// paper is the steps in the order of paper forms: who reports comes first.
func (f *Form) paper() []Step {
	var first, rest []Step
	for _, s := range f.Steps {
		if s.ID == "reporter" {
			first = append(first, s)
		} else {
			rest = append(rest, s)
		}
	}
	return append(first, rest...)
}

type textWriter struct {
	strings.Builder
	form    *Form
	lang    incident.Lang
	answers []incident.Answer
	index   *textIndex
}

func (w *textWriter) line(s string) {
	w.WriteString(s)
	w.WriteByte('\n')
}

func (w *textWriter) head() {
	f := w.form
	w.line(wordsOf.Rule)
	w.line(f.Title.JA + " / " + f.Title.EN)
	w.line(headerLine(f, w.lang))
	w.line(wordsOf.Rule)
	for _, h := range wordsOf.How {
		w.note(h.In(w.lang))
	}
}

// headerLine names form, version and language in both languages, short and almost ASCII, so that it survives mail.
func headerLine(f *Form, lang incident.Lang) string {
	return fmt.Sprintf("様式 / Form: %s %d (%s)", f.ID, f.Version, lang)
}

func (w *textWriter) note(s string) {
	for _, l := range fold(wordsOf.Note.In(w.lang)+" "+s, columns) {
		w.line(l)
	}
}

// label is the heading of a question: its number or a mark, and its words.
func (w *textWriter) label(q *Question) string {
	s := q.Label.In(w.lang)
	switch q.Kind {
	case Multi:
		s += w.bracket(wordsOf.Many)
	case Single:
		s += w.bracket(wordsOf.One)
	}
	if n := w.form.Item(q); n != "" {
		return n + ". " + s
	}
	return "◆ " + s
}

func (w *textWriter) bracket(t incident.Text) string {
	if w.lang == incident.EN {
		return " (" + t.EN + ")"
	}
	return "（" + t.JA + "）"
}

// colon parts a heading from its answer.
func colon(lang incident.Lang) string {
	if lang == incident.EN {
		return ": "
	}
	return "："
}

// stateMark is how a state is written after an answer, "" for known.
func stateMark(lang incident.Lang, state incident.Known) string {
	words := wordsOf.states()[state]
	if len(words) == 0 {
		return ""
	}
	if lang == incident.EN {
		return "(" + words[1] + ")"
	}
	return "（" + words[0] + "）"
}

func (w *textWriter) question(q *Question) {
	a, _ := Find(w.answers, q.ID)
	heading := w.label(q) + colon(w.lang)
	mark := stateMark(w.lang, a.State)
	switch q.Kind {
	case Single, Multi:
		if mark == "" {
			heading = w.label(q)
		}
		w.line("")
		w.line(heading + mark)
		w.notes(q)
		w.options(q, a)
	case LongText:
		w.line("")
		w.line(strings.TrimSpace(heading + mark))
		w.notes(q)
		w.block(a.Text)
	case Files:
		w.line(heading + w.bracket(wordsOf.SentBeside))
		w.notes(q)
	default:
		s := w.form.typed(a, w.lang)
		inline := heading + s + mark
		if _, ok := w.index.inline(inline, q, s, a.State); s != "" && !ok {
			w.line(heading + mark)
			w.notes(q)
			w.block(s)
			return
		}
		w.line(strings.TrimRight(inline, " "))
		w.notes(q)
	}
}

// typed is an answer of one line as its field on a page holds it, dates in the language's own way where they read back the same.
func (f *Form) typed(a incident.Answer, lang incident.Lang) string {
	if lang == incident.EN && a.Text == "" && a.When.Known() {
		d := text.Date{From: a.When.From, To: a.When.To, Precision: string(a.When.Precision)}
		s := text.EnDate(d)
		if again, err := text.ParseDate(s, a.When.To.Add(366*24*time.Hour)); err == nil && again == d {
			return s
		}
	}
	return f.Values([]incident.Answer{a}).Get(a.Question)
}

// notes are the help of a question and when it is asked.
func (w *textWriter) notes(q *Question) {
	for _, c := range q.When {
		w.note(w.form.asked(c, w.lang))
	}
	if help := q.Help.In(w.lang); help != "" {
		w.note(help)
	}
}

func (w *textWriter) options(q *Question, a incident.Answer) {
	group := ""
	for i := range q.Options {
		o := &q.Options[i]
		if o.Group != group {
			group = o.Group
			if label := q.group(group); label != nil {
				w.line("  ＜" + label.In(w.lang) + "＞")
			}
		}
		box := "□ "
		if ticks(a.Codes).has(o.Code) {
			box = "■ "
		}
		w.option(q, o, "  "+box+o.Label.In(w.lang), a.Other[o.Code])
	}
}

func (w *textWriter) option(q *Question, o *Option, line, words string) {
	switch {
	case !o.Other:
		w.line(line)
	case words == "":
		w.line(line + "（　　　　　　）")
	default:
		full := line + "（" + words + "）"
		if got := w.index.boxes(q, full, ""); !strings.Contains(words, "\n") && len(got) == 1 && len(got[0].inside) == 0 && !got[0].open && got[0].option == o && got[0].words == words {
			w.line(full)
			return
		}
		w.line(line)
		w.block(words)
	}
}

func (q *Question) group(id string) *incident.Text {
	for i := range q.Groups {
		if q.Groups[i].ID == id {
			return &q.Groups[i].Label
		}
	}
	return nil
}

// block puts a text between markers, in which nothing is read but the end. A line that looks like a marker gets a backslash before it.
func (w *textWriter) block(s string) {
	w.line(wordsOf.Begin.In(w.lang))
	for l := range strings.SplitSeq(s, "\n") {
		if strings.HasPrefix(l, `\`) || isBegin(l) || isEnd(l) {
			l = `\` + l
		}
		w.line(l)
	}
	w.line(wordsOf.End.In(w.lang))
}

// fold breaks a note into lines of at most n columns; a Latin word is not broken.
func fold(s string, n int) []string {
	var out []string
	line, wide, space := 0, 0, -1
	for i, r := range s {
		if r == ' ' {
			space = i
		}
		wide += runeColumns(r)
		if wide <= n || strings.ContainsRune("。、）」", r) && wide <= n+2 {
			continue // no line begins with these
		}
		cut := i
		if r < utf8.RuneSelf && space > line {
			cut = space
		}
		out = append(out, strings.TrimSpace(s[line:cut]))
		line, space = cut, -1
		wide = 0
		for _, r := range s[cut : i+utf8.RuneLen(r)] {
			wide += runeColumns(r)
		}
	}
	return append(out, strings.TrimSpace(s[line:]))
}

// runeColumns is how many half-width columns a character takes in a Japanese mailer.
func runeColumns(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
		return 2
	}
	return 1
}

// condition says under which answers a question is asked.
func (f *Form) asked(c Condition, lang incident.Lang) string {
	q := f.questions[c.Question]
	var labels []string
	for _, code := range c.In {
		labels = append(labels, q.Option(code).Label.In(lang))
	}
	s := wordsOf.When.In(lang)
	for i, v := range []string{q.Label.In(lang), strings.Join(labels, wordsOf.Or.In(lang))} {
		s = strings.ReplaceAll(s, "{"+strconv.Itoa(i)+"}", v)
	}
	return s
}
