package console

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"todoke/internal/auth"
	"todoke/internal/incident"
	"todoke/internal/triage"
	"todoke/internal/web"
)

type queuePage struct {
	web.Page
	Unscanned      int        // files that wait for the virus scanner
	UnscannedSince time.Time  // the first of them
	Filter         url.Values // as it stands in the address
	Queue          triage.QueuePage
	States         []stateTab
	Staff          map[int64]string
	May            bool // decide on reports
	MayLink        bool
	Typed          typed
	Ticked         []string
	Earlier        string // address of the page before, "" on the first
	Later          string
	Here           string // this page's address with its filter, for the bulk form
	Narrowed       bool   // more than the state is filtered
}

// stateTab is one state with how many reports stand in it.
type stateTab struct {
	Path   string
	State  string // "" for all
	Count  int
	Capped bool
	Here   bool
}

// Ticks tells whether a row was ticked before the page had to be shown again.
func (p queuePage) Ticks(number string) bool { return slices.Contains(p.Ticked, number) }

// queue shows the reports; the address carries the whole filter, so that a view can be kept as a bookmark.
func (c *Console) queue(v *visit) error {
	if !v.can(incident.ReportRead) {
		return c.first(v)
	}
	p, err := c.queueOf(v)
	if err != nil {
		return err
	}
	return v.render("queue", &p)
}

// filters are the names a queue address may carry.
var filters = []string{"state", "channel", "scheme", "overdue", "mine", "waiting", "late", "answered", "silent", "spam", "q", "sort"}

func (c *Console) queueOf(v *visit) (queuePage, error) {
	q := v.r.URL.Query()
	f := triage.Filter{Channel: incident.Channel(q.Get("channel")), Scheme: incident.Scheme(q.Get("scheme")), Overdue: q.Get("overdue") != "",
		Spam: q.Get("spam") != "", Waiting: q.Get("waiting") != "", Answered: q.Get("answered") != "", Late: q.Get("late") != "", Silent: q.Get("silent") != "", Query: q.Get("q"), Sort: triage.Sort(q.Get("sort")), After: q.Get("after"), Before: q.Get("before")}
	if q.Get("mine") != "" {
		f.Assignee = v.actor.ID
	}
	p := queuePage{Page: v.page("console.queue.title"), Filter: url.Values{}, May: v.can(incident.ReportTriage), MayLink: v.can(incident.CaseDraft)}
	for _, name := range filters {
		if s := q.Get(name); s != "" {
			p.Filter.Set(name, s)
		}
	}
	p.Narrowed = len(p.Filter) > 0 && !(len(p.Filter) == 1 && p.Filter.Has("state"))
	state := q.Get("state")
	everywhere := p.Filter.Has("q") || f.Waiting || f.Answered || f.Late || f.Silent // the desk writes to reporters after its decision too
	if state == "" && !everywhere {                                                  // what waits for a decision comes first
		state = string(incident.Received)
	}
	if state != "" && state != "all" {
		f.States = []incident.ReportState{incident.ReportState(state)}
	}
	var err error
	if p.Queue, err = c.Triage.Queue(v.ctx(), v.actor, f); err != nil {
		return p, err
	}
	if p.Unscanned, p.UnscannedSince, err = c.Triage.Unscanned(v.ctx(), v.actor); err != nil {
		return p, err
	}
	if p.Staff, err = c.logins(v); err != nil {
		return p, err
	}
	p.States = p.tabs(state)
	p.Here = "/?" + p.Filter.Encode()
	if p.Queue.Previous != "" {
		p.Earlier = p.with("before", p.Queue.Previous)
	}
	if p.Queue.Next != "" {
		p.Later = p.with("after", p.Queue.Next)
	}
	return p, nil
}

func (p queuePage) with(name, value string) string {
	q := url.Values{}
	for k, v := range p.Filter {
		q[k] = v
	}
	q.Set(name, value)
	return "/?" + q.Encode()
}

func (p queuePage) tabs(here string) []stateTab {
	var out []stateTab
	for _, s := range incident.ReportStates {
		n := p.Queue.States[s]
		out = append(out, stateTab{Path: p.with("state", string(s)), State: string(s), Count: min(n, triage.CountCap), Capped: n > triage.CountCap, Here: here == string(s)})
	}
	return append(out, stateTab{Path: p.with("state", "all"), Here: here == "" || here == "all"})
}

// logins gives the names of all accounts by id.
func (c *Console) logins(v *visit) (map[int64]string, error) {
	members, err := c.Auth.List(v.ctx())
	out := map[int64]string{}
	for _, m := range members {
		out[m.ID] = m.Name
	}
	return out, err
}

// helpers lists the accounts a report can be given to.
func (c *Console) helpers(v *visit) ([]auth.Member, error) {
	members, err := c.Auth.List(v.ctx())
	return slices.DeleteFunc(members, func(m auth.Member) bool {
		return m.Disabled || !incident.Can(incident.Actor{Kind: incident.Staff, Roles: m.Roles}, incident.ReportRead)
	}), err
}

// bulk does one act on every ticked report, all of them or none.
func (c *Console) bulk(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	numbers := f.Values["report"]
	notice, err := c.onMany(v, numbers, f.Values)
	if err == nil {
		return v.done(v.r.URL.RequestURI(), notice, strconv.Itoa(len(numbers)))
	}
	if !shown(err) {
		return err
	}
	p, again := c.queueOf(v)
	if again != nil {
		return again
	}
	p.Typed, p.Ticked, p.Errors = typed{f.Values}, numbers, v.summary(err)
	return v.renderAs(web.StatusOf(err), "queue", &p)
}

func (c *Console) onMany(v *visit, numbers []string, f url.Values) (notice string, err error) {
	if len(numbers) == 0 {
		return "", incident.Errorf(incident.Invalid, "error.nothing_chosen")
	}
	switch f.Get("do") {
	case "accept":
		return "console.done.accepted_many", c.Triage.Accept(v.ctx(), v.actor, numbers, acceptance(f))
	case "spam":
		return "console.done.spam_many", c.Triage.MarkSpam(v.ctx(), v.actor, numbers)
	case "mine":
		return "console.done.assigned_many", c.Triage.Assign(v.ctx(), v.actor, numbers, v.actor.ID)
	case "link":
		for _, n := range numbers {
			if err := c.Triage.LinkReport(v.ctx(), v.actor, caseNumber(f.Get("case")), n); err != nil {
				return "", atField(err, "case")
			}
		}
		return "console.done.linked_many", nil
	}
	return "", unknownDo()
}

func acceptance(f url.Values) incident.Acceptance {
	return incident.Acceptance{Scheme: incident.Scheme(f.Get("scheme")), Damage: incident.Damage(f.Get("damage")), Attempted: f.Get("attempted") != "", Note: f.Get("note")}
}
