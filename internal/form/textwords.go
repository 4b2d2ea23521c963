package form

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/BurntSushi/toml"

	"todoke/internal/incident"
	"todoke/internal/text"
)

//go:embed text/*.toml
var textFiles embed.FS

// words are what stands around the questions of a text form.
type words struct {
	Rule          string
	Begin, End    incident.Text
	Many, One     incident.Text
	Note          incident.Text
	When, Or      incident.Text
	SentBeside    incident.Text `toml:"sent_beside"`
	How           []incident.Text
	Estimated     []string
	Unknown       []string
	NotApplicable []string `toml:"not_applicable"`
	Blanks        []string // what older forms print between the brackets to be filled in

	stateKeys map[string]incident.Known
	blocks    [2]map[string]bool // keys of begin and end markers
	blanks    *strings.Replacer
}

func (w *words) states() map[incident.Known][]string {
	return map[incident.Known][]string{incident.Estimated: w.Estimated, incident.UnknownAnswer: w.Unknown, incident.NotApplicable: w.NotApplicable}
}

// aliases are other words for questions and options: shorthand, and the items of older official forms, each form one file.
type aliases struct {
	Titles  []string // of the older form; a file without any holds for every text
	Form    string   // the form its answers are read as
	Source  string   // where it was seen, and what of it only from general knowledge
	Heading []struct {
		Words    []string
		Question string   // "" for an item no question takes: it is listed
		Forms    []string // only on these forms, none for all
		Keep     bool     // the heading stays before the answer, which joins others of a long text
	}
	Option []struct {
		Question, Code string
		Words          []string
		Other          string // the words beside the option it stands for
		Group          string // only after this group's heading
	}
}

var (
	wordsOf words
	general aliases
	older   []aliases
)

// The files are part of the program: one that cannot be read is a mistake of whoever built it.
func init() {
	if err := loadWords(); err != nil {
		panic(err)
	}
}

func loadWords() error {
	if _, err := toml.DecodeFS(textFiles, "text/words.toml", &wordsOf); err != nil {
		return fmt.Errorf("words of the text form: %w", err)
	}
	wordsOf.stateKeys = map[string]incident.Known{}
	for state, list := range wordsOf.states() {
		for _, s := range list {
			wordsOf.stateKeys[stateKey(s)] = state
		}
	}
	var blanks []string
	for _, s := range wordsOf.Blanks {
		blanks = append(blanks, s, "")
	}
	wordsOf.blanks = strings.NewReplacer(blanks...)
	for i, t := range []incident.Text{wordsOf.Begin, wordsOf.End} {
		wordsOf.blocks[i] = map[string]bool{headKey(t.JA): true, headKey(t.EN): true}
	}
	names, err := fs.Glob(textFiles, "text/*.toml")
	if err != nil {
		return fmt.Errorf("words of the text form: %w", err)
	}
	for _, name := range names {
		if name == "text/words.toml" {
			continue
		}
		var a aliases
		meta, err := toml.DecodeFS(textFiles, name, &a)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if left := meta.Undecoded(); len(left) > 0 {
			return fmt.Errorf("%s: unknown key %s", name, left[0])
		}
		if len(a.Titles) == 0 {
			general = a
		} else {
			older = append(older, a)
		}
	}
	return nil
}

// headKey is the form in which headings and labels are compared: squeezed, letters and digits only.
func headKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text.Squeeze(s))
}

func stateKey(s string) string {
	if k := headKey(s); k != "" {
		return k
	}
	return text.Squeeze(s) // "?"
}

func isBegin(line string) bool { return marker(line, 0) }
func isEnd(line string) bool   { return marker(line, 1) }

// marker tells whether a line is a block's begin or end in either language, brackets included.
func marker(line string, i int) bool {
	line = strings.TrimSpace(line)
	if len(line) > 40 || !strings.HasPrefix(line, "[") && !strings.HasPrefix(line, "［") {
		return false
	}
	return wordsOf.blocks[i][headKey(line)]
}

// textIndex finds the questions, options and standing words of one form by their keys.
type textIndex struct {
	once     sync.Once
	headings map[string][]heading
	standing map[string]bool // titles, leads, notes: no answers
	steps    map[string]string
	titles   map[string]bool
	options  map[string]*choices // by question
	starts   []string            // sorted keys of headings and standing words, to see that a line is the beginning of one
}

// heading is what a heading stands for.
type heading struct {
	question *Question // nil: an item of an older form that no question takes
	step     string
	keep     bool
}

// choices finds the options of one question.
type choices struct {
	byKey  map[string]*choice
	keys   []string // longest first
	starts []string // sorted
	groups map[string]string
}

type choice struct {
	option *Option
	other  string // words it stands for
}

// headings is the form's index, built when first asked for.
func (f *Form) headings() *textIndex {
	f.texts.once.Do(func() { f.texts.build(f, nil) })
	return &f.texts
}

// with is the form's index with the items of an older form before its own.
func (f *Form) with(a *aliases) *textIndex {
	ix := &textIndex{}
	ix.build(f, a)
	return ix
}

