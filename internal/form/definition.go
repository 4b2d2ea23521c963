// Package form holds the questionnaires as data and reads and writes answers in every shape: web form, text, JSON and the staff view.
// It is not for storing answers or deciding what they mean: intake stores, triage decides.
package form

import "todoke/internal/incident"

// Kind is the kind of a question's answer.
type Kind string

// Kinds of question.
const (
	TextLine Kind = "text"     // one line
	LongText Kind = "longtext" // free text, up to 20,000 characters
	Single   Kind = "single"   // one option
	Multi    Kind = "multi"    // any options
	Date     Kind = "date"     // as coarse as known
	Number   Kind = "number"   // whole number, not negative
	Address  Kind = "url"      // where something was published
	Files    Kind = "files"    // attachments
)

// Definition is one version of one questionnaire. A report keeps the id and version it was answered under.
type Definition struct {
	ID      string        `toml:"id"`
	Version int           `toml:"version"`
	Title   incident.Text `toml:"title"`
	Include []string      `toml:"include"` // question files shared between forms, in order
	Order   []string      `toml:"order"`   // ids of all steps in the order asked
	Steps   []Step        `toml:"step"`

	Numbered bool `toml:"numbered"` // the text form numbers its items as the official form does

	source string // the TOML it was read from
	asleep bool   // a version of the desk's own that is not switched on: answers given under it are still read
}

// Step is one short page of the web form and one numbered group of the text form.
type Step struct {
	ID        string        `toml:"id"`
	Title     incident.Text `toml:"title"`
	Lead      incident.Text `toml:"lead"`
	When      []Condition   `toml:"when"` // all must hold for the step to be asked
	Questions []Question    `toml:"question"`
}

// Question is one question. Its ID is unique over all forms and never reused for another meaning.
type Question struct {
	ID         string            `toml:"id"`
	Item       string            `toml:"item"`  // number on the official form, "" for ours
	Items      map[string]string `toml:"items"` // numbers by form id where they differ from Item, "" for none
	Kind       Kind              `toml:"kind"`
	Label      incident.Text     `toml:"label"`
	Help       incident.Text     `toml:"help"`
	Options    []Option          `toml:"option"`
	Groups     []Group           `toml:"group"`
	When       []Condition       `toml:"when"`
	Identifies string            `toml:"identifies"` // "reporter.name", "victim.org" …: the answer is a party's identity and is sealed as such
	Dimension  string            `toml:"dimension"`  // options whose fact is a bare code suggest facts of this dimension
	Date       string            `toml:"date"`       // "written", "begun", "discovered", "contained": which date of the report it is
	Estimate   bool              `toml:"estimate"`   // may be marked "estimated"
	Unit       string            `toml:"unit"`       // of a number
	Frame      bool              `toml:"frame"`      // says nothing of what happened: alone it is not a report
	Source     string            `toml:"source"`     // official form and whether the item was seen or is from general knowledge

	stateField string // name of the field that says how sure the answer is
}

// Group heads some options of a multi question, as 「自身が発見」 and 「外部からの連絡」 do.
type Group struct {
	ID    string        `toml:"id"`
	Label incident.Text `toml:"label"`
}

// Option is one option to tick.
type Option struct {
	Code      string        `toml:"code"`
	Label     incident.Text `toml:"label"`
	Group     string        `toml:"group"`
	Fact      string        `toml:"fact"`      // "dimension:code" suggested when ticked
	Status    string        `toml:"status"`    // "done" or "considered" for response facts
	Other     bool          `toml:"other"`     // asks for a line of text beside it
	Exclusive bool          `toml:"exclusive"` // "unknown", "none": excludes the others

	otherField string // name of the field of that line
}

// Condition holds when the answer of Question has one of the codes in In.
type Condition struct {
	Question string   `toml:"question"`
	In       []string `toml:"in"`
}
