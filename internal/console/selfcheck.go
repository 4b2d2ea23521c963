package console

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/web"
)

type selfcheckPage struct {
	web.Page
	publish.KnowledgeView
	Causes  []incident.Term
	Edit    bool
	Unsaved bool
	Open    bool // every question is unfolded: something is wrong
}

// Has tells whether a question leads to a cause.
func (p selfcheckPage) Has(q publish.Question, code string) bool {
	return slices.Contains(q.Causes, code)
}

// Count is how many published cases a question leads to by its causes.
func (p selfcheckPage) Count(q publish.Question) int {
	n := 0
	for _, c := range q.Causes {
		n += p.Cases[c]
	}
	return n
}

func (c *Console) selfcheck(v *visit) error { return c.selfcheckAgain(v, nil, nil) }

// selfcheckAgain shows the knowledge in force, or what was typed.
func (c *Console) selfcheckAgain(v *visit, typed *publish.Knowledge, wrong error) error {
	k, err := c.Publish.Knowledge(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	p := selfcheckPage{Page: v.page("console.selfcheck.title"), KnowledgeView: k, Causes: c.vocabulary["cause"], Edit: v.can(incident.EditionEdit)}
	if typed != nil {
		p.Knowledge, p.Unsaved = *typed, true
	} else if len(k.Wrong) > 0 {
		wrong = k.Wrong
	}
	if p.Edit {
		p.Questions = append(slices.Clone(p.Questions), publish.Question{Risk: "no"})
		p.Outside = append(slices.Clone(p.Outside), publish.Outside{})
	}
	if wrong != nil {
		p.Errors, p.Open = v.summary(wrong), true
		return v.renderAs(web.StatusOf(wrong), "selfcheck", &p)
	}
	return v.render("selfcheck", &p)
}

// editSelfcheck checks or saves the knowledge as a whole, moves a question, or goes back to what the program ships.
func (c *Console) editSelfcheck(v *visit) error {
	posted, err := v.form()
	if err != nil {
		return err
	}
	f := posted.Values
	k, base := readKnowledge(f), int(number(f.Get("base")))
	do, what, _ := strings.Cut(f.Get("do"), ":")
	switch do {
	case "save":
		err = c.Publish.SaveKnowledge(v.ctx(), v.actor, k, base, c.Now())
	case "restore":
		err = c.Publish.RestoreKnowledge(v.ctx(), v.actor, base, c.Now())
	case "check":
		return c.selfcheckAgain(v, &k, publish.CheckKnowledge(k))
	case "up", "down", "remove":
		if i, err := strconv.Atoi(what); err == nil {
			k.Questions = shifted(k.Questions, i, do)
		}
		return c.selfcheckAgain(v, &k, nil)
	default:
		return unknownDo()
	}
	if err == nil {
		return v.done("/selfcheck", "console.done.selfcheck")
	}
	if !shown(err) {
		return err
	}
	return c.selfcheckAgain(v, &k, err)
}

// readKnowledge reads the rows of the editor; rows without a word are left out.
func readKnowledge(f url.Values) publish.Knowledge {
	k := publish.Knowledge{Questions: []publish.Question{}, Outside: []publish.Outside{}}
	rows(f, "question", "id", func(row string) {
		q := publish.Question{ID: strings.TrimSpace(f.Get(row + ".id")), Text: textOf(f, row), Risk: f.Get(row + ".risk"), Causes: f[row+".cause"], Measure: textOf(f, row+".measure"), Sources: listed(f.Get(row + ".sources"))}
		if q.ID != "" || q.Text != (incident.Text{}) || q.Measure != (incident.Text{}) || len(q.Causes)+len(q.Sources) > 0 {
			k.Questions = append(k.Questions, q)
		}
	})
	rows(f, "outside", "cause", func(row string) {
		o := publish.Outside{Cause: f.Get(row + ".cause"), Text: textOf(f, row), Sources: listed(f.Get(row + ".sources"))}
		if o.Cause != "" || o.Text != (incident.Text{}) {
			k.Outside = append(k.Outside, o)
		}
	})
	return k
}

// listed reads one entry a line.
func listed(s string) []string {
	out := []string{}
	for _, line := range strings.Split(lines(s), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// Lines writes one entry a line.
func (p selfcheckPage) Lines(list []string) string { return strings.Join(list, "\n") }

// Row names the fields of a question or a reason.
func (p selfcheckPage) Row(kind string, i int) string { return fmt.Sprintf("%s.%d", kind, i) }
