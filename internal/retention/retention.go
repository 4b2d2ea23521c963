// Package retention keeps the clocks of what belongs to reports, the holds against them and reporters' requests to erase, and does the erasing with its proof.
// It is not for sealing (seal) nor for counting (stats), and it erases nothing that a clock the desk confirmed, or two people, did not give up.
package retention

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/stats"
	"todoke/internal/store"
	"todoke/internal/text"
)

// Config is what a Retention needs.
type Config struct {
	Store *store.Store
	Seal  *seal.Seal
	Stats *stats.Stats
	Now   func() time.Time
	Keys  string // key folder: the list of erasures lies in it

	// MaskNote takes out of what staff typed every name the report declares.
	MaskNote func(ctx context.Context, r incident.Report, words string) (string, error)
	// HandOver gives the terms of a report for the leak check, as keyed hashes, before they go.
	HandOver func(ctx context.Context, r incident.Report, until time.Time) ([]store.ErasedTerm, error)
}

// Retention works on one desk.
type Retention struct {
	c    Config
	list *List
}

// New builds a Retention; it opens nothing.
func New(c Config) *Retention { return &Retention{c: c, list: OpenList(c.Keys)} }

func (k *Retention) audit(a incident.Actor, action incident.Action, object, reason, detail string) store.AuditRow {
	return store.AuditRow{At: k.c.Now(), Who: a.Who(), Action: string(action), Object: object, Reason: reason, Detail: detail}
}

// leastReason is how many characters a reason needs.
const leastReason = 5

// reason tidies a typed reason, and takes the report's names out of it.
func (k *Retention) reason(ctx context.Context, r incident.Report, words, field string) (string, error) {
	words = strings.TrimSpace(text.Clean(words))
	if utf8.RuneCountInString(words) < leastReason {
		return "", &incident.Error{Kind: incident.Invalid, Key: "error.reason_short", Field: field, Args: []any{leastReason}}
	}
	if n := utf8.RuneCountInString(words); n > mostReason {
		return "", &incident.Error{Kind: incident.Invalid, Key: "retention.error.reason_long", Field: field, Args: []any{mostReason}}
	}
	return k.c.MaskNote(ctx, r, words)
}

const mostReason = 300

// find reads a report by its number as people type it.
func (k *Retention) find(ctx context.Context, number string) (incident.Report, error) {
	n, err := incident.ParseReportNumber(number)
	if err != nil {
		return incident.Report{}, err
	}
	r, err := k.c.Store.FindReport(ctx, n)
	if errors.Is(err, sql.ErrNoRows) {
		return r, incident.Errorf(incident.NotFound, "error.report_unknown", n)
	}
	if err != nil {
		return r, fmt.Errorf("find report: %w", err)
	}
	return r, nil
}
