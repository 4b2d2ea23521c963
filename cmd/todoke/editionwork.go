package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"todoke/internal/incident"
	"todoke/internal/publish"
)

// editionCmd works on editions as the console does; building, checking and releasing stay there, where two people see what goes out.
type editionCmd struct {
	List     editionListCmd     `cmd:"" help:"List the editions."`
	Show     editionShowCmd     `cmd:"" help:"Print an edition with the cases that may be in it."`
	New      editionNewCmd      `cmd:"" help:"Begin a case collection."`
	Add      editionAddCmd      `cmd:"" help:"Choose cases."`
	Remove   editionRemoveCmd   `cmd:"" help:"Leave cases out, with the reason."`
	Order    editionOrderCmd    `cmd:"" help:"Put cases in order inside their category."`
	Problems editionProblemsCmd `cmd:"" help:"List what stands in the way of the freeze."`
	Preview  editionPreviewCmd  `cmd:"" help:"Write an edition in work to a folder, marked as a draft."`
	Freeze   editionFreezeCmd   `cmd:"" help:"Fix what an edition says."`
}

// editionLine is an edition as the commands print it.
type editionLine struct {
	ID       string                `json:"id"`
	Kind     incident.EditionKind  `json:"kind"`
	State    incident.EditionState `json:"state"`
	Title    incident.Text         `json:"title"`
	Scheme   string                `json:"scheme,omitempty"`
	From     string                `json:"from"`
	To       string                `json:"to"`
	DateRule incident.DateRule     `json:"date_rule,omitempty"`
	Cutoff   string                `json:"cutoff,omitempty"`
	FrozenAt string                `json:"frozen_at,omitempty"`
	Release  int64                 `json:"release,omitempty"`
}

// editionDetail is an edition with its candidates.
type editionDetail struct {
	editionLine
	Accepted int             `json:"accepted"` // reports accepted in the period
	Chosen   int             `json:"chosen"`
	Cases    []editionChoice `json:"cases"`
}

// editionChoice is one candidate: chosen, left out, or not decided.
type editionChoice struct {
	Number   string   `json:"number"`
	Category string   `json:"category"`
	Date     string   `json:"date,omitempty"`
	State    string   `json:"state"` // chosen, left_out, undecided
	Reason   string   `json:"reason,omitempty"`
	Place    int      `json:"place,omitempty"`
	Chapter  bool     `json:"chapter"`
	Problems []string `json:"problems,omitempty"`
}

func lineOf(e incident.Edition) editionLine {
	l := editionLine{ID: e.ID, Kind: e.Kind, State: e.State, Title: e.Title, Scheme: e.Scheme, From: e.From.Format(time.DateOnly), To: e.To.Format(time.DateOnly), DateRule: e.DateRule, Release: e.Release}
	if !e.Cutoff.IsZero() {
		l.Cutoff = e.Cutoff.UTC().Format(time.RFC3339)
	}
	if !e.FrozenAt.IsZero() {
		l.FrozenAt = e.FrozenAt.UTC().Format(time.RFC3339)
	}
	return l
}

func detailOf(v publish.EditionView) editionDetail {
	out := editionDetail{editionLine: lineOf(v.Edition), Accepted: v.Accepted, Chosen: v.Chosen, Cases: []editionChoice{}}
	for _, k := range v.Candidates {
		one := editionChoice{Number: k.Case.Number, Category: k.Case.Category, State: "undecided", Reason: k.Reason, Place: k.Position, Chapter: k.Chapter}
		switch {
		case k.Chosen:
			one.State = "chosen"
		case k.Decided:
			one.State = "left_out"
		}
		if !k.Date.IsZero() {
			one.Date = k.Date.Format(time.DateOnly)
		}
		for _, e := range k.Problems {
			one.Problems = append(one.Problems, told(e))
		}
		out.Cases = append(out.Cases, one)
	}
	return out
}

type editionListCmd struct {
	folder `embed:""`
	JSON   bool `name:"json" help:"Print as JSON."`
}

