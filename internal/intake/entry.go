package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/notify"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// Entry is a report that a member of staff is typing in, saved as they go. Nobody else sees it.
type Entry struct {
	ID     int64
	Begun  time.Time
	Saved  time.Time
	Values url.Values
}

func entryLabel(staff, id int64) string { return fmt.Sprintf("entry/%d/%d", staff, id) }

// SaveEntry keeps what a member of staff typed so far; id is 0 for the first time, and the id to save under comes back.
// It is kept as long as a reporter's draft. The actor needs report.enter.
func (in *Intake) SaveEntry(ctx context.Context, by incident.Actor, id int64, values url.Values) (int64, error) {
	if err := incident.Ask(by, incident.ReportEnter); err != nil {
		return 0, err
	}
	body, err := json.Marshal(values)
	if err != nil {
		return 0, fmt.Errorf("entry to json: %w", err)
	}
	if len(body) > MaxDraft {
		return 0, incident.Errorf(incident.TooLarge, "error.too_large", megabytes(MaxDraft))
	}
	now := in.now().UTC().Truncate(time.Microsecond)
	if id == 0 {
		id = store.NewID(now)
	}
	sealed, err := in.seal.SealSecret(entryLabel(by.ID, id), body)
	if err != nil {
		return 0, notStored("save entry", err)
	}
	kept := false
	err = in.st.Write(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.PutEntryDraft(ctx, store.EntryDraft{ID: id, StaffID: by.ID, Body: sealed, Begun: now, Saved: now})
		return err
	})
	if err != nil {
		return 0, notStored("save entry", err)
	}
	if !kept {
		return 0, incident.Errorf(incident.NotFound, "error.draft_unknown")
	}
	return id, nil
}

// ListEntries lists what the actor began and has not filed, the last saved first.
func (in *Intake) ListEntries(ctx context.Context, by incident.Actor) ([]Entry, error) {
	if err := incident.Ask(by, incident.ReportEnter); err != nil {
		return nil, err
	}
	list, err := in.st.ListEntryDrafts(ctx, by.ID)
	if err != nil {
		return nil, fmt.Errorf("entries: %w", err)
	}
	var out []Entry
	for _, d := range list {
		body, err := in.seal.OpenSecret(entryLabel(by.ID, d.ID), d.Body)
		if err != nil {
			return nil, fmt.Errorf("entries: %w", err)
		}
		e := Entry{ID: d.ID, Begun: d.Begun, Saved: d.Saved}
		if err := json.Unmarshal(body, &e.Values); err != nil {
			return nil, fmt.Errorf("entry from json: %w", err)
		}
		out = append(out, e)
	}
	return out, nil
}

// DropEntry removes what the actor began, after filing or when it is not wanted any more.
func (in *Intake) DropEntry(ctx context.Context, by incident.Actor, id int64) error {
	if err := incident.Ask(by, incident.ReportEnter); err != nil {
		return err
	}
	return notStoredOr("drop entry", in.st.Write(ctx, func(tx *store.Tx) error { return tx.DeleteEntryDraft(ctx, by.ID, id) }))
}

// mayTell tells whether the number of a report may be mailed: mail is set up, a mailbox is declared, and the reporter does not distrust it.
func (in *Intake) mayTell(answers []incident.Answer) bool {
	box, _ := form.Find(answers, "reporter_mail")
	safe, _ := form.Find(answers, "mail_safe")
	return in.mail.Outbox.On() && box.Text != "" && (len(safe.Codes) == 0 || safe.Codes[0] == "yes")
}

// tellNumber queues the mail with the receipt number of a report that staff typed in; the code never goes by mail.
func (in *Intake) tellNumber(ctx context.Context, at time.Time) func(*seal.Box, incident.Report) (func(*store.Tx) error, error) {
	return func(_ *seal.Box, r incident.Report) (func(*store.Tx) error, error) {
		return func(tx *store.Tx) error {
			return in.mail.Outbox.Queue(ctx, tx, notify.Mail{Key: "entered/" + r.Number, Kind: "entered", Lang: r.Lang, ReportID: r.ID, Number: r.Number,
				To: notify.ToReporter, Args: []string{in.mail.Portal}, At: at})
		}, nil
	}
}
