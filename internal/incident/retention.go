package incident

import (
	"slices"
	"time"
)

// Kept is a class of what a desk keeps of a report, with a clock of its own.
type Kept string

// Classes of what is kept. The terms are those of erased reports, as keyed hashes for the leak check.
const (
	KeptFiles    Kept = "attachments"
	KeptOriginal Kept = "original"
	KeptContact  Kept = "contact"
	KeptIdentity Kept = "identity"
	KeptMasked   Kept = "masked"
	KeptTerms    Kept = "terms"
)

// KeptOfReport lists the classes that belong to a report, in the order they must go: a class never outlives one further right that it holds words of,
// masked texts apart.
var KeptOfReport = []Kept{KeptFiles, KeptOriginal, KeptContact, KeptIdentity, KeptMasked}

// AllKept lists every class with a clock, in the order shown.
var AllKept = append(slices.Clone(KeptOfReport), KeptTerms)

// KeptEvent is what a clock counts from.
type KeptEvent string

// Events of clocks. Erased is the terms' only one.
const (
	FromClosed    KeptEvent = "closed"
	FromPublished KeptEvent = "published"
	FromMessage   KeptEvent = "last_message"
	FromErased    KeptEvent = "erased"
)

// KeptEvents lists the events a clock of a class may count from.
func KeptEvents(k Kept) []KeptEvent {
	if k == KeptTerms {
		return []KeptEvent{FromErased}
	}
	return []KeptEvent{FromClosed, FromPublished, FromMessage}
}

// Clock is how long a class is kept: months from an event.
type Clock struct {
	Class   Kept
	Event   KeptEvent
	Months  int
	Running bool // a member of staff confirmed it; a proposal does not run
	Who     string
	At      time.Time
}

// MaxMonths is the longest period a clock takes: fifty years.
const MaxMonths = 600

// ProposedClocks are proposals only: nothing is erased until the desk confirms each.
var ProposedClocks = []Clock{
	{Class: KeptFiles, Event: FromClosed, Months: 12},
	{Class: KeptOriginal, Event: FromClosed, Months: 24},
	{Class: KeptContact, Event: FromClosed, Months: 24},
	{Class: KeptIdentity, Event: FromClosed, Months: 36},
	{Class: KeptMasked, Event: FromPublished, Months: 60},
	{Class: KeptTerms, Event: FromErased, Months: 120},
}

// CheckClock refuses a clock that makes no sense beside the others: the original holds names and contacts, and files may, so neither may stay when those go.
func CheckClock(c Clock, others []Clock) error {
	if !slices.Contains(AllKept, c.Class) {
		return Errorf(Invalid, "retention.error.class")
	}
	if !slices.Contains(KeptEvents(c.Class), c.Event) {
		return &Error{Kind: Invalid, Key: "retention.error.event", Field: "event-" + string(c.Class)}
	}
	if c.Months < 1 || c.Months > MaxMonths {
		return &Error{Kind: Invalid, Key: "retention.error.months", Field: "months-" + string(c.Class), Args: []any{MaxMonths}}
	}
	find := func(k Kept) *Clock {
		for i := range others {
			if others[i].Class == k && others[i].Running {
				return &others[i]
			}
		}
		return nil
	}
	for _, pair := range outlives {
		switch c.Class {
		case pair.outer:
			inner := find(pair.inner)
			if inner == nil {
				return &Error{Kind: Conflict, Key: "retention.error.first." + string(pair.inner), Field: "months-" + string(c.Class)}
			}
			if inner.Event == c.Event && inner.Months > c.Months {
				return &Error{Kind: Invalid, Key: "retention.error.shorter." + string(pair.inner), Field: "months-" + string(c.Class), Args: []any{inner.Months}}
			}
		case pair.inner:
			if outer := find(pair.outer); outer != nil && outer.Event == c.Event && outer.Months < c.Months {
				return &Error{Kind: Invalid, Key: "retention.error.longer." + string(pair.inner), Field: "months-" + string(c.Class), Args: []any{outer.Months}}
			}
		}
	}
	return nil
}

