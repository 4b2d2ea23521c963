package demo

import (
	"context"
	"fmt"
	"time"

	"todoke/internal/incident"
	"todoke/internal/publish"
	"todoke/internal/stats"
)

// statistics are the scripted statistics: a year and what is written beside its tables.
type statistics struct {
	Period       string        `toml:"period"`
	Frozen       time.Time     `toml:"frozen"`
	Release      time.Time     `toml:"release"`
	Title        incident.Text `toml:"title"`
	Introduction incident.Text `toml:"introduction"`
	Request      incident.Text `toml:"request"`
	Comments     []struct {
		Table string `toml:"table"`
		JA    string `toml:"ja"`
		EN    string `toml:"en"`
	} `toml:"comment"`
}

// count freezes the year and releases its statistics, in the order a desk does: the analyst freezes and writes, the reviewer approves, the publisher releases.
func (r *run) count(ctx context.Context) error {
	var s statistics
	if err := decode("data/statistics.toml", &s); err != nil {
		return err
	}
	analyst, reviewer, publisher := r.actors[incident.Analyst], r.actors[incident.Reviewer], r.actors[incident.Publisher]
	r.Clock.Set(s.Frozen)
	period, err := stats.ParsePeriod(s.Period)
	if err != nil {
		return err
	}
	set, err := r.Stats.Freeze(ctx, analyst, period)
	if err != nil {
		return err
	}
	at := s.Frozen
	next := func() time.Time { // every step a little later: what is approved is what was written then
		at = at.Add(time.Minute)
		r.Clock.Set(at)
		return at
	}
	err = r.Publish.Save(ctx, publisher, incident.Edition{ID: s.Period, Kind: incident.KindStatistics, Set: set.ID, Title: s.Title,
		Texts: incident.EditionTexts{Introduction: s.Introduction, Request: s.Request}}, next())
	if err != nil {
		return err
	}
	for _, c := range s.Comments {
		written := next()
		if err := r.Publish.Comment(ctx, analyst, s.Period, c.Table, incident.Text{JA: c.JA, EN: c.EN}, written); err != nil {
			return err
		}
		if err := r.Publish.ApproveComment(ctx, reviewer, s.Period, c.Table, written, next()); err != nil {
			return err
		}
	}
	r.tick()
	r.Clock.Set(s.Release)
	if err := r.Publish.Freeze(ctx, publisher, s.Period, s.Release); err != nil {
		return err
	}
	if err := r.Publish.Build(ctx, publisher, s.Period, s.Release, publish.Options{WithoutPDF: !r.HasPDF}); err != nil {
		return err
	}
	r.tick()
	result, err := r.Publish.Check(ctx, publisher, s.Period, s.Release)
	if err != nil {
		return err
	}
	if !result.Passed {
		return fmt.Errorf("the leak check of the demonstration's statistics found %d things, first %s in %s %s", len(result.Found), result.Found[0].Key, result.Found[0].File, result.Found[0].Place)
	}
	r.tick()
	if err := r.Settle(ctx); err != nil {
		return err
	}
	if err := r.Publish.Release(ctx, publisher, s.Period, s.Release); err != nil {
		return err
	}
	r.tick()
	return nil
}