// Help of edition list.
func (editionListCmd) Help() string {
	return `Lists all editions, the newest period first: id, kind, state, period, title. Works beside a running server.

Exit codes: 0 done; 1 failed; 4 no such folder.`
}

// Run of edition list.
func (p *editionListCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	list, err := d.publish.List(ctx, operator)
	if err != nil {
		return err
	}
	out := []editionLine{}
	for _, e := range list {
		out = append(out, lineOf(e))
	}
	if p.JSON {
		return writeJSON(os.Stdout, out)
	}
	for _, e := range out {
		fmt.Printf("%s\t%s\t%s\t%s..%s\t%s\n", e.ID, e.Kind, e.State, e.From, e.To, e.Title.JA)
	}
	return nil
}

type editionShowCmd struct {
	folder `embed:""`
	ID     string `arg:"" name:"edition" help:"Edition, as 2020H1."`
	JSON   bool   `name:"json" help:"Print as JSON."`
}

// Help of edition show.
func (editionShowCmd) Help() string {
	return `Prints an edition and every case that may be in it, in the order they would be printed: chosen, left out with the reason, or undecided; its category, the day that decides, its place by hand, and what keeps it out. Works beside a running server.

Exit codes: 0 done; 1 failed; 4 no such folder or edition.`
}

// Run of edition show.
func (p *editionShowCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	v, err := d.publish.Find(ctx, operator, p.ID)
	if err != nil {
		return err
	}
	out := detailOf(v)
	if p.JSON {
		return writeJSON(os.Stdout, out)
	}
	fmt.Printf("%s\t%s\t%s\t%s..%s\t%s\n%d reports accepted, %d cases chosen\n", out.ID, out.Kind, out.State, out.From, out.To, out.Title.JA, out.Accepted, out.Chosen)
	for _, k := range out.Cases {
		fmt.Printf("%s\t%s\t%s\t%s\t%s\n", k.Number, k.State, k.Category, k.Date, k.Reason)
		for _, s := range k.Problems {
			fmt.Printf("\t%s\n", s)
		}
	}
	return nil
}

type editionNewCmd struct {
	folder   `embed:""`
	ID       string `arg:"" name:"edition" help:"Id, as 2020H1; it becomes part of addresses."`
	Title    string `help:"Title in Japanese." required:""`
	TitleEN  string `name:"title-en" help:"Title in English."`
	From     string `help:"First day of the period, as 2020-01-01." required:"" placeholder:"DAY"`
	To       string `help:"Last day of the period." required:"" placeholder:"DAY"`
	Cutoff   string `help:"What is accepted after this day (Japan) waits for the next edition. Default: the last day of the month after the period." placeholder:"DAY"`
	DateRule string `name:"date-rule" help:"Which date of a report decides: written, received or accepted." enum:"written,received,accepted" default:"written"`
	Scheme   string `help:"Case scheme. Default: the one in force on the last day of the period."`
}

// Help of edition new.
func (editionNewCmd) Help() string {
	return `Begins a case collection. Its texts are those every collection begins with; they are written in the console. The desk must not be running on SQLite.

Exit codes: 0 done; 1 failed, also when there is one with that id; 2 wrong command line; 4 no such folder; 6 the desk is running.`
}

// Run of edition new.
func (p *editionNewCmd) Run(ctx context.Context) error {
	e := incident.Edition{ID: p.ID, Title: incident.Text{JA: p.Title, EN: p.TitleEN}, Scheme: p.Scheme, DateRule: incident.DateRule(p.DateRule), Texts: publish.NewTexts()}
	var err error
	if e.From, err = time.Parse(time.DateOnly, p.From); err != nil {
		return err
	}
	if e.To, err = time.Parse(time.DateOnly, p.To); err != nil {
		return err
	}
	last := e.To.AddDate(0, 0, 1).AddDate(0, 1, -1)
	if p.Cutoff != "" {
		if last, err = time.Parse(time.DateOnly, p.Cutoff); err != nil {
			return err
		}
	}
	e.Cutoff = time.Date(last.Year(), last.Month(), last.Day(), 23, 59, 59, 0, incident.Japan).UTC()
	if e.Scheme == "" {
		e.Scheme = incident.SchemeOn(e.To).Code
	}
	d, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	if _, there := d.publish.Find(ctx, operator, e.ID); there == nil {
		return incident.Errorf(incident.Conflict, "error.edition_exists", e.ID)
	}
	if err := d.publish.Save(ctx, operator, e, d.now()); err != nil {
		return err
	}
	fmt.Printf("%s begun, scheme %s, cut-off %s\n", e.ID, e.Scheme, e.Cutoff.Format(time.RFC3339))
	return nil
}

