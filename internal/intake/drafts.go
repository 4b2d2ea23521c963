package intake

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// SaveDraft keeps what was typed so far, sealed, for 14 days, and gives the code to resume it with.
func (in *Intake) SaveDraft(ctx context.Context, values url.Values) (code string, expires time.Time, err error) {
	code = in.seal.NewSecretCode(3)
	expires, err = in.ReplaceDraft(ctx, code, values)
	return code, expires, err
}

// ReplaceDraft keeps a newer state of a draft under the code it has, for another 14 days.
func (in *Intake) ReplaceDraft(ctx context.Context, code string, values url.Values) (expires time.Time, err error) {
	body, err := json.Marshal(values)
	if err != nil {
		return expires, fmt.Errorf("draft to json: %w", err)
	}
	if len(body) > MaxDraft {
		return expires, incident.Errorf(incident.TooLarge, "error.too_large", megabytes(MaxDraft))
	}
	mac := in.seal.CodeMAC(code)
	sealed, err := in.seal.SealSecret(draftLabel(mac), body)
	if err != nil {
		return expires, notStored("save draft", err)
	}
	expires = in.now().UTC().Add(DraftFor).Truncate(time.Microsecond)
	err = in.st.Write(ctx, func(tx *store.Tx) error { return tx.PutDraft(ctx, mac, sealed, expires) })
	if err != nil {
		return expires, notStored("save draft", err)
	}
	return expires, nil
}

// ResumeDraft gives back what was typed and until when it is kept. Errors: NotFound (wrong or expired code), Limited.
func (in *Intake) ResumeDraft(ctx context.Context, code, source string) (values url.Values, expires time.Time, err error) {
	if err := in.guard.ask("", source); err != nil {
		return nil, expires, err
	}
	mac := in.seal.CodeMAC(code)
	sealed, expires, err := in.st.FindDraft(ctx, mac, in.now())
	if errors.Is(err, sql.ErrNoRows) {
		in.guard.wrong("", source)
		return nil, expires, incident.Errorf(incident.NotFound, "error.draft_unknown")
	}
	if err != nil {
		return nil, expires, fmt.Errorf("resume draft: %w", err)
	}
	body, err := in.seal.OpenSecret(draftLabel(mac), sealed)
	if err != nil {
		return nil, expires, fmt.Errorf("resume draft: %w", err)
	}
	if err := json.Unmarshal(body, &values); err != nil {
		return nil, expires, fmt.Errorf("draft from json: %w", err)
	}
	return values, expires, nil
}

// DeleteDraft removes a draft, after filing or when its owner wants it gone; an unknown code is no error.
func (in *Intake) DeleteDraft(ctx context.Context, code string) error {
	mac := in.seal.CodeMAC(code)
	return notStoredOr("delete draft", in.st.Write(ctx, func(tx *store.Tx) error { return tx.DeleteDraft(ctx, mac) }))
}

func notStoredOr(what string, err error) error {
	if err == nil {
		return nil
	}
	return notStored(what, err)
}

func draftLabel(mac []byte) string { return "draft/" + hex.EncodeToString(mac) }
