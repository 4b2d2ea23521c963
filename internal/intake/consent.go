package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// OwnConsent is how the reporter behind a key stands to the uses of the report, with all they said about them. What other parties said is not theirs to see.
type OwnConsent struct {
	Says      map[incident.Use]incident.Word
	Lines     []incident.ConsentLine // oldest first
	Published bool                   // a released edition holds a case drawn from it: copies of that are out
}

// Consent shows what the reporter said so far.
func (in *Intake) Consent(ctx context.Context, k Key) (OwnConsent, error) {
	r, err := in.open(ctx, k)
	if err != nil {
		return OwnConsent{}, err
	}
	c, err := in.consent(ctx, r)
	if err != nil {
		return OwnConsent{}, fmt.Errorf("consent: %w", err)
	}
	return c, nil
}

func (in *Intake) consent(ctx context.Context, r incident.Report) (OwnConsent, error) {
	list, err := in.st.Consents(ctx, r.ID)
	if err != nil {
		return OwnConsent{}, err
	}
	out, err := in.st.ReleasedCases(ctx, r.ID)
	return OwnConsent{Says: list[0].Says, Lines: list[0].Lines, Published: len(out) > 0}, err
}

// ChangeConsent writes down what the reporter now says about uses of the report; what says the same as before is left out. A refusal of publication opens a
// correction for every released case below. It counts from now: nothing else of the report changes, and it stays in the statistics. The Error is of kind
// Invalid when nothing is new.
func (in *Intake) ChangeConsent(ctx context.Context, k Key, channel incident.Channel, says map[incident.Use]incident.Word) error {
	r, err := in.open(ctx, k)
	if err != nil {
		return err
	}
	for use, word := range says {
		if !slices.Contains(incident.Uses, use) || !slices.Contains(incident.Words, word) {
			return &incident.Error{Kind: incident.Invalid, Key: "error.consent_word", Field: "consent-" + string(use)}
		}
	}
	if err := in.guard.busy("message", r.Number); err != nil {
		return err
	}
	at := in.now().UTC().Truncate(time.Microsecond)
	return notStoredOr("consent", in.st.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.Consents(ctx, r.ID)
		if err != nil {
			return err
		}
		changed := false
		for _, use := range incident.Uses {
			word, said := says[use]
			if !said || word == now[0].Says[use] {
				continue
			}
			changed = true
			l := incident.ConsentLine{ID: store.NewID(at), Role: incident.RoleReporter, Placeholder: now[0].Placeholder, Use: use, Word: word, SaidAt: at, At: at, Channel: string(channel),
				Form: r.Form, FormVersion: r.FormVersion, Who: string(incident.Reporter)}
			if err := tx.SayConsent(ctx, r, l); err != nil {
				return err
			}
		}
		if !changed {
			return incident.Errorf(incident.Invalid, "error.same_word")
		}
		return nil
	}))
}
