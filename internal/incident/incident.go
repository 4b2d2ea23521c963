// Package incident is the heart of Todoke: reports, facts, cases, editions, the states they pass and who may do what.
// It is not for storage, encryption or pages: it imports the standard library only, and everything else imports it.
package incident

import "time"

// Lang is a language of the catalogues: "ja" (the reference) or "en".
type Lang string

// The two languages every user text exists in.
const (
	JA Lang = "ja"
	EN Lang = "en"
)

// Text is one user text in both languages; an empty EN means "not yet translated" and is shown as such.
type Text struct {
	JA string `json:"ja" toml:"ja"`
	EN string `json:"en,omitempty" toml:"en"`
}

// In returns the text in lang, falling back to Japanese where English is missing.
func (t Text) In(lang Lang) string {
	if lang == EN && t.EN != "" {
		return t.EN
	}
	return t.JA
}

// Japan is the zone of the desk's days, years and clocks: one for the whole country, without summer time.
var Japan = time.FixedZone("JST", 9*60*60)

// Precision says how exactly a reported date is known.
type Precision string

// Precisions of a When. About means "around that month or year" (頃).
const (
	NoDate  Precision = ""
	Day     Precision = "day"
	Month   Precision = "month"
	Year    Precision = "year"
	About   Precision = "about"
	Instant Precision = "instant"
)

// When is a date as coarse as it is known: the first and last UTC day it may mean, both inclusive.
// The zero When means that nothing was said.
type When struct {
	From      time.Time `json:"from,omitzero"`
	To        time.Time `json:"to,omitzero"`
	Precision Precision `json:"precision,omitempty"`
}

// Known tells whether any date was given.
func (w When) Known() bool { return w.Precision != NoDate }

// OnDay is the When of one exact day.
func OnDay(t time.Time) When {
	d := t.UTC().Truncate(24 * time.Hour)
	return When{From: d, To: d, Precision: Day}
}
