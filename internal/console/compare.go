package console

import (
	"maps"
	"slices"
	"strconv"

	"todoke/internal/incident"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type comparePage struct {
	web.Page
	Comparison triage.Comparison
	Places     []comparedPlace
	All        []incident.Revision // newest first
}

type comparedPlace struct {
	triage.ComparedPlace
	Label string
}

// compare shows what changed between two revisions: those named, else the newest against the one before it.
func (c *Console) compare(v *visit) error {
	k, err := c.Triage.FindCase(v.ctx(), v.actor, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	from, to := int(number(q.Get("from"))), int(number(q.Get("to")))
	if to == 0 {
		to = k.Latest
	}
	if from == 0 {
		from = max(1, to-1)
	}
	p := comparePage{Page: v.page("console.compare.title", k.Number, strconv.Itoa(from), strconv.Itoa(to)), All: k.Revisions}
	if p.Comparison, err = c.Triage.Compare(v.ctx(), v.actor, k.Number, from, to); err != nil {
		return err
	}
	actors := actorNames{}
	for _, r := range slices.Backward(k.Revisions) { // the newest last
		if r.N == from || r.N == to {
			maps.Copy(actors, v.actorNamesOf(&r))
		}
	}
	for _, x := range p.Comparison.Places {
		p.Places = append(p.Places, comparedPlace{x, v.place(x.Where, actors)})
	}
	return v.render("compare", &p)
}
