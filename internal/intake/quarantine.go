package intake

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/text"
)

// Quarantined is something that came in and could not become a report.
type Quarantined struct {
	Channel incident.Channel
	Name    string // file name or the like; sealed
	Raw     []byte
	Why     string // catalogue key, "quarantine.…"
	Source  string // which part of the program puts it here: "imap", "import", "list"; never an address
	At      time.Time
}

// Quarantine keeps the bytes sealed, with their hash, where staff find them; it returns once they are on disk. The same bytes of a channel are kept once.
func (in *Intake) Quarantine(ctx context.Context, q Quarantined) error {
	if q.At.IsZero() {
		q.At = in.now()
	}
	id := store.NewID(in.now())
	sealed, err := in.seal.SealSecret(seal.QuarantineLabel(id, "name"), []byte(fileName(q.Name, "")))
	if err != nil {
		return notStored("quarantine", err)
	}
	chunks, err := in.sealChunks(q.Raw, func(n int) string { return seal.QuarantineLabel(id, strconv.Itoa(n)) })
	if err != nil {
		return notStored("quarantine", err)
	}
	hash := sha256.Sum256(q.Raw)
	row := store.Quarantined{ID: id, Channel: string(q.Channel), Name: sealed, Size: int64(len(q.Raw)), SHA256: hash[:], Why: q.Why, Source: q.Source, At: q.At.UTC().Truncate(time.Microsecond)}
	err = in.st.Write(ctx, func(tx *store.Tx) error {
		fresh, err := tx.InsertQuarantined(ctx, row)
		if err != nil || !fresh {
			return err
		}
		for n, body := range chunks {
			if err := tx.InsertQuarantineChunk(ctx, id, n, body); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, store.AuditRow{At: in.now(), Who: "machine:" + q.Source, Action: "quarantine.keep", Object: "quarantine:" + strconv.FormatInt(id, 10),
			Detail: fmt.Sprintf("channel=%s why=%s sha256=%x", q.Channel, q.Why, hash)})
	})
	return notStoredOr("quarantine", err)
}

// sealChunks seals bytes in pieces of a chunk; empty bytes give none.
func (in *Intake) sealChunks(b []byte, label func(n int) string) ([]store.Sealed, error) {
	var out []store.Sealed
	for n := 0; len(b) > 0; n++ {
		piece := b[:min(len(b), chunk)]
		b = b[len(piece):]
		s, err := in.seal.SealSecret(label(n), piece)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// Waiting is one thing of the quarantine as staff see it.
type Waiting struct {
	ID      int64
	Channel incident.Channel
	Name    string // empty for who may not open reports
	Size    int64
	SHA256  string
	Why     string
	Source  string
	Who     string
	Note    string
	At      time.Time
	DoneAt  time.Time
}

// QuarantinePart says which part of the quarantine is wanted: what waits, or with Done what was dealt with; at most Limit behind the Over passed over.
type QuarantinePart struct {
	Done        bool
	Over, Limit int
}

// ListQuarantine lists a part of the quarantine, newest first, and counts the whole of it. The actor needs report.read; names of files are shown to who may open
// reports.
func (in *Intake) ListQuarantine(ctx context.Context, by incident.Actor, p QuarantinePart) ([]Waiting, int, error) {
	if err := incident.Ask(by, incident.ReportRead); err != nil {
		return nil, 0, err
	}
	state := store.QuarantineWaiting
	if p.Done {
		state = store.QuarantineDone
	}
	total, err := in.st.CountQuarantine(ctx, state)
	if err != nil {
		return nil, 0, fmt.Errorf("count quarantine: %w", err)
	}
	list, err := in.st.ListQuarantine(ctx, state, p.Over, p.Limit)
	if err != nil {
		return nil, 0, fmt.Errorf("list quarantine: %w", err)
	}
	var out []Waiting
	for _, q := range list {
		w := Waiting{ID: q.ID, Channel: incident.Channel(q.Channel), Size: q.Size, SHA256: fmt.Sprintf("%x", q.SHA256), Why: q.Why, Source: q.Source, Who: q.Who, Note: q.Note, At: q.At, DoneAt: q.DoneAt}
		if incident.Can(by, incident.ReportOpen) {
			name, err := in.seal.OpenSecret(seal.QuarantineLabel(q.ID, "name"), q.Name)
			if err != nil {
				return nil, 0, fmt.Errorf("list quarantine: %w", err)
			}
			w.Name = string(name)
		}
		out = append(out, w)
	}
	return out, total, nil
}

// CountQuarantine counts what waits, for the queue's notice.
func (in *Intake) CountQuarantine(ctx context.Context, by incident.Actor) (int, error) {
	if err := incident.Ask(by, incident.ReportRead); err != nil {
		return 0, err
	}
	n, err := in.st.CountQuarantine(ctx, store.QuarantineWaiting)
	if err != nil {
		return 0, fmt.Errorf("count quarantine: %w", err)
	}
	return n, nil
}

// FinishQuarantined notes how somebody dealt with a thing in quarantine; the bytes stay. The actor needs report.triage. Errors: Forbidden, Invalid without a note,
// Conflict when somebody had already.
func (in *Intake) FinishQuarantined(ctx context.Context, by incident.Actor, id int64, note string) error {
	if err := incident.Ask(by, incident.ReportTriage); err != nil {
		return err
	}
	note, _ = text.Limit(strings.TrimSpace(text.Clean(note)), 500)
	if note == "" {
		return &incident.Error{Kind: incident.Invalid, Key: "error.quarantine_note", Field: "note"}
	}
	at, ok := in.now(), false
	err := in.st.Write(ctx, func(tx *store.Tx) (err error) {
		if ok, err = tx.FinishQuarantined(ctx, id, by.Who(), note, at); err != nil || !ok {
			return err
		}
		return tx.Audit(ctx, store.AuditRow{At: at, Who: by.Who(), Action: "quarantine.done", Object: "quarantine:" + strconv.FormatInt(id, 10)})
	})
	if err == nil && !ok {
		return incident.Errorf(incident.Conflict, "error.quarantine_done")
	}
	return notStoredOr("quarantine", err)
}
