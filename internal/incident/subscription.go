package incident

import (
	"slices"
)

// Topic is a kind of publication a subscriber by mail hears of.
type Topic string

// Topics.
const (
	TopicEditions    Topic = "editions"    // new editions, of cases or statistics
	TopicCorrections Topic = "corrections" // corrections and withdrawals of what was published
	TopicAdvisories  Topic = "advisories"  // advisories, new, changed or withdrawn
)

// Topics lists every topic in the order shown.
var Topics = []Topic{TopicEditions, TopicCorrections, TopicAdvisories}

// SubscriptionState is where a subscription stands. One that was ended has no row.
type SubscriptionState string

// States of a subscription.
const (
	SubscriptionWaiting   SubscriptionState = "waiting"   // asked for, its mail not confirmed
	SubscriptionActive    SubscriptionState = "active"    //
	SubscriptionSuspended SubscriptionState = "suspended" // its mails were refused for good again and again
)

// SubscriptionStates lists every state in the order shown.
var SubscriptionStates = []SubscriptionState{SubscriptionActive, SubscriptionSuspended, SubscriptionWaiting}

// Choice is what a subscriber wants to hear of, and in which language.
type Choice struct {
	Lang       Lang
	Topics     []Topic
	Scheme     string   // scheme of Categories; "" for all categories
	Categories []string // case categories; none for all
}

// Check lists what is wrong with a choice, each at its field. Categories the scheme does not have are wrong; no page offers them.
func (c Choice) Check() error {
	var errs Errors
	bad := func(field, key string) {
		e := Errorf(Invalid, key)
		e.Field = field
		errs = append(errs, e)
	}
	if len(c.Topics) == 0 || slices.ContainsFunc(c.Topics, func(t Topic) bool { return !slices.Contains(Topics, t) }) {
		bad("topics", "subscribe.error.topics")
	}
	if c.Lang != JA && c.Lang != EN {
		bad("language", "subscribe.error.language")
	}
	if len(c.Categories) > 0 {
		s, err := FindCaseScheme(c.Scheme)
		if err != nil || slices.ContainsFunc(c.Categories, func(code string) bool { _, ok := s.Category(code); return !ok }) {
			bad("categories", "subscribe.error.categories")
		}
	}
	return errs.Or()
}

// News is one thing a release brought, as the mail about it names it.
type News struct {
	Topic  Topic
	Kind   string // "cases", "statistics", "correction", "withdrawal", "erratum", "advisory", "advisory-changed", "advisory-withdrawn"
	Ref    string // case number or advisory id; "" for an edition
	Title  Text   // of the edition or the advisory
	File   Text   // the page to read, below the address of the public site
	Scheme string // of Counts
	Counts []CategoryCount
}

// Takes tells whether somebody who chose so hears of the news: its topic is chosen, and it touches a chosen category or none at all.
func (c Choice) Takes(n News) bool {
	if !slices.Contains(c.Topics, n.Topic) {
		return false
	}
	if len(c.Categories) == 0 || len(n.Counts) == 0 {
		return true
	}
	return slices.ContainsFunc(n.Counts, func(k CategoryCount) bool { return k.Count > 0 && c.covers(n.Scheme, k.Code) })
}

// covers tells whether a category of a scheme is among the chosen ones, by way of the crosswalks where the choice was made under another scheme.
// Where the way is not certain, or there is none, it is: one mail too many is better than one that is missed.
func (c Choice) covers(scheme, code string) bool {
	if scheme == c.Scheme {
		return slices.Contains(c.Categories, code)
	}
	if later, ok := walk(c.Scheme, c.Categories, scheme); ok {
		return slices.Contains(later, code)
	}
	if later, ok := walk(scheme, []string{code}, c.Scheme); ok {
		return slices.ContainsFunc(later, func(k string) bool { return slices.Contains(c.Categories, k) })
	}
	return true
}

// walk gives the categories of a later scheme that categories of an earlier one may have become; false where no crosswalk leads there.
func walk(from string, codes []string, to string) ([]string, bool) {
	for range CaseSchemes() {
		if from == to {
			return codes, true
		}
		i := slices.IndexFunc(crosswalks, func(w Crosswalk) bool { return w.From == from })
		if i < 0 {
			return nil, false
		}
		if direct := slices.IndexFunc(crosswalks, func(w Crosswalk) bool { return w.From == from && w.To == to }); direct >= 0 {
			i = direct
		}
		var next []string
		for _, code := range codes {
			targets, _ := crosswalks[i].Map(code, nil)
			next = append(next, targets...)
		}
		from, codes = crosswalks[i].To, next
	}
	return nil, false
}

var crosswalks = Crosswalks()
