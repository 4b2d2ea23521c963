package main

// The targets on the set that is never tuned on.
const (
	identifiersRecall = 0.995 // the types in patterned together
	ownRecall         = 1.0
	nameRecall        = 0.95 // persons, organisations
	namePrecision     = 0.80
	speedMBs          = 2.0 // of text a second, one core, after loading
)

// patterned are the types whose writing shows what they are, wherever they stand; the target for identifiers counts them together.
var patterned = []string{"phone", "mail", "url", "domain", "ip", "mynumber", "corporate", "card"}

// Names of the rows that are no type.
const (
	identifiers = "identifiers"   // all of patterned
	kept        = "attacker kept" // attackers' observables: recall is those left readable, precision those said to be an attacker's that are
	quiet       = "hard texts"    // texts made to provoke: recall and precision are those without a false alarm
	anyType     = "all"           // every label that is to be masked
)