// choose changes what is said of cases, which must be candidates of the edition; change gets the place of each among those named.
func (f folder) choose(ctx context.Context, id string, numbers []string, change func(i int, k publish.Candidate) (incident.Item, error)) error {
	d, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	v, err := d.publish.Find(ctx, operator, id)
	if err != nil {
		return err
	}
	var items []incident.Item
	for i, n := range numbers {
		at := slices.IndexFunc(v.Candidates, func(k publish.Candidate) bool { return k.Case.Number == n })
		if at < 0 {
			return fmt.Errorf("%s is no candidate of %s: %w", n, id, incident.ErrNotFound)
		}
		item, err := change(i, v.Candidates[at])
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	if err := d.publish.Choose(ctx, operator, id, items, d.now()); err != nil {
		return err
	}
	fmt.Printf("%d cases of %s\n", len(items), id)
	return nil
}

type editionAddCmd struct {
	folder `embed:""`
	ID     string   `arg:"" name:"edition" help:"Edition, as 2020H1."`
	Cases  []string `arg:"" name:"case" help:"Case numbers, as 2020-0001."`
	Reason string   `help:"Why, where that is worth saying."`
}

// Help of edition add.
func (editionAddCmd) Help() string {
	return `Chooses cases for an edition in work. What still keeps one out, "edition problems" tells. The desk must not be running on SQLite.

Exit codes: 0 done; 1 failed, also when the edition is frozen; 4 no such folder, edition or candidate; 6 the desk is running.`
}

// Run of edition add.
func (p *editionAddCmd) Run(ctx context.Context) error {
	return p.choose(ctx, p.ID, p.Cases, func(_ int, k publish.Candidate) (incident.Item, error) {
		return incident.Item{Case: k.Case.Number, Chosen: true, Reason: p.Reason, Position: k.Position}, nil
	})
}

type editionRemoveCmd struct {
	folder `embed:""`
	ID     string   `arg:"" name:"edition" help:"Edition, as 2020H1."`
	Cases  []string `arg:"" name:"case" help:"Case numbers, as 2020-0001."`
	Reason string   `help:"Why; without names." required:""`
}

// Help of edition remove.
func (editionRemoveCmd) Help() string {
	return `Leaves cases out of an edition in work. The reason is kept with them. The desk must not be running on SQLite.

Exit codes: 0 done; 1 failed, also when the edition is frozen; 2 no reason; 4 no such folder, edition or candidate; 6 the desk is running.`
}

// Run of edition remove.
func (p *editionRemoveCmd) Run(ctx context.Context) error {
	return p.choose(ctx, p.ID, p.Cases, func(_ int, k publish.Candidate) (incident.Item, error) {
		return incident.Item{Case: k.Case.Number, Reason: p.Reason}, nil
	})
}

type editionOrderCmd struct {
	folder `embed:""`
	ID     string   `arg:"" name:"edition" help:"Edition, as 2020H1."`
	Cases  []string `arg:"" name:"case" help:"Case numbers in the order wanted; they must be chosen."`
}

// Help of edition order.
func (editionOrderCmd) Help() string {
	return `Puts chosen cases in this order, inside their category and before those without a place. The desk must not be running on SQLite.

Exit codes: 0 done; 1 failed, also when a case is not chosen or the edition is frozen; 4 no such folder, edition or candidate; 6 the desk is running.`
}

// Run of edition order.
func (p *editionOrderCmd) Run(ctx context.Context) error {
	places := map[string]int{}
	return p.choose(ctx, p.ID, p.Cases, func(_ int, k publish.Candidate) (incident.Item, error) {
		if !k.Chosen {
			return incident.Item{}, fmt.Errorf("%s is not chosen", k.Case.Number)
		}
		places[k.Case.Category]++
		return incident.Item{Case: k.Case.Number, Chosen: true, Reason: k.Reason, Position: places[k.Case.Category]}, nil
	})
}

type editionProblemsCmd struct {
	folder `embed:""`
	ID     string `arg:"" name:"edition" help:"Edition, as 2020H1."`
	Names  bool   `help:"Also look for names of the reports' parties in the written parts, which opens them; the audit log says so. The desk must not be running on SQLite."`
	JSON   bool   `name:"json" help:"Print as JSON."`
}

// Help of edition problems.
func (editionProblemsCmd) Help() string {
	return `Lists everything that would stop a freeze now, each with the place to mend. Without --names it works beside a running server.

Exit codes: 0 nothing stands in the way; 1 failed, also when the edition is frozen; 4 no such folder or edition; 5 something does; 6 the desk is running.`
}

// Run of edition problems.
func (p *editionProblemsCmd) Run(ctx context.Context) error {
	with := p.look
	if p.Names {
		with = p.open
	}
	d, err := with(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	v, err := d.publish.Find(ctx, operator, p.ID)
	if err != nil {
		return err
	}
	if v.State != incident.InWork {
		return incident.Errorf(incident.Conflict, "publish.error.frozen", p.ID)
	}
	list := v.Problems
	if p.Names {
		if list, err = d.publish.Lint(ctx, operator, p.ID); err != nil {
			return err
		}
	}
	type problem struct {
		Place string `json:"place"`
		Key   string `json:"key"`
		Text  string `json:"text"`
	}
	out := []problem{}
	for _, e := range list {
		out = append(out, problem{e.Field, e.Key, told(e)})
	}
	if p.JSON {
		err = writeJSON(os.Stdout, out)
	}
	for _, x := range out {
		if !p.JSON {
			fmt.Printf("%s\t%s\n", x.Place, x.Text)
		}
	}
	if err == nil && len(out) > 0 {
		err = refused{fmt.Errorf("%d things stand in the way of %s", len(out), p.ID)}
	}
	return err
}

type editionPreviewCmd struct {
	folder `embed:""`
	ID     string `arg:"" name:"edition" help:"Edition, as 2020H1."`
	Out    string `help:"Folder to write to; made when missing, refused when not empty." required:"" placeholder:"DIR"`
}

// Help of edition preview.
func (editionPreviewCmd) Help() string {
	return `Writes pages and data of an edition in work as they would be built now, whatever stands in the way: cases without an approved text are left out, and every title says that it is a draft. It was not checked for names: keep it inside. A PDF of the draft is in the console. Works beside a running server.

Exit codes: 0 done; 1 failed, also when the edition is frozen or the folder not empty; 4 no such folder or edition.`
}

// Run of edition preview.
func (p *editionPreviewCmd) Run(ctx context.Context) error {
	d, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	if err := d.publish.WriteDraft(ctx, operator, p.ID, p.Out, d.now()); err != nil {
		return err
	}
	fmt.Printf("draft of %s written to %s\n", p.ID, p.Out)
	return nil
}

type editionFreezeCmd struct {
	folder `embed:""`
	ID     string `arg:"" name:"edition" help:"Edition, as 2020H1."`
}

// Help of edition freeze.
func (editionFreezeCmd) Help() string {
	return `Fixes what an edition says; everything later is built from that alone. Refused, with all reasons together, while anything stands in the way. Building, checking and releasing are done in the console, which also takes a freeze back. The desk must not be running on SQLite.

Exit codes: 0 done; 1 failed; 4 no such folder or edition; 5 something stands in the way; 6 the desk is running.`
}

// Run of edition freeze.
func (p *editionFreezeCmd) Run(ctx context.Context) error {
	d, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	if err := d.publish.Freeze(ctx, operator, p.ID, d.now()); err != nil {
		if _, many := err.(incident.Errors); many {
			return refused{err}
		}
		return err
	}
	fmt.Printf("%s frozen\n", p.ID)
	return nil
}
