package incident

import "slices"

// ReportState is where a report stands.
type ReportState string

// States of a report.
const (
	Received    ReportState = "received"
	Accepted    ReportState = "accepted"
	NotAccepted ReportState = "not_accepted"
	Duplicate   ReportState = "duplicate"
	Withdrawn   ReportState = "withdrawn"
	Spam        ReportState = "spam"
)

// Arriving is where a report of a list stands until the whole list is filed; nobody sees it there, and no move leads to it or away.
const Arriving ReportState = "arriving"

// ReportStates lists every state in the order shown.
var ReportStates = []ReportState{Received, Accepted, NotAccepted, Duplicate, Withdrawn, Spam}

// reportMoves is every allowed move of a report; going back to Received is "undo".
var reportMoves = map[ReportState][]ReportState{
	Received:    {Accepted, NotAccepted, Duplicate, Withdrawn, Spam},
	Accepted:    {Received, Duplicate, Withdrawn},
	NotAccepted: {Received, Accepted},
	Duplicate:   {Received},
	Withdrawn:   {Received},
	Spam:        {Received},
}

// MoveReport returns nil when a report may go from one state to the other, else a Conflict Error.
func MoveReport(from, to ReportState) error {
	if slices.Contains(reportMoves[from], to) {
		return nil
	}
	return Errorf(Conflict, "error.report_move", string(from), string(to))
}

// Reasons is the closed list of reasons why a report is not accepted; labels and advice are in the catalogues (reason.*).
var Reasons = []string{"not_incident", "advice_wanted", "other_body", "too_little", "test", "spam", "out_of_scope"}

// WithdrawReasons is the closed list of reasons of a withdrawal.
var WithdrawReasons = []string{"by_reporter", "mistaken", "consent_withdrawn"}

// RevisionState is where a revision of a case stands.
type RevisionState string

// States of a revision.
const (
	Draft     RevisionState = "draft"
	Submitted RevisionState = "submitted"
	Returned  RevisionState = "returned"
	Approved  RevisionState = "approved"
)

var revisionMoves = map[RevisionState][]RevisionState{
	Draft:     {Submitted},
	Submitted: {Approved, Returned},
	Returned:  {Draft, Submitted},
	Approved:  {},
}

// MoveRevision returns nil when a revision may go from one state to the other, else a Conflict Error.
func MoveRevision(from, to RevisionState) error {
	if slices.Contains(revisionMoves[from], to) {
		return nil
	}
	return Errorf(Conflict, "error.revision_move", string(from), string(to))
}

// EditionState is where an edition stands.
type EditionState string

// States of an edition; a released one is never edited, only corrected by a later revision.
const (
	InWork   EditionState = "in_work"
	Frozen   EditionState = "frozen"
	Built    EditionState = "built"
	Checked  EditionState = "checked"
	Released EditionState = "released"
)

// EditionStates lists every state in order.
var EditionStates = []EditionState{InWork, Frozen, Built, Checked, Released}

var editionMoves = map[EditionState][]EditionState{
	InWork:   {Frozen},
	Frozen:   {Built, InWork},
	Built:    {Checked, InWork, Built},
	Checked:  {Released, InWork, Built},
	Released: {},
}

// MoveEdition returns nil when an edition may go from one state to the other, else a Conflict Error.
func MoveEdition(from, to EditionState) error {
	if slices.Contains(editionMoves[from], to) {
		return nil
	}
	return Errorf(Conflict, "error.edition_move", string(from), string(to))
}
