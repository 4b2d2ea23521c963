package form

import (
	"net/url"
	"slices"
	"strings"
)

// choice reads options written behind the heading instead of ticked.
func (r *textReader) choice(i int, g *gathered, value string) {
	v := filled(value)
	if v == "" {
		return
	}
	if at := boxStart(v); at >= 0 {
		if group, ok := r.ix.options[g.question.ID].groups[headKey(v[:at])]; ok {
			r.group = group
		} else if headKey(v[:at]) != "" {
			r.unread(i, "unread.line")
		}
		r.pick(i, g, r.ix.boxes(g.question, v[at:], r.group))
		return
	}
	if s, state := textState(v, g.question.Kind); state != "" && s == "" && strings.ContainsAny(v[:1]+v[len(v)-1:], "（()") || strings.HasPrefix(v, "（") && state != "" {
		g.state = state
		if v = s; v == "" {
			return
		}
	}
	r.unmarked(i, g, v)
}

// unmarked reads options by their words alone: one, or several parted by commas or strokes.
func (r *textReader) unmarked(i int, g *gathered, v string) {
	whole := box{mark: markTick, label: v}
	if r.ix.match(g.question, &whole, r.group); whole.option != nil && whole.exact && (whole.words == "" || whole.option.Other) {
		r.pick(i, g, []box{whole})
		return
	}
	var list []box
	for _, s := range strings.FieldsFunc(v, func(c rune) bool { return strings.ContainsRune("、,，/／;；\t", c) }) {
		b := box{mark: markTick, label: strings.TrimSpace(s)}
		if b.label == "" {
			continue
		}
		r.ix.match(g.question, &b, r.group)
		if b.option == nil || !b.exact {
			list = nil
			break
		}
		list = append(list, b)
	}
	if len(list) > 0 {
		r.pick(i, g, list)
		return
	}
	if s, state := textState(v, g.question.Kind); state != "" && s == "" {
		g.state = state
		return
	}
	r.pick(i, g, []box{{mark: markTick, label: v}})
}

// loose reads a line without a box under a question with options: the option alone was left, or its words stand below it.
func (r *textReader) loose(i int, g *gathered) {
	line := strings.TrimSpace(r.lines[i])
	if r.words != nil {
		if g.words[r.words.Code] == "" {
			g.words[r.words.Code] = beside(line)
			return
		}
	}
	b := box{mark: markTick, label: line}
	r.ix.match(g.question, &b, r.group)
	if s, state := textState(line, g.question.Kind); (b.option == nil || strings.ContainsRune("（(", firstRune(line))) && state != "" && s == "" {
		g.state = state
		return
	}
	if b.option == nil || !b.exact || r.gap && len(g.picks) > 0 {
		if len(g.picks) == 0 && !r.gap {
			r.unmarked(i, g, line)
			return
		}
		r.unread(i, "unread.line")
		return
	}
	r.doubt(g.question.ID, "unread.loose")
	r.pick(i, g, []box{b})
}

// ticked decides which boxes are ticked. A ring is a tick unless the question also has a filled one, or every option has a ring.
func (r *textReader) ticked(v url.Values, q *Question, g *gathered) {
	discs, rings := 0, 0
	for _, b := range g.picks {
		if b.mark == disc {
			discs++
		}
		if b.mark == ring {
			rings++
		}
	}
	ringed := discs == 0 && rings < len(q.Options)
	if discs == 0 && rings >= len(q.Options) {
		r.doubt(q.ID, "unread.mark")
	}
	for _, b := range g.picks {
		on := b.mark == markTick || b.mark == disc || b.mark == ring && ringed
		words := b.words
		for _, in := range b.inside {
			if in.mark == markTick || in.mark == disc {
				on, words = true, joinWords(words, strings.TrimSpace(in.label))
			}
		}
		if !on && b.choice != nil && b.choice.other != "" {
			words = ""
		}
		if on && !slices.Contains(v[q.ID], b.option.Code) {
			v.Add(q.ID, b.option.Code)
		}
		if words != "" && b.option.Other {
			v.Set(b.option.otherField, joinWords(v.Get(b.option.otherField), words))
		}
	}
	for code, s := range g.words {
		if o := q.Option(code); o != nil && s != "" {
			v.Set(o.otherField, s)
		}
	}
}

func joinWords(a, b string) string {
	if a == "" || a == b {
		return b
	}
	return a + "、" + b
}
