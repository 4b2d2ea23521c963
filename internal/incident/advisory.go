package incident

import (
	"fmt"
	"time"
)

// Advisory is one version of a short public warning between editions (注意喚起). A released version is never changed: a correction or a withdrawal is the next one.
type Advisory struct {
	ID      string // 2020-A01
	Version int
	State   RevisionState
	AdvisoryText
	Reports    []string // numbers of the reports behind it, whose parties the leak check looks for; never published
	Writers    []int64  // everyone who saved this version; none of them approves it
	Approver   int64
	Note       string // why it was returned
	Written    time.Time
	Decided    time.Time
	Release    int64 // release that brought it, 0 before
	ReleasedAt time.Time
}

// AdvisoryText is what readers see of an advisory.
type AdvisoryText struct {
	Title       Text         `json:"title"`
	Body        Text         `json:"body"` // light marks, as in a case
	Cases       []string     `json:"cases"`
	Observables []Observable `json:"observables"`
	Measures    []Text       `json:"measures"`
	Change      Text         `json:"change"` // what a later version changed, or why it was withdrawn
	Withdrawn   bool         `json:"withdrawn"`
}

// Observable is a technical trace, written so that nothing links to it: hxxp://evil[.]example.
type Observable struct {
	Kind  string `json:"kind"` // one of ObservableKinds
	Value string `json:"value"`
}

// ObservableKinds are the kinds of observable an advisory may name.
var ObservableKinds = []string{"domain", "url", "ip", "mail", "hash", "file", "subject"}

// PublishedAdvisory is an advisory as readers and programs get it: its newest released version.
type PublishedAdvisory struct {
	ID        string `json:"id"`
	Version   int    `json:"version"`
	Published string `json:"published"` // RFC 3339, of the first version
	Updated   string `json:"updated"`
	AdvisoryText
}

// AdvisoryID names the n-th advisory of a year.
func AdvisoryID(year, n int) string { return fmt.Sprintf("%d-A%02d", year, n) }
