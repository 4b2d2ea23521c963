package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"todoke/internal/auth"
	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/intake"
	"todoke/internal/publish"
	"todoke/internal/stats"
	"todoke/internal/triage"
)

// Desk is the desk the demonstration is made on: the same parts every desk has, with the demonstration's clock in them.
type Desk struct {
	Clock   *Clock
	Forms   *form.Forms
	Auth    *auth.Auth
	Intake  *intake.Intake
	Triage  *triage.Triage
	Publish *publish.Publish
	Stats   *stats.Stats
	Settle  func(context.Context) error // runs the waiting jobs to their end and numbers the audit log
	HasPDF  bool
	Done    func(step, of int) // progress
}

// Clock is a clock that is set by hand: the demonstration happens in 2020.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Set moves the clock.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// Now reads the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Roles are the demonstration's accounts: one a role, with no password; one-time codes open them.
var Roles = []struct {
	Login, Name string
	Role        incident.Role
}{
	{"uketsuke", "受付 担当", incident.Intake},
	{"bunseki", "分析 担当", incident.Analyst},
	{"satoku", "査読 担当", incident.Reviewer},
	{"kokai", "公開 担当", incident.Publisher},
	{"kanri", "管理 担当", incident.Administrator},
	{"kansa", "監査 担当", incident.Auditor},
}

type run struct {
	Desk
	actors  map[incident.Role]incident.Actor
	numbers map[string]string // receipt number by script name
	cases   map[string]string // case number by script name, of the edition at hand
	scheme  string            // of its cases
	from    time.Time         // when the analyst begins to write them
	step    int
	steps   int
}

// Prepare makes the demonstration on an empty desk: accounts, reports, decisions, cases, two released editions with different schemes, a year's statistics, an advisory.
func Prepare(ctx context.Context, d Desk) error {
	scripts, e, err := load()
	if err != nil {
		return fmt.Errorf("demonstration data: %w", err)
	}
	later, err := loadSecond()
	if err != nil {
		return fmt.Errorf("demonstration data: %w", err)
	}
	r := &run{scheme: e.Scheme, from: casesFrom, Desk: d, actors: map[incident.Role]incident.Actor{}, numbers: map[string]string{}, cases: map[string]string{}, steps: 3*(len(scripts)+len(later.reports)) + 13}
	d.Clock.Set(scripts[0].Received.Add(-24 * time.Hour))
	if err := r.accounts(ctx); err != nil {
		return fmt.Errorf("accounts: %w", err)
	}
	if err := r.each(ctx, scripts, r.file); err != nil {
		return err
	}
	if err := r.each(ctx, scripts, r.decide); err != nil {
		return err
	}
	slices.SortFunc(scripts, func(a, b *script) int { return strings.Compare(a.Name, b.Name) }) // cases are numbered in the order of the rows
	if err := r.each(ctx, scripts, r.write); err != nil {
		return err
	}
	if err := r.furnish(ctx, later); err != nil {
		return err
	}
	if err := r.publish(ctx, e, func(ctx context.Context) error { return r.choose(ctx, e.ID) }); err != nil {
		return err
	}
	if err := r.secondEdition(ctx, later); err != nil {
		return err
	}
	if err := r.count(ctx); err != nil {
		return err
	}
	return r.warn(ctx)
}

func (r *run) each(ctx context.Context, scripts []*script, stage func(context.Context, *script) error) error {
	for _, s := range scripts {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := stage(ctx, s); err != nil {
			return fmt.Errorf("report %s: %w", s.Name, err)
		}
		r.tick()
	}
	return r.Settle(ctx)
}

func (r *run) tick() {
	r.step++
	if r.Done != nil {
		r.Done(r.step, r.steps)
	}
}

func (r *run) accounts(ctx context.Context) error {
	for _, a := range Roles {
		e, err := r.Auth.Create(ctx, auth.Operator, auth.NewStaff{Login: a.Login, Name: a.Name, Roles: []incident.Role{a.Role}})
		if err != nil {
			return err
		}
		if r.actors[a.Role], err = r.Auth.Find(ctx, e.ID); err != nil {
			return err
		}
	}
	return nil
}

// file files one report as its reporter, or as staff for what came by phone, fax or post.
func (r *run) file(ctx context.Context, s *script) error {
	r.Clock.Set(s.Received)
	f, err := r.Forms.Find(s.Form, 0)
	if err != nil {
		return err
	}
	v, err := s.values()
	if err != nil {
		return err
	}
	read := f.ReadValues(v, r.Intake.Today())
	if err := read.Errors.Or(); err != nil {
		return err
	}
	sub := intake.Submission{Token: r.Intake.NewToken(), Form: f.ID, FormVersion: f.Version, Lang: s.Lang, Channel: incident.Channel(s.Channel),
		Answers: read.Answers, Unread: read.Unread, Raw: []byte(v.Encode()), Source: "demonstration:" + s.Name, At: s.Received}
	if sub.Channel != incident.Web {
		sub.By = r.actors[incident.Intake]
	}
	receipt, err := r.Intake.Receive(ctx, sub)
	if err != nil {
		return err
	}
	r.numbers[s.Name] = receipt.Number
	return nil
}

// nextMorning is ten in the morning (Japan) of the next weekday.
func nextMorning(t time.Time) time.Time {
	t = t.UTC().Truncate(24 * time.Hour).Add(25 * time.Hour)
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.Add(24 * time.Hour)
	}
	return t
}

