package incident

import (
	"cmp"
	"slices"
	"time"
)

// Use is a use of a report that needs a party's word. Being counted in statistics needs none.
type Use string

// Uses.
const (
	UseCase  Use = "case"  // published as a case, with nobody identified
	UseShare Use = "share" // passed on to another body
)

// Uses lists the uses in the order shown.
var Uses = []Use{UseCase, UseShare}

// Word is what a party said about a use.
type Word string

// Words. No for UseCase means statistics only.
const (
	Agreed  Word = "yes"
	Refused Word = "no"
	Unsaid  Word = "unsaid" // not asked, or no answer
)

// Words lists the words in the order shown.
var Words = []Word{Agreed, Refused, Unsaid}

// WordOf turns an answer of the form into the word it gives for publication.
func WordOf(c Consent) Word {
	switch c {
	case ConsentCase:
		return Agreed
	case ConsentStatistics:
		return Refused
	}
	return Unsaid
}

// ConsentLine is one line of the history of a party's consent.
type ConsentLine struct {
	ID          int64
	Party       int64 // 0 for the reporter
	Role        PartyRole
	Placeholder string
	Use         Use
	Word        Word
	SaidAt      time.Time // when the party said it
	Channel     string    // how: a Channel, or phone, person … of a word given to staff
	Form        string    // the form under which it was asked, "" for none
	FormVersion int
	Version     int // of the report that answered it, 0 for none
	Who         string
	Reason      string // why staff wrote it down, masked
	At          time.Time
}

// PartyConsent is how one party stands to the uses of a report.
type PartyConsent struct {
	Party       int64 // 0 for the reporter
	Role        PartyRole
	Placeholder string
	Gone        bool          // no longer named in the newest version; its refusal still counts
	Says        map[Use]Word  // Unsaid where nothing is known
	Lines       []ConsentLine // oldest first
}

// Concerned tells whether the report is about this party itself: its reporter or its victim.
func (p PartyConsent) Concerned() bool { return p.Role == RoleReporter || p.Role == RoleVictim }

// Consents puts the lines of a report together by party: the reporter first, then who the newest version names, then who earlier ones named. Of two lines
// on the same use the one said later counts, and of two said at the same time the one written later.
func Consents(parties []PartyConsent, lines []ConsentLine) []PartyConsent {
	out := append([]PartyConsent{{Role: RoleReporter}}, parties...)
	lines = slices.Clone(lines)
	slices.SortFunc(lines, func(a, b ConsentLine) int {
		return cmp.Or(a.SaidAt.Compare(b.SaidAt), a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	for i := range out {
		out[i].Says = map[Use]Word{UseCase: Unsaid, UseShare: Unsaid}
	}
	for _, l := range lines {
		i := slices.IndexFunc(out, func(p PartyConsent) bool { return p.Party == l.Party })
		if i < 0 {
			i = len(out)
			out = append(out, PartyConsent{Party: l.Party, Role: l.Role, Placeholder: l.Placeholder, Gone: true, Says: map[Use]Word{UseCase: Unsaid, UseShare: Unsaid}})
		}
		out[i].Says[l.Use] = l.Word
		out[i].Lines = append(out[i].Lines, l)
	}
	return out
}

// ConsentRule is what a desk does about a party that was not asked, or did not answer, whether a case may be published.
type ConsentRule string

// Rules. A refusal always stops a case.
const (
	RuleWarn      ConsentRule = "warn"      // nobody is held up, the reviewer is told: what the form says where nobody answers it
	RuleConcerned ConsentRule = "concerned" // the reporter and the victim must have agreed
	RuleAll       ConsentRule = "all"       // every party the report names must have agreed
)

// ConsentRules lists the rules in the order shown.
var ConsentRules = []ConsentRule{RuleWarn, RuleConcerned, RuleAll}

// Unagreed lists the parties that stand in the way of a use: those that refused, and under the rule those that must have agreed and did not.
func Unagreed(list []PartyConsent, use Use, rule ConsentRule) (refused, missing []PartyConsent) {
	for _, p := range list {
		switch {
		case p.Says[use] == Refused:
			refused = append(refused, p)
		case p.Gone || p.Says[use] == Agreed:
		case rule == RuleAll, rule == RuleConcerned && p.Concerned():
			missing = append(missing, p)
		}
	}
	return refused, missing
}

// ShareWhat is the closed list of what is passed on to another body.
var ShareWhat = []string{"facts", "masked", "observables", "original"}
