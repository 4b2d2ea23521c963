// Package analyze derives from a sealed submission everything staff may see, masked, and adds findings to it in ordered steps.
// It is not for deciding: nothing here edits a report or a fact a person coded, and what it suggests waits for a person.
package analyze

import (
	"database/sql"
	"errors"
	"time"

	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// Config is what an Analyze works with.
type Config struct {
	Store *store.Store
	Seal  *seal.Seal
	Forms *form.Forms
	Texts *i18n.Catalogue
	Now   func() time.Time // gives the instants of what it writes
	Clamd *Clamd           // virus scanner; nil for none
}

// Analyze reads submissions and writes what follows from them.
type Analyze struct {
	st         *store.Store
	seal       *seal.Seal
	forms      *form.Forms
	texts      *i18n.Catalogue
	now        func() time.Time
	vocabulary incident.Vocabulary
	clamd      *Clamd
}

// New builds an Analyze.
func New(c Config) *Analyze {
	return &Analyze{st: c.Store, seal: c.Seal, forms: c.Forms, texts: c.Texts, now: c.Now, vocabulary: incident.DefaultVocabulary(), clamd: c.Clamd}
}

// gone tells whether a report was erased: there is nothing to do for it any more.
func gone(err error) bool {
	return errors.Is(err, sql.ErrNoRows) || errors.Is(err, incident.ErrNotFound)
}
