package intake

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// View is what a reporter sees behind number and return code. What they wrote is not shown again, only which questions are answered:
// whoever finds number and code on a desk learns no more than how the report stands and what the desk wrote.
type View struct {
	Number      string
	State       incident.ReportState
	Reason      string // closed reason; its words are in the catalogue under "reason."
	Scheme      incident.Scheme
	Form        string
	FormVersion int
	Lang        incident.Lang
	Received    time.Time
	Version     int
	Pending     bool     // the newest version is still being worked in: Answered is that of the one before
	Answered    []string // ids of answered questions
	Files       int
	Steps       []Step
	Versions    []Receipt // one a version, without code
	Messages    []Message
	Asks        []Asked            // what the desk asked, in the order asked; what it took back is left out
	Showings    []incident.Showing // drafts the desk shows, without their parts, newest first
	Codes       []Step             // when the return code was replaced
	Waiting     int                // of the desk's messages and questions unread; only from Look
	Erased      []Erased
	EraseAsked  *EraseRequest // the last; nil for none
}

// Step is one change of state.
type Step struct {
	To     incident.ReportState
	Reason string
	At     time.Time
}

// Message is one message between desk and reporter.
type Message struct {
	FromDesk bool
	Contest  bool
	Words    string // "" where Gone
	Gone     bool   // the words were erased
	At       time.Time
	Unread   bool // from the desk and shown now for the first time
}

// Key is what opens the way back to a report, and who tries it.
type Key struct {
	Number string
	Code   string
	Source string
}

// Find shows the report behind a number and a return code. An unknown number, a misspelt one and a wrong code get the same Error of kind
// NotFound after the same work; too many of them, for one number or from one source, an Error of kind Limited.
func (in *Intake) Find(ctx context.Context, number, code, source string) (View, error) {
	r, err := in.open(ctx, Key{number, code, source})
	if err != nil {
		return View{}, err
	}
	v, err := in.view(ctx, r)
	if err == nil {
		err = in.words(ctx, r, &v)
	}
	if err != nil {
		return View{}, fmt.Errorf("view report: %w", err)
	}
	return v, nil
}

// Look is Find without the messages: none is opened, none counts as read. Waiting says how many of the desk's have not been read.
func (in *Intake) Look(ctx context.Context, k Key) (View, error) {
	r, err := in.open(ctx, k)
	if err != nil {
		return View{}, err
	}
	v, err := in.view(ctx, r)
	if err != nil {
		return View{}, fmt.Errorf("view report: %w", err)
	}
	list, err := in.st.ListMessages(ctx, r.ID)
	if err != nil {
		return View{}, fmt.Errorf("view report: %w", err)
	}
	for _, m := range list {
		if m.Direction == store.Out && m.ReadAt.IsZero() {
			v.Waiting++
		}
	}
	return v, nil
}

// nobody stands in for the code of a report that does not exist.
var nobody = make([]byte, 32)

// open verifies number and code in constant time. The right code opens however many wrong ones came before: numbers count up, so a stranger who tries
// each every half minute would otherwise keep all reporters out, and 100 bits need no more.
func (in *Intake) open(ctx context.Context, k Key) (incident.Report, error) {
	number, err := incident.ParseReportNumber(k.Number)
	if err != nil {
		number = "T-0000-000000-0" // never given out; looked for all the same
	}
	guarded := number
	if err != nil {
		guarded = ""
	}
	if err := in.guard.ask("", k.Source); err != nil {
		return incident.Report{}, err
	}
	slowed := in.guard.ask(guarded, "")
	mac := in.seal.CodeMAC(k.Code)
	id, code, err := in.st.FindCode(ctx, number)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return incident.Report{}, fmt.Errorf("find report: %w", err)
	}
	known := err == nil
	if !known {
		code = nobody
	}
	if subtle.ConstantTimeCompare(mac, code) != 1 || !known {
		if slowed != nil {
			return incident.Report{}, slowed
		}
		in.guard.wrong(guarded, k.Source)
		return incident.Report{}, incident.Errorf(incident.NotFound, "error.number_or_code")
	}
	in.guard.right(number)
	r, err := in.st.FindReportByID(ctx, id)
	if err != nil {
		return incident.Report{}, fmt.Errorf("find report: %w", err)
	}
	return r, nil
}

