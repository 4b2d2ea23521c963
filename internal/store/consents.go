package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"todoke/internal/incident"
)

// InsertConsent stores one line of a report's history of consent; the line's Reason must be masked.
func (tx *Tx) InsertConsent(ctx context.Context, reportID int64, l incident.ConsentLine) error {
	return tx.exec(ctx, `INSERT INTO consents (id, report_id, party_id, role, placeholder, purpose, word, said_at, channel, form, form_version, version, who, reason, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		l.ID, reportID, l.Party, string(l.Role), l.Placeholder, string(l.Use), string(l.Word), micros(l.SaidAt), l.Channel, l.Form, int64(l.FormVersion), int64(l.Version),
		l.Who, l.Reason, micros(l.At))
}

// ListConsents lists what was said on a report, oldest first.
func (r Reader) ListConsents(ctx context.Context, reportID int64) ([]incident.ConsentLine, error) {
	q, err := r.q.QueryContext(ctx, consentSelect+` WHERE report_id = $1 ORDER BY said_at, at, id`, reportID)
	return rows(q, err, func(q *sql.Rows) (incident.ConsentLine, error) {
		l, err := scanConsent(q)
		return l.ConsentLine, err
	})
}

const consentSelect = `SELECT report_id, id, party_id, role, placeholder, purpose, word, said_at, channel, form, form_version, version, who, reason, at FROM consents`

// reportLine is a line of consent with its report.
type reportLine struct {
	report int64
	incident.ConsentLine
}

func scanConsent(q *sql.Rows) (reportLine, error) {
	var l reportLine
	var said, at int64
	err := q.Scan(&l.report, &l.ID, &l.Party, &l.Role, &l.Placeholder, &l.Use, &l.Word, &said, &l.Channel, &l.Form, &l.FormVersion, &l.Version, &l.Who, &l.Reason, &at)
	l.SaidAt, l.At = instant(said), instant(at)
	return l, err
}

// Consents puts together how every party of a report stands.
func (r Reader) Consents(ctx context.Context, reportID int64) ([]incident.PartyConsent, error) {
	lines, err := r.ListConsents(ctx, reportID)
	if err != nil {
		return nil, err
	}
	parties, err := r.ListParties(ctx, reportID)
	if err != nil {
		return nil, err
	}
	return consents(parties, lines), nil
}

func consents(parties []Party, lines []incident.ConsentLine) []incident.PartyConsent {
	var named []incident.PartyConsent
	for _, p := range parties {
		if p.Role != incident.RoleReporter { // the reporter is there whether named or not
			named = append(named, incident.PartyConsent{Party: p.ID, Role: p.Role, Placeholder: p.Placeholder})
		}
	}
	out := incident.Consents(named, lines)
	for _, p := range parties {
		if p.Role == incident.RoleReporter {
			out[0].Placeholder = p.Placeholder
		}
	}
	return out
}

// refusedBelow is true of a report r one of whose parties last refused to have it published as a case.
const refusedBelow = `EXISTS (SELECT 1 FROM consents c WHERE c.report_id = r.id AND c.purpose = 'case' AND c.word = 'no' AND NOT EXISTS (SELECT 1 FROM consents d
	WHERE d.report_id = c.report_id AND d.party_id = c.party_id AND d.purpose = c.purpose AND (d.said_at, d.at, d.id) > (c.said_at, c.at, c.id)))`

// NoteConsent writes down what the newest masked version of a report answers on its form, where it differs from what an earlier version answered: an
// answer that only stands there from before never takes back what was said since. It tells whether publication was refused by it.
func (tx *Tx) NoteConsent(ctx context.Context, r incident.Report) (refused bool, err error) {
	lines, err := tx.ListConsents(ctx, r.ID)
	if err != nil {
		return false, err
	}
	before, word := incident.Unsaid, incident.WordOf(r.Consent)
	for _, l := range lines {
		if l.Party != 0 || l.Use != incident.UseCase || l.Version == 0 {
			continue
		}
		if l.Version >= r.MaskVersion {
			return false, nil
		}
		before = l.Word
	}
	if word == before {
		return false, nil
	}
	l := incident.ConsentLine{ID: NewID(r.Received), Role: incident.RoleReporter, Use: incident.UseCase, Word: word, SaidAt: r.Received, At: r.Received, Channel: string(r.Channel),
		Form: r.Form, FormVersion: r.FormVersion, Version: r.MaskVersion, Who: string(incident.Reporter)}
	versions, err := tx.ListVersions(ctx, r.ID)
	if err != nil {
		return false, err
	}
	for _, v := range versions {
		if v.N != r.MaskVersion {
			continue
		}
		l.SaidAt, l.At, l.Form, l.FormVersion, l.Who = v.At, v.At, v.Form, v.FormVersion, v.Who
		if v.Source != "" {
			l.Channel, l.SaidAt = v.Source, v.SourceAt
		}
	}
	return word == incident.Refused, tx.InsertConsent(ctx, r.ID, l)
}

// Share is something passed on to another body; Body names it, What is one of incident.ShareWhat, Note is masked.
type Share struct {
	ID       int64
	Body     string
	What     string
	Note     string
	SharedAt time.Time
	Who      string
	At       time.Time
}

// InsertShare stores what was passed on.
func (tx *Tx) InsertShare(ctx context.Context, reportID int64, s Share) error {
	return tx.exec(ctx, `INSERT INTO shares (id, report_id, body, what, note, shared_at, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.ID, reportID, s.Body, s.What, s.Note, micros(s.SharedAt), s.Who, micros(s.At))
}

// ListShares lists what was passed on of a report, oldest first.
func (r Reader) ListShares(ctx context.Context, reportID int64) ([]Share, error) {
	q, err := r.q.QueryContext(ctx, `SELECT id, body, what, note, shared_at, who, at FROM shares WHERE report_id = $1 ORDER BY shared_at, id`, reportID)
	return rows(q, err, func(q *sql.Rows) (Share, error) {
		var s Share
		var shared, at int64
		err := q.Scan(&s.ID, &s.Body, &s.What, &s.Note, &shared, &s.Who, &at)
		s.SharedAt, s.At = instant(shared), instant(at)
		return s, err
	})
}

// SettingConsentRule names the setting that holds the desk's incident.ConsentRule.
const SettingConsentRule = "consent_rule"

// ConsentRule reads the desk's rule on parties that were not asked or did not answer; incident.RuleWarn where it is not set.
func (r Reader) ConsentRule(ctx context.Context) (incident.ConsentRule, error) {
	s, err := r.Setting(ctx, SettingConsentRule)
	if err != nil || s == "" {
		return incident.RuleWarn, err
	}
	return incident.ConsentRule(s), nil
}

// SayConsent stores a party's word with its audit row; a refusal of publication opens the corrections it calls for.
func (tx *Tx) SayConsent(ctx context.Context, r incident.Report, l incident.ConsentLine) error {
	if err := tx.InsertConsent(ctx, r.ID, l); err != nil {
		return err
	}
	detail := fmt.Sprintf("party=%d use=%s word=%s channel=%s", l.Party, l.Use, l.Word, l.Channel)
	if err := tx.Audit(ctx, AuditRow{At: l.At, Who: l.Who, Action: string(incident.ConsentRecord), Object: "report:" + r.Number, Reason: l.Reason, Detail: detail}); err != nil {
		return err
	}
	if l.Use != incident.UseCase || l.Word != incident.Refused {
		return nil
	}
	_, err := tx.OpenCorrections(ctx, r.ID, incident.CauseConsent, l.Who, l.At)
	return err
}