// CheckStop refuses to stop a clock that another one needs.
func CheckStop(k Kept, others []Clock) error {
	for _, pair := range outlives {
		if pair.inner == k && slices.ContainsFunc(others, func(c Clock) bool { return c.Class == pair.outer && c.Running }) {
			return &Error{Kind: Conflict, Key: "retention.error.needed", Field: "months-" + string(k)}
		}
	}
	return nil
}

// outlives are the pairs of which the inner may not outlive the outer, for it holds the outer's words.
var outlives = []struct{ inner, outer Kept }{{KeptFiles, KeptOriginal}, {KeptOriginal, KeptContact}, {KeptOriginal, KeptIdentity}}

// Life is what decides when a report's classes are due. Instants that never happened are zero.
type Life struct {
	ReportID  int64
	Number    string
	State     ReportState
	Received  time.Time
	Decided   time.Time // last change of state
	LastWord  time.Time // last filing, message or answer, either way
	Approved  time.Time // last decision on a revision of a case drawn from it
	Published time.Time // when the last of its cases was first released
	OpenCases int       // cases drawn from it that are not released, in work again, or to be corrected
	Waits     int       // questions and objections unanswered, codes to be replaced, versions to be masked
	HeldUntil time.Time // end of the last hold that stands
	Has       []Kept    // classes of which something is there
}

// Open tells whether work on the report goes on: then nothing of it is erased, whatever the clocks say.
func (l Life) Open() bool {
	return l.State == Received || l.State == Arriving || l.OpenCases > 0 || l.Waits > 0
}

// Held tells whether a hold stands.
func (l Life) Held(now time.Time) bool { return l.HeldUntil.After(now) }

// Since is when a clock of the event begins to count: for a report that was never published, "published" is the day it was closed.
func (l Life) Since(e KeptEvent) time.Time {
	closed := later(later(l.Received, l.Decided), l.Approved)
	switch e {
	case FromMessage:
		return later(l.Received, l.LastWord)
	case FromPublished:
		return later(closed, l.Published)
	}
	return closed
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Due gives when each class that is there goes: at the end of the last day of its period in Japan's calendar, and a class no later than one whose words it
// holds. A class without a running clock is left out unless it goes with another.
func (l Life) Due(clocks []Clock) map[Kept]time.Time {
	all := map[Kept]time.Time{}
	for _, c := range clocks {
		if c.Running && c.Class != KeptTerms {
			since := l.Since(c.Event).In(Japan)
			y, m, d := since.AddDate(0, c.Months, 0).Date()
			all[c.Class] = time.Date(y, m, d+1, 0, 0, 0, 0, Japan).UTC()
		}
	}
	for _, pair := range slices.Backward(outlives) { // from the outermost in
		outer, ok := all[pair.outer]
		if inner, runs := all[pair.inner]; ok && slices.Contains(l.Has, pair.outer) && (!runs || outer.Before(inner)) {
			all[pair.inner] = outer
		}
	}
	for k := range all {
		if !slices.Contains(l.Has, k) {
			delete(all, k)
		}
	}
	return all
}

// Gone lists the classes that go when those are erased, with all that may not outlive them, in the order of KeptOfReport; what is not there is left out.
func (l Life) Gone(classes []Kept) []Kept {
	going := slices.Clone(classes)
	for _, pair := range slices.Backward(outlives) {
		if slices.Contains(going, pair.outer) {
			going = append(going, pair.inner)
		}
	}
	var out []Kept
	for _, k := range KeptOfReport {
		if slices.Contains(going, k) && slices.Contains(l.Has, k) {
			out = append(out, k)
		}
	}
	return out
}

// EraseOrigins are the ways a reporter's request to erase reaches the desk; "reporter" is the reporter behind the return code.
var EraseOrigins = []string{"phone", "fax", "post", "person"}

// EraseAnswers is the closed list of reasons why a request to erase is refused for now.
var EraseAnswers = []string{"open", "held", "not_reporter", "duty"}
