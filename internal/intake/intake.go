// Package intake is the reporter's side: every channel ends in Receive, and number and return code lead back to one's own report, messages and drafts.
// It is not for masking, judging or answering: jobs and staff do that with what is stored here.
package intake

import (
	"errors"
	"fmt"
	"io"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// Limits of one submission. The faces refuse larger requests before they are read whole.
const (
	MaxFile   = 50 << 20 // bytes of one file
	MaxFiles  = 10
	MaxRaw    = 2 << 20 // bytes as they came, files apart
	MaxTyped  = 4 << 20 // bytes of all answers
	MaxDraft  = 1 << 20
	MaxWords  = 20_000 // characters of one message
	RepeatFor = 24 * time.Hour
	DraftFor  = 14 * 24 * time.Hour
	Busy      = 30 // messages, or versions, of one report an hour; more are asked to wait
	Flood     = 20 // filings an hour from one source above which a report is marked as part of a flood
)

// JobMask is the kind of the job that reads a submission and derives everything staff see; its subject is the report id.
const JobMask = "mask"

// JobScan is the kind of the job that looks into one file of a report; its subject is the attachment id.
const JobScan = "scan"

// Intake receives reports and answers reporters.
type Intake struct {
	st      *store.Store
	seal    *seal.Seal
	forms   *form.Forms
	now     func() time.Time
	numbers *store.Numbers
	guard   *guard
	mail    MailDesk
}

// New builds an Intake; now gives the instants of what is received without one.
func New(st *store.Store, sl *seal.Seal, forms *form.Forms, now func() time.Time) *Intake {
	return &Intake{st: st, seal: sl, forms: forms, now: now, numbers: store.NewNumbers(st), guard: newGuard(now)}
}

// NewToken makes the unguessable token of a form: sent twice, it files once.
func (in *Intake) NewToken() string { return in.seal.NewToken() }

// Today is the desk's day, for reading dates.
func (in *Intake) Today() time.Time { return in.now().In(incident.Japan) }

// Form gives one version of a form, 0 for the newest.
func (in *Intake) Form(id string, version int) (*form.Form, error) { return in.forms.Find(id, version) }

// File is one file that comes with a submission. Content is read once, at most MaxFile bytes.
type File struct {
	Name    string
	Content io.Reader
}

// Submission is one report as a channel decoded it.
type Submission struct {
	Token       string // form nonce or Idempotency-Key; made here when empty
	Form        string
	FormVersion int // the version the page was made from; 0 for the newest
	Lang        incident.Lang
	Source      string // address of the sender; only its keyed hash is kept, in memory, for a day
	Channel     incident.Channel
	Answers     []incident.Answer
	Raw         []byte // the bytes as they came, files apart
	Files       []File
	Unread      []incident.Unread
	At          time.Time      // when the desk had it; now when zero
	By          incident.Actor // staff who typed it in, an organisation with its token, or a machine; zero for the reporter
	Once        bool           // the same Token with another content is refused, instead of becoming a new version

	TellNumber bool // mail the receipt number to the mailbox declared, where the reporter trusts it; the code is never mailed

	source   string // on whose word staff file a later version, and when the reporter gave it
	sourceAt time.Time
	spoken   []string                                                              // questions a later version speaks of: the desk's open questions among them are answered
	beside   func(box *seal.Box, r incident.Report) (func(*store.Tx) error, error) // seals, then writes what belongs in the filing's transaction
}

// Receipt is what a reporter gets once the report is on disk.
type Receipt struct {
	Number   string
	Code     string // return code; empty when the report was recognised by its content alone
	Received time.Time
	Version  int
	Proof    string // signed note over number, version, instant and hash; empty when Code is
	Repeat   bool   // nothing new was filed
}

// notStored wraps a failure of the database, so that the reporter is told that nothing was filed and keeps the text.
func notStored(what string, err error) error {
	var told *incident.Error
	var list incident.Errors
	if errors.As(err, &told) || errors.As(err, &list) {
		return err
	}
	return fmt.Errorf("%s: %w: %w", what, incident.Errorf(incident.Stored, "error.not_stored"), err)
}

func who(a incident.Actor) string {
	if a.Kind == "" {
		return string(incident.Reporter)
	}
	return a.Who()
}
