package triage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/mask"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// declared are the parties of a report with the placeholders they are known by.
type declared struct {
	parties      []incident.Party
	placeholders []string
}

// parties opens the declared parties of a report for a machine purpose, audited once by seal. While the masking job has not run they are
// read from the submission itself.
func (t *Triage) parties(ctx context.Context, p incident.Purpose, r incident.Report) (declared, error) {
	if r.MaskVersion < r.Version {
		return t.submitted(ctx, p, r)
	}
	list, err := t.Store.ListParties(ctx, r.ID)
	if err != nil {
		return declared{}, fmt.Errorf("parties of %s: %w", r.Number, err)
	}
	if len(list) == 0 {
		return declared{}, nil
	}
	o, err := t.Seal.OpenerFor(ctx, p, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedParty})
	if errors.Is(err, incident.ErrNotFound) { // erased: nobody knows the names any more, and the leak check looks for their hashes
		return declared{}, nil
	}
	if err != nil {
		return declared{}, err
	}
	var out declared
	for _, x := range list {
		plain, err := o.Open(ctx, store.SealedParty, strconv.FormatInt(x.ID, 10))
		if errors.Is(err, incident.ErrNotFound) {
			continue
		}
		if err != nil {
			return declared{}, err
		}
		var party incident.Party
		if err := json.Unmarshal(plain, &party); err != nil {
			return declared{}, fmt.Errorf("party %d of %s: %w", x.ID, r.Number, err)
		}
		out.parties, out.placeholders = append(out.parties, party), append(out.placeholders, x.Placeholder)
	}
	return out, nil
}

// submitted reads the parties from the newest submission.
func (t *Triage) submitted(ctx context.Context, p incident.Purpose, r incident.Report) (declared, error) {
	plain, err := t.Seal.OpenFor(ctx, p, seal.Request{ReportID: r.ID, Number: r.Number, Kind: store.SealedSubmission, Ref: strconv.Itoa(r.Version)})
	if err != nil {
		return declared{}, err
	}
	o, err := form.ReadOriginal(plain)
	if err != nil {
		return declared{}, fmt.Errorf("original of %s: %w", r.Number, err)
	}
	f, err := t.Forms.Find(o.Form, o.FormVersion)
	if err != nil {
		return declared{}, fmt.Errorf("form of %s: %w", r.Number, err)
	}
	parties := f.Parties(o.Answers)
	return declared{parties, mask.Placeholders(parties, nil)}, nil
}

// maskFor masks what staff typed about a report, so that no note, reason or copy of a reply holds a declared name.
func (t *Triage) maskFor(ctx context.Context, r incident.Report, words string) (string, error) {
	if words == "" {
		return "", nil
	}
	d, err := t.parties(ctx, incident.PurposeMask, r)
	if err != nil {
		return "", err
	}
	list, err := t.ownList(ctx)
	if err != nil {
		return "", err
	}
	masked, _ := mask.NewNamed(d.parties, d.placeholders).WithOwn(list).Mask(words)
	return masked, nil
}

// MaskNote takes every name a report declares out of what staff typed about it.
func (t *Triage) MaskNote(ctx context.Context, r incident.Report, words string) (string, error) {
	return t.maskFor(ctx, r, words)
}
