package triage

import (
	"context"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	"todoke/internal/export"
	"todoke/internal/incident"
	"todoke/internal/store"
)

// FigureRoles are the parts an actor of an attack flow may play; they decide how it is drawn.
var FigureRoles = []string{"attacker", "victim", "third", "system"}

// ExhibitKinds are what an exhibit may redraw.
var ExhibitKinds = []string{"mail", "dialog"}

// Limits of a figure: more than this no reader follows, nor has the page room.
const (
	mostFigures = 10
	mostActors  = 7
	mostSteps   = 20
	mostParts   = 15
)

// SaveFigures replaces the figures of a case's text and leaves its words as they are; like SaveDraft it writes the revision in work or begins the next.
func (t *Triage) SaveFigures(ctx context.Context, a incident.Actor, number string, figures []incident.Figure) (int, error) {
	if err := incident.Ask(a, incident.CaseDraft); err != nil {
		return 0, err
	}
	if err := checkFigures(figures); err != nil {
		return 0, err
	}
	n := 0
	err := t.Store.Write(ctx, func(tx *store.Tx) error {
		c, err := lockCase(ctx, tx, number)
		if err != nil {
			return err
		}
		if c.Latest == 0 {
			return incident.Errorf(incident.Conflict, "error.figures_first")
		}
		v, err := t.inWork(ctx, tx, c)
		if err != nil {
			return err
		}
		newest, err := tx.FindRevision(ctx, number, c.Latest)
		if err != nil {
			return fmt.Errorf("figures of %s: %w", number, err)
		}
		n = v.N
		v.State, v.Writer, v.Written = incident.Draft, a.ID, t.Now()
		v.Approver, v.Note, v.Decided = 0, "", time.Time{}
		v.Summary, v.Sources = newest.Summary, newest.Sources // the words were not read against the reports again
		var ch incident.Chapter
		if newest.Chapter != nil {
			ch = *newest.Chapter
		}
		ch.Figures, v.Chapter = figures, &ch
		if len(figures) == 0 && newest.Chapter == nil {
			v.Chapter = nil
		}
		if err := tx.PutRevision(ctx, v); err != nil {
			return fmt.Errorf("save figures %s/%d: %w", number, n, err)
		}
		return tx.Audit(ctx, t.audit(a, incident.CaseDraft, caseObject(number), "", savedDetail(n)))
	})
	return n, err
}

// checkFigures refuses what cannot be a figure at all; what is only unfinished is for the lint.
func checkFigures(list []incident.Figure) error {
	var errs incident.Errors
	wrong := func(i int, key string, args ...any) {
		errs = append(errs, &incident.Error{Kind: incident.Invalid, Key: key, Args: append([]any{i + 1}, args...), Field: fmt.Sprintf("fig.%d", i)})
	}
	if len(list) > mostFigures {
		wrong(mostFigures, "error.figures_many", mostFigures)
	}
	for i, f := range list {
		switch {
		case f.Kind == "flow" && f.Exhibit == nil:
		case f.Kind == "exhibit" && f.Exhibit != nil && slices.Contains(ExhibitKinds, f.Exhibit.Kind) && len(f.Actors)+len(f.Steps) == 0:
			if len(f.Exhibit.Parts) > mostParts {
				wrong(i, "error.figure_parts", mostParts)
			}
		default:
			wrong(i, "error.figure_kind")
		}
		if len(f.Actors) > mostActors {
			wrong(i, "error.figure_actors", mostActors)
		}
		if len(f.Steps) > mostSteps {
			wrong(i, "error.figure_steps", mostSteps)
		}
		seen := map[string]bool{}
		for _, x := range f.Actors {
			if x.ID == "" || seen[x.ID] || !slices.Contains(FigureRoles, x.Role) {
				wrong(i, "error.figure_role")
				break
			}
			seen[x.ID] = true
		}
	}
	return errs.Or()
}

// Technique gives the name of an ATT&CK technique the program knows; false for others.
func Technique(id string) (string, bool) {
	name, ok := export.Techniques()[id]
	return name, ok
}

// Techniques are the ATT&CK techniques the program knows, by id.
func Techniques() map[string]string { return export.Techniques() }

var technique = regexp.MustCompile(`^T[0-9]{4}(\.[0-9]{3})?$`)

// figure lists what a figure lacks, what in it points nowhere, and what in an exhibit is not invented.
func (l *linter) figure(where string, f incident.Figure) {
	if f.Caption.JA == "" {
		l.block(where, "lint.caption")
	}
	for _, s := range f.Steps {
		for _, id := range []string{s.From, s.To} {
			if !slices.ContainsFunc(f.Actors, func(a incident.FlowActor) bool { return a.ID == id }) {
				l.block(where, "lint.figure_actor", id)
			}
		}
		switch {
		case s.Technique == "":
		case !technique.MatchString(s.Technique):
			l.block(where, "lint.technique", s.Technique)
		case export.Techniques()[s.Technique] == "":
			l.warn(where, "lint.technique_unknown", s.Technique)
		}
	}
	switch {
	case f.Kind == "flow" && (len(f.Steps) == 0 || len(f.Actors) == 0):
		l.block(where, "lint.figure_empty")
	case f.Kind == "exhibit" && (f.Exhibit == nil || len(f.Exhibit.Parts) == 0):
		l.block(where, "lint.figure_empty")
	}
	missing := false
	bare := incident.Revision{Chapter: &incident.Chapter{Figures: []incident.Figure{f}}}
	eachText(&bare, func(_ string, x *incident.Text) { missing = missing || x.JA != "" && x.EN == "" })
	if missing {
		l.warn(where, "lint.english_missing")
	}
	if f.Exhibit != nil {
		for i, p := range f.Exhibit.Parts {
			l.invented(fmt.Sprintf("%s.parts.%d.body.ja", where, i), p.Body.JA)
			l.invented(fmt.Sprintf("%s.parts.%d.body.en", where, i), p.Body.EN)
		}
	}
}

var (
	hosts     = regexp.MustCompile(`(?:@|https?://)([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)`)
	reserved  = regexp.MustCompile(`(?i)(^|\.)(example|invalid|test|localhost)(\.(com|net|org|jp|co\.jp|ne\.jp))?$`) // RFC 2606, and the example names of JPRS
	addresses = regexp.MustCompile(`\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b`)
	forPapers = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24")} // RFC 5737
)

// invented looks whether names and addresses of an exhibit are of those kept for examples, which belong to nobody.
func (l *linter) invented(where, body string) {
	for _, m := range hosts.FindAllStringSubmatchIndex(body, -1) {
		host := body[m[2]:m[3]]
		if _, err := netip.ParseAddr(host); err != nil && !reserved.MatchString(host) {
			l.block(where, "lint.exhibit_real", host)
			l.at(m[2], m[3])
		}
	}
	for _, m := range addresses.FindAllStringIndex(body, -1) {
		ip, err := netip.ParseAddr(body[m[0]:m[1]])
		if err == nil && !ip.IsPrivate() && !slices.ContainsFunc(forPapers, func(p netip.Prefix) bool { return p.Contains(ip) }) {
			l.block(where, "lint.exhibit_real", strings.TrimSpace(ip.String()))
			l.at(m[0], m[1])
		}
	}
}
