// Package triage is the staff's side of a report: the queue, the decisions, facts, replies, and the cases drawn from reports up to their approval.
// It is not for taking reports in (intake), nor for freezing and releasing editions (publish); it opens a sealed original only through package seal.
package triage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"todoke/internal/form"
	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/notify"
	"todoke/internal/seal"
	"todoke/internal/store"
)

// Config is what a Triage needs.
type Config struct {
	Store *store.Store
	Seal  *seal.Seal
	Forms *form.Forms
	Texts *i18n.Catalogue
	Now   func() time.Time
	// ReadPDF reads the text of a PDF, page by page; nil where there is no reader.
	ReadPDF func(ctx context.Context, file []byte) ([]string, error)
	// SevenZip is the program that encrypts what leaves the desk; "" makes .age files instead.
	SevenZip string

	Outbox *notify.Outbox // nil for a desk that sends no mail
	Portal string         // address of the reporters' pages, for its mails

	Alone bool // a desk of one or two: own approval after 24 hours is allowed, and marked
}

// Triage is the desk's work on reports and cases. Every function asks incident.Ask first, and writes state, audit row and history in one transaction.
type Triage struct {
	Config
	vocabulary incident.Vocabulary
	wording    wording
	prose      prose
	told       told
	templates  []Template
	found      leakMemory
	forms      struct {
		sync.Mutex
		state string // which of the desk's own versions are in force
	}
}

// New builds a Triage; it fails when the embedded wordings or reply templates are broken.
func New(c Config) (*Triage, error) {
	w, err := loadWording()
	if err != nil {
		return nil, err
	}
	templates, err := loadTemplates()
	if err != nil {
		return nil, err
	}
	style, err := loadProse()
	if err != nil {
		return nil, err
	}
	words, err := loadTold()
	if err != nil {
		return nil, err
	}
	return &Triage{Config: c, vocabulary: incident.DefaultVocabulary(), wording: w, prose: style, told: words, templates: templates}, nil
}

// find reads a report by its number as people type it.
func find(ctx context.Context, r store.Reader, number string) (incident.Report, error) {
	n, err := incident.ParseReportNumber(number)
	if err != nil {
		return incident.Report{}, err
	}
	p, err := r.FindQueued(ctx, n)
	if errors.Is(err, sql.ErrNoRows) {
		return incident.Report{}, incident.Errorf(incident.NotFound, "error.report_unknown", n)
	}
	if err != nil {
		return incident.Report{}, fmt.Errorf("find report: %w", err)
	}
	return p, nil
}

// audit is the row of one action; detail holds codes and numbers only.
func (t *Triage) audit(a incident.Actor, action incident.Action, object, reason, detail string) store.AuditRow {
	return store.AuditRow{At: t.Now(), Who: a.Who(), Action: string(action), Object: object, Reason: reason, Detail: detail}
}

func reportObject(number string) string { return "report:" + number }
func caseObject(number string) string   { return "case:" + number }

// invalid is an Error of kind Invalid that belongs to one input.
func invalid(field, key string, args ...any) error {
	e := incident.Errorf(incident.Invalid, key, args...)
	e.Field = field
	return e
}
