package console

import (
	"net/url"
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/triage"
)

// commentLine is one comment with its place in words.
type commentLine struct {
	triage.Comment
	Label string
	Field string // id of the input it is about, "" where none is shown
	Lang  incident.Lang
}

// passage is a stretch of a text that an unsettled comment is about.
type passage struct {
	Quote   string
	Comment int64
}

// Passages are the stretches of revision n with unsettled comments, by place; only the newest has any, for comments are about that.
func (p casePage) Passages(n int) map[string][]passage {
	if p.Latest == nil || n != p.Latest.N {
		return nil
	}
	out := map[string][]passage{}
	for _, c := range p.Comments {
		if c.Open() && !c.Detached && c.Quote != "" {
			out[c.Place] = append(out[c.Place], passage{c.Quote, c.ID})
		}
	}
	return out
}

// piece is a stretch of a text, with the comment it has, or 0.
type piece struct {
	Text    string
	Comment int64
}

// pieces cuts a text where passages with comments begin and end; of two that overlap the earlier one is marked. One over the end of a paragraph is not.
func pieces(s string, marks []passage) []piece {
	var out []piece
	for s != "" {
		at, which := len(s), -1
		for i, m := range marks {
			if k := strings.Index(s, m.Quote); k >= 0 && k < at {
				at, which = k, i
			}
		}
		if at > 0 {
			out = append(out, piece{Text: s[:at]})
		}
		if which < 0 {
			break
		}
		m := marks[which]
		out = append(out, piece{m.Quote, m.Comment})
		s, marks = s[at+len(m.Quote):], slices.Delete(slices.Clone(marks), which, which+1)
	}
	return out
}

// placeChoice is one text a comment may be about.
type placeChoice struct{ Value, Label string }

// comments fills the list of comments and what a new one may be about.
func (p *casePage) comments(v *visit) {
	actors := v.actorNamesOf(p.Latest)
	p.Comment = v.can(incident.CaseComment) && p.Latest != nil
	for _, c := range p.Case.Comments {
		p.Comments = append(p.Comments, commentLine{Comment: c, Label: v.place(c.Place, actors), Field: p.fieldOf(c.Place), Lang: placeLang(c.Place)})
		if c.Open() {
			p.Open++
		}
	}
	if p.Latest == nil {
		return
	}
	for _, where := range triage.Places(*p.Latest) {
		p.Places = append(p.Places, placeChoice{where, v.place(where, actors)})
	}
}

// placeLang is the language of the text at a place.
func placeLang(where string) incident.Lang {
	if len(where) > 3 && where[len(where)-3:] == ".en" {
		return incident.EN
	}
	return incident.JA
}

func readComment(f url.Values) triage.CommentStart {
	return triage.CommentStart{Place: f.Get("comment.place"), Quote: lines(f.Get("comment.quote")), Body: lines(f.Get("comment.body"))}
}
