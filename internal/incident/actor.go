package incident

import "slices"

// Role is what a member of staff may be; one person may hold several.
type Role string

// Roles of the desk.
const (
	Intake        Role = "intake"
	Analyst       Role = "analyst"
	Reviewer      Role = "reviewer"
	Publisher     Role = "publisher"
	Administrator Role = "administrator"
	Auditor       Role = "auditor"
)

// Roles lists every role in the order shown to people.
var Roles = []Role{Intake, Analyst, Reviewer, Publisher, Administrator, Auditor}

// Action is something a member of staff may ask the desk to do.
type Action string

// Actions, one word each; the audit log carries the same words.
const (
	ReportRead     Action = "report.read"     // masked text, answers, facts, queue, search
	ReportOpen     Action = "report.open"     // the sealed original, with a reason
	ReportLookup   Action = "report.lookup"   // find a report by exact name, phone, mail
	FileTake       Action = "file.take"       // carry an attachment out of the desk, encrypted
	ReportEnter    Action = "report.enter"    // type in a report received by phone, fax or post
	ReportTriage   Action = "report.triage"   // accept, not accept, duplicate, withdraw, undo, assign
	ConsentRecord  Action = "consent.record"  // write down what a party said about publication and sharing
	ReportShare    Action = "report.share"    // write down what was passed on to another body
	ReportReply    Action = "report.reply"    // write to the reporter behind the receipt
	FactCode       Action = "fact.code"       // code facts on a report
	MaskDecide     Action = "mask.decide"     // what the publication masks; the desk's own list of terms
	CaseRead       Action = "case.read"       // drafts and published cases
	CaseDraft      Action = "case.draft"      // write summary and chapter, link reports
	CaseComment    Action = "case.comment"    // say something about a passage of a draft, settle it
	CaseShow       Action = "case.show"       // show a draft to the reporters below it, answer their objections
	CaseApprove    Action = "case.approve"    // approve a revision somebody else wrote
	EditionRead    Action = "edition.read"    // see editions in work
	EditionEdit    Action = "edition.edit"    // period, choice, order, texts
	EditionRelease Action = "edition.release" // freeze, build, check, release
	LeakWaive      Action = "leak.waive"      // one of the two persons of a waiver
	StatsRead      Action = "stats.read"      // tables, crosses, definitions, freezes
	StatsEdit      Action = "stats.edit"      // write definitions, freeze a set
	CodeReplace    Action = "code.replace"    // one of the two persons who replace a lost return code
	ReportHold     Action = "report.hold"     // keep a report from being erased
	ReportErase    Action = "report.erase"    // note a request to erase; one of the two persons of an early erasing
	RetentionRead  Action = "retention.read"  // clocks, what is due, certificates
	RetentionSet   Action = "retention.set"   // confirm clocks, begin erasing what is due
	JobsRead       Action = "jobs.read"       // what waits: kinds, since when, problems
	JobsRetry      Action = "jobs.retry"      // make a waiting step due now
	StaffManage    Action = "staff.manage"    // accounts and roles
	TokenManage    Action = "token.manage"    // tokens by which organisations file through the API
	DeskSettings   Action = "desk.settings"   // reply templates, forms, the desk's numbers
	SubscriberRead Action = "subscriber.read" // how many get publications by mail, and what became of the mails
	AuditRead      Action = "audit.read"      // the audit log and its verification

	SubscriberRemove Action = "subscriber.remove" // erase the address of a subscriber who writes in, typed exactly
)

// Actions lists every action in the order of the permission table.
var Actions = []Action{ReportRead, ReportOpen, FileTake, ReportLookup, ReportEnter, ReportTriage, ReportReply, ConsentRecord, ReportShare, CodeReplace, FactCode, MaskDecide,
	CaseRead, CaseDraft, CaseShow, CaseComment, CaseApprove, EditionRead, EditionEdit, EditionRelease, LeakWaive, StatsRead, StatsEdit, ReportHold, ReportErase, RetentionRead, RetentionSet, JobsRead, JobsRetry, StaffManage, TokenManage, DeskSettings, SubscriberRead, SubscriberRemove, AuditRead}

// permissions is the one table of role × action. What is not listed is not allowed.
var permissions = map[Role][]Action{
	Intake:        {ReportRead, ReportOpen, ReportLookup, ReportEnter, ReportTriage, ReportReply, ConsentRecord, CodeReplace, CaseRead, EditionRead, StatsRead, ReportErase, RetentionRead, JobsRead, JobsRetry, SubscriberRead, SubscriberRemove},
	Analyst:       {ReportRead, ReportOpen, FileTake, ReportTriage, ReportReply, ConsentRecord, ReportShare, CodeReplace, FactCode, MaskDecide, CaseRead, CaseDraft, CaseShow, CaseComment, EditionRead, StatsRead, StatsEdit, ReportErase, JobsRead},
	Reviewer:      {ReportRead, ReportOpen, ReportShare, CodeReplace, FactCode, MaskDecide, CaseRead, CaseDraft, CaseShow, CaseComment, CaseApprove, EditionRead, EditionEdit, LeakWaive, StatsRead, StatsEdit, ReportHold, ReportErase, RetentionRead},
	Publisher:     {ReportRead, CaseRead, CaseComment, CaseApprove, EditionRead, EditionEdit, EditionRelease, LeakWaive, StatsRead, StatsEdit, SubscriberRead},
	Administrator: {StaffManage, TokenManage, DeskSettings, EditionRead, RetentionRead, RetentionSet, JobsRead, JobsRetry, SubscriberRead, SubscriberRemove},
	Auditor:       {AuditRead, EditionRead, CaseRead, StatsRead, RetentionRead, JobsRead, SubscriberRead},
}

// Actor is who does something: a member of staff, the reporter behind a return code, or the program itself.
type Actor struct {
	Kind  ActorKind
	ID    int64 // staff id, 0 for others
	Login string
	Name  string
	Roles []Role
}

// ActorKind tells staff, reporters and machine purposes apart in the audit log.
type ActorKind string

// Kinds of actor.
const (
	Staff    ActorKind = "staff"
	Reporter ActorKind = "reporter"
	Machine  ActorKind = "machine"

	Subscriber   ActorKind = "subscriber" // whoever holds the link of a mail to a subscriber
	Organisation ActorKind = "token"      // whoever holds a token of the API; Login is the token's prefix, ID its id
)

// Can tells whether the actor's roles allow the action. Reporters and machines are never asked here.
func Can(a Actor, action Action) bool {
	if a.Kind != Staff {
		return false
	}
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(permissions[r], action) })
}

// Ask returns nil when the actor may do the action and a Forbidden Error otherwise.
func Ask(a Actor, action Action) error {
	if Can(a, action) {
		return nil
	}
	return Errorf(Forbidden, "error.forbidden", string(action))
}

// Who names the actor in audit rows: "staff:hanako", "reporter", "machine:mask".
func (a Actor) Who() string {
	if a.Login == "" {
		return string(a.Kind)
	}
	return string(a.Kind) + ":" + a.Login
}

// MachineActor is the program acting for one purpose of the closed list.
func MachineActor(p Purpose) Actor { return Actor{Kind: Machine, Login: string(p)} }

// Purpose is why the program itself may open something sealed; the list is closed (design §3.2).
type Purpose string

// Machine purposes.
const (
	PurposeMask   Purpose = "mask"
	PurposeLeak   Purpose = "leak-check"
	PurposeNotify Purpose = "notify"
	PurposeScan   Purpose = "scan"
	PurposeErase  Purpose = "erase" // seal anew what stays when a part goes
)
