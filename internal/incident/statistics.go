package incident

import (
	"encoding/json"
	"time"
)

// EditionKind is what an edition publishes.
type EditionKind string

// Kinds of edition: the case collection 届出事例 and the statistics 届出状況.
const (
	KindCases      EditionKind = "cases"
	KindStatistics EditionKind = "statistics"
)

// PublishedSet is the frozen set of statistics an edition of kind "statistics" publishes. Tables are as package stats counted them.
type PublishedSet struct {
	ID       string           `json:"id"`       // "2020.1"
	Revision int              `json:"revision"` // 1 for the first set of the period
	FrozenAt string           `json:"frozen_at"`
	Tables   []PublishedTable `json:"tables"`
	// What a reader of the edition before must know: numbers given differently since, empty where there is no edition before or nothing changed.
	Before    string          `json:"before,omitempty"` // edition of the same period released last
	BeforeSet string          `json:"before_set,omitempty"`
	Revisions json.RawMessage `json:"revisions,omitempty"`
}

// PublishedTable is one table with what it counts in words and what the desk says to it (傾向と対策).
type PublishedTable struct {
	ID         string          `json:"id"` // "V1"
	Table      json.RawMessage `json:"table"`
	About      []NamedText     `json:"about"`
	Commentary *Text           `json:"commentary,omitempty"`
}

// NamedText is a text with its name.
type NamedText struct {
	Name Text `json:"name"`
	Text Text `json:"text"`
}

// Commentary is what stands beside a table of an edition in work.
type Commentary struct {
	Definition string
	Text       Text
	Writer     int64
	WrittenAt  time.Time
	Approver   int64 // 0 while nobody else has approved it
	ApprovedAt time.Time
}
