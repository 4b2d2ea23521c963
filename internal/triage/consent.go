package triage

import (
	"context"
	"fmt"
	"slices"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// ConsentEntry is what a party told staff about uses of a report.
type ConsentEntry struct {
	Party   int64 // 0 for the reporter
	Use     incident.Use
	Word    incident.Word
	SaidAt  time.Time // not after now
	Channel string    // one of WordChannels
	Reason  string    // who called, how it was made sure: masked, needed
}

// WordChannels are the ways in which a party's word reaches staff.
var WordChannels = []string{"phone", "mail", "post", "fax", "person"}

// enter asks for the right and finds the report, with the instant at which something is written down on it.
func (t *Triage) enter(ctx context.Context, a incident.Actor, what incident.Action, number string) (incident.Report, time.Time, error) {
	if err := incident.Ask(a, what); err != nil {
		return incident.Report{}, time.Time{}, err
	}
	r, err := find(ctx, t.Store.Reader, number)
	return r, t.Now().UTC().Truncate(time.Microsecond), err
}

// RecordConsent writes down a party's word. A refusal of publication opens a correction for every released case below.
func (t *Triage) RecordConsent(ctx context.Context, a incident.Actor, number string, e ConsentEntry) error {
	r, now, err := t.enter(ctx, a, incident.ConsentRecord, number)
	if err != nil {
		return err
	}
	switch {
	case !slices.Contains(incident.Uses, e.Use) || !slices.Contains(incident.Words, e.Word):
		return invalid("word", "error.consent_word")
	case !slices.Contains(WordChannels, e.Channel):
		return invalid("channel", "error.word_source")
	case e.SaidAt.IsZero() || e.SaidAt.After(now):
		return invalid("said_at", "error.received_at")
	case clean(e.Reason) == "":
		return invalid("consent-reason", "error.why_missing")
	}
	if !e.SaidAt.Before(now.Truncate(time.Minute)) {
		e.SaidAt = now // typed to the minute: just now, and not before what was said earlier in that minute
	}
	reason, err := t.maskFor(ctx, r, clean(e.Reason))
	if err != nil {
		return fmt.Errorf("consent on %s: %w", r.Number, err)
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.Consents(ctx, r.ID)
		if err != nil {
			return fmt.Errorf("consent on %s: %w", r.Number, err)
		}
		i := slices.IndexFunc(list, func(p incident.PartyConsent) bool { return p.Party == e.Party })
		if i < 0 { // the report was amended since the page was made
			return invalid("party", "error.consent_party")
		}
		return tx.SayConsent(ctx, r, incident.ConsentLine{ID: store.NewID(now), Party: e.Party, Role: list[i].Role, Placeholder: list[i].Placeholder, Use: e.Use, Word: e.Word,
			SaidAt: e.SaidAt.UTC(), At: now, Channel: e.Channel, Who: a.Who(), Reason: reason})
	})
}

// Sharing is something staff passed on to another body.
type Sharing struct {
	Body     string // which body; masked like any words
	What     string // one of incident.ShareWhat
	Note     string
	SharedAt time.Time // not after now
}

// RecordShare writes down that something of a report was passed on. It is refused where not every party it is about agreed to that, or one refused: the record
// cannot make good what must not be.
func (t *Triage) RecordShare(ctx context.Context, a incident.Actor, number string, s Sharing) error {
	r, now, err := t.enter(ctx, a, incident.ReportShare, number)
	if err != nil {
		return err
	}
	switch {
	case clean(s.Body) == "":
		return invalid("body", "error.share_body")
	case !slices.Contains(incident.ShareWhat, s.What):
		return invalid("what", "error.share_what")
	case s.SharedAt.IsZero() || s.SharedAt.After(now):
		return invalid("shared_at", "error.received_at")
	}
	row := store.Share{ID: store.NewID(now), What: s.What, SharedAt: s.SharedAt.UTC(), Who: a.Who(), At: now}
	if row.Body, err = t.maskFor(ctx, r, clean(s.Body)); err == nil {
		row.Note, err = t.maskFor(ctx, r, clean(s.Note))
	}
	if err != nil {
		return fmt.Errorf("share %s: %w", r.Number, err)
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.Consents(ctx, r.ID)
		if err != nil {
			return fmt.Errorf("share %s: %w", r.Number, err)
		}
		refused, missing := incident.Unagreed(list, incident.UseShare, incident.RuleConcerned)
		if len(refused) > 0 {
			return incident.Errorf(incident.Conflict, "error.share_refused", PartyLabel(refused[0]))
		}
		if len(missing) > 0 {
			return incident.Errorf(incident.Conflict, "error.share_missing", PartyLabel(missing[0]))
		}
		if err := tx.InsertShare(ctx, r.ID, row); err != nil {
			return fmt.Errorf("share %s: %w", r.Number, err)
		}
		return tx.Audit(ctx, t.audit(a, incident.ReportShare, reportObject(r.Number), "", "what="+s.What))
	})
}

