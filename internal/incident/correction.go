package incident

import "slices"

// CorrectionCause is why a released case needs looking at. It is the desk's own knowledge: notices and errata never say it.
type CorrectionCause string

// Causes.
const (
	CauseConsent   CorrectionCause = "consent"   // a party no longer allows it to be published
	CauseWithdrawn CorrectionCause = "withdrawn" // a report below was taken back
	CauseAmended   CorrectionCause = "amended"   // a report below has a newer version
	CauseDesk      CorrectionCause = "desk"      // the desk saw the need itself
)

// CorrectionState is where a correction stands.
type CorrectionState string

// States of a correction.
const (
	CorrectionOpen    CorrectionState = "open"
	CorrectionStaged  CorrectionState = "staged"  // in the next revision of the editions that hold the case
	CorrectionDone    CorrectionState = "done"    // released
	CorrectionDropped CorrectionState = "dropped" // looked at, nothing to correct, with the reason
)

// CorrectionStates lists every state in the order shown.
var CorrectionStates = []CorrectionState{CorrectionOpen, CorrectionStaged, CorrectionDone, CorrectionDropped}

var correctionMoves = map[CorrectionState][]CorrectionState{
	CorrectionOpen:    {CorrectionStaged, CorrectionDropped},
	CorrectionStaged:  {CorrectionOpen, CorrectionDone},
	CorrectionDropped: {CorrectionOpen},
}

// MoveCorrection returns nil when a correction may go from one state to the other, else a Conflict Error.
func MoveCorrection(from, to CorrectionState) error {
	if slices.Contains(correctionMoves[from], to) {
		return nil
	}
	return Errorf(Conflict, "error.correction_move", string(from), string(to))
}

// WithdrawCase gives the collection without the text of a case, as its next revision: number, class, day, reporter's kind and every count stay, summary,
// facts and chapter go, and an erratum says on which day, not why. note is the public notice. It gives false where the collection does not hold the case
// or it is withdrawn already.
func (c *Collection) WithdrawCase(number, day string, note Text) (*Collection, bool) {
	i := slices.IndexFunc(c.Cases, func(p PublishedCase) bool { return p.Number == number })
	if i < 0 || c.Cases[i].Withdrawn != "" {
		return nil, false
	}
	out := *c
	out.Cases = slices.Clone(c.Cases)
	p := &out.Cases[i]
	p.Summary, p.Facts, p.Chapter, p.ChapterNo, p.Themes, p.Withdrawn = Text{}, []Fact{}, nil, 0, nil, day
	out.Errata = append([]Erratum{{Kind: CaseWithdrawn, Date: day, Case: number, Note: note}}, c.Errata...)
	out.Revision = c.Revision + 1
	return &out, true
}