func (in *Intake) view(ctx context.Context, r incident.Report) (View, error) {
	v := View{Number: r.Number, State: r.State, Reason: r.Reason, Scheme: r.Acceptance.Scheme, Form: r.Form, FormVersion: r.FormVersion, Lang: r.Lang,
		Received: r.Received, Version: r.Version, Pending: r.MaskVersion < r.Version}
	answers, err := in.st.ListAnswers(ctx, r.ID, min(r.MaskVersion, r.Version))
	if err != nil {
		return v, err
	}
	for _, a := range answers {
		v.Answered = append(v.Answered, a.Question)
	}
	files, err := in.st.ListAttachments(ctx, r.ID)
	if err != nil {
		return v, err
	}
	v.Files = len(files)
	moves, err := in.st.ListMoves(ctx, r.ID)
	if err != nil {
		return v, err
	}
	for _, m := range moves {
		v.Steps = append(v.Steps, Step{To: m.To, Reason: m.Reason, At: m.At})
	}
	versions, err := in.st.ListVersions(ctx, r.ID)
	if err != nil {
		return v, err
	}
	for _, n := range versions {
		proof, err := in.receipt(r.Number, "", n)
		if err != nil {
			return v, err
		}
		v.Versions = append(v.Versions, proof)
	}
	if err := in.erased(ctx, r, &v); err != nil {
		return v, err
	}
	if v.Showings, err = in.st.ListReportShowings(ctx, r.ID); err != nil {
		return v, err
	}
	replaced, err := in.st.ListCodeRequests(ctx, r.ID)
	for _, c := range replaced {
		if c.State == "replaced" {
			v.Codes = append(v.Codes, Step{At: c.DecidedAt})
		}
	}
	return v, err
}

// words adds to a view what desk and reporter wrote: messages, and the desk's questions.
func (in *Intake) words(ctx context.Context, r incident.Report, v *View) error {
	asks, err := in.st.ListAsks(ctx, r.ID)
	if err != nil {
		return err
	}
	words, err := in.messages(ctx, r, v)
	if err != nil {
		return err
	}
	for _, a := range asks {
		if a.ClosedAt.IsZero() {
			v.Asks = append(v.Asks, Asked{ID: a.ID, Question: a.Question, Words: words[a.MessageID], At: a.At, Due: a.Due, Answered: a.AnsweredAt})
		}
	}
	return nil
}

// messages opens the words of a report's messages under one audited permission, and notes that the desk's were read. Questions of the desk and their answers
// are messages too, but stand apart from what the two write each other: their words are given by id.
func (in *Intake) messages(ctx context.Context, r incident.Report, v *View) (asked map[int64]string, err error) {
	list, err := in.st.ListMessages(ctx, r.ID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	open := func(int64) ([]byte, error) { return nil, incident.Errorf(incident.NotFound, "error.sealed_gone") }
	if !v.WordsErased() {
		o, err := in.seal.OpenerOwn(ctx, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedMessage})
		if err != nil {
			return nil, err
		}
		open = func(id int64) ([]byte, error) { return o.Open(ctx, store.SealedMessage, strconv.FormatInt(id, 10)) }
	}
	asked = map[int64]string{}
	unread := false
	for _, m := range list {
		words, err := open(m.ID)
		gone := v.WordsErased() && errors.Is(err, incident.ErrNotFound)
		if err != nil && !gone {
			return nil, err
		}
		fresh := m.Direction == store.Out && m.ReadAt.IsZero()
		unread = unread || fresh
		if store.OfAsk(m.Template) {
			asked[m.ID] = string(words)
			continue
		}
		v.Messages = append(v.Messages, Message{FromDesk: m.Direction == store.Out, Contest: m.Template == contest, Words: string(words), At: m.At, Unread: fresh, Gone: gone})
	}
	if unread {
		now := in.now()
		err = in.st.Write(ctx, func(tx *store.Tx) error { return tx.MarkRead(ctx, r.ID, store.Out, now) })
	}
	return asked, err
}

// Proof is the receipt of one version again, for a reporter who lost the file.
func (v View) Proof(version int) string {
	for _, r := range v.Versions {
		if r.Version == version {
			return r.Proof
		}
	}
	return ""
}

// OwnForm is the form a report was filed with, under the version it was filed with.
func (in *Intake) OwnForm(v View) (*form.Form, error) { return in.forms.Find(v.Form, v.FormVersion) }
