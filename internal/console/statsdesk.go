package console

import (
	"strconv"

	"todoke/internal/stats"
	"todoke/internal/web"
)

// statDeskPage is how the desk itself does, in tables with their charts.
type statDeskPage struct {
	web.Page
	Desk    stats.Desk
	Views   []statView
	Months  int
	Choices []int
}

func (c *Console) statDesk(v *visit) error {
	p := statDeskPage{Page: v.page("console.stats.desk"), Months: 12, Choices: []int{6, 12, 24, 60, 120}}
	if n, err := strconv.Atoi(v.r.URL.Query().Get("months")); err == nil && n >= 1 && n <= 120 {
		p.Months = n
	}
	var err error
	if p.Desk, err = c.Stats.DeskFigures(v.ctx(), v.actor, p.Months); err != nil {
		return err
	}
	for _, t := range []*stats.Table{p.Desk.Queue, p.Desk.Acceptance, p.Desk.Publication, p.Desk.Suggestions, p.Desk.Channels} {
		p.Views = append(p.Views, v.statView(t, nil, stats.Definition{}, nil))
	}
	return v.render("statdesk", &p)
}
