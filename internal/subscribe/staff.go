package subscribe

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

// Limits of a typed reason, in characters.
const (
	leastReason = 5
	mostReason  = 300
)

// Count and Announcement are what staff see of subscriptions; no address is in them.
type (
	Count        = store.SubscriptionCount
	Announcement = store.Announcement
)

// Figures are the subscriptions in numbers.
type Figures struct {
	Rows     []Count
	States   []StateCount
	Begun    int64 // confirmed since the desk began to count
	Ended    int64 // ended by the subscriber
	Taken    int64 // removed by staff
	Releases []Announcement
	Left     bool // mails about the last release still have to be queued
}

// StateCount is how many stand in a state.
type StateCount struct {
	State incident.SubscriptionState
	N     int64
}

// Figures counts the subscriptions by state and choice; it needs the right subscriber.read.
func (s *Subscribe) Figures(ctx context.Context, a incident.Actor) (Figures, error) {
	var f Figures
	if err := incident.Ask(a, incident.SubscriberRead); err != nil {
		return f, err
	}
	var err error
	if f.Rows, err = s.Store.CountSubscriptions(ctx); err != nil {
		return f, fmt.Errorf("count subscriptions: %w", err)
	}
	for _, state := range incident.SubscriptionStates {
		one := StateCount{State: state}
		for _, r := range f.Rows {
			if r.State == state {
				one.N += r.N
			}
		}
		f.States = append(f.States, one)
	}
	for name, into := range map[string]*int64{counterBegun: &f.Begun, counterEnded: &f.Ended, counterTaken: &f.Taken} {
		if *into, err = s.Store.Counted(ctx, name); err != nil {
			return f, fmt.Errorf("count subscriptions: %w", err)
		}
	}
	if f.Releases, err = s.Store.ListAnnouncements(ctx, 20); err != nil {
		return f, fmt.Errorf("count subscriptions: %w", err)
	}
	last, err := s.Store.LatestRelease(ctx)
	if err != nil {
		return f, fmt.Errorf("count subscriptions: %w", err)
	}
	left, err := s.Store.ListUntold(ctx, last.N, 1)
	f.Left = len(left) > 0 && !s.Demo
	return f, err
}

// Remove erases an address somebody wrote in about, typed exactly, and tells whether it was there. It needs the right subscriber.remove and a reason;
// both outcomes are audited, without the address. Errors: Forbidden; Invalid, all fields at once.
func (s *Subscribe) Remove(ctx context.Context, a incident.Actor, typed, reason string) (bool, error) {
	if err := incident.Ask(a, incident.SubscriberRemove); err != nil {
		return false, err
	}
	var errs incident.Errors
	x, wrong := parse(typed)
	if wrong != nil {
		errs = append(errs, wrong)
	}
	reason = strings.Join(strings.Fields(text.Clean(reason)), " ")
	n := utf8.RuneCountInString(reason)
	switch {
	case n < leastReason:
		errs = append(errs, &incident.Error{Kind: incident.Invalid, Key: "error.reason_short", Field: "reason", Args: []any{leastReason}})
	case n > mostReason:
		errs = append(errs, &incident.Error{Kind: incident.Invalid, Key: "retention.error.reason_long", Field: "reason", Args: []any{mostReason}})
	case strings.Contains(text.Normal(reason), "@"):
		errs = append(errs, &incident.Error{Kind: incident.Invalid, Key: "subscribe.error.reason_mail", Field: "reason"})
	}
	if err := errs.Or(); err != nil {
		return false, err
	}
	digest := s.Seal.SubscriberMAC(x.folded)
	list, err := s.Store.ListSubscriptionsOf(ctx, digest)
	if err != nil {
		return false, stored("remove", err)
	}
	if len(list) > 0 {
		s.noteErased(digest)
	}
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		for _, row := range list {
			if err := s.end(ctx, tx, row, a, store.AuditRow{Action: string(incident.SubscriberRemove), Reason: reason}); err != nil {
				return err
			}
		}
		if len(list) > 0 {
			return nil
		}
		return tx.Audit(ctx, store.AuditRow{At: s.Now(), Who: a.Who(), Action: string(incident.SubscriberRemove), Object: "subscriptions", Reason: reason, Detail: "not there"})
	})
	return len(list) > 0, stored("remove", err)
}

// Chosen says a choice in words.
func Chosen(texts *i18n.Catalogue, lang incident.Lang, c incident.Choice) string {
	and := texts.T(lang, "subscribe.and")
	var topics, categories []string
	for _, t := range c.Topics {
		topics = append(topics, texts.T(lang, "subscribe.topic."+string(t)))
	}
	s, err := incident.FindCaseScheme(c.Scheme)
	for _, code := range c.Categories {
		label := code
		if k, ok := s.Category(code); err == nil && ok {
			label = k.In(lang)
		}
		categories = append(categories, label)
	}
	if len(categories) == 0 {
		categories = []string{texts.T(lang, "subscribe.all_categories")}
	}
	return texts.T(lang, "subscribe.choice", strings.Join(topics, and), strings.Join(categories, and))
}
