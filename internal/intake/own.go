package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/text"
)

// contest is the template of a message by which a reporter objects to a decision.
const contest = "contest"

// Amendment is what a reporter adds to a report: answers laid over the earlier ones question by question, and files.
type Amendment struct {
	Key
	FormVersion int // the version the page was made from; 0 for the one filed with
	Answers     []incident.Answer
	Raw         []byte
	Files       []File
	Unread      []incident.Unread
	At          time.Time // now when zero
	Source      string    // with AmendFor: how the reporter said it, one of Sources; "" where a paper or file did
	SourceAt    time.Time // when; not after now
}

// Sources are the ways a reporter's word reaches staff who amend a report.
var Sources = []string{"phone", "fax", "post", "person"}

// Amend files a new version of the report behind a key. Earlier versions stay sealed as they were filed; the masking job reads the new one, and
// what was written from the old one is stale. Errors as of Find and Receive, and Conflict for a withdrawn report, Invalid when nothing is new, Limited beyond Busy.
func (in *Intake) Amend(ctx context.Context, a Amendment) (Receipt, error) {
	r, err := in.open(ctx, a.Key)
	if err != nil {
		return Receipt{}, err
	}
	return in.amend(ctx, r, amending{Amendment: a, read: in.original})
}

// AmendFor files a new version of a report by a member of staff on the reporter's word or from the reporter's own paper or file. The earlier version is
// opened to lay the answers over it, so it needs the right incident.ReportEnter, that of opening, and a reason. Errors as of Amend.
func (in *Intake) AmendFor(ctx context.Context, by incident.Actor, reason string, a Amendment) (Receipt, error) {
	if err := incident.Ask(by, incident.ReportEnter); err != nil {
		return Receipt{}, err
	}
	if a.Source != "" && !slices.Contains(Sources, a.Source) {
		return Receipt{}, &incident.Error{Kind: incident.Invalid, Key: "error.word_source", Field: "source"}
	}
	if a.SourceAt.After(in.now()) {
		return Receipt{}, &incident.Error{Kind: incident.Invalid, Key: "error.received_at", Field: "source_at"}
	}
	n, err := incident.ParseReportNumber(a.Number)
	if err != nil {
		return Receipt{}, err
	}
	r, err := in.st.FindReport(ctx, n)
	if errors.Is(err, sql.ErrNoRows) {
		return Receipt{}, incident.Errorf(incident.NotFound, "error.report_unknown", n)
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("amend: %w", err)
	}
	return in.amend(ctx, r, amending{Amendment: a, by: by, read: func(ctx context.Context, r incident.Report) (form.Original, error) {
		b, err := in.seal.Open(ctx, by, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedSubmission, Ref: strconv.Itoa(r.Version), Reason: reason})
		if err != nil {
			return form.Original{}, err
		}
		return form.ReadOriginal(b)
	}})
}

// amending is an Amendment with who makes it and how the version before is opened.
type amending struct {
	Amendment
	by     incident.Actor
	read   func(context.Context, incident.Report) (form.Original, error)
	beside func(*seal.Box, incident.Report) (func(*store.Tx) error, error)
}

func (in *Intake) amend(ctx context.Context, r incident.Report, a amending) (Receipt, error) {
	if r.State == incident.Withdrawn {
		return Receipt{}, incident.Errorf(incident.Conflict, "error.withdrawn")
	}
	if err := in.stillKept(ctx, r); err != nil {
		return Receipt{}, fmt.Errorf("amend: %w", err)
	}
	if a.FormVersion == 0 {
		a.FormVersion = r.FormVersion
	}
	s := Submission{By: a.by, Form: r.Form, FormVersion: a.FormVersion, Lang: r.Lang, Channel: r.Channel, Raw: a.Raw, Files: a.Files, Unread: a.Unread, At: a.At,
		source: a.Source, sourceAt: a.SourceAt, beside: a.beside}
	for _, x := range a.Answers {
		if form.Told(x) {
			s.spoken = append(s.spoken, x.Question)
		}
	}
	for {
		older, err := a.read(ctx, r)
		if err != nil {
			return Receipt{}, fmt.Errorf("amend: %w", err)
		}
		s.Answers = form.Merge(older.Answers, a.Answers)
		f, err := in.prepare(&s)
		if err != nil {
			return Receipt{}, err
		}
		if same(older.Answers, f.Answers) && len(a.Files) == 0 {
			return Receipt{}, incident.Errorf(incident.Invalid, "error.nothing_new")
		}
		if err := in.guard.busy("version", r.Number); err != nil {
			return Receipt{}, err
		}
		done, err := in.addVersion(ctx, f, r)
		if err != nil {
			return Receipt{}, notStored("amend", err)
		}
		if done {
			return in.receipt(r.Number, "", f.version)
		}
		if len(a.Files) > 0 { // they have been read and cannot be again
			return Receipt{}, notStored("amend", fmt.Errorf("another version came between"))
		}
		if r, err = in.st.FindReportByID(ctx, r.ID); err != nil {
			return Receipt{}, fmt.Errorf("amend: %w", err)
		}
	}
}

