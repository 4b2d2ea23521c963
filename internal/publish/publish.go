// Package publish freezes editions, builds them as finished files, searches those files for what must not be in them, and releases them by one rename.
// It is not for writing cases (triage) nor for serving them (site), and it reads no clock: instants are passed in or stand in the frozen collection.
package publish

import (
	"sync"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/pdf"
	"todoke/internal/seal"
	"todoke/internal/stats"
	"todoke/internal/store"
)

// Config is what a Publish needs.
type Config struct {
	Store     *store.Store
	Seal      *seal.Seal
	PDF       *pdf.Engine  // nil: editions are built without PDF where the caller allows it
	Reader    *pdf.Reader  // nil: an edition with a PDF cannot pass the check
	Stats     *stats.Stats // nil: no statistics are published
	Catalogue *i18n.Catalogue
	Dir       string // data folder; holds builds/, releases/ and the link public
	Desk      incident.Text
	Demo      bool
	Subscribe string // address where readers subscribe by mail, for the page of feeds; "" where they cannot
}

// Publish is the publishing side of one desk.
type Publish struct {
	st     *store.Store
	seal   *seal.Seal
	pdf    *pdf.Engine
	reader *pdf.Reader
	stats  *stats.Stats
	words  *i18n.Catalogue
	dir    string
	desk   incident.Text
	demo   bool

	subscribe string

	drafts drafts
	hands  sync.Mutex // one build or release at a time: two would write the same folder
}

// New builds a Publish; nothing is opened or written.
func New(c Config) *Publish {
	return &Publish{st: c.Store, seal: c.Seal, pdf: c.PDF, reader: c.Reader, stats: c.Stats, words: c.Catalogue, dir: c.Dir, desk: c.Desk, demo: c.Demo, subscribe: c.Subscribe}
}
