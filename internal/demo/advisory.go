package demo

import (
	"context"
	"time"

	"todoke/internal/incident"
	"todoke/internal/publish"
)

// advisory is the scripted advisory.
type advisory struct {
	Written     time.Time             `toml:"written"`
	Release     time.Time             `toml:"release"`
	Title       incident.Text         `toml:"title"`
	Body        incident.Text         `toml:"body"`
	Cases       []string              `toml:"cases"`
	Measures    []incident.Text       `toml:"measures"`
	Observables []incident.Observable `toml:"observables"`
}

// warn releases the advisory in the order a desk does, once the cases it names are published.
func (r *run) warn(ctx context.Context) error {
	var s advisory
	if err := decode("data/advisory.toml", &s); err != nil {
		return err
	}
	r.Clock.Set(s.Written)
	analyst := r.actors[incident.Analyst]
	id, err := r.Publish.SaveAdvisory(ctx, analyst, publish.AdvisoryDraft{AdvisoryText: incident.AdvisoryText{Title: s.Title, Body: s.Body, Cases: s.Cases, Measures: s.Measures, Observables: s.Observables}}, s.Written)
	if err != nil {
		return err
	}
	if err := r.Publish.MoveAdvisory(ctx, analyst, id, incident.Submitted, "", s.Written.Add(time.Hour)); err != nil {
		return err
	}
	if err := r.Publish.MoveAdvisory(ctx, r.actors[incident.Reviewer], id, incident.Approved, "", s.Written.Add(24*time.Hour)); err != nil {
		return err
	}
	r.Clock.Set(s.Release)
	if err := r.Settle(ctx); err != nil { // as with an edition: the release carries the audit log's checkpoint of now
		return err
	}
	if err := r.Publish.ReleaseAdvisory(ctx, r.actors[incident.Publisher], id, s.Release); err != nil {
		return err
	}
	r.tick()
	return nil
}