// ConsentSettings are the desk's rules on consent.
type ConsentSettings struct {
	Rule    incident.ConsentRule
	Silence incident.Silence // what no answer by the date means for drafts shown from now on
}

// ConsentSettings reads the desk's rules on consent.
func (t *Triage) ConsentSettings(ctx context.Context, a incident.Actor) (ConsentSettings, error) {
	if err := incident.Ask(a, incident.DeskSettings); err != nil {
		return ConsentSettings{}, err
	}
	rule, err := t.Store.ConsentRule(ctx)
	if err != nil {
		return ConsentSettings{}, fmt.Errorf("consent settings: %w", err)
	}
	silence, err := t.Store.Silence(ctx)
	if err != nil {
		return ConsentSettings{}, fmt.Errorf("consent settings: %w", err)
	}
	return ConsentSettings{rule, silence}, nil
}

// PutConsentSettings changes them; what is frozen already stays as it is, and is looked at again before its release.
func (t *Triage) PutConsentSettings(ctx context.Context, a incident.Actor, s ConsentSettings) error {
	if err := incident.Ask(a, incident.DeskSettings); err != nil {
		return err
	}
	if !slices.Contains(incident.ConsentRules, s.Rule) {
		return invalid("rule", "error.consent_rule")
	}
	if !slices.Contains(incident.Silences, s.Silence) {
		return invalid("silence", "error.consent_silence")
	}
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutSetting(ctx, store.SettingConsentRule, string(s.Rule), t.Now()); err != nil {
			return fmt.Errorf("consent settings: %w", err)
		}
		if err := tx.PutSetting(ctx, store.SettingSilence, string(s.Silence), t.Now()); err != nil {
			return fmt.Errorf("consent settings: %w", err)
		}
		return tx.Audit(ctx, t.audit(a, incident.DeskSettings, "settings:consent", "", fmt.Sprintf("rule=%s silence=%s", s.Rule, s.Silence)))
	})
}

// ConsentView is what all parties of a report said about its uses, and what was passed on.
type ConsentView struct {
	Report  incident.Report
	Parties []incident.PartyConsent
	Shares  []store.Share
	Rule    incident.ConsentRule
	Refused []incident.PartyConsent // who stands in the way of passing it on
	Missing []incident.PartyConsent // who was not asked about that, and must be
}

// ReportConsent reads what all parties of a report said, with the history of each.
func (t *Triage) ReportConsent(ctx context.Context, a incident.Actor, number string) (ConsentView, error) {
	if err := incident.Ask(a, incident.ReportRead); err != nil {
		return ConsentView{}, err
	}
	r, err := find(ctx, t.Store.Reader, number)
	if err != nil {
		return ConsentView{}, err
	}
	v := ConsentView{Report: r}
	if v.Parties, err = t.Store.Consents(ctx, r.ID); err == nil {
		v.Shares, err = t.Store.ListShares(ctx, r.ID)
	}
	if err == nil {
		v.Rule, err = t.Store.ConsentRule(ctx)
	}
	if err != nil {
		return ConsentView{}, fmt.Errorf("consent on %s: %w", r.Number, err)
	}
	v.Refused, v.Missing = incident.Unagreed(v.Parties, incident.UseShare, incident.RuleConcerned)
	return v, nil
}
