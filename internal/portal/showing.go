package portal

import (
	"net/http"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/web"
)

type showingPage struct {
	web.Page
	Key     intake.Key
	Showing intake.OwnShowing
	Ticked  map[int]bool   // typed: parts objected to
	Typed   map[int]string // typed: words on a part
}

// Of picks the parts of one kind.
func (p showingPage) Of(kind string) []incident.ShownPart {
	var out []incident.ShownPart
	for _, x := range p.Showing.Parts {
		if x.Kind == kind {
			out = append(out, x)
		}
	}
	return out
}

// partOf is one part with its page, for the template of what was said.
type partOf struct {
	Page showingPage
	Part incident.ShownPart
}

// Part gives the template of what was said its page.
func (p showingPage) Part(x incident.ShownPart) partOf { return partOf{p, x} }

// Touched tells whether something was typed on a part, so that it is shown open again.
func (p showingPage) Touched(n int) bool { return p.Ticked[n] || p.Typed[n] != "" }

// showing shows a draft of a case to the reporter, or takes the answer to it.
func (p *portal) showing(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(w, r, fieldLimits)
	k := p.key(r, f)
	if err != nil {
		return p.showStatus(w, r, k, outcome{err: err})
	}
	do := f.Values.Get(fieldDo)
	if lang, ok := strings.CutPrefix(do, "lang:"); ok {
		r = inLang(w, r, lang)
	}
	id, _ := strconv.ParseInt(f.Values.Get("showing"), 10, 64)
	page := &showingPage{Page: p.page(r, "portal.showing.title"), Key: k, Ticked: map[int]bool{}, Typed: map[int]string{}}
	if page.Showing, err = p.Intake.Showing(r.Context(), k, id); err != nil {
		return p.showStatus(w, r, k, outcome{err: err})
	}
	object := map[int]string{}
	for _, x := range page.Showing.Parts {
		words, ticked := f.Values.Get(intake.PartField(x.N)), f.Values.Get("object."+strconv.Itoa(x.N)) != ""
		page.Typed[x.N], page.Ticked[x.N] = words, ticked
		if ticked || strings.TrimSpace(words) != "" {
			object[x.N] = words
		}
	}
	var wrong error
	if do == "agree" || do == "send" {
		wrong = p.Intake.AnswerShowing(r.Context(), k, id, intake.ShowingAnswer{Agree: do == "agree", Object: object})
		if wrong == nil {
			notice := "portal.showing.thanks.objected"
			if do == "agree" {
				notice = "portal.showing.thanks.agreed"
			}
			return p.showStatus(w, r, k, outcome{notice: p.t(r, notice)})
		}
	}
	page.Errors = p.summary(r, wrong)
	p.app.Render(w, r, statusOf(wrong), "showing", page)
	return nil
}
