package incident

import (
	"slices"
	"time"
)

// ShowingState is where a draft shown to a reporter stands.
type ShowingState string

// States of a showing.
const (
	ShowingWaiting  ShowingState = "waiting"  // for the reporter
	ShowingAgreed   ShowingState = "agreed"   // the reporter agrees
	ShowingObjected ShowingState = "objected" // the reporter objects to a sentence or corrects a fact; the desk has to answer
	ShowingSettled  ShowingState = "settled"  // the desk answered all of it
	ShowingClosed   ShowingState = "closed"   // taken back, or followed by a newer one
)

// ShowingStates lists every state in the order shown.
var ShowingStates = []ShowingState{ShowingWaiting, ShowingAgreed, ShowingObjected, ShowingSettled, ShowingClosed}

var showingMoves = map[ShowingState][]ShowingState{
	ShowingWaiting:  {ShowingAgreed, ShowingObjected, ShowingClosed},
	ShowingAgreed:   {ShowingObjected, ShowingClosed},
	ShowingObjected: {ShowingSettled, ShowingClosed},
	ShowingSettled:  {ShowingClosed},
}

// MoveShowing returns nil when a showing may go from one state to the other, else a Conflict Error.
func MoveShowing(from, to ShowingState) error {
	if slices.Contains(showingMoves[from], to) {
		return nil
	}
	return Errorf(Conflict, "error.showing_move", string(from), string(to))
}

// Silence is what no answer by the date means.
type Silence string

// Silences. The reporter is told which one holds when the draft is shown, and it stays that one.
const (
	SilenceAgrees Silence = "agrees" // no objection: the case goes
	SilenceLeaves Silence = "leaves" // the case is left out of the edition
)

// Silences lists them in the order shown.
var Silences = []Silence{SilenceAgrees, SilenceLeaves}

// Showing is a draft of a case shown to the reporter of one report, with a date to answer by.
type Showing struct {
	ID         int64
	Case       string
	Revision   int
	ReportID   int64
	Report     string
	Lang       Lang
	State      ShowingState
	Silence    Silence
	ShownBy    string
	ShownAt    time.Time
	Due        time.Time // answers count until here
	AnsweredAt time.Time
	DecidedBy  string
	DecidedAt  time.Time
	Parts      []ShownPart
}

// Kinds of ShownPart.
const (
	PartSentence = "sentence"
	PartFact     = "fact"
)

// ShownPart is one sentence or fact as it was shown.
type ShownPart struct {
	N        int
	Kind     string
	Place    string // of a sentence: as the lint names it
	Body     string
	Objected bool
	Message  int64 // the reporter's words, 0 for none
	Reply    int64 // the desk's, 0 for none
}

// LastDay is the last day on which an answer counts.
func (s Showing) LastDay() time.Time { return s.Due.Add(-time.Minute) }

// Over tells whether the date passed without an answer.
func (s Showing) Over(now time.Time) bool { return s.State == ShowingWaiting && now.After(s.Due) }

// Keeps tells whether the showing keeps its case out of an edition frozen now: the reporter still has time, or did not answer and silence is no consent, or
// objected and has no answer. It never stops the edition itself.
func (s Showing) Keeps(now time.Time) bool {
	switch s.State {
	case ShowingWaiting:
		return !s.Over(now) || s.Silence == SilenceLeaves
	case ShowingObjected:
		return true
	}
	return false
}
