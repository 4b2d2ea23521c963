package console

import (
	"net/url"

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

// placeChoice is one text a comment may be about.
type placeChoice struct{ Value, Label string }

// comments fills the list of comments and what a new one may be about.
func (p *casePage) comments(v *visit) {
	p.Comment = v.can(incident.CaseComment) && p.Latest != nil
	for _, c := range p.Case.Comments {
		p.Comments = append(p.Comments, commentLine{Comment: c, Label: v.place(c.Place), Field: p.fieldOf(c.Place), Lang: placeLang(c.Place)})
		if c.Open() {
			p.Open++
		}
	}
	if p.Latest == nil {
		return
	}
	for _, where := range triage.Places(*p.Latest) {
		p.Places = append(p.Places, placeChoice{where, v.place(where)})
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