func same(a, b []incident.Answer) bool {
	x, err1 := form.MarshalAnswers(a)
	y, err2 := form.MarshalAnswers(b)
	return err1 == nil && err2 == nil && slices.Equal(x, y)
}

// original opens the newest version for the reporter who proved to be behind it.
func (in *Intake) original(ctx context.Context, r incident.Report) (form.Original, error) {
	b, err := in.seal.OpenOwn(ctx, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedSubmission, Ref: strconv.Itoa(r.Version)})
	if err != nil {
		return form.Original{}, err
	}
	return form.ReadOriginal(b)
}

// Write sends a message to the desk. The same words again within ten minutes are the same message.
func (in *Intake) Write(ctx context.Context, k Key, words string) error {
	return in.write(ctx, k, words, "")
}

// Contest objects to a decision: a message the queue shows as such. The state stays what it is until staff undo it.
// The Error is of kind Conflict while nothing has been decided.
func (in *Intake) Contest(ctx context.Context, k Key, words string) error {
	return in.write(ctx, k, words, contest)
}

func (in *Intake) write(ctx context.Context, k Key, words, template string) error {
	r, err := in.open(ctx, k)
	if err != nil {
		return err
	}
	if template == contest && (r.State == incident.Received || r.State == incident.Withdrawn) {
		return incident.Errorf(incident.Conflict, "error.nothing_decided")
	}
	words = strings.TrimSpace(text.Clean(words))
	if n := utf8.RuneCountInString(words); words == "" || n > MaxWords {
		e := &incident.Error{Kind: incident.Invalid, Key: "error.message_empty", Field: "words"}
		if n > 0 {
			e.Key, e.Args = "error.too_long", []any{MaxWords, n}
		}
		return e
	}
	if err := in.guard.busy("message", r.Number); err != nil {
		return err
	}
	at := in.now().UTC().Truncate(time.Microsecond)
	m := store.Message{ID: store.NewID(at), ReportID: r.ID, Direction: store.In, Template: template, Who: string(incident.Reporter), At: at}
	box, err := in.seal.Box(ctx, r.ID)
	if err != nil {
		return notStored("message", err)
	}
	ref := strconv.FormatInt(m.ID, 10)
	body, err := box.Seal(store.SealedMessage, ref, []byte(words))
	if err != nil {
		return notStored("message", err)
	}
	twice := in.seal.ContentMAC([]byte("message\x00" + r.Number + "\x00" + template + "\x00" + words))
	action := "report.message"
	if template != "" {
		action = "report." + template
	}
	return notStoredOr("message", in.st.Write(ctx, func(tx *store.Tx) error {
		fresh, err := tx.PutContent(ctx, twice, store.Filed{Number: r.Number, At: at}, at.Add(-10*time.Minute))
		if err != nil || !fresh {
			return err
		}
		if err := tx.InsertMessage(ctx, m); err != nil {
			return err
		}
		if err := tx.PutSealed(ctx, r.ID, store.SealedMessage, ref, body); err != nil {
			return err
		}
		if err := tx.Audit(ctx, store.AuditRow{At: at, Who: m.Who, Action: action, Object: "report:" + r.Number, Detail: "message=" + ref}); err != nil {
			return err
		}
		return tx.Enqueue(ctx, JobMask, strconv.FormatInt(r.ID, 10), at) // staff read messages masked
	}))
}

// Withdraw takes a report back for one of incident.WithdrawReasons. It stays in the desk's books as withdrawn; staff can undo it.
func (in *Intake) Withdraw(ctx context.Context, k Key, reason string) error {
	r, err := in.open(ctx, k)
	if err != nil {
		return err
	}
	if !slices.Contains(incident.WithdrawReasons, reason) {
		return &incident.Error{Kind: incident.Invalid, Key: "error.withdraw_reason", Field: "reason"}
	}
	if err := incident.MoveReport(r.State, incident.Withdrawn); err != nil {
		return err
	}
	at := in.now().UTC().Truncate(time.Microsecond)
	who := string(incident.Reporter)
	return notStoredOr("withdraw", in.st.Write(ctx, func(tx *store.Tx) error {
		moved, err := tx.Decide(ctx, r.ID, r.State, store.Decision{State: incident.Withdrawn, Reason: reason})
		if err != nil {
			return err
		}
		if !moved {
			return incident.Errorf(incident.Conflict, "error.report_move", string(r.State), string(incident.Withdrawn))
		}
		if err := tx.InsertMove(ctx, r.ID, store.Move{From: r.State, To: incident.Withdrawn, Reason: reason, Who: who, At: at}); err != nil {
			return err
		}
		if err := tx.Audit(ctx, store.AuditRow{At: at, Who: who, Action: "report.withdraw", Object: "report:" + r.Number, Reason: reason}); err != nil {
			return err
		}
		if _, err := tx.OpenCorrections(ctx, r.ID, incident.CauseWithdrawn, who, at); err != nil {
			return err
		}
		return tx.Enqueue(ctx, JobMask, strconv.FormatInt(r.ID, 10), at) // what hangs on the report is derived again
	}))
}
