package incident

import "time"

// Channel is how a report reached the desk.
type Channel string

// Channels of intake.
const (
	Web   Channel = "web"
	Mail  Channel = "mail"
	TextF Channel = "text"
	Excel Channel = "excel"
	CSV   Channel = "csv"
	API   Channel = "api"
	Phone Channel = "phone"
	Fax   Channel = "fax"
	Post  Channel = "post"
)

// Known tells how sure the reporter is of one answer.
type Known string

// States of an answer; NotAsked also covers questions of a later form version.
const (
	KnownYes      Known = "known"
	Estimated     Known = "estimated"
	UnknownAnswer Known = "unknown"
	NotApplicable Known = "not_applicable"
	NotAsked      Known = "not_asked"
)

// Answer is one answered question of a form. Exactly one of Text, Codes, When, Number or Party is meaningful, by the question's kind.
type Answer struct {
	Question string            `json:"question"`
	State    Known             `json:"state"`
	Text     string            `json:"text,omitempty"`
	Codes    []string          `json:"codes,omitempty"`
	Other    map[string]string `json:"other,omitempty"` // free text typed beside an option, by option code
	When     When              `json:"when,omitzero"`
	Number   int64             `json:"number,omitempty"`
}

// PartyRole is what a named person or organisation is to the happening.
type PartyRole string

// Party roles (design §2, party).
const (
	RoleReporter   PartyRole = "reporter"
	RoleVictim     PartyRole = "victim"
	RoleClient     PartyRole = "client"
	RoleContractor PartyRole = "contractor"
	RolePartner    PartyRole = "partner"
	RolePerson     PartyRole = "person"
)

// Party is anyone a report names, as declared; it only ever exists in memory and sealed.
type Party struct {
	Role    PartyRole `json:"role"`
	Org     string    `json:"org,omitempty"`
	OrgKana string    `json:"org_kana,omitempty"`
	OrgEN   string    `json:"org_en,omitempty"`
	Dept    string    `json:"dept,omitempty"`
	Name    string    `json:"name,omitempty"`
	Kana    string    `json:"kana,omitempty"`
	NameEN  string    `json:"name_en,omitempty"`
	Address string    `json:"address,omitempty"`
	Phone   string    `json:"phone,omitempty"`
	Mail    string    `json:"mail,omitempty"`
	Domains []string  `json:"domains,omitempty"`
}

// Empty tells whether nothing was declared.
func (p Party) Empty() bool {
	return p.Org+p.OrgKana+p.OrgEN+p.Dept+p.Name+p.Kana+p.NameEN+p.Address+p.Phone+p.Mail == "" && len(p.Domains) == 0
}

// Relation is what the reporter is to the incident.
type Relation string

// Relations of a reporter to the incident.
const (
	IsVictim     Relation = "victim"
	IsContractor Relation = "contractor"
	IsObserver   Relation = "observer"
)

// Scheme of acceptance: which of the two reporting schemes a report counts in.
type Scheme string

// Schemes of acceptance (design §2).
const (
	SchemeVirus     Scheme = "virus"
	SchemeAccess    Scheme = "access"
	SchemeBoth      Scheme = "both"
	SchemeReference Scheme = "reference"
)

// Schemes lists the schemes of acceptance in the order shown.
var Schemes = []Scheme{SchemeVirus, SchemeAccess, SchemeBoth, SchemeReference}

// Damage says whether an accepted report had damage.
type Damage string

// Damage of an accepted report; Attempted and Prevented are the 被害なし of the statistics.
const (
	WithDamage     Damage = "with_damage"
	NoDamage       Damage = "no_damage"
	DamageNotKnown Damage = "not_known"
)

// Damages lists the damage values in the order shown.
var Damages = []Damage{WithDamage, NoDamage, DamageNotKnown}

// Acceptance is staff's decision that a report counts, and as what.
type Acceptance struct {
	Scheme    Scheme `json:"scheme"`
	Damage    Damage `json:"damage"`
	Attempted bool   `json:"attempted"` // attempted (未遂) or prevented
	Note      string `json:"note,omitempty"`
}

// OrgKind is the kind of organisation a reporter is, in the words of the case rows.
type OrgKind string

// Kinds of organisation; the label of each is in the vocabulary "org_kind".
const (
	Company     OrgKind = "company"
	PublicBody  OrgKind = "public_body"
	Education   OrgKind = "education"
	TradeBody   OrgKind = "trade_association"
	NonProfit   OrgKind = "non_profit"
	Individual  OrgKind = "individual"
	OrgNotKnown OrgKind = "not_stated"
)

// Report is one report as staff see it: never identity, never an unmasked word.
type Report struct {
	ID          int64
	Number      string // 受付番号 T-2020-000123-K
	State       ReportState
	Reason      string // closed reason of a state that needs one
	Channel     Channel
	Form        string
	FormVersion int
	Lang        Lang
	Version     int // amendments count up from 1
	MaskVersion int // version whose masked text exists; below Version means 「マスク処理中」
	Relation    Relation
	OrgKind     OrgKind
	Received    time.Time // when the desk had it
	Written     When      // date written on the form
	AcceptedAt  time.Time // zero while not accepted
	Begun       When
	Discovered  When
	Contained   When
	Acceptance  Acceptance
	Assignee    int64
	MadePublic  bool // the reporter says it was made public
	MailUnsafe  bool // the reporter's mailbox may be read by the attacker
	Consent     Consent
	SourceLoad  int    // filings from the same source in the last hour, at filing time
	Title       string // masked first words, for lists
}

// Consent is what the reporter allows to be published.
type Consent string

// Consents.
const (
	ConsentCase       Consent = "case"
	ConsentStatistics Consent = "statistics"
)

// Unread is something of a submission that could not be read; it is listed, never dropped.
type Unread struct {
	Where string `json:"where"` // question, line or part
	What  string `json:"what"`  // catalogue key of the reason
}
