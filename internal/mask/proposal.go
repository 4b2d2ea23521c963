package mask

// Kinds that only the publication's mask proposes; at the desk they stay readable, numbers of persons and accounts excepted.
const (
	Product         Kind = "product"          // a product, site or service named after the victim
	Place           Kind = "place"            // a place finer than the prefecture that is no postal address
	URL             Kind = "url"              // with scheme, also defanged (hxxp, [.])
	IP              Kind = "ip"               // v4, v6 and ranges of either, also defanged
	MyNumber        Kind = "mynumber"         // 個人番号, twelve figures with check digit
	CorporateNumber Kind = "corporate_number" // 法人番号, thirteen figures with check digit
	Card            Kind = "card"             // payment card, fourteen to sixteen figures that pass Luhn's test
	Account         Kind = "account"          // bank account
	Licence         Kind = "licence"          // driving and other licences, passports, product keys
	Employee        Kind = "employee"         // numbers of employees, members, pupils, patients
	Ticket          Kind = "ticket"           // numbers of enquiries, orders, contracts, cases of other bodies
	User            Kind = "user"             // sign-in name
	Host            Kind = "host"             // name of a machine
	Amount          Kind = "amount"           // exact sum of money
	Count           Kind = "count"            // exact number of things or people
	Path            Kind = "path"             // file path or file name that holds a name
	Date            Kind = "date"             // exact day
)

// Kinds lists every kind a proposal may have, in the order a reader would sort them.
var Kinds = []Kind{Name, Org, Dept, Product, Place, Address, Phone, Mail, URL, Domain, IP, MyNumber, CorporateNumber, Card, Account, Licence, Employee, Ticket, User, Host,
	Amount, Count, Path, Date}

// Reason says why a span is proposed; it is a catalogue key.
type Reason string

// Reasons, the surest first.
const (
	Declared    Reason = "mask.reason.declared"     // the form says so
	DeskList    Reason = "mask.reason.desk_list"    // the desk decided so before
	Pattern     Reason = "mask.reason.pattern"      // its shape shows it, check digit included where it has one
	CompanyForm Reason = "mask.reason.company_form" // a company form or the word of an institution stands beside it
	Title       Reason = "mask.reason.title"        // a title, a post or an introduction stands beside it
	Gazetteer   Reason = "mask.reason.gazetteer"    // it stands in a list of names
	Dictionary  Reason = "mask.reason.dictionary"   // the dictionary takes it for a name here
	Again       Reason = "mask.reason.again"        // the same word was found elsewhere in the text with more to show it
	Context     Reason = "mask.reason.context"      // the words around it say what it is
	Learned     Reason = "mask.reason.learned"      // it reads like the names in the texts the tagger learnt from
	Resembles   Reason = "mask.reason.resembles"    // it resembles a name that the form gives
)

// Role is whose a proposed thing seems to be, told by where it stands.
type Role string

// Roles; an attacker's observable is a finding and no victim's secret.
const (
	Victim   Role = "victim"
	Attacker Role = "attacker"
	Unclear  Role = "unclear"
)

// Proposal is one stretch of a text that a publication should perhaps not hold: the bytes Start to End of the text as it was given.
type Proposal struct {
	Start, End  int
	Kind        Kind
	Party       int // index of the declared party, NoParty otherwise
	Reason      Reason
	Doubt       bool // a person should look twice: the word may be ordinary, or the thing the attacker's
	Placeholder string
	Coarse      []string // coarser values that may stand instead, the finest first: 約1,000件, 2020年1月, 関東地方
	Role        Role
}

// Label is the catalogue key of the kind's name.
func (k Kind) Label() string { return "mask.kind." + string(k) }

// Label is the catalogue key of the role's name.
func (r Role) Label() string { return "mask.role." + string(r) }
