package incident

// Dimension is what a fact is about.
type Dimension string

// Dimensions of facts; the codes of each are in the vocabulary of the same name.
const (
	DimMalware      Dimension = "malware"
	DimAttack       Dimension = "attack"
	DimCause        Dimension = "cause"
	DimDamage       Dimension = "damage"
	DimDiscoveredBy Dimension = "discovered_by"
	DimResponse     Dimension = "response"
	DimAsset        Dimension = "asset"
	DimEnvironment  Dimension = "environment"
	DimQuantity     Dimension = "quantity" // an amount that belongs to no other fact
	DimRoute        Dimension = "route"    // by which a virus was found or came in (statistics table V7)

	// What the reporter is like, for statistics alone: never published with a case (Profile).
	DimIndustry   Dimension = "industry"   // 日本標準産業分類, division letter in lower case
	DimSize       Dimension = "size"       // employees
	DimPrefecture Dimension = "prefecture" // JIS X 0401
)

// Dimensions lists the dimensions in the order shown.
var Dimensions = []Dimension{DimMalware, DimAttack, DimCause, DimDamage, DimDiscoveredBy, DimResponse, DimAsset, DimEnvironment, DimRoute, DimQuantity, DimIndustry, DimSize, DimPrefecture}

// Profile tells whether facts of the dimension describe the reporter: they are for counting and never leave with a case.
func (d Dimension) Profile() bool { return d == DimIndustry || d == DimSize || d == DimPrefecture }

// Certainty is how sure a statement is; the six are different things (design §2).
type Certainty string

// Certainties.
const (
	Confirmed     Certainty = "confirmed"
	Presumed      Certainty = "presumed"
	Possible      Certainty = "possible"
	Investigating Certainty = "investigating"
	Unknown       Certainty = "unknown"
	NotStated     Certainty = "not_stated"
)

// Certainties lists the six in order of falling sureness.
var Certainties = []Certainty{Confirmed, Presumed, Possible, Investigating, Unknown, NotStated}

// Polarity tells a thing present from a thing looked for and not found.
type Polarity string

// Polarities.
const (
	Present Polarity = "present"
	Absent  Polarity = "absent"
)

// Source is who says so.
type Source string

// Sources of a fact.
const (
	FromReporter   Source = "reporter"
	FromContractor Source = "contractor"
	FromOutside    Source = "outside"
	FromDesk       Source = "desk"
)

// Sources lists the sources in the order shown.
var Sources = []Source{FromReporter, FromContractor, FromOutside, FromDesk}

// Status of a response: done or being considered.
type Status string

// Statuses of a response fact.
const (
	Done       Status = "done"
	Considered Status = "considered"
)

// Bound says how a quantity limits the truth.
type Bound string

// Bounds of a quantity.
const (
	Exactly Bound = "exactly"
	AtLeast Bound = "at_least"
	AtMost  Bound = "at_most"
	Roughly Bound = "about"
)

// Quantity is an amount with its unit (a code of the vocabulary "unit": mails, machines, accounts, months …) and bound.
type Quantity struct {
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Bound Bound   `json:"bound"`
}

// Fact is one coded statement on a report.
type Fact struct {
	ID        int64     `json:"-"`
	ReportID  int64     `json:"-"`
	Version   int       `json:"-"` // report version it was read from
	Dimension Dimension `json:"dimension"`
	Code      string    `json:"code"`
	Item      int       `json:"item,omitempty"` // part of a report that tells of several ("(1)", "(2)"); 0 for the whole
	Polarity  Polarity  `json:"polarity"`
	Certainty Certainty `json:"certainty"`
	Source    Source    `json:"source"`
	Status    Status    `json:"status,omitempty"`
	Quantity  *Quantity `json:"quantity,omitempty"`
	Coded     bool      `json:"-"` // confirmed by staff; a suggestion otherwise
	By        string    `json:"-"`
}

// Validate lists what is wrong with a fact: an unknown code, a response without status, a status elsewhere.
func (f Fact) Validate(v Vocabulary) error {
	var errs Errors
	if !v.Has(string(f.Dimension), f.Code) {
		errs = append(errs, Errorf(Invalid, "error.fact_code", string(f.Dimension), f.Code))
	}
	if (f.Dimension == DimResponse) != (f.Status != "") {
		errs = append(errs, Errorf(Invalid, "error.fact_status", f.Code))
	}
	if !has(Certainties, f.Certainty) || !has(Sources, f.Source) || (f.Polarity != Present && f.Polarity != Absent) {
		errs = append(errs, Errorf(Invalid, "error.fact_incomplete", f.Code))
	}
	if f.Quantity != nil && !v.Has("unit", f.Quantity.Unit) {
		errs = append(errs, Errorf(Invalid, "error.fact_unit", f.Quantity.Unit))
	}
	return errs.Or()
}

func has[T comparable](list []T, x T) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}