func (ix *textIndex) build(f *Form, old *aliases) {
	ix.headings, ix.standing, ix.titles = map[string][]heading{}, map[string]bool{}, map[string]bool{}
	ix.steps, ix.options = map[string]string{}, map[string]*choices{}
	if old != nil {
		for _, t := range old.Titles {
			ix.titles[headKey(t)] = true
		}
		ix.alias(f, old)
	}
	ix.title(f)
	for i := range f.Steps {
		s := &f.Steps[i]
		ix.each(s.Title, func(k string) { ix.steps[k] = s.ID })
		ix.each(s.Lead, func(k string) { ix.standing[k] = true })
		for j := range s.Questions {
			ix.question(f, s.ID, &s.Questions[j])
		}
	}
	ix.alias(f, &general)
	for _, m := range []map[string]bool{ix.standing, ix.titles} {
		for k := range m {
			ix.starts = append(ix.starts, k)
		}
	}
	for k := range ix.headings {
		ix.starts = append(ix.starts, k)
	}
	for _, c := range ix.options {
		c.sort()
		for k := range c.groups {
			ix.starts = append(ix.starts, k)
		}
	}
	slices.Sort(ix.starts)
}

func (ix *textIndex) title(f *Form) {
	ix.each(f.Title, func(k string) { ix.titles[k] = true })
	ix.titles[headKey(f.Title.JA+f.Title.EN)] = true
	for _, h := range wordsOf.How {
		ix.note(h)
	}
}

// note is a standing line with its mark before it.
func (ix *textIndex) note(t incident.Text) {
	ix.standing[headKey(wordsOf.Note.JA+t.JA)], ix.standing[headKey(wordsOf.Note.EN+t.EN)] = true, true
}

func (ix *textIndex) each(t incident.Text, do func(string)) {
	for _, s := range []string{t.JA, t.EN} {
		if k := headKey(s); k != "" {
			do(k)
		}
	}
}

func (ix *textIndex) question(f *Form, step string, q *Question) {
	h := heading{question: q, step: step}
	add := func(k string) {
		if k != "" && !slices.ContainsFunc(ix.headings[k], func(o heading) bool { return o.question == q }) {
			ix.headings[k] = append(ix.headings[k], h)
		}
	}
	hint := map[Kind]incident.Text{Single: wordsOf.One, Multi: wordsOf.Many}[q.Kind]
	for _, lang := range []incident.Lang{incident.JA, incident.EN} {
		label := q.Label.In(lang)
		add(headKey(label))
		add(headKey(label + hint.In(lang)))
		add(headKey(withoutBrackets(label)))
	}
	ix.note(q.Help)
	for _, c := range q.When {
		ix.note(incident.Text{JA: f.asked(c, incident.JA), EN: f.asked(c, incident.EN)})
	}
	if len(q.Options) > 0 {
		ix.choice(q)
	}
}

func (ix *textIndex) of(question string) *choices {
	c := ix.options[question]
	if c == nil {
		c = &choices{byKey: map[string]*choice{}, groups: map[string]string{}}
		ix.options[question] = c
	}
	return c
}

func (ix *textIndex) choice(q *Question) {
	c := ix.of(q.ID)
	for _, full := range []bool{true, false} { // a whole label before any shortened one
		for i := range q.Options {
			o := &q.Options[i]
			for _, s := range []string{o.Label.JA, o.Label.EN} {
				if !full {
					s = withoutBrackets(s)
				}
				if k := headKey(s); k != "" && c.byKey[k] == nil {
					c.byKey[k] = &choice{option: o}
				}
			}
		}
	}
	for _, g := range q.Groups {
		ix.each(g.Label, func(k string) { c.groups[k] = g.ID })
		c.groups[headKey(withoutBrackets(g.Label.JA))] = g.ID
	}
}

func (c *choices) sort() {
	for k := range c.byKey {
		c.keys = append(c.keys, k)
	}
	c.starts = slices.Sorted(slices.Values(c.keys))
	slices.SortFunc(c.keys, func(a, b string) int { return len(b) - len(a) })
}

func (ix *textIndex) alias(f *Form, a *aliases) {
	for _, h := range a.Heading {
		q := f.questions[h.Question]
		if q == nil && h.Question != "" || len(h.Forms) > 0 && !slices.Contains(h.Forms, f.ID) {
			continue
		}
		for _, s := range h.Words {
			k := headKey(s)
			if len(ix.headings[k]) == 0 {
				ix.headings[k] = []heading{{question: q, step: f.stepOf(h.Question), keep: h.Keep}}
			}
		}
	}
	for _, o := range a.Option {
		q := f.questions[o.Question]
		if q == nil || q.Option(o.Code) == nil {
			continue
		}
		c := ix.of(q.ID)
		for _, s := range o.Words {
			k := headKey(s)
			if o.Group != "" {
				k = o.Group + "/" + k
			}
			if c.byKey[k] == nil {
				c.byKey[k] = &choice{option: q.Option(o.Code), other: o.Other}
			}
		}
	}
}

func (f *Form) stepOf(question string) string {
	for i := range f.Steps {
		for _, q := range f.Steps[i].Questions {
			if q.ID == question {
				return f.Steps[i].ID
			}
		}
	}
	return ""
}

// withoutBrackets is a label without what stands in brackets.
func withoutBrackets(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '（', '(':
			depth++
			return -1
		case '）', ')':
			depth = max(0, depth-1)
			return -1
		}
		if depth > 0 {
			return -1
		}
		return r
	}, s)
}

// begins tells whether k is the beginning, and not the whole, of a key in a sorted list.
func begins(sorted []string, k string) bool {
	i, exact := slices.BinarySearch(sorted, k)
	if exact {
		i++
	}
	return i < len(sorted) && strings.HasPrefix(sorted[i], k)
}
