package form

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/text"
)

// headerForm is the line of a text form that names it, in normal form.
var headerForm = regexp.MustCompile(`^[ >#*|]*(?:様式 ?/ ?)?form ?: ?([a-z][a-z0-9_]{0,40}) ?[@ ] ?([0-9]{1,6})(?: ?\((ja|en)\))?`)

// ReadText reads a text form as reporters return it: ticked in many ways, quoted, wrapped, with items missing, moved or of an older official form, and with
// other text around it. It is false where the text is no form at all. Lines no question took are listed in Unread as "line:12" or "line:12-15", counted from 1 in s
// as it came; whoever calls keeps s. today is the desk's day.
func (f *Forms) ReadText(s string, today time.Time) (Received, bool) {
	lines := strings.Split(text.Clean(s), "\n")
	g := f.guess(lines)
	if g.form == nil {
		return Received{}, false
	}
	r := textReader{form: g.form, ix: g.index, lines: unquoted(lines, g.depths)}
	if g.doubt != "" {
		r.left = append(r.left, incident.Unread{Where: "form", What: g.doubt})
	}
	return Received{Form: g.form, Lang: g.lang, Reading: r.read(today)}, true
}

// guess is which form a text is of.
type guess struct {
	form   *Form
	index  *textIndex
	lang   incident.Lang
	depths []int  // how many headings stand at each depth of quoting
	doubt  string // why the form is not certain
}

// deepest is how often a form may have been quoted.
const deepest = 9

// depth is how many quote marks a line begins with, and rest what follows at most that many.
func depth(line string, most int) (n int, rest string) {
	rest = line
	for n < most {
		t := strings.TrimLeft(rest, " ")
		after, ok := strings.CutPrefix(t, ">")
		if !ok {
			if after, ok = strings.CutPrefix(t, "＞"); !ok {
				return n, rest
			}
		}
		n, rest = n+1, strings.TrimPrefix(after, " ")
	}
	return n, rest
}

// unquoted takes from every line the quote marks of the depth at which the form stands: the least deep one that has most of its headings.
func unquoted(lines []string, depths []int) []string {
	most, at := 0, 0
	for _, n := range depths {
		most = max(most, n)
	}
	for d, n := range depths {
		if n*10 >= most*6 {
			at = d
			break
		}
	}
	if at == 0 {
		return lines
	}
	out := make([]string, len(lines))
	for i, l := range lines {
		_, out[i] = depth(l, at)
	}
	return out
}

// guess takes the form its header names, else the one whose titles and headings the text has most of.
func (f *Forms) guess(lines []string) guess {
	var best guess
	most := 0
	header, version, lang := f.header(lines)
	try := func(form *Form, ix *textIndex) {
		g := guess{form: form, index: ix, depths: make([]int, deepest+1)}
		score := g.score(lines)
		if header != "" && form.ID == header {
			score += 1000
		}
		if score > most {
			most, best = score, g
		}
	}
	for _, form := range f.List() {
		if form.ID == header && version > 0 {
			if named, err := f.Find(header, version); err == nil {
				form = named
			}
		}
		try(form, form.headings())
		for i := range older {
			if older[i].Form == form.ID && header == "" {
				try(form, form.with(&older[i]))
			}
		}
	}
	if best.form == nil || header == "" && most < enoughHeadings {
		return guess{}
	}
	if header != "" && best.form.Version != version {
		best.doubt = "unread.version"
	}
	if lang != "" {
		best.lang = lang
	}
	return best
}

// enoughHeadings is the least score of a text that is taken for a form: two headings beyond who reports, or a title.
const enoughHeadings = 4

// mostLines is how many lines a form is looked for in; what stands after them is read all the same.
const mostLines = 4000

// header finds the line that names the form.
func (f *Forms) header(lines []string) (id string, version int, lang incident.Lang) {
	for _, l := range lines {
		if len(l) > 300 || !strings.ContainsAny(l, "FfＦｆ") {
			continue
		}
		m := headerForm.FindStringSubmatch(text.Normal(l))
		if m == nil {
			continue
		}
		if _, err := f.Find(m[1], 0); err == nil {
			version, _ := strconv.Atoi(m[2])
			return m[1], version, incident.Lang(m[3])
		}
	}
	return "", 0, ""
}

// score counts the headings and titles of a form in a text, each once, at every depth of quoting. Who reports counts little: signatures have the same words.
func (g *guess) score(lines []string) int {
	seen := map[*Question]bool{}
	titles := map[string]bool{}
	score, identity, en := 0, 0, 0
	for _, l := range lines[:min(len(lines), mostLines)] {
		if len(l) > 4000 {
			continue
		}
		d, rest := depth(l, deepest)
		if k := headKey(rest[:cutAt(rest, longestHeading)]); g.index.titles[k] && !titles[k] {
			titles[k] = true
			score += 5
		}
		for _, p := range g.index.pieces(strings.TrimLeft(rest, " 　\t■□●"), false) {
			g.depths[d]++
			for _, h := range p.found[:1] {
				if h.question != nil && seen[h.question] {
					continue
				}
				seen[h.question] = true
				switch {
				case h.question == nil:
					score += 2
				case h.question.Identifies != "":
					identity++
				default:
					score += 2
				}
				if h.question != nil && strings.Contains(headKey(rest[:cutAt(rest, longestHeading)]), headKey(h.question.Label.EN)) {
					en++
				}
			}
		}
	}
	g.lang = incident.JA
	if en*2 > len(seen) {
		g.lang = incident.EN
	}
	if score > 0 {
		score += min(identity, 4) / 2
	}
	return score
}