// decide does what intake staff and the analyst did with one report.
func (r *run) decide(ctx context.Context, s *script) error {
	r.Clock.Set(nextMorning(s.Received))
	staff, number, t := r.actors[incident.Intake], r.numbers[s.Name], s.Triage
	var err error
	switch t.Outcome {
	case "accepted":
		err = r.Triage.Accept(ctx, staff, []string{number}, incident.Acceptance{Scheme: t.Scheme, Damage: t.Damage, Attempted: t.Attempted})
	case "not_accepted":
		err = r.Triage.Reject(ctx, staff, number, t.Reason, "")
	case "duplicate":
		err = r.Triage.MarkDuplicate(ctx, staff, number, r.numbers[t.Of])
	case "withdrawn":
		err = r.Triage.Withdraw(ctx, staff, number, t.Reason, "")
	case "spam":
		err = r.Triage.MarkSpam(ctx, staff, []string{number})
	case "open":
		return nil
	default:
		err = fmt.Errorf("outcome %q", t.Outcome)
	}
	if err != nil {
		return err
	}
	if t.Reply != "" && t.Outcome == "accepted" {
		if _, err := r.Triage.Reply(ctx, staff, number, "accepted", t.Reply); err != nil {
			return err
		}
	}
	if t.Outcome != "accepted" || len(s.facts) == 0 {
		return nil
	}
	return r.Triage.CodeFacts(ctx, r.actors[incident.Analyst], number, s.facts)
}

// write makes the case of one report, written by the analyst and approved by the reviewer.
func (r *run) write(ctx context.Context, s *script) error {
	if s.Case == nil {
		return nil
	}
	r.Clock.Set(r.from.Add(time.Duration(len(r.cases)) * 20 * time.Minute))
	analyst := r.actors[incident.Analyst]
	happened, err := month(s.Case.Happened)
	if err != nil {
		return err
	}
	number, err := r.Triage.NewCase(ctx, analyst, triage.CaseStart{Reports: []string{r.numbers[s.Name]}, Scheme: r.scheme, Category: s.Case.Category, Happened: happened})
	if err != nil {
		return err
	}
	r.cases[s.Name] = number
	n, err := r.Triage.SaveDraft(ctx, analyst, number, triage.Draft{Category: s.Case.Category, Happened: happened, Summary: s.Case.Summary, Chapter: s.chapter})
	if err != nil {
		return err
	}
	if _, err := r.Triage.DecideRest(ctx, analyst, triage.MaskingOf{Case: number}, triage.SpanKeep, "実演の架空の名前と一般の言葉で、だれも指さない"); err != nil {
		return err
	}
	if err := r.Triage.Submit(ctx, analyst, number); err != nil {
		return err
	}
	r.Clock.Set(r.Clock.Now().Add(10 * 24 * time.Hour))
	return r.Triage.Approve(ctx, r.actors[incident.Reviewer], number, n, "")
}

// casesFrom is when the demonstration's analyst begins to write cases, a week after the period.
var casesFrom = time.Date(2020, 7, 6, 1, 0, 0, 0, time.UTC)

// month reads "2020-01" or "2020-01-15" as a month, "2019" as a year.
func month(s string) (incident.When, error) {
	switch len(s) {
	case 0:
		return incident.When{}, nil
	case 4:
		from, err := time.Parse("2006", s)
		return incident.When{From: from, To: from.AddDate(1, 0, -1), Precision: incident.Year}, err
	}
	from, err := time.Parse("2006-01", s[:min(len(s), 7)])
	return incident.When{From: from, To: from.AddDate(0, 1, -1), Precision: incident.Month}, err
}

// publish makes the edition and releases it, in the order a desk does.
func (r *run) publish(ctx context.Context, e *edition, choose func(context.Context) error) error {
	a := r.actors[incident.Publisher]
	r.Clock.Set(e.Cutoff.Add(72 * time.Hour))
	err := r.Publish.Save(ctx, a, incident.Edition{ID: e.ID, Title: e.Title, Scheme: e.Scheme, From: e.From, To: e.To,
		DateRule: e.DateRule, Cutoff: e.Cutoff, Texts: e.texts}, r.Clock.Now())
	if err != nil {
		return err
	}
	if err := choose(ctx); err != nil {
		return err
	}
	if err := r.theme(ctx, e.ID); err != nil {
		return err
	}
	r.tick()
	r.Clock.Set(e.Release)
	if err := r.Publish.Freeze(ctx, a, e.ID, e.Release); err != nil {
		return err
	}
	if err := r.Publish.Build(ctx, a, e.ID, e.Release, publish.Options{WithoutPDF: !r.HasPDF}); err != nil {
		return err
	}
	r.tick()
	result, err := r.Publish.Check(ctx, a, e.ID, e.Release)
	if err != nil {
		return err
	}
	if !result.Passed {
		return fmt.Errorf("the leak check of the demonstration found %d things, first %s in %s", len(result.Found), result.Found[0].Key, result.Found[0].File)
	}
	r.tick()
	if err := r.Settle(ctx); err != nil { // the release carries the audit log's checkpoint of now
		return err
	}
	if err := r.Publish.Release(ctx, a, e.ID, e.Release); err != nil {
		return err
	}
	r.tick()
	return nil
}

// choose takes every case into an edition by hand.
func (r *run) choose(ctx context.Context, id string) error {
	var items []incident.Item
	for _, number := range r.cases {
		items = append(items, incident.Item{Case: number, Chosen: true})
	}
	slices.SortFunc(items, func(a, b incident.Item) int { return strings.Compare(a.Case, b.Case) })
	return r.Publish.Choose(ctx, r.actors[incident.Publisher], id, items, r.Clock.Now())
}
