package triage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/inspect"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// Quarantined is one thing in quarantine, without its name and bytes.
type Quarantined struct {
	ID      int64
	Channel incident.Channel
	Size    int64
	SHA256  string
	Why     string // catalogue key
	At      time.Time
}

// FindQuarantined gives one thing in quarantine without opening it. The actor needs report.open. Errors: Forbidden, NotFound.
func (t *Triage) FindQuarantined(ctx context.Context, a incident.Actor, id int64) (Quarantined, error) {
	x, err := t.findQuarantined(ctx, a, id)
	return Quarantined{ID: x.ID, Channel: incident.Channel(x.Channel), Size: x.Size, SHA256: fmt.Sprintf("%x", x.SHA256), Why: x.Why, At: x.At}, err
}

func (t *Triage) findQuarantined(ctx context.Context, a incident.Actor, id int64) (store.Quarantined, error) {
	if err := incident.Ask(a, incident.ReportOpen); err != nil {
		return store.Quarantined{}, err
	}
	x, err := t.Store.FindQuarantined(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return x, incident.Errorf(incident.NotFound, "error.page_not_found")
	}
	if err != nil {
		return x, fmt.Errorf("quarantine: %w", err)
	}
	return x, nil
}

// PreviewQuarantined opens one thing in quarantine and gives it made harmless, as PreviewAttachment does. The actor needs report.open and a typed reason
// of five characters or more; the audit row is on disk before anything is read. Errors: Forbidden, NotFound, Invalid with field reason.
func (t *Triage) PreviewQuarantined(ctx context.Context, a incident.Actor, id int64, reason string) (FilePreview, error) {
	x, err := t.findQuarantined(ctx, a, id)
	if err != nil {
		return FilePreview{}, err
	}
	reason = clean(reason)
	if utf8.RuneCountInString(reason) < 5 {
		return FilePreview{}, invalid("reason", "error.reason_short", 5)
	}
	if reason, err = t.masked(ctx, reason); err != nil {
		return FilePreview{}, err
	}
	row := t.audit(a, "seal.open", "quarantine:"+strconv.FormatInt(id, 10), reason, "")
	if err := t.Store.Write(ctx, func(tx *store.Tx) error { return tx.Audit(ctx, row) }); err != nil {
		return FilePreview{}, fmt.Errorf("audit opening: %w", err)
	}
	out, err := t.showQuarantined(ctx, x)
	if err != nil {
		return FilePreview{}, fmt.Errorf("quarantine: %w", err)
	}
	return out, nil
}

func (t *Triage) showQuarantined(ctx context.Context, x store.Quarantined) (FilePreview, error) {
	out := FilePreview{Attachment: Attachment{Size: x.Size}}
	name, err := t.Seal.OpenSecret(seal.QuarantineLabel(x.ID, "name"), x.Name)
	if err != nil {
		return out, err
	}
	out.Name = string(name)
	body := make([]byte, 0, x.Size)
	for n := 0; int64(len(body)) < x.Size; n++ {
		piece, err := t.Store.FindQuarantineChunk(ctx, x.ID, n)
		if err != nil {
			return out, err
		}
		plain, err := t.Seal.OpenSecret(seal.QuarantineLabel(x.ID, strconv.Itoa(n)), piece)
		if err != nil {
			return out, err
		}
		body = append(body, plain...)
	}
	r := bytes.NewReader(body)
	seen, err := inspect.Look(ctx, out.Name, r, x.Size)
	if err != nil {
		return out, err
	}
	if out.Preview, err = inspect.Show(ctx, r, x.Size, seen); err == nil && out.As == inspect.AsPDF {
		err = t.showPDF(ctx, &out, r)
	}
	return out, err
}
