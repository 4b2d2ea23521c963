// Package analyze derives from a sealed submission everything staff may see, masked, and adds findings to it in ordered steps.
// It is not for deciding: nothing here edits a report or a fact a person coded, and what it suggests waits for a person.
package analyze

import (
	"context"
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

// Analyze reads submissions and writes what follows from them.
type Analyze struct {
	st         *store.Store
	seal       *seal.Seal
	forms      *form.Forms
	now        func() time.Time
	vocabulary incident.Vocabulary
}

// New builds an Analyze; now gives the instants of what it writes.
func New(st *store.Store, sl *seal.Seal, forms *form.Forms, now func() time.Time) *Analyze {
	return &Analyze{st: st, seal: sl, forms: forms, now: now, vocabulary: incident.DefaultVocabulary()}
}

// Job is the handler of the job "mask": Mask, then Run, for the report whose id is the subject. It may run any number of times.
func (an *Analyze) Job(ctx context.Context, subject string) error {
	id, err := strconv.ParseInt(subject, 10, 64)
	if err != nil {
		return fmt.Errorf("mask job: subject is no report id")
	}
	if err := an.Mask(ctx, id); err != nil {
		return err
	}
	return an.Run(ctx, id)
}

// gone tells whether a report was erased: there is nothing to do for it any more.
func gone(err error) bool {
	return errors.Is(err, sql.ErrNoRows) || errors.Is(err, incident.ErrNotFound)
}
